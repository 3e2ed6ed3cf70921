"""Passages read by the bilingual network: whether each answers, and what each sentence is worth."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from assistant.answering.selection import PassageDocuments, ReadDocument
from assistant.reader.bilingual.encoding import Surroundings
from assistant.reader.bilingual.network import BilingualNetwork, PassageText
from assistant.reader.bilingual.passages import ReadPassage
from assistant.reader.reading import Reading
from corpus.document import Document
from corpus.errors import ModelError
from corpus.language.identification import language_of
from corpus.language.sentences import sentences_in
from index.passage import Passage
from index.question import Question

UNRANKED = 99  # the rank of a passage that a search did not find
READ = 10  # passages of a question; measured: what answers is among eight for .81, ten for .85
_NOTES = {
    "script": (
        "The models know text in Latin script; this question was answered by what it has of that.",
    ),
    "other": ("The models know English and Vietnamese; other languages are read less surely.",),
}
NEXT_TO = 1_000  # characters before and after a passage in which its neighbours are looked for


class BilingualReader:
    """Reads the first passages of a search with their surroundings."""

    name = BilingualNetwork.name
    threshold = 0.0  # the generator knows by more than one passage what to refuse

    def __init__(
        self, network: BilingualNetwork, read_document: ReadDocument, most: int = READ
    ) -> None:
        self._network = network
        self._read_document = read_document
        self._most = most

    def notes(self, question: Question) -> tuple[str, ...]:
        """What the user should know about how this question is read."""
        return _NOTES.get(language_of(question.text), ())

    def read(self, question: Question, passages: Sequence[Passage]) -> list[Reading]:
        """The passages, those that answer best first; those not read follow in their order.

        Where the network cannot be loaded, all of them in the order of the search.
        """
        try:
            read = self.read_passages(question, passages)
        except ModelError:
            read = []
        read.sort(key=lambda one: -one.reading.answers)
        done = {one.passage.chunk_id for one in read}
        scored = [(one.passage, 1 / (1 + exp(-one.reading.answers))) for one in read]
        scored += [(passage, 0.0) for passage in passages if passage.chunk_id not in done]
        return [Reading(passage, score, (), 0.0, (), 0.0, score) for passage, score in scored]

    def read_passages(self, question: Question, passages: Sequence[Passage]) -> list[ReadPassage]:
        """The passages that could be read, in the order of the search.

        Raises ModelError where the network cannot be loaded.
        """
        documents = PassageDocuments(self._read_document)
        found: list[tuple[int, Passage, Document, PassageText]] = []
        for rank, passage in enumerate(passages[: self._most]):
            document = documents.of(passage)
            if document is not None:
                found.append((rank, passage, document, text_of(passage, document)))
        scores = self._network.read(question.text, [text for *_, text in found])
        asked_in = language_of(question.text)
        return [
            ReadPassage(
                text=text.text,
                sentences=text.sentences,
                reading=score,
                rank=rank,
                cosine=passage.cosine or 0.0,
                dense_rank=UNRANKED if passage.dense_rank is None else passage.dense_rank,
                keyword_rank=UNRANKED if passage.keyword_rank is None else passage.keyword_rank,
                same_language=language_of(text.text) == asked_in,
                document=document.id,
                start=passage.chunk.start,
                lead=" ".join((text.around.title, text.around.date, *text.around.headings)),
                passage=passage,
                source=document,
            )
            for (rank, passage, document, text), score in zip(found, scores, strict=True)
            if score is not None
        ]


def text_of(passage: Passage, document: Document) -> PassageText:
    """The passage as it is read: with its sentences and what stands around it in its document."""
    chunk = passage.chunk
    sentences = tuple(
        (start - chunk.start, end - chunk.start)
        for _, start, end in sentences_in(document, chunk.start, chunk.end)
    )
    headings = document.heading_path_at(chunk.start)
    title = document.title or (headings[0] if headings else "")
    before, after = _neighbours(document, chunk.start, chunk.end)
    around = Surroundings(
        title, document.date or "", tuple(h for h in headings if h != title), before, after
    )
    return PassageText(chunk.text, sentences, around)


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
        for own, first, last in sentences_in(document, max(0, start - NEXT_TO), start):
            before = "" if own.kind == "heading" else document.text[first:last]
    after = ""
    for own, first, last in sentences_in(document, end, min(len(document.text), end + NEXT_TO)):
        after = "" if own.kind == "heading" else document.text[first:last]
        break
    return before, after
