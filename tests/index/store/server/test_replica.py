"""Questions answered from a streaming replica: never before one's own write, also when the server
itself is away, and after the replica has taken its place."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from corpus.errors import LibraryAway, LibraryReadOnly
from index.store.server import places
from tests.index.store.test_contract import CHARTER, TREATY, Write, found, opened
from tests.support.postgres import Postgres, folder_for_all, make, standby


@dataclass
class Pair:
    primary: Postgres
    replica: Postgres


@pytest.fixture
def pair() -> Iterator[Pair]:
    where, servers = folder_for_all(), []
    try:
        servers.append(make(where / "primary"))
        servers[0].start()
        servers.append(standby(servers[0], where / "replica"))
        servers[1].start()
    except OSError as error:
        pytest.skip(f"no PostgreSQL with a replica can be started here: {error}")
    yield Pair(*servers)
    for server in servers:
        server.stop()
    shutil.rmtree(where, ignore_errors=True)


def asked_of(server: Postgres) -> int:
    """How many statements its database has answered, as far as it has counted."""
    with psycopg.connect(server.address(), autocommit=True) as session:
        row = session.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'assistant%'"
        ).fetchone()
        assert row is not None
        return int(row[0])


def test_reads_go_to_the_replica_and_never_before_ones_own_write(
    pair: Pair, tmp_path: Path, write: Write
) -> None:
    folder = tmp_path / "data"
    hosts = f"127.0.0.1:{pair.primary.port},127.0.0.1:{pair.replica.port}"
    primary = f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write"
    places.keep(folder, primary, pair.replica.address())
    room = opened(folder)
    try:
        path = write("treaty.md", TREATY)
        room.ingest(path)
        for number in range(20):
            path.write_text(TREATY.replace("nine", f"n{number}ne"))
            room.ingest(path)
            assert found(room, f"n{number}ne") == ["treaty.md"]
            assert number == 0 or found(room, f"n{number - 1}ne") == []
        until = time.monotonic() + 20
        while asked_of(pair.replica) == 0 and time.monotonic() < until:
            assert found(room, "n19ne") == ["treaty.md"]
        assert asked_of(pair.replica) > 0, "the replica was never asked"

        # One that lags is not believed: what was written last is read where it was written.
        with psycopg.connect(pair.replica.address(), autocommit=True) as session:
            session.execute("SELECT pg_wal_replay_pause()")
            room.ingest(write("charter.md", CHARTER))
            assert found(room, "chair") == ["charter.md"]
            session.execute("SELECT pg_wal_replay_resume()")
        until = time.monotonic() + 20
        while not caught_up(pair) and time.monotonic() < until:
            time.sleep(0.05)

        # The server itself is away: questions are answered, writing is refused.
        pair.primary.stop(signal.SIGKILL)
        assert found(room, "chair") == ["charter.md"]
        again = opened(folder)  # as a process that starts now
        assert found(again, "n19ne") == ["treaty.md"]
        path.write_text(TREATY.replace("nine", "later"))
        with pytest.raises(LibraryAway, match="cannot be reached") as error:
            room.ingest(path)
        assert "\n" not in str(error.value)

        # The replica takes its place, and is followed without a new start.
        subprocess.run(
            [pair.replica.bin / "psql", "-qAt", "-c", "SELECT pg_promote()", "-d",
             pair.replica.address()],
            check=True, capture_output=True,
        )  # fmt: skip
        assert [one.status for one in room.ingest(path)] == ["indexed"]
        assert found(room, "later") == ["treaty.md"] == found(again, "later")
        assert room.library.problems() == []
        again.library.close()
    finally:
        room.library.close()
        places.keep(folder, None)


def test_a_replica_that_is_set_as_the_store_is_told(
    pair: Pair, tmp_path: Path, write: Write
) -> None:
    folder = tmp_path / "data"
    places.keep(folder, pair.primary.address())
    opened(folder).library.close()
    until = time.monotonic() + 20
    while not caught_up(pair) and time.monotonic() < until:
        time.sleep(0.05)
    places.keep(folder, pair.replica.address())
    room = opened(folder)
    try:
        with pytest.raises(LibraryReadOnly, match="is a copy that can only be read"):
            room.ingest(write("treaty.md", TREATY))
    finally:
        room.library.close()
        places.keep(folder, None)


def caught_up(pair: Pair) -> bool:
    with (
        psycopg.connect(pair.primary.address(), autocommit=True) as primary,
        psycopg.connect(pair.replica.address(), autocommit=True) as replica,
    ):
        row = primary.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert row is not None
        there = replica.execute(
            "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [row[0]]
        ).fetchone()
        return bool(there is not None and there[0])
