"""A passage as it was searched and read."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.reader.bilingual.logits import PassageLogits
from corpus.document import Document
from index.passage import Passage


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """`rank` is its place in the fused search (0 is best), `dense_rank` and `keyword_rank` its
    places in the two searches over the whole library; `same_language` that the question's
    language is the passage's; `document` names its document, `start` is its offset there, `lead` is
    its title, date and headings. `passage` is what the search found, in the document `source`."""

    text: str
    sentences: tuple[tuple[int, int], ...]
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

    def sentence(self, number: int) -> str:
        begin, end = self.sentences[number]
        return self.text[begin:end]
