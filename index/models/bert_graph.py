"""BERT as an OpenVINO graph, built straight from its safetensors; and the sentence encoder.

Building the graph takes a tenth of a second and needs neither torch nor a converted copy of
the model on disk, so there is one file to verify and nothing to keep in step with it.
Architecture: Devlin et al. 2019, arXiv:1810.04805; mean pooling and unit length as in
Sentence-BERT, Reimers and Gurevych 2019, arXiv:1908.10084.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import openvino as ov
from openvino import opset13 as ops

from index.models.block_weights import ZERO

Weights = Mapping[str, np.ndarray[Any, Any]]


def build_encoder(
    weights: Weights, config: Mapping[str, Any], int8: bool, middle: Sequence[int] = ()
) -> ov.Model:
    """The model: token ids and mask, int32 (batch, tokens), to float32 unit rows (batch, size).

    With `middle` it gives the means of the states after so many layers too, one beside the other,
    (batch, size * layers).
    """
    ids, mask = token_input("input_ids"), token_input("attention_mask")
    states = transformer(weights, config, ids, None, mask, int8)
    weight = ops.unsqueeze(ops.convert(mask, "f32"), integers(2))
    present = ops.reduce_sum(weight, integers(1))

    def mean(hidden: ov.Node) -> ov.Node:
        return ops.divide(ops.reduce_sum(ops.multiply(hidden, weight), integers(1)), present)

    unit = ops.normalize_l2(mean(states[-1]), integers(1), 1e-12, "max")
    outputs = [unit]
    if middle:
        outputs.append(ops.concat([mean(states[layer]) for layer in middle], 1))
    return ov.Model(outputs, [ids, mask], "sentence_encoder")


def token_input(name: str) -> ov.Node:
    """An input of the model: int32 (batch, tokens)."""
    return ops.parameter([-1, -1], np.int32, name=name)


def transformer(
    weights: Weights,
    config: Mapping[str, Any],
    ids: ov.Node,
    types: ov.Node | None,
    mask: ov.Node,
    int8: bool,
) -> list[ov.Node]:
    """The hidden states, float32 (batch, tokens, size), of ids, segments and mask: those of the
    words, then those after each layer.

    Without `types` every token is of the first segment. With `int8` the weight matrices are
    stored as 8-bit integers with one scale per output row; the runtime then quantizes
    activations in groups as it multiplies.
    """
    size, heads = config["hidden_size"], config["num_attention_heads"]
    epsilon = float(config["layer_norm_eps"])
    split_heads = integers(0, 0, heads, size // heads)
    swap_heads, join_heads = integers(0, 2, 1, 3), integers(0, 0, size)
    first_axis = ops.constant(np.int32(0))

    def row(name: str) -> ov.Node:
        return ops.constant(weights[name].reshape(1, 1, -1))

    def linear(node: ov.Node, name: str) -> ov.Node:
        matrix = _matrix(weights[f"{name}.weight"], int8)
        return ops.add(ops.matmul(node, matrix, False, True), row(f"{name}.bias"))

    def normalized(node: ov.Node, name: str) -> ov.Node:
        centred = ops.mvn(node, integers(2), True, epsilon, "inside_sqrt")
        return ops.add(ops.multiply(centred, row(f"{name}.weight")), row(f"{name}.bias"))

    def by_head(node: ov.Node) -> ov.Node:
        return ops.transpose(ops.reshape(node, split_heads, True), swap_heads)

    present = ops.convert(mask, "f32")

    length = ops.gather(ops.shape_of(ids, "i32"), ops.constant(np.int32(1)), first_axis)
    positions = ops.range(first_axis, length, ops.constant(np.int32(1)), "i32")
    places = ops.constant(weights["embeddings.position_embeddings.weight"])
    segments = weights["embeddings.token_type_embeddings.weight"]
    segment = (
        ops.constant(segments[0][None, None])
        if types is None
        else ops.gather(ops.constant(segments), types, first_axis)
    )
    words = _word_rows(weights, ids)
    hidden = ops.add(words, ops.gather(places, positions, first_axis))
    hidden = normalized(ops.add(hidden, segment), "embeddings.LayerNorm")

    # Padding gets a large negative weight before the softmax, so nothing attends to it.
    penalty = ops.multiply(
        ops.subtract(present, ops.constant(np.float32(1))), ops.constant(np.float32(1e9))
    )
    penalty = ops.unsqueeze(penalty, integers(1, 2))

    states = [hidden]
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            by_head(linear(hidden, f"{layer}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        attended = ops.scaled_dot_product_attention(query, key, value, penalty)
        attended = ops.reshape(ops.transpose(attended, swap_heads), join_heads, True)
        attended = linear(attended, f"{layer}.attention.output.dense")
        hidden = normalized(ops.add(attended, hidden), f"{layer}.attention.output.LayerNorm")
        wide = ops.gelu(linear(hidden, f"{layer}.intermediate.dense"), "erf")
        wide = linear(wide, f"{layer}.output.dense")
        hidden = normalized(ops.add(wide, hidden), f"{layer}.output.LayerNorm")
        states.append(hidden)
    return states


def _word_rows(weights: Weights, ids: ov.Node) -> ov.Node:
    """The rows of the word table, float32 (batch, tokens, size).

    A table in 4-bit blocks stays so: only the rows that are looked up are decoded, which keeps
    180 MB of float32 out of memory.
    """
    table, axis = "embeddings.word_embeddings.weight", ops.constant(np.int32(0))
    if table in weights:
        return ops.gather(ops.constant(weights[table]), ids, axis)
    blocks = ops.gather(ops.constant(weights[f"{table}.blocks"]), ids, axis)
    scale = ops.gather(ops.constant(weights[f"{table}.scale"]), ids, axis)
    both = ops.convert(blocks, "f32")  # (batch, tokens, blocks, 16), a number in either half
    high = ops.floor(ops.divide(both, ops.constant(np.float32(16))))
    low = ops.subtract(both, ops.multiply(high, ops.constant(np.float32(16))))
    numbers = ops.subtract(ops.concat([low, high], 3), ops.constant(np.float32(ZERO)))
    scaled = ops.multiply(numbers, ops.unsqueeze(ops.convert(scale, "f32"), integers(3)))
    return ops.reshape(scaled, integers(0, 0, -1), True)


def integers(*values: int) -> ov.Node:
    """A constant row of integers: axes and shapes."""
    return ops.constant(np.array(values, dtype=np.int64))


def _matrix(weight: np.ndarray[Any, Any], int8: bool) -> ov.Node:
    if not int8:
        return ops.constant(weight)
    scale = np.abs(weight).max(axis=1, keepdims=True) / 127
    quantized = np.round(weight / np.maximum(scale, 1e-12)).astype(np.int8)
    return ops.multiply(
        ops.convert(ops.constant(quantized), "f32"), ops.constant(scale.astype(np.float32))
    )
