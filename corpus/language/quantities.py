"""Numbers in a text, in figures or words, with their units, so that they can be compared."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.language.dates import CHANGED, find_dates
from corpus.language.numerals import (
    DIGITS,
    FRACTIONS,
    ONES,
    SCALE,
    SCALES,
    SHORT_SCALE,
    SPELT,
    VAGUE,
    fineness,
    numbers_meant,
    scale_of,
)
from corpus.language.units import SIGN, UNIT, unit_of
from corpus.language.word_lists import one_of

Bound = Literal["exact", "about", "more", "less", "range"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; several `readings` where the notation allows two.

    `unit` is a currency, `%`, a family of measures (`day`, `m`, `kg`, `W` ...), `rank` for an
    ordinal, or "" for a count. `said` is the measure as it was written, `step` how finely the
    number was (0.1 million for `1.2 million`); `top` ends a range.
    """

    readings: tuple[float, ...]
    unit: str = ""
    bound: Bound = "exact"
    top: float | None = None
    step: float = 1.0
    said: str = ""


_NUMBER = re.compile(
    rf"""(?<![\w.,/])(?:
      (?P<fraction>\b(?:(?P<many>an?|{one_of(ONES)})[\s-]+
            (?:half|halves|thirds?|quarters?|fifths?|tenths?)|(?<!first\s)(?<!second\s)half)\b)
        (?=\s+(?:of\b|an?\s+(?:{SCALE}|{UNIT})\b|the\b|{SCALE}\b))
        (?:\s+(?:an?\s+)?(?P<fractionscale>(?:{SCALE})\b))?
        (?:\s+(?:an?\s+)?(?P<fractionunit>(?:{UNIT})(?!\w)))?
    | (?P<vague>\b(?:{one_of(VAGUE)})\b)
    | (?P<rank>\d{{1,4}}(?:st|nd|rd|th)\b)
    | (?:(?P<sign>{SIGN})\s?)?
      (?P<number>{DIGITS}|{SPELT})(?P<more>\+)?
      (?P<half>\s+and\s+a\s+half\b)?
      (?:[\s-]?(?P<scale>(?:{SCALE}|{SHORT_SCALE})(?!\w)|(?<=\d)\s?m(?=\s|[,.;)]|$)))?
      (?:[\s-]?(?P<unit>(?:{UNIT})(?!\w)))?
    )(?![\w/])""",
    re.IGNORECASE | re.VERBOSE,
)
# `Decree 36/2025`, `Phase 2`, `5G`: names with a number in them.
_REFERENCE = re.compile(
    r"\b(?:Resolution|Decree|Decision|Directive|Circular|Law|Article|Clause|Section|Chapter|Part"
    r"|Annex|Appendix|Table|Figure|Page|Pages|Phase|Group|Version|Project|Programme|Program|Plan"
    r"|Goal|Pillar|Regulation|Order|Ordinance|Conclusion|Document|Note|Level|Tier|Route|Zone"
    r"|District|Ward|Nos?|Nghị quyết|Nghị định|Quyết định|Thông tư|Điều|COP|COVID)"
    r"(?:\s+(?:No|Nos|Number|số)\b\.?)?[\s.-]*\d[\w/.-]*(?<![.-])"
    r"|\b[A-Z][A-Za-z]*-\d+\b|\b\d+[A-Z]+\b(?<!\d[KMB])|\b(?!VND|USD|EUR|GBP)[A-Z]+\d+\b"
    r"|\b\d+/\d+/?[\w-]*"
)
_CLOCK = re.compile(r"\b\d{1,2}[:h]\d\d\b|\b\d{1,2}(?:\.\d\d)?\s?[ap]\.?m\b\.?", re.IGNORECASE)
_NOT_ONE = re.compile(r"\s+(?:of|another|day|who|that|or|can|must|should)\b|\W*$")
_MORE = re.compile(
    r"\b(?:more than|over|at least|above|exceed(?:s|ed|ing)?|upwards of|beyond|minimum(?: of)?"
    r"|(?:no|not) (?:fewer|less) than)\s+$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:up to|at most|(?:less|fewer) than|under|below|(?:no|not) more than|maximum(?: of)?"
    r"|not exceed(?:ing)?|within)\s+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|circa|ca\.?"
    r"|(?:an )?estimated)\s+|~\s?)$",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\s?[-–—]\s?|\s+to\s+")
_AND = re.compile(r"\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_CLOSE = 0.1  # `about 100` may be 90 to 110
_WIDE = 1.5  # `more than 90` may be up to 135
_ROUNDED = 0.05  # nobody rounds by more
_CALENDAR = 0.03  # 3 months are 90 days, or 92


def references(text: str) -> list[tuple[int, int]]:
    """(start, end) of names that have a number in them."""
    return [match.span() for match in _REFERENCE.finditer(text)]


def quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """(start, end, number) of each number of a text; the two ends of a range are one.

    Numbers in dates, hours and references are left out.
    """
    text = _masked(text)
    found: list[tuple[int, int, Quantity]] = []
    for match in _NUMBER.finditer(text):
        quantity = _quantity(text, match)
        if quantity is None:
            continue
        start, end = match.span()
        if found:
            first_start, first_end, first = found[-1]
            before = text[max(0, first_start - 60) : first_start]
            between = _AND.fullmatch(text, first_end, start) and _BETWEEN.search(before)
            to = _UP_TO.fullmatch(text, first_end, start) and not CHANGED.search(before)
            joined = _range(first, quantity, match) if between or to else None
            if joined:
                found[-1] = (first_start, end, joined)
                continue
        found.append((start, end, quantity))
    return found


def same_quantity(one: Quantity, other: Quantity) -> str:
    """`equal`, `compatible` where both can be true (rounding, ranges), or `different`."""
    found = {
        _same_numbers(replace(one, readings=(first,)), replace(other, readings=(second,)))
        for first in one.readings
        for second in other.readings
    }
    return next(kind for kind in ("equal", "compatible", "different") if kind in found)


def _masked(text: str) -> str:
    """The text with what is no number blanked, each letter at its place."""
    for start, end, _ in find_dates(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    for pattern in (_REFERENCE, _CLOCK):
        text = pattern.sub(lambda match: "\x00" * len(match[0]), text)
    return text


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    if match["vague"]:
        low, high = VAGUE[match["vague"].lower()]
        return Quantity((low,), "", "range", high)
    if match["rank"]:
        return Quantity((float(re.sub(r"\D", "", match["rank"])),), "rank")
    if match["fraction"]:
        return _fraction(match)
    words, sign = match["number"], match["sign"]
    alone = not (match["scale"] or match["unit"] or sign)
    if words.lower() == "one" and alone and _NOT_ONE.match(text, match.end()):
        return None
    scale_word, unit_word = (match["scale"] or "").strip().lower(), match["unit"]
    if scale_word == "m":  # millions of money, or metres
        scale_word, unit_word = ("million", unit_word) if sign else ("", "m")
    scale = scale_of(scale_word)
    unit, factor = unit_of(sign, unit_word)
    half = 0.5 if match["half"] else 0.0
    readings = tuple((value + half) * scale * factor for value in numbers_meant(words, scale))
    before = text[max(0, match.start() - 40) : match.start()]
    bound: Bound = "exact"
    if match["more"] or _MORE.search(before):
        bound = "more"
    elif _LESS.search(before):
        bound = "less"
    elif _ABOUT.search(before):
        bound = "about"
    said = (unit_word or "").lower()
    return Quantity(readings, unit, bound, step=fineness(words) * scale * factor, said=said)


def _fraction(match: re.Match[str]) -> Quantity:
    words = re.split(r"[\s-]+", match["fraction"].lower())
    part = "half" if words[-1] == "halves" else words[-1].removesuffix("s")
    share = FRACTIONS[part] * ONES.get(words[0], 1)
    unit, factor = unit_of(None, match["fractionunit"])
    if match["fractionscale"]:
        value = share * SCALES[match["fractionscale"].lower()] * factor
        return Quantity((value,), unit, step=value / 10)
    if match["fractionunit"]:
        return Quantity((share * factor,), unit, said=match["fractionunit"].lower())
    return Quantity((100 * share,), "%")


def _range(low: Quantity, high: Quantity, match: re.Match[str]) -> Quantity | None:
    """From the one number to the other; what is written once holds for both."""
    (top, *_), bottom = high.readings, low.readings[0]
    if low.bound == "range" or high.bound == "range" or "rank" in (low.unit, high.unit):
        return None
    if not low.said and not low.unit:
        scale = (match["scale"] or "").strip().lower()
        scale = "million" if scale == "m" and match["sign"] else scale
        _, factor = unit_of(match["sign"], match["unit"])
        wider = bottom * scale_of(scale) * factor
        bottom = wider if wider < top else bottom
    elif low.unit != high.unit and high.unit:
        return None
    unit = high.unit or low.unit
    return Quantity((bottom,), unit, "range", top, high.step, high.said) if bottom < top else None


def _same_numbers(one: Quantity, other: Quantity) -> str:
    """The same, of quantities with one reading each."""
    (low,), (other_low,) = one.readings, other.readings
    slack = _CALENDAR if one.unit == "day" and one.said[:3] != other.said[:3] else 1e-9
    if one.bound == "range" and other.bound == "range":
        top, other_top = one.top or low, other.top or other_low
        if math.isclose(low, other_low) and math.isclose(top, other_top):
            return "equal"
        inside = other_low <= low and top <= other_top
        around = low <= other_low and other_top <= top
        return "compatible" if inside or around else "different"
    if "range" not in (one.bound, other.bound) and math.isclose(low, other_low, rel_tol=slack):
        return "equal" if one.bound == other.bound else "compatible"
    if one.bound == other.bound == "exact":
        return "compatible" if _rounded(low, one.step, other_low, other.step) else "different"
    if one.bound == other.bound != "about":
        return "different"  # two lower limits, or two upper ones
    return "compatible" if _allows(one, other) and _allows(other, one) else "different"


def _allows(one: Quantity, other: Quantity) -> bool:
    """Whether a quantity leaves room for what the other may be."""
    low, number, top = one.readings[0], other.readings[0], other.top or other.readings[0]
    if one.bound == "range" and one.top is not None:
        below = number <= one.top or other.bound == "less"
        return below and (low <= top or other.bound == "more")
    if one.bound == "about":
        return number * (1 - _CLOSE) <= low <= top * (1 + _CLOSE) or other.bound in ("more", "less")
    if one.bound == "more":
        return low <= top and (other.bound == "less" or number <= _WIDE * low)
    if one.bound == "less":
        return number <= low and (other.bound == "more" or top >= low / _WIDE)
    return True


def _rounded(one: float, step: float, other: float, other_step: float) -> bool:
    """Whether the one number is the other rounded, as 1.2 million is 1,234,567."""
    coarse, fine = max(step, other_step), min(step, other_step)
    near = math.isclose(one, other, rel_tol=_ROUNDED)
    return near and coarse >= 100 * fine and abs(one - other) <= coarse / 2
