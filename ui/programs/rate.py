"""How much one key may ask: so many requests in any minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

SECONDS = 60.0
REMEMBERED = 10_000  # keys


class RateLimit:
    """Counts the requests of each key. It is asked in one thread, that of the server."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()

    def wait(self, key: int) -> int:
        """Count a request of a key, by its number: 0, or the seconds to wait, and it was not
        counted."""
        now = self._clock()
        asked = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        if len(self._asked) > REMEMBERED:
            self._asked.popitem(last=False)
        while asked and now - asked[0] >= SECONDS:
            asked.popleft()
        if len(asked) >= self._most:
            return max(1, math.ceil(asked[0] + SECONDS - now))
        asked.append(now)
        return 0
