"""The questions over the five seed articles are well formed, and their quotes are exact."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

QUALITY = Path(__file__).parent
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
UNANSWERABLE = {"near_miss", "unanswerable"}
TYPES = UNANSWERABLE | set(
    "date number person place fact definition reason manner list comparison multi yes_no keyword"
    " typo follow_up false_presupposition".split()
)
LONGEST_QUOTE = 12  # words; the articles themselves are not ours to ship


@cache
def rows() -> list[dict[str, Any]]:
    lines = (QUALITY / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def groups(row: dict[str, Any]) -> list[list[str]]:
    """The groups of accepted strings: one of every group must stand in a right answer."""
    accept = row["accept"]
    return [accept] if accept and isinstance(accept[0], str) else accept


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_row_has_a_known_type_and_its_own_id_and_question() -> None:
    assert {row["type"] for row in rows()} == TYPES
    assert len({row["id"] for row in rows()}) == len(rows())
    asked = Counter(json.dumps([row["question"], row.get("history")]).lower() for row in rows())
    assert [question for question, times in asked.items() if times > 1] == []


def test_no_question_is_asked_in_the_smaller_set_too() -> None:
    lines = (QUALITY / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    earlier = {json.loads(line)["question"].lower() for line in lines}
    assert [row["id"] for row in rows() if row["question"].lower() in earlier] == []


def test_there_are_enough_questions_and_near_misses() -> None:
    assert len(rows()) >= 100
    assert sum(row["answerable"] for row in rows()) >= 95
    assert sum(row["type"] == "near_miss" for row in rows()) >= 20


def test_half_of_every_type_is_held_out() -> None:
    sides = Counter((row["type"], row["split"]) for row in rows())
    assert {side for _, side in sides} == {"dev", "test"}
    for kind in TYPES:
        assert abs(sides[kind, "dev"] - sides[kind, "test"]) <= 1, kind


def test_answerable_rows_have_an_answer_in_their_quotes_and_others_have_none() -> None:
    for row in rows():
        if not row["answerable"]:
            assert row["type"] in UNANSWERABLE | {"false_presupposition"}, row["id"]
            assert row["accept"] == [] and row["evidence"] == [], row["id"]
            continue
        assert row["type"] not in UNANSWERABLE, row["id"]
        assert row.get("refusal_ok", False) == (row["type"] == "false_presupposition"), row["id"]
        assert groups(row) and all(groups(row)), row["id"]
        quotes = [found["quote"] for found in row["evidence"]]
        for group in groups(row):
            assert any(text in quote for text in group for quote in quotes), (row["id"], group)


def test_follow_ups_have_earlier_turns() -> None:
    for row in rows():
        turns = row.get("history", [])
        assert all(turn["question"] and turn["answer"] for turn in turns), row["id"]
        assert turns or row["type"] != "follow_up", row["id"]


def test_no_quote_is_long() -> None:
    for row in rows():
        for found in row["evidence"]:
            assert 1 <= len(found["quote"].split()) <= LONGEST_QUOTE, (row["id"], found["quote"])


def test_quotes_and_accepted_strings_stand_in_the_articles() -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"the articles that the questions are about are not here: {SEEDS}")
    articles = {
        path.name: squeezed(path.read_text(encoding="utf-8")) for path in SEEDS.glob("*.txt")
    }
    for row in rows():
        for found in row["evidence"]:
            assert found["quote"] in articles[found["source"]], (row["id"], found["quote"])
        sources = {found["source"] for found in row["evidence"]}
        for text in (text for group in groups(row) for text in group):
            assert any(text in articles[source] for source in sources), (row["id"], text)
