"""Values that can be compared: dates, quantities and names, however a text writes them.

    values_in(text)     what stands in a text, with its place
    same(one, other)    "equal", "compatible" (one is less precise) or "different"

`5 December 2024` and `December 5, 2024` are one value, as are `10,000` and `ten thousand`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from corpus.language.dates import DateSpan, find_dates, same_date
from corpus.language.grammar import DOTTED_NAME_WORD
from corpus.language.names.abbreviations import abbreviates
from corpus.language.names.people import TITLE_WORDS, people
from corpus.language.quantities import Quantity, quantities, references, same_quantity
from corpus.language.words import STOP_WORDS, folded

Sameness = Literal["equal", "compatible", "different"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as folded words, without titles: of a person, or (`person` False) of anything."""

    words: tuple[str, ...]
    person: bool = True


_SCALED = 1000  # the step of a number that is told in thousands or millions

Value = DateSpan | Quantity | Name


@dataclass(frozen=True, slots=True)
class Found:
    """A value at its place in a text."""

    start: int
    end: int
    text: str
    value: Value


def values_in(text: str) -> tuple[Found, ...]:
    """The dates, numbers and persons of a text, in order.

    A number that is part of a date, an hour or a reference is not one.
    """
    found = (*dates_in(text), *numbers_in(text), *people_in(text))
    return tuple(sorted(found, key=lambda one: one.start))


@lru_cache(maxsize=2048)
def dates_in(text: str) -> tuple[Found, ...]:
    return tuple(
        Found(start, end, text[start:end], value) for start, end, value in find_dates(text)
    )


@lru_cache(maxsize=2048)
def numbers_in(text: str) -> tuple[Found, ...]:
    """The numbers, each with its unit where it has one."""
    return tuple(
        Found(start, end, text[start:end].strip(), value) for start, end, value in quantities(text)
    )


def amounts_in(text: str) -> tuple[Found, ...]:
    """The numbers that say how much and not how many: of money, in a measure, in millions."""
    return tuple(number for number in numbers_in(text) if is_amount(number.value))


def is_amount(value: Value) -> bool:
    if not isinstance(value, Quantity) or value.unit in ("rank", "day", "working day"):
        return False
    return value.unit != "" or value.step >= _SCALED


def opens_with(found: Sequence[Found]) -> bool:
    """Whether the first of these values is what its text begins with."""
    return bool(found) and found[0].start == 0


@lru_cache(maxsize=2048)
def people_in(text: str) -> tuple[Found, ...]:
    """The persons, without their titles."""
    found = []
    last = 0
    for person in people(text):
        start = text.find(person, last)
        start = text.find(person) if start < 0 else start
        name = person_name(person)
        if start >= 0 and name.words:
            found.append(Found(start, start + len(person), person, name))
            last = start + len(person)
    return tuple(found)


@lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[Found, ...]:
    """Capitalised names of any kind, and references such as `Resolution 57`."""
    spans = references(text)
    taken = spans + [(start, end) for start, end, _ in find_dates(text)]
    for match in _NAMED.finditer(text):
        start, end = match.span()
        while first := _OPENING.match(text, start, end):
            start = first.end()  # `In Hue`: capitalised for standing first
        if start < end and not any(s < end and start < e for s, e in taken):
            spans.append((start, end))
    found = (
        Found(start, end, text[start:end], other_name(text[start:end])) for start, end in spans
    )
    return tuple(sorted(found, key=lambda one: one.start))


def without_values(text: str) -> str:
    """A text with its dates and numbers blanked."""
    for found in (*dates_in(text), *numbers_in(text)):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def comparable(one: Value, other: Value) -> bool:
    """Whether two values are of one kind and unit, so that they can differ."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.unit == other.unit
    if isinstance(one, Name) and isinstance(other, Name):
        return one.person == other.person
    return isinstance(one, DateSpan) and isinstance(other, DateSpan)


def same(one: Value, other: Value) -> Sameness:
    """Whether two values are one; `compatible` where both can be true of one thing."""
    found = "different"
    if isinstance(one, DateSpan) and isinstance(other, DateSpan):
        found = same_date(one, other)
    elif isinstance(one, Quantity) and isinstance(other, Quantity) and comparable(one, other):
        found = same_quantity(one, other)
    elif isinstance(one, Name) and isinstance(other, Name):
        found = _same_name(one, other)
    return cast(Sameness, found)


# --- names ------------------------------------------------------------------------------------

_INITIAL = re.compile(r"[a-z]\.?")
_NAMED = re.compile(
    rf"{DOTTED_NAME_WORD}(?:(?:\s+(?:of|and|for|de)(?:\s+the)?)?\s+{DOTTED_NAME_WORD})*"
)
_OPENING = re.compile(rf"(?:{'|'.join(STOP_WORDS)})(?:\s+|$)", re.IGNORECASE)
_SMALL = frozenset("of and for the de in on a an".split())


def person_name(text: str) -> Name:
    """A person's name: `Prime Minister Pham Minh Chinh` and `Phạm Minh Chính` are the same."""
    words = _name_words(text)
    rest = list(words)
    while rest and rest[0] in TITLE_WORDS:
        rest.pop(0)
    return Name(tuple(rest or words))


def other_name(text: str) -> Name:
    """The name of a place, an organisation or a document."""
    return Name(tuple(word for word in _name_words(text) if word not in _SMALL), person=False)


def _name_words(text: str) -> list[str]:
    words = (folded(word).strip(".,;:()'’\"“”") for word in text.split())
    return [word.removesuffix("'s").removesuffix("’s") for word in words if word]


def _same_name(one: Name, other: Name) -> str:
    first, second = set(one.words), set(other.words)
    if not first or not second:
        return "different"
    if first == second or "".join(one.words) == "".join(other.words):
        return "equal"  # `Viet Nam` and `Vietnam`
    if first <= second or second <= first:
        return "compatible"
    if one.person and other.person:
        return "compatible" if _initials_fit(one.words, other.words) else "different"
    short, long = sorted((one.words, other.words), key=len)
    fits = len(short) == 1 and abbreviates(short[0].replace(".", ""), long)
    return "compatible" if fits else "different"


def _initials_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether `J. Huang` may be `Jensen Huang`: last names alike, the others begin alike."""
    firsts, seconds = one[:-1], other[:-1]
    initials = any(_INITIAL.fullmatch(word) for word in (*firsts, *seconds))
    alike = all(a[0] == b[0] for a, b in zip(firsts, seconds, strict=False))
    return one[-1] == other[-1] and initials and alike
