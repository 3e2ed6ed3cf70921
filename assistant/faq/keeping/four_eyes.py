"""Four eyes: who wrote the words of an entry does not approve them.

By the names that people give: there are no accounts, and nothing keeps a person from giving
another name. Words of documents that the program has put together are nobody's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.faq.entry import Entry
from assistant.faq.keeping.editing import EDITOR, RecordError
from assistant.faq.keeping.record_file import Change
from corpus.language.words import folded
from corpus.wording import _

WORDS = frozenset(("text", "content", "asked_as"))  # the keys of an entry that are its words


def writer(entry: Entry, changes: Sequence[Change]) -> str:
    """The person who wrote the words of an entry as they are; empty where none has."""
    for change in reversed(changes):
        if change.action == "answered anew":
            return change.who
        if change.action == "edited" and WORDS & change.before.keys():
            return change.who
        if change.action == "built anew":
            return ""
    return changes[0].who if changes and entry.answer.generator == EDITOR else ""


def refuse_own_words(entry: Entry, changes: Sequence[Change], who: str) -> None:
    """Raise RecordError where who is about to approve an entry has written it."""
    wrote = writer(entry, changes)
    if wrote and folded(wrote).split() == folded(who).split():
        raise RecordError(
            _(
                "Entry {id!r} was written by {who}, so somebody else has to approve it: four eyes "
                "see more than two."
            ).format(id=entry.id, who=wrote)
        )
