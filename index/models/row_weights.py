"""Weights as 8-bit integers: the numbers of a row share a scale, of which the largest is 127."""

from __future__ import annotations

from typing import Any

import numpy as np

from index.models.block_weights import Arrays

FEWEST = 100  # rows and columns of what is quantized; what is smaller stays float32


def quantized(weights: Arrays) -> dict[str, Any]:
    """Of each large matrix `name`, int8 (rows, columns), and `name.scale`, float32 (rows, 1)."""
    made: dict[str, Any] = {}
    for name, weight in weights.items():
        if weight.ndim == 2 and min(weight.shape) >= FEWEST:
            scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True) / 127, 1e-12)
            made[name] = np.round(weight / scale).astype(np.int8)
            made[f"{name}.scale"] = scale.astype(np.float32)
        else:
            made[name] = weight.astype(np.float32)
    return made


def dequantized(weights: Arrays) -> dict[str, Any]:
    """What `quantized` made, as float32 again."""
    return {
        name: weight.astype(np.float32) * weights[f"{name}.scale"]
        if f"{name}.scale" in weights
        else weight
        for name, weight in weights.items()
        if not name.endswith(".scale")
    }
