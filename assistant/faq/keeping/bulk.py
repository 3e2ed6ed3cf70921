"""What is done to many entries at once, each by itself, and taken back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.faq.keeping.records import FaqRecords, Record
from assistant.quote_positions import Documents
from corpus.errors import AssistantError


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of some entries: each that changed as it was and as it is, and by its question
    each that did not, with why."""

    changed: tuple[tuple[Record, Record], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def each(
    records: FaqRecords, seen: Iterable[tuple[str, int]], act: Callable[[Record], Record]
) -> BulkOutcome:
    """Do the same to entries, given by id and the version that somebody saw: one that was changed
    since, or cannot be so, is left as it is, and the others are done."""
    changed, refused = [], []
    for id, version in seen:
        question = id
        try:
            old = records.get(id)
            question = old.entry.question
            if old.version != version:
                raise records.changed_meanwhile(id)
            new = act(old)
        except AssistantError as error:
            refused.append((question, str(error)))
            continue
        if new.version != old.version:
            changed.append((old, new))
    return BulkOutcome(tuple(changed), tuple(refused))


def take_back(
    records: FaqRecords, documents: Documents, done: BulkOutcome, who: str
) -> BulkOutcome:
    """Take back what was done, but where somebody has changed an entry since."""
    before = {new.entry.id: old.entry for old, new in done.changed}
    return each(
        records,
        [(new.entry.id, new.version) for _old, new in done.changed],
        lambda one: records.restore(before[one.entry.id], documents, version=one.version, who=who),
    )
