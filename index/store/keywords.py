"""The keyword index's seal: FTS5, like SQLite, gives a flipped bit back as if it were right.

A word that is lost there lets another passage answer. The seal is over the tables of the index,
which are read whole for it: so a run that adds breaks it first and seals the index when it ends.
An index without its seal, or other than that says, is made anew from the passages.
"""

from __future__ import annotations

import hashlib
import sqlite3

KEY = "keywords_seal"
_TABLES = (
    "SELECT id, block FROM keywords_data ORDER BY id",
    "SELECT segid || ' ' || pgno, term FROM keywords_idx ORDER BY segid, term",
    "SELECT id, sz FROM keywords_docsize ORDER BY id",
)


def seal(connection: sqlite3.Connection) -> None:
    """Seal the index as it stands, at the end of a transaction."""
    connection.execute("SAVEPOINT keywords")  # which lets FTS5 write what it holds back
    connection.execute("RELEASE keywords")
    _tell(connection, _digest(connection))


def break_seal(connection: sqlite3.Connection) -> None:
    """Say that the index is being changed, in the transaction that begins it."""
    _tell(connection, "")


def _tell(connection: sqlite3.Connection, told: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [KEY, told])


def intact(connection: sqlite3.Connection) -> bool | None:
    """Whether the index is the one that was sealed; None where its seal is broken."""
    told = connection.execute("SELECT value FROM meta WHERE key = ?", [KEY]).fetchone()
    if told is None:  # nothing was ever added
        return True
    try:
        return None if told[0] == "" else bool(told[0] == _digest(connection))
    except (sqlite3.DatabaseError, TypeError):
        return False


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the passages."""
    connection.execute("INSERT INTO keywords (keywords) VALUES ('rebuild')")


def _digest(connection: sqlite3.Connection) -> str:
    digest = hashlib.sha256()
    for query in _TABLES:
        for key, data in connection.execute(query):
            digest.update(f"{key} {len(data)} ".encode())
            digest.update(data if isinstance(data, bytes) else str(data).encode())
    return digest.hexdigest()
