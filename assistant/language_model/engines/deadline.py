"""The time that a whole answer may take, and Stop: what works for an answer asks here."""

from __future__ import annotations

import threading
import time


class Deadline:
    """Ends by the clock or by `cancel`. Shared by the thread that writes and the one that shows."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._cancelled = threading.Event()

    @property
    def left(self) -> float:
        """Seconds, never below 0; 0 once it was cancelled."""
        return 0.0 if self._cancelled.is_set() else max(0.0, self._end - time.monotonic())

    @property
    def over(self) -> bool:
        return self.left <= 0

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        self._cancelled.set()

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than there is time, and not once it was cancelled."""
        self._cancelled.wait(min(seconds, self.left))
