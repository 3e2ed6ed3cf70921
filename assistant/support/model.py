"""How likely a statement is supported, as it was learned. See `README.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.logistic import Logistic

FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Logistic regressions over `features`: within a language and across two, and from which
    probability on a statement counts as supported in each."""

    within: Logistic
    across: Logistic
    least_within: float
    least_across: float

    def probability(self, seen: Mapping[str, float], across: bool) -> float:
        return (self.across if across else self.within).probability(seen)

    def least(self, across: bool) -> float:
        """The probability from which on it counts as supported."""
        return self.least_across if across else self.least_within

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> SupportModel:
        models = Logistic.of(told["within"]), Logistic.of(told["across"])
        return cls(*models, float(told["least_within"]), float(told["least_across"]))


@cache
def fitted() -> SupportModel:
    """The model that comes with the program."""
    return SupportModel.of(json.loads(FILE.read_bytes()))
