"""A list of questions becomes entries; a build that was stopped goes on, to the same bytes."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.build import NOT_COVERED, Build, Planned, plan, set_apart, set_together
from assistant.faq.entry import Entry, Wording
from assistant.faq.lists.question_list import ListRow
from assistant.settings import Settings
from corpus.errors import AssistantError

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("faq")
    (folder / "lotus.md").write_text(
        "# Lotus\n\nThe Lotus Programme has 40 partners. It was opened in Hue on 3 May 2021.\n\n"
        "The programme is led by Minister Tran Van An."
    )
    made = assemble(Settings(data_dir=folder / "data", reader="words"))
    list(made.ingest([folder / "lotus.md"]))
    yield made
    made.close()


def planned() -> list[Planned]:
    questions = [
        "How many partners does the Lotus Programme have?",
        "When was the Lotus Programme opened?",
        "Who leads the Lotus Programme?",
        "Who signed the treaty with Iceland?",
        "   ",
        "Where was the Lotus Programme opened? “Ω” ",
    ]
    return [
        Planned(f"q{number}", question, columns={"From": "Hue"}, merged=(Wording("w", "Again?"),))
        for number, question in enumerate(questions, start=1)
    ]


def build(assistant: Assistant, work: Path, day: str = DAY, **options: Any) -> Build:
    given: dict[str, Any] = {"title": "Lotus", "made_on": day, **options}
    return Build(assistant, given.pop("planned", planned()), work, **given)


def test_every_question_becomes_an_entry_in_order(assistant: Assistant, tmp_path: Path) -> None:
    making = build(assistant, tmp_path / "work")
    assert making.left == 6
    given = list(making.run())
    faq = making.faq()
    assert [entry.id for entry in given] == [f"q{n}" for n in range(1, 7)]
    assert faq.entries == tuple(given)
    assert (faq.title, faq.date, faq.revision) == ("Lotus", DAY, assistant.revision())
    first, *_, iceland, empty, _ = given
    assert "40" in first.answer.text
    assert (first.topic, iceland.topic) == ("Lotus", NOT_COVERED)
    assert (iceland.answer.status, iceland.answer.citations) == ("not_found", ())
    assert "empty" in empty.answer.text
    assert first.columns == {"From": "Hue"}
    assert not assistant.gaps(), "a list of questions does not fill the list of gaps"
    making.finish()
    assert list(tmp_path.iterdir()) == []


def test_an_entry_survives_its_json(assistant: Assistant, tmp_path: Path) -> None:
    for entry in build(assistant, tmp_path / "work").run():
        told = json.loads(json.dumps(entry.to_dict()))
        assert Entry.from_dict(told).to_dict() == told
        assert {"id", "topic", "merged", "status", "citations", "passages"} <= told.keys()


def test_a_build_cut_anywhere_goes_on_to_the_same_bytes(
    assistant: Assistant, tmp_path: Path
) -> None:
    list(build(assistant, tmp_path / "whole").run())
    whole = (tmp_path / "whole").read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    cuts = {0, 1, len(whole) - 1, len(whole), *ends, *range(50, len(whole), len(whole) // 20)}
    assert len(cuts) > 20
    for cut in sorted(cuts):
        work = tmp_path / f"cut-{cut}"
        work.write_bytes(whole[:cut])
        going_on = build(assistant, work)
        assert len(going_on.entries) == max(0, sum(end <= cut for end in ends) - 1)
        list(going_on.run())
        assert work.read_bytes() == whole


def test_a_build_that_is_closed_keeps_what_it_gave(assistant: Assistant, tmp_path: Path) -> None:
    running = build(assistant, tmp_path / "work").run()
    given = [next(running), next(running)]
    running.close()
    later = build(assistant, tmp_path / "work", day="2026-12-01")
    assert later.entries == given
    list(later.run())
    assert later.faq().date == DAY, "the day of the first run"


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Another"},
        {"planned": planned()[:4]},
        {"planned": [*planned()[:5], Planned("q6", "Other?")]},
    ],
)
def test_another_list_begins_anew(
    assistant: Assistant, tmp_path: Path, other: dict[str, Any]
) -> None:
    list(build(assistant, tmp_path / "work").run())
    assert build(assistant, tmp_path / "work", **other).entries == []


def test_a_full_disk_is_named_and_nothing_is_lost(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = build(assistant, tmp_path / "work")
    append, appended = Build._append, []

    def full(self: Build, file: Any, told: Any) -> None:
        if len(appended) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        appended.append(told)
        append(self, file, told)

    monkeypatch.setattr(Build, "_append", full)
    with pytest.raises(AssistantError, match="No space left.*2 of the entries are safe"):
        list(making.run())
    monkeypatch.undo()
    assert len(build(assistant, tmp_path / "work").entries) == 2


def test_a_folder_that_cannot_be_written_is_named(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be written"):
        list(build(assistant, tmp_path / "none" / "work").run())


def test_topics_that_differ_in_capitals_alone_are_one() -> None:
    rows = [
        ListRow(str(number), "When?", topic, {}, number)
        for number, topic in enumerate(["AI and chips", "", "ai  and Chips", "Space"])
    ]
    made = plan(rows, [[0], [1], [2], [3]])
    assert [one.topic for one in made] == ["AI and chips", "", "AI and chips", "Space"]


def test_questions_are_merged_by_their_ids() -> None:
    ids = ["a", "b", "c", "d"]
    assert set_together([[0, 2], [1], [3]], ids, ["b=c"]) == [[0, 2, 1], [3]]
    assert set_together([[0], [1], [2], [3]], ids, ["a=b", "c=b"]) == [[0, 1, 2], [3]]
    assert set_together([[0, 2], [1], [3]], ids, ["a=c"]) == [[0, 2], [1], [3]]
    for wrong in ("a", "a=x", "=b"):
        with pytest.raises(AssistantError, match="does not name two questions"):
            set_together([[0], [1], [2], [3]], ids, [wrong])


def test_questions_are_set_apart_by_their_ids() -> None:
    ids = ["a", "b", "c", "d"]
    assert set_apart([[0, 2, 3], [1]], ids, []) == [[0, 2, 3], [1]]
    assert set_apart([[0, 2, 3], [1]], ids, ["a"]) == [[0], [1], [2, 3]]
    assert set_apart([[0, 2, 3], [1]], ids, ["c", "b"]) == [[0, 3], [1], [2]]
    with pytest.raises(AssistantError, match="No question has the id x"):
        set_apart([[0]], ["a"], ["x"])


def test_a_plan_has_one_question_for_each_group() -> None:
    rows = [
        ListRow(str(number), question, topic, {"From": place}, number)
        for number, (question, topic, place) in enumerate(
            [("When?", "", "Hue"), ("Who?", "", "Hanoi"), ("At what time?", "Dates", "Vinh")], 1
        )
    ]
    one, other = plan(rows, [[0, 2], [1]])
    assert (one.id, one.question, one.topic, one.columns) == (
        "1",
        "When?",
        "Dates",
        {"From": "Hue"},
    )
    assert one.merged == (Wording("3", "At what time?"),)
    assert (other.id, other.merged) == ("2", ())
