"""What asks for reviews and lists them, without a browser."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assistant.answer import Answer
from assistant.answer_parts import QuotePart
from assistant.evaluation.reviews import Review, ReviewFile
from corpus.wording import using
from ui.page.reviews import render
from ui.page.reviews.events import ReviewEvents

ANSWER = Answer("How many?", "How many?", "answered", (QuotePart("Nine <i>ships</i>.", ()),))


def told(**data: Any) -> Any:
    return SimpleNamespace(_data=data)


def events(folder: Path) -> ReviewEvents:
    return ReviewEvents(SimpleNamespace(reviews=ReviewFile(folder)))  # type: ignore[arg-type]


def test_right_ones_are_counted_and_the_others_listed() -> None:
    assert render.listed([]) == ""
    found = [
        Review("2026-02-03T09:00:00+00:00", "wrong", "old", "", ANSWER),
        Review("2026-02-02T09:00:00+00:00", "right", "", "", ANSWER),
    ]
    html = render.listed(found)
    assert "2 reviews" in html and html.count("<li>") == 1
    assert "Of these, 1 said" in html and "3 February 2026" in html
    assert "&lt;i&gt;" in html and "<i>" not in html
    many = render.listed([found[0]] * (render.SHOWN + 1))
    assert many.count("<li>") == render.SHOWN and "assistant reviews" in many
    with using("vi"):
        assert "sai" in render.listed(found) and "Đúng" in render.buttons(0)


def test_what_the_page_cannot_have_sent_is_told_in_a_sentence(tmp_path: Path) -> None:
    given = events(tmp_path)
    for answers, data in (
        ((), {"turn": 0, "judgement": "right"}),
        ((None,), {"turn": 0, "judgement": "right"}),
        ((ANSWER,), {"turn": "0", "judgement": "right"}),
        ((ANSWER,), {"turn": -1, "judgement": "right"}),
    ):
        assert "no longer open" in given.review(answers, told(**data))
    assert "right, wrong, incomplete" in given.review((ANSWER,), told(turn=0, judgement="great"))
    assert "limit is 2,000" in given.review(
        (ANSWER,), told(turn=0, judgement="wrong", why="x" * 2_001)
    )
    assert not (tmp_path / "reviews.sqlite").exists()
    assert "Thank you" in given.review((ANSWER,), told(turn=0, judgement="right"))


def test_a_damaged_list_is_a_notice(tmp_path: Path) -> None:
    given = events(tmp_path)
    given.review((ANSWER,), told(turn=0, judgement="right"))
    (tmp_path / "reviews.sqlite").write_bytes(b"no database")
    assert "role=" in given.listing() and "backup" in given.listing()
