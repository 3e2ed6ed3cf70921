"""The two ends of a move: a data folder, or a database. Both give and take the same rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import LibraryError
from corpus.wording import _
from index.store import database, keywords
from index.store.server import dialect, places, search_tables
from index.store.server.connection import ServerConnection
from index.store.server.library import ORIGINALS, SCHEMA, SEARCH_FORMAT
from index.store.server.server import Server
from index.store.tables import changes, removed_rows, schema, word_counts
from index.store.writer_lock import writer_lock

MOVING = "moving"  # begins the name of what is not whole yet
LIBRARY = Path(database.FILE_NAME).stem


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table as both stores have it: its columns, and those by which its rows are in order."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbered: bool  # by a number that each row gets


@dataclass(frozen=True, slots=True)
class MovedFile:
    """One of the files of a data folder, by its name without suffix: its schema in SQL, and its
    tables in an order in which their rows can be put in."""

    name: str
    schema: str
    tables: tuple[MovedTable, ...]


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that belongs to the library: an original, or one of a removal (`folder`)."""

    folder: str
    name: str


def moved_file(name: str, sql: str) -> MovedFile:
    """A file of a data folder by its schema, which SQLite reads."""
    tables = []
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        made = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND "
            "name NOT IN (SELECT t.name FROM sqlite_master v JOIN sqlite_master t "
            "ON t.name LIKE v.name || '%' WHERE v.sql LIKE 'CREATE VIRTUAL%') ORDER BY rowid"
        )
        for (table,) in made.fetchall():
            if name == LIBRARY and table in schema.DERIVED:
                continue
            told = connection.execute(f"PRAGMA table_info({table})").fetchall()
            columns = tuple(row[1] for row in told)
            key = tuple(row[1] for row in sorted(told, key=lambda row: int(row[5])) if row[5])
            numbered = [row[2] for row in told if row[5]] == ["INTEGER"]
            if table in dialect.WITHOUT_NUMBER:
                columns, key = ("rowid", *columns), ("rowid",)
            tables.append(MovedTable(table, columns, key, numbered or key == ("rowid",)))
    return MovedFile(name, sql, tuple(tables))


class End(Protocol):
    """One end of a move. `name` is how it is shown."""

    name: str

    def lock(self) -> AbstractContextManager[object]: ...
    def has(self, kept: MovedFile, moving: bool = False) -> bool: ...
    def opened(self, kept: MovedFile, moving: bool = False) -> AbstractContextManager[Any]: ...
    def begin(self, kept: MovedFile) -> None: ...
    def drop(self, kept: MovedFile) -> None: ...
    def last_number(self, connection: Any, table: MovedTable) -> int: ...
    def go_on_from(self, connection: Any, table: MovedTable, number: int) -> None: ...
    def blobs(self) -> list[Blob]: ...
    def read(self, blob: Blob, moving: bool = False) -> bytes: ...
    def has_blob(self, blob: Blob) -> bool: ...
    def put(self, blob: Blob, content: bytes) -> None: ...
    def finish_search(self, kept: MovedFile) -> Iterator[int]: ...
    def publish(self, all_of_them: Sequence[MovedFile]) -> None: ...


class FolderEnd:
    """A data folder. What comes into it lies in `.moving` there until all of it is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)
        self._staged = folder / f".{MOVING}"

    def lock(self) -> AbstractContextManager[object]:
        database.make_folder(self.folder)
        return writer_lock(self.folder, 10)

    def _path(self, kept: MovedFile, moving: bool) -> Path:
        return (self._staged if moving else self.folder) / f"{kept.name}.sqlite"

    def has(self, kept: MovedFile, moving: bool = False) -> bool:
        return self._path(kept, moving).exists()

    @contextmanager
    def opened(self, kept: MovedFile, moving: bool = False) -> Iterator[Any]:
        path = self._path(kept, moving)
        with database.told_plainly(path), closing(database.connect(path)) as connection:
            database.check_whole(connection, path)
            yield connection

    def begin(self, kept: MovedFile) -> None:
        database.make_folder(self._staged)
        with database.told_plainly(self._path(kept, True)):
            database.create(self._path(kept, True), {}, kept.schema)

    def drop(self, kept: MovedFile) -> None:
        self._path(kept, True).unlink(missing_ok=True)

    def last_number(self, connection: Any, table: MovedTable) -> int:
        found = connection.execute(f"SELECT max({table.key[0]}) FROM {table.name}").fetchone()
        last = found[0] or 0
        if connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
        ).fetchone():
            told = connection.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]
            ).fetchone()
            last = max(last, told[0] if told else 0)
        return int(last)

    def go_on_from(self, connection: Any, table: MovedTable, number: int) -> None:
        if connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
        ).fetchone():
            changed = connection.execute(
                "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [number, table.name]
            )
            made = connection.execute(
                "SELECT sql FROM sqlite_master WHERE name = ?", [table.name]
            ).fetchone()
            if not changed.rowcount and "AUTOINCREMENT" in made[0]:
                connection.execute(
                    "INSERT INTO sqlite_sequence VALUES (?, ?)", [table.name, number]
                )

    def blobs(self) -> list[Blob]:
        originals = (self.folder / "originals").glob("*/*")
        removals = (self.folder / removed_rows.FOLDER).glob("*/*")
        found = [Blob("", path.name) for path in originals] + [
            Blob(path.parent.name, path.name) for path in removals
        ]
        whole = (
            one for one in found if not f"{one.folder}{one.name}".endswith(database.UNFINISHED)
        )
        return sorted(whole, key=lambda one: (one.folder, one.name))

    def _blob(self, blob: Blob, root: Path) -> Path:
        if blob.folder:
            return root / removed_rows.FOLDER / blob.folder / blob.name
        return root / "originals" / blob.name[:2] / blob.name

    def read(self, blob: Blob, moving: bool = False) -> bytes:
        path = self._blob(blob, self._staged if moving else self.folder)
        with database.disk_told_plainly(path):
            return path.read_bytes()

    def has_blob(self, blob: Blob) -> bool:
        return self._blob(blob, self._staged).exists()

    def put(self, blob: Blob, content: bytes) -> None:
        path = self._blob(blob, self._staged)
        with database.disk_told_plainly(path):
            database.make_folder(path.parent)
            database.write_whole(path, content)

    def finish_search(self, kept: MovedFile) -> Iterator[int]:
        """FTS5 has followed by its triggers; it is sealed as it stands, and words are counted."""
        if kept.name == LIBRARY:
            with self.opened(kept, True) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                keywords.seal(connection)
                word_counts.count_all(connection)
                (revision,) = connection.execute(
                    "SELECT value FROM meta WHERE key = 'revision'"
                ).fetchone()
                changes.keep(connection, int(revision), (), ())
        yield from ()

    def publish(self, all_of_them: Sequence[MovedFile]) -> None:
        with database.disk_told_plainly(self.folder / database.FILE_NAME):
            for path in sorted(self._staged.rglob("*")):
                place = self.folder / path.relative_to(self._staged)
                if path.is_dir():
                    database.make_folder(place)
                elif path.name != database.FILE_NAME:
                    path.replace(place)
            # Last: without it a folder is no library.
            (self._staged / database.FILE_NAME).replace(self.folder / database.FILE_NAME)
            for path in sorted(self._staged.rglob("*"), reverse=True):
                path.rmdir()
            self._staged.rmdir()


class ServerEnd:
    """A database. What comes into it is in schemas `moving_...` until all of it is whole."""

    def __init__(self, address: str) -> None:
        self.server = Server(address)
        self.name = self.server.name

    def lock(self) -> AbstractContextManager[object]:
        return self.server.writer_lock(10)

    def _schema(self, name: str, moving: bool) -> str:
        called = places.schema_of(Path(f"{name}.sqlite"))
        return f"{MOVING}_{called}" if moving else called

    def has(self, kept: MovedFile, moving: bool = False) -> bool:
        return self.server.has_schema(self._schema(kept.name, moving))

    @contextmanager
    def opened(self, kept: MovedFile, moving: bool = False) -> Iterator[ServerConnection]:
        with self.server.connection(self._schema(kept.name, moving)) as connection:
            yield connection

    def begin(self, kept: MovedFile) -> None:
        def more(connection: ServerConnection) -> None:
            if kept.name == LIBRARY:
                search_tables.make(connection)
                connection.run(ORIGINALS)

        if kept.name == LIBRARY:
            self.server.have_pgvector()
        self.server.make_schema(self._schema(kept.name, True), kept.schema, {}, more)

    def drop(self, kept: MovedFile) -> None:
        with self.server.connection("") as connection:
            connection.run(f"DROP SCHEMA IF EXISTS {self._schema(kept.name, True)} CASCADE")
        self.server.close()

    def last_number(self, connection: ServerConnection, table: MovedTable) -> int:
        name = connection.run(
            "SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key[0]]
        ).fetchone()
        assert name is not None and name[0] is not None, table
        row = connection.run(f"SELECT last_value, is_called FROM {name[0]}").fetchone()
        assert row is not None
        return int(row[0]) if row[1] else 0

    def go_on_from(self, connection: ServerConnection, table: MovedTable, number: int) -> None:
        connection.run(
            "SELECT setval(pg_get_serial_sequence(%s, %s), greatest(1, %s), %s)",
            [table.name, table.key[0], number, number > 0],
        )

    def blobs(self) -> list[Blob]:
        with self.server.connection(SCHEMA) as connection:
            found = connection.run(
                "SELECT '', sha256 || suffix FROM originals WHERE sha256 IN "
                "(SELECT sha256 FROM documents) UNION ALL "
                "SELECT name, sha256 || suffix FROM removed_originals UNION ALL "
                "SELECT name, %s FROM removals",
                [removed_rows.FILE],
            ).fetchall()
        return sorted((Blob(*row) for row in found), key=lambda one: (one.folder, one.name))

    def read(self, blob: Blob, moving: bool = False) -> bytes:
        content = self._content(blob, moving)
        if content is None:
            raise LibraryError(
                _("{name} has no file {file} any more; move again.").format(
                    name=self.name, file=blob.name
                )
            )
        return content

    def has_blob(self, blob: Blob) -> bool:
        return not blob.folder and self._content(blob, True) is not None

    def _content(self, blob: Blob, moving: bool) -> bytes | None:
        with self.server.connection(self._schema(LIBRARY, moving)) as connection:
            if blob.name == removed_rows.FILE:
                row = connection.run(
                    "SELECT content FROM removals WHERE name = %s", [blob.folder]
                ).fetchone()
            else:
                row = connection.run(
                    "SELECT content FROM originals WHERE sha256 || suffix = %s AND sha256 = %s",
                    [blob.name, blob.name.split(".")[0]],
                ).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, blob: Blob, content: bytes) -> None:
        schema_ = self._schema(LIBRARY, True)
        sha256, dot, suffix = blob.name.partition(".")
        with self.server.connection(schema_) as connection, connection:
            if blob.name == removed_rows.FILE:
                connection.run(
                    "INSERT INTO removals VALUES (%s, %s) "
                    "ON CONFLICT (name) DO UPDATE SET content = excluded.content",
                    [blob.folder, content],
                )
                return
            connection.run(
                "INSERT INTO originals VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [sha256, dot + suffix, content],
            )
            if blob.folder:
                connection.run(
                    "INSERT INTO removals VALUES (%s, '') ON CONFLICT DO NOTHING", [blob.folder]
                )
                connection.run(
                    "INSERT INTO removed_originals SELECT %s, %s, %s WHERE NOT EXISTS (SELECT FROM "
                    "removed_originals WHERE name = %s AND sha256 = %s)",
                    [blob.folder, sha256, dot + suffix, blob.folder, sha256],
                )

    def finish_search(self, kept: MovedFile) -> Iterator[int]:
        """Make the words and vectors of all documents, some at a time; how many are left."""
        if kept.name != LIBRARY:
            return
        with self.server.connection(self._schema(LIBRARY, True)) as connection:
            while True:
                with connection:
                    search_tables.follow(connection, search_tables.GROUP)
                    row = connection.run("SELECT count(*) FROM stale").fetchone()
                assert row is not None
                yield int(row[0])
                if not row[0]:
                    break
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [SEARCH_FORMAT, str(search_tables.FORMAT)],
            )

    def publish(self, all_of_them: Sequence[MovedFile]) -> None:
        self.server.close()
        with self.server.connection("") as connection, connection:
            for one in all_of_them:
                connection.run(
                    f"ALTER SCHEMA {self._schema(one.name, True)} "
                    f"RENAME TO {self._schema(one.name, False)}"
                )
        self.server.close()


def _has_sequences(connection: Any) -> bool:
    """Whether a file of SQLite has tables none of whose numbers is used twice."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
    return found.fetchone() is not None


def end_of(place: str) -> FolderEnd | ServerEnd:
    """An end by what a person calls it: the path of a data folder, or an address."""
    return ServerEnd(place) if "://" in place else FolderEnd(Path(place).expanduser().absolute())
