"""Numbers in a text, in figures or words, with their units, so that they can be compared."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.moments import moments

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


_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"dozen": 12.0, "nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9},
}
_SHORT_SCALES = {"k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12}
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_VAGUE = {"dozens": (24.0, 99.0), "hundreds": (200.0, 999.0), "thousands": (2e3, 1e4)}
_CURRENCIES = {
    "usd": ("us$", "$", "usd", "dollar", "dollars", "us dollar", "us dollars"),
    "eur": ("€", "eur", "euro", "euros"),
    "gbp": ("£", "gbp", "pound", "pounds", "pounds sterling"),
    "jpy": ("¥", "jpy", "yen"),
    "vnd": ("vnd", "dong", "vietnamese dong", "đồng", "₫"),
    "cny": ("cny", "rmb", "yuan"),
    "krw": ("krw", "won"),
}
_MEASURES: dict[str, dict[str, float]] = {
    "%": {"%": 1, "percent": 1, "per cent": 1, "pct": 1},
    "point": {"percentage point": 1, "percentage points": 1},
    "day": {
        **dict.fromkeys(("day", "days", "calendar day", "calendar days"), 1.0),
        **dict.fromkeys(("hour", "hours"), 1 / 24),
        **dict.fromkeys(("minute", "minutes"), 1 / 1440),
        **dict.fromkeys(("week", "weeks"), 7.0),
        **dict.fromkeys(("month", "months"), 365.25 / 12),
        **dict.fromkeys(("year", "years"), 365.25),
    },
    "working day": dict.fromkeys(
        ("working day", "working days", "business day", "business days"), 1.0
    ),
    "m": {
        **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
        **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1e3),
    },
    "m2": {
        **dict.fromkeys(("m2", "m²", "square metres", "square meters", "sqm"), 1.0),
        **dict.fromkeys(("ha", "hectare", "hectares"), 1e4),
        **dict.fromkeys(("km2", "km²", "square kilometres", "square kilometers"), 1e6),
    },
    "kg": {
        **dict.fromkeys(("kg", "kilogram", "kilograms"), 1.0),
        **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), 1e3),
    },
    "W": {
        **dict.fromkeys(("kw", "kilowatt", "kilowatts"), 1e3),
        **dict.fromkeys(("mw", "megawatt", "megawatts"), 1e6),
        **dict.fromkeys(("gw", "gigawatt", "gigawatts"), 1e9),
    },
    "Wh": {"kwh": 1e3, "mwh": 1e6, "gwh": 1e9, "twh": 1e12},
    "B": {"mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15},
    "bit/s": {"mbps": 1e6, "gbps": 1e9},
}
_UNITS: dict[str, tuple[str, float]] = {
    **{word: (unit, 1.0) for unit, words in _CURRENCIES.items() for word in words},
    **{word: (unit, factor) for unit, words in _MEASURES.items() for word, factor in words.items()},
}


def _any_of(words: Iterable[str]) -> str:
    """An alternation, the longest words first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)
    )


_SCALE, _SHORT = _any_of(_SCALES), _any_of(_SHORT_SCALES)
_SIGNS = _any_of(word for words in _CURRENCIES.values() for word in words[:3])
_UNIT = _any_of(word for word in _UNITS if not word.endswith("$"))
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?![\d,.]*\d)|\d+(?:[.,]\d+)?)"
)
_BELOW_HUNDRED = rf"(?:(?:{_any_of(_TENS)})(?:[\s-](?:{_any_of(_ONES)}))?|{_any_of(_ONES)})"
_SPELT = (
    rf"\b(?:{_BELOW_HUNDRED}|an?(?=[\s-]+(?:{_SCALE})\b))\b"
    rf"(?:[\s-]+(?:{_SCALE})\b(?:[\s-]+(?:and\s+)?{_BELOW_HUNDRED}\b)?)*"
)
_NUMBER = re.compile(
    rf"""(?<![\w.,/])(?:
      (?P<fraction>\b(?:(?P<many>one|an?|two|three|four|nine)[\s-]+
            (?:half|halves|thirds?|quarters?|fifths?|tenths?)|(?<!first\s)(?<!second\s)half)\b)
        (?=\s+(?:of\b|an?\s+(?:{_SCALE}|{_UNIT})\b|the\b|{_SCALE}\b))
        (?:\s+(?:an?\s+)?(?P<fractionscale>(?:{_SCALE})\b))?
        (?:\s+(?:an?\s+)?(?P<fractionunit>(?:{_UNIT})(?!\w)))?
    | (?P<vague>\b(?:dozens|hundreds|thousands)\b)
    | (?P<rank>\d{{1,4}}(?:st|nd|rd|th)\b)
    | (?:(?P<sign>{_SIGNS})\s?)?
      (?P<number>{_DIGITS}|{_SPELT})(?P<more>\+)?
      (?P<half>\s+and\s+a\s+half\b)?
      (?:[\s-]?(?P<scale>(?:{_SCALE}|{_SHORT})(?!\w)|(?<=\d)\s?m(?=\s|[,.;)]|$)))?
      (?:[\s-]?(?P<unit>(?:{_UNIT})(?!\w)))?
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
_CHANGE = re.compile(
    r"\b(?:r[io]se[ns]?|rising|gr[eo]wn?s?|growing|increas\w+|f[ae]ll(?:en|s|ing)?|dropp?\w*"
    r"|decreas\w+|declin\w+|reduc\w+|went|gone|up|down|expand\w+|cut|rais\w+|lower\w+|mov\w+"
    r"|chang\w+|extend\w+|climb\w+|shr[aiu]nk\w*)\b[^.;]{0,40}$",
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
            to = _UP_TO.fullmatch(text, first_end, start) and not _CHANGE.search(before)
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
    for start, end, _ in moments(text):
        text = text[:start] + "\x00" * (end - start) + text[end:]
    for pattern in (_REFERENCE, _CLOCK):
        text = pattern.sub(lambda match: "\x00" * len(match[0]), text)
    return text


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    if match["vague"]:
        low, high = _VAGUE[match["vague"].lower()]
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
    scale = _SCALES.get(scale_word) or _SHORT_SCALES.get(scale_word, 1.0)
    unit, factor = _unit(sign, unit_word)
    half = 0.5 if match["half"] else 0.0
    readings = tuple((value + half) * scale * factor for value in _readings(words, scale))
    before = text[max(0, match.start() - 40) : match.start()]
    bound: Bound = "exact"
    if match["more"] or _MORE.search(before):
        bound = "more"
    elif _LESS.search(before):
        bound = "less"
    elif _ABOUT.search(before):
        bound = "about"
    said = (unit_word or "").lower()
    return Quantity(readings, unit, bound, step=_step(words) * scale * factor, said=said)


def _fraction(match: re.Match[str]) -> Quantity:
    words = re.split(r"[\s-]+", match["fraction"].lower())
    part = "half" if words[-1] == "halves" else words[-1].removesuffix("s")
    share = _FRACTIONS[part] * _ONES.get(words[0], 1)
    unit, factor = _unit(None, match["fractionunit"])
    if match["fractionscale"]:
        value = share * _SCALES[match["fractionscale"].lower()] * factor
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
        _, factor = _unit(match["sign"], match["unit"])
        wider = bottom * (_SCALES.get(scale) or _SHORT_SCALES.get(scale, 1.0)) * factor
        bottom = wider if wider < top else bottom
    elif low.unit != high.unit and high.unit:
        return None
    unit = high.unit or low.unit
    return Quantity((bottom,), unit, "range", top, high.step, high.said) if bottom < top else None


def _unit(sign: str | None, word: str | None) -> tuple[str, float]:
    after = " ".join((word or "").lower().split())
    if sign and _UNITS.get(after, ("",))[0] not in _CURRENCIES:
        after = sign.lower()
    return _UNITS.get(after, ("", 1.0))


def _readings(text: str, scale: float) -> tuple[float, ...]:
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
            part = (part or 1) * _SCALES[word]
        elif word in _SCALES:
            total += (part or 1) * _SCALES[word]
            part = 0.0
        elif word != "and":
            part += 1 if word in ("a", "an") else _ONES.get(word, _TENS.get(word, 0))
    return total + part


def _step(text: str) -> float:
    """The unit of the last figure that a number is written with."""
    if not text[0].isdigit():
        return _SCALES.get(re.split(r"[\s-]+", text.lower())[-1], 1.0)
    decimals = re.search(r"[.,](\d+)$", text)
    if decimals is None or re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", text):
        return 1.0
    return float(10 ** -len(decimals[1]))


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
