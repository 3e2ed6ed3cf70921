"""The file of people: `people.sqlite`, with accounts, keys, and who may read which collection.

A file of its own, opened with checks; each row has its seal. What is damaged gives no right.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, cast

from assistant.people.principal import ROLES, Principal, Role
from corpus.checked_json import loaded
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import seal, sealed

FILE_NAME = "people.sqlite"
PURPOSE = database.Purpose(
    "file of people", "restore it from a backup: until then nobody can sign in"
)
Right = Literal["read", "edit"]

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE people (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- none is used twice
    name_key TEXT NOT NULL UNIQUE,    -- the name without case
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    groups TEXT NOT NULL,             -- JSON list
    password TEXT NOT NULL,           -- argon2id; empty for who has none
    version INTEGER NOT NULL,         -- sessions of an earlier one have ended
    created_at TEXT NOT NULL,         -- UTC
    seal TEXT NOT NULL                -- of what is before it, here and below
);
-- Beside the accounts, since it changes often and gives no right.
CREATE TABLE sign_ins (
    person INTEGER PRIMARY KEY REFERENCES people (number),
    at TEXT NOT NULL, before TEXT NOT NULL     -- the last and the one before it, UTC
);
CREATE TABLE keys (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES people (number),
    hash TEXT NOT NULL UNIQUE,        -- sha256
    created_at TEXT NOT NULL,
    seal TEXT NOT NULL
);
CREATE TABLE grants (
    collection TEXT NOT NULL,
    whose TEXT NOT NULL,              -- `person:` and a number, `group:` and its name without case
    may TEXT NOT NULL,                -- read or edit
    seal TEXT NOT NULL,
    PRIMARY KEY (collection, whose)
) WITHOUT ROWID;
"""
KIND = FileKind("people", 1, SCHEMA, PURPOSE)
_PERSON = ("number", "name_key", "name", "role", "groups", "password", "version", "created_at")
_KEY = ("number", "person", "hash", "created_at")
_GRANT = ("collection", "whose", "may")


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what is kept of their password; `version` grows with each change that ends
    their sessions."""

    principal: Principal
    password: str
    version: int
    created_at: str


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A key of a person, by its number; the key itself is not kept."""

    number: int
    person: int
    created_at: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person or a group may do with a collection."""

    collection: str
    whose: str
    may: Right


class AccountFile(KeptFile):
    """Rows of people. Safe to use from many threads and processes."""

    KIND = KIND

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A change, which all who have read the file before will see; the file is made first."""
        if not self.exists():
            self.create()
        with self.writing() as connection:
            yield connection
            connection.execute(
                "INSERT INTO meta (key, value) VALUES ('revision', '1') ON CONFLICT (key) "
                "DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)"
            )

    # On a connection that `reading` or `changing` gave

    def revision(self, connection: sqlite3.Connection) -> int:
        """A number that grows with every change."""
        row = connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        return int(row[0]) if row else 0

    def accounts(self, connection: sqlite3.Connection) -> list[Account]:
        """Everyone. Raises LibraryDamaged: a row that was altered could be anybody's role."""
        rows = connection.execute(f"SELECT seal, {', '.join(_PERSON)} FROM people ORDER BY number")
        found = []
        with database.values_told_plainly(self.path, PURPOSE):
            for row in rows.fetchall():
                groups = loaded(row["groups"])
                if not sealed(row, _PERSON) or row["role"] not in ROLES:
                    raise database.damaged(self.path, "an account is not as it was stored", PURPOSE)
                principal = Principal(
                    row["name"], cast(Role, row["role"]), tuple(groups), row["number"]
                )
                found.append(Account(principal, row["password"], row["version"], row["created_at"]))
        return found

    def put(
        self,
        connection: sqlite3.Connection,
        principal: Principal,
        password: str,
        version: int,
        created_at: str,
    ) -> int:
        """Store an account, a new one where its number is 0; its number."""
        number = principal.number
        if not number:
            cursor = connection.execute(
                "INSERT INTO people (name_key, name, role, groups, password, version, created_at, "
                "seal) VALUES (?, '', '', '', '', 0, '', '')",
                [principal.name.casefold()],
            )
            number = int(cursor.lastrowid or 0)
        told = [
            number, principal.name.casefold(), principal.name, principal.role,
            json.dumps(principal.groups, ensure_ascii=False), password, version, created_at,
        ]  # fmt: skip
        connection.execute(
            "UPDATE people SET name_key = ?, name = ?, role = ?, groups = ?, password = ?, "
            "version = ?, created_at = ?, seal = ? WHERE number = ?",
            [*told[1:], seal(told), number],
        )
        return number

    def delete(self, connection: sqlite3.Connection, number: int) -> None:
        """Delete an account with its keys and what was granted to it."""
        connection.execute("DELETE FROM keys WHERE person = ?", [number])
        connection.execute("DELETE FROM sign_ins WHERE person = ?", [number])
        connection.execute("DELETE FROM grants WHERE whose = ?", [f"person:{number}"])
        connection.execute("DELETE FROM people WHERE number = ?", [number])

    def keys(self, connection: sqlite3.Connection) -> list[tuple[PersonKey, str]]:
        """Every key with what is kept of it; one that is damaged opens nothing."""
        rows = connection.execute(f"SELECT seal, {', '.join(_KEY)} FROM keys ORDER BY number")
        return [
            (PersonKey(row["number"], row["person"], row["created_at"]), row["hash"])
            for row in rows.fetchall()
            if sealed(row, _KEY)
        ]

    def put_key(self, connection: sqlite3.Connection, person: int, hash: str, at: str) -> int:
        cursor = connection.execute(
            "INSERT INTO keys (person, hash, created_at, seal) VALUES (?, ?, ?, '')",
            [person, hash, at],
        )
        number = int(cursor.lastrowid or 0)
        connection.execute(
            "UPDATE keys SET seal = ? WHERE number = ?", [seal([number, person, hash, at]), number]
        )
        return number

    def grants(self, connection: sqlite3.Connection) -> list[Grant]:
        """Every grant that is as it was stored."""
        rows = connection.execute(f"SELECT seal, {', '.join(_GRANT)} FROM grants")
        return [
            Grant(row["collection"], row["whose"], cast(Right, row["may"]))
            for row in rows.fetchall()
            if sealed(row, _GRANT) and row["may"] in ("read", "edit")
        ]

    def put_grant(self, connection: sqlite3.Connection, grant: Grant) -> None:
        told = [grant.collection, grant.whose, grant.may]
        connection.execute(
            "INSERT INTO grants (collection, whose, may, seal) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (collection, whose) DO UPDATE SET may = excluded.may, "
            "seal = excluded.seal",
            [*told, seal(told)],
        )

    def delete_grant(self, connection: sqlite3.Connection, collection: str, whose: str) -> bool:
        """Whether there was one."""
        cursor = connection.execute(
            "DELETE FROM grants WHERE collection = ? AND whose = ?", [collection, whose]
        )
        return cursor.rowcount > 0

    def sign_ins(self, connection: sqlite3.Connection) -> dict[int, tuple[str, str]]:
        """The last sign-in of each person and the one before it; empty where there was none."""
        rows = connection.execute("SELECT person, at, before FROM sign_ins")
        return {row["person"]: (row["at"], row["before"]) for row in rows.fetchall()}

    def signed_in(self, connection: sqlite3.Connection, person: int, at: str) -> None:
        connection.execute(
            "INSERT INTO sign_ins (person, at, before) VALUES (?, ?, '') "
            "ON CONFLICT (person) DO UPDATE SET before = at, at = excluded.at",
            [person, at],
        )
