"""Rows of the library as nouns, and nouns as rows; each text and vector with its check."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from corpus.document import Block, BlockKind, Chunk, Document
from index.models.embedder import Vector
from index.passage import Passage
from index.store.records import DocumentRecord

PASSAGE = """
    SELECT chunks.id, chunks.document_id, chunks.start, chunks.end, chunks.page, chunks.headings,
           chunks.heading_words, chunks.text, chunks.text_sha256,
           (SELECT source FROM names WHERE document_id = documents.id ORDER BY id LIMIT 1) AS name,
           documents.source, documents.title, documents.date, documents.publisher
    FROM chunks JOIN documents ON documents.id = chunks.document_id
"""


RECORD = """
    SELECT documents.*, json_array_length(page_starts) AS pages, length(text) AS characters,
           (SELECT count(*) FROM chunks WHERE document_id = documents.id) AS chunks,
           (SELECT json_group_array(source) FROM
             (SELECT source FROM names WHERE document_id = documents.id ORDER BY id)) AS names
    FROM documents
"""


@dataclass(frozen=True, slots=True)
class FileName:
    """A file as the user knows it, and the document it holds now."""

    id: int
    source: str
    location: str | None
    document_id: str


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to be stored.

    `embedded_sha256[i]` is the hash of what the embedder reads for `chunks[i]`.
    """

    document: Document
    sha256: str
    suffix: str
    location: str | None
    chunks: Sequence[Chunk]
    embedded_sha256: Sequence[str]


def store(
    connection: sqlite3.Connection,
    new: NewDocument,
    vectors: Mapping[str, Vector],
    name: FileName | None,
) -> str | None:
    """Write a document with its chunks, and let its name stand for it."""
    document = new.document
    connection.execute(
        # An earlier version that comes back is stored as it is read today.
        "INSERT OR REPLACE INTO documents (id, sha256, suffix, source, title, date, publisher, "
        "language, topics, page_starts, text, text_sha256, added_at, blocks, blocks_sha256) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            document.id,
            new.sha256,
            new.suffix,
            document.source,
            document.title,
            document.date,
            document.publisher,
            document.language,
            json.dumps(document.topics),
            json.dumps(document.page_starts),
            document.text,
            sha256(document.text),
            datetime.now(UTC).isoformat(timespec="seconds"),
            blocks := packed(document.blocks),
            sha256(blocks),
        ],
    )
    store_chunks(connection, new, vectors)
    return point(connection, document.source, new.location, name, document.id)


def store_chunks(
    connection: sqlite3.Connection,
    new: NewDocument,
    vectors: Mapping[str, Vector],
    table: str = "chunks",
) -> None:
    """Write a document's chunks with their vectors."""
    connection.executemany(
        f"INSERT INTO {table} (document_id, start, end, page, headings, heading_words, text, "
        "text_sha256, embedded_sha256, embedding, embedding_sha256) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            [
                chunk.document_id,
                chunk.start,
                chunk.end,
                chunk.page,
                json.dumps(chunk.headings),
                "\n".join(chunk.headings),
                chunk.text,
                sha256(chunk.text),
                embedded,
                blob := vectors[embedded].astype("<f4").tobytes(),
                hashlib.sha256(blob).hexdigest(),
            ]
            for chunk, embedded in zip(new.chunks, new.embedded_sha256, strict=True)
        ],
    )


def point(
    connection: sqlite3.Connection,
    source: str,
    location: str | None,
    name: FileName | None,
    to: str,
) -> str | None:
    """Let a name stand for a document; returns the id of the one that this superseded."""
    if name is None:
        connection.execute(
            "INSERT INTO names (source, location, document_id) VALUES (?, ?, ?)",
            [source, location, to],
        )
        return None
    connection.execute(
        "UPDATE names SET location = ?, document_id = ? WHERE id = ?", [location, to, name.id]
    )
    left = name.document_id
    if (
        left == to
        or connection.execute("SELECT 1 FROM names WHERE document_id = ?", [left]).fetchone()
    ):
        return None
    connection.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", [to, left])
    connection.execute("DELETE FROM chunks WHERE document_id = ?", [left])
    return left


def passage(row: sqlite3.Row) -> Passage:
    """A row of PASSAGE as a passage, with score 0."""
    return Passage(
        chunk=Chunk(
            document_id=row["document_id"],
            start=row["start"],
            end=row["end"],
            text=row["text"],
            headings=tuple(json.loads(row["headings"])),
            page=row["page"],
        ),
        score=0.0,
        source=row["name"] or row["source"],
        title=row["title"],
        date=row["date"],
        publisher=row["publisher"],
        chunk_id=row["id"],
    )


def intact_text(row: sqlite3.Row) -> bool:
    """Whether a stored text is the one that was stored."""
    text = row["text"]
    return isinstance(text, str) and sha256(text) == row["text_sha256"]


def intact_document(row: sqlite3.Row) -> bool:
    """The same for a document, whose blocks have a check of their own."""
    blocks = row["blocks"]
    return isinstance(blocks, str) and sha256(blocks) == row["blocks_sha256"] and intact_text(row)


def intact_chunk(row: sqlite3.Row) -> bool:
    """The same for a chunk, whose headings are stored twice."""
    try:
        words = "\n".join(json.loads(row["headings"]))
    except (ValueError, TypeError):
        return False
    return words == row["heading_words"] and intact_text(row)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def document(row: sqlite3.Row, source: str) -> Document:
    """A row of the table of documents as a document, under the name it has now."""
    return Document(
        id=row["id"],
        source=source,
        text=row["text"],
        title=row["title"],
        date=row["date"],
        publisher=row["publisher"],
        language=row["language"],
        topics=tuple(json.loads(row["topics"])),
        page_starts=tuple(json.loads(row["page_starts"])),
        blocks=_unpacked(row["blocks"], row["text"]),
    )


def packed(blocks: Iterable[Block]) -> str:
    """Blocks as JSON: their kinds, their spans, and what else is known of each; no words, which
    stand in the text."""
    return json.dumps([_values(block) for block in blocks], separators=(",", ":"))


def _values(block: Block) -> list[Any]:
    values: list[Any] = [block.kind, block.start, block.end, block.level, block.mark]
    values += [block.list_number, block.column, block.columns, list(map(_values, block.parts))]
    while not values[-1]:
        values.pop()
    return values


@lru_cache(maxsize=16)
def _unpacked(blocks: str, text: str) -> tuple[Block, ...]:
    """Kept, since answers come from the same few documents again and again."""
    return tuple(_block(text, *values) for values in json.loads(blocks))


def _block(
    text: str,
    kind: BlockKind,
    start: int,
    end: int,
    level: int = 0,
    mark: str = "",
    list_number: int = 0,
    column: int = 0,
    columns: Iterable[str] = (),
    parts: Iterable[Any] = (),
) -> Block:
    words = text[start:end]
    inner = tuple(_block(text, *part) for part in parts)
    return Block(kind, start, end, words, level, mark, list_number, column, tuple(columns), inner)


def record(row: sqlite3.Row) -> DocumentRecord:
    """A row of RECORD as a record."""
    names = tuple(json.loads(row["names"]))
    return DocumentRecord(
        id=row["id"],
        source=names[0] if names else row["source"],
        names=names,
        title=row["title"],
        date=row["date"],
        publisher=row["publisher"],
        language=row["language"],
        pages=row["pages"],
        characters=row["characters"],
        chunks=row["chunks"],
        added_at=row["added_at"],
        superseded_by=row["superseded_by"],
    )


def intact_vector(row: sqlite3.Row, dimension: int | None) -> bool:
    """Whether a stored vector is the one that was stored; of this dimension where it is given."""
    blob = row["embedding"]
    return (
        isinstance(blob, bytes)
        and (dimension is None or len(blob) == 4 * dimension)
        and hashlib.sha256(blob).hexdigest() == row["embedding_sha256"]
    )
