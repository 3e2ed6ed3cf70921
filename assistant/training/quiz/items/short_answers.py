"""Questions whose answer is typed in: a value, a name, or the term that a definition asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random

from assistant.training.quiz.evidence.facts import Fact
from assistant.training.quiz.evidence.tables import AskedCell
from assistant.training.quiz.items.choices import CELLS_OF_COLUMN
from assistant.training.quiz.items.cloze import ClozeGap, accepted
from assistant.training.quiz.items.meanings import terms_typed
from assistant.training.quiz.items.prose import asked_names
from assistant.training.quiz.items.sayings import speakers_typed
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.questions import AnsweredQuestion, Definition
from assistant.training.typed_values import Typed
from corpus.language.stems import content

MOST_WORDS = 6  # of an answer
MOST_ABBREVIATIONS = 2  # more is no test of what was learnt
TYPED = ("date", "number", "actor", "place", "name", "subject")


def short_answer(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """The questions with a short, clear answer, then the terms that a definition asks for."""
    clear = [asked for asked in pool.own_asked if _is_clear(pool, asked)]
    letters = [asked for asked in clear if asked.wanted == "name"]
    random.shuffle(letters)
    found = [asked for asked in clear if asked.wanted != "name"] + letters[:MOST_ABBREVIATIONS]
    found += [
        AnsweredQuestion(one.sentence, one.reverse, one.term, "name")
        for one in pool.own_definitions
        if _is_hidden(one)
    ]
    items = [_typed(one) for one in found]
    items += [_of_name(gap, question) for gap, question in asked_names(pool)]
    items += [_of_fact(fact) for fact in pool.facts if len(fact.answer.split()) <= MOST_WORDS]
    items += [
        _of_cell(cell)
        for column in pool.columns
        if column.is_numbers
        for cell in random.sample(column.cells, min(CELLS_OF_COLUMN, len(column.cells)))
    ]
    items += [*terms_typed(pool), *speakers_typed(pool)]
    random.shuffle(items)
    yield from items


def _is_hidden(definition: Definition) -> bool:
    """Whether the meaning of a term does not say the term."""
    short = len(definition.term.split()) <= MOST_WORDS
    return short and not content(definition.term) & content(definition.meaning)


def _is_clear(pool: Pool, asked: AnsweredQuestion) -> bool:
    """Whether only one answer is right: a typed value, a name, or a theme in quotation marks."""
    if not 0 < len(asked.answer.split()) <= MOST_WORDS:
        return False
    if asked.wanted in ("actor", "subject", "place") and pool.is_common(asked.answer):
        return False
    if asked.wanted in ("actor", "subject") and asked.value is None:
        return False
    return asked.wanted in TYPED


def _typed(asked: AnsweredQuestion) -> CandidateItem:
    forms = accepted(asked.answer, asked.sentence, asked.value)
    return CandidateItem.of(
        "short_answer",
        (asked.question, asked.answer),
        "medium",
        (asked.sentence,),
        accepted=_not_asked(forms, asked.question),
        judged_by=(asked.question, asked.answer, ()) if asked.value else None,
    )


def _not_asked(forms: Iterable[str], question: str) -> list[str]:
    """The forms that the question does not say itself: letters are not what they stand for."""
    return [form for form in forms if form.casefold() not in question.casefold()]


def _of_name(gap: ClozeGap, question: str) -> CandidateItem:
    return CandidateItem.of(
        "short_answer",
        (question, gap.text),
        "medium",
        (gap.sentence,),
        accepted=_not_asked(accepted(gap.text, gap.sentence, gap.value), question),
        judged_by=(question, gap.text, ()),
    )


def _of_fact(fact: Fact) -> CandidateItem:
    asked = fact.question, fact.answer
    return CandidateItem.of(
        "short_answer",
        asked,
        "medium",
        (fact.sentence,),
        accepted=_not_asked(forms_of(fact), fact.question),
        judged_by=(*asked, ()),
    )


def _of_cell(cell: AskedCell) -> CandidateItem:
    asked = cell.question, cell.text
    forms = [form for form in (without_marks(cell.text, cell.language),) if form != cell.text]
    return CandidateItem.of("short_answer", asked, "hard", (cell.sentence,), accepted=forms)


def without_marks(number: str, language: str) -> str:
    """A number without marks of thousands, or with a decimal point: `1200` for `1,200`, and in
    Vietnamese for `1.200`, which has `74.5` for `74,5`."""
    thousands, decimal = (".", ",") if language == "vi" else (",", ".")
    mark = re.escape(thousands)
    if re.fullmatch(rf"\d{{1,3}}(?:{mark}\d{{3}})+(?: ?%)?", number):
        return number.replace(thousands, "")
    if language == "vi" and re.fullmatch(r"\d+,\d+(?: ?%)?", number):
        return number.replace(decimal, ".")
    return number


def forms_of(fact: Fact) -> tuple[str, ...]:
    """Forms of a fact's answer that count as right: with its unit, in figures or words."""
    value = fact.value
    whole = fact.sentence.text[value.start : value.end]
    found = [whole]
    if value.kind == "number" and value.value is not None:
        typed = Typed(value.start, value.end, value.bare, "number", value.value)
        found += accepted(value.bare, fact.sentence, typed)
    return tuple(dict.fromkeys(form for form in found if form and form != fact.answer))
