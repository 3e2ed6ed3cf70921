"""Conversations of a data folder: kept, found again, opened and deleted, each by its owner alone.

An owner is whatever tells one person from others, as the page's cookie does until there are
accounts. Every call is given one, and sees nothing of another's.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from assistant.conversations.conversation_file import (
    FILE_NAME,
    PURPOSE,
    Conversation,
    ConversationFile,
    KeptTurn,
)
from corpus.errors import AssistantError, LibraryDamaged, LibraryReadOnly
from corpus.wording import _
from index.store import database

LISTED = 50  # conversations that a list has, where nothing else is said


class ConversationNotFound(AssistantError):
    """The owner has no conversation of that id: it was deleted, or is somebody else's."""


@dataclass(frozen=True, slots=True)
class ConversationList:
    """The last changed of an owner's conversations: `total` is how many there are, `damaged` how
    many of those that would be here cannot be read.
    """

    conversations: tuple[Conversation, ...]
    total: int
    damaged: int = 0


def new_id() -> str:
    """An id for a conversation, or a key for an asking, that nobody can guess."""
    return secrets.token_urlsafe(15)


class Conversations:
    """The conversations of a data folder. Safe to use from many threads and processes.

    Nothing is written before the first turn is kept. All methods raise LibraryError where the file
    cannot be used as asked. `keeps` says whether any are to be kept from now on.
    """

    def __init__(self, folder: Path, keeps: bool = True) -> None:
        self._file = ConversationFile(folder / FILE_NAME)
        self.keeps = keeps

    @property
    def path(self) -> Path:
        return self._file.path

    def keep(self, owner: str, id: str, key: str, answer: Answer, *, begun: bool = False) -> int:
        """Keep an answer as the last turn of a conversation, which begins with its first; gives
        the turn's number, from 1. The same `key` again changes nothing. Raises
        ConversationNotFound where the id is another owner's, or the conversation had `begun` and
        was deleted since.
        """
        if not self._file.exists():
            self._file.create()
        with self._file.writing() as connection:
            at = database.now()
            row = (
                self._file.find(connection, owner, id)
                if begun
                else self._file.begin(connection, owner, id, at)
            )
            if row is None:
                raise _not_found()
            return self._file.put(connection, row, key, answer, at)

    def find(self, owner: str, search: str = "", most: int = LISTED) -> ConversationList:
        """An owner's conversations, the last changed first; with `search`, those in which every
        word of it is said, in whatever case and with or without accents.
        """
        if not self._file.exists():
            return ConversationList((), 0)
        with self._file.reading() as connection:
            rows, total = self._file.listed(connection, owner, search, most)
        whole = []
        for row in rows:
            try:
                whole.append(self._file.conversation(row))
            except LibraryDamaged:
                continue
        return ConversationList(tuple(whole), total, len(rows) - len(whole))

    def open(self, owner: str, id: str) -> tuple[Conversation, list[KeptTurn]]:
        """A conversation with all its turns. Raises ConversationNotFound."""
        if not self._file.exists():
            raise _not_found()
        with self._file.reading() as connection:
            row = self._file.find(connection, owner, id)
            if row is None:
                raise _not_found()
            turns = self._file.turns(connection, int(row["number"]))
        return self._file.conversation(row), turns

    def delete(self, owner: str, id: str) -> None:
        """Delete a conversation so that none of its words is left in the file. Raises
        ConversationNotFound.
        """
        if not self._file.exists():
            raise _not_found()
        with self._file.writing() as connection:
            row = self._file.find(connection, owner, id)
            if row is None:
                raise _not_found()
            self._file.delete(connection, [int(row["number"])])

    def delete_all(self, owner: str) -> int:
        """Delete all of an owner's conversations in the same way; how many there were."""
        if not self._file.exists():
            return 0
        with self._file.writing() as connection:
            rows = connection.execute("SELECT number FROM conversations WHERE owner = ?", [owner])
            numbers = [int(row[0]) for row in rows]
            self._file.delete(connection, numbers)
        return len(numbers)

    def check(self) -> int:
        """Read every conversation and every turn, and the index of their words; how many
        conversations there are. Raises LibraryDamaged.
        """
        with self._file.reading() as connection:
            rows = connection.execute("SELECT * FROM conversations").fetchall()
            for row in rows:
                self._file.conversation(row)
                for turn in self._file.turns(connection, int(row["number"])):
                    if turn.answer is None:
                        cause = f"turn {turn.number} of conversation {row['number']} cannot be read"
                        raise database.damaged(self.path, cause, PURPOSE)
            with suppress(LibraryReadOnly):  # it changes nothing, and asks for leave to write
                self._file.check_words(connection)
        return len(rows)


def _not_found() -> ConversationNotFound:
    return ConversationNotFound(
        _(
            "This conversation is not kept for this browser: it was deleted, or begun in another"
            " one."
        )
    )
