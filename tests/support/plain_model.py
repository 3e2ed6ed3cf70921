"""Folders of sentence-transformers models: the embedded base as it is without us, and a tiny one.

What the embedded model is held against and timed against: torch, float32, the library's own code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from index.models.block_weights import decoded
from index.models.model_files import read_base

Weights = dict[str, Any]
PIECES = {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<s>", "sep_token": "</s>"}


def write_base(folder: Path) -> Path:
    """The base in float32, 175 MB more than its blocks take."""
    from safetensors.numpy import load

    weights = decoded(load(read_base("model.safetensors")))
    tokenizer = Tokenizer.from_str(read_base("tokenizer.json").decode())
    return write(folder, weights, json.loads(read_base("config.json")), tokenizer)


def tiny() -> tuple[Weights, dict[str, Any], Tokenizer]:
    """Weights by chance, configuration and tokenizer of a BERT of two layers."""
    import numpy as np
    from tokenizers import models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    pieces = [*PIECES.values(), *"what is technology diplomacy a much longer text about".split()]
    tokenizer = Tokenizer(models.WordLevel({p: n for n, p in enumerate(pieces)}, "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("</s>", 3), ("<s>", 2))
    config = {
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 64,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "vocab_size": len(pieces),
    }
    chance = np.random.default_rng(1)
    shapes = BertModel(BertConfig(**config), add_pooling_layer=False).state_dict()
    weights = {
        name: chance.normal(1.0 if "Norm.weight" in name else 0.0, 0.1, tuple(own.shape))
        for name, own in shapes.items()
    }
    return {name: own.astype(np.float32) for name, own in weights.items()}, config, tokenizer


def write(folder: Path, weights: Weights, config: dict[str, Any], tokenizer: Tokenizer) -> Path:
    """The model in a folder, with mean pooling and unit length."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    model = BertModel(BertConfig(**config))
    given = {name: torch.from_numpy(own) for name, own in weights.items()}
    lacking = model.load_state_dict(given, strict=False)
    assert all("pooler" in name for name in lacking.missing_keys) and not lacking.unexpected_keys
    model.save_pretrained(folder / "bert")
    most = config["max_position_embeddings"]
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=most,
        model_input_names=["input_ids", "attention_mask"],
        **PIECES,
    ).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=most)
    parts = [transformer, Pooling(config["hidden_size"], "mean"), Normalize()]
    SentenceTransformer(modules=parts, device="cpu").save(str(folder / "whole"))
    return folder / "whole"
