"""Any other sentence-transformers model, for users who name one in the settings."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.wording import _
from index.models.embedder import Matrix, Vector

BATCH = 32


def bfloat16_is_faster(size: int = 768, times: int = 20) -> bool:
    """Whether this CPU multiplies matrices faster in bfloat16: some that have it do not."""
    import torch

    def seconds(precision: torch.dtype) -> float:
        left = torch.ones(size, size, dtype=precision)
        left @ left  # the first product prepares
        begun = time.perf_counter()
        for _time in range(times):
            left @ left
        return float(time.perf_counter() - begun)

    capable = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return capable and seconds(torch.bfloat16) < seconds(torch.float32)


class SentenceTransformerEmbedder:
    """A model by its folder or hub name, in bfloat16 where the CPU is faster in it.

    Loading takes several seconds (torch), so it happens at the first call. Raises ModelError
    when the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        self._model: Any = None

    @property
    def dimension(self) -> int:
        with self._lock:
            return int(self._load().get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        with self._lock:
            return int(self._load().max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        with self._lock:
            return len(self._load().tokenizer.encode(text, add_special_tokens=False))

    def embed_query(self, text: str) -> Vector:
        with self._lock:
            vector: Vector = self._unit(self._load().encode_query([text], **_OPTIONS))[0]
            return vector

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        with self._lock:
            model = self._load()
            vectors = np.zeros((len(texts), model.get_embedding_dimension()), dtype=np.float32)
            order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                vectors[rows] = self._unit(
                    model.encode_document([texts[row] for row in rows], **_OPTIONS)
                )
                if on_progress is not None:
                    on_progress(len(rows))
        return vectors

    @staticmethod
    def _unit(vectors: Any) -> Matrix:
        rows = np.asarray(vectors, dtype=np.float32)
        return np.asarray(
            rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12),
            dtype=np.float32,
        )

    def _load(self) -> Any:
        if self._model is None:
            import torch
            from sentence_transformers import SentenceTransformer

            dtype = torch.bfloat16 if bfloat16_is_faster() else torch.float32
            try:
                self._model = SentenceTransformer(
                    self.name,
                    device="cpu",
                    trust_remote_code=False,
                    local_files_only=Path(self.name).exists(),
                    model_kwargs={"dtype": dtype, "use_safetensors": True},
                )
            except (OSError, ValueError) as error:
                raise ModelError(
                    _(
                        "The embedding model {name!r} cannot be loaded: give the folder of a "
                        "sentence-transformers model with safetensors weights. ({reason})"
                    ).format(name=self.name, reason=error)
                ) from error
        return self._model


_OPTIONS: dict[str, Any] = {
    "batch_size": BATCH,
    "show_progress_bar": False,
    "convert_to_numpy": True,  # which also turns bfloat16, that NumPy lacks, into float32
}
