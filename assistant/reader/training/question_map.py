"""Fits the question map of the base: questions moved towards the passages that answer them.

    python -m assistant.reader.training.question_map DATA OUT [--fold N]

Reads rows of the training collections, searches as the program does, and writes
`index/models/base/questions.safetensors`: put its sha256 into `index/models/model_files.py` and
fit the weights again (`fit.py`). The libraries are kept in OUT, so that a run that was stopped
embeds nothing anew. With --fold the collections of one of FOLDS folds are left out and nothing is
written; how many of their questions find what answers them among ten passages is printed.

InfoNCE (van den Oord et al. 2018, arXiv:1807.03748) with every passage of the collection as a
negative, from zero, so that a question that nothing was learned of stays where it was.
"""

from __future__ import annotations

import argparse
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import normalize

from assistant.reader.training.rows import Label, PolicyRow, collections_in, rows_of, use_of
from assistant.reader.training.searched import SearchedCollection
from corpus.language.identification import language_of
from index.models.model_files import BASE
from index.models.multilingual_e5 import MultilingualE5
from index.models.question_map import QuestionMap

FILES = ("rows", "rows_cross", "rows_near")
TEMPERATURE = 0.05
DECAY = 0.1  # of the sum of squares
EPOCHS = 12
RATE = 2e-3  # of Adam, falling linearly to zero
BATCH = 64
FOLDS = 5
NEVER = -1e9

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Questions:
    """The answerable questions over one collection, by row: unit vectors (n, d) as they were
    before the map, vectors of its passages (m, d), which of them answer (n, m), and which answer
    too (n, m) and are no negatives.
    """

    rows: Sequence[PolicyRow]
    vectors: torch.Tensor
    passages: torch.Tensor
    answering: torch.Tensor
    also: torch.Tensor


def questions_of(
    collection: SearchedCollection, rows: Sequence[PolicyRow], embedder: MultilingualE5
) -> Questions | None:
    """Those of the rows that a passage answers; None where there is none."""
    numbers, passages = collection.vectors()
    labels = [[collection.texts[number].labels(row) for number in numbers] for row in rows]
    answering = torch.tensor([[Label.EVIDENCE in own for own in of_row] for of_row in labels])
    also = torch.tensor([[Label.ALSO in own for own in of_row] for of_row in labels])
    kept = answering.any(dim=1).nonzero().flatten().tolist()
    if not kept:
        return None
    vectors = np.stack([embedder.embed_plain_query(rows[n].question) for n in kept])
    return Questions(
        [rows[n] for n in kept],
        torch.from_numpy(vectors),
        torch.tensor(passages),
        answering[kept],
        also[kept] & ~answering[kept],
    )


def fit_map(collections: Sequence[Questions]) -> QuestionMap:
    """The map that brings the questions nearest to what answers them."""
    draw = torch.Generator().manual_seed(0)
    size = collections[0].passages.shape[1]
    matrix = torch.zeros(size, size, requires_grad=True)
    shift = torch.zeros(size, requires_grad=True)
    optimizer = torch.optim.Adam([matrix, shift], lr=RATE)
    batches = sum(-(-len(own.rows) // BATCH) for own in collections)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, EPOCHS * batches)
    for _ in range(EPOCHS):
        for own, places in _shuffled(collections, draw):
            asked = own.vectors[places]
            near = normalize(asked + asked @ matrix.T + shift) @ own.passages.T / TEMPERATURE
            positive = own.answering[places]
            others = near.masked_fill(positive | own.also[places], NEVER)
            # Each passage that answers against those that do not, not against one another.
            log_share = near - torch.logaddexp(near, others.logsumexp(1, keepdim=True))
            loss = -((log_share * positive).sum(1) / positive.sum(1)).mean()
            loss = loss + DECAY * (matrix.square().sum() + shift.square().sum())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            falling.step()
    return QuestionMap(matrix.detach().numpy(), shift.detach().numpy())


def _shuffled(
    collections: Sequence[Questions], draw: torch.Generator
) -> Iterator[tuple[Questions, torch.Tensor]]:
    """Batches of one collection each, in any order."""
    every = [
        (own, places)
        for own in collections
        for places in torch.split(torch.randperm(len(own.rows), generator=draw), BATCH)
    ]
    for number in torch.randperm(len(every), generator=draw).tolist():
        yield every[number]


def hits(own: Questions, questions: QuestionMap | None, k: int = 10) -> Iterator[tuple[str, bool]]:
    """For each question its languages (`vi-en`: in Vietnamese, of English text), and whether one
    of its k nearest passages answers it.
    """
    asked = own.vectors.numpy()
    if questions is not None:
        asked = np.stack([questions.moved(one) for one in asked])
    nearest = np.argsort(-(asked @ own.passages.numpy().T), axis=1)[:, :k]
    for row, places, right in zip(own.rows, nearest, own.answering | own.also, strict=True):
        told = language_of(" ".join(mark.words for mark in row.evidence))
        yield f"{row.language}-{told}", bool(right[places].any())


def main(data: Path, out: Path, fold: int | None = None) -> None:
    policy, embedder = data / "policy", MultilingualE5()
    rows = [row for row in rows_of(policy, FILES) if row.origin in FILES and row.answerable]
    found: list[Questions] = []
    for name, folder in collections_in(policy).items():
        own = [row for row in rows if row.collection == name]
        if own and use_of(name) == "training":
            collection = SearchedCollection(folder, out / name.replace("/", "-"), embedder)
            if questions := questions_of(collection, own, embedder):
                found.append(questions)
            collection.close()
            log.info("%s: %d questions", name, len(own))
    if fold is None:
        fit_map(found).save(BASE / "questions.safetensors")
        return
    made = fit_map([own for n, own in enumerate(found) if n % FOLDS != fold])
    trials: dict[str, QuestionMap | None] = {"without the map": None, "with it": made}
    for label, trial in trials.items():
        told: dict[str, list[bool]] = defaultdict(list)
        for unseen in found[fold::FOLDS]:
            for languages, hit in hits(unseen, trial):
                told[languages].append(hit)
        for languages, every in sorted(told.items()):
            log.info("%s, %s: %.3f of %d", label, languages, np.mean(every), len(every))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    given = parser.parse_args()
    main(given.data, given.out, given.fold)
