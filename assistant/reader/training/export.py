"""Step three of training the reader: the trained weights, quantized, to the file that ships.

    python -m assistant.reader.training.export OUT [FILE]

OUT holds what `train` wrote: of the last pass that was begun, its weights or, while training
goes on, its checkpoint. Tells the sha256 that `cross_encoder.py` checks.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path

from safetensors.numpy import load_file, save_file

from assistant.reader.cross_encoder import FILE, quantized
from assistant.reader.training.train import (
    RATES,
    Network,
    checkpoint,
    restore,
    save_network,
    trained,
)

log = logging.getLogger(__name__)


def main(out: Path, file: Path) -> None:
    number = max(n for n in range(1, len(RATES) + 1) if checkpoint(out, n).exists())
    weights = trained(out, number)
    if not weights.exists():
        network = Network()
        restore(checkpoint(out, number), network)
        weights = out / "partly_trained.safetensors"
        save_network(network, weights)
    save_file(quantized(load_file(weights)), file)
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    log.info("%s: %.1f MB, sha256 %s", file, len(data) / 1e6, digest)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else FILE)
