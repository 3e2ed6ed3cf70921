"""`assistant reviews`, and `assistant evaluate` without a file, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.answer import Answer
from assistant.evaluation.reviews import ReviewFile
from tests.ui.terminal.test_cli import Terminal, files, filled, terminal

__all__ = ["files", "filled", "terminal"]  # fixtures

QUESTION = "How many berths has the harbour of Bergen?"


def test_nothing_reviewed_is_said_so(filled: Terminal) -> None:
    ended = filled("reviews")
    assert (
        ended.out == "" and ended.err == "No reviews: nobody has said yet how good an answer is.\n"
    )
    assert "No review says yet what is right" in filled("evaluate").problem()


def test_reviews_are_listed_exported_evaluated_and_forgotten(
    filled: Terminal, tmp_path: Path
) -> None:
    answer = Answer.from_dict(json.loads(filled("ask", QUESTION, "--json").out))
    assert answer.status == "answered"
    kept = ReviewFile(tmp_path / "data")
    kept.add(answer, "right")
    kept.add(answer, "wrong", "that is the width")
    listed = filled("reviews")
    assert listed.err == "judged by people: 1 right, 1 wrong, 0 incomplete.\n"
    first, *_ = listed.out.split("\n")
    assert (
        first.startswith("wrong") and QUESTION in first and "why: that is the width" in listed.out
    )
    told = json.loads(filled("reviews", "--json").out)
    assert [one["judgement"] for one in told] == ["wrong", "right"]

    kept.add(answer, "right")
    written = tmp_path / "reviewed.jsonl"
    assert (
        "Written with right answers: 1 question: "
        in filled("reviews", "--export", str(written)).err
    )
    (line,) = written.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["question"] == QUESTION
    for given in ([], [str(written)]):
        made = json.loads(filled("evaluate", *given, "--json").out)
        assert made["questions"] == 1 and made["overall"]["right"] == 1.0
        assert made["reviews"] == {"right": 2, "wrong": 1, "incomplete": 0}
    assert filled("reviews", "--clear").err.endswith("The list is empty now.\n")
    assert filled("reviews").out == ""


def test_a_list_that_cannot_be_written_is_one_sentence(filled: Terminal, tmp_path: Path) -> None:
    told = filled("reviews", "--export", str(tmp_path / "no" / "such.jsonl")).problem()
    assert "there is no folder" in told
