"""The library: documents, their names, chunks, embeddings and keywords, in one SQLite file.

This file is the truth. A document counts as stored when its transaction has committed;
FAISS files are derived from it and may be thrown away at any time.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from corpus.document import Document
from corpus.errors import DocumentNotFound, LibraryDamaged, LibraryUnwritten
from corpus.wording import _, later
from index.corrections import NOTHING
from index.models.embedder import Vector
from index.store import ballast, database, keywords, reindexing, rows
from index.store.records import DocumentRecord
from index.store.rows import FileName, NewDocument
from index.store.stored_passages import AMONG, StoredPassages, marks
from index.store.tables import corrections, memberships
from index.store.tables.changes import ByDocument, FollowedChanges
from index.store.tables.memberships import CollectedDocuments
from index.store.tables.removed_rows import Removal, RemovedDocuments
from index.store.tables.sealed_rows import SEALED, sha256
from index.store.tables.seen_files import SeenFiles
from index.store.tables.terms import KeptTerms

TEXT_DAMAGED = later(
    "The stored text of {name} ({id}) is damaged and is not shown. Remove the document and ingest"
    " it again."
)
RECORD_DAMAGED = later(
    "The record of {name} ({id}) is damaged and is not shown. Remove the document and ingest it"
    " again."
)


class Library(
    StoredPassages, CollectedDocuments, SeenFiles, RemovedDocuments, KeptTerms, FollowedChanges
):
    """Documents and their names over the passages, with their collections; see `LibraryFile` for
    how it opens."""

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        self._known_records = ByDocument(self, self._records_by_id)
        self._listed: tuple[object, list[DocumentRecord]] = (None, [])
        self._swept = -1  # the revision at which nothing was left of what others did
        super().__init__(folder, embedder_name, dimension)

    def name_at(self, location: str) -> FileName | None:
        """The name of the file at an absolute path."""
        return next(iter(self._names("location = ?", location)), None)

    def names_of(self, document_id: str) -> list[FileName]:
        return self._names("document_id = ?", document_id)

    def names_called(self, source: str) -> list[FileName]:
        return self._names("source = ?", source)

    def located_names(self) -> dict[str, FileName]:
        """The names of all files at paths, by these."""
        found = self._names("location > ?", "")
        return {str(name.location): name for name in found}

    def _names(self, condition: str, value: str) -> list[FileName]:
        """The names that pass their check; a file whose name does not gets another by an ingest."""
        with self._reading() as connection:
            found = connection.execute(f"{rows.NAME} WHERE {condition} ORDER BY id", [value])
            return [
                FileName(row["id"], row["source"], row["location"], row["document_id"])
                for row in found
                if rows.intact_name(row)
            ]

    def same_text(self, document: Document) -> str | None:
        """The id of a current document with the same text, title, date and publisher."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT id FROM documents WHERE text_sha256 = ? AND superseded_by IS NULL "
                "AND title IS ? AND date IS ? AND publisher IS ? ORDER BY added_at, id LIMIT 1",
                [sha256(document.text), document.title, document.date, document.publisher],
            ).fetchone()
        return None if row is None else str(row[0])

    def is_current(self, document_id: str) -> bool:
        return bool(self.names_of(document_id))

    def document(self, document_id: str, as_read: bool = False) -> Document:
        """A stored document, superseded or not, after its text passed its check, with what is
        corrected of it; `as_read` without that. Raises DocumentNotFound or LibraryDamaged.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM documents WHERE id = ?", [document_id]
            ).fetchone()
            if row is None:
                raise DocumentNotFound(_not_found(document_id))
            if not rows.intact_document(row):
                said = _(TEXT_DAMAGED if rows.intact_head(row) else RECORD_DAMAGED)
                raise LibraryDamaged(said.format(name=row["source"], id=document_id))
            names = self.names_of(document_id)
            corrected = {} if as_read else self.corrections_by_document([document_id])
            source = names[0].source if names else row["source"]
            return rows.document(row, source, corrected.get(document_id, NOTHING))

    def records(self, include_superseded: bool = False) -> list[DocumentRecord]:
        """All documents, by source name. What was read of one is kept until it changes."""
        known = self._known_records.all()
        listed = self._listed
        if listed[0] is not known:
            records = sorted(known.values(), key=lambda one: (one.source.casefold(), one.added_at))
            listed = self._listed = known, records
        if include_superseded:
            return [*listed[1]]
        return [record for record in listed[1] if record.superseded_by is None]

    def _records_by_id(self, ids: Collection[str] | None) -> dict[str, DocumentRecord]:
        if ids is None:
            found = self._records("1", [])
        else:
            found = self._records(f"documents.id IN ({AMONG})", [json.dumps([*ids])])
        return {record.id: record for record in found}

    def superseding(self) -> dict[str, str | None]:
        """The version that superseded each document, None for those that are current, by their
        ids."""
        with self._reading() as connection:
            found = connection.execute("SELECT id, superseded_by FROM documents")
            return {row[0]: row[1] for row in found}

    # What of it may be seen: all, but by who is given a narrowed one

    def narrowed(self, collections: frozenset[str]) -> Library:
        """The library for somebody who may read these collections and nothing else."""
        from index.store.tables.narrowed import NarrowedLibrary

        return NarrowedLibrary(self, collections)

    def bounded(self, scope: frozenset[str] | None) -> frozenset[str] | None:
        """The documents of a scope that may be seen here; None for all."""
        return scope

    def shows(self, words: str) -> bool:
        """Whether words that are kept beside the documents may be told."""
        return True

    def openings(self, characters: int, ids: Collection[str] | None = None) -> dict[str, str]:
        """The first characters of every current document's text, or of some, by its id; not
        checked."""
        some = "" if ids is None else f"AND id IN ({AMONG})"
        parameters = [] if ids is None else [json.dumps([*ids])]
        with self._reading() as connection:
            found = connection.execute(
                f"SELECT id, substr(text, 1, ?) FROM documents WHERE superseded_by IS NULL {some}",
                [characters, *parameters],
            )
            return {row[0]: row[1] for row in found}

    def record(self, id_or_name: str) -> DocumentRecord:
        """The document with this id, or the current one with this file name.

        Raises DocumentNotFound, with the candidates where a name is not unique.
        """
        found = self._records("documents.id = ?", [id_or_name]) or self._records(
            "documents.id IN (SELECT document_id FROM names WHERE source = ?)", [id_or_name]
        )
        if not found:
            raise DocumentNotFound(_not_found(id_or_name))
        if len(found) > 1:
            ids = ", ".join(record.id for record in found)
            raise DocumentNotFound(
                _("Several documents are called {id_or_name}: name one of {ids}.").format(
                    id_or_name=id_or_name, ids=ids
                )
            )
        return found[0]

    def _records(self, condition: str, parameters: list[str]) -> list[DocumentRecord]:
        with self._reading() as connection:
            found = connection.execute(f"{rows.RECORD} WHERE {condition}", parameters).fetchall()
            names = self._names_by_document([row["id"] for row in found])
            within, _ = self.collections_by_document([row["id"] for row in found])
            said = self.corrections_by_document([row["id"] for row in found])
            return [
                rows.record(
                    row,
                    names.get(row["id"], ()),
                    within.get(row["id"], ()),
                    said.get(row["id"], NOTHING),
                )
                for row in found
            ]

    def original(self, document_id: str) -> Path | None:
        """Where the file's bytes are kept, or None when they are gone.

        Raises DocumentNotFound, and LibraryDamaged where they are not those that were added.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT sha256, suffix FROM documents WHERE id = ?", [document_id]
            ).fetchone()
        if row is None:
            raise DocumentNotFound(_not_found(document_id))
        path = self.original_path(row["sha256"], row["suffix"])
        if not path.exists():
            return None
        if not intact_original(path):
            raise LibraryDamaged(
                _(
                    "The stored file {path} is damaged and is not shown. Remove the document "
                    "and ingest it again."
                ).format(path=path)
            )
        return path

    # Writing, each in one transaction

    def add(
        self, items: Sequence[tuple[NewDocument, FileName | None]], vectors: Mapping[str, Vector]
    ) -> list[str | None]:
        """Store documents, all or none; each with the name that it is a new version of, if any.

        `vectors` has a unit vector for every `embedded_sha256`. Returns for each document the
        id of the one that it superseded.
        """
        with self._writing() as connection:
            return [rows.store(connection, new, vectors, name) for new, name in items]

    def point(
        self,
        source: str,
        location: str | None,
        name: FileName | None,
        to: str,
        collections: Sequence[str] = (),
    ) -> str | None:
        """Let a name (a new one, or `name`) stand for the stored document `to`.

        Returns the id of the document that it superseded.
        """
        with self._writing() as connection:
            return rows.point(connection, source, location, name, to, collections)

    def rename(self, name: FileName, source: str, location: str) -> None:
        """Let a name be that of another path, to which its file was moved."""
        with self._writing() as connection:
            rows.rename(connection, name, source, location)

    def remove_file(self, location: str) -> None:
        """Remove the name of the file at an absolute path, and with its last name the document,
        as `remove` does, to be undone. Nothing where no file there is known."""
        name = self.name_at(location)
        if name is None:
            return
        if len(self.names_of(name.document_id)) == 1:
            self.remove(name.document_id, keep=True)
            return
        with self._writing() as connection:
            connection.execute("DELETE FROM names WHERE id = ?", [name.id])

    def remove(self, id_or_name: str, *, keep: bool = False) -> Removal:
        """Remove a name, and with its last name the document, its text and its vectors.

        A document given by its id is removed with all its names. With a current document go
        the versions that it superseded; of a superseded one, only itself. To `keep` it is to be
        able to undo that by `restore`; else nothing of the text stays in any file. On a full disk
        the ballast is given up for it, and then what would be kept: have the ballast again, when
        all is done, by `keep_ballast`. Raises DocumentNotFound.
        """
        try:
            return self._remove(id_or_name, keep)
        except LibraryUnwritten:
            if not ballast.release(self.path) and not keep:
                raise
        try:
            return self._remove(id_or_name, keep)
        except LibraryUnwritten:
            if not keep:
                raise
        return self._remove(id_or_name, keep=False)

    def keep_ballast(self) -> None:
        """Keep some of the disk free for a removal, where there is room for that."""
        ballast.keep(self.path)

    def _remove(self, id_or_name: str, keep: bool) -> Removal:
        if not self.is_swept():
            self.sweep()  # what a removal left that was killed after its commit
        record = self.record(id_or_name)
        with self._writing() as connection:
            if id_or_name != record.id and len(record.names) > 1:
                connection.execute("DELETE FROM names WHERE source = ?", [id_or_name])
                stays = tuple(name for name in record.names if name != id_or_name)
                return Removal(record, (id_or_name,), stays)
            if record.superseded_by is not None:
                before = connection.execute(
                    "SELECT id FROM documents WHERE superseded_by = ?", [record.id]
                ).fetchall()
                rows.supersede(connection, [row["id"] for row in before], record.superseded_by)
            gone = connection.execute(
                "WITH RECURSIVE gone (id) AS (SELECT id FROM documents WHERE id = ? "
                "UNION SELECT documents.id FROM documents "
                "JOIN gone ON superseded_by = gone.id) SELECT id FROM gone",
                [record.id],
            ).fetchall()
            ids = [row["id"] for row in gone]
            files = connection.execute(
                f"SELECT sha256 FROM documents WHERE id IN ({marks(ids)})", ids
            ).fetchall()
            until = self._keep_removed(connection, record.id, ids) if keep else None
            connection.execute("DELETE FROM names WHERE document_id = ?", [record.id])
            connection.execute("DELETE FROM chunks WHERE document_id = ?", [record.id])
            for table, column in (
                ("memberships", "document_id"),
                ("corrections", "document_id"),
                ("documents", "id"),
            ):
                connection.executemany(
                    f"DELETE FROM {table} WHERE {column} = ?", [(id_,) for id_ in ids]
                )
            self._forget_words(connection, record.chunks, until is None)
        self.sweep([row["sha256"] for row in files])
        return Removal(record, record.names, undo_until=until)

    def forget_words(self) -> None:
        """Let the keyword index drop the words of what was removed long ago. Call it under the
        writer lock, where the library is changed in any case."""
        if self.total(keywords.WAITING):
            with self._writing() as connection:
                self._forget_words(connection, 0, False)

    def _forget_words(self, connection: sqlite3.Connection, passages: int, at_once: bool) -> None:
        keywords.forget(connection, passages, self.total("passages"), at_once)

    def is_swept(self) -> bool:
        """Whether no other program has changed the library since this one swept it."""
        return self._swept == self.revision()

    def sweep(self, only: Collection[str] | None = None) -> None:
        """Delete what a command left that was killed: unfinished files, and stored files that no
        document knows of; of those with `only` some, by their sha256. Only after the commit, so
        that no document is ever without its file.
        """
        database.sweep_unfinished(self.folder / "vectors", age_seconds=0)
        database.sweep_unfinished(self.folder)  # another command may be writing there
        self._sweep_removed()
        originals = self.folder / "originals"
        some, parameters = "", []
        if only is not None:
            some, parameters = f"WHERE id IN ({AMONG})", [json.dumps([one[:16] for one in only])]
        with self._reading() as connection:
            found = connection.execute(f"SELECT sha256 FROM documents {some}", parameters)
            known = {row[0] for row in found}
        places = ["*/*"] if only is None else [f"{one[:2]}/{one}*" for one in only]
        for path in (path for place in places for path in originals.glob(place)):
            unfinished = path.name.endswith(database.UNFINISHED)
            if unfinished or path.name.split(".")[0] not in known:
                path.unlink(missing_ok=True)
        self._swept = self.revision()

    # Bringing the library over to another embedder

    def begin_reindex(self) -> list[str]:
        """The ids of the current documents whose passages are still to be made again.

        Those that an earlier run for the same embedder made are not.
        """
        with self._writing() as connection:
            return reindexing.begin(connection, self.embedder, self.dimension)

    def add_reindexed(self, new: NewDocument, vectors: Mapping[str, Vector]) -> None:
        """Keep a document's passages for the switch; search does not see them before it."""
        with self._writing() as connection:
            rows.store_chunks(connection, new, vectors, table=reindexing.TABLE)

    def finish_reindex(self) -> None:
        """Put the new passages in the place of the old ones, all in one transaction."""
        corrected = self.corrections_by_document()
        with self._writing() as connection:
            reindexing.switch(connection, self.embedder, self.dimension)
            corrections.reword(connection, corrected)

    # Checks

    def problems(self) -> list[str]:
        """Everything that does not pass its check, in words; empty when all is well."""
        problems: list[str] = []
        foreign = self.other_embedder() is not None
        with self._reading() as connection:
            for row in connection.execute("PRAGMA integrity_check"):
                if row[0] != "ok":
                    problems.append(f"SQLite: {row[0]}")
            for row in connection.execute("SELECT * FROM documents"):
                if not rows.intact_head(row):
                    problems.append(f"the record of {row['source']} ({row['id']}) is damaged")
                elif not rows.intact_document(row):
                    problems.append(f"the stored text of {row['source']} ({row['id']}) is damaged")
            for row in connection.execute(rows.NAME):
                if not rows.intact_name(row):
                    problems.append(f"the file name {row['source']} ({row['id']}) is damaged")
            for row in connection.execute(
                f"SELECT id, seal, {', '.join(SEALED['memberships'])} FROM memberships"
            ):
                if not memberships.intact(row):
                    problems.append(
                        f"a collection of the document {row['document_id']} is damaged; "
                        "'assistant collections move' puts it right"
                    )
            problems += [
                f"what people corrected of the document {id_} is damaged; 'assistant documents "
                "set' puts it right"
                for id_ in self.damaged_corrections()
            ]
            problems += [
                f"what {short!r} stands for is damaged; 'assistant terms remove' and 'add' put it "
                "right"
                for short in self.damaged_terms()
            ]
            if lost := self.damaged_seen():
                problems.append(
                    f"what a sync knows of {lost} files is damaged; it reads them again"
                )
            for row in connection.execute(
                "SELECT chunks.*, substr(documents.text, start + 1, end - start) AS slice, source "
                "FROM chunks LEFT JOIN documents ON documents.id = document_id"
            ):
                if row["text"] != row["slice"] or not rows.intact_chunk(row):
                    problems.append(f"passage {row['id']} of {row['source']} is damaged")
                if not rows.intact_vector(row, None if foreign else self.dimension):
                    problems.append(f"the vector of passage {row['id']} is damaged")
            problems += self._problems_of_search(connection)
        problems += [
            f"the stored file {path} is damaged"
            for path in sorted((self.folder / "originals").glob("*/*"))
            if not path.name.endswith(database.UNFINISHED) and not intact_original(path)
        ]
        return problems

    def _problems_of_search(self, connection: sqlite3.Connection) -> list[str]:
        """What of that which search reads, and which is made from the passages, is not as it was
        made, or does not fit them."""
        problems: list[str] = []
        if lost := self.damaged_words():
            problems.append(
                f"{lost} of the counts of words are damaged and are not used; the next ingest that "
                "meets one of these words counts all anew"
            )
        if not keywords.intact(connection):
            problems.append("the keyword index is damaged; the next ingest makes it anew")
        try:
            # Rank 1: compared with the passages, not only with itself.
            connection.execute(
                "INSERT INTO keywords (keywords, rank) VALUES ('integrity-check', 1)"
            )
        except sqlite3.OperationalError:
            pass  # a read-only folder: the check itself needs to write
        except sqlite3.DatabaseError:
            problems.append("the keyword index does not match the passages")
        finally:
            connection.rollback()
        return problems


def intact_original(path: Path) -> bool:
    """Whether a stored file holds the bytes that it is called after."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name.split(".")[0]
    except OSError:
        return False


def _not_found(id_or_name: str) -> str:
    return _(
        "The library has no document {name!r}; 'assistant documents list' shows what it has."
    ).format(name=id_or_name)
