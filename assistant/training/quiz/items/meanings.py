"""What a Vietnamese term means, the other way round: the term of a meaning, and statements."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import FALSE, TRUE
from assistant.training.quiz.evidence.lists import Meaning, genus_of
from assistant.training.quiz.pool import CandidateItem, Pool

MOST_WORDS = 48  # syllables of a statement


def terms_typed(pool: Pool) -> Iterator[CandidateItem]:
    """Which term it is that means something, where its meaning does not say it."""
    for one in _own(pool):
        yield CandidateItem.of(
            "short_answer",
            (f"Thuật ngữ nào được hiểu là “{one.meaning}”?", one.term),
            "medium",
            (one.sentence,),
        )


def meaning_statements(pool: Pool, random: Random) -> Iterator[CandidateItem]:
    """A definition as it stands, and one with the meaning of another term of the same kind."""
    for one in _own(pool):
        others = [
            other
            for other in pool.meanings
            if other.term.casefold() != one.term.casefold()
            and genus_of(other.meaning) == genus_of(one.meaning)
            and one.term.casefold() not in other.meaning.casefold()
            and other.term.casefold() not in other.meaning.casefold()
        ]
        told = [(one.meaning, TRUE)]
        told += [(random.choice(others).meaning, FALSE)] if others else []
        for meaning, key in told:
            text = f"{one.term} là {meaning}."
            if len(text.split()) <= MOST_WORDS:
                yield CandidateItem.of(
                    "true_false", (text, key), "medium", (one.sentence,), options=(TRUE, FALSE)
                )


def _own(pool: Pool) -> list[Meaning]:
    """Those of the material whose meaning does not say the term."""
    return [
        one
        for one in pool.meanings
        if one.sentence.is_on_topic and one.term.casefold() not in one.meaning.casefold()
    ]
