"""The fused search of the library over a list of texts, in memory: for rows of public data."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.progress import track

from corpus.language.words import content_words
from index.models.embedder import Embedder
from index.search.fusion import convex_combination
from index.search.retriever import KEYWORD_WEIGHT

DEPTH = 30
AT_ONCE = 256  # texts that are embedded together


@dataclass(frozen=True, slots=True)
class Hit:
    """A text by its place in the list."""

    place: int
    score: float
    cosine: float


class TextSearch:
    """By meaning and by words, as `HybridRetriever` fuses them where all is of one language."""

    def __init__(self, texts: Sequence[str], embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        for start in track(range(0, len(texts), AT_ONCE), "Embedding passages"):
            some = texts[start : start + AT_ONCE]
            self._vectors[start : start + AT_ONCE] = embedder.embed_documents(some)
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='porter unicode61')"
        )
        self._database.executemany("INSERT INTO texts(rowid, body) VALUES (?, ?)", enumerate(texts))

    def best(self, question: str, k: int) -> list[Hit]:
        """The k nearest texts, best first."""
        cosines = self._vectors @ self._embedder.embed_query(question)
        nearest = np.argpartition(-cosines, min(DEPTH, len(cosines) - 1))[:DEPTH]
        dense = sorted(
            ((int(place), float(cosines[place])) for place in nearest), key=lambda hit: -hit[1]
        )
        query = " OR ".join(f'"{word}"' for word in content_words(question)[:24])
        keyword = self._database.execute(
            "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (query, DEPTH),
        ).fetchall()
        fused = convex_combination(dense, keyword, 1 - KEYWORD_WEIGHT)[:k]
        return [Hit(place, score, float(cosines[place])) for place, score in fused]
