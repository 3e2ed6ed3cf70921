"""People in a text, found by the form of their names."""

from __future__ import annotations

import re

from corpus.language.grammar import DOTTED_NAME_WORD, LONG_NAME_WORD
from corpus.language.names.countries import is_country_noun
from corpus.language.word_lists import grouped, one_of

_WORDS = grouped("people_and_bodies")
# A title, with the words in capitals before it: `Deputy Prime Minister`.
_TITLE = rf"(?:{DOTTED_NAME_WORD}\.?\s+){{0,3}}?{one_of(_WORDS['titles'])}"
PERSON_TITLE = re.compile(rf"{_TITLE}(?= )")
TITLE_WORD = re.compile(rf"(?:^|\s){_TITLE}(?!\w)")
_TITLED = re.compile(
    rf"(?P<title>{_TITLE}(?:\s+(?:of|to|and)(?:\s+[A-Z]\w*)+)?)\s+(?P<name>{LONG_NAME_WORD}(?:\s+{LONG_NAME_WORD})*)"
)
_NAME = re.compile(rf"{LONG_NAME_WORD}(?:\s+{LONG_NAME_WORD}){{1,4}}")
# Photo credits and titles in quotation marks hold names that the sentence is not about.
_NOT_PROSE = re.compile(
    r"\((?:photo\w*|source|image)\b[^)]{0,300}\)|[\"“][^\"”]{0,300}[\"”]", re.IGNORECASE
)
# Roles of people, as common nouns; and the words of titles, with those of what one heads.
ROLES = _WORDS["roles"]
HELD_OFFICE = one_of(_WORDS["held_offices"])  # in small letters
TITLE_WORDS = _WORDS["title_words"]
_NO_PERSON = _WORDS["no_person"]
_COUNTRIES_AND_PERSONS = _WORDS["countries_and_persons"]


def people(text: str) -> list[str]:
    """Names that are a person's by their form, with the title where one stands before them."""
    text = _NOT_PROSE.sub(lambda part: " " * len(part[0]), text)
    titled = [
        (match.start(), match.end(), match[0])
        for match in _TITLED.finditer(text)
        if _is_name(match["name"].split())
    ]
    found = [(start, person) for start, _, person in titled]
    for match in _NAME.finditer(text):
        inside = any(start <= match.start() < end for start, end, _ in titled)
        name = match[0].split()
        organisation = any(word.isupper() or word.endswith(("'s", "’s")) for word in name)
        if inside or organisation:
            continue
        if not any(map(is_of_no_person, name)):
            found.append((match.start(), match[0]))
    return list(dict.fromkeys(person.strip() for _, person in sorted(found)))


def is_of_no_person(word: str) -> bool:
    """Whether a word in capitals belongs to the name of something else than a person."""
    low = word.casefold()
    country = is_country_noun(word) and low not in _COUNTRIES_AND_PERSONS
    return low in _NO_PERSON or country


def _is_name(names: list[str]) -> bool:
    """Whether a name is left after the words of a title: `Secretary To Lam`."""
    while names and is_of_no_person(names[0]):
        names = names[1:]
    return bool(names) and not any(map(is_of_no_person, names))
