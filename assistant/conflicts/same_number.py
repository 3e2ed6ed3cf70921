"""Whether two numbers are told of the same thing: the whole or a part, a year or five."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isclose

from assistant.conflicts.claims import RESTRICTING, TOKEN, Claim, stems_of
from corpus.language.dates import DateSpan, years_in
from corpus.language.quantities import Quantity
from corpus.language.stems import stems, word_stems
from corpus.language.synonyms import meanings
from corpus.language.values import Found, dates_in, names_in
from corpus.language.words import STOP_WORDS
from index.question import Question

FAR = 2.0  # times as large: not the same measure, where only one tells what it is per
_GROUPS_OF_PEOPLE = (
    r"(?:women|men|girls|boys|youth|young|children|students|veterans|foreigners|farmers|minorities"
    r"|beginners|graduates|researchers|officials|the disabled|people with)"
)
_FOR_PEOPLE = re.compile(rf"^(?:\s+[\w-]+){{1,3}}\s+(?:for|by|from)\s+{_GROUPS_OF_PEOPLE}\b")


def apart_by_number(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether two sentences with a number each count or measure two things."""
    return (
        _planned(asked, one) != _planned(asked, other)
        or _apart_by_rate(one, other)
        or _is_part(asked, one, other)
        or _is_part(asked, other, one)
        or _adds_up(one, other)
        or _adds_up(other, one)
        or _apart_by_noun(asked, one, other)
    )


_PLAN = re.compile(
    r"\b(?:plans? to|plann(?:ed|ing)|targets?|targeted|aims?|aimed|goals?|foresees?|foreseen"
    r"|intend\w*|expect\w*|hopes?|seeks?|envisag\w+|ambition|forecasts?|projected|projects to"
    r"|to be)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(?:so far|already|to date|actually)\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|would|shall)\b", re.IGNORECASE)
_PER = re.compile(
    r"^[^.;,]{0,40}?\b(?:per|each|every|an?) (?P<unit>year|month|week|day|hour|person|head|capita"
    r"|household|student|session|quarter|case|project|country)\b(?! of| ago)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?P<adverb>annual|annually|yearly|monthly|weekly|daily|quarterly|hourly)\b"
    r"|\b(?:over|within|for) (?:the )?(?:(?:next|last|coming|first) )?\w+ years?\b",
    re.IGNORECASE,
)
_ADVERBS = {"annual": "year", "annually": "year", "yearly": "year"}
_PART_OF = re.compile(
    r"^(?:of|among|amongst|out of)\b|\b(?:of|among) (?:which|whom|them|these|those)\b"
    r"|\bincluding\b|\bincludes?\b",
    re.IGNORECASE,
)


def _planned(asked: Question, claim: Claim) -> bool:
    """Whether a sentence tells what is planned, where the question does not."""
    known = stems(asked.text)
    if any(not stems(match[0]) & known for match in _PLAN.finditer(claim.text)):
        return True
    return _DONE.search(claim.text) is None and bool(
        _WILL.search(claim.text) and not _WILL.search(asked.text) and " by " in claim.text
    )


def _apart_by_rate(one: Claim, other: Claim) -> bool:
    """Whether one number is of a year and the other of five; where only one of them tells of
    what it is, the other may leave that out, unless it is far larger or smaller.
    """
    first, second = _rates(one), _rates(other)
    if first == second or (first and second):
        return first != second
    a, b = (c.value.value.readings[0] for c in (one, other) if isinstance(c.value.value, Quantity))
    return max(a, b) >= FAR * min(a, b)


def _rates(claim: Claim) -> frozenset[str]:
    """What a number is told per: a year, a head, all of five years."""
    per = _PER.match(claim.text[claim.value.end :])
    found = {per["unit"].lower()} if per and " and " not in per[0] else set()
    for match in _PERIOD.finditer(claim.text):
        if claim.value.start < match.end() and match.start() < claim.value.end:
            continue
        adverb = (match["adverb"] or "").lower()
        found.add(_ADVERBS.get(adverb, adverb[:-2]) if adverb else "period")
    if any(
        isinstance(date.value, DateSpan) and len(date.value.years) > 1
        for date in dates_in(claim.text)
        if date.end <= claim.value.start or claim.value.end <= date.start
    ):
        found.add("period")
    return frozenset(found)


def _is_part(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether the first gives a part of what the second gives the whole of."""
    before = one.text[: one.value.start]
    after = one.text[one.value.end : one.value.end + 40]
    if _PART_OF.search(before) and not _PART_OF.search(other.text[: other.value.start]):
        return True
    if re.match(r"\s+of (?:them|these|those|its|the|all)\b", after):
        return not re.match(
            r"\s+of (?:them|these|those|its|the|all)\b", other.text[other.value.end :]
        )
    if _FOR_PEOPLE.match(after) and not re.search(_GROUPS_OF_PEOPLE, asked.text):
        return not _FOR_PEOPLE.match(other.text[other.value.end : other.value.end + 40])
    return _narrowed(asked, one, other) or _place_of(asked, one, other)


def _narrowed(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether the first counts only those `about banks`, which nothing else speaks of."""
    after = one.text[one.value.end : one.value.end + 80]
    narrow = re.match(
        r"(?:\s+[\w-]+){1,3}?\s+(?:about|against|concerning|regarding)\s+(?:the\s+)?(\w+)",
        after,
    )
    if not asked.counted or narrow is None or not narrow[1].isalpha():
        return False
    known = stems(asked.text) | stems(other.text) | stems(other.around)
    return not stems(narrow[1]) & known


def _place_of(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether the first counts in one place, which neither question nor other sentence names."""
    if not asked.counted:
        return False
    known = stems(asked.text) | stems(other.text) | stems(other.around)
    for name in names_in(one.text):
        before = one.text[: name.start]
        leading = re.fullmatch(r"(?:In|At|Within|Across)\s+(?:the\s+)?", before)
        end = one.value.end
        following = end <= name.start and re.fullmatch(
            r"(?:\s+[\w-]+){1,3}?\s+(?:in|at|within|from)\s+(?:the\s+)?", one.text[end : name.start]
        )
        if (leading or following) and not stems(name.text) & known and not years_in(name.text):
            return True
    return False


def _adds_up(one: Claim, other: Claim) -> bool:
    """Whether numbers of the first sentence, told with `and`, add up to the second's value."""
    wanted = other.value.value
    assert isinstance(wanted, Quantity)
    found = sorted((one.value, *one.others), key=lambda number: number.start)
    numbers = [
        number.value.readings[0]
        for number in found
        if isinstance(number.value, Quantity) and number.value.unit == wanted.unit
    ][:6]
    between = one.text[found[0].end : found[-1].start]
    return " and " in between and any(
        isclose(sum(chosen), wanted.readings[0])
        for size in range(2, len(numbers) + 1)
        for chosen in combinations(numbers, size)
    )


def noun_after(text: str, found: Found) -> tuple[str, ...]:
    """The words of the noun phrase that a number begins: `98 representative agencies`."""
    words: list[str] = []
    for match in TOKEN.finditer(text, found.end, found.end + 80):
        word = match[0].lower()
        if word == "of" and not words:
            return ()
        if not word[0].isalpha() or (
            word in STOP_WORDS and word not in ("other", "more", "further")
        ):
            break
        words.append(word)
        if len(words) == 5:
            break
    return tuple(words)


def _apart_by_noun(asked: Question, one: Claim, other: Claim) -> bool:
    """Whether what is counted is told apart: `12 regional offices` and `30 field offices`."""
    if not asked.counted:
        return False
    known = meanings(asked.terms)
    first, second = (
        _modifiers(noun_after(claim.text, claim.value), known) for claim in (one, other)
    )
    if first and second:
        return not meanings(stems_of(first)) & meanings(stems_of(second))
    return any(word in RESTRICTING for word in (*first, *second, *_before(one), *_before(other)))


def _before(claim: Claim) -> Iterator[str]:
    """The word before a number: `another 12 partners`."""
    match = re.search(r"(?<!\w)(\w++)\s++$", claim.text[: claim.value.start])
    if match and match[1].lower() in ("another", "additional", "further", "other"):
        yield match[1].lower()


def _modifiers(noun: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
    """The words before the noun that the question does not have."""
    for position, word in enumerate(noun):
        if meanings(word_stems(word)) & known:
            return tuple(noun[:position])
    return ()
