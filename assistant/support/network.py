"""The reader's network with few learned weights added, so that it tells what is supported.

Low-rank additions to the queries and values of the upper layers (Hu et al. 2021, arXiv:2106.09685),
and one logit of the first token. `support.safetensors` holds them as 8-bit integers with
a scale per row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

FILE = Path(__file__).with_name("support.safetensors")
SHA256 = "87622ab684a12ed2670d4c0ee3e3a37438200ae4b08f19dbeb12e97621f599c4"
FIRST_LAYER, RANK = 3, 4
MOST_WINDOWS = 3  # of one statement
PARTS = ("query", "value")


class SupportNetwork:
    """The logit that a statement is supported by the sentences it cites.

    Loaded at the first call: the reader's own file and these few weights, 60 MB of
    memory beside it.
    Safe to use from many threads at once. Raises ModelError when a file is missing or altered.
    """

    def __init__(
        self, precision: str | None = None, file: Path = FILE, sha256: str | None = SHA256
    ) -> None:
        """`sha256` None: a file that was just fitted."""
        self._precision = precision
        self._file, self._sha256 = file, sha256
        self._lock = Lock()
        self._graph: Any = None
        self._tokenizer: Any = None

    def logit(self, said: str, cited: Sequence[str]) -> float:
        """Of the window that gives the most, where the cited sentences are long."""
        import numpy as np

        from assistant.reader.encoding import Surroundings, Tokens, windows

        self._load()

        def tokenize(text: str) -> Tokens:
            encoded = self._tokenizer.encode(text, add_special_tokens=False)
            return Tokens(encoded.ids, encoded.offsets)

        basis = "\n".join(cited)
        found = windows(tokenize, said, basis, [(0, len(basis))], Surroundings())[:MOST_WINDOWS]
        batches = (
            (
                np.array([window.ids], dtype=np.int32),
                np.array([window.types], dtype=np.int32),
                np.ones((1, len(window.ids)), dtype=np.int32),
            )
            for window in found
        )
        return max(float(whole[0, 0]) for whole, _ in self._graph.run(batches))

    def is_word(self, word: str) -> bool:
        """Whether the base has a word, in small letters, as one piece, as it has common ones."""
        self._load()
        return self._tokenizer.token_to_id(f"\N{LOWER ONE EIGHTH BLOCK}{word}") is not None

    def _load(self) -> None:
        from index.models.multilingual_e5 import load_tokenizer
        from index.models.runtime import PRECISIONS

        with self._lock:
            if self._graph is None:
                self._graph = _loaded(self._file, self._sha256, self._precision or PRECISIONS[0])
                self._tokenizer = load_tokenizer()


@lru_cache(maxsize=1)  # a process compiles it once
def _loaded(file: Path, sha256: str | None, precision: str) -> Any:
    import json

    from safetensors.numpy import load

    from assistant.reader.graph import build_reader
    from assistant.reader.network import reader_weights
    from index.models.model_files import read_base, read_verified
    from index.models.runtime import CompiledGraph

    weights = reader_weights()
    add(weights, load(read_verified(file, sha256) if sha256 else file.read_bytes()))
    config = json.loads(read_base("config.json"))
    return CompiledGraph(build_reader(weights, config, precision == "int8"), precision)


def add(weights: dict[str, Any], learned: Mapping[str, Any]) -> None:
    """Put what was learned into the reader's weights: its `whole` becomes the logit, twice."""
    import numpy as np

    added = unpacked(learned)
    layers = range(FIRST_LAYER, FIRST_LAYER + len(added["down"]) // len(PARTS))
    names = [f"encoder.layer.{layer}.attention.self.{part}.weight" for layer in layers
             for part in PARTS]  # fmt: skip
    for name, down, up in zip(names, added["down"], added["up"], strict=True):
        weights[name] = weights[name] + up.T @ down
    weights["whole.weight"] = np.repeat(added["head"][None, :-1], 2, axis=0)
    weights["whole.bias"] = np.repeat(added["head"][-1:], 2)


def packed(learned: Mapping[str, Any]) -> dict[str, Any]:
    """`down` and `up`, float32 (matrices, RANK, size), and `head` as they are kept in the file."""
    import numpy as np

    made: dict[str, Any] = {"head": np.asarray(learned["head"], dtype=np.float32)}
    for name in ("down", "up"):
        rows = np.asarray(learned[name], dtype=np.float32)
        scale = np.maximum(np.abs(rows).max(axis=2, keepdims=True) / 127, 1e-12)
        made[name] = np.round(rows / scale).astype(np.int8)
        made[f"{name}.scale"] = scale.astype(np.float32)
    return made


def unpacked(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What `packed` made, as float32."""
    import numpy as np

    return {
        "head": kept["head"],
        **{name: kept[name].astype(np.float32) * kept[f"{name}.scale"] for name in ("down", "up")},
    }
