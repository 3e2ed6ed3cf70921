"""FaqDocument: an FAQ as a document shows it, before any format: topics, sources, the annex."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from assistant.faq.entry import Entry, Faq
from corpus.wording import _, counted, later, number, readable_date
from ui.page.ask.export import headline
from ui.page.ask.render import evidence
from ui.publishing.parts.answer_text import ShownBlock, blocks, plain
from ui.publishing.parts.nearest import ShownPassage, nearest
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import NumberedSource, ShownQuote, SourceNumbering

NO_TOPIC = later("Other questions")
NO_TITLE = later("Frequently asked questions")
ANCHOR_LIMIT = 22  # letters of a name in its anchor, so that Word can have it for a bookmark
STATES = {
    "draft": "",
    "in_review": later("In review"),
    "approved": later("Approved"),
    "retired": later("Retired"),
}
STATUS = {"answered": later("Answered"), "partial": later("Partly answered")}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as it is shown; all texts are cleaned, and none is escaped for a format.

    `lead` is the short answer where it says something before the text does. `quotes` are in
    the order of the answer's markers. `nearest` is empty where there is an answer.
    """

    entry: Entry
    number: int  # the place of the entry in its list, from 1
    anchor: str
    id: str
    topic: str
    question: str
    also_asked: tuple[str, ...]
    lead: str
    blocks: tuple[ShownBlock, ...]
    quotes: tuple[ShownQuote, ...]
    nearest: tuple[ShownPassage, ...]

    @property
    def text(self) -> str:
        """The answer as plain text, with the numbers of the document's sources."""
        return plain(self.blocks)

    @property
    def words(self) -> str:
        """The same without the numbers."""
        return plain(self.blocks, marked=False)

    @property
    def status(self) -> str:
        return _(STATUS.get(self.entry.answer.status, later("Not found")))

    @property
    def partial(self) -> bool:
        return self.entry.answer.status == "partial"

    @property
    def state(self) -> str:
        """`Approved 3 March 2026`, `In review`; nothing for a draft."""
        day = readable_date(self.entry.approved_on) if self.entry.state == "approved" else ""
        return one_line(f"{_(STATES[self.entry.state]) if STATES[self.entry.state] else ''} {day}")

    @property
    def facts(self) -> list[str]:
        """What an editor wants to know of the entry, but for its status and its state."""
        review = one_line(readable_date(self.entry.review_date))
        found = self.entry.answer.status != "not_found"
        return [
            self.id,
            *(
                [f"{_('confidence')} {_(evidence(self.entry.answer.confidence)[0])}"]
                if found
                else []
            ),
            *([_("review due {date}").format(date=review)] if review else []),
        ]


@dataclass(frozen=True, slots=True)
class Topic:
    """Entries with an answer that belong together."""

    name: str
    anchor: str
    items: tuple[ShownEntry, ...]


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
        return [shown[place] for place, entry in _by_topic(self.faq.entries)]

    @property
    def summary(self) -> str:
        """`8 questions: 5 answered, 1 partly answered, 2 without an answer; 3 approved.`"""
        counts = self.counts
        kinds = {
            _("{count} answered"): counts.answered,
            _("{count} partly answered"): counts.partial,
            _("{count} without an answer"): counts.not_found,
        }
        told = [
            words.format(count=number(n))
            for place, (words, n) in enumerate(kinds.items())
            if n or not place
        ]
        approved = ""
        if counts.approved:
            approved = "; " + _("{count} approved").format(count=number(counts.approved))
        return f"{counted(counts.questions, 'question')}: {', '.join(told)}{approved}."

    @property
    def made(self) -> str:
        """The day and the revision of the library, as a sentence."""
        return _("Made on {date} from revision {revision} of the library.").format(
            date=self.made_on, revision=number(self.revision)
        )


def faq_document(faq: Faq) -> FaqDocument:
    """The document of an FAQ. Topics and sources are in the order of their first mention."""
    numbering = SourceNumbering()
    anchors: set[str] = set()
    topics: dict[str, list[ShownEntry]] = {}
    missing: list[ShownEntry] = []
    for place, entry in _by_topic(faq.entries):
        item = _item(place, entry, _anchor("entry", entry.id, anchors), numbering)
        found = entry.answer.status != "not_found"
        (topics.setdefault(item.topic, []) if found else missing).append(item)
    return FaqDocument(
        faq=faq,
        title=one_line(faq.title) or _(NO_TITLE),
        made_on=one_line(readable_date(faq.date)),
        revision=faq.revision,
        topics=tuple(
            Topic(name, _anchor("topic", name, anchors), tuple(items))
            for name, items in topics.items()
        ),
        missing=tuple(missing),
        sources=numbering.sources(),
        counts=_counts(faq.entries),
    )


def _by_topic(entries: Sequence[Entry]) -> list[tuple[int, Entry]]:
    """The entries with their places in the list, those of a topic together."""
    topics: dict[str, list[tuple[int, Entry]]] = {}
    for place, entry in enumerate(entries, start=1):
        topics.setdefault(topic_name(entry), []).append((place, entry))
    return [placed for held in topics.values() for placed in held]


def topic_name(entry: Entry) -> str:
    """The topic under which the entry is shown."""
    return one_line(entry.topic) or _(NO_TOPIC)


def _item(number: int, entry: Entry, anchor: str, numbering: SourceNumbering) -> ShownEntry:
    answer, id = entry.answer, one_line(entry.id)
    found = answer.status != "not_found"
    quotes = numbering.quotes(answer.citations if found else (), id, anchor)
    return ShownEntry(
        entry=entry,
        number=number,
        anchor=anchor,
        id=id,
        topic=topic_name(entry),
        question=one_line(entry.question),
        also_asked=tuple(one_line(wording.question) for wording in entry.merged),
        lead=headline(answer),
        blocks=blocks(answer, quotes),
        quotes=tuple(quotes.values()),
        nearest=() if found else tuple(map(nearest, answer.passages)),
    )


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
