"""The file of the library: made where there is none, checked as it opens; its transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self
from uuid import uuid4
from weakref import WeakSet

from corpus.errors import LibraryDamaged, LibraryReadOnly
from corpus.wording import _
from index.store import database, keywords
from index.store.tables import schema

if TYPE_CHECKING:
    from index.store.tables.tallies import Tallies

NO_EMBEDDER = ""  # of a library that is opened, and never made


class Tallied(Protocol):
    """What follows from what a transaction changes, and is kept up in it."""

    def begin(self) -> None: ...
    def write(self, revision: int) -> None: ...
    def rebuild_keywords(self) -> None: ...


class LibraryFile:
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
            self._open()

    def _open(self) -> None:
        if not self.path.exists():
            self._create()
        database.check_whole(self._connection, self.path)
        self._check_meta()

    @classmethod
    def existing(cls, folder: Path) -> Self | None:
        """The library of a data folder with the embedder that it was made with, whatever is set;
        None where there is none yet. Raises as opening it does."""
        if not (folder / database.FILE_NAME).exists():
            return None
        library = cls(folder, NO_EMBEDDER, 0)
        meta = library._meta()
        library.embedder, library.dimension = meta["embedder"], int(meta["dimension"])
        return library

    def _create(self) -> None:
        left = [name for name in ("vectors", "originals") if (self.folder / name).exists()]
        if left or self.embedder == NO_EMBEDDER:
            raise LibraryDamaged(
                _(
                    "{path} is missing, though {folder} holds {names} of a library. Restore it from"
                    " a backup, or choose a new folder with --data-dir."
                ).format(path=self.path, folder=self.folder, names=_(" and ").join(left))
            )
        meta = {
            "format": str(schema.FORMAT),
            "embedder": self.embedder,
            "dimension": str(self.dimension),
            "revision": "0",
            "library": uuid4().hex,  # tells a vector file of this library from another's
        }
        try:
            database.make_folder(self.folder)
        except OSError as error:
            raise LibraryReadOnly(
                _(
                    "The data folder {folder} cannot be made ({strerror}). Choose another "
                    "with --data-dir."
                ).format(folder=self.folder, strerror=error.strerror)
            ) from error
        from index.store.writer_lock import writer_lock  # a library is made once and opened often

        with writer_lock(self.folder, wait_seconds=10):
            if not self.path.exists():  # another process may have made it meanwhile
                database.create(self.path, meta, schema.SCHEMA, keywords.seal)

    def _check_meta(self) -> None:
        meta = self._meta()
        if not {"library", "revision"} <= meta.keys() or not meta.get("format", "").isdecimal():
            raise database.damaged(self.path, "it does not say what it is")
        database.check_format(self.path, meta["format"], schema.FORMAT)
        if int(meta["format"]) < schema.FORMAT:
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

    @property
    def _tallies(self) -> Tallied:
        """What the transactions of this thread keep up."""
        tallies: Tallies | None = getattr(self._local, "tallies", None)
        if tallies is None:
            from index.store.tables.tallies import Tallies  # which only those need who write

            tallies = self._local.tallies = Tallies(self._connection)
        return tallies

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
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that also moves the revision on, and keeps up what follows from what it
        changes: the seals of the keyword index, the counts of words, the list of changes."""
        with database.told_plainly(self.path):
            connection, tallies = self._connection, self._tallies
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                tallies.begin()
                yield connection
                (revision,) = connection.execute(
                    "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision' "
                    "RETURNING CAST(value AS INTEGER)"
                ).fetchone()
                tallies.write(revision)

    def revision(self) -> int:
        """A number that grows with every change."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
            return int(row[0])

    def original_path(self, sha256: str, suffix: str) -> Path:
        return self.folder / "originals" / sha256[:2] / f"{sha256}{suffix}"
