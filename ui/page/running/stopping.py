"""Stopping: what runs is ended or handed on, what is new is refused, and then the server goes.

The first signal begins it: jobs stop after the piece that they are at (what they have made is kept,
and most go on from there when begun again), answers are finished, and whoever asks anew is told to
come back. When nothing runs any more, or the time is over, the server closes. A second signal does
not wait.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from assistant import jobs

# What is still answered: what belongs to an answer that is on its way, and who asks how it stands.
STILL_OPEN = frozenset(
    (
        "/healthz",
        "/readyz",
        "/metrics",
        "/gradio_api/queue/data",
        "/gradio_api/call/{api_name}/{event_id}",
        "/gradio_api/file={path_or_url:path}",
        "/gradio_api/cancel",
        "/gradio_api/heartbeat/{session_hash}",
        "/gradio_api/upload_progress",
    )
)
SECONDS = 20.0  # that running work may take, where nothing else is set
CLOSING_SECONDS = 10.0  # from there on, until what hangs is left behind
REFUSED = "The server is stopping, and takes nothing new. Try again in a minute."

log = logging.getLogger(__name__)


class Stopping:
    """Whether a server is stopping, and what it waits for, at most so many seconds."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        # Requests that last as long as a tab is open, and would be waited for in vain.
        self.tabs: set[asyncio.Task[Any]] = set()
        self._busy: list[Callable[[], bool]] = []
        self._begun: float | None = None  # on the monotonic clock

    def also_busy(self, asked: Callable[[], bool]) -> None:
        """Wait as long as `asked` says that something is on its way."""
        self._busy.append(asked)

    @property
    def begun(self) -> bool:
        return self._begun is not None

    def begin(self) -> None:
        """Stop from now on; jobs are asked to."""
        self._begun = time.monotonic()
        for job in jobs.running():
            job.stopping.set()

    @property
    def over(self) -> bool:
        """Whether nothing is waited for any more."""
        if self._begun is None:
            return False
        late = time.monotonic() > self._begun + self.seconds
        return late or not (jobs.running() or any(asked() for asked in self._busy))


class StoppingServer(uvicorn.Server):  # type: ignore[misc]
    """A server that a signal lets finish what it is at; it ends without an error. What hangs even
    then is given to `leave_behind`, in a thread of its own."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping) -> None:
        super().__init__(config)
        self.stopping = stopping
        self.leave_behind: Callable[[], object] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called for a signal; uvicorn would raise it again at the end, and die of it."""
        if self.stopping.begun:
            self.should_exit = self.force_exit = True
            return
        self.stopping.begin()
        log.info("Stopping", extra={"figures": {"jobs": len(jobs.running())}})
        if self.leave_behind is not None:
            late = threading.Timer(self.stopping.seconds + CLOSING_SECONDS, self.leave_behind)
            late.daemon = True
            late.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called when nothing is waited for any more: the streams of open tabs end first."""
        for tab in list(self.stopping.tabs):
            tab.cancel()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second; whether to close."""
        return self.stopping.over or await super().on_tick(counter)
