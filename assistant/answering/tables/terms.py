"""Words of questions, labels and headers, in a form in which they can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.clauses.verbs import is_participle, readings
from corpus.language.numerals import numbers_meant, scale_of
from corpus.language.stems import content_in_order
from corpus.language.word_lists import grouped, one_of
from corpus.language.words import empty_syllables, words

_UNIT = re.compile(r"(?<!\s)\s*+[(\[](?P<unit>[^()\[\]]{1,40})[)\]]\s*+$")
_NUMBER = re.compile(r"(?<!\w)[+-]?\d(?:[\d.,]{0,30}\d)?")
# Words before a number make a name of it, `District 4`; a currency or `about` do not.
_BEFORE = re.compile(r"\W*+(?:[A-Z]{3}|about|around|khoảng)?+\W*+")
_SCALE = re.compile(r"\s?(\w+)")
_ASKING = {
    name: re.compile(rf"(?<!\w){one_of(entries)}(?!\w)", re.IGNORECASE)
    for name, entries in grouped("table_words").items()
}


def terms(text: str, vietnamese: bool) -> tuple[str, ...]:
    """The words that carry meaning, in order; of English their stems."""
    if not vietnamese:
        return content_in_order(text)
    found = (word.casefold() for word in words(text))
    return tuple(word for word in found if word not in empty_syllables())


def asks(name: str, text: str) -> bool:
    """Whether a text has one of the entries of a list of the data `table_words`."""
    return _ASKING[name].search(text) is not None


def measures_asked(text: str) -> list[str]:
    """The names of what a question measures: `length`, where it asks how long."""
    asked = f" {text.casefold()} "
    return [
        name
        for asking, names in grouped("dimensions").items()
        if f" {asking} " in asked
        for name in sorted(names)
    ]


def without(name: str, text: str) -> str:
    """A text without the entries of such a list."""
    return _ASKING[name].sub(" ", text)


def is_only(name: str, text: str) -> bool:
    """Whether a text is nothing but entries of such a list."""
    return bool(text) and not without(name, text).strip(" :.()")


def is_verb(word: str) -> bool:
    """Whether an English word can be a verb: it says then how a value comes about, as `landed`."""
    return bool(readings(word.casefold())) or is_participle(word.casefold())


def name_and_unit(column: str) -> tuple[str, str]:
    """The name of a column, and its unit where it ends with one: `Catch (tonnes)`."""
    match = _UNIT.search(column)
    return (column[: match.start()], match["unit"].strip()) if match else (column, "")


def number_of(cell: str, vietnamese: bool) -> float | None:
    """The number that a cell holds; None where it holds none, or several, or a name with one."""
    found = list(_NUMBER.finditer(cell))
    if len(found) != 1 or not _BEFORE.fullmatch(cell, 0, found[0].start()):
        return None
    sign = -1.0 if found[0][0].startswith("-") else 1.0
    after = _SCALE.match(cell, found[0].end())
    scale = scale_of(after[1].casefold()) if after else 1.0
    meant = numbers_meant(found[0][0].lstrip("+-"), scale)
    # `2.517` is two thousand in Vietnamese; elsewhere the point is one of decimals.
    return sign * scale * (max(meant) if vietnamese else meant[0])


def place_of(label: Sequence[str], asked: Sequence[str]) -> tuple[int, int] | None:
    """Where the words of a label stand, one after the other, in those of a question."""
    size = len(label)
    for start in range(len(asked) - size + 1):
        if size and tuple(asked[start : start + size]) == tuple(label):
            return start, start + size
    return None
