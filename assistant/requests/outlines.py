"""What a document says, in a few exact sentences under its own headings.

The sentences are those most like all others of the document (the degree of LexRank, Erkan and
Radev 2004), one after the other without those that say the same, spread over its sections by how
much stands there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Citation
from assistant.answer_parts import (
    AnswerPart,
    LeadPart,
    ListPart,
    QuotePart,
    TextRun,
    quoted_words,
)
from assistant.requests.timelines import SENTENCE_ENDS
from corpus.document import Document
from corpus.language.numerals import NUMBER_WORDS, NUMBERS_VI
from corpus.language.sentences import sentences_in
from corpus.language.word_lists import word_list
from corpus.language.words import words
from index.models.embedder import Embed
from index.question import Question

POINTS, MOST_POINTS = 5, 12  # where the request names no number, and at most
MOST_SENTENCES = 240  # of a document that are looked at; of more, evenly many
MOST_CHARACTERS, PARTS = 300_000, 50  # that are looked at; of a longer text so many parts
FEWEST_WORDS, MOST_WORDS = 6, 60
LIKE = 0.3  # cosine from which two sentences speak of the same
SAME = 0.85  # and from which they say the same
OPENS = 0.15  # what it adds that a sentence is the first of its section
CROWDED = 0.5  # what each further sentence of one section costs
FEWEST_IN_COMMON, MOST_IN_COMMON = 2, 6  # headings of documents that are compared
CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class _Point:
    """A sentence of a document; `section` is its outermost heading below the title."""

    start: int
    end: int
    section: tuple[str, ...]
    opens: bool


def outline(question: Question, document: Document, embed: Embed) -> Answer | None:
    """The answer to a request for what a document says; None where it has no whole sentences."""
    count = points_asked(question.asked_as) or POINTS
    found = _points(document)
    if not found:
        return None
    texts = [document.text[one.start : one.end] for one in found]
    chosen = [found[place] for place in _chosen(found, embed(texts), count)]
    citations = tuple(
        Citation.of(document, one.start, one.end, marker) for marker, one in enumerate(chosen, 1)
    )
    parts: list[AnswerPart] = []
    marked = zip(chosen, citations, strict=True)
    sections = {one.section for one in chosen}
    for section, group in groupby(marked, key=lambda one: one[0].section):
        if len(sections) > 1:
            parts.append(LeadPart((TextRun(section[-1]),)))
        quotes = (QuotePart(_plain(cited.quote), (cited.marker,)) for _, cited in group)
        parts.append(ListPart(None, tuple(quotes)))
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status="answered",
        parts=tuple(parts),
        citations=citations,
        confidence=CONFIDENCE,
    )


def point_by_point(question: Question, sides: Sequence[Document], embed: Embed) -> Answer | None:
    """What documents say under the headings that they have in common, side by side; None where
    they have fewer than FEWEST_IN_COMMON."""
    told = [dict(_told_under(document, embed)) for document in sides]
    common = [key for key in told[0] if all(key in own for own in told[1:])]
    if len(common) < FEWEST_IN_COMMON:
        return None
    parts: list[AnswerPart] = []
    citations: list[Citation] = []
    for key in common[:MOST_IN_COMMON]:
        quotes = []
        for document, own in zip(sides, told, strict=True):
            point = own[key]
            citations.append(Citation.of(document, point.start, point.end, len(citations) + 1))
            said = f"{document.title or document.source}: {_plain(citations[-1].quote)}"
            quotes.append(QuotePart(said, (len(citations),)))
        parts += [LeadPart((TextRun(told[0][key].section[-1]),)), ListPart(None, tuple(quotes))]
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status="answered",
        parts=tuple(parts),
        citations=tuple(citations),
        confidence=CONFIDENCE,
    )


def _told_under(document: Document, embed: Embed) -> Iterator[tuple[str, _Point]]:
    """The sentence that says most under each heading, by the heading's words."""
    found = [one for one in _points(document) if len(one.section) > 1]
    vectors = embed([document.text[one.start : one.end] for one in found]) if found else None
    for section, group in groupby(range(len(found)), key=lambda place: found[place].section):
        rows = list(group)
        assert vectors is not None
        (best,) = _chosen([found[row] for row in rows], vectors[rows], 1)
        heading = " ".join(word.casefold() for word in words(section[-1]) if word.isalpha())
        yield heading, found[rows[best]]


def points_asked(text: str) -> int | None:
    """How many points, sentences or lines a request asks for; None where it does not say."""
    said = [word.casefold() for word in words(text)]
    nouns, numbers = word_list("point_nouns"), NUMBER_WORDS | NUMBERS_VI
    for number, noun in itertools.pairwise(said):
        if noun in nouns:
            count = int(number) if number.isdecimal() else numbers.get(number)
            if count is not None and 1 <= count <= MOST_POINTS:
                return count
    return None


def _plain(quote: str) -> str:
    return " ".join(quoted_words(quote).split())


def _points(document: Document) -> list[_Point]:
    """The sentences of running text that can be read by themselves, in the order of the text."""
    pointing = word_list("pointing_openers")
    depth = _depth(document)
    found: list[_Point] = []
    opened: set[tuple[str, ...]] = set()
    for line, start, end in (
        one for part in _parts(document) for one in sentences_in(document, *part)
    ):
        if line.kind not in ("paragraph", "item"):
            continue
        text = document.text[start:end]
        said = words(text)
        ends = text.endswith(SENTENCE_ENDS) or (line.kind == "item" and text[-1:] not in ":,;")
        if not FEWEST_WORDS <= len(said) <= MOST_WORDS or not ends or text.endswith("?"):
            continue
        if not (text[:1].isupper() or text[:1].isdigit()) or _opening(said) & pointing:
            continue
        section = document.heading_path_at(start)[: depth + 1]
        found.append(_Point(start, end, section, section not in opened))
        opened.add(section)
    step = max(1.0, len(found) / MOST_SENTENCES)
    return [found[int(place * step)] for place in range(int(len(found) / step))]


def _parts(document: Document) -> list[tuple[int, int]]:
    """The spans that are looked at: the whole text or, of a long one, evenly many whole lines."""
    if len(document.text) <= MOST_CHARACTERS:
        return [(0, len(document.text))]
    step = len(document.text) / PARTS
    found = []
    for number in range(PARTS):
        first = document.line_at(int(number * step))
        last = document.line_at(int(number * step) + MOST_CHARACTERS // PARTS)
        if first is not None and last is not None and first.end < last.end:
            found.append((first.start, last.end))
    return found


def _depth(document: Document) -> int:
    """How many headings stand over the whole document: its title, or that and a first line."""
    paths = [document.heading_path_at(heading.start) for heading in document.headings]
    deepest = max(map(len, paths), default=0)
    return next(
        (at for at in range(deepest) if len({p[: at + 1] for p in paths if len(p) > at}) > 1), 0
    )


def _opening(said: Sequence[str]) -> frozenset[str]:
    """The first word of a sentence, and its first two."""
    low = [word.casefold() for word in said[:2]]
    return frozenset((low[0], " ".join(low)))


def _chosen(found: Sequence[_Point], vectors: NDArray[np.float32], count: int) -> list[int]:
    """The places of the sentences that are told, in order."""
    near = vectors @ vectors.T
    degree = np.where(near > LIKE, near, 0.0).sum(axis=1)
    worth = degree / max(1e-9, float(degree.max())) + OPENS * np.array([p.opens for p in found])
    taken: list[int] = []
    by_section: defaultdict[tuple[str, ...], int] = defaultdict(int)
    sizes: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for one in found:
        sizes[one.section] += 1
    open_ = set(range(len(found)))

    def gain(place: int) -> float:
        section = found[place].section
        fair = max(1.0, count * sizes[section] / len(found))
        return float(worth[place]) - CROWDED * by_section[section] / fair

    while open_ and len(taken) < count:
        best = max(sorted(open_), key=gain)
        open_.remove(best)
        if taken and float(near[best, taken].max()) >= SAME:
            continue
        taken.append(best)
        by_section[found[best].section] += 1
    return sorted(taken)
