"""Typed values: the spans of a sentence that a question can ask for or another can stand in for.

    typed_values(text, setting)    dates, numbers, persons, organisations, countries, names
    form(one)                      what two values share that can stand in one gap

A value in quotation marks is part of a title, and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.language.clauses.closed_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    PREPOSITIONS,
    is_plural,
)
from corpus.language.clauses.verbs import readings
from corpus.language.dates import YEAR, DateSpan
from corpus.language.document_names import Setting
from corpus.language.grammar import LONG_NAME_WORD, NAME_WORD
from corpus.language.names.bodies import body_of
from corpus.language.names.countries import is_country, is_country_noun, is_union
from corpus.language.names.people import PERSON_TITLE, TITLE_WORD
from corpus.language.quantities import Quantity
from corpus.language.values import (
    Found,
    Name,
    Value,
    dates_in,
    names_in,
    numbers_in,
    other_name,
    people_in,
)
from corpus.language.words import STOP_WORDS

ValueKind = Literal["date", "number", "person", "organisation", "country", "name"]
LONGEST_NAME = 9  # words


@dataclass(frozen=True, slots=True)
class Typed:
    """A value at `text[start:end]` of its sentence; `article` is the `the` before it, or ""."""

    start: int
    end: int
    text: str
    kind: ValueKind
    value: Value
    article: str = ""


def typed_values(text: str, setting: Setting) -> tuple[Typed, ...]:
    """The typed values of a sentence, in order; none overlaps another."""
    taken = [match.span() for match in _QUOTED.finditer(text)]
    found: list[Typed] = []
    for one in _all(text, setting):
        if any(start < one.end and one.start < end for start, end in taken):
            continue
        taken.append((one.start, one.end))
        found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _all(text: str, setting: Setting) -> Iterator[Typed]:
    for date in dates_in(text):
        yield Typed(date.start, date.end, date.text, "date", date.value)
    countries = list(_countries(text))
    spans = {(one.start, one.end) for one in countries}
    for person in people_in(text):
        if any(start < person.end and person.start < end for start, end in spans):
            continue
        if isinstance(person.value, Name) and _is_person(text, person, person.value):
            yield Typed(person.start, person.end, person.text, "person", person.value)
    yield from countries
    for name in names_in(text):
        yield from _named(text, name.start, name.end, setting)
    for number in numbers_in(text):
        yield Typed(number.start, number.end, number.text, "number", number.value)


def _is_person(text: str, found: Found, name: Name) -> bool:
    """Whether a title before a name or an office after it says that it is a person's."""
    if len(found.text.split()) > len(name.words):
        return len(name.words) > 0
    return PERSON_TITLE.match(text[found.end :].lstrip(", ") + " ") is not None


def _countries(text: str) -> Iterator[Typed]:
    """Names of countries and unions as nouns, each by itself where several are listed."""
    for match in _COUNTRY.finditer(text):
        words = match[0].split()
        known = all(is_country_noun(word) or word in _SIDES for word in words)
        united = words[0] == "United" and words[-1] in ("States", "Kingdom", "Nations", "Emirates")
        if not (united or (known and words[-1] not in _SIDES)):
            continue
        before = _INSIDE_NAME.search(text[: match.start()])
        inside = before is not None and before["word"].casefold() not in STOP_WORDS
        if inside or re.match(r"['’/-]|(?: [A-Z])|\s?\(", text[match.end() :]):
            continue
        article = _article(text, match.start())
        yield Typed(match.start(), match.end(), match[0], "country", other_name(match[0]), article)


def _named(text: str, start: int, end: int, setting: Setting) -> Iterator[Typed]:
    name = text[start:end]
    words = name.split()
    opens = not text[:start].strip("\"“'‘( ")
    if opens and len(words) == 1 and not setting.is_name(words[0]):
        return
    if all(word == "and" or is_country(word) for word in words) or _is_part(text, start, end):
        return  # `European and Asian`, `5G/6G`
    if len(words) == 1 and name.isupper() and len(name) < 4 and not body_of(name):
        return  # `AI`, `IP`: a term, and no name
    if not name[:1].isupper() or text[max(0, start - 1) : start].isalpha():
        return  # `és` of `attachés`
    if re.search(r"\b[Aa]n? $", text[:start]):
        return  # `an AI Data Centre`: one of a kind
    if len(words) > LONGEST_NAME or TITLE_WORD.search(name):
        return  # or a title without its person
    if len(words) == 1 and name[1:].islower():
        return  # one word may be of anything: a firm, a town, a crime
    kind: ValueKind
    if any(character.isdigit() for character in name):
        kind = "name"
    elif body_of(name) or (name.isupper() and len(name) > 2):
        kind = "organisation"
    else:
        kind = "name"
    yield Typed(start, end, name, kind, other_name(name), _article(text, start))


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a name belongs to a longer word or stands before the noun that it describes."""
    if text[max(0, start - 1) : start] in tuple("/-–’'") or text[end : end + 1] in tuple("/-–’'"):
        return bool(text[max(0, start - 1) : start].strip() or text[end : end + 1].strip())
    if re.match(rf" \d| (?:on|against) (?:the )?{NAME_WORD}", text[end:]):
        return True  # `ASEAN Future 2025`, `Convention against Cybercrime`
    after = re.match(r" (?P<word>[a-z]+)(?![\w'’-])", text[end:])
    if after is None:
        return False
    word = after["word"]
    small = word in STOP_WORDS or word in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES
    return not small and not any(form in ("third", "past", "base") for _, form in readings(word))


def _article(text: str, start: int) -> str:
    return "the" if re.search(r"\b[Tt]he $", text[:start]) else ""


def form(one: Typed) -> Hashable:
    """What is alike in values that fit one gap: how they are written, not what they are."""
    if isinstance(one.value, DateSpan):
        return one.kind, date_form(one.text, one.value)
    if isinstance(one.value, Quantity):
        written = "digits" if one.text[:1].isdigit() else one.text[:1] if _is_sign(one) else "words"
        return one.kind, one.value.unit, one.value.bound, written, one.value.said.rstrip("s")
    if one.kind == "person":
        return one.kind, len(one.text.split()) > len(getattr(one.value, "words", ()))
    if one.kind == "country":
        return one.kind, one.article, is_union(one.text)
    if one.kind == "name":
        return one.kind, one.article, _sort_of_name(one.text)
    short = one.text.isupper() and " " not in one.text
    return one.kind, one.article, short, _level(one.text), is_plural(one.text.split()[-1])


def _level(name: str) -> str:
    """Whether a body is one of states, one of business, or neither, as its name says."""
    if "Nations" in name:
        return f"{body_of(name)} of states"
    if body_of(name) in ("Alliance", "Union", "Organisation", "Organization"):
        return "of states"
    return "of business" if body_of(name) in ("Company", "Corporation", "Group") else ""


def _sort_of_name(name: str) -> str:
    """The noun that says what a name is of: `Resolution` of `Resolution 57`, `Summit`; or "",
    where the name has none.
    """
    words = re.split(r" (?:of|for|on|against|to) ", name)[0].split()
    if any(character.isdigit() for character in name):
        return f"{words[0]} with a number"
    return words[-1] if len(words) > 1 else ""


def _is_sign(one: Typed) -> bool:
    return not one.text[:1].isalnum()


def date_form(text: str, value: DateSpan) -> str:
    """How precise a date is, and in what order it is written."""
    if not value.has_year:
        precision = "day" if value.is_day else "month"
        return f"{precision} without year"
    if len(value.readings) != 1:
        return "ambiguous"
    if value.is_day:
        return "ISO" if re.match(rf"{YEAR}-", text) else "D M Y" if text[:1].isdigit() else "M D Y"
    first, last = value.readings[0]
    if first.year != last.year or re.search(r"\d\s?[-–]\s?\d", text):
        digits = re.sub(r"\d+", "1", text)
        return re.sub(r"[A-Za-z]+", "M", digits)  # `1-1 M 1`, `1-1`
    letters = re.sub(r"[^A-Za-z ]", "", text).split()
    if not letters:
        return "year"
    return "month and year" if len(letters) == 1 and letters[0][0].isupper() else "part"


_QUOTED = re.compile(
    r"“[^”]{0,300}”|\"[^\"]{0,300}\"|(?<!\w)‘[^’]{0,300}’|(?<!\w)'[^']{0,300}'(?!\w)"
)
_COUNTRY = re.compile(
    r"\b(?:(?:South|North|East|West|New|United|Saudi|Viet|Sri|Costa) )?"
    r"(?:U\.S\.A?\.?|U\.K\.|E\.U\.|[A-Z][A-Za-z]+)"
)
_SIDES = frozenset("South North East West New United Saudi Viet Sri Costa".split())
_INSIDE_NAME = re.compile(rf"\b(?P<word>{LONG_NAME_WORD}) (?:of (?:the )?|for )?$")
