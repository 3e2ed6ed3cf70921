"""The bilingual reader's network in torch: its inputs with what is true of them, its losses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from safetensors.numpy import load
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from assistant.reader.encoding import PAD, Tokenize, Tokens, Window, windows
from assistant.reader.network import FILE
from assistant.reader.training.examples import ReaderExample
from index.models.block_weights import decode
from index.models.model_files import read_base
from index.models.multilingual_e5 import WORDS, load_tokenizer
from index.models.row_weights import dequantized

LOSSES = {"answers": 1.0, "related": 0.4, "span": 1.0, "evidence": 1.8}  # what each weighs
UNKNOWN = -1
LONGEST_QUESTION = 120  # words; longer ones are not trained on
HEADS = ("whole.", "token.")


@dataclass(frozen=True, slots=True)
class LabelledWindow:
    """One input and its truths: `answers` and `related` 0 to 1, or UNKNOWN; `start` and `end` the
    tokens of the short answer, 0 where there is none, or UNKNOWN; `sentences` (first token, past
    the last, target, weight).
    """

    ids: list[int]
    types: list[int]
    answers: float
    related: float
    start: int
    end: int
    sentences: tuple[tuple[int, int, float, float], ...]


class ReaderNetwork(nn.Module):
    """A BERT with two logits of the first token and three of every token; its words are fixed."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        self.whole = nn.Linear(config.hidden_size, 2)
        self.token = nn.Linear(config.hidden_size, 3)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, 2) and (batch, tokens, 3) logits of integers (batch, tokens)."""
        hidden = self.bert(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        return self.whole(hidden[:, 0]), self.token(hidden)

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and the lowest layers as they are."""
        self.bert.embeddings.requires_grad_(layers == 0)
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        for layer in self.bert.encoder.layer[:layers]:
            layer.requires_grad_(False)

    def shipped_weights(self) -> dict[str, Tensor]:
        """All weights but the words, by the names of the file that ships."""
        return {
            name.removeprefix("bert."): weight.detach().float().cpu().contiguous().clone()
            for name, weight in self.state_dict().items()
            if WORDS not in name and "position_ids" not in name
        }

    def load_shipped(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights by those names. Raises RuntimeError where any but the words is missing."""
        own = {
            name if name.startswith(HEADS) else f"bert.{name}": weight
            for name, weight in weights.items()
        }
        missing, unknown = self.load_state_dict(own, strict=False)
        lacking = [name for name in missing if WORDS not in name and "position_ids" not in name]
        if lacking or unknown:
            raise RuntimeError(f"FittedWeights missing: {lacking}; unknown: {unknown}.")


def shipped_network() -> ReaderNetwork:
    """The reader that ships, on the words of the base; no dropout."""
    config = BertConfig(**json.loads(read_base("config.json")))
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    network = ReaderNetwork(config)
    weights = dequantized(load(FILE.read_bytes()))
    network.load_shipped({name: torch.from_numpy(weight) for name, weight in weights.items()})
    base = load(read_base("model.safetensors"))
    words = torch.from_numpy(decode(base[f"{WORDS}.blocks"], base[f"{WORDS}.scale"]))
    with torch.no_grad():
        network.bert.embeddings.word_embeddings.weight.copy_(words)
    return network


def tokenize_with_base() -> Tokenize:
    """The tokenizer of the base, as the reader uses it."""
    tokenizer = load_tokenizer()

    def tokens(text: str) -> Tokens:
        encoded = tokenizer.encode(text, add_special_tokens=False)
        return Tokens(encoded.ids, encoded.offsets)

    return tokens


def labelled(example: ReaderExample, tokenize: Tokenize) -> list[LabelledWindow]:
    """The inputs of an example: none where the question is too long.

    Of a passage in several windows, one without evidence is not known to answer.
    """
    if len(example.question.split()) > LONGEST_QUESTION:
        return []
    spans = [(start, end) for start, end, _, _ in example.sentences]
    found = windows(tokenize, example.question, example.passage, spans, example.around)
    made = []
    for window in found:
        sentences = tuple(
            (*place, target, weight)
            for (_, _, target, weight), place in zip(
                example.sentences, window.sentences, strict=True
            )
            if place is not None and weight > 0
        )
        answers = example.answers
        holds = any(target == 1 for _, _, target, _ in sentences)
        if len(found) > 1 and answers == 1 and not holds:
            answers = None
        start = end = UNKNOWN
        if example.span is not None:
            low, high = example.span
            inside = [n for n, (a, b) in enumerate(window.offsets) if a < high and b > low]
            if inside:
                start, end = window.first + inside[0], window.first + inside[-1]
        elif answers == 0:
            start = end = 0
        made.append(
            LabelledWindow(
                window.ids,
                window.types,
                UNKNOWN if answers is None else answers,
                UNKNOWN if example.related is None else example.related,
                start,
                end,
                sentences,
            )
        )
    return made


def padded(rows: Sequence[LabelledWindow | Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, types and mask of a batch, each int64 (batch, tokens)."""
    longest = max(len(row.ids) for row in rows)
    ids = torch.full((len(rows), longest), PAD)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for place, row in enumerate(rows):
        size = len(row.ids)
        ids[place, :size] = torch.tensor(row.ids)
        types[place, :size] = torch.tensor(row.types)
        mask[place, :size] = 1
    return ids, types, mask


def losses(
    whole: Tensor, token: Tensor, types: Tensor, rows: Sequence[LabelledWindow]
) -> dict[str, Tensor]:
    """The loss of each kind that is known for some row of the batch, not yet weighed by LOSSES.

    `whole` and `token` are the network's logits, `types` what it was given. Binary cross-entropy
    of answers and related; of spans, cross-entropy over the body's tokens and the first one,
    which stands for no answer; of evidence, binary cross-entropy of each sentence's mean logit.
    """
    device = whole.device
    found: dict[str, Tensor] = {}
    for column, name in enumerate(("answers", "related")):
        truths = torch.tensor([float(getattr(row, name)) for row in rows], device=device)
        known = truths >= 0
        if known.any():
            found[name] = F.binary_cross_entropy_with_logits(whole[known, column], truths[known])
    allowed = types.bool().clone()
    allowed[:, 0] = True
    places = token[..., :2].masked_fill(~allowed[..., None], -1e4)
    starts = torch.tensor([row.start for row in rows], device=device)
    ends = torch.tensor([row.end for row in rows], device=device)
    if (starts >= 0).any():
        found["span"] = 0.5 * (
            F.cross_entropy(places[..., 0], starts, ignore_index=UNKNOWN)
            + F.cross_entropy(places[..., 1], ends, ignore_index=UNKNOWN)
        )
    sentences = [(place, *one) for place, row in enumerate(rows) for one in row.sentences]
    if sentences:
        batch, first, past = (
            torch.tensor([one[column] for one in sentences], device=device) for column in range(3)
        )
        targets, weights = (
            torch.tensor([float(one[column]) for one in sentences], device=device)
            for column in (3, 4)
        )
        sums = F.pad(token[..., 2].cumsum(1), (1, 0))
        means = (sums[batch, past] - sums[batch, first]) / (past - first)
        each = F.binary_cross_entropy_with_logits(means, targets, reduction="none")
        found["evidence"] = (each * weights).sum() / weights.sum()
    return found
