"""Multiple choice: a question with its answer and three of the same kind from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from assistant.training.pack import BLANK, Difficulty, Item
from assistant.training.quiz import difficulty
from assistant.training.quiz.items.distractors import Option, capitalised, distractors
from assistant.training.quiz.items.gaps import Gap, gaps
from assistant.training.quiz.items.options import answers_like, subjects_like, values_like
from assistant.training.quiz.pool import Candidate, Pool
from assistant.training.quiz.predicates import Told
from assistant.training.quiz.questions import Asked, Definition
from assistant.training.quiz.sentences import SAME_SENTENCE
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.stems import content

AGENTS_NEAR = 0.45  # cosine from which those who act may well do the same


def candidates(pool: Pool, random: Random) -> Iterator[Candidate]:
    """The items of this type that a material gives, in the order of its sentences."""
    for definition in pool.own_definitions:
        yield from _meaning(pool, definition, random)
        yield from _term(pool, definition, random)
    for asked in pool.own_asked:
        yield from _asked(pool, asked, random)
    defined = {definition.sentence for definition in pool.own_definitions}
    asked_of = {asked.sentence for asked in pool.own_asked}
    for told in pool.told:
        if told.sentence not in defined and not pool.is_common(told.subject):
            asked_of.add(told.sentence)
            yield from _told(pool, told, random)
    for gap in gaps(pool):
        if gap.value is not None and gap.sentence not in asked_of:
            yield from _completed(pool, gap, gap.value, random)


def _meaning(pool: Pool, definition: Definition, random: Random) -> Iterator[Candidate]:
    others = (
        Option(other.meaning, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural and not content(other.term) & content(definition.term)
    )
    question = definition.question
    shared = content(definition.term) & content(definition.meaning)
    if shared:  # no option may be known by it
        others = (option for option in others if shared <= content(option.text))
    yield from _made(
        pool, definition.sentence, question, definition.meaning, others, random, "definition"
    )


def _term(pool: Pool, definition: Definition, random: Random) -> Iterator[Candidate]:
    others = (
        Option(other.term, other.sentence)
        for other in pool.definitions
        if other.plural == definition.plural and other.term.isupper() == definition.term.isupper()
    )
    if content(definition.term) & content(definition.meaning):
        return
    question = f"Which term means “{definition.meaning}”?"
    yield from _made(
        pool, definition.sentence, question, definition.term, others, random, "definition"
    )


def _asked(pool: Pool, asked: Asked, random: Random) -> Iterator[Candidate]:
    others: Iterable[Option]
    clause = asked.sentence.clause
    if asked.wanted == "object" and clause is not None and pool.is_common(clause.subject):
        return  # of what is spoken of everywhere, much else is true
    if asked.value is not None:
        others = values_like(pool, asked.value)
        right = f"{asked.value.article} {asked.value.text}".strip()
        if asked.value.kind not in ("date", "number") and pool.is_common(asked.value.text):
            return
    else:
        others, right = answers_like(pool, asked), asked.answer
    yield from _made(pool, asked.sentence, asked.question, right, others, random, asked.wanted)


def _told(pool: Pool, told: Told, random: Random) -> Iterator[Candidate]:
    others = subjects_like(pool, told)
    nearest = AGENTS_NEAR if told.sort[0] == "agent" else SAME_SENTENCE
    yield from _made(
        pool, told.sentence, told.question, told.subject, others, random, "subject", nearest
    )


def _completed(pool: Pool, gap: Gap, value: Typed, random: Random) -> Iterator[Candidate]:
    """Where no question can be made: the sentence with a gap."""
    sentence = gap.sentence
    if value.article:
        return
    with_gap = sentence.text[: gap.start] + BLANK + sentence.text[gap.end :].rstrip(".")
    stem = f"Which of these completes the statement “{with_gap}”?"
    others = values_like(pool, value)
    yield from _made(pool, sentence, stem, gap.text, others, random, value.kind)


def _made(
    pool: Pool,
    sentence: Sentence,
    question: str,
    right: str,
    others: Iterable[Option],
    random: Random,
    wanted: str,
    nearest: float = SAME_SENTENCE,
) -> Iterator[Candidate]:
    wrong = distractors(pool, others, right, question, sentence, random, nearest=nearest)
    if wrong is None:
        return
    options = capitalised([right, *(option.text for option in wrong)])
    key = options[0]
    random.shuffle(options)
    rated = difficulty.of_definition if wanted == "definition" else difficulty.of_choice
    level: Difficulty = rated(pool, sentence, [option.sentence for option in wrong])
    item = Item(
        id="",
        type="multiple_choice",
        stem=question,
        answer=key,
        difficulty=level,
        citations=(sentence.citation,),
        options=tuple(options),
        section=sentence.section,
    )
    yield Candidate(item, (sentence,))
