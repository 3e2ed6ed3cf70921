"""Typing errors of a question, mended by the words of the library; right words are left alone.

Which words exist is told by the word lists of `wordfreq` (Speer 2022, doi:10.5281/zenodo.7199437),
in English and Vietnamese, with how frequent each is. Its texts come from the web, so its lists
hold common misspellings too, but seldom: a word is an error where it is rare, no form of a common
word, and much rarer than the library's word that it is nearly the same as.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

from corpus.language.words import STOP_WORDS, words
from index.question import Correction
from index.search.word_frequencies import frequency

LEAST = 5  # letters of a word that is looked at
LONG = 8  # letters from which a word may have two errors
# Frequencies are logarithms: 3.0 is a word in a million, 1 more is ten times as many.
COMMON = 3.0  # from here a word is one, whatever the library has
COMMON_ROOT = 2.5  # the same for what is left without an ending
RARER = 1.2, 2.0  # by so much an error of one letter, of two is rarer than what was meant
SEEN_AS_NAME = 1.5  # a name with a misspelling of its own is not in the lists at all

_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly", "r", "able", "isation", "ization")
_BRITISH_AMERICAN = (
    ("ence", "ense"),
    ("our", "or"),
    ("is", "iz"),
    ("ys", "yz"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ll", "l"),
    ("mme", "m"),
)


class KnownWords(Protocol):
    """The words of a library."""

    def knows(self, word: str) -> bool: ...

    def near(self, word: str, allowed: int) -> Iterator[tuple[str, int, bool]]:
        """Its words that differ by at most `allowed` errors, or more of its words: the word in
        small letters, how often it stands there, and whether mostly with a capital.
        """
        ...


def correct(question: str, library: KnownWords) -> tuple[str, list[Correction]]:
    """The question with its typing errors mended, and what was mended.

    A capitalised word stands for a name, so it is replaced only by a name; a word in the other
    English spelling by the one that the library has.
    """
    corrections: list[Correction] = []
    for place, word in enumerate(words(question)):
        if word.casefold() in STOP_WORDS or len(word) < LEAST or not word.isalpha():
            continue
        if word.isupper() or library.knows(word):
            continue
        used = next((other for other in respelled(word) if library.knows(other)), None)
        if used is None and not is_word(word):
            used = _nearest(word, library, name=place > 0 and word[0].isupper())
        if used is not None:
            question = question.replace(word, used, 1)
            corrections.append(Correction(typed=word, used=used))
    return question, corrections


@lru_cache(maxsize=10_000)
def is_word(word: str) -> bool:
    """Whether a word, its root or its other English spelling is common enough to be right."""
    plain = word.casefold()
    forms = [plain, *respelled(plain)]
    if any(max(frequency(form, "en"), frequency(form, "vi")) >= COMMON for form in forms):
        return True
    return any(frequency(root, "en") >= COMMON_ROOT for form in forms for root in _roots(form))


def _roots(word: str) -> Iterator[str]:
    """What is left of a word without an ending: `appoints`, `prioritised`, `ratifies`."""
    for ending in _ENDINGS:
        root = word.removesuffix(ending)
        if len(root) < 4 or root == word:
            continue
        yield root
        yield f"{root}e"
        if root.endswith("i"):
            yield f"{root[:-1]}y"
        if root[-1] == root[-2]:
            yield root[:-1]


def _nearest(word: str, library: KnownWords, name: bool) -> str | None:
    typed = word.casefold()
    allowed = 1 if len(typed) < LONG else 2
    own = frequency(typed, "en")
    if name and own >= SEEN_AS_NAME:
        return None
    found: list[tuple[int, int, str, bool]] = []
    for known, count, is_name in library.near(typed, allowed):
        # The first letter is seldom the error: `sabotage` is not meant by `cabotage`.
        if (name and not is_name) or (known[0] != typed[0] and known[:2] != typed[1::-1]):
            continue
        distance = OSA.distance(typed, known, score_cutoff=allowed)
        if distance > allowed:
            continue
        if is_name or frequency(known, "en") - own >= RARER[distance - 1]:
            found.append((distance, -count, known, is_name))
    if not found:
        return None
    _, _, best, is_name = min(found)
    return best.capitalize() if is_name else best


def respelled(word: str) -> list[str]:
    """The word as the other English spelling may have it: `defence` as `defense`."""
    found = []
    for british, american in _BRITISH_AMERICAN:
        for one, other in ((british, american), (american, british)):
            place = word.rfind(one)
            if place > 1:
                found.append(word[:place] + other + word[place + len(one) :])
    return found
