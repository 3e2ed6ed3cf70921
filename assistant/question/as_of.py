"""What the documents said by a date: `as of March 2025` in a question, or `--as-of 2025-03`.

    question, limit = as_of(question)               the phrase taken out, or limit None
    dated = dated_until(records, limit)             dated.scope for the search, dated.notes to show

The limit is about documents. `What happened before 2025?` is about events and stays as it is:
the best witness of 2024 may have been written in 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from corpus.errors import QuestionError
from corpus.language.dates import DateSpan, find_dates
from corpus.language.document_dates import first_day, last_day
from corpus.wording import _
from index.store.records import DocumentRecord

MOST_NAMED = 3  # older versions that a note names

_UP_TO = (
    r"(?:up\s+to(?:\s+and\s+including)?|until|till|through|by|(?:no|not)\s+later\s+than"
    r"|on\s+or\s+before)"
)
_DOCUMENTS = (
    r"(?:documents?|sources?|reports?|texts?|evidence|information|records?|publications?|papers?"
    r"|files?|briefs?|knowledge|what\s+(?:is|was)\s+known)"
)
_STATED = re.compile(
    rf"""(?:\b(?:as\s+(?:of|at|on)|as\s+(?:known|it\s+stood|things\s+stood)\s+(?:on|at|in|by))
    | (?P<source>\b(?:according\s+to|based\s+on|from|in|using|going\s+by|with|by)\s+)?
      (?:\b(?:only|just)\s+)?(?:\b(?:the|all|our|those|any)\s+)?\b{_DOCUMENTS}(?P<when>\s+)
      (?:(?:that|which)\s+(?:are|were)\s+)?
      (?:(?:dated|published|issued|written|available|known|released|from)\s+)?
      (?:(?P<before>before|prior\s+to|earlier\s+than)|{_UP_TO}|as\s+(?:of|at)))
    \s+(?:the\s+year\s+)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(rf"\b{_UP_TO}\s+(?:the\s+year\s+)?$", re.IGNORECASE)
# A state of today, asked for with a bound in the past: the state as it was known then.
_PRESENT = re.compile(r"\b(?:is|are|does|do|has|have)\b", re.IGNORECASE)
_NOT_STATE = re.compile(
    r"\b(?:did|was|were|had|must|should|shall|will|would|to be|due|deadline|plan\w*|target\w*"
    r"|goals?|expect\w*|schedul\w*|aim\w*|requir\w*|need\w*|ha(?:s|ve) to|from|since|between"
    r"|happen\w*|submit\w*|complet\w*|finish\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """The documents of a time: `scope` for the search, and what the user should know of it."""

    scope: frozenset[str]
    notes: tuple[str, ...]


def as_of(question: str, today: date | None = None) -> tuple[str, str | None]:
    """The question without its `as of DATE`, and the date as ISO 8601; else (question, None).

    The limit is inclusive: `2024` is all of that year. `Up to March 2025` counts where it is
    said of documents, or of a state of today with a date that has passed.
    """
    for start, end, span in find_dates(question):
        limit = _limit(span)
        if limit is None:
            continue
        stated = _STATED.search(question, 0, start)
        if stated is not None:
            if stated["before"]:
                limit = _day_before(span)
            # `What do sources from before 2024 say?` keeps its sources.
            keeps = stated["when"] and not stated["source"]
            return _without(question, stated.start("when" if keeps else 0), end), limit
        bare = _BARE.search(question, 0, start)
        rest = question[: bare.start()] + question[end:] if bare else ""
        past = last_day(limit) < (today or datetime.now(UTC).date()).isoformat()
        if bare and past and _PRESENT.search(rest) and not _NOT_STATE.search(rest):
            return _without(question, bare.start(), end), limit
    return question, None


def limit_from(text: str) -> str:
    """The limit that `--as-of` names, as ISO 8601. Raises QuestionError for what is no date."""
    words = text.strip()
    found = find_dates(words)
    limit = _limit(found[0][2]) if len(found) == 1 and found[0][:2] == (0, len(words)) else None
    if limit is None:
        raise QuestionError(
            _(
                "“{words}” is not a date; write a year, a month or a day, as 2025, "
                "2025-03 or 2025-03-12."
            ).format(words=words[:60])
        )
    return limit


def dated_until(records: Iterable[DocumentRecord], limit: str) -> Dated:
    """The current documents dated up to the limit, and notes on those left out.

    A document without a date is left out, for nobody knows what it knew, unless it is known from
    when it is in force. One dated `2025` may be
    later than March 2025, and is left out too. Of superseded versions, which are not searched,
    the notes name those that were current then; give `records` with them for that.
    """
    everything = list(records)
    current = [record for record in everything if record.superseded_by is None]
    days = {one.id: day for one in current if (day := one.date or one.in_force_from)}
    scope = {id_ for id_, day in days.items() if last_day(day) <= last_day(limit)}
    undated = len(current) - len(days)
    dated = [day for id_, day in days.items() if id_ not in scope]
    vague = sum(first_day(day) <= last_day(limit) for day in dated)
    left_out = [
        f"{count} {words}"
        for count, words in (
            (len(dated) - vague, "later"),
            (vague, "dated less exactly, so perhaps later"),
            (undated, "undated"),
        )
        if count
    ]
    note = f"Only documents dated up to {limit} were searched: {len(scope)} of {len(current)}."
    if left_out:
        note = f"{note[:-1]}; left out: {', '.join(left_out)}."
    return Dated(frozenset(scope), (note, *_older_versions(everything, scope, limit)))


def _older_versions(records: list[DocumentRecord], scope: set[str], limit: str) -> tuple[str, ...]:
    """Notes on versions that were current then and are superseded now."""
    older: dict[str, DocumentRecord] = {}
    by_id = {record.id: record for record in records}
    for record in records:
        newest = record
        while newest.superseded_by in by_id:
            newest = by_id[newest.superseded_by]
        if newest is record or newest.id in scope or not record.date:
            continue
        known = older.get(newest.id)
        if last_day(record.date) <= last_day(limit) and (
            not known or record.date > (known.date or "")
        ):
            older[newest.id] = record
    if not older:
        return ()
    named = [f"{record.source} of {record.date} ({record.id})" for record in older.values()]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return (
        f"Superseded versions are not searched; current then were {', '.join(named[:MOST_NAMED])}"
        f"{more}. 'assistant documents show ID' opens one.",
    )


def _limit(span: DateSpan) -> str | None:
    """The last day of a date, or its month or year; None where it is not clear."""
    if not span.has_year or len(span.readings) != 1:
        return None
    return span.iso or span.readings[0][1].isoformat()


def _day_before(span: DateSpan) -> str:
    return (span.readings[0][0] - timedelta(days=1)).isoformat()


def _without(question: str, start: int, end: int) -> str:
    """The question without a span, its commas and its empty brackets."""
    before = question[:start].rstrip(" ,(")
    after = question[end:].lstrip(" ,)")
    if before and after[:1] not in ("?", ".", "!", ""):
        before += " "
    words = before + after
    return words[:1].upper() + words[1:]
