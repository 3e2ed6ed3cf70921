"""Whether the numbers, dates and units of a statement stand in what it cites, in any notation and
in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose
from typing import Literal

from corpus.language.dates import MONTH, MONTHS, DateSpan, find_dates, same_date
from corpus.language.identification import language_of
from corpus.language.numerals import NUMBERS_VI, ORDINALS
from corpus.language.quantities import Quantity, quantities, references, same_quantity
from corpus.language.units import in_english_notation
from corpus.language.word_lists import one_of, table

Fault = Literal["number", "date", "unit"]

# `6 và 7 tháng 11 năm 2024`, `25-26/3/2025`: what is written once holds for both days.
_TWO_DAYS = re.compile(
    r"\b(\d{1,2})(\s*(?:[-–]|và|đến|and)\s*)(\d{1,2})"
    r"(\s*/\s*\d{1,2}\s*/\s*\d{4}|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4}|/\d{4})?)"
)
_FIGURES = re.compile(r"\d+(?:[.,/:-]\d+)*")
_LEAST = 3  # a count below it in words, as `both` and `the two`, is how a text is put together
_MONTH = re.compile(rf"\b(?:tháng (\d{{1,2}})\b|{MONTH})", re.IGNORECASE)
_COUNTED = re.compile(r"\s+(?!(?:and|or|to|in|of|on|at|for|by|và|hoặc|đến)\b)[^\W\d_]")
_NUMBER_VI = re.compile(rf"\b(?:{one_of(NUMBERS_VI)})\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:{one_of(ORDINALS)})\b", re.IGNORECASE)
_RATES = tuple(
    (per, re.compile("|".join(
        (r"(?<=\d)" if word.startswith("/") else r"(?<!\w)") + re.escape(word) + r"(?!\w)"
        for word in words.split(";")
    ), re.IGNORECASE))
    for per, words in table("rates")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written; `counts` where a word follows that it may count."""

    written: str
    value: Quantity
    counts: bool

    @property
    def figures(self) -> str | None:
        """Its figures alone."""
        found = re.search(r"\d[\d.,]*", self.written)
        return found[0].rstrip(".,").replace(",", "") if found else None


@dataclass(frozen=True, slots=True)
class Values:
    """What a text says in figures: its dates, its numbers, the names that have a number in them,
    what its numbers are told per, and the numbers that it has in words."""

    dates: tuple[DateSpan, ...]
    numbers: tuple[Number, ...]
    references: tuple[str, ...]
    rates: frozenset[str]
    in_words: frozenset[float]
    months: frozenset[int]
    figures: frozenset[str]


@lru_cache(maxsize=4096)
def values_of(text: str) -> Values:
    """The values of a sentence, or of a few."""
    vietnamese = language_of(text) == "vi"
    text = _TWO_DAYS.sub(r"\1\4\2\3\4", text)
    dates = find_dates(text)
    named = [
        text[start:end]
        for start, end in references(text)
        if not any(first < end and start < last for first, last, _ in dates)
    ]
    rest = text
    for start, end, _ in dates:
        rest = rest[:start] + " " * (end - start - 1) + "\x00" + rest[end:]
    if vietnamese:
        rest = in_english_notation(rest)
    numbers = tuple(
        Number(rest[start:end], one, _COUNTED.match(rest, end) is not None)
        for start, end, one in quantities(rest)
    )
    words = {float(number) for word, number in ORDINALS.items() if _has(word, text)}
    if vietnamese:
        words |= {float(NUMBERS_VI[one.lower()]) for one in _NUMBER_VI.findall(text)}
    return Values(
        tuple(span for _, _, span in dates),
        numbers,
        tuple(named),
        frozenset(per for per, pattern in _RATES if pattern.search(text)),
        frozenset(words),
        frozenset(
            int(month[1]) if month[1] else MONTHS[month[0].lower().rstrip(".")]
            for month in _MONTH.finditer(text)
        ),
        frozenset(_FIGURES.findall(text)),
    )


def fault_of(said: str, cited: str) -> Fault | None:
    """The first kind of value of a statement that does not stand in the cited text."""
    own, there = values_of(said), values_of(cited)
    for date in own.dates:
        if not _has_date(date, there):
            return "date"
    for number in own.numbers:
        fault = _number_fault(number, there)
        if fault is not None:
            return fault
    figures = {part for one in there.figures for part in re.split(r"[.,/:-]", one)}
    for name in own.references:
        if not {part for part in re.findall(r"\d+", name)} <= figures:
            return "number"
    if there.rates and own.rates - there.rates:
        return "unit"
    return None


def _has(word: str, text: str) -> bool:
    return re.search(rf"\b{word}\b", text, re.IGNORECASE) is not None


def _has_date(date: DateSpan, there: Values) -> bool:
    """Whether a date, or a longer span that holds one of the text's, is there."""
    if not date.has_year and date.unit == "month":  # `in September` beside `tháng 9`
        months = {first.month for first, _ in date.readings}
        if months & there.months:
            return True
    return any(_stands_for(date, other, there) for other in there.dates) or _ends_there(date, there)


def _stands_for(date: DateSpan, other: DateSpan, there: Values) -> bool:
    sameness = same_date(date, other)
    if sameness == "equal":
        return True
    if sameness != "compatible":
        return False
    if date.has_year and not other.has_year:  # the year has to stand somewhere
        return any(date.years & one.years for one in there.dates)
    if not date.has_year:
        return _length(date) >= _length(other) or not other.has_year
    # `by the end of 2027` of `đến hết năm 2027`: parts of a year are told in many ways.
    if date.unit == other.unit == "year" and date.years == other.years:
        return True
    holds = len(date.years) == 1 and any(
        first <= a and b <= last for first, last in date.readings for a, b in other.readings
    )
    # An end of a span: `25 March` of `25-26 March`.
    return holds or any(
        first == last and first in (a, b)
        for first, last in date.readings
        for a, b in other.readings
        if other.unit == "day"
    )


def _length(date: DateSpan) -> int:
    return min((last - first).days for first, last in date.readings)


def _ends_there(date: DateSpan, there: Values) -> bool:
    """Whether a span begins and ends with dates of the text: `2026-2028` of two years."""
    if len(date.readings) != 1 or _length(date) == 0:
        return False
    first, last = date.readings[0]
    begins = {a for one in there.dates for a, _ in one.readings}
    ends = {b for one in there.dates for _, b in one.readings}
    return first in begins and last in ends and date.unit != "month"


def _number_fault(said: Number, there: Values) -> Fault | None:
    number = said.value
    spelt = said.figures is None
    if spelt and not number.unit and number.readings[0] < _LEAST:
        return None
    if spelt and number.bound == "range":  # `hundreds`, `half`
        return None
    if any(_same(said, other) for other in there.numbers):
        return None
    if number.unit in ("", "rank") and set(number.readings) & there.in_words:
        return None
    if number.unit == "rank" and not any(one.value.unit == "rank" for one in there.numbers):
        return "number" if there.in_words else None
    figures = said.figures
    measures = {
        (one.value.unit, one.value.said[:3])
        for one in there.numbers
        if figures and figures == one.figures and one.value.unit
    }
    return "unit" if number.unit and measures - {(number.unit, number.said[:3])} else "number"


def _same(said: Number, cited: Number) -> bool:
    """Whether a number of the statement is the cited one, and no more exact than it."""
    number, other = said.value, cited.value
    if number.unit != other.unit:
        if number.unit and (other.unit or cited.counts):
            return False
        # One of the two leaves the unit out, as the cell of a table does.
        if said.figures is not None and said.figures == cited.figures:
            return True
        return not (number.said or other.said) and _equal(number, other)
    if {number.bound, other.bound} == {"more", "less"}:
        return False
    if number.bound != "exact":
        return same_quantity(number, other) != "different" or _equal(number, other)
    if other.bound == "range":
        tops = {other.top, *other.readings}
        return any(isclose(one, top) for one in number.readings for top in tops if top is not None)
    return (
        _equal(number, other) or same_quantity(number, replace(other, bound="exact")) != "different"
    )


def _equal(number: Quantity, other: Quantity) -> bool:
    return any(isclose(a, b) for a in number.readings for b in other.readings)
