"""How hard an item is, by rules that can be told to a participant who asks."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.training.pack import Difficulty
from assistant.training.quiz.pool import Pool
from assistant.training.sentence import Sentence

# Mean cosine of the sentences of the options to that of the right one
SIMILAR = 0.45  # from which they are hard to tell apart
FAR = 0.28  # up to which they are easily told apart
LONG = 25  # words of a sentence from which it holds a detail


def of_choice(pool: Pool, sentence: Sentence, others: Sequence[Sentence]) -> Difficulty:
    """Hard where the wrong options come from sentences much like the right one's."""
    near = [pool.closeness(sentence, other) for other in others]
    mean = sum(near) / len(near) if near else 0.0
    return "hard" if mean >= SIMILAR else "easy" if mean <= FAR else "medium"


def of_definition(pool: Pool, sentence: Sentence, others: Sequence[Sentence]) -> Difficulty:
    """Recognising a term is easy, unless the other terms are much alike."""
    return "hard" if of_choice(pool, sentence, others) == "hard" else "easy"


def of_true_false(*, swapped_detail: bool, words: int) -> Difficulty:
    """Recognition is easy; a date, number or item of a list that was swapped is a detail."""
    return "medium" if swapped_detail or words >= LONG else "easy"


def of_cloze(*, detail: bool) -> Difficulty:
    """A term has to be recalled; a date, number or name of a sentence is a detail."""
    return "hard" if detail else "medium"


def of_short_answer(*, detail: bool) -> Difficulty:
    """As of a cloze: a name has to be recalled, a date or number is a detail."""
    return of_cloze(detail=detail)
