"""What tests do in the page as it stands in a browser; the fixtures are in `tests/ui`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def ask(page: Any, question: str) -> Any:
    """Ask by keyboard and wait for the whole answer; gives its part of the page."""
    before = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    turn = page.locator(".turn").nth(before)
    page.locator(".turn[aria-busy=false]").nth(before).wait_for()
    return turn


def marked(page: Any) -> str:
    """The words that the source panel marks."""
    page.locator("#panel mark").first.wait_for()
    return "".join(page.locator("#panel mark").all_text_contents())


def serious(page: Any, axe: str) -> list[str]:
    """The serious findings of axe on the page as it stands, with the element of each."""
    page.wait_for_timeout(400)  # colours in transition have no contrast of their own
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
    )
    return [
        f"{violation['id']}: {node['html'][:160]} {node['any'][:1]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
