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
from assistant.faq.matching.training.pairs import (
    LabelledPair,
    group_pairs,
    list_pairs,
    row_pairs,
)
from assistant.reader.training.models import fitted_logistic
from index.models.multilingual_e5 import MultilingualE5

log = logging.getLogger(__name__)

FOLDS = 5
# Groups and twins were written to be hard: a list has more that is easy.
WEIGHT = {"group": 0.3, "other": 0.3, "twin": 0.3, "run": 0.5, "cross": 0.5, "neighbour": 1.0, "list": 4.0}  # fmt: skip
RIDGE = 3.0
PRECISION = 0.985  # of what is merged without asking, above the .98 that is promised
MOST_WRONG = 1 / 400  # of twins and of questions that only look alike
OFFERED = 0.3  # the share of right pairs among those that are the last to be shown
# The nearer, the more words and the same kind, the likelier; what one has alone speaks against.
SIGNS = {
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


def thresholds(pairs: Sequence[LabelledPair], found: Any) -> tuple[float, float]:
    """From which probability on pairs are merged, and from which on they are offered."""
    order = np.argsort(-found, kind="stable")
    weights = np.array([WEIGHT[pair.source] for pair in pairs])[order]
    same = np.array([pair.same for pair in pairs])[order]
    hard = np.array([pair.source in ("other", "twin") for pair in pairs])[order]
    precision = np.cumsum(weights * same) / np.cumsum(weights)
    wrong = np.cumsum(hard) / hard.sum()
    good = np.flatnonzero((precision >= PRECISION) & (wrong <= MOST_WRONG))
    merged = float(found[order][good[-1]]) if len(good) else 1.0
    # Of the last hundred right ones, how many wrong ones are shown with them.
    window = np.convolve(same.astype(float), np.ones(200) / 200, mode="same")
    last = np.flatnonzero(window >= OFFERED)
    return merged, float(found[order][last[-1]])


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("data", type=Path)
    wanted.add_argument("list", type=Path)
    wanted.add_argument("out", type=Path)
    wanted.add_argument("--without", default="", help="beginnings of names of features to leave out")
    given = wanted.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    policy = given.data / "policy"
    known = [*group_pairs(policy), *row_pairs(policy), *list_pairs(given.list)]
    pairs = [pair for pair in known if pair.use == "learned"]
    without = tuple(filter(None, given.without.split(",")))
    seen = [
        {name: 0.0 if without and name.startswith(without) else value for name, value in own.items()}
        for own in seen_of(pairs)
    ]
    model = fit(pairs, seen)
    merged, offered = thresholds(pairs, by_others(pairs, seen))
    told = {**asdict(model), "merged": round(merged, 5), "offered": round(offered, 5)}
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "same_questions.json").write_text(json.dumps(told, indent=1) + "\n")
    log.info("%d pairs; merged from %.3f, offered from %.3f", len(pairs), merged, offered)


if __name__ == "__main__":
    main()
