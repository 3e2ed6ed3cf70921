"""Whose turn it is: a few requests are worked on at a time, and no key takes the turns of another.

They have places of their own, so that the page's visitors never wait for a program.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter, Semaphore, from_thread, to_thread

from ui.programs.problems import Problem

PLACES = max(1, (os.cpu_count() or 2) // 2)  # that are searched and read for, each on many cores
OF_ONE_KEY = 2  # requests at a time, until they are answered; the others of the key wait
WAITING = 20  # requests of one key
THREADS = 16  # a language model may keep each for long, without taking a place meanwhile

T = TypeVar("T")


class Turns:
    """The line of those who ask by a key."""

    def __init__(self, places: int = PLACES) -> None:
        self._places = Semaphore(places)
        self._threads = CapacityLimiter(THREADS)
        self._of_keys: dict[int, Semaphore] = {}
        self._in_line: Counter[int] = Counter()

    async def run(self, key: int, work: Callable[[Callable[[], None]], T]) -> T:
        """Do `work` in a thread when the turn of a key has come. It is given a function to call
        where it needs no place any more. Raises Problem where too many of the key wait already.
        """
        async with self._turn_of(key):
            await self._places.acquire()
            left: list[bool] = []

            def leave() -> None:
                if not left:
                    left.append(True)
                    self._places.release()

            try:
                return await to_thread.run_sync(
                    work, lambda: from_thread.run_sync(leave), limiter=self._threads
                )
            finally:
                leave()

    @asynccontextmanager
    async def _turn_of(self, key: int) -> AsyncIterator[None]:
        if self._in_line[key] >= WAITING + OF_ONE_KEY:
            raise Problem(
                429, f"{WAITING} requests of this key are waiting. Try again in a moment.", wait=1
            )
        self._in_line[key] += 1
        try:
            async with self._of_keys.setdefault(key, Semaphore(OF_ONE_KEY)):
                yield
        finally:
            self._in_line[key] -= 1
            if not self._in_line[key]:
                del self._in_line[key]
                self._of_keys.pop(key, None)
