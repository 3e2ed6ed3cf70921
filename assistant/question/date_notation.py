"""A date of a question in the notation of the library, where `5 December 2024` is 05/12/2024.

Search and reading compare words, and no word of the one is in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from babel.dates import get_month_names

from corpus.language.dates import find_dates

MOST_DATES = 3  # of a question that are looked up


def as_written(question: str, stands: Callable[[str], bool]) -> str:
    """The question with each full date that the library does not have as it was typed, but has in
    another notation, in that one; `stands` tells whether some words stand in a document."""
    found = [
        (start, end, span.readings[0][0])
        for start, end, span in find_dates(question)
        if len(span.readings) == 1 and span.readings[0][0] == span.readings[0][1] and span.has_year
    ]
    for start, end, day in reversed(found[:MOST_DATES]):
        start += len("ngày ") * question[start:end].casefold().startswith("ngày ")
        if stands(question[start:end]):
            continue
        other = next((words for words in _notations(day) if stands(words)), None)
        if other is not None:
            question = question[:start] + other + question[end:]
    return question


def _notations(day: date) -> Iterator[str]:
    """The ways to write a day, in English, Vietnamese and figures."""
    month = get_month_names("wide", locale="en")[day.month]
    yield f"{day.day} {month} {day.year}"
    yield f"{month} {day.day}, {day.year}"
    yield day.isoformat()
    for told in dict.fromkeys((f"{day.day}", f"{day:%d}")):
        for number in dict.fromkeys((f"{day.month}", f"{day:%m}")):
            for sign in "/.-":
                yield f"{told}{sign}{number}{sign}{day.year}"
            yield f"{told} tháng {number} năm {day.year}"
