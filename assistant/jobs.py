"""A long piece of work: how far it is, how it is stopped, how it goes on, what came of it.

On the page each runs in a thread of its own and sessions only look on: the work goes on when a
reader closes the page, another session sees it too, and a page that is loaded again finds it. In
the terminal the same work runs where it is called.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from corpus.errors import AssistantError
from corpus.wording import _

JobState = Literal["running", "done", "stopped", "failed"]
SECONDS_KNOWN = 2.0  # before that nothing is said of the time that is left


class Stopped(Exception):
    """Raised inside the work when someone asked to stop it; it is told as no error."""


@dataclass(slots=True)
class Job:
    """One piece of work. `kind` is what of, `name` what it works on, `title` how people call that.

    `done` and `total` count what it counts; `before` of the `done` were done by an earlier run;
    `detail` says more. `result` is there once `state` is `done`, `error` once it is `failed`.
    """

    number: int
    kind: str
    title: str
    name: str = ""
    before: float = 0
    done: float = 0
    total: float = 0
    detail: str = ""
    state: JobState = "running"
    result: Any = None
    error: Exception | None = None
    started: float = field(default_factory=time.monotonic)
    stopping: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: float, total: float, detail: str | None = None) -> None:
        """Note how far the work is. Raises Stopped where it shall go no further."""
        self.done, self.total = done, total
        self.detail = self.detail if detail is None else detail
        if self.stopping.is_set():
            raise Stopped

    def go_on(self, done: float, total: float) -> None:
        """Note how much an earlier run has done, which says nothing of how long the rest takes."""
        self.before = done
        self.tell(done, total)

    @property
    def share(self) -> float:
        """What is done, from 0 to 1."""
        return min(max(self.done / self.total, 0.0), 1.0) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None as long as nothing can be said of it."""
        seconds, made = time.monotonic() - self.started, self.done - self.before
        going = self.state == "running" and self.done < self.total
        if not going or made <= 0 or seconds < SECONDS_KNOWN:
            return None
        return seconds * (self.total - self.done) / made

    def run(self, work: Callable[[Job], Any]) -> None:
        """Do the work here and now; whatever it raises ends in `state` and `error`."""
        _running[id(self)] = self
        try:
            self.result = work(self)
            self.state = "done"
        except Stopped:
            self.state = "stopped"
        except Exception as error:  # the page makes one sentence of it
            self.error, self.state = error, "failed"
        finally:
            del _running[id(self)]
            self.ended.set()

    def looks(self, every: float) -> Iterator[Job]:
        """The job, again and again until it has ended, `every` so many seconds."""
        while not self.ended.is_set():
            yield self
            self.ended.wait(every)


_running: dict[int, Job] = {}  # of this process, by identity


def running() -> list[Job]:
    """All work that this process is at, whoever began it."""
    return list(_running.values())


class Jobs:
    """The work of a server: the latest of each kind, and one of a kind at a time."""

    def __init__(self) -> None:
        self._latest: dict[str, Job] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def start(
        self,
        kind: str,
        title: str,
        work: Callable[[Job], Any],
        *,
        name: str = "",
        total: float = 0,
        busy: str = "That is being done already",
    ) -> Job:
        """Begin `work`, which is given its job, in a thread of its own.

        Raises AssistantError, which begins with `busy`, while one of the kind is running.
        """
        with self._lock:
            running = self._latest.get(kind)
            if running is not None and running.state == "running":
                far = f" ({running.done:,} of {running.total:,})" if running.total else ""
                raise AssistantError(
                    _("{busy}{far}; wait until that is done, or stop it first.").format(
                        busy=busy, far=far
                    )
                )
            job = Job(next(self._numbers), kind, title, name, total=total)
            self._latest[kind] = job
        # In the language of who began it.
        within = copy_context()
        threading.Thread(target=within.run, args=(job.run, work), name=kind, daemon=True).start()
        return job

    def stop(self, kind: str) -> Job | None:
        """Ask the running work of a kind to stop after the piece that it is at."""
        job = self._latest.get(kind)
        if job is not None:
            job.stopping.set()
        return job

    def latest(self, kind: str) -> Job | None:
        return self._latest.get(kind)

    def forget(self, kind: str) -> None:
        """Let go of the latest work of a kind, with what came of it."""
        self._latest.pop(kind, None)

    def running(self) -> bool:
        return any(job.state == "running" for job in list(self._latest.values()))
