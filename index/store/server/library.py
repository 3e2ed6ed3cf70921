"""The library on a server: the same rows and seals, by the same modules, in PostgreSQL.

What differs from the file: words and vectors for search are tables of their own; originals and
removals are rows, and what lies of them in the data folder was fetched and can be fetched again.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import Row as SqliteRow
from typing import TYPE_CHECKING, Self, cast
from uuid import uuid4

from corpus.errors import LibraryError
from index.store import database, rows
from index.store.library import Library, intact_original
from index.store.library_file import NO_EMBEDDER
from index.store.records import DocumentRecord
from index.store.rows import FileName, NewDocument
from index.store.server import dialect, places, search_tables, searching
from index.store.server.connection import ServerConnection, ServerRow
from index.store.server.server import Server
from index.store.tables import removed_rows, schema
from index.store.tables.passage_words import CountedPassages

if TYPE_CHECKING:
    from index.models.embedder import Vector
    from index.store.tables.removed_rows import Removal

log = logging.getLogger(__name__)

SCHEMA = places.schema_of(Path(database.FILE_NAME))
ORIGINALS = """
-- The files as they came.
CREATE TABLE originals (
    sha256 TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (sha256, suffix)
);
-- The folders of what was removed, see removed_rows.py: `content` is their file of rows.
CREATE TABLE removals (
    name TEXT COLLATE "C" PRIMARY KEY,
    content BYTEA NOT NULL
);
CREATE TABLE removed_originals (
    name TEXT COLLATE "C" NOT NULL REFERENCES removals (name) ON DELETE CASCADE,
    sha256 TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL
)
"""
SEARCH_FORMAT = "search_format"  # in `meta`: that of `search_tables`
FRESH_SECONDS = 24 * 3600  # for which a fetched original is left alone


class ServerLibrary(CountedPassages, Library):
    """A library in a database; see `Library` for what it keeps. `folder` is the data folder of
    this machine.

    Raises LibraryAway, LibraryMismatch, LibraryReadOnly and LibraryDamaged, in opening and in
    use; what was not committed when a connection broke is as if it had never been.
    """

    def __init__(self, folder: Path, embedder_name: str, dimension: int) -> None:
        server = places.server_of(folder)
        assert server is not None, folder
        self.server: Server = server
        super().__init__(folder, embedder_name, dimension)

    def _open(self) -> None:
        self.path = self.folder / self.server.name
        if not self.server.has_schema(SCHEMA):
            self._create()
        self._check_meta()
        self._check_search_format()

    @classmethod
    def existing(cls, folder: Path) -> Self | None:
        server = places.server_of(folder)
        if server is None or not server.has_schema(SCHEMA):
            return None
        library = cls(folder, NO_EMBEDDER, 0)
        meta = library._meta()
        library.embedder, library.dimension = meta["embedder"], int(meta["dimension"])
        return library

    def _create(self) -> None:
        meta = {
            "format": str(schema.FORMAT),
            "embedder": self.embedder,
            "dimension": str(self.dimension),
            "revision": "0",
            "library": uuid4().hex,
            SEARCH_FORMAT: str(search_tables.FORMAT),
        }
        database.make_folder(self.folder)
        with self.server.writer_lock(10):
            self.server.have_pgvector()

            def more(connection: ServerConnection) -> None:
                search_tables.make(connection)
                connection.run(ORIGINALS)

            self.server.make_schema(SCHEMA, schema.SCHEMA, meta, more)

    def _migrate(self) -> None:
        """From format 5, the first that a server has had: what 6 added for files stays empty."""
        with self.server.writer_lock(30), self._writing() as connection:
            (made,) = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
            if int(made) == schema.FORMAT:
                return  # another process was first
            _server(connection).run(dialect.schema(";".join(schema.COUNTS)))
            connection.execute(
                "UPDATE meta SET value = ? WHERE key = 'format'", [str(schema.FORMAT)]
            )
        log.warning("%s has format %d now.", self.path, schema.FORMAT)

    def _check_search_format(self) -> None:
        made = self._meta().get(SEARCH_FORMAT, "0")
        newest = search_tables.FORMAT
        database.check_format(self.path, made, newest)
        if int(made) == newest:
            return
        with self.server.writer_lock(30), self._writing() as connection:
            (made,) = connection.execute(
                "SELECT value FROM meta WHERE key = ?", [SEARCH_FORMAT]
            ).fetchone() or ("0",)
            if int(made) == newest:
                return  # another process was first
            log.warning("%s is from an earlier version: what search reads is made anew.", self.path)
            search_tables.make_anew(_server(connection))
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", [SEARCH_FORMAT, str(newest)]
            )
        log.warning("%s has search format %d now.", self.path, newest)

    # Connections and transactions

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """On the replica where there is one, and it has what this process wrote. Within a
        transaction, and while this process holds the right to write, on the server itself."""
        primary: ServerConnection | None = getattr(self._local, "connection", None)
        within = primary is not None and primary.in_transaction
        with database.values_told_plainly(self.path):
            if within or self.server.addresses[1] is None:
                yield self._connection
                return
            with self.server.connection(SCHEMA, reading=True) as connection:
                yield connection.as_sqlite

    def _meta(self) -> dict[str, str]:
        with self._reading() as connection:
            return dict(connection.execute("SELECT key, value FROM meta").fetchall())

    @property
    def _connection(self) -> Connection:
        connection: ServerConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = ServerConnection(self.server, SCHEMA, self.server.address)
            self._local.connection = connection
            self._connections.add(cast(database.Connection, connection))
        return connection.as_sqlite

    def close(self) -> None:
        super().close()
        self.server.close()

    @property
    def _tallies(self) -> ServerTallies:
        return ServerTallies(self.server, _server(self._connection))

    def _records(self, condition: str, parameters: list[str]) -> list[DocumentRecord]:
        condition = "true" if condition == "1" else condition  # of which no order can be asked
        return super()._records(f"{condition} ORDER BY documents.rowid", parameters)

    # Search

    @contextmanager
    def searching(self) -> Iterator[ServerConnection]:
        """The connection itself, for what search asks of PostgreSQL alone."""
        with self._reading() as connection:
            yield _server(connection)

    def match(
        self, query: str, k: int, document_ids: frozenset[str] | None = None
    ) -> list[tuple[int, float]]:
        with self._reading() as connection:
            return searching.match(_server(connection), query, k, document_ids)

    def documents_with(self, query: str, k: int) -> set[str]:
        with self._reading() as connection:
            return searching.documents_with(_server(connection), query, k)

    def count_matches(self, query: str, most: int) -> int:
        with self._reading() as connection:
            return searching.count_matches(_server(connection), query, most)

    def share_of_matches(self, query: str) -> float:
        passages = self.chunk_count()
        return self.count_matches(query, passages) / passages if passages else 0.0

    def keywords_intact(self) -> bool:
        return True  # they are made in the transaction of their passages

    def mend_keywords(self) -> None:
        pass

    def _forget_words(self, connection: Connection, passages: int, at_once: bool) -> None:
        pass  # they go with their document

    def chunk_count(self) -> int:
        with self._reading() as connection:
            row = connection.execute("SELECT sum(passages)::bigint FROM searched").fetchone()
            return int(row[0] or 0)

    def embeddings_by_hash(self, hashes: Iterable[str]) -> dict[str, Vector]:
        import numpy as np

        with self._reading() as connection:
            found = _server(connection).run(
                "SELECT DISTINCT ON (embedded_sha256) embedded_sha256, embedding, embedding_sha256 "
                "FROM chunks WHERE embedded_sha256 = ANY(%s) ORDER BY embedded_sha256, id",
                [sorted(set(hashes))],
            )
            return {
                row[0]: np.frombuffer(row["embedding"], dtype="<f4")
                for row in found
                if rows.intact_vector(_row(row), self.dimension)
            }

    def _texts(self) -> Iterator[tuple[str, str]]:
        with (
            database.values_told_plainly(self.path),
            self.server.connection(SCHEMA, reading=True) as connection,
        ):
            for row in connection.batches(dialect.translated(rows.PASSAGE)):
                if rows.intact_chunk(_row(row)):
                    yield row["heading_words"], row["text"]

    # Originals

    def add(
        self, items: Sequence[tuple[NewDocument, FileName | None]], vectors: Mapping[str, Vector]
    ) -> list[str | None]:
        with self._writing() as connection:
            for new, _name in items:
                self._keep_original(_server(connection), new.sha256, new.suffix)
            return [rows.store(connection, new, vectors, name) for new, name in items]

    def _keep_original(self, connection: ServerConnection, sha256: str, suffix: str) -> None:
        """Store the file that an ingest has put into the folder, in its document's transaction."""
        path = self.original_path(sha256, suffix)
        if intact_original(path):
            connection.run(
                "INSERT INTO originals VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [sha256, suffix, path.read_bytes()],
            )

    def original(self, document_id: str) -> Path | None:
        with self._reading() as connection:
            row = connection.execute(
                "SELECT sha256, suffix FROM documents WHERE id = ?", [document_id]
            ).fetchone()
            if row is not None:
                self._fetch(_server(connection), row["sha256"], row["suffix"])
        return super().original(document_id)

    def _fetch(self, connection: ServerConnection, sha256: str, suffix: str) -> None:
        """Have an original in the data folder, where the server has it."""
        path = self.original_path(sha256, suffix)
        if intact_original(path):
            return
        row = connection.run(
            "SELECT content FROM originals WHERE sha256 = %s AND suffix = %s", [sha256, suffix]
        ).fetchone()
        if row is not None:
            database.make_folder(path.parent)
            database.write_whole(path, row[0])

    def keep_ballast(self) -> None:
        pass  # the server's disk is not this machine's

    def remove(self, id_or_name: str, *, keep: bool = False) -> Removal:
        return self._remove(id_or_name, keep)

    def sweep(self, only: Collection[str] | None = None) -> None:
        super().sweep(only)
        with self._reading() as connection:
            connection.execute(
                "DELETE FROM originals WHERE NOT EXISTS (SELECT FROM documents "
                "WHERE documents.sha256 = originals.sha256) AND NOT EXISTS (SELECT FROM "
                "removed_originals WHERE removed_originals.sha256 = originals.sha256)"
            )

    # What was removed

    def _keep_removed(self, connection: Connection, id_: str, gone: Sequence[str]) -> str:
        found = connection.execute(
            f"SELECT sha256, suffix FROM documents WHERE id IN ({','.join('?' * len(gone))})",
            [*gone],
        ).fetchall()
        for row in found:
            self._fetch(_server(connection), row["sha256"], row["suffix"])
        until = super()._keep_removed(connection, id_, gone)
        made = max(self._removed_folder.glob(f"{id_}-*"), key=lambda path: path.name)
        content = (made / removed_rows.FILE).read_bytes()
        server = _server(connection)
        server.run("INSERT INTO removals VALUES (%s, %s)", [made.name, content])
        server.executemany(
            "INSERT INTO removed_originals VALUES (?, ?, ?)",
            [(made.name, row["sha256"], row["suffix"]) for row in found],
        )
        return until

    @property
    def _removed_folder(self) -> Path:
        return self.folder / removed_rows.FOLDER

    def _removals(self) -> Iterator[tuple[Path, str, datetime]]:
        with self._reading() as connection:
            kept = {row[0] for row in connection.execute("SELECT name FROM removals")}
            for path in self._removed_folder.glob("*"):
                if path.name not in kept and not path.name.endswith(database.UNFINISHED):
                    shutil.rmtree(path, ignore_errors=True)
            for name in kept:
                self._fetch_removal(_server(connection), name)
        return super()._removals()

    def _fetch_removal(self, connection: ServerConnection, name: str) -> None:
        """Have the rows of a removal in the data folder, and the originals that are there."""
        folder = self._removed_folder / name
        if (folder / removed_rows.FILE).exists():
            return
        row = connection.run("SELECT content FROM removals WHERE name = %s", [name]).fetchone()
        if row is None:
            return
        database.make_folder(folder)
        database.write_whole(folder / removed_rows.FILE, row[0])

    def restore(self, id_or_name: str) -> str:
        folder, _id = self._removal_of(id_or_name)
        with self._reading() as connection:
            server = _server(connection)
            for row in server.run(
                "SELECT sha256, suffix, content FROM removed_originals JOIN originals "
                "USING (sha256, suffix) WHERE name = %s",
                [folder.name],
            ):
                path = folder / f"{row['sha256']}{row['suffix']}"
                if not path.exists():
                    database.write_whole(path, row["content"])
        id_ = super().restore(id_or_name)
        with self._reading() as connection:
            _server(connection).run("DELETE FROM removals WHERE name = %s", [folder.name])
        return id_

    def _sweep_removed(self) -> None:
        super()._sweep_removed()
        with self._reading() as connection:
            _server(connection).run(
                "DELETE FROM removals WHERE split_part(name, '-', 1) IN (SELECT id FROM documents)"
            )

    def expire_removed(self) -> None:
        """The same on the server; and what other machines removed goes from this one's folder."""
        super().expire_removed()
        with suppress(LibraryError):  # the server is away, and questions are answered all the same
            server = _server(self._connection)
            now = datetime.now(UTC)
            for row in server.run("SELECT name FROM removals").fetchall():
                if removed_rows.is_expired(row[0], now):
                    server.run("DELETE FROM removals WHERE name = %s", [row[0]])
            self._forget_fetched(server)

    def _forget_fetched(self, connection: ServerConnection) -> None:
        """Delete originals from the folder that no document has any more. What is fresh stays: an
        ingest may be about to store it."""
        fetched = {
            path: path.name.split(".")[0]
            for path in (self.folder / "originals").glob("*/*")
            if time.time() - path.stat().st_mtime > FRESH_SECONDS
        }
        if fetched:
            known = connection.run(
                "SELECT sha256 FROM documents WHERE sha256 = ANY(%s)", [sorted({*fetched.values()})]
            )
            current = {row[0] for row in known}
            for path, sha256 in fetched.items():
                if sha256 not in current:
                    path.unlink(missing_ok=True)

    # Checks

    def problems(self) -> list[str]:
        problems = super().problems()
        with self._reading() as connection:
            for row in _server(connection).batches(
                "SELECT sha256, suffix, sha256 = encode(sha256(content), 'hex') AS whole "
                "FROM originals"
            ):
                if not row["whole"]:
                    problems.append(f"the stored file {row['sha256']}{row['suffix']} is damaged")
        return problems

    def _problems_of_search(self, connection: Connection) -> list[str]:
        return [*search_tables.problems(_server(connection))]


class ServerTallies:
    """What the transactions of a connection keep up: the words and vectors that search reads."""

    def __init__(self, server: Server, connection: ServerConnection) -> None:
        self._server, self._connection = server, connection

    def begin(self) -> None:
        pass

    def write(self, revision: int) -> None:
        search_tables.follow(self._connection)
        self._server.refuse_without_lock(self._connection)

    def rebuild_keywords(self) -> None:
        pass


def _server(connection: Connection) -> ServerConnection:
    """The connection by what it is."""
    return cast(ServerConnection, connection)


def _row(row: ServerRow) -> SqliteRow:
    """A row by the type that the row modules know."""
    return cast(SqliteRow, row)
