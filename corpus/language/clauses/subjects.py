"""The subject of a sentence: which words can be one, and the noun that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.language.clauses.closed_classes import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    NEGATIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUANTIFIERS,
    RELATIVES,
    SUBORDINATORS,
    is_adverb,
)
from corpus.language.clauses.verbs import is_noun_too, is_participle, readings

LONGEST_SUBJECT = 18  # words


def without_adverbs(words: Sequence[str], begin: int, end: int) -> int:
    while end > begin + 1 and is_adverb(words[end - 1].casefold()):
        end -= 1
    return end


def apposition(words: Sequence[str], begin: int, end: int) -> int | None:
    """The comma after which words are set off: `Ann Lee, Mayor of Hue, opened ...`."""
    if end - begin < 4 or words[end - 1] != ",":
        return None
    commas = [place for place in range(begin + 1, end - 2) if words[place] == ","]
    if not commas or words[commas[0] + 1].casefold() in {*RELATIVES, *CONJUNCTIONS}:
        return None
    return commas[0]


def head(subject: Sequence[str]) -> str:
    """The noun that a subject is about: `networks` of `the networks of the ministry`."""
    found = ""
    for word in subject:
        if found and (word.casefold() in PREPOSITIONS or word.casefold() in RELATIVES):
            break
        if word[0].isalnum():
            found = word
    return found


def is_subject(words: Sequence[str]) -> bool:
    """Whether words can be the subject of a sentence."""
    if not 0 < len(words) <= LONGEST_SUBJECT:
        return False
    low = [word.casefold() for word in words]
    if (
        low[0] in _NO_BEGINNING
        or is_adverb(low[0])
        or not (words[0][0].isalnum() or low[0] in "“\"'‘")
    ):
        return False
    if is_participle(low[0]) and low[1:] and low[1] in PREPOSITIONS:
        return False  # `based on the plan`
    if low[1:] and low[1] in ARTICLES and low[0] not in QUANTIFIERS:
        return False  # `Use the form`
    if is_only_verb(low[0]):
        return False  # `Ensure that`, `Provides`
    if low[-1] in _NO_END or is_adverb(low[-1]) or low[-1] == ",":
        return False
    if low.count('"') % 2 or low.count("“") != low.count("”"):
        return False
    relative = next((place for place, word in enumerate(low) if word in RELATIVES), len(low))
    own = low[:relative]
    if not PRONOUNS.isdisjoint(word if word.isupper() else word.casefold() for word in words):
        return False
    if not AUXILIARIES.isdisjoint(own):
        return False
    if any(word in _SIGNS for word in low) or not _commas_join(low):
        return False
    return not any(
        words[place][0].islower() and is_only_verb(low[place]) and low[place - 1] != "to"
        for place in range(1, relative)
    )


_NO_BEGINNING = PREPOSITIONS | CONJUNCTIONS | SUBORDINATORS | RELATIVES | NEGATIVES
_NO_END = PREPOSITIONS | CONJUNCTIONS | ARTICLES | QUANTIFIERS | RELATIVES
_SIGNS = frozenset("-;:—–|/\\=<>{}*•…")


def is_only_verb(word: str) -> bool:
    """Whether a word is a finite verb and nothing else."""
    found = readings(word)
    return bool(found) and not is_noun_too(word) and all(f in ("base", "third") for _, f in found)


def _commas_join(low: Sequence[str]) -> bool:
    """Whether the commas of a subject stand between its equal parts."""
    commas = [place for place, word in enumerate(low) if word == ","]
    if not commas:
        return True
    after = low[commas[-1] + 1 :]
    parts = zip([-1, *commas], commas, strict=False)
    return ("and" in after or "or" in after) and all(stop - start <= 9 for start, stop in parts)
