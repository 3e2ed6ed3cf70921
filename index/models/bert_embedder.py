"""A BERT of ours as an embedder, on OpenVINO: ready about a second after start."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.models.embedder import Matrix
from index.models.model_files import read_verified

TOKENS_PER_BATCH = 1024  # measured: padding and cache misses grow above, overhead below
PRECISIONS = ("bfloat16", "int8", "float32")


class BertEmbedder(ABC):
    """Texts to unit vectors by a model whose files are verified by sha256 before loading.

    The model is loaded at the first call. `precision` is `bfloat16` where the CPU computes in
    it, `int8` weights elsewhere (cosine to float32 at least 0.997, twice as fast with
    AVX512-VNNI), or as given. One lock is held around every call: fast tokenizers are not
    safe to share between threads.

    Raises ModelError when a model file is missing or altered.
    """

    dimension = 384
    max_tokens = 256

    def __init__(self, folder: Path | None = None, precision: str | None = None) -> None:
        if precision not in (None, *PRECISIONS):
            raise ValueError(f"precision must be one of {PRECISIONS}, not {precision!r}")
        self.precision = precision
        self._given_folder = folder
        self._lock = Lock()
        self._tokenizer: Any = None
        self._infer: Callable[[list[Any]], Any] | None = None

    @property
    @abstractmethod
    def _folder(self) -> Path:
        """Where the files are; looked up at the first use."""

    def _weights(self, data: bytes) -> dict[str, Any]:
        """The weights of the file, by BERT's names."""
        from safetensors.numpy import load

        weights: dict[str, Any] = load(data)
        return weights

    def count_tokens(self, text: str) -> int:
        with self._lock:
            return len(self._load_tokenizer().encode(text, add_special_tokens=False).ids)

    def _embed(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        with self._lock:
            infer = self._load_model()
            encoded = self._load_tokenizer().encode_batch_fast(list(texts))
            tokens = [encoding.ids[: self.max_tokens - 1] for encoding in encoded]
            # A text that was cut still ends in the separator, as the model was trained.
            tokens = [
                ids if len(ids) == len(encoding.ids) else [*ids, encoding.ids[-1]]
                for ids, encoding in zip(tokens, encoded, strict=True)
            ]
            for rows in batches([len(ids) for ids in tokens]):
                longest = len(tokens[rows[0]])
                ids = np.zeros((len(rows), longest), dtype=np.int32)
                mask = np.zeros((len(rows), longest), dtype=np.int32)
                for place, row in enumerate(rows):
                    ids[place, : len(tokens[row])] = tokens[row]
                    mask[place, : len(tokens[row])] = 1
                vectors[rows] = infer([ids, mask])
                if on_progress is not None:
                    on_progress(len(rows))
        return vectors

    def _load_tokenizer(self) -> Any:
        if self._tokenizer is None:
            self._tokenizer = load_tokenizer(self._folder)
        return self._tokenizer

    def _load_model(self) -> Callable[[list[Any]], Any]:
        if self._infer is None:
            folder = self._folder
            # Hashing the weights takes as long as importing the runtime: do both at once.
            with ThreadPoolExecutor(1) as pool:
                weights_file = pool.submit(read_verified, folder, "model.safetensors")
                from index.models.bert_graph import build_encoder

                if self.precision is None:
                    self.precision = best_precision()
                config = json.loads(read_verified(folder, "config.json"))
                weights = self._weights(weights_file.result())
            graph = build_encoder(weights, config, int8=self.precision == "int8")
            infer = compiled(graph, self.precision)
            self._infer = lambda inputs: infer(inputs)[0]
        return self._infer


def load_tokenizer(folder: Path) -> Any:
    """A model's tokenizer: ids and offsets, nothing padded, nothing cut."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read_verified(folder, "tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def best_precision() -> str:
    """`bfloat16` where the CPU computes in it, else `int8`."""
    import openvino as ov

    able = ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bfloat16" if "BF16" in able else "int8"


def compiled(graph: Any, precision: str) -> Callable[[list[Any]], Any]:
    """A graph ready to run: input arrays in, output arrays (the runtime's own memory) out."""
    import openvino as ov

    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bfloat16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": "32" if precision == "int8" else "0",
    }
    request = ov.Core().compile_model(graph, "CPU", settings).create_infer_request()
    return lambda inputs: request.infer(inputs)


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows by falling length, in groups whose padded size stays near TOKENS_PER_BATCH."""
    order = sorted(range(len(lengths)), key=lambda row: (-lengths[row], row))
    batches: list[list[int]] = []
    start = 0
    while start < len(order):
        count = max(1, TOKENS_PER_BATCH // lengths[order[start]])
        batches.append(order[start : start + count])
        start += count
    return batches
