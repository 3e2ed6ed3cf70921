"""The timeline of a pack: what happened, or is planned, when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from assistant.training.material import Material
from assistant.training.pack import Event
from assistant.training.sentence import Sentence, keeps_apart
from corpus.language.dates import DateSpan
from corpus.language.document_names import ABOUT_TEXTS
from corpus.language.values import Found, Value, dates_in, numbers_in, opens_with, same
from corpus.language.words import words

# Cosines from which two sentences with a date in common tell of one event: the less exact the
# date, the more alike they have to be.
ALIKE_ON_A_DAY, ALIKE_IN_A_MONTH, ALIKE = 0.45, 0.6, 0.75
TOLD_AGAIN = 0.05  # what each further sentence adds to the relevance of an event


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date that a sentence gives for what it tells."""

    sentence: Sentence
    shown: str
    when: DateSpan
    has_own_year: bool

    @property
    def day(self) -> date:
        return self.when.readings[0][0]


def timeline(material: Material, *, limit: int = 20) -> tuple[Event, ...]:
    """Up to `limit` dated events of the material, those most relevant, in order of date.

    What several sentences tell of one date is one event, told in the clearest of them. A date
    without a year counts where a heading or another date of its sentence gives the year.
    """
    told: list[list[_Dated]] = []
    for dated in sorted(chain.from_iterable(map(_dated, material.sentences)), key=_clearness):
        group = next((group for group in told if _is_same(group[0], dated, material)), None)
        if group is None:
            told.append([dated])
        else:
            group.append(dated)
    chosen = sorted(told, key=lambda group: (-_relevance(group), group[0].sentence.row))[:limit]
    firsts = sorted((group[0] for group in chosen), key=lambda one: (one.day, one.sentence.row))
    return tuple(
        Event(_iso(one), one.shown, one.sentence.text, one.sentence.citation) for one in firsts
    )


def _dated(sentence: Sentence) -> Iterator[_Dated]:
    if not sentence.stands_alone or sentence.is_about_text or _is_measure(sentence):
        return
    text = sentence.text
    dates = dates_in(text)
    last_end = -1  # of the last date that tells when
    for found in dates:
        joined = last_end >= 0 and _JOINS.fullmatch(text, last_end, found.start) is not None
        if not joined and not _tells_when(found, sentence):
            continue
        last_end = found.end
        when = _with_year(found, dates, sentence)
        if when is not None and len(when.readings) == 1:
            yield _Dated(sentence, found.text, when, when == found.value)


def _tells_when(found: Found, sentence: Sentence) -> bool:
    """Whether a date is that of what the sentence tells, and not part of a name or a title."""
    text = sentence.text
    if keeps_apart(text, found.start):
        return False
    if found.end < sentence.body:
        return found.start == 0
    before = text[: found.start]
    if _NO_CUE.search(before):
        return False
    if _CUE.search(before):
        return True
    when = found.value
    # A caption: `... visit the exhibition, 1 October 2025`.
    ends = _ENDS.match(text, found.end) is not None
    return isinstance(when, DateSpan) and when.is_day and before.endswith(", ") and ends


def _is_measure(sentence: Sentence) -> bool:
    """`Exports were 5 billion dollars in 2020`: a figure, no event."""
    clause = sentence.clause
    return clause is not None and clause.voice == "copula" and opens_with(numbers_in(clause.rest))


def _with_year(found: Found, dates: Sequence[Found], sentence: Sentence) -> DateSpan | None:
    """The date with its year: its own, that of a date after it, or that of the heading."""
    when = found.value
    if not isinstance(when, DateSpan):
        return None
    if when.has_year:
        return when
    for other in dates:
        # Not the year of a name: `on 5 March it adopted the Strategy 2030`.
        if other.start > found.end and _JOINS.fullmatch(sentence.text, found.end, other.start):
            return _in_year_of(when, other.value)
    for heading in reversed(sentence.headings):
        years = dates_in(heading)
        if len(years) == 1 and _HEADING_AROUND_DATE.fullmatch(
            f"{heading[: years[0].start]}#{heading[years[0].end :]}"
        ):
            return _in_year_of(when, years[0].value)
    return None


def _in_year_of(when: DateSpan, other: Value) -> DateSpan | None:
    years = other.years if isinstance(other, DateSpan) else ()
    return when.in_year(*years) if len(years) == 1 else None


def _clearness(one: _Dated) -> tuple[bool, bool, bool, int, int, float, int]:
    """What sorts the clearest telling first: its own year, the day, no words on texts."""
    low = {word.casefold() for word in words(one.sentence.text)}
    clause = one.sentence.clause
    return (
        not one.has_own_year,
        not ABOUT_TEXTS.isdisjoint(low),
        clause is not None and clause.voice == "active" and clause.verb in ("stand", "refer"),
        (one.when.readings[0][1] - one.day).days,
        len(dates_in(one.sentence.text)),
        -one.sentence.relevance,
        one.sentence.row,
    )


def _is_same(one: _Dated, other: _Dated, material: Material) -> bool:
    sameness = same(one.when, other.when)
    if sameness == "different":
        return False
    cosine = material.closeness(one.sentence, other.sentence)
    days = (one.when.readings[0][1] - one.day).days
    if sameness == "equal" and days < 28:
        return cosine >= (ALIKE_ON_A_DAY if one.sentence is not other.sentence else 1.0)
    return cosine >= (ALIKE_IN_A_MONTH if sameness == "equal" and days < 31 else ALIKE)


def _relevance(group: Sequence[_Dated]) -> float:
    documents = {one.sentence.document.id for one in group}
    return max(one.sentence.relevance for one in group) + TOLD_AGAIN * (len(documents) - 1)


def _iso(one: _Dated) -> str:
    """The date as exactly as its words give it; of a span its first day, month or year."""
    return one.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[one.when.unit]]


_JOINS = re.compile(r"(?:,| and|, and| or)(?: (?:on|in|one in|another in))? (?:the )?")
_CUE = re.compile(
    r"(?:^|\b(?:on|in|since|from|by|during|between|for|around|from about)\s+)(?:the\s+)?$"
    r"|(?:^|\b(?:vào|từ|đến|đến hết|trong|hồi)\s+)năm\s+$|\b(?:vào|từ|đến|đến hết|hồi)\s+$",
    re.I,
)
_NO_CUE = re.compile(r"\b(?:as of|as at|dated|version of|edition of)\s+(?:the\s+)?$", re.I)
_ENDS = re.compile(r"$|[.;)]|\s*\(")
_HEADING_AROUND_DATE = re.compile(r"(?:(?:in|the year)\s+)?(?:[a-z]{2,}\s+)?#\W*", re.I)
