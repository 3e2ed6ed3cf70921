"""Short answer: a question whose answer is a few words, typed in."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import Difficulty, Item
from assistant.training.quiz import difficulty
from assistant.training.quiz.items.accepted import accepted
from assistant.training.quiz.pool import Candidate, Pool
from assistant.training.quiz.questions import Asked, Definition
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed
from corpus.language.stems import content

MOST_WORDS = 6
MOST_ABBREVIATIONS = 2  # more is no test of what was learnt
TYPED = ("date", "number", "actor", "place", "name", "subject")


def candidates(pool: Pool, random: Random) -> Iterator[Candidate]:
    """The questions with a short, clear answer, then the terms that a definition asks for."""
    clear = [asked for asked in pool.own_asked if _is_clear(pool, asked)]
    letters = [asked for asked in clear if asked.wanted == "name"]
    random.shuffle(letters)
    found = [
        *(_asked(asked) for asked in clear if asked.wanted != "name"),
        *(_asked(asked) for asked in letters[:MOST_ABBREVIATIONS]),
        *(_term(one) for one in pool.own_definitions if _is_hidden(one)),
    ]
    random.shuffle(found)
    yield from found


def _is_hidden(definition: Definition) -> bool:
    """Whether the meaning of a term does not say the term."""
    short = len(definition.term.split()) <= MOST_WORDS
    return short and not content(definition.term) & content(definition.meaning)


def _is_clear(pool: Pool, asked: Asked) -> bool:
    """Whether only one answer is right: a typed value, a name, or a theme in quotation marks."""
    words = asked.answer.split()
    if not 0 < len(words) <= MOST_WORDS:
        return False
    if asked.wanted in ("actor", "subject", "place") and pool.is_common(asked.answer):
        return False
    quoted = asked.answer[:1] in '"“'
    return asked.wanted in TYPED or quoted


def _asked(asked: Asked) -> Candidate:
    level = difficulty.of_short_answer(detail=asked.wanted in ("date", "number"))
    return _made(asked.sentence, asked.question, asked.answer, level, asked.value)


def _term(definition: Definition) -> Candidate:
    question = f"Which term means “{definition.meaning}”?"
    level = difficulty.of_short_answer(detail=False)
    return _made(definition.sentence, question, definition.term, level, None)


def _made(
    sentence: Sentence, question: str, answer: str, level: Difficulty, value: Typed | None
) -> Candidate:
    forms = accepted(answer, sentence, value)
    forms = tuple(form for form in forms if form not in question)
    item = Item(
        id="",
        type="short_answer",
        stem=question,
        answer=answer,
        difficulty=level,
        citations=(sentence.citation,),
        accepted=forms,
        section=sentence.section,
    )
    return Candidate(item, (sentence,))
