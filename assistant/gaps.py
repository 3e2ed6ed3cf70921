"""The gap list: questions the documents did not answer, for those who look after the documents.

It lies in an SQLite file of its own, so that asking never waits for the library's writer.
Keeping a gap is a courtesy: whatever goes wrong with it, the answer is given all the same,
and `GapList.problem` says what it was.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from corpus.checked_json import parsed
from corpus.errors import LibraryDamaged, LibraryError, LibraryLocked
from corpus.language.words import normalised
from corpus.wording import _
from index.store import database
from index.store.seal import BROKEN, seal, seal_rows, sealed

FILE_NAME = "gaps.db"
FORMAT = 2
PURPOSE = database.Purpose("gap list", "the next question sets it aside and begins another")
LIMIT = 5_000  # gaps that are kept
PATIENCE = 1.0  # seconds to wait for another program that writes; an answer may be waiting
CLOSING_PATIENCE = 5.0
WAITING = 1_000  # gaps that wait in memory for another program to finish

SCHEMA = """
CREATE TABLE gaps (
    key TEXT PRIMARY KEY,             -- the question as `normalised` gives it
    question TEXT NOT NULL,           -- as last asked
    reason TEXT NOT NULL,
    times INTEGER NOT NULL,
    first_asked TEXT NOT NULL, last_asked TEXT NOT NULL,  -- UTC
    confidence REAL NOT NULL,
    source TEXT, headings TEXT NOT NULL,  -- of the nearest passage; headings are a JSON list
    revision INTEGER NOT NULL,        -- of the library when it last had no answer
    seal TEXT NOT NULL                -- of all of them
)
"""
_COLUMNS = (
    "key", "question", "reason", "times", "first_asked", "last_asked", "confidence", "source",
    "headings", "revision",
)  # fmt: skip


# A gap to be written, in the order of the columns, as asked once.
_Row = tuple[str, str, str, int, str, str, float, str | None, str, int]


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """Where the passage nearest to a question stands, which did not answer it."""

    source: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer, asked `times` times in whatever case and punctuation.

    `question` is the self-contained wording as last asked, `reason` what the answer said.
    Times are UTC, ISO 8601. `confidence` is 0..1; `revision` that of the library when it
    last had no answer, so a higher one now means that the documents have changed since.
    """

    question: str
    reason: str
    times: int
    first_asked: str
    last_asked: str
    confidence: float
    nearest: NearestPassage | None
    revision: int


class GapList:
    """The gaps of a data folder. Safe to use from many threads and processes.

    With `keep` False nothing is added, but what was kept before can be listed and cleared.
    """

    def __init__(self, folder: Path, keep: bool = True) -> None:
        self.path = folder / FILE_NAME
        self.keep = keep
        self._failure: str | None = None  # of the last attempt to write, where it failed
        self._waiting: deque[_Row] = deque(maxlen=WAITING)
        self._lock = threading.Lock()  # of the threads here; processes wait for the file's

    # While answering: these raise nothing.

    def record(self, answer: Answer, revision: int) -> None:
        """Count a question that had no answer at this revision of the library."""
        row = _row(answer, revision)
        if not self.keep or not row[0]:
            return  # without a word in it, no document could answer it
        with self._noting_failure(), self._lock:
            self._waiting.append(row)
            self._write_waiting(self._patience())

    def resolve(self, question: str) -> None:
        """Take a question from the list, since it has an answer now."""
        key = normalised(question)
        with self._noting_failure(), self._lock:
            if self._waiting:
                left = [row for row in self._waiting if row[0] != key]
                self._waiting = deque(left, maxlen=WAITING)
            if not self.path.exists():
                return
            with self._reading(self._patience()) as connection:
                wanted = "SELECT 1 FROM gaps WHERE key = ?"
                if not (
                    _is_made(connection, self.path) and connection.execute(wanted, [key]).fetchone()
                ):
                    return
            with self._writing(False, self._patience()) as connection:
                connection.execute("DELETE FROM gaps WHERE key = ?", [key])

    def close(self) -> None:
        """Write what had to wait for another program."""
        with self._noting_failure(), self._lock:
            self._write_waiting(CLOSING_PATIENCE)

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except (LibraryError, OSError) as error:
            self._failure = str(error)

    def _patience(self) -> float:
        # Where the last attempt failed, the next one is not worth waiting for again.
        return 0.0 if self._failure else PATIENCE

    def _write_waiting(self, patience: float) -> None:
        """Write the waiting rows; they go on waiting only for another program to finish."""
        if not self._waiting:
            return
        try:
            try:
                self._write(patience)
            except LibraryDamaged:  # and now set aside: there is room for a new list
                self._write(patience)
        except LibraryLocked:
            raise
        except LibraryError:
            self._waiting.clear()
            raise
        self._waiting.clear()

    def _write(self, patience: float) -> None:
        with self._writing(True, patience) as connection:
            for row in self._waiting:
                _put(connection, row)

    # For the owner of the documents

    def gaps(self) -> list[Gap]:
        """All gaps, those asked most first, then the newest.

        Raises LibraryDamaged, after the file was set aside, or another LibraryError.
        """
        with self._noting_failure(), self._lock:
            self._write_waiting(PATIENCE)
        if not self.path.exists():
            return []
        with self._reading() as connection:
            _check(connection, self.path)
            return _all(connection, self.path) if _is_made(connection, self.path) else []

    def clear(self) -> list[Gap]:
        """Empty the list; gives what was in it. Raises LibraryError as `gaps` does."""
        if not self.path.exists() and not self._waiting:
            return []
        with self._lock, self._writing(True) as connection:
            for row in self._waiting:
                _put(connection, row)
            self._waiting.clear()
            gaps = _all(connection, self.path)
            connection.execute("DELETE FROM gaps")
            return gaps

    def problem(self) -> str | None:
        """Why gaps are not kept as they should be, in a sentence; None when all is well.

        Changes nothing: a file that is found damaged here is set aside by the next question.
        """
        if self._failure is not None:
            return self._failure
        try:
            if self.keep and not os.access(self.path.parent, os.W_OK):
                return f"No gap can be kept: the folder {self.path.parent} cannot be written."
            if self.path.exists():
                with self._reading(set_aside=False) as connection:
                    _check(connection, self.path)
                    if _is_made(connection, self.path):
                        _all(connection, self.path)
                if self.keep:
                    with self._connected(set_aside=False) as connection:
                        _begin(connection, PATIENCE)
                        # Only a change shows whether one can be made; this is rolled back.
                        connection.execute(f"PRAGMA user_version = {FORMAT}")
                        connection.execute("ROLLBACK")
        except LibraryError as error:
            return str(error)
        aside = [path.name for path in self._set_aside_files()]
        if aside:
            return (
                f"An earlier gap list was damaged and set aside in {self.path.parent} as "
                f"{', '.join(aside)}; restore it, or delete it when it is not needed."
            )
        return None

    # The file

    @contextmanager
    def _reading(
        self, patience: float = PATIENCE, set_aside: bool = True
    ) -> Iterator[sqlite3.Connection]:
        with self._connected(False, patience, set_aside) as connection:
            connection.execute("BEGIN")  # one state of the file, whoever writes meanwhile
            yield connection

    @contextmanager
    def _writing(self, create: bool, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
        """One transaction on a list that is made where there is none."""
        with self._connected(create, patience) as connection:
            _begin(connection, patience)
            if not _is_made(connection, self.path):
                connection.execute(SCHEMA)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            elif _format(connection) == 1:
                connection.execute("ALTER TABLE gaps ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
                seal_rows(connection, "gaps", _COLUMNS)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            yield connection
            connection.execute("COMMIT")
        self._failure = None

    @contextmanager
    def _connected(
        self, create: bool = False, patience: float = PATIENCE, set_aside: bool = True
    ) -> Iterator[sqlite3.Connection]:
        """A connection for one piece of work; what is not committed is rolled back.

        Opened anew each time, which takes a fraction of a millisecond, so that no thread
        goes on with a file that another process has set aside.
        """
        seen = _identity(self.path)
        try:
            with (
                database.told_plainly(self.path, PURPOSE),
                closing(database.connect(self.path, patience, create)) as connection,
            ):
                yield connection
        except LibraryDamaged as error:
            if not set_aside:
                raise
            told = f"The gap list {self.path} is damaged ({error.cause})"
            try:
                name = self._set_aside(seen)
            except OSError as failure:
                cause = failure.strerror or failure
                raise LibraryError(
                    _("{told} and cannot be set aside ({cause}).").format(told=told, cause=cause)
                ) from error
            raise LibraryDamaged(
                _("{told}. It was set aside as {name}, and a new one begins.").format(
                    told=told, name=name
                )
            ) from (error)

    def _set_aside(self, seen: tuple[int, int] | None) -> str:
        """Rename the file that was found damaged; gives its new name."""
        with database.file_lock(self.path, PATIENCE):
            aside = self._set_aside_files()
            if _identity(self.path) != seen:  # another process was first: this one is new
                return aside[-1].name if aside else "another file"
            numbers = (int(path.name.rsplit("-")[-1]) for path in aside)
            target = self.path.with_name(f"{FILE_NAME}.damaged-{max(numbers, default=0) + 1}")
            # The journal first: left behind, it would be rolled back into the new list.
            journal = self.path.with_name(f"{FILE_NAME}-journal")
            with suppress(FileNotFoundError):
                journal.rename(target.with_name(f"{target.name}-journal"))
            self.path.rename(target)
            return target.name

    def _set_aside_files(self) -> list[Path]:
        found = self.path.parent.glob(f"{FILE_NAME}.damaged-*")
        numbered = [path for path in found if path.name.rsplit("-")[-1].isdecimal()]
        return sorted(numbered, key=lambda path: int(path.name.rsplit("-")[-1]))


def _row(answer: Answer, revision: int) -> _Row:
    nearest = answer.passages[0] if answer.passages else None
    now = database.now()
    return (
        normalised(answer.question),
        database.storable(answer.question),
        database.storable(answer.text),
        1,
        now,
        now,
        round(float(answer.confidence), 4),
        database.storable(nearest.source) if nearest else None,
        json.dumps(nearest.chunk.headings if nearest else ()),
        revision,
    )


def _put(connection: sqlite3.Connection, row: _Row) -> None:
    known = connection.execute("SELECT * FROM gaps WHERE key = ?", [row[0]]).fetchone()
    times, first = row[3:5]
    if known is not None and sealed(known, _COLUMNS):  # one that is damaged begins anew
        times, first = known["times"] + 1, known["first_asked"]
    told = (*row[:3], times, first, *row[5:])
    connection.execute(
        f"INSERT OR REPLACE INTO gaps ({', '.join(_COLUMNS)}, seal) "
        f"VALUES ({','.join('?' * (len(told) + 1))})",
        [*told, seal(told)],
    )
    # Not the one just asked: else a full list would never take in another.
    connection.execute(
        "DELETE FROM gaps WHERE key IN (SELECT key FROM gaps WHERE key <> ? "
        "ORDER BY times, last_asked LIMIT max(0, (SELECT count(*) FROM gaps) - ?))",
        [row[0], LIMIT],
    )


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this is, whatever it is called."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _begin(connection: sqlite3.Connection, patience: float) -> None:
    """Begin to write. Of several writers each gets its turn, since each waits a random time:
    SQLite's own waiting grows and can starve one of them.
    """
    until = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.001, 0.010))
    # A commit waits for readers, who are soon done.
    connection.execute(f"PRAGMA busy_timeout = {1000 * PATIENCE:.0f}")


def _is_made(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the list has its table; within a transaction, for another may be making it."""
    version = _format(connection)
    database.check_format(path, version, FORMAT)
    if version < 1 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise database.damaged(path, "it is no gap list", PURPOSE)
    return version >= 1


def _format(connection: sqlite3.Connection) -> int:
    """That of the list: 0 where it has none, 1 before there were seals."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise database.damaged(path, " ".join(str(found).split()), PURPOSE)


def _all(connection: sqlite3.Connection, path: Path) -> list[Gap]:
    rows = connection.execute("SELECT * FROM gaps ORDER BY times DESC, last_asked DESC, key")
    has_seals = _format(connection) > 1
    with database.values_told_plainly(path, PURPOSE):
        return [_gap(row, has_seals) for row in rows]


def _gap(row: sqlite3.Row, has_seal: bool) -> Gap:
    source = row["source"]
    nearest = source and NearestPassage(str(source), parsed(tuple[str, ...], row["headings"]))
    gap = Gap(
        question=str(row["question"]),
        reason=str(row["reason"]),
        times=int(row["times"]),
        first_asked=str(row["first_asked"]),
        last_asked=str(row["last_asked"]),
        confidence=float(row["confidence"]),
        nearest=nearest or None,
        revision=int(row["revision"]),
    )
    if has_seal and not sealed(row, _COLUMNS):
        raise ValueError(BROKEN)
    return gap
