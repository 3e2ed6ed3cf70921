"""What keeps a model that fails, or that many ask, from holding up everybody."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.language_model.engines.deadline import Deadline
from corpus.errors import LanguageModelError
from corpus.wording import _

FAILURES = 5  # one after the other, after which it is left alone
REST = 60.0  # seconds, for which it is
PLACES = 2  # answers that are written at a time
WAIT = 5.0  # seconds, at most, for a place
RETRIES = 2
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds before a retry


class Breaker:
    """Opens after failures one after the other; when it has rested, one may try again."""

    def __init__(self, failures: int = FAILURES, rest: float = REST) -> None:
        self._most, self._rest = failures, rest
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def check(self) -> None:
        """Raises LanguageModelError while it is open."""
        with self._lock:
            now = time.monotonic()
            if self._failures < self._most:
                return
            if now < self._until:
                raise LanguageModelError(
                    _("The language model failed several times and is left alone for a minute.")
                )
            self._until = now + self._rest  # this one tries; the others wait for what it finds

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._until = time.monotonic() + self._rest


class Places:
    """So many answers are written at a time."""

    def __init__(self, places: int = PLACES, wait: float = WAIT) -> None:
        self._free, self._wait = threading.Semaphore(places), wait

    @contextmanager
    def one(self, until: Deadline) -> Iterator[None]:
        """A place for as long as it is written. Raises Busy where none became free in time."""
        end = time.monotonic() + min(self._wait, until.left)
        while not self._free.acquire(timeout=0.1):
            if until.over or time.monotonic() > end:
                raise Busy(_("The language model is busy with other answers."))
        try:
            yield
        finally:
            self._free.release()


class Busy(LanguageModelError):
    """All places are taken; nothing is wrong with the model."""


def pause_before(retry: int, told: float | None) -> float:
    """Seconds to wait before a retry, the first is 0: what the server `told`, or a random share of
    a span that doubles (full jitter), so that many do not come back at once."""
    if told is not None:
        return told + random.uniform(0, FIRST_PAUSE)
    return random.uniform(FIRST_PAUSE / 2, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (retry + 1)))
