"""The learned map of question vectors: towards the passages that answer them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.models.embedder import Matrix, Vector
from index.models.row_weights import dequantized, quantized


@dataclass(frozen=True, slots=True)
class QuestionMap:
    """q' = unit(q + Wq + b), with `matrix` W (d, d) and `shift` b (d,).

    Passages keep their vectors, so that a library needs no new ones. Its training and what it
    gains: `assistant/reader/training/question_map.py`, and the reader's model card.
    """

    matrix: Matrix
    shift: Vector

    def moved(self, question: Vector) -> Vector:
        """The vector of a question (d,) as a unit vector (d,)."""
        moved = question + self.matrix @ question + self.shift
        unit: Vector = moved / np.linalg.norm(moved)
        return unit

    def save(self, path: Path) -> None:
        from safetensors.numpy import save_file

        save_file(quantized({"matrix": self.matrix, "shift": self.shift}), path)

    @classmethod
    def parse(cls, data: bytes) -> QuestionMap:
        """The map of the bytes of a file that `save` wrote."""
        from safetensors.numpy import load

        arrays = dequantized(load(data))
        return cls(arrays["matrix"], arrays["shift"])
