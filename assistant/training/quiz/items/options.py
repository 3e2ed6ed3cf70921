"""The options that a question may have: all words of the material of the kind it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.training.quiz.items.distractors import Option
from assistant.training.quiz.items.shapes import shape
from assistant.training.quiz.pool import Pool
from assistant.training.quiz.predicates import Told
from assistant.training.quiz.questions import Asked
from assistant.training.typed_values import Typed, form


def values_like(pool: Pool, value: Typed) -> Iterator[Option]:
    """The values of the material that are written like one."""
    wanted = form(value)
    for sentence in pool.everything:
        for other in sentence.values:
            if other.kind == value.kind and form(other) == wanted:
                # A number in words may have begun its sentence.
                text = other.text.lower() if other.kind == "number" else other.text
                yield Option(f"{value.article} {text}".strip(), sentence)


def subjects_like(pool: Pool, told: Told) -> Iterator[Option]:
    """The subjects of the material that the same predicate may follow."""
    for other in pool.subjects:
        if other.sort == told.sort:
            yield Option(other.text, other.sentence)


def answers_like(pool: Pool, asked: Asked) -> Iterator[Option]:
    """Answers to questions that want the same, of the same shape."""
    wanted = shape(asked.answer)
    for other in pool.asked:
        if other.wanted == asked.wanted and shape(other.answer) == wanted:
            yield Option(other.answer, other.sentence)
