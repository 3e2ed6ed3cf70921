"""The seal of the keyword index: SQLite hands a damaged index out as if it were right.

A word that is lost there lets another passage answer. The tables of the index are sealed in parts:
each segment of FTS5, and the lengths of some thousand passages. The seal of a part is the sum of
the digests of its rows, so that a transaction which adds, merges or removes rows keeps it up by
these alone (see tallies.py), makes no damage good, and leaves a whole index behind wherever it is
killed. A part is read for its check once, then when its seal is another; beside those, of the
others as much as READ_AGAIN, so that damage that comes later is found. An index other than its
seals say is made anew from the passages.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256

PARTS = 1 << 128  # digests are added up to this
LENGTHS = 1 << 20  # the parts from here on are of the lengths of passages
READ_AGAIN = 8_000_000  # bytes
CHEAP = 10_000  # passages of an index that is merged at each removal
OVERDUE = 29  # days: less than what was removed can be had back for
WAITING, SINCE = "deleted passages", "deleted since day"  # in the totals
TABLES = {  # columns that tell a row, and the one that it holds
    "keywords_data": ("id", "block"),
    "keywords_idx": ("term", "pgno"),
    "keywords_docsize": ("id", "sz"),
}
_SEGMENT, _PASSAGES = 37, 12  # bits of an id within a part


def part_of(table: str, key: int) -> int:
    """The part that a row belongs to: by its id, or that of its segment in `keywords_idx`."""
    if table == "keywords_docsize":
        return LENGTHS + (key >> _PASSAGES)
    return key if table == "keywords_idx" else key >> _SEGMENT


def digest(table: str, *values: object) -> int:
    """The digest of a row, of what tells it and what it holds."""
    told = sha256(table.encode())
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        told.update(b"%d " % len(data) + data)
    return int.from_bytes(told.digest()[:16], "big")


def add(connection: sqlite3.Connection, changed: Mapping[int, int]) -> None:
    """Add the digests of rows, by their parts, to what is sealed."""
    if changed:
        sealed = _sealed(connection)
        told = {part: (sealed.get(part, 0) + by) % PARTS for part, by in changed.items()}
        _tell(connection, told)


def seal(connection: sqlite3.Connection) -> None:
    """Seal the index as it stands, in a transaction."""
    flush(connection)
    connection.execute("DELETE FROM keyword_seals")
    _tell(connection, {part: told for part, (told, _) in _read(connection).items()})


def flush(connection: sqlite3.Connection) -> None:
    """Let FTS5 write what it holds back of a transaction."""
    connection.execute("SAVEPOINT keywords")
    connection.execute("RELEASE keywords")


def forget(connection: sqlite3.Connection, passages: int, total: int, at_once: bool) -> None:
    """Let FTS5 drop the words of rows that were deleted in this transaction, which it keeps until
    it merges its segments: at once where that is asked for or cheap; else when a tenth of the
    `total` passages were deleted, or the first of them OVERDUE days ago."""
    known = dict(connection.execute("SELECT name, value FROM totals").fetchall())
    waiting, today = known.get(WAITING, 0) + passages, int(time.time() // 86_400)
    overdue = today - known.get(SINCE, today) >= OVERDUE
    if waiting and (at_once or total <= CHEAP or waiting * 10 > total or overdue):
        connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
        connection.execute("DELETE FROM totals WHERE name IN (?, ?)", [WAITING, SINCE])
    elif waiting:
        connection.execute("INSERT OR REPLACE INTO totals VALUES (?, ?)", [WAITING, waiting])
        connection.execute("INSERT OR IGNORE INTO totals VALUES (?, ?)", [SINCE, today])


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the passages, and seal it."""
    connection.execute("INSERT INTO keywords (keywords) VALUES ('rebuild')")
    seal(connection)


def intact(connection: sqlite3.Connection) -> bool:
    """Whether the index is the one that was sealed: all of it is read."""
    return KeywordCheck().passes(connection)


class KeywordCheck:
    """What has passed its check in this process."""

    def __init__(self) -> None:
        self._passed: dict[int, tuple[int, int]] = {}  # seals and sizes, the last read at the end

    def passes(self, connection: sqlite3.Connection) -> bool:
        """Whether the index is the one that was sealed, as far as it is read."""
        reading = not connection.in_transaction
        if reading:
            connection.execute("BEGIN")  # one state of it
        try:
            return self._passes(connection)
        except (sqlite3.DatabaseError, TypeError, ValueError):
            return False
        finally:
            if reading:
                connection.rollback()

    def _passes(self, connection: sqlite3.Connection) -> bool:
        sealed = _sealed(connection)
        self._passed = {
            part: known for part, known in self._passed.items() if sealed.get(part) == known[0]
        }
        parts = None
        if self._passed:
            parts, left = sealed.keys() - self._passed.keys(), READ_AGAIN
            for part, (_, size) in self._passed.items():
                if size > left:
                    break
                parts.add(part)
                left -= size
        found = _read(connection, parts)
        whole = parts is None and found.keys() <= sealed.keys()
        for part in sealed if parts is None else parts:
            told = found.get(part, (0, 0))
            self._passed.pop(part, None)
            if told[0] != sealed[part]:
                return False
            self._passed[part] = told
        return whole or parts is not None


def _sealed(connection: sqlite3.Connection) -> dict[int, int]:
    rows = connection.execute("SELECT part, seal FROM keyword_seals ORDER BY part")
    return {part: int(told, 16) for part, told in rows}


def _tell(connection: sqlite3.Connection, seals: Mapping[int, int]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO keyword_seals VALUES (?, ?)",
        [(part, f"{told:032x}") for part, told in seals.items()],
    )
    connection.execute(f"DELETE FROM keyword_seals WHERE seal = '{0:032x}'")


def _read(
    connection: sqlite3.Connection, parts: Iterable[int] | None = None
) -> dict[int, tuple[int, int]]:
    """(sum of the digests, bytes) of each part, or of some."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for table, (key, held) in TABLES.items():
        by = "segid" if table == "keywords_idx" else "id"
        query = f"SELECT {by}, {key}, {held} FROM {table}"
        if parts is None:
            spans = [connection.execute(query)]
        else:
            own = [part for part in parts if (part >= LENGTHS) == (table == "keywords_docsize")]
            spans = [
                connection.execute(f"{query} WHERE {by} BETWEEN ? AND ?", _span(table, part))
                for part in own
            ]
        for rows in spans:
            for number, *values in rows:
                sums = found[part_of(table, number)]
                sums[0] += digest(table, *values)
                sums[1] += len(values[1]) if isinstance(values[1], bytes) else 16
    return {part: (total % PARTS, size) for part, (total, size) in found.items()}


def _span(table: str, part: int) -> tuple[int, int]:
    if table == "keywords_idx":
        return part, part
    bits = _SEGMENT if table == "keywords_data" else _PASSAGES
    first = (part - LENGTHS if table == "keywords_docsize" else part) << bits
    return first, first + (1 << bits) - 1
