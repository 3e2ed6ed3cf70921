"""Fit the model of questions that ask the same.

    python -m assistant.faq.matching.training.fit DATA LIST OUT    OUT/same_questions.json
    ... --without no_difference,differ_                            what some features are worth

Learned from four in five runs of DATA/policy/same_question.jsonl (by the SHA-256 of the run), from
rows of the training collections in both languages, their twins and neighbours, and from the half of
LIST (tests/quality/duplicates.jsonl) that may be read. The thresholds are those of models that did
not see a pair: five folds, whole runs and collections.
"""

from __future__ import annotations

import argparse
import json
import logging
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering.logistic import Logistic
from assistant.faq.matching.pair_features import asked, features
from assistant.faq.matching.pair_model import PairModel
from assistant.faq.matching.question_forms import bare
from assistant.faq.matching.training.pairs import LabelledPair, group_pairs, list_pairs, row_pairs
from assistant.reader.training.models import fitted_logistic
from index.models.multilingual_e5 import MultilingualE5

log = logging.getLogger(__name__)

FOLDS = 5
# Groups and twins were written to be hard: a list has more that is easy.
WEIGHT: dict[str, float] = {
    "group": 0.05, "other": 0.05, "twin": 0.05,
    "run": 0.5, "cross": 0.5, "neighbour": 1.0, "list": 4.0,
}  # fmt: skip
RIDGE = 3.0
PRECISION = 0.985  # of what is merged without asking, above the .98 that is promised
MOST_WRONG = 1 / 400  # of twins and of questions that only look alike
LEAST = 20  # pairs that such a precision is seen on
WINDOW = 200
OFFERED = 0.3  # the share of right pairs among those that are the last to be shown
# The nearer, the more words and the same kind, the likelier; what one has alone speaks against.
# Without them, a model of questions that were made to look alike takes every likeness for a sign
# that they are not the same.
SIGNS = {
    "words_less": -1, "words_more": -1, "longer": -1, "cosine_english": 1, "differ_kind": -1,
    "differ_words": -1, "differ_negation": -1, "differ_time": -1,
    "cosine": 1, "words_shared": 1, "words_within": 1, "kinds_shared": 1, "no_difference": 1,
    "numbers_less": -1, "numbers_more": -1, "names_less": -1, "names_more": -1, "denies": -1,
    "kinds_apart": -1, "differ_contrast": -1, "differ_direction": -1, "differ_number": -1,
}  # fmt: skip

Seen = dict[str, float]


def seen_of(pairs: Sequence[LabelledPair]) -> list[Seen]:
    """The features of pairs, by the base that ships."""
    texts = sorted({bare(text) for pair in pairs for text in (pair.one, pair.other)})
    rows = MultilingualE5().embed_documents(texts)
    vectors = dict(zip(texts, rows, strict=True))
    return [
        features(
            asked(pair.one),
            asked(pair.other),
            float(vectors[bare(pair.one)] @ vectors[bare(pair.other)]),
        )
        for pair in pairs
    ]


def fit(pairs: Sequence[LabelledPair], seen: Sequence[Seen]) -> PairModel:
    """A model without thresholds."""

    def one(within: float) -> Logistic:
        rows = [row for row, own in enumerate(seen) if own["one_language"] == within]
        return fitted_logistic(
            [seen[row] for row in rows],
            [pairs[row].same for row in rows],
            [WEIGHT[pairs[row].source] for row in rows],
            ridge=RIDGE,
            signs=SIGNS,
        )

    return PairModel(one(1.0), one(0.0), 1.0, 1.0)


def by_others(pairs: Sequence[LabelledPair], seen: Sequence[Seen]) -> Any:
    """The probability of each pair by a model that saw neither it nor its run or collection."""
    found = np.zeros(len(pairs))
    folds = [zlib.crc32(pair.unit.encode()) % FOLDS for pair in pairs]
    for fold in range(FOLDS):
        rest = [row for row, own in enumerate(folds) if own != fold]
        model = fit([pairs[row] for row in rest], [seen[row] for row in rest])
        for row, own in enumerate(folds):
            if own == fold:
                found[row] = model.probability(seen[row])
    return found


def merged_from(pairs: Sequence[LabelledPair], found: Any) -> float:
    """Above which probability pairs are merged: none, 1, where none is sure enough."""
    order = np.argsort(-found, kind="stable")
    weights = np.array([WEIGHT[pair.source] for pair in pairs])[order]
    same = np.array([pair.same for pair in pairs])[order]
    hard = np.array([pair.source in ("other", "twin") for pair in pairs])[order]
    precision = np.cumsum(weights * same) / np.cumsum(weights)
    wrong = np.cumsum(hard) / max(1, hard.sum())
    good = np.flatnonzero((precision >= PRECISION) & (wrong <= MOST_WRONG))
    good = good[good + 1 >= LEAST]
    return float(np.floor(found[order][good[-1]] * 1e4) / 1e4) if len(good) else 1.0


def offered_from(pairs: Sequence[LabelledPair], found: Any) -> float:
    """From which probability on pairs are shown to a person: OFFERED of the last are the same."""
    order = np.argsort(-found, kind="stable")
    same = np.array([pair.same for pair in pairs])[order].astype(float)
    shares = np.convolve(same, np.ones(WINDOW) / WINDOW, mode="same")
    return float(found[order][np.flatnonzero(shares >= OFFERED)[-1]])


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("data", type=Path)
    wanted.add_argument("list", type=Path)
    wanted.add_argument("out", type=Path)
    wanted.add_argument(
        "--without", default="", help="beginnings of names of features to leave out"
    )
    given = wanted.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    policy = given.data / "policy"
    known = [*group_pairs(policy), *row_pairs(policy), *list_pairs(given.list)]
    pairs = [pair for pair in known if pair.use == "learned"]
    without = tuple(filter(None, given.without.split(",")))
    everything = seen_of(pairs)
    seen = [
        {
            name: 0.0 if without and name.startswith(without) else value
            for name, value in own.items()
        }
        for own in everything
    ]
    model = fit(pairs, seen)
    found = by_others(pairs, seen)

    within = [row for row, own in enumerate(seen) if own["one_language"]]
    limits = {
        "merged": merged_from([pairs[row] for row in within], found[within]),
        "offered": round(offered_from(pairs, found), 4),
    }
    told = {**asdict(model), **limits}
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "same_questions.json").write_text(json.dumps(told, indent=1) + "\n")
    log.info("%d pairs; %s", len(pairs), limits)
    for source in WEIGHT:
        rows = [row for row, pair in enumerate(pairs) if pair.source == source]
        called = sum(
            bool(seen[row]["one_language"]) and found[row] > limits["merged"] for row in rows
        )
        log.info("%s: %d of %d merged by models that did not see them", source, called, len(rows))


if __name__ == "__main__":
    main()
