"""What a child does to its own files: it is killed at a call of SQLite, or its disk is full."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import LibraryError
from index.store import database


def die_at(call: int) -> None:
    """From here on this process is killed before the call of SQLite with this number, from 1."""
    calls = 0

    class Deadly(database.Connection):
        def _count(self) -> None:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)

        def execute(self, *given: Any) -> Any:  # type: ignore[override]
            self._count()
            return super().execute(*given)

        def __exit__(self, *given: Any) -> Any:
            self._count()
            result = super().__exit__(*given)
            self._count()  # after the commit too
            return result

    database.Connection = Deadly  # type: ignore[misc]


@contextmanager
def full_disk(max_file_bytes: int, told: Path) -> Iterator[None]:
    """No file may grow beyond a limit; what is said of that goes to `told`, else `stored`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, resource.RLIM_INFINITY))
    said = "stored"
    try:
        yield
    except LibraryError as error:
        said = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told.write_text(said)
