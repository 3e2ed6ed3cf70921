"""The measure of right: each figure on answers whose marks are known, and beside the shared one."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.selection import GROUPS
from tests.quality import policy

SHARED = Path(__file__).resolve().parents[3] / "shared"
ROW = {
    "id": "r1",
    "set": "a",
    "collection": "serana",
    "lang": "en",
    "type": "date",
    "question": "When does the fund open?",
    "answerable": True,
    "accept": [["4 December 2027", "04/12/2027"]],
    "short_answer": ["4 December 2027"],
    "evidence": [{"quote": "The fund opens on 4 December 2027 in the capital of the republic."}],
}
SAID = "The fund opens on 4 December 2027 in the capital of the republic."


def answer(**changed: Any) -> dict[str, Any]:
    told = {
        "status": "answered",
        "text": f"{SAID} [1]",
        "short_answer": "4 December 2027",
        "citations": [{"quote": SAID}],
        "confidence": 0.95,
    }
    return told | changed


def all_of(row: dict[str, Any], told: dict[str, Any]) -> dict[str, float]:
    return policy.score([row], {row["id"]: told})["ALL"]


def test_a_right_answer_has_all_marks() -> None:
    found = all_of(ROW, answer())
    assert {found[name] for name in ("right", "first cite", "cite P", "cite R", "short ok")} == {1}
    assert found["refused"] == 0 and found["words"] == 14 and found["n"] == 1
    assert found["ECE"] == 0.05


@pytest.mark.parametrize(
    "changed, figure, value",
    [
        ({"text": "It opens soon. [1]", "citations": [{"quote": "It opens soon."}]}, "cite P", 0),
        ({"short_answer": "2027"}, "short ok", 0),
        ({"short_answer": "December 2027"}, "short ok", 1),
        ({"short_answer": "on 4 December 2027"}, "short ok", 1),
        ({"status": "not_found", "citations": []}, "right", 0),
        ({"status": "not_found", "citations": []}, "refused", 1),
        ({"citations": [{"quote": "Else."}, {"quote": SAID}]}, "first cite", 0),
        ({"citations": [{"quote": "Else."}, {"quote": SAID}]}, "cite P", 0.5),
    ],
)
def test_each_mark_falls_by_itself(changed: dict[str, Any], figure: str, value: float) -> None:
    assert all_of(ROW, answer(**changed))[figure] == value


def test_what_is_not_answerable_counts_as_refused_or_not() -> None:
    near = ROW | {"type": "near_miss", "answerable": False, "accept": [], "evidence": []}
    assert all_of(near, answer())["near refused"] == 0
    assert all_of(near, answer(status="not_found"))["near refused"] == 1
    premise = near | {"type": "false_presupposition"}
    assert all_of(premise, answer(status="partial"))["premise refused"] == 1


def test_the_same_question_in_the_other_language_is_counted_apart() -> None:
    cross = ROW | {"same_as": "r0", "lang": "vi"}
    table = policy.score([cross], {"r1": answer()})
    assert set(table) == {"CROSS", "cross vi"}


def test_cells_of_a_row_are_whole_words() -> None:
    assert policy.holds(policy.normal("Fee: 25; Term: 3 years"), "| 25 | 3 years |")
    assert not policy.holds(policy.normal("Fee: 250"), "| 25 |")


def test_a_sample_is_always_the_same() -> None:
    rows = [ROW | {"id": str(number)} for number in range(50)]
    first = [row["id"] for row in policy.sample(rows, 7)]
    random.Random(1).shuffle(rows)
    assert [row["id"] for row in policy.sample(rows, 7)] == first


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
def test_the_table_is_that_of_the_shared_measure(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("shared", SHARED / "tools" / "policy.py")
    assert spec is not None and spec.loader is not None
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    folder = SHARED / "data" / "policy"
    chance = random.Random(3)
    rows = [row for row in policy.rows_of(folder) if policy.collection_of(row) in policy.COUNTED]
    given = {row["id"]: _some_answer(row, chance) for row in chance.sample(rows, 400)}
    lines = (json.dumps(told | {"id": key}) for key, told in given.items())
    (tmp_path / "x.answers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        shared.score(str(folder), str(tmp_path), True, False)
    assert policy.score(rows, given) == json.loads(printed.getvalue())


def _some_answer(row: Any, chance: random.Random) -> dict[str, Any]:
    good = [one["quote"] for one in row["evidence"]]
    quotes = [chance.choice(good)] if good and chance.random() < 0.7 else ["What nobody asked for."]
    if good and chance.random() < 0.3:
        quotes.append(" ".join(chance.choice(good).split()[2:]))
    status = chance.choice(["answered", "answered", "partial", "not_found"])
    short = (row.get("short_answer") or ["x y"])[0]
    return {
        "status": status,
        "text": " ".join(quotes),
        "short_answer": chance.choice([None, short, short.split()[0]]),
        "citations": [{"quote": quote} for quote in quotes] if status != "not_found" else [],
        "confidence": chance.random(),
    }


# What the shipped weights give of the counted rows, less what chance may take.
FLOORS = {"right": 0.49, "first cite": 0.62, "cite P": 0.56, "near refused": 0.6}
CROSS_RIGHT, REFUSED = 0.43, 0.12
# Words of an answer to what is asked after one thing, and to what is to be explained or summed up.
ONE_THING = (*GROUPS["value"], *GROUPS["statement"], "keyword", "typo", "follow_up")
WORDS, BROAD_WORDS = 45, 130


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not there")
@pytest.mark.parametrize("size", [200, pytest.param(None, marks=pytest.mark.whole)])
def test_answers_on_documents_of_other_writers_do_not_become_worse(size: int | None) -> None:
    """Numbers alone: of 200 rows by a hash of their ids, or of all."""
    folder = SHARED / "data" / "policy"
    rows = [row for row in policy.rows_of(folder) if policy.collection_of(row) in policy.COUNTED]
    chosen = policy.sample(rows, size) if size else rows
    table = policy.score(chosen, policy.answers(folder, chosen))
    for name, floor in FLOORS.items():
        assert table["ALL"][name] >= floor, (name, table["ALL"])
    assert table["CROSS"]["right"] >= CROSS_RIGHT, table["CROSS"]
    assert table["ALL"]["refused"] <= REFUSED, table["ALL"]
    assert _mean_words(table, ONE_THING) <= WORDS, table
    assert _mean_words(table, ("explain", "summary")) <= BROAD_WORDS, table


def _mean_words(table: policy.Figures, types: Sequence[str]) -> float:
    """Over the rows of some types that were answered."""
    answered = {
        one: table[one]["n"] * (1 - table[one]["refused"])
        for one in types
        if "words" in table.get(one, {})
    }
    words = sum(count * table[one]["words"] for one, count in answered.items())
    return words / sum(answered.values())
