"""What a browser session has before it in the FAQ tab: values, each replaced by the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from assistant.faq.build import joined
from assistant.faq.entry import Entry
from assistant.faq.keeping.bulk import BulkOutcome
from assistant.faq.keeping.records import Record
from assistant.faq.lists.question_list import QuestionList
from assistant.faq.matching.duplicates import Alike
from corpus.wording import later
from ui.page.uploads import Claimed

ENTRIES_SHOWN = 100
ROWS_SHOWN = 100
TITLE = later("Frequently asked questions")


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What stands in the form of an entry."""

    question: str = ""
    text: str = ""
    topic: str = ""
    owner: str = ""
    review_date: str = ""

    @classmethod
    def of(cls, entry: Entry) -> EntryForm:
        review = entry.review_date or ""
        return cls(entry.question, entry.answer.text, entry.topic, entry.owner, review)

    def values(self) -> tuple[str, ...]:
        return tuple(getattr(self, part.name) for part in fields(self))

    def typed_over(self, base: EntryForm) -> dict[str, str]:
        """The parts that a person has changed, by their names."""
        return {
            part.name: getattr(self, part.name)
            for part in fields(self)
            if getattr(self, part.name).strip() != getattr(base, part.name).strip()
        }


FORM_SIZE = len(fields(EntryForm))


@dataclass(frozen=True, slots=True)
class Desk:
    """What a browser session has before it.

    `opened` is the open entry as it stands, `base` its form as it was filled. `unsaved` has, by
    id, what was typed in the form of an entry that was left without saving it. `only` limits the
    list to some ids: those of the list that is called `only_title`. `done` is what was done last to
    entries, and can be undone.
    """

    shown: int = ENTRIES_SHOWN
    opened: Record | None = None
    base: EntryForm = EntryForm()
    unsaved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: frozenset[str] | None = None
    only_title: str = ""
    done: BulkOutcome = BulkOutcome()


PairVerdict = Literal["same", "other", "later"]
VERDICTS: tuple[PairVerdict, ...] = ("same", "other", "later")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said of a pair that may ask the same."""

    pair: tuple[int, int]
    said: PairVerdict


@dataclass(frozen=True, slots=True)
class ListReading:
    """The list that a session has read: from the file `upload`, or pasted.

    `groups` are the places of rows that ask the same; those in `apart` are kept apart. `alike`
    are pairs that may ask the same, `decided` what somebody said of them, the latest last.
    """

    source: str
    upload: Claimed | None
    questions: QuestionList | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    alike: tuple[Alike, ...] = ()
    decided: tuple[Decision, ...] = ()
    apart: frozenset[int] = frozenset()
    shown: int = ROWS_SHOWN

    @property
    def path(self) -> Path | None:
        """The file, which is there as long as the session has its list before it."""
        return self.upload.paths[0] if self.upload else None

    @property
    def to_answer(self) -> list[tuple[int, ...]]:
        """The groups with those that were joined as one, and without the rows that are kept
        apart, each of which is one by itself."""
        groups = [list(group) for group in self.groups]
        for one, other in sorted(self._pairs("same")):
            groups = joined(groups, one, other)
        alone = [(place,) for group in groups for place in group if place in self.apart]
        rest = [tuple(p for p in group if p not in self.apart) for group in groups]
        return sorted([*filter(None, rest), *alone], key=min)

    @property
    def to_decide(self) -> list[Alike]:
        """The pairs that may ask the same and are not together, nor to be kept apart: what was
        put off stands last."""
        group_of = {place: n for n, group in enumerate(self.to_answer) for place in group}
        other = {frozenset((group_of[a], group_of[b])) for a, b in self._pairs("other")}
        later = self._pairs("later")
        open_ = [
            pair
            for pair in self.alike
            if group_of[pair.one] != group_of[pair.other]
            and frozenset((group_of[pair.one], group_of[pair.other])) not in other
        ]
        return sorted(open_, key=lambda pair: (pair.one, pair.other) in later)

    def _pairs(self, said: PairVerdict) -> set[tuple[int, int]]:
        return {one.pair for one in self.decided if one.said == said}
