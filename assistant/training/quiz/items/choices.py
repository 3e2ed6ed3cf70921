"""Questions with an answer: to be chosen among four options, or typed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from assistant.training.pack import Difficulty
from assistant.training.quiz.evidence.facts import Fact
from assistant.training.quiz.evidence.lists import ListMember, genus_of
from assistant.training.quiz.evidence.near_values import near_values
from assistant.training.quiz.evidence.tables import AskedCell, AskedColumn
from assistant.training.quiz.items.cloze import ClozeGap, accepted
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
from assistant.training.quiz.items.options import in_sequence
from assistant.training.quiz.items.prose import asked_names, prose_choices
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.questions import AnsweredQuestion, Definition
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.stems import content

MOST_WORDS = 6  # of an answer that is typed
MOST_ABBREVIATIONS = 2  # more is no test of what was learnt
TYPED = ("date", "number", "actor", "place", "name", "subject")
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
    yield from _members(pool, random)


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


def _members(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """One item of each list that a line leads in, beside items of other lists."""
    for some in pool.lists:
        others = [one for each in pool.lists if each is not some for one in each]
        own = [member for member in some if member.sentence.is_on_topic]
        for member in random.sample(own, min(2, len(own))):
            wrong = _of_other_lists(member, some, others, random)
            if wrong is not None:
                yield _chosen(
                    member.question,
                    member.text,
                    wrong,
                    "medium",
                    member.sentence,
                    random,
                    by_reader=False,
                )


def _of_other_lists(
    member: ListMember, own: Sequence[ListMember], others: Sequence[ListMember], random: Random
) -> list[str] | None:
    """Three items of other lists, of the member's language, form and length, which share no word
    with anything in its own list."""
    said = frozenset().union(*(content(one.text) for one in own)) | content(member.lead)
    size = len(member.text.split())
    chosen: list[str] = []
    for other in random.sample(others, len(others)):
        words = len(other.text.split())
        alike = other.text[:1].isupper() == member.text[:1].isupper()
        near = 0.6 * size - 1 <= words <= 1.6 * size + 1 and other.lead != member.lead
        if other.language != member.language or not (alike and near):
            continue
        if 3 * len(content(other.text) & said) > len(content(other.text)):
            continue
        if all(apart(other.text, one) for one in (member.text, *chosen)):
            chosen.append(other.text)
        if len(chosen) == 3:
            return chosen
    return None


# Typed in


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
        accepted=forms,
        judged_by=(asked.question, asked.answer, ()) if asked.value else None,
    )


def _of_name(gap: ClozeGap, question: str) -> CandidateItem:
    return CandidateItem.of(
        "short_answer",
        (question, gap.text),
        "medium",
        (gap.sentence,),
        accepted=accepted(gap.text, gap.sentence, gap.value),
        judged_by=(question, gap.text, ()),
    )


def _of_fact(fact: Fact) -> CandidateItem:
    asked = fact.question, fact.answer
    return CandidateItem.of(
        "short_answer",
        asked,
        "medium",
        (fact.sentence,),
        accepted=forms_of(fact),
        judged_by=(*asked, ()),
    )


def _of_cell(cell: AskedCell) -> CandidateItem:
    asked = cell.question, cell.text
    plain = cell.text.replace(",", "") if cell.text.count(",") == 1 else ""
    return CandidateItem.of(
        "short_answer", asked, "hard", (cell.sentence,), accepted=[plain] if plain else []
    )


def forms_of(fact: Fact) -> tuple[str, ...]:
    """Forms of a fact's answer that count as right: with its unit, in figures or words."""
    value = fact.value
    whole = fact.sentence.text[value.start : value.end]
    found = [whole]
    if value.kind == "number" and value.value is not None:
        typed = Typed(value.start, value.end, value.bare, "number", value.value)
        found += accepted(value.bare, fact.sentence, typed)
    return tuple(dict.fromkeys(form for form in found if form and form != fact.answer))
