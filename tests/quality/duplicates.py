"""How well questions that ask the same are told from those that only look so.

    python -m tests.quality.duplicates [DATA] [--public N]

The pairs of `duplicates.jsonl` were written by us, in the manner of the questions that embassies,
provinces, journalists and students send to an editor. List `plain` keeps to the words of the
question and was written before any rule was tuned; `loose` says it another way. Half `dev` is read
and learned from; of the half `test` (by a hash of the id) only counts were looked at.

With DATA also: the groups of `DATA/policy/same_question.jsonl` that nothing was learned from,
within a language and across; the pairs of the collections of validation; the twins of the others,
which were learned from (`training/fit.py` tells what a model merges that did not see them); and the
public pairs of `DATA/duplicates/pairs.jsonl`, which only measure: `qqp`, what people asked on a
public site, `mqp`, long medical questions with the same words and another intent (`--public N`: N
of each, by a hash of the id).

Told are what is merged without asking (precision, recall, how many wrongly), how well the
probability puts those that are the same first (the area under its curve), and the recall where
precision is .95 by the probability and by the cosine alone, each with its best threshold on the
set.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from assistant.faq.matching.duplicates import same
from assistant.faq.matching.pair_features import asked, features
from assistant.faq.matching.pair_model import fitted
from assistant.faq.matching.question_forms import bare
from assistant.faq.matching.training.pairs import LabelledPair, group_pairs, row_pairs
from assistant.question.glossary import rows as table_of
from corpus import briefs
from corpus.language.identification import language_of
from corpus.language.names.abbreviations import spelled_out
from index.models.embedder import Vector
from index.models.multilingual_e5 import MultilingualE5

PAIRS = Path(__file__).with_name("duplicates.jsonl")


@dataclass(frozen=True, slots=True)
class Case:
    """Two questions, and whether they ask the same; `part` is what it is counted under."""

    id: str
    part: str
    one: str
    other: str
    same: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Of the pairs called the same the share that is, and of those that are the share found; how
    many are called so wrongly."""

    precision: float
    recall: float
    wrong: int


def own_cases() -> list[Case]:
    """Our pairs, read in full as in a library that holds the shipped briefs."""
    glossary = table_of(briefs.GLOSSARY)
    rows = map(json.loads, PAIRS.read_text(encoding="utf-8").splitlines())
    return [
        Case(row["id"], f"{row['split']} {row['list']}", one, other, row["same"])
        for row in rows
        for one, other in [[spelled_out(row[side], glossary) for side in ("one", "other")]]
    ]


def policy_cases(data: Path) -> list[Case]:
    """Of our policy data: what was held out or is counted, and the twins."""
    policy = data / "policy"
    groups = [pair for pair in group_pairs(policy) if pair.use == "held out"]
    rows = [pair for pair in row_pairs(policy) if pair.use == "validation"]
    twins = [pair for pair in row_pairs(policy) if pair.use == "learned" and pair.source == "twin"]
    return [
        *_named(groups, "groups"),
        *_named([pair for pair in groups if _one_language(pair)], "- within"),
        *_named([pair for pair in groups if not _one_language(pair)], "- across"),
        *_named([pair for pair in groups if pair.source == "other"], "- others"),
        *_named(rows, "validation"),
        *_named([pair for pair in rows if not pair.same], "- others v"),
        *_named(twins, "twins"),
    ]


def _one_language(pair: LabelledPair) -> bool:
    return (language_of(pair.one) == "vi") == (language_of(pair.other) == "vi")


def _named(pairs: Sequence[LabelledPair], part: str) -> list[Case]:
    return [
        Case(f"{part} {place}", part, pair.one, pair.other, pair.same)
        for place, pair in enumerate(pairs)
    ]


def public_cases(data: Path, most: int | None = None) -> list[Case]:
    lines = (data / "duplicates" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = sorted(map(json.loads, lines), key=lambda row: crc32(row["id"].encode()))
    return [
        Case(row["id"], name, row["question1"], row["question2"], row["same"])
        for name in ("qqp", "mqp")
        for row in [row for row in rows if row["set"] == name][:most]
    ]


def cosines(cases: Sequence[Case], vectors: Mapping[str, Vector]) -> list[float]:
    return [float(vectors[case.one] @ vectors[case.other]) for case in cases]


def probabilities(cases: Sequence[Case], near: Sequence[float]) -> list[float]:
    model = fitted()
    return [
        model.probability(features(asked(case.one), asked(case.other), cosine))
        for case, cosine in zip(cases, near, strict=True)
    ]


def score(cases: Sequence[Case], near: Sequence[float]) -> Score:
    """How well `same` does on these pairs."""
    called = [same(case.one, case.other, cosine) for case, cosine in zip(cases, near, strict=True)]
    right = sum(case.same for case, is_called in zip(cases, called, strict=True) if is_called)
    found = right / max(1, sum(case.same for case in cases))
    return Score(right / max(1, sum(called)), found, sum(called) - right)


def recall_at(cases: Sequence[Case], scores: Sequence[float], precision: float = 0.95) -> float:
    """The highest recall of a threshold with this precision; 0 where there is none."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    right = np.cumsum(np.array([case.same for case in cases])[order])
    shares = right / np.arange(1, len(right) + 1)
    good = np.flatnonzero(shares >= precision)
    return float(right[good[-1]] / max(1, right[-1])) if len(good) else 0.0


def area(cases: Sequence[Case], scores: Sequence[float]) -> float:
    """How often one that is the same stands before one that is not."""
    truths = np.array([case.same for case in cases])
    if truths.all() or not truths.any():
        return float("nan")
    ranks = np.argsort(np.argsort(np.asarray(scores), kind="stable")) + 1
    positive = int(truths.sum())
    below = float(ranks[truths].sum()) - positive * (positive + 1) / 2
    return below / (positive * (len(truths) - positive))


def embedded(cases: Sequence[Case]) -> dict[str, Vector]:
    """The vectors of the questions, as `groups` makes them: without their courtesies."""
    texts = sorted({text for case in cases for text in (case.one, case.other)})
    return dict(zip(texts, MultilingualE5().embed_documents([*map(bare, texts)]), strict=True))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("data", nargs="?", type=Path)
    arguments.add_argument("--public", type=int)
    given = arguments.parse_args()
    cases = own_cases()
    if given.data:
        cases += policy_cases(given.data) + public_cases(given.data, given.public)
    vectors = embedded(cases)
    print(
        "pairs          number | merged: precision recall wrong | area | recall at .95, by cosine"
    )
    for part in dict.fromkeys(case.part for case in cases):
        chosen = [case for case in cases if case.part == part]
        near = cosines(chosen, vectors)
        ours, likely = score(chosen, near), probabilities(chosen, near)
        print(
            f"{part:14} {len(chosen):6} |         {ours.precision:9.3f} {ours.recall:6.3f}"
            f" {ours.wrong:5} | {area(chosen, likely):.2f} |"
            f" {recall_at(chosen, likely):.3f}  {recall_at(chosen, near):.3f}"
        )


if __name__ == "__main__":
    main()
