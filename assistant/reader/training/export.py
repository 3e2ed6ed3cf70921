"""Step three of training the bilingual reader: its checkpoint, quantized, to the file that ships.

    python -m assistant.reader.training.export OUT [FILE]

OUT holds what `train` saved; its running average is what ships. Tells the sha256 that stands in
`network.py` as SHA256.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from assistant.reader.network import FILE
from assistant.reader.training.train import CHECKPOINT
from index.models.row_weights import dequantized, quantized

log = logging.getLogger(__name__)
AVERAGE = "average."


def averaged_weights(checkpoint: Path) -> dict[str, Any]:
    """The float32 weights to ship, by the names of that file. Raises ValueError for others than
    finite numbers."""
    weights = {
        name.removeprefix(AVERAGE): weight.astype(np.float32)
        for name, weight in load_file(checkpoint).items()
        if name.startswith(AVERAGE)
    }
    broken = [name for name, weight in weights.items() if not np.isfinite(weight).all()]
    if broken or not weights:
        raise ValueError(f"{checkpoint} cannot ship; not finite: {broken}.")
    return weights


def export(checkpoint: Path, file: Path) -> str:
    """Write FILE whole; its sha256."""
    weights = averaged_weights(checkpoint)
    small = quantized(weights)
    back = dequantized(small)
    error = max(
        float(np.abs(back[name] - weight).max() / max(np.abs(weight).max(), 1e-12))
        for name, weight in weights.items()
    )
    part = file.with_suffix(".tmp")
    save_file({name: np.ascontiguousarray(weight) for name, weight in small.items()}, part)
    part.replace(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    size = file.stat().st_size / 1e6
    log.info("%s: %.1f MB, largest error %.4f, sha256 %s", file, size, error, digest)
    return digest


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    export(Path(sys.argv[1]) / CHECKPOINT, Path(sys.argv[2]) if len(sys.argv) > 2 else FILE)
