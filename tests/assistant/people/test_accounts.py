"""Accounts: who there is, and that a damaged file gives nobody a right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.holdings import move_store
from assistant.people import passwords
from assistant.people.accounts import Accounts
from corpus.errors import AccessError, LibraryDamaged, LibraryError
from index.store.server import places
from tests.test_architecture import loaded_by

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


def test_without_accounts_there_is_no_file_and_nothing_of_argon2(accounts: Accounts) -> None:
    assert not accounts.any() and not accounts.path.exists()
    code = "import assistant.assembly, assistant.people.accounts as a, pathlib, tempfile\n"
    code += "a.Accounts(pathlib.Path(tempfile.mkdtemp())).any()"
    assert "argon2" not in loaded_by(code)


def test_names_are_the_same_in_any_case_and_passwords_from_any_keyboard(
    accounts: Accounts,
) -> None:
    accounts.add("Trần Hải", "editor", (), "mật khẩu của tôi")
    found = accounts.by_password("TRẦN  hải", "mật khẩu của tôi".encode().decode())
    assert found is not None and found.principal.name == "Trần Hải"
    import unicodedata

    assert accounts.by_password("trần hải", unicodedata.normalize("NFD", "mật khẩu của tôi"))
    assert accounts.by_password("Tran Hai", "mật khẩu của tôi") is None
    with pytest.raises(AccessError, match="already"):
        accounts.add("trần hải", "reader")


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_of_no_use_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(AccessError, match="10 to 1000"):
        accounts.add("lan", "reader", (), password)
    assert not accounts.any()


def test_who_has_no_password_does_not_come_in_with_an_empty_one(accounts: Accounts) -> None:
    accounts.add("lan", "reader")
    assert accounts.by_password("lan", "") is None
    assert accounts.by_password("lan", passwords.NO_PASSWORD) is None


def test_rights_come_from_the_person_their_groups_and_everyone(accounts: Accounts) -> None:
    lan = accounts.add("lan", "editor", ("Desk",))
    minh = accounts.add("minh", "reader", ("desk",))
    accounts.grant("A", "lan", "read")
    accounts.grant("B", "DESK", "edit")
    accounts.grant("C", "everyone", "read")
    directory = accounts.directory()
    assert directory.collections(lan) == {"A", "B", "C"}
    assert directory.collections(minh) == {"B", "C"}
    assert directory.collections(lan, "edit") == {"B"}
    assert directory.collections(minh, "edit") == frozenset()  # a reader edits nothing
    accounts.revoke("B", "desk")
    assert accounts.directory().collections(minh) == {"C"}


def test_a_name_that_is_given_again_has_nothing_of_before(accounts: Accounts) -> None:
    first = accounts.add("lan", "reader")
    accounts.grant("A", "lan", "read")
    key, _ = accounts.add_key("lan")
    accounts.remove("lan")
    second = accounts.add("lan", "reader")
    assert second.number != first.number and second.owner != first.owner
    assert accounts.directory().collections(second) == frozenset()
    with pytest.raises(AccessError, match="opens nothing"):
        accounts.by_key(key)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET role = 'keeper'",
        "UPDATE people SET password = (SELECT password FROM people LIMIT 1) WHERE number = 2",
        "UPDATE people SET name_key = 'boss', name = 'boss' WHERE number = 2",
        "UPDATE people SET groups = '[\"desk\"]'",
    ],
)
def test_an_account_that_was_altered_lets_nobody_in(accounts: Accounts, change: str) -> None:
    accounts.add("first", "reader", (), PASSWORD)
    accounts.add("second", "reader", (), "another " + PASSWORD)
    with closing(sqlite3.connect(accounts.path)) as connection, connection:
        connection.execute(change)
    with pytest.raises(LibraryDamaged, match="people"):
        Accounts(accounts.path.parent).directory()


def test_a_grant_or_a_key_that_was_altered_gives_nothing(accounts: Accounts) -> None:
    lan = accounts.add("lan", "editor")
    accounts.grant("A", "lan", "read")
    key, _ = accounts.add_key("lan")
    with closing(sqlite3.connect(accounts.path)) as connection, connection:
        connection.execute("UPDATE grants SET collection = 'B'")
        connection.execute("UPDATE keys SET created_at = 'x'")
    fresh = Accounts(accounts.path.parent)
    assert fresh.directory().collections(lan) == frozenset()
    with pytest.raises(AccessError):
        fresh.by_key(key)


def test_a_file_that_is_cut_short_lets_nobody_in(accounts: Accounts) -> None:
    accounts.add("lan", "reader")
    data = accounts.path.read_bytes()
    for kept in (0, 100, len(data) // 2):
        accounts.path.write_bytes(data[:kept])
        with pytest.raises(LibraryError):
            Accounts(accounts.path.parent).any()


def test_where_a_server_keeps_the_library_nobody_is_let_in_by_rights_that_it_cannot_judge(
    accounts: Accounts, tmp_path: Path
) -> None:
    address = "postgresql://somebody@127.0.0.1:1/none"  # nothing is asked there
    places.keep(tmp_path / "shared", address)
    try:
        shared = Accounts(tmp_path / "shared")
        assert not shared.any()
        with pytest.raises(AccessError, match="move-store"):
            shared.add("Mai", "keeper", (), PASSWORD)
        accounts.add("Mai", "keeper", (), PASSWORD)
        with pytest.raises(AccessError, match="accounts in"):
            move_store(str(tmp_path), address, lambda share: None)
        places.keep(tmp_path, address)
        with pytest.raises(AccessError, match="unset ASSISTANT_STORE"):
            Accounts(tmp_path)
    finally:
        places.keep(tmp_path, None)
        places.keep(tmp_path / "shared", None)
