"""A deterministic Embedder without a model: words hashed into the places of a vector."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from index.models.embedder import Matrix, Vector

WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Texts with the same words are near each other, and that is all it knows.

    `texts` are those embedded so far, so that a test can tell a reused vector from a new one.
    """

    max_tokens = 256

    def __init__(self, dimension: int = 64, name: str | None = None) -> None:
        self.dimension = dimension
        self.name = name or f"hashing-{dimension}"
        self.texts: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(WORD.findall(text))

    def embed_query(self, text: str) -> Vector:
        return self._vector(text)

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        self.texts.extend(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            rows[row] = self._vector(text)
            if on_progress is not None:
                on_progress(1)
        return rows

    def _vector(self, text: str) -> Vector:
        row = np.zeros(self.dimension, dtype=np.float32)
        row[0] = 0.01  # a text without words has a direction too
        for word in WORD.findall(text.casefold()):
            digest = crc32(word.encode())
            row[digest % self.dimension] += 1 if digest & 0x80000000 else -1
        unit: Vector = row / np.linalg.norm(row)
        return unit
