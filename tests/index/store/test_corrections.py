"""Corrections: kept apart from what was read, over new versions, and taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorrectionError
from index.corrections import NOTHING, Corrections, checked_corrections
from index.exporting import export_library
from index.importing import import_library
from index.question import Question
from index.store.tables.corrections import EDITOR
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]
SAID = Corrections(
    title="The true title",
    number="12/2025/NĐ-CP",
    publisher="Harbour Office",
    date="2025-03",
    language="vi",
    topics=("berths", "pilots"),
    in_force_from="2025-04-01",
    in_force_until="2026",
    replaces=("Old rules",),
)


def corrected(room: Room, name: str, said: Corrections) -> str:
    id_ = room.library.record(name).id
    assert room.library.correct(id_, EDITOR, said)
    return id_


def test_what_is_corrected_is_shown_everywhere(
    room: Room, write: Write, open_room: OpenRoom
) -> None:
    room.ingest(write("a.md", "---\ndate: 2020-01-02\n---\n# As read\n\nThere is one berth.\n"))
    id_ = corrected(room, "a.md", SAID)
    record = open_room().library.record("a.md")
    shown = ("The true title", "2025-03", "Harbour Office", "vi", ("berths", "pilots"))
    assert (
        record.title,
        record.date,
        record.publisher,
        record.language,
        record.topics,
    ) == shown
    assert (record.number, record.in_force_from, record.in_force_until, record.replaces) == (
        "12/2025/NĐ-CP",
        "2025-04-01",
        "2026",
        ("Old rules",),
    )
    assert len(record.corrected) == 9
    document = room.library.document(id_)
    assert (document.title, document.date, document.publisher) == shown[:3]
    (passage,) = room.keyword.retrieve(Question.of("berth"), 5)
    assert (passage.title, passage.date, passage.publisher) == shown[:3]
    assert passage.chunk.headings == ("The true title",)
    # What was read is kept apart, and what is told twice is one.
    assert room.library.document(id_, as_read=True).title == "As read"
    assert room.library.document(id_, as_read=True).date == "2020-01-02"
    assert room.library.problems() == []


def test_a_correction_stays_over_versions_and_is_taken_back(room: Room, write: Write) -> None:
    first = room.ingest(write("a.md", "# A\n\nOne berth.\n"))[0].document_id
    corrected(room, "a.md", Corrections(title="Mine", date="2025"))
    path = write("a.md", "# A\n\nNine berths.\n")
    room.ingest(path)
    now = room.library.record("a.md")
    assert now.id != first and (now.title, now.date) == ("Mine", "2025")
    revision = room.library.revision()
    assert not room.library.correct(now.id, EDITOR, Corrections(title="Mine", date="2025"))
    assert room.library.revision() == revision  # nothing has changed
    assert room.library.correct(now.id, EDITOR, NOTHING)
    assert (room.library.record("a.md").title, room.library.record("a.md").date) == ("A", None)
    assert not room.library.correct(now.id, EDITOR, NOTHING)
    # The version of before comes back without what was taken back meanwhile.
    path.write_text("# A\n\nOne berth.\n")
    room.ingest(path)
    again = room.library.record("a.md")
    assert (again.id, again.title, again.corrected) == (first, "A", ())


def test_a_document_of_another_file_keeps_its_own(room: Room, write: Write) -> None:
    path, other = write("a.md", "# A\n\nOne berth.\n"), write("b.md", "# B\n\nTwo berths.\n")
    room.ingest(path, other)
    corrected(room, "a.md", Corrections(title="Of a"))
    corrected(room, "b.md", Corrections(title="Of b"))
    path.write_text(other.read_text())
    room.ingest(path)
    assert room.library.record("a.md").title == "Of b"
    assert room.library.problems() == []


def test_an_editor_comes_before_a_file(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nOne berth.\n"))
    id_ = corrected(room, "a.md", Corrections(title="Editor"))
    room.library.correct(id_, "/x/a.md.meta.yaml", Corrections(title="File", date="2024"))
    record = room.library.record("a.md")
    assert (record.title, record.date) == ("Editor", "2024")
    room.library.correct(id_, EDITOR, NOTHING)
    assert room.library.record("a.md").title == "File"
    assert room.library.origins() == {"/x/a.md.meta.yaml": id_}


def test_a_damaged_correction_is_told_left_out_and_put_right(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nOne berth.\n"))
    id_ = corrected(room, "a.md", Corrections(title="Mine"))
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute("UPDATE corrections SET said = replace(said, 'Mine', 'Mime')")
    assert room.library.record("a.md").title == "A"
    (problem,) = room.library.problems()
    assert id_ in problem and "'assistant documents set' puts it right" in problem
    assert room.library.correct(id_, EDITOR, Corrections(title="Mine"))
    assert (room.library.record("a.md").title, room.library.problems()) == ("Mine", [])


def test_a_bundle_carries_them_and_a_removal_takes_them_along(
    room: Room, write: Write, tmp_path: Path, open_room: OpenRoom
) -> None:
    room.ingest(write("a.md", "# A\n\nOne berth.\n"))
    id_ = corrected(room, "a.md", SAID)
    before = room.library.record("a.md")
    export_library(room.library, tmp_path / "x.bundle")
    new = tmp_path / "new"
    import_library(tmp_path / "x.bundle", new, room.embedder.name, room.embedder.dimension)
    assert open_room(new).library.record("a.md") == before
    room.library.remove(id_)
    assert room.library.corrections_by_document() == {}
    assert room.library.problems() == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"date": "2025-02-30"}, "“2025-02-30” is no date that can be"),
        ({"in-force-from": "soon"}, "in_force_from: “soon” is no date"),
        ({"in_force_from": "2025", "in_force_until": "2024-12"}, "until 2024-12 and only from"),
        ({"colour": "red"}, "no field 'colour' to correct; there are title, number"),
        ({"language": "Tiếng Việt"}, "is no code"),
        ({"title": ["a", "b"]}, "title is given 2 times"),
        ({"title": "x" * 301}, "301 characters"),
        ({"topics": [str(n) for n in range(51)]}, "51 are too many"),
    ],
)
def test_what_cannot_be_is_one_sentence(told: dict[str, Any], said: str) -> None:
    with pytest.raises(CorrectionError) as error:
        checked_corrections(told)
    assert said in str(error.value) and str(error.value).count(". ") == 0


def test_words_are_cleaned_and_fields_have_other_names() -> None:
    made = checked_corrections(
        {"Issuer": " The \n Office ", "Date": "12 March 2025", "topic": ["a", "a", ""], "title": ""}
    )
    assert made == Corrections(publisher="The Office", date="2025-03-12", topics=("a",))
    assert made.without(["topics"]).corrected == ("publisher", "date")
