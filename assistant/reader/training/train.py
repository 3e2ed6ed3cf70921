"""Step two of training the bilingual reader: examples in, a checkpoint out.

    python -m assistant.reader.training.train OUT --hours H

OUT holds `examples.jsonl` (see `examples`). The run begins with the reader that ships, or goes on
from `OUT/checkpoint.safetensors`; hours that it stood still do not count. The learning rate
rises over the first steps and falls to nearly nothing at the end of the hours. SIGTERM or
Ctrl-C: it finishes its step, saves and ends. `OUT/progress.json` tells how far it is.

Devlin et al. 2019, arXiv:1810.04805; the average of weights after Polyak and Juditsky 1992.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from assistant.reader.training.examples import read_examples
from assistant.reader.training.network import (
    LOSSES,
    LabelledWindow,
    ReaderNetwork,
    labelled,
    losses,
    padded,
    shipped_network,
    tokenize_with_base,
)
from index.models.sentence_transformer import bfloat16_is_faster

CHECKPOINT, PROGRESS = "checkpoint.safetensors", "progress.json"
SAVE_EVERY, TELL_EVERY = 100, 10  # steps
SORTED_TOGETHER = 500  # windows that are sorted by length and batched
WARM_UP, FALL, LEAST = 25, 0.45, 0.04  # steps; the share of the time, and of the rate at its end
DECAY, CLIP = 0.01, 1.0
MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # of AdamW

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes. `tokens` is the padded size of a step, `frozen` how many of the lowest
    layers (and the embeddings) stay, `average` the most of the running average that a step keeps.
    """

    hours: float
    rate: float = 6e-5
    tokens: int = 1536
    frozen: int = 6
    average: float = 0.99
    seed: int = 5
    device: str = "cpu"


@dataclass(slots=True)
class RunProgress:
    """How far a run is: steps, windows and seconds of work."""

    step: int = 0
    seen: int = 0
    seconds: float = 0.0
    means: dict[str, float] = field(default_factory=dict)


def batches(lengths: Sequence[int], tokens: int, seed: int, epoch: int) -> list[list[int]]:
    """Windows of like length together, near `tokens` when padded, at random within each part.

    The first time in the order of the file, so that what stands early is seen early.
    """
    rng = random.Random(f"{seed}/{epoch}")
    every = list(range(len(lengths)))
    if epoch:
        rng.shuffle(every)
    made: list[list[int]] = []
    for begin in range(0, len(every), SORTED_TOGETHER):
        part: list[list[int]] = [[]]
        for place in sorted(every[begin : begin + SORTED_TOGETHER], key=lambda n: lengths[n]):
            if part[-1] and (len(part[-1]) + 1) * lengths[place] > tokens:
                part.append([])
            part[-1].append(place)
        rng.shuffle(part)
        made += part
    return made


def rate_at(plan: Plan, step: int, spent: float) -> float:
    """The learning rate of a step (from 0), when this share of the hours is spent."""
    return plan.rate * min(1.0, (step + 1) / WARM_UP, max(LEAST, (1 - spent) / FALL))


class Run:
    """A network in training, with its optimizer, its running average and its progress."""

    def __init__(self, network: ReaderNetwork, plan: Plan) -> None:
        network.freeze(plan.frozen)
        self.network = network.to(plan.device)
        self.plan = plan
        self.progress = RunProgress()
        self._trained = {n: w for n, w in network.named_parameters() if w.requires_grad}
        matrices = [weight for weight in self._trained.values() if weight.dim() > 1]
        rest = [weight for weight in self._trained.values() if weight.dim() == 1]
        groups = [
            {"params": matrices, "weight_decay": DECAY},
            {"params": rest, "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=plan.rate)
        self._average = {n: weight.detach().clone() for n, weight in self._trained.items()}
        self._type = torch.device(plan.device).type
        self._half = (
            torch.cuda.is_bf16_supported() if self._type == "cuda" else bfloat16_is_faster()
        )

    def step(self, rows: Sequence[LabelledWindow]) -> dict[str, float]:
        """One step over a batch; the loss of each kind."""
        progress, plan = self.progress, self.plan
        rate = rate_at(plan, progress.step, progress.seconds / (3600 * plan.hours))
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        inputs = [tensor.to(plan.device) for tensor in padded(rows)]
        with torch.autocast(self._type, dtype=torch.bfloat16, enabled=self._half):
            whole, token = self.network(*inputs)
        found = losses(whole.float(), token.float(), inputs[1], rows)
        self._optimizer.zero_grad(set_to_none=True)
        if found:
            total = torch.stack([LOSSES[name] * loss for name, loss in found.items()]).sum()
            total.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(list(self._trained.values()), CLIP)
            self._optimizer.step()
        progress.step += 1
        progress.seen += len(rows)
        kept = min(plan.average, (progress.step + 1) / (progress.step + 10))
        with torch.no_grad():
            for name, weight in self._trained.items():
                self._average[name].lerp_(weight.detach(), 1 - kept)
        told = {name: float(loss.detach()) for name, loss in found.items()}
        for name, loss in told.items():
            progress.means[name] = 0.98 * progress.means.get(name, loss) + 0.02 * loss
        return told

    def averaged(self) -> dict[str, Tensor]:
        """The weights to ship, by the names of the file that ships: the running average."""
        mean = {name.removeprefix("bert."): weight for name, weight in self._average.items()}
        every = {**self.network.shipped_weights(), **mean}
        return {name: weight.detach().float().cpu().contiguous() for name, weight in every.items()}

    def save(self, out: Path) -> None:
        """Write the checkpoint whole, then put it in the place of the last one."""
        held = {f"average.{name}": weight for name, weight in self.averaged().items()}
        held |= {f"last.{name}": w for name, w in self.network.shipped_weights().items()}
        for name, weight in self._trained.items():
            for moment, value in self._optimizer.state.get(weight, {}).items():
                held[f"{moment}.{name}"] = value.detach().cpu().contiguous().clone()
        told = json.dumps(asdict(self.progress))
        part = out / f"{CHECKPOINT}.tmp"
        save_file(held, part, metadata={"progress": told, "plan": json.dumps(asdict(self.plan))})
        part.replace(out / CHECKPOINT)
        part = out / f"{PROGRESS}.tmp"
        part.write_text(told + "\n", encoding="utf-8")
        part.replace(out / PROGRESS)

    def resume(self, out: Path) -> bool:
        """Go on from a checkpoint, where there is one. Raises RuntimeError where its layers differ
        or other ones were frozen."""
        file = out / CHECKPOINT
        if not file.exists():
            return False
        with safe_open(file, framework="pt") as held:
            self.progress = RunProgress(**json.loads(held.metadata()["progress"]))
            names = set(held.keys())
            prefix = "last."
            self.network.load_shipped(
                {n[len(prefix) :]: held.get_tensor(n) for n in names if n.startswith(prefix)}
            )
            moved = {name for name in names if name.startswith(f"{MOMENTS[1]}.")}
            if any(name.partition(".")[2] not in self._trained for name in moved):
                raise RuntimeError("This checkpoint was made with fewer layers frozen.")
            for name, weight in self._trained.items():
                mean = held.get_tensor(f"average.{name.removeprefix('bert.')}")
                self._average[name] = mean.to(self.plan.device)
                if f"{MOMENTS[0]}.{name}" in names:
                    self._optimizer.state[weight] = {
                        moment: value if moment == "step" else value.to(self.plan.device)
                        for moment in MOMENTS
                        for value in (held.get_tensor(f"{moment}.{name}"),)
                    }
        return True


def train(
    run: Run,
    data: Sequence[LabelledWindow],
    out: Path,
    stopped: Callable[[], bool],
    steps: int | None = None,
) -> None:
    """Train until the hours are over, `stopped` says so, or so many steps are done; and save."""
    progress = run.progress
    lengths = [len(window.ids) for window in data]
    made: list[list[int]] = []
    epoch, before = -1, 0  # the batches in hand are those of this epoch, after so many steps
    while (
        progress.seconds < 3600 * run.plan.hours
        and (steps is None or progress.step < steps)
        and not stopped()
    ):
        while progress.step >= before + len(made):
            before, epoch = before + len(made), epoch + 1
            made = batches(lengths, run.plan.tokens, run.plan.seed, epoch)
        begun = time.monotonic()
        run.step([data[place] for place in made[progress.step - before]])
        progress.seconds += time.monotonic() - begun
        if progress.step % TELL_EVERY == 0:
            means = " ".join(f"{name} {mean:.3f}" for name, mean in progress.means.items())
            pace = progress.seen / max(progress.seconds, 1e-9)
            log.info(
                "step %d: seen %d, %.1f a second: %s", progress.step, progress.seen, pace, means
            )
        if progress.step % SAVE_EVERY == 0:
            run.save(out)
    run.save(out)
    log.info("saved at step %d after %.2f hours", progress.step, progress.seconds / 3600)


@contextmanager
def stop_at_signals() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM or SIGINT came meanwhile."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    old = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def main(out: Path, plan: Plan, threads: int | None = None, steps: int | None = None) -> None:
    """Begin or go on; see the module."""
    torch.manual_seed(plan.seed)
    if threads is not None:
        torch.set_num_threads(threads)
    tokenize = tokenize_with_base()
    examples = read_examples(out / "examples.jsonl")
    data = [window for example in examples for window in labelled(example, tokenize)]
    run = Run(shipped_network(), plan)
    begun = "goes on" if run.resume(out) else "begins"
    log.info("%d inputs; %s at step %d", len(data), begun, run.progress.step)
    with stop_at_signals() as stopped:
        train(run, data, out, stopped, steps)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--steps", type=int, help="end after so many, for a try")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--tokens", type=int, default=1536)
    parser.add_argument("--frozen", type=int, default=6)
    given = parser.parse_args()
    asked = Plan(
        given.hours,
        rate=given.rate,
        tokens=given.tokens,
        frozen=given.frozen,
        device=given.device,
    )
    main(given.out, asked, given.threads, given.steps)
