"""A mirrored folder: nothing is read twice, moved files are known, and a sync loses nothing."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from corpus.errors import DocumentError
from index import ingest as ingesting
from index import sync as syncing
from index.ingest import Ingest
from index.sync import Look, Sync, SyncChange, SyncReport
from tests.conftest import OpenRoom, Room
from tests.support import faulty_child

TEXT = "# Ports\n\nThe harbour of {} has {} berths.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mirrored"
    write(made, "a.md", TEXT.format("Anholt", 3))
    write(made, "sub/b.md", TEXT.format("Bergen", 9))
    write(made, "notes.exe", "MZ")
    return made


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    settle(path)
    return path


def settle(path: Path) -> None:
    """Let a file look as if it was written a while ago, each time at another."""
    settle.now -= 10  # type: ignore[attr-defined]
    os.utime(path, (settle.now, settle.now))  # type: ignore[attr-defined]


settle.now = int(time.time()) - 1000  # type: ignore[attr-defined]


def synced(room: Room, folder: Path, **options: Any) -> list[SyncReport]:
    def ingest() -> Ingest:
        return Ingest(room.library, room.vectors, room.embedder, max_tokens=60)

    return list(Sync(room.library, room.vectors, ingest).run(folder, **options))


def changes(reports: list[SyncReport]) -> dict[str, SyncChange]:
    return {report.source: report.change for report in reports}


def held(room: Room) -> dict[str, str]:
    """The text of each current document, by its name."""
    return {one.source: room.library.document(one.id).text for one in room.library.records()}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, by a sync or by its ingest."""
    read: list[str] = []
    for module in (syncing, ingesting):
        original = module.read_bytes  # type: ignore[attr-defined]

        def watched(path: Path, source: str, original: Any = original, **options: Any) -> bytes:
            read.append(source)
            return bytes(original(path, source, **options))

        monkeypatch.setattr(module, "read_bytes", watched)
    return read


def test_what_is_new_and_changed_is_read_and_nothing_else(
    room: Room, folder: Path, reads: list[str]
) -> None:
    assert changes(synced(room, folder)) == {
        "a.md": "added", "notes.exe": "skipped", "sub/b.md": "added",
    }  # fmt: skip
    reads.clear()
    assert changes(synced(room, folder)) == dict.fromkeys(
        ("a.md", "sub/b.md", "notes.exe"), "unchanged"
    )
    assert reads == []
    write(folder, "a.md", TEXT.format("Anholt", 12))
    write(folder, "c.md", TEXT.format("Cork", 4))
    before = room.library.record("a.md").id
    told = changes(synced(room, folder))
    assert (told["a.md"], told["c.md"], told["sub/b.md"]) == ("changed", "added", "unchanged")
    assert {*reads} == {"a.md", "c.md"}
    assert room.library.record(before).superseded_by == room.library.record("a.md").id
    assert "12 berths" in held(room)["a.md"]


def test_a_file_that_was_only_touched_is_hashed_once_and_not_parsed(
    room: Room, folder: Path, reads: list[str]
) -> None:
    synced(room, folder)
    settle(folder / "a.md")
    revision = room.library.revision()
    reads.clear()
    assert changes(synced(room, folder))["a.md"] == "unchanged"
    assert reads == ["a.md"]
    assert changes(synced(room, folder))["a.md"] == "unchanged"
    assert reads == ["a.md"] and room.library.revision() == revision


def test_a_change_within_the_tick_of_the_clock_is_seen(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "a.md"
    path.write_text(TEXT.format("Anholt", 4), encoding="utf-8")
    status = path.stat()
    monkeypatch.setattr(time, "time_ns", lambda: status.st_mtime_ns + 1_000_000)
    synced(room, folder)
    monkeypatch.undo()
    path.write_text(TEXT.format("Anholt", 5), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert changes(synced(room, folder))["a.md"] == "changed"
    assert "5 berths" in held(room)["a.md"]


def test_a_moved_file_is_known_by_its_content(room: Room, folder: Path) -> None:
    synced(room, folder, collections=["Ports"])
    record = room.library.record("a.md")
    (folder / "moved").mkdir()
    (folder / "a.md").rename(folder / "moved" / "new name.md")
    embedded = len(room.embedder.texts)
    told = synced(room, folder)
    assert changes(told)["moved/new name.md"] == "renamed"
    assert "missing" not in changes(told).values()
    (moved,) = [report for report in told if report.change == "renamed"]
    assert moved.detail == "renamed: was a.md, as moved/new name.md in the library"
    now = room.library.record("moved/new name.md")
    assert (now.id, now.names, now.collections) == (record.id, (now.source,), ("Ports",))
    assert len(room.embedder.texts) == embedded and room.library.problems() == []
    assert changes(synced(room, folder))["moved/new name.md"] == "unchanged"


def test_what_is_gone_is_told_and_removed_only_when_asked(room: Room, folder: Path) -> None:
    synced(room, folder)
    (folder / "a.md").unlink()
    for _ in range(2):
        assert changes(synced(room, folder))["a.md"] == "missing"
        assert "a.md" in held(room)
    assert changes(synced(room, folder, remove=True))["a.md"] == "removed"
    assert {*held(room)} == {"sub/b.md"}
    assert "a.md" not in changes(synced(room, folder))
    assert room.library.problems() == []


def test_two_folders_leave_each_other_alone(room: Room, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, "a.md", TEXT.format("Odense", 7))  # the same name, another text
    write(other, "copy.md", TEXT.format("Bergen", 9))  # what the first has too
    synced(room, folder)
    synced(room, other)
    before = held(room)
    assert len(before) == 3
    shutil.move(folder, tmp_path / "away")  # as a drive that is not connected
    assert {*changes(synced(room, other, remove=True)).values()} == {"unchanged"}
    write(other, "a.md", TEXT.format("Odense", 8))
    synced(room, other, remove=True)
    assert sum("Anholt" in text for text in held(room).values()) == 1
    with pytest.raises(DocumentError, match="There is no folder .* Nothing was removed"):
        synced(room, folder, remove=True)
    shutil.move(tmp_path / "away", folder)
    assert {*changes(synced(room, folder, remove=True)).values()} == {"unchanged"}
    # A document that both have stays until the last of its files is gone.
    (folder / "sub/b.md").unlink()
    assert changes(synced(room, folder, remove=True))["sub/b.md"] == "removed"
    assert sum("Bergen" in text for text in held(room).values()) == 1
    (other / "copy.md").unlink()
    synced(room, other, remove=True)
    assert sum("Bergen" in text for text in held(room).values()) == 0


def test_a_folder_without_files_removes_nothing(room: Room, folder: Path) -> None:
    """The place of a drive that is not connected is an empty folder."""
    synced(room, folder)
    shutil.rmtree(folder)
    folder.mkdir()
    with pytest.raises(DocumentError, match="no files at all, so nothing was removed"):
        synced(room, folder, remove=True)
    assert len(held(room)) == 2


def test_a_folder_that_goes_while_it_is_looked_at_removes_nothing(
    room: Room, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a drive is disconnected: what lies below it takes its place."""
    synced(room, folder)
    original = syncing.files_at

    def late(*given: Any, **options: Any) -> Any:
        found = original(*given, **options)[:1]
        folder.rename(tmp_path / "away")
        folder.mkdir()
        write(folder, "a.md", TEXT.format("Anholt", 3))
        return found

    monkeypatch.setattr(syncing, "files_at", late)
    with pytest.raises(DocumentError, match="another folder than when the sync began"):
        synced(room, folder, remove=True)
    assert len(held(room)) == 2


def test_a_document_that_was_removed_by_hand_comes_again(room: Room, folder: Path) -> None:
    synced(room, folder)
    room.library.remove("a.md")
    assert changes(synced(room, folder))["a.md"] == "added"


def test_what_could_not_be_read_is_tried_again_when_it_changes_or_is_asked_for(
    room: Room, folder: Path, reads: list[str]
) -> None:
    path = write(folder, "empty.md", "   ")
    assert changes(synced(room, folder))["empty.md"] == "skipped"
    reads.clear()
    assert changes(synced(room, folder))["empty.md"] == "unchanged" and reads == []
    assert changes(synced(room, folder, again=True))["empty.md"] == "skipped"
    write(folder, path.name, TEXT.format("Elba", 2))
    assert changes(synced(room, folder))["empty.md"] == "added"


def test_files_that_an_ingest_added_are_taken_over(room: Room, folder: Path) -> None:
    room.ingest(folder)
    (folder / "sub/b.md").unlink()
    told = changes(synced(room, folder, collections=["Ports"]))
    assert (told["a.md"], told["sub/b.md"]) == ("unchanged", "missing")
    assert room.library.record("a.md").collections == ("library", "Ports")
    assert room.library.record("sub/b.md").collections == ("library",)
    assert changes(synced(room, folder, collections=["Fees"]))["a.md"] == "unchanged"
    assert room.library.record("a.md").collections == ("library", "Ports", "Fees")


def test_a_killed_sync_goes_on(folder: Path, open_room: OpenRoom, tmp_path: Path) -> None:
    for number in range(12):
        write(folder, f"many/{number}.md", TEXT.format(f"Town {number}", number))
    context = multiprocessing.get_context("forkserver")
    for point, hit in (("after a commit", 2), ("after a file was parsed", 3), ("a file seen", 5)):
        child = context.Process(
            target=faulty_child.sync, args=(tmp_path / "data", folder, point, hit)
        )
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL, point
        room = open_room()
        assert room.library.keywords_intact() and room.library.problems() == [], point
    before = len(held(room))
    assert 0 < before < 14
    told = [report.change for report in synced(room, folder)]
    assert told.count("added") == 14 - before
    assert len(held(room)) == 14 and room.library.problems() == []
    assert {*changes(synced(room, folder)).values()} == {"unchanged"}


@pytest.mark.slow
def test_a_thousand_unchanged_files_take_less_than_two_seconds(
    room: Room, tmp_path: Path, reads: list[str]
) -> None:
    folder = tmp_path / "thousand"
    for number in range(1_000):
        write(folder, f"{number % 20}/{number}.txt", TEXT.format(f"Town {number}", number))
    assert len(synced(room, folder)) == 1_000
    reads.clear()
    started = time.thread_time()
    told = synced(room, folder)
    took = time.thread_time() - started
    print(f"1,000 unchanged files: {took:.2f} s")
    assert {*changes(told).values()} == {"unchanged"} and len(told) == 1_000
    assert reads == [] and took < 2


@pytest.mark.parametrize(
    "change",
    [
        "sha256 = replace(sha256, 'a', 'b')",
        "size = size + 1",
        "status = 'failed'",
        "modified_ns = modified_ns + 1",
        "location = location || 'x'",
    ],
)
def test_what_was_seen_and_is_damaged_is_read_again(
    room: Room, folder: Path, change: str, reads: list[str]
) -> None:
    synced(room, folder)
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute(f"UPDATE seen_files SET {change} WHERE location LIKE '%a.md'")
    (problem,) = room.library.problems()
    assert problem == "what a sync knows of 1 files is damaged; it reads them again"
    reads.clear()
    assert changes(synced(room, folder))["a.md"] == "unchanged"
    assert "a.md" in reads and len(held(room)) == 2
    assert room.library.problems() == []


def test_a_folder_in_which_nothing_is_to_be_done_is_known_without_an_index(
    room: Room, folder: Path
) -> None:
    told: list[str] = []

    def looked(**options: Any) -> list[SyncReport] | None:
        return Look(room.library).unchanged(folder, **options)

    (folder / "out.md").symlink_to(Path(__file__))
    write(folder, "a.md.meta.yaml", "title: Anholt\n")
    assert looked() is None
    first = synced(room, folder)
    assert looked(skipped=told.append) == synced(room, folder)
    assert {report.change for report in looked() or []} == {"unchanged"}
    assert told == ["out.md is a link that leads out of the folder; it was not followed."]
    # What calls for a sync.
    assert looked(collections=["Ports"]) is None
    assert looked(again=True) is None and any(r.change == "skipped" for r in first)
    room.library.remove_file(str(folder / "sub/b.md"))
    assert looked() is None
    synced(room, folder)
    assert looked() is not None
    write(folder, "a.md.meta.yaml", "title: Anholt Island\n")
    assert looked() is None
    synced(room, folder)
    write(folder, "a.md", TEXT.format("Anholt", 4))
    assert looked() is None
    synced(room, folder)
    (folder / "a.md.meta.yaml").unlink()
    assert looked() is None
    synced(room, folder)
    (folder / "a.md").unlink()
    assert looked() is None
    shutil.rmtree(folder)
    with pytest.raises(DocumentError, match="no folder"):
        looked()


def test_scans_are_read_once_there_is_something_that_reads_them(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", (60, 80), 255).save(folder / "scan.png")
    settle(folder / "scan.png")
    monkeypatch.setattr("corpus.recognition.known_languages", lambda: ())
    assert "no text layer: " in {r.source: r.detail for r in synced(room, folder)}["scan.png"]
    assert changes(synced(room, folder))["scan.png"] == "unchanged"
    monkeypatch.setattr("corpus.recognition.known_languages", lambda: ("eng",))
    monkeypatch.setattr("corpus.recognition._read_by_program", lambda *_: "Nine berths.")
    assert changes(synced(room, folder))["scan.png"] == "added"
