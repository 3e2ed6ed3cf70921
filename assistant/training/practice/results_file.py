"""The file of practice results: `practice.sqlite`, opened with checks.

A file of its own, so that practising never meets the library's writer. What is in it is the
work of people: a file that fails its checks is refused and left as it is, never begun anew.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime
from typing import Annotated

from fsrs import Card
from pydantic import AwareDatetime, Field, FiniteFloat

from corpus.checked_json import checked
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import BROKEN, seal, seal_rows, sealed

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
    seal TEXT NOT NULL,               -- of what is beside it, here and below
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
    retry INTEGER NOT NULL,           -- 1 where it was asked again after a wrong answer
    seal TEXT NOT NULL
);
CREATE INDEX results_by_participant ON results (known_as, item);
CREATE INDEX results_by_pack ON results (pack);
"""


@dataclass(frozen=True, slots=True)
class PracticeResult:
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
    share: Annotated[float, Field(ge=0, le=1)]
    retry: bool


COLUMNS = tuple(field.name for field in fields(PracticeResult))
_RESULT = ("known_as", *COLUMNS)
_CARD = ("known_as", "item", "card")


def _upgrade(connection: sqlite3.Connection) -> None:
    """From format 1, which had no seals."""
    for table, columns in (("cards", _CARD), ("results", _RESULT)):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''")
        seal_rows(connection, table, columns)


KIND = FileKind("practice results", 2, SCHEMA, PURPOSE, _upgrade)


class PracticeFile(KeptFile):
    """Cards and results in one file. Safe to use from many threads and processes."""

    KIND = KIND

    # On a connection that `reading` or `writing` gave

    def cards(self, connection: sqlite3.Connection, known_as: str) -> dict[str, Card]:
        """The cards of a participant by the key of their item."""
        rows = connection.execute("SELECT * FROM cards WHERE known_as = ?", [known_as])
        with database.values_told_plainly(self.path, PURPOSE):
            return {row["item"]: _card(row) for row in rows}

    def participants(self, connection: sqlite3.Connection) -> list[str]:
        """Those who have cards, by the name that they are known as."""
        rows = connection.execute("SELECT DISTINCT known_as FROM cards")
        return [str(row[0]) for row in rows]

    def last(self, connection: sqlite3.Connection, known_as: str) -> dict[str, PracticeResult]:
        """What a participant answered last to each item, by its key."""
        rows = connection.execute(
            "SELECT * FROM results WHERE number IN "
            "(SELECT max(number) FROM results WHERE known_as = ? GROUP BY item)",
            [known_as],
        )
        with database.values_told_plainly(self.path, PURPOSE):
            return {row["item"]: _result(row) for row in rows}

    def results(
        self, connection: sqlite3.Connection, pack: str | None = None
    ) -> list[PracticeResult]:
        """All results, or those of a pack, in the order in which they came."""
        rows = connection.execute(
            "SELECT * FROM results WHERE ?1 IS NULL OR pack = ?1 ORDER BY number", [pack]
        )
        with database.values_told_plainly(self.path, PURPOSE):
            return [_result(row) for row in rows]

    def put(
        self, connection: sqlite3.Connection, known_as: str, card: Card, result: PracticeResult
    ) -> None:
        """Store a result, and the card as it is after it."""
        told = [_storable(known_as), result.item, json.dumps(card.to_dict())]
        connection.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", [*told, seal(told)])
        stored = replace(result, share=float(result.share))  # as the column gives it back
        row = [_storable(known_as), *map(_storable, astuple(stored))]
        columns = f"{', '.join(_RESULT)}, seal"
        connection.execute(
            f"INSERT INTO results ({columns}) VALUES ({', '.join('?' * (len(row) + 1))})",
            [*row, seal(row)],
        )


@dataclass(frozen=True, slots=True)
class _CardKeys:
    """What a card is to have beside what fsrs itself asks for."""

    stability: Annotated[FiniteFloat, Field(gt=0)]
    difficulty: Annotated[float, Field(ge=1, le=10)]
    due: AwareDatetime
    last_review: AwareDatetime


def _card(row: sqlite3.Row) -> Card:
    """A card as it was stored. Raises ValueError, TypeError or LookupError for what is none."""
    card = json.loads(row["card"])
    checked(_CardKeys, card)
    if not sealed(row, _CARD):
        raise ValueError(BROKEN)
    return Card.from_dict(card)


def _result(row: sqlite3.Row) -> PracticeResult:
    """A result as it was stored. Raises ValueError that names the column."""
    told = {column: row[column] for column in COLUMNS}
    for column in ("right", "retry"):
        told[column] = {0: False, 1: True}.get(told[column], told[column])
    try:
        result = checked(PracticeResult, told)
        if datetime.fromisoformat(result.at).tzinfo is None:
            raise ValueError('"at" has no time zone')
        if not sealed(row, _RESULT):
            raise ValueError(BROKEN)
    except ValueError as error:
        raise ValueError(f"result {row['number']}: {error}") from error
    return result


def _storable(value: object) -> object:
    """As SQLite gives it back, and without half characters, which a file name may have."""
    if isinstance(value, bool):
        return int(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
