"""The extractive generator: answers made of exact sentences, each with its citation."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Answer, Citation, Status
from assistant.questions import Kind, Question, analyse, stems
from assistant.reading import Frequency, Reader, Reading, Sentence
from assistant.short_answer import short_answer
from corpus.document import Document
from corpus.errors import LibraryError
from index.passage import Passage

ReadDocument = Callable[[str], Document]

NAME = "extractive"
CANDIDATES = 6  # passages whose sentences may be quoted
NEAREST = 4  # passages shown with an answer, or in its place
SAME = 0.75  # share of common words above which two sentences say the same

# How many sentences an answer may have, by what is asked.
_LENGTH: dict[Kind, int] = {"date": 2, "number": 1, "person": 1, "place": 1, "yes_no": 2}
_USUAL_LENGTH = 3
_EXPLAINING: tuple[Kind, ...] = ("definition", "reason", "manner")
_NEXT = re.compile(r"\s*\n?\s*(?P<item>(?:[-•*–]|\(?\d{1,3}[.)])\s+[^\n]+)")
_BRACKETED = re.compile(r"\[(\d+)\]")
_MARK = re.compile(r"^(?:[-•*–]|\(?\d{1,3}[.)])\s+")


class Generator(Protocol):
    """Writes the answer to a self-contained question from its passages.

    Yields growing snapshots; the last has `complete` set. Nothing is said without a citation.
    """

    def generate(self, question: str, passages: Sequence[Passage]) -> Iterator[Answer]: ...


@dataclass(frozen=True, slots=True)
class _Quote:
    """A span to be quoted, and the lines in which it is shown."""

    reading: Reading
    start: int
    end: int
    lines: tuple[str, ...]


class _Documents:
    """The documents of the passages, each read when it is first needed."""

    def __init__(self, read_document: ReadDocument) -> None:
        self._read_document = read_document
        self._read: dict[str, Document | None] = {}

    def of(self, reading: Reading) -> Document | None:
        """The passage's document; None where it was removed since the search, or is damaged."""
        document_id = reading.passage.chunk.document_id
        if document_id not in self._read:
            self._read[document_id] = None
            with suppress(LibraryError):
                self._read[document_id] = self._read_document(document_id)
        return self._read[document_id]


class ExtractiveGenerator:
    """Quotes the best sentences of the passages; needs no language model.

    `threshold` is the confidence below which the answer is `not_found`.
    """

    def __init__(
        self,
        reader: Reader,
        read_document: ReadDocument,
        frequency: Frequency,
        threshold: float,
    ) -> None:
        self._reader = reader
        self._read_document = read_document
        self._frequency = frequency
        self._threshold = threshold

    def generate(self, question: str, passages: Sequence[Passage]) -> Iterator[Answer]:
        asked = analyse(question)
        readings = self._reader.read(question, passages)
        confidence = confidence_of(asked, readings)
        nearest = tuple(reading.passage for reading in readings[:NEAREST])
        documents = _Documents(self._read_document)
        enough = confidence >= self._threshold
        quotes = _quotes(asked, readings[:CANDIDATES], documents) if enough else []
        if not quotes:
            yield Answer(
                question=question,
                asked_as=question,
                status="not_found",
                text=self._reason(readings),
                passages=nearest,
                confidence=confidence,
                generator=NAME,
            )
            return
        status: Status = "partial" if readings[0].absence > PARTIAL else "answered"
        citations: list[Citation] = []
        text = ""
        brief = short_answer(asked, quotes[0].lines)
        for quote in quotes:
            document = documents.of(quote.reading)
            assert document is not None, "only readable documents are quoted"
            citation = _citation(quote, document, marker=len(citations) + 1)
            citations.append(citation)
            text = f"{text}{_joint(text, quote)}{_shown(quote, citation.marker)}"
            yield Answer(
                question=question,
                asked_as=question,
                status=status,
                text=text,
                short_answer=brief,
                citations=tuple(citations),
                passages=nearest,
                confidence=confidence,
                generator=NAME,
                complete=quote is quotes[-1],
            )

    def _reason(self, readings: Sequence[Reading]) -> str:
        if not readings:
            return "The library has no documents yet, or none with these words; add some first."
        missing = readings[0].missing
        unknown = [word for word in missing if self._frequency(word) == 0]
        if unknown:
            return f"The documents do not say: none of them mentions {_listed(unknown)}."
        if missing:
            return (
                f"The documents do not say: they mention {_listed(missing)}, but not together with "
                "what is asked here."
            )
        return "The documents do not say: no passage is close enough to this question."


def _quotes(asked: Question, readings: Sequence[Reading], documents: _Documents) -> list[_Quote]:
    """What to quote: the best sentence first, then those that add to it."""
    ranked = sorted(
        (
            (reading.score - _best(reading) + sentence.score, reading, sentence)
            for reading in readings
            for sentence in reading.sentences
        ),
        key=lambda item: (-item[0], item[1].passage.date or "", item[2].start),
    )
    ranked = [item for item in ranked if item[0] >= 0.7 * ranked[0][0]]
    while ranked and documents.of(ranked[0][1]) is None:
        ranked.pop(0)
    if not ranked:
        return []
    top, reading, first = ranked[0]
    limit = _LENGTH.get(asked.kind, _USUAL_LENGTH)
    chosen = [_quote(reading, first, documents)]
    if len(chosen[0].lines) > 1:
        return chosen  # a whole list stands by itself
    used = [stems(first.text)]
    for score, other, sentence in ranked[1:]:
        if len(chosen) >= limit:
            break
        own = stems(sentence.text)
        beside = other is reading and abs(_order(other, sentence) - _order(other, first)) <= 2
        near = score >= (0.7 if beside else 0.85) * top
        # What explains may use other words; a fact has to speak of what is asked.
        enough = 0.0 if asked.kind in _EXPLAINING else 0.25 * first.share
        strong = sentence.score >= 0.5 * first.score and sentence.share >= enough
        if not (near and strong) or any(_overlap(own, words) >= SAME for words in used):
            continue
        if any(q.start <= sentence.start < q.end and q.reading is other for q in chosen):
            continue
        if documents.of(other) is not None:
            chosen.append(_quote(other, sentence, documents))
            used.append(own)
    # The first passage's sentences stay together and in the order of the document.
    own_first = [quote for quote in chosen if quote.reading is reading]
    others = [quote for quote in chosen if quote.reading is not reading]
    return sorted(own_first, key=lambda quote: quote.start) + others


def _quote(reading: Reading, sentence: Sentence, documents: _Documents) -> _Quote:
    """The sentence; with its list where it announces one."""
    document = documents.of(reading)
    if sentence.text.endswith(":") and document is not None:
        end, items = sentence.end, []
        while match := _NEXT.match(document.text, end):
            items.append(_MARK.sub("", match["item"]).strip())
            end = match.end()
        if items:
            return _Quote(reading, sentence.start, end, (sentence.text, *items))
    return _Quote(reading, sentence.start, sentence.end, (sentence.text,))


def _citation(quote: _Quote, document: Document, marker: int) -> Citation:
    return Citation(
        marker=marker,
        document_id=document.id,
        source=quote.reading.passage.source,
        quote=document.text[quote.start : quote.end],
        start=quote.start,
        end=quote.end,
        title=document.title,
        date=document.date,
        publisher=document.publisher,
        page=document.page_at(quote.start),
        headings=document.heading_path_at(quote.start),
    )


def features(readings: Sequence[Reading]) -> tuple[float, ...]:
    """What the confidence is computed from: the best passage's word coverage, its best
    sentence's score, its cosine to the question, and the highest cosine of all passages.
    """
    best = readings[0]
    cosines = [reading.passage.cosine or 0.0 for reading in readings]
    return best.coverage, _best(best), cosines[0], max(cosines)


def confidence_of(asked: Question, readings: Sequence[Reading]) -> float:
    """How likely the best evidence answers the question, from 0 to 1.

    A logistic model of the features, fitted by tests/quality/fit_confidence.py. A rare name
    of the question that the passage lacks, or a count that no sentence of it gives, speaks
    against an answer; these two are too seldom in the public data to be fitted, and were set
    so that a question about an unknown name is refused.
    """
    if not readings:
        return 0.0
    values = features(readings)
    logit = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    logit -= ABSENT_NAME * readings[0].absence
    if (asked.counted or asked.amount) and not any(
        sentence.fits for sentence in readings[0].sentences
    ):
        logit -= ABSENT_COUNT
    return 1 / (1 + math.exp(-logit))


BIAS = -5.3
WEIGHTS = (2.48, 1.68, 4.15, 0.93)  # in the order of `features`
ABSENT_NAME = 3.0
ABSENT_COUNT = 2.5
PARTIAL = 0.3  # of `Reading.absence`: a name this rare is missing from the best passage


def _best(reading: Reading) -> float:
    return max((sentence.score for sentence in reading.sentences), default=0.0)


def _order(reading: Reading, sentence: Sentence) -> int:
    return reading.sentences.index(sentence)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _shown(quote: _Quote, marker: int) -> str:
    # A number in brackets that stands in the document must not be taken for a marker of ours.
    lead, *items = (_BRACKETED.sub(r"(\1)", line) for line in quote.lines)
    return "\n".join([f"{lead} [{marker}]", *(f"- {item} [{marker}]" for item in items)])


def _joint(text: str, quote: _Quote) -> str:
    if not text:
        return ""
    return "\n\n" if len(quote.lines) > 1 or "\n" in text else " "


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
