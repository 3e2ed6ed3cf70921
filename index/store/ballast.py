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
    """Have a ballast of half the size of the library's file beside it, within bounds.

    Where the disk has no room for it there is none. Call it under the writer lock.
    """
    path = library.with_name(FILE_NAME)
    with suppress(OSError):
        size = min(max(LEAST, library.stat().st_size // 2), MOST)
        if path.exists() and 0.8 * size <= path.stat().st_size <= 2 * size:
            return
        path.unlink(missing_ok=True)
        try:
            _fill(path, size)
        except OSError:
            path.unlink(missing_ok=True)


def release(library: Path) -> bool:
    """Give the ballast up; whether there was any."""
    path = library.with_name(FILE_NAME)
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _fill(path: Path, size: int) -> None:
    descriptor = begin_file(path)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, size)
        else:
            for _ in range(0, size, len(BLOCK)):
                os.write(descriptor, BLOCK)
    finally:
        os.close(descriptor)
