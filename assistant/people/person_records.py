"""What people keep beside the documents, as one person may see and change it.

What is kept cites documents; it is shown to who may read all that it cites, and to nobody else: for
everybody else it is not there.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import Answer
from assistant.conversations.conversation_file import Conversation, KeptTurn
from assistant.conversations.conversations import ConversationList, Conversations
from assistant.evaluation.reviews import Review, ReviewFile
from assistant.faq.entry import Entry, State
from assistant.faq.keeping.record_file import Change, Record
from assistant.faq.keeping.records import Added, EntryNotFound, FaqRecords
from assistant.people.principal import Principal
from assistant.quote_positions import Documents
from corpus.errors import AccessError
from corpus.wording import _
from index.store.library import Library


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person may read, and what of it they may change, asked anew each time.

    `edits` tells whether they may change each of some documents.
    """

    principal: Principal
    library: Library
    edits: Callable[[Collection[str]], bool]

    def reads(self, ids: Iterable[str]) -> bool:
        """Whether all of some documents may be read."""
        wanted = frozenset(ids)
        return self.principal.is_keeper or wanted == self.library.bounded(wanted)

    def stamp(self) -> tuple[int, ...]:
        """What differs for another person, or where this one may read something else."""
        readable = self.library.bounded(None)
        told = hashlib.sha256("\n".join(sorted(readable or ())).encode()).digest()
        number = self.principal.number
        return number, self.library.revision(), int.from_bytes(told[:8])

    def shown(self, answer: Answer) -> Answer | None:
        """An answer that was kept, as it may be shown: None where it cites what may not be read;
        without what only lay near, and what was said beside it, where some of that may not be.
        """
        told = answer.to_dict()
        if not self.reads(_cited_in(told)):
            return None
        if self.reads(_mentioned(told)):
            return answer
        near = tuple(one for one in answer.passages if self.reads([one.chunk.document_id]))
        return replace(answer, passages=near, notes=(), choices=())

    def refuse_without(self, ids: Collection[str]) -> None:
        """Raise AccessError where not all of some documents may be changed."""
        if not self.principal.is_keeper and not (ids and self.edits(ids)):
            raise AccessError(
                _("Only who edits the collections of all that it cites may do this; ask a keeper.")
            )


# Of an answer, what it does not cite.
_BESIDE = frozenset(("passages", "notes", "choices", "searched_in"))


def _cited_in(told: Mapping[str, Any]) -> set[str]:
    """The documents that an answer or an entry cites, by its JSON."""
    return set(_mentioned({key: value for key, value in told.items() if key not in _BESIDE}))


def _mentioned(told: object) -> Iterator[str]:
    """The ids of documents in what is kept as JSON, wherever they stand."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            if key == "document_id" and isinstance(value, str):
                yield value
            else:
                yield from _mentioned(value)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _mentioned(one)


class PersonFaq(FaqRecords):
    """The entries that a person may read; what they change is changed in their name."""

    def __init__(self, records: FaqRecords, sight: Sight) -> None:
        super().__init__(records.path.parent)
        self._sight = sight

    def find(
        self, *, state: State | None = None, topic: str | None = None, text: str | None = None
    ) -> list[Record]:
        found = map(self._shown, super().find(state=state, topic=topic, text=text))
        return [one for one in found if one is not None]

    def get(self, id: str) -> Record:
        record = self._shown(super().get(id))
        if record is None:
            raise EntryNotFound(_("No FAQ entry has the id {id!r}.").format(id=id))
        return record

    def history(self, id: str) -> list[Change]:
        """What was done since the entry last quoted what may not be read."""
        self.get(id)
        changes = super().history(id)
        hidden = [
            place
            for place, change in enumerate(changes)
            if not self._sight.reads(_cited_in(change.before) | _cited_in(change.after))
        ]
        shown = changes[hidden[-1] + 1 :] if hidden else changes
        return [
            replace(one, before=self._without(one.before), after=self._without(one.after))
            for one in shown
        ]

    def _without(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """The keys of an entry that others may be shown."""
        if self._sight.principal.is_keeper:
            return told
        return {key: value for key, value in told.items() if key not in _BESIDE}

    def stamp(self) -> tuple[int, ...] | None:
        """As of the entries, and of what this person may read: no two people have the same."""
        own = super().stamp()
        return None if own is None else (*own, *self._sight.stamp())

    def check(self) -> int:
        self._only_keepers()
        return super().check()

    def add(self, entries: Sequence[Entry], who: str) -> Added:
        for one in entries:
            self._sight.refuse_without(_cited(one))
        return super().add(entries, self._name(who))

    def edit(self, id: str, *, version: int, who: str, **told: Any) -> Record:
        self._may_change(id)
        return super().edit(id, version=version, who=self._name(who), **told)

    def set_state(
        self, id: str, state: State, documents: Documents, *, version: int, who: str
    ) -> Record:
        self._may_change(id)
        return super().set_state(id, state, documents, version=version, who=self._name(who))

    def restore(self, entry: Entry, documents: Documents, *, version: int, who: str) -> Record:
        self._may_change(entry.id)
        self._sight.refuse_without(_cited(entry))
        return super().restore(entry, documents, version=version, who=self._name(who))

    def replace_answer(self, id: str, answer: Answer, *, version: int, who: str) -> Record:
        self._may_change(id)
        self._sight.refuse_without(_cited_in(answer.to_dict()))
        return super().replace_answer(id, answer, version=version, who=self._name(who))

    def repin(self, id: str, citations: Sequence[Any], *, version: int, who: str) -> Record:
        self._may_change(id)
        return super().repin(id, citations, version=version, who=self._name(who))

    def _shown(self, record: Record) -> Record | None:
        """An entry as it may be shown. One that cites nothing may say anything, and is shown to
        keepers alone."""
        if self._sight.principal.is_keeper:
            return record
        entry = record.entry
        if not _cited(entry) or not self._sight.reads(_cited(entry)):
            return None
        answer = self._sight.shown(entry.answer)
        if answer is None:
            return None
        answer = replace(answer, notes=(), choices=(), searched_in=None)  # as others were told
        return replace(record, entry=replace(entry, answer=answer))

    def rename_person(self, name: str, to: str) -> int:
        raise keepers_only()

    def _may_change(self, id: str) -> None:
        self._sight.refuse_without(_cited(self.get(id).entry))

    def _slot(self, connection: sqlite3.Connection, entry: Entry) -> tuple[str, Record | None]:
        id, record = super()._slot(connection, entry)
        number = 1
        while record is not None and not self._may_overwrite(record.entry):
            number += 1
            id = f"{entry.id}-{number}"
            record = self._file.get(connection, id)
        return id, record

    def _may_overwrite(self, entry: Entry) -> bool:
        cited = _cited(entry)
        return self._sight.principal.is_keeper or bool(cited and self._sight.edits(cited))

    def _name(self, who: str) -> str:
        """The name in the history: that of the account, whatever was typed."""
        return self._sight.principal.name or who

    def _only_keepers(self) -> None:
        if not self._sight.principal.is_keeper:
            raise keepers_only()


def _cited(entry: Entry) -> set[str]:
    return _cited_in(entry.to_dict())


class PersonReviews(ReviewFile):
    """Everyone says what they think of an answer; keepers read it."""

    def __init__(self, reviews: ReviewFile, sight: Sight) -> None:
        super().__init__(reviews.path.parent)
        self._sight = sight

    def add(self, answer: Answer, judgement: str, why: str = "", expected: str = "") -> None:
        shown = self._sight.shown(answer)
        if shown is None:
            raise AccessError(_("You may no longer read what this answer quotes."))
        super().add(shown, judgement, why, expected)

    def all(self) -> list[Review]:
        raise keepers_only()

    def clear(self) -> list[Review]:
        raise keepers_only()


class PersonConversations(Conversations):
    """A person's own conversations. Of an answer that quotes what they may no longer read,
    nothing is shown."""

    def __init__(self, conversations: Conversations, sight: Sight) -> None:
        super().__init__(conversations.path.parent, conversations.keeps)
        self._sight = sight

    def keep(self, owner: str, id: str, key: str, answer: Answer, *, begun: bool = False) -> int:
        return super().keep(self._own(owner), id, key, answer, begun=begun)

    def find(self, owner: str, search: str = "", most: int = 50) -> ConversationList:
        return super().find(self._own(owner), search, most)

    def open(self, owner: str, id: str) -> tuple[Conversation, list[KeptTurn]]:
        conversation, turns = super().open(self._own(owner), id)
        shown = [
            replace(turn, answer=self._sight.shown(turn.answer)) if turn.answer else turn
            for turn in turns
        ]
        return conversation, shown

    def delete(self, owner: str, id: str) -> None:
        super().delete(self._own(owner), id)

    def delete_all(self, owner: str) -> int:
        return super().delete_all(self._own(owner))

    def check(self) -> int:
        if not self._sight.principal.is_keeper:
            raise keepers_only()
        return super().check()

    def _own(self, owner: str) -> str:
        """The owner that was asked for, who must be the person: whatever else is a mistake."""
        if owner != self._sight.principal.owner:
            raise AccessError(_("These conversations are somebody else's."))
        return owner


def keepers_only() -> AccessError:
    """The error for what nobody but a keeper does."""
    return AccessError(_("Only a keeper may do this; ask one."))
