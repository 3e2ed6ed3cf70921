"""Countries and unions of countries: their names, their people and adjectives, and their seats.

    with_one_name(text)    `the United States of America` and `the U.S.` as `USA`
    canonical(word)        `Russia`, `Russian` and `Russians` as one word
    is_country(name)       whether a name is one's or of its people

The first column of names in `data/countries.csv` is that of babel (a test says so, and
`python -m tests.support.countries` writes it); the others were written by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.language.word_lists import ordered_list, table

_SIDES = frozenset("north south east west republic democratic federation people's of".split())


@dataclass(frozen=True, slots=True)
class Country:
    """A country, a union or a continent, by its ISO 3166 or UN M49 code.

    `nouns` are its names of one word, the first of which stands for all, and `adjectives` its
    adjectives and the words for its people, both in lower case; `long` are names of several
    words and those that are read in capitals alone; `seat` is its seat of government. Left out
    is what means something else too: `us`, `polish`.
    """

    code: str
    name: str
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    long: tuple[str, ...]
    seat: str

    @property
    def short(self) -> str:
        """The word that stands for it, as it is written; its name where there is none."""
        first = next(iter(self.nouns), "")
        return (first.upper() if len(first) <= 3 else first.title()) or self.name


@cache
def countries() -> tuple[Country, ...]:
    """All of them."""
    return tuple(
        Country(code, name, tuple(nouns.split()), tuple(adjectives.split()), _split(long), seat)
        for code, name, nouns, adjectives, long, seat in table("countries")
    )


def with_one_name(text: str) -> str:
    """The text with each country that is named by several words, or by letters, in one word."""
    pattern, shorts = _long_names()
    return pattern.sub(lambda match: shorts[(match.lastindex or 1) - 1], text)


def aliases(word: str) -> list[str]:
    """The other words of its group: `Russia` gives `russian` and `russians`."""
    own = word.casefold()
    return [other for other in _groups().get(own, ()) if other != own]


def canonical(word: str) -> str:
    """The word, in lower case, that stands for its group: a country's, or two spellings; any
    other word in lower case.
    """
    own = "usa" if word == "US" else word.casefold()
    return _groups().get(own, (own,))[0]


def names_of(country: str) -> tuple[str, ...]:
    """The name and the short name of a country under any of its names; none of any other."""
    noun = canonical(with_one_name(country))
    return next(((one.name, one.short) for one in countries() if noun in one.nouns), ())


def country_of(seat: str) -> str | None:
    """The country that is meant by the name of its seat of government: `Beijing`."""
    return _seats().get(seat.casefold())


def is_country(name: str) -> bool:
    """Whether a name is that of a country, a continent or a union, or of its people: `Viet Nam`,
    `South Korea`, `United States`, `Russians`.
    """
    bare = re.sub(r"^the ", "", name.casefold())
    if bare in _full_names():
        return True
    words = [word for word in with_one_name(name).casefold().split() if word not in _SIDES]
    return bool(words) and all(word in _words(adjectives=True) for word in words)


def is_country_noun(word: str) -> bool:
    """Whether a word is a country's name, and not an adjective or one of its people."""
    return word == "US" or word.casefold() in _words(adjectives=False)


def is_union(name: str) -> bool:
    """Whether a name has the word for a union or a continent: `the EU`, `East Asia`."""
    unions = _words(adjectives=False, unions=True)
    return any(canonical(word) in unions for word in name.replace(".", "").split())


def _split(long: str) -> tuple[str, ...]:
    return tuple(filter(None, long.split(";")))


@cache
def _long_names() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One expression for all names that `with_one_name` replaces, and what stands for each."""
    short_of = {
        name: country.short
        for country in countries()
        for name in (country.name, *country.long)
        if name in country.long or (" " in name and country.nouns)
    }
    longest_first = sorted(short_of, key=len, reverse=True)
    alternatives = (
        f"({re.escape(name) if name.isupper() else f'(?i:{re.escape(name)})'})"
        for name in longest_first
    )
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?![\w$&])")
    return pattern, tuple(short_of[name] for name in longest_first)


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    of_countries = [(*country.nouns, *country.adjectives) for country in countries()]
    for group in (*of_countries, *(tuple(line.split()) for line in ordered_list("spellings"))):
        for word in group:
            groups.setdefault(word, group)
    return groups


@cache
def _seats() -> dict[str, str]:
    return {country.seat: country.short.casefold() for country in countries() if country.seat}


@cache
def _full_names() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for country in countries()
        for name in (country.name, *country.long)
        if not name.isupper()
    )


@cache
def _words(*, adjectives: bool, unions: bool = False) -> frozenset[str]:
    return frozenset(
        word
        for country in countries()
        if not unions or country.code.isdecimal() or country.code in ("EU", "UN")
        for word in (*country.nouns, *(country.adjectives if adjectives else ()))
    )
