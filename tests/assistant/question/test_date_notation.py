"""A date is asked for as the library writes it."""

from __future__ import annotations

import pytest

from assistant.question.date_notation import as_written


@pytest.mark.parametrize(
    ("question", "library", "asked"),
    [
        ("What was signed on 5 December 2024?", "on 05/12/2024", "What was signed on 05/12/2024?"),
        ("What was signed on 05/12/2024?", "on 05/12/2024", "What was signed on 05/12/2024?"),
        ("What happened on 2024-12-05?", "5 December 2024", "What happened on 5 December 2024?"),
        ("What happened on 5 December 2024?", "December 5, 2024",
         "What happened on December 5, 2024?"),
        ("Ngày 5/12/2024 ký gì?", "ngày 05 tháng 12 năm 2024", "Ngày 05 tháng 12 năm 2024 ký gì?"),
        # Neither stands there, or it is no one day.
        ("What was signed on 6 December 2024?", "on 05/12/2024",
         "What was signed on 6 December 2024?"),
        ("What was signed in December 2024?", "on 05/12/2024", "What was signed in December 2024?"),
    ],
)  # fmt: skip
def test_a_date_is_asked_in_the_notation_that_stands_there(
    question: str, library: str, asked: str
) -> None:
    assert as_written(question, lambda words: f" {words} " in f" {library} ") == asked
