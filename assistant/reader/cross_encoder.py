"""The trained reader's network at work: question and passage read together, on OpenVINO."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from corpus.errors import ModelError
from index.models.bert_embedder import best_precision, compiled
from index.models.model_files import model_folder, read_verified

FILE = Path(__file__).with_name("reader.safetensors")
SHA256 = "48ae4a068b5e49aa08092907ee7ab494474cf7eccd3f730386c2775aabbf3f75"
MAX_TOKENS = 256
QUESTION_TOKENS, LEAD_TOKENS = 96, 24
OVERLAP = 32  # tokens that two windows of a long passage share
MOST_WINDOWS = 24  # of one question: what bounds the time it may take
SPAN_TOKENS = 30  # the longest answer
TOKENS_PER_BATCH = 1024
CLS, SEP = 101, 102

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to read: the headings above it, its text, and the spans of its sentences."""

    lead: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """Logits of one sentence: `evidence`, that it answers; `span`, of its best answer over no
    answer, which stands at (`start`, `end`) in the passage.
    """

    evidence: float
    span: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits of one passage: that it answers the question, that it is on its subject; and its
    sentences in order, None for one that was not read.
    """

    answers: float
    related: float
    sentences: tuple[SentenceScores | None, ...]


class CrossEncoder:
    """MiniLM with a question and a passage as its two segments, fine-tuned to read.

    Loaded at the first call. The word embeddings are those of the embedded MiniLM; all other
    weights are in `reader.safetensors`, as 8-bit integers with a scale per row. Passages of
    more than about 200 tokens are read in windows that overlap. One lock is held around every
    call. Raises ModelError when a file is missing or altered.
    """

    name = "minilm-reader-2"

    def __init__(self, file: Path | None = None, precision: str | None = None) -> None:
        self._file = file or FILE  # looked up now, not when the class was made
        self._precision = precision
        self._lock = Lock()
        self._infer: Any = None
        self._tokenizer: Any = None
        self._tokens = lru_cache(maxsize=4096)(self._encode)

    def load(self) -> None:
        """Load now rather than at the first question."""
        with self._lock:
            self._load()

    def read(self, question: str, texts: Sequence[Text]) -> list[Scores | None]:
        """The scores of each passage; None for those beyond the windows that are read."""
        with self._lock:
            self._load()
            asked = self._tokens(question)[0][:QUESTION_TOKENS]
            windows: list[tuple[int, int, int, list[int], int]] = []
            for number, text in enumerate(texts):
                lead = self._tokens(text.lead)[0][:LEAD_TOKENS] if text.lead else []
                body = self._tokens(text.text)[0]
                room = MAX_TOKENS - 3 - len(asked) - len(lead)
                begin = 0
                while len(windows) < MOST_WINDOWS and (begin == 0 or begin + OVERLAP < len(body)):
                    ids = [CLS, *asked, SEP, *lead, *body[begin : begin + room], SEP]
                    windows.append((number, begin, 2 + len(asked) + len(lead), ids, 2 + len(asked)))
                    begin += room - OVERLAP
            whole, token = self._run(windows)
        found: list[Scores | None] = []
        for number, text in enumerate(texts):
            own = [place for place, window in enumerate(windows) if window[0] == number]
            if not own:
                found.append(None)
                continue
            offsets = self._tokens(text.text)[1]
            sentences: list[SentenceScores | None] = [None] * len(text.sentences)
            for place in own:
                _, begin, first, ids, _ = windows[place]
                size = len(ids) - 1 - first
                inside = offsets[begin : begin + size]
                logits = token[place][first : first + size]
                null = float(token[place][0, 0] + token[place][0, 1])
                for which, (start, end) in enumerate(text.sentences):
                    score = _sentence(inside, logits, null, start, end)
                    old = sentences[which]
                    if score is not None and (old is None or score.evidence > old.evidence):
                        sentences[which] = score
            found.append(
                Scores(
                    max(float(whole[place][0]) for place in own),
                    max(float(whole[place][1]) for place in own),
                    tuple(sentences),
                )
            )
        return found

    def _run(self, windows: Sequence[Any]) -> tuple[dict[int, Any], dict[int, Any]]:
        whole: dict[int, Any] = {}
        token: dict[int, Any] = {}
        order = sorted(range(len(windows)), key=lambda place: -len(windows[place][3]))
        start = 0
        while start < len(order):
            longest = len(windows[order[start]][3])
            rows = order[start : start + max(1, TOKENS_PER_BATCH // longest)]
            ids = np.zeros((len(rows), longest), dtype=np.int32)
            types, mask = np.zeros_like(ids), np.zeros_like(ids)
            for place, row in enumerate(rows):
                *_, tokens, second = windows[row]
                ids[place, : len(tokens)] = tokens
                types[place, second : len(tokens)] = 1
                mask[place, : len(tokens)] = 1
            outputs = self._infer([ids, types, mask])
            for place, row in enumerate(rows):
                whole[row], token[row] = outputs[0][place].copy(), outputs[1][place].copy()
            start += len(rows)
        return whole, token

    def _encode(self, text: str) -> tuple[list[int], list[Span]]:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    def _load(self) -> None:
        if self._infer is not None:
            return
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        from assistant.reader.graph import build_reader

        folder = model_folder()
        weights = dequantized(load(self._read()))
        base = load(read_verified(folder, "model.safetensors"))
        words = "embeddings.word_embeddings.weight"
        weights[words] = base[words]
        config = json.loads(read_verified(folder, "config.json"))
        tokenizer = Tokenizer.from_str(read_verified(folder, "tokenizer.json").decode())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        precision = self._precision or best_precision()
        self._tokenizer = tokenizer
        self._infer = compiled(build_reader(weights, config, precision == "int8"), precision)

    def _read(self) -> bytes:
        try:
            data = self._file.read_bytes()
        except OSError as error:
            raise ModelError(
                f"The reader's file {self._file} cannot be read ({error.strerror})."
            ) from error
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise ModelError(
                f"The reader's file {self._file} is not the one this program was made for (its "
                "sha256 differs), so it was not loaded."
            )
        return data


def _sentence(
    offsets: Sequence[Span], logits: Any, null: float, start: int, end: int
) -> SentenceScores | None:
    inside = [place for place, (begin, stop) in enumerate(offsets) if begin < end and stop > start]
    if not inside:
        return None
    own = logits[inside[0] : inside[-1] + 1]
    # Every start with every end at or after it, not more than SPAN_TOKENS away.
    both = own[:, 0][:, None] + own[:, 1][None, :]
    size = len(own)
    reach = np.arange(size)[None, :] - np.arange(size)[:, None]
    both = np.where((reach >= 0) & (reach < SPAN_TOKENS), both, -np.inf)
    first, last = divmod(int(both.argmax()), size)
    return SentenceScores(
        float(own[:, 2].mean()),
        float(both[first, last]) - null,
        offsets[inside[first]][0],
        offsets[inside[last]][1],
    )


def quantized(weights: dict[str, Any]) -> dict[str, Any]:
    """Matrices as 8-bit integers with one scale per row, `name.scale`; the rest as it is."""
    made: dict[str, Any] = {}
    for name, weight in weights.items():
        if weight.ndim == 2 and name.startswith("encoder."):
            scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True) / 127, 1e-12)
            made[name] = np.round(weight / scale).astype(np.int8)
            made[f"{name}.scale"] = scale.astype(np.float32)
        else:
            made[name] = weight.astype(np.float32)
    return made


def dequantized(weights: dict[str, Any]) -> dict[str, Any]:
    """What `quantized` made, as float32 again."""
    return {
        name: weight.astype(np.float32) * weights[f"{name}.scale"]
        if f"{name}.scale" in weights
        else weight
        for name, weight in weights.items()
        if not name.endswith(".scale")
    }
