"""The keyword index's seal: FTS5, like SQLite, gives a flipped bit back as if it were right.

A word that is lost there lets another passage answer. The seal is over the tables of the index,
made with every change of it; damaged, it is made anew from the passages by the next ingest.
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


def renew(connection: sqlite3.Connection) -> None:
    """Seal the index as it stands, at the end of a transaction."""
    connection.execute("SAVEPOINT keywords")  # which lets FTS5 write what it holds back
    connection.execute("RELEASE keywords")
    told = [KEY, _digest(connection)]
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", told)


def intact(connection: sqlite3.Connection) -> bool:
    """Whether the index is the one that was sealed."""
    told = connection.execute("SELECT value FROM meta WHERE key = ?", [KEY]).fetchone()
    try:
        return told is None or bool(told[0] == _digest(connection))
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
