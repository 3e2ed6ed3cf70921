"""What happened when: sentences with dates, newest first, as a cited table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, Citation
from assistant.answer_parts import TablePart, quoted_words
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.language.dates import DateSpan, find_dates
from corpus.language.identification import reply_language
from corpus.language.sentences import sentences_in
from corpus.language.stems import stems
from index.passage import Passage
from index.question import Question

MOST = 12  # events
FEWEST_WORDS, MOST_CHARACTERS = 6, 420
SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', ")")  # of a paragraph; a letterhead has none
SAME = 0.6  # of the stems of a sentence that another one of its day has too
CONFIDENCE = 0.7
_COLUMNS = {"en": ("Date", "What happened"), "vi": ("Thời gian", "Sự kiện")}


@dataclass(frozen=True, slots=True)
class _DatedSentence:
    """A sentence and the first date in it that fits; `rank` is the place of its passage."""

    when: DateSpan
    shown: str
    document: Document
    start: int
    end: int
    rank: int

    @property
    def stems(self) -> frozenset[str]:
        return stems(self.document.text[self.start : self.end])

    @property
    def day(self) -> date:
        return self.when.readings[0][0]


def timeline(
    question: Question, passages: Sequence[Passage], read: Callable[[str], Document]
) -> Answer | None:
    """The dated sentences of the passages found; those of the dates that the question names, where
    it names some. None where there is none.
    """
    asked = [span for _, _, span in find_dates(question.text)]
    found: dict[tuple[str, int], _DatedSentence] = {}
    for rank, passage in enumerate(passages):
        with suppress(LibraryError):
            document = read(passage.chunk.document_id)
            for event in _events(document, passage, rank, asked):
                found.setdefault((document.id, event.start), event)
    best: list[_DatedSentence] = []
    for event in sorted(found.values(), key=lambda one: one.rank):
        if len(best) < MOST and not any(_tells_the_same(event, other) for other in best):
            best.append(event)
    if not best:
        return None
    events = sorted(best, key=lambda one: (one.day, -one.rank), reverse=True)
    citations = tuple(
        Citation.of(one.document, one.start, one.end, marker)
        for marker, one in enumerate(events, 1)
    )
    rows = tuple(
        (one.shown, " ".join(quoted_words(cited.told).split()))
        for one, cited in zip(events, citations, strict=True)
    )
    columns = _COLUMNS[reply_language(question.text)]
    table = TablePart(columns, rows, tuple(one.marker for one in citations))
    return Answer.found(question, (table,), citations, CONFIDENCE)


def _events(
    document: Document, passage: Passage, rank: int, asked: Sequence[DateSpan]
) -> Iterator[_DatedSentence]:
    chunk = passage.chunk
    for line, start, end in sentences_in(document, chunk.start, chunk.end):
        text = document.text[start:end]
        if line.kind == "heading" or len(text) > MOST_CHARACTERS:
            continue
        if len(text.split()) < FEWEST_WORDS or (
            line.kind == "paragraph" and not text.endswith(SENTENCE_ENDS)
        ):
            continue
        for first, last, span in find_dates(text):
            if len(span.readings) != 1 or not span.has_year:
                continue
            if asked and not any(lies_within(span, one) for one in asked):
                continue
            yield _DatedSentence(span, text[first:last], document, start, end, rank)
            break


def _tells_the_same(one: _DatedSentence, other: _DatedSentence) -> bool:
    """Whether two sentences have a date in common and most words of the shorter."""
    if one.when.readings != other.when.readings:
        return False
    shorter, longer = sorted((one.stems, other.stems), key=len)
    return len(shorter & longer) >= SAME * len(shorter)


def lies_within(one: DateSpan, asked: DateSpan) -> bool:
    """Whether a date lies in the time that is asked about."""
    if len(asked.readings) != 1:
        return False
    (begin, end), (first, last) = asked.readings[0], one.readings[0]
    return begin <= first and last <= end
