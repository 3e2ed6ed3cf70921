"""Rules and their exceptions in both languages, and the items that are made of them."""

from __future__ import annotations

from random import Random

import pytest

from assistant.training.chapters.points import listed
from assistant.training.quiz.evidence.deeds_vietnamese import deeds_in
from assistant.training.quiz.evidence.rules import cases, rule_of
from assistant.training.quiz.items.exceptions import exception_choices
from assistant.training.quiz.items.short_answers import without_marks
from assistant.training.quiz.pool import Pool
from assistant.training.sentence import Sentence
from assistant.training.standing_alone_vietnamese import points_elsewhere, stands_alone
from tests.assistant.training.test_chapters import material, read

FERRIES = """# Ferry rules

No ferry may leave the Northern Quay unless it is entered in the register of the port.
A berth shall be refused to any ship with unpaid fees, unless the owner pays within ten days.
Vessels owned by a rescue service pay nothing, except for a duplicate certificate.
If the wind is above nine metres per second, the harbour master closes the basin.
Crews report to the signal tower when the fog is denser than 400 metres.
The pilot goes on board where the channel has not been dredged for a year.
The port closes at midnight.
"""


@pytest.mark.parametrize(
    ("text", "says", "exception", "kind"),
    [
        (
            "No ferry may leave the quay unless it is entered in the register.",
            "No ferry may leave the quay",
            "the ferry is entered in the register",
            "case",
        ),
        (
            "Vessels owned by a rescue service pay nothing, except for a duplicate certificate.",
            "Vessels owned by a rescue service pay nothing",
            "a duplicate certificate",
            "thing",
        ),
        (
            "The Harbour Act does not apply to boats of the navy.",
            "the Harbour Act",
            "boats of the navy",
            "scope",
        ),
        (
            "Chi phí thử nghiệm không được khấu trừ, trừ trường hợp tác giả đồng ý bằng văn bản.",
            "Chi phí thử nghiệm không được khấu trừ",
            "tác giả đồng ý bằng văn bản",
            "case",
        ),
        (
            "Luật Cảng biển không áp dụng đối với tàu quân sự và tàu công vụ.",
            "Luật Cảng biển",
            "tàu quân sự và tàu công vụ",
            "scope",
        ),
    ],
)
def test_a_rule_has_its_exception(text: str, says: str, exception: str, kind: str) -> None:
    rule = rule_of(Sentence.quoted(text))
    assert rule is not None
    assert (rule.says, rule.exception, rule.form[1]) == (says, exception, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Paragraph 1 does not apply to services of the port.",  # of which nothing says the text
        "The port closes at midnight.",
        "Chi phí này được trừ khi tính thu nhập ròng của cảng biển.",  # `deducted when`
    ],
)
def test_what_is_no_rule_with_an_exception(text: str) -> None:
    assert rule_of(Sentence.quoted(text)) is None


def test_the_exception_of_a_rule_is_asked_beside_cases_of_others() -> None:
    pool = Pool.of(material(read(FERRIES, "ferries.md"), topic="ferry"))
    assert len([one for each in pool.sentences for one in cases(each)]) == 6
    found = {one.item.stem: one.item for one in exception_choices(pool, Random(1))}
    item = found["Which case is an exception to the rule “No ferry may leave the Northern Quay”?"]
    assert item.answer == "The ferry is entered in the register of the port"
    assert item.answer in item.options and len(set(item.options)) == 4
    assert not any("certificate" in option for option in item.options), "a thing is no case"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Ngày 5/3, Thứ trưởng Bộ Y tế Lê Hà An nói với báo chí.",
            [("Thứ trưởng Bộ Y tế Lê Hà An", "does")],
        ),
        ("Sở Y tế phải báo cáo trước ngày 5.", [("Sở Y tế", "does")]),
        ("Phía Lào dự kiến mở cửa khẩu thứ hai.", [("Lào", "ought")]),
        (
            "Danh mục do Bộ Y tế và Bộ Công Thương ban hành.",
            [("Bộ Y tế", "does"), ("Bộ Công Thương", "does")],
        ),
        ("Sở Y tế không cấp phép cho cơ sở mới.", []),
        ("Hồ sơ được nộp tại Sở Y tế trong năm ngày.", []),
    ],
)
def test_who_does_what_in_vietnamese(text: str, told: list[tuple[str, str]]) -> None:
    assert [(one.name.text, one.way) for one in deeds_in(text)] == told


@pytest.mark.parametrize(
    ("number", "language", "form"),
    [
        ("1,200", "en", "1200"),
        ("74.5", "en", "74.5"),
        ("1.200", "vi", "1200"),
        ("74,5", "vi", "74.5"),
        ("73,3%", "vi", "73.3%"),
        ("2024", "vi", "2024"),
    ],
)
def test_a_figure_is_right_in_the_marks_of_its_language(
    number: str, language: str, form: str
) -> None:
    assert without_marks(number, language) == form


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Hội đồng sẽ tăng từ 7 lên 11 thành viên từ ngày 01/5/2026.", True),
        ("Đến hết tháng 8, Trung tâm nhận bao nhiêu hồ sơ?", True),
        ("Hội đồng truy cập dữ liệu nhận bao nhiêu đơn?", False),
        ("Chính phủ ban hành nghị định nào?", False),
    ],
)
def test_a_body_without_its_name_stands_for_nothing(text: str, points: bool) -> None:
    assert bool(points_elsewhere(text)) is points


ARTICLE = """QUY CHẾ BẾN CẢNG

Điều 4. Kế hoạch nạo vét

1. Chủ bến lập kế hoạch nạo vét hằng năm trước ngày 31 tháng 3.
2. Kế hoạch nạo vét của mỗi bến gồm các nội dung sau:
a) Khối lượng bùn cần nạo vét tại bến;
b) Vị trí đổ bùn và đường vận chuyển;
c) Kinh phí và nguồn chi trả.
3. Cảng vụ công bố các kế hoạch nạo vét trên cổng điện tử.
"""


def test_a_list_of_a_briefing_ends_where_its_article_goes_on() -> None:
    document = read(ARTICLE, "quy-che.txt")
    start = document.text.index("Kế hoạch nạo vét của")
    found = listed(Sentence(document, start, document.text.index("\n", start)))
    assert [item.mark for item in found] == ["a)", "b)", "c)"]


def test_what_leads_to_an_enactment_is_no_statement() -> None:
    assert not stands_alone("Theo đề nghị của Bộ trưởng Bộ Khoa học và Công nghệ;")
