"""Weights as 4-bit blocks: thirty-two numbers share a scale, each is four bits of it.

The layout of GGML's `Q4_0`, in which the package that carries our base model keeps it: of a block's
sixteen bytes the low halves are its first sixteen numbers, the high halves the others, each
plus eight. Nothing is lost by keeping it: decoding gives the package's own numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

BLOCK = 32  # numbers that share a scale
ZERO = 8  # what four bits say for nothing

Arrays = Mapping[str, np.ndarray[Any, Any]]


def names(weights: Arrays) -> list[str]:
    """The names of the weights that are kept as blocks."""
    return [name.removesuffix(".blocks") for name in weights if name.endswith(".blocks")]


def decoded(weights: Arrays, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
    """All weights as float32; those of `skip` stay blocks.

    `name.blocks` is uint8 (rows, blocks, 16), `name.scale` float16 (rows, blocks); together they
    give `name`, float32 (rows, 32 * blocks).
    """
    packed = set(names(weights))
    found: dict[str, Any] = {}
    for name, weight in weights.items():
        matrix, _, part = name.rpartition(".")
        if matrix not in packed or part not in ("blocks", "scale"):
            found[name] = weight.astype(np.float32)
        elif matrix in skip:
            found[name] = weight
        elif part == "blocks":
            found[matrix] = decode(weight, weights[f"{matrix}.scale"])
    return found


def decode(blocks: np.ndarray[Any, Any], scale: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """float32 (rows, 32 * blocks) of uint8 (rows, blocks, 16) and float16 (rows, blocks)."""
    numbers = np.concatenate([blocks & 15, blocks >> 4], axis=-1).astype(np.float32) - ZERO
    scaled = numbers * scale.astype(np.float32)[..., None]
    return scaled.reshape(len(blocks), -1)
