"""How well the validator of quiz items tells bad items from good ones.

    python -m tests.quality.validator

Each row of `bad_items.jsonl` is an item, written by hand on the shipped briefs as a careless or
a careful trainer would, with its `fault`, or null for a good one. An item counts as caught when
the validator gives any reason, as caught rightly when one is of the kind of its fault.

What was written before the validator was tuned (b001 to b092, the good ones) was halved. The half
that was held back was read once: 41 of 46 bad items caught, 7 of 50 good ones rejected. Then
both halves were mended for. b093 to b118 were written after that and read once: 24 of 26 caught.
Nothing is held out now.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

import corpus
from assistant.training.material import Material
from assistant.training.pack import Item, Pack
from assistant.training.quiz.checks.validator import Context, faults
from assistant.training.sentence import Sentence
from corpus.language.sentences import sentence_spans
from corpus.loading import load_document

CASES = Path(__file__).with_name("bad_items.jsonl")
BRIEFS = Path(corpus.__file__).parent / "documents"
# How the reasons for each fault begin.
REASONS = {
    "two_right": "two options are right: ",
    "overlap": "the options overlap: ",
    "giveaway": "the stem gives the answer away: ",
    "stem": "the stem does not stand alone: ",
    "pronoun": "a pronoun has nothing to stand for: ",
    "trivia": "the item teaches nothing: ",
}


@dataclass(frozen=True, slots=True)
class Case:
    """An item, the fault that it was written with (None: a good one), and what was found."""

    item: Item
    fault: str | None
    reasons: tuple[str, ...]

    @property
    def rightly(self) -> bool:
        """Whether a reason is of the kind of the fault."""
        wanted = REASONS.get(self.fault or "")
        return wanted is not None and any(one.startswith(wanted) for one in self.reasons)


def items() -> list[tuple[Item, str | None]]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    about = {"topic": "", "seed": 1, "pages": 1, "revision": 0, "date": ""}
    pack = Pack.from_dict({**about, "items": rows})
    return [(item, row["fault"]) for item, row in zip(pack.items, rows, strict=True)]


@lru_cache(maxsize=1)
def shipped() -> Material:
    """All sentences of the shipped briefs; the validator asks for no vectors."""
    documents = [load_document(path) for path in sorted(BRIEFS.glob("*.md"))]
    sentences = tuple(
        Sentence(document, start, end, 1.0)
        for document in documents
        for start, end in sentence_spans(document.text, language=document.language)
    )
    vectors = np.zeros((len(sentences), 1), dtype=np.float32)
    return Material("", {one.id: one for one in documents}, sentences, vectors)


def cases() -> list[Case]:
    context = Context.of(shipped())
    return [Case(item, fault, faults(item, context)) for item, fault in items()]


def main() -> None:
    begun = time.perf_counter()
    Context.of(shipped())
    loaded = time.perf_counter()
    found = cases()
    each = 1000 * (time.perf_counter() - loaded) / len(found)
    read = len(shipped().sentences)
    print(f"{read} sentences read in {loaded - begun:.1f} s, {each:.1f} ms an item")
    for fault in REASONS:
        own = [case for case in found if case.fault == fault]
        caught, rightly = sum(bool(c.reasons) for c in own), sum(c.rightly for c in own)
        print(f"{fault:10} {caught} of {len(own)} caught, {rightly} for the right reason")
    good = [case for case in found if case.fault is None]
    rejected = [case for case in good if case.reasons]
    print(f"{'good':10} {len(rejected)} of {len(good)} rejected")
    for case in found:
        if bool(case.reasons) == (case.fault is None) or (case.fault and not case.rightly):
            print(f"  {case.item.id} {case.fault or 'good'}: {case.item.stem}")
            print("\n".join(f"      {reason}" for reason in case.reasons) or "      not caught")
    kinds = Counter(reason.split(":")[0] for case in rejected for reason in case.reasons)
    for kind, times in kinds.most_common():
        print(f"  good ones rejected because {kind}: {times}")


if __name__ == "__main__":
    main()
