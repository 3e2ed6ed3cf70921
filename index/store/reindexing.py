"""The table in which a library's passages are made again for another embedder, until the switch."""

from __future__ import annotations

import sqlite3

TABLE = "chunks_next"
_COLUMNS = (
    "document_id, start, end, page, headings, heading_words, text, text_sha256, "
    "embedded_sha256, embedding, embedding_sha256, seal"
)


def begin(connection: sqlite3.Connection, embedder: str, dimension: int) -> list[str]:
    """Make the table, or keep that of an earlier run for the same embedder; what is left to do.

    Returns the ids of the current documents that it has no passages of. Passages of documents
    that were removed meanwhile are dropped.
    """
    wanted = f"{embedder} {dimension}"
    told = connection.execute("SELECT value FROM meta WHERE key = 'reindexing'").fetchone()
    if told is None or told[0] != wanted:
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        connection.execute(
            f"CREATE TABLE {TABLE} (document_id TEXT, start INTEGER, end INTEGER, page INTEGER, "
            "headings TEXT, heading_words TEXT, text TEXT, text_sha256 TEXT, "
            "embedded_sha256 TEXT, embedding BLOB, embedding_sha256 TEXT, seal TEXT)"
        )
        connection.execute(f"CREATE INDEX {TABLE}_by_document ON {TABLE} (document_id)")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('reindexing', ?)", [wanted])
    current = "SELECT DISTINCT document_id FROM chunks"
    connection.execute(f"DELETE FROM {TABLE} WHERE document_id NOT IN ({current})")
    found = connection.execute(
        f"{current} WHERE document_id NOT IN (SELECT document_id FROM {TABLE}) ORDER BY document_id"
    )
    return [str(row[0]) for row in found]


def switch(connection: sqlite3.Connection, embedder: str, dimension: int) -> None:
    """Put the new passages in the place of the old ones and name the embedder they are of."""
    connection.execute("DELETE FROM chunks")
    connection.execute(
        f"INSERT INTO chunks ({_COLUMNS}) SELECT {_COLUMNS} FROM {TABLE} ORDER BY rowid"
    )
    connection.execute(f"DROP TABLE {TABLE}")
    connection.execute("DELETE FROM meta WHERE key = 'reindexing'")
    for key, value in (("embedder", embedder), ("dimension", str(dimension))):
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", [value, key])
    connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
