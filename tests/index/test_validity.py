"""What is in force on a day: by people's words, by the texts of instruments, and its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.question.described_documents import DescribedDocuments
from corpus.document import Chunk
from index.corrections import Corrections, checked_corrections
from index.passage import Passage, Validity
from index.question import Question
from index.validity import InForceFirst, Validities, in_force_first
from tests.conftest import Room

Write = Callable[[str, str], Path]
DECREE = """\
CHÍNH PHỦ
Số: {number}

Hà Nội, ngày {day}

NGHỊ ĐỊNH
Quy định về phí neo đậu tàu biển

Điều 1. Mức phí
Mức phí neo đậu tàu biển là {fee} đồng mỗi tàu.

Điều 2. Hiệu lực thi hành
{end}
"""


def validities(room: Room) -> Validities:
    described = DescribedDocuments(room.library)
    return Validities(room.library, lambda: described.catalogue().numbers())


def ingest(room: Room, write: Write, name: str, text: str) -> str:
    (report,) = room.ingest(write(name, text))
    assert report.document_id is not None
    return report.document_id


def say(room: Room, id_: str, **told: object) -> None:
    room.library.correct(id_, "", checked_corrections(told))


@pytest.fixture
def old(room: Room, write: Write) -> str:
    text = DECREE.format(
        number="10/2020/NĐ-CP",
        day="05 tháng 3 năm 2020",
        fee="100",
        end="Nghị định này có hiệu lực từ ngày 01 tháng 5 năm 2020.",
    )
    return ingest(room, write, "old.txt", text)


@pytest.fixture
def new(room: Room, write: Write, old: str) -> str:
    text = DECREE.format(
        number="36/2025/NĐ-CP",
        day="12 tháng 3 năm 2025",
        fee="250",
        end="Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.\n"
        "Nghị định này thay thế Nghị định số 10/2020/NĐ-CP.",
    )
    return ingest(room, write, "new.txt", text)


def test_a_document_says_what_it_replaces(room: Room, old: str, new: str) -> None:
    known = validities(room)
    title = room.library.record(new).title
    assert known.of([old, new]) == {old: Validity("replaced", "2025-07-01", new, title)}
    # Before the new one was in force the old one was; the new one was not yet.
    assert known.of([old, new], "2025-06-30") == {new: Validity("not_yet", "2025-07-01")}
    assert known.of([old, new], "2020-04") == {
        old: Validity("not_yet", "2020-05-01"),
        new: Validity("not_yet", "2025-07-01"),
    }
    assert known.of([old], "2020-05") == {}


def test_a_part_that_is_replaced_leaves_the_rest(room: Room, write: Write, old: str) -> None:
    text = DECREE.format(
        number="40/2025/NĐ-CP",
        day="12 tháng 3 năm 2025",
        fee="250",
        end="Nghị định này thay thế Điều 1 của Nghị định số 10/2020/NĐ-CP.",
    )
    ingest(room, write, "part.txt", text)
    assert validities(room).of([old]) == {}


def test_what_repeals_and_in_english(room: Room, write: Write) -> None:
    old = ingest(room, write, "old.md", "# Act No. 12 of 2023\n\nThe fee is 100 crowns.\n")
    text = "# Act No. 7 of 2024\n\nThe fee is 150 crowns. Act No. 12 of 2023 is repealed.\n"
    new = ingest(room, write, "new.md", text)
    (why,) = validities(room).of([old, new]).values()
    assert (why.state, why.by) == ("repealed", new)


@pytest.mark.parametrize("name", ["title", "number", "file", "id", "digits"])
def test_people_say_what_is_replaced(room: Room, write: Write, old: str, name: str) -> None:
    other = ingest(room, write, "other.md", "# Fees of ports\n\nThe fee is 250.\n")
    names = {
        "title": room.library.record(old).title or "",
        "number": "Nghị định 10/2020/nđ-cp",
        "file": "OLD.txt",
        "id": old,
        "digits": "10/2020/ND-CP",
    }
    known = validities(room)
    say(room, other, replaces=[names[name], "what is not there"])
    assert known.of([old, other]) == {old: Validity("replaced", None, other, "Fees of ports")}
    say(room, other, replaces=[names[name]], in_force_from="2999")
    assert {id_: why.state for id_, why in known.of([old, other]).items()} == {other: "not_yet"}
    room.library.remove(other)
    assert known.of([old]) == {}  # what replaced it is gone


def test_an_end_that_people_say_includes_its_day(room: Room, write: Write) -> None:
    id_ = ingest(room, write, "a.md", "# A\n\nOne berth.\n")
    known = validities(room)
    say(room, id_, in_force_from="2024-02", in_force_until="2024-11")
    days = ("2024-01-31", "2024-02-01", "2024-11-30", "2024-12-01", "2024", None)
    states = [(w := known.of([id_], day).get(id_)) and w.state for day in days]
    assert states == ["not_yet", None, None, "expired", "expired", "expired"]
    now = datetime.now(UTC).date()
    say(room, id_, in_force_from=str(now), in_force_until=str(now))
    assert known.of([id_]) == {}
    say(room, id_, in_force_until=str(now - timedelta(days=1)))
    assert known.of([id_])[id_].state == "expired"


def passage(score: float, out: bool = False) -> Passage:
    chunk = Chunk("x", 0, 1, "x")
    return Passage(chunk, score, "x", validity=Validity("expired", "2020") if out else None)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([(0.9, True), (0.81, False)], [1, 0]),
        ([(0.9, True), (0.79, False)], [0, 1]),
        ([(0.9, False), (0.8, False), (0.85, False)], [0, 1, 2]),
        ([(0.9, True), (0.89, True), (0.88, False), (0.5, False)], [2, 0, 1, 3]),
        ([(0.9, True), (0.5, True)], [0, 1]),
    ],
)
def test_near_equals_in_force_come_first(
    scores: list[tuple[float, bool]], expected: list[int]
) -> None:
    passages = [replace(passage(*one), chunk_id=n) for n, one in enumerate(scores)]
    assert [one.chunk_id for one in in_force_first(passages)] == expected


def test_search_ranks_what_is_in_force_first_and_drops_nothing(
    room: Room, old: str, new: str
) -> None:
    retriever = InForceFirst(room.hybrid, validities(room))
    asked = Question.of("Mức phí neo đậu tàu biển là bao nhiêu?")
    found = retriever.retrieve(asked, 20)
    fees = [one for one in found if "đồng mỗi tàu" in one.chunk.text]
    assert [one.chunk.document_id for one in fees] == [new, old]
    assert [one.validity and one.validity.state for one in fees] == [None, "replaced"]
    found = retriever.retrieve(replace(asked, as_of="2024"), 20)
    fees = [one for one in found if "đồng mỗi tàu" in one.chunk.text]
    assert [one.chunk.document_id for one in fees] == [old, new]
    assert {one.chunk_id for one in found} == {
        one.chunk_id for one in room.hybrid.retrieve(asked, 20)
    }


def test_a_correction_of_the_number_is_known(room: Room, write: Write, new: str) -> None:
    id_ = ingest(room, write, "scan.md", "# Quy định cũ\n\nMức phí là 90 đồng.\n")
    assert validities(room).of([id_]) == {}
    room.library.correct(id_, "", Corrections(number="10/2020/NĐ-CP"))
    room.library.remove("old.txt")
    (why,) = validities(room).of([id_]).values()
    assert (why.state, why.by) == ("replaced", new)
