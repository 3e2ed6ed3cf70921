"""What stands before the clause of a sentence: its date or label, and who is said to say it."""

from __future__ import annotations

import re

from corpus.language.clauses.main_clause import parsed
from corpus.language.entities import DATE
from corpus.language.grammar import CAPITAL

DATED = re.compile(rf"(?:On |In )?(?P<date>{DATE.pattern}): (?={CAPITAL})")
_LABELLED = re.compile(r"(?P<label>[^:.;?!\"“]{2,60}): (?=\S.{8,}$)")
_REPORTED = re.compile(
    r"(?:The|This) (?:\w+ ){0,3}?(?:article|report|study|paper|brief|document|authors?)"
    r"(?: [\"“][^\"”]{1,90}[\"”])?(?: \w+)? (?:says|argues|claims|notes|observes|states|finds"
    r"|concludes|reports|adds|explains|holds|expects|warns) that (?P<said>.+)$"
)


def label_of(text: str) -> str:
    """`Sponsor` of `Sponsor: a person who pays`; "" where a sentence has no label."""
    labelled = _LABELLED.match(text)
    return labelled["label"] if labelled and parsed(labelled["label"]) is None else ""


def unreported(text: str) -> str:
    """What a text is said to say, as a sentence of its own."""
    reported = _REPORTED.match(text)
    return reported["said"][:1].upper() + reported["said"][1:] if reported else text
