"""What kind of answer a question asks for, in English and Vietnamese, from its words.

A linear model over the folded words and pairs of words of a question (no rule names a word);
its weights were fitted on the annotated questions of the training collections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.language.words import terms

KINDS = (
    "fact", "date", "number", "person", "place", "table", "list", "definition", "explain", "how",
    "condition", "compare", "multi", "yes_no", "summary", "conflict",
)  # fmt: skip
VALUES = ("fact", "date", "number", "person", "place", "table")


class KindModel:
    """Probabilities of some kinds, `names`, from the words of a text."""

    def __init__(
        self, vocabulary: Sequence[str], weights: Any, bias: Any, names: Sequence[str] = KINDS
    ) -> None:
        self.names = tuple(names)
        self._places = {term: place for place, term in enumerate(vocabulary)}
        self._weights = np.asarray(weights, dtype=np.float32)
        self._bias = np.asarray(bias, dtype=np.float32)

    @classmethod
    def load(cls, path: Path) -> KindModel:
        """Of a safetensors file with what `stored` makes, and `bias`."""
        from safetensors.numpy import load_file

        held = load_file(path)
        return cls(*read_terms(held), held["bias"])

    def scores(self, question: str) -> NDArray[np.float32]:
        """(kinds,) float32: the logarithms of the probabilities, but for a constant."""
        rows = [self._places[term] for term in terms(question) if term in self._places]
        scale = 1.0 / max(1.0, len(rows)) ** 0.5
        scores: NDArray[np.float32] = self._bias + scale * self._weights[rows].sum(axis=0)
        return scores

    def probabilities(self, question: str) -> Mapping[str, float]:
        return shares(self.names, self.scores(question))


def stored_terms(vocabulary: Sequence[str], weights: NDArray[Any]) -> dict[str, Any]:
    """The arrays of a file for terms and their weights, (terms, kinds): `vocabulary` (UTF-8, a term
    a line), `weights` as 8-bit integers and, of each kind, their `scale`."""
    scale = np.maximum(np.abs(weights).max(axis=0, keepdims=True) / 127, 1e-12)
    return {
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), dtype=np.uint8),
        "weights": np.round(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
    }


def read_terms(arrays: Mapping[str, Any]) -> tuple[list[str], NDArray[np.float32]]:
    """The terms and their weights, (terms, kinds), that `stored_terms` stored."""
    vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")
    weights: NDArray[np.float32] = arrays["weights"].astype(np.float32) * arrays["scale"]
    return vocabulary, weights


def shares(names: Sequence[str], scores: NDArray[np.float32]) -> Mapping[str, float]:
    """The probabilities that scores stand for (softmax), by name."""
    powers = np.exp(scores - scores.max())
    return dict(zip(names, (powers / powers.sum()).tolist(), strict=True))
