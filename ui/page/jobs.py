"""Work that takes minutes, each piece in a thread of its own, for every session to look at.

A session only ever looks on: the work goes on when a reader closes the page, another session
sees it too, and a page that is loaded again finds it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, get_args

from corpus.errors import AssistantError

Kind = Literal["build", "mining", "check"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DOING: dict[Kind, str] = {
    "build": "Another list is being answered",
    "mining": "Questions are being looked for already",
    "check": "The entries are being checked already",
}


class Stopped(Exception):
    """Raised inside the work when someone asked to stop it; it is told as no error."""


@dataclass(slots=True)
class Job:
    """One piece of work: how far it is, and what came of it.

    `name` is what it works on, `title` how people call that. `done` and `total` count what it
    counts; `before` of the `done` were done by an earlier run; `detail` says more. `result` is
    there once `state` is `done`, `error` once it is `failed`.
    """

    number: int
    kind: Kind
    title: str
    name: str = ""
    before: int = 0
    done: int = 0
    total: int = 0
    detail: str = ""
    state: Literal["running", "done", "stopped", "failed"] = "running"
    result: Any = None
    error: Exception | None = None
    started: float = field(default_factory=time.monotonic)
    stopping: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, total: int) -> None:
        """Note how far the work is. Raises Stopped where it shall go no further."""
        self.done, self.total = done, total
        if self.stopping.is_set():
            raise Stopped

    @property
    def seconds_left(self) -> float | None:
        """None as long as nothing can be said of it."""
        seconds, made = time.monotonic() - self.started, self.done - self.before
        if self.state != "running" or made < 1 or seconds < 2:
            return None
        return seconds * (self.total - self.done) / made


class Jobs:
    """The work of a server: the latest of each kind, and one of a kind at a time."""

    def __init__(self) -> None:
        self._latest: dict[Kind, Job] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def start(
        self, kind: Kind, title: str, work: Callable[[Job], Any], *, name: str = "", total: int = 0
    ) -> Job:
        """Begin `work`, which is given its job. Raises AssistantError while one is running."""
        with self._lock:
            running = self._latest.get(kind)
            if running is not None and running.state == "running":
                how_far = f" ({running.done:,} of {running.total:,})" if running.total else ""
                raise AssistantError(
                    f"{DOING[kind]}{how_far}; wait until that is done, or stop it first."
                )
            job = Job(next(self._numbers), kind, title, name, total=total)
            self._latest[kind] = job
        threading.Thread(target=_run, args=(job, work), name=kind, daemon=True).start()
        return job

    def stop(self, kind: Kind) -> None:
        """Ask the running work of a kind to stop after the piece that it is at."""
        if kind in self._latest:
            self._latest[kind].stopping.set()

    def latest(self, kind: Kind) -> Job | None:
        return self._latest.get(kind)

    def running(self) -> bool:
        return any(job.state == "running" for job in list(self._latest.values()))


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    try:
        job.result = work(job)
        job.state = "done"
    except Stopped:
        job.state = "stopped"
    except Exception as error:  # the page makes one sentence of it
        job.error = error
        job.state = "failed"
