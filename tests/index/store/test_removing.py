"""A removal that can be undone: all of it comes back, nothing is found meanwhile, and it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DocumentNotFound, LibraryDamaged, LibraryMismatch, LibraryUnwritten
from index.corrections import Corrections
from index.exporting import export_library
from index.importing import import_library
from index.question import Question
from index.store.tables import removed_rows
from index.store.tables.removed_rows import FOLDER
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]
SECRET = "Xyzzyplugh"
TEXT = f"# Secret\n\nThe code word is {SECRET}. Nobody may know it.\n"


@pytest.fixture
def id_(room: Room, write: Write) -> str:
    """A document with a version before, two names, a collection and a correction."""
    room.ingest(write("other.md", "# Other\n\nPilots are on duty at night.\n"))
    room.ingest(write("secret.md", "# Secret\n\nThe first word is Plover.\n"))
    room.ingest(write("secret.md", TEXT), write("copy.md", TEXT))
    id_ = room.library.record("secret.md").id
    room.library.collect([id_], ["Words"])
    room.library.correct(id_, "", Corrections(title="Code words", date="2025"))
    return id_


def state(room: Room) -> Any:
    """All that a library says, but for the numbers of its rows."""
    records = room.library.records(include_superseded=True)
    found = room.hybrid.retrieve(Question.of(f"code word {SECRET}"), 20)
    return (
        records,
        [room.library.document(record.id) for record in records],
        [room.library.original(record.id) for record in records],
        [(one.chunk, one.title, round(one.score, 6)) for one in found],
        room.library.located_names().keys(),
    )


def words_in(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if SECRET.lower().encode() in path.read_bytes().lower()]


def test_it_comes_back_as_it_was(room: Room, id_: str, open_room: OpenRoom) -> None:
    before = state(room)
    removal = room.library.remove(id_, keep=True)
    room.vectors.save()
    assert removal.names == ("secret.md", "copy.md") and removal.stays == ()
    assert removal.undo_until == (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    # Meanwhile it is nowhere but in its own folder.
    assert [one.source for one in room.library.records(True)] == ["other.md"]
    with pytest.raises(DocumentNotFound):
        room.library.document(id_)
    assert room.keyword.retrieve(Question.of(SECRET), 5) == []
    assert {path.parent.parent.name for path in words_in(room.library.folder)} == {FOLDER}
    assert room.library.problems() == []
    (kept,) = room.library.removed()
    assert (kept.id, kept.title, kept.names) == (id_, "Code words", ("secret.md", "copy.md"))

    assert open_room().library.restore("secret.md") == id_
    room.vectors.save()
    assert state(room) == before
    assert room.library.problems() == [] and room.vectors.problems() == []
    assert room.library.removed() == [] and not list((room.library.folder / FOLDER).glob("*"))
    with pytest.raises(DocumentNotFound, match="'assistant documents removed' shows"):
        room.library.restore(id_)


def test_a_name_goes_alone_and_the_rest_stays(room: Room, id_: str) -> None:
    removal = room.library.remove("copy.md", keep=True)
    assert (removal.names, removal.stays, removal.undo_until) == (
        ("copy.md",),
        ("secret.md",),
        None,
    )
    assert room.library.record("secret.md").names == ("secret.md",)
    assert room.library.removed() == []


def test_a_superseded_version_comes_back_under_its_newer_one(room: Room, write: Write) -> None:
    ids = [
        room.ingest(write("a.md", f"# A\n\n{word} text.\n"))[0].document_id or ""
        for word in ("First", "Second", "Third")
    ]
    room.library.remove(ids[1], keep=True)
    assert room.library.restore(ids[1]) == ids[1]
    records = {one.id: one.superseded_by for one in room.library.records(True)}
    assert records == {ids[0]: ids[2], ids[1]: ids[2], ids[2]: None}
    assert room.library.problems() == []
    room.library.remove(ids[1], keep=True)
    room.library.remove(ids[2])
    with pytest.raises(LibraryMismatch, match="no longer in the library"):
        room.library.restore(ids[1])


def test_after_its_days_it_is_gone_and_the_disk_is_free(
    room: Room, id_: str, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.library.remove(id_, keep=True)
    room.vectors.save()
    (folder,) = (room.library.folder / FOLDER).iterdir()
    held = sum(path.stat().st_size for path in folder.iterdir())
    assert held > 0 and words_in(room.library.folder)

    def renamed(days: int) -> None:
        nonlocal folder
        at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y%m%dT%H%M%S")
        folder = folder.rename(folder.with_name(f"{id_}-{at}"))

    renamed(30)
    room.library.sweep()
    assert [one.id for one in room.library.removed()] == [id_]
    renamed(31)
    assert room.library.removed() == []
    with pytest.raises(DocumentNotFound):
        room.library.restore(id_)
    open_room().library.expire_removed()
    assert words_in(room.library.folder) == []
    assert list((room.library.folder / FOLDER).iterdir()) == []


def test_a_file_that_is_added_again_needs_no_undo(room: Room, id_: str, write: Write) -> None:
    room.library.remove(id_, keep=True)
    room.ingest(write("secret.md", TEXT))
    assert room.library.removed() == [] and room.library.record("secret.md").id == id_
    assert room.library.problems() == []


def test_a_name_that_another_document_has_now_stays_with_that(room: Room, write: Write) -> None:
    path = write("a.md", "# A\n\nOne berth.\n")
    id_ = room.ingest(path)[0].document_id or ""
    room.library.remove(id_, keep=True)
    path.write_text("# A\n\nNine berths.\n")
    other = room.ingest(path)[0].document_id
    room.library.restore(id_)
    assert {one.id for one in room.library.records()} == {id_, other}
    name = room.library.name_at(str(path))
    assert name is not None and name.document_id == other
    assert room.library.record(id_).names == ("a.md",)
    assert room.library.problems() == []


def test_a_bundle_has_nothing_of_it(
    room: Room, id_: str, tmp_path: Path, open_room: OpenRoom
) -> None:
    room.library.remove(id_, keep=True)
    export_library(room.library, tmp_path / "x.bundle")
    assert SECRET.encode() not in (tmp_path / "x.bundle").read_bytes()
    new = tmp_path / "new"
    import_library(tmp_path / "x.bundle", new, room.embedder.name, room.embedder.dimension)
    assert not (new / FOLDER).exists() and open_room(new).library.removed() == []


@pytest.mark.parametrize("table", ["documents", "names", "corrections", "chunks"])
def test_what_is_damaged_does_not_come_back(room: Room, id_: str, table: str) -> None:
    room.library.remove(id_, keep=True)
    (folder,) = (room.library.folder / FOLDER).iterdir()
    column = {"documents": "title", "names": "source", "corrections": "said", "chunks": "text"}
    with sqlite3.connect(folder / removed_rows.FILE) as connection:
        connection.execute(f"UPDATE {table} SET {column[table]} = {column[table]} || 'x'")
    connection.close()
    with pytest.raises(LibraryDamaged, match="add its file again"):
        room.library.restore(id_)
    assert [one.source for one in room.library.records(True)] == ["other.md"]
    assert room.library.problems() == []
    (folder / removed_rows.FILE).write_bytes(b"no database")
    assert room.library.removed() == []
    with pytest.raises(LibraryDamaged):
        room.library.restore(id_)


def test_with_another_embedder_it_does_not_come_back(
    room: Room, id_: str, open_room: OpenRoom
) -> None:
    room.library.remove(id_, keep=True)
    (folder,) = (room.library.folder / FOLDER).iterdir()
    with sqlite3.connect(folder / removed_rows.FILE) as connection:
        connection.execute("UPDATE meta SET value = 'another' WHERE key = 'embedder'")
    connection.close()
    with pytest.raises(LibraryMismatch, match="add its file again"):
        room.library.restore(id_)
    assert folder.is_dir()


def test_on_a_full_disk_it_is_removed_for_good(
    room: Room, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def full(*_: Any) -> None:
        tried.append(1)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(removed_rows, "_copy", full)
    removal = room.library.remove(id_, keep=True)
    assert len(tried) == 2 and removal.undo_until is None
    assert room.library.removed() == [] and words_in(room.library.folder) in (
        [],
        [room.library.folder / "vectors"],
    )
    assert room.library.problems() == []


def test_a_removal_that_fails_leaves_all_as_it_was(
    room: Room, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(room)
    keep = room.library._keep_removed

    def fails(*arguments: Any) -> str:
        keep(*arguments)  # its folder is there; then the transaction ends
        raise KeyboardInterrupt

    monkeypatch.setattr(room.library, "_keep_removed", fails)
    with pytest.raises(KeyboardInterrupt):
        room.library.remove(id_, keep=True)
    assert state(room) == before
    assert len(list((room.library.folder / FOLDER).iterdir())) == 1
    room.library.sweep()
    assert list((room.library.folder / FOLDER).iterdir()) == []
    assert state(room) == before


def test_other_faults_of_the_disk_are_told(
    room: Room, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritten(*_: Any, **__: Any) -> None:
        raise LibraryUnwritten("no")

    monkeypatch.setattr(room.library, "_remove", unwritten)
    with pytest.raises(LibraryUnwritten):
        room.library.remove(id_, keep=True)


def test_what_a_removal_left_that_was_killed_is_swept_by_the_next(room: Room, id_: str) -> None:
    """At once, although it is fresh: under the lock nobody else is writing it."""
    left = room.library.folder / FOLDER / f"{id_}-20260101T000000.new"
    left.mkdir(parents=True)
    (left / "rows.sqlite-journal").write_text("half a page")
    room.library.remove(id_, keep=True)
    assert not left.exists() and [one.id for one in room.library.removed()] == [id_]
