"""Dates in a text, in whatever notation, as spans of days that can be compared.

    find_dates(text)        (start, end, DateSpan) of each date of a text
    whole_date(text)        of a text that is a date and nothing else
    years_in(text), year_spans(text)

This is the one home of what a date is: years from 1000 to 2199, months by name or number, in
English and Vietnamese, and in French where the whole text is the date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from corpus.language.units import MEASURE, UNIT
from corpus.language.word_lists import one_of, table

Days = tuple[date, date]  # the first and the last
Unit = Literal["day", "month", "year"]
LEAP_YEAR = 2000  # stands for the year that a text leaves out
_SURELY_YEAR = 1800  # below it four digits are a year only where the words around them say so


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date, as the days that it may be: one for a full date, a year of them for `2024`.

    Several `readings` where the day may be the month (03/04/2025). Without a year, the days
    are those of LEAP_YEAR. `unit` is the finest that its words name.
    """

    readings: tuple[Days, ...]
    has_year: bool = True
    unit: Unit = field(default="day", compare=False)

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

    @property
    def iso(self) -> str | None:
        """ISO 8601 of the one day, month or year that it is; None for other spans."""
        if not self.has_year or len(self.readings) != 1:
            return None
        ((first, last),) = self.readings
        if first == last:
            return first.isoformat()
        if first.day != 1 or (last + timedelta(days=1)).day != 1 or first.year != last.year:
            return None
        if (first.month, last.month) == (1, 12):
            return first.isoformat()[:4]
        return first.isoformat()[:7] if first.month == last.month else None

    def in_year(self, year: int) -> DateSpan | None:
        """The same days of a year; None where it has no 29 February."""
        try:
            readings = tuple(
                (first.replace(year=year), last.replace(year=year)) for first, last in self.readings
            )
        except ValueError:
            return None
        return replace(self, readings=readings, has_year=True)


MONTHS = {name.lower(): int(number) for number, name, _ in table("months")}
ENGLISH_MONTHS = tuple(name for _, name, language in table("months") if language == "en")
# In lower case: capitalised in English, and no names of anyone.
DAYS_AND_MONTHS = frozenset(
    name.lower()
    for name, language in (
        *((name, language) for _, name, language in table("months")),
        *table("weekdays"),
    )
    if language == "en"
)
MONTH = rf"(?:(?-i:{one_of(ENGLISH_MONTHS)})\b\.?)"  # part of a regular expression
_VIETNAMESE_MONTH = one_of(name for _, name, language in table("months") if language == "vi")
_QUARTERS = {words: (int(first), int(last)) for words, first, last in table("parts_of_year")}
_DAY = r"[0-3]?\d(?:st|nd|rd|th|er)?"
YEAR = r"(?:1\d|20|21)\d\d"  # part of a regular expression
LATE_YEAR = r"(?:19|20)\d\d"  # one that needs no word around it to be a year
ISO_DAY = re.compile(rf"{YEAR}-\d\d-\d\d")
_TO = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_PART = r"early|mid|late|(?:the\s+)?(?:end|beginning|start|middle)\s+of"
_DATE = re.compile(
    rf"""\b(?:
      (?P<iso>{YEAR}(?:(?P<isosign>[-/.])\d{{1,2}}(?P=isosign)\d{{1,2}}|-\d\d)(?!\d))
    | (?:(?P<dayfirst>ngày)\s+)?
        (?P<numeric>\d{{1,2}}(?P<sign>[./-])\d{{1,2}}(?P=sign){YEAR})
    | (?:(?:ngày\s+)?(?P<vday>\d{{1,2}})\s+)?\btháng\s+(?P<vmonth>\d{{1,2}}|{_VIETNAMESE_MONTH})
        (?:(?:\s+năm\s+|\s*/\s*)(?P<vyear>{YEAR}))?
    | (?:the\s+)?(?P<day>{_DAY})(?:{_TO}(?P<to>{_DAY}))?\s+(?:of\s+)?(?P<month>{MONTH})
        (?:,?\s+(?P<year>{YEAR}))?
    | (?P<month2>{MONTH})\s+(?P<day2>{_DAY})(?:{_TO}(?P<to2>{_DAY}))?(?![\d,.]\d)
        (?:,?\s+(?P<year2>{YEAR}))?
    | (?P<quarter>{one_of(_QUARTERS)})(?:\s+of|,)?\s+(?P<year4>{YEAR})
    | (?P<part5>{_PART})[\s-]+(?P<month5>{MONTH})(?!,?\s+(?:of\s+)?{YEAR})
    | (?:(?<=\bin\s)|(?<=\bby\s)|(?<=\bfrom\s)|(?<=\bsince\s)|(?<=\buntil\s)|(?<=\bduring\s)
        |(?<=\bbetween\s)|(?<=\band\s)|(?<=\bto\s))(?P<month6>{MONTH})(?!,?\s+(?:of\s+)?{YEAR})
    | (?:(?P<part>{_PART})[\s-]+)?
        (?:(?P<month3>{MONTH}),?\s+(?:of\s+)?)?
        (?P<year3>{YEAR})(?:(?P<short>[/–-]\d\d)(?!\d))?
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_PERHAPS = re.compile(rf"\d|\b{MONTH}|tháng")
_PARTS = {  # of a year, as months; of a month, as days
    "early": ((1, 4), (1, 10)),
    "beginning": ((1, 3), (1, 10)),
    "start": ((1, 3), (1, 10)),
    "mid": ((5, 8), (10, 20)),
    "late": ((9, 12), (20, 31)),
    "end": ((12, 12), (20, 31)),
}
_UP_TO = re.compile(r"\s*(?:-|–|—|to|through|until|till)\s*")
_AND = re.compile(r"\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
# What a year follows, as a count of things does not.
_YEAR_CUE = re.compile(
    r"\b(?:in|since|by|until|till|from|to|of|during|year|before|after|for|the|its|early|mid|late"
    r"|end|between|and|fiscal|through|circa|than|năm)[\s-]*$",
    re.IGNORECASE,
)
_THINGS = re.compile(r"\s+(?!(?:was|is|has|does)\b)(?:new\s+|more\s+)?[a-z]+s\b(?!['’])")
_MEASURED = re.compile(rf"\s?(?:{MEASURE})(?![\w-])", re.IGNORECASE)
_SIGN = re.compile(r"(?:[$€£¥]|\b(?:No\.?|USD|EUR|VND))\s?$")
# The same for 1000 to 1799, which are counts more often.
_EARLY_CUE = re.compile(
    r"(?:\b(?:in|since|until|till|during|years?|before|after|early|mid|late|circa|between|năm"
    r"|(?<!total\s)(?<!number\s)(?<!population\s)(?<!area\s)(?<!sum\s)(?<!budget\s)of|by|from"
    r"|(?:from|between|in)\s\d{4}\s(?:to|and))[\s-]*|\(|\d{4}\s?[-–]\s?)$",
    re.IGNORECASE,
)
_OPENS_SPAN = re.compile(r"\s?[-–]\s?\d{4}\b")
_NAMED = re.compile(r" [A-Z]")
_COUNTED = re.compile(
    r"(?:(?:\s*[-–]\s*|\s+(?:to|and|or)\s+)\d{4})?"
    rf"(?:(?-i:{_THINGS.pattern})|\s?(?:{UNIT})(?!\w)|\s+(?:people|men|women|children|staff)\b"
    r"|[,.]\d)",
    re.IGNORECASE,
)
CHANGED = re.compile(  # before a number: it was another one before
    r"\b(?:r[io]se[ns]?|rising|gr[eo]wn?s?|growing|increas\w+|f[ae]ll(?:en|s|ing)?|dropp?\w*"
    r"|decreas\w+|declin\w+|reduc\w+|went|gone|up|down|expand\w+|cut|rais\w+|lower\w+|mov\w+"
    r"|chang\w+|extend\w+|climb\w+|shr[aiu]nk\w*)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[tuple[int, int, DateSpan]]:
    """(start, end, date) of each date of a text; the two ends of a span are one."""
    found: list[tuple[int, int, DateSpan]] = []
    if not _PERHAPS.search(text):
        return found
    for match in _DATE.finditer(text):
        last = None if _is_count(text, match) else _date_span(match)
        if last is None:
            continue
        start, end = match.span()
        if found:
            first_start, first_end, first = found[-1]
            between = _AND.fullmatch(text, first_end, start) and _BETWEEN.search(text[:first_start])
            joined = _joined(first, last)
            if joined and (between or _UP_TO.fullmatch(text, first_end, start)):
                found[-1] = (first_start, end, joined)
                continue
        found.append((start, end, last))
    return found


def whole_date(text: str) -> DateSpan | None:
    """The date that a text is, with months in any letter case and also in French."""
    text = _WORD.sub(
        lambda word: _ENGLISH[MONTHS[word[0].lower()]] if word[0].lower() in _FOREIGN else word[0],
        text,
    )
    match = _DATE.fullmatch(text)
    return _date_span(match) if match else None


@lru_cache(maxsize=2048)
def years_in(text: str) -> frozenset[int]:
    """The years of all dates of a text."""
    return frozenset(year for _, _, span in find_dates(text) for year in span.years)


def is_year(word: str) -> bool:
    """Whether a word alone is the number of a year."""
    return _FOUR_DIGITS.fullmatch(word) is not None


def year_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each year in four digits that belongs to a date of a text."""
    return [
        match.span()
        for start, end, _ in find_dates(text)
        for match in _FOUR_DIGITS.finditer(text, start, end)
    ]


def opens_with_date(text: str) -> bool:
    return any(start == 0 for start, _, _ in find_dates(text))


def same_date(one: DateSpan, other: DateSpan) -> str:
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


_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = {name.lower() for _, name, language in table("months") if language != "vi"}
_ENGLISH = {MONTHS[name.lower()]: name for name in reversed(ENGLISH_MONTHS)}
_FOUR_DIGITS = re.compile(rf"\b{YEAR}\b")


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


def _joined(first: DateSpan, last: DateSpan) -> DateSpan | None:
    """From the one date to the other; the first may leave its year to the second."""
    if len(first.readings) != 1 or len(last.readings) != 1:
        return None
    (start, _), (_, end) = first.readings[0], last.readings[0]
    if last.has_year and not first.has_year:
        start = _with_year(start, end.year)
    if start >= end or (first.has_year and not last.has_year):
        return None
    unit = min(first.unit, last.unit, key=("day", "month", "year").index)
    return DateSpan(((start, end),), last.has_year, unit)


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether four digits count things (`trained 2000 officials`) and are no year."""
    if not match["year3"] or match["month3"] or match["part"]:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if int(match["year3"]) < _SURELY_YEAR:
        told = _EARLY_CUE.search(before) or _OPENS_SPAN.match(text, match.end()) or match["short"]
        told = told or (before.endswith("the ") and _NAMED.match(text, match.end()))
        return not told or bool(_COUNTED.match(text, match.end()) or CHANGED.search(before))
    if match["short"]:
        return False
    if _MEASURED.match(text, match.end()):
        return True
    things = _THINGS.match(text, match.end()) is not None
    return (things and _YEAR_CUE.search(before) is None) or _SIGN.search(before) is not None


def _date_span(match: re.Match[str]) -> DateSpan | None:
    try:
        if match["iso"]:
            return _days(*(int(part) for part in re.split(r"[-/.]", match["iso"])))
        if match["numeric"]:
            return _numeric(match["numeric"], match["sign"], match["dayfirst"] is not None)
        if match["vmonth"]:
            return _vietnamese(match["vday"], match["vmonth"], match["vyear"])
        if match["day"]:
            return _month_days(match["year"], match["month"], match["day"], match["to"])
        if match["day2"]:
            return _month_days(match["year2"], match["month2"], match["day2"], match["to2"])
        if match["quarter"]:
            months = _QUARTERS[" ".join(match["quarter"].lower().split())]
            return _months(int(match["year4"]), *months, "year")
        if match["month6"]:
            return replace(_days(LEAP_YEAR, _month(match["month6"])), has_year=False)
        if match["month5"]:
            return _part_of_month(None, match["month5"], match["part5"])
        if match["part"] and match["month3"]:
            return _part_of_month(int(match["year3"]), match["month3"], match["part"])
        if match["part"]:
            return _months(int(match["year3"]), *_PARTS[_part(match["part"])][0], "year")
        return _year(match)
    except (ValueError, KeyError):
        return None


def _days(year: int, month: int | None = None, day: int | None = None) -> DateSpan:
    if month is None:
        return _months(year, 1, 12, "year")
    return _months(year, month, month, "month") if day is None else _day(date(year, month, day))


def _day(day: date) -> DateSpan:
    return DateSpan(((day, day),))


def _months(year: int, first: int, last: int, unit: Unit) -> DateSpan:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return DateSpan(((date(year, first, 1), end),), unit=unit)


def _numeric(text: str, sign: str, day_first: bool) -> DateSpan | None:
    first, second, year = (int(part) for part in text.split(sign))
    # With dots the day always comes first, and in Vietnamese.
    orders = [(first, second), (second, first)]
    readings = tuple(
        (date(year, month, day), date(year, month, day))
        for day, month in dict.fromkeys(orders[:1] if sign == "." or day_first else orders)
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    )
    return DateSpan(readings) if readings else None


def _vietnamese(day: str | None, month: str, year: str | None) -> DateSpan:
    """`ngày 5 tháng 3 năm 2025`; `tháng một` alone may be `each month one`."""
    if not (day or year or month.isdecimal()):
        raise ValueError(month)
    number = int(month) if month.isdecimal() else MONTHS[" ".join(month.lower().split())]
    span = _days(int(year or LEAP_YEAR), number, int(day) if day else None)
    return replace(span, has_year=year is not None)


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _month_days(year: str | None, month: str, day: str, last: str | None) -> DateSpan:
    number = int(re.sub(r"\D", "", day))
    first = date(int(year or LEAP_YEAR), _month(month), number)
    end = first.replace(day=int(re.sub(r"\D", "", last))) if last else first
    return DateSpan(((first, max(first, end)),), has_year=year is not None)


def _part(words: str) -> str:
    return "mid" if "mid" in words.lower() else words.lower().split()[-2:][0].removeprefix("the ")


def _part_of_month(year: int | None, month: str, words: str) -> DateSpan:
    number, (first, last) = _month(month), _PARTS[_part(words)][1]
    length = calendar.monthrange(year or LEAP_YEAR, number)[1]
    start = date(year or LEAP_YEAR, number, first)
    days = (start, start.replace(day=min(last, length)))
    return DateSpan((days,), has_year=year is not None, unit="month")


def _year(match: re.Match[str]) -> DateSpan:
    year, month = int(match["year3"]), match["month3"]
    last = year - year % 100 + int(match["short"][1:]) if match["short"] else year
    if not month and last > year:
        return DateSpan(((date(year, 1, 1), date(last, 12, 31)),), unit="year")
    return _days(year, _month(month) if month else None)
