"""The library: documents, their names, chunks, embeddings and keywords, in one SQLite file.

This file is the truth. A document counts as stored when its transaction has committed;
FAISS files are derived from it and may be thrown away at any time.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.errors import (
    DocumentNotFound,
    LibraryDamaged,
    LibraryMismatch,
    LibraryReadOnly,
    LibraryUnwritten,
)
from index.models.embedder import Matrix, Vector
from index.passage import Passage
from index.store import ballast, database, keywords, reindexing, rows
from index.store.records import DocumentRecord
from index.store.rows import FileName, NewDocument

Identifiers = NDArray[np.int64]


class Library:
    """Open the library of a data folder, or make one where there is none.

    Raises LibraryDamaged, LibraryMismatch or LibraryReadOnly; a library file that exists is
    never replaced. Reading is safe from any thread; writing methods must be called under
    `writer_lock`.
    """

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        self.folder = folder
        self.path = folder / database.FILE_NAME
        self.embedder = embedder_name
        self.dimension = dimension
        self._local = threading.local()
        self._connections: WeakSet[database.Connection] = WeakSet()
        with database.told_plainly(self.path):
            if not self.path.exists():
                self._create()
            database.check_header(self.path)
            self._check_meta()

    def _create(self) -> None:
        left = [name for name in ("vectors", "originals") if (self.folder / name).exists()]
        if left:
            raise LibraryDamaged(
                f"{self.path} is missing, though {self.folder} holds {' and '.join(left)} of a "
                "library. Restore it from a backup, or choose a new folder with --data-dir."
            )
        meta = {
            "format": str(database.FORMAT),
            "embedder": self.embedder,
            "dimension": str(self.dimension),
            "revision": "0",
            "library": uuid4().hex,  # tells a vector file of this library from another's
        }
        try:
            database.make_folder(self.folder)
        except OSError as error:
            raise LibraryReadOnly(
                f"The data folder {self.folder} cannot be made ({error.strerror}). "
                "Choose another with --data-dir."
            ) from error
        from index.store.writer_lock import writer_lock  # a library is made once and opened often

        with writer_lock(self.folder, wait_seconds=10):
            if not self.path.exists():  # another process may have made it meanwhile
                database.create(self.path, meta)

    def _check_meta(self) -> None:
        meta = self._meta()
        if not {"library", "revision"} <= meta.keys() or not meta.get("format", "").isdecimal():
            raise database.damaged(self.path, "it does not say what it is")
        if int(meta["format"]) > database.FORMAT:
            raise LibraryMismatch(
                f"{self.path} has format {meta['format']}, made by a newer version of this "
                f"program, which reads up to {database.FORMAT}. Update the program; nothing was "
                "changed."
            )
        if int(meta["format"]) < database.FORMAT:
            self._migrate()

    def _migrate(self) -> None:
        from index.store.migration import migrate  # parsers, once in the life of a library
        from index.store.writer_lock import writer_lock

        with writer_lock(self.folder, 30), database.values_told_plainly(self.path):
            migrate(self._connection, self.path, self.original_path)

    def _meta(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT key, value FROM meta").fetchall())

    @property
    def identity(self) -> str:
        """What a vector file has to be of: this library, by the embedder that is set."""
        with self._reading():
            return f"{self._meta()['library']} {self.embedder}"

    def other_embedder(self) -> str | None:
        """What to say where the stored vectors are another embedder's, which are never mixed with
        ours: search goes by keywords until a reindex. None where they are ours.
        """
        with self._reading():
            meta = self._meta()
        made = (meta.get("embedder"), meta.get("dimension"))
        if made == (self.embedder, str(self.dimension)):
            return None
        return (
            f"The library was made with the embedder {made[0]} ({made[1]} dimensions), and "
            f"{self.embedder} ({self.dimension}) is set now. Until 'assistant reindex' has been "
            "run, search goes by keywords alone."
        )

    # Connections: one a thread, since SQLite's may not be shared while in use.

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: database.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = database.connect(self.path)
            self._connections.add(connection)
        return connection

    def close(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with database.values_told_plainly(self.path):
            yield self._connection

    @contextmanager
    def _writing(self, searched: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction that also moves the revision on; `searched` where it may change what
        search finds.
        """
        with database.told_plainly(self.path):
            connection = self._connection
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute(
                    "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'"
                )
                if searched:
                    keywords.renew(connection)

    # Reading

    def revision(self) -> int:
        """A number that grows with every change."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
            return int(row[0])

    def passages(self, chunk_ids: Iterable[int]) -> tuple[dict[int, Passage], list[int]]:
        """The passages of these chunks by id (score 0), and the ids withheld as damaged: those
        that do not pass their check, or whose document does not.
        """
        found: dict[int, Passage] = {}
        damaged: list[int] = []
        ids = list(chunk_ids)
        with self._reading() as connection:
            chunks = connection.execute(
                f"{rows.PASSAGE} WHERE id IN ({_marks(ids)})", ids
            ).fetchall()
            of = {row["document_id"] for row in chunks}
            heads = {
                row["id"]: row
                for row in connection.execute(
                    f"SELECT {rows.HEAD} FROM documents WHERE id IN ({_marks(of)})", [*of]
                )
                if rows.intact_head(row)
            }
            names = self._names_by_document(heads)
            for row in chunks:
                head = heads.get(row["document_id"])
                if head is not None and rows.intact_chunk(row):
                    called = names.get(head["id"])
                    source = called[0] if called else head["source"]
                    found[row["id"]] = rows.passage(row, head, source)
                else:
                    damaged.append(row["id"])
        return found, damaged

    def match(
        self, query: str, k: int, document_ids: frozenset[str] | None = None
    ) -> list[tuple[int, float]]:
        """(chunk id, BM25 score, higher is better) for an FTS5 query, best first."""
        scope, parameters = "", [query]
        if document_ids is not None:
            scope = (
                "AND rowid IN (SELECT id FROM chunks WHERE document_id IN "
                f"({_marks(document_ids)}))"
            )
            parameters.extend(sorted(document_ids))
        with self._reading() as connection:
            found = connection.execute(
                f"SELECT rowid, -rank FROM keywords WHERE keywords MATCH ? {scope} "
                "ORDER BY rank LIMIT ?",  # this alone: FTS5 then sorts by itself
                [*parameters, k],
            ).fetchall()
        return sorted(((row[0], row[1]) for row in found), key=lambda hit: (-hit[1], hit[0]))

    def keywords_intact(self) -> bool:
        """Whether the keyword index passes its check; it is read whole for that."""
        with self._reading() as connection:
            return keywords.intact(connection)

    def mend_keywords(self) -> None:
        """Make a damaged keyword index anew; call it under the writer lock."""
        if not self.keywords_intact():
            with self._writing() as connection:
                keywords.rebuild(connection)

    def count_matches(self, query: str) -> int:
        """How many chunks an FTS5 query finds."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM keywords WHERE keywords MATCH ?", [query]
            ).fetchone()
            return int(row[0])

    def chunk_count(self) -> int:
        with self._reading() as connection:
            return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    def chunk_ids(self, document_ids: frozenset[str] | None = None) -> Identifiers:
        """Ids of all chunks, or of those of some documents, rising."""
        query, parameters = "SELECT id FROM chunks", []
        if document_ids is not None:
            query += f" WHERE document_id IN ({_marks(document_ids)})"
            parameters = sorted(document_ids)
        with self._reading() as connection:
            found = connection.execute(query, parameters).fetchall()
        # Sorted here: with ORDER BY, SQLite reads the whole table instead of an index.
        return np.sort(np.array([row[0] for row in found], dtype=np.int64))

    def embeddings(self, chunk_ids: Identifiers) -> tuple[Identifiers, Matrix]:
        """Ids and unit rows of those chunks whose stored vector passes its check."""
        ids: list[int] = []
        vectors: list[bytes] = []
        with self._reading() as connection:
            for start in range(0, len(chunk_ids), 500):
                part = [int(number) for number in chunk_ids[start : start + 500]]
                found = connection.execute(
                    "SELECT id, embedding, embedding_sha256 FROM chunks "
                    f"WHERE id IN ({_marks(part)}) ORDER BY id",
                    part,
                )
                for row in found:
                    if rows.intact_vector(row, self.dimension):
                        ids.append(row["id"])
                        vectors.append(row["embedding"])
        matrix = np.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(ids), self.dimension)
        return np.array(ids, dtype=np.int64), matrix

    def embeddings_by_hash(self, hashes: Iterable[str]) -> dict[str, Vector]:
        """Stored vectors of inputs that were embedded before, by the sha256 of the input."""
        found: dict[str, Vector] = {}
        with self._reading() as connection:
            for wanted in set(hashes):
                row = connection.execute(
                    "SELECT embedding, embedding_sha256 FROM chunks WHERE embedded_sha256 = ? "
                    "LIMIT 1",
                    [wanted],
                ).fetchone()
                if row is not None and rows.intact_vector(row, self.dimension):
                    found[wanted] = np.frombuffer(row["embedding"], dtype="<f4")
        return found

    def texts(self) -> Iterator[str]:
        """The text of every chunk that passes its check, with the headings above it."""
        with self._reading() as connection:
            for row in filter(rows.intact_chunk, connection.execute(rows.PASSAGE)):
                yield f"{row['heading_words']}\n{row['text']}"

    def name_at(self, location: str) -> FileName | None:
        """The name of the file at an absolute path."""
        return next(iter(self._names("location = ?", location)), None)

    def names_of(self, document_id: str) -> list[FileName]:
        return self._names("document_id = ?", document_id)

    def names_called(self, source: str) -> list[FileName]:
        return self._names("source = ?", source)

    def _names(self, condition: str, value: str) -> list[FileName]:
        """The names that pass their check; a file whose name does not gets another by an ingest."""
        with self._reading() as connection:
            found = connection.execute(f"{rows.NAME} WHERE {condition} ORDER BY id", [value])
            return [
                FileName(row["id"], row["source"], row["location"], row["document_id"])
                for row in found
                if rows.intact_name(row)
            ]

    def _names_by_document(self, ids: Collection[str]) -> dict[str, list[str]]:
        """What the files are called that hold these documents, as they came."""
        called: dict[str, list[str]] = {}
        few = len(ids) <= 100
        condition = f"WHERE document_id IN ({_marks(ids)})" if few else ""
        with self._reading() as connection:
            for row in connection.execute(
                f"{rows.NAME} {condition} ORDER BY id", [*ids] if few else []
            ):
                if rows.intact_name(row):
                    called.setdefault(row["document_id"], []).append(row["source"])
        return called

    def same_text(self, document: Document) -> str | None:
        """The id of a current document with the same text, title, date and publisher."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT id FROM documents WHERE text_sha256 = ? AND superseded_by IS NULL "
                "AND title IS ? AND date IS ? AND publisher IS ? ORDER BY added_at, id LIMIT 1",
                [rows.sha256(document.text), document.title, document.date, document.publisher],
            ).fetchone()
        return None if row is None else str(row[0])

    def is_current(self, document_id: str) -> bool:
        return bool(self.names_of(document_id))

    def document(self, document_id: str) -> Document:
        """A stored document, superseded or not, after its text passed its check.

        Raises DocumentNotFound or LibraryDamaged.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM documents WHERE id = ?", [document_id]
            ).fetchone()
            if row is None:
                raise DocumentNotFound(_not_found(document_id))
            if not rows.intact_document(row):
                said = "stored text" if rows.intact_head(row) else "record"
                raise LibraryDamaged(
                    f"The {said} of {row['source']} ({document_id}) is damaged and is not "
                    "shown. Remove the document and ingest it again."
                )
            names = self.names_of(document_id)
            return rows.document(row, names[0].source if names else row["source"])

    def records(self, include_superseded: bool = False) -> list[DocumentRecord]:
        """All documents, by source name."""
        condition = "1" if include_superseded else "superseded_by IS NULL"
        records = self._records(condition, [])
        return sorted(records, key=lambda record: (record.source.casefold(), record.added_at))

    def openings(self, characters: int) -> dict[str, str]:
        """The first characters of every current document's text, by its id; not checked."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT id, substr(text, 1, ?) FROM documents WHERE superseded_by IS NULL",
                [characters],
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
            raise DocumentNotFound(f"Several documents are called {id_or_name}: name one of {ids}.")
        return found[0]

    def _records(self, condition: str, parameters: list[str]) -> list[DocumentRecord]:
        with self._reading() as connection:
            found = connection.execute(f"{rows.RECORD} WHERE {condition}", parameters).fetchall()
            names = self._names_by_document([row["id"] for row in found])
            return [rows.record(row, names.get(row["id"], ())) for row in found]

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
                f"The stored file {path} is damaged and is not shown. Remove the document and "
                "ingest it again."
            )
        return path

    def original_path(self, sha256: str, suffix: str) -> Path:
        return self.folder / "originals" / sha256[:2] / f"{sha256}{suffix}"

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
        self, source: str, location: str | None, name: FileName | None, to: str
    ) -> str | None:
        """Let a name (a new one, or `name`) stand for the stored document `to`.

        Returns the id of the document that it superseded.
        """
        with self._writing() as connection:
            return rows.point(connection, source, location, name, to)

    def remove(self, id_or_name: str) -> DocumentRecord:
        """Remove a name, and with its last name the document, its text and its vectors.

        A document given by its id is removed with all its names. With a current document go
        the versions that it superseded; of a superseded one, only itself. Nothing of the text
        stays in the file. On a full disk the ballast is given up for it: have it again, when all
        is done, by `keep_ballast`. Raises DocumentNotFound.
        """
        try:
            return self._remove(id_or_name)
        except LibraryUnwritten:
            if not ballast.release(self.path):
                raise
        return self._remove(id_or_name)

    def keep_ballast(self) -> None:
        """Keep some of the disk free for a removal, where there is room for that."""
        ballast.keep(self.path)

    def _remove(self, id_or_name: str) -> DocumentRecord:
        self.sweep()  # what a removal left that was killed after its commit
        record = self.record(id_or_name)
        with self._writing() as connection:
            if id_or_name != record.id and len(record.names) > 1:
                connection.execute("DELETE FROM names WHERE source = ?", [id_or_name])
                return record
            if record.superseded_by is not None:
                before = connection.execute(
                    "SELECT id FROM documents WHERE superseded_by = ?", [record.id]
                ).fetchall()
                rows.supersede(connection, [row["id"] for row in before], record.superseded_by)
            gone = connection.execute(
                "WITH RECURSIVE gone (id) AS (SELECT ? UNION SELECT documents.id FROM documents "
                "JOIN gone ON superseded_by = gone.id) SELECT id FROM gone",
                [record.id],
            ).fetchall()
            connection.execute("DELETE FROM names WHERE document_id = ?", [record.id])
            connection.execute("DELETE FROM chunks WHERE document_id = ?", [record.id])
            connection.executemany(
                "DELETE FROM documents WHERE id = ?", [tuple(row) for row in gone]
            )
            # FTS5 keeps the words of deleted rows until it merges its segments.
            connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
        self.sweep()
        return record

    def sweep(self) -> None:
        """Delete what a command left that was killed: unfinished files, and stored files that no
        document knows of. Only after the commit, so that no document is ever without its file.
        """
        database.sweep_unfinished(self.folder / "vectors", age_seconds=0)
        database.sweep_unfinished(self.folder)  # another command may be writing there
        with self._reading() as connection:
            known = {row[0] for row in connection.execute("SELECT sha256 FROM documents")}
            for path in (self.folder / "originals").glob("*/*"):
                unfinished = path.name.endswith(database.UNFINISHED)
                if unfinished or path.name.split(".")[0] not in known:
                    path.unlink(missing_ok=True)

    # Bringing the library over to another embedder

    def begin_reindex(self) -> list[str]:
        """The ids of the current documents whose passages are still to be made again.

        Those that an earlier run for the same embedder made are not.
        """
        with self._writing(searched=False) as connection:
            return reindexing.begin(connection, self.embedder, self.dimension)

    def add_reindexed(self, new: NewDocument, vectors: Mapping[str, Vector]) -> None:
        """Keep a document's passages for the switch; search does not see them before it."""
        with self._writing(searched=False) as connection:
            rows.store_chunks(connection, new, vectors, table=reindexing.TABLE)

    def finish_reindex(self) -> None:
        """Put the new passages in the place of the old ones, all in one transaction."""
        with self._writing() as connection:
            reindexing.switch(connection, self.embedder, self.dimension)

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
                "SELECT chunks.*, substr(documents.text, start + 1, end - start) AS slice, source "
                "FROM chunks LEFT JOIN documents ON documents.id = document_id"
            ):
                if row["text"] != row["slice"] or not rows.intact_chunk(row):
                    problems.append(f"passage {row['id']} of {row['source']} is damaged")
                if not rows.intact_vector(row, None if foreign else self.dimension):
                    problems.append(f"the vector of passage {row['id']} is damaged")
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
        problems += [
            f"the stored file {path} is damaged"
            for path in sorted((self.folder / "originals").glob("*/*"))
            if not path.name.endswith(database.UNFINISHED) and not intact_original(path)
        ]
        return problems


def intact_original(path: Path) -> bool:
    """Whether a stored file holds the bytes that it is called after."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name.split(".")[0]
    except OSError:
        return False


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def _not_found(id_or_name: str) -> str:
    return (
        f"The library has no document {id_or_name!r}; 'assistant documents list' shows what it has."
    )
