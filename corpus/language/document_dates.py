"""What a document says of its own date and publisher: labels, places, metadata.

A document's date is what it says of itself: on a line of its own, behind a label or a place, in
its metadata, or in a title such as `Decision of 12 May 2024 on fees`. A date in a sentence is an
event's, and is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from corpus.language.dates import YEAR, find_dates, whole_date
from corpus.language.names.bodies import OFFICE
from corpus.language.word_lists import one_of, table

WEEKDAY = re.compile(
    rf"{one_of(name for name, _ in table('weekdays'))}\b[.,]*\s+(?!\d{{4}}$)", re.IGNORECASE
)
TIME = re.compile(
    r"(?:(?:,|\s[-–|])\s++|(?<!\s)\s++)(?:at\s+|lúc\s+)?\d{1,2}[:h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?"
    r"(?:\s?\(?(?:GMT|UTC|ICT)[^)]{0,8}\)?)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<=\d)T\d\d:\d\d.*$")

TOP_LINES = 8
DATE_LABEL = re.compile(
    r"(?:date|published(?: on)?|publication date|date of issue|issued(?: on)?|dated"
    r"|ngày ban hành)\s*:\s*(.{4,40})",
    re.IGNORECASE,
)
_PUBLISHED_LABEL = re.compile(
    r"(?:date(?: of (?:issue|publication|release))?|(?:publication|release|issue) date"
    r"|(?:published|issued|released|posted|dated)(?: on| in)?|version of|as of"
    r"|ngày (?:ban hành|đăng|phát hành|công bố))(?:\s*[:|]\s*|\s+)(.{4,60})",
    re.IGNORECASE,
)
_UPDATED_LABEL = re.compile(
    r"(?:(?:last )?(?:updated|modified|revised)(?: on)?|(?:last )?(?:update|revision)"
    r"|cập nhật(?: lần cuối)?|ngày cập nhật)(?:\s*[:|]\s*|\s+)(.{4,60})",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[|·•;]\s*+|(?<!\s)\s++[-–—]\s+")
# Before the text of an agency's report: `HANOI, 12 March 2025 (VNA) – The minister ...`.
_DATELINE = re.compile(
    rf"\(?(?P<place>[^\W\d_][^\d():;|]{{1,40}}?),\s+(?P<date>[^():;|]{{6,30}}?{YEAR})\)?"
    r"(?:\s+\([^()]{2,30}\))?\s*[–—-]{1,2}\s+(?=\S)"
)
_NAME_WORDS = 4
_NAME_LINKS = frozenset("of the and for de la".split())
_NO_NAME = frozenset("in on at by from since until before after of and for".split())
# A line that names one of these tells when it takes place, not when it was written.
_EVENT = re.compile(
    r"\b(?:agenda|agreement|anniversary|ceremony|conference|congress|congresses|deadline|election"
    r"|event|exhibition|fair|forum|hearing|launch|meeting|opening|programme|program|roundtable"
    r"|seminar|session|signing|summit|talks|training|visit|webinar|workshop)s?\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"[Bb]y\s+\S.{1,60}|[A-Z]{2,8}|\d{1,3}[- ]min(?:ute)?s?(?: read)?|\d{1,2}[:h]\d\d\b.{0,12}"
)
# What stands before the date of a document in its title: what kind it is, its number, whose it is;
# and nothing that it is about, for that may have a date as well.
_KIND = one_of(
    word
    for _, *lists in table("document_kinds")
    for words in filter(None, lists)
    for word in words.split(";")
)
_NUMBER = r"(?:\s+(?:(?:No\.?|Number|số)\s*)?[\w.-]*\d[\w./&-]*)?"
_OF_WHOM = (
    r"(?:\s+(?:of|by)\s+(?:the\s+)?[A-Z][\w'’-]*(?:\s+(?:(?:of|for|and|the)\s+)*[A-Z][\w'’-]*){0,7}"
    r"|\s+của\s+(?:(?!về\s)[^\s,;:]+\s+){0,11}(?!về\s)[^\s,;:]+)?"
)
_TITLE_BEFORE_DATE = re.compile(
    rf"(?:The\s+)?(?:[A-Z][\w'’-]*\s+){{0,4}}?(?i:{_KIND}){_NUMBER}{_OF_WHOM}"
    r"(?:\s+(?:of|dated|issued\s+on|adopted\s+on|ra)|,|\s+[-–—]|\s*\()?\s*"
)
EARLIEST_METADATA = date(1990, 1, 1)  # before it no program wrote any
PUBLISHER_LABEL = re.compile(
    r"(?:source|publisher|published by|issued by|nguồn)\s*:\s*(.{2,100})", re.IGNORECASE
)
AUTHOR_LABEL = re.compile(r"(?:author|authors|by)\s*:\s*.{2,100}", re.IGNORECASE)


def iso_date(text: str) -> str | None:
    """Return `2025-03-26`, `2025-03` or `2025` for a text that is a date and nothing else.

    A date like 03/04/2025, which two countries read differently, gives None.
    """
    text = _CLOCK.sub("", text.strip().rstrip(".,"))
    found = whole_date(WEEKDAY.sub("", TIME.sub("", text), count=1))
    return found.iso if found else None


def first_day(iso: str) -> str:
    """The first day that an ISO date may be: `2025` as 2025-01-01."""
    return iso + "-01-01"[len(iso) - 4 :] if len(iso) < 10 else iso


def last_day(iso: str) -> str:
    """The last day that an ISO date may be, as far as strings compare: `2025` as 2025-12-31."""
    return iso + "-12-31"[len(iso) - 4 :] if len(iso) < 10 else iso


def metadata_date(value: str | datetime | None, today: date | None = None) -> str | None:
    """A date that a program wrote into a file, where it can be true; else None.

    Clocks that were never set give dates before 1990 or in the future.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        found: str | None = value.date().isoformat()
    else:
        words = value.strip().removeprefix("D:")
        digits = re.match(rf"({YEAR})(?:(\d\d)(\d\d)?)?(?!\d{{1,3}}(?:\D|$))", words)
        found = iso_date(words)
        if found is None and digits and re.match(r"\d{4,14}(?:\D|$)", words):
            found = iso_date("-".join(part for part in digits.groups() if part))
        if found is None and (match := re.match(rf"(.{{6,40}}?{YEAR})\s+\d\d:\d\d", words)):
            found = iso_date(match[1])  # `Wed, 12 Mar 2025 09:00:00 GMT`
    latest = (today or datetime.now(UTC).date()) + timedelta(days=1)
    in_time = found is not None and EARLIEST_METADATA.isoformat() <= found <= latest.isoformat()
    return found if in_time else None


def publisher_name(text: str) -> str:
    """Return a publisher's name; of a web address only its host, which people recognise."""
    if re.match(r"https?://", text, re.IGNORECASE):
        try:
            return (urlsplit(text).hostname or text).removeprefix("www.")
        except ValueError:
            return text
    return text


def stated_at_top(lines: Iterable[str]) -> tuple[str | None, str | None]:
    """Return (date, publisher) where the first lines of a document tell them, else None.

    A label is worth most, then a place, then a line that is only a date: of these there may
    be but one, for several are the headings of a chronology.
    """
    labelled = updated = placed = found_publisher = None
    alone: list[str] = []
    for position, line in enumerate(line for line in lines if line):
        if position >= TOP_LINES and not alone:
            break
        only = iso_date(line) if len(line) <= 40 else None
        if only is not None and (position < 5 or alone):
            alone.append(only)
        if position < TOP_LINES:
            labelled = labelled or _labelled(line, _PUBLISHED_LABEL)
            updated = updated or _labelled(line, _UPDATED_LABEL)
            placed = placed or _placed(line)
            if found_publisher is None and (match := PUBLISHER_LABEL.fullmatch(line)):
                found_publisher = publisher_name(_first_sentence(match[1]))
    bare = alone[0] if len(set(alone)) == 1 else None
    return labelled or placed or bare or updated, found_publisher


def _first_sentence(told: str) -> str:
    """What a label names, without what is said behind it: "Source: the board. All in tonnes."."""
    if ". " not in told:
        return told
    from corpus.language.sentences import sentence_pieces

    first, *others = sentence_pieces(told)
    return first.rstrip(" .") if others else told


def titled_date(title: str) -> str | None:
    """The day that a document is of by its title; None where that names a month, a year, a day that
    two countries read differently, or the day of what the document is about."""
    for start, _, found in find_dates(title):
        if found.is_day:
            before = title[:start].rstrip() if title.startswith("ngày ", start) else title[:start]
            own = _TITLE_BEFORE_DATE.fullmatch(before) and not tells_event(before)
            return found.iso if own else None
    return None


def tells_about_document(line: str) -> bool:
    """Whether a line only tells date, publisher or author: never a heading."""
    labels = (DATE_LABEL, PUBLISHER_LABEL, AUTHOR_LABEL)
    return (
        any(label.fullmatch(line) for label in labels)
        or iso_date(line) is not None
        or _labelled(line, _PUBLISHED_LABEL) is not None
        or _labelled(line, _UPDATED_LABEL) is not None
    )


def tells_event(line: str) -> bool:
    """Whether a short line names a meeting, a deadline or the like: its date is not its own."""
    return _EVENT.search(line) is not None


def _labelled(line: str, label: re.Pattern[str]) -> str | None:
    """The date behind a label, where the line says nothing else of length."""
    if len(line) > 160:
        return None
    pieces = (line, *_SEPARATOR.split(line))
    matches = (label.fullmatch(piece.strip()) for piece in pieces)
    return next((found for match in matches if match and (found := iso_date(match[1]))), None)


def _placed(line: str) -> str | None:
    """The date of `Hanoi, 12 March 2025`, of a byline, or before the text of a news report."""
    if match := _DATELINE.match(line):
        found = iso_date(match["date"])
        return found if found and len(found) > 4 and _is_place(match["place"]) else None
    if len(line) > 90 or tells_event(line):
        return None
    for comma in re.finditer(r",\s+", line):
        found = iso_date(line[comma.end() :])
        if found and len(found) > 4 and _is_place(line[: comma.start()]):
            return found
    pieces = [piece.strip() for piece in _SEPARATOR.split(line)]
    dates = [found for piece in pieces if (found := iso_date(piece)) and len(found) > 4]
    others = [piece for piece in pieces if iso_date(piece) is None]
    if len(dates) != 1 or not others:
        return None
    barred = re.search(r"[|·•]", line) is not None
    telling = all(_BYLINE.fullmatch(piece) or (barred and _is_name(piece)) for piece in others)
    return dates[0] if telling else None


def _is_place(words: str) -> bool:
    """Whether words can be where a document was issued: a town, or an office."""
    if tells_event(words):
        return False
    return OFFICE.match(words) is not None or _is_name(words)


def _is_name(words: str) -> bool:
    """Whether words are written as a name is, and do not begin as a sentence does."""
    parts = words.replace(",", " ").split()
    return (
        0 < len(parts) <= _NAME_WORDS
        and parts[0].casefold() not in _NO_NAME
        and all(part[0].isupper() or part in _NAME_LINKS for part in parts)
    )
