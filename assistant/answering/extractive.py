"""The extractive generator: answers made of exact sentences, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answer import Answer, Citation, Status
from assistant.answer_parts import AnswerPart, LeadPart, ListPart, MissingPart, QuotePart, written
from assistant.answering.calibration import Calibration
from assistant.answering.outline import outline
from assistant.answering.selection import (
    CANDIDATES,
    PassageDocuments,
    ReadDocument,
    SelectedQuote,
    choose,
    choose_first,
    items_of,
    quote_of,
)
from assistant.answering.short_answer import short_answer
from assistant.conflicts.conflicts import candidates_of, conflicting, lead, order
from assistant.reader.reading import Frequency, Reader, Reading
from index.passage import Passage
from index.question import Question, QuestionKind

NAME = "extractive"
PARTIAL = 0.3  # of `Reading.absence`: a name this rare is missing from the best passage
NEAREST = 4  # passages shown with an answer, or in its place
OUTLINED = 4  # passages whose documents' headings may be the answer

_BRACKETED = re.compile(r"\[(\d+)\]")
_ASKED_FOR: dict[QuestionKind, str] = {
    "date": "when",
    "number": "how many or how much",
    "person": "who",
    "place": "where",
    "reason": "why",
}


class Generator(Protocol):
    """Writes the answer to a self-contained question from its passages.

    Yields growing snapshots; the last has `complete` set. Nothing is said without a citation.
    `threshold` is used instead of the generator's own where it is given.
    """

    def generate(
        self, question: Question, passages: Sequence[Passage], threshold: float | None = None
    ) -> Iterator[Answer]: ...


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be said: the quotes in order, and how sure that is."""

    quotes: list[SelectedQuote]
    confidence: float
    partial: bool = False
    lead: LeadPart | None = None  # the sentence that names a conflict


class ExtractiveGenerator:
    """Quotes the best sentences of the passages; needs no language model.

    `threshold` is the confidence below which the answer is `not_found`; the confidence is what
    the reader says, or what the library's own `calibration` makes of it.
    """

    def __init__(
        self,
        reader: Reader,
        read_document: ReadDocument,
        frequency: Frequency,
        threshold: float,
        calibration: Calibration | None = None,
    ) -> None:
        self._reader = reader
        self._read_document = read_document
        self._frequency = frequency
        self._threshold = threshold
        self._calibration = calibration

    def generate(
        self, question: Question, passages: Sequence[Passage], threshold: float | None = None
    ) -> Iterator[Answer]:
        least = self._threshold if threshold is None else threshold
        readings = self._reader.read(question, passages)
        notes = self._reader.notes(question)
        documents = PassageDocuments(self._read_document)
        draft = self._draft(question, readings, documents, least)
        nearest = tuple(reading.passage for reading in readings[:NEAREST])
        if not draft.quotes or draft.confidence < least:
            yield Answer(
                question=question.text,
                asked_as=question.asked_as,
                status="not_found",
                parts=self._reason(question, readings),
                passages=nearest,
                confidence=draft.confidence,
                generator=NAME,
                notes=notes,
            )
            return
        status: Status = "partial" if draft.partial else "answered"
        citations: list[Citation] = []
        parts: tuple[AnswerPart, ...] = (draft.lead,) if draft.lead else ()
        # What is of no special kind is only clear in the sentence that answers best.
        likely = draft.quotes[:1] if question.kind == "fact" else draft.quotes
        briefs = (short_answer(question, quote.lines, quote.marked) for quote in likely)
        brief = next((b for b in briefs if b is not None and not draft.lead), None)
        for quote in draft.quotes:
            citation = citation_of(quote, marker=len(citations) + 1)
            citations.append(citation)
            parts = with_quote(parts, quote, citation.marker)
            yield Answer(
                question=question.text,
                asked_as=question.asked_as,
                status=status,
                parts=parts,
                short_answer=brief,
                citations=tuple(citations),
                passages=nearest,
                confidence=draft.confidence,
                generator=NAME,
                notes=notes,
                complete=quote is draft.quotes[-1],
            )

    def _draft(
        self,
        asked: Question,
        readings: Sequence[Reading],
        documents: PassageDocuments,
        least: float,
    ) -> _Draft:
        if not readings:
            return _Draft([], 0.0)
        passages = [reading.passage for reading in readings]
        nearest = (documents.of(passage) for passage in passages[:OUTLINED])
        found = outline(asked, dict.fromkeys(d for d in nearest if d), self._frequency)
        if found is not None:
            return _Draft(items_of(found, passages), found.covered)
        partial = readings[0].absence > PARTIAL
        if disagreeing := self._disagreeing(asked, readings, documents):
            return disagreeing
        whole = _Draft(choose(asked, readings, documents), self._confidence(readings), partial)
        if asked.parts:
            return self._compared(asked.parts, whole, passages, documents, least)
        return whole

    def _disagreeing(
        self, asked: Question, readings: Sequence[Reading], documents: PassageDocuments
    ) -> _Draft | None:
        """Each of the values that documents give for the same thing, the newest first."""
        found = candidates_of(asked, readings[:CANDIDATES])
        candidates = [candidate for candidate, _, _ in found]
        conflict = conflicting(asked, candidates)
        if conflict is None:
            return None
        places = order(conflict)
        quotes = [quote_of(*found[place][1:], documents) for place in places]
        if None in quotes:
            return None
        told = lead(conflict, candidates)
        return _Draft([q for q in quotes if q], self._confidence(readings), lead=told)

    def _compared(
        self,
        asked_parts: Sequence[Question],
        whole: _Draft,
        passages: Sequence[Passage],
        documents: PassageDocuments,
        least: float,
    ) -> _Draft:
        """The best sentence for each part; then those for the whole question."""
        quotes: list[SelectedQuote] = []
        confidences = []
        for part in asked_parts:
            readings = self._reader.read(part, passages)
            best = choose_first(readings, documents)
            confidences.append(self._confidence(readings) if best else 0.0)
            if best is not None and confidences[-1] >= least:
                quotes.append(best)
        if not quotes:
            return whole
        if whole.confidence >= least:
            quotes = whole.quotes[:1] + quotes
        unique = {(q.document.id, q.start): q for q in quotes}
        confidence = max(whole.confidence, min(confidences), least)
        return _Draft(list(unique.values()), confidence, min(confidences) < least)

    def _confidence(self, readings: Sequence[Reading]) -> float:
        said = readings[0].answerability
        return said if self._calibration is None else self._calibration.confidence(said)

    def _reason(self, asked: Question, readings: Sequence[Reading]) -> tuple[AnswerPart, ...]:
        if not readings:
            return written(
                "The library has no documents yet, none with these words, or none of that time; "
                "add some first."
            )
        missing = readings[0].missing
        unknown = [word for word in missing if self._frequency(word) == 0]
        reason = "no passage is close enough to this question."
        if unknown:
            reason = f"none of them mentions {_listed(unknown)}."
        elif missing:
            reason = f"they mention {_listed(missing)}, but not together with what is asked here."
        elif asked.required and asked.kind in _ASKED_FOR:
            reason = f"they mention {_listed(asked.required)}, but not {_ASKED_FOR[asked.kind]}."
        return (MissingPart(reason),)


def citation_of(quote: SelectedQuote, marker: int) -> Citation:
    # The passage knows the file by the name that was asked for, the document by its first.
    cited = Citation.of(quote.document, quote.start, quote.end, marker)
    return replace(cited, source=quote.passage.source)


def with_quote(
    parts: tuple[AnswerPart, ...], quote: SelectedQuote, marker: int
) -> tuple[AnswerPart, ...]:
    # A number in brackets that stands in the document must not be taken for a marker of ours.
    lines = (_BRACKETED.sub(r"(\1)", line) for line in quote.lines)
    first, *items = (QuotePart(line, (marker,)) for line in lines)
    if not quote.item:
        return (*parts, ListPart(first, tuple(items)) if items else first)
    *before, last = parts
    if isinstance(last, ListPart):
        return (*before, replace(last, items=(*last.items, first)))
    assert isinstance(last, QuotePart), "an item stands below a heading"
    return (*before, ListPart(last, (first,)))


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
