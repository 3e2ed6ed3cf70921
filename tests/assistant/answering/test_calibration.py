"""Confidence and threshold, fitted to a library's own questions."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from assistant.answering.calibration import FILE_NAME, Calibration, fit, load, threshold_for
from corpus.errors import AssistantError


def answers(slope: float, intercept: float, count: int = 2000) -> tuple[list[float], list[bool]]:
    """Answers whose true chance of being right is the scaled logit of what is said."""
    rng = random.Random(1)
    said = [rng.uniform(0.02, 0.98) for _ in range(count)]
    true = Calibration(slope, intercept, 0.5, "words")
    return said, [rng.random() < true.confidence(value) for value in said]


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.6, -0.8), (1.8, 0.5)])
def test_the_scaling_that_made_the_answers_is_found(slope: float, intercept: float) -> None:
    said, right = answers(slope, intercept)
    made = fit(said, right, "words")
    assert made.slope == pytest.approx(slope, abs=0.2)
    assert made.intercept == pytest.approx(intercept, abs=0.2)
    bins = [
        [i for i, v in enumerate(said) if n / 10 <= made.confidence(v) < (n + 1) / 10]
        for n in range(10)
    ]
    gaps = [
        abs(sum(made.confidence(said[i]) - right[i] for i in own)) / len(said)
        for own in bins
        if own
    ]
    assert sum(gaps) < 0.05, "expected calibration error"


def test_a_few_questions_move_it_only_a_little() -> None:
    made = fit([0.9] * 20, [True] * 10 + [False] * 10, "words")
    assert 0.5 < made.confidence(0.9) < 0.9


def test_the_order_of_answers_is_kept() -> None:
    made = Calibration(0.3, -1.0, 0.4, "words")
    values = [made.confidence(step / 100) for step in range(101)]
    assert values == sorted(values)
    assert all(0 <= value <= 1 for value in values)


def test_one_fitted_after_another_is_both() -> None:
    old = Calibration(0.7, -0.4, 0.5, "words")
    new = Calibration(1.3, 0.2, 0.6, "words", 30)
    both = new.after(old)
    assert both.confidence(0.8) == pytest.approx(new.confidence(old.confidence(0.8)))
    assert (both.threshold, both.questions) == (0.6, 30)


def test_the_threshold_by_hand() -> None:
    confidence = [0.9, 0.8, 0.7, 0.3, 0.2]
    assert threshold_for(confidence, [True, True, True, False, False]) == 0.31
    assert threshold_for(confidence, [True] * 5) == 0.01


@pytest.mark.parametrize("right", [[True] * 19, [True] * 30, [False] * 30])
def test_too_little_to_learn_from_is_said(right: list[bool]) -> None:
    with pytest.raises(AssistantError, match="at least 20 questions"):
        fit([0.5] * len(right), right, "words")


def test_saved_and_loaded_for_the_same_reader(tmp_path: Path) -> None:
    assert load(tmp_path, "words") is None
    made = Calibration(1.2, -0.1, 0.4, "words", 100)
    made.save(tmp_path)
    assert load(tmp_path, "words") == made
    assert load(tmp_path, "another") is None, "fitted to another reader's scores"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"slope": "a"}',
        json.dumps({"slope": -1, "intercept": 0, "threshold": 0.5, "reader": "words"}),
        json.dumps({"slope": 1, "intercept": math.nan, "threshold": 0.5, "reader": "words"}),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(AssistantError, match=r"calibration\.json"):
        load(tmp_path, "words")
