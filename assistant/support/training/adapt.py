"""Step one: the reader's network taught to tell what is supported, by few weights beside its own.

    python -m assistant.support.training.adapt DATA OUT --minutes M     OUT/support.safetensors

Low-rank additions to the queries and values of the upper layers (Hu et al. 2021, arXiv:2106.09685)
and one logit of the first token; the reader's own weights stay. It goes on from
`OUT/adapted.safetensors` where that is there.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.reader.encoding import Surroundings, Window, windows
from assistant.reader.training.network import padded, shipped_network, tokenize_with_base
from assistant.reader.training.train import batches
from assistant.support.network import FIRST_LAYER, RANK, packed
from assistant.support.training.examples import SupportExample, claim_rows, made_examples
from index.models.sentence_transformer import bfloat16_is_faster

log = logging.getLogger(__name__)

TOKENS = 1_536  # of a step, padded
RATE, HEAD_RATE, WARM_UP, LEAST = 1.5e-3, 1e-3, 30, 0.03
REPEATED = {"policy": 6, "fm2": 2, "wice": 0}  # rows that people annotated are few
LONGEST = 600  # characters of what a made example rests on: the time goes to more of them
AVERAGE = 0.99
PARTS = ("query", "value")


class LowRank(nn.Module):
    """A matrix that stays, and the product of two narrow ones that are learned."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) * linear.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(RANK, linear.out_features))

    def forward(self, states: Tensor) -> Tensor:
        found: Tensor = self.linear(states) + (states @ self.down.T) @ self.up
        return found


class AdaptedReader(nn.Module):
    """The reader with low-rank additions; gives the logit that the first part is supported."""

    def __init__(self) -> None:
        super().__init__()
        reader = shipped_network()
        self.bert = reader.bert.requires_grad_(False)
        self.head = nn.Linear(reader.bert.config.hidden_size, 1)
        with torch.no_grad():  # begin with what the reader holds for an answer
            self.head.weight.copy_(reader.whole.weight[:1])
            self.head.bias.zero_()
        self.added: list[LowRank] = []
        for layer in self.bert.encoder.layer[FIRST_LAYER:]:
            attention: Any = layer.get_submodule("attention.self")
            for part in PARTS:
                low = LowRank(getattr(attention, part))
                setattr(attention, part, low)
                self.added.append(low)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """(batch,) logits of integers (batch, tokens)."""
        hidden = self.bert(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        return torch.squeeze(self.head(hidden[:, 0]), -1)

    def learned(self) -> dict[str, Tensor]:
        """What is learned, by the names of the file that ships, as float32."""
        return {
            "down": torch.stack([low.down for low in self.added]),
            "up": torch.stack([low.up for low in self.added]),
            "head": torch.cat([self.head.weight[0], self.head.bias]),
        }

    def take(self, learned: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for place, low in enumerate(self.added):
                low.down.copy_(learned["down"][place])
                low.up.copy_(learned["up"][place])
            self.head.weight[0].copy_(learned["head"][:-1])
            self.head.bias[0].copy_(learned["head"][-1])


def inputs(examples: Sequence[SupportExample]) -> list[Window]:
    """The first window of each, with the statement in the question's place."""
    tokenize = tokenize_with_base()
    made = []
    for example in examples:
        basis = "\n".join(example.basis)
        made.append(windows(tokenize, example.said, basis, [(0, len(basis))], Surroundings())[0])
    return made


def told(network: AdaptedReader, examples: Sequence[SupportExample]) -> dict[str, float]:
    """Balanced accuracy of each source at the logit 0."""
    rows = inputs(examples)
    found: dict[str, dict[bool, list[bool]]] = defaultdict(lambda: {True: [], False: []})
    with torch.no_grad():
        for batch in batches([len(row.ids) for row in rows], 4_096, 0, 0):
            logits = network(*padded([rows[place] for place in batch])).tolist()
            for place, logit in zip(batch, logits, strict=True):
                one = examples[place]
                name = one.source if not one.across else f"{one.source} across"
                found[name][one.supported].append((logit > 0) == one.supported)
    return {
        name: sum(sum(right) / max(1, len(right)) for right in by.values()) / 2
        for name, by in found.items()
    }


def train(data: Path, out: Path, minutes: float, seed: int) -> None:
    claims = list(claim_rows(data))
    made = [one for one in made_examples(data, seed) if len(" ".join(one.basis)) < LONGEST]
    # Two collections of those that may be trained on show how it goes.
    shown = [one for one in made if one.unit in ("c/school-health", "v/ban-dan-nhan-tai")][:600]
    learned = [one for one in made if one.unit not in {each.unit for each in shown}]
    learned += [one for one in claims if not one.held_out for _ in range(REPEATED[one.source])]
    random.Random(seed).shuffle(learned)
    rows = inputs(learned)
    lengths = [len(row.ids) for row in rows]
    network = AdaptedReader()
    begun = out / "adapted.safetensors"
    if begun.exists():
        network.take(load_file(begun))
    weights = [p for low in network.added for p in (low.down, low.up)]
    optimizer = torch.optim.AdamW(
        [
            {"params": weights, "lr": RATE, "rate": RATE},
            {"params": list(network.head.parameters()), "lr": HEAD_RATE, "rate": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    half = bfloat16_is_faster()
    average = {name: weight.detach().clone() for name, weight in network.learned().items()}
    started, step, epoch, loss_mean, seen = time.monotonic(), 0, 0, 0.7, 0
    log.info("%d examples, bfloat16 %s", len(rows), half)
    while (spent := (time.monotonic() - started) / (60 * minutes)) < 1:
        for batch in batches(lengths, TOKENS, seed, epoch + 1):
            spent = (time.monotonic() - started) / (60 * minutes)
            if spent >= 1:
                break
            factor = min(1.0, (step + 1) / WARM_UP) * max(LEAST, 1 - spent)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * factor
            truths = torch.tensor([float(learned[place].supported) for place in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                logits = network(*padded([rows[place] for place in batch]))
            loss = F.binary_cross_entropy_with_logits(logits.float(), truths)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            step, seen = step + 1, seen + len(batch)
            loss_mean = 0.98 * loss_mean + 0.02 * loss.item()
            keep = min(AVERAGE, 1 - 1 / (1 + step))
            for name, weight in network.learned().items():
                average[name].mul_(keep).add_(weight.detach(), alpha=1 - keep)
            if step % 25 == 0:
                log.info("step %d, seen %d, epoch %d, %.2f of the time, loss %.3f",
                         step, seen, epoch, spent, loss_mean)  # fmt: skip
            if step % 100 == 0:
                save_file(average, out / "adapted.safetensors")
        epoch += 1
    save_file(average, out / "adapted.safetensors")
    network.take(average)
    log.info("at the end, shown: %s", told(network, shown))
    save_file(
        {name: torch.from_numpy(array) for name, array in packed(average).items()},
        out / "support.safetensors",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, arguments.out, arguments.minutes, arguments.seed)


if __name__ == "__main__":
    main()
