"""What the cells of a spreadsheet hold, and which of them go over others."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Literal

MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\b[^<>]{0,300}?\bref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes control characters into XML


def column_number(letters: bytes) -> int:
    """The number of a column from 0: 0 for `A`, 26 for `AA`."""
    column = 0
    for one in letters:
        column = 26 * column + one - ord("A") + 1
    return column - 1


def cell_words(value: Any, finest: Literal["minutes", "seconds"] = "minutes") -> str:
    """What a cell holds, as a spreadsheet shows it: a number plainly, a formula as its text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return ESCAPED.sub(lambda code: chr(int(code[1], 16)), value) if "_x" in value else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return value.date().isoformat() if midnight else value.isoformat(" ", finest)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", None) or value)
