"""The pool: all that the items of a quiz are made from, and what is true in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.training.material import Material
from assistant.training.pack import Item
from assistant.training.quiz.predicates import Subject, Told, subject_of, told_by
from assistant.training.quiz.questions import Asked, Definition, asked_by, defined_by
from assistant.training.quiz.statements import (
    Statement,
    by_stem,
    content,
    others,
    statements,
)

ELSEWHERE = 0.3  # cosine taken for a sentence that is not about the topic
CLOSE = 0.6  # cosine from which two sentences may say the same of different things
COMMON = 0.1  # share of the statements from which words that they hold tell nothing
HELD = 0.5  # share of the words of a question from which a sentence is about it


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The statements of a material with what was found in them."""

    material: Material
    statements: tuple[Statement, ...]
    everything: tuple[Statement, ...]  # and those of the same documents on other things
    definitions: tuple[Definition, ...]
    subjects: tuple[Subject, ...]
    asked: tuple[Asked, ...]
    told: tuple[Told, ...]  # of the material alone
    places: dict[str, list[int]] = field(repr=False)  # of statements, by stem

    @classmethod
    def of(cls, material: Material) -> Pool:
        found = statements(material)
        everything = (*found, *others(material))
        subjects = [one for statement in everything if (one := subject_of(statement))]
        own = (one for one in subjects if one.statement.is_fact)
        return cls(
            material=material,
            statements=found,
            everything=everything,
            definitions=tuple(
                definition for each in everything if (definition := defined_by(each))
            ),
            subjects=tuple(subjects),
            asked=tuple(one for each in everything for one in asked_by(each)),
            told=tuple(told for subject in own if (told := told_by(subject))),
            places=by_stem(everything),
        )

    @property
    def own_definitions(self) -> tuple[Definition, ...]:
        """Those of the material, which can be asked for."""
        return tuple(one for one in self.definitions if one.statement.is_fact)

    @property
    def own_asked(self) -> tuple[Asked, ...]:
        """Those of the material, which can be asked."""
        return tuple(one for one in self.asked if one.statement.is_fact)

    def closeness(self, one: Statement, other: Statement) -> float:
        """The cosine of two statements' meaning."""
        if not (one.is_fact and other.is_fact):
            return ELSEWHERE
        vectors = self.material.vectors
        return float(vectors[one.fact_at] @ vectors[other.fact_at])

    def is_common(self, words: str) -> bool:
        """Whether so many statements hold these words that they tell nothing of any."""
        holding = sum(statement.is_fact for statement in self.mentioning(content(words)))
        return holding > max(2, COMMON * len(self.statements))

    def mentioning(self, words: frozenset[str]) -> Iterator[Statement]:
        """The statements that hold all of some stems."""
        lists = sorted((self.places.get(stem, []) for stem in words), key=len)
        if lists:
            others = [set(places) for places in lists[1:]]
            for place in lists[0]:
                if all(place in known for known in others):
                    yield self.everything[place]

    def may_be_true(self, words: str, asked: frozenset[str], of: Statement) -> bool:
        """Whether `words` may answer a question with the stems `asked`, made of a statement:
        whether a sentence with these words is about the same.
        """
        own = content(words)
        left = asked - own
        for statement in self.mentioning(own):
            if statement is of:
                return True
            if len(left & statement.content) >= HELD * max(1, len(left)):
                return True
            if self.closeness(statement, of) >= CLOSE:
                return True
        return not own


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An item that may be kept, and the statements that it was made of."""

    item: Item
    made_of: tuple[Statement, ...]
