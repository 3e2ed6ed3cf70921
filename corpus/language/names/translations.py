"""Names that are other words in the other language: countries, bodies, offices, places.

    known_names(text, language)    where a text has such names, and which

Countries are those of babel and of `countries`; the others are in `data/names_in_both.csv`, in
which a `head` begins many names (`Ministry of`) and tells nothing by itself. All other names are
taken to be the same letters in both languages, with accents or without.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from corpus.language.names.countries import countries
from corpus.language.word_lists import table


@dataclass(frozen=True, slots=True)
class KnownName:
    """`text[start:end]` is one of the names `ids` stand for; a `head` only begins names."""

    start: int
    end: int
    ids: frozenset[str]
    head: bool


def known_names(text: str, language: str) -> list[KnownName]:
    """The names of an English (`en`) or Vietnamese (`vi`) text that have another form in the other
    language; the longest at each place, in order."""
    pattern, ids, heads = _known("vi" if language == "vi" else "en")
    found = []
    for match in pattern.finditer(text):
        written = " ".join(match[0].split()).casefold()
        found.append(KnownName(match.start(), match.end(), ids[written], written in heads))
    return found


@cache
def _known(
    language: str,
) -> tuple[re.Pattern[str], dict[str, frozenset[str]], frozenset[str]]:
    ids: dict[str, set[str]] = defaultdict(set)
    heads = set()
    english = _english_countries()
    for one, other, kind in table("names_in_both"):
        written = (one if language == "en" else other).casefold()
        meant = english.get(one.casefold(), one.casefold()) if kind == "country" else one.casefold()
        ids[written].add(meant)
        # A name of the other language may stand in a text as it is.
        if kind == "head":
            heads.add(written)
    for code, name in _territories(language).items():
        ids[name.casefold()].add(code)
    if language == "en":
        for name, code in english.items():
            ids[name].add(code)
    alternatives = sorted(ids, key=lambda name: (-len(name), name))
    pattern = re.compile(
        rf"(?<![\w])(?:{'|'.join(_written(name) for name in alternatives)})(?![\w])"
    )
    return pattern, {name: frozenset(meant) for name, meant in ids.items()}, frozenset(heads)


def _written(name: str) -> str:
    """A name with a capital letter at least at its beginning."""
    first, rest = re.escape(name[0].upper()), re.escape(name[1:]).replace(r"\ ", r"\s+")
    # `châu Âu` begins with a small letter.
    first = f"[{name[0]}{name[0].upper()}]" if name.startswith("châu ") else first
    return rf"{first}(?i:{rest})"


@cache
def _territories(language: str) -> dict[str, str]:
    """The names of the countries of ISO 3166, by their codes."""
    from babel import Locale

    return {
        code: str(name)
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code not in ("ZZ", "XA", "XB")
    }


@cache
def _english_countries() -> dict[str, str]:
    """Every English word for a country, its people and its adjective, in lower case."""
    found = {name.casefold(): code for code, name in _territories("en").items()}
    for country in countries():
        for name in (country.name, *country.nouns, *country.adjectives, *country.long):
            if len(name) > 2:
                found.setdefault(name.casefold(), country.code)
    return found
