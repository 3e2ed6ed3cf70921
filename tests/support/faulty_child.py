"""What `test_faults.py` runs in processes of their own: an ingest that is killed somewhere.

The processes are forked from a server that has the imports done, so that one costs milliseconds.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from index import ingest as ingesting
from index.ingest import Ingest
from index.models.multilingual_e5 import MultilingualE5
from index.reindex import Reindex
from index.search import vector_files
from index.search.vectors import VectorIndex
from index.store import database, migration, reindexing, rows
from index.store.library import Library
from index.store.writer_lock import writer_lock
from index.sync import Sync
from tests.support.hashing_embedder import HashingEmbedder

# Where a process can be made to kill itself: the module or class, the function, and whether
# before or after it does its work.
POINTS: dict[str, tuple[Any, str, str]] = {
    "after a file was read": (ingesting, "read_bytes", "after"),
    "after a file was parsed": (ingesting, "document_from_bytes", "after"),
    "before an original is kept": (Ingest, "_keep_original", "before"),
    "after an original was kept": (Ingest, "_keep_original", "after"),
    "before embedding": (HashingEmbedder, "embed_documents", "before"),
    "after embedding": (HashingEmbedder, "embed_documents", "after"),
    "inside the transaction, before a document": (rows, "store", "before"),
    "inside the transaction, after a document": (rows, "store", "after"),
    "inside the transaction, at a name": (rows, "point", "after"),
    "after a commit": (Library, "add", "after"),
    "a file seen": (Library, "saw", "after"),
    "before the vectors are saved": (VectorIndex, "save", "before"),
    "before a generation is written": (vector_files, "write_whole", "before"),
    "after a generation was written": (vector_files, "write_whole", "after"),
    "before a file gets its name": (database, "publish", "before"),
    "after a file got its name": (database, "publish", "after"),
    "after the vectors were saved": (VectorIndex, "save", "after"),
    "before a file is deleted": (Path, "unlink", "before"),
    "after a file was deleted": (Path, "unlink", "after"),
    "after a removal": (Library, "remove", "after"),
    "before a document is read again": (migration, "_read_again", "before"),
    "after a document was read again": (migration, "_read_again", "after"),
    "before the format changes": (migration, "_finish", "before"),
    "before a reindex begins": (reindexing, "begin", "before"),
    "inside the transaction that begins it": (reindexing, "begin", "after"),
    "inside the transaction of its passages": (rows, "store_chunks", "after"),
    "after a document was made again": (Library, "add_reindexed", "after"),
    "before the switch": (reindexing, "switch", "before"),
    "inside the transaction of the switch": (reindexing, "switch", "after"),
    "after the switch": (Library, "finish_reindex", "after"),
}


def kill_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, hit: int) -> None:
    """Kill this process at the `hit`-th time (from 1) that it comes to the point."""
    owner, name, side = POINTS[point]
    original = getattr(owner, name)
    count = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if side == "before" and count == hit:
            kill_here()
        result = original(*args, **kwargs)
        if side == "after" and count == hit:
            kill_here()
        return result

    setattr(owner, name, wrapped)


def ingest(
    data: Path, files: list[Path], reports: Path, point: str | None = None, hit: int = 1
) -> None:
    """Ingest, writing a line to `reports` for each file the moment it is reported."""
    ingesting.GROUP = 6  # several transactions in a small run
    if point is not None:
        arm(point, hit)
    embedder = HashingEmbedder()
    opened = Library(data, embedder.name, embedder.dimension)
    run = Ingest(opened, VectorIndex(opened), embedder, max_tokens=60).run(files)
    descriptor = os.open(reports, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, b"started\n")
    for report in run:
        os.write(descriptor, f"{report.status} {report.document_id} {report.source}\n".encode())
    os.write(descriptor, b"finished\n")
    opened.close()


def sync(data: Path, folder: Path, point: str, hit: int) -> None:
    """Mirror a folder."""
    ingesting.GROUP = 3
    arm(point, hit)
    embedder = HashingEmbedder()
    opened = Library(data, embedder.name, embedder.dimension)
    vectors_ = VectorIndex(opened)
    ingest_ = Ingest(opened, vectors_, embedder, max_tokens=60)
    assert list(Sync(opened, vectors_, lambda: ingest_).run(folder))


def remove(data: Path, source: str, point: str, hit: int, keep: bool = False) -> None:
    arm(point, hit)
    embedder = HashingEmbedder()
    opened = Library(data, embedder.name, embedder.dimension)
    opened.remove(source, keep=keep)
    VectorIndex(opened).save()


def migrate(data: Path, point: str, hit: int) -> None:
    """Open a library of an earlier format."""
    arm(point, hit)
    Library(data, MultilingualE5.name, MultilingualE5.dimension)


def reindex(data: Path, point: str | None = None, hit: int = 1) -> None:
    """Bring the library over to vectors of another size."""
    if point is not None:
        arm(point, hit)
    embedder = HashingEmbedder(dimension=32)
    opened = Library(data, embedder.name, embedder.dimension)
    for _ in Reindex(opened, VectorIndex(opened), embedder, max_tokens=60).run():
        pass
    opened.close()


def hold_the_lock(data: Path, held: Path) -> None:
    with writer_lock(data):
        held.write_text(str(os.getpid()))
        time.sleep(600)


def terminal(
    arguments: list[str],
    out: Path,
    max_file_bytes: int | None = None,
    seconds_per_text: float = 0.0,
) -> None:
    """Run the terminal program with the hashing embedder; its output goes to files."""
    # As at a terminal: a run in a shell's background inherits that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in ((1, "stdout"), (2, "stderr")):
        target = os.open(out / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, number)
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8")
    sys.argv = ["assistant", *arguments]
    if max_file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes))
    use_hashing_embedder(seconds_per_text)
    status = run_terminal()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def use_hashing_embedder(seconds_per_text: float = 0.0) -> None:
    from assistant import assembly

    class Slow(HashingEmbedder):
        def _vector(self, text: str) -> Any:
            time.sleep(seconds_per_text)
            return super()._vector(text)

    def make(settings: Any) -> HashingEmbedder:
        return Slow()

    assembly.make_embedder = make


def run_terminal() -> int:
    """The exit status of the program; 70 with a traceback where it let an error through."""
    from ui.terminal.cli import main

    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        return 70
    return 0


def session(steps: list[list[str]]) -> None:
    """Run commands one after another, for tests that need a mount of their own around them.

    A step is `["sh", command]` or `["assistant", argument, ...]`; what came of each is printed
    as JSON.
    """
    use_hashing_embedder()
    results = []
    for program, *arguments in steps:
        if program == "sh":
            done = subprocess.run(["sh", "-c", *arguments], capture_output=True, text=True)
            results.append([done.returncode, done.stdout, done.stderr])
            continue
        sys.argv = ["assistant", *arguments]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run_terminal()
        results.append([status, out.getvalue(), err.getvalue()])
    print(json.dumps(results))


if __name__ == "__main__":
    session(json.loads(sys.argv[1]))
