"""The question map is learned from zero, and of what it is shown."""

from __future__ import annotations

import numpy as np
import pytest

from tests.assistant.reader.test_training import row

torch = pytest.importorskip("torch")

from assistant.reader.training import question_map  # noqa: E402
from assistant.reader.training.question_map import Questions, fit_map, hits  # noqa: E402


def turned(count: int, size: int = 16) -> Questions:
    """Questions whose passages lie where a rotation takes them."""
    draw = np.random.default_rng(5)
    passages = draw.normal(size=(count, size)).astype(np.float32)
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    turn = np.linalg.qr(draw.normal(size=(size, size)))[0].astype(np.float32)
    return Questions(
        [row(language="vi" if n % 2 else "en") for n in range(count)],
        torch.tensor(passages @ turn),
        torch.tensor(passages),
        torch.eye(count, dtype=torch.bool),
        torch.zeros(count, count, dtype=torch.bool),
    )


def rate(own: Questions, questions: question_map.QuestionMap | None) -> float:
    return float(np.mean([hit for _, hit in hits(own, questions, k=1)]))


def test_it_learns_where_the_passages_lie_and_the_same_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(question_map, "EPOCHS", 60)
    monkeypatch.setattr(question_map, "DECAY", 0.001)
    monkeypatch.setattr(question_map, "RATE", 0.02)
    own = turned(120)
    made = fit_map([own])
    assert rate(own, None) < 0.1
    assert rate(own, made) > 0.9
    assert (fit_map([own]).matrix == made.matrix).all()


def test_what_also_answers_is_no_negative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_map, "DECAY", 0.0)
    monkeypatch.setattr(question_map, "EPOCHS", 1)
    own = turned(8)
    everything = Questions(own.rows, own.vectors, own.passages, own.answering, ~own.answering)
    assert abs(fit_map([everything]).matrix).max() < 1e-6 < abs(fit_map([own]).matrix).max()


def test_hits_are_told_by_the_languages_of_question_and_text() -> None:
    assert {languages for languages, _ in hits(turned(4), None)} == {"en-en", "vi-en"}
