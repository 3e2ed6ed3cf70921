"""Work that takes its time: one of a kind, stopped and failed; lists kept until they are done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.faq.build import Planned
from assistant.faq.entry import Wording
from corpus.errors import AssistantError
from tests.ui.page.test_render import Tags
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.lists.saved_builds import Works
from ui.page.jobs import Job, Jobs


def test_one_piece_of_work_of_a_kind_at_a_time() -> None:
    jobs = Jobs()
    free = threading.Event()

    def work(job: Job) -> str:
        job.tell(1, 2)
        free.wait(5)
        job.tell(2, 2)
        return "made"

    job = jobs.start("build", "A", work)
    with pytest.raises(AssistantError, match="Another list"):
        jobs.start("build", "B", work)
    assert jobs.running()
    jobs.stop("build")
    free.set()
    wait_for(lambda: job.state == "stopped")
    again = jobs.start("build", "A", work)
    wait_for(lambda: again.state == "done")
    assert again.result == "made"
    assert jobs.latest("build") is again
    failed = jobs.start("check", "", lambda job: 1 // 0)
    wait_for(lambda: failed.state == "failed")
    assert isinstance(failed.error, ZeroDivisionError)


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come true")


def test_a_list_is_kept_until_it_is_forgotten(tmp_path: Path) -> None:
    works = Works(tmp_path)
    planned = [Planned("1", "A?", "T", {"Land": "Peru"}, (Wording("2", "B?"),))]
    assert works.all() == []
    work = works.keep("Embassies", planned)
    assert works.keep("Embassies", planned) == work
    assert works.keep("Others", planned).name != work.name
    assert Works(tmp_path).planned(works.get(work.name)) == planned
    work.answers.write_text('{"revision": 5}\n{"id": 1}\n{"half')
    again = works.get(work.name)
    assert (again.done, again.total, again.revision) == (1, 1, 5)
    html = faq_list_render.stopped_works([again], revision=6)
    assert "was stopped at 1 of 1. The documents have changed since" in Tags(html).text
    works.forget(again)
    assert not work.answers.exists()
    with pytest.raises(AssistantError, match="not there any more"):
        works.get(work.name)


def test_a_list_that_was_damaged_says_so(tmp_path: Path) -> None:
    works = Works(tmp_path)
    work = works.keep("Embassies", [Planned("1", "A?"), Planned("2", "B?")])
    path = next((tmp_path / "faq-work").glob("*.list.jsonl"))
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(AssistantError, match="not as it was stored"):
        works.planned(work)
    path.write_text("nonsense\n")
    assert works.all() == []
