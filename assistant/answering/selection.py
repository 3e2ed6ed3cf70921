"""What to quote: the sentences that answer, chosen from what the reader made of the passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.answering.outline import Outline
from assistant.answering.recency import newer_first
from assistant.reader.reading import Reading, ScoredSentence
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.language.sentences import sentences_in
from corpus.language.stems import stems
from index.passage import Passage
from index.question import Question, QuestionKind

ReadDocument = Callable[[str], Document]

LIKELY = 8  # sentences among which the newer of two that say the same comes first
CANDIDATES = 6  # passages whose sentences may be quoted
# A further sentence needs this share of the first one's score: beside it, or elsewhere.
BESIDE, ELSEWHERE = 0.4, 0.6
SAME = 0.75  # share of common words above which two sentences say the same

# How many sentences an answer may have, by what is asked.
_LENGTH: dict[QuestionKind, int] = {"date": 2, "number": 1, "person": 1, "place": 1, "yes_no": 2}
_USUAL_LENGTH = 3
_EXPLAINING: tuple[QuestionKind, ...] = ("definition", "reason", "manner")


@dataclass(frozen=True, slots=True)
class SelectedQuote:
    """A span of a document to be quoted, and the lines in which it is shown.

    `marked` are the words of it that answer by themselves, if the reader marked them; `item`
    says that it stands in a list of its own line.
    """

    passage: Passage
    document: Document
    start: int
    end: int
    lines: tuple[str, ...]
    marked: str | None = None
    item: bool = False


class PassageDocuments:
    """The documents of the passages, each read when it is first needed."""

    def __init__(self, read_document: ReadDocument) -> None:
        self._read_document = read_document
        self._read: dict[str, Document | None] = {}

    def of(self, passage: Passage) -> Document | None:
        """The passage's document; None where it was removed since the search, or is damaged."""
        document_id = passage.chunk.document_id
        if document_id not in self._read:
            self._read[document_id] = None
            with suppress(LibraryError):
                self._read[document_id] = self._read_document(document_id)
        return self._read[document_id]


def choose(
    asked: Question, readings: Sequence[Reading], documents: PassageDocuments
) -> list[SelectedQuote]:
    """The best sentence first, then those that add to it; what explains in document order."""
    ranked = sorted(
        (
            (reading.score - reading.best + sentence.score, reading, sentence)
            for reading in readings[:CANDIDATES]
            for sentence in reading.sentences
        ),
        key=lambda item: (-item[0], item[1].passage.date or "", item[2].start),
    )
    ranked = [item for item in ranked if item[0] >= min(BESIDE, ELSEWHERE) * ranked[0][0]]
    ranked[:LIKELY] = newer_first(
        ranked[:LIKELY], lambda item: (item[0], item[1].passage.date, item[2].text)
    )
    while ranked and documents.of(ranked[0][1].passage) is None:
        ranked.pop(0)
    if not ranked:
        return []
    top, reading, first = ranked[0]
    if asked.kind == "list" and (whole := _announced(reading, first, documents)) is not None:
        return [whole]
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
        near = score >= (BESIDE if beside else ELSEWHERE) * top
        # What explains may use other words; a fact has to speak of what is asked.
        enough = 0.0 if asked.kind in _EXPLAINING else 0.25 * first.share
        strong = sentence.score >= 0.5 * first.score and sentence.share >= enough
        if not (near and strong) or any(_overlap(own, words) >= SAME for words in used):
            continue
        if any(q.start <= sentence.start < q.end and q.passage is other.passage for q in chosen):
            continue
        if documents.of(other.passage) is not None:
            chosen.append(_quote(other, sentence, documents))
            used.append(own)
    # The first passage's sentences stay together; those that explain in the document's order.
    own_first = [quote for quote in chosen if quote.passage is reading.passage]
    others = [quote for quote in chosen if quote.passage is not reading.passage]
    if asked.kind in _EXPLAINING:
        own_first.sort(key=lambda quote: quote.start)
    return own_first + others


def quote_of(
    reading: Reading, sentence: ScoredSentence, documents: PassageDocuments
) -> SelectedQuote | None:
    """One sentence as a quote; None where its document cannot be read."""
    document = documents.of(reading.passage)
    if document is None:
        return None
    return SelectedQuote(reading.passage, document, sentence.start, sentence.end, (sentence.text,))


def choose_first(readings: Sequence[Reading], documents: PassageDocuments) -> SelectedQuote | None:
    """The one best sentence, without the list that it may announce."""
    for reading in readings:
        if reading.sentences:
            best = max(reading.sentences, key=lambda sentence: sentence.score)
            if (quote := quote_of(reading, best, documents)) is not None:
                return quote
    return None


def items_of(found: Outline, passages: Sequence[Passage]) -> list[SelectedQuote]:
    """A heading and its sub-headings as the quotes of a list."""
    passage = next(p for p in passages if p.chunk.document_id == found.document.id)
    quotes = []
    for heading in (found.heading, *found.items):
        end = heading.start + len(heading.text)
        item = heading is not found.heading
        lines = (found.document.text[heading.start : end],)
        quotes.append(SelectedQuote(passage, found.document, heading.start, end, lines, item=item))
    return quotes


def _announced(
    reading: Reading, item: ScoredSentence, documents: PassageDocuments
) -> SelectedQuote | None:
    """The whole list that a sentence is an item of, where a line announces it."""
    document = documents.of(reading.passage)
    if document is None:
        return None
    line = document.line_at(item.start)
    lead = document.lead_of(line) if line is not None else None
    while lead is not None and lead.kind == "item":
        lead = document.lead_of(lead)
    if lead is None:
        return None
    *_, (_, start, end) = sentences_in(document, lead.start, lead.end)
    announcing = ScoredSentence(start, end, document.text[start:end], item.score, item.share)
    return _quote(reading, announcing, documents)


def _quote(
    reading: Reading, sentence: ScoredSentence, documents: PassageDocuments
) -> SelectedQuote:
    """The sentence; with its list where it announces one."""
    document = documents.of(reading.passage)
    assert document is not None, "only readable documents are quoted"
    marked = document.text[slice(*sentence.answer)] if sentence.answer else None
    end, lines = sentence.end, [sentence.text]
    line = document.line_at(sentence.start)
    if sentence.text.endswith(":") and line is not None and line.end == end:
        for item in document.list_after(line.start):
            lines.append(item.words)
            end = item.end
    return SelectedQuote(reading.passage, document, sentence.start, end, tuple(lines), marked)


def _order(reading: Reading, sentence: ScoredSentence) -> int:
    return reading.sentences.index(sentence)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
