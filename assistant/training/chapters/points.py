"""The points a briefing is chosen from: sentences that stand alone, and lists with their leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np

from assistant.training.material import Material
from assistant.training.relevance import Vectors
from assistant.training.sentence import Sentence
from assistant.training.standing_alone import is_whole, refers_back
from corpus.document import Block
from corpus.language.dates import find_dates
from corpus.language.grammar import LONG_NAME_WORD, NAME_WORD
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.stems import stems
from corpus.language.values import numbers_in
from corpus.language.words import content_words, words

FEWEST_WORDS, MOST_WORDS, MOST_IN_LIST = 7, 48, 130
RELEVANCE = 8  # the power of relevance in worth
CENTRAL, LIKE = 0.2, 0.45  # for the fact likest to all others; cosine that counts for that
DEFINING, LISTING, ATTRIBUTED = 0.4, 0.1, 0.3
OPENS = 0.5  # what it adds to worth that a sentence is the first of its section
MOST_ITEMS = 9
_FIGURE = re.compile(r"(?<![\w-])\d")
_HOLDS = re.compile(
    r"The (?:[\w'’.-]+ ){0,3}?(?:article|report|study|paper|encyclopedia|brief)"
    r"(?: [\"“][^\"”]+[\"”])? (?:also )?(?:recommends|asks (?:for|that)|calls for|proposes|warns"
    r"|argues|holds that|concludes|expects|wants|favou?rs|urges|suggests|finds that)\b"
)
# What a lead says of the list it opens, and a source that it does not name.
_AHEAD = re.compile(r",? (?:\w+ )?(?:these|the following|this|as follows)(?: \w+){0,3}:$")
_POINTS_ON = re.compile(r"\breaders?\b|\b(?:related|further|see also)\b")
_UNNAMED = re.compile(r"(?:The|This) (?:article|brief|author|report|paper|study)s? (?![\"“‘'])")


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A sentence that a briefing may quote, or a list with its lead; `worth` is how much it
    tells, about 1.

    `span` is as long as what is quoted; `vector` is the unit row of its meaning.
    """

    span: Sentence
    worth: float
    headings: tuple[str, ...]
    rows: tuple[int, ...]  # of the sentences that it holds
    vector: Vectors
    defines: bool = False

    @property
    def length(self) -> int:
        """Its number of words."""
        return len(words(self.span.text))

    def overlaps(self, other: KeyPoint) -> bool:
        one, two = self.span, other.span
        return one.document.id == two.document.id and one.start < two.end and two.start < one.end


def points(material: Material) -> list[KeyPoint]:
    """All that may be quoted, in the order of the text; a list that can be is quoted whole."""
    rows = {(one.document.id, one.start): row for row, one in enumerate(material.sentences)}
    highest = max((one.relevance for one in material.sentences), default=1.0)
    central = _central(material)
    lists = {
        row: point
        for row, one in enumerate(material.sentences)
        if one.text.endswith(":") and (point := _list(one, row, material, rows))
    }
    listed = {row for point in lists.values() for row in point.rows}
    opened: set[tuple[str, tuple[str, ...]]] = set()  # sections
    found = []
    for row, one in enumerate(material.sentences):
        point = lists.get(row) or (None if row in listed else _single(one, row, material))
        if point is None:
            continue
        opens = (one.document.id, one.headings) not in opened
        opened.add((one.document.id, one.headings))
        worth = point.worth + OPENS * opens + CENTRAL * central[list(point.rows)].max()
        worth *= (point.span.relevance / highest) ** RELEVANCE
        found.append(replace(point, worth=worth))
    return found


def _central(material: Material) -> Vectors:
    """How much each sentence is like what else is said of the topic, from 0 to 1: the degree of
    LexRank (Erkan and Radev, 2004), sentences counted by their relevance."""
    near = material.vectors @ material.vectors.T
    weights = np.array([one.relevance for one in material.sentences], dtype=np.float32)
    degree = np.where(near > LIKE, near, 0.0) @ weights
    return np.asarray(degree / max(1e-9, float(degree.max())), dtype=np.float32)


def _single(one: Sentence, row: int, material: Material) -> KeyPoint | None:
    """A sentence that stands alone, without the label that it repeats (`Term: Term is ...`)."""
    attributed = not one.stands_alone
    if attributed and not _is_attributed(one.text):
        return None
    span = one.unlabelled() if stems(one.label) <= stems(one.said) else one
    point = _point(span, (row,), material)
    if not FEWEST_WORDS <= point.length <= MOST_WORDS:
        return None
    return replace(point, worth=point.worth - ATTRIBUTED) if attributed else point


def _is_attributed(text: str) -> bool:
    """Whether a sentence says what a source that it names holds or asks for."""
    return bool(
        _HOLDS.match(text) and not _UNNAMED.match(text) and is_whole(text) and not refers_back(text)
    )


def _list(
    lead: Sentence, row: int, material: Material, by_place: dict[tuple[str, int], int]
) -> KeyPoint | None:
    """A lead with all its items as one point; None where it cannot be read alone or is long."""
    if refers_back(_AHEAD.sub(":", lead.text)) or not lead.text[:1].isupper():
        return None
    if _UNNAMED.match(lead.text) or _POINTS_ON.search(lead.text):
        return None
    items = listed(lead)
    quoted = sum(item.words[0] in '"“‘' for item in items)  # titles of other texts
    if not 2 <= len(items) <= MOST_ITEMS or 2 * quoted > len(items):
        return None
    places = [by_place.get((lead.document.id, item.words_start)) for item in items]
    rows = (row, *(place for place in places if place is not None))
    point = _point(replace(lead, end=items[-1].end), rows, material)
    return point if point.length <= MOST_IN_LIST else None


def listed(lead: Sentence) -> tuple[Block, ...]:
    """The items that a lead opens: of an inner list, without those that go on the list in which
    the lead is itself an item, as the next paragraphs of an article do."""
    items, line = lead.document.list_after(lead.start), lead.document.line_at(lead.start)
    if line is None or line.kind != "item" or not items:
        return items
    if items[0].list_number == line.list_number:
        return items
    return tuple(takewhile(lambda item: item.list_number != line.list_number, items))


def _point(span: Sentence, rows: tuple[int, ...], material: Material) -> KeyPoint:
    vector = material.vectors[list(rows)].mean(axis=0)
    defines = _DEFINES.match(span.text)
    return KeyPoint(
        replace(span, relevance=max(material.sentences[row].relevance for row in rows)),
        _worth(span.text, defines is not None, len(rows) > 1),
        span.headings,
        rows,
        vector / max(1e-9, float(np.linalg.norm(vector))),
        defines is not None and _is_topic(defines["subject"], material.topic),
    )


def _is_topic(subject: str, topic: str) -> bool:
    """Whether a sentence defines the topic itself, and not something about it."""
    own, wanted = (stems(" ".join(content_words(one))) for one in (subject, topic))
    return own <= wanted and 2 * len(own) > len(wanted)


def _worth(text: str, defines: bool, listed: bool) -> float:
    """How much a sentence tells: definitions, lists, dates, numbers, names and duties raise it;
    what leans on the sentence before, or only points at its subject, lowers it."""
    worth = 1.0
    worth += DEFINING * defines + LISTING * listed
    worth += 0.15 * bool(find_dates(text)) + 0.1 * bool(_FIGURE.search(text) or numbers_in(text))
    worth += 0.1 * bool(_NAME.search(text)) + 0.1 * bool(_DUTY.search(text))
    worth -= 0.25 * bool(_LEANS.search(text)) + 0.3 * bool(_EMPTY.search(text))
    return worth


_DEFINES = re.compile(
    r"(?P<subject>[\"“A-Z][^.;:,]{2,60}?)(?: \([^)]*\))? (?:is|are|means|refers to|stands for|rests"
    r" on|consists of|describes|denotes)(?: commonly| widely| often)?(?: understood| defined"
    r"| seen)?"
    r"(?: as)? (?:a|an|the|that|how|when|what|any|one"
    rf"|{SMALL_NUMBER})\b"
)
_NAME = re.compile(rf"(?<!^)(?<![.!?] )\b{LONG_NAME_WORD} {NAME_WORD}|\b[A-Z]{{2,}}\b")
_DUTY = re.compile(r"\b(?:must|shall|should|needs? to|has to|have to|required|obliged|task)\b")
_LEANS = re.compile(
    r"\b(?:also|therefore|thus|hence|moreover|however|nevertheless|too|in turn|instead|again"
    r"|the other direction|further)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b(?:is|are) (?:an? )?(?:\w+ )?(?:examples?|important|relevant|useful|debated|contested)\b"
    rf"|\b(?:one|{SMALL_NUMBER}) (?:of the|examples)\b|\bexamples? of\b"
    r"|^The (?:theme|title|name|subject) of\b",
    re.IGNORECASE,
)
