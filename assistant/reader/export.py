"""Step three of training the reader: the trained weights, quantized, to the file that ships.

    python -m assistant.reader.export OUT [FILE]

OUT holds `trained.safetensors` or, while training goes on, its checkpoint. Tells the
sha256 that `cross_encoder.py` checks.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path

from safetensors.numpy import load_file, save_file

from assistant.reader.cross_encoder import FILE, quantized
from assistant.reader.train import CHECKPOINT, Network, restore, save_network

log = logging.getLogger(__name__)


def main(out: Path, file: Path) -> None:
    trained = out / "trained.safetensors"
    if not trained.exists():
        network = Network()
        restore(out / CHECKPOINT, network)
        trained = out / "partly_trained.safetensors"
        save_network(network, trained)
    save_file(quantized(load_file(trained)), file)
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    log.info("%s: %.1f MB, sha256 %s", file, len(data) / 1e6, digest)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else FILE)
