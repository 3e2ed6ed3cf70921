# ruff: noqa: E501  # what a file says stands on one line
"""Lists of questions that people send: headers of two rows, several in a cell, lists beside tables,
marks of several kinds."""

from __future__ import annotations

from tests.support import office_files
from tests.support.field.variant import Variant, text, word_of

MIXED_VI = """CÂU HỎI CHO BUỔI HỌP

1) Ai là chủ tịch hội đồng
cảng?
2) Khi nào hết hạn
   nộp hồ sơ?

+ Lệ phí giấy phép là bao nhiêu?
• Trạm nào có xuồng?
Câu 5: Ai sửa xuồng?
Trả lời: Xưởng của trạm.
"""
MIXED = """Questions sent by the districts
a. Who keeps the lighthouse?
b. How many lamps
   does it have?
– What does a visit cost?
(v) Where is the ticket sold?
Question 5: When is it lit?
Answer: At dusk.
"""
MARKED_DOWN = """# Questions of the regions

## North

1. Who signs the permit?
2. When does the office open?

## South

| No | Question | From |
|---|---|---|
| 1 | How much is the deposit? | Mr Son |
| 2 | Which form is used? | Ms Hoa |
"""
HEADER, HALF = "question list: wrong column", "question list: half read"
DROPPED, SEVERAL = "question list: lines dropped", "question list: several in a cell"
VARIANTS = [
    Variant("cau-hoi.xlsx", HEADER, lambda: office_files.workbook(
        {"Tổng hợp": [["Tổng hợp câu hỏi của các địa phương", None, None, None, None],
                      ["TT", "Đơn vị", "Nội dung", None, "Ghi chú"],
                      [None, None, "Lĩnh vực", "Câu hỏi", None],
                      [1, "Sở A", "Cảng", "Ai là chủ tịch hội đồng cảng?", None],
                      [2, "Sở B", "Phí", "Lệ phí giấy phép là bao nhiêu?", "gấp"],
                      [3, "Sở B", "Trạm", "Trạm nào có xuồng?", None]]},
        ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3")),
        questions=("Ai là chủ tịch hội đồng cảng?", "Lệ phí giấy phép là bao nhiêu?",
                   "Trạm nào có xuồng?")),
    Variant("enquiries.docx", HEADER, word_of(
        "# Enquiries", [["No.", "Enquiry", "Enquiry", "Desk"], ["No.", "Subject", "Question", "Desk"],
                        ["1", "Lamps", "Who keeps the lighthouse?", "East"],
                        ["2", "Fees", "What does a visit cost?", "West"]]),
        questions=("Who keeps the lighthouse?", "What does a visit cost?")),
    Variant("hop.docx", HALF, word_of(
        "# Câu hỏi tại phiên điều trần", "# Cảng", "1. Ai là chủ tịch hội đồng cảng?",
        "1. Khi nào hết hạn nộp hồ sơ?", "Lưu ý: trả lời trước thứ Sáu.", "# Phí",
        [["TT", "Câu hỏi", "Người hỏi"], ["1", "Lệ phí giấy phép là bao nhiêu?", "Bà Lan"],
         ["2", "Trạm nào có xuồng?", "Ông Sơn"]]),
        questions=("Ai là chủ tịch hội đồng cảng?", "Khi nào hết hạn nộp hồ sơ?",
                   "Lệ phí giấy phép là bao nhiêu?", "Trạm nào có xuồng?")),
    Variant("regions.md", HALF, text(MARKED_DOWN),
            questions=("Who signs the permit?", "When does the office open?",
                       "How much is the deposit?", "Which form is used?")),
    Variant("hop.txt", DROPPED, text(MIXED_VI),
            questions=("Ai là chủ tịch hội đồng cảng?", "Khi nào hết hạn nộp hồ sơ?",
                       "Lệ phí giấy phép là bao nhiêu?", "Trạm nào có xuồng?", "Ai sửa xuồng?")),
    Variant("districts.txt", DROPPED, text(MIXED),
            questions=("Who keeps the lighthouse?", "How many lamps does it have?",
                       "What does a visit cost?", "Where is the ticket sold?", "When is it lit?")),
    Variant("offices.xlsx", SEVERAL, lambda: office_files.workbook(
        {"List": [["Office", "Questions"],
                  ["East", "a) Who keeps the lighthouse?\nb) When is it lit?"],
                  ["West", "What does a visit cost?\nWhere is the ticket sold?"]]}),
        questions=("Who keeps the lighthouse?", "When is it lit?", "What does a visit cost?",
                   "Where is the ticket sold?")),
    Variant("so.docx", SEVERAL, word_of(
        "# Câu hỏi", [["Đơn vị", "Câu hỏi"],
                      ["Sở A", "1/ Ai sửa xuồng?\n2/ Trạm nào có xuồng?"],
                      ["Sở B", "- Lệ phí là bao nhiêu?\n- Ai ký giấy phép?"]]),
        questions=("Ai sửa xuồng?", "Trạm nào có xuồng?", "Lệ phí là bao nhiêu?",
                   "Ai ký giấy phép?")),
]  # fmt: skip
