"""What is not shown: uncited, active, in another language, or not in what it cites."""

from __future__ import annotations

import pytest

from assistant.language_model.reply_sentences import ReplySentence
from assistant.language_model.supported import StandsInWords, why_not

QUOTES = {1: "The agreement was signed on 5 December 2024 in Hanoi.", 2: "No fee is due."}
QUESTION = "When was the agreement signed?"


@pytest.mark.parametrize(
    ("text", "cited", "reason"),
    [
        ("The agreement was signed on 5 December 2024.", (1,), ""),
        ("The agreement was signed on 5 December 2024.", (), "citation"),
        ("The agreement was signed on 5 December 2024.", (3,), "citation"),
        ("The agreement was signed on 5 December 2024.", (1, 9), "citation"),
        ("The agreement was signed on 5 December 2024.", (0,), "citation"),
        ("The agreement was signed on 6 December 2024.", (1,), "support"),
        ("The agreement was not signed on 5 December 2024.", (1,), "support"),
        ("The agreement was signed in Hanoi, see http://x.example.", (1,), "form"),
        ("The agreement was signed, see ![x](y).", (1,), "form"),
        ("The agreement was <b>signed</b> in Hanoi.", (1,), "form"),
        ("The agreement was signed, mail a@b.example.", (1,), "form"),
        ("The agreement was signed at evil.com today.", (1,), "form"),
        ("The agreement was signed [see 4] in Hanoi.", (1,), "form"),
        ("Hiệp định được ký kết tại Hà Nội năm 2024.", (1,), "language"),
        ("A wholly different matter was decided there.", (1,), "support"),
        ("No fee is due.", (2,), ""),
    ],
)
def test_why_not(text: str, cited: tuple[int, ...], reason: str) -> None:
    assert why_not(ReplySentence(text, cited), QUOTES, QUESTION, StandsInWords()) == reason
