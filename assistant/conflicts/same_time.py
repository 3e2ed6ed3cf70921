"""Whether two sentences tell of the same time: two years make two things of one."""

from __future__ import annotations

import re

from assistant.conflicts.claims import Claim
from corpus.language.dates import DateSpan, same_date, years_in
from corpus.language.stems import word_stems
from corpus.language.synonyms import meanings
from corpus.language.values import dates_in
from index.question import Question

_RELATIVE = re.compile(r"\b(last|this|next) year\b", re.IGNORECASE)
_RELATIVE_YEARS = {"last": -1, "this": 0, "next": 1}
_YEAR_IS_OF = re.compile(
    r"(?:(?<!\w)(?P<verb>\w+(?:ed|un|aw)))?(?:(?<!\s)\s++)?"
    r"\b(?:in|during|of|for|by|over|the|to|,)\s*$"
)
_STATUS = re.compile(r"\b(?:as of|as at|since|from|until|dated?)\s*(?:the\s+)?$", re.IGNORECASE)
_STATE = re.compile(
    r"\b(?:has|have|is|are|counts?|stands?|numbers?|employs?|totals?|belongs?|consists?)\b"
)


def apart_in_time(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether both say of which time they speak, and the times differ."""
    first, second = _times(asked, one), _times(asked, other)
    if not first and not second and not _STATE.search(one.text + other.text):
        # Reports on two years: what they count is of the year in their titles.
        first, second = years_in(one.around), years_in(other.around)
        return bool(first and second) and first.isdisjoint(second)
    if not first or not second:
        return False
    return not any(a == b or _overlap(a, b) for a in first for b in second)


def _overlap(one: object, other: object) -> bool:
    if isinstance(one, DateSpan) and isinstance(other, DateSpan):
        return same_date(one, other) != "different"
    when, year = (one, other) if isinstance(one, DateSpan) else (other, one)
    return isinstance(when, DateSpan) and (year in when.years or not when.has_year)


def _times(asked: Question, claim: Claim) -> frozenset[DateSpan | int]:
    """The times that a sentence says its value is of: years, or dates."""
    found: set[DateSpan | int] = set()
    for date in dates_in(claim.text):
        when = date.value
        inside = date.start < claim.value.end and claim.value.start < date.end
        if inside or not isinstance(when, DateSpan):
            continue
        before = claim.text[max(0, date.start - 40) : date.start]
        if _STATUS.search(before):
            continue
        cue = _YEAR_IS_OF.search(before)
        verb = cue["verb"] if cue else None
        if verb and not meanings(word_stems(verb)) & meanings(asked.terms):
            continue  # `founded in 2010`: not when what is counted was so
        found.add(when)
    for match in _RELATIVE.finditer(claim.text):
        if claim.year is not None:
            found.add(claim.year + _RELATIVE_YEARS[match[1].lower()])
    return frozenset(found)
