"""Words of questions and texts, as keyword search sees them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.language.word_lists import word_list

# A word, or a reference such as 36/2025/NĐ-CP that must be found as one.
WORD = re.compile(r"\w+(?:[/.'’-]\w+)*")

STOP_WORDS = word_list("stop_words")


def words(text: str) -> list[str]:
    """The words of a text, in order, as they are written."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, each once; all words where only stop words are left."""
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word.casefold() not in STOP_WORDS] or found


@cache
def empty_syllables() -> frozenset[str]:
    """The syllables of the Vietnamese words that carry no meaning."""
    return frozenset(part for entry in word_list("vietnamese_stop_words") for part in entry.split())


def folded(word: str) -> str:
    """A word without case and accents: `Đối` and `doi` fold to the same."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unaccented(text: str) -> str:
    """A text without case and accents, letter for letter: offsets in it are offsets in the text."""
    return "".join(
        letter if letter < "\x80" else folded(letter)[:1] or letter for letter in text
    ).lower()
