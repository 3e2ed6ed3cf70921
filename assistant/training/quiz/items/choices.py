"""Questions with an answer to be chosen among four options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from assistant.training.pack import Difficulty
from assistant.training.quiz.evidence.lists import genus_of
from assistant.training.quiz.evidence.near_values import near_values
from assistant.training.quiz.evidence.tables import AskedColumn
from assistant.training.quiz.items.distractors import (
    Choice,
    Distractor,
    apart,
    capitalised,
    difficulty,
    distractors,
    shape,
    values_like,
)
from assistant.training.quiz.items.exceptions import exception_choices
from assistant.training.quiz.items.listed import listed_choices
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.items.prose import prose_choices
from assistant.training.quiz.items.sayings import said_choices
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.questions import Definition
from assistant.training.sentence import Sentence
from corpus.language.stems import content

CELLS_OF_COLUMN = 3  # that are asked for


def multiple_choice(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """The items of this type that a material gives, in the order of its sentences.

    Recognising a term is easy, unless the other terms are much alike.
    """
    for recognised, choice in _choices(pool):
        wrong = distractors(pool, choice, random)
        if wrong is None:
            continue
        level = difficulty(pool, choice.sentence, [option.sentence for option in wrong])
        if recognised and level != "hard":
            level = "easy"
        texts = [option.text for option in wrong]
        yield _chosen(
            choice.question,
            choice.right,
            texts,
            level,
            choice.sentence,
            random,
            by_reader=not recognised,
        )
    for fact in pool.facts:
        near = near_values(pool, fact, random)
        if near is not None:
            level = difficulty(pool, fact.sentence, [one.sentence for one in near])
            texts = [one.value.bare for one in near]
            yield _chosen(fact.question, fact.answer, texts, level, fact.sentence, random)
    for column in pool.columns:
        yield from _cells(column, random)
    yield from _meanings(pool, random)
    yield from exception_choices(pool, random)
    yield from said_choices(pool, random)
    yield from listed_choices(pool, random)


def _chosen(
    question: str,
    right: str,
    wrong: Iterable[str],
    level: Difficulty,
    sentence: Sentence,
    random: Random,
    *,
    by_reader: bool = True,
) -> CandidateItem:
    others = tuple(wrong)
    options = capitalised([right, *others])
    asked = question, options[0]
    return CandidateItem.of(
        "multiple_choice",
        asked,
        level,
        (sentence,),
        options=in_sequence(options, random),
        judged_by=(question, right, others) if by_reader else None,
    )


def _choices(pool: Pool) -> Iterator[tuple[bool, Choice]]:
    """Choices that a material gives, and whether each asks for a term or its meaning."""
    for definition in pool.own_definitions:
        yield True, _meaning(pool, definition)
        if not content(definition.term) & content(definition.meaning):
            yield True, _term(pool, definition)
    for asked in pool.own_asked:
        value = asked.value
        if value is not None and (value.kind in EXACT or not pool.is_common(value.text)):
            right = f"{value.article} {value.text}".strip()
            yield False, Choice(asked.sentence, asked.question, right, values_like(pool, value))
    for choice in prose_choices(pool):
        yield False, choice


EXACT = ("date", "number")


def _meaning(pool: Pool, definition: Definition) -> Choice:
    shared = content(definition.term) & content(definition.meaning)
    others = (
        Distractor(other.meaning, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural
        and shape(other.meaning)[0] == shape(definition.meaning)[0]
        and not content(other.term) & content(definition.term)
        and shared <= content(other.meaning)  # no option may be known by it
    )
    return Choice(definition.sentence, definition.question, definition.meaning, others)


def _meanings(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """What a Vietnamese term means, beside what other terms mean, of much the same length."""
    for meaning in pool.meanings:
        if not meaning.sentence.is_on_topic:
            continue
        size = len(meaning.meaning)
        others = [
            other.meaning
            for other in pool.meanings
            if other.term.casefold() != meaning.term.casefold()
            and genus_of(other.meaning) == genus_of(meaning.meaning)
            and meaning.term.casefold() not in other.meaning.casefold()
        ]
        near = sorted(dict.fromkeys(others), key=lambda other: abs(len(other) - size))[:5]
        if len(near) >= 3 and meaning.term.casefold() not in meaning.meaning.casefold():
            question = f"Trong các tài liệu, “{meaning.term}” được hiểu là gì?"
            wrong = random.sample(near, 3)
            yield _chosen(
                question, meaning.meaning, wrong, "easy", meaning.sentence, random, by_reader=False
            )


def _term(pool: Pool, definition: Definition) -> Choice:
    others = (
        Distractor(other.term, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural and other.term.isupper() == definition.term.isupper()
    )
    return Choice(definition.sentence, definition.reverse, definition.term, others)


def _cells(column: AskedColumn, random: Random) -> Iterator[CandidateItem]:
    """Some cells of a column, beside cells of the same column that hold something else."""
    asked = random.sample(column.cells, min(CELLS_OF_COLUMN, len(column.cells)))
    for cell in asked:
        others = [
            other.text
            for other in random.sample(column.cells, len(column.cells))
            if other.form == cell.form and other.text != cell.text
        ]
        chosen: list[str] = []
        for other in others:
            if all(_differ(other, one) for one in (cell.text, *chosen)):
                chosen.append(other)
        if len(chosen) >= 3:
            yield _chosen(
                cell.question,
                cell.text,
                chosen[:3],
                "medium",
                cell.sentence,
                random,
                by_reader=False,
            )


def _differ(one: str, other: str) -> bool:
    return one.casefold() != other.casefold() and (one[:1].isdigit() or apart(one, other))
