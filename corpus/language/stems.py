"""Stems: the forms of one word as one."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from corpus.language.names.countries import canonical, with_one_name
from corpus.language.numerals import NUMBER_WORDS
from corpus.language.words import STOP_WORDS, words


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(part for word in words(with_one_name(text)) for part in word_stems(word))


def content(text: str) -> frozenset[str]:
    """The stems of the words of a text that are no function words."""
    return frozenset(content_in_order(text))


@lru_cache(maxsize=50_000)
def content_in_order(text: str) -> tuple[str, ...]:
    """The same stems as they follow each other, repetitions kept; numbers in figures: `ten` is
    `10`."""
    return tuple(
        part
        for word in words(with_one_name(text.replace("_", " ")))
        if word.casefold() not in STOP_WORDS
        for part in _FIGURES.get(word.casefold()) or word_stems(word)
    )


@lru_cache(maxsize=100_000)
def word_stems(word: str) -> tuple[str, ...]:
    """The Snowball stems of a word's parts, in lower case.

    `public-private` has two, so that either is found; a possessive has its noun's, and the
    words for one country have its name's. Words with letters outside ASCII are left as they
    are.
    """
    noun = POSSESSIVE.sub("", word)
    country = canonical(noun)
    pieces = re.split(r"[/'’.-]", country) if country == noun.casefold() else [country]
    return tuple(
        str(_STEMMER.stemWord(piece)) if piece.isascii() else piece
        for piece in map(canonical, pieces)
        if piece
    )


_FIGURES = {
    **{word: (str(number),) for word, number in NUMBER_WORDS.items()},
}
_STEMMER = Stemmer.Stemmer("english")
POSSESSIVE = re.compile(r"['’]s?$")
