"""Passage: a chunk that answers a search, with its score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from corpus.document import Chunk

OutOfForce = Literal["replaced", "repealed", "not_yet", "expired"]


@dataclass(frozen=True, slots=True)
class Validity:
    """Why a document is not in force: `by` is the id of the one that replaces or repeals it and
    `by_name` what that is called; `day` is from when it is so, or when it comes into force, or was
    in force last."""

    state: OutOfForce
    day: str | None = None
    by: str | None = None
    by_name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"state": self.state, "day": self.day, "by": self.by, "by_name": self.by_name}


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as a search found it.

    `score` is higher for better, on the scale of the retriever that gave it (an inner
    product of unit vectors, a BM25 weight, or a fused reciprocal rank). `cosine` is the
    similarity to the question where it was measured; `dense_rank` and `keyword_rank` are its
    places, from 0, in the rankings that were fused, None where it is not among them. `source`,
    `title` and `date` are the document's, so that a passage can be shown without opening it;
    `number` is its own where people said one.
    `validity` is why its document is not in force on the day that is asked about, None where it is.
    `found_for` are the places of those parts of the question that it was searched for.
    """

    chunk: Chunk
    score: float
    source: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    number: str | None = None
    chunk_id: int = 0
    cosine: float | None = None
    dense_rank: int | None = None
    keyword_rank: int | None = None
    found_for: frozenset[int] = frozenset()
    validity: Validity | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON for other programs: what it says, and where."""
        return {
            "document_id": self.chunk.document_id,
            "source": self.source,
            "title": self.title,
            "publisher": self.publisher,
            "date": self.date,
            "page": self.chunk.page,
            "headings": list(self.chunk.headings),
            "text": self.chunk.text,
            "start": self.chunk.start,
            "end": self.chunk.end,
            "score": round(self.score, 6),
            "validity": None if self.validity is None else self.validity.to_dict(),
        }
