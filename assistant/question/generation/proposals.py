"""The questions that documents answer, proposed from the patterns of their sentences and headings.

Pure: nothing is asked. What proposes an FAQ and what finds the likely questions of a pack ask them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from assistant.question.generation.headings import of_heading
from assistant.question.generation.patterns import of_sentence
from assistant.question.generation.wording import ProposalKind
from corpus.document import Document
from corpus.language.document_names import Setting
from corpus.language.sentences import sentences_in
from corpus.language.words import STOP_WORDS, words

LONGEST_SENTENCE = 800  # characters
TOPIC = " / "  # between the title and the section
SAMPLE = 20_000  # characters that tell whether a text is English
LEAST_ENGLISH = 0.12  # the share of its words that are English function words


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and the span of the document that it was made from.

    `topic` is where that stands: the title and the section. `times` is how often the question
    was asked, 0 for one made by a pattern; one that was asked (`kind` `asked`) has no document.
    """

    question: str
    topic: str
    kind: ProposalKind
    document_id: str
    start: int
    end: int
    times: int = 0


def proposals(documents: Iterable[Document]) -> Iterator[Proposal]:
    """The questions that the texts and headings of documents answer, by their patterns.

    Documents in another language than English give none.
    """
    for document in documents:
        if _is_english(document):
            yield from _of_document(document)


def _of_document(document: Document) -> Iterator[Proposal]:
    setting = Setting.of(document)
    sections = _sections(document)
    starts = [section.start for section in sections]
    seen: set[tuple[str, int]] = set()
    for question, kind, start, end in chain(
        _by_heading(sections, setting), _by_sentence(document, setting)
    ):
        if (question, start) in seen:
            continue
        seen.add((question, start))
        place = bisect_right(starts, start) - 1
        topic = sections[place].topic if place >= 0 else document.title or document.source
        yield Proposal(question, topic, kind, document.id, start, end)


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, the span that it is over, and how many headings are below it."""

    heading: str
    start: int
    end: int
    below: int
    topic: str


def _sections(document: Document) -> list[_Section]:
    """A section for each heading, in order; in one pass, for there may be thousands."""
    headings = document.headings
    ends = [len(document.text)] * len(headings)
    below = [0] * len(headings)
    topics: list[str] = []
    path: list[int] = []
    for place, heading in enumerate(headings):
        while path and headings[path[-1]].level >= heading.level:
            ends[path.pop()] = heading.start
        for above in path:
            below[above] += 1
        path.append(place)
        words = [headings[above].text for above in path]
        if document.title and document.title != words[0]:
            words.insert(0, document.title)
        topics.append(TOPIC.join(words[:2]))
    return [
        _Section(heading.text, heading.start, end, parts, topic)
        for heading, end, parts, topic in zip(headings, ends, below, topics, strict=True)
    ]


def _by_heading(
    sections: Iterable[_Section], setting: Setting
) -> Iterator[tuple[str, ProposalKind, int, int]]:
    for section in sections:
        for question, kind in of_heading(section.heading, setting, holds_parts=section.below > 1):
            yield question, kind, section.start, section.end


def _by_sentence(
    document: Document, setting: Setting
) -> Iterator[tuple[str, ProposalKind, int, int]]:
    for line, start, end in sentences_in(document):
        sentence = document.text[start:end]
        if line.kind in ("heading", "row", "caption") or sentence.isupper():
            continue
        if end - start > LONGEST_SENTENCE:
            continue
        for question, kind in of_sentence(sentence, setting):
            yield question, kind, start, end


def topic_at(document: Document, offset: int) -> str:
    """The title and the section of a place: `Strategic autonomy / Diplomacy`."""
    return TOPIC.join(document.heading_path_at(offset)[:2]) or document.source


def _is_english(document: Document) -> bool:
    if document.language is not None and not document.language.casefold().startswith("en"):
        return False
    found = words(document.text[:SAMPLE])
    return sum(word.casefold() in STOP_WORDS for word in found) >= LEAST_ENGLISH * len(found) > 0
