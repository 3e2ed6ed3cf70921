"""The Reader seam, and the reader that needs no training: words, their rarity, and place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.questions import Kind, Question, analyse, parts, stem
from corpus.sentences import sentence_spans
from index.passage import Passage
from index.words import words

Frequency = Callable[[str], float]  # of a word: the share of the library's passages that have it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage at its place in the document; `score` is higher for better."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one passage.

    `score` ranks the passages, `sentences` are in document order. `coverage` is the share of
    the question's meaning, weighted by rarity, that the passage has words for; `missing` are
    the names and numbers of the question that it lacks.
    """

    passage: Passage
    score: float
    sentences: tuple[Sentence, ...]
    coverage: float
    missing: tuple[str, ...]


class Reader(Protocol):
    """Reads the candidate passages for a question, best first."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]: ...


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})? {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})?(?:,? \d{{4}})?"
    rf"|{_MONTH} \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?)\b"
)
NUMBER = re.compile(
    r"(?<![\w-])(?:\d+(?:[.,]\d+)*(?:\s?%| per cent| percent)?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?)(?![\w-])",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-ZÀ-ỸĐ][\w'’.&-]*(?:\s+(?:of |the |and )?[A-ZÀ-ỸĐ][\w'’&-]*)+")

_EXPECTED: dict[Kind, re.Pattern[str]] = {"date": DATE, "number": NUMBER, "person": NAME}
_REASON = re.compile(
    r"\b(?:because|since|due to|in order to|so that|therefore|stems? from|reason|aims? to|helps?"
    r"|ensur\w+|as a result|purpose|why|means that|leads? to|allows?)\b",
    re.IGNORECASE,
)
_CROSS_REFERENCE = re.compile(r"^(?:See|Related discussions|Read more|References?)\b")


class WordReader:
    """Scores sentences by the rare words that they share with the question.

    A word's weight is its inverse document frequency; a sentence gets the weights of the
    question's words that it holds, less for those that stand only in the headings above it
    or in the sentence before. Sentences that hold the kind of thing asked for (a date, a
    number, a name) gain. Passages keep the order of the search as their prior.
    """

    def __init__(self, frequency: Frequency) -> None:
        self._frequency = frequency

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading]:
        asked = analyse(question)
        weights = {term: self._rarity(term) for term in asked.terms}
        total = sum(weights.values()) or 1.0
        readings = [
            self._read_one(asked, weights, total, passage, rank)
            for rank, passage in enumerate(passages, start=1)
        ]
        return sorted(readings, key=lambda reading: -reading.score)

    def _rarity(self, term: str) -> float:
        return math.log(1 + 1 / max(self._frequency(term), 1e-4))

    def _read_one(
        self,
        asked: Question,
        weights: dict[str, float],
        total: float,
        passage: Passage,
        rank: int,
    ) -> Reading:
        chunk = passage.chunk
        heading_stems = stems(" ".join(chunk.headings))
        context = {term: 0.5 for term in weights if term in heading_stems}
        sentences: list[Sentence] = []
        before: set[str] = set()
        everything = set(heading_stems)
        for start, end in sentence_spans(chunk.text):
            text = chunk.text[start:end]
            own = stems(text)
            everything |= own
            share = sum(
                weight
                * (1.0 if term in own else max(context.get(term, 0.0), 0.3 * (term in before)))
                for term, weight in weights.items()
            )
            score = share / total + self._bonus(asked, text, own)
            sentences.append(Sentence(chunk.start + start, chunk.start + end, text, score))
            before = own
        coverage = sum(weight for term, weight in weights.items() if term in everything) / total
        best = max((sentence.score for sentence in sentences), default=0.0)
        cosine = max(passage.cosine or 0.0, 0.0)
        score = best + 0.5 * coverage + 0.8 * cosine + 0.3 / (1 + math.log(rank))
        here = {word.casefold() for word in words(chunk.text + "\n" + "\n".join(chunk.headings))}
        missing = tuple(
            word
            for word in asked.required
            if word.casefold() not in here
            and not all(stem(part) in everything for part in parts(word))
        )
        return Reading(passage, score, tuple(sentences), coverage, missing)

    def _bonus(self, asked: Question, text: str, own: set[str]) -> float:
        if _CROSS_REFERENCE.match(text) or not text[-1:].strip(".!?:;”\"') ") == "":
            return -0.15  # a cross-reference, or a line that is no sentence
        bonus = 0.0
        expected = _EXPECTED.get(asked.kind)
        if expected is not None and expected.search(text):
            bonus += 0.2
        if asked.kind == "reason" and _REASON.search(text):
            bonus += 0.1
        if asked.kind == "definition" and _defines(asked, text, own):
            bonus += 0.25
        if asked.kind == "list" and (text.endswith(":") or text.count(",") + text.count(";") >= 2):
            bonus += 0.15
        return bonus


def _defines(asked: Question, text: str, own: set[str]) -> bool:
    """Whether a sentence has the form `<what is asked about> is ...`."""
    head = re.match(
        r"(?P<subject>[^.]{2,80}?)\s*(?:\bis\b|\bare\b|\brefers? to\b|\bmeans?\b|:)\s", text
    )
    return bool(head) and all(term in stems(head["subject"]) for term in asked.terms) if head else False


def stems(text: str) -> set[str]:
    return {stem(part) for word in words(text) for part in parts(word)}
