"""Run as `python -m tests.support.hostile_child FILES DATA`: ingest a folder and measure it.

Prints a JSON object: for each file its report, its text, and what reading it cost; and the peak
memory of this process and of the largest process that read files for it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus import sandbox
from index.ingest import Ingest
from index.search.vectors import VectorIndex
from index.store.library import Library
from tests.support.hashing_embedder import HashingEmbedder

TICKS = os.sysconf("SC_CLK_TCK")


def child_seconds() -> float:
    """The seconds of a processor that children took: those that ended, and the one that runs."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = ended.ru_utime + ended.ru_stime
    process = sandbox._sandbox._process
    if process is not None:
        try:
            told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return total
        total += (int(told[11]) + int(told[12])) / TICKS
    return total


def child_megabytes() -> float:
    """The most memory that the child which runs has held; 0 where none does."""
    process = sandbox._sandbox._process
    return megabytes(str(process.pid)) if process is not None else 0


def megabytes(process: str) -> float:
    """The most memory that a process has held: `getrusage` tells of the one before it, which has
    begun it, too. 0 where it has ended.
    """
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(x.split()[1]) / 1024 for x in told.split("\n") if x.startswith("VmHWM")), 0)


def main(files: Path, data: Path) -> dict[str, Any]:
    costs: dict[str, tuple[float, float]] = {}
    call = sandbox._sandbox.call

    def measured(module: str, data: bytes, name: str, options: Mapping[str, Any], **more: Any):  # noqa: ANN202
        before = child_seconds()
        try:
            return call(module, data, name, options, **more)
        finally:
            costs[name] = child_seconds() - before, child_megabytes()

    sandbox._sandbox.call = measured  # type: ignore[method-assign]
    embedder = HashingEmbedder(64)
    library = Library(data, embedder.name, embedder.dimension)
    started = time.process_time()
    found = []
    for report in Ingest(library, VectorIndex(library), embedder, max_tokens=200).run([files]):
        seconds, held = costs.get(report.source, (0.0, 0.0))
        found.append(
            {
                "source": report.source,
                "status": report.status,
                "detail": report.detail,
                "text": library.document(report.document_id).text if report.document_id else "",
                "seconds": seconds,
                "megabytes": held,
            }
        )
    own = time.process_time() - started
    problems = library.problems()
    library.close()
    sandbox._sandbox.close()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "files": found,
        "own seconds": own,
        "own megabytes": megabytes("self"),
        "most megabytes": most,
        "problems": problems,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
