"""Questions by a number where the headings say it without `Article` or `Điều`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.support.hashing_embedder import HashingEmbedder

FILES = {
    "reporting.md": """# Circular 14/2026 on harbour reports

## 1. Purpose

It says how harbours report.

## 2. Scope

### 2.1 Harbours

Harbours with more than ten berths.

### 2.2 Ships

Ships above 500 tonnes.

## 3. Reporting

Harbours report by 31 March. The report names:

1. the ships;
2. the berths.

## 4. Fees

No fee is due.
""",
    "guide.txt": """Guideline 7/2025 on field stations

I. Purpose

Field stations are open to all.

II. Staff

Each station has four wardens.

III. Closing

Stations close in winter.
""",
    "chi-thi.md": """# Chỉ thị 05/CT-BKHCN về an toàn phòng thí nghiệm

## 1. Mục đích

Chỉ thị này bảo đảm an toàn.

## 2. Phạm vi

Áp dụng cho các viện.

## 3. Tổ chức thực hiện

Các viện báo cáo trước ngày 15 tháng 6.
""",
    "ke-hoach.txt": """KẾ HOẠCH 12/KH-BKHCN
Về đo đạc mực nước

I. MỤC ĐÍCH

Đo mực nước ở ba cửa sông.

II. NHIỆM VỤ

1. Đo đạc
Đo hai lần mỗi ngày.

2. Báo cáo
Báo cáo mỗi tháng.

III. TỔ CHỨC THỰC HIỆN

Viện Thủy văn chủ trì.
""",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("numbered")
    (folder / "given").mkdir()
    for name, text in FILES.items():
        (folder / "given" / name).write_text(text, encoding="utf-8")
    made = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    assert all(report.stored for report in made.ingest([folder / "given"]))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("question", "said", "place"),
    [
        ("What does section 3 of Circular 14/2026 say?", "2. the berths.", "Section 3"),
        ("What does section 2.1 of Circular 14/2026 say?", "ten berths", "Section 2.1"),
        ("What does section 2 of Circular 14/2026 say?", "500 tonnes", "Section 2"),
        ("When do harbours report under section 3 of Circular 14/2026?", "31 March", "Section 3"),
        ("What does Section II of Guideline 7/2025 say?", "four wardens", "Section II"),
        ("What does section 2 of Guideline 7/2025 say?", "four wardens", "Section II"),
        ("Mục 3 của Chỉ thị 05/CT-BKHCN quy định gì?", "15 tháng 6", "Mục 3"),
        ("Mục III của Kế hoạch 12/KH-BKHCN quy định gì?", "Thủy văn", "Mục III"),
        ("Mục II.2 của Kế hoạch 12/KH-BKHCN quy định gì?", "mỗi tháng", "Mục II.2"),
    ],
)
def test_a_place_answers(assistant: Assistant, question: str, said: str, place: str) -> None:
    answer = assistant.ask(question, keep=False)
    assert answer.status == "answered" and said in answer.text
    assert {citation.place for citation in answer.citations} == {place}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What does section 9 of Circular 14/2026 say?",
            "Section 9 is not in Circular 14/2026; it has Section 1 to 4.",
        ),
        (
            "What does section 2.9 of Circular 14/2026 say?",
            "Section 2.9 is not in Circular 14/2026; it has Section 2.1 to 2.2.",
        ),
        (
            "What does Article 3 of Circular 14/2026 say?",
            "Article 3 is not in Circular 14/2026; it has Section 1 to 4.",
        ),
        (
            "Mục 9 của Chỉ thị 05/CT-BKHCN quy định gì?",
            "Mục 9 không có trong Chỉ thị 05/CT-BKHCN; văn bản này có từ Mục 1 đến 3.",
        ),
    ],
)
def test_a_place_that_is_not_there(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question, keep=False)
    assert answer.status == "not_found" and said in answer.text
