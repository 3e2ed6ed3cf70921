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
from index.corrections import NOTHING, Corrections
from index.models.embedder import Vector
from index.passage import Passage
from index.store.records import DocumentRecord
from index.store.seal import sealed
from index.store.tables import corrections, memberships
from index.store.tables.sealed_rows import SEALED, insert, intact_text, reseal, sha256

HEAD = ", ".join(f"documents.{column}" for column in (*SEALED["documents"], "seal"))
PASSAGE = f"SELECT id, text, seal, {', '.join(SEALED['chunks'])} FROM chunks"
RECORD = f"""
    SELECT {HEAD}, (SELECT count(*) FROM chunks WHERE document_id = documents.id) AS chunks
    FROM documents
"""
NAME = f"SELECT id, seal, {', '.join(SEALED['names'])} FROM names"


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

    `embedded_sha256[i]` is the hash of what the embedder reads for `chunks[i]`; `collections`
    are those that it is put into, beside those of the version before.
    """

    document: Document
    sha256: str
    suffix: str
    location: str | None
    chunks: Sequence[Chunk]
    embedded_sha256: Sequence[str]
    collections: Sequence[str] = ()


def store(
    connection: sqlite3.Connection,
    new: NewDocument,
    vectors: Mapping[str, Vector],
    name: FileName | None,
) -> str | None:
    """Write a document with its chunks, and let its name stand for it."""
    document = new.document
    blocks = packed(document.blocks)
    head = (
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
        len(document.text),
        sha256(document.text),
        sha256(blocks),
        datetime.now(UTC).isoformat(timespec="seconds"),
        None,  # nothing supersedes it
    )
    # An earlier version that comes back is stored as it is read today.
    connection.execute("DELETE FROM chunks WHERE document_id = ?", [document.id])
    insert(connection, "documents", [head], {"blocks": [blocks], "text": [document.text]})
    store_chunks(connection, new, vectors)
    return point(connection, document.source, new.location, name, document.id, new.collections)


def store_chunks(
    connection: sqlite3.Connection,
    new: NewDocument,
    vectors: Mapping[str, Vector],
    table: str = "chunks",
) -> None:
    """Write a document's chunks with their vectors."""
    blobs = [vectors[embedded].astype("<f4").tobytes() for embedded in new.embedded_sha256]
    heads = [
        (
            chunk.document_id,
            chunk.start,
            chunk.end,
            chunk.page,
            json.dumps(chunk.headings),
            "\n".join(chunk.headings),
            sha256(chunk.text),
            embedded,
            hashlib.sha256(blob).hexdigest(),
        )
        for chunk, embedded, blob in zip(new.chunks, new.embedded_sha256, blobs, strict=True)
    ]
    texts = [chunk.text for chunk in new.chunks]
    insert(connection, "chunks", heads, {"text": texts, "embedding": blobs}, into=table)


def point(
    connection: sqlite3.Connection,
    source: str,
    location: str | None,
    name: FileName | None,
    to: str,
    collections: Sequence[str] = (),
) -> str | None:
    """Let a name stand for a document, which is put into `collections` and into those of the
    document that the name stood for; returns the id of the one that this superseded."""
    if name is not None and name.document_id != to:
        memberships.inherit(connection, name.document_id, to)
        corrections.inherit(connection, name.document_id, to)
    corrections.reword(connection, [to])
    memberships.settle(connection, to, collections)
    if name is None:
        insert(connection, "names", [(source, location, to)])
        return None
    connection.execute(
        "UPDATE names SET location = ?, document_id = ? WHERE id = ?", [location, to, name.id]
    )
    reseal(connection, "names", name.id)
    left = name.document_id
    if (
        left == to
        or connection.execute("SELECT 1 FROM names WHERE document_id = ?", [left]).fetchone()
    ):
        return None
    supersede(connection, [left], to)
    connection.execute("DELETE FROM chunks WHERE document_id = ?", [left])
    return left


def rename(connection: sqlite3.Connection, name: FileName, source: str, location: str) -> None:
    """Let a name be that of another path: the file was moved."""
    connection.execute(
        "UPDATE names SET source = ?, location = ? WHERE id = ?", [source, location, name.id]
    )
    reseal(connection, "names", name.id)


def supersede(connection: sqlite3.Connection, ids: Iterable[str], by: str) -> None:
    """Let a document supersede others. Those that do not pass their check are left alone, since
    a new seal would make what they say good."""
    for id_ in ids:
        row = connection.execute(f"SELECT {HEAD} FROM documents WHERE id = ?", [id_]).fetchone()
        connection.execute("UPDATE documents SET superseded_by = ? WHERE id = ?", [by, id_])
        if intact_head(row):
            reseal(connection, "documents", id_)


def passage(
    row: sqlite3.Row, head: sqlite3.Row, source: str, said: Corrections = NOTHING
) -> Passage:
    """A row of PASSAGE as a passage with score 0; `head` is its document's, `source` its name,
    and `said` what is corrected of that."""
    headings = tuple(json.loads(row["headings"]))
    if said.title and headings[:1] == (head["title"],):
        headings = (said.title, *headings[1:])
    return Passage(
        chunk=Chunk(
            document_id=row["document_id"],
            start=row["start"],
            end=row["end"],
            text=row["text"],
            headings=headings,
            page=row["page"],
        ),
        score=0.0,
        source=source,
        title=said.title or head["title"],
        date=said.date or head["date"],
        publisher=said.publisher or head["publisher"],
        number=said.number,
        chunk_id=row["id"],
    )


def intact_head(row: sqlite3.Row) -> bool:
    """Whether what is told of a document is what was stored."""
    return sealed(row, SEALED["documents"])


def intact_name(row: sqlite3.Row) -> bool:
    """The same for a name."""
    return sealed(row, SEALED["names"])


def intact_document(row: sqlite3.Row) -> bool:
    """The same for a document with its text and blocks."""
    blocks = row["blocks"]
    whole = isinstance(blocks, str) and sha256(blocks) == row["blocks_sha256"]
    return whole and intact_text(row) and intact_head(row)


def intact_chunk(row: sqlite3.Row) -> bool:
    """The same for a chunk; its vector has a check of its own."""
    return sealed(row, SEALED["chunks"]) and intact_text(row)


def document(row: sqlite3.Row, source: str, said: Corrections = NOTHING) -> Document:
    """A row of the table of documents as a document, under the name it has now, with what is
    corrected of it."""
    return Document(
        id=row["id"],
        source=source,
        text=row["text"],
        title=said.title or row["title"],
        date=said.date or row["date"],
        publisher=said.publisher or row["publisher"],
        language=said.language or row["language"],
        topics=_topics(row, said),
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


def record(
    row: sqlite3.Row,
    names: Sequence[str],
    collections: Sequence[str],
    said: Corrections = NOTHING,
) -> DocumentRecord:
    """A row of RECORD as a record, with what is corrected of it; of one that does not pass its
    check only where it is."""
    if not intact_head(row):
        id_, superseded = str(row["id"]), row["superseded_by"]
        called = f"damaged document {id_}"
        return DocumentRecord(
            id_, called, (), None, None, None, None, 0, 0, row["chunks"], "", superseded
        )
    return DocumentRecord(
        id=row["id"],
        source=names[0] if names else row["source"],
        names=tuple(names),
        title=said.title or row["title"],
        date=said.date or row["date"],
        publisher=said.publisher or row["publisher"],
        language=said.language or row["language"],
        pages=len(json.loads(row["page_starts"])),
        characters=row["characters"],
        chunks=row["chunks"],
        added_at=row["added_at"],
        superseded_by=row["superseded_by"],
        topics=_topics(row, said),
        collections=tuple(collections),
        number=said.number,
        in_force_from=said.in_force_from,
        in_force_until=said.in_force_until,
        replaces=said.replaces or (),
        corrected=said.corrected,
    )


def _topics(row: sqlite3.Row, said: Corrections) -> tuple[str, ...]:
    return tuple(json.loads(row["topics"])) if said.topics is None else said.topics


def intact_vector(row: sqlite3.Row, dimension: int | None) -> bool:
    """Whether a stored vector is the one that was stored; of this dimension where it is given."""
    blob = row["embedding"]
    return (
        isinstance(blob, bytes)
        and (dimension is None or len(blob) == 4 * dimension)
        and hashlib.sha256(blob).hexdigest() == row["embedding_sha256"]
    )
