"""A file of its own beside the library, for what people make: entries, results.

So they never wait for an ingest, which holds the library's writer lock. A file that fails its
checks is refused and left as it is, never begun anew. Where a server keeps the folder's content,
each such file is a schema (a namespace) of its database, with the same tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from corpus.errors import LibraryLocked
from corpus.wording import _
from index.store import database
from index.store.server import places

PATIENCE = 10.0  # seconds to wait for another program's change


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file of a kind holds, in its own words (`holds`, `format`, `schema`, which has a
    table `meta`) and in those of its users (`purpose`). `upgrade` brings a file of the format
    before to this one, within a transaction; there is none for the first.
    """

    holds: str
    format: int
    schema: str
    purpose: database.Purpose
    upgrade: Callable[[sqlite3.Connection], None] | None = None


class KeptFile:
    """One such file. Safe to use from many threads and processes."""

    KIND: ClassVar[FileKind]

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        return places.exists(self.path)

    @contextmanager
    def reading(self, to_write: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection for one piece of work.

        Opened anew each time, in a fraction of a millisecond, so that no thread goes on with a
        file that was restored from a backup meanwhile.
        """
        if (server := places.server_of(self.path.parent)) is not None:
            with (
                database.values_told_plainly(self.path, self.KIND.purpose),
                server.connection(places.schema_of(self.path), reading=not to_write) as kept,
            ):
                self._check_meta(kept.as_sqlite)
                yield kept.as_sqlite
            return
        with (
            database.told_plainly(self.path, self.KIND.purpose),
            closing(database.connect(self.path, PATIENCE)) as connection,
        ):
            database.check_whole(connection, self.path, self.KIND.purpose)
            self._check_meta(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what is not committed is rolled back."""
        with self.reading(to_write=True) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def create(self) -> None:
        """Make the file, and its folder, where there is none."""
        meta = {"holds": self.KIND.holds, "format": str(self.KIND.format)}
        if (server := places.server_of(self.path.parent)) is not None:
            server.make_schema(places.schema_of(self.path), self.KIND.schema, meta)
            return
        from filelock import Timeout  # needed once in the life of a data folder

        with database.told_plainly(self.path, self.KIND.purpose):
            database.make_folder(self.path.parent)
            try:
                with database.file_lock(self.path, PATIENCE):
                    if not self.path.exists():  # another process may have made it meanwhile
                        database.create(self.path, meta, self.KIND.schema)
            except Timeout as error:
                raise LibraryLocked(
                    _("{path} is being made by another program; try again when it is done.").format(
                        path=self.path
                    )
                ) from error

    def _check_meta(self, connection: sqlite3.Connection) -> None:
        made = self._format(connection)
        database.check_format(self.path, made, self.KIND.format)
        upgrade = self.KIND.upgrade
        if made < self.KIND.format:
            if upgrade is None:
                raise database.damaged(self.path, "it does not say what it is", self.KIND.purpose)
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                if self._format(connection) < self.KIND.format:  # another process may be first
                    upgrade(connection)
                    connection.execute(
                        "UPDATE meta SET value = ? WHERE key = 'format'", [str(self.KIND.format)]
                    )

    def _format(self, connection: sqlite3.Connection) -> int:
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        if meta.get("holds") != self.KIND.holds or not meta.get("format", "").isdecimal():
            raise database.damaged(self.path, "it does not say what it is", self.KIND.purpose)
        return int(meta["format"])
