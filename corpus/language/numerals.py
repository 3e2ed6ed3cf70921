"""Numerals, in figures or words: what they may mean, and how finely they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable


def longest_first(words: Iterable[str]) -> str:
    """These words as alternatives of a regular expression, the longest first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)
    )


ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"dozen": 12.0, "nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9},
}
SHORT_SCALES = {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12}
FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
VAGUE = {"dozens": (24.0, 99.0), "hundreds": (200.0, 999.0), "thousands": (2e3, 1e4)}
SCALE, SHORT_SCALE = longest_first(SCALES), longest_first(SHORT_SCALES)
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?![\d,.]*\d)|\d+(?:[.,]\d+)?)"
)
_BELOW_HUNDRED = (
    rf"(?:(?:{longest_first(TENS)})(?:[\s-](?:{longest_first(ONES)}))?|{longest_first(ONES)})"
)
SPELT = (
    rf"\b(?:{_BELOW_HUNDRED}|an?(?=[\s-]+(?:{SCALE})\b))\b"
    rf"(?:[\s-]+(?:{SCALE})\b(?:[\s-]+(?:and\s+)?{_BELOW_HUNDRED}\b)?)*"
)


def scale_of(word: str) -> float:
    """A million for `million` or `mn`; 1 for any other word or none."""
    return SCALES.get(word) or SHORT_SCALES.get(word, 1.0)


def numbers_meant(text: str, scale: float) -> tuple[float, ...]:
    """The numbers that a notation may mean: 10.000 is ten, or ten thousand as in Vietnamese."""
    if not text[0].isdigit():
        return (_spelt(text),)
    plain = re.sub(r"[\u00a0\u202f\u2009 ]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return (float(plain.replace(",", "")),)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", plain):
        return (float(plain.replace(".", "").replace(",", ".")),)
    if scale == 1.0 and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        return (float(plain), float(plain.replace(".", "")))
    return (float(plain.replace(",", ".")),)


def _spelt(text: str) -> float:
    """`two hundred and fifty thousand` as a number."""
    total = part = 0.0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in ("hundred", "dozen"):
            part = (part or 1) * SCALES[word]
        elif word in SCALES:
            total += (part or 1) * SCALES[word]
            part = 0.0
        elif word != "and":
            part += 1 if word in ("a", "an") else ONES.get(word, TENS.get(word, 0))
    return total + part


def fineness(text: str) -> float:
    """The unit of the last figure that a number is written with."""
    if not text[0].isdigit():
        return SCALES.get(re.split(r"[\s-]+", text.lower())[-1], 1.0)
    decimals = re.search(r"[.,](\d+)$", text)
    if decimals is None or re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", text):
        return 1.0
    return float(10 ** -len(decimals[1]))
