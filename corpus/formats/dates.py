"""Dates as documents write them, to ISO 8601; and the labels that tell date and publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier",
            "february feb février",
            "march mar mars",
            "april apr avril",
            "may mai",
            "june jun juin",
            "july jul juillet",
            "august aug août",
            "september sep sept septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)
ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ]\d\d:\d\d.*)?)?)?")
DAY_MONTH_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?\s+([^\W\d]+)\.?,?\s+(\d{4})")
MONTH_DAY_YEAR = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
MONTH_YEAR = re.compile(r"([^\W\d]+)\.?,?\s+(\d{4})")
VIETNAMESE = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")

TOP_LINES = 8
DATE_LABEL = re.compile(
    r"(?:date|published(?: on)?|publication date|date of issue|issued(?: on)?|dated"
    r"|ngày ban hành)\s*:\s*(.{4,40})",
    re.IGNORECASE,
)
PUBLISHER_LABEL = re.compile(
    r"(?:source|publisher|published by|issued by|nguồn)\s*:\s*(.{2,100})", re.IGNORECASE
)
AUTHOR_LABEL = re.compile(r"(?:author|authors|by)\s*:\s*.{2,100}", re.IGNORECASE)


def iso_date(text: str) -> str | None:
    """Return `2025-03-26`, `2025-03` or `2025` for a text that is a date and nothing else.

    A date like 03/04/2025, which two countries read differently, gives None.
    """
    text = WEEKDAY.sub("", text.strip().rstrip("."), count=1)
    if match := ISO.fullmatch(text):
        return _iso(*(int(part) if part else None for part in match.groups()))
    lowered = text.lower()
    if match := DAY_MONTH_YEAR.fullmatch(lowered):
        return _named(match[3], match[2], match[1])
    if match := MONTH_DAY_YEAR.fullmatch(lowered):
        return _named(match[3], match[1], match[2])
    if match := MONTH_YEAR.fullmatch(lowered):
        return _named(match[2], match[1], None)
    if match := VIETNAMESE.fullmatch(lowered):
        return _iso(int(match[3]), int(match[2]), int(match[1]))
    if match := NUMBERS.fullmatch(lowered):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or first > 12 or first == second:
            return _iso(year, second, first)
        if second > 12:
            return _iso(year, first, second)
    return None


def publisher_name(text: str) -> str:
    """Return a publisher's name; of a web address only its host, which people recognise."""
    if re.match(r"https?://", text, re.IGNORECASE):
        try:
            return (urlsplit(text).hostname or text).removeprefix("www.")
        except ValueError:
            return text
    return text


def stated_at_top(lines: Iterable[str]) -> tuple[str | None, str | None]:
    """Return (date, publisher) where the first lines of a document tell them, else None."""
    found_date = found_publisher = None
    for position, line in enumerate(line for line in lines if line):
        if position >= TOP_LINES:
            break
        label = DATE_LABEL.fullmatch(line)
        if found_date is None and (label or (position < 5 and len(line) <= 40)):
            found_date = iso_date(label[1] if label else line)
        if found_publisher is None and (match := PUBLISHER_LABEL.fullmatch(line)):
            found_publisher = publisher_name(match[1])
    return found_date, found_publisher


def tells_about_document(line: str) -> bool:
    """Whether a line only tells date, publisher or author: never a heading."""
    labels = (DATE_LABEL, PUBLISHER_LABEL, AUTHOR_LABEL)
    return any(label.fullmatch(line) for label in labels) or iso_date(line) is not None


def _named(year: str, month: str, day: str | None) -> str | None:
    number = MONTHS.get(month)
    return None if number is None else _iso(int(year), number, int(day) if day else None)


def _iso(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    if year is None or not 1000 <= year <= 2999:
        return None
    try:
        whole = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return None
    return whole if day else whole[:7] if month else whole[:4]
