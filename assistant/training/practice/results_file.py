"""The file of practice results: `practice.sqlite`, opened with checks.

A file of its own, so that practising never meets the library's writer. What is in it is the
work of people: a file that fails its checks is refused and left as it is, never begun anew.
"""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from fsrs import Card

from index.store import database
from index.store.kept_file import KeptFile, Kind

FILE_NAME = "practice.sqlite"
PURPOSE = database.Purpose(
    "file of practice results", "restore it from a backup, or move it away to begin a new one"
)
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE cards (
    known_as TEXT NOT NULL,           -- the participant's name, folded
    item TEXT NOT NULL,               -- the key of the item
    card TEXT NOT NULL,               -- JSON, as fsrs tells it
    PRIMARY KEY (known_as, item)
) WITHOUT ROWID;

CREATE TABLE results (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    known_as TEXT NOT NULL,
    at TEXT NOT NULL,                 -- UTC, ISO 8601
    participant TEXT NOT NULL,        -- the name as it was written
    pack TEXT NOT NULL, item TEXT NOT NULL,
    section TEXT NOT NULL, type TEXT NOT NULL, stem TEXT NOT NULL,
    given TEXT NOT NULL, expected TEXT NOT NULL,
    right INTEGER NOT NULL, share REAL NOT NULL,
    retry INTEGER NOT NULL            -- 1 where it was asked again after a wrong answer
);
CREATE INDEX results_by_participant ON results (known_as, item);
CREATE INDEX results_by_pack ON results (pack);
"""
KIND = Kind("practice results", 1, SCHEMA, PURPOSE)


@dataclass(frozen=True, slots=True)
class Result:
    """One answer of one participant.

    `at` is UTC, ISO 8601; `retry` tells that the item was asked again after a wrong answer. The
    item's own words are kept with it, so that a result can be read when its pack is gone.
    """

    at: str
    participant: str
    pack: str
    item: str
    section: str
    type: str
    stem: str
    given: str
    expected: str
    right: bool
    share: float
    retry: bool


COLUMNS = tuple(field.name for field in fields(Result))


class PracticeFile(KeptFile):
    """Cards and results in one file. Safe to use from many threads and processes."""

    KIND = KIND

    # On a connection that `reading` or `writing` gave

    def cards(self, connection: sqlite3.Connection, known_as: str) -> dict[str, Card]:
        """The cards of a participant by the key of their item."""
        rows = connection.execute("SELECT item, card FROM cards WHERE known_as = ?", [known_as])
        with database.values_told_plainly(self.path, PURPOSE):
            return {row["item"]: _card(row["card"]) for row in rows}

    def last(self, connection: sqlite3.Connection, known_as: str) -> dict[str, Result]:
        """What a participant answered last to each item, by its key."""
        rows = connection.execute(
            "SELECT * FROM results WHERE number IN "
            "(SELECT max(number) FROM results WHERE known_as = ? GROUP BY item)",
            [known_as],
        )
        with database.values_told_plainly(self.path, PURPOSE):
            return {row["item"]: _result(row) for row in rows}

    def results(self, connection: sqlite3.Connection, pack: str | None = None) -> list[Result]:
        """All results, or those of a pack, in the order in which they came."""
        rows = connection.execute(
            "SELECT * FROM results WHERE ?1 IS NULL OR pack = ?1 ORDER BY number", [pack]
        )
        with database.values_told_plainly(self.path, PURPOSE):
            return [_result(row) for row in rows]

    def put(
        self, connection: sqlite3.Connection, known_as: str, card: Card, result: Result
    ) -> None:
        """Store a result, and the card as it is after it."""
        connection.execute(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?)",
            [known_as, result.item, json.dumps(card.to_dict())],
        )
        row = [_storable(known_as), *map(_storable, astuple(result))]
        columns = f"known_as, {', '.join(COLUMNS)}"
        connection.execute(
            f"INSERT INTO results ({columns}) VALUES ({', '.join('?' * len(row))})", row
        )


def _card(told: str) -> Card:
    """A card as it was stored. Raises ValueError, TypeError or LookupError for what is none."""
    card = Card.from_dict(json.loads(told))
    sound = (
        card.stability is not None
        and math.isfinite(card.stability)
        and card.stability > 0
        and card.difficulty is not None
        and 1 <= card.difficulty <= 10
        and card.last_review is not None
        and card.last_review.tzinfo is not None
        and card.due.tzinfo is not None
    )
    if not sound:
        raise ValueError(f"{told[:200]} is no card")
    return card


def _result(row: sqlite3.Row) -> Result:
    told = {column: row[column] for column in COLUMNS}
    words = [told[column] for column in COLUMNS if column not in ("right", "share", "retry")]
    if not all(isinstance(one, str) for one in words):
        raise ValueError(f"result {row['number']} has no text where it should")
    if datetime.fromisoformat(told["at"]).tzinfo is None:
        raise ValueError(f"the time of result {row['number']} has no zone")
    for column in ("right", "retry"):
        if told[column] not in (0, 1):
            raise ValueError(f'"{column}" of result {row["number"]} is {told[column]!r}')
        told[column] = bool(told[column])
    if not isinstance(told["share"], float) or not 0 <= told["share"] <= 1:
        raise ValueError(f'"share" of result {row["number"]} is {told["share"]!r}')
    return Result(**told)


def _storable(value: object) -> object:
    """Without half characters, which a file name may have and SQLite refuses."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
