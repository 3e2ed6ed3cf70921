"""Sentences that answer a question, and the wording of that question.

Each pattern looks at the main clause of a sentence and words the questions that the sentence
answers, or none: one that reads badly is worse than one that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.question.generation.deeds import causes, manners, objects, purposes, says
from assistant.question.generation.duties import duties
from assistant.question.generation.facts import actors, dates, numbers, places
from assistant.question.generation.lists import examples, lists
from assistant.question.generation.terms import attributes, definitions, glossed, stands_for
from assistant.question.generation.wording import ProposalKind, WordedQuestions
from corpus.language.clauses.labels import date_before_colon, label_of, unreported
from corpus.language.clauses.main_clause import Clause, parsed
from corpus.language.document_names import Setting

SHORTEST_GLOSS = 18  # characters after a label that may explain it
_PATTERNS: tuple[Callable[[Clause, Setting], WordedQuestions], ...] = (
    definitions, lists, examples, attributes, purposes, duties, dates, actors, numbers, places,
    says, manners, causes, objects,
)  # fmt: skip


def of_sentence(sentence: str, setting: Setting) -> Iterator[tuple[str, ProposalKind]]:
    """The questions that a sentence answers, each with its kind."""
    for question, kind in _found(" ".join(sentence.split()), setting):
        if question is not None:
            yield question, kind


def _found(text: str, setting: Setting) -> WordedQuestions:
    yield from stands_for(text)
    dated = date_before_colon(text)
    if dated:
        text = text[dated.end :]
    elif (label := label_of(text)) and len(text) - len(label) >= SHORTEST_GLOSS:
        text = text[len(label) + 2 :]
        yield from glossed(label, text, setting)
    clause = parsed(unreported(text))
    if clause is None or clause.negative:
        return
    if dated and not clause.lead:
        clause = replace(clause, lead=f"{'On' if dated.unit == 'day' else 'In'} {dated.text}")
    for pattern in _PATTERNS:
        yield from pattern(clause, setting)
