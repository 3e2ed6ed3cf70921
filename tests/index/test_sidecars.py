"""Files beside documents that say what these are: read with them, noticed alone, taken back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.ingest import Ingest
from index.store.records import FileReport
from index.sync import Sync, SyncReport
from tests.conftest import Room

Write = Callable[[str, str], Path]
TEXT = "# As read\n\nThe harbour has nine berths.\n"
SAID = """\
title: Nghị định về cảng biển
issuer: Chính phủ
date: 2025-03-12
in force from: 2025-04-01
topics: [ports, fees]
number: 007/2025/NĐ-CP
replaces:
  - Old rules
language: ~
"""


def told(reports: Sequence[FileReport | SyncReport]) -> dict[str, str]:
    return {report.source: report.detail for report in reports}


def run_sync(room: Room, folder: Path) -> list[SyncReport]:
    def make() -> Ingest:
        return Ingest(room.library, room.vectors, room.embedder, max_tokens=60)

    return list(Sync(room.library, room.vectors, make).run(folder))


def settled(path: Path, seconds: int = 10) -> Path:
    """A file that was not written just now."""
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return path


def test_it_is_read_with_its_document(room: Room, write: Write) -> None:
    path = write("a.md", TEXT)
    write("a.md.meta.yaml", SAID)
    reports = room.ingest(path)
    assert [one.status for one in reports] == ["indexed", "described"]
    assert reports[1].stored and reports[1].document_id == reports[0].document_id
    record = room.library.record("a.md")
    assert (record.title, record.publisher, record.date) == (
        "Nghị định về cảng biển",
        "Chính phủ",
        "2025-03-12",
    )
    assert (record.number, record.in_force_from) == ("007/2025/NĐ-CP", "2025-04-01")
    assert (record.topics, record.replaces) == (("ports", "fees"), ("Old rules",))
    assert [one.status for one in room.ingest(path)] == ["unchanged", "unchanged"]
    assert [one.status for one in room.ingest(path.parent)] == ["unchanged", "unchanged"]


def test_it_may_be_called_without_the_suffix_where_that_is_clear(room: Room, write: Write) -> None:
    write("a.md", TEXT)
    write("a.meta.yaml", "title: Without")
    folder = write("b.md", TEXT + "More.\n").parent
    write("b.txt", "Nothing of that kind is here.\n")
    write("b.meta.yaml", "title: Whose")
    said = told(room.ingest(folder))
    assert room.library.record("a.md").title == "Without"
    assert "several files that are called b; name it as one of them, b." in said["b.meta.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date: 2025-02-30", "date: “2025-02-30” is no date that can be"),
        ("colour: red", "no field 'colour' to correct; there are title"),
        ("in force from: 2025\nin force until: 2024", "until 2024 and only from 2025"),
        ("title: [a", "is no YAML that can be read at line 1"),
        ("title: &x [*x]", "is no YAML that can be read"),
        ("- title", "names no fields"),
        ("title: {a: b}", "title is no word or list of words"),
        ("title: !!python/object:os.system x", "is no YAML that can be read"),
        ("x" * 30_000, "more than 20,000 characters"),
        ("x" * 200_000, "is larger (0.2 MB)"),
        ("\x00\x01\x02", "failed: bad.md.meta.yaml"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_stops_nothing(
    room: Room, write: Write, text: str, said: str
) -> None:
    folder = write("bad.md", TEXT).parent
    write("bad.md.meta.yaml", text)
    write("good.md", "# Good\n\nPilots are on duty.\n")
    write("good.md.meta.yaml", "title: Better")
    reports = room.ingest(folder)
    assert [one.status for one in reports] == ["indexed", "indexed", "failed", "described"]
    failed = reports[2].detail
    assert said in failed and "bad.md.meta.yaml" in failed and "\n" not in failed
    assert room.library.record("bad.md").title == "As read"
    assert room.library.record("good.md").title == "Better"


def test_without_its_document_it_is_told_and_the_others_go_on(room: Room, write: Write) -> None:
    folder = write("a.md", TEXT).parent
    write("gone.pdf.meta.yaml", "title: Of nothing")
    reports = room.ingest(folder)
    assert [one.status for one in reports] == ["indexed", "failed"]
    assert "gone.pdf, and no such file is beside it" in reports[1].detail
    # One whose document could not be read says nothing either.
    write("bad.pdf", "no pdf")
    write("bad.pdf.meta.yaml", "title: Bad")
    assert "not in the library" in told(room.ingest(folder))["bad.pdf.meta.yaml"]


def test_an_upload_has_its_sidecar_by_name(room: Room, write: Write) -> None:
    one, two = write("x/1", TEXT).rename(write("x/2.md", TEXT)), write("x/3", "title: Up")
    names = {one: "a.md", two: "a.md.meta.yaml"}
    reports = room.ingest(one, two, names=names)
    assert [report.status for report in reports] == ["indexed", "described"]
    assert room.library.record("a.md").title == "Up"
    shutil.rmtree(one.parent)
    room.ingest(write("other.md", "# Other\n\nPilots.\n"))
    assert room.library.record("a.md").title == "Up"  # uploads have no path that could be gone


def test_a_sync_notices_it_alone(room: Room, write: Write) -> None:
    folder = settled(write("a.md", TEXT)).parent
    run_sync(room, folder)
    meta = settled(write("a.md.meta.yaml", "title: First"))
    assert [(one.source, one.change) for one in run_sync(room, folder)] == [
        ("a.md", "unchanged"),
        ("a.md.meta.yaml", "added"),
    ]
    assert room.library.record("a.md").title == "First"
    revision = room.library.revision()
    assert {one.change for one in run_sync(room, folder)} == {"unchanged"}
    assert room.library.revision() == revision
    meta.write_text("title: Second")
    settled(meta, 5)
    assert {one.source: one.change for one in run_sync(room, folder)} == {
        "a.md": "unchanged",
        "a.md.meta.yaml": "changed",
    }
    assert room.library.record("a.md").title == "Second"
    # A new version of the document keeps it, and it is not told again.
    path = write("a.md", TEXT + "And more.\n")
    settled(path, 3)
    run_sync(room, folder)
    assert room.library.record("a.md").title == "Second"
    # Both are moved.
    for name in ("a.md", "a.md.meta.yaml"):
        (folder / name).rename(folder / f"b{name[1:]}")
    run_sync(room, folder)
    assert room.library.record("b.md").title == "Second"
    assert list(room.library.origins()) == [str(folder / "b.md.meta.yaml")]
    (folder / "b.md.meta.yaml").unlink()
    assert told(run_sync(room, folder))["b.md.meta.yaml"] == "removed: what it said is taken back"
    assert room.library.record("b.md").title == "As read"
    assert {one.change for one in run_sync(room, folder)} == {"unchanged"}


def test_a_sync_tells_once_of_one_alone_and_reads_it_when_its_document_comes(
    room: Room, write: Write
) -> None:
    folder = settled(write("b.md", "# B\n\nPilots.\n")).parent
    settled(write("a.md.meta.yaml", "title: Late"))
    assert [one.change for one in run_sync(room, folder)] == ["added", "skipped"]
    assert [one.change for one in run_sync(room, folder)] == ["unchanged", "unchanged"]
    settled(write("a.md", TEXT))
    assert {one.source: one.change for one in run_sync(room, folder)} == {
        "b.md": "unchanged",
        "a.md": "added",
        "a.md.meta.yaml": "changed",
    }
    assert room.library.record("a.md").title == "Late"


def test_while_a_folder_is_gone_nothing_is_taken_back(room: Room, write: Write) -> None:
    folder = write("drive/a.md", TEXT).parent
    write("drive/a.md.meta.yaml", "title: Mine")
    copy = write("copy.md", TEXT)
    room.ingest(folder, copy)
    folder.rename(folder.with_name("unplugged"))
    room.ingest(copy)
    assert room.library.record("copy.md").title == "Mine"
