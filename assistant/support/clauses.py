"""The parts of a sentence that each say one thing, and what words tell of them."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.language.identification import language_of
from corpus.language.stems import content_in_order
from corpus.language.words import empty_syllables, folded, words

_BREAK = re.compile(
    r"[.;:!?]\s+|\n|,\s+(?:and|but|while|whereas|which|who|còn|nhưng|trong khi|và|mà)\s"
    r"|\s(?:but|while|whereas|còn|nhưng|trong khi)\s"
    r"|\s(?:and|và)\s(?=(?-i:[A-Z])\S+\s(?:(?-i:[A-Z])\S+\s){0,3}(?-i:[a-z])\w*(?:ed|s|d)\s)"
    r"|\s(?:and|và)\s(?=(?-i:[a-zà-ỹđ])\S*\s\S+\s\S+)|,\s+",
    re.IGNORECASE,
)
_LEAST = 3  # words of a part


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[str, ...]:
    """The parts of a text, none of fewer words than _LEAST where it can be joined to the last."""
    found: list[str] = []
    last = 0
    for match in [*_BREAK.finditer(text), None]:
        part = text[last : match.start() if match else len(text)].strip()
        last = match.end() if match else last
        if not part:
            continue
        if found and (len(part.split()) < _LEAST or len(found[-1].split()) < _LEAST):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return tuple(found)


@lru_cache(maxsize=8192)
def told(text: str) -> frozenset[str]:
    """What a text tells, in stems of English, in syllables and pairs of them in Vietnamese."""
    if language_of(text) != "vi":
        return frozenset(content_in_order(text))
    plain = [word.casefold() for word in words(text)]
    own = [word for word in plain if word not in empty_syllables()]
    pairs = {f"{one} {two}" for one, two in zip(plain, plain[1:], strict=False)}
    return frozenset(own) | {
        pair for pair in pairs if not all(part in empty_syllables() for part in pair.split(" "))
    }


def share(own: frozenset[str], there: frozenset[str]) -> float:
    """The share of what is told that is told there too; 1 of nothing."""
    return len(own & there) / len(own) if own else 1.0


def letters_shared(own: str, there: str) -> float:
    """The share of a text's folded words that the other has: names and figures across languages."""
    first = {folded(word) for word in words(own)}
    return len(first & {folded(word) for word in words(there)}) / max(1, len(first))
