"""The embedded model of English and Vietnamese, multilingual-e5-small, on OpenVINO."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from corpus.language.identification import language_of
from index.models.embedder import Matrix, Vector
from index.models.model_files import BASE, read_base
from index.models.question_map import QuestionMap
from index.models.runtime import PRECISIONS, CompiledGraph

WORDS = "embeddings.word_embeddings.weight"
QUERY, PASSAGE = "query: ", "passage: "  # what the model was trained to see before each
MOST_KEPT = 64  # vectors of questions
MIDDLE = (9, 7)  # of the twelve layers: what a text asks for shows there more than at the end
TOKENS_PER_BATCH = 1024  # measured: padding and cache misses grow above, overhead below


class MultilingualE5:
    """multilingual-e5-small; 384 dimensions, 512 tokens; ready about a second after start.

    English and Vietnamese, and other languages in Latin script: the pieces of other scripts were
    cut away. Of every vector the mean of its language is taken, so that a question in one finds
    passages in the other as well as those in its own (`means.safetensors`: of the questions and
    passages that the reader was trained on), and a question is moved by a map learned of those
    (`questions.safetensors`). Wang et al. 2024, arXiv:2402.05672.

    The model is loaded at the first call. With `int8` the weights are 8-bit integers, and
    activations are quantized as they are multiplied. Safe to use from many threads at once.
    Raises ModelError when a file is missing or altered.
    """

    name = "multilingual-e5-small-latin"
    dimension = 384
    max_tokens = 512

    def __init__(self, folder: Path | None = None, precision: str = PRECISIONS[0]) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"precision must be one of {PRECISIONS}, not {precision!r}")
        self.precision = precision
        self._folder = folder or BASE
        self._lock = Lock()
        self._tokenizer: Any = None
        self._model: _Model | None = None
        # What is asked is looked at by what it is, and searched for.
        self._asked = lru_cache(maxsize=MOST_KEPT)(self._of_question)

    def embed_query(self, text: str) -> Vector:
        return self._load_model().questions.moved(self.embed_plain_query(text))

    def embed_plain_query(self, text: str) -> Vector:
        """The question's vector before the map, which is learned of such: (384,), of length one."""
        vector: Vector = self._centred(self._asked(text)[0][None], [text], "question")[0]
        return vector

    def form_of(self, text: str) -> Vector:
        """How a question is put more than what it is about: (768,), the means of the states
        after each of the MIDDLE layers. It costs nothing where its vector is asked for as well."""
        return self._asked(text)[1]

    def _of_question(self, text: str) -> tuple[Vector, Vector]:
        graph, tokens = self._load_model().graph, self._tokens([QUERY + text])
        ((unit, middle),) = graph.run([_padded(tokens)])
        return unit[0], middle[0]

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
        means = self._load_model().means
        centred = vectors - np.where(vietnamese, means[f"{kind}_vi"], means[f"{kind}_en"])
        unit: Matrix = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        return unit

    def count_tokens(self, text: str) -> int:
        return len(self._load_tokenizer().encode(text, add_special_tokens=False).ids)

    def _embed(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        graph = self._load_model().graph
        tokens = self._tokens(texts)
        grouped = batches([len(ids) for ids in tokens])
        outputs = graph.run(_padded([tokens[row] for row in rows]) for rows in grouped)
        for rows, (unit, _) in zip(grouped, outputs, strict=True):
            vectors[rows] = unit
            if on_progress is not None:
                on_progress(len(rows))
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._load_tokenizer().encode_batch_fast(list(texts))
        tokens = [encoding.ids[: self.max_tokens - 1] for encoding in encoded]
        # A text that was cut still ends in the separator, as the model was trained.
        return [
            ids if len(ids) == len(encoding.ids) else [*ids, encoding.ids[-1]]
            for ids, encoding in zip(tokens, encoded, strict=True)
        ]

    def _load_tokenizer(self) -> Any:
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = load_tokenizer(self._folder)
            return self._tokenizer

    def _load_model(self) -> _Model:
        with self._lock:
            if self._model is None:
                self._model = _loaded(self._folder, self.precision)
            return self._model


@dataclass(frozen=True, slots=True)
class _Model:
    """The compiled graph, the mean vector of each language and kind, the map of questions."""

    graph: CompiledGraph
    means: dict[str, Any]
    questions: QuestionMap


@lru_cache(maxsize=1)  # a process compiles it once, however many assistants it opens
def _loaded(folder: Path, precision: str) -> _Model:
    # Hashing the weights takes as long as importing the runtime: do both at once.
    with ThreadPoolExecutor(1) as pool:
        weights_file = pool.submit(read_base, "model.safetensors", folder)
        from safetensors.numpy import load

        from index.models.bert_graph import build_encoder

        config = json.loads(read_base("config.json", folder))
        means = load(read_base("means.safetensors", folder))
        questions = QuestionMap.parse(read_base("questions.safetensors", folder))
        weights = load_weights(weights_file.result())
    graph = build_encoder(weights, config, precision == "int8", MIDDLE)
    return _Model(CompiledGraph(graph, precision), means, questions)


def load_weights(data: bytes) -> dict[str, Any]:
    """The weights as float32, by BERT's names; the word table stays in its 4-bit blocks."""
    from safetensors.numpy import load

    from index.models.block_weights import decoded

    return decoded(load(data), skip=frozenset({WORDS}))


def load_tokenizer(folder: Path = BASE) -> Any:
    """The base's tokenizer: ids and offsets, nothing padded, nothing cut."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read_base("tokenizer.json", folder).decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


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


def _padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Ids and mask of token lists, longest first; int32 (rows, tokens)."""
    ids = np.zeros((len(rows), len(rows[0])), dtype=np.int32)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask
