"""A library brought over to another embedder: nothing mixed, nothing lost, wherever it is cut."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryMismatch
from index.question import Question
from index.reindex import Reindex
from tests.conftest import OpenRoom, Room
from tests.support import faulty_child

PAPERS = 7


@pytest.fixture(scope="module")
def forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.faulty_child"])
    return context


@pytest.fixture
def old(open_room: OpenRoom, write: Callable[[str, str], Path]) -> Path:
    """A data folder whose vectors have 64 dimensions."""
    room = open_room()
    for number in range(PAPERS):
        text = f"# Paper {number}\n\nThe harbour of town {number} has {number + 3} berths.\n"
        room.ingest(write(f"paper-{number}.md", text))
    room.library.close()
    return room.library.folder


def reindex(room: Room, max_tokens: int = 60) -> list[Any]:
    return list(Reindex(room.library, room.vectors, room.embedder, max_tokens=max_tokens).run())


def stored(data: Path) -> tuple[Any, ...]:
    with closing(sqlite3.connect(data / "library.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        chunks = connection.execute(
            "SELECT document_id, start, end, text_sha256, length(embedding) FROM chunks"
        ).fetchall()
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert len(set(chunks)) == len(chunks)
    return meta["embedder"], meta["dimension"], sorted(chunks), "chunks_next" in tables


def test_until_the_reindex_keywords_answer_and_nothing_is_added(
    old: Path, open_room: OpenRoom, write: Callable[[str, str], Path]
) -> None:
    room = open_room(dimension=32)
    said = room.library.other_embedder()
    assert said is not None
    assert "hashing-64 (64 dimensions)" in said and "hashing-32 (32)" in said
    assert "assistant reindex" in said
    assert room.dense.retrieve(Question.of("harbour of town 3"), 3) == []
    assert room.hybrid.retrieve(Question.of("harbour of town 3"), 3)[0].source == "paper-3.md"
    assert room.library.problems() == []
    before = stored(old)
    with pytest.raises(LibraryMismatch, match="assistant reindex"):
        room.ingest(write("new.md", "# New\n\nA new paper.\n"))
    assert stored(old) == before


def test_it_makes_all_vectors_again_and_no_document_twice(old: Path, open_room: OpenRoom) -> None:
    before = stored(old)
    room = open_room(dimension=32)
    told = reindex(room)
    assert [(one.done, one.total) for one in told] == [(n + 1, PAPERS) for n in range(PAPERS)]
    assert told[-1].chunks == len(before[2]) == len(room.embedder.texts)
    embedder, dimension, chunks, unfinished = stored(old)
    assert (embedder, dimension, unfinished) == ("hashing-32", "32", False)
    assert [chunk[:4] for chunk in chunks] == [chunk[:4] for chunk in before[2]]
    assert {chunk[4] for chunk in chunks} == {4 * 32}
    assert room.library.other_embedder() is None
    assert room.dense.retrieve(Question.of("harbour of town 3"), 1)[0].source == "paper-3.md"
    assert room.library.problems() == [] and room.vectors.problems() == []
    assert reindex(room) == []


def test_passages_are_cut_anew_for_the_new_model(
    open_room: OpenRoom, write: Callable[[str, str], Path]
) -> None:
    room = open_room()
    sentences = " ".join(f"Sentence {number} tells of a berth." for number in range(20))
    room.ingest(write("long.md", f"# Long\n\n{sentences}\n"))
    few = room.library.chunk_count()
    room.library.close()
    room = open_room(dimension=32)
    reindex(room, max_tokens=30)
    assert room.library.chunk_count() > few
    assert room.library.problems() == []


def test_a_document_removed_before_the_run_goes_on_does_not_come_back(
    old: Path, open_room: OpenRoom
) -> None:
    room = open_room(dimension=32)
    run = Reindex(room.library, room.vectors, room.embedder, max_tokens=60).run()
    next(run), next(run)
    run.close()  # stopped: what was made is kept
    made = len(room.embedder.texts)
    gone = room.library.records()[0]
    room.library.remove(gone.id)
    told = reindex(room)
    assert told[-1].total == PAPERS - 1
    assert len(room.embedder.texts) - made <= PAPERS - 2
    assert gone.id not in {chunk[0] for chunk in stored(old)[2]}
    assert len({chunk[0] for chunk in stored(old)[2]}) == PAPERS - 1


def test_another_embedder_again_begins_anew(old: Path, open_room: OpenRoom) -> None:
    room = open_room(dimension=32)
    run = Reindex(room.library, room.vectors, room.embedder, max_tokens=60).run()
    next(run)
    run.close()
    room.library.close()
    room = open_room(dimension=16)
    assert len(reindex(room)) == PAPERS
    assert {chunk[4] for chunk in stored(old)[2]} == {4 * 16}


POINTS = [
    (point, hit)
    for point in (
        "before a reindex begins",
        "inside the transaction that begins it",
        "before embedding",
        "inside the transaction of its passages",
        "after a document was made again",
        "before the switch",
        "inside the transaction of the switch",
        "after the switch",
        "before the vectors are saved",
        "after a generation was written",
        "after the vectors were saved",
    )
    for hit in ((1, 4, PAPERS) if "document" in point or "embedding" in point else (1,))
]


@pytest.mark.parametrize("point, hit", POINTS)
def test_killed_anywhere_it_answers_as_before_and_goes_on(
    old: Path, open_room: OpenRoom, forkserver: ForkServerContext, point: str, hit: int
) -> None:
    before = stored(old)
    child = forkserver.Process(target=faulty_child.reindex, args=(old, point, hit))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL, "the fault did not come"
    after = stored(old)
    switched = point in (
        "after the switch",
        "before the vectors are saved",
        "after a generation was written",
        "after the vectors were saved",
    )
    assert after[0] == ("hashing-32" if switched else "hashing-64")
    if not switched:
        assert after[:3] == before[:3]
        room = open_room()  # the embedder of before still has all its vectors
        assert room.library.other_embedder() is None
        assert room.dense.retrieve(Question.of("harbour of town 3"), 1)[0].source == "paper-3.md"
        room.library.close()
    room = open_room(dimension=32)
    reindex(room)
    assert stored(old)[0] == "hashing-32" and not stored(old)[3]
    assert room.dense.retrieve(Question.of("harbour of town 3"), 1)[0].source == "paper-3.md"
    assert room.library.problems() == []


def test_a_full_disk_leaves_the_old_vectors(old: Path, tmp_path: Path) -> None:
    before = stored(old)
    pytest.importorskip("resource")
    copy = tmp_path / "copy"
    shutil.copytree(old, copy)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from corpus.errors import LibraryError\n"
        "from tests.support import faulty_child\n"
        f"size = (Path({str(copy)!r}) / 'library.sqlite').stat().st_size\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        f"try: faulty_child.reindex(Path({str(copy)!r}))\n"
        "except LibraryError as error: print(error); sys.exit(3)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert stored(copy)[:3] == before[:3]
