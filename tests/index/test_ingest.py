"""Files into the library: every file gets its report, every name its newest content."""

from __future__ import annotations

import gc
import os
import shutil
import threading
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import DocumentError, LibraryLocked
from corpus.loading import content_id
from index import ingest as ingest_module
from index.ingest import Ingest
from index.question import Question
from index.store.records import FileReport, IngestProgress
from index.store.writer_lock import writer_lock
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]

BERTH = "# Ports\n\nThe harbour has nine berths. Pilots are on duty at night.\n"
BERTHS_NOW = "# Ports\n\nThe harbour has twelve berths. Pilots are on duty at night.\n"
SCHOOL = "# Schools\n\nEvery town keeps a school. Lessons begin in September.\n"


def statuses(reports: list[FileReport]) -> list[str]:
    return [report.status for report in reports]


def found(room: Room, words: str) -> str:
    return " ".join(passage.chunk.text for passage in room.hybrid.retrieve(Question.of(words), 20))


# Reports


def test_each_file_gets_its_report_in_order(room: Room, write: Write) -> None:
    write("folder/a.md", BERTH)
    write("folder/b.exe", "MZ")
    write("folder/c.txt", "   \n")
    write("folder/d.md", SCHOOL)
    write("folder/e.md", BERTH)
    reports = room.ingest(write("folder/a.md", BERTH).parent)
    assert [(r.source, r.status, r.stored) for r in reports] == [
        ("a.md", "indexed", True),
        ("b.exe", "unsupported", False),
        ("c.txt", "empty", False),
        ("d.md", "indexed", True),
        ("e.md", "duplicate", True),
    ]
    assert reports[0].detail == "indexed: 1 passage"
    assert reports[4].detail == "duplicate of a.md"
    assert reports[4].document_id == reports[0].document_id
    for report in reports:
        assert "\n" not in report.detail
        if not report.stored:
            assert report.source in report.detail, "the sentence names the file"


def test_a_report_is_given_only_when_the_document_is_safe(
    room: Room, write: Write, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "GROUP", 2)
    paths = [write(f"{n}.md", f"# Doc {n}\n\nText number {n}.\n") for n in range(9)]
    witness = open_room()
    run = Ingest(room.library, room.vectors, room.embedder, max_tokens=60).run(paths)
    waited = []
    for report in run:
        assert witness.library.record(report.source).id == report.document_id
        waited.append(len(witness.library.records()))
    assert waited[0] < 9, "reports come while the run goes on"


def test_progress_only_grows_and_ends_at_the_end(room: Room, write: Write) -> None:
    paths = [write(f"{n}.md", f"# Doc {n}\n\nText number {n}.\n") for n in range(5)]
    told: list[IngestProgress] = []
    ingest = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    list(ingest.run(paths, on_progress=told.append))
    assert [p.files_done for p in told] == sorted(p.files_done for p in told)
    assert [p.chunks_done for p in told] == sorted(p.chunks_done for p in told)
    assert all(p.chunks_done <= p.chunks_total and p.files_done <= p.files_total for p in told)
    assert (told[-1].files_done, told[-1].files_total) == (5, 5)
    assert told[-1].chunks_done == told[-1].chunks_total == room.library.chunk_count()


def test_a_run_that_is_left_early_keeps_what_it_reported(
    room: Room, write: Write, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "GROUP", 1)
    paths = [write(f"{n}.md", f"# Doc {n}\n\nText number {n}.\n") for n in range(6)]
    run = Ingest(room.library, room.vectors, room.embedder, max_tokens=60).run(paths)
    reported = [next(run), next(run)]
    run.close()
    after = open_room()
    assert {r.document_id for r in reported} <= {r.id for r in after.library.records()}
    assert after.vectors.problems() == []
    with writer_lock(room.library.folder):  # it was given back
        pass


# Versions and names


def test_the_same_file_again_is_unchanged_and_embeds_nothing(room: Room, write: Write) -> None:
    path = write("ports.md", BERTH)
    room.ingest(path)
    room.embedder.texts.clear()
    (report,) = room.ingest(path)
    assert (report.status, report.embedded) == ("unchanged", 0)
    assert room.embedder.texts == []
    assert len(room.library.records()) == 1


def test_a_changed_file_becomes_a_new_version(room: Room, write: Write) -> None:
    (old,) = room.ingest(write("ports.md", BERTH))
    (new,) = room.ingest(write("ports.md", BERTHS_NOW))
    assert (new.status, new.replaces) == ("indexed", old.document_id)
    assert "replaces the version before" in new.detail

    answers = found(room, "how many berths has the harbour")
    assert "twelve" in answers and "nine" not in answers
    assert [r.id for r in room.library.records()] == [new.document_id]

    assert old.document_id is not None
    assert "nine berths" in room.library.document(old.document_id).text, "old citations open"
    assert room.library.record(old.document_id).superseded_by == new.document_id
    assert room.library.problems() == []


def test_only_what_is_new_in_a_version_is_embedded(room: Room, write: Write) -> None:
    parts = [f"## Part {n}\n\nIt is about subject {n} and no other.\n\n" for n in range(12)]
    path = write("long.md", "# Long\n\n" + "".join(parts))
    (first,) = room.ingest(path)
    room.embedder.texts.clear()
    parts[4] = "## Part 4\n\nThis one was rewritten.\n\n"
    (second,) = room.ingest(write("long.md", "# Long\n\n" + "".join(parts)))
    assert first.embedded == first.chunks == second.chunks == 12
    assert second.embedded == 1
    assert len(room.embedder.texts) == 1 and "rewritten" in room.embedder.texts[0]


def test_going_back_to_an_earlier_version_makes_it_current_again(room: Room, write: Write) -> None:
    path = write("ports.md", BERTH)
    (first,) = room.ingest(path)
    (second,) = room.ingest(write("ports.md", BERTHS_NOW))
    (third,) = room.ingest(write("ports.md", BERTH))
    assert (third.status, third.document_id) == ("indexed", first.document_id)
    assert third.replaces == second.document_id
    assert "nine" in found(room, "berths") and "twelve" not in found(room, "berths")
    records = {r.id: r.superseded_by for r in room.library.records(include_superseded=True)}
    assert records == {first.document_id: None, second.document_id: first.document_id}
    assert room.library.problems() == []


def test_an_earlier_version_is_stored_as_it_is_read_today(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program may read the same bytes to another text; passages must stay spans of it."""
    (first,) = room.ingest(write("ports.md", BERTH))
    room.ingest(write("ports.md", BERTHS_NOW))
    assert first.document_id is not None
    real = ingest_module.document_from_bytes

    def newer(data: bytes, source: str, **_: object) -> Document:
        document = real(b"# Preface\n\nRead by a newer program.\n\n" + data, source)
        return replace(document, id=content_id(data))

    monkeypatch.setattr(ingest_module, "document_from_bytes", newer)
    room.ingest(write("ports.md", BERTH))
    assert room.library.problems() == []
    assert "newer program" in room.library.document(first.document_id).text


def test_the_same_bytes_under_two_names_are_one_document(room: Room, write: Write) -> None:
    first, second = room.ingest(write("a.md", BERTH), write("b.md", BERTH))
    assert statuses([first, second]) == ["indexed", "duplicate"]
    (record,) = room.library.records()
    assert record.names == ("a.md", "b.md")
    assert len(room.keyword.retrieve(Question.of("berths"), 10)) == 1

    room.library.remove("a.md")
    (record,) = room.library.records()
    assert record.names == ("b.md",)
    assert "nine berths" in found(room, "berths")

    room.library.remove("b.md")
    assert room.library.records(include_superseded=True) == []
    assert found(room, "berths") == ""


def test_a_document_given_by_its_id_goes_with_all_its_names(room: Room, write: Write) -> None:
    first, _ = room.ingest(write("a.md", BERTH), write("b.md", BERTH))
    assert first.document_id is not None
    room.library.remove(first.document_id)
    assert room.library.records(include_superseded=True) == []


def test_one_of_two_names_can_move_on_to_a_new_version(room: Room, write: Write) -> None:
    first, _ = room.ingest(write("a.md", BERTH), write("b.md", BERTH))
    (new,) = room.ingest(write("a.md", BERTHS_NOW))
    assert new.replaces is None, "the other name still stands for the old content"
    assert {r.id: r.names for r in room.library.records()} == {
        first.document_id: ("b.md",),
        new.document_id: ("a.md",),
    }


def test_the_same_name_in_two_folders_is_two_documents(room: Room, write: Write) -> None:
    one, two = room.ingest(write("north/plan.md", BERTH), write("south/plan.md", SCHOOL))
    assert (one.source, two.source) == ("plan.md", "south/plan.md")
    assert "since another file has that name" in two.detail
    (again,) = room.ingest(write("south/plan.md", SCHOOL + "\nIt ends in June.\n"))
    assert (again.source, again.replaces) == ("south/plan.md", two.document_id)
    assert {r.source for r in room.library.records()} == {"plan.md", "south/plan.md"}


def test_a_moved_folder_is_recognised(room: Room, write: Write, tmp_path: Path) -> None:
    before = room.ingest(write("old/a.md", BERTH), write("old/b.md", SCHOOL))
    shutil.move(tmp_path / "files" / "old", tmp_path / "files" / "new")
    room.embedder.texts.clear()
    after = room.ingest(tmp_path / "files" / "new")
    assert statuses(after) == ["unchanged", "unchanged"]
    assert [r.document_id for r in after] == [r.document_id for r in before]
    assert room.embedder.texts == []
    # And from then on it is known at its new place.
    (changed,) = room.ingest(write("new/a.md", BERTHS_NOW))
    assert changed.replaces == before[0].document_id
    assert {r.source for r in room.library.records()} == {"a.md", "b.md"}


def test_an_upload_is_known_by_its_name(room: Room, write: Write) -> None:
    first, second = write("tmp1/x", BERTH), write("tmp2/y", BERTHS_NOW)
    first, second = first.rename(first.with_suffix(".md")), second.rename(second.with_suffix(".md"))
    (old,) = room.ingest(first, names={first: "ports.md"})
    (new,) = room.ingest(second, names={second: "ports.md"})
    assert (old.source, new.source) == ("ports.md", "ports.md")
    assert new.replaces == old.document_id
    (same,) = room.ingest(second, names={second: "ports.md"})
    assert same.status == "unchanged"


def test_several_versions_of_one_upload_at_once_are_versions_in_order(
    room: Room, write: Write
) -> None:
    first, second = write("tmp1/x.md", BERTH), write("tmp2/x.md", BERTHS_NOW)
    reports = room.ingest(first, second, names={first: "ports.md", second: "ports.md"})
    assert statuses(reports) == ["indexed", "indexed"]
    assert reports[1].replaces == reports[0].document_id
    assert "twelve" in found(room, "berths") and "nine" not in found(room, "berths")


# Bad input


def test_a_missing_path_is_named_before_anything_is_done(room: Room, write: Write) -> None:
    good = write("a.md", BERTH)
    with pytest.raises(DocumentError, match="No file or folder at .*nowhere.md"):
        room.ingest(good, good.with_name("nowhere.md"))
    assert room.library.records() == []


def test_an_empty_folder_gives_no_report(room: Room, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    assert room.ingest(tmp_path / "files") == []


def pdf(pages: list[str], password: str | None = None) -> bytes:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter
    from reportlab.pdfgen.canvas import Canvas

    made = BytesIO()
    canvas = Canvas(made)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    if password is None:
        return made.getvalue()
    writer = PdfWriter(clone_from=PdfReader(made))
    writer.encrypt(password)
    locked = BytesIO()
    writer.write(locked)
    return locked.getvalue()


def bad_files() -> dict[str, tuple[bytes, str]]:
    """Contents by file name, with the status that each must get."""
    good = pdf(["The harbour has nine berths."])
    return {
        "empty.md": (b"", "empty"),
        "blank.txt": (b" \n\t\n", "empty"),
        "empty.pdf": (b"", "empty"),
        "wordless.pdf": (pdf(["", ""]), "empty"),
        "binary.pdf": (os.urandom(5000), "failed"),
        "truncated.pdf": (good[: len(good) // 3], "failed"),
        "encrypted.pdf": (pdf(["Secret"], password="x"), "encrypted"),
        "picture.png": (b"\x89PNG\r\n\x1a\n", "failed"),
        "picture.svg": (b"<svg/>", "unsupported"),
        "nosuffix": (b"words", "unsupported"),
        "really-a-pdf.txt": (good, "failed"),
        "binary.txt": (bytes(range(256)) * 40, "failed"),
        "nul.txt": (b"\0" * 4000, "failed"),
    }


def test_a_bad_file_has_its_status_and_never_stops_the_others(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, (data, _) in bad_files().items():
        (folder / name).write_bytes(data)
    (folder / "a-good.pdf").write_bytes(pdf(["The harbour has nine berths."]))
    (folder / "z-good.md").write_text(SCHOOL)
    reports = {report.source: report for report in room.ingest(folder)}
    expected = {name: status for name, (_, status) in bad_files().items()}
    expected |= {"a-good.pdf": "indexed", "z-good.md": "indexed"}
    assert {name: report.status for name, report in reports.items()} == expected
    assert {r.source for r in room.library.records()} == {"a-good.pdf", "z-good.md"}
    for name in bad_files():
        detail = reports[name].detail
        assert name in detail and "\n" not in detail and "Traceback" not in detail, detail
        assert len(detail) < 300


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Hội nghị thể chế".encode(), "thể chế"),
        ("Hội nghị thể chế".encode("utf-16"), "thể chế"),
        ("Straße und Brücke, größer als je zuvor. ".encode("cp1252") * 20, "Brücke"),
        (b"The harbour\0 has nine berths and a pier. Pilots are on duty at night." * 3, "harbour"),
    ],
    ids=["utf-8", "utf-16", "cp1252", "NUL bytes"],
)
def test_text_in_an_unnamed_encoding_is_found(
    room: Room, tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(data)
    (report,) = room.ingest(path)
    assert report.status == "indexed", report.detail
    assert words in found(room, words)
    assert "\0" not in found(room, words)
    assert room.library.problems() == []


def test_a_huge_text_is_refused_by_its_size_before_it_is_read(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    started = time.perf_counter()
    (report,) = room.ingest(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.status == "failed"
    assert "200.0 MB" in report.detail and "50.0 MB" in report.detail
    assert peak < 20_000_000
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.md", "etc/passwd.md"),
        ("..\\..\\windows\\x.md", "windows/x.md"),
        ("/etc/cron.d/x.md", "etc/cron.d/x.md"),
        ("C:\\secret\\x.md", "secret/x.md"),
        ("two\nlines.md", "two lines.md"),
        ("a\0b.md", "ab.md"),
        ("\u202egnp.md", "gnp.md"),
        ("x" * 300 + ".md", None),
    ],
)
def test_no_upload_name_leads_out_of_the_data_folder(
    room: Room, tmp_path: Path, write: Write, given: str, shown: str | None
) -> None:
    path = write("upload.md", BERTH)
    before = sorted(tmp_path.parent.rglob("*.md"))
    (report,) = room.ingest(path, names={path: given})
    assert report.status == "indexed"
    record = room.library.records()[0]
    assert shown is None or record.source == shown
    assert len(record.source) <= 200 and "\n" not in record.source
    original = room.library.original(record.id)
    assert original is not None and original.read_text() == BERTH
    assert original.is_relative_to(room.library.folder / "originals")
    assert set(tmp_path.parent.rglob("*.md")) - set(before) == {original}


def test_odd_file_names_can_be_ingested_and_removed(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    names = [b"two\nlines.md", b"no-utf8-\xff\xfe.md", b"-leading.md", "thể.md".encode(), b"%2e.md"]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(f"# Doc {number}\n\nText number {number}.\n")
    reports = room.ingest(folder)
    assert statuses(reports) == ["indexed"] * len(names)
    assert statuses(room.ingest(folder)) == ["unchanged"] * len(names)
    for report in reports:
        report.source.encode()
        room.library.remove(report.source)
    assert room.library.records() == []


def test_what_a_folder_may_hold_besides_files_is_skipped(room: Room, write: Write) -> None:
    folder = write("a.md", BERTH).parent
    os.mkfifo(folder / "pipe.md")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nowhere")
    (folder / ".hidden.md").write_text(SCHOOL)
    assert [r.source for r in room.ingest(folder)] == ["a.md"]


def test_links_out_of_a_folder_are_followed_only_if_asked_for(
    room: Room, write: Write, tmp_path: Path
) -> None:
    folder = write("a.md", BERTH).parent
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(SCHOOL)
    (folder / "inner").mkdir()
    (folder / "inner" / "b.md").write_text("# Inner\n\nThe inner fee is 12 units.\n")
    (folder / "to-inner").symlink_to(folder / "inner")
    (folder / "secret.md").symlink_to(outside / "secret.md")
    (folder / "all").symlink_to(outside)
    ingest = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    told: list[str] = []
    reports = list(ingest.run([folder], skipped=told.append))
    assert [r.source for r in reports] == ["a.md", "inner/b.md"]
    assert told == [
        f"{name} is a link that leads out of the folder; it was not followed."
        for name in ("all", "secret.md")
    ]
    told.clear()
    reports = list(ingest.run([folder], follow_links=True, skipped=told.append))
    assert [(r.source, r.status) for r in reports] == [
        ("a.md", "unchanged"),
        ("all/secret.md", "indexed"),
        ("inner/b.md", "unchanged"),
    ]
    assert told == []
    # What is named itself is what its owner means.
    (tmp_path / "direct").symlink_to(outside)
    for named in (tmp_path / "direct", folder / "secret.md"):
        assert [report.stored for report in ingest.run([named])] == [True]


def test_devices_and_pipes_are_passed_over_with_a_word(room: Room, write: Write) -> None:
    folder = write("a.md", BERTH).parent
    os.mkfifo(folder / "pipe.md")
    (folder / "zero.txt").symlink_to("/dev/zero")
    ingest = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    for follow_links in (False, True):
        told: list[str] = []
        reports = list(ingest.run([folder], follow_links=follow_links, skipped=told.append))
        assert [r.source for r in reports] == ["a.md"]
        assert told[0].startswith("pipe.md is a device, a pipe or a socket, not a file")
        assert told[1].startswith("zero.txt is a") and len(told) == 2


def test_what_was_left_out_of_a_file_is_reported(room: Room, write: Write) -> None:
    path = write("a.md", "The fee is ~~100~~ 200 units. <b hidden>Nobody sees this.</b>\n")
    (report,) = room.ingest(path)
    assert report.detail == (
        "indexed: 1 passage; 1 piece of hidden text left out; 1 piece of struck-out text left out"
    )
    assert report.document_id is not None
    assert room.library.document(report.document_id).text == "The fee is 200 units."


def test_any_fault_of_reading_is_a_status_of_its_file(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("a.md", BERTH).parent
    write("b.md", "# Broken\n\nWords that break it.\n")
    write("c.md", SCHOOL)
    real = ingest_module.split

    def breaking(document, *more):  # noqa: ANN001, ANN002, ANN202
        if document.source == "b.md":
            raise IndexError("string index out of range")
        return real(document, *more)

    monkeypatch.setattr(ingest_module, "split", breaking)
    reports = room.ingest(folder)
    assert statuses(reports) == ["indexed", "failed", "indexed"]
    assert reports[1].detail.startswith("failed: b.md could not be read") and (
        "IndexError" in reports[1].detail
    )


def test_a_file_of_too_many_passages_is_refused_by_name(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "MAX_PASSAGES", 2)
    (report,) = room.ingest(write("a.md", "".join(f"# S {n}\n\nWords {n}.\n\n" for n in range(3))))
    assert report.status == "failed"
    assert report.detail.startswith("failed: a.md has 3 passages, more than the 2")


def test_the_data_folder_itself_is_never_ingested(
    open_room: OpenRoom, write: Write, tmp_path: Path
) -> None:
    path = write("a.md", BERTH)
    room = open_room(path.parent / "data")
    assert statuses(room.ingest(path.parent)) == ["indexed"]
    assert [r.source for r in room.ingest(path.parent)] == ["a.md"], "no originals among them"
    assert room.library.records()[0].names == ("a.md",)


def test_words_without_spaces_are_cut_and_stored(room: Room, write: Write) -> None:
    (report,) = room.ingest(write("one.txt", "x" * 30_000))
    assert report.status == "indexed" and report.chunks > 1
    assert room.library.problems() == []


# Many at once


def test_two_runs_at_once_are_refused_and_the_first_goes_on(room: Room, write: Write) -> None:
    run = Ingest(room.library, room.vectors, room.embedder, max_tokens=60).run(
        [write("a.md", BERTH)]
    )
    with writer_lock(room.library.folder), pytest.raises(LibraryLocked):
        next(run)
    assert statuses(room.ingest(write("a.md", BERTH))) == ["indexed"]


def test_the_same_upload_ten_times_at_once_is_stored_once(room: Room, write: Write) -> None:
    path = write("a.md", BERTH)
    start = threading.Barrier(10)
    done: list[FileReport] = []
    refused: list[LibraryLocked] = []

    def upload() -> None:
        start.wait()
        while True:
            try:
                done.extend(room.ingest(path, names={path: "a.md"}))
                return
            except LibraryLocked as error:
                refused.append(error)
                time.sleep(0.01)

    threads = [threading.Thread(target=upload) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses(done)) == ["indexed"] + ["unchanged"] * 9
    assert len(room.embedder.texts) == 1
    assert len(room.library.records()) == 1


def test_many_small_files_keep_no_file_open(room: Room, write: Write) -> None:
    for number in range(150):
        folder = write(f"many/{number:03}.md", f"# Doc {number}\n\nText number {number}.\n").parent
    descriptors = Path("/proc/self/fd")
    gc.collect()
    opened = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    assert set(statuses(room.ingest(folder))) == {"indexed"}
    gc.collect()
    if opened:
        assert len(list(descriptors.iterdir())) <= opened + 1
    assert room.library.chunk_count() == len(room.vectors) == 150


@pytest.mark.slow
@pytest.mark.parametrize("way", ["search", "ask"])
def test_asking_while_documents_come_and_go(room: Room, write: Write, way: str) -> None:
    """No error, and no document in an answer that was asked for after its removal."""
    from assistant.assembly import assemble
    from assistant.settings import Settings

    paths = [
        write(f"{n}.md", f"# Doc {n}\n\nThe harbour of town {n} has berth number {n}.\n")
        for n in range(40)
    ]
    # By words: with the network's second a question, few would be asked while things change.
    settings = Settings(data_dir=room.library.folder, reader="words")
    assistant = assemble(settings, embedder=room.embedder)
    list(assistant.ingest(paths))
    removed: set[str] = set()
    errors: list[BaseException] = []
    asked = [0] * 4
    stop = threading.Event()

    def ids_for(number: int) -> set[str]:
        question = f"Which berth number has the harbour of town {number}?"
        if way == "search":
            return {passage.chunk.document_id for passage in assistant.search(question, 20)}
        answer = assistant.ask(question)
        cited = {citation.document_id for citation in answer.citations}
        return cited | {passage.chunk.document_id for passage in answer.passages}

    def ask(thread: int) -> None:
        try:
            while not stop.is_set():
                gone = set(removed)
                ghosts = ids_for(asked[thread] % 40) & gone & removed
                assert not ghosts
                asked[thread] += 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    changes = 0
    until = time.monotonic() + 4
    try:
        while time.monotonic() < until and not errors:
            path = paths[changes % 40]
            if changes % 3 == 2:
                path.write_text(path.read_text() + f"\nIt was widened {changes} times.\n")
            else:
                record = assistant.remove(path.name).record
                removed.add(record.id)
                time.sleep(0.05)
                removed.discard(record.id)  # it comes back now, rightly
            list(assistant.ingest([path]))
            changes += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert errors == []
    assert changes >= 10 and all(count >= 10 for count in asked), (changes, asked)
    assert len(assistant.documents()) == 40
    assert [check.detail for check in assistant.checks() if not check.ok] == []
    assistant.close()
