"""The generator of the bilingual reader: the set of sentences that is evidence, each cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from assistant.answer import Answer, Citation
from assistant.answer_parts import AnswerPart
from assistant.answering.calibration import Calibration
from assistant.answering.evidence.confidence import confidence_features
from assistant.answering.evidence.gaps import gap_of, reason_of
from assistant.answering.evidence.headline import headline
from assistant.answering.evidence.kinds import KindModel
from assistant.answering.evidence.logistic import Logistic
from assistant.answering.evidence.selection import (
    Limits,
    Quote,
    best_first,
    chosen,
    group_of,
    scored,
)
from assistant.answering.extractive import NEAREST, Generator, citation_of, with_quote
from assistant.answering.selection import SelectedQuote
from assistant.reader.bilingual.passages import ReadPassage
from assistant.reader.bilingual.reader import BilingualReader
from corpus.errors import ModelError
from index.passage import Passage
from index.question import Question

NAME = "extractive"
FOLDER = Path(__file__).parent
BEST_FIRST = ("value", "statement")  # other kinds of question are answered in reading order


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """What was fitted on collections that the reader was not trained on; see the card."""

    sentence: Logistic
    answerable: Logistic
    right: Logistic
    headline: Logistic
    limits: Mapping[str, Limits]
    refuse_below: float
    headline_least: float


@cache
def fitted() -> tuple[FittedWeights, KindModel]:
    """The weights that come with the program."""
    told = (FOLDER / "weights.json").read_bytes()
    return TypeAdapter(FittedWeights).validate_json(told), KindModel.load(
        FOLDER / "kinds.safetensors"
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is to be said to one question, and how sure that is."""

    read: list[ReadPassage]
    quotes: list[Quote]
    confidence: float
    answerable: float
    headline: str | None


class EvidenceGenerator:
    """Quotes the sentences that the reader takes for evidence; needs no language model.

    The answer is `not_found` where the probability that the passages answer is below the fitted
    one, or the confidence below a `threshold` that was given. Where the network cannot be loaded,
    `by_words` answers, and a note says so.
    """

    def __init__(
        self,
        reader: BilingualReader,
        by_words: Generator,
        threshold: float | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._reader = reader
        self._by_words = by_words
        self._threshold = threshold
        self._calibration = calibration

    def generate(
        self, question: Question, passages: Sequence[Passage], threshold: float | None = None
    ) -> Iterator[Answer]:
        try:
            draft = self._draft(question, passages)
        except ModelError as error:
            note = f"{error} Answers are chosen by words alone until it is mended."
            for answer in self._by_words.generate(question, passages, threshold):
                yield replace(answer, notes=(*answer.notes, note))
            return
        refused = self._refuses(draft, threshold)
        answer = Answer(
            question=question.text,
            asked_as=question.asked_as,
            status="not_found",
            parts=(),
            passages=tuple(read.passage for read in draft.read[:NEAREST]),
            confidence=draft.confidence,
            generator=NAME,
            notes=self._reader.notes(question),
        )
        if refused:
            gap = gap_of(question, draft.read, draft.quotes)
            yield replace(answer, absence=gap, parts=(reason_of(gap, question),))
            return
        shown = [
            made for quote in draft.quotes for made in _shown(draft.read[quote.passage], quote)
        ]
        citations: list[Citation] = []
        parts: tuple[AnswerPart, ...] = ()
        for number, quote in enumerate(shown, start=1):
            citation = citation_of(quote, marker=number)
            citations.append(citation)
            parts = with_quote(parts, quote, number)
            yield replace(
                answer,
                status="answered",
                parts=parts,
                short_answer=draft.headline,
                citations=tuple(citations),
                complete=number == len(shown),
            )

    def _refuses(self, draft: _Reply, threshold: float | None) -> bool:
        least = self._threshold if threshold is None else threshold
        if not draft.quotes:
            return True
        if least is None:
            return draft.answerable < fitted()[0].refuse_below
        return draft.confidence < least

    def _draft(self, question: Question, passages: Sequence[Passage]) -> _Reply:
        weights, model = fitted()
        read = self._reader.read_passages(question, passages)
        kinds = model.probabilities(question.text)
        group = group_of(kinds)
        sentences = scored(question.text, read, kinds, weights.sentence)
        quotes = chosen(sentences, read, weights.limits[group])
        if group in BEST_FIRST:
            quotes = best_first(quotes)
        features = confidence_features(question.text, read, sentences, quotes, kinds)
        short = headline(read, sentences, quotes, kinds, weights.headline, weights.headline_least)
        confidence = weights.right.probability(features)
        if self._calibration is not None:
            confidence = self._calibration.confidence(confidence)
        return _Reply(
            read,
            quotes,
            confidence,
            weights.answerable.probability(features),
            short.text if short else None,
        )


def _shown(read: ReadPassage, quote: Quote) -> Iterator[SelectedQuote]:
    """The sentences of a quote as they are shown: a paragraph's together, a list below its lead.

    What stands in blocks that do not belong together is quoted apart.
    """
    document, chunk = read.source, read.passage.chunk
    held: list[tuple[int, int, bool]] = []  # of each line its start, its end, and whether an item
    for number in range(quote.first, quote.last + 1):
        start, end = (chunk.start + offset for offset in read.sentences[number])
        line = document.line_at(start)
        item = line is not None and line.kind in ("item", "row")
        if held and line is not None and line.start <= held[-1][0]:
            held[-1] = (held[-1][0], end, item)
        else:
            held.append((start, end, item))
    together: list[list[tuple[int, int, bool]]] = []
    for one in held:
        if together and one[2]:
            together[-1].append(one)
        else:
            together.append([one])
    for lines in together:
        texts = tuple(document.text[start:end] for start, end, _ in lines)
        yield SelectedQuote(read.passage, document, lines[0][0], lines[-1][1], texts)
