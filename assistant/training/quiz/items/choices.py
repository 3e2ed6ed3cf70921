"""Questions with an answer: to be chosen among four options, or typed in."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.quiz.items.cloze import accepted, gaps
from assistant.training.quiz.items.distractors import (
    Choice,
    Distractor,
    answers_like,
    capitalised,
    difficulty,
    distractors,
    subjects_like,
    values_like,
)
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.predicates import Predicate
from assistant.training.quiz.questions import AnsweredQuestion, Definition
from assistant.training.quiz.sentences import SAME_SENTENCE
from corpus.language.stems import content

AGENTS_NEAR = 0.41  # cosine from which those who act may well do the same
MOST_WORDS = 6  # of an answer that is typed
MOST_ABBREVIATIONS = 2  # more is no test of what was learnt
TYPED = ("date", "number", "actor", "place", "name", "subject")


def multiple_choice(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """The items of this type that a material gives, in the order of its sentences.

    Recognising a term is easy, unless the other terms are much alike.
    """
    for recognised, choice in _choices(pool):
        wrong = distractors(pool, choice, random)
        if wrong is None:
            continue
        options = capitalised([choice.right, *(option.text for option in wrong)])
        asked = choice.question, options[0]
        random.shuffle(options)
        level = difficulty(pool, choice.sentence, [option.sentence for option in wrong])
        if recognised and level != "hard":
            level = "easy"
        yield CandidateItem.of("multiple_choice", asked, level, (choice.sentence,), options=options)


def _choices(pool: Pool) -> Iterator[tuple[bool, Choice]]:
    """Choices that a material gives, and whether each asks for a term or its meaning."""
    for definition in pool.own_definitions:
        yield True, _meaning(pool, definition)
        if not content(definition.term) & content(definition.meaning):
            yield True, _term(pool, definition)
    for asked in pool.own_asked:
        if _is_specific(pool, asked):
            yield False, _answer(pool, asked)
    defined = {definition.sentence for definition in pool.own_definitions}
    asked_of = {asked.sentence for asked in pool.own_asked}
    for told in pool.told:
        if told.sentence not in defined and not pool.is_common(told.subject):
            asked_of.add(told.sentence)
            yield False, _subject(pool, told)
    for gap in gaps(pool):  # where no question can be made: the sentence with a gap
        if gap.value is not None and gap.sentence not in asked_of and not gap.value.article:
            stem = f"Which of these completes the statement “{gap.stem.rstrip('.')}”?"
            yield False, Choice(gap.sentence, stem, gap.text, values_like(pool, gap.value))


def _meaning(pool: Pool, definition: Definition) -> Choice:
    shared = content(definition.term) & content(definition.meaning)
    others = (
        Distractor(other.meaning, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural
        and not content(other.term) & content(definition.term)
        and shared <= content(other.meaning)  # no option may be known by it
    )
    return Choice(definition.sentence, definition.question, definition.meaning, others)


def _term(pool: Pool, definition: Definition) -> Choice:
    others = (
        Distractor(other.term, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural and other.term.isupper() == definition.term.isupper()
    )
    return Choice(definition.sentence, definition.reverse, definition.term, others)


def _is_specific(pool: Pool, asked: AnsweredQuestion) -> bool:
    """Whether what is asked of a thing, or its value, is not spoken of everywhere."""
    clause = asked.sentence.clause
    if asked.wanted == "object" and clause is not None and pool.is_common(clause.subject):
        return False  # of what is spoken of everywhere, much else is true
    value = asked.value
    exact = value is None or value.kind in ("date", "number")
    return exact or not pool.is_common(value.text if value else "")


def _answer(pool: Pool, asked: AnsweredQuestion) -> Choice:
    if asked.value is None:
        others = answers_like(pool, asked)
        return Choice(asked.sentence, asked.question, asked.answer, others)
    right = f"{asked.value.article} {asked.value.text}".strip()
    return Choice(asked.sentence, asked.question, right, values_like(pool, asked.value))


def _subject(pool: Pool, told: Predicate) -> Choice:
    nearest = AGENTS_NEAR if told.sort[0] == "agent" else SAME_SENTENCE
    others = subjects_like(pool, told)
    return Choice(told.sentence, told.question, told.subject, others, nearest)


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
    random.shuffle(found)
    yield from map(_typed, found)


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
    return asked.wanted in TYPED or asked.answer[:1] in '"“'


def _typed(asked: AnsweredQuestion) -> CandidateItem:
    """An item in which a name has to be recalled; a date or number is a detail."""
    forms = accepted(asked.answer, asked.sentence, asked.value)
    return CandidateItem.of(
        "short_answer",
        (asked.question, asked.answer),
        "hard" if asked.wanted in ("date", "number") else "medium",
        (asked.sentence,),
        accepted=(form for form in forms if form not in asked.question),
    )
