"""Headings that begin with a number alone: `3. Reporting`, `2.1 Scope`, `4) Kinh phí`.

They count from one without a gap, and so do those below each; a place is cited as `Section 2.1` or
`Mục 2.1`. Headings whose numbers leave one out name no place: what is not among them may be there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Block
from corpus.legal.divisions import DivisionMark
from corpus.legal.plans import is_vietnamese

_MARK = re.compile(
    r"(?P<number>[1-9]\d?(?:\.[1-9]\d?){0,2})(?:[.):]|\s?[-–—](?=\s))?\s+(?=[\"“‘']?[^\W\d_])"
)


def numbered_marks(headings: Sequence[Block]) -> list[tuple[Block, DivisionMark]]:
    """The headings of a document that begin with a number, each with its mark; none where these do
    not count on. Their levels are by their numbers: `2.1` stands below `2.`."""
    matched = [(one, match) for one in headings if (match := _MARK.match(one.text))]
    numbers = [tuple(map(int, match["number"].split("."))) for _, match in matched]
    if sum(len(number) == 1 for number in numbers) < 2 or not _count_on(numbers):
        return []
    base = min(one.level for one, _ in matched)
    vietnamese = is_vietnamese(heading.text for heading in headings)
    word = "Mục" if vietnamese else "Section"
    return [
        (
            replace(heading, level=base + len(number) - 1),
            DivisionMark("section", word, match["number"], match.end(), True, vietnamese),
        )
        for (heading, match), number in zip(matched, numbers, strict=True)
    ]


def _count_on(numbers: Sequence[tuple[int, ...]]) -> bool:
    """Whether each is the next at its depth, below what stands before it, or the first there."""
    before: tuple[int, ...] = ()
    for number in numbers:
        depth = len(number) - 1
        last = before[depth] if depth < len(before) else 0
        if depth > len(before) or number[:depth] != before[:depth] or number[-1] != last + 1:
            return False
        before = number
    return True
