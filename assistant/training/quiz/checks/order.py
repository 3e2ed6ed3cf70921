"""Ordering items whose order the documents do not settle: dates equal, missing or overlapping."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.item_words import own_dates
from assistant.training.sentence import Sentence
from corpus.language.dates import DateSpan, same_date

_SENTENCE_BEFORE = re.compile(r"\w\W+\w+\W+\w")  # more than `On the`


def of_order(item: Item, context: Context) -> Iterator[str]:
    order = item.answer if not isinstance(item.answer, str) else ()
    if len(order) != len(item.citations):
        if len(order) > 1:
            yield "two options are right: not every event has a quote that dates it"
        return
    dates = []
    for event, citation in zip(order, item.citations, strict=True):
        place = context.cited(citation)
        dates.append(_date_of_event(str(event), place))
    for (event, one), (later, other) in itertools.pairwise(zip(order, dates, strict=True)):
        if one is None or other is None:
            undated = event if one is None else later
            yield f"two options are right: no one date is given for {undated!r}"
        elif not _before(one, other):
            how = "comes after" if _before(other, one) else "cannot be ordered with"
            yield f"two options are right: {event!r} {how} {later!r}"


def _date_of_event(event: str, place: Sentence) -> DateSpan | None:
    """The date that its quote gives an event: the one that leads it, or the only one."""
    text = place.whole
    found = own_dates(text) or own_dates(event)
    leading = [one for one in found if not _SENTENCE_BEFORE.search(text[: one.start])]
    if not leading and len({one.text for one in found}) != 1:
        return None
    when = (leading or found)[0].value
    return when if isinstance(when, DateSpan) and when.has_year else None


def _before(one: DateSpan, other: DateSpan) -> bool:
    if same_date(one, other) == "equal":
        return False
    return max(last for _, last in one.readings) < min(first for first, _ in other.readings)
