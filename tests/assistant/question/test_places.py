"""Places of laws in questions, and what is asked of them."""

from __future__ import annotations

import pytest

from assistant.question.analysis import analyse
from assistant.question.places import places_in


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Điều 4 khoản 2 quy định gì?", ["khoản 2 Điều 4"]),
        ("khoản 3 Điều 10 Nghị định 36/2025/NĐ-CP?", ["khoản 3 Điều 10"]),
        ("dieu 4 khoan 2 quy dinh gi", ["khoản 2 Điều 4"]),
        ("Điểm đ khoản 1 Điều 4 nói gì?", ["điểm đ khoản 1 Điều 4"]),
        ("khoản 1 và khoản 2 Điều 4", ["khoản 1 Điều 4", "khoản 2 Điều 4"]),
        ("Điều 5 và Điều 6 nói gì?", ["Điều 5", "Điều 6"]),
        ("Chương II gồm những điều nào?", ["Chương II"]),
        ("What does Article 5(2) say?", ["Article 5(2)"]),
        ("What does point (a) of Article 5(2) say?", ["Article 5(2)(a)"]),
        ("Article 5, paragraph 2, point (a)", ["Article 5(2)(a)"]),
        ("What does Section 12(3)(a)(ii) require?", ["Section 12(3)(a)(ii)"]),
        ("What is in Annex II?", ["Annex II"]),
        ("Mức 5 là bao nhiêu?", []),
        ("Please point out three chapters.", []),
        ("What does the article say?", []),
    ],
)
def test_places_of_a_question(question: str, places: list[str]) -> None:
    assert [one.place for one in places_in(question)] == places


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("Điều 4 khoản 2 quy định gì?", set()),
        ("Theo Điều 3 thì mức phạt là bao nhiêu?", {"mức", "phạt"}),
        ("What does Article 5(2) say about whales?", {"whales"}),
        ("Which articles are in Chapter II?", set()),
    ],
)
def test_what_is_asked_of_a_place(question: str, beside: set[str]) -> None:
    assert analyse(question).beside == beside


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Nghị định 36/2025/NĐ-CP có hiệu lực từ ngày nào?", "in_force"),
        ("Nghị định 36/2025/NĐ-CP được ban hành ngày nào?", "signed"),
        ("Ai ban hành Nghị định 36/2025/NĐ-CP?", "issuer"),
        ("When does Regulation (EU) 2016/679 enter into force?", "in_force"),
        ("When was Act No. 12 of 2023 passed?", "signed"),
        ("Who issued Decree No. 5/2020?", "issuer"),
        ("Nghị định 36/2025/NĐ-CP quy định mức phạt bao nhiêu?", None),
        ("When was the harbour of Decree No. 5/2020 built?", None),
        ("Khi nào báo cáo được ban hành?", None),
    ],
)
def test_what_is_asked_of_an_instrument(question: str, fact: str | None) -> None:
    assert analyse(question).fact == fact
