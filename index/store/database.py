"""SQLite files: opening with checks, and errors in the user's words.

Other files of the data folder that people's work lies in are opened by the same functions, each
with its `Purpose`.

The rollback journal is used, not WAL: SQLite before 3.51.3 (3.50.7, 3.44.6) can lose a
committed WAL transaction when a write and a checkpoint overlap on two connections.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from corpus.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryReadOnly,
    LibraryUnwritten,
)
from corpus.wording import _

if TYPE_CHECKING:
    from filelock import FileLock

FILE_NAME = "library.sqlite"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
SHARED_FILE = 0o666  # as far as the user's umask allows
UNFINISHED = ".new"  # ends the name of a file until it is whole
_BEGINNING = Lock()  # no thread connects to a file that another has made and not closed yet


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is to its user (`a ...`), and what helps where it is damaged."""

    name: str
    rescue: str


LIBRARY = Purpose(
    "library",
    "restore it from a backup, or choose a new folder with --data-dir and ingest the documents "
    "again",
)


def create(
    path: Path,
    meta: Mapping[str, str],
    schema: str,
    finish: Callable[[sqlite3.Connection], object] | None = None,
) -> None:
    """Make a file without content at `path`, whole or not at all; `schema` has a table `meta`, and
    `finish` does what else there is to do.

    Call it under a lock that only one process can hold.
    """
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    try:
        os.close(begin_file(temporary))
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.executescript(schema)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            if finish is not None:
                finish(connection)
            connection.commit()
        publish(temporary, path)
    except (OSError, sqlite3.Error):
        for left in (temporary, temporary.with_name(f"{temporary.name}-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes, mode: int = PRIVATE_FILE) -> None:
    """Write a file whole or not at all; where it fails, nothing is left of it.

    `mode` are its permissions, which the user's umask takes from: those of a file of the data
    folder where nothing else is said, `SHARED_FILE` for one that is given out.
    """
    temporary = path.with_name(path.name + UNFINISHED)
    try:
        temporary.unlink(missing_ok=True)
        descriptor = begin_file(temporary, mode)
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor has no path)
            file.write(data)
        publish(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def begin_file(path: Path, mode: int = PRIVATE_FILE) -> int:
    """Make an empty file, for its owner alone where nothing else is said; its descriptor.

    Raises FileExistsError: a file of SQLite that is in use must not be opened beside it, for
    closing it would let go of the locks of the whole process.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it that are missing, for its owner alone."""
    if not folder.parent.exists():
        make_folder(folder.parent)
    folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def file_lock(path: Path, wait_seconds: float) -> FileLock:
    """A lock beside a file, for as long as it is made or set aside."""
    from filelock import FileLock  # seldom needed

    return FileLock(f"{path}.lock", wait_seconds, PRIVATE_FILE, thread_local=False)


def sweep_unfinished(folder: Path, age_seconds: float = 60) -> None:
    """Delete what `write_whole` left in a folder when it was killed, and no one still writes."""
    for path in folder.glob(f"*{UNFINISHED}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= age_seconds:
                path.unlink(missing_ok=True)


def publish(temporary: Path, path: Path) -> None:
    """Rename a finished file into place so that it survives a power cut."""
    descriptor = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be opened, and renames are journalled
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Connection(sqlite3.Connection):
    """Can be referred to weakly, so that a thread's connection closes when the thread ends."""


def connect(path: Path, wait_seconds: float = 30, create: bool = False) -> Connection:
    """A connection to a file, which is made only with `create`. It waits for another's
    transaction.
    """
    with _BEGINNING, suppress(FileExistsError):
        if create:
            os.close(begin_file(path))
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=wait_seconds,
        check_same_thread=False,
        factory=Connection,
    )
    connection.row_factory = sqlite3.Row
    # A damaged text becomes another text, which fails its check, and not an error for all rows.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    connection.executescript(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;"
        "PRAGMA secure_delete = ON;"
    )
    return connection


def storable(text: str) -> str:
    """Without half characters, which a file name may have and SQLite refuses."""
    return text.encode("utf-8", "replace").decode()


def now() -> str:
    """The time in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def check_whole(connection: sqlite3.Connection, path: Path, purpose: Purpose = LIBRARY) -> None:
    """Refuse a file that is empty or cut short.

    Asked of SQLite, since a file that is opened and closed beside it takes the locks of all
    connections of this process along.
    """
    (pages,), (size,) = (
        connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
    )
    if not pages:
        raise damaged(path, _foreign(purpose), purpose)
    if path.stat().st_size < pages * size:
        raise damaged(path, "its end is missing", purpose)


def check_format(path: Path, made: str | int, newest: int) -> None:
    """Refuse a file of a newer format than this program reads; `made` is the file's own."""
    if int(made) > newest:
        raise LibraryMismatch(
            _(
                "{path} has format {made}, made by a newer version of this program, "
                "which reads up to {newest}. Update the program; nothing was changed."
            ).format(path=path, made=made, newest=newest)
        )


@contextmanager
def told_plainly(path: Path, purpose: Purpose = LIBRARY) -> Iterator[None]:
    """Turn the errors of SQLite and of the disk into ours: the file, the cause, what to do."""
    with disk_told_plainly(path):
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _translated(path, error, purpose) from error
        except UnicodeDecodeError as error:  # of SQLite's message, where it quotes damaged bytes
            raise damaged(path, "it is not text where it should be", purpose) from error


@contextmanager
def values_told_plainly(path: Path, purpose: Purpose = LIBRARY) -> Iterator[None]:
    """The same while stored values are read: those of the wrong kind are damage."""
    with told_plainly(path, purpose):
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise damaged(path, f"a stored value cannot be read: {error}", purpose) from error


@contextmanager
def disk_told_plainly(path: Path) -> Iterator[None]:
    """Turn errors of the disk into ours; `path` is a file of the data folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise _read_only(path) from error
        named = error.filename2 or error.filename or path.parent
        raise _unwritten(named, error.strerror or str(error)) from error


def _translated(path: Path, error: sqlite3.DatabaseError, purpose: Purpose) -> LibraryError:
    words = str(error)
    if "readonly" in words or "unable to open" in words:
        return _read_only(path, purpose)
    if "locked" in words or "busy" in words:
        return LibraryLocked(
            _("{path} is in use by another program; try again when it is done.").format(path=path)
        )
    if "full" in words or "disk I/O" in words:
        return _unwritten(path, "the disk is full or failing")
    if "not a database" in words:
        words = _foreign(purpose)
    return damaged(path, words, purpose)


def _foreign(purpose: Purpose) -> str:
    return f"it is empty, cut short or not a {purpose.name}"


def _read_only(path: Path, purpose: Purpose = LIBRARY) -> LibraryReadOnly:
    file = "" if purpose is LIBRARY else f" with its {path.name}"
    return LibraryReadOnly(
        _(
            "The data folder {parent}{file} cannot be written. Nothing was changed; "
            "make it writable or choose another with --data-dir."
        ).format(parent=path.parent, file=file)
    )


def _unwritten(path: object, cause: str) -> LibraryUnwritten:
    return LibraryUnwritten(
        _(
            "{path} could not be written ({cause}). What was stored before is safe; "
            "free some space and run the command again."
        ).format(path=path, cause=cause)
    )


def damaged(path: Path, cause: str, purpose: Purpose = LIBRARY) -> LibraryDamaged:
    """The error for a file that fails its checks."""
    said = f"The {purpose.name} {path} is damaged ({cause})."
    return LibraryDamaged(
        _("{said} It was left as it is; {rescue}.").format(said=said, rescue=purpose.rescue), cause
    )
