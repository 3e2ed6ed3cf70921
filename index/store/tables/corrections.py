"""What people corrected of documents, apart from what was read from their files.

Each row is what one origin says of one document: an editor, or a file beside it. A new version
takes over those of the version before. Title, number and issuer are found by their words: the
keyword index holds them in the place of what was read, from the transaction on that says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from index.corrections import NOTHING, Corrections
from index.store.library_file import LibraryFile
from index.store.seal import sealed
from index.store.tables.sealed_rows import SEALED, insert, intact_text, reseal

EDITOR = ""  # the origin of what is said on the page or in the terminal; others are files
FEW = 100  # documents that are looked up one by one
INDEXED = ("title", "number", "publisher")  # the fields that the keyword index holds
_ROWS = f"SELECT id, seal, {', '.join(SEALED['corrections'])} FROM corrections"


def inherit(connection: sqlite3.Connection, before: str, document_id: str) -> None:
    """Let a new version of a document have the corrections of the one before, unless it is the
    current document of another file. What is damaged is not taken along."""
    held = "SELECT 1 FROM names WHERE document_id = ?"
    if connection.execute(held, [document_id]).fetchone():
        return
    connection.execute("DELETE FROM corrections WHERE document_id = ?", [document_id])
    found = connection.execute(f"{_ROWS} WHERE document_id = ? ORDER BY id", [before]).fetchall()
    kept = [(document_id, row["origin"], row["said"]) for row in found if intact(row)]
    insert(connection, "corrections", kept)


def intact(row: sqlite3.Row) -> bool:
    """Whether a correction is as it was stored."""
    return sealed(row, SEALED["corrections"])


def said_of(
    connection: sqlite3.Connection, ids: Collection[str] | None = None
) -> dict[str, Corrections]:
    """What holds of every document that is corrected, or of some: an editor's words before
    those of a file. Damaged rows are left out."""
    found: dict[str, Corrections] = {}
    few = ids is not None and len(ids) <= FEW
    condition = f"WHERE document_id IN ({','.join('?' * len(ids or ()))})" if few else ""
    rows = connection.execute(
        f"{_ROWS} {condition} ORDER BY origin = '{EDITOR}', id", [*(ids or ())] * few
    )
    for row in rows:
        if intact(row):
            below = found.get(row["document_id"], NOTHING)
            found[row["document_id"]] = Corrections.from_json(row["said"]).over(below)
    return found


def reword(connection: sqlite3.Connection, ids: Collection[str]) -> None:
    """Let the keyword index hold what is corrected of documents now, within the transaction that
    changes that. Passages that do not pass their check are left alone, since a new seal would
    make them good."""
    said = said_of(connection, ids)
    for id_ in ids:
        title = connection.execute("SELECT title FROM documents WHERE id = ?", [id_]).fetchone()
        passages = connection.execute(
            "SELECT id, headings, heading_words FROM chunks WHERE document_id = ?", [id_]
        )
        for row in passages.fetchall():
            try:
                words = _index_words(json.loads(row["headings"]), title[0], said.get(id_, NOTHING))
            except (ValueError, TypeError):  # damaged, which is told where it is read
                continue
            if words != row["heading_words"]:
                _reword(connection, row["id"], words)


def _index_words(headings: list[str], title: str | None, said: Corrections) -> str:
    """What the index holds of a passage beside its text: the headings above it, as corrected, and
    what people say that no heading does."""
    if said.title:
        headings = [said.title, *(headings[1:] if headings[:1] == [title] else headings)]
    return "\n".join([*headings, *filter(None, (said.number, said.publisher))])


def _reword(connection: sqlite3.Connection, number: int, words: str) -> None:
    row = connection.execute(
        f"SELECT seal, text, {', '.join(SEALED['chunks'])} FROM chunks WHERE id = ?", [number]
    ).fetchone()
    if sealed(row, SEALED["chunks"]) and intact_text(row):
        connection.execute("UPDATE chunks SET heading_words = ? WHERE id = ?", [words, number])
        reseal(connection, "chunks", number)


class CorrectedDocuments(LibraryFile):
    """The library's documents by what people corrected."""

    def corrections_by_document(self, ids: Collection[str] | None = None) -> dict[str, Corrections]:
        """What holds of every document that is corrected, or of some; see `said_of`."""
        with self._reading() as connection:
            return said_of(connection, ids)

    def corrections_by(self, origin: str, document_id: str) -> Corrections:
        """What one origin says of a document."""
        with self._reading() as connection:
            row = connection.execute(
                f"{_ROWS} WHERE document_id = ? AND origin = ?", [document_id, origin]
            ).fetchone()
        return Corrections.from_json(row["said"]) if row and intact(row) else NOTHING

    def correct(self, document_id: str, origin: str, said: Corrections) -> bool:
        """Let an origin say this of a document, and nothing else; whether that is new. Call it,
        as the next, under the writer lock."""
        with self._reading() as connection:
            row = connection.execute(
                f"{_ROWS} WHERE document_id = ? AND origin = ?", [document_id, origin]
            ).fetchone()
        before = Corrections.from_json(row["said"]) if row and intact(row) else NOTHING
        as_before = row is not None and intact(row) and row["said"] == said.to_json()
        if as_before if said else row is None:
            return False  # what has not changed gets no new revision
        worded = any(getattr(said, name) != getattr(before, name) for name in INDEXED)
        with self._writing() as connection:
            if said:
                insert(connection, "corrections", [(document_id, origin, said.to_json())])
            else:
                connection.execute(
                    "DELETE FROM corrections WHERE document_id = ? AND origin = ?",
                    [document_id, origin],
                )
            if worded:
                reword(connection, [document_id])
        return True

    def origins(self) -> dict[str, str]:
        """The files beside documents that say something, with the ids of the current ones."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT origin, document_id FROM corrections WHERE origin > ? AND document_id IN "
                "(SELECT document_id FROM names) ORDER BY id",
                [EDITOR],
            )
            return {row["origin"]: row["document_id"] for row in found}

    def take_back(self, origins: Iterable[str]) -> None:
        """Forget what files beside documents said, which are gone."""
        with self._writing() as connection:
            for one in origins:
                told = connection.execute(
                    "DELETE FROM corrections WHERE origin = ? RETURNING document_id", [one]
                )
                reword(connection, [row["document_id"] for row in told.fetchall()])

    def damaged_corrections(self) -> list[str]:
        """The ids of documents of which a correction is damaged."""
        with self._reading() as connection:
            return [row["document_id"] for row in connection.execute(_ROWS) if not intact(row)]
