"""One writer at a time, over the page, the terminal and jobs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import LibraryLocked, LibraryReadOnly
from corpus.wording import _
from index.store.database import PRIVATE_FILE, begin_file
from index.store.server import places


@contextmanager
def writer_lock(folder: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the data folder's write lock; the system frees it when the process ends, however.

    Raises LibraryLocked, naming the holder, when another process or thread keeps it longer
    than `wait_seconds`, and LibraryReadOnly when the folder cannot be written. Where a server
    keeps the folder's content it is the server's lock.
    """
    if (server := places.server_of(folder)) is not None:
        with server.writer_lock(wait_seconds):
            yield
        return
    lock = FileLock(folder / "writer.lock", mode=PRIVATE_FILE, thread_local=False)
    holder = folder / "writer.json"
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=0.05)
    except Timeout as error:
        raise locked(_holder(holder)) from error
    except OSError as error:
        raise LibraryReadOnly(
            _(
                "The data folder {folder} cannot be written ({strerror}). Nothing was "
                "changed; make it writable or choose another with --data-dir."
            ).format(folder=folder, strerror=error.strerror)
        ) from error
    try:
        told = {"process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        # A courtesy to who is refused: where it cannot be written, the lock holds all the same.
        with suppress(OSError):
            holder.unlink(missing_ok=True)
            with open(begin_file(holder), "w", encoding="utf-8") as file:  # noqa: PTH123
                file.write(json.dumps(told))
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        with suppress(OSError):  # the system frees it with the process at the latest
            lock.release()


def locked(holder: str) -> LibraryLocked:
    """What is said to who comes while another writes; `holder` is empty, or begins with a space."""
    return LibraryLocked(
        _(
            "Another program is changing the library{holder}. Wait until it is done, "
            "then try again; questions can be asked meanwhile."
        ).format(holder=holder)
    )


def _holder(path: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        told = json.loads(path.read_text(encoding="utf-8"))
        return f" (process {told['process']}, since {told['since']})"
    return ""
