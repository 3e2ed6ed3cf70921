"""What the tests of faults share: the farm of children, and what a data folder says."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from index.store.library import Library
from tests.faults.farm import Order
from tests.support.hashing_embedder import HashingEmbedder

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: see `farm.carry_out`."""

    status: int | None
    signal: int
    count: int | None
    fired: bool | None
    out: str
    err: str


class Farm:
    """The process that forks a child for each order."""

    def __init__(self, library: Path, out: Path) -> None:
        self.out = out
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.farm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(library)},
        )

    def run(self, order: Order) -> Ended:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(replace(order, out=str(self.out)))) + "\n")
        self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline())
        said = ((self.out / name).read_text(errors="replace") for name in ("stdout", "stderr"))
        return Ended(reply["status"], reply["signal"], reply["count"], reply["fired"], *said)

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="session")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Skips where system calls cannot be met: elsewhere than on Linux, or without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        pytest.skip("needs Linux and a C compiler, to fail its system calls")
    folder = tmp_path_factory.mktemp("farm")
    library = folder / "system_calls.so"
    source = Path(__file__).with_name("system_calls.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    opened = Farm(library, folder)
    yield opened
    opened.close()


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: a disk's fsync would take most of the time."""
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def said_by(data: Path) -> dict[str, Any]:
    """What a data folder says, without row numbers, times and seals over these; and that it is
    whole, with nothing in it twice."""
    said: dict[str, Any] = {}
    if (data / "library.sqlite").exists():
        embedder = HashingEmbedder()
        library = Library(data, embedder.name, embedder.dimension)
        assert library.problems() == []
        assert library.keywords_intact() and library.problems() == []
        library.close()
        said["documents"] = _rows(
            data / "library.sqlite",
            "SELECT id, source, title, text_sha256, superseded_by FROM documents",
        )
        said["names"] = _rows(
            data / "library.sqlite", "SELECT source, location, document_id FROM names"
        )
        said["chunks"] = _rows(
            data / "library.sqlite",
            "SELECT document_id, start, end, text_sha256, embedding_sha256 FROM chunks",
        )
        originals = {path.name.split(".")[0] for path in _files(data / "originals")}
        needed = _rows(data / "library.sqlite", "SELECT sha256 FROM documents")
        assert {row[0] for row in needed} <= originals, "a document without its file"
        assert len({row[:3] for row in said["chunks"]}) == len(said["chunks"]), "twice"
        assert len({row[0] for row in said["names"]}) == len(said["names"]), "twice"
    if (data / "faq.sqlite").exists():
        said["entries"] = _rows(data / "faq.sqlite", "SELECT id, version, state FROM entries")
        said["changes"] = _rows(data / "faq.sqlite", "SELECT id, who, action, after FROM changes")
    return said


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return sorted(connection.execute(query), key=repr)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def leftovers(data: Path) -> list[str]:
    """Files that something unfinished left behind."""
    return [
        path.name
        for path in _files(data)
        if path.name.endswith((".new", ".tmp", ".part", "-journal")) or path.name == "writer.json"
    ]
