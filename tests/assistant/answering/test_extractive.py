"""The extractive generator over a reader that says what it is told to: where its numbers lie."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from assistant.answering.extractive import ExtractiveGenerator
from assistant.reader.reading import Reading, ScoredSentence

from assistant.answer import Answer
from assistant.question.analysis import analyse
from corpus.document import Chunk, Document
from index.passage import Passage
from index.question import Question

HUE, HANOI = "Hue has nine bridges.", "Hanoi has four bridges."
DOCUMENT = Document("d", "bridges.md", f"{HUE} {HANOI}")
PASSAGE = Passage(Chunk("d", 0, len(DOCUMENT.text), DOCUMENT.text), 1.0, "bridges.md")


def reading(text: str, sure: float, absence: float = 0.0) -> Reading:
    """A passage in which this one sentence answers, that surely."""
    start = DOCUMENT.text.index(text)
    sentence = ScoredSentence(start, start + len(text), text, score=1.0, share=1.0)
    return Reading(PASSAGE, 1.0, (sentence,), 1.0, (), absence, sure)


class Told:
    """A reader that has a reading ready for each question, under a word of it."""

    name, threshold = "told", 0.5

    def __init__(self, **readings: Reading) -> None:
        self._readings = readings

    def notes(self, question: Question) -> tuple[str, ...]:
        return ()

    def read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]:
        both = [found for word, found in self._readings.items() if word in question.text]
        return both[:1] if len(both) == 1 else [self._readings["Both"]]


def answered(question: str, reader: Told, threshold: float = 0.5) -> Answer:
    generator = ExtractiveGenerator(reader, lambda _: DOCUMENT, lambda word: 0.1, threshold)
    return list(generator.generate(analyse(question), [PASSAGE]))[-1]


@pytest.mark.parametrize(
    ("absence", "status"), [(0.0, "answered"), (0.3, "answered"), (0.31, "partial")]
)
def test_a_telling_name_that_is_missing_makes_an_answer_partial(
    absence: float, status: str
) -> None:
    answer = answered("How many bridges has Hue?", Told(Hue=reading(HUE, 0.9, absence)))
    assert (answer.status, answer.confidence) == (status, 0.9)


@pytest.mark.parametrize(("sure", "status"), [(0.5, "answered"), (0.499, "not_found")])
def test_an_answer_has_to_be_as_sure_as_the_threshold(sure: float, status: str) -> None:
    assert answered("How many bridges has Hue?", Told(Hue=reading(HUE, sure))).status == status


COMPARED = "How does Hue differ from Hanoi?"


@pytest.mark.parametrize(
    ("whole", "hue", "hanoi", "expected"),
    [
        # surest is the whole; else the weaker part; and what one part alone gives is just enough
        (0.9, 0.8, 0.7, ("answered", 0.9, [HUE, HANOI])),
        (0.2, 0.8, 0.7, ("answered", 0.7, [HUE, HANOI])),
        (0.2, 0.8, 0.5, ("answered", 0.5, [HUE, HANOI])),
        (0.2, 0.8, 0.49, ("partial", 0.5, [HUE])),
        (0.2, 0.4, 0.49, ("not_found", 0.2, [])),
    ],
)
def test_a_comparison_is_as_sure_as_its_weaker_part(
    whole: float, hue: float, hanoi: float, expected: tuple[str, float, list[str]]
) -> None:
    reader = Told(Hue=reading(HUE, hue), Hanoi=reading(HANOI, hanoi), Both=reading(HUE, whole))
    answer = answered(COMPARED, reader)
    quotes = [citation.quote for citation in answer.citations]
    assert (answer.status, answer.confidence, quotes) == expected
