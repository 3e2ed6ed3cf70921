"""Judging items by the reader: whether the passages nearest to an item's question give its answer,
and give none of its wrong options.

    Judge(assistant, choice).fault(candidate)     why an item is not kept, or None

Reading costs tens of milliseconds a passage, so that one reading serves all items of a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from assistant.training.quiz.pool import CandidateItem
from corpus.language.numerals import SMALL_NUMBER
from corpus.language.words import folded
from corpus.wording import _
from index.choice import WHOLE_LIBRARY, DocumentChoice

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PASSAGES = 8  # that are read for a question
LEAST_EVIDENCE = -0.5  # logit of the sentence with the answer, below which it is not answered
MOST_OF_WRONG = -1.5  # logit of a sentence with a wrong option, from which that may be right too
SURELY = 0.5  # logit of a sentence that answers
_GIVES_VALUE = re.compile(rf"\d|\b(?:{SMALL_NUMBER}|thirty)\b", re.IGNORECASE)
SentenceEvidence = tuple[str, float]


@dataclass(slots=True)
class Judge:
    """Asks the reader, each question once."""

    assistant: Assistant
    choice: DocumentChoice = WHOLE_LIBRARY
    read: dict[str, tuple[SentenceEvidence, ...]] = field(default_factory=dict)

    def fault(self, candidate: CandidateItem) -> str | None:
        if not candidate.question:
            return None
        found = self._evidence(candidate.question)
        best = _strongest(candidate.right, found)
        if best < LEAST_EVIDENCE:
            return _("the passages nearest to the question do not answer it")
        for option in candidate.wrong:
            evidence = _strongest(option, found, without=candidate.right)
            if evidence >= MOST_OF_WRONG:
                told = _("two options are right: a passage may answer with “{option}” too")
                return told.format(option=option)
        if _GIVES_VALUE.search(candidate.right) and (other := _another(candidate.right, found)):
            told = _("the documents may give another answer: “{answer}”")
            return told.format(answer=other[:80])
        return None

    def _evidence(self, question: str) -> tuple[SentenceEvidence, ...]:
        if question not in self.read:
            passages = self.assistant.read_nearest(question, PASSAGES, self.choice)
            self.read[question] = tuple(
                (passage.sentence(number), sentence.evidence)
                for passage in passages
                for number, sentence in enumerate(passage.reading.sentences)
                if sentence is not None
            )
        return self.read[question]


def _another(right: str, found: tuple[SentenceEvidence, ...]) -> str | None:
    """A sentence that answers as surely with another number or date."""
    return next(
        (
            text
            for text, evidence in found
            if evidence >= SURELY and not _holds(text, right) and _GIVES_VALUE.search(text)
        ),
        None,
    )


def _strongest(option: str, found: tuple[SentenceEvidence, ...], without: str = "") -> float:
    """The highest evidence of a sentence that holds an option, and not what is right."""
    return max(
        (
            evidence
            for text, evidence in found
            if _holds(text, option) and not (without and _holds(text, without))
        ),
        default=-inf,
    )


def _holds(text: str, option: str) -> bool:
    """Whether a text holds an option as whole words, however its letters are written."""
    own, wanted = (" ".join(folded(one).split()) for one in (text, option))
    at = own.find(wanted)
    while at >= 0:
        before, after = own[max(0, at - 1) : at], own[at + len(wanted) : at + len(wanted) + 2]
        if not before.isalnum() and not re.match(r"\w|[.,]\d", after):
            return True
        at = own.find(wanted, at + 1)
    return False
