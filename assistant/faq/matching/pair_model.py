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

    Above `merged` two questions of one language are put together without asking; from `offered`
    on a person is asked. Across languages a person is always asked: a name that differs there is
    not seen well enough.
    """

    within: Logistic
    across: Logistic
    merged: float
    offered: float

    def probability(self, seen: Mapping[str, float]) -> float:
        """That two questions ask the same, of their `features`."""
        return (self.within if seen["one_language"] else self.across).probability(seen)

    def merges(self, seen: Mapping[str, float]) -> bool:
        """Whether that is sure enough to put them together without asking."""
        return bool(seen["one_language"]) and self.probability(seen) > self.merged

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> PairModel:
        models = Logistic.of(told["within"]), Logistic.of(told["across"])
        limits = (float(told[name]) for name in ("merged", "offered"))
        return cls(*models, *limits)


@cache
def fitted() -> PairModel:
    """The model that comes with the program."""
    return PairModel.of(json.loads(FILE.read_bytes()))
