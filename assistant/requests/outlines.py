"""What a document says, in a few exact sentences under its own headings.

The sentences are those most like all others of the document (the degree of LexRank, Erkan and
Radev 2004), one after the other without those that say the same, spread over its sections by how
much stands there.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextRun
from assistant.answer_parts import AnswerPart, LeadPart, ListPart, QuotePart, quoted_words
from assistant.requests.timelines import SENTENCE_ENDS
from corpus.document import Block, Document
from corpus.language.numerals import NUMBER_WORDS, NUMBERS_VI
from corpus.language.sentences import sentences_in
from corpus.language.word_lists import word_list
from corpus.language.words import words
from index.models.embedder import Embed
from index.question import Question

FEWEST_POINTS, POINTS = (
    5,
    8,
)  # where the request names no number: of a short text, and of a long one
SENTENCES_FOR_POINT = 3  # so that a short text is not told as a whole
MOST_POINTS = 12
MOST_SENTENCES = 240  # of a document that are looked at; of more, evenly many
MOST_CHARACTERS, PARTS = 300_000, 50  # that are looked at; of a longer text so many parts
FEWEST_WORDS, MOST_WORDS = 6, 60
MOST_ITEMS, MOST_WORDS_OF_LIST = 9, 100  # that are one point with what leads them in
LIKE = 0.3  # cosine from which two sentences speak of the same
SAME = 0.85  # and from which they say the same
OPENS = 0.15  # what it adds that a sentence is the first of its section
CROWDED = 0.5  # what each further sentence of one section costs
CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class Point:
    """A sentence of a document, or a short list with what leads it in, and the words to show it by;
    `section` is its outermost heading below the title, `opens` says that it is the first there."""

    start: int
    end: int
    words: str
    section: tuple[str, ...]
    opens: bool


def outline(question: Question, document: Document, embed: Embed) -> Answer | None:
    """The answer to a request for what a document says; None where it has no whole sentences."""
    points = points_of(document)
    usual = min(POINTS, max(FEWEST_POINTS, len(points) // SENTENCES_FOR_POINT))
    chosen = main_points(points, points_asked(question.asked_as) or usual, embed)
    if not chosen:
        return None
    citations = tuple(
        Citation.of(document, one.start, one.end, marker) for marker, one in enumerate(chosen, 1)
    )
    parts: list[AnswerPart] = []
    marked = zip(chosen, citations, strict=True)
    sections = {one.section for one in chosen}
    for section, group in groupby(marked, key=lambda one: one[0].section):
        if len(sections) > 1:
            parts.append(LeadPart((TextRun(section[-1]),)))
        quotes = (QuotePart(point.words, (cited.marker,)) for point, cited in group)
        parts.append(ListPart(None, tuple(quotes)))
    return Answer.found(question, parts, citations, CONFIDENCE)


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


def main_points(found: Sequence[Point], count: int, embed: Embed) -> list[Point]:
    """Up to `count` of some points, those that say most, in their order."""
    if not found:
        return []
    return [found[place] for place in chosen(found, embed([one.words for one in found]), count)]


def points_of(document: Document, span: tuple[int, int] | None = None) -> list[Point]:
    """What can be read by itself, of a document or a span of it, in the order of the text."""
    depth = _depth(document)
    found: list[Point] = []
    opened: set[tuple[str, ...]] = set()
    done = 0  # the end of a list that is one point
    for line, start, end in (
        one
        for part in ([span] if span else _parts(document))
        for one in sentences_in(document, *part)
    ):
        if start < done or line.kind not in ("paragraph", "item"):
            continue
        listed = _with_list(document, line, start, end)
        if listed is not None:
            done, words = listed
        elif _stands_alone(line, document.text[start:end]):
            words = _plain(document.text[start:end])
        else:
            continue
        section = document.heading_path_at(start)[: depth + 1]
        found.append(Point(start, done if listed else end, words, section, section not in opened))
        opened.add(section)
    step = max(1.0, len(found) / MOST_SENTENCES)
    return [found[int(place * step)] for place in range(int(len(found) / step))]


def _stands_alone(line: Block, text: str) -> bool:
    """Whether a sentence of a line can be read by itself."""
    said = words(text)
    ends = text.endswith(SENTENCE_ENDS) or (line.kind == "item" and text[-1:] not in ":,;")
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS or not ends or text.endswith("?"):
        return False
    if not (text[:1].isupper() or text[:1].isdigit()):
        return False
    return not _opening(said) & word_list("pointing_openers")


def _with_list(document: Document, line: Block, start: int, end: int) -> tuple[int, str] | None:
    """The end of the short list that a sentence leads in with a colon, and the words of both; None
    where it leads none in."""
    if line.kind != "paragraph" or end != line.end or not line.text.endswith(":"):
        return None
    items = document.list_after(start)
    if not 1 < len(items) <= MOST_ITEMS:
        return None
    told = "; ".join(_plain(item.words).rstrip(" ;,.") for item in items)
    told = f"{_plain(document.text[start:end])} {told}."
    return (items[-1].end, told) if len(words(told)) <= MOST_WORDS_OF_LIST else None


def _plain(quote: str) -> str:
    return " ".join(quoted_words(quote).split())


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


def chosen(found: Sequence[Point], vectors: NDArray[np.float32], count: int) -> list[int]:
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
