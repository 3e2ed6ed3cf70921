"""A passage as it is given to be read, and as it was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from assistant.reader.encoding import Surroundings
from assistant.reader.logits import PassageLogits
from corpus.document import Document
from corpus.errors import DocumentNotFound, LibraryError
from corpus.told_text import Span, ToldText
from index.passage import Passage
from index.store.withheld import withhold

ReadDocument = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to read: its text as models are told it, the spans of its sentences, and what
    stands around it."""

    text: str
    sentences: tuple[Span, ...]
    around: Surroundings

    @property
    def lead(self) -> str:
        """Its title, date and headings."""
        return " ".join((self.around.title, self.around.date, *self.around.headings))

    def sentence(self, number: int) -> str:
        begin, end = self.sentences[number]
        return self.text[begin:end]


class PassageScorer(Protocol):
    """Reads a question and each passage together. None for a passage that was not read: of too
    many, or not begun at `until`, by `time.monotonic`.

    Raises ModelError where it cannot be loaded.
    """

    @property
    def name(self) -> str: ...

    def read(
        self, question: str, texts: Sequence[PassageText], until: float | None = None
    ) -> list[PassageLogits | None]: ...


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """`told` is its text as it was read, `sentences` are their spans there. `rank` is its place in
    the fused search (0 is best), `dense_rank` and `keyword_rank` its places in the two searches
    over the whole library; `same_language` that the question's language is the passage's;
    `document` names its document, `start` is its offset there, `lead` is its title, date and
    headings. `passage` is what the search found, in the document `source`. `meanings` are the
    cosines of its sentences to the question, as far as they were measured."""

    told: ToldText
    sentences: tuple[Span, ...]
    reading: PassageLogits
    rank: int
    cosine: float
    dense_rank: int
    keyword_rank: int
    same_language: bool
    document: str
    start: int
    passage: Passage
    source: Document
    lead: str = ""
    meanings: tuple[float | None, ...] = ()

    @property
    def text(self) -> str:
        return self.told.text

    def sentence(self, number: int) -> str:
        begin, end = self.sentences[number]
        return self.text[begin:end]

    def place(self, number: int) -> Span:
        """Where a sentence stands in the document."""
        return self.told.source(*self.sentences[number])


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
            with suppress(DocumentNotFound):
                try:
                    self._read[document_id] = self._read_document(document_id)
                except LibraryError:
                    withhold([document_id])
        return self._read[document_id]
