"""The file of the item bank: `bank.sqlite`, opened with checks.

Items are never overwritten: each change is a new version, and the newest counts. What is in the
file is the work of people: one that fails its checks is refused and left as it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from typing import Annotated

from pydantic import Field

from assistant.training.pack import Item
from corpus.checked_json import checked, loaded
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import BROKEN, seal, sealed

FILE_NAME = "bank.sqlite"
PURPOSE = database.Purpose(
    "item bank", "restore it from a backup, or move it away to begin a new one"
)
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,         -- 1, and one more with each change
    at TEXT NOT NULL,                 -- UTC
    worded_at TEXT NOT NULL,          -- since when it asks this; empty where it always did
    retired INTEGER NOT NULL,
    topic TEXT NOT NULL,
    outcome TEXT NOT NULL,
    item TEXT NOT NULL,               -- JSON
    seal TEXT NOT NULL,               -- of what is beside it, here and below
    UNIQUE (id, version)
);

-- What was imported: a line for each answer.
CREATE TABLE responses (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL,               -- sha256 of the file that it came from
    at TEXT NOT NULL,                 -- UTC: when it was given, or imported
    taker TEXT NOT NULL,              -- a digest of who answered
    item TEXT NOT NULL,               -- the id here, or the key of what is not here
    share REAL NOT NULL,              -- how much of it was right, 0 to 1
    seal TEXT NOT NULL
);
CREATE INDEX responses_by_file ON responses (file);
"""
KIND = FileKind("item bank", 1, SCHEMA, PURPOSE)
_ITEM = ("id", "version", "at", "worded_at", "retired", "topic", "outcome", "item")


@dataclass(frozen=True, slots=True)
class BankItem:
    """A kept item, with the topic and the learning outcome that it is for.

    `version` grows with each change, `at` is when this one was made; `worded_at` since when the
    item asks what it asks now, empty where it did from the first. UTC, ISO 8601.
    """

    id: str
    item: Item
    topic: str
    outcome: str = ""
    retired: bool = False
    version: int = 1
    at: str = ""
    worded_at: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What one taker's answer to an item was worth: `share` of it was right, 0 to 1.

    `item` is the id of a bank item, or the `item_key` of one that is not in the bank; `taker` a
    digest of who answered, `at` when, or when that was imported.
    """

    at: str
    taker: str
    item: str
    share: Annotated[float, Field(ge=0, le=1)]


_RESPONSE = ("file", *(field.name for field in fields(Response)))


class BankFile(KeptFile):
    """Items and imported responses in one file. Safe to use from many threads and processes."""

    KIND = KIND

    # On a connection that `reading` or `writing` gave

    def versions(self, connection: sqlite3.Connection, id: str | None = None) -> list[BankItem]:
        """Every version of all items, or of one, in the order in which they were made."""
        rows = connection.execute(
            "SELECT * FROM items WHERE ?1 IS NULL OR id = ?1 ORDER BY number", [id]
        )
        with database.values_told_plainly(self.path, PURPOSE):
            return [_item(row) for row in rows]

    def put(self, connection: sqlite3.Connection, item: BankItem) -> BankItem:
        """Store a version of an item, made now."""
        stored = replace(item, at=database.now())
        told = database.storable(json.dumps(item.item.to_dict(), ensure_ascii=False))
        row = [
            stored.id, stored.version, stored.at, stored.worded_at, int(stored.retired),
            database.storable(stored.topic), database.storable(stored.outcome), told,
        ]  # fmt: skip
        connection.execute(
            f"INSERT INTO items ({', '.join(_ITEM)}, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*row, seal(row)],
        )
        return stored

    def imported(self, connection: sqlite3.Connection, file: str) -> str | None:
        """When the responses of a file were stored, or None."""
        found = connection.execute("SELECT max(at) FROM responses WHERE file = ?", [file])
        at = found.fetchone()[0]
        return None if at is None else str(at)

    def responses(self, connection: sqlite3.Connection) -> list[Response]:
        """All imported responses, in the order in which they came."""
        rows = connection.execute("SELECT * FROM responses ORDER BY number")
        with database.values_told_plainly(self.path, PURPOSE):
            return [_response(row) for row in rows]

    def put_responses(
        self, connection: sqlite3.Connection, file: str, responses: Iterable[Response]
    ) -> None:
        for response in responses:
            row = [file, *astuple(replace(response, share=float(response.share)))]
            connection.execute(
                f"INSERT INTO responses ({', '.join(_RESPONSE)}, seal) VALUES (?, ?, ?, ?, ?, ?)",
                [*row, seal(row)],
            )


def _item(row: sqlite3.Row) -> BankItem:
    """An item as it was stored. Raises ValueError."""
    if not sealed(row, _ITEM):
        raise ValueError(f"item {row['id']}: {BROKEN}")
    try:
        item = Item.from_dict(loaded(row["item"]))
    except ValueError as error:
        raise ValueError(f"item {row['id']}: {error}") from error
    return BankItem(
        id=row["id"],
        item=item,
        topic=row["topic"],
        outcome=row["outcome"],
        retired=bool(row["retired"]),
        version=row["version"],
        at=row["at"],
        worded_at=row["worded_at"],
    )


def _response(row: sqlite3.Row) -> Response:
    """A response as it was stored. Raises ValueError."""
    if not sealed(row, _RESPONSE):
        raise ValueError(f"response {row['number']}: {BROKEN}")
    return checked(Response, {name: row[name] for name in _RESPONSE[1:]})
