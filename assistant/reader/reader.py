"""Passages read: whether each answers the question, and what each of its sentences is worth."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import exp, inf

from assistant.reader.encoding import Surroundings
from assistant.reader.logits import PassageLogits
from assistant.reader.meanings import SentenceMeanings
from assistant.reader.passages import (
    PassageDocuments,
    PassageScorer,
    PassageText,
    ReadDocument,
    ReadPassage,
)
from assistant.reader.words import WordScorer
from corpus.document import Document
from corpus.errors import ModelError
from corpus.language.identification import language_of
from corpus.language.sentences import told_sentences
from corpus.told_text import ToldText, told_text
from index.passage import Passage
from index.question import Question

UNRANKED = 99  # the rank of a passage that a search did not find
READ_FIRST = 3  # passages, of a question that one value or statement answers
NEXT_TO = 1_000  # characters before and after a passage in which its neighbours are looked for
_NOTES = {
    "script": "The models know text in Latin script; this question was answered by what it has "
    "of that.",
    "other": "The models know English and Vietnamese; other languages are read less surely.",
}


@dataclass(frozen=True, slots=True)
class Readings:
    """The passages that could be read, in the order of the search; `notes` say what the user
    should know about how they were read.
    """

    passages: tuple[ReadPassage, ...]
    notes: tuple[str, ...] = ()


class PassageReader:
    """Reads the passages of a search with what stands around them in their documents.

    Where `scorer` cannot be loaded they are read by their words alone, and a note says so.
    """

    def __init__(
        self,
        scorer: PassageScorer,
        read_document: ReadDocument,
        meanings: SentenceMeanings | None = None,
    ) -> None:
        self._scorer = scorer
        self._read_document = read_document
        self._meanings = meanings
        self.name = scorer.name

    def load(self) -> None:
        """Load the scorer now rather than at the first question. Raises ModelError."""
        self._scorer.read("", ())

    def read(
        self,
        question: Question,
        passages: Sequence[Passage],
        *,
        measured: bool = True,
        sure_from: float = inf,
    ) -> Readings:
        """`measured`: whether the likeliest sentences are weighed by their own vectors too.

        No more than the READ_FIRST best passages are read where one of them answers with a logit
        of `sure_from` or more.
        """
        documents = PassageDocuments(self._read_document)
        found: list[tuple[int, Passage, Document, ToldText]] = []
        for rank, passage in enumerate(passages):
            document = documents.of(passage)
            if document is not None:
                found.append((rank, passage, document, _told(passage, document)))
        texts = [_text(passage, document, told) for _, passage, document, told in found]
        asked_in = language_of(question.text)
        notes = [_NOTES[asked_in]] if asked_in in _NOTES else []
        by_network = True
        try:
            scores = self._scores(question, texts, sure_from)
            found, texts = found[: len(scores)], texts[: len(scores)]
        except ModelError as error:
            notes.append(f"{error} Answers are chosen by words alone until it is mended.")
            by_network = False
            scores = WordScorer().read(question.text, texts)
        if question.answer_by and time.monotonic() >= question.answer_by and None in scores:
            done = sum(score is not None for score in scores)
            notes.append(
                f"The machine is busy: {done} of {len(scores)} passages could be read in the time "
                "that a question has. Ask again later for an answer from all of them."
            )
            by_network = by_network and done > 0
            if not done:
                scores = WordScorer().read(question.text, texts)
        meanings: list[tuple[float | None, ...]] = [()] * len(texts)
        if by_network and measured:
            meanings = self._measured(question, texts, scores)
        read = (
            ReadPassage(
                told=told,
                sentences=text.sentences,
                reading=score,
                rank=rank,
                cosine=passage.cosine or 0.0,
                dense_rank=UNRANKED if passage.dense_rank is None else passage.dense_rank,
                keyword_rank=UNRANKED if passage.keyword_rank is None else passage.keyword_rank,
                same_language=language_of(text.text) == asked_in,
                document=document.id,
                start=passage.chunk.start,
                lead=text.lead,
                passage=passage,
                source=document,
                meanings=meant,
            )
            for (rank, passage, document, told), text, score, meant in zip(
                found, texts, scores, meanings, strict=True
            )
            if score is not None
        )
        return Readings(tuple(read), tuple(notes))

    def _scores(
        self, question: Question, texts: Sequence[PassageText], sure_from: float
    ) -> list[PassageLogits | None]:
        """Of all texts, or of the first ones alone where one of them surely answers."""
        first = texts if sure_from == inf else texts[:READ_FIRST]
        scores = self._scorer.read(question.text, first, question.answer_by)
        best = max((score.answers for score in scores if score is not None), default=-inf)
        rest = texts[len(first) :]
        if rest and best < sure_from:
            scores += self._scorer.read(question.text, rest, question.answer_by)
        return scores

    def _measured(
        self,
        question: Question,
        texts: Sequence[PassageText],
        scores: Sequence[PassageLogits | None],
    ) -> list[tuple[float | None, ...]]:
        """How near the sentences are to the question; empty where no model or time is left."""
        late = question.answer_by is not None and time.monotonic() >= question.answer_by
        if self._meanings is not None and not late:
            with suppress(ModelError):  # said by the search, which has the same
                return self._meanings.of(question.text, texts, scores)
        return [()] * len(texts)

    def ranked(self, question: Question, passages: Sequence[Passage], most: int) -> list[Passage]:
        """The passages, of the first `most` those that answer best first; `score` is that they
        answer, from 0 to 1. Those not read follow in the order of the search.
        """
        read = sorted(
            self.read(question, passages[:most]).passages, key=lambda one: -one.reading.answers
        )
        done = {one.passage.chunk_id for one in read}
        scored = [(one.passage, 1 / (1 + exp(-one.reading.answers))) for one in read]
        scored += [(passage, 0.0) for passage in passages if passage.chunk_id not in done]
        return [replace(passage, score=score) for passage, score in scored]


def text_of(passage: Passage, document: Document) -> PassageText:
    """The passage as it is read: with its sentences and what stands around it in its document."""
    return _text(passage, document, _told(passage, document))


def _told(passage: Passage, document: Document) -> ToldText:
    return told_text(document, passage.chunk.start, passage.chunk.end)


def _text(passage: Passage, document: Document, told: ToldText) -> PassageText:
    chunk = passage.chunk
    sentences = tuple((start, end) for _, start, end in told_sentences(told, document.language))
    headings = document.heading_path_at(chunk.start)
    title = document.title or (headings[0] if headings else "")
    before, after = _neighbours(document, chunk.start, chunk.end)
    around = Surroundings(
        title, document.date or "", tuple(h for h in headings if h != title), before, after
    )
    return PassageText(told.text, sentences, around)


def _neighbours(document: Document, start: int, end: int) -> tuple[str, str]:
    """The sentence before a passage, or the lead-in of the list that it goes on with, and the
    sentence after it; empty where a heading stands between.
    """
    line = document.line_at(start)
    lead = document.lead_of(line) if line is not None else None
    before = ""
    if lead is not None and lead.end <= start:
        before = lead.words
    else:
        told = told_text(document, max(0, start - NEXT_TO), start)
        for own, first, last in told_sentences(told, document.language):
            before = "" if own.kind == "heading" else told.text[first:last]
    after = ""
    told = told_text(document, end, min(len(document.text), end + NEXT_TO))
    for own, first, last in told_sentences(told, document.language):
        after = "" if own.kind == "heading" else told.text[first:last]
        break
    return before, after
