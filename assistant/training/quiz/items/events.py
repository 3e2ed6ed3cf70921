"""Events: what a sentence says happened when, told without the date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.training.quiz.pool import Pool
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.clauses.labels import DATED
from corpus.language.dates import Moment

FEWEST_WORDS, MOST_WORDS = 4, 40


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """An event: its words without the date, the words of the date, and its first and last day."""

    sentence: Sentence
    text: str
    shown: str
    first: date
    last: date


def events(pool: Pool) -> list[Happened]:
    """The events of a material, in its order; of those that say the same, the first."""
    found: dict[tuple[int, date], Happened] = {}
    for sentence in pool.sentences:
        one = _happened(sentence)
        if one is not None:
            found.setdefault((sentence.alike, one.first), one)
    return list(found.values())


def _happened(sentence: Sentence) -> Happened | None:
    dates = [value for value in sentence.values if value.kind == "date"]
    if len(dates) != 1 or (sentence.clause is not None and sentence.clause.negative):
        return None
    moment = dates[0].value
    if not isinstance(moment, Moment) or not moment.has_year or len(moment.readings) != 1:
        return None
    told = _without(sentence.text, dates[0])
    if told is None or not FEWEST_WORDS <= len(told.split()) <= MOST_WORDS:
        return None
    if re.search(r"\d{4}|\b(?:it|its|they|their|this|these|he|she|his|her)\b", told):
        return None
    return Happened(sentence, told, dates[0].text, *moment.readings[0])


def _without(text: str, when: Typed) -> str | None:
    """A sentence without its date, where that stands at its beginning or end; or None."""
    if dated := DATED.match(text):
        return _whole(text[dated.end() :])
    before, after = text[: when.start], text[when.end :]
    opening = re.fullmatch(r"(?:In|On)(?: the)? ", before)
    if opening and after.startswith(", "):
        return _whole(after[2:])
    closing = re.search(r",? (?:in|on) (?:the )?$", before)
    if closing and re.match(r"\W*$", after):
        return _whole(before[: closing.start()] + ".")
    return None


def _whole(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
