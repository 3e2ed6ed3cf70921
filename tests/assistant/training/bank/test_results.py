"""Results: what people got for the items, from practice and from files of results."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import correlation as exact

import pytest

from assistant.assistant import Assistant
from assistant.training.bank.bank_file import BankItem, Response
from assistant.training.bank.item_bank import BankError, ItemBank
from assistant.training.bank.results import import_results, results
from assistant.training.bank.results_csv import read_results
from assistant.training.bank.statistics import (
    FEWEST_FOR_DISCRIMINATION,
    FEWEST_TAKERS,
    ItemStatistics,
    correlation,
    statistics,
    weaknesses,
)
from assistant.training.practice.practice import Practice
from assistant.training.practice.scoring import score
from tests.support.bank_sample import polar_items
from ui.publishing.pack import practice_csv

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def table(rows: Sequence[Sequence[object]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def grades(count: int, shares: Sequence[Sequence[float]]) -> bytes:
    """Moodle's report of grades, with the line of means that it ends with."""
    head = ["Last name", "First name", "Email address", "Status", "Started", "Duration"]
    marks = [f"Q. {number} /1.00" for number in range(1, count + 1)]
    rows = [
        ["Tran", f"An {place}", f"an{place}@example.org", "Finished", "2 March 2026", "9 mins",
         f"{sum(row):.2f}", *(f"{one:.2f}" for one in row)]
        for place, row in enumerate(shares)
    ]  # fmt: skip
    mean = ["Overall average", "", "", "", "", "", "3.00", *["0.50"] * count]
    return table([[*head, f"Grade/{count}.00", *marks], *rows, mean])


@pytest.fixture
def practice(assistant: Assistant) -> Practice:
    return Practice(assistant.folder)


# The figures


def given(taker: int, item: str, share: float, minute: int = 0) -> Response:
    at = (MONDAY + timedelta(minutes=minute)).isoformat()
    return Response(at, str(taker), item, share)


def test_the_share_right_is_the_mean_of_first_answers_once_enough_have_answered() -> None:
    first = [given(taker, "a", taker % 2) for taker in range(FEWEST_TAKERS)]
    later = [given(taker, "a", 1.0, minute=5) for taker in range(FEWEST_TAKERS)]
    assert statistics([*later, *first])["a"] == ItemStatistics(FEWEST_TAKERS, 0.5)
    assert statistics(first[1:])["a"] == ItemStatistics(FEWEST_TAKERS - 1)


def test_discrimination_is_the_correlation_with_the_other_items() -> None:
    chance = random.Random(7)
    found, shares = [], []
    for taker in range(FEWEST_FOR_DISCRIMINATION):
        skill = chance.random()
        marks = {name: float(chance.random() < skill) for name in "abcde"}
        shares.append(marks)
        found += [given(taker, name, share) for name, share in marks.items()]
    told = statistics(found)
    for name in "abcde":
        others = [sum(row[one] for one in "abcde" if one != name) / 4 for row in shares]
        right = exact([row[name] for row in shares], others)
        assert told[name].discrimination == pytest.approx(right)
    fewer = [one for one in found if one.taker != "0"]
    assert statistics(fewer)["a"].discrimination is None, "too few takers"
    assert statistics(one for one in found if one.item != "e")["a"].discrimination is None
    assert correlation([(1.0, 0.1), (1.0, 0.4)]) is None and correlation([]) is None


def test_weak_items_are_named_with_the_reason(assistant: Assistant) -> None:
    choice, typed = polar_items(assistant)[0], polar_items(assistant)[1]
    kept, open_ = BankItem("a", choice, "Ships"), BankItem("b", typed, "Ships")

    def told(kept: BankItem, share: float | None, discrimination: float | None = None) -> str:
        return "; ".join(weaknesses(kept, ItemStatistics(30, share, discrimination)))

    assert told(kept, 0.7, 0.35) == told(kept, None) == told(open_, 0.24) == ""
    assert told(kept, 0.19) == "too hard: 19% right"
    assert told(kept, 0.25) == "no more right (25%) than by guessing"
    assert told(kept, 0.96) == "too easy: 96% right"
    assert "look at its key" in told(kept, 0.6, -0.01)
    assert "does not tell" in told(kept, 0.6, 0.19) and told(kept, 0.6, 0.2) == ""


# Practice


def test_results_of_practice_count_by_first_answers(
    bank: ItemBank, practice: Practice, assistant: Assistant
) -> None:
    item = polar_items(assistant)[0]
    (id,) = bank.keep([item], "Ships").new
    for person in range(FEWEST_TAKERS):
        answer = "Tromso" if person < 7 else "Bergen"
        practice.record(f"P {person}", "a", item, answer, score(item, answer), MONDAY)
        again = score(item, "Tromso")
        practice.record(f"p  {person}", "a", item, "Tromso", again, MONDAY, retry=person % 2 == 0)
    assert results(bank, practice) == {id: ItemStatistics(FEWEST_TAKERS, 0.7)}
    # The table of these same results, brought in again, tells nothing new.
    data = practice_csv.write(practice.results())
    assert import_results(bank, data, "results.csv").takers == FEWEST_TAKERS
    assert results(bank, practice) == {id: ItemStatistics(FEWEST_TAKERS, 0.7)}
    # An item that asks something else has no results yet.
    bank.edit(id, version=1, answer="* Tromso\nBergen\nNarvik")
    assert results(bank, practice) == {id: ItemStatistics()}


def test_results_of_practice_elsewhere_are_imported(
    bank: ItemBank,
    practice: Practice,
    assistant: Assistant,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    elsewhere = Practice(tmp_path_factory.mktemp("elsewhere"))
    items = polar_items(assistant)
    ids = bank.keep(items[:2], "Ships").new
    for person in range(FEWEST_TAKERS):
        for item in items[:3]:
            elsewhere.record(f"P{person}", "a", item, "Tromso", score(item, "Tromso"), MONDAY)
    done = import_results(bank, practice_csv.write(elsewhere.results()), "results.csv")
    assert (done.responses, done.takers, done.items) == (30, 10, 2)
    assert done.notes == ("1 item of the file is not in the bank, or was changed since.",)
    assert results(bank, practice) == {
        ids[0]: ItemStatistics(10, 1.0), ids[1]: ItemStatistics(10, 0.0)
    }  # fmt: skip


# Moodle


def test_grades_of_moodle_go_to_the_items_of_the_quiz_in_its_order(
    bank: ItemBank, practice: Practice, assistant: Assistant
) -> None:
    items = polar_items(assistant)
    ids = bank.keep(items, "Ships").new
    chance = random.Random(3)
    shares = [
        [float(chance.random() < skill / 24) for _item in items[:-1]] + [0.5] for skill in range(24)
    ]
    done = import_results(bank, grades(6, shares), "grades.csv", items)
    assert (done.responses, done.takers, done.items, done.notes) == (24 * 6, 24, 6, ())
    found = results(bank, practice)
    for place, id in enumerate(ids):
        share = found[id].share
        assert share is not None
        assert share == pytest.approx(sum(row[place] for row in shares) / 24, abs=0.005)
    assert all(found[id].discrimination is not None for id in ids[:-1])
    assert found[ids[-1]].discrimination is None, "all got the same"
    with pytest.raises(BankError, match="already; nothing is counted twice"):
        import_results(bank, grades(6, shares), "copy.csv", items)
    # The same people in a longer file: what they answered first counts, once.
    longer = [*shares, *([[1.0] * 6] * 2)]
    assert import_results(bank, grades(6, longer), "later.csv", items).takers == 26
    assert results(bank, practice)[ids[0]].takers == 26


def test_a_semicolon_and_a_comma_for_the_point_are_read_as_well(assistant: Assistant) -> None:
    item = polar_items(assistant)[:1]
    rows = [["Họ", "Tên", "Trạng thái", "Điểm/1,00", "Câu 1 /1,00"],
            ["Trần", "An", "Đã xong", "0,50", "0,50"],
            ["Lê", "Bình", "Đang làm", "-", "-"]]  # fmt: skip
    (answer,) = read_results(table(rows, ";"), "diem.csv", item).answers
    assert answer.share == 0.5 and answer.item == item[0]


def test_responses_of_moodle_are_marked_by_the_items(assistant: Assistant) -> None:
    items = polar_items(assistant)
    head = ["Last name", "First name", "Status", "Grade/6.00"]
    columns = [word for n in range(1, 7) for word in (f"Question {n}", f"Response {n}")]
    order = (5, 0, 2, 3, 1, 4)  # the quiz was shuffled
    said = {
        0: "Tromso",
        1: "18 million euro",
        2: "True",
        3: "Aurora -> 2019; Borealis -> 2023; Corona -> 2021",
        4: "Aurora; Borealis; Cor...",
        5: "EUR 18 million",
    }
    cells = [
        cell for place in order for cell in (f"{items[place].stem}: x; y", said[place])
    ]  # fmt: skip
    wrong = [
        cell for place in order for cell in (items[place].stem, "Bergen" if place == 0 else "-")
    ]
    rows = [[*head, *columns], ["Tran", "An", "Finished", "5", *cells],
            ["Le", "Binh", "Finished", "0", *wrong]]  # fmt: skip
    read = read_results(table(rows), "responses.csv", items)
    assert read.notes == (
        "1 question of responses.csv could not be read; the report of grades has it.",
    )
    by_item = {}
    for one in read.answers:
        assert not isinstance(one.item, str)
        by_item.setdefault(one.item.id, []).append(round(one.share, 2))
    assert by_item == {
        "q1": [1.0, 0.0], "q2": [1.0, 0.0], "q3": [1.0, 0.0], "q4": [0.33, 0.0], "q6": [1.0, 0.0],
    }  # fmt: skip
    assert len({one.taker for one in read.answers}) == 2
    assert not any("Tran" in one.taker for one in read.answers)


# What is no file of these results


def test_a_file_of_another_quiz_is_refused_and_nothing_is_counted(
    bank: ItemBank, practice: Practice, assistant: Assistant
) -> None:
    items = polar_items(assistant)
    bank.keep(items, "Ships")
    with pytest.raises(BankError, match="results of 5 questions, and the pack has 6"):
        import_results(bank, grades(5, [[1.0] * 5]), "other.csv", items)
    head = ["Last name", "First name", "Status", "Response 1", "Response 2"]
    rows = [head, *(["Tran", f"An {n}", "Finished", "Hue", "Dalat"] for n in range(9))]
    with pytest.raises(BankError, match="results of another quiz"):
        import_results(bank, table(rows), "other.csv", (items[0], items[2]))
    asked = [["Last name", "First name", "Question 1", "Response 1"],
             ["Tran", "An", "Where is the pilot?", "Tromso"]]  # fmt: skip
    with pytest.raises(BankError, match="results of another quiz"):
        import_results(bank, table(asked), "other.csv", items)
    elsewhere = [["participant", "item", "share"], ["An", "0" * 16, "1.0"]]
    with pytest.raises(BankError, match="None of the items of other.csv"):
        import_results(bank, table(elsewhere), "other.csv")
    with pytest.raises(BankError, match="results of another quiz"):
        import_results(bank, grades(6, [[7.0] * 6]), "other.csv", items)
    assert bank.responses() == []
    assert all(one.takers == 0 for one in results(bank, practice).values())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no rows of results"),
        (b"Last name,Grade/10.00\nTran,9\n", "has no results: export"),
        (b"\x00\x01\x02\xff" * 400, "is no table of text in UTF-8"),
        (b'a,"' + b"x" * 200_000 + b'"\n1,2\n', "is no table of text"),
        (b"participant,item,share\nAn,abc,2.0\n", "row 2, has no participant, item or share"),
        (b"participant,item,share\nAn,abc,\n", "row 2, has no participant, item or share"),
        (b"Last name,Q. 1 /1.00\nTran,1.00\n", "say of which pack"),
        (b"participant,item,share\n" + b"An,abc,1\n" * 100_001, "more than 100000 rows"),
    ],
)  # fmt: skip
def test_what_holds_no_results_is_told(
    bank: ItemBank, assistant: Assistant, data: bytes, said: str
) -> None:
    bank.keep(polar_items(assistant), "Ships")
    with pytest.raises(BankError, match=said):
        import_results(bank, data, "file.csv")
    assert bank.responses() == []
