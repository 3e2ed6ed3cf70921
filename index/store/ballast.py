"""Ballast: space on the disk that is kept for removing, which itself needs some.

A removal writes the pages that it changes into SQLite's journal, and the keyword index anew. On a
full disk that would fail, and no one could ever make room; there the ballast is given up first.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from index.store.database import begin_file

FILE_NAME = "ballast"
LEAST, MOST = 256 * 1024, 64 * 1024 * 1024  # bytes
BLOCK = bytes(64 * 1024)


def keep(library: Path) -> None:
    """Have a ballast of the size of the library's file beside it, within bounds.

    Where the disk has no room for that it stays as it is. Call it under the writer lock.
    """
    path = library.with_name(FILE_NAME)
    with suppress(OSError):
        size = min(max(LEAST, library.stat().st_size), MOST)
        with suppress(FileExistsError):
            os.close(begin_file(path))
        if not 0.8 * size <= path.stat().st_size <= 2 * size:
            _resize(path, size)


def release(library: Path) -> bool:
    """Give the ballast up; whether there was any."""
    path = library.with_name(FILE_NAME)
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _resize(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        begin = min(file.seek(0, os.SEEK_END), size)
        file.truncate(begin)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            for _ in range(begin, size, len(BLOCK)):
                file.write(BLOCK)
