"""Lists that a document gives as sub-headings: the items are the headings below one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reader.reading import Frequency, rarity
from corpus.document import Block, Document
from corpus.language.stems import stems
from corpus.language.words import content_words
from index.question import Question

LEAST_COVERED = 0.45  # of the question's meaning, by the heading and those above it
LEAST_OWN = 0.4  # of the heading's own words that the question has
LONGEST = 12  # items; a heading over more than that is a chapter, not a list


@dataclass(frozen=True, slots=True)
class Outline:
    """A heading and the headings right below it; `covered` is the share of the question's
    meaning, weighted by rarity, that it and the headings above it have.
    """

    document: Document
    heading: Block
    items: tuple[Block, ...]
    covered: float


def outline(asked: Question, documents: Iterable[Document], frequency: Frequency) -> Outline | None:
    """The heading that asks for what a list question asks for, if its sub-headings answer it.

    `What are the core themes of technology diplomacy?` is answered by the headings under
    `Core themes` in a document about technology diplomacy.
    """
    if asked.kind != "list":
        return None
    weights = {term: rarity(frequency(term)) for term in asked.terms}
    total = sum(weights.values())
    found: list[Outline] = []
    for document in documents:
        for place, heading in enumerate(document.headings):
            items = _below(document.headings, place)
            own = stems(" ".join(content_words(heading.text)))
            shared = own.intersection(weights)
            if not 2 <= len(items) <= LONGEST or len(shared) < LEAST_OWN * len(own):
                continue
            above = stems(" ".join(document.heading_path_at(heading.start)))
            covered = sum(weight for term, weight in weights.items() if term in above) / total
            telling = shared - stems(document.title or "")
            if covered >= LEAST_COVERED and telling:
                found.append(Outline(document, heading, items, covered))
    return max(found, key=lambda outline: outline.covered, default=None)


def _below(headings: tuple[Block, ...], place: int) -> tuple[Block, ...]:
    """The headings of the next level under one."""
    own = headings[place].level
    below: list[Block] = []
    for heading in headings[place + 1 :]:
        if heading.level <= own:
            break
        below.append(heading)
    nearest = min((heading.level for heading in below), default=0)
    return tuple(heading for heading in below if heading.level == nearest)
