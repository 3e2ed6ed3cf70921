"""FaqDocument: an FAQ as a document shows it, before any format: chapters, entries, sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count

from assistant.faq.entry import Entry, Faq
from corpus.wording import _, counted, later, number, readable_date
from ui.publishing.faq.shown_entry import Composing, ShownEntry, topic_name
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import NumberedSource

NOT_COVERED = "not-covered"  # the anchor of the chapter of what has no answer
NO_TITLE = later("Frequently asked questions")
ANCHOR_LIMIT = 22  # letters of a name in its anchor, so that Word can have it for a bookmark


@dataclass(frozen=True, slots=True)
class Topic:
    """Entries with an answer that belong together."""

    name: str
    anchor: str
    items: tuple[ShownEntry, ...]
    number: int = 1

    @property
    def heading(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def rows(self) -> tuple[tuple[ShownEntry, ShownEntry | None], ...]:
        """The entries, each with the one in the other language that stands beside it."""
        beside = {item.beside: item for item in self.items if item.beside}
        return tuple((item, beside.get(item.anchor)) for item in self.items if not item.beside)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are, and of which kind; `merged` are further wordings."""

    questions: int
    answered: int
    partial: int
    not_found: int
    approved: int
    merged: int


@dataclass(frozen=True, slots=True)
class FaqDocument:
    """A whole FAQ: `topics` hold what has an answer, `missing` what has none."""

    faq: Faq
    title: str
    made_on: str  # as people write it
    revision: int
    topics: tuple[Topic, ...]
    missing: tuple[ShownEntry, ...]
    sources: tuple[NumberedSource, ...]
    counts: Counts

    @property
    def items(self) -> list[ShownEntry]:
        """Every entry, topic by topic."""
        shown = {item.number: item for topic in self.topics for item in topic.items}
        shown |= {item.number: item for item in self.missing}
        return [shown[place] for place, _entry in _by_topic(_beside_each_other(self.faq))]

    @property
    def summary(self) -> str:
        """`54 questions and their answers, as of 30 November 2026.`, and whether these stand."""
        entries = self.faq.entries
        waiting = sum(entry.state != "approved" for entry in entries)
        told = [
            _("{questions}, as of {date}.").format(
                questions=counted(self.counts.questions, "question"), date=self.made_on
            )
        ]
        if waiting and waiting == len(entries):
            told.append(_("Draft: none of the answers is approved yet."))
        elif waiting:
            told.append(
                _("Draft: {count} of the answers are not approved yet.").format(
                    count=number(waiting)
                )
            )
        return " ".join(told)

    @property
    def not_covered(self) -> str:
        """The heading of the chapter of what has no answer."""
        return f"{len(self.topics) + 1} {_('Not covered by the documents')}"

    def place_of(self, anchor: str) -> str:
        """The number of the entry with this anchor, as `2.3`."""
        return next((item.place for item in self.items if item.anchor == anchor), "")


def faq_document(faq: Faq) -> FaqDocument:
    """The document of an FAQ. Topics and sources are in the order of their first mention."""
    composing = Composing(mixed=len({entry.state == "approved" for entry in faq.entries}) > 1)
    other = {id: first for first, id in faq.pairs}
    anchors: set[str] = set()
    named: dict[str, str] = {}  # anchors by id
    topics: dict[str, list[ShownEntry]] = {}
    missing: list[tuple[int, Entry]] = []
    placed = _by_topic(_beside_each_other(faq))
    for place, entry in placed:
        if entry.answer.status == "not_found":
            missing.append((place, entry))
            continue
        held = topics.setdefault(topic_name(entry), [])
        named[entry.id] = anchor = _anchor("entry", entry.id, anchors)
        beside = named.get(other.get(entry.id, ""), "")
        same = next((item.place for item in held if beside == item.anchor), "")
        count = len({item.place for item in held}) + 1
        number = same or f"{list(topics).index(topic_name(entry)) + 1}.{count}"
        held.append(composing.item(place, entry, anchor, number, beside if same else ""))
    last = len(topics) + 1
    return FaqDocument(
        faq=faq,
        title=one_line(faq.title) or _(NO_TITLE),
        made_on=one_line(readable_date(faq.date)),
        revision=faq.revision,
        topics=tuple(
            Topic(name, _anchor("topic", name, anchors), tuple(items), number)
            for number, (name, items) in enumerate(topics.items(), start=1)
        ),
        missing=tuple(
            composing.item(place, entry, _anchor("entry", entry.id, anchors), f"{last}.{number}")
            for number, (place, entry) in enumerate(missing, start=1)
        ),
        sources=composing.numbering.sources(),
        counts=_counts(faq.entries),
    )


def _beside_each_other(faq: Faq) -> list[tuple[int, Entry]]:
    """The entries with their places in the list; of a pair the second behind the first, under
    its topic."""
    placed = {entry.id: (place, entry) for place, entry in enumerate(faq.entries, start=1)}
    second = {id: first for first, id in faq.pairs}
    behind = {first: id for first, id in faq.pairs}
    found = []
    for entry in faq.entries:
        if entry.id in second:
            continue
        found.append(placed[entry.id])
        if entry.id in behind:
            place, other = placed[behind[entry.id]]
            found.append((place, replace(other, topic=entry.topic)))
    return found


def _by_topic(placed: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """The entries with their places in the list, those of a topic together."""
    topics: dict[str, list[tuple[int, Entry]]] = {}
    for place, entry in placed:
        topics.setdefault(topic_name(entry), []).append((place, entry))
    return [placed for held in topics.values() for placed in held]


def _counts(entries: Sequence[Entry]) -> Counts:
    statuses = [entry.answer.status for entry in entries]
    return Counts(
        questions=len(entries),
        answered=statuses.count("answered"),
        partial=statuses.count("partial"),
        not_found=statuses.count("not_found"),
        approved=sum(entry.state == "approved" for entry in entries),
        merged=sum(len(entry.merged) for entry in entries),
    )


def _anchor(kind: str, name: str, taken: set[str]) -> str:
    """A name for links: ASCII, the same for the same name whatever else there is, and new here."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:ANCHOR_LIMIT].strip("-")
    anchor = "-".join(filter(None, [kind, words]))
    if words != name.lower().replace(" ", "-"):  # letters were lost: others may share the rest
        anchor += f"-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"
    free = anchor
    for again in count(2):
        if free not in taken:
            break
        free = f"{anchor}-{again}"
    taken.add(free)
    return free
