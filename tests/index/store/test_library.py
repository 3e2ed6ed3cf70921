"""The library file: what it promises to keep, to refuse and never to show."""

from __future__ import annotations

import gc
import hashlib
import os
import random
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from corpus.errors import (
    AssistantError,
    DocumentNotFound,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryReadOnly,
)
from index.question import Question
from index.store import database
from index.store.library import Library
from index.store.tables import schema
from index.store.writer_lock import writer_lock
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]

TREATY = "# Treaty\n\nThe harbour fund pays for nine icebreakers. Oslo keeps the register.\n"
CHARTER = "# Charter\n\nThe council meets in Hanoi in spring. It elects a chair each year.\n"


@pytest.fixture
def filled(room: Room, write: Write) -> Room:
    room.ingest(write("treaty.md", TREATY), write("charter.md", CHARTER))
    return room


def sql(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the library's back, as damage or another program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    """The sha256 and the time of last change of every file."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_stored_document_is_read_back_as_it_was(filled: Room) -> None:
    record = filled.library.record("treaty.md")
    document = filled.library.document(record.id)
    assert "nine icebreakers" in document.text
    assert document.title == "Treaty"
    assert [(h.text, document.text[h.start :][: len(h.text)]) for h in document.headings] == [
        ("Treaty", "Treaty")
    ]
    found, damaged = filled.library.passages(filled.library.chunk_ids().tolist())
    assert damaged == []
    for passage in found.values():
        whole = filled.library.document(passage.chunk.document_id).text
        assert whole[passage.chunk.start : passage.chunk.end] == passage.chunk.text


def test_the_openings_are_the_first_characters_of_the_current_documents(filled: Room) -> None:
    openings = filled.library.openings(10)
    texts = {
        record.id: filled.library.document(record.id).text for record in filled.library.records()
    }
    assert openings == {id_: text[:10] for id_, text in texts.items()}


def test_a_healthy_library_has_no_problems(filled: Room) -> None:
    assert filled.library.problems() == []
    assert filled.vectors.problems() == []


def test_the_journal_and_synchronous_modes_keep_what_was_committed(filled: Room) -> None:
    connection = filled.library._connection
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_file_is_on_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut could undo: the bytes before the name, and the name before the report."""
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def named(self: Path, target: Path) -> Path:
        order.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    database.write_whole(tmp_path / "x", b"bytes")
    assert order == ["file", "name", "folder"]
    assert (tmp_path / "x").read_bytes() == b"bytes"
    order.clear()
    Library(tmp_path / "data", "hashing-64", 64).close()
    assert order == ["file", "name", "folder"]


def test_an_unknown_document_is_named_in_the_message(filled: Room) -> None:
    for call in (
        filled.library.record,
        filled.library.document,
        filled.library.original,
        filled.library.remove,
    ):
        with pytest.raises(DocumentNotFound, match="0123456789abcdef"):
            call("0123456789abcdef")


# Opening what must not be opened


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "empty, cut short or not a library"),
        (b"SQLite format 3\0", "empty, cut short or not a library"),
        (b"\x00" * 4096, "empty, cut short or not a library"),
        (os.urandom(50_000), "empty, cut short or not a library"),
        (b"PK\x03\x04" + b"x" * 5000, "empty, cut short or not a library"),
    ],
)
def test_a_file_that_is_no_library_is_refused_and_left_as_it_is(
    tmp_path: Path, open_room: OpenRoom, content: bytes, cause: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / database.FILE_NAME
    path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match=cause) as raised:
        open_room()
    assert str(path) in str(raised.value) and "backup" in str(raised.value)
    assert path.read_bytes() == content
    assert [entry.name for entry in folder.iterdir()] == [database.FILE_NAME]


@pytest.mark.parametrize("keep", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_library_is_refused_and_left_as_it_is(
    filled: Room, open_room: OpenRoom, keep: float
) -> None:
    path = filled.library.path
    filled.library.close()
    os.truncate(path, int(path.stat().st_size * keep))
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="its end is missing|image is malformed"):
        open_room()
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path, open_room: OpenRoom) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / database.FILE_NAME
    sql(path, "CREATE TABLE songs (title TEXT)")
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="no such table"):
        open_room()
    sql(path, "CREATE TABLE meta (key TEXT, value TEXT)")
    with pytest.raises(LibraryDamaged, match="does not say what it is"):
        open_room()
    assert path.read_bytes() != before  # the second damage was really done


@pytest.mark.parametrize("left", ["vectors", "originals"])
def test_a_missing_library_beside_its_other_files_is_refused(
    filled: Room, open_room: OpenRoom, left: str
) -> None:
    folder = filled.library.folder
    filled.library.close()
    filled.library.path.unlink()
    shutil.rmtree(folder / ({"vectors", "originals"} - {left}).pop())
    with pytest.raises(LibraryDamaged, match=f"is missing, though .* holds {left}"):
        open_room()
    assert not filled.library.path.exists()


@pytest.mark.parametrize("name", [database.FILE_NAME, ""])
def test_a_folder_or_file_in_the_wrong_place_is_named(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / "data" / name).mkdir(parents=True)
    else:
        (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(LibraryError, match="data"):
        Library(tmp_path / "data", "hashing-64", 64)


def test_a_newer_format_is_refused_with_both_versions_and_nothing_changes(
    filled: Room, open_room: OpenRoom
) -> None:
    folder = filled.library.folder
    filled.library.close()
    newer = schema.FORMAT + 6
    sql(filled.library.path, "UPDATE meta SET value = ? WHERE key = 'format'", str(newer))
    before = fingerprint(folder)
    with pytest.raises(LibraryMismatch, match=f"format {newer}.* up to {schema.FORMAT}"):
        open_room()
    assert fingerprint(folder) == before


@pytest.mark.parametrize("value", ["", "soon", "-1", "1.5"])
def test_a_format_that_is_no_number_is_damage(
    filled: Room, open_room: OpenRoom, value: str
) -> None:
    filled.library.close()
    sql(filled.library.path, "UPDATE meta SET value = ? WHERE key = 'format'", value)
    with pytest.raises(LibraryDamaged):
        open_room()


def test_two_programs_that_start_at_once_make_one_library(tmp_path: Path) -> None:
    """The second must not put its empty library over the first, which may be in use by then."""
    start = threading.Barrier(6)
    identities: list[str] = []

    def begin() -> None:
        start.wait()
        library = Library(tmp_path / "data", "hashing-64", 64)
        identities.append(library.identity)
        library.close()

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(identities) == 6 and len(set(identities)) == 1


# Damage inside the file


def damage_text(room: Room) -> str:
    """Change one word of a passage, in the passage alone; returns what must not be shown."""
    sql(
        room.library.path,
        "UPDATE chunks SET text = replace(text, 'nine', 'five') WHERE text LIKE '%nine%'",
    )
    return "five icebreakers"


def test_an_altered_passage_is_withheld_and_reported(filled: Room, open_room: OpenRoom) -> None:
    altered = damage_text(filled)
    room = open_room()
    for retriever in (room.dense, room.keyword, room.hybrid):
        passages = retriever.retrieve(
            Question.of("icebreakers of the harbour fund and the council"), 10
        )
        assert passages, "the others are still found"
        assert not any(altered in passage.chunk.text for passage in passages)
    ids = room.library.chunk_ids().tolist()
    found, damaged = room.library.passages(ids)
    assert len(damaged) == 1 and damaged[0] not in found
    problems = room.library.problems()
    assert f"passage {damaged[0]} of treaty.md is damaged" in problems
    # The keyword index was made from the true words, so it no longer agrees either.
    assert "the keyword index does not match the passages" in problems


def test_the_check_of_the_keyword_index_leaves_no_lock_behind(filled: Room) -> None:
    damage_text(filled)
    assert "the keyword index does not match the passages" in filled.library.problems()
    with closing(sqlite3.connect(filled.library.path, timeout=0.2)) as other, other:
        other.execute("UPDATE meta SET value = '7' WHERE key = 'revision'")


def test_an_altered_document_is_not_shown_and_is_reported(filled: Room) -> None:
    sql(
        filled.library.path,
        "UPDATE documents SET text = replace(text, 'Oslo', 'Bonn') WHERE source = 'treaty.md'",
    )
    record = filled.library.record("treaty.md")
    with pytest.raises(LibraryDamaged, match="treaty.md.*damaged and is not shown"):
        filled.library.document(record.id)
    assert filled.library.document(filled.library.record("charter.md").id)
    assert any("stored text of treaty.md" in problem for problem in filled.library.problems())


def test_an_altered_vector_is_left_out_and_reported(filled: Room, open_room: OpenRoom) -> None:
    wanted = int(filled.library.chunk_ids()[0])
    blob = bytearray(
        sqlite3.connect(filled.library.path)
        .execute("SELECT embedding FROM chunks WHERE id = ?", [wanted])
        .fetchone()[0]
    )
    blob[7] ^= 0x40
    sql(filled.library.path, "UPDATE chunks SET embedding = ? WHERE id = ?", bytes(blob), wanted)
    shutil.rmtree(filled.library.folder / "vectors")
    room = open_room()
    assert len(room.vectors) == room.library.chunk_count() - 1
    found = room.vectors.search(room.embedder.embed_query("harbour"), 10)
    assert wanted not in [number for number, _ in found]
    assert room.library.problems() == [f"the vector of passage {wanted} is damaged"]


@pytest.mark.parametrize("value", [5, b"\xff\xfe", "short"])
def test_a_value_of_another_kind_is_damage_and_no_crash(filled: Room, value: object) -> None:
    sql(filled.library.path, "UPDATE documents SET text = ?", value)
    sql(filled.library.path, "UPDATE chunks SET text = ?, embedding = ?", value, value)
    record = filled.library.records()[0]
    with pytest.raises(LibraryDamaged):
        filled.library.document(record.id)
    found, damaged = filled.library.passages(filled.library.chunk_ids().tolist())
    assert found == {} and damaged
    assert filled.library.problems()


def test_flipped_bits_anywhere_never_show_a_wrong_text(
    filled: Room, open_room: OpenRoom, tmp_path: Path
) -> None:
    """Either the truth is shown, or nothing; and never another error than ours."""
    true_texts = {p.chunk.text for p in filled.hybrid.retrieve(Question.of("harbour council"), 50)}
    true_documents = {
        record.id: filled.library.document(record.id).text for record in filled.library.records()
    }
    filled.library.close()
    whole = filled.library.path.read_bytes()
    random_ = random.Random(11)
    # Half of the flips where the texts stand, so that many hit one.
    places = [
        match for word in (b"icebreakers", b"Hanoi", b"spring") for match in _all(whole, word)
    ]
    hurt = refused = 0
    for number in range(120):
        data = bytearray(whole)
        place = random_.randrange(len(data)) if number % 2 else random_.choice(places) + number % 5
        data[place] ^= 1 << random_.randrange(8)
        folder = tmp_path / f"flipped-{number}"
        folder.mkdir()
        (folder / database.FILE_NAME).write_bytes(data)
        noticed = False
        try:
            room = open_room(folder)
            noticed = bool(room.library.problems())
            for retriever in (room.dense, room.keyword, room.hybrid):
                for passage in retriever.retrieve(Question.of("harbour council"), 50):
                    assert passage.chunk.text in true_texts, f"flip at {place} was shown"
            for id_ in true_documents:
                with suppress(LibraryDamaged, DocumentNotFound):
                    assert room.library.document(id_).text == true_documents[id_]
            room.library.close()
        except AssistantError:
            refused += 1
        hurt += noticed
        shutil.rmtree(folder)
    assert hurt >= 40, "the flips did hit something"


def _all(data: bytes, word: bytes) -> list[int]:
    places, at = [], data.find(word)
    while at >= 0:
        places.append(at)
        at = data.find(word, at + 1)
    return places


# Removing


def test_removal_leaves_no_word_of_the_text_in_any_file(room: Room, write: Write) -> None:
    secret = "Xyzzyplugh"
    path = write("secret.md", f"# Secret\n\nThe code word is {secret}. Nobody may know it.\n")
    others = [write(f"d{n}.md", f"# Doc {n}\n\nNumber {n} of many papers.\n") for n in range(30)]
    room.ingest(*others[:15], path, *others[15:])
    path.write_text(f"# Secret\n\nThe word is still {secret}, second version.\n")
    room.ingest(path)
    files = [entry for entry in room.library.folder.rglob("*") if entry.is_file()]
    assert any(secret.encode() in entry.read_bytes() for entry in files)

    record = room.library.remove("secret.md").record
    room.vectors.save()
    for entry in room.library.folder.rglob("*"):
        if entry.is_file():
            data = entry.read_bytes().lower()
            assert secret.lower().encode() not in data, entry
    assert record.id not in {r.id for r in room.library.records(include_superseded=True)}
    assert len(room.library.records(include_superseded=True)) == 30
    assert room.keyword.retrieve(Question.of(secret), 5) == []
    assert room.library.problems() == []


def test_removal_takes_the_vectors_out_of_the_saved_index(
    filled: Room, open_room: OpenRoom
) -> None:
    before = len(filled.vectors)
    removed = filled.library.record("treaty.md")
    filled.library.remove("treaty.md")
    filled.vectors.save()
    room = open_room()
    assert room.vectors.problems() == []
    assert len(room.vectors) == before - removed.chunks > 0
    assert room.vectors.take_notes() == []


def test_a_superseded_version_can_be_removed_by_its_id_alone(room: Room, write: Write) -> None:
    versions = []
    for text in ("# A\n\nFirst text.\n", "# A\n\nSecond text.\n", "# A\n\nThird text.\n"):
        versions.append(room.ingest(write("a.md", text))[0].document_id or "")
    room.library.remove(versions[1])
    records = {r.id: r.superseded_by for r in room.library.records(include_superseded=True)}
    assert records == {versions[0]: versions[2], versions[2]: None}


# Writers and readers


def test_a_second_writer_is_told_who_holds_the_lock(filled: Room) -> None:
    with (
        writer_lock(filled.library.folder),
        pytest.raises(LibraryLocked, match=f"process {os.getpid()}, since 20"),
        writer_lock(filled.library.folder),
    ):
        pass
    with writer_lock(filled.library.folder):
        pass


def test_a_lock_file_that_cannot_be_made_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(LibraryReadOnly), writer_lock(tmp_path / "data"):
        pass


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_a_thread_that_ends_closes_its_connection(filled: Room) -> None:
    """A page that runs for weeks has a new thread every now and then."""

    def ask() -> None:
        filled.library.revision()

    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    ask()
    before = opened()
    for _ in range(20):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    gc.collect()  # sqlite3's connections refer to themselves
    assert opened() <= before + 1
