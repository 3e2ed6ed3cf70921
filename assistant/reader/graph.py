"""The reader's network as an OpenVINO graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import openvino as ov
from openvino import opset13 as ops

from index.models.bert_graph import Weights, integers, token_input, transformer


def build_reader(weights: Weights, config: Mapping[str, Any], int8: bool) -> ov.Model:
    """The model: token ids, segments and mask, int32 (batch, tokens), to logits, float32.

    (batch, 2) of the first token: answers the question, is on its subject. (batch, tokens, 3)
    of every token: starts the answer, ends it, stands in a sentence that answers.
    """
    ids, types, mask = (
        token_input(name) for name in ("input_ids", "token_type_ids", "attention_mask")
    )
    hidden = transformer(weights, config, ids, types, mask, int8)[-1]

    def head(node: ov.Node, name: str) -> ov.Node:
        product = ops.matmul(node, ops.constant(weights[f"{name}.weight"]), False, True)
        return ops.add(product, ops.constant(weights[f"{name}.bias"]))

    first = ops.gather(hidden, integers(0), integers(1))
    whole = ops.squeeze(head(first, "whole"), integers(1))
    return ov.Model([whole, head(hidden, "token")], [ids, types, mask], "reader")
