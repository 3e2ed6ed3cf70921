"""The embedded model of English and Vietnamese, multilingual-e5-small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corpus.language.identification import language_of
from index.models.bert_embedder import BertEmbedder
from index.models.embedder import Matrix, Vector
from index.models.model_files import BASE, read_verified

WORDS = "embeddings.word_embeddings.weight"
QUERY, PASSAGE = "query: ", "passage: "  # what the model was trained to see before each


class MultilingualE5(BertEmbedder):
    """multilingual-e5-small; 384 dimensions, 512 tokens.

    English and Vietnamese, and other languages in Latin script: the pieces of other scripts were
    cut away. Of every vector the mean of its language is taken, so that a question in one finds
    passages in the other as well as those in its own (`means.safetensors`: of the questions and
    passages that the reader was trained on). Wang et al. 2024, arXiv:2402.05672.
    """

    name = "multilingual-e5-small-latin"
    max_tokens = 512

    @property
    def _folder(self) -> Path:
        return self._given_folder or BASE

    def _weights(self, data: bytes) -> dict[str, Any]:
        return load_weights(data)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._centred(self._embed([QUERY + text]), [text], "question")[0]
        return vector

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        found = self._embed([PASSAGE + text for text in texts], on_progress)
        return self._centred(found, texts, "passage")

    def _centred(self, vectors: Matrix, texts: Sequence[str], kind: str) -> Matrix:
        """Unit vectors without the mean of their language and kind."""
        if not texts:
            return vectors
        vietnamese = np.array([language_of(text) == "vi" for text in texts])[:, None]
        means = self._means
        centred = vectors - np.where(vietnamese, means[f"{kind}_vi"], means[f"{kind}_en"])
        unit: Matrix = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        return unit

    @cached_property
    def _means(self) -> dict[str, Any]:
        from safetensors.numpy import load

        means: dict[str, Any] = load(read_verified(self._folder, "means.safetensors"))
        return means


def load_weights(data: bytes) -> dict[str, Any]:
    """The weights as float32, by BERT's names; the word table stays in its 4-bit blocks."""
    from safetensors.numpy import load

    from index.models.block_weights import decoded

    return decoded(load(data), skip=frozenset({WORDS}))
