"""Which words, numbers and names of a question stand in a text: folded, by their beginning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from corpus.language.words import folded

_WORD = re.compile(r"\w+(?:[./-]\w+)*")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
STEM = 6  # letters of a word that count; endings differ


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(folded(text)) if len(word) > 1)


def rarity(question: str, texts: Sequence[str]) -> dict[str, float]:
    """The weight of each stem of the question: rarer in the texts read is heavier."""
    counts = Counter(stem for text in texts for stem in stems(text))
    size = len(texts)
    return {stem: log((size + 1) / (counts[stem] + 0.5)) for stem in stems(question)}


def coverage(weights: dict[str, float], text: str) -> float:
    """The share of the question's weight that stands in a text."""
    own = stems(text)
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in own) / total if total else 0.0


def missing_numbers(question: str, text: str) -> float:
    """How many numbers of the question the text lacks."""
    own = set(_NUMBER.findall(text))
    asked = set(_NUMBER.findall(question))
    return float(min(2, len(asked - own - {part for n in own for part in re.split("[./,]", n)})))


def missing_names(question: str, text: str) -> float:
    """How many capitalised words of the question, but its first, the text lacks (up to 3)."""
    words = question.split()[1:]
    names = {folded(w) for word in words for w in _WORD.findall(word) if w[:1].isupper()}
    own = {folded(w) for w in _WORD.findall(text)}
    return float(min(3, len(names - own)))
