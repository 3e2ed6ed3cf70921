"""Sentences that answer a question, and the wording of that question.

Each pattern looks at the main clause of a sentence and words the questions that the sentence
answers, or none: one that reads badly is worse than one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.question.generation.deeds import causes, manners, objects, purposes, says
from assistant.question.generation.duties import duties
from assistant.question.generation.facts import actors, dates, numbers, places
from assistant.question.generation.lists import examples, lists
from assistant.question.generation.terms import abbreviations, attributes, definitions, glossed
from assistant.question.generation.wording import Found, Kind
from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.document_names import Setting
from corpus.language.entities import DATE

_PATTERNS: tuple[Callable[[Clause, Setting], Found], ...] = (
    definitions, lists, examples, attributes, purposes, duties, dates, actors, numbers, places,
    says, manners, causes, objects,
)  # fmt: skip


def of_sentence(sentence: str, setting: Setting) -> Iterator[tuple[str, Kind]]:
    """The questions that a sentence answers, each with its kind."""
    for question, kind in _found(" ".join(sentence.split()), setting):
        if question is not None:
            yield question, kind


def _found(text: str, setting: Setting) -> Found:
    yield from abbreviations(text)
    dated = _DATED.match(text)
    labelled = None if dated else _LABELLED.match(text)
    if dated:
        text = text[dated.end() :]
    elif labelled and parsed(labelled["label"]) is None:
        yield from glossed(labelled["label"], labelled["text"], setting)
        text = labelled["text"]
    clause = parsed(_unreported(text))
    if clause is None or clause.negative:
        return
    if dated and not clause.lead:
        clause = replace(clause, lead=_on(dated["date"]))
    for pattern in _PATTERNS:
        yield from pattern(clause, setting)


def _on(date: str) -> str:
    return f"{'On' if _HAS_DAY.match(date) else 'In'} {date}"


def _unreported(text: str) -> str:
    """What a text is said to say, as a sentence of its own."""
    reported = _REPORTED.match(text)
    return reported["said"][:1].upper() + reported["said"][1:] if reported else text


_DATED = re.compile(rf"(?:On |In )?(?P<date>{DATE.pattern}): (?=[A-Z])")
_HAS_DAY = re.compile(r"\d{1,2}(?:\s?[-–]\s?\d{1,2})? [A-Z]|[A-Z][a-z]+ \d{1,2}(?!\d)")
_LABELLED = re.compile(r"(?P<label>[^:.;?!\"“]{2,60}): (?P<text>\S.{15,})$")
_REPORTED = re.compile(
    r"(?:The|This) (?:\w+ ){0,3}?(?:article|report|study|paper|brief|document|authors?)"
    r"(?: [\"“][^\"”]{1,90}[\"”])?(?: \w+)? (?:says|argues|claims|notes|observes|states|finds"
    r"|concludes|reports|adds|explains|holds|expects|warns) that (?P<said>.+)$"
)
