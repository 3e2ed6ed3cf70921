"""The end of a served page's process: without an error, and whatever its threads are still at."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_by_a_signal() -> Iterator[None]:
    """Let SIGTERM end what is done within, before the page is open, as if it were done; the first
    process of a container would not hear it otherwise."""
    with told_of_signals(lambda _signal, _frame: sys.exit(0), signal.SIGTERM):
        yield


@contextmanager
def told_of_signals(
    told: Callable[[int, FrameType | None], object], *signals: signal.Signals
) -> Iterator[None]:
    """Have signals call `told` within; in another thread than the first they cannot."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.signal(one, told) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def leave() -> None:
    """End the process at once. A thread that computes would be torn from its library by an ordinary
    end, and the process aborted; what was reported as stored is stored."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
