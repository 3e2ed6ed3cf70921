"""Of otherwise equal evidence the newer comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from corpus.language.stems import stems
from corpus.language.values import without_values

EPSILON = 0.02  # scores that differ by less are equal
SAME_WORDS = 0.75  # share of common words above which two sentences say the same
BEHIND = 0.2  # what is not in force is no better evidence by less than this
T = TypeVar("T")


def newer_first(
    ranked: Sequence[T], evidence: Callable[[T], tuple[float, str | None, str]]
) -> list[T]:
    """The same items; where evidence is equal, the newer comes first.

    `ranked` is best first; `evidence` gives an item's score, date and sentence. Two items are
    equal where their scores differ by less than EPSILON and they say the same, values apart.
    Items that say something else keep their places.
    """
    told = [evidence(item) for item in ranked]
    words = [stems(without_values(text)) for _, _, text in told]
    group: list[int] = []
    for place, (score, _, _) in enumerate(told):
        equal = (
            head
            for head in dict.fromkeys(group)
            if abs(told[head][0] - score) < EPSILON and _alike(words[head], words[place])
        )
        group.append(next(equal, place))
    newest: dict[int, list[int]] = {}
    for place, head in enumerate(group):
        newest.setdefault(head, []).append(place)
    for members in newest.values():
        members.sort(key=lambda place: told[place][1] or "", reverse=True)
    return [ranked[newest[head].pop(0)] for head in group]


def say_the_same(one: str, other: str) -> bool:
    """Whether two sentences say the same, values apart."""
    return _alike(stems(without_values(one)), stems(without_values(other)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_WORDS * max(1, min(len(one), len(other)))
