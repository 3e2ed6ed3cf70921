"""Step two of training the reader: examples in, a checkpoint out.

    python -m assistant.reader.training.train OUT [--hours 1.5]

OUT holds `examples-1.jsonl` and `examples-2.jsonl` (see `prepare`): one pass over the first, from
the weights of the embedded MiniLM, then one over the second, gentler. Word embeddings stay as
they are, so that the shipped file need not hold them. Stopped and started again it goes on from
the last checkpoint. In each pass the learning rate falls to zero at the end of the examples, or
when the hours of that pass are over, whichever comes first.

The network is one cross-encoder with two logits of the first token (answers the question, is
on its subject) and three of every token (starts the answer, ends it, stands in a sentence
that answers); Nogueira and Cho 2019, arXiv:1901.04085, and Devlin et al. 2019,
arXiv:1810.04805.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from index.models.model_files import model_folder, read_verified

MAX_TOKENS = 256
TOKENS_PER_BATCH = 3072
RATES = (1.2e-4, 8e-5)  # of each pass
WARM_UP, DECAY = 0.05, 0.01
SAVE_EVERY = 150  # steps
UNKNOWN = -1.0  # a label that is not known

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as tokens; `start` and `end` are tokens of the answer, 0 where none is in the
    passage and -1 where it is not known; `sentences` (first token, last token + 1, label).
    """

    ids: list[int]
    types: list[int]
    answers: float
    related: float
    start: int
    end: int
    sentences: list[tuple[int, int, float]]


class Network(nn.Module):
    """MiniLM as a cross-encoder with its five heads."""

    def __init__(self) -> None:
        super().__init__()
        folder = model_folder()
        config = BertConfig(**json.loads(read_verified(folder, "config.json")))
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        self.bert = BertModel(config, add_pooling_layer=False)
        weights = load_file(folder / "model.safetensors")
        missing, _ = self.bert.load_state_dict(weights, strict=False)
        assert not missing, missing
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        self.whole = nn.Linear(config.hidden_size, 2)
        self.token = nn.Linear(config.hidden_size, 3)
        nn.init.normal_(self.whole.weight, std=0.02)
        nn.init.normal_(self.token.weight, std=0.02)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, 2) and (batch, tokens, 3) logits."""
        hidden = self.bert(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        return self.whole(hidden[:, 0]), self.token(hidden)


def tokenizer() -> Tokenizer:
    made = Tokenizer.from_str(read_verified(model_folder(), "tokenizer.json").decode())
    made.no_padding()
    made.enable_truncation(MAX_TOKENS, strategy="only_second")
    return made


def encode(rows: Sequence[dict[str, Any]]) -> list[Encoded]:
    """Rows of an examples file as tokens; questions of more than 120 words are left out."""
    kept = [row for row in rows if len(row["question"].split()) <= 120]
    leads = [f"{row['title']}\n" if row["title"] else "" for row in kept]
    pairs = [
        (row["question"], lead + row["passage"]) for row, lead in zip(kept, leads, strict=True)
    ]
    found = tokenizer().encode_batch(pairs)
    return [
        _labelled(row, len(lead), tokens)
        for row, lead, tokens in zip(kept, leads, found, strict=True)
    ]


def _labelled(row: dict[str, Any], shift: int, tokens: Any) -> Encoded:
    # The first token of the passage at or after each of its characters.
    places = [
        (place, begin - shift, end - shift)
        for place, ((begin, end), part) in enumerate(
            zip(tokens.offsets, tokens.sequence_ids, strict=True)
        )
        if part == 1 and begin >= shift
    ]

    def within(begin: int, end: int) -> tuple[int, int] | None:
        inside = [place for place, b, e in places if b < end and e > begin]
        return (inside[0], inside[-1]) if inside else None

    start = end = -1
    if row["span"] is not None:
        if found := within(*row["span"]):
            start, end = found
    elif row["answers"] == 0:
        start = end = 0
    sentences = []
    for begin, stop, holds in row["sentences"]:
        if found := within(begin, stop):
            sentences.append((found[0], found[1] + 1, float(holds)))
    return Encoded(
        tokens.ids,
        tokens.type_ids,
        UNKNOWN if row["answers"] is None else row["answers"],
        UNKNOWN if row["related"] is None else row["related"],
        start,
        end,
        sentences,
    )


def batches(encoded: Sequence[Encoded], seed: int) -> list[list[int]]:
    """Rows of like length together, padded size near TOKENS_PER_BATCH, in random order."""
    rng = random.Random(seed)
    made = []
    for begin in range(0, len(encoded), 2000):
        rows = sorted(
            range(begin, min(begin + 2000, len(encoded))), key=lambda r: len(encoded[r].ids)
        )
        group: list[int] = []
        own: list[list[int]] = []
        for row in rows:
            if group and (len(group) + 1) * len(encoded[row].ids) > TOKENS_PER_BATCH:
                own.append(group)
                group = []
            group.append(row)
        own.append(group)
        rng.shuffle(own)
        made.extend(own)
    return made


def tensors(rows: Sequence[Encoded]) -> dict[str, Tensor]:
    longest = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for place, row in enumerate(rows):
        size = len(row.ids)
        ids[place, :size] = torch.tensor(row.ids)
        types[place, :size] = torch.tensor(row.types)
        mask[place, :size] = 1
    return {"ids": ids, "types": types, "mask": mask}


def loss_of(network: Network, rows: Sequence[Encoded]) -> tuple[Tensor, dict[str, float]]:
    made = tensors(rows)
    whole, token = network(made["ids"], made["types"], made["mask"])
    answers = torch.tensor([row.answers for row in rows])
    related = torch.tensor([row.related for row in rows])
    losses: dict[str, Tensor] = {}
    for place, (name, gold) in enumerate((("answers", answers), ("related", related))):
        known = gold >= 0
        if known.any():
            losses[name] = F.binary_cross_entropy_with_logits(whole[known, place], gold[known])
    # A span is in the passage or, for none, at the first token.
    allowed = made["types"].bool()
    allowed[:, 0] = True
    logits = token[..., :2].masked_fill(~allowed[..., None], -1e4)
    starts = torch.tensor([row.start for row in rows])
    ends = torch.tensor([row.end for row in rows])
    if (starts >= 0).any():
        losses["span"] = 0.5 * (
            F.cross_entropy(logits[..., 0], starts, ignore_index=-1)
            + F.cross_entropy(logits[..., 1], ends, ignore_index=-1)
        )
    places = [(n, *sentence) for n, row in enumerate(rows) for sentence in row.sentences]
    if places:
        score = torch.stack([token[n, begin:end, 2].mean() for n, begin, end, _ in places])
        gold = torch.tensor([label for *_, label in places])
        losses["evidence"] = F.binary_cross_entropy_with_logits(score, gold)
    weights = {"answers": 1.0, "related": 0.5, "span": 1.0, "evidence": 1.5}
    total = torch.stack([weights[name] * loss for name, loss in losses.items()]).sum()
    return total, {name: float(loss.detach()) for name, loss in losses.items()}


def checkpoint(out: Path, number: int) -> Path:
    return out / f"checkpoint-{number}.safetensors"


def trained(out: Path, number: int) -> Path:
    return out / f"trained-{number}.safetensors"


def train(out: Path, hours: float) -> None:
    """Every pass that is not finished yet; `hours` for each."""
    for number in range(1, len(RATES) + 1):
        if not trained(out, number).exists():
            train_pass(out, number, hours)


def train_pass(out: Path, number: int, hours: float) -> None:
    torch.manual_seed(5)
    examples = out / f"examples-{number}.jsonl"
    rows = [json.loads(line) for line in examples.read_text(encoding="utf-8").splitlines()]
    encoded = encode(rows)
    plan = batches(encoded, seed=6)
    network = Network()
    if number > 1:
        _, unknown = network.load_state_dict(whole_state(trained(out, number - 1)), strict=False)
        assert not unknown, unknown
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=RATES[number - 1], weight_decay=DECAY, fused=True)
    first, spent = 0, 0.0
    if checkpoint(out, number).exists():
        first, spent = restore(checkpoint(out, number), network, optimizer)
    log.info("%d examples, %d steps, from step %d", len(encoded), len(plan), first)
    averages: dict[str, float] = {}
    began = time.monotonic()
    done = first
    for step in range(first, len(plan)):
        elapsed = spent + time.monotonic() - began
        progress = max(step / len(plan), elapsed / (3600 * hours))
        if progress >= 1:
            break
        rate = RATES[number - 1] * min(
            1.0, (step + 1) / (WARM_UP * len(plan)), (1 - progress) / (1 - WARM_UP)
        )
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss, parts = loss_of(network, [encoded[row] for row in plan[step]])
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        done = step + 1
        for name, value in parts.items():
            averages[name] = 0.98 * averages.get(name, value) + 0.02 * value
        if step % 25 == 0:
            told = " ".join(f"{name} {value:.3f}" for name, value in averages.items())
            log.info("%d of %d, %.1f min: %s", step, len(plan), elapsed / 60, told)
        if (step + 1) % SAVE_EVERY == 0:
            _save(checkpoint(out, number), network, optimizer, done, elapsed)
    _save(checkpoint(out, number), network, optimizer, done, spent + time.monotonic() - began)
    save_network(network, trained(out, number))


def _save(path: Path, network: Network, optimizer: Any, step: int, spent: float) -> None:
    state = {f"network.{name}": weight for name, weight in network.state_dict().items()}
    for number, weight in enumerate(optimizer.param_groups[0]["params"]):
        for name, value in optimizer.state[weight].items():
            state[f"optimizer.{number}.{name}"] = value
    told = {"step": str(step), "spent": str(spent)}
    part = path.with_suffix(".tmp")
    save_file({name: value.contiguous() for name, value in state.items()}, part, told)
    part.replace(path)


def restore(path: Path, network: Network, optimizer: Any = None) -> tuple[int, float]:
    """Put a checkpoint's weights in place; gives its step and the seconds spent until then."""
    with safe_open(path, "pt") as file:
        told = file.metadata()
        state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    own = {n.removeprefix("network."): v for n, v in state.items() if n.startswith("network.")}
    network.load_state_dict(own)
    if optimizer is not None:
        for number, weight in enumerate(optimizer.param_groups[0]["params"]):
            lead = f"optimizer.{number}."
            optimizer.state[weight] = {
                name.removeprefix(lead): value
                for name, value in state.items()
                if name.startswith(lead)
            }
    return int(told["step"]), float(told["spent"])


def save_network(network: Network, path: Path) -> None:
    """Every weight but the word embeddings, which are MiniLM's own."""
    kept = {
        name.removeprefix("bert."): weight.contiguous()
        for name, weight in network.state_dict().items()
        if "word_embeddings" not in name and not name.endswith("position_ids")
    }
    save_file(kept, path)


def whole_state(path: Path) -> dict[str, Tensor]:
    """The weights that `save_network` wrote, under the network's own names."""
    heads = ("whole.", "token.")
    return {
        name if name.startswith(heads) else f"bert.{name}": weight
        for name, weight in load_file(path).items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hours", type=float, default=12.0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(os.cpu_count() or 1)
    train(given.out, given.hours)


if __name__ == "__main__":
    main()
