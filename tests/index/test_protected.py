"""Protected files in the library: the password is given once, and kept nowhere."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.page_view import PageViews
from index.exporting import export_library
from index.ingest import Ingest
from index.reindex import Reindex
from index.store.records import FileReport
from index.sync import Sync, SyncReport
from tests.conftest import OpenRoom, Room
from tests.support.protected_files import PASSWORD, WORDS, aes_archive, pdf, word

FILES = {
    "a.docx": word("The harbour of Lisholm opens at six."),
    "b.pdf": pdf("Pilots are on duty at night."),
    "c.zip": aes_archive({"fees.csv": b"Port,Fee\nLisholm,9\n"}),
}


def ingest(room: Room, *paths: Path, password: str | None = None) -> list[FileReport]:
    made = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    return list(made.run(paths, password=password))


def sync(room: Room, folder: Path, again: bool = False) -> dict[str, SyncReport]:
    def make() -> Ingest:
        return Ingest(room.library, room.vectors, room.embedder, max_tokens=60)

    reports = Sync(room.library, room.vectors, make).run(folder, again=again)
    return {report.source: report for report in reports}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    (folder / "open.md").write_text("# Piers\n\nThe pier is open at night.\n")
    return folder


def test_all_are_opened_by_one_password_and_the_others_go_on(room: Room, folder: Path) -> None:
    before = {one.source: one for one in ingest(room, folder)}
    assert before.pop("open.md").status == "indexed"
    assert {one.status for one in before.values()} == {"encrypted"}
    wrong = {one.source: one for one in ingest(room, folder, password="wrong")}
    assert wrong.pop("open.md").status == "unchanged"
    assert all("does not open with the password" in one.detail for one in wrong.values())
    assert [one.source for one in room.library.records()] == ["open.md"]
    after = {one.source: one for one in ingest(room, folder, password=PASSWORD)}
    assert after.pop("open.md").status == "unchanged" and after.keys() == FILES.keys()
    assert {one.status for one in after.values()} == {"indexed"}
    assert all("opened with its password, which is not kept" in x.detail for x in after.values())


def test_the_password_is_kept_nowhere(
    room: Room, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ingest(room, folder, password="another wrong one")
    reports = ingest(room, folder, password=PASSWORD)
    export_library(room.library, tmp_path / "all.bundle")
    told = caplog.text + "".join(repr(one.to_dict()) for one in reports)
    for secret in (PASSWORD, "another wrong one"):
        assert secret not in told
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.parent != folder:
                data = path.read_bytes()
                for encoding in ("utf-8", "utf-16-le"):
                    assert secret.encode(encoding) not in data, path


def test_it_is_stored_as_it_came_and_read_again_from_its_text(
    room: Room, tmp_path: Path, open_room: OpenRoom
) -> None:
    path = tmp_path / "rules.pdf"
    path.write_bytes(pdf())
    (report,) = ingest(room, path, password=PASSWORD)
    assert report.document_id is not None
    original = room.library.original(report.document_id)
    assert original is not None and original.read_bytes() == path.read_bytes()
    assert WORDS in room.library.document(report.document_id).text
    # Its pages cannot be drawn, which is told as such.
    document, views = room.library.document(report.document_id), PageViews()
    try:
        with pytest.raises(DocumentError) as caught:
            views.marked(document, original, 0, 10)
    finally:
        views.close()
    assert caught.value.status == "encrypted"
    # Another embedder reads the stored texts.
    room.library.close()
    again = open_room(room.library.folder, dimension=48)
    steps = list(Reindex(again.library, again.vectors, again.embedder, max_tokens=60).run())
    assert [step.done for step in steps] == [1] and again.library.problems() == []


def test_it_is_not_asked_for_again_while_the_file_is_the_same(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "rules.docx"
    path.write_bytes(word())
    (first,) = ingest(room, path, password=PASSWORD)
    assert [one.status for one in ingest(room, path)] == ["unchanged"]
    # Nor for the same bytes under another name or in another place.
    copy = tmp_path / "copy.docx"
    copy.write_bytes(path.read_bytes())
    (second,) = ingest(room, copy)
    assert (second.status, second.document_id) == ("duplicate", first.document_id)
    # A new version is protected as well: until its password is given, the one before stays.
    path.write_bytes(word("The harbour of Lisholm has ten berths."))
    assert [one.status for one in ingest(room, path)] == ["encrypted"]
    assert first.document_id in {record.id for record in room.library.records()}
    (third,) = ingest(room, path, password=PASSWORD)
    assert third.status == "indexed"
    assert "ten berths" in room.library.document(third.document_id or "").text


def test_a_sync_tells_of_it_goes_on_and_leaves_it_once_it_is_added(
    room: Room, folder: Path
) -> None:
    first = sync(room, folder)
    assert first.pop("open.md").change == "added"
    assert {(one.change, one.status) for one in first.values()} == {("skipped", "encrypted")}
    ingest(room, folder / "a.docx", password=PASSWORD)
    for again in (False, True):
        report = sync(room, folder, again)["a.docx"]
        assert report.change == "unchanged" and report.document_id is not None
    assert {record.source for record in room.library.records()} == {"open.md", "a.docx"}


def test_a_folder_that_was_added_with_it_is_taken_over_by_a_sync(room: Room, folder: Path) -> None:
    ingest(room, folder, password=PASSWORD)
    for _ in range(2):
        assert {one.change for one in sync(room, folder).values()} == {"unchanged"}
    with closing(sqlite3.connect(room.library.path)) as connection:
        rows = connection.execute("SELECT DISTINCT status FROM seen_files").fetchall()
    assert rows == [("unchanged",)]
