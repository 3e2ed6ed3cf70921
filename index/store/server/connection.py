"""A connection to PostgreSQL that the row modules use as they use one of SQLite.

It has as much of `sqlite3.Connection` as they need: `execute`, `executemany`, rows by number and by
name, and `with` for a transaction. Errors leave it in the user's words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import psycopg
from psycopg import sql as composing

from corpus.errors import LibraryAway, LibraryError
from index.store.server import dialect
from index.store.server.faults import told_of

if TYPE_CHECKING:
    from index.store.server.server import Server

CHANGE_LOCK = 0x41535301  # of the transaction that writes, within the database
Parameters = Sequence[object]


class ServerRow:
    """A row as SQLite gives one: by number, by name, and as values in their order."""

    __slots__ = ("_places", "_values")

    def __init__(self, values: Sequence[Any], places: dict[str, int]) -> None:
        self._values = values
        self._places = places

    def __getitem__(self, key: int | str) -> Any:
        if isinstance(key, str):
            if key not in self._places:
                raise IndexError(f"no column {key}")
            return self._values[self._places[key]]
        return self._values[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keys(self) -> list[str]:
        return list(self._places)


def _row_maker(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], ServerRow]:
    places = {column.name: n for n, column in enumerate(cursor.description or ())}
    return lambda values: ServerRow(values, places)


class ServerConnection:
    """One session in one schema (namespace) of the database.

    Outside of a transaction each statement stands by itself; one that only reads is tried once
    more on a new session where the server was started again, or another took its place.
    """

    def __init__(self, server: Server, schema: str, address: str) -> None:
        self.server = server
        self.schema = schema
        self.address = address
        self._session: psycopg.Connection[ServerRow] = server.session(address, schema)
        self._begun = False
        self._come_to = ""
        self._keys: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {}

    @property
    def as_sqlite(self) -> sqlite3.Connection:
        """The connection by the type that the row modules know: it has what they use of that."""
        return cast(sqlite3.Connection, self)

    @property
    def in_transaction(self) -> bool:
        """Also where the session has ended meanwhile, and the server has rolled it back."""
        return self._begun

    def execute(self, sql: str, parameters: Parameters = ()) -> Any:
        """One statement of the store's SQL."""
        if sql == "BEGIN IMMEDIATE":  # within `with`, which began it
            return self.run(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [CHANGE_LOCK, self.schema]
            )
        statement, given = self._translated(sql, parameters)
        return _Nothing() if statement == dialect.NOTHING else self.run(statement, given)

    def run(self, sql: str, parameters: Any = ()) -> psycopg.Cursor[ServerRow]:
        """One statement of PostgreSQL's own."""
        reads = sql.lstrip().startswith(("SELECT", "WITH")) and not self.in_transaction
        try:
            try:
                return self._run(sql, parameters)
            except psycopg.Error:
                if not (reads and self._session.closed):
                    raise
            self._session = self.server.session(self.address, self.schema)
            return self._run(sql, parameters)
        except psycopg.Error as error:
            raise self._told(error) from error

    def _run(self, sql: str, parameters: Any) -> psycopg.Cursor[ServerRow]:
        return self._session.execute(cast(Any, sql), parameters or None)

    def by_index(self, sql: str, parameters: Any, searched: int) -> list[ServerRow]:
        """The rows of a query that an HNSW index orders, of which so many are looked at."""
        try:
            with self._session.transaction():
                self._session.execute(
                    "SELECT set_config('hnsw.ef_search', %s, true), "
                    "set_config('hnsw.iterative_scan', 'strict_order', true), "
                    "set_config('enable_seqscan', 'off', true)",
                    [str(searched)],
                )
                return self._session.execute(cast(Any, sql), parameters).fetchall()
        except psycopg.Error as error:
            raise self._told(error) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        given = [_storable(row) for row in rows]
        if not given:
            return
        statement, _ = self._translated(sql, given[0])
        if statement == dialect.NOTHING:
            return
        try:
            with self._session.cursor() as cursor:
                cursor.executemany(cast(Any, statement), given)
        except psycopg.Error as error:
            raise self._told(error) from error

    def copy(
        self,
        table: str,
        columns: Sequence[str],
        types: Sequence[str],
        rows: Iterable[Sequence[object]],
    ) -> None:
        """Write many rows of one table at once."""
        into = composing.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT BINARY)").format(
            composing.Identifier(table),
            composing.SQL(", ").join(map(composing.Identifier, columns)),
        )
        try:
            with self._session.cursor() as cursor, cursor.copy(into) as copy:
                copy.set_types(types)
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            raise self._told(error) from error

    def batches(self, sql: str, size: int = 500) -> Iterator[ServerRow]:
        """The rows of a query that are more than memory should hold, by a cursor on the server."""
        try:
            with self._session.transaction(), self._session.cursor(name="batches") as cursor:
                cursor.itersize = size
                yield from cursor.execute(cast(Any, sql))
        except psycopg.Error as error:
            raise self._told(error) from error

    def _translated(self, sql: str, parameters: Parameters) -> tuple[str, Any]:
        parameters = _storable(parameters)
        table = dialect.replaced_table(sql)
        if table is not None:
            return dialect.replacing(sql, *self._key_of(table)), parameters
        if dialect.is_numbered(sql):
            return dialect.translated(sql), {f"a{n}": one for n, one in enumerate(parameters, 1)}
        return dialect.translated(sql), parameters

    def _key_of(self, table: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """The columns of a table, those that tell one row from another beside its number, and
        the column of that number."""
        if table not in self._keys:
            found = self.run(
                "SELECT attname, attidentity <> '' FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                [table],
            ).fetchall()
            columns = tuple(row[0] for row in found)
            numbered = next((row[0] for row in found if row[1]), "")
            keys = self.run(
                "SELECT array(SELECT attname::text FROM unnest(indkey) AS n JOIN pg_attribute "
                "ON attrelid = indrelid AND attnum = n) FROM pg_index "
                "WHERE indrelid = %s::regclass AND indisunique ORDER BY indexrelid",
                [table],
            ).fetchall()
            key = next((tuple(row[0]) for row in keys if row[0] != [numbered]), ())
            self._keys[table] = (columns, key, numbered)
        return self._keys[table]

    def _told(self, error: psycopg.Error) -> LibraryError:
        return told_of(error, self.server.name)

    # A transaction, as sqlite3 has it

    def __enter__(self) -> ServerConnection:
        assert not self._begun, "a transaction within another"
        try:
            self._run("BEGIN", ())
        except psycopg.Error as error:
            if not self._session.closed:
                raise self._told(error) from error
            # Nothing has been asked of it yet: another session will do, where there is one.
            self._session = self.server.session(self.address, self.schema)
            self.run("BEGIN")
        self._begun = True
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self.rollback()
            return
        try:
            self.run("COMMIT")
        finally:
            self._begun = False
        if self.server.addresses[1] is not None:
            row = self.run("SELECT pg_current_wal_insert_lsn()::text").fetchone()
            self.server.written = row[0] if row is not None else ""

    def has_come_to(self, place: str) -> bool:
        """Whether a replica has all that was written until a place in the log; once it has, it
        is not asked again."""
        if place and place != self._come_to:
            row = self.run(
                "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", [place]
            ).fetchone()
            if row is None or not row[0]:
                return False
            self._come_to = place
        return True

    def rollback(self) -> None:
        begun, self._begun = self._begun, False
        if begun and not self._session.closed:
            with suppress(LibraryAway):  # the server rolls back by itself what was not committed
                self.run("ROLLBACK")

    @property
    def closed(self) -> bool:
        return bool(self._session.closed)

    def close(self) -> None:
        self._session.close()

    def __del__(self) -> None:
        if hasattr(self, "_session"):  # of a thread that has ended
            self._session.close()


def _storable(parameters: Parameters) -> Parameters:
    """Without the character of the number 0, which a name may be asked for by, and PostgreSQL
    takes in no text."""
    return [
        one.replace("\0", "\ufffd") if isinstance(one, str) and "\0" in one else one
        for one in parameters
    ]


class _Nothing:
    """What a statement gives that PostgreSQL does not need."""

    def fetchone(self) -> None:
        return None

    def fetchall(self) -> list[ServerRow]:
        return []

    def __iter__(self) -> Iterator[ServerRow]:
        return iter(())
