"""Options that overlap: one holds another, or two say the same, none of them the key alone."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from datetime import date

from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import date_of, kind_of, number_of, related, texts_of
from corpus.language.quantities import Quantity
from corpus.language.stems import content_in_order
from corpus.language.synonyms import synonymous
from corpus.language.values import other_name, same
from corpus.language.word_lists import grouped
from corpus.language.words import words
from corpus.wording import _, later

_WORDS = grouped("training_words")

ALIKE = 0.8  # of the stems of two wordy options, from which they say the same
WORDY = 3  # stems
_CATCH_ALL = re.compile(
    r"\b(?:all|none|any|both|neither|some|either) of (?:the (?:above|others?|following|options?"
    r"|answers?|two)|these|them|those)\b|\ball the above\b|\b(?:options?|answers?) [a-d]\b"
    r"|^\W*(?:both|neither) |\b[A-D] (?:and|or) [A-D]\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\W*(?:(?P<later>after|since|from)|before|until|by)\b", re.IGNORECASE)
_JOINS = _WORDS["joining_words"]


def overlap(item: Item, context: Context) -> Iterator[str]:
    if item.type not in ("multiple_choice", "matching", "ordering"):
        return
    options = texts_of(item)
    for option in options:
        if item.type == "multiple_choice" and _CATCH_ALL.search(option):
            yield _("the options overlap: “{option}” speaks of the other options").format(
                option=option
            )
    for one, other in itertools.combinations(options, 2):
        if "".join(one.casefold().split()) == "".join(other.casefold().split()):
            yield _("the options overlap: “{one}” stands there twice").format(one=one)
        elif reason := _overlapping(one, other, context):
            yield _("the options overlap: {reason}").format(reason=reason)


def _overlapping(one: str, other: str, context: Context) -> str | None:
    first, second = date_of(one), date_of(other)
    if first and second:
        if same(first, second) == "equal" and not _OPEN.match(one + other):
            return _said(one, other, later("the same date"))
        meet = any(a[0] <= b[1] and b[0] <= a[1] for a in _days(one) for b in _days(other))
        return _said(one, other, None) if meet else None
    low, high = number_of(one), number_of(other)
    if low and high:
        return _said(one, other, None) if _ranges_meet(low, high) else None
    if says_the_same(one, other, context):
        return _said(one, other, later("the same"))
    if _holds(one, other) or _holds(other, one):
        return _said(one, other, None)
    return None


def _days(option: str) -> Iterator[tuple[date, date]]:
    """The days that a date leaves open: all up to it after `before`."""
    when, lead = date_of(option), _OPEN.match(option)
    for first, last in when.readings if when else ():
        if lead and lead["later"]:
            yield first, date.max
        elif lead:
            yield date.min, last
        else:
            yield first, last


def _said(one: str, other: str, what: str | None) -> str:
    if what is None:
        return _("“{one}” and “{other}” can both be right").format(one=one, other=other)
    return _("“{one}” and “{other}” are {what}").format(one=one, other=other, what=_(what))


def says_the_same(one: str, other: str, context: Context) -> bool:
    """Whether two options are one thing in other words."""
    first, second = content_in_order(one), content_in_order(other)
    if not first or not second:
        return False
    names = {"name"} == {kind_of(one), kind_of(other)}
    if sorted(first) == sorted(second) or not context.names_of(one).isdisjoint(
        context.names_of(other)
    ):
        return True
    if names:
        return same(other_name(one), other_name(other)) == "equal" or _initials(one, other)
    alike = _shared(first, second) / max(len(set(first)), len(set(second)))
    return alike >= 1 or (min(len(first), len(second)) >= WORDY and alike >= ALIKE)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    rest = set(other)
    count = 0
    for stem in dict.fromkeys(one):
        twin = next((t for t in rest if _means_the_same(stem, t)), None)
        if twin is not None:
            rest.discard(twin)
            count += 1
    return count


def _means_the_same(one: str, other: str) -> bool:
    return related(one, other) or synonymous(one, other)


def _initials(one: str, other: str) -> bool:
    """Whether one is the letters of the other: `SCO`."""
    short, long = sorted((one.replace(".", "").strip(), other), key=len)
    letters = "".join(word[0] for word in words(long) if word[0].isupper())
    return short.isupper() and len(short) > 1 and short == letters and short != long


def _ranges_meet(one: Quantity, other: Quantity) -> bool:
    if one.unit != other.unit:
        return False
    return any(
        max(a[0], b[0]) < min(a[1], b[1]) or a == b or _inside(a, b) or _inside(b, a)
        for a in _ranges(one)
        for b in _ranges(other)
    )


def _inside(point: tuple[float, float], around: tuple[float, float]) -> bool:
    return point[0] == point[1] and around[0] < point[0] < around[1]


def _ranges(quantity: Quantity) -> Iterator[tuple[float, float]]:
    for number in quantity.readings:
        if quantity.bound == "more":
            yield number, math.inf
        elif quantity.bound == "less":
            yield -math.inf, number
        elif quantity.bound == "range":
            yield number, quantity.top or number
        else:
            yield number, number


def _holds(long: str, short: str) -> bool:
    """Whether an option holds another whole: as its head, before `of`, or in a list."""
    whole, part = _plain(long), _plain(short)
    if not part or len(part) >= len(whole):
        return False
    for start in range(len(whole) - len(part) + 1):
        end = start + len(part)
        if all(related(a, b) for a, b in zip(whole[start:end], part, strict=True)):
            heads = end == len(whole) or whole[end] in _JOINS
            listed = start == 0 or whole[start - 1] in ("and", "or") or end == len(whole)
            return heads and listed
    first, second = set(content_in_order(long)), set(content_in_order(short))
    return len(second) > 1 and second < first and 2 * len(second) >= len(first)


def _plain(text: str) -> list[str]:
    """The stems of an option in order, with the small words that join; `,` is `and`."""
    found: list[str] = []
    for word in words(re.sub(r",", " and ", text)):
        low = word.casefold()
        found.extend([low] if low in _JOINS else content_in_order(word))
    return found
