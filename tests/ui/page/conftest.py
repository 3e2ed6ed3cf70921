"""The page as it is served, and watched in a browser.

Its assistant has no networks, and so stands in half a second; a module that tests what they
answer has an `assistant` of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import page_fixture as given


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = given.make_assistant(tmp_path_factory.mktemp("page"), light=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def address(assistant: Any, uploads: Path) -> Iterator[str]:
    with given.serving(assistant, uploads) as url:
        yield url


@pytest.fixture
def open_page(chromium: Any, playwright: Any, address: str) -> Iterator[Any]:
    """Opens the page with the settings of a browser; watches it until the test ends.

    A request to another host, a script error or a payload that fires fails the test.
    """
    contexts, foreign, errors = [], [], []

    def look(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            foreign.append(request.url)

    def start(device: str | None = None, **wanted: Any) -> Any:
        known = playwright.devices[device] if device else {"viewport": given.DESK}
        context = chromium.new_context(**{**known, **wanted})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(given.PATIENCE)
        page.on("request", look)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.locator("#conversation section").first.wait_for()  # a greeting, or what is kept
        return page

    yield start
    fired = [page.evaluate("window.__xss") for one in contexts for page in one.pages]
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []
    assert fired == [None] * len(fired)


@pytest.fixture
def page(open_page: Any) -> Any:
    return open_page()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The accessibility checker axe-core, from a folder given or from npm."""
    given_path = os.environ.get("AXE_CORE")
    if given_path:
        return Path(given_path).read_text(encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, and AXE_CORE names no axe.min.js")
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--silent", "--no-audit", "--prefix", str(folder), "axe-core@4"]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    script = folder / "node_modules/axe-core/axe.min.js"
    if done.returncode or not script.exists():
        pytest.skip("axe-core could not be installed from npm")
    return script.read_text(encoding="utf-8")
