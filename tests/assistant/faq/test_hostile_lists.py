"""Lists of questions made to harm: each is read or refused by name, and costs only itself."""

from __future__ import annotations

from pathlib import Path

from assistant.faq.lists.question_list import SUFFIXES, from_text, read_questions
from assistant.faq.lists.reading import PASTED, ReadList, reading_of
from corpus import sandbox
from corpus.errors import AssistantError
from tests.support.hostile_child import child_megabytes, child_seconds
from tests.support.hostile_files import hostile_lists

MOST_SECONDS = 13  # of a processor
MOST_MEGABYTES = 512
GOOD = b"id,question,unit\n1,Who runs the harbour?,North\n2,What is the fee?,South\n"


def test_hostile_lists_are_read_or_refused_and_harm_nothing(tmp_path: Path) -> None:
    files = hostile_lists()
    assert {Path(file.name).suffix for file in files} == set(SUFFIXES)
    wrong, costly = {}, {}
    for file in files:
        path = tmp_path / file.name
        path.write_bytes(file.data)
        before = child_seconds()
        try:
            status, told = "read", str(len(read_questions(path).rows))
        except AssistantError as error:
            status, told = "refused", str(error)
            assert told.startswith((file.name, "The table")) and "\n" not in told
            assert told.endswith(".") and not told.endswith("..")
        if status != file.status or file.told not in told:
            wrong[file.name] = status, told
        cost = child_seconds() - before, child_megabytes()
        if cost[0] > MOST_SECONDS or cost[1] > MOST_MEGABYTES:
            costly[file.name] = cost
    assert (wrong, costly) == ({}, {})
    (tmp_path / "good.csv").write_bytes(GOOD)
    assert [row.question for row in read_questions(tmp_path / "good.csv").rows] == [
        "Who runs the harbour?",
        "What is the fee?",
    ]


def test_files_and_pasted_text_are_read_in_the_sandbox() -> None:
    sandbox._sandbox.close()
    reading_of(GOOD, "a.csv", ".csv")
    process = sandbox._sandbox._process
    assert process is not None and process.poll() is None
    assert [row.question for row in from_text("Who runs it?\nWhat\ud800 is it?").rows] == [
        "Who runs it?",
        "What is it?",
    ]
    assert sandbox._sandbox._process is process


def test_a_reading_travels_whole_and_nothing_else_passes_for_one() -> None:
    found = reading_of(GOOD, "a.csv", ".csv")
    assert ReadList.unpacked(found.packed(), "a.csv") == found
    assert (found.columns, found.unit) == (("unit",), "row")
    assert [dict(one.columns) for one in found.found] == [{"unit": "North"}, {"unit": "South"}]
    for answer in ({}, None, {**found.packed(), "found": [[1]]}, {**found.packed(), "unit": 5}):
        try:
            ReadList.unpacked(answer, "a.csv")
        except AssistantError as error:
            assert "a.csv could not be read" in str(error)
        else:
            raise AssertionError(answer)
    assert PASTED not in SUFFIXES
