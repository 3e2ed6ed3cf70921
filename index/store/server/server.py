"""A database of PostgreSQL that keeps the content of a data folder."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import LibraryAway, LibraryError
from corpus.wording import _

if TYPE_CHECKING:
    import psycopg

    from index.store.server.connection import ServerConnection, ServerRow

SCHEMES = ("postgresql", "postgres")
WRITER_LOCK = 0x41535302  # of the one writer, for as long as its session lives
PATIENCE = 30.0  # seconds to wait for another's change
CONNECT_SECONDS = 5


class Server:
    """One database on a server, and of it perhaps a replica to read from.

    Making one connects to nothing. Safe to use from many threads.
    """

    def __init__(self, address: str, read_address: str | None = None) -> None:
        self.addresses = (address, read_address)
        self.name = shown(address)
        self._idle: dict[tuple[str, str], list[ServerConnection]] = {}
        self._lock = threading.Lock()
        self._writer: psycopg.Connection[ServerRow] | None = None
        self.written = ""  # how far this process has written, in the log that a replica follows
        if read_address is not None:
            shown(read_address)

    @property
    def address(self) -> str:
        return self.addresses[0]

    # Sessions

    def session(self, address: str, schema: str = "", wait_seconds: float = PATIENCE) -> Any:
        """A new session, whose statements stand by themselves; within `schema` where it is given.
        Raises LibraryAway."""
        psycopg = _psycopg()
        from index.store.server.connection import _row_maker
        from index.store.server.faults import away, server_told_plainly

        try:
            session = psycopg.connect(
                address,
                autocommit=True,
                row_factory=_row_maker,
                connect_timeout=CONNECT_SECONDS,
                # A server that vanishes, and not only a process of it, is noticed in half a minute.
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=4,
                application_name=f"assistant {socket.gethostname()} {os.getpid()}",
            )
        except psycopg.Error as error:
            raise away(error, shown(address)) from error
        with server_told_plainly(self.name):
            path = [f'"{schema}"'] if schema else []
            found = session.execute(
                "SELECT quote_ident(nspname), pg_type.oid FROM pg_extension "
                "JOIN pg_namespace ON pg_namespace.oid = extnamespace LEFT JOIN pg_type "
                "ON typname = 'halfvec' AND typnamespace = extnamespace WHERE extname = 'vector'"
            ).fetchone()
            if found is not None:
                path.append(found[0])
                if found[1] is not None:
                    from index.store.server.half_vectors import register

                    register(session, found[1])
            session.execute(
                "SELECT set_config('search_path', %s, false), "
                "set_config('lock_timeout', %s, false)",
                [", ".join(path or ["public"]), f"{int(1000 * wait_seconds)}ms"],
            )
        return session

    @contextmanager
    def connection(self, schema: str, reading: bool = False) -> Iterator[ServerConnection]:
        """A connection for one piece of work, which is used again by the next. Only for `reading`
        it may be to the replica."""
        connection = self._replica(schema) if reading else None
        connection = connection or self._taken(self.address, schema)
        try:
            yield connection
        finally:
            if connection.closed or connection.in_transaction:
                connection.close()
            else:
                with self._lock:
                    key = (connection.address, schema)
                    self._idle.setdefault(key, []).append(connection)

    def _taken(self, address: str, schema: str) -> ServerConnection:
        from index.store.server.connection import ServerConnection

        with self._lock:
            idle = self._idle.get((address, schema))
            connection = idle.pop() if idle else None
        return connection or ServerConnection(self, schema, address)

    def _replica(self, schema: str) -> ServerConnection | None:
        """A connection to the replica; None where there is none, where it has not come to what
        this process wrote last, or where this process is writing."""
        address = self.addresses[1]
        if address is None or self._writer is not None:
            return None
        with suppress(LibraryAway):
            connection = self._taken(address, schema)
            if connection.has_come_to(self.written):
                return connection
            connection.close()
        return None

    def close(self) -> None:
        """End all sessions that are not in use."""
        with self._lock:
            left = [one for some in self._idle.values() for one in some]
            self._idle.clear()
        for connection in left:
            connection.close()

    def has_schema(self, schema: str) -> bool:
        """Whether there is a schema of that name with a table `meta`."""
        with self.connection("", reading=True) as connection:
            row = connection.run("SELECT to_regclass(%s)", [f"{schema}.meta"]).fetchone()
            return row is not None and row[0] is not None

    def make_schema(
        self,
        name: str,
        tables: str,
        meta: Mapping[str, str],
        more: Callable[[ServerConnection], object] = lambda _: None,
    ) -> None:
        """Make a schema with the tables of a file, whole or not at all, where there is none;
        `more` makes what only the server has."""
        from index.store.server import dialect

        self.close()  # sessions from before there was pgvector
        with self.connection(name) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            if self.has_schema(name):
                return  # another process has made it meanwhile
            connection.run(f"CREATE SCHEMA IF NOT EXISTS {name}")
            connection.run(dialect.FUNCTIONS)
            connection.run(dialect.schema(tables))
            more(connection)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def have_pgvector(self) -> None:
        """Have the extension in the database. Raises LibraryMismatch where the server has none,
        or this user may not make it."""
        from index.store.server.faults import without_pgvector

        with self.connection("") as connection:
            if connection.run("SELECT 1 FROM pg_extension WHERE extname = 'vector'").fetchone():
                return
            there = connection.run("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
            if not there.fetchone():
                raise without_pgvector(self.name)
            try:
                connection.run("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
            except LibraryError as error:
                raise without_pgvector(self.name) from error

    # One writer at a time

    @contextmanager
    def writer_lock(self, wait_seconds: float = 0.0) -> Iterator[None]:
        """Hold the right to write, over all programs on all machines; the server frees it when
        the session ends, however. Raises LibraryLocked, naming the holder, and LibraryAway.
        """
        from index.store.server.faults import server_told_plainly
        from index.store.writer_lock import locked

        session = self.session(self.address, wait_seconds=max(0.001, wait_seconds))
        try:
            psycopg = _psycopg()
            try:
                if wait_seconds > 0:
                    session.execute("SELECT pg_advisory_lock(%s)", [WRITER_LOCK])
                    held = True
                else:
                    row = session.execute("SELECT pg_try_advisory_lock(%s)", [WRITER_LOCK])
                    held = row.fetchone()[0]
            except psycopg.errors.LockNotAvailable:
                held = False
            except psycopg.Error as error:
                from index.store.server.faults import told_of

                raise told_of(error, self.name) from error
            if not held:
                with server_told_plainly(self.name):
                    raise locked(_holder(session))
            self._writer = session
            try:
                yield
            finally:
                self._writer = None
                with suppress(psycopg.Error):  # at once: a session that is closed ends by and by
                    session.execute("SELECT pg_advisory_unlock(%s)", [WRITER_LOCK])
        finally:
            session.close()

    def refuse_without_lock(self, connection: ServerConnection) -> None:
        """Within a transaction that writes under the lock: raise LibraryAway where the session
        that held it is gone, and another program may have it now."""
        writer = self._writer
        if writer is None:
            return
        row = connection.run(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = %s "
            "AND granted",
            [WRITER_LOCK, writer.info.backend_pid],
        ).fetchone()
        if row is None:
            raise LibraryAway(
                _(
                    "The connection to {name} broke while this program was changing the library,"
                    " and another may have begun to. What was reported as done is stored; run the"
                    " command again."
                ).format(name=self.name)
            )


def shown(address: str) -> str:
    """An address as it may be shown: without user and password. Raises LibraryError for what is
    none."""
    try:
        parts = urlsplit(address)
        hosts = parts.netloc.rpartition("@")[2].split(",")
        ports = [urlsplit(f"//{host}").port or 5432 for host in hosts]
    except ValueError:
        parts, hosts, ports = urlsplit(""), [], []
    database = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not database or "/" in database:
        raise LibraryError(
            _(
                "The address of a store is postgresql://user@host:port/database; what"
                " ASSISTANT_STORE or ASSISTANT_STORE_READ says is none."
            )
        )
    named = (
        f"{host.rpartition(':')[0] if ':' in host else host or 'localhost'}:{port}"
        for host, port in zip(hosts, ports, strict=True)
    )
    return f"{database}@{','.join(named)}"


def _holder(session: Any) -> str:
    row = session.execute(
        "SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND objid = %s AND granted",
        [WRITER_LOCK],
    ).fetchone()
    told = row[0].split() if row is not None else []
    if len(told) != 3:
        return ""
    return _(" (process {process} on {machine}, since {since})").format(
        process=told[2], machine=told[1], since=row[1].isoformat(timespec="seconds")
    )


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise LibraryError(
            _(
                "ASSISTANT_STORE names a server, and what speaks to one is not installed: install"
                " policy-assistant[server]."
            )
        ) from error
    return psycopg
