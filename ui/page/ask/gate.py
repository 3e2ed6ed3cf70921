"""A few questions are answered at a time, in the order in which they came."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PLACES = max(2, (os.cpu_count() or 2) // 2)  # each is answered by several cores
GONE_AFTER = 10.0  # seconds in which who waits did not ask for its turn


class Gate:
    """Lets so many in at a time. Who waits keeps asking `Ticket.ahead`; who stops asking loses
    its place, so that a visitor who has left holds up nobody.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._changed = threading.Condition()
        self._waiting: dict[Ticket, float] = {}  # in order, with the last time each asked
        self._inside: set[Ticket] = set()

    @contextmanager
    def ticket(self) -> Iterator[Ticket]:
        """A place in the line; left, or the place inside given back, at the end."""
        ticket = Ticket(self)
        with self._changed:
            self._waiting[ticket] = time.monotonic()
        try:
            yield ticket
        finally:
            self.leave(ticket)

    def ahead(self, ticket: Ticket, wait: float) -> int:
        """How many are before it, after `wait` seconds at most; 0: it is inside now."""
        with self._changed:
            until = time.monotonic() + wait
            while True:
                now = time.monotonic()
                self._waiting[ticket] = now
                for other, asked in list(self._waiting.items()):
                    if now - asked > GONE_AFTER:
                        del self._waiting[other]
                place = list(self._waiting).index(ticket)
                if place < self._places - len(self._inside):
                    del self._waiting[ticket]
                    self._inside.add(ticket)
                    return 0
                if now >= until:
                    return place + 1
                self._changed.wait(min(until - now, GONE_AFTER))

    def leave(self, ticket: Ticket) -> None:
        """Make room for the next."""
        with self._changed:
            self._waiting.pop(ticket, None)
            self._inside.discard(ticket)
            self._changed.notify_all()


class Ticket:
    """One visitor's place in the line of a gate."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def ahead(self, wait: float) -> int:
        """How many are before it, after `wait` seconds at most; 0: it may go on."""
        return self._gate.ahead(self, wait)

    def leave(self) -> None:
        """Let the next one in, before what was made is shown."""
        self._gate.leave(self)
