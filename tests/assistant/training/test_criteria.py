"""The nineteen criteria of the rubric of item-writing flaws, each on flawed and on clean items."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.training.pack import Item
from assistant.training.quiz.criteria.rubric import CRITERIA, broken

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "quality" / "criteria_items.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def _item(row: dict[str, Any]) -> Item:
    options = tuple(row["options"])
    return Item(row["id"], row["type"], row["stem"], row["answer"], "medium", (), options)


def test_there_are_nineteen_criteria_with_ten_flawed_and_ten_clean_items_each() -> None:
    assert len(CRITERIA) == 19
    counted = Counter((row["criterion"], row["flawed"]) for row in ROWS)
    assert counted == {(name, flawed): 10 for name in CRITERIA for flawed in (True, False)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_criterion_finds_its_flaw_and_leaves_a_clean_item(row: dict[str, Any]) -> None:
    reason = CRITERIA[row["criterion"]](_item(row))
    assert bool(reason) == row["flawed"], row["stem"]


def test_a_clean_item_breaks_few_of_the_other_criteria() -> None:
    """What one function finds in items that were written without that flaw is a false alarm."""
    clean = [_item(row) for row in ROWS if not row["flawed"]]
    alarms = [(item.stem, name) for item in clean for name in broken(item)]
    assert len(alarms) <= 0.05 * len(clean), alarms
