"""Processes that are killed, disks that are full, folders that are read-only.

Each test proves that its fault happened: a run that survives a kill that never came shows nothing.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import DocumentNotFound
from index.question import Question
from index.search.vectors import VectorIndex
from tests.conftest import OpenRoom, Room
from tests.support import faulty_child

ROOT = Path(__file__).resolve().parents[2]
SECRET = "xyzzyplugh"


@pytest.fixture(scope="session")
def forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.faulty_child"])
    return context


@dataclass
class Scene:
    """A data folder of some documents, and what the files are now: changed, new, the same."""

    base: Path
    files: list[Path]
    wanted: dict[str, Any]


def words(number: int, version: int = 1) -> str:
    return (
        f"# Paper {number}\n\nThe harbour of town {number} has {number * version} berths.\n\n"
        f"## Subject\n\nIt was version {version} that told of subject {number % 5}.\n"
    )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    files = [folder / f"paper-{number:02}.md" for number in range(26)]
    for number, path in enumerate(files[:10]):
        path.write_text(words(number))
    faulty_child.ingest(folder / "base", files[:10], folder / "reports")
    for number, path in enumerate(files):
        path.write_text(words(number, version=2 if number < 5 else 1))
    files[25].write_text(words(24))  # the same bytes under another name
    shutil.copytree(folder / "base", folder / "wanted")
    faulty_child.ingest(folder / "wanted", files, folder / "reports")
    return Scene(folder / "base", files, logical(folder / "wanted"))


@pytest.fixture(autouse=True)
def usual_group() -> Iterator[None]:
    """The child's functions, called here, change it."""
    from index import ingest

    before = ingest.GROUP
    yield
    ingest.GROUP = before


def logical(data: Path) -> dict[str, Any]:
    """What a library says, without row numbers and times."""
    with closing(sqlite3.connect(data / "library.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        documents = connection.execute(
            "SELECT id, sha256, text_sha256, title, blocks, superseded_by FROM documents"
        ).fetchall()
        names = connection.execute("SELECT source, location, document_id FROM names").fetchall()
        chunks = connection.execute(
            "SELECT document_id, start, end, text_sha256, embedded_sha256, embedding_sha256 "
            "FROM chunks"
        ).fetchall()
    assert len(set(chunks)) == len(chunks), "a passage is there twice"
    return {"documents": sorted(documents), "names": sorted(names), "chunks": sorted(chunks)}


def vectors_equal_a_rebuild(room: Room) -> None:
    kept = dict(_rows(room.vectors))
    shutil.rmtree(room.library.folder / "vectors", ignore_errors=True)
    rebuilt = dict(_rows(VectorIndex(room.library)))
    assert kept.keys() == rebuilt.keys()
    for number, row in kept.items():
        assert np.array_equal(row, rebuilt[number])


def _rows(vectors: VectorIndex) -> Iterator[tuple[int, Any]]:
    len(vectors)  # it follows the library now
    for number in vectors._library.chunk_ids().tolist():
        yield number, vectors._index.reconstruct(number)


def litter(data: Path) -> list[str]:
    return [
        path.name
        for path in data.rglob("*")
        if path.name.endswith((".new", "-journal", ".tmp")) or path.name == "writer.json"
    ]


def acknowledged(reports: Path) -> list[tuple[str, str]]:
    """(status, document id) of each file that was reported before the process died."""
    lines = reports.read_text().splitlines() if reports.exists() else []
    return [(status, id_) for status, id_, *_ in (line.split() for line in lines if " " in line)]


NAMED = [
    (point, hit)
    for point, hits in {
        "after a file was read": (1, 12, 26),
        "after a file was parsed": (2, 18),
        "before an original is kept": (1, 12),
        "after an original was kept": (1, 7, 19),
        "before embedding": (1, 3),
        "after embedding": (1, 2, 4),
        "inside the transaction, before a document": (1, 2, 8),
        "inside the transaction, after a document": (1, 5, 14),
        "inside the transaction, at a name": (1, 3, 9),
        "after a commit": (1, 2, 3, 5),
        "before the vectors are saved": (1,),
        "before a generation is written": (1, 2),
        "after a generation was written": (1, 2),
        "before a file gets its name": (1, 10, 21),
        "after a file got its name": (1, 13, 21),
        "after the vectors were saved": (1,),
    }.items()
    for hit in hits
]
AT_THE_START = [
    ("before a file gets its name", 1),
    ("after a file got its name", 1),
    ("before a file gets its name", 2),
    ("inside the transaction, before a document", 1),
    ("after a commit", 1),
    ("before the vectors are saved", 1),
]
RANDOM = 18


@pytest.mark.slow
def test_a_killed_ingest_loses_and_doubles_nothing(
    scene: Scene, tmp_path: Path, forkserver: ForkServerContext, open_room: OpenRoom
) -> None:
    rounds: list[tuple[str | None, int, bool]] = [
        *((point, hit, True) for point, hit in NAMED),
        *((point, hit, False) for point, hit in AT_THE_START),
        *((None, number, True) for number in range(RANDOM)),
    ]
    fresh_wanted = _unkilled(tmp_path / "fresh", scene.files, forkserver)
    seconds = _duration(scene, tmp_path, forkserver)
    random_ = random.Random(3)
    killed = halfway = 0
    for number, (point, hit, grown) in enumerate(rounds):
        data, reports = tmp_path / f"data-{number}", tmp_path / f"reports-{number}"
        if grown:
            shutil.copytree(scene.base, data)
        child = forkserver.Process(
            target=faulty_child.ingest, args=(data, scene.files, reports, point, hit)
        )
        child.start()
        if point is None:
            _wait_for(lambda reports=reports: reports.exists())
            time.sleep(random_.uniform(0, seconds))
            child.kill()
        child.join()
        if point is None and child.exitcode == 0 and len(rounds) < 90:
            seconds *= 0.8  # it was quicker than the kill: once more, sooner
            rounds.append((None, number, True))
        else:
            assert child.exitcode == -signal.SIGKILL, (point, hit)
            killed += 1
        where = f"killed {point or 'at some time'} ({hit}), exit status {child.exitcode}"

        # Everything that was acknowledged is there, whole, and nothing is there in part.
        acks = acknowledged(reports)
        room = open_room(data)
        assert room.library.problems() == [], where
        state, wanted = logical(data), scene.wanted if grown else fresh_wanted
        stored = {row[0] for row in state["documents"]}
        current = {row[2] for row in state["names"]}
        for status, id_ in acks:
            assert status in ("indexed", "duplicate", "unchanged"), where
            assert id_ in current, f"{id_} was reported and is lost: {where}"
        known = {*scene_chunks(scene.base if grown else None), *wanted["chunks"]}
        assert set(state["chunks"]) <= known, where
        for id_ in current:
            own = [row for row in state["chunks"] if row[0] == id_]
            assert own == [row for row in sorted(known) if row[0] == id_], where
        before = {row[0] for row in logical(scene.base)["documents"]} if grown else set()
        assert before <= stored, where
        for original in (data / "originals").rglob("*.md"):
            digest = hashlib.sha256(original.read_bytes()).hexdigest()
            assert digest == original.stem, where
        begun = len(_files(data / "originals")) > len(before)
        halfway += begun and "finished" not in reports.read_text()
        assert len(room.vectors) == len(state["chunks"]), where
        vectors_equal_a_rebuild(room)

        # A second run finishes what the first began.
        reports_now = room.ingest(*scene.files)
        assert all(report.stored for report in reports_now), where
        assert logical(data) == wanted, where
        assert litter(data) == [], where
        assert room.vectors.problems() == [], where
        assert len(room.vectors) == len(wanted["chunks"]), where
        room.library.close()
        shutil.rmtree(data)
    assert killed >= 60
    assert halfway >= 0.5 * killed, f"{halfway} of {killed} were halfway"


def scene_chunks(base: Path | None) -> list[tuple[Any, ...]]:
    return logical(base)["chunks"] if base is not None else []


def _unkilled(data: Path, files: list[Path], context: ForkServerContext) -> dict[str, Any]:
    child = context.Process(
        target=faulty_child.ingest, args=(data, files, data.with_suffix(".reports"))
    )
    child.start()
    child.join()
    assert child.exitcode == 0
    return logical(data)


def _duration(scene: Scene, tmp_path: Path, context: ForkServerContext) -> float:
    """Seconds from the first report line to the last of a run that is not killed."""
    shutil.copytree(scene.base, tmp_path / "timed")
    child = context.Process(
        target=faulty_child.ingest, args=(tmp_path / "timed", scene.files, tmp_path / "timed.txt")
    )
    child.start()
    _wait_for((tmp_path / "timed.txt").exists)
    started = time.perf_counter()
    child.join()
    assert child.exitcode == 0
    assert logical(tmp_path / "timed") == scene.wanted
    return time.perf_counter() - started


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.parametrize(
    ("point", "hit"),
    [
        ("before a file is deleted", 1),
        ("after a file was deleted", 1),
        ("after a removal", 1),
        ("before the vectors are saved", 1),
        ("before a file gets its name", 1),
        ("after a file got its name", 2),
    ],
)
def test_a_killed_removal_can_be_repeated_until_nothing_is_left(
    point: str,
    hit: int,
    scene: Scene,
    tmp_path: Path,
    forkserver: ForkServerContext,
    open_room: OpenRoom,
) -> None:
    data, path = tmp_path / "data", tmp_path / "secret.md"
    shutil.copytree(scene.base, data)
    path.write_text(f"# Secret\n\nThe code word is {SECRET}.\n")
    room = open_room(data)
    before = logical(data)
    room.ingest(path)
    room.library.close()
    child = forkserver.Process(target=faulty_child.remove, args=(data, "secret.md", point, hit))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    room = open_room(data)
    assert room.library.problems() == []
    if room.library.names_called("secret.md"):
        assert SECRET in room.keyword.retrieve(Question.of(SECRET), 1)[0].chunk.text
    with suppress(DocumentNotFound):  # it was killed after its commit: the file goes now
        room.library.remove("secret.md")
    with pytest.raises(DocumentNotFound):
        room.library.record("secret.md")
    room.vectors.save()
    assert logical(data) == before
    assert litter(data) == []
    room.library.close()
    for file in data.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    ("point", "hit"),
    [
        ("before a file is deleted", 1),
        ("after a removal", 1),
        ("before the vectors are saved", 1),
        ("before a file gets its name", 1),
    ],
)
def test_a_killed_removal_that_can_be_undone_loses_nothing(
    point: str,
    hit: int,
    scene: Scene,
    tmp_path: Path,
    forkserver: ForkServerContext,
    open_room: OpenRoom,
) -> None:
    data, path = tmp_path / "data", tmp_path / "secret.md"
    shutil.copytree(scene.base, data)
    path.write_text(f"# Secret\n\nThe code word is {SECRET}.\n")
    room = open_room(data)
    room.ingest(path)
    before = room.library.records()
    room.library.close()
    child = forkserver.Process(
        target=faulty_child.remove, args=(data, "secret.md", point, hit, True)
    )
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    room = open_room(data)
    assert room.library.problems() == []
    if not room.library.names_called("secret.md"):
        room.library.restore("secret.md")
    room.library.sweep()
    room.vectors.save()
    assert room.library.records() == before
    assert SECRET in room.keyword.retrieve(Question.of(SECRET), 1)[0].chunk.text
    assert room.library.original(room.library.record("secret.md").id) is not None
    assert room.library.problems() == [] and litter(data) == []


# Two processes


def run_terminal(
    context: ForkServerContext, out: Path, *arguments: str, **options: Any
) -> tuple[int, str, str]:
    out.mkdir(exist_ok=True)
    child = context.Process(
        target=faulty_child.terminal, args=(list(arguments), out), kwargs=options
    )
    child.start()
    child.join()
    assert child.exitcode is not None
    return child.exitcode, (out / "stdout").read_text(), (out / "stderr").read_text()


def one_sentence(err: str) -> str:
    """The last line of stderr, which must be all that is said of the problem."""
    assert "Traceback" not in err, err
    lines = [line for line in err.splitlines() if line.strip()]
    assert lines and len(lines[-1]) < 400, err
    return lines[-1]


def test_a_second_writer_is_refused_by_name_and_let_in_after_a_kill(
    scene: Scene, tmp_path: Path, forkserver: ForkServerContext
) -> None:
    data = tmp_path / "data"
    shutil.copytree(scene.base, data)
    holder = forkserver.Process(target=faulty_child.hold_the_lock, args=(data, tmp_path / "held"))
    holder.start()
    try:
        _wait_for((tmp_path / "held").exists)
        before = logical(data)
        for command in (["ingest", str(scene.files[0])], ["documents", "remove", "paper-00.md"]):
            status, _, err = run_terminal(
                forkserver, tmp_path / "out", *command, "--data-dir", str(data)
            )
            assert status == 1
            assert f"process {holder.pid}, since 20" in one_sentence(err)
        assert logical(data) == before
        status, out, _ = run_terminal(
            forkserver, tmp_path / "out", "search", "harbour", "--data-dir", str(data)
        )
        assert status == 0 and "paper-" in out, "questions go on"
    finally:
        holder.kill()
        holder.join()
    assert holder.exitcode == -signal.SIGKILL
    status, _, err = run_terminal(
        forkserver, tmp_path / "out", "ingest", str(scene.files[0]), "--data-dir", str(data)
    )
    assert status == 0, err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_ingest_can_be_run_again(
    how: signal.Signals, scene: Scene, tmp_path: Path, forkserver: ForkServerContext
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(scene.base, data)
    out.mkdir()
    files = [str(path) for path in scene.files]
    child = forkserver.Process(
        target=faulty_child.terminal,
        args=(["ingest", *files, "--data-dir", str(data)], out),
        kwargs={"seconds_per_text": 0.05},
    )
    child.start()
    _wait_for((data / "writer.json").exists)
    time.sleep(0.3)
    assert child.pid is not None
    os.kill(child.pid, how)
    child.join(10)
    assert child.exitcode is not None, "it stops within ten seconds"
    if how == signal.SIGINT:
        assert child.exitcode == 130
        assert "run it again to go on" in one_sentence((out / "stderr").read_text())
    else:
        assert child.exitcode == -signal.SIGTERM
    assert logical(data) != scene.wanted, "it was stopped before its end"
    status, _, err = run_terminal(forkserver, out, "ingest", *files, "--data-dir", str(data))
    assert status == 0, err
    assert logical(data) == scene.wanted
    assert litter(data) == []


# A full disk


@pytest.mark.slow
def test_a_full_disk_is_named_and_what_was_stored_is_safe(
    scene: Scene, tmp_path: Path, forkserver: ForkServerContext, open_room: OpenRoom
) -> None:
    """No file may grow beyond a limit, which is swept over the sizes that matter."""
    size = (scene.base / "library.sqlite").stat().st_size
    before = {row[0] for row in logical(scene.base)["documents"]}
    files = [str(path) for path in scene.files]
    limits = [1024, 4096, 9000, 20_000, *range(size - 8192, size + 90_000, 16_384)]
    failed = 0
    for number, limit in enumerate(limits):
        data = tmp_path / f"data-{number}"
        shutil.copytree(scene.base, data)
        status, _, err = run_terminal(
            forkserver,
            tmp_path / "out",
            "ingest",
            *files,
            "--data-dir",
            str(data),
            max_file_bytes=limit,
        )
        room = open_room(data)
        assert room.library.problems() == [], limit
        assert before <= {row[0] for row in logical(data)["documents"]}
        assert litter(data) == [], limit
        assert status in (0, 1), err
        if status == 1:
            failed += 1
            said = one_sentence(err)
            assert "could not be written" in said and str(data) in said
            assert "free some space" in said
        if status == 0:
            assert logical(data) == scene.wanted
        vectors_equal_a_rebuild(room)
        room.ingest(*scene.files)
        assert logical(data) == scene.wanted, limit
        room.library.close()
        shutil.rmtree(data)
    assert failed >= len(limits) // 2, f"{failed} of {len(limits)} runs hit the limit"


def test_a_file_that_is_too_large_for_the_disk_leaves_nothing_behind(
    scene: Scene, tmp_path: Path, forkserver: ForkServerContext
) -> None:
    data, path = tmp_path / "data", tmp_path / "wide.md"
    shutil.copytree(scene.base, data)
    path.write_text("# Wide\n\nFew words." + " " * 900_000 + "\n")
    arguments = ["ingest", str(path), "--data-dir", str(data)]
    status, out, err = run_terminal(
        forkserver, tmp_path / "out", *arguments, max_file_bytes=500_000
    )
    assert (status, out) == (1, "")
    assert f"{data} could not be written (File too large)" in one_sentence(err)
    assert litter(data) == []
    assert logical(data) == logical(scene.base)
    status, out, err = run_terminal(forkserver, tmp_path / "out", *arguments)
    assert (status, out) == (0, "wide.md: indexed: 1 passage; no date\n")


def no_mounts() -> str | None:
    """Why this system gives a test no mounts of its own; None where it does."""
    try:
        probe = subprocess.run(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True
        )
    except FileNotFoundError:
        return "needs the program unshare"
    return "this system allows no mounts to its users" if probe.returncode else None


def in_a_mount(mounts: str, steps: list[list[str]]) -> list[tuple[int, str, str]]:
    """Run the steps in a mount namespace of their own."""
    return run_steps(["unshare", "-rm", "sh", "-c", f'{mounts} && exec "$@"', "sh"], steps)


def run_steps(before: list[str], steps: list[list[str]]) -> list[tuple[int, str, str]]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.support.faulty_child", json.dumps(steps)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return [(status, out, err) for status, out, err in json.loads(done.stdout.splitlines()[-1])]


def read_only(folder: Path, steps: list[list[str]]) -> list[tuple[int, str, str]]:
    """Run the steps while the folder cannot be written, which permissions tell root nothing of."""
    reason = no_mounts()
    if reason is None:
        return in_a_mount(
            f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}", steps
        )
    if os.geteuid() == 0:
        pytest.skip(reason)
    subprocess.run(["chmod", "-R", "a-w", folder], check=True)
    try:
        return run_steps([], steps)
    finally:
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def test_a_disk_that_fills_up_and_is_freed_again(scene: Scene, tmp_path: Path) -> None:
    if reason := no_mounts():
        pytest.skip(reason)
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    data = disk / "data"
    ingest = ["assistant", "ingest", *map(str, scene.files), "--data-dir", str(data)]
    fill = f"dd if=/dev/zero of={disk}/ballast bs=4096 2>/dev/null; rm -f {disk}/gap; df {disk}"
    results = in_a_mount(
        f"mount -t tmpfs -o size=4m tmpfs {disk} && cp -r {scene.base} {data}",
        [
            ["sh", f"dd if=/dev/zero of={disk}/gap bs=4096 count=8 2>/dev/null; {fill}"],
            ingest,
            ["assistant", "search", "harbour", "--data-dir", str(data)],
            ["sh", f"cp -r {data} {kept}/full; rm {disk}/ballast"],
            ingest,
            ["sh", f"cp -r {data} {kept}/freed"],
        ],
    )
    status, _, err = results[1]
    assert status == 1
    assert "could not be written" in one_sentence(err) and str(data) in err
    assert results[2][0] == 0 and "paper-" in results[2][1]
    before = {row[0] for row in logical(scene.base)["documents"]}
    assert before <= {row[0] for row in logical(kept / "full")["documents"]}
    assert litter(kept / "full") == []
    assert results[4][0] == 0, results[4][2]
    assert logical(kept / "freed") == scene.wanted


# A folder that is read-only


def test_a_read_only_library_answers_and_refuses_to_change(scene: Scene, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(scene.base, data)
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in _files(data)}
    folder = ["--data-dir", str(data)]
    new = tmp_path / "missing-folder"
    results = read_only(
        data,
        [
            ["sh", f"touch {data}/x"],
            ["assistant", "search", "harbour", *folder],
            ["assistant", "ask", "How many berths has the harbour of town 7?", *folder],
            ["assistant", "documents", "list", *folder],
            ["assistant", "ingest", str(scene.files[12]), *folder],
            ["assistant", "documents", "remove", "paper-03.md", *folder],
            ["assistant", "ingest", str(scene.files[12]), "--data-dir", str(data / new.name)],
        ],
    )
    assert results[0][0] != 0, "the folder was read-only"
    for status, out, err in results[1:4]:
        assert status == 0 and "paper-0" in out, err
    for status, out, err in results[4:]:
        assert status == 1 and out == ""
        assert "cannot be written" in one_sentence(err) or "cannot be made" in one_sentence(err)
    assert {path: hashlib.sha256(path.read_bytes()).digest() for path in _files(data)} == before


def test_a_read_only_library_with_a_damaged_index_still_answers(
    scene: Scene, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(scene.base, data)
    (index,) = (data / "vectors").glob("*.faiss")
    index.write_bytes(index.read_bytes()[:-5])
    (result,) = read_only(
        data,
        [
            [
                "assistant",
                "ask",
                "How many berths has the harbour of town 7?",
                "--data-dir",
                str(data),
            ]
        ],
    )
    assert result[0] == 0 and "rebuilt" in result[1], result


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
