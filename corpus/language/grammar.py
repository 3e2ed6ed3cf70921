"""Parts of English questions, for the rules that make follow-ups self-contained.

The constants that are strings are pieces of regular expressions.
"""

from __future__ import annotations

import re

from corpus.language.dates import DAYS_AND_MONTHS
from corpus.language.numerals import ORDINALS, SMALL_NUMBERS
from corpus.language.stems import stems
from corpus.language.words import STOP_WORDS, words


def any_of(alternatives: str) -> str:
    """`any_of("did does")` is `(?:did|does)`."""
    return f"(?:{'|'.join(alternatives.split())})"


AUXILIARY = any_of(
    "did does do has have had is are was were can could will would shall should may might"
)
PREPOSITION = any_of(
    "about after against among at before between by during for from in into of on over since to"
    " under until with within"
)
PARTICIPLE = re.compile(
    any_of(r"\w+ed begun born built given held known led made seen set taken won written")
)
CAPITAL = f"[{''.join(letter for letter in map(chr, range(0x1F00)) if letter.isupper())}]"
# A word of a name: `Đà`, `O'Brien`; one of two letters at least; one with `U.S` and `R&D` too.
# None is longer than this, so that a text without spaces is not read to its end from each letter.
NAME_WORD = rf"{CAPITAL}[\w'’-]{{0,60}}"
LONG_NAME_WORD = rf"{CAPITAL}[\w'’-]{{1,60}}"
SHORTEST_NAME_WORD = rf"{CAPITAL}(?:[\w'’-]{{0,60}}?\w)??"  # up to where the pattern goes on
DOTTED_NAME_WORD = rf"{CAPITAL}[\w.&'’-]{{0,60}}(?<![.'’-])"
AFTER_PREPOSITION = re.compile(rf"\b{PREPOSITION}\W*$", re.I)
OPENING = re.compile(r"^\W*(?:and|but|so|or)\s+(?=\w)", re.I)
ASKS = re.compile(rf"^\W*(?:{AUXILIARY}|{PREPOSITION} (?:w\w+|how)|wh\w+|how)\b", re.I)
# Before a noun, these leave it to the turns before of what: `the main points`.
RELATIONAL = frozenset(
    """main last next final best worst biggest largest greatest key most new original early previous
    same pros cons""".split()
) | frozenset((*ORDINALS, *SMALL_NUMBERS))
# What is asked for, and never what a question is about.
GENERAL = frozenset(
    """anyone anything article aspects example examples happen happened happens important
    information interesting know known like long one ones someone something thing things
    type""".split()
)
EMPTY = (STOP_WORDS | GENERAL) - {"list", "name", "same"}
_DATES_AND_OPENINGS = frozenset(
    """according although beginning despite however following born since upon within without
    because though besides yet still later eventually next shortly originally initially
    throughout instead another every one finally meanwhile soon today
    now like unlike among around along near perhaps once yes no i ii""".split()
)
NO_NAME = frozenset(
    (*STOP_WORDS, *_DATES_AND_OPENINGS, *ORDINALS, *SMALL_NUMBERS, *DAYS_AND_MONTHS)
)


def telling_words(text: str) -> list[str]:
    """The words that say what a question is about, in order."""
    return [word for word in words(text) if word.casefold() not in EMPTY]


def telling_stems(text: str) -> frozenset[str]:
    return stems(" ".join(telling_words(text)))


def capitalised(question: str) -> list[str]:
    """The words of names in a question; the first word says nothing by its capital."""
    return [
        word for word in words(question)[1:] if word[0].isupper() and word.casefold() not in NO_NAME
    ]
