"""A library of an earlier version brought to the format of this one, in one transaction.

Format 1 (0.1.0) knew a document's headings; format 2 (0.2.0) knows all its blocks; in format 3
every row has a seal; in format 4 documents are in collections and can be corrected, and the files
of a sync are known; in format 5 the keyword index holds what is corrected, and editors keep terms;
in format 6 words are counted, what each revision changed is kept, and the keyword index is sealed
in parts.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corpus.assembling import blocks_of_text
from corpus.document import Block
from corpus.errors import DocumentError
from corpus.loading import document_from_bytes
from corpus.told_text import blocks_as_told, told_text
from index.store import database, keywords, reindexing, rows
from index.store.seal import seal, seal_rows
from index.store.tables import changes, corrections, schema, word_counts
from index.store.tables.memberships import DEFAULT
from index.store.tables.sealed_rows import SEALED, insert, sha256

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
    connection.execute("PRAGMA foreign_keys = OFF")  # a table that others refer to is made anew
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            (made,) = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
            if int(made) == schema.FORMAT:
                return  # another process was first
            log.warning("%s is from an earlier version.", path)
            told = _add_blocks(connection, original_path) if int(made) == 1 else 0
            if int(made) < 3:
                _add_seals(connection)
            if int(made) < 4:
                _add_collections(connection)
            sound = int(made) < 3 or _keywords_sound(connection)
            if int(made) < 5:
                _add_terms(connection)
            _add_counts(connection, sound)
            _finish(connection)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    _make_private(path.parent)
    log.warning(
        "%s has format %d now%s.",
        path,
        schema.FORMAT,
        f"; the lists of {told} documents were told from their lines" if told else "",
    )


def _add_blocks(connection: sqlite3.Connection, original_path: Callable[[str, str], Path]) -> int:
    """From format 1 to 2; how many documents' blocks were told from their lines."""
    ids = [row["id"] for row in connection.execute("SELECT id FROM documents")]
    log.warning(
        "Its documents (%d) are read once more for their lists and tables. Passages, vectors and "
        "citations stay as they are.",
        len(ids),
    )
    for column in ("blocks", "blocks_sha256"):
        connection.execute(f"ALTER TABLE documents ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
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
            [packed, sha256(packed), document_id],
        )
    return told


def _add_seals(connection: sqlite3.Connection) -> None:
    """From format 2 to 3: every row is sealed as it stands, but for passages that fail the check
    of their headings that there was."""
    connection.create_function("seal_of", -1, lambda *values: seal(values), deterministic=True)
    connection.create_function("words_of", 1, _words_of, deterministic=True)
    head = ", ".join(SEALED["documents"])
    values = head.replace("characters", "length(text)")
    connection.execute(schema.DOCUMENTS.replace("TABLE documents", "TABLE sealed_documents"))
    connection.execute(
        f"INSERT INTO sealed_documents ({head}, seal, blocks, text) "
        f"SELECT {values}, seal_of({values}), blocks, text FROM documents"
    )
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE sealed_documents RENAME TO documents")
    connection.execute("CREATE INDEX documents_by_text ON documents (text_sha256)")
    for table, sound in (("names", "1"), ("chunks", "words_of(headings) = heading_words")):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
        seal_rows(connection, table, SEALED[table], sound=sound)
    # A reindex that was stopped begins anew.
    connection.execute(f"DROP TABLE IF EXISTS {reindexing.TABLE}")
    connection.execute("DELETE FROM meta WHERE key = 'reindexing'")


def _add_collections(connection: sqlite3.Connection) -> None:
    """From format 3 to 4: all documents are in the collection that new ones begin in."""
    for statement in schema.DESK:
        connection.execute(statement)
    ids = [row["id"] for row in connection.execute("SELECT id FROM documents ORDER BY rowid")]
    insert(connection, "memberships", [(DEFAULT, id_) for id_ in ids])
    log.warning("All its documents (%d) are in the collection “%s” now.", len(ids), DEFAULT)


def _add_terms(connection: sqlite3.Connection) -> None:
    """From format 4 to 5: what people corrected is found by its words."""
    for statement in (schema.TERMS, schema.REWORDED):
        connection.execute(statement)
    corrected = connection.execute("SELECT DISTINCT document_id FROM corrections ORDER BY 1")
    corrections.reword(connection, [row["document_id"] for row in corrected.fetchall()])


def _add_counts(connection: sqlite3.Connection, sound: bool) -> None:
    """From format 5 to 6: words are counted, once, and the keyword index is sealed in parts; made
    anew where it was not `sound`, since a new seal would make damage good."""
    for statement in schema.COUNTS:
        connection.execute(statement)
    word_counts.count_all(connection)
    (keywords.seal if sound else keywords.rebuild)(connection)
    connection.execute("DELETE FROM meta WHERE key = 'keywords_seal'")
    (revision,) = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    changes.keep(connection, int(revision), (), ())
    log.warning("The words of its passages (%d) are counted now.", _passages(connection))


def _passages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])


def _keywords_sound(connection: sqlite3.Connection) -> bool:
    """Whether the keyword index is the one that formats 3 to 5 sealed, all of it at once."""
    told = connection.execute("SELECT value FROM meta WHERE key = 'keywords_seal'").fetchone()
    if told is None:
        return True
    digest = hashlib.sha256()
    try:
        for query in (
            "SELECT id, block FROM keywords_data ORDER BY id",
            "SELECT segid || ' ' || pgno, term FROM keywords_idx ORDER BY segid, term",
            "SELECT id, sz FROM keywords_docsize ORDER BY id",
        ):
            for key, data in connection.execute(query):
                digest.update(f"{key} {len(data)} ".encode())
                digest.update(data if isinstance(data, bytes) else str(data).encode())
    except (sqlite3.DatabaseError, TypeError):
        return False
    return bool(told[0] == digest.hexdigest())


def _words_of(headings: str) -> str | None:
    try:
        return "\n".join(json.loads(headings))
    except (ValueError, TypeError):
        return None


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", [str(schema.FORMAT)])


def _make_private(folder: Path) -> None:
    """Shut a data folder for others, which earlier versions left as the system makes one."""
    with suppress(OSError):
        folder.chmod(database.PRIVATE_FOLDER)
        for path in folder.rglob("*"):
            path.chmod(database.PRIVATE_FOLDER if path.is_dir() else database.PRIVATE_FILE)


def _read_again(row: sqlite3.Row, original: Path) -> tuple[Block, ...] | None:
    """The blocks of a document's original; None where it is gone or its text is another now."""
    try:
        document = document_from_bytes(original.read_bytes(), row["source"], suffix=row["suffix"])
    except (OSError, DocumentError):
        return None
    if document.text == row["text"]:
        return document.blocks
    # Rows said the names of their columns then, as models are told them today.
    told = told_text(document)
    return blocks_as_told(document, told) if told.text == row["text"] else None
