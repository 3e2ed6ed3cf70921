"""The Documents tab over a library that another model made: the offer, the work, the end of it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.assistant import Assistant
from tests.support import page_fixture as given
from tests.support.browsing import ask, needs_chromium
from ui.page.documents.events import DocumentEvents
from ui.page.documents.reindexing import KIND, ReindexEvents

pytestmark = pytest.mark.slow


class Stepped(given.Provoked):
    """An assistant whose reindex makes a document only when it is let go on."""

    def __init__(self, assistant: Any) -> None:
        super().__init__(assistant)
        self.free = threading.Semaphore(0)

    def reindex(self) -> Iterator[Any]:
        with closing(self.assistant.reindex()) as steps:
            for step in steps:
                assert self.free.acquire(timeout=30)
                yield step


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    assistant = given.make_assistant(tmp_path_factory.mktemp("reindex-page")).assistant
    yield assistant
    assistant.close()


@pytest.fixture
def old(made: Assistant) -> Stepped:
    """A library whose vectors another embedder made, not the one that is set."""
    with closing(sqlite3.connect(made._library.path)) as library:
        library.execute("UPDATE meta SET value = 'older-model' WHERE key = 'embedder'")
        library.commit()
    return Stepped(made)


def told(what: str) -> Any:
    return SimpleNamespace(_data={"what": what})


def ended(events: ReindexEvents) -> str:
    job = events.jobs.latest(KIND)
    assert job is not None and job.ended.wait(30)
    shown, timer, listing = events.look_on("")
    assert not timer.active
    assert "arctic-statement.md" in listing
    return str(shown)


def test_the_offer_the_work_and_the_end_of_it(old: Stepped) -> None:
    events = ReindexEvents(DocumentEvents(old))  # type: ignore[arg-type]
    offer, timer = events.look()
    assert "keyword search alone" in offer and ">Re-index<" in offer and not timer.active
    shown, timer = events.act(told("start"))
    assert 'data-reindex="stop"' in shown and timer.active
    assert "already" in events.act(told("start"))[0]
    events.act(told("stop"))
    old.free.release()
    assert "Stopped after 1 document, which are kept." in (offer := ended(events))
    assert ">Go on<" in offer

    old.free.release(len(given.FILES))
    events.act(told("start"))
    assert "indexed again" in ended(events)
    job = events.jobs.latest(KIND)
    assert job is not None and (job.before, job.done, job.total) == (1, 3, 3)
    assert old.assistant.other_embedder() is None
    assert ReindexEvents(DocumentEvents(old)).look()[0] == ""  # type: ignore[arg-type]


def test_what_went_wrong_is_told_over_the_offer(old: Stepped) -> None:
    events = ReindexEvents(DocumentEvents(old))  # type: ignore[arg-type]
    old.reindex = lambda: iter(()).throw(RuntimeError("secret"))  # type: ignore
    events.act(told("start"))
    shown = ended(events)
    assert "Something went wrong" in shown and "secret" not in shown and ">Re-index<" in shown


@pytest.mark.browser
@needs_chromium
def test_the_library_is_indexed_again_on_the_page(
    old: Stepped,
    chromium: Any,
    tmp_path: Path,
) -> None:
    errors: list[str] = []
    with given.serving(old, tmp_path / "uploads") as address:
        page = chromium.new_page(viewport=given.DESK)
        page.set_default_timeout(given.PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        page.locator(".example").first.wait_for()
        page.get_by_role("tab", name="Documents").click()
        offer = page.locator("#reindex .offer")
        assert "keyword search alone" in offer.inner_text()
        offer.get_by_role("button", name="Re-index").click()
        bar = page.locator("#reindex progress")
        bar.wait_for()
        assert "search goes by keywords" in page.locator("#reindex").inner_text()
        page.wait_for_function("document.activeElement?.dataset.reindex === 'stop'")
        box, upload = (
            page.locator("#reindex").bounding_box(),
            page.locator("#upload").bounding_box(),
        )
        assert (box["x"], box["width"]) == (upload["x"], upload["width"])

        page.get_by_role("tab", name="Ask").click()
        turn = ask(page, given.FUND)  # answered meanwhile, by keywords, which is said
        assert "4.2 million" in turn.inner_text()
        assert "by keywords alone" in turn.inner_text()

        page.reload()  # the work goes on, and another session sees it
        page.locator(".turn h2", has_text=given.FUND).wait_for()
        page.get_by_role("tab", name="Documents").click()
        bar.wait_for()
        page.locator("#library tbody tr").first.wait_for()
        old.free.release()
        page.locator("#reindex p", has_text="1 of 3 documents").first.wait_for()
        page.locator("#reindex").get_by_role("button", name="Stop").click()
        old.free.release()
        page.locator("#reindex").get_by_role("button", name="Go on").wait_for()
        assert "Stopped after 2 documents" in offer.inner_text()
        old.free.release(3)
        page.locator("#reindex").get_by_role("button", name="Go on").click()
        page.locator("#reindex .done").wait_for()
        assert old.assistant.other_embedder() is None
        page.close()
    assert errors == []
