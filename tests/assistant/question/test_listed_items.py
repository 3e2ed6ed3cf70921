"""Which item of a list does a follow-up count to?"""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.question.following.follow_up import self_contained
from assistant.question.following.listed_items import item_counted_to

MARKED = (
    "The office has three tasks: [1]\n- watch the coast [1]\n- mend boats, nets [1]\n- teach [2]"
)
PROSE = (
    "It rests on three tasks: watching the coast, by day; mending boats and nets; and teaching. [1]"
)
COMMAS = "The plan names three ports: Hue, Vinh and Hanoi. [1]"
VIETNAMESE = "Có ba nhiệm vụ: [1]\n1. Canh biển [1]\n2. Sửa thuyền [1]\n3. Dạy nghề [2]"


@pytest.mark.parametrize(
    ("question", "answer", "item"),
    [
        ("explain the third one", MARKED, "teach"),
        ("And the second?", MARKED, "mend boats, nets"),
        ("Who carries out the last task?", MARKED, "teach"),
        ("tell me more about the first point", PROSE, "watching the coast, by day"),
        ("Why the third?", PROSE, "teaching"),
        ("What of the second port?", COMMAS, "Vinh"),
        ("Giải thích nhiệm vụ thứ hai", VIETNAMESE, "Sửa thuyền"),
        ("Ý thứ nhất là gì?", VIETNAMESE, "Canh biển"),
        ("Còn ý cuối?", VIETNAMESE, "Dạy nghề"),
        ("explain the fourth one", MARKED, ""),
        ("Who was the first minister?", MARKED, ""),  # no task
        ("explain the third one", "Boats, nets and lines are mended in the port. [1]", ""),
        ("explain the third one", "The documents do not say: no passage is about this.", ""),
        ("Có hai nước nào?", VIETNAMESE, ""),  # counts nothing off
        ("explain it", MARKED, ""),
    ],
)
def test_the_item_that_is_counted_to(question: str, answer: str, item: str) -> None:
    assert item_counted_to(question, answer) == item


def test_a_question_that_counts_is_asked_about_that_item() -> None:
    turns = [Turn("What are the tasks of the office?", MARKED)]
    assert self_contained("explain the second one", turns) == (
        "explain the second one (mend boats, nets, tasks of the office)?"
    )
