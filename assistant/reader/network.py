"""The bilingual reader's network at work, on OpenVINO."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from assistant.reader.encoding import PAD, Tokens, Window, windows
from assistant.reader.logits import Array, PassageLogits, passage_logits
from assistant.reader.passages import PassageText
from index.models.model_files import read_base, read_verified
from index.models.multilingual_e5 import WORDS, load_tokenizer, load_weights
from index.models.row_weights import dequantized
from index.models.runtime import PRECISIONS, CompiledGraph

FILE = Path(__file__).with_name("reader.safetensors")
SHA256 = "ea9064b35ebf8309ade6fc4f6144f783793959f2103a6c06d13fea6b666a621e"
READ_TOGETHER = 10  # windows sorted by length, so that little of a batch is padding
TOKENS_PER_BATCH = 512  # small enough for all streams to have work in one question
MOST_WINDOWS = 24  # of one question: what bounds the time it may take


class BilingualNetwork:
    """multilingual-e5-small with a question and a passage as one input, fine-tuned to read.

    Loaded at the first call. The word table is the embedded base's, in its 4-bit blocks; all other
    weights are in `reader.safetensors`, as 8-bit integers with a scale per row. Safe to use from
    many threads at once. Raises ModelError when a file is missing or altered.
    """

    name = "e5-reader-2"

    def __init__(self, file: Path | None = None, precision: str = PRECISIONS[0]) -> None:
        self._file = file or FILE
        self._precision = precision
        self._lock = Lock()
        self._graph: Any = None
        self._tokenizer: Any = None
        self._tokens = lru_cache(maxsize=4096)(self._encode)

    def load(self) -> None:
        """Load now rather than at the first question."""
        with self._lock:
            self._load()

    def read(
        self, question: str, texts: Sequence[PassageText], until: float | None = None
    ) -> list[PassageLogits | None]:
        """The scores of each passage; None for those beyond the windows that are read, and for
        those not begun at `until`.
        """
        self.load()
        made: list[list[Window]] = []
        count = 0
        for text in texts:
            own = windows(self._tokens, question, text.text, text.sentences, text.around)
            own = own[: MOST_WINDOWS - count]
            count += len(own)
            made.append(own)
        found = self._run([window for own in made for window in own], until)
        scores: list[PassageLogits | None] = []
        count = 0
        for own, text in zip(made, texts, strict=True):
            read = [found.get(place) for place in range(count, count + len(own))]
            whole = [(window, *one) for window, one in zip(own, read, strict=True) if one]
            count += len(own)
            complete = own and len(whole) == len(own)
            scores.append(passage_logits(whole, len(text.sentences)) if complete else None)
        return scores

    def _run(self, inputs: Sequence[Window], until: float | None) -> dict[int, tuple[Array, Array]]:
        """Of each window, by its place, the logits of its first token (2,) and of all its tokens
        (tokens, 3); of those alone that could be begun in time.
        """
        batches: list[list[int]] = []
        for start in range(0, len(inputs), READ_TOGETHER):
            some = range(start, min(start + READ_TOGETHER, len(inputs)))
            order = sorted(some, key=lambda place: -len(inputs[place].ids))
            while order:
                count = max(1, TOKENS_PER_BATCH // len(inputs[order[0]].ids))
                batches.append(order[:count])
                order = order[count:]
        in_time = takewhile(lambda _: until is None or time.monotonic() < until, batches)
        outputs = self._graph.run(_padded([inputs[row] for row in rows]) for rows in in_time)
        found: dict[int, tuple[Array, Array]] = {}
        for rows, (whole, token) in zip(batches, outputs, strict=False):
            found.update((row, (whole[place], token[place])) for place, row in enumerate(rows))
        return found

    def _encode(self, text: str) -> Tokens:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return Tokens(encoded.ids, encoded.offsets)

    def _load(self) -> None:
        if self._graph is None:
            self._graph = _loaded(self._file, self._precision)
            self._tokenizer = load_tokenizer()


@lru_cache(maxsize=1)  # a process compiles it once, however many assistants it opens
def _loaded(file: Path, precision: str) -> CompiledGraph:
    from assistant.reader.graph import build_reader

    config = json.loads(read_base("config.json"))
    return CompiledGraph(build_reader(reader_weights(file), config, precision == "int8"), precision)


def reader_weights(file: Path = FILE) -> dict[str, Any]:
    """The reader's weights as float32, on the words of the base. Raises ModelError."""
    from safetensors.numpy import load

    weights: dict[str, Any] = dequantized(load(read_verified(file, SHA256)))
    base = load_weights(read_base("model.safetensors"))
    for name in (f"{WORDS}.blocks", f"{WORDS}.scale"):
        weights[name] = base[name]
    return weights


def _padded(rows: Sequence[Window]) -> tuple[Array, Array, Array]:
    """Ids, types and mask of windows, longest first; int32 (rows, tokens)."""
    shape = len(rows), len(rows[0].ids)
    ids = np.full(shape, PAD, dtype=np.int32)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    for place, row in enumerate(rows):
        size = len(row.ids)
        ids[place, :size] = row.ids
        types[place, :size] = row.types
        mask[place, :size] = 1
    return ids, types, mask
