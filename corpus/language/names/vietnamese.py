"""Persons, offices, bodies and countries in a Vietnamese text, found by the form of their names.

    named_at(text, start, end)      whose name `text[start:end]` is, or None
    countries_by_name()             codes of countries by their Vietnamese names

Vietnamese puts what one is before the name, and what one heads between both: `Thứ trưởng Bộ Y tế
Nguyễn Thị An`. The name itself begins with a family name, of which there are about a hundred, or
is several words in capitals right after a title. Names of bodies begin with what they are, and
their other words may be small: `Ủy ban nhân dân tỉnh`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus.language.grammar import CAPITAL
from corpus.language.names.countries import countries
from corpus.language.word_lists import grouped, one_of, table
from corpus.language.words import folded

NameKind = Literal["person", "office", "body", "country"]


def _names(row: tuple[str, ...]) -> list[str]:
    """The Vietnamese names of a country by its row: code, name, and others joined by semicolons."""
    return [row[1], *filter(None, row[2].split(";"))]


_WORDS = grouped("people_and_bodies")
_SOLE, _GENERIC = _WORDS["vietnamese_sole_bodies"], _WORDS["vietnamese_generic_bodies"]
_BODY_NOUNS = grouped("fact_words")["vietnamese_bodies"] | _SOLE | _GENERIC
_NO_PART = _WORDS["vietnamese_no_part"]
_OFFICES = _WORDS["vietnamese_offices"]
HONORIFIC = one_of(_WORDS["vietnamese_honorifics"])
OFFICE = one_of(_OFFICES)
BODY_NOUN = one_of(_BODY_NOUNS - _OFFICES)
MOST_OF_BODY = 12  # syllables of the name of a body
FEWEST_SMALL = 4  # syllables from which a body has a name though they are small: `hội đồng ...`

_CAPITALISED = rf"{CAPITAL}\w{{0,30}}(?!\w)"
_VIETNAMESE_NAME = rf"{one_of(_WORDS['vietnamese_family_names'])}(?: {_CAPITALISED}){{1,4}}"
_OWN_NAME = rf"{CAPITAL}[\w'’.-]{{0,30}}(?: {CAPITAL}[\w'’.-]{{0,30}}){{1,4}}"
# What stands between a title and the name: the body that one heads, or its country.
_HEADED = r"(?: (?!(?:và|cùng) (?:ông|bà|Ông|Bà) )[\w-]{1,30},?){0,12}?"
_COUNTRY = one_of(name for row in table("vietnamese_countries") for name in _names(row))
_PERSON = re.compile(
    rf"(?P<title>(?>(?:(?:{HONORIFIC}|{OFFICE}) ?){{0,4}}))(?P<name>{_VIETNAMESE_NAME})"
    rf"|(?P<long_title>(?:nguyên |Nguyên )?{OFFICE}{_HEADED})"
    rf" (?>(?:{HONORIFIC} ){{0,3}})(?P<long_name>{_VIETNAMESE_NAME})"
    rf"|(?P<envoy>{OFFICE}{_HEADED} {_COUNTRY}) (?P<foreign_name>{_OWN_NAME})"
    rf"|(?P<short_title>(?>(?:(?:{HONORIFIC}|{OFFICE}) ){{1,4}}))"
    rf"(?!{one_of(_BODY_NOUNS | _OFFICES)}(?!\w))(?P<own_name>{_OWN_NAME})"
)
_OWN_NAMES = ("name", "long_name", "foreign_name", "own_name")
_OFFICE_ALONE = re.compile(rf"{OFFICE}(?P<of>(?: [\w-]+,?){{0,12}})")
_BODY = re.compile(rf"{BODY_NOUN}(?P<own>(?: [\w&/-]+,?){{0,{MOST_OF_BODY}}})")
_ALONE = frozenset("Thủ tướng;Thủ tướng Chính phủ;Chủ tịch nước;Tổng Bí thư".split(";"))


@dataclass(frozen=True, slots=True)
class VietnameseName:
    """A name as it is written; `key` is what the names of one bearer share, in lower case."""

    kind: NameKind
    text: str
    key: tuple[str, ...]


def named_at(text: str, start: int, end: int) -> VietnameseName | None:
    """The bearer whose name a part of a text is, whole; None where it is something else."""
    name = text[start:end].strip(" ,")
    if (code := countries_by_name().get(name)) is not None:
        return VietnameseName("country", name, (_one_word(code),))
    person = _PERSON.fullmatch(name)
    if person is not None:
        own = next(filter(None, map(person.group, _OWN_NAMES)))
        return VietnameseName("person", name, tuple(map(folded, _key(own))))
    office = _OFFICE_ALONE.fullmatch(name)
    if office is not None and _NO_PART.isdisjoint(name.split()):
        has_name = re.search(CAPITAL, office["of"]) is not None or name in _ALONE
        return VietnameseName("office", name, _key(name)) if has_name else None
    body = _BODY.fullmatch(name)
    if body is not None and _is_body(name, body["own"]):
        return VietnameseName("body", name, _key(name))
    return None


@cache
def countries_by_name() -> dict[str, str]:
    """The codes of countries, unions and continents by each of their Vietnamese names."""
    found = {}
    for row in table("vietnamese_countries"):
        found.update(dict.fromkeys(_names(row), row[0]))
    return found


def _is_body(name: str, own: str) -> bool:
    """Whether a name is whole: `Bộ Y tế`, `Hội đồng truy cập dữ liệu`, and not `Bộ luật Lao động`
    nor `Công ty trúng thầu`."""
    if name in _SOLE:
        return True
    words = own.split()
    if not words or words[-1] in ("và", "của") or not _NO_PART.isdisjoint(words):
        return False
    noun = name.removesuffix(own)
    if " " not in noun and not words[0][0].isupper():
        return False
    if any(word[0].isupper() for word in words):
        return True
    return noun not in _GENERIC and len(name.split()) >= FEWEST_SMALL


@cache
def _one_word(code: str) -> str:
    """The English word that stands for a country, so that its name is one in both languages."""
    known = next((one for one in countries() if one.code == code), None)
    return known.nouns[0] if known and known.nouns else code.casefold()


def _key(name: str) -> tuple[str, ...]:
    return tuple(word.strip(",.").casefold() for word in name.split())
