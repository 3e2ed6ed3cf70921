"""The file of conversations: `conversations.sqlite`, opened with checks, each row with its seal.

A file of its own, so that keeping an answer never meets the library's writer. A file that fails
its checks is refused and left as it is, never begun anew.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer
from corpus.checked_json import loaded, parsed
from corpus.language.words import folded
from index.choice import DocumentChoice
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import seal, sealed

FILE_NAME = "conversations.sqlite"
PURPOSE = database.Purpose(
    "file of conversations", "restore it from a backup, or move it away to begin a new one"
)
MOST_TURNS = 1 << 20  # of one conversation
NAME_SHOWN = 200  # characters of the question that names a conversation
MOST_WORDS = 12  # of a search

SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE conversations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- none is used twice
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,               -- the first question
    named INTEGER NOT NULL,           -- 0 while the name is small talk
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL,  -- UTC
    searched_in TEXT NOT NULL,        -- JSON, the choice of documents of the last turn
    seal TEXT NOT NULL                -- of what is beside it, here and below
);
CREATE INDEX conversations_by_owner ON conversations (owner, changed_at);

CREATE TABLE turns (
    place INTEGER PRIMARY KEY,        -- {MOST_TURNS} times the conversation's number, and its own
    conversation INTEGER NOT NULL REFERENCES conversations (number),
    key TEXT NOT NULL,                -- of the asking: what is kept twice is there once
    asked_at TEXT NOT NULL,           -- UTC
    answer TEXT NOT NULL,             -- JSON
    words TEXT NOT NULL,              -- what search reads, without case and accents
    seal TEXT NOT NULL,
    UNIQUE (conversation, key)
);

-- Only in which turns a word stands: what the words are is in the turns.
CREATE VIRTUAL TABLE turn_words USING fts5 (
    words, content = 'turns', content_rowid = 'place', detail = none, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER turns_inserted AFTER INSERT ON turns BEGIN
    INSERT INTO turn_words (rowid, words) VALUES (new.place, new.words);
END;
CREATE TRIGGER turns_deleted AFTER DELETE ON turns BEGIN
    INSERT INTO turn_words (turn_words, rowid, words) VALUES ('delete', old.place, old.words);
END;
"""
_CONVERSATION = ("id", "owner", "name", "named", "created_at", "changed_at", "searched_in")
_TURN = ("place", "conversation", "key", "asked_at", "answer", "words")
_LETTERS = re.compile(r"[^\W_]+")  # what the index takes for a word


KIND = FileKind("conversations", 1, SCHEMA, PURPOSE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list says of a conversation. Times are UTC, ISO 8601; `searched_in` is the choice of
    documents that its last question was asked of.
    """

    id: str
    name: str
    created_at: str
    changed_at: str
    searched_in: DocumentChoice


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with its answer, numbered from 1; None where that is damaged in the file."""

    number: int
    asked_at: str
    answer: Answer | None


class ConversationFile(KeptFile):
    """Conversations and their turns in one file. Safe to use from many threads and processes."""

    KIND = KIND

    # On a connection that `reading` or `writing` gave

    def find(self, connection: sqlite3.Connection, owner: str, id: str) -> sqlite3.Row | None:
        """The row of an owner's conversation."""
        row: sqlite3.Row | None = connection.execute(
            "SELECT * FROM conversations WHERE id = ? AND owner = ?", [id, owner]
        ).fetchone()
        return row

    def listed(
        self, connection: sqlite3.Connection, owner: str, search: str, most: int
    ) -> tuple[list[sqlite3.Row], int]:
        """An owner's conversations, the last changed first, and how many there are of them; with
        `search`, those that have every word of it, or one that begins so, in some turn.
        """
        sought = list(dict.fromkeys(_LETTERS.findall(folded(search))))[:MOST_WORDS]
        if search.strip() and not sought:
            return [], 0
        has = f"SELECT rowid / {MOST_TURNS} FROM turn_words WHERE turn_words MATCH ?"
        among = f" AND number IN ({' INTERSECT '.join([has] * len(sought))})" if sought else ""
        where = f"FROM conversations WHERE owner = ?{among}"
        given = [owner, *(f'"{word}"*' for word in sought)]
        found = connection.execute(f"SELECT number {where} ORDER BY changed_at DESC", given)
        numbers = [int(row[0]) for row in found]
        shown = ", ".join(map(str, numbers[:most]))
        rows = connection.execute(
            f"SELECT * FROM conversations WHERE number IN ({shown}) ORDER BY changed_at DESC"
        )
        return rows.fetchall(), len(numbers)

    def conversation(self, row: sqlite3.Row) -> Conversation:
        """Raises LibraryDamaged."""
        if not sealed(row, _CONVERSATION):
            cause = f"conversation {row['number']} is not as it was stored"
            raise database.damaged(self.path, cause, PURPOSE)
        with database.values_told_plainly(self.path, PURPOSE):
            return Conversation(
                str(row["id"]),
                str(row["name"]),
                str(row["created_at"]),
                str(row["changed_at"]),
                parsed(DocumentChoice, row["searched_in"]),
            )

    def turns(self, connection: sqlite3.Connection, number: int) -> list[KeptTurn]:
        """The turns of a conversation in their order; one that is damaged has no answer."""
        rows = connection.execute(
            "SELECT * FROM turns WHERE place BETWEEN ? AND ? ORDER BY place",
            [number * MOST_TURNS, (number + 1) * MOST_TURNS - 1],
        )
        return [_turn(row) for row in rows]

    def begin(
        self, connection: sqlite3.Connection, owner: str, id: str, at: str
    ) -> sqlite3.Row | None:
        """The row of a conversation, which is made where there is none of that id; None where it
        is another owner's.
        """
        if connection.execute("SELECT 1 FROM conversations WHERE id = ?", [id]).fetchone() is None:
            told = [id, owner, "", 0, at, at, _json(DocumentChoice().to_dict())]
            connection.execute(
                f"INSERT INTO conversations ({', '.join(_CONVERSATION)}, seal) "
                f"VALUES ({', '.join('?' * (len(told) + 1))})",
                [*told, seal(told)],
            )
        return self.find(connection, owner, id)

    def put(
        self, connection: sqlite3.Connection, row: sqlite3.Row, key: str, answer: Answer, at: str
    ) -> int:
        """Store a turn behind the others of a conversation, and what the list says of that; gives
        the turn's number. One that was kept by this key is left as it is.
        """
        number = int(row["number"])
        known = connection.execute(
            "SELECT place FROM turns WHERE conversation = ? AND key = ?", [number, key]
        ).fetchone()
        if known is not None:
            return int(known[0]) % MOST_TURNS
        first = number * MOST_TURNS
        (last,) = connection.execute(
            "SELECT max(place) FROM turns WHERE place BETWEEN ? AND ?",
            [first, first + MOST_TURNS - 1],
        ).fetchone()
        place = (first if last is None else int(last)) + 1
        words = database.storable(folded(f"{answer.asked_as}\n{answer.words}"))
        told = [place, number, key, at, _json(answer.to_dict()), words]
        connection.execute(
            f"INSERT INTO turns ({', '.join(_TURN)}, seal) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*told, seal(told)],
        )
        self._rename(connection, row, answer, at)
        return place % MOST_TURNS

    def delete(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        """Delete conversations with all that was said in them, so that nothing of it is left in
        the file: words that were deleted stand in the index until its parts are merged.
        """
        for number in numbers:
            connection.execute("DELETE FROM turns WHERE conversation = ?", [number])
            connection.execute("DELETE FROM conversations WHERE number = ?", [number])
        connection.execute("INSERT INTO turn_words (turn_words) VALUES ('optimize')")

    def check_words(self, connection: sqlite3.Connection) -> None:
        """Compare the index with the turns. Raises LibraryDamaged, LibraryReadOnly."""
        with database.told_plainly(self.path, PURPOSE):
            connection.execute(
                "INSERT INTO turn_words (turn_words, rank) VALUES ('integrity-check', 1)"
            )

    def _rename(
        self, connection: sqlite3.Connection, row: sqlite3.Row, answer: Answer, at: str
    ) -> None:
        """The first question names a conversation; small talk does until there is one."""
        name, named = str(row["name"]), int(row["named"])
        if not named and (not name or not answer.is_reply):
            name = database.storable(" ".join(answer.asked_as.split())[:NAME_SHOWN])
            named = int(not answer.is_reply)
        choice = answer.searched_in or DocumentChoice()
        told = [
            row["id"], row["owner"], name, named, row["created_at"], at, _json(choice.to_dict()),
        ]  # fmt: skip
        connection.execute(
            "UPDATE conversations SET name = ?, named = ?, changed_at = ?, searched_in = ?, "
            "seal = ? WHERE number = ?",
            [name, named, at, told[-1], seal(told), row["number"]],
        )


def _turn(row: sqlite3.Row) -> KeptTurn:
    number, answer = int(row["place"]) % MOST_TURNS, None
    if sealed(row, _TURN):
        try:
            answer = Answer.from_dict(loaded(row["answer"]))
        except ValueError:  # written by a program with more to say than this one reads
            answer = None
    return KeptTurn(number, str(row["asked_at"]), answer)


def _json(told: dict[str, Any]) -> str:
    return database.storable(json.dumps(told, ensure_ascii=False))
