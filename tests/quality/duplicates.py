"""How well questions that ask the same are told from those that only look so.

    python -m tests.quality.duplicates [DATA]

The pairs of `duplicates.jsonl` were written by us, in the manner of the questions that embassies,
provinces, journalists and students send to an editor. List `plain` keeps to the words of the
question and was written before any rule was tuned; `loose` says it another way and was written
when the rules were tuned on `plain`. Rules are tuned on the half `dev`; of the half `test` (by a
hash of the id) only counts were looked at. Pairs and synonyms have the same author, so expect a
lower recall on wordings of others.

With DATA, the pairs of `DATA/duplicates/pairs.jsonl` too: `qqp`, what people asked on a public
site, and `mqp`, long medical questions with the same words and another intent. Nothing was
fitted on them. Beside our figures stand the best that the cosine alone can do on each set, its
threshold chosen on that very set: the highest F1, and the recall where precision is 0.95.

    test plain   at the first run, before any tuning    precision 0.959   recall 0.737
                 now                                    precision 0.962   recall 0.789
    test loose   at the first run                       precision 1.000   recall 0.286
                 now                                    precision 0.982   recall 0.551
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.faq.matching.sameness import same
from assistant.question.glossary import rows as table_of
from corpus import briefs
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
    """Of the pairs called the same the share that is, and of those that are the share found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def own_cases() -> list[Case]:
    """Our pairs, read in full as in a library that holds the shipped briefs."""
    glossary = table_of(briefs.GLOSSARY)
    rows = map(json.loads, PAIRS.read_text(encoding="utf-8").splitlines())
    return [
        Case(row["id"], f"{row['split']} {row['list']}", one, other, row["same"])
        for row in rows
        for one, other in [[spelled_out(row[side], glossary) for side in ("one", "other")]]
    ]


def public_cases(data: Path) -> list[Case]:
    lines = (data / "duplicates" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Case(row["id"], row["set"], row["question1"], row["question2"], row["same"])
        for row in map(json.loads, lines)
    ]


def cosines(cases: Sequence[Case], vectors: Mapping[str, Vector]) -> list[float]:
    return [float(vectors[case.one] @ vectors[case.other]) for case in cases]


def score(cases: Sequence[Case], near: Sequence[float]) -> Score:
    """How well `same` does on these pairs."""
    called = [same(case.one, case.other, cosine) for case, cosine in zip(cases, near, strict=True)]
    right = sum(case.same for case, is_called in zip(cases, called, strict=True) if is_called)
    return Score(right / max(1, sum(called)), right / max(1, sum(case.same for case in cases)))


def by_cosine(cases: Sequence[Case], near: Sequence[float]) -> list[Score]:
    """What each threshold on the cosine would give, the highest first."""
    order = np.argsort(-np.asarray(near), kind="stable")
    right = np.cumsum(np.array([case.same for case in cases])[order])
    total = max(1, int(right[-1]))
    return [
        Score(float(found) / called, float(found) / total)
        for called, found in enumerate(right, start=1)
    ]


def embedded(cases: Sequence[Case]) -> dict[str, Vector]:
    texts = sorted({text for case in cases for text in (case.one, case.other)})
    return dict(zip(texts, MultilingualE5().embed_documents(texts), strict=True))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("data", nargs="?", type=Path)
    data = arguments.parse_args().data
    cases = own_cases() + (public_cases(data) if data else [])
    vectors = embedded(cases)
    print(f"{'pairs':12} {'number':>7} {'precision':>10} {'recall':>7} {'F1':>6}   cosine alone")
    for part in dict.fromkeys(case.part for case in cases):
        chosen = [case for case in cases if case.part == part]
        near = cosines(chosen, vectors)
        ours, thresholds = score(chosen, near), by_cosine(chosen, near)
        best = max(thresholds, key=lambda each: each.f1)
        strict = max((each.recall for each in thresholds if each.precision >= 0.95), default=0.0)
        print(
            f"{part:12} {len(chosen):7} {ours.precision:10.3f} {ours.recall:7.3f} {ours.f1:6.3f}"
            f"   F1 {best.f1:.3f} (precision {best.precision:.3f}), recall {strict:.3f} at 0.95"
        )


if __name__ == "__main__":
    main()
