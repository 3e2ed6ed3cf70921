"""Passage: a chunk that answers a search, with its score."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Chunk


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as a search found it.

    `score` is higher for better, on the scale of the retriever that gave it (an inner
    product of unit vectors, a BM25 weight, or a fused reciprocal rank). `cosine` is the
    similarity to the question where it was measured. `source`, `title` and `date` are the
    document's, so that a passage can be shown without opening its document.
    """

    chunk: Chunk
    score: float
    source: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    chunk_id: int = 0
    cosine: float | None = None
