"""The folder for what passes through a server; it goes with the server, however that ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.store.database import PRIVATE_FILE

PREFIX = "policy-assistant-"
LOCK = "server.lock"  # held while the server lives: the system frees it with the process


def server_folder() -> tuple[Path, Callable[[], None]]:
    """A fresh private folder, and what removes it; those of servers that were killed go first."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = _lock(folder)
    lock.acquire(timeout=0)

    def remove() -> None:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)

    return folder, remove


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / LOCK, mode=PRIVATE_FILE, thread_local=False)


def _sweep(folder: Path) -> None:
    """Delete the folders that this user's servers left behind: no process holds their locks."""
    for file in folder.glob(f"{PREFIX}*/{LOCK}"):
        left = file.parent
        with suppress(OSError, Timeout):
            if left.is_symlink() or left.stat().st_uid != getattr(os, "getuid", int)():
                continue
            with _lock(left).acquire(timeout=0):
                pass
            shutil.rmtree(left)
