"""Divisions of laws are headings by their form, in every format; their places are computed."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from corpus.document import Document
from corpus.legal.divisions import in_roman, mark_of, rank, roman
from corpus.legal.instrument import instrument_of
from corpus.legal.provisions import Outline, with_page
from corpus.legal.quotations import quoted_places
from corpus.legal.validity import changes_in, in_force
from corpus.loading import document_from_bytes, load_document
from tests.support.acts import Act, acts

FIELD = Path(__file__).parents[4] / "shared" / "data" / "field"


def text(*lines: str) -> Document:
    return document_from_bytes("\n\n".join(lines).encode(), "a.txt")


def headings(document: Document) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in document.headings]


def place(document: Document, words: str) -> str | None:
    start = document.text.index(words)
    return Outline.of(document).place(start, start + len(words))


@pytest.mark.parametrize(
    ("line", "kind", "number", "closed"),
    [
        ("Điều 5. Phí", "article", "5", True),
        ("ĐIỀU 12a: Phí", "article", "12a", True),
        ("Article 5", "article", "5", True),
        ("Article 1 - Definitions", "article", "1", True),
        ("Section 2.1 Fees", "section", "2.1", False),
        ("CHƯƠNG II", "chapter", "II", True),
        ("Phần thứ hai", "part", "thứ hai", True),
        ("PHỤ LỤC", "annex", "", True),
        ("Annex B. Forms", "annex", "B", True),
    ],
)
def test_a_mark_of_a_division(line: str, kind: str, number: str, closed: bool) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert (mark.kind, mark.number, mark.closed) == (kind, number, closed)


@pytest.mark.parametrize(
    "line",
    [
        "điều 5. Phí",  # a sentence goes on here
        "Article 5(2) applies",
        "Article 5, paragraph 2",
        "Articles of faith",
        "Điều 5. Phí ............ 12",  # a line of the contents
        "Partners 5",
        "Phần mềm 5",
    ],
)
def test_what_is_no_mark(line: str) -> None:
    assert mark_of(line) is None


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert rank("II") == rank("2") == rank("thứ hai") == rank("Two") == (2, "")
    assert rank("5a") > rank("5")
    assert all(roman(in_roman(number)) == number for number in range(1, 400))


def test_titles_of_any_length_are_headings_and_text_is_under_its_own_article() -> None:
    long = "Trách nhiệm của chủ bến " + "khi có mưa to, gió lớn hoặc sương mù dày " * 4
    document = text(
        "Điều 1. Phạm vi",
        "Quy định về bến.",
        f"Điều 2. {long.strip()}",
        "Chủ bến có 12 áo phao.",
        "Điều 3. Phạt",
        "Phạt 3 triệu đồng.",
    )
    assert [level for level, _ in headings(document)] == [2, 2, 2]
    assert place(document, "Chủ bến có 12 áo phao.") == "Điều 2"
    assert place(document, "Phạt 3 triệu đồng.") == "Điều 3"


def test_a_title_on_the_next_line_belongs_to_its_mark() -> None:
    document = text(
        "CHAPTER I", "GENERAL PROVISIONS", "Article 1", "Scope", "It covers all ships we have.",
        "Article 2", "Fees", "The fee is due each year in March.",
    )  # fmt: skip
    assert headings(document) == [
        (2, "CHAPTER I GENERAL PROVISIONS"),
        (3, "Article 1 Scope"),
        (3, "Article 2 Fees"),
    ]


def test_an_article_without_a_title_has_its_words_as_text() -> None:
    document = text(
        "Article 4. The fee for a permit is 350,000 dong.",
        "Article 5. An application is decided within fifteen days.",
    )
    assert headings(document) == [(2, "Article 4."), (2, "Article 5.")]
    assert place(document, "The fee for a permit is 350,000 dong.") == "Article 4"


def test_a_sentence_that_names_an_article_is_no_heading() -> None:
    document = text(
        "The council decided as follows on the fees of the harbour.",
        "Article 5 of the law applies to all of them.",
    )
    assert document.headings == ()
    wrapped = "The rule is laid down for all ships of the fleet in the sixth part, as\n" * 3
    document = document_from_bytes(
        f"{wrapped}Article 5. It holds for boats as well, and for rafts of all kinds that go\n"
        "down the river in spring.\n".encode(),
        "a.txt",
    )
    assert document.headings == ()


def test_clauses_and_points_are_places() -> None:
    document = text(
        "Điều 4. Quyền",
        "1. Người dân có quyền:",
        "a) được biết;",
        "đ) được xem;",
        "Các quyền này không bị hạn chế.",
        "2. Không thu phí.",
        "Điều 5. Phí",
        "a) Phí cấp mới;",
        "i) tại xã;",
        "ii) tại tỉnh.",
    )
    assert place(document, "được biết") == "điểm a khoản 1 Điều 4"
    assert place(document, "được xem") == "điểm đ khoản 1 Điều 4"
    assert place(document, "Các quyền này không bị hạn chế.") == "khoản 1 Điều 4"
    assert place(document, "Không thu phí.") == "khoản 2 Điều 4"
    assert place(document, "tại tỉnh.") == "tiết ii điểm a Điều 5"
    start, end = document.text.index("được biết"), document.text.index("2. Không")
    outline = Outline.of(document)
    assert outline.place(start, end) == "khoản 1 Điều 4"
    assert outline.place(start, end + 5) == "Điều 4"


def test_english_places() -> None:
    document = text(
        "Article 5. Notices",
        "1. Notice is given in writing.",
        "2. It names:",
        "(a) the ship;",
        "(h) the port;",
        "(i) the day.",
        "Article 6. Fees",
        "(1) A fee is due:",
        "(a) for ships:",
        "(i) of steel;",
        "(iv) of wood.",
        "Annex II Forms",
        "1. The form is blue.",
    )
    assert place(document, "the ship;") == "Article 5(2)(a)"
    assert place(document, "the day.") == "Article 5(2)(i)"
    assert place(document, "of wood.") == "Article 6(1)(a)(iv)"
    assert place(document, "The form is blue.") == "Annex II, paragraph 1"


def test_a_heading_between_articles_does_not_end_one() -> None:
    document = document_from_bytes(
        b"# Law\n\n### Article 1. Scope\n\nIt covers ships.\n\n## Note\n\nAnd boats.\n\n"
        b"### Article 2. Fees\n\nThey are low.\n",
        "a.md",
    )
    assert place(document, "And boats.") == "Article 1"


def test_what_an_amending_law_quotes_is_no_article_of_its_own() -> None:
    document = text(
        "Điều 1. Sửa đổi một số điều",
        "1. Sửa đổi Điều 5 như sau:",
        "“Điều 5. Số khách",
        "1. Không quá 10 khách.",
        "2. Không quá 26 khách.”",
        "2. Bổ sung Điều 6.",
        "Điều 2. Hiệu lực",
        "Có hiệu lực từ năm sau.",
    )
    assert [words for _, words in headings(document)] == [
        "Điều 1. Sửa đổi một số điều",
        "Điều 2. Hiệu lực",
    ]
    assert place(document, "Không quá 26 khách.") == "khoản 1 Điều 1"
    assert place(document, "Bổ sung Điều 6.") == "khoản 2 Điều 1"
    assert quoted_places(["“Điều 5. Mở", "không bao giờ đóng"]) == frozenset()


def test_what_signs_an_act_is_in_no_article() -> None:
    document = text(
        "Điều 1. Phạm vi", "Quy định về bến.", "Điều 2. Phạt", "Phạt tiền.", "TM. CHÍNH PHỦ", "Lúa"
    )
    assert place(document, "TM. CHÍNH PHỦ") is None
    assert place(document, "Phạt tiền.") == "Điều 2"


def test_the_numbered_titles_of_an_act_are_its_sections() -> None:
    titles = ["1. Short title", "2. Meaning of words", "3. Prohibited practices"]
    told = [["It is cited so."], ["A word means this."], ["(1) No person may:", "(a) fish;"]]
    lines = [line for title, below in zip(titles, told, strict=True) for line in (title, *below)]
    document = text("Harbour Act 2031", "Part 1: Preliminary", *lines)
    assert place(document, "A word means this.") == "Section 2"
    assert place(document, "fish;") == "Section 3(1)(a)"
    listed = text("Report", "Part 1: Overview", "1. Boats", "2. Cars", "3. Trains", "They go far.")
    assert place(listed, "Cars") is None


def test_a_report_with_chapters_has_no_places() -> None:
    document = text("Chapter 1. Overview", "The year was good.", "Chapter 2. Trade", "It grew.")
    assert place(document, "It grew.") is None


def test_a_place_with_its_page() -> None:
    assert with_page("điểm b khoản 1 Điều 4", 7) == "điểm b khoản 1 Điều 4, tr. 7"
    assert with_page("Article 5(2)", 7) == "Article 5(2), p. 7"
    assert with_page("Điều 4", None) == "Điều 4"


def test_list_marks_of_a_page_are_kept() -> None:
    prose = (
        "The institute keeps a laboratory that is open to those who need it for their work. " * 6
    )
    page = (
        f"<main><h1>Rules</h1><p>{prose}</p>"
        '<p>Section 3. Access is granted to these persons:</p><ol type="a">'
        "<li>staff;</li><li>guests with <b>a letter</b>.</li></ol>"
        '<p>Section 4. It ends in these cases:</p><ol type="i" start="4"><li>the end;</li>'
        '<li>a breach.</li></ol><ol style="list-style:upper-roman"><li value="2">logs</li></ol>'
    )
    document = document_from_bytes(page.encode(), "a.html")
    marks = [line.mark for line in document.lines if line.kind == "item"]
    assert marks == ["(a)", "(b)", "iv.", "v.", "II."]
    assert place(document, "a letter") == "Section 3(b)"


@pytest.mark.parametrize("act", acts(), ids=lambda act: act.number)
def test_the_facts_of_an_act(act: Act) -> None:
    document = document_from_bytes(act.data(), act.file)
    own = instrument_of(document)
    assert own is not None and own.number == act.number
    assert (document.publisher, document.date) == (act.issuer, act.date)
    assert document.title is not None and act.number in document.title
    assert in_force(document) is not None


def word(author: str, *lines: str) -> Document:
    file = docx.Document()
    file.core_properties.author = author
    for line in lines:
        file.add_paragraph(line)
    buffer = io.BytesIO()
    file.save(buffer)
    return document_from_bytes(buffer.getvalue(), "a.docx")


def test_who_typed_a_file_did_not_publish_it() -> None:
    assert word("may-tinh-07", "Một dòng chữ.").publisher is None


@pytest.mark.parametrize(
    ("lines", "name", "date"),
    [
        (
            ["REPUBLIC OF X", "MINISTRY OF PORTS", "Circular 7/2025", "Aldersby, 8 July 2025"],
            "Circular 7/2025",
            "2025-07-08",
        ),
        (
            ["Regulation (EU) 2031/679 of 27 April 2031 on buoys", "The council has adopted it."],
            "Regulation (EU) 2031/679",
            "2031-04-27",
        ),
        (["Harbour Act", "Act No. 12 of 2023", "[Assented to on 3 May 2023]"],
         "Act No. 12 of 2023", "2023-05-03"),
    ],
)  # fmt: skip
def test_english_instruments(lines: list[str], name: str, date: str) -> None:
    document = text(*lines, "Article 1. Scope", "It covers ports of the country.")
    own = instrument_of(document)
    assert own is not None and own.name == name
    assert document.date == date


def test_an_essay_about_a_decree_is_not_the_decree() -> None:
    document = text(
        "Chợ đêm và người bán",
        "Nghị định số 77/2030/NĐ-CP đã thay đổi giờ họp chợ, và người bán chưa quen.",
        "Ở Hà Nội, ngày 05 tháng 9 năm 2030 là ngày chợ mở cửa.",
    )
    assert instrument_of(document) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Nghị định này thay thế Nghị định số 12/2009/NĐ-SN.", [("replaces", "12/2009/NĐ-SN")]),
        ("Nghị định số 9/2016/NĐ-CP hết hiệu lực.", [("repeals", "9/2016/NĐ-CP")]),
        ("Bãi bỏ khoản 3 Điều 3 của Nghị định số 41/2027/NĐ-CP.", [("amends", "41/2027/NĐ-CP")]),
        ("Decree No. 5/2020 is replaced by this Decree.", [("replaces", "5/2020")]),
        ("This Act repeals Act No. 3 of 2010.", [("repeals", "3 of 2010")]),
        ("Căn cứ Nghị định số 41/2027/NĐ-CP;", []),
    ],
)
def test_what_an_act_does_to_others(line: str, told: list[tuple[str, str]]) -> None:
    assert [(change.kind, change.number.number) for change in changes_in(line)] == told


@pytest.mark.skipif(not FIELD.exists(), reason="the inputs in ../shared are absent")
def test_the_inputs_of_the_field() -> None:
    decree = load_document(FIELD / "vn-decree-letterhead.docx")
    assert (decree.date, decree.publisher) == ("2019-02-19", "Bộ Sông Ngòi")
    assert decree.title == "Nghị định 77/2031/NĐ-SN về quản lý bến đò ngang"
    assert place(decree, "Người vi phạm bị phạt 3 triệu đồng.") == "Điều 3"
    ferries = load_document(FIELD / "long-article-titles.docx")
    assert place(ferries, "The fine is 3 million dong.") == "Article 3"
    law = load_document(FIELD / "amended-law.html")
    assert place(law, "The fee for a permit is 350,000 dong.") == "Article 4"
    access = load_document(FIELD / "lettered-list.html")
    assert place(access, "visiting researchers") == "Section 3(b)"
