"""Words of questions and texts, as keyword search sees them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus.language.word_lists import word_list

# A word, or a reference such as 36/2025/NĐ-CP that must be found as one.
WORD = re.compile(r"\w+(?:[/.'’-]\w+)*")

STOP_WORDS = word_list("stop_words")
_WORD_OR_MARK = re.compile(r"\w+|[?]")
_NUMBER = re.compile(r"\d+")
_MOST_TERMS = 80  # words of a question that its terms are made of


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


def normalised(question: str) -> str:
    """What two wordings of a question have in common: no case, punctuation or spacing."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    kept = (" " if unicodedata.category(letter)[0] in "PZC" else letter for letter in folded)
    return " ".join("".join(kept).split())


def unaccented(text: str) -> str:
    """A text without case and accents, letter for letter: offsets in it are offsets in the text."""
    return "".join(
        letter if letter < "\x80" else folded(letter)[:1] or letter for letter in text
    ).lower()


def terms(question: str) -> list[str]:
    """What linear models of a question see: its folded words, figures as 0, and pairs of them, the
    first also by their place, and how long it is."""
    own = [_NUMBER.sub("0", word) for word in _WORD_OR_MARK.findall(folded(question))]
    own = own[:_MOST_TERMS]
    pairs = [f"{left} {right}" for left, right in zip(own, own[1:], strict=False)]
    begin = [f"^{word}" for word in own[:1]] + [f"^{pair}" for pair in pairs[:1]]
    size = [f"#{min(6, len(own) // 6)}", f"?{min(3, question.count('?'))}"]
    return list(dict.fromkeys([*own, *pairs, *begin, *size]))
