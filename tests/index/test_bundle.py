"""A bundle: what comes out of it is what went in, or one sentence says why nothing does."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import AssistantError, BundleError, LibraryUnwritten
from index import bundle, exporting, importing
from index.exporting import export_library
from index.importing import import_library
from index.question import Question
from index.store.library import Library
from index.store.seal import sealed_json
from index.store.tables import schema
from tests.conftest import OpenRoom, Room
from tests.support import faulty_child

TEXT = "# Ports {}\n\nThe harbour of town {} has {} berths.\n"
Write = Callable[[str, str], Path]


@pytest.fixture
def filled(room: Room, write: Write) -> Room:
    paths = [write(f"{n}.md", TEXT.format(n, n, n)) for n in range(5)]
    assert all(report.stored for report in room.ingest(*paths))
    folder = room.library.folder
    (folder / "packs").mkdir()
    (folder / "packs" / "harbour.json").write_text('{"topic": "harbours"}')
    (folder / "glossary.csv").write_text("short,long\n")
    (folder / "logs").mkdir()
    (folder / "logs" / "assistant.jsonl").write_text("{}\n")
    with closing(sqlite3.connect(folder / "faq.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE entries (id TEXT)")
        connection.execute("INSERT INTO entries VALUES ('one')")
    for name in ("writer.json", "half.new", "faq.sqlite.lock", "library.sqlite-journal"):
        if name != "library.sqlite-journal":
            (folder / name).write_text("x")
    return room


@pytest.fixture
def made(filled: Room, tmp_path: Path) -> Path:
    export_library(filled.library, tmp_path / "made.bundle")
    return tmp_path / "made.bundle"


def put(room: Room, file: Path, folder: Path) -> importing.Imported:
    return import_library(file, folder, room.embedder.name, room.embedder.dimension)


def rows(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("meta", "documents", "names", "chunks", "memberships", "seen_files")
        ]


def found(room: Room) -> list[tuple[str, float]]:
    asked = Question.of("How many berths has the harbour of town 3?")
    return [(one.chunk.text, one.score) for one in room.hybrid.retrieve(asked, 20)]


# What is in it


def test_what_comes_out_is_what_went_in(
    filled: Room, made: Path, tmp_path: Path, open_room: OpenRoom
) -> None:
    told = put(filled, made, tmp_path / "new" / "data")
    assert (told.documents, told.revision) == (5, filled.library.revision())
    room = open_room(tmp_path / "new" / "data")
    assert rows(room.library.folder) == rows(filled.library.folder)
    assert found(room) == found(filled)
    assert room.vectors.take_notes() == [] and room.vectors.problems() == []
    assert room.library.problems() == []
    for record in room.library.records():
        original = room.library.original(record.id)
        assert original is not None and original.is_relative_to(tmp_path / "new")
    files = {
        path.relative_to(room.library.folder).as_posix() for path in files_in(tmp_path / "new")
    }
    assert {"packs/harbour.json", "glossary.csv", "faq.sqlite"} <= files
    assert not {"writer.json", "half.new", "faq.sqlite.lock", "ballast"} & files
    assert not any(name.startswith("logs/") for name in files)
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in files_in(tmp_path / "new")} == {0o600}
        assert made.stat().st_mode & 0o777 == 0o600
    # What was imported goes on as a library: it takes more documents.
    more = tmp_path / "more.md"
    more.write_text(TEXT.format("x", "x", 77))
    assert [report.status for report in room.ingest(more)] == ["indexed"]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_library_gives_the_same_bundle(filled: Room, made: Path, tmp_path: Path) -> None:
    export_library(filled.library, tmp_path / "again.bundle")
    assert (tmp_path / "again.bundle").read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        assert names == [*sorted(names[:-1]), "manifest.json"]
        told = json.loads(archive.read("manifest.json"))
    assert (told["embedder"], told["library_format"]) == (filled.embedder.name, schema.FORMAT)
    assert list(tmp_path.glob(".*")) == []


def test_a_bundle_replaces_the_one_before_and_lies_elsewhere(
    filled: Room, made: Path, tmp_path: Path
) -> None:
    before = made.read_bytes()
    filled.library.remove("0.md")
    export_library(filled.library, made)
    assert made.read_bytes() != before
    with pytest.raises(BundleError, match="lies in the data folder itself"):
        export_library(filled.library, filled.library.folder / "x.bundle")
    with pytest.raises(BundleError, match="name a file in a folder that there is"):
        export_library(filled.library, tmp_path / "no" / "x.bundle")


# While others work


def test_an_export_while_another_process_ingests_is_of_one_moment(
    filled: Room, write: Write, tmp_path: Path, open_room: OpenRoom
) -> None:
    paths = [write(f"more/{n}.md", TEXT.format(f"m{n}", n, n)) for n in range(60)]
    child = multiprocessing.get_context("forkserver").Process(
        target=faulty_child.ingest, args=(filled.library.folder, paths, tmp_path / "reports")
    )
    child.start()
    counts = []
    while child.is_alive():
        number = len(counts)
        export_library(filled.library, tmp_path / f"{number}.bundle")
        put(filled, tmp_path / f"{number}.bundle", tmp_path / f"in{number}")
        room = open_room(tmp_path / f"in{number}")
        assert room.library.problems() == []
        texts = [room.library.document(record.id).text for record in room.library.records()]
        counts.append(len(texts))
        assert found(room)
    child.join()
    assert child.exitcode == 0
    assert counts == sorted(counts) and 5 <= counts[0] < 65
    assert any(5 < count < 65 for count in counts), f"none was made meanwhile: {counts}"


def test_an_export_does_not_wait_for_the_writer_nor_hold_up_questions(
    filled: Room, tmp_path: Path, open_room: OpenRoom
) -> None:
    from index.store.writer_lock import writer_lock

    stop, asked = threading.Event(), []

    def ask() -> None:
        room = open_room()
        while not stop.is_set():
            asked.append(len(found(room)))

    thread = threading.Thread(target=ask)
    thread.start()
    with writer_lock(filled.library.folder):
        for number in range(5):
            export_library(filled.library, tmp_path / f"{number}.bundle")
    stop.set()
    thread.join()
    assert len(asked) > 0 and {*asked} == {5}
    assert len({path.read_bytes() for path in tmp_path.glob("*.bundle")}) == 1


def test_a_document_that_goes_while_it_is_copied_is_in_no_bundle(
    filled: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: OpenRoom
) -> None:
    original = exporting._others
    removed: list[str] = []

    def others(folder: Path) -> Any:
        if not removed:
            removed.append(filled.library.remove("2.md").record.id)
        return original(folder)

    monkeypatch.setattr(exporting, "_others", others)
    export_library(filled.library, tmp_path / "made.bundle")
    put(filled, tmp_path / "made.bundle", tmp_path / "new")
    held = {record.source for record in open_room(tmp_path / "new").library.records()}
    assert removed and held == {"0.md", "1.md", "3.md", "4.md"}


# A full disk


def test_a_full_disk_leaves_no_half_file(
    filled: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export_library(filled.library, out / "made.bundle")
    before = (out / "made.bundle").read_bytes()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(LibraryUnwritten, match="No space left.*nothing is left of it"):
        export_library(filled.library, out / "made.bundle")
    assert [path.name for path in out.iterdir()] == ["made.bundle"]
    assert (out / "made.bundle").read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="limits the size of files by the system")
@pytest.mark.parametrize("more", [-100_000, 1_000])
def test_a_disk_that_is_full_for_real_leaves_nothing(
    filled: Room, tmp_path: Path, more: int
) -> None:
    """A file cannot grow beyond the limit, as where a disk is full: first of the copy, which is
    SQLite's, then of the bundle."""
    out = tmp_path / "out"
    out.mkdir()
    limit = filled.library.path.stat().st_size + more
    code = f"""
import resource
from pathlib import Path
from index.exporting import export_library
from index.store.library import Library
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
library = Library(Path({str(filled.library.folder)!r}), {filled.embedder.name!r}, 64)
from corpus.errors import LibraryUnwritten
try: export_library(library, Path({str(out / "x.bundle")!r}))
except LibraryUnwritten as error: print("TOLD", error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "nothing is left of it" in done.stdout, done
    assert list(out.iterdir()) == []
    assert filled.library.problems() == []


def test_a_disk_that_fills_while_importing_leaves_nothing(
    filled: Room, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired = []

    def full(*_: Any) -> None:
        fired.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(importing, "_unpack_one", full)
    with pytest.raises(LibraryUnwritten, match="No space left.*Nothing was imported"):
        put(filled, made, tmp_path / "deep" / "new")
    assert fired and not (tmp_path / "deep").exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))  # type: ignore[attr-defined]
    with pytest.raises(BundleError, match="are free. Make room"):
        put(filled, made, tmp_path / "deep" / "new")
    assert not (tmp_path / "deep").exists()


# What is refused


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """An empty data folder that has to be so afterwards."""
    folder = tmp_path / "empty"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []
    assert list(tmp_path.glob(".empty*")) == []


def refused(room: Room, file: Path, folder: Path) -> str:
    with pytest.raises(AssistantError) as raised:
        put(room, file, folder)
    said = str(raised.value)
    assert str(file) in said or str(folder) in said
    assert "\n" not in said and len(said) < 600
    return said


def test_one_byte_anywhere_is_noticed(filled: Room, made: Path, empty: Path) -> None:
    data = made.read_bytes()
    places = [*range(0, len(data), len(data) // 60), *range(len(data) - 120, len(data))]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 0x10
        made.write_bytes(changed)
        said = refused(filled, made, empty)
        assert "damaged or cut short" in said or "no bundle" in said, (place, said)


@pytest.mark.parametrize("share", [0, 0.001, 0.3, 0.9, 0.9999])
def test_one_that_is_cut_short_is_noticed(
    filled: Room, made: Path, empty: Path, share: float
) -> None:
    data = made.read_bytes()
    made.write_bytes(data[: int(share * len(data))])
    said = refused(filled, made, empty)
    assert "damaged or cut short" in said or "no bundle" in said


def test_another_file_is_no_bundle(filled: Room, tmp_path: Path, empty: Path) -> None:
    (tmp_path / "text.bundle").write_text("PK is not enough")
    assert "damaged or cut short" in refused(filled, tmp_path / "text.bundle", empty)
    (tmp_path / "other.bundle").write_text("hello")
    assert "is no bundle" in refused(filled, tmp_path / "other.bundle", empty)
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    assert "is no bundle" in refused(filled, tmp_path / "plain.zip", empty)
    assert "Nothing was imported" in refused(filled, tmp_path / "not there", empty)
    assert "is no bundle" in refused(filled, tmp_path, empty)


def remade(made: Path, manifest: dict[str, Any], more: Callable[[zipfile.ZipFile], object]) -> None:
    """The bundle with other words in its manifest, whole and with checksums that fit."""
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = {**json.loads(members.pop("manifest.json")), **manifest}
    del told["sha256"]
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        more(archive)
        archive.writestr("manifest.json", sealed_json(told))
        archive.comment = bytes(bundle.COMMENT)
    with made.open("r+b") as file:
        size = file.seek(0, os.SEEK_END) - bundle.COMMENT
        digest = bundle.digest_of(file, size)
        file.seek(size)
        file.write(bundle.MARK + digest.encode())


def nothing(_: zipfile.ZipFile) -> None:
    pass


def test_a_remade_bundle_is_one(filled: Room, made: Path, tmp_path: Path) -> None:
    """So that the refusals below are of what was changed, and of nothing else."""
    remade(made, {}, nothing)
    assert put(filled, made, tmp_path / "new").documents == 5


@pytest.mark.parametrize("key", ["format", "library_format"])
def test_one_of_a_newer_version_is_refused_naming_both(
    filled: Room, made: Path, empty: Path, key: str
) -> None:
    remade(made, {key: 99, "program": "9.9"}, nothing)
    said = refused(filled, made, empty)
    assert "newer version of this program (9.9)" in said and "99" in said
    assert "Update the program" in said


def test_one_of_another_base_is_refused_naming_both(filled: Room, made: Path, empty: Path) -> None:
    with pytest.raises(BundleError, match="made with the base hashing-64 .* and other .* is set"):
        import_library(made, empty, "other", 64)
    with pytest.raises(BundleError, match="64 dimensions.*128"):
        import_library(made, empty, filled.embedder.name, 128)


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "C:/x", "..\\x", "a//b", "a/./b", "folder/"],
)
def test_a_path_that_leads_out_is_refused(
    filled: Room, made: Path, empty: Path, tmp_path: Path, name: str
) -> None:
    data = b"evil"
    remade(made, {}, lambda archive: archive.writestr(zipfile.ZipInfo(name), data))
    before = {path for path in tmp_path.rglob("*")}
    assert "leads out of the folder" in refused(filled, made, empty)
    assert {path for path in tmp_path.rglob("*")} == before


def test_a_bomb_is_refused_before_it_is_unpacked(filled: Room, made: Path, empty: Path) -> None:
    def bomb(archive: zipfile.ZipFile) -> None:
        archive.writestr("bomb", bytes(50_000_000), zipfile.ZIP_DEFLATED)

    remade(made, {}, bomb)
    assert made.stat().st_size < 5_000_000
    assert "bomb is packed, which no bundle is" in refused(filled, made, empty)


def test_members_that_overlap_or_are_not_named_are_refused(
    filled: Room, made: Path, empty: Path
) -> None:
    remade(made, {}, lambda archive: archive.writestr("stray", b"x"))
    assert "not those that its manifest names" in refused(filled, made, empty)
    data = made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        infos = archive.infolist()
    # The last two entries of the central directory both point to the same member.
    last = data.rindex(b"PK\x01\x02")
    before = data.rindex(b"PK\x01\x02", 0, last)
    offset = data[before + 42 : before + 46]
    assert infos[-2].header_offset == int.from_bytes(offset, "little")
    made.write_bytes(data[: last + 42] + offset + data[last + 46 :])
    refused(filled, made, empty)


def test_a_folder_that_is_not_empty_is_refused(filled: Room, made: Path, tmp_path: Path) -> None:
    before = rows(filled.library.folder)
    assert "is not empty" in refused(filled, made, filled.library.folder)
    assert rows(filled.library.folder) == before
    (tmp_path / "file").write_text("x")
    assert "is not empty" in refused(filled, made, tmp_path / "file")


def test_a_folder_that_cannot_be_replaced_is_filled(
    filled: Room, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: OpenRoom
) -> None:
    """As a container's volume is."""
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "volume")
    (tmp_path / "volume").mkdir()
    inode = (tmp_path / "volume").stat().st_ino
    assert put(filled, made, tmp_path / "volume").documents == 5
    assert (tmp_path / "volume").stat().st_ino == inode
    assert found(open_room(tmp_path / "volume")) == found(filled)
    assert not list((tmp_path / "volume").glob(".*"))


def test_a_library_that_is_damaged_is_told_and_a_file_of_it_refused(
    filled: Room, tmp_path: Path
) -> None:
    record = filled.library.record("1.md")
    original = filled.library.original(record.id)
    assert original is not None
    original.write_text("another")
    told = export_library(filled.library, tmp_path / "made.bundle")
    assert "0 are missing and 1 damaged" in told.notes[0]
    (filled.library.folder / "faq.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(AssistantError, match="faq.sqlite is damaged"):
        export_library(filled.library, tmp_path / "made.bundle")
    assert Library(filled.library.folder, filled.embedder.name, 64).problems() != []
