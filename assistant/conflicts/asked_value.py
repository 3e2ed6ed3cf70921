"""Which value a question asks for, and which values of a sentence answer it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.conflicts.claims import Claim, asked_terms, events_of, speaks_of
from assistant.conflicts.same_number import noun_after
from corpus.language.quantities import Quantity
from corpus.language.stems import stems, word_stems
from corpus.language.synonyms import meanings
from corpus.language.values import (
    Found,
    comparable,
    dates_in,
    names_in,
    numbers_in,
    other_name,
    people_in,
    same,
)
from index.question import Question

WantedKind = Literal["date", "number", "person", "name", "any"]
_WORD = re.compile(r"[\w'’-]+")
_LINK = re.compile(r"(?:\b(?:is|was|are|were|by|named|called|in|at|near)|,)\s+$", re.IGNORECASE)
COMMA = 30  # letters that a comma counts for: what stands behind it belongs to something else
MOST_PERSONS = 2  # that a sentence names as the answer; with more it lists others too
BESIDE = {"person": 5, "name": 2}  # words between a name and what it is named for

_DATE_NOUN = re.compile(
    r"\b(?:deadline|closing date|due date|expiry|date|start of|end of)\b", re.IGNORECASE
)
_NUMBER_NOUN = re.compile(
    r"\b(?:what|which|how) (?:is|was|are|were|will be|does|did)\b.{0,80}?\b(?:age|amount|area"
    r"|budget|capacity|ceiling|charge|contribution|cost|duration|fee|fine|grant|height|income"
    r"|interest|length|level|limit|maximum|minimum|number|penalty|percentage|population|price"
    r"|quota|rank|rate|ratio|salary|share|size|speed|subsidy|target|tax|term|threshold|total|value"
    r"|wage|weight)\b"
    r"|\bhow (?:many|much|large|big|old|long|far|high|tall|often|fast|deep|wide)\b"
    r"|\bwhat (?:number|percentage|share|proportion|amount|rank)\b",
    re.IGNORECASE,
)
_NAME_NOUN = re.compile(
    r"\b(?:which|what) (?P<noun>ministry|agency|body|country|city|town|province|region|company|firm"
    r"|university|institute|institution|department|organisation|organization|office|committee"
    r"|council|bank|state|place|law|decree|resolution|decision|party|group|centre|center|school"
    r"|unit|court|team)\b|\bwhere\b",
    re.IGNORECASE,
)


_LIMIT = re.compile(
    r"\b(?:may|must|can|allowed|have to|need(?:ed)?|required?|limit|maximum|minimum|at most"
    r"|at least|ceiling|threshold)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_NUMBER_FIRST = re.compile(r"\W*how (?:many|much|old|long|large|far|high)\b", re.IGNORECASE)


def wanted_value(asked: Question) -> WantedKind:
    """The kind of value that a question asks for; `any` where it does not tell."""
    if asked.kind == "person" or _WHO.match(asked.text):
        return "person"
    if asked.kind == "date" and not _NUMBER_FIRST.match(asked.text):
        noun = _NAME_NOUN.match(asked.text)
        return "name" if noun and noun["noun"] else "date"
    if asked.counted or asked.amount or asked.kind == "number":
        return "number"
    if asked.kind in ("reason", "yes_no"):
        return "any"
    if _DATE_NOUN.search(asked.text):
        return "date"
    if _NUMBER_NOUN.search(asked.text):
        return "number"
    return "name" if _NAME_NOUN.search(asked.text) else "any"


@dataclass(frozen=True, slots=True)
class Given:
    """The values that a sentence gives as its answer: one, or some persons."""

    claim: Claim
    values: tuple[Found, ...]

    @property
    def shown(self) -> str:
        return " and ".join(dict.fromkeys(found.text for found in self.values))


def given(
    asked: Question, wanted: WantedKind, text: str, short: str | None, around: str, year: int | None
) -> Given | None:
    """What a sentence answers, or None where it does not speak of what is asked.

    `short` is what a reader took for the answer, `around` are the words above the sentence,
    `year` is that of its document.
    """
    if not speaks_of(asked, text, around):
        return None
    everything = _of_kind(asked, wanted, text)
    values = _chosen(asked, wanted, text, short, everything)
    if not values:
        return None
    others = tuple(found for found in everything if found not in values)
    return Given(Claim(text, values[0], (*values[1:], *others), around, year), values)


def values_of(asked: Question, wanted: WantedKind, text: str) -> tuple[tuple[Found, ...], ...]:
    """The values of a sentence that can answer, kind by kind where any may."""
    if wanted == "any":
        return (*dates_in(text), *numbers_in(text)), names_in(text)
    return (names_in(text) if wanted == "name" else _of_kind(asked, wanted, text),)


def _of_kind(asked: Question, wanted: WantedKind, text: str) -> tuple[Found, ...]:
    """The values of the wanted kind that the question does not hold itself."""
    if wanted == "any":
        return ()
    if wanted == "name":
        found = _names(asked, text)
    else:
        found = {"date": dates_in, "number": numbers_in, "person": people_in}[wanted](text)
    own = {"date": dates_in, "number": numbers_in, "person": people_in, "name": names_in}[wanted]
    known = [one.value for one in own(asked.text)]
    return tuple(
        _as_limit(one) if _LIMIT.search(asked.text) else one
        for one in found
        if not any(comparable(one.value, v) and same(one.value, v) == "equal" for v in known)
    )


def _as_limit(found: Found) -> Found:
    """`Up to three years`, where the limit itself is asked for."""
    if isinstance(found.value, Quantity) and found.value.bound in ("more", "less"):
        return replace(found, value=replace(found.value, bound="exact"))
    return found


def _chosen(
    asked: Question, wanted: WantedKind, text: str, short: str | None, found: tuple[Found, ...]
) -> tuple[Found, ...]:
    """The value that answers: one date or number; of persons, all that are named as such."""
    if wanted == "any":
        return _from_short(text, short) if short else ()
    if wanted in ("person", "name"):
        found = tuple(one for one in found if _does_it(asked, text, one, BESIDE[wanted]))
        within = _within(text, short, found)
        most = MOST_PERSONS if wanted == "person" else 1
        return within or (found if len(found) <= most else ())
    if wanted == "number":
        found = _fitting(asked, text, found)
    if len(found) < 2:
        return found
    within = _within(text, short, found)
    return _nearest(asked, text, found) or (within if len(within) == 1 else ())


def _within(text: str, short: str | None, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """The values that stand in what a reader marked."""
    place = text.find(short) if short else -1
    if not short or place < 0:
        return ()
    return tuple(one for one in found if one.start < place + len(short) and place < one.end)


def _does_it(asked: Question, text: str, found: Found, beside: int) -> bool:
    """Whether a name stands beside what is asked: `X chairs`, `chaired by X`, `Director X`; or
    is linked to it: `the director of the institute is X`.
    """
    known = meanings(_telling(asked))
    start = max((text.rfind(mark, 0, found.start) for mark in ".;:"), default=-1) + 1
    before = _WORD.findall(text, start, found.start)
    after = _WORD.findall(re.split(r"[.;]", text[found.end :], maxsplit=1)[0])
    if not _LINK.search(text[start : found.start]):
        before, after = before[-beside:], after[:beside]
    near = (*before, *_WORD.findall(found.text), *after)
    return any(meanings(word_stems(word)) & known for word in near)


def _telling(asked: Question) -> frozenset[str]:
    """The question's words that are no names: what was done, and as what."""
    named = {stem for word in asked.required for stem in word_stems(word)}
    return frozenset(asked_terms(asked)) - named or frozenset(asked_terms(asked))


def _from_short(text: str, short: str) -> tuple[Found, ...]:
    """The value of a short answer, where it is one and nothing more."""
    place = text.find(short)
    if place < 0:
        return ()
    for kind in (dates_in, numbers_in, people_in):
        found = kind(short)
        if len(found) == 1 and len(found[0].text) >= 0.6 * len(short):
            one = found[0]
            return (Found(place + one.start, place + one.end, one.text, one.value),)
    if len(short.split()) <= 6 and short[:1].isupper() and names_in(short):
        return (Found(place, place + len(short), short, other_name(short)),)
    return ()


def _fitting(asked: Question, text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """Of the numbers, those with the unit or the noun that is asked for."""
    if asked.counted:
        wanted = meanings(asked.counted)
        told = [(one, noun_of(text, one)) for one in found]
        exact = tuple(one for one, noun in told if meanings(noun) & wanted)
        # `The number of agencies stands at 98`: a number without a noun of its own.
        bare = tuple(one for one, noun in told if not noun)
        return exact or (bare if meanings(stems(text)) & wanted else ())
    units = _units(asked)
    return tuple(one for one in found if isinstance(one.value, Quantity) and units(one.value))


def noun_of(text: str, found: Found) -> frozenset[str]:
    """The stems of what a number counts, its unit included."""
    words = (*re.findall(r"[^\W\d]+", found.text), *noun_after(text, found))
    return frozenset(stem for word in words for stem in word_stems(word))


def _units(asked: Question) -> Callable[[Quantity], bool]:
    text = asked.text.lower()
    money = ("usd", "eur", "gbp", "jpy", "vnd", "cny", "krw")
    if re.search(r"\b(?:percentage|share|proportion|per cent|percent|rate)\b", text):
        return lambda quantity: quantity.unit in ("%", "point")
    if re.search(r"\b(?:how long|term|duration|how old|age)\b", text):
        return lambda quantity: quantity.unit in ("day", "working day", "m")
    if re.search(r"\b(?:rank|place|position)\b", text):
        return lambda quantity: quantity.unit in ("rank", "")
    if asked.amount or re.search(
        r"\b(?:budget|cost|price|fee|fine|grant|wage|salary|penalty|subsidy|charge|income)\b", text
    ):
        return lambda quantity: quantity.unit in money
    if re.search(r"\b(?:height|length|distance|tall|high|far|area|size|weight|speed)\b", text):
        return lambda quantity: quantity.unit not in ("", "day", "rank")
    return lambda quantity: True


def _nearest(asked: Question, text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """The value that stands nearest to the words of the question; none where two do."""
    terms = meanings(asked_terms(asked))
    happened = events_of(asked)
    if any(meanings(word_stems(word)) & happened for word in re.findall(r"\w+", text)):
        terms = happened  # the date of what happened stands beside its verb
    places = [
        (match.start(), match.end())
        for match in re.finditer(r"\w+", text)
        if meanings(word_stems(match[0])) & terms
    ]
    if not places:
        return ()

    def gap(one: Found, start: int, end: int) -> int:
        between = text[end : one.start] if end <= one.start else text[one.end : start]
        return len(between) + COMMA * len(re.findall(r"[,;] ", between))

    def distance(one: Found) -> float:
        nearest = sorted(gap(one, start, end) for start, end in places)[:2]
        return sum(nearest) / len(nearest)

    ranked = sorted(found, key=distance)
    tied = distance(ranked[0]) == distance(ranked[1])
    return () if tied else (ranked[0],)


def _names(asked: Question, text: str) -> tuple[Found, ...]:
    """Names that can answer `which ministry` or `where`."""
    noun = _NAME_NOUN.search(asked.text)
    kind = noun["noun"].casefold() if noun and noun["noun"] else None
    known = meanings(stems(asked.text))
    found = []
    for one in names_in(text):
        if meanings(stems(one.text)) <= known:
            continue
        following = re.match(r"\s+(\w+)", text[one.end :])
        verb = following is not None and (
            bool(meanings(word_stems(following[1])) & known)
            or following[1] in ("is", "was", "has", "will", "are")
        )
        single = " " not in one.text.strip()
        if one.start == 0 and single and not verb:
            continue  # capitalised for standing first
        found.append(one)
    if kind:
        typed = [o for o in found if kind in o.text.casefold() or o.text.isupper()]
        found = typed or found
    elif noun:
        placed = [
            o for o in found if re.search(r"\b(?:in|at|to|near)\s+(?:the\s+)?$", text[: o.start])
        ]
        found = placed or found
    return tuple(found)
