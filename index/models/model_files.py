"""Finds the files of the models that come with the program, and verifies them before use."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import ModelError
from corpus.wording import _

REINSTALL = "Install the program anew, or fetch the file again with git."

# The base of both languages, made by `convert_base.py` of the packages that carry it.
BASE = Path(__file__).with_name("base")
SHA256 = {
    "model.safetensors": "b077f918733f63b47b5217aae8686db96e74a1771cee0e7eab931dd99f9d207f",
    "config.json": "50ff10f7f3e610404f305830466d670514f936c8306a40740dc63096aa8263b9",
    "tokenizer.json": "591bbf44223d8e6198da36259fbda4acde03222e5698ca670cc582075229e538",
    "means.safetensors": "dc0f97ad4e814162197f6790ca887e02e163c894b0d2c780b24bbfaabf87e6d3",
    # Learned of questions and their passages: assistant/reader/training/question_map.py.
    "questions.safetensors": "41ff9c2a2c3d650871e26339cd4687b04215cabeee780ed84649ead4b6071133",
}


def read_base(name: str, folder: Path = BASE) -> bytes:
    """The bytes of one file of the base. Raises ModelError where it is missing or altered."""
    return read_verified(folder / name, SHA256[name])


def read_verified(path: Path, sha256: str) -> bytes:
    """The bytes of a file, after their sha256 was checked; those same bytes are used.

    Raises ModelError.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            _("The model's file {path} cannot be read ({strerror}). {reinstall}").format(
                path=path, strerror=error.strerror, reinstall=REINSTALL
            )
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(
            _(
                "The model's file {path} is not the one this program was made for (its "
                "sha256 differs), so it was not loaded. {reinstall}"
            ).format(path=path, reinstall=REINSTALL)
        )
    return data
