"""Accounts: who there is, who a password or a key belongs to, and what each may read.

Everything is read anew when the file has changed, so that a right that was taken away is gone with
the next request.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.people import passwords
from assistant.people.account_file import FILE_NAME, Account, AccountFile, Grant, PersonKey, Right
from assistant.people.principal import EVERYONE, ROLES, Principal, Role
from corpus.blocks import clean_line
from corpus.errors import AccessError
from corpus.wording import _
from index.store.database import now
from index.store.server import places

LONGEST_NAME = 80
PERSON, GROUP = "person:", "group:"


@dataclass(frozen=True, slots=True)
class Directory:
    """All that the file says, as of a revision of it."""

    revision: int
    accounts: tuple[Account, ...] = ()
    grants: tuple[Grant, ...] = ()
    keys: tuple[tuple[PersonKey, str], ...] = ()
    sign_ins: tuple[tuple[int, tuple[str, str]], ...] = ()

    def account(self, name: str) -> Account | None:
        """The account of a name, in whatever case."""
        key = clean_line(name).casefold()
        return next((one for one in self.accounts if one.principal.name.casefold() == key), None)

    def numbered(self, number: int) -> Account | None:
        return next((one for one in self.accounts if one.principal.number == number), None)

    def collections(self, principal: Principal, right: Right = "read") -> frozenset[str]:
        """The collections that a person may read, or edit; who edits one reads it."""
        whose = {f"{PERSON}{principal.number}", f"{GROUP}{EVERYONE}"}
        whose |= {f"{GROUP}{group.casefold()}" for group in principal.groups}
        enough = ("edit",) if right == "edit" else ("read", "edit")
        edits = right == "read" or principal.role in ("editor", "keeper")
        return frozenset(
            one.collection for one in self.grants if edits and one.whose in whose
            and one.may in enough
        )  # fmt: skip

    def granted_to(self, whose: str) -> str:
        """Whom a grant is for, in words."""
        kind, _colon, name = whose.partition(":")
        if kind == "group":
            return name
        account = self.numbered(int(name)) if name.isdecimal() else None
        return account.principal.name if account else whose


class Accounts:
    """The people of a data folder. Safe to use from many threads and processes.

    Nothing is written before the first account. All methods raise LibraryError where the file
    cannot be used as asked, and AccessError where what is asked cannot be.
    """

    def __init__(self, folder: Path) -> None:
        # What a person may read is judged by SQLite: a server's library would be open to all.
        self._on_server = places.server_of(folder) is not None
        if self._on_server and (folder / FILE_NAME).exists():
            raise AccessError(
                _(
                    "There are accounts in {folder}, and they need the library in files: unset "
                    "ASSISTANT_STORE."
                ).format(folder=folder)
            )
        self._file = AccountFile(folder / FILE_NAME)
        self._lock = threading.Lock()
        self._read = Directory(-1)

    @property
    def path(self) -> Path:
        return self._file.path

    def directory(self) -> Directory:
        """What the file says now."""
        if not self.are_kept():
            return Directory(0)
        with self._lock, self._file.reading() as connection:
            revision = self._file.revision(connection)
            if revision != self._read.revision:
                connection.execute("BEGIN")  # one state of the file
                self._read = Directory(
                    self._file.revision(connection),
                    tuple(self._file.accounts(connection)),
                    tuple(self._file.grants(connection)),
                    tuple(self._file.keys(connection)),
                    tuple(self._file.sign_ins(connection).items()),
                )
            return self._read

    def are_kept(self) -> bool:
        """Whether there is a file of people; quick to ask, without a look into it."""
        return not self._on_server and self._file.exists()

    def any(self) -> bool:
        """Whether there are accounts: until then everybody is a keeper."""
        return bool(self.directory().accounts)

    # Who somebody is

    def by_password(self, name: str, password: str) -> Account | None:
        """The account of a name and its password, as slow where there is none."""
        account = self.directory().account(name)
        right = passwords.fits(account.password if account else passwords.NO_PASSWORD, password)
        return account if right else None

    def by_key(self, key: str) -> tuple[Account, PersonKey]:
        """The account of a key, and the key. Raises AccessError."""
        directory, hash = self.directory(), passwords.key_hash(key)
        found = next((one for one, kept in directory.keys if kept == hash), None)
        account = directory.numbered(found.person) if found else None
        if found is None or account is None:
            raise AccessError(
                _("This key opens nothing: it was withdrawn, or was never one. Ask for another.")
            )
        return account, found

    def current(self, number: int, version: int) -> Principal | None:
        """Who a session belongs to, as they are now; None where it has ended since."""
        account = self.directory().numbered(number)
        return account.principal if account and account.version == version else None

    def signed_in(self, account: Account) -> str:
        """Note a sign-in; when the one before was, or nothing."""
        with self._file.changing() as connection:
            self._file.signed_in(connection, account.principal.number, now())
            return self._file.sign_ins(connection)[account.principal.number][1]

    # Changing

    def add(
        self, name: str, role: str, groups: Sequence[str] = (), password: str | None = None
    ) -> Principal:
        """A new account; without a password its person has keys, or comes through a proxy."""
        if self._on_server:
            raise AccessError(
                _(
                    "Accounts need the library in files: bring it back with 'assistant "
                    "move-store', and unset ASSISTANT_STORE."
                )
            )
        called = _clean(name)
        kept = passwords.NO_PASSWORD if password is None else passwords.hashed(password)
        made = Principal(called, _role(role), _groups(groups))
        _refuse_everyone(called)
        with self._file.changing() as connection:
            for one in self._file.accounts(connection):
                if one.principal.name.casefold() == called.casefold():
                    raise AccessError(
                        _("There is an account {name!r} already.").format(name=one.principal.name)
                    )
            number = self._file.put(connection, made, kept, 1, now())
        return replace(made, number=number)

    def change(
        self, name: str, role: str | None = None, groups: Sequence[str] | None = None
    ) -> Principal:
        """Another role, or other groups, of a person; it holds from the next request on."""
        with self._file.changing() as connection:
            accounts = self._file.accounts(connection)
            one = _called(accounts, name)
            made = one.principal
            if role is not None:
                made = replace(made, role=_role(role))
            if groups is not None:
                made = replace(made, groups=_groups(groups))
            if not made.is_keeper:
                _refuse_last_keeper(accounts, one)
            self._file.put(connection, made, one.password, one.version, one.created_at)
        return made

    def remove(self, name: str) -> Principal:
        """Remove an account with its keys and rights; its sessions end with the next request."""
        with self._file.changing() as connection:
            accounts = self._file.accounts(connection)
            account = _called(accounts, name)
            if len(accounts) > 1:
                _refuse_last_keeper(accounts, account)
            self._file.delete(connection, account.principal.number)
        return account.principal

    def refuse_last_keeper(self, name: str) -> None:
        """Raise AccessError where without a person there would be people, and no keeper."""
        accounts = self.directory().accounts
        if len(accounts) > 1:
            _refuse_last_keeper(accounts, _called(accounts, name))

    def set_password(self, name: str, password: str) -> Principal:
        """Another password; all sessions of the person end."""
        kept = passwords.hashed(password)
        with self._file.changing() as connection:
            one = _called(self._file.accounts(connection), name)
            self._file.put(connection, one.principal, kept, one.version + 1, one.created_at)
        return one.principal

    def add_key(self, name: str) -> tuple[str, PersonKey]:
        """A new key that acts as a person: it is told here and never again."""
        key = passwords.new_key()
        with self._file.changing() as connection:
            one = _called(self._file.accounts(connection), name)
            at = now()
            number = self._file.put_key(
                connection, one.principal.number, passwords.key_hash(key), at
            )
        return key, PersonKey(number, one.principal.number, at)

    def remove_key(self, number: int) -> None:
        with self._file.changing() as connection:
            if not connection.execute("DELETE FROM keys WHERE number = ?", [number]).rowcount:
                raise AccessError(
                    _("There is no key {number}; 'assistant keys list' shows them.").format(
                        number=number
                    )
                )

    def grant(self, collection: str, to: str, right: Right) -> None:
        """Let a person, or a group, read or edit a collection; `collection` as the library spells
        it. Who edits it reads it too."""
        with self._file.changing() as connection:
            whose = self._whose(self._file.accounts(connection), to)
            self._file.put_grant(connection, Grant(collection, whose, right))

    def revoke(self, collection: str, of: str) -> None:
        """Take what was granted back."""
        with self._file.changing() as connection:
            whose = self._whose(self._file.accounts(connection), of, known=False)
            if not self._file.delete_grant(connection, collection, whose):
                raise AccessError(
                    _("{name} had no right of their own to the collection {collection}.").format(
                        name=of, collection=collection
                    )
                )

    def check(self) -> int:
        """Read everything; how many people there are."""
        with self._file.reading() as connection:
            return len(self._file.accounts(connection))

    def _whose(self, accounts: Sequence[Account], name: str, known: bool = True) -> str:
        called = _clean(name)
        key = called.casefold()
        for one in accounts:
            if one.principal.name.casefold() == key:
                return f"{PERSON}{one.principal.number}"
        groups = {group.casefold() for one in accounts for group in one.principal.groups}
        if known and key not in groups | {EVERYONE}:
            raise AccessError(
                _(
                    "There is no account and no group {name!r}; 'assistant users list' shows who "
                    "there is. 'everyone' means all who are signed in."
                ).format(name=called)
            )
        return f"{GROUP}{key}"


def _called(accounts: Sequence[Account], name: str) -> Account:
    key = clean_line(name).casefold()
    for one in accounts:
        if one.principal.name.casefold() == key:
            return one
    raise AccessError(
        _("There is no account {name!r}; 'assistant users list' shows who there is.").format(
            name=name
        )
    )


def _refuse_last_keeper(accounts: Sequence[Account], account: Account) -> None:
    keepers = [one.principal.number for one in accounts if one.principal.is_keeper]
    if keepers == [account.principal.number]:
        raise AccessError(
            _("{name} is the only keeper; make somebody else one first.").format(
                name=account.principal.name
            )
        )


def _groups(names: Sequence[str]) -> tuple[str, ...]:
    groups = tuple(dict.fromkeys(map(_clean, names)))
    for one in groups:
        _refuse_everyone(one)
    return groups


def _refuse_everyone(name: str) -> None:
    if name.casefold() == EVERYONE:
        raise AccessError(
            _("{name!r} means all who are signed in; choose another name.").format(name=EVERYONE)
        )


def _clean(name: str) -> str:
    cleaned = clean_line(name)
    if not cleaned or len(cleaned) > LONGEST_NAME or ":" in cleaned:
        raise AccessError(
            _("{name!r} cannot be a name: give 1 to {longest} characters without a colon.").format(
                name=name[:LONGEST_NAME], longest=LONGEST_NAME
            )
        )
    return cleaned


def _role(role: str) -> Role:
    for one in ROLES:
        if one == role:
            return one
    raise AccessError(_("{role!r} is no role; choose reader, editor or keeper.").format(role=role))
