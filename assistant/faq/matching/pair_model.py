"""Whether two questions ask the same, as it was learned: a probability, and from which on two
questions are merged, or shown to a person. See `training/README.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.logistic import Logistic

FILE = Path(__file__).with_name("same_questions.json")


@dataclass(frozen=True, slots=True)
class PairModel:
    """Logistic regressions over what `pair_features` sees of two questions in one language, and of
    two across languages.

    From `merged` on two questions of one language are put together without asking, and from
    `merged_across` on two across languages; from `offered` on a person is asked.
    """

    within: Logistic
    across: Logistic
    merged: float
    merged_across: float
    offered: float

    def probability(self, seen: Mapping[str, float]) -> float:
        """That two questions ask the same, of their `features`."""
        return (self.within if seen["one_language"] else self.across).probability(seen)

    def merges(self, seen: Mapping[str, float]) -> bool:
        """Whether that is sure enough to put them together without asking."""
        least = self.merged if seen["one_language"] else self.merged_across
        return self.probability(seen) > least

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> PairModel:
        models = Logistic.of(told["within"]), Logistic.of(told["across"])
        limits = (float(told[name]) for name in ("merged", "merged_across", "offered"))
        return cls(*models, *limits)


@cache
def fitted() -> PairModel:
    """The model that comes with the program."""
    return PairModel.of(json.loads(FILE.read_bytes()))
