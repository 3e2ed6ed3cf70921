"""What stands before the clause of a sentence: its date or label, and who is said to say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.language.clauses.main_clause import parsed
from corpus.language.dates import Unit, find_dates

_OPENS_DATE = re.compile(r"(?:On |In )?")
_LABELLED = re.compile(r"(?P<label>[^:.;?!\"“]{2,60}): (?=\S.{8,}$)")
_REPORTED = re.compile(
    r"(?:The|This) (?:\w+ ){0,3}?(?:article|report|study|paper|brief|document|authors?)"
    r"(?: [\"“][^\"”]{1,90}[\"”])?(?: \w+)? (?:says|argues|claims|notes|observes|states|finds"
    r"|concludes|reports|adds|explains|holds|expects|warns) that (?P<said>.+)$"
)


@dataclass(frozen=True, slots=True)
class OpeningDate:
    """The words of a date that a text opens with, its unit, and where what it dates begins."""

    text: str
    unit: Unit
    end: int


def date_before_colon(text: str) -> OpeningDate | None:
    """The date of `5 May 2024: The ...` or `In 2024: The ...`, if a text opens with one."""
    for start, end, span in find_dates(text[:60]):
        colon = text.startswith(": ", end) and text[end + 2 : end + 3].isupper()
        opens = colon and _OPENS_DATE.fullmatch(text, 0, start)
        return OpeningDate(text[start:end], span.unit, end + 2) if opens else None
    return None


def label_of(text: str) -> str:
    """`Sponsor` of `Sponsor: a person who pays`; "" where a sentence has no label."""
    labelled = _LABELLED.match(text)
    return labelled["label"] if labelled and parsed(labelled["label"]) is None else ""


def unreported(text: str) -> str:
    """What a text is said to say, as a sentence of its own."""
    reported = _REPORTED.match(text)
    return reported["said"][:1].upper() + reported["said"][1:] if reported else text
