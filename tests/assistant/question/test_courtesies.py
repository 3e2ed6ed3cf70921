"""Questions as people send them: the courtesies go, the question stays."""

from __future__ import annotations

import pytest

from assistant.question.courtesies import question_of


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("Dear Sir or Madam, who signed it? With best regards.", "who signed it?"),
        ("Good morning, when was ASEAN founded? Thank you in advance!", "when was ASEAN founded?"),
        ("Hello! What is science diplomacy? Kind regards, Lan", "What is science diplomacy?"),
        ("Kính gửi Ban biên tập, ai ký văn bản này? Trân trọng cảm ơn.", "ai ký văn bản này?"),
        ("Chào anh, Điều 4 nói gì? Em xin chân thành cảm ơn ạ!", "Điều 4 nói gì?"),
        ("Em chào anh chị, ASEAN thành lập năm nào ạ? Em cảm ơn.", "ASEAN thành lập năm nào ạ?"),
    ],
)
def test_the_question_of_a_letter(sent: str, asked: str) -> None:
    assert question_of(sent) == asked


@pytest.mark.parametrize(
    "whole",
    [
        "Who signed it?",
        "Some equate strategic autonomy with isolation. Is this correct?",
        "We were turned down in 2025. May we try again?",
        "The province draws up a plan. What exactly is set up under the deal with NVIDIA?",
        "Who is reached by digital transformation? Our mayor says only IT firms.",
        "Năm 2025 chúng tôi bị từ chối. Có được nộp lại lần nữa không?",
        "What is AI? What is a chip?",
        "thank you",
        "How do people say thank you in Vietnam?",
        "What did Dear Leader mean?",
        "Chào hàng cạnh tranh: áp dụng khi nào?",
        "chào giá, mức tối thiểu",
        "thư cảm ơn của đại sứ",
        "chính sách trân trọng nhân tài",
        "strategic autonomy. three foundations",
        "Hi",
        "",
    ],
)
def test_what_is_told_beside_a_question_stays(whole: str) -> None:
    assert question_of(whole) == whole
