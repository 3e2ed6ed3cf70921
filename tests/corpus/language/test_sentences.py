"""Where Vietnamese sentences end; that English ones end where they did."""

from __future__ import annotations

import pytest

from corpus.language.sentences import sentence_pieces, sentence_spans


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language=language)]


WHOLE = [
    "Đoàn công tác do TP. Hồ Chí Minh cử đi.",
    "Hội nghị tổ chức tại Tp. Đà Nẵng.",
    "Người ghi biên bản là ThS. Bùi Hải Yến.",
    "Báo cáo do TS. Lê Thu Hằng trình bày.",
    "Chủ tịch Hội đồng là PGS.TS. Trần Văn Bình.",
    "Chủ tịch Hội đồng là GS. TS. Trần Văn Bình.",
    "Người khám là BS. Phạm Minh Đức.",
    "Câu hỏi của ĐB. Nguyễn Thị Hoa được ghi lại.",
    "Trụ sở đặt tại P. Bến Nghé, Q. 1.",
    "Ý kiến của Đ/c. Nam được thông qua.",
    "Sách, báo, tạp chí, v.v. được miễn thuế.",
    "Xem tr. 15 của tài liệu này.",
    "Sách do Nxb. Chính trị quốc gia in năm 2024.",
    "Nghị định số 13/2026/NĐ-CP được ban hành ngày 1.1.2026 tại Hà Nội.",
    "Mức hỗ trợ là 1.000.000 đồng một tháng.",
    "Điều 5. Phạm vi điều chỉnh",
    "Khoản 2. Mức chi do Bộ trưởng quyết định.",
    "Chương II. QUY ĐỊNH CỤ THỂ",
    "PHỤ LỤC I. DANH MỤC NHIỆM VỤ",
    "III. TỔ CHỨC THỰC HIỆN",
    "KT. BỘ TRƯỞNG, THỨ TRƯỞNG Phạm Quốc Bảo",
    "Ông nói anh… không đồng ý.",
    "Cô hỏi: “Vì sao?” rồi đi.",
]


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("language", ["vi", None])
def test_a_vietnamese_sentence_does_not_end_at_an_abbreviation(
    text: str, language: str | None
) -> None:
    assert sentences(text, language) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Ông nghĩ… | Không ai biết.",
        "Ông hỏi: “Ai trả tiền?” | Bà không đáp.",
        "Ông nói: “Tôi làm xong rồi.” | Mọi người ra về.",
        'Ông nói: "Tôi làm xong rồi." | Mọi người ra về.',
        "Nhà trường mua sách, báo, v.v. | Ông Nam ký hóa đơn.",
        "Việc này theo quy định tại Điều 5. | Cơ quan chủ trì báo cáo.",
        "Quyết định có hiệu lực từ ngày 1.1.2026. | Bộ trưởng tổ chức thực hiện.",
        "Mức chi là 1.000.000 đồng. | Khoản 2. Mức thu do tỉnh quyết định.",
        "Nghị định số 13/2026/NĐ-CP. | Thông tư này có hiệu lực ngay.",
        "Họ đến TP. Huế. | TS. Lan dự họp.",
        "Chủ tịch là bà Lan của ITU-T. | Ông Nam vắng mặt.",
        "tôi muốn hỏi về thị thực. | thủ tục thế nào?",
        "b) Điểm hai. | đ) Điểm ba.",
        "d) Có bốn cơ sở đào tạo; | đ) Có hai phòng thí nghiệm.",
    ],
)
@pytest.mark.parametrize("language", ["vi", None])
def test_a_vietnamese_sentence_ends(text: str, language: str | None) -> None:
    parts = text.split("| ")
    assert sentence_pieces(text.replace("| ", ""), language) == parts


@pytest.mark.parametrize("mark", ["a)", "b)", "đ)", "-", "+", "2.", "(3)"])
def test_the_mark_of_an_item_is_no_part_of_its_sentence(mark: str) -> None:
    text = f"{mark} Bộ trưởng quyết định. Mức chi giữ nguyên."
    assert sentences(text, "vi") == ["Bộ trưởng quyết định.", "Mức chi giữ nguyên."]


@pytest.mark.parametrize(
    "text",
    [
        "The panel met… Nobody knows why.",
        "We asked for the TS. | It was late.",
        "Is it a treaty? | No. | It records intentions.",
        "The U.S. President met Dr. Xi on Dec. 5, 2024. | It went well.",
    ],
)
def test_english_is_as_before(text: str) -> None:
    parts = text.split("| ")
    assert sentence_pieces(text.replace("| ", ""), "en") == parts
