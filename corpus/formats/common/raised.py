"""Raised letters and figures: a mark of a note is no part of the number that it stands behind."""

from __future__ import annotations

import re

FIGURES = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
# A power of ten, a square or a cube of a measure, of a variable: there the figure has a meaning.
POWER = re.compile(
    r"(?:(?<![\w.,])(?:\d{1,3}(?:[.,]\d{1,4})?\s?[×x·*]\s?)?10|(?<![^\W\d_])(?:[kcdmµ]?m|ft|in|yd|mi|s|[A-Zxyzr]))\Z"
)
EXPONENT = re.compile(r"[-+−]?\d{1,2}|n")
MEASURE = re.compile(r"(?:[kcdmµ]?m|ft|in|yd|mi)\Z")
MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§#¶]{1,3}|[a-h])(?:\s?[,;–-]\s?(?:\d{1,3}|[a-h]))*[\])]?")


def raised(before: str, words: str, *, linked: bool = False) -> str:
    """What is read of raised words that stand behind `before`: nothing of the mark of a note, a
    power in its own signs (10⁶, km²), anything else (1st, nᵒ) as it is.

    `linked` says that they lead elsewhere, as marks of notes do.
    """
    mark = words.strip()
    tail = before[-16:]
    if EXPONENT.fullmatch(mark) and not linked and POWER.search(tail):
        square = mark.lstrip("-+−") in ("1", "2", "3")
        if not MEASURE.search(tail) or square:
            return mark.translate(FIGURES)
    if not tail.strip():
        return words  # at the foot of the page, before the note itself
    if linked or MARK.fullmatch(mark):
        return ""
    return words
