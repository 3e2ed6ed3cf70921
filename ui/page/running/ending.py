"""The end of a served page's process: without an error, and whatever its threads are still at."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_by_a_signal() -> Iterator[None]:
    """Let SIGTERM end what is done within, before the page is open, as if it were done; the first
    process of a container would not hear it otherwise."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def leave() -> None:
    """End the process at once. A thread that computes would be torn from its library by an ordinary
    end, and the process aborted; what was reported as stored is stored."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
