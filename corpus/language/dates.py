"""Dates in a text, in whatever notation, as spans of days that can be compared."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.language.date_notations import MONTHS

Days = tuple[date, date]  # the first and the last
LEAP_YEAR = 2000  # stands for the year that a text leaves out


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, as the days that it may be: one for a full date, a year of them for `2024`.

    Several `readings` where the day may be the month (03/04/2025). Without a year, the days
    are those of LEAP_YEAR.
    """

    readings: tuple[Days, ...]
    has_year: bool = True

    @property
    def years(self) -> frozenset[int]:
        """The years that it lies in; none where it does not say."""
        if not self.has_year:
            return frozenset()
        return frozenset(
            year for first, last in self.readings for year in range(first.year, last.year + 1)
        )

    @property
    def is_day(self) -> bool:
        return all(first == last for first, last in self.readings)


_MONTH = (
    r"(?:(?-i:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20|21)\d\d"
_TO = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_PART = r"early|mid|late|(?:the\s+)?(?:end|beginning|start|middle)\s+of"
_DATE = re.compile(
    rf"""\b(?:
      (?P<iso>{_YEAR}-\d\d(?:-\d\d)?(?!\d))
    | (?P<numeric>\d{{1,2}}(?P<sign>[./-])\d{{1,2}}(?P=sign){_YEAR})
    | (?:ngày\s+)?(?P<vday>\d{{1,2}})?\s*tháng\s+(?P<vmonth>\d{{1,2}})
        (?:\s+năm\s+|/)(?P<vyear>{_YEAR})
    | (?:the\s+)?(?P<day>{_DAY})(?:{_TO}(?P<to>{_DAY}))?\s+(?:of\s+)?(?P<month>{_MONTH})
        (?:,?\s+(?P<year>{_YEAR}))?
    | (?P<month2>{_MONTH})\s+(?P<day2>{_DAY})(?:{_TO}(?P<to2>{_DAY}))?(?![\d,.]\d)
        (?:,?\s+(?P<year2>{_YEAR}))?
    | (?P<quarter>Q[1-4]|H[12]|(?:first|second|third|fourth|last)\s+(?:quarter|half))
        (?:\s+of|,)?\s+(?P<year4>{_YEAR})
    | (?P<part5>{_PART})[\s-]+(?P<month5>{_MONTH})(?!,?\s+(?:of\s+)?{_YEAR})
    | (?:(?<=\bin\s)|(?<=\bby\s)|(?<=\bfrom\s)|(?<=\bsince\s)|(?<=\buntil\s)|(?<=\bduring\s)
        |(?<=\bbetween\s)|(?<=\band\s)|(?<=\bto\s))(?P<month6>{_MONTH})(?!,?\s+(?:of\s+)?{_YEAR})
    | (?:(?P<part>{_PART})[\s-]+)?
        (?:(?P<month3>{_MONTH}),?\s+(?:of\s+)?)?
        (?P<year3>{_YEAR})(?:(?P<short>[/–-]\d\d)(?!\d))?
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_PERHAPS = re.compile(
    r"\d|\b(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_PARTS = {  # of a year, as months; of a month, as days
    "early": ((1, 4), (1, 10)),
    "beginning": ((1, 3), (1, 10)),
    "start": ((1, 3), (1, 10)),
    "mid": ((5, 8), (10, 20)),
    "late": ((9, 12), (20, 31)),
    "end": ((12, 12), (20, 31)),
}
_SPANS = {
    **{"q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12)},
    **{"first quarter": (1, 3), "second quarter": (4, 6), "third quarter": (7, 9)},
    **{"fourth quarter": (10, 12), "last quarter": (10, 12)},
    **{"first half": (1, 6), "second half": (7, 12), "last half": (7, 12)},
}
_UP_TO = re.compile(r"\s*(?:-|–|—|to|through|until|till)\s*")
_AND = re.compile(r"\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
# What a year follows, as a count of things does not.
_YEAR_CUE = re.compile(
    r"\b(?:in|since|by|until|till|from|to|of|during|year|before|after|for|the|its|early|mid|late"
    r"|end|between|and|fiscal|through|circa|than)[\s-]*$",
    re.IGNORECASE,
)
_THINGS = re.compile(r"\s+(?!(?:was|is|has|does)\b)(?:new\s+|more\s+)?[a-z]+s\b(?!['’])")
_SIGN = re.compile(r"(?:[$€£¥]|\bNo\.?)\s?$")


def moments(text: str) -> list[tuple[int, int, Moment]]:
    """(start, end, date) of each date of a text; the two ends of a span are one."""
    found: list[tuple[int, int, Moment]] = []
    if not _PERHAPS.search(text):
        return found
    for match in _DATE.finditer(text):
        moment = None if _is_count(text, match) else _moment(match)
        if moment is None:
            continue
        start, end = match.span()
        if found:
            first_start, first_end, first = found[-1]
            between = _AND.fullmatch(text, first_end, start) and _BETWEEN.search(text[:first_start])
            span = _span(first, moment)
            if span and (between or _UP_TO.fullmatch(text, first_end, start)):
                found[-1] = (first_start, end, span)
                continue
        found.append((start, end, moment))
    return found


def same_moment(one: Moment, other: Moment) -> str:
    """`equal`, `compatible` where the one holds the other, or `different`."""
    found = set()
    for first in one.readings:
        for second in other.readings:
            if one.has_year and other.has_year:
                found.add(_same_days(first, second))
                continue
            # Only the days of the year can be compared, and only the days.
            sameness = _same_days(_in_leap_year(first), _in_leap_year(second))
            unequal = one.has_year != other.has_year
            found.add("compatible" if sameness == "equal" and unequal else sameness)
    return next(kind for kind in ("equal", "compatible", "different") if kind in found)


def _same_days(one: Days, other: Days) -> str:
    if one == other:
        return "equal"
    inside = one[0] <= other[0] and other[1] <= one[1]
    around = other[0] <= one[0] and one[1] <= other[1]
    return "compatible" if inside or around else "different"


def _in_leap_year(days: Days) -> Days:
    return _with_year(days[0], LEAP_YEAR), _with_year(days[1], LEAP_YEAR)


def _with_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1) - timedelta(days=1)


def _span(first: Moment, last: Moment) -> Moment | None:
    """From the one date to the other; the first may leave its year to the second."""
    if len(first.readings) != 1 or len(last.readings) != 1:
        return None
    (start, _), (_, end) = first.readings[0], last.readings[0]
    if last.has_year and not first.has_year:
        start = _with_year(start, end.year)
    if start >= end or (first.has_year and not last.has_year):
        return None
    return Moment(((start, end),), last.has_year)


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether four digits count things (`trained 2000 officials`) and are no year."""
    if not match["year3"] or match["month3"] or match["part"] or match["short"]:
        return False
    before = text[max(0, match.start() - 20) : match.start()]
    things = _THINGS.match(text, match.end()) is not None
    return (things and _YEAR_CUE.search(before) is None) or _SIGN.search(before) is not None


def _moment(match: re.Match[str]) -> Moment | None:
    try:
        if match["iso"]:
            return _days(*(int(part) for part in match["iso"].split("-")))
        if match["numeric"]:
            return _numeric(match["numeric"], match["sign"])
        if match["vmonth"]:
            day = int(match["vday"]) if match["vday"] else None
            return _days(int(match["vyear"]), int(match["vmonth"]), day)
        if match["day"]:
            return _month_days(match["year"], match["month"], match["day"], match["to"])
        if match["day2"]:
            return _month_days(match["year2"], match["month2"], match["day2"], match["to2"])
        if match["quarter"]:
            months = _SPANS[" ".join(match["quarter"].lower().split())]
            return _months(int(match["year4"]), *months)
        if match["month6"]:
            number = _month(match["month6"])
            return Moment(_months(LEAP_YEAR, number, number).readings, has_year=False)
        if match["month5"]:
            return _part_of_month(None, match["month5"], match["part5"])
        if match["part"] and match["month3"]:
            return _part_of_month(int(match["year3"]), match["month3"], match["part"])
        if match["part"]:
            return _months(int(match["year3"]), *_PARTS[_part(match["part"])][0])
        return _year(match)
    except (ValueError, KeyError):
        return None


def _days(year: int, month: int | None = None, day: int | None = None) -> Moment:
    if month and day:
        return Moment(((date(year, month, day),) * 2,))
    return _months(year, month or 1, month or 12)


def _months(year: int, first: int, last: int) -> Moment:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Moment(((date(year, first, 1), end),))


def _numeric(text: str, sign: str) -> Moment | None:
    first, second, year = (int(part) for part in text.split(sign))
    # With dots the day always comes first.
    orders = [(first, second)] if sign == "." else [(first, second), (second, first)]
    readings = tuple(
        (date(year, month, day), date(year, month, day))
        for day, month in dict.fromkeys(orders)
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    )
    return Moment(readings) if readings else None


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _month_days(year: str | None, month: str, day: str, last: str | None) -> Moment:
    number = int(re.sub(r"\D", "", day))
    first = date(int(year or LEAP_YEAR), _month(month), number)
    end = first.replace(day=int(re.sub(r"\D", "", last))) if last else first
    return Moment(((first, max(first, end)),), has_year=year is not None)


def _part(words: str) -> str:
    return "mid" if "mid" in words.lower() else words.lower().split()[-2:][0].removeprefix("the ")


def _part_of_month(year: int | None, month: str, words: str) -> Moment:
    number, (first, last) = _month(month), _PARTS[_part(words)][1]
    length = calendar.monthrange(year or LEAP_YEAR, number)[1]
    start = date(year or LEAP_YEAR, number, first)
    return Moment(((start, start.replace(day=min(last, length))),), has_year=year is not None)


def _year(match: re.Match[str]) -> Moment:
    year, month = int(match["year3"]), match["month3"]
    last = year - year % 100 + int(match["short"][1:]) if match["short"] else year
    if not month and last > year:
        return Moment(((date(year, 1, 1), date(last, 12, 31)),))
    return _days(year, _month(month) if month else None)
