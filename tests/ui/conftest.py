"""A browser for the tests of the page and of what is published; without chromium they skip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsing import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    # Of one module, not of the session: while it runs, the thread has an event loop that others
    # cannot begin one beside.
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with pytest.importorskip("playwright.sync_api").sync_playwright() as tools:
        yield tools


@pytest.fixture(scope="module")
def chromium(playwright: Any) -> Iterator[Any]:
    """The browser; a test has a context of its own, which shares nothing."""
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
    yield browser
    browser.close()
