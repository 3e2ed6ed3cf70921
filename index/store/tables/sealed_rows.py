"""Rows with their seals: what each seal covers, and how rows are written and sealed again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence

from index.store.seal import seal

# What the seal of a row covers, in this order.
SEALED = {
    "documents": (
        "id", "sha256", "suffix", "source", "title", "date", "publisher", "language", "topics",
        "page_starts", "characters", "text_sha256", "blocks_sha256", "added_at", "superseded_by",
    ),
    "names": ("source", "location", "document_id"),
    "chunks": (
        "document_id", "start", "end", "page", "headings", "heading_words", "text_sha256",
        "embedded_sha256", "embedding_sha256",
    ),
    "memberships": ("collection", "document_id"),
    "corrections": ("document_id", "origin", "said"),
    "terms": ("short", "long"),
    "seen_files": ("folder", "location", "size", "modified_ns", "sha256", "status", "detail"),
}  # fmt: skip


def insert(
    connection: sqlite3.Connection,
    table: str,
    heads: Sequence[Sequence[object]],
    long: Mapping[str, Sequence[object]] | None = None,
    into: str | None = None,
) -> None:
    """Write rows with their seals: the values that these cover, and the long ones by column."""
    columns = (*SEALED[table], "seal", *(long or {}))
    rows = zip(heads, map(seal, heads), *(long or {}).values(), strict=True)
    connection.executemany(
        f"INSERT OR REPLACE INTO {into or table} ({', '.join(columns)}) "
        f"VALUES ({','.join('?' * len(columns))})",
        [(*head, *rest) for head, *rest in rows],
    )


def intact_text(row: sqlite3.Row) -> bool:
    """Whether a stored text is the one that was stored."""
    text = row["text"]
    return isinstance(text, str) and sha256(text) == row["text_sha256"]


def sha256(text: str) -> str:
    """In hex, of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def reseal(connection: sqlite3.Connection, table: str, key: str | int) -> None:
    """Give a row the seal of what it says now, after a change of it in the same transaction."""
    columns = SEALED[table]
    row = connection.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", [key]
    ).fetchone()
    connection.execute(f"UPDATE {table} SET seal = ? WHERE id = ?", [seal(tuple(row)), key])
