"""Logistic models: a feature that could not be measured is worth its mean, fitted and asked."""

from __future__ import annotations

from math import nan

import pytest

from assistant.answering.logistic import Logistic
from assistant.reader.training.models import fitted_logistic

MODEL = Logistic(("a", "b"), (2.0, 1.0), (1.0, 0.5), (1.0, -2.0), 0.5)


def test_what_was_not_measured_counts_as_its_mean() -> None:
    assert MODEL.probability({"a": nan, "b": 3.0}) == MODEL.probability({"a": 2.0, "b": 3.0})
    assert MODEL.probability({"a": nan, "b": 3.0}) != MODEL.probability({"a": 0.0, "b": 3.0})


def test_a_fit_takes_it_as_its_mean_too() -> None:
    rows = [{"a": float(n), "b": nan if n % 4 == 0 else float(n % 3)} for n in range(40)]
    known = [row["b"] for row in rows if row["b"] == row["b"]]
    mean = sum(known) / len(known)
    filled = [{**row, "b": row["b"] if row["b"] == row["b"] else mean} for row in rows]
    truths = [n > 17 for n in range(40)]
    fitted, same = fitted_logistic(rows, truths), fitted_logistic(filled, truths)
    assert fitted.weights == pytest.approx(same.weights)
    assert fitted.means[1] == pytest.approx(mean, abs=1e-5)
