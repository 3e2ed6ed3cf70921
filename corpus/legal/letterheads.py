"""The letterhead of a Vietnamese act, which stands in a table without lines, as does its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.language.word_lists import grouped, one_of, ordered_list

MAX_ROWS, MAX_COLUMNS, MAX_LENGTH = 4, 3, 600
MOTTO = re.compile(one_of(grouped("letterhead")["motto"]), re.IGNORECASE)
_SIGNED = tuple(ordered_list("signature_lines"))


def is_letterhead(rows: Sequence[Sequence[str]], count: int | None = None) -> bool:
    """Whether a table only sets side by side who issues and the national motto, or to whom a
    document goes and who signs; `rows` are the words of its first rows, `count` is of them all."""
    if (count or len(rows)) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        return False
    cells = [" ".join(cell.split()) for row in rows for cell in row]
    if sum(map(len, cells)) > MAX_LENGTH * MAX_COLUMNS:
        return False
    return any(MOTTO.search(cell) for cell in cells) or any(
        cell.startswith(_SIGNED) for cell in cells
    )
