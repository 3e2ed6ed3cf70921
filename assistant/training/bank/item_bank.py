"""The item bank of a data folder: items kept from packs, with all that was ever changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.training.bank.bank_file import FILE_NAME, BankFile, BankItem, Response
from assistant.training.pack import Difficulty, Item
from assistant.training.practice.practice import item_key
from assistant.training.quiz.editing import edited
from corpus.blocks import clean_line
from corpus.errors import AssistantError
from corpus.wording import _
from index.store.database import now

LONGEST_TAG = 200  # characters of a topic or an outcome


class BankError(AssistantError):
    """What cannot be done with the bank, or an item of it; nothing was changed."""


@dataclass(frozen=True, slots=True)
class KeptItems:
    """What became of the items of a pack: the ids that they have here.

    `known` are those that are here already, perhaps edited since; they were left as they are.
    """

    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class ItemBank:
    """The items of a data folder. Safe to use from many threads and processes.

    Nothing is written before the first item is kept. A change names the `version` that it was
    made from, and is refused where that is no longer the newest. All methods raise LibraryError
    where the file cannot be used as asked, and BankError or ItemError where an item cannot.
    """

    def __init__(self, folder: Path) -> None:
        self._file = BankFile(folder / FILE_NAME)

    @property
    def path(self) -> Path:
        return self._file.path

    # Reading

    def items(self) -> list[BankItem]:
        """All items as they are now, in the order in which they were kept."""
        if not self._file.exists():
            return []
        with self._file.reading() as connection:
            return self._newest(connection)

    def get(self, id: str) -> BankItem:
        return self.history(id)[-1]

    def history(self, id: str) -> list[BankItem]:
        """Every version of an item, oldest first."""
        if self._file.exists():
            with self._file.reading() as connection:
                if found := self._file.versions(connection, id):
                    return found
        raise _not_here(id)

    def responses(self) -> list[Response]:
        """All responses that were imported."""
        if not self._file.exists():
            return []
        with self._file.reading() as connection:
            return self._file.responses(connection)

    def check(self) -> int:
        """Read every version of every item and every response; how many items there are."""
        with self._file.reading() as connection:
            self._file.responses(connection)
            return len(self._newest(connection))

    # Changing

    def keep(self, items: Iterable[Item], topic: str, outcome: str = "") -> KeptItems:
        """Keep items, all or none; one whose first words are here already is left as it is."""
        found = {item_key(item): item for item in items}
        topic, outcome = _tag(topic), _tag(outcome)
        if not topic:
            raise BankError(_("Say what topic the items are on."))
        if not found:
            raise BankError(_("There are no items to keep."))
        if not self._file.exists():
            self._file.create()
        with self._file.writing() as connection:
            here = {one.id for one in self._newest(connection)}
            for id, item in found.items():
                if id not in here:
                    self._file.put(connection, BankItem(id, item, topic, outcome))
        known = tuple(id for id in found if id in here)
        return KeptItems(tuple(id for id in found if id not in here), known)

    def edit(
        self,
        id: str,
        *,
        version: int,
        stem: str | None = None,
        answer: str | None = None,
        difficulty: Difficulty | None = None,
        topic: str | None = None,
        outcome: str | None = None,
    ) -> BankItem:
        """Change what is given; `answer` in lines, as `quiz.editing` has them."""
        with self._changing(id) as connection:
            old = self._current(connection, id, version)
            item = edited(old.item, stem=stem, answer=answer, difficulty=difficulty)
            new = replace(
                old,
                item=item,
                topic=old.topic if topic is None else _tag(topic),
                outcome=old.outcome if outcome is None else _tag(outcome),
            )
            if not new.topic:
                raise BankError(_("Say what topic the items are on."))
            asks = replace(item, difficulty=old.item.difficulty)
            if asks != old.item:
                new = replace(new, worded_at=now())
            return self._put(connection, old, new)

    def retire(self, id: str, *, version: int, back: bool = False) -> BankItem:
        """Take an item out of use, so that no pack draws it, or put it `back`."""
        with self._changing(id) as connection:
            old = self._current(connection, id, version)
            return self._put(connection, old, replace(old, retired=not back))

    def add_responses(self, file: str, name: str, responses: Sequence[Response]) -> None:
        """Store the responses of a file, known by the sha256 of its bytes, once."""
        with self._file.writing() as connection:
            if (at := self._file.imported(connection, file)) is not None:
                told = _("{name} was imported on {day} already; nothing is counted twice.")
                raise BankError(told.format(name=name, day=at[:10]))
            self._file.put_responses(connection, file, responses)

    def _changing(self, id: str) -> AbstractContextManager[sqlite3.Connection]:
        if not self._file.exists():
            raise _not_here(id)
        return self._file.writing()

    def _newest(self, connection: sqlite3.Connection) -> list[BankItem]:
        return list({one.id: one for one in self._file.versions(connection)}.values())

    def _current(self, connection: sqlite3.Connection, id: str, version: int) -> BankItem:
        versions = self._file.versions(connection, id)
        if not versions:
            raise _not_here(id)
        if versions[-1].version != version:
            raise BankError(
                _(
                    "Item {id} was changed meanwhile ({at}). Nothing was overwritten; look at it "
                    "again, and repeat your change."
                ).format(id=id, at=versions[-1].at)
            )
        return versions[-1]

    def _put(self, connection: sqlite3.Connection, old: BankItem, new: BankItem) -> BankItem:
        if new == old:
            return old
        return self._file.put(connection, replace(new, version=old.version + 1))


def _tag(text: str) -> str:
    return clean_line(text)[:LONGEST_TAG]


def _not_here(id: str) -> BankError:
    return BankError(
        _("The bank has no item {id!r}; 'assistant bank list' shows those it has.").format(id=id)
    )
