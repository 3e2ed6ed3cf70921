"""Logistic models of named features, and what their features share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isnan
from typing import Any


@dataclass(frozen=True, slots=True)
class Logistic:
    """Probability by named features: sigmoid of bias + weight * (value - mean) / spread.

    A feature that could not be measured is not a number, and counts as its mean.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Mapping[str, float]) -> float:
        total = self.bias
        rows = zip(self.names, self.means, self.spreads, self.weights, strict=True)
        for name, mean, spread, weight in rows:
            value = features[name]
            total += 0.0 if isnan(value) else weight * (value - mean) / spread
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Logistic:
        return cls(
            tuple(raw["names"]),
            tuple(raw["means"]),
            tuple(raw["spreads"]),
            tuple(raw["weights"]),
            float(raw["bias"]),
        )


def clipped(value: float, low: float = -8.0, high: float = 8.0) -> float:
    return max(low, min(high, value))


def best(values: Sequence[float], default: float = -8.0) -> float:
    return max(values, default=default)
