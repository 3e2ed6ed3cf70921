"""`assistant faq build --decide`: pairs that may ask the same, each decided with a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from corpus.wording import _
from ui.terminal.console import say

if TYPE_CHECKING:
    from assistant.faq.matching.duplicates import Alike


def decided(
    questions: Sequence[str],
    groups: Sequence[Sequence[int]],
    pairs: Sequence[Alike],
    key: Callable[[], str],
) -> list[list[int]]:
    """The groups, with those made one of which somebody says that they ask the same.

    `key` waits for one: `y` merges, `n` and `s` do not, `q` leaves the rest as it is. What was
    said not to be the same stays apart, also by way of a third question.
    """
    from assistant.faq.build import joined

    found, apart = [list(group) for group in groups], set[tuple[int, int]]()
    say(
        _("{count} pairs may ask the same: y merges, n keeps apart, s puts off, q ends.").format(
            count=len(pairs)
        )
    )
    for number, pair in enumerate(pairs, 1):
        of = {place: n for n, group in enumerate(found) for place in group}
        kept = {frozenset((of[one], of[other])) for one, other in apart}
        both = frozenset((of[pair.one], of[pair.other]))
        if len(both) == 1 or both in kept:
            continue
        say(f"{number}/{len(pairs)}\n  {questions[pair.one]}\n  {questions[pair.other]}")
        pressed = ""
        while pressed not in ("y", "n", "s", "q"):
            pressed = key().casefold()
        if pressed == "q":
            break
        if pressed == "y":
            found = joined(found, pair.one, pair.other)
        elif pressed == "n":
            apart.add((pair.one, pair.other))
    return found


def stepping(advance: Callable[[int], object]) -> Callable[[int, int], None]:
    """Tells a bar of steps what is told as `so many of all`."""
    before = 0

    def tell(done: int, total: int) -> None:
        nonlocal before
        advance(done - before)
        before = done

    return tell
