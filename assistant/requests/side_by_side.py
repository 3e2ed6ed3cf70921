"""Two things side by side, each side in exact sentences under what it is called.

Documents are told point by point under the headings that both have; where they have none in common,
each by what it says most. Things that documents have headings for are told by what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answer import Answer, Citation
from assistant.answer_parts import ComparedPoint, ComparisonPart, QuotePart
from assistant.question.document_phrases import terms
from assistant.requests.outlines import CONFIDENCE, Point, chosen, main_points, points_of
from corpus.document import Block, Document
from corpus.language.words import words
from index.models.embedder import Embed
from index.question import Question

FEWEST_IN_COMMON, MOST_IN_COMMON = 2, 6  # headings of documents that are compared
POINTS = 4  # of each side, where they have no headings in common
LEAST_NAMED = 0.6  # of the words of a side, that its heading has

# The documents in whose headings one of some words stands, the likeliest first.
Headed = Callable[[Sequence[str]], Sequence[Document]]


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """What a side is told by: a document, or a `span` of it under a heading."""

    document: Document
    name: str
    span: tuple[int, int] | None = None


def point_by_point(question: Question, sides: Sequence[Document], embed: Embed) -> Answer | None:
    """What documents say under the headings that they have in common, side by side; None where
    they have fewer than FEWEST_IN_COMMON."""
    told = [dict(_told_under(document, embed)) for document in sides]
    common = [key for key in told[0] if all(key in own for own in told[1:])]
    if len(common) < FEWEST_IN_COMMON:
        return None
    points: list[ComparedPoint] = []
    citations: list[Citation] = []
    for key in common[:MOST_IN_COMMON]:
        said = []
        for document, own in zip(sides, told, strict=True):
            point = own[key]
            citations.append(Citation.of(document, point.start, point.end, len(citations) + 1))
            said.append((QuotePart(point.words, (len(citations),)),))
        points.append(ComparedPoint(told[0][key].section[-1], tuple(said)))
    names = tuple(document.title or document.source for document in sides)
    both = ComparisonPart(names, tuple(points))
    return Answer.found(question, [both], citations, CONFIDENCE)


def side_by_side(question: Question, sides: Sequence[ComparedSide], embed: Embed) -> Answer | None:
    """What is said most of each side, under its name; None where one has no whole sentences."""
    said: list[tuple[QuotePart, ...]] = []
    citations: list[Citation] = []
    for side in sides:
        quotes = []
        for point in main_points(points_of(side.document, side.span), POINTS, embed):
            cited = Citation.of(side.document, point.start, point.end, len(citations) + 1)
            citations.append(cited)
            quotes.append(QuotePart(point.words, (cited.marker,)))
        if not quotes:
            return None
        said.append(tuple(quotes))
    names = tuple(side.name for side in sides)
    both = ComparisonPart(names, (ComparedPoint("", tuple(said)),))
    return Answer.found(question, [both], citations, CONFIDENCE)


def compared_on(texts: Sequence[str], sides: Sequence[ComparedSide]) -> set[str]:
    """The words that are asked of both sides alike, and are not what they are called: on what they
    are compared."""
    called = (set(terms(f"{one.name} {one.document.source}")) for one in sides)
    shared = set.intersection(*(set(terms(text)) for text in texts))
    return shared - set().union(*called)


def sides_under_headings(texts: Sequence[str], headed: Headed) -> list[ComparedSide]:
    """The headings that two things have, which are what is asked of each in `texts`; empty where
    one has none. What both texts say is what the things are compared on."""
    said = [set(terms(text)) for text in texts]
    shared = set.intersection(*said)
    found: list[ComparedSide] = []
    for own in (one - shared for one in said):
        others = set().union(*said) - own - shared
        side = _headed(own, others, shared, headed(sorted(own)) if own else ())
        if side is None or any(side == one for one in found):
            return []
        found.append(side)
    return found


def _headed(
    own: set[str], others: set[str], shared: set[str], documents: Sequence[Document]
) -> ComparedSide | None:
    """Under the heading that has most of a side's own words, then of those that it shares with the
    other, which may be of its name, and least besides."""
    best: tuple[tuple[float, int, int], ComparedSide] | None = None
    for document in documents:
        for heading in document.headings:
            has = set(terms(heading.text))
            named = len(own & has) / len(own)
            if named < LEAST_NAMED or others & has or heading.text == document.title:
                continue
            worth = (named, len(has & shared), -len(has - own - shared))
            if best is None or worth > best[0]:
                best = worth, ComparedSide(document, heading.text, _below(document, heading))
    return None if best is None else best[1]


def _below(document: Document, heading: Block) -> tuple[int, int]:
    """The span of what stands under a heading."""
    ends = (
        one.start
        for one in document.headings
        if one.start > heading.start and one.level <= heading.level
    )
    return heading.end, next(ends, len(document.text))


def _told_under(document: Document, embed: Embed) -> Iterator[tuple[str, Point]]:
    """The sentence that says most under each heading, by the heading's words."""
    found = [one for one in points_of(document) if len(one.section) > 1]
    vectors = embed([one.words for one in found]) if found else None
    for section, group in groupby(range(len(found)), key=lambda place: found[place].section):
        rows = list(group)
        assert vectors is not None
        (best,) = chosen([found[row] for row in rows], vectors[rows], 1)
        heading = " ".join(word.casefold() for word in words(section[-1]) if word.isalpha())
        yield heading, found[rows[best]]
