"""Long work: one of a kind at a time, its progress, stopped, failed, gone on with."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from assistant.jobs import Job, Jobs
from corpus.errors import AssistantError


def test_one_piece_of_work_of_a_kind_at_a_time() -> None:
    jobs, free = Jobs(), threading.Event()

    def work(job: Job) -> str:
        job.tell(1, 2)
        free.wait(5)
        job.tell(2, 2)
        return "made"

    job = jobs.start("build", "A", work, total=2, busy="Another list is being answered")
    with pytest.raises(AssistantError, match=r"Another list .*\(\d of 2\); wait"):
        jobs.start("build", "B", work, busy="Another list is being answered")
    assert jobs.running() and jobs.latest("check") is None
    assert jobs.stop("build") is job and jobs.stop("check") is None
    free.set()
    assert job.ended.wait(5) and job.state == "stopped" and job.result is None
    again = jobs.start("build", "A", work)
    assert again.ended.wait(5) and (again.state, again.result) == ("done", "made")
    assert jobs.latest("build") is again and again.number > job.number and not jobs.running()
    jobs.forget("build")
    assert jobs.latest("build") is None


def test_what_fails_is_kept_with_its_error_and_leaves_room_for_more() -> None:
    jobs = Jobs()
    failed = jobs.start("check", "", lambda job: 1 // 0)
    assert failed.ended.wait(5) and failed.state == "failed"
    assert isinstance(failed.error, ZeroDivisionError)
    assert jobs.start("check", "", lambda job: job.number).ended.wait(5)


def test_the_terminal_runs_it_where_it_is_called() -> None:
    told: list[float] = []

    def work(job: Job) -> int:
        for done in range(3):
            job.tell(done, 2, f"piece {done}")
            told.append(job.share)
            if done == 1:
                job.stopping.set()
        return 0

    job = Job(1, "build", "")
    job.run(work)
    assert (job.state, job.detail, told) == ("stopped", "piece 2", [0.0, 0.5])


def test_the_time_left_counts_what_this_run_has_done(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job(1, "build", "", started=0.0)
    now = 1.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert job.share == 0.0 and job.seconds_left is None
    job.go_on(60, 100)
    job.tell(70, 100)
    assert job.seconds_left is None, "too early to tell"
    now = 20.0
    assert job.seconds_left == 20 * 30 / 10 and job.share == 0.7
    assert replace(job, state="done").seconds_left is None
    job.tell(100, 100)
    assert job.seconds_left is None


def test_who_looks_on_sees_it_until_it_ends() -> None:
    free = threading.Event()
    job = Jobs().start("build", "", lambda job: free.wait(5))
    looks = job.looks(0.01)
    assert next(looks) is job and next(looks) is job
    free.set()
    assert job.ended.wait(5) and list(looks) == []
