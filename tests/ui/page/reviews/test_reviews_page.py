"""What readers say of answers, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium, serious

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]


def ask(page: Any, question: str) -> Any:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    turn = page.locator("#conversation .turn").last
    turn.locator(".review").wait_for()
    return turn


def test_an_answer_is_called_right_with_one_click(page: Any, assistant: given.Provoked) -> None:
    before = len(assistant.reviews.all())
    turn = ask(page, given.SEAT)
    turn.get_by_role("button", name="Right", exact=True).click()
    page.locator("#notice").get_by_text("Thank you.").wait_for()
    newest, *others = assistant.reviews.all()
    assert (newest.judgement, newest.answer.asked_as) == ("right", given.SEAT)
    assert newest.answer.citations and len(others) == before


def test_what_is_wrong_is_said_in_a_dialog_and_listed_beside_the_gaps(
    page: Any,
    assistant: given.Provoked,
    axe: str,
) -> None:
    turn = ask(page, given.FUND)
    wrong = turn.get_by_role("button", name="Wrong", exact=True)
    wrong.click()
    dialog = page.locator("#review")
    dialog.get_by_text(given.FUND).wait_for()
    assert page.evaluate("document.activeElement.id") == "review-why"
    assert serious(page, axe) == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible() and not any(
        one.judgement == "wrong" for one in assistant.reviews.all()
    )
    wrong.click()
    dialog.locator("#review-why").fill("<b>that</b> is for a year")
    dialog.locator("#review-expected").fill("4.2 million euros")
    dialog.get_by_role("button", name="Send").click()
    page.locator("#notice").get_by_text("Thank you.").wait_for()
    newest = assistant.reviews.all()[0]
    assert (newest.judgement, newest.expected) == ("wrong", "4.2 million euros")

    page.get_by_role("tab", name="Documents").click()
    page.locator("#reviews summary").click()
    row = page.locator("#reviews li").first
    assert "why: <b>that</b> is for a year" in row.inner_text(), "shown, and not obeyed"
    assert given.FUND in row.inner_text() and row.locator("b").count() == 0


def test_small_talk_is_not_reviewed(page: Any) -> None:
    page.locator("#question textarea").fill("Thank you!")
    page.locator("#question textarea").press("Enter")
    turn = page.locator("#conversation .turn[aria-busy=false]").last
    turn.wait_for()
    assert turn.locator(".review").count() == 0
