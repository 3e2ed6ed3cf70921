"""Where the letters of a text stand among letters that were read before it was made.

A document's text is made from the letters of a page: lines are joined, divided words mended, marks
raised, cells told with the names of their columns. Both run in the same order, so they are laid
beside each other whole, word by word, and by letters where the words differ: a sentence that
stands twice on a page is found at its own place, which no search for its words would tell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from rapidfuzz.distance import LCSseq

MAX_LETTERS = 12_000  # of a part whose words differ, on either side: laid side by side by letters
MIN_LETTERS = 3  # that are the same, one after the other

Letters = list[tuple[str, int]]  # a letter as it is compared, and where it comes from
_Words = list[tuple[str, list[int]]]


def letters_of(text: str, first: int = 0) -> Letters:
    """The letters and figures of a text, each with its offset (from `first`), as they are
    compared: small, without accents, ligatures in parts. Between two words stands ("", -1)."""
    found: Letters = []
    for offset, character in enumerate(text, first):
        alike = [
            one for one in unicodedata.normalize("NFKD", character).casefold() if one.isalnum()
        ]
        if alike:
            found += [(one, offset) for one in alike]
        elif not unicodedata.combining(character) and found and found[-1][0]:
            found.append(("", -1))
    return found


def aligned(text: Letters, read: Letters) -> dict[int, list[int]]:
    """For the offsets of `text`, the places of `read` that are the same letters."""
    ours, theirs = _words(text), _words(read)
    pairs = _contiguous(
        _same([word for word, _ in ours], [word for word, _ in theirs]),
        [word for word, _ in ours],
        [word for word, _ in theirs],
    )
    found: dict[int, list[int]] = {}
    before = (-1, -1)
    for one, other in [*pairs, (len(ours), len(theirs))]:
        _by_letters(ours[before[0] + 1 : one], theirs[before[1] + 1 : other], found)
        if one < len(ours):
            _join(ours[one][1], theirs[other][1], found)
        before = (one, other)
    return found


def _words(letters: Letters) -> _Words:
    groups = (list(group) for whole, group in groupby(letters, lambda one: bool(one[0])) if whole)
    return [("".join(one for one, _ in group), [at for _, at in group]) for group in groups]


def _same(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """The places of what is the same in both, in the order of both, as many as there can be."""
    return [
        (step.src_start + i, step.dest_start + i)
        for step in LCSseq.opcodes(ours, theirs)
        if step.tag == "equal"
        for i in range(step.src_end - step.src_start)
    ]


def _contiguous(
    pairs: list[tuple[int, int]], ours: Sequence[str], theirs: Sequence[str]
) -> list[tuple[int, int]]:
    """The same pairs, a word moved beside its neighbour where it stands there as well: what a
    page says once more elsewhere (its head, its foot) is not meant."""
    moved = list(pairs)
    for i in range(len(moved) - 2, -1, -1):
        (one, other), after = moved[i], moved[i + 1]
        if after[0] == one + 1 and other < after[1] - 1 and theirs[after[1] - 1] == ours[one]:
            moved[i] = (one, after[1] - 1)
    for i in range(1, len(moved)):
        before, (one, other) = moved[i - 1], moved[i]
        joined = i + 1 < len(moved) and moved[i + 1] == (one + 1, other + 1)
        if joined or before[0] != one - 1 or other <= before[1] + 1:
            continue
        if theirs[before[1] + 1] == ours[one]:
            moved[i] = (one, before[1] + 1)
    return moved


def _by_letters(ours: _Words, theirs: _Words, found: dict[int, list[int]]) -> None:
    """Words that differ: a word that is divided on the page is the same by its letters."""
    one = [(letter, at) for word, places in ours for letter, at in zip(word, places, strict=True)]
    other = [
        (letter, at) for word, places in theirs for letter, at in zip(word, places, strict=True)
    ]
    if not one or not other or max(len(one), len(other)) > MAX_LETTERS:
        return
    pairs = _same("".join(letter for letter, _ in one), "".join(letter for letter, _ in other))
    whole = len(pairs) == min(len(one), len(other))
    for run in _runs(pairs):
        # Single letters are the same by chance.
        if whole or len(run) >= MIN_LETTERS:
            _join([one[i][1] for i, _ in run], [other[j][1] for _, j in run], found)


def _runs(pairs: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pairs of places, those that follow each other on both sides together."""
    for _, group in groupby(enumerate(pairs), lambda one: (one[1][0] - one[0], one[1][1] - one[0])):
        yield [pair for _, pair in group]


def _join(ours: list[int], theirs: list[int], found: dict[int, list[int]]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        found.setdefault(one, []).append(other)
