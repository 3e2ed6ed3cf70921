"""What kind of answer a question asks for, in English and Vietnamese, from its words.

A linear model over the folded words and pairs of words of a question (no rule names a word);
its weights were fitted on the annotated questions of the training collections.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.language.words import folded

KINDS = (
    "fact", "date", "number", "person", "place", "table", "list", "definition", "explain", "how",
    "condition", "compare", "multi", "yes_no", "summary", "conflict",
)  # fmt: skip
VALUES = ("fact", "date", "number", "person", "place", "table")
_WORD = re.compile(r"\w+|[?]")
_NUMBER = re.compile(r"\d+")


def terms(question: str) -> list[str]:
    """Folded words and pairs of a question; the first two words also by their place."""
    words = [_NUMBER.sub("0", word) for word in _WORD.findall(folded(question))][:80]
    pairs = [f"{left} {right}" for left, right in zip(words, words[1:], strict=False)]
    begin = [f"^{word}" for word in words[:1]] + [f"^{pair}" for pair in pairs[:1]]
    long = [f"#{min(6, len(words) // 6)}", f"?{min(3, question.count('?'))}"]
    return list(dict.fromkeys([*words, *pairs, *begin, *long]))


class KindModel:
    """Probabilities of the kinds."""

    def __init__(self, vocabulary: Sequence[str], weights: Any, bias: Any) -> None:
        self._places = {term: place for place, term in enumerate(vocabulary)}
        self._weights = np.asarray(weights, dtype=np.float32)
        self._bias = np.asarray(bias, dtype=np.float32)

    @classmethod
    def load(cls, path: Path) -> KindModel:
        """Of a safetensors file: `vocabulary` (UTF-8, a term a line), `weights` and `bias`."""
        from safetensors.numpy import load_file

        held = load_file(path)
        vocabulary = held["vocabulary"].tobytes().decode().split("\n")
        return cls(vocabulary, held["weights"], held["bias"])

    def probabilities(self, question: str) -> Mapping[str, float]:
        rows = [self._places[term] for term in terms(question) if term in self._places]
        scale = 1.0 / max(1.0, len(rows)) ** 0.5
        scores = self._bias + scale * self._weights[rows].sum(axis=0)
        powers = np.exp(scores - scores.max())
        return dict(zip(KINDS, (powers / powers.sum()).tolist(), strict=True))
