"""Passage: a chunk that answers a search, with its score."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Chunk


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as a search found it.

    `score` is higher for better, on the scale of the retriever that gave it (an inner
    product of unit vectors, a BM25 weight, or a fused reciprocal rank). `cosine` is the
    similarity to the question where it was measured; `dense_rank` and `keyword_rank` are its
    places, from 0, in the rankings that were fused, None where it is not among them. `source`,
    `title` and `date` are the document's, so that a passage can be shown without opening it.
    `found_for` are the places of those parts of the question that it was searched for.
    """

    chunk: Chunk
    score: float
    source: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    chunk_id: int = 0
    cosine: float | None = None
    dense_rank: int | None = None
    keyword_rank: int | None = None
    found_for: frozenset[int] = frozenset()
