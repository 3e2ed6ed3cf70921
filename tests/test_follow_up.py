"""Follow-ups are made self-contained from the turns before, and other questions left alone."""

from __future__ import annotations

import pytest

from assistant.answer import Turn
from assistant.follow_up import self_contained, topic_of


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "What is strategic autonomy?",
            "What are its three foundations?",
            "What are strategic autonomy's three foundations?",
        ),
        (
            "What is the Hanoi Convention?",
            "When was it signed?",
            "When was Hanoi Convention signed?",
        ),
        ("What does Denmark do?", "What about Singapore?", "What does Singapore do?"),
        (
            "What is science diplomacy?",
            "What about tech diplomacy?",
            "What is science diplomacy, tech diplomacy?",
        ),
        (
            "Why does technology diplomacy matter?",
            "Any others?",
            "Any others (technology diplomacy matter)?",
        ),
        ("What is strategic autonomy?", "Why?", "Why (strategic autonomy)?"),
    ],
)
def test_a_follow_up_gets_what_it_lacks(before: str, question: str, expected: str) -> None:
    assert self_contained(question, [Turn(before)]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is technology diplomacy?",
        "Who witnessed the signing of the agreement with NVIDIA?",
        "What did Vietnam say about its own plans?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert self_contained(question, [Turn("What is strategic autonomy?")]) == question
    assert self_contained(question, []) == question


def test_the_topic_is_the_weightiest_run_of_words() -> None:
    assert topic_of("What is the role of the Ministry of Foreign Affairs?") == (
        "role of the Ministry of Foreign Affairs"
    )
    assert topic_of("why?") == ""
