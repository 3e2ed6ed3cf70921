"""The file of kept entries: `faq.sqlite`, opened with checks, each entry with its history.

A file of its own, so that an editor never waits for an ingest, which holds the library's writer
lock. What is in it is the work of people: a file that fails its checks is refused and left as it
is, never begun anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from assistant.faq.entry import Entry, State
from assistant.faq.keeping.editing import RecordError
from assistant.quote_positions import Pin, pins_of
from corpus.checked_json import loaded, parsed
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import seal, seal_rows, sealed
from index.store.server import places

FILE_NAME = "faq.sqlite"
PURPOSE = database.Purpose(
    "list of FAQ entries", "restore it from a backup, or move it away to begin a new list"
)

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE entries (
    place INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which they came
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,              -- the entry's
    version INTEGER NOT NULL,         -- 1, and one more with each change
    entry TEXT NOT NULL,              -- JSON
    sha256 TEXT NOT NULL,             -- the seal of what is beside it
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL  -- UTC
);

CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL REFERENCES entries (id),
    at TEXT NOT NULL,                 -- UTC
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL,  -- JSON, of the keys of the entry that changed
    sha256 TEXT NOT NULL              -- the seal
);
CREATE INDEX changes_by_id ON changes (id);
"""
_ENTRY = ("id", "state", "version", "entry", "created_at", "changed_at")
_ENTRIES = "SELECT *, sha256 AS seal FROM entries"
_CHANGES = "SELECT *, sha256 AS seal FROM changes"
_CHANGE = ("id", "at", "who", "action", "before", "after")


def _upgrade(connection: sqlite3.Connection) -> None:
    """From format 1, whose sha256 was that of the entry's JSON alone."""
    connection.create_function("sha256_of", 1, _digest, deterministic=True)
    seal_rows(connection, "entries", _ENTRY, sound="sha256 = sha256_of(entry)", into="sha256")
    connection.execute("ALTER TABLE changes ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''")
    seal_rows(connection, "changes", _CHANGE, into="sha256")


def _digest(text: object) -> str:
    return sha256(str(text).encode()).hexdigest()


KIND = FileKind("faq entries", 2, SCHEMA, PURPOSE, _upgrade)


class EntryNotFound(RecordError):
    """No kept entry has that id."""


class EntryChanged(RecordError):
    """Someone else has changed the entry since it was read."""


@dataclass(frozen=True, slots=True)
class Record:
    """A kept entry. `version` grows with each change; times are UTC, ISO 8601."""

    entry: Entry
    version: int
    created_at: str
    changed_at: str

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Where each quote that the answer uses stood when it was quoted."""
        return pins_of(self.entry.answer)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an entry: the keys of its JSON that changed, as they were and became.

    `action` is `added`, `built anew`, `edited`, `answered anew`, `moved`, `undone`, or the state
    it went to. What an entry was at any time follows from undoing the later changes.
    """

    at: str
    who: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class RecordFile(KeptFile):
    """Entries and their changes in one file. Safe to use from many threads and processes."""

    KIND = KIND

    def stamp(self) -> tuple[int, ...] | None:
        """What differs after every change, whoever made it; None where there is no file."""
        if not self.exists():
            return None
        on_server = places.server_of(self.path.parent) is not None
        try:
            file = None if on_server else self.path.stat()
        except FileNotFoundError:
            return None
        with self.reading() as connection:
            # The time alone would not do: two changes may be within one tick of its clock.
            (last,) = connection.execute("SELECT max(number) FROM changes").fetchone()
        return (*((file.st_ino, file.st_mtime_ns) if file else ()), last or 0)

    # On a connection that `reading` or `writing` gave

    def all(self, connection: sqlite3.Connection, state: State | None = None) -> list[Record]:
        """All entries, or those of a state, in the order in which they came."""
        rows = connection.execute(
            f"{_ENTRIES} WHERE ?1 IS NULL OR state = ?1 ORDER BY place", [state]
        )
        return [self._record(row) for row in rows]

    def get(self, connection: sqlite3.Connection, id: str) -> Record | None:
        row = connection.execute(f"{_ENTRIES} WHERE id = ?", [id]).fetchone()
        return None if row is None else self._record(row)

    def changes(self, connection: sqlite3.Connection, id: str) -> list[Change]:
        """All that was done to an entry, oldest first."""
        rows = connection.execute(f"{_CHANGES} WHERE id = ? ORDER BY number", [id])
        return list(map(self._change, rows))

    def all_changes(self, connection: sqlite3.Connection) -> list[Change]:
        """All that was done to any entry, oldest first."""
        return list(map(self._change, connection.execute(f"{_CHANGES} ORDER BY number")))

    def rename_person(self, connection: sqlite3.Connection, name: str, to: str) -> int:
        """Let the history name a person otherwise; how many of its lines did."""
        key, found = name.casefold(), 0
        rows = connection.execute(
            f"SELECT number, sha256, {', '.join(_CHANGE)} FROM changes"
        ).fetchall()
        for row in rows:
            if row["who"].casefold() == key and row["sha256"] == seal(row[one] for one in _CHANGE):
                told = [to if one == "who" else row[one] for one in _CHANGE]
                connection.execute(
                    "UPDATE changes SET who = ?, sha256 = ? WHERE number = ?",
                    [to, seal(told), row["number"]],
                )
                found += 1
        return found

    def put(
        self,
        connection: sqlite3.Connection,
        old: Record | None,
        entry: Entry,
        action: str,
        who: str,
    ) -> Record:
        """Store an entry with its line of history; one that is as it was is left alone."""
        before, after = old.entry.to_dict() if old else {}, entry.to_dict()
        changed = [key for key in before if before[key] != after[key]]
        if old is not None and not changed:
            return old
        at = database.now()
        record = Record(
            entry=entry,
            version=old.version + 1 if old else 1,
            created_at=old.created_at if old else at,
            changed_at=at,
        )
        row = [entry.id, entry.state, record.version, _json(after), record.created_at, at]
        connection.execute(
            f"INSERT INTO entries ({', '.join(_ENTRY)}, sha256) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
            "version = excluded.version, entry = excluded.entry, sha256 = excluded.sha256, "
            "changed_at = excluded.changed_at",
            [*row, seal(row)],
        )
        parts = ({key: state[key] for key in changed} for state in (before, after))
        line = [entry.id, at, database.storable(who), action, *map(_json, parts)]
        connection.execute(
            f"INSERT INTO changes ({', '.join(_CHANGE)}, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*line, seal(line)],
        )
        return record

    def _record(self, row: sqlite3.Row) -> Record:
        if not sealed(row, _ENTRY):
            cause = f"entry {row['id']!r} is not as it was stored"
            raise database.damaged(self.path, cause, PURPOSE)
        with database.values_told_plainly(self.path, PURPOSE):
            return Record(
                Entry.from_dict(loaded(row["entry"])),
                int(row["version"]),
                str(row["created_at"]),
                str(row["changed_at"]),
            )

    def _change(self, row: sqlite3.Row) -> Change:
        if not sealed(row, _CHANGE):
            cause = f"the history of entry {row['id']!r} is not as it was stored"
            raise database.damaged(self.path, cause, PURPOSE)
        with database.values_told_plainly(self.path, PURPOSE):
            return Change(
                str(row["at"]),
                str(row["who"]),
                str(row["action"]),
                parsed(dict[str, Any], row["before"]),
                parsed(dict[str, Any], row["after"]),
            )


def _json(told: Mapping[str, Any]) -> str:
    return database.storable(json.dumps(told, ensure_ascii=False))
