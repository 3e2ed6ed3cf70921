"""A library of an earlier version brought to the format of this one, in one transaction.

Format 1 (0.1.0) knew a document's headings; format 2 knows all its blocks.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

from corpus.blocks import blocks_of_text
from corpus.document import Block
from corpus.errors import DocumentError
from corpus.loading import document_from_bytes
from index.store import database, rows

log = logging.getLogger(__name__)


def migrate(
    connection: sqlite3.Connection, path: Path, original_path: Callable[[str, str], Path]
) -> None:
    """Bring the library at `path` to today's format; call it under the writer lock.

    Texts, passages, vectors, ids and the revision stay as they are. A document's blocks are
    read from its kept original (`original_path` of its sha256 and suffix), or told from its
    lines where that is gone or gives another text today. Killed, or failed, at any point it
    leaves the library as it was.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        (made,) = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if int(made) == database.FORMAT:
            return  # another process was first
        ids = [row["id"] for row in connection.execute("SELECT id FROM documents")]
        log.warning(
            "%s is from an earlier version: its documents (%d) are read once more for their lists "
            "and tables. Passages, vectors and citations stay as they are.",
            path,
            len(ids),
        )
        for column in ("blocks", "blocks_sha256"):
            connection.execute(
                f"ALTER TABLE documents ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
            )
        told = 0
        for document_id in ids:
            row = connection.execute(
                "SELECT sha256, suffix, source, text, headings FROM documents WHERE id = ?",
                [document_id],
            ).fetchone()
            blocks = _read_again(row, original_path(row["sha256"], row["suffix"]))
            if blocks is None:
                told += 1
                levels = {start: level for start, level, _ in json.loads(row["headings"])}
                blocks = blocks_of_text(row["text"], levels)
            packed = rows.packed(blocks)
            connection.execute(
                "UPDATE documents SET blocks = ?, blocks_sha256 = ? WHERE id = ?",
                [packed, rows.sha256(packed), document_id],
            )
        _finish(connection)
    log.warning(
        "%s has format %d now%s.",
        path,
        database.FORMAT,
        f"; the lists of {told} documents were told from their lines" if told else "",
    )


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents DROP COLUMN headings")
    connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", [str(database.FORMAT)])


def _read_again(row: sqlite3.Row, original: Path) -> tuple[Block, ...] | None:
    """The blocks of a document's original; None where it is gone or its text is another now."""
    try:
        document = document_from_bytes(original.read_bytes(), row["source"], suffix=row["suffix"])
    except (OSError, DocumentError):
        return None
    return document.blocks if document.text == row["text"] else None
