"""What an amending law quotes as the new words of another: no divisions or clauses of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.legal.divisions import mark_of

LONGEST = 300  # lines of a new wording
CLAUSE = re.compile(r"(\d{1,3})[a-zđ]?[.)]\s")
_POINT = re.compile(r"[a-zđ]\)\s|\([a-z0-9]{1,3}\)\s")
_OPENS, _CLOSES = re.compile(r"[“\"«]\s?"), re.compile(r"[”\"»]\s?[.;,]?$")


def quoted_places(lines: Sequence[str]) -> frozenset[int]:
    """The places of the lines that are quoted: from one that opens with a quotation mark before
    the mark of a division, a clause or a point to the one that closes it."""
    inside: set[int] = set()
    for place, line in enumerate(lines):
        opens = _OPENS.match(line)
        if opens is None or place in inside:
            continue
        words = line[opens.end() :]
        if not (mark_of(words) or CLAUSE.match(words) or _POINT.match(words)):
            continue
        for last in range(place, min(len(lines), place + LONGEST)):
            if _CLOSES.search(lines[last][-4:]):
                inside.update(range(place, last + 1))
                break
    return frozenset(inside)
