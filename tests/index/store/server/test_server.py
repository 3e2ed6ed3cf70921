"""A server that is away, full of others, without rights or cut off: one sentence, nothing lost."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from corpus.errors import (
    LibraryAway,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryReadOnly,
    LibraryUnwritten,
)
from index.question import Question
from index.store.server import places, search_tables
from index.store.server.faults import told_of
from index.store.server.library import SCHEMA, ServerLibrary
from index.store.server.server import WRITER_LOCK, shown
from index.store.tables import schema
from tests.conftest import Room
from tests.index.store.test_contract import CHARTER, TREATY, Write, found, opened
from tests.support.postgres import Postgres, folder_for_all, free_port, make


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    places.keep(tmp_path / "data", None)


@pytest.fixture
def address(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def room(folder: Path, address: str) -> Iterator[Room]:
    places.keep(folder, address)
    room = opened(folder)
    yield room
    room.library.close()


def sentence(error: pytest.ExceptionInfo[LibraryError]) -> str:
    """What is said: one paragraph, with neither a password nor a traceback in it."""
    told = str(error.value)
    assert "\n" not in told and "secret" not in told and "psycopg" not in told
    return told


def run(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as session:
        cursor = session.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


# Opening


@pytest.mark.parametrize(
    "address",
    [
        "",
        "library.sqlite",
        "mysql://h/d",
        "postgresql://h",
        "postgresql://h:port/d",
        "postgresql:///",
    ],
)
def test_what_is_no_address_is_refused(folder: Path, address: str) -> None:
    with pytest.raises(LibraryError, match="postgresql://user@host:port/database") as error:
        places.keep(folder, address)
    assert sentence(error)


def test_an_address_is_shown_without_its_password() -> None:
    assert shown("postgresql://ann:secret@db.example:5433/policy") == "policy@db.example:5433"


def test_a_server_that_is_away_is_named(folder: Path) -> None:
    places.keep(folder, f"postgresql://ann:secret@127.0.0.1:{free_port()}/policy")
    with pytest.raises(LibraryAway, match="policy@127.0.0.1:.* cannot be reached") as error:
        opened(folder)
    assert sentence(error) and not folder.exists()


def test_a_database_that_there_is_not_is_named(folder: Path, postgres: Postgres) -> None:
    places.keep(folder, postgres.address("nowhere"))
    with pytest.raises(LibraryAway, match="has no database nowhere@") as error:
        opened(folder)
    assert sentence(error)


def test_a_wrong_password_is_told(folder: Path, postgres: Postgres, address: str) -> None:
    name = address.rsplit("/", 1)[1]
    postgres.run("DROP ROLE IF EXISTS guarded")
    postgres.run("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    # Who may log in by a password alone is said for a database of that name.
    postgres.run("DROP DATABASE IF EXISTS guarded WITH (FORCE)")
    postgres.run("CREATE DATABASE guarded")
    places.keep(folder, postgres.address("guarded", "guarded", "secret"))
    with pytest.raises(LibraryAway, match="does not let this user in") as error:
        opened(folder)
    assert sentence(error) and name


def test_without_the_right_to_make_anything_it_says_so(
    folder: Path, postgres: Postgres, address: str
) -> None:
    postgres.run(
        "DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
    )
    run(address, "CREATE EXTENSION vector")
    name = address.rsplit("/", 1)[1]
    places.keep(folder, postgres.address(name, "reader"))
    with pytest.raises(LibraryReadOnly, match="may not do that") as error:
        opened(folder)
    assert sentence(error)
    assert run(address, "SELECT 1 FROM pg_namespace WHERE nspname LIKE 'assistant%'") == []


def test_without_the_right_to_have_pgvector_it_says_so(
    folder: Path, postgres: Postgres, address: str
) -> None:
    postgres.run("DO $$ BEGIN CREATE ROLE maker LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    name = address.rsplit("/", 1)[1]
    postgres.run(f"GRANT CREATE ON DATABASE {name} TO maker")
    places.keep(folder, postgres.address(name, "maker"))
    with pytest.raises(LibraryMismatch, match="has no pgvector") as error:
        opened(folder)
    assert sentence(error)
    run(address, "CREATE EXTENSION vector")  # as it says
    opened(folder).library.close()


def test_a_database_of_another_program_is_left_as_it_is(folder: Path, address: str) -> None:
    run(address, f"CREATE SCHEMA {SCHEMA}")
    run(address, f"CREATE TABLE {SCHEMA}.meta (id INT)")
    places.keep(folder, address)
    with pytest.raises(LibraryDamaged, match="not the library of this program") as error:
        opened(folder)
    assert sentence(error)


@pytest.mark.parametrize("key", ["format", "search_format"])
def test_a_newer_library_is_refused_and_left_alone(room: Room, address: str, key: str) -> None:
    run(address, f"UPDATE {SCHEMA}.meta SET value = '99' WHERE key = '{key}'")
    with pytest.raises(LibraryMismatch, match="has format 99, made by a newer version") as error:
        opened(room.library.folder)
    assert sentence(error)


def test_a_database_of_the_version_before_is_brought_to_this_one(
    room: Room, folder: Path, address: str, write: Write
) -> None:
    room.ingest(write("treaty.md", TREATY))
    room.library.close()
    for table in schema.DERIVED:
        run(address, f"DROP TABLE {SCHEMA}.{table}")
    run(address, f"DROP INDEX {SCHEMA}.documents_by_newer")
    run(address, f"UPDATE {SCHEMA}.meta SET value = '5' WHERE key = 'format'")
    again = opened(folder)
    again.ingest(write("charter.md", CHARTER))
    assert found(again, "icebreakers") == ["treaty.md"] and again.library.problems() == []
    assert run(address, f"SELECT value FROM {SCHEMA}.meta WHERE key = 'format'") == [
        (str(schema.FORMAT),)
    ]
    again.library.remove("treaty.md")
    assert found(opened(folder), "icebreakers") == []
    again.library.close()


def test_an_older_search_format_is_made_anew_with_a_message(
    room: Room, address: str, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    room.ingest(write("treaty.md", TREATY))
    run(address, f"UPDATE {SCHEMA}.meta SET value = '0' WHERE key = 'search_format'")
    run(address, f"DROP TABLE {SCHEMA}.postings")  # as one that had none
    again = opened(room.library.folder)
    assert found(again, "icebreaker") == ["treaty.md"] and again.library.problems() == []
    assert [record.message.split(": ")[-1] for record in caplog.records] == [
        "what search reads is made anew.",
        f"{again.library.path} has search format {search_tables.FORMAT} now.",
    ]
    again.library.close()


# In use


def ended(address: str, ours: str = "application_name LIKE 'assistant%'") -> int:
    """End the sessions of the program behind its back; how many there were."""
    told = run(
        address,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        f"WHERE datname = current_database() AND {ours}",
    )
    return len(told)


def test_who_only_reads_goes_on_after_the_server_was_started_again(
    room: Room, address: str, write: Write
) -> None:
    room.ingest(write("treaty.md", TREATY))
    assert found(room, "icebreaker") == ["treaty.md"]
    assert ended(address) > 0
    assert found(room, "icebreaker") == ["treaty.md"]
    assert [report.status for report in room.ingest(write("charter.md", CHARTER))] == ["indexed"]


def test_a_connection_that_drops_in_a_transaction_loses_nothing(
    room: Room, address: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.ingest(write("charter.md", CHARTER))
    follow, fired = search_tables.follow, []

    def dropped(connection: object) -> None:
        if not fired:
            fired.append(ended(address, "state LIKE 'idle in transaction%'"))
        follow(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(search_tables, "follow", dropped)
    with pytest.raises(LibraryAway, match="What was stored before is safe") as error:
        room.ingest(write("treaty.md", TREATY))
    assert fired == [1] and sentence(error)
    assert [one.source for one in room.library.records(True)] == ["charter.md"]
    assert room.library.problems() == []
    assert [report.status for report in room.ingest(write("treaty.md", TREATY))] == ["indexed"]


def test_who_has_lost_the_lock_writes_no_more(
    room: Room, address: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may have it: its session ended, and the server has freed it."""
    add, fired = ServerLibrary.add, []

    def late(self: ServerLibrary, *given: object) -> list[str | None]:
        fired.append(
            ended(address, f"pid IN (SELECT pid FROM pg_locks WHERE objid = {WRITER_LOCK})")
        )
        return add(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ServerLibrary, "add", late)
    with pytest.raises(LibraryAway, match="another may have begun to") as error:
        room.ingest(write("treaty.md", TREATY))
    assert fired == [1] and sentence(error)
    assert room.library.records(True) == []


def test_what_was_changed_behind_its_back_is_withheld_and_told(
    room: Room, address: str, write: Write
) -> None:
    room.ingest(write("treaty.md", TREATY), write("charter.md", CHARTER))
    run(address, f"UPDATE {SCHEMA}.chunks SET text_sha256 = 'x' WHERE text LIKE '%icebreakers%'")
    assert room.keyword.retrieve(Question.of("icebreakers"), 5) == []
    run(address, f"DELETE FROM {SCHEMA}.postings WHERE term = 'chair'")
    run(address, f"UPDATE {SCHEMA}.originals SET content = 'x' WHERE suffix = '.md'")
    told = " ".join(room.library.problems())
    assert "passage 1 of treaty.md is damaged" in told
    assert "the keyword index does not match the passages" in told
    assert told.count("the stored file") == 2


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.whole)])
def test_the_server_killed_at_any_time_has_all_that_was_reported(
    tmp_path: Path, write: Write, kills: int
) -> None:
    """With the settings that PostgreSQL has by itself: a commit waits for the disk."""
    where = folder_for_all()
    try:
        server = make(where, options=())
        server.start()
    except OSError as error:
        pytest.skip(f"no PostgreSQL can be started here: {error}")
    chance = random.Random(11)
    reported: set[str] = set()
    cut = 0
    try:
        places.keep(tmp_path / "data", server.address())
        room = opened(tmp_path / "data")
        for number in range(kills):
            paths = [
                write(f"{number}-{n}.md", f"# Paper {number}-{n}\n\nIt names berth {number}x{n}.\n")
                for n in range(12)
            ]

            def ingest(paths: list[Path] = paths) -> None:
                nonlocal cut
                try:
                    for path in paths:
                        reported.update(one.source for one in room.ingest(path) if one.stored)
                except LibraryAway:
                    cut += 1

            thread = threading.Thread(target=ingest)
            thread.start()
            time.sleep(chance.uniform(0.0, 0.5))
            server.stop(signal.SIGKILL)
            thread.join(60)
            server.start()
            known = [one.source for one in room.library.records()]
            assert reported <= set(known) and len(known) == len(set(known))
            # The one that was being stored may be there; it had not been reported.
            assert len(set(known) - reported) <= number + 1
        assert room.library.problems() == []
        last = write("last.md", "# Last\n\nNo berth at all.\n")
        assert [one.status for one in room.ingest(last)] == ["indexed"]
        room.library.close()
        assert cut >= kills // 3, "the server was killed while nothing was stored"
    finally:
        places.keep(tmp_path / "data", None)
        server.stop()
        shutil.rmtree(where, ignore_errors=True)


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (errors.DiskFull("No space left on device"), LibraryUnwritten, "free some space"),
        (errors.LockNotAvailable("lock timeout"), LibraryLocked, "in use by another program"),
        (errors.InsufficientPrivilege("denied"), LibraryReadOnly, "Nothing was changed"),
        (errors.AdminShutdown("terminating"), LibraryAway, "cannot be reached"),
        (errors.TooManyConnections("sorry, too many clients"), LibraryAway, "too many clients"),
        (errors.UndefinedTable("no chunks"), LibraryDamaged, "restore it from a backup"),
        (errors.SyntaxError("?"), LibraryError, "refuses what was asked"),
    ],
)
def test_each_fault_is_one_sentence(
    fault: psycopg.Error, kind: type[LibraryError], says: str
) -> None:
    told = told_of(fault, "policy@db:5432")
    assert type(told) is kind and says in str(told) and "policy@db:5432" in str(told)


def test_nothing_of_a_server_is_loaded_where_none_is_set() -> None:
    asked = (
        "import sys, tempfile, pathlib; from assistant.settings import load_settings; "
        "from index.store.server import places; "
        "s = load_settings(pathlib.Path(tempfile.mkdtemp())); "
        "places.library_at(s.data_dir, 'hashing', 8).close(); "
        "print([n for n in sys.modules if 'psycopg' in n or 'server.connection' in n])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
