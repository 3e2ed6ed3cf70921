"""The Reader seam: what a reader makes of a question and its candidate passages."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.passage import Passage
from index.question import Question

Frequency = Callable[[str], float]  # of a word: the share of the library's passages that have it
_LEAST = 1e-4  # the frequency of a word that the library does not have
_RAREST = math.log(1 + 1 / _LEAST)


def rarity(frequency: float) -> float:
    """The weight of a word in that share of the passages, from 0 to 1: its inverse document
    frequency, scaled so that a word that the library lacks has 1.
    """
    return math.log(1 + 1 / max(frequency, _LEAST)) / _RAREST


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage at its place in the document; `score` is higher for better.

    `share` is how much of the question's meaning its own words have, from 0 to 1; `fits` says
    that it holds the kind of thing asked for: a date, a count, a name. `answer` is where in
    the document the words stand that answer by themselves, if a reader marked them.
    """

    start: int
    end: int
    text: str
    score: float
    share: float
    fits: bool = True
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one passage.

    `score` ranks the passages, `sentences` are in document order; `answerability` is the
    probability, from 0 to 1, that the passage answers the question. `coverage` is the share
    of the question's meaning, weighted by rarity, that the passage has words for; `missing`
    are the names and numbers of the question that it lacks, and `absence` is how telling that
    is: from 0 to 1, where 1 is a name that the library does not have at all.
    """

    passage: Passage
    score: float
    sentences: tuple[ScoredSentence, ...]
    coverage: float
    missing: tuple[str, ...]
    absence: float = 0.0
    answerability: float = 0.0

    @property
    def best(self) -> float:
        """The score of its best sentence; 0 where it has none."""
        return max((sentence.score for sentence in self.sentences), default=0.0)


class Reader(Protocol):
    """Reads the candidate passages for a question, best first; `notes` says what the user should
    know about how it was done. `threshold` is the answerability from which it may be believed.
    """

    name: str
    threshold: float

    def notes(self, question: Question) -> tuple[str, ...]: ...

    def read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]: ...
