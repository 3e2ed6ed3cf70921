"""Take the picture of README.md: `python -m tests.benchmarks.picture`. Needs chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.assembly import assemble
from assistant.settings import Settings
from tests.support.page_fixture import serving

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "ui" / "page.png"
QUESTION = "What are the five tasks of Vietnam's science and technology diplomacy?"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assistant = assemble(Settings(data_dir=Path(folder) / "library"))
        for _ in assistant.ingest([ROOT / "corpus" / "documents"]):
            pass
        with serving(assistant, Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1366, "height": 850})
            page.goto(address)
            page.locator("#question textarea").fill(QUESTION)
            page.get_by_role("button", name="Ask", exact=True).click()
            page.locator(".turn[aria-busy=false]").wait_for()  # the answer is whole
            page.locator("a.cite").first.click()
            page.locator("mark").first.wait_for()
            page.wait_for_timeout(800)
            page.screenshot(path=str(PICTURE))
            browser.close()


if __name__ == "__main__":
    main()
