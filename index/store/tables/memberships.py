"""Collections: which documents belong together, as people sort them.

A document is in one collection at least, `library` where nobody said another. A new version takes
the place of the one before in all of its collections.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence

from corpus.blocks import clean_line
from corpus.errors import ChoiceError
from corpus.wording import _
from index.store.library_file import LibraryFile
from index.store.seal import sealed
from index.store.tables.sealed_rows import SEALED, insert

DEFAULT = "library"
FEW = 100  # documents that are looked up one by one
LONGEST = 80  # characters of a name
_ROWS = f"SELECT id, seal, {', '.join(SEALED['memberships'])} FROM memberships"


def settle(connection: sqlite3.Connection, document_id: str, collections: Iterable[str]) -> None:
    """Put a document into collections; into that which all begin with, where it is in none."""
    found = connection.execute(f"{_ROWS} WHERE document_id = ?", [document_id])
    known = {row["collection"] for row in found if intact(row)}
    new = [one for one in dict.fromkeys(collections) if one not in known]
    if not (new or known):
        new = [DEFAULT]
    insert(connection, "memberships", [(one, document_id) for one in new])


def inherit(connection: sqlite3.Connection, before: str, document_id: str) -> None:
    """Put a new version of a document where the one before is. What is damaged there is not
    taken along, since a new seal would make it good."""
    found = connection.execute(f"{_ROWS} WHERE document_id = ? ORDER BY id", [before])
    settle_in = [row["collection"] for row in found if intact(row)]
    if settle_in:
        settle(connection, document_id, settle_in)


def intact(row: sqlite3.Row) -> bool:
    """Whether a membership is as it was stored."""
    return sealed(row, SEALED["memberships"])


def clean_name(name: str) -> str:
    """The name of a collection as it is kept. Raises ChoiceError for one that cannot be."""
    cleaned = clean_line(name)
    if not cleaned or len(cleaned) > LONGEST:
        raise ChoiceError(
            _(
                "{name!r} cannot be the name of a collection; give one of 1 to {longest} "
                "characters."
            ).format(name=name[:LONGEST], longest=LONGEST)
        )
    return cleaned


class CollectedDocuments(LibraryFile):
    """The library's documents by their collections."""

    def collections_by_document(
        self, ids: Collection[str] | None = None
    ) -> tuple[dict[str, list[str]], int]:
        """The collections of every document, or of some, as they came, and how many rows that say
        so are damaged and left out."""
        found: dict[str, list[str]] = {}
        damaged = 0
        few = ids is not None and len(ids) <= FEW
        condition = f"WHERE document_id IN ({','.join('?' * len(ids or ()))})" if few else ""
        with self._reading() as connection:
            rows = connection.execute(f"{_ROWS} {condition} ORDER BY id", [*(ids or ())] * few)
            for row in rows:
                if intact(row):
                    found.setdefault(row["document_id"], []).append(row["collection"])
                else:
                    damaged += 1
        return found, damaged

    def collection_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Names of collections as they are spelled in the library; new ones as they are given.

        Capitals make no other collection. Raises ChoiceError for what cannot be a name.
        """
        cleaned = [clean_name(name) for name in names]
        known: dict[str, str] = {DEFAULT: DEFAULT}
        for collections in self.collections_by_document()[0].values() if cleaned else ():
            for one in collections:
                known.setdefault(one.casefold(), one)
        return tuple(dict.fromkeys(known.setdefault(one.casefold(), one) for one in cleaned))

    def collect(self, document_ids: Collection[str], collections: Sequence[str]) -> None:
        """Put documents into collections; they stay in those that they are in. Call it, as the
        next two, under the writer lock, with names of `collection_names`."""
        by_document = self.collections_by_document(document_ids)[0]
        if all({*collections} <= {*by_document.get(id_, ())} for id_ in document_ids):
            return  # what has not changed gets no new revision
        with self._writing() as connection:
            for id_ in document_ids:
                settle(connection, id_, collections)

    def move(self, document_ids: Collection[str], collections: Sequence[str]) -> None:
        """Put documents into collections and out of all others."""
        with self._writing() as connection:
            for id_ in document_ids:
                connection.execute("DELETE FROM memberships WHERE document_id = ?", [id_])
                settle(connection, id_, collections)

    def take_out(self, document_ids: Collection[str], collections: Sequence[str]) -> None:
        """Take documents out of collections; one that would be in none is in `library` then."""
        with self._writing() as connection:
            for id_ in document_ids:
                connection.executemany(
                    "DELETE FROM memberships WHERE document_id = ? AND collection = ?",
                    [(id_, one) for one in collections],
                )
                settle(connection, id_, ())
