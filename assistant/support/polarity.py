"""What a sentence denies, obliges, allows, plans and compares: by its words, in either language."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.language.identification import language_of
from corpus.language.word_lists import table

KINDS = tuple(dict.fromkeys(kind for kind, *_ in table("polarity_words")))
# `not only`, `không khí` (air), `hàng không` (aviation): nothing is denied.
_NOT_DENIED = re.compile(r"\b(?:not only|không chỉ|không những|no later than|not later than"
                         r"|không quá|no more than|không muộn hơn|không khí|không gian|hàng không"
                         r"|không quân|miễn phí|miễn là)\b", re.IGNORECASE)  # fmt: skip


@lru_cache(maxsize=8192)
def polarity(text: str) -> dict[str, int]:
    """How often a text has words of each of KINDS."""
    plain = _NOT_DENIED.sub(" ", text)
    language = "vi" if language_of(text) == "vi" else "en"
    return {kind: len(set(pattern.findall(plain))) for kind, pattern in _patterns(language)}


def denies(text: str) -> bool:
    """Whether it denies something: twice is not at all."""
    return polarity(text)["denies"] % 2 == 1


@lru_cache(maxsize=8192)
def undenied(text: str) -> str:
    """A text without the words that deny."""
    language = "vi" if language_of(text) == "vi" else "en"
    denying = dict(_patterns(language))["denies"]
    kept = [(match.start(), match.end()) for match in _NOT_DENIED.finditer(text)]
    return " ".join(
        denying.sub(
            lambda match: match[0] if any(a <= match.start() < b for a, b in kept) else " ",
            text,
        ).split()
    )


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            kind,
            re.compile(
                "|".join(
                    (r"" if word.startswith("n'") or word.startswith("n’") else r"(?<![\w-])")
                    + re.escape(word).replace(r"\ ", r"\s+")
                    + r"(?![\w])"
                    for word in sorted(words.split(";"), key=len, reverse=True)
                ),
                re.IGNORECASE,
            ),
        )
        for kind, of, words in table("polarity_words")
        if of == language
    )
