"""Numerals, in figures or words: what they may mean, and how finely they are written."""

from __future__ import annotations

import re

from corpus.language.word_lists import one_of, table


def _numbers(kind: str) -> dict[str, int]:
    return {word: int(number) for word, number, of in table("numerals") if of == kind}


ONES, TENS = _numbers("one"), _numbers("ten")
SCALES, SHORT_SCALES = _numbers("scale"), _numbers("short scale")
FRACTIONS = {word: 1 / parts for word, parts in _numbers("fraction").items()}
ORDINALS = _numbers("ordinal")
NUMBERS_VI = _numbers("vi")  # one to ten, as they stand before what is counted
VAGUE = {word: (float(least), float(most)) for word, least, most in table("vague_numbers")}
NUMBER_WORDS = (
    ONES
    | TENS
    | {  # zero to ninety-nine
        f"{ten}-{one}": TENS[ten] + ONES[one] for ten in TENS for one in ONES if 0 < ONES[one] < 10
    }
)
# `two` to `twenty`: how many of a thing there are, in a sentence or in a question.
SMALL_NUMBERS = tuple(word for word, number in NUMBER_WORDS.items() if 2 <= number <= 20)
SMALL_NUMBER = one_of(SMALL_NUMBERS)  # part of a regular expression
ORDINAL = one_of(ORDINALS)
COUNT = rf"(?:{SMALL_NUMBER}|[1-9]\d{{0,2}}(?:,\d{{3}})*)"
SCALE, SHORT_SCALE = one_of(SCALES), one_of(SHORT_SCALES)
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?![\d,.]*\d)|\d+(?:[.,]\d+)?)"
)
_BELOW_HUNDRED = rf"(?:(?:{one_of(TENS)})(?:[\s-](?:{one_of(ONES)}))?|{one_of(ONES)})"
SPELT = (
    rf"\b(?:{_BELOW_HUNDRED}|an?(?=[\s-]+(?:{SCALE})\b))\b"
    rf"(?:[\s-]+(?:{SCALE})\b(?:[\s-]+(?:and\s+)?{_BELOW_HUNDRED}\b)?)*"
)


def scale_of(word: str) -> float:
    """A million for `million` or `mn`; 1 for any other word or none."""
    return float(SCALES.get(word) or SHORT_SCALES.get(word, 1))


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
        return float(SCALES.get(re.split(r"[\s-]+", text.lower())[-1], 1))
    decimals = re.search(r"[.,](\d+)$", text)
    if decimals is None or re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", text):
        return 1.0
    return float(10 ** -len(decimals[1]))
