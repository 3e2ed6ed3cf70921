"""Words and phrases with which people ask for the same thing, and words that exclude each other.

    meanings(stems)            the stems, with the groups that a question and its answer share
    synonymous(one, other)     whether two stems say the same in two questions or two options

The lists, in `data/`, were written from general knowledge of how officials, journalists and
students ask; nothing there is taken from a data set. `tests/quality/duplicates.py` measures
what they are worth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from corpus.language.stems import word_stems
from corpus.language.word_lists import table

_BRITISH = re.compile(r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing|ation|ations)$", re.IGNORECASE)


def forms(word: str) -> tuple[str, ...]:
    """The stems of a word, the same for both English spellings."""
    own = _own_stems().get(word.casefold())
    return (own,) if own else word_stems(_BRITISH.sub(r"iz\1", word))


def stems_in(listed: str) -> frozenset[str]:
    """The stems of a list of words; the name of a phrase stands for itself."""
    return frozenset(
        stem for word in listed.split() for stem in ((word,) if "-" in word else forms(word))
    )


def meanings(stems: Iterable[str]) -> frozenset[str]:
    """Stems, each that is in groups of words as `=group` instead of itself: what is compared of
    a question and the sentence that answers it.
    """
    groups = _answer_groups()
    return frozenset(name for stem in stems for name in groups.get(stem, (stem,)))


def synonymous(one: str, other: str) -> bool:
    """Whether two stems may stand for the same."""
    groups = _question_groups()
    return not groups.get(one, _NONE).isdisjoint(groups.get(other, _NONE))


def contrasting(one: str, other: str) -> bool:
    """Whether two stems exclude each other: `import` and `export`."""
    sides = _sides()
    return any(
        group == other_group and side != other_side
        for group, side in sides.get(one, ())
        for other_group, other_side in sides.get(other, ())
    )


def has_opposite(stem: str) -> bool:
    """Whether there is a word that excludes it, so that it says something of its own."""
    kinds = table("opposites")
    return any(kinds[group][0] == "opposite" for group, _ in _sides().get(stem, ()))


@cache
def antonyms() -> dict[str, tuple[str, ...]]:
    """For words as they stand those of opposite meaning in the same form: `rose` and `fell`."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in table("antonyms"):
        found[one].append(other)
        found[other].append(one)
    return {word: tuple(others) for word, others in found.items()}


def phrases(text: str) -> list[tuple[int, int, str]]:
    """(start, end, name) of phrases that are known under a name, in order: of `human rights` and
    the like. The name is a stem; "" for a phrase that says nothing. At one place the first of
    the list wins, so the longer ones stand first there.
    """
    pattern, names = _phrases()
    return [(m.start(), m.end(), names[(m.lastindex or 1) - 1]) for m in pattern.finditer(text)]


_NONE: frozenset[int] = frozenset()


@cache
def _own_stems() -> dict[str, str]:
    """Words that the stemmer puts together with others, or apart from their own other forms."""
    return {word: stem for stem, listed in table("own_stems") for word in listed.split()}


@cache
def _answer_groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for use, listed in table("synonyms"):
        if use == "answer":
            members = listed.split()
            for stem in (stem for word in members for stem in word_stems(word)):
                groups.setdefault(stem, {stem}).add(f"={members[0]}")
    return {stem: frozenset(names) for stem, names in groups.items()}


@cache
def _question_groups() -> dict[str, frozenset[int]]:
    """For each stem the numbers of the groups that it is in."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, (use, listed) in enumerate(table("synonyms")):
        for stem in stems_in(listed) if use == "question" else ():
            found[stem].add(number)
    return {stem: frozenset(numbers) for stem, numbers in found.items()}


@cache
def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    """For each stem the groups that it is in, and on which side of each."""
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, (_, sides) in enumerate(table("opposites")):
        for side, listed in enumerate(sides.split("/")):
            for stem in stems_in(listed):
                found[stem].add((number, side))
    return {stem: frozenset(sides) for stem, sides in found.items()}


@cache
def _phrases() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One expression for all phrases, each a group of it, and their names."""
    rows = table("phrases")
    names = tuple(name.strip("-") if "-" in name else forms(name)[0] for name, _ in rows)
    alternatives = "|".join(f"({pattern})" for _, pattern in rows)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?![\w&])", re.IGNORECASE), names
