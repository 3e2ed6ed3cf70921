"""What the checks of quiz items share: the words, values and aliases of a text as they see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from assistant.training.pack import BLANK, Item
from assistant.training.sentence import Sentence
from corpus.language.dates import DateSpan
from corpus.language.grammar import DOTTED_NAME_WORD
from corpus.language.numerals import NUMBER_WORDS
from corpus.language.quantities import Quantity
from corpus.language.stems import content
from corpus.language.values import Found, dates_in, numbers_in
from corpus.language.word_lists import grouped
from corpus.language.words import STOP_WORDS, words

_WORDS = grouped("training_words")

OptionForm = Literal["date", "number", "name", "phrase", "clause"]

LONG_OPTION = 7  # words, from which an option is a clause and no name of a thing
# What a question asks for, and never what it is about.
ASKING = _WORDS["asking"]
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|cannot|except)\b|n['’]t\b", re.I
)
_PART = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_AT = re.compile(r"^(?:in|on|by|from|between|before|after|until|since|about|around)\s+", re.I)
_NAMED = re.compile(rf"{DOTTED_NAME_WORD}\s+$")


def asked_stems(stem: str) -> frozenset[str]:
    """The stems of what a question is about, without the words of asking."""
    return content(" ".join(w for w in words(stem) if w.casefold() not in ASKING))


def related(one: str, other: str) -> bool:
    """Whether two stems are of one family: `reduc` and `reduct`, `cyber` and `cyberspac`."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and short.isalpha() and long.startswith(short)


def held(parts: Iterable[str], by: Iterable[str]) -> frozenset[str]:
    """Those of the stems that the others hold, in any form."""
    wanted, whole = frozenset(parts), frozenset(by)
    exact = wanted & whole
    others = [one for one in wanted - exact if any(related(one, other) for other in whole)]
    return exact.union(others)


def says(text: str, thing: str) -> bool:
    """Whether the words of a thing stand in a text as they are, but for their endings.

    Stems alone take `governance` for `governments`.
    """
    said = {_plain(word) for word in words(text)}
    return all(
        any(
            own.startswith(one) or one.startswith(own) for one in said if len(one) > 2 or one == own
        )
        for own in map(_plain, words(thing))
        if own not in STOP_WORDS and own not in NUMBER_WORDS
    )


def _plain(word: str) -> str:
    low = re.sub(r"['’]s?$", "", word.casefold())
    return re.sub(r"ies$", "y", low) if low.endswith("ies") else low.removesuffix("s")


def negated(text: str) -> bool:
    return _NEGATION.search(text) is not None


@lru_cache(maxsize=20_000)
def date_of(option: str) -> DateSpan | None:
    """The date that a whole option is; `March` alone is one too."""
    bare = option.strip(" .,;")
    plain = _AT.sub("", bare)
    for text in (bare, f"in {plain}"):
        found = dates_in(text)
        if len(found) == 1 and found[0].end - found[0].start >= len(plain):
            when = found[0].value
            return when if isinstance(when, DateSpan) else None
    return None


@lru_cache(maxsize=20_000)
def number_of(option: str) -> Quantity | None:
    """The number that an option is, with or without what it counts."""
    if date_of(option) is not None or len(words(option)) > LONG_OPTION:
        return None
    found = numbers_in(option)
    lead = re.match(
        r"\W*(?:more than|less than|fewer than|at least|at most|over|under|up to"
        r"|about|around|some|between|exactly|only|nearly|from)?\s*",
        option,
        re.I,
    )
    if len(found) != 1 or lead is None or found[0].start > lead.end():
        return None
    value = found[0].value
    return value if isinstance(value, Quantity) else None


@lru_cache(maxsize=20_000)
def kind_of(option: str) -> OptionForm:
    """What an option is by its form."""
    if date_of(option) is not None:
        return "date"
    if number_of(option) is not None:
        return "number"
    said = [w for w in words(_PART.sub("", option)) if w.casefold() not in STOP_WORDS]
    if len(words(option)) >= LONG_OPTION:
        return "clause"
    if said and all(word[0].isupper() or word[0].isdigit() for word in said):
        return "name"
    return "phrase"


def own_dates(text: str) -> list[Found]:
    """The dates of a text that are no part of a name, as the year of `ASEAN Future 2025` is."""
    return [
        one
        for one in dates_in(text)
        if not (one.text.isdigit() and _NAMED.search(text[: one.start]))
        or re.search(r"\b(?:In|By|Since|Of|Early|Late|Mid)\s+$", text[: one.start])
    ]


def texts_of(item: Item) -> tuple[str, ...]:
    """The options of an item, or what it shows in their place."""
    if item.type == "matching":
        return tuple(dict.fromkeys(right for _, right in pairs_of(item)))
    return item.options


def pairs_of(item: Item) -> tuple[tuple[str, str], ...]:
    """The pairs of a matching item; what is no pair is left out."""
    return tuple(
        (pair[0], pair[1]) for pair in item.answer if not isinstance(pair, str) and len(pair) == 2
    )


def key_of(item: Item) -> str:
    """The key of an item with one; nothing for one that matches or orders."""
    return item.answer if isinstance(item.answer, str) else ""


def filled(item: Item) -> str:
    """What an item says once it is answered."""
    key = key_of(item)
    return item.stem.replace(BLANK, key) if BLANK in item.stem else f"{item.stem} {key}"


def shortened(text: str) -> str:
    """A sentence as a reason quotes it."""
    shown = " ".join(text.split())
    return f'"{shown if len(shown) <= 120 else shown[:117] + "..."}"'


def all_stems(sentence: Sentence) -> frozenset[str]:
    """Those of a sentence and of what leads it in."""
    return content(sentence.text) | content(sentence.lead)
