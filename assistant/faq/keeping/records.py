"""The entries that people keep: with a state, an owner and all that was ever changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.faq.entry import Entry, State
from assistant.faq.keeping import editing, record_file
from assistant.faq.keeping.editing import RecordError
from assistant.faq.keeping.four_eyes import refuse_own_words
from assistant.faq.keeping.record_file import (
    Change,
    EntryChanged,
    EntryNotFound,
    Record,
    RecordFile,
)
from assistant.quote_positions import Documents
from corpus.blocks import clean_line
from corpus.checked_json import loaded, read_rows
from corpus.language.words import folded, normalised
from corpus.wording import _
from index.store.database import now

__all__ = [
    "Added",
    "Change",
    "EntryChanged",
    "EntryNotFound",
    "FaqRecords",
    "Record",
    "RecordError",
    "import_entries",
]

SHOWN = 10  # bad lines that a message names


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the entries of a build: the ids that they are kept under.

    `kept` are those that were not touched, since a person has worked on them. `renamed` has
    (id in the build, id here) for each whose id is another question's here.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


class FaqRecords:
    """The entries of a data folder. Safe to use from many threads and processes.

    Nothing is written before the first entry is stored. A change names the `version` that it
    was made from, and is refused with EntryChanged where that is no longer the newest; it is
    stored in one transaction with its line of history. All methods raise LibraryError where the
    file cannot be used as asked, and RecordError where an entry cannot.
    """

    def __init__(self, folder: Path) -> None:
        self._file = RecordFile(folder / record_file.FILE_NAME)

    @property
    def path(self) -> Path:
        return self._file.path

    # Reading

    def find(
        self, *, state: State | None = None, topic: str | None = None, text: str | None = None
    ) -> list[Record]:
        """The entries in the order in which they came: all, or those of a state and a topic
        that have these words somewhere, in whatever case and accents.
        """
        if not self._file.exists():
            return []
        with self._file.reading() as connection:
            records = self._file.all(connection, state)
        wanted = folded(text or "")
        return [
            record
            for record in records
            if topic in (None, record.entry.topic) and wanted in _searched(record.entry)
        ]

    def get(self, id: str) -> Record:
        """Raises EntryNotFound."""
        if not self._file.exists():
            raise _not_found(id)
        with self._file.reading() as connection:
            return self._get(connection, id)

    def history(self, id: str) -> list[Change]:
        """Everything that was done to an entry, oldest first. Raises EntryNotFound."""
        if not self._file.exists():
            raise _not_found(id)
        with self._file.reading() as connection:
            self._get(connection, id)
            return self._file.changes(connection, id)

    def changed_meanwhile(self, id: str) -> EntryChanged:
        """What is told to somebody who saw an entry as it is no more."""
        return _changed(id, self.history(id)[-1])

    def check(self) -> int:
        """Read every entry and all of its history; how many entries there are."""
        with self._file.reading() as connection:
            self._file.all_changes(connection)
            return len(self._file.all(connection))

    def stamp(self) -> tuple[int, ...] | None:
        """What differs after every change, whoever made it: quick to ask for."""
        return self._file.stamp()

    # Changing

    def add(self, entries: Sequence[Entry], who: str) -> Added:
        """Keep the entries of a build, as drafts whatever state they claim; all or none.

        An entry whose id and question are kept already gets the new answer where it is a draft
        that no person has rewritten. One whose id is another question's gets an id of its own.
        """
        author = _author(who)
        drafts = [editing.checked(replace(one, state="draft", approved_on=None)) for one in entries]
        if not drafts:
            return Added()
        if not self._file.exists():
            self._file.create()
        fates: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "kept": []}
        renamed = []
        with self._file.writing() as connection:
            for draft in drafts:
                id, old = self._slot(connection, draft)
                fates[self._add(connection, replace(draft, id=id), old, author)].append(id)
                if id != draft.id:
                    renamed.append((draft.id, id))
        return Added(**{fate: tuple(ids) for fate, ids in fates.items()}, renamed=tuple(renamed))

    def edit(
        self,
        id: str,
        *,
        version: int,
        who: str,
        text: str | None = None,
        question: str | None = None,
        topic: str | None = None,
        owner: str | None = None,
        review_date: str | None = None,
    ) -> Record:
        """Change what is given. An approved entry whose words change waits for review again."""

        def make(entry: Entry) -> Entry:
            return editing.edited(
                entry,
                text=text,
                question=question,
                topic=topic,
                owner=owner,
                review_date=review_date,
            )

        return self._change(id, version, who, "edited", make)

    def set_state(
        self, id: str, state: State, documents: Documents, *, version: int, who: str
    ) -> Record:
        """Move an entry on, or back; `editing.in_state` says what may be approved, and nobody
        approves what they have written (`four_eyes`).
        """
        record = self.get(id)
        moved = record.entry
        if record.version == version:
            # The documents are read now, and not while the file is locked and others wait.
            moved = editing.in_state(moved, state, documents, now()[:10])
            if state == "approved":
                refuse_own_words(record.entry, self.history(id), who)
        stored = self._change(id, version, who, state, lambda entry: moved)
        return self._still_standing(record, stored, documents, who)

    def restore(self, entry: Entry, documents: Documents, *, version: int, who: str) -> Record:
        """Put an entry back as it was; what is approved then has to stand today."""
        if entry.state == "approved" and (wrong := editing.unfit(entry, documents)):
            raise RecordError(
                _("Entry {id!r} cannot be approved. {names}{more}").format(
                    id=entry.id, names=" ".join(wrong[: editing.SHOWN]), more=""
                )
            )
        record = self.get(entry.id)
        stored = self._change(entry.id, version, who, "undone", lambda now: entry)
        return self._still_standing(record, stored, documents, who)

    def _still_standing(
        self, before: Record, stored: Record, documents: Documents, who: str
    ) -> Record:
        """What was stored, unless it was approved while a document of it was taken away: then it
        is put back as it was."""
        if stored.entry.state != "approved" or stored.version == before.version:
            return stored
        if wrong := editing.unfit(stored.entry, documents):
            self._change(stored.entry.id, stored.version, who, "undone", lambda now: before.entry)
            raise RecordError(
                _("Entry {id!r} cannot be approved. {names}{more}").format(
                    id=stored.entry.id, names=" ".join(wrong[: editing.SHOWN]), more=""
                )
            )
        return stored

    def replace_answer(self, id: str, answer: Answer, *, version: int, who: str) -> Record:
        """Accept another answer to the entry's question; it waits for review again."""
        return self._change(
            id, version, who, "answered anew", lambda entry: editing.answered_anew(entry, answer)
        )

    def rename_person(self, name: str, to: str) -> int:
        """Let the history name a person otherwise; how many changes were theirs."""
        if not self._file.exists():
            return 0
        with self._file.writing() as connection:
            return self._file.rename_person(connection, name, to)

    def repin(self, id: str, citations: Sequence[Citation], *, version: int, who: str) -> Record:
        """Renew citations, known by their markers, whose words stand elsewhere now."""
        return self._change(
            id, version, who, "moved", lambda entry: editing.repinned(entry, citations)
        )

    def _change(
        self, id: str, version: int, who: str, action: str, make: Callable[[Entry], Entry]
    ) -> Record:
        author = _author(who)
        if not self._file.exists():
            raise _not_found(id)
        with self._file.writing() as connection:
            old = self._get(connection, id)
            if old.version != version:
                raise _changed(id, self._file.changes(connection, id)[-1])
            return self._file.put(connection, old, make(old.entry), action, author)

    def _get(self, connection: sqlite3.Connection, id: str) -> Record:
        record = self._file.get(connection, id)
        if record is None:
            raise _not_found(id)
        return record

    def _slot(self, connection: sqlite3.Connection, entry: Entry) -> tuple[str, Record | None]:
        """The id to keep an entry under, and what is kept there: the same question, or nothing."""
        id, number = entry.id, 1
        while (record := self._file.get(connection, id)) is not None:
            if _same_question(record.entry, entry):
                return id, record
            number += 1
            id = f"{entry.id}-{number}"
        return id, None

    def _add(
        self, connection: sqlite3.Connection, entry: Entry, old: Record | None, author: str
    ) -> str:
        if old is None:
            self._file.put(connection, None, entry, "added", author)
            return "new"
        built = editing.built_anew(old.entry, entry)
        if built is None:
            return "kept"
        if _timeless(built) == _timeless(old.entry):
            return "unchanged"
        self._file.put(connection, old, built, "built anew", author)
        return "changed"


def import_entries(path: Path) -> list[Entry]:
    """The entries of a JSON Lines file, one a line as `Entry.to_dict` tells it.

    Raises AssistantError that names every bad line.
    """
    return read_rows(
        path,
        lambda line, _: _sound(Entry.from_dict(loaded(line))),
        lambda entry: entry.id,
        bad="lines that are no FAQ entries",
        outcome="Nothing was stored.",
        none="no FAQ entries; give one JSON object a line.",
    )


def _sound(entry: Entry) -> Entry:
    """An entry, where what it cites can be so. Raises ValueError or RecordError."""
    editing.checked(entry)
    for number, citation in enumerate(entry.answer.citations):
        if citation.marker != number + 1:
            raise ValueError(f'"citations[{number}].marker" is {citation.marker}')
        fits = citation.end - citation.start == len(citation.quote)
        if not citation.quote or citation.start < 0 or not fits:
            raise ValueError(f'"citations[{number}]": "start" and "end" do not fit its "quote"')
    return entry


def _same_question(one: Entry, other: Entry) -> bool:
    alike = normalised(one.question) == normalised(other.question) != ""
    return alike or one.question == other.question


def _searched(entry: Entry) -> str:
    merged = (wording.question for wording in entry.merged)
    return folded("\n".join((entry.id, entry.topic, entry.question, *merged, entry.answer.text)))


def _timeless(entry: Entry) -> dict[str, Any]:
    """The entry's JSON without how long its answer took."""
    return entry.to_dict() | {"elapsed_ms": 0}


def _author(who: str) -> str:
    author = clean_line(who)[: editing.LONGEST_NAME]
    if not author:
        raise RecordError(_("Say who makes the change: the history of an entry names people."))
    return author


def _changed(id: str, last: Change) -> EntryChanged:
    return EntryChanged(
        _(
            "Entry {id!r} was changed meanwhile by {who} ({action}, {at}). Nothing "
            "was overwritten; look at it again, and repeat your change."
        ).format(id=id, who=last.who, action=last.action, at=last.at)
    )


def _not_found(id: str) -> EntryNotFound:
    return EntryNotFound(_("No FAQ entry has the id {id!r}.").format(id=id))
