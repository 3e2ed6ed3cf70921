"""Connections: how long one may take to say what it wants, and how many there may be."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

HEAD_SECONDS = 10.0  # from the start of a connection, or the end of an answer, to a whole head
CONNECTIONS = 512


def limit() -> int:
    """The most connections at once: half of the files that this process may open, at the most."""
    if resource is None:
        return CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files < 0 else min(CONNECTIONS, files // 2)


class TimedConnection(H11Protocol):  # type: ignore[misc]
    """A connection of uvicorn that does not stay half open and does not crowd others out.

    Uvicorn waits for the rest of a head without end, and when it has its number of connections
    it refuses those who ask properly. Here whoever has waited longest makes room for the next.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._since = self.loop.time()
        self._late: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._watch()
        self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watch()
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        """Whether a whole request is here, and not yet its whole answer."""
        return self.conn.their_state is not h11.IDLE and self.conn.their_state is not h11.SEND_BODY

    def _watch(self) -> None:
        """Let the time run while a head, or the rest of a body that was refused, is awaited.
        How long a body takes that somebody reads is looked after at the door."""
        refused = self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY
        if self.conn.their_state is not h11.IDLE and not refused:
            self._stop_watch()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_watch(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _make_room(self) -> None:
        others = [one for one in self.connections if not one.transport.is_closing()]
        if len(others) > limit():
            others.remove(self)
            min(others, key=lambda one: (one._is_answering, one._since)).transport.abort()
