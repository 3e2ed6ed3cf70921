"""Plans without articles: their titles are headings, and places in them are cited."""

from __future__ import annotations

import pytest

from corpus.blocks import Element
from corpus.document import Document
from corpus.legal.plans import plan_levels
from corpus.legal.provisions import Outline
from corpus.loading import document_from_bytes
from tests.support.documents import word_bytes

PLAN = [
    "UBND TỈNH HÀ NAM", "KẾ HOẠCH", "Chuyển đổi số năm 2025", "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích",
    "Nâng cao hiệu quả phục vụ người dân.", "2. Yêu cầu", "a) Bám sát chỉ đạo của tỉnh.",
    "b) Phân công rõ ràng, đúng tiến độ.", "II. NHIỆM VỤ", "1. Hạ tầng số",
    "Phủ sóng 5G tại 12 xã trong năm 2025.", "2. Nhân lực", "Đào tạo 300 cán bộ xã.",
    "III. TỔ CHỨC THỰC HIỆN", "1. Sở Nội vụ chủ trì thực hiện kế hoạch này.",
    "2. Các sở phối hợp thực hiện.",
]  # fmt: skip


def in_word(lines: list[str]) -> Document:
    import docx

    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    return document_from_bytes(word_bytes(word), "a.docx")


@pytest.mark.parametrize("form", ["docx", "txt"])
def test_places_of_a_plan(form: str) -> None:
    document = (
        in_word(PLAN)
        if form == "docx"
        else document_from_bytes("\n\n".join(PLAN).encode(), "a.txt")
    )
    outline = Outline.of(document)

    def place(words: str) -> str | None:
        start = document.text.index(words)
        return outline.place(start, start + len(words))

    assert place("Nâng cao hiệu quả") == "Mục I.1"
    assert place("Bám sát chỉ đạo") == "điểm a Mục I.2"
    assert place("Đào tạo 300") == "Mục II.2"
    assert place("Các sở phối hợp") == "khoản 2 Mục III"
    assert place("Chuyển đổi số năm 2025") is None
    assert document.heading_path_at(document.text.index("5G"))[-2:] == (
        "II. NHIỆM VỤ", "1. Hạ tầng số",
    )  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["I. Mở đầu", "Lời nói đầu.", "III. Kết luận", "Hết."],  # a gap
        ["I. Cá biển", "II. Tôm nuôi", "III. Mực ống"],  # a list
        ["I. Nộp đơn cho cơ quan;", "Sau đó chờ.", "II. Nhận kết quả tại bộ phận;", "Hết."],
        ["I. Purpose", "It serves all.", "II. Tasks", "There are two."],  # cited otherwise
        ["I. Mục đích", "Chỉ có một phần."],
    ],
)
def test_what_is_no_plan(lines: list[str]) -> None:
    assert plan_levels([Element("paragraph", line) for line in lines]) == {}


def test_a_law_is_cited_by_its_articles_whatever_its_lists() -> None:
    document = in_word(["Điều 1. Phạm vi", "Gồm các phần sau.", "I. Phần một của danh mục", "Chữ.",
                        "II. Phần hai của danh mục", "Những chữ.", "Điều 2. Hiệu lực",
                        "Từ ngày ký."])  # fmt: skip
    start = document.text.index("Những chữ")
    assert Outline.of(document).place(start, start + 5) == "Điều 1"
