"""The embedded model of English, all-MiniLM-L6-v2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from index.models.bert_embedder import BertEmbedder
from index.models.embedder import Matrix, Vector
from index.models.model_files import model_folder


class MiniLM(BertEmbedder):
    """all-MiniLM-L6-v2; 384 dimensions, 256 tokens, English."""

    name = "all-MiniLM-L6-v2"

    @property
    def _folder(self) -> Path:
        return self._given_folder or model_folder()

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self.embed_documents([text])[0]
        return vector

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        return self._embed(texts, on_progress)
