"""Twenty people at once on the served page while files come and a document goes.

    python -m tests.faults.crowd [--seconds 300] [--light]

Eighteen ask as the page does, over HTTP, two in a real browser; a third tab of that browser adds
hostile files and good ones, and then removes a document. Before and after, each question is asked
by itself. Printed are the waits, and everything that went wrong. A light assistant has no networks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

from corpus import briefs
from tests.support import page_fixture as given
from tests.support.hostile_files import good_documents, hostile_documents

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
ASKERS, BROWSERS = 18, 2
PATIENCE = 1800.0  # seconds for one answer, or for the files: the machine may be busy
REMOVED = "quantum-terms.md"
QUESTIONS = (given.FUND, given.SEAT, given.ZANZIBAR, given.UNKNOWN, *briefs.questions())
CUT_SHORT = "The machine is busy"
SERVER = """
import sys
from pathlib import Path
from corpus import briefs
from tests.support import page_fixture as given
folder = Path(sys.argv[1])
assistant = given.make_assistant(folder, light=sys.argv[2] == "light")
assert all(report.stored for report in assistant.ingest([briefs.FOLDER]))
with given.serving(assistant, folder / "uploads") as address:
    print(address, flush=True)
    sys.stdin.readline()
assistant.close()
"""


@dataclass
class Crowd:
    """What became of it: seconds that were waited, by who waited; what failed, in words."""

    waits: dict[str, list[float]] = field(default_factory=lambda: {"HTTP": [], "browser": []})
    failures: list[str] = field(default_factory=list)
    given: list[tuple[str, str]] = field(default_factory=list)  # questions, answers in the crowd
    changed: list[str] = field(
        default_factory=list
    )  # questions that new documents answer otherwise
    cut_short: int = 0
    files: int = 0
    upload_seconds: float = 0.0
    answered_meanwhile: int = 0
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    doctor: int = -1

    def told(self) -> str:
        lines = [
            f"{self.files} files added in {self.upload_seconds:.0f} s, one removed; "
            f"{self.answered_meanwhile} answers meanwhile, {self.cut_short} cut short"
        ]
        for who, waits in self.waits.items():
            if len(waits) > 1:
                tails = statistics.quantiles(waits, n=20, method="inclusive")
                lines.append(
                    f"{who}: {len(waits)} answers, p50 {tails[9]:.1f} s, p95 {tails[18]:.1f} s, "
                    f"longest {max(waits):.1f} s"
                )
        lines.append(f"{len(self.before)} questions asked again: changed {self.changed or 'none'}")
        lines.append(f"doctor: {self.doctor}; failures: {len(self.failures)}")
        return "\n".join((*lines, *dict.fromkeys(self.failures)))


class Visitor:
    """Asks as a tab of the page does."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=PATIENCE)
        dependencies = self.client.get("/config").json()["dependencies"]
        self.event = next(one["id"] for one in dependencies if len(one["targets"]) > 1)

    def ask(self, question: str) -> str:
        """The answer in a fresh session, as `words_of`. Raises RuntimeError where there is none."""
        session = uuid.uuid4().hex
        body = {"fn_index": self.event, "data": [question, None, [], None], "session_hash": session}
        self.client.post("/gradio_api/queue/join", json=body).raise_for_status()
        path = f"/gradio_api/queue/data?session_hash={session}"
        with self.client.stream("GET", path) as events:
            for line in events.iter_lines():
                told = json.loads(line[5:]) if line.startswith("data:") else {}
                if told.get("msg") == "process_completed":
                    shown, _, _, notice, *_ = told["output"]["data"]
                    if not told["success"] or notice:
                        raise RuntimeError(f"{question}: {notice or told}")
                    return words_of(shown[-1])
        raise RuntimeError(f"{question}: no answer")


def words_of(turn: str) -> str:
    """What a turn of the page says, without its notes, but for that which says it was cut short;
    of a question without an answer only that."""
    shown, _, rest = turn.partition('<p class="status">')
    words = " ".join(re.sub(r"<[^>]*>", " ", shown).split())
    return ("not found" if "No answer found" in rest else words) + CUT_SHORT * (CUT_SHORT in rest)


@contextmanager
def served(folder: Path, light: bool) -> Iterator[str]:
    """The page in a process of its own; its address."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder), "light" if light else "whole"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    ) as process:
        assert process.stdin and process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait(30)


def run(folder: Path, seconds: float, *, light: bool, every: int = 1) -> Crowd:
    """The crowd for so many seconds; `every` so manieth hostile file is among those added."""
    crowd = Crowd()
    hostile = {file.name: file.data for file in hostile_documents()[::every]}
    files = folder / "files"
    files.mkdir()
    for name, data in {**hostile, **good_documents()}.items():
        (files / name).write_bytes(data)
    crowd.files = len(list(files.iterdir()))
    with served(folder, light) as address:
        visitor = Visitor(address)
        crowd.before = {question: visitor.ask(question) for question in QUESTIONS}
        asyncio.run(_crowd(crowd, address, sorted(files.iterdir()), seconds))
        crowd.after = {question: visitor.ask(question) for question in QUESTIONS}
        crowd.doctor = _doctor(folder / "data", light)
    for question, answer in crowd.before.items():
        if REMOVED not in answer and crowd.after[question] != answer:
            crowd.changed.append(question)
        if REMOVED in crowd.after[question]:
            crowd.failures.append(f"{question}: answered from what was removed")
    for question, answer in crowd.given:
        allowed = (crowd.before[question], crowd.after[question])
        if REMOVED not in allowed[0] and answer not in allowed:
            crowd.failures.append(f"{question}: {answer[:200]!r}, neither as before nor as after")
    return crowd


def _ask(crowd: Crowd, address: str, number: int, over: threading.Event) -> None:
    """One who asks, again and again."""
    visitor = Visitor(address)
    for question in islice(cycle(QUESTIONS), number, None):
        if over.is_set():
            return
        begun = time.monotonic()
        try:
            answer = visitor.ask(question)
        except (RuntimeError, httpx.HTTPError) as error:
            crowd.failures.append(f"{type(error).__name__}: {error}")
            if isinstance(error, httpx.ConnectError):  # the server is gone
                return
            continue
        crowd.waits["HTTP"].append(time.monotonic() - begun)
        if answer.endswith(CUT_SHORT):
            crowd.cut_short += 1
        else:
            crowd.given.append((question, answer))


async def _crowd(crowd: Crowd, address: str, files: list[Path], seconds: float) -> None:
    """All of them, for so many seconds, and until the files are added and the document is gone."""
    from playwright.async_api import async_playwright

    over = threading.Event()
    threads = [
        threading.Thread(target=_ask, args=[crowd, address, number, over])
        for number in range(ASKERS)
    ]
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = [await (await browser.new_context()).new_page() for _ in range(BROWSERS + 1)]
        for page in pages:
            page.set_default_timeout(1000 * PATIENCE)
            page.on("pageerror", lambda error: crowd.failures.append(f"in the page: {error}"))
            await page.goto(address)
            await page.locator(".example").first.wait_for()
        for thread in threads:
            thread.start()
        asking = [
            asyncio.create_task(_ask_in_browser(crowd, page, 4 * number, over))
            for number, page in enumerate(pages[1:])
        ]
        try:
            await asyncio.gather(_keep(crowd, pages[0], files), asyncio.sleep(seconds))
        finally:
            over.set()
        await asyncio.gather(*asking)
        await browser.close()
    for thread in threads:
        thread.join()


async def _ask_in_browser(crowd: Crowd, page: Any, number: int, over: threading.Event) -> None:
    for asked, question in enumerate(islice(cycle(QUESTIONS), number, None)):
        if over.is_set():
            break
        begun = time.monotonic()
        box = page.get_by_label("Your question")
        await box.fill(question)
        while await box.input_value() == question:
            # While the answer before is just ending, the page takes no other question; a busy one
            # takes its time, and a second Enter would come when the box is empty already.
            await box.press("Enter")
            for _ in range(50):
                if await box.input_value() != question:
                    break
                await asyncio.sleep(0.2)
        await page.locator(".turn[aria-busy=false]").nth(asked).wait_for()
        crowd.waits["browser"].append(time.monotonic() - begun)
        for notice in await page.locator("#notice .notice").all_inner_texts():
            crowd.failures.append(f"in the browser: {notice}")


async def _keep(crowd: Crowd, page: Any, files: list[Path]) -> None:
    """Add the files by the page, then remove a document."""
    begun, before = time.monotonic(), len(crowd.waits["HTTP"])
    await page.get_by_role("tab", name="Documents").click()
    await page.locator("#upload input[type=file]").set_input_files(files)
    good = page.locator("#library tbody tr", has_text="good.pdf")
    await good.wait_for()
    crowd.upload_seconds = time.monotonic() - begun
    crowd.answered_meanwhile = len(crowd.waits["HTTP"]) - before
    row = page.locator("#library tbody tr", has_text=REMOVED)
    await row.get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await page.locator("#upload-status .done").wait_for()
    await row.wait_for(state="detached")


def _doctor(data: Path, light: bool) -> int:
    """The exit status of `assistant doctor`; of a light library, 1 where a check of it fails."""
    command = [sys.executable, "-m", "ui", "doctor", "--data-dir", str(data)]
    if light:
        code = (
            "import sys\nfrom pathlib import Path\nfrom assistant.assembly import assemble\n"
            "from assistant.settings import Settings\n"
            "from tests.support.hashing_embedder import HashingEmbedder\n"
            "settings = Settings(data_dir=Path(sys.argv[1]), reader='words')\n"
            "checks = assemble(settings, HashingEmbedder()).checks()\n"
            "print(*checks, sep='\\n')\nsys.exit(not all(one.ok for one in checks))"
        )
        command = [sys.executable, "-c", code, str(data)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=float, default=300)
    wanted.add_argument("--light", action="store_true")
    given_ = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        crowd = run(Path(folder), given_.seconds, light=given_.light)
    print(crowd.told())
    sys.exit(bool(crowd.failures or crowd.doctor))


if __name__ == "__main__":
    main()
