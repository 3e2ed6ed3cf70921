"""Lists of questions: every format, every way to name columns, and everything wrong with them."""

from __future__ import annotations

import csv
import datetime
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from assistant.faq.lists.columns import role
from assistant.faq.lists.grid import letter, listed
from assistant.faq.lists.question_list import SUFFIXES, QuestionList, from_text, read_questions
from assistant.faq.lists.question_text import cleaned, has_words, looks_asked
from corpus.errors import AssistantError

Rows = list[list[object]]
TABLE: Rows = [
    ["ID", "Question", "Topic", "Embassy"],
    [7, "What is technology diplomacy?", "Basics", "Paris"],
    [8, "Who signed the agreement, and when?", "", "Hà Nội"],
    ["x-9", "Vì sao cần tự chủ chiến lược?", "Chiến lược", "東京"],
]
EXPECTED = [
    ("7", "What is technology diplomacy?", "Basics", {"Embassy": "Paris"}, 2),
    ("8", "Who signed the agreement, and when?", "", {"Embassy": "Hà Nội"}, 3),
    ("x-9", "Vì sao cần tự chủ chiến lược?", "Chiến lược", {"Embassy": "東京"}, 4),
]


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    told = io.StringIO(newline="")
    csv.writer(told, delimiter=delimiter).writerows(rows)
    return told.getvalue().encode(encoding)


def as_xlsx(rows: Rows, change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_docx(rows: Rows) -> bytes:
    document = docx.Document()
    add_table(document, rows)
    return saved(document)


def add_table(document: docx.document.Document, rows: Rows) -> docx.table.Table:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, row, strict=True):
            cell.text = str(value)
    return table


def saved(document: docx.document.Document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def as_markdown(rows: Rows) -> bytes:
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|---|:--|---|---|", *lines[1:]]).encode()


def as_jsonl(rows: Rows) -> bytes:
    keys = ["id", "question", "topic", "Embassy"]
    told = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in rows[1:]]
    return "\n".join(["", *told]).encode()


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., QuestionList]:
    def read(name: str, data: bytes | str, **options: str) -> QuestionList:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_questions(path, **options)

    return read


Read = Callable[..., QuestionList]


def asked(questions: QuestionList) -> list[str]:
    return [row.question for row in questions.rows]


def refused(read: Read, name: str, data: bytes | str, **options: str) -> str:
    with pytest.raises(AssistantError) as caught:
        read(name, data, **options)
    told = str(caught.value)
    assert "\n" not in told and told.endswith(".") and len(told) < 600
    return told


def test_every_suffix_has_a_reader_tested_here() -> None:
    assert {name for name, _ in FORMATS} | {".txt"} == set(SUFFIXES)


FORMATS = [
    (".csv", as_csv(TABLE)),
    (".tsv", as_csv(TABLE, "\t")),
    (".xlsx", as_xlsx(TABLE)),
    (".docx", as_docx(TABLE)),
    (".md", as_markdown([TABLE[0], *TABLE[1:]])),
    (".jsonl", as_jsonl(TABLE)),
]


@pytest.mark.parametrize(("suffix", "data"), FORMATS, ids=[suffix for suffix, _ in FORMATS])
def test_the_same_table_in_every_format(read: Read, suffix: str, data: bytes) -> None:
    questions = read(f"list{suffix}", data)
    rows = [(r.id, r.question, r.topic, dict(r.columns), r.line) for r in questions.rows]
    shift = 1 if suffix == ".md" else 0
    assert rows == [(*row[:4], row[4] + shift) for row in EXPECTED]
    assert questions.columns == ("Embassy",)
    assert questions.question_column is not None
    assert "uestion" in questions.question_column
    assert read(f"list{suffix}", data) == questions, "the same file gives the same rows"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_delimiters_and_unicode_encodings(read: Read, delimiter: str, encoding: str) -> None:
    questions = read("list.csv", as_csv(TABLE, delimiter, encoding))
    assert asked(questions) == [row[1] for row in EXPECTED]
    assert [row.id for row in questions.rows] == ["7", "8", "x-9"]


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1252", ["Où est le siège de l’ASEAN ?", "Quel est le rôle du ministère – et l’État ?"]),
        ("cp1252", ["What does “strategic autonomy” mean – and for whom?", "Who pays?"]),
        ("cp1252", ["Was heißt Außenpolitik für die Länder?", "Welche Verträge gelten künftig?"]),
        ("cp1258", ["Ngoại giao công nghệ là gì?", "Vì sao cần tự chủ chiến lược?"]),
        ("cp1251", ["Что такое технологическая дипломатия?", "Кто подписал это соглашение?"]),
    ],
)
def test_older_encodings(read: Read, encoding: str, rows: list[str]) -> None:
    # cp1258 has its tone marks apart; NFC puts them together again.
    letters = [unicodedata.normalize("NFD", row) if encoding == "cp1258" else row for row in rows]
    if encoding == "cp1258":
        letters = [composed_without_tones(row) for row in letters]
    data = as_csv([["Question"], *([row] for row in letters)], encoding=encoding)
    assert asked(read("list.csv", data)) == rows


def composed_without_tones(text: str) -> str:
    """Vowels with their circumflex, breve or horn in one letter, tones as marks after them."""
    for plain, mark, letter_ in (
        ("a", "\u0302", "â"), ("e", "\u0302", "ê"), ("o", "\u0302", "ô"), ("a", "\u0306", "ă"),
        ("o", "\u031b", "ơ"), ("u", "\u031b", "ư"),
    ):  # fmt: skip
        text = text.replace(plain + mark, letter_)
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            text = text.replace(plain + tone + mark, letter_ + tone)
    return text


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cn")), min_size=1, max_size=40
).map(cleaned)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(words.filter(lambda text: has_words(text) and cleaned(text) == text), min_size=1),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_questions_written_as_csv_are_read_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], delimiter: str, encoding: str
) -> None:
    rows: Rows = [["Nr", "Question", "Topic"]]
    rows += [[f"n{number}", text, "T"] for number, text in enumerate(texts)]
    path = tmp_path_factory.mktemp("property") / "list.csv"
    path.write_bytes(as_csv(rows, delimiter, encoding))
    # A cell that says `Question` once more is taken for a repeated header.
    kept = [(f"n{n}", text) for n, text in enumerate(texts) if text != "Question"]
    if kept:
        questions = read_questions(path)
        assert [(row.id, row.question) for row in questions.rows] == kept


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Question", "question"), ("CÂU HỎI", "question"), ("cau hoi", "question"),
        ("Questions:", "question"), ("Full question", "question"), ("Asked", "question"),
        ("Question (one a row, please, in English and not too long)", "question"),
        ("Frage", "question"), ("Question asked by", None), ("Question type", None),
        ("Is this a question?", None), ("ID", "id"), ("No.", "id"), ("#", "id"), ("№", "id"),
        ("STT", "id"), ("Số thứ tự", "id"), ("Question no.", "id"), ("Q#", None),
        ("Chủ đề", "topic"), ("THÈME", "topic"), ("Question topic", "topic"), ("Owner", None),
        ("", None),
    ],
)  # fmt: skip
def test_names_of_columns(name: str, found: str | None) -> None:
    assert (role(name) or (None,))[0] == found


def test_letters_and_lists_of_rows() -> None:
    assert [letter(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert listed("row", [4]) == "Row 4"
    assert listed("line", [4, 7]) == "Lines 4 and 7"
    assert listed("row", range(1, 21)).endswith("11, 12 and 8 more")


@pytest.mark.parametrize("make", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_titles_above_the_header_are_told_of(read: Read, make: Callable[[Rows], bytes]) -> None:
    title: Rows = [["Questions of the embassies"], [], ["As of", "3 May 2026"]]
    questions = read("list.csv" if make is as_csv else "list.xlsx", make([*title, *TABLE]))
    assert asked(questions) == [row[1] for row in EXPECTED]
    assert [row.line for row in questions.rows] == [5, 6, 7]
    assert any("Left out above the header" in n and "As of" in n for n in questions.notes)


def test_a_column_without_a_known_name(read: Read) -> None:
    rows: Rows = [
        ["Ref", "Inhalt", "Who"],
        ["a", "What is the fund?", "Paris"],
        ["b", "Role of ASEAN", "Rome"],
        ["c", "How is it paid?", "Oslo"],
    ]
    questions = read("list.csv", as_csv(rows))
    assert asked(questions) == ["What is the fund?", "Role of ASEAN", "How is it paid?"]
    assert questions.columns == ("Ref", "Who")
    assert "column B, since most of its cells are questions" in questions.notes[-3]
    assert "Row 1 (“Ref | Inhalt | Who”) was taken for the header." in questions.notes

    rows[1][1] = rows[3][1] = "Energy"
    told = refused(read, "list.csv", as_csv(rows))
    assert "no column that is plainly the questions" in told and "--column" in told
    assert "“Ref” (A), “Inhalt” (B), “Who” (C)" in told
    for column in ("inhalt", "INHÁLT", "B", "b"):
        chosen = read("list.csv", as_csv(rows), column=column)
        assert asked(chosen) == ["Energy", "Role of ASEAN", "Energy"]
    assert "no column “D”" in refused(read, "list.csv", as_csv(rows), column="D")


def test_a_table_without_a_header(read: Read) -> None:
    questions = read("list.csv", "Energy,What is X?\nTrade,Why is Y?\nTrade,Tariffs\n")
    assert [(row.line, row.question) for row in questions.rows] == [
        (1, "What is X?"),
        (2, "Why is Y?"),
        (3, "Tariffs"),
    ]
    assert questions.columns == ("column A",)
    one = "What is X, and why?\nWho is Y, and when?\nWhere is it, please?\n"
    assert asked(read("list.csv", one)) == one.splitlines()


def test_an_asked_for_column_goes_before_a_named_one(read: Read) -> None:
    rows: Rows = [["Question (EN)", "Question (VN)"], ["What is X?", "X là gì?"]]
    questions = read("list.csv", as_csv(rows))
    assert asked(questions) == ["What is X?"]
    assert "“Question (VN)” may hold questions too" in questions.notes[0]
    assert dict(questions.rows[0].columns) == {"Question (VN)": "X là gì?"}
    for column in ("question (vn)", "B"):
        assert asked(read("list.csv", as_csv(rows), column=column)) == ["X là gì?"]


def test_commas_without_quotation_marks(read: Read) -> None:
    last = read("list.csv", "id,question\n1,What is X, and why?\n2,Who?\n")
    assert asked(last) == ["What is X, and why?", "Who?"]
    assert "Row 2: more cells than the header" in last.notes[0] and "joined" in last.notes[0]
    inner = read("list.csv", "question,owner\nWho?,Paris,extra\n")
    assert dict(inner.rows[0].columns) == {"owner": "Paris", "column C": "extra"}
    assert "carried" in inner.notes[0]


def test_quotation_marks(read: Read) -> None:
    told = refused(read, "list.csv", 'id,question\n1,"What is X?\n2,Who is Y?\n')
    assert "quotation mark in row 2 that is never closed" in told
    questions = read("list.csv", 'id,question\n1,"What is ""X"",\nand why?"\n2,"Belt" or 5"?\n')
    assert asked(questions) == ['What is "X", and why?', 'Belt or 5"?']
    swallowed = read("list.csv", 'id,question\n1,"What is X?\n2,Who?\n3,"Why?"\n')
    assert any("a quotation mark may be missing" in note for note in swallowed.notes)


def test_the_delimiter_that_excel_states(read: Read) -> None:
    assert asked(read("list.csv", "sep=;\r\nid;question\r\n1;Who, or what?\r\n")) == [
        "Who, or what?"
    ]


def test_headers_repeated_and_names_given_twice(read: Read) -> None:
    rows: Rows = [["Question", "Note", "Note", ""], ["Who?", "a", "b", "c"]]
    questions = read("list.csv", as_csv([*rows, rows[0], ["Why?", "", "", ""]]))
    assert asked(questions) == ["Who?", "Why?"]
    assert dict(questions.rows[0].columns) == {"Note": "a", "Note (C)": "b", "column D": "c"}
    assert "Row 3: left out, being the header once more." in questions.notes


def test_ids(read: Read) -> None:
    made = read("list.csv", "question\nWho?\n\n-\nWhy?\n")
    assert [(row.id, row.line) for row in made.rows] == [("q1", 2), ("q2", 5)]
    assert made.notes == (
        "1 empty row was skipped.",
        "Row 4: skipped, having no question.",
        "No ids are given; the questions are numbered q1, q2 and so on.",
    )
    some = read("list.csv", "id,question\nq2,Who?\n,Why?\n,How?\n")
    assert [row.id for row in some.rows] == ["q2", "q2-2", "q3"]
    told = refused(read, "list.csv", "id,question\n7,Who?\n8,Why?\n 7 ,How?\n")
    assert "“7” in rows 2 and 4" in told
    assert "101 characters in row 2" in refused(read, "list.csv", f"id,question\n{'x' * 101},Who?")


@pytest.mark.parametrize("make", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_long_cells(read: Read, make: Callable[[Rows], bytes]) -> None:
    long = "What is " + "long " * 6_000 + "?"
    rows: Rows = [["question", "remark"], [long, "r" * 32_000], ["Who?", "short"]]
    if make is as_csv:
        rows[1] = ["What is " + "long " * 10_000 + "?", "r" * 50_000]
    questions = read("list.csv" if make is as_csv else "list.xlsx", make(rows))
    first = questions.rows[0]
    assert first.question == str(rows[1][0])[:1_000].rstrip()
    assert len(first.columns["remark"]) == (32_767 if make is as_csv else 32_000)
    assert "Row 2: the question was cut to 1,000 characters." in questions.notes
    cut = "Row 2: a cell was cut to 32,767 characters."
    assert (cut in questions.notes) == (make is as_csv)


def test_formulas_are_carried_as_text(read: Read) -> None:
    rows: Rows = [
        ["question", "owner", "sum"],
        ['=HYPERLINK("http://example.org","What is X?")', "=1+1", None],
        ["Who?", "me", ArrayFormula("C3", "=SUM(A1:A2)")],
        ["Why?", "= not a formula", True],
    ]
    questions = read("list.xlsx", as_xlsx(rows))
    assert questions.rows[0].question == '=HYPERLINK("http://example.org","What is X?")'
    assert questions.rows[0].columns["owner"] == "=1+1"
    assert questions.rows[1].columns["sum"] == "=SUM(A1:A2)"
    assert questions.rows[2].columns["sum"] == "TRUE"
    assert any("carried as its text and was not worked out" in note for note in questions.notes)


def test_cells_that_are_no_text(read: Read) -> None:
    rows: Rows = [["question", "id", "share", "due", "remark"]]

    def change(book: openpyxl.Workbook) -> None:
        assert book.active is not None
        book.active.append(
            ["What then?", 3.0, 0.1 + 0.2, datetime.date(2026, 5, 3), "a_x000D_\nb_x005F_c"]
        )

    row = read("list.xlsx", as_xlsx(rows, change)).rows[0]
    assert row.id == "3"
    assert dict(row.columns) == {"share": "0.3", "due": "2026-05-03", "remark": "a\nb_c"}


def test_merged_cells_stand_in_each_of_their_rows(read: Read) -> None:
    rows: Rows = [
        ["Topic", "Question", "Embassy"],
        ["Energy", "What is X?", "Paris"],
        [None, "Who is Y?", "Rome"],
        [None, None, "Oslo"],
        ["Trade", "Why?", "Bonn"],
        [None, "How?", "Wien"],
    ]

    def merge(book: openpyxl.Workbook) -> None:
        assert book.active is not None
        book.active.merge_cells("A2:A4")
        book.active.merge_cells("B3:B4")

    questions = read("list.xlsx", as_xlsx(rows, merge))
    assert [(row.topic, row.question) for row in questions.rows] == [
        ("Energy", "What is X?"),
        ("Energy", "Who is Y?"),
        ("Trade", "Why?"),
        ("", "How?"),
    ]
    assert "Row 4: skipped, having no question." in questions.notes

    document = docx.Document()
    table = add_table(document, [[cell or "" for cell in row] for row in rows])
    table.cell(1, 0).merge(table.cell(3, 0))
    in_word = read("list.docx", saved(document))
    assert [(row.topic, row.question, row.line) for row in in_word.rows] == [
        (row.topic, row.question, row.line) for row in questions.rows
    ]


def test_sheets(read: Read) -> None:
    def more(book: openpyxl.Workbook) -> None:
        assert book.active is not None
        book.active.title = "Notes"
        for title, cell in (("Hidden", "Who hid?"), ("Paris", "What is X?"), ("Rome", "Why Y?")):
            sheet = book.create_sheet(title)
            sheet.append(["Question"])
            sheet.append([cell])
        book["Hidden"].sheet_state = "hidden"

    data = as_xlsx([["Please fill in the sheets."]], more)
    questions = read("list.xlsx", data)
    assert asked(questions) == ["What is X?"]
    assert questions.notes[0] == (
        "The sheet “Paris” was read; “Rome” may hold questions too, see --sheet."
    )
    assert asked(read("list.xlsx", data, sheet="rome")) == ["Why Y?"]
    assert asked(read("list.xlsx", data, sheet="2")) == ["Who hid?"]
    told = refused(read, "list.xlsx", data, sheet="Oslo")
    assert "no sheet “Oslo”" in told and "“Notes”, “Hidden”, “Paris”, “Rome”" in told
    assert "no column that is plainly" in refused(read, "list.xlsx", data, sheet="Notes")
    assert "has no sheets" in refused(read, "list.csv", "question\nWho?", sheet="Paris")


def test_rows_far_away_and_sizes_that_are_not_true(read: Read) -> None:
    def far(book: openpyxl.Workbook) -> None:
        assert book.active is not None
        book.active["A1048576"] = "What stands last?"
        book.active["XFD2"] = "far away"

    questions = read("list.xlsx", as_xlsx([["Question"], ["Who?"]], far))
    assert asked(questions) == ["Who?", "What stands last?"]
    assert questions.rows[1].line == 1_048_576
    assert questions.rows[0].columns == {"column XFD": "far away"}


def test_a_word_file_without_a_table(read: Read) -> None:
    document = docx.Document()
    document.add_heading("Energy", 1)
    document.add_paragraph("The embassies have sent these questions to the ministry.")
    document.add_paragraph("What is the grid plan?", style="List Number")
    document.add_paragraph("Role of nuclear power", style="List Number")
    document.add_heading("Trade", 1)
    document.add_paragraph("How are tariffs set?")
    document.add_heading("What is a quota?", 2)
    document.add_paragraph("A quota limits how much may be brought in.")
    questions = read("list.docx", saved(document))
    assert [(row.question, row.topic) for row in questions.rows] == [
        ("What is the grid plan?", "Energy"),
        ("Role of nuclear power", "Energy"),
        ("How are tariffs set?", "Trade"),
        ("What is a quota?", "Trade"),
    ]
    assert questions.question_column is None and questions.columns == ()
    assert any("left out, being no question" in note for note in questions.notes)
    assert "has no table" in refused(read, "list.docx", saved(document), column="B")


def test_word_tables_with_headings_and_tracked_changes(read: Read) -> None:
    document = docx.Document()
    document.add_heading("Energy", 1)
    add_table(document, [["Name", "Phone"], ["Ms Lan", "012"]])
    table = add_table(document, [["No", "Question"], ["1", "What is"]])
    table.cell(1, 1).paragraphs[0]._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t> the plan?</w:t></w:r></w:ins>')
    )
    table.cell(1, 1).paragraphs[0]._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del>')
    )
    document.add_heading("Trade", 1)
    document.add_paragraph("Is this outside?")
    add_table(document, [["Question", "Owner"], ["Why?", "Bonn"]])
    questions = read("list.docx", saved(document))
    assert [(r.id, r.question, r.topic, dict(r.columns)) for r in questions.rows] == [
        ("1", "What is the plan?", "Energy", {"Owner": ""}),
        ("q2", "Why?", "Trade", {"Owner": "Bonn"}),
    ]
    assert questions.columns == ("Owner",)
    assert "2 tables were read, and nothing that stands outside." in " ".join(questions.notes)


def test_a_box_in_a_word_file_is_no_list(read: Read) -> None:
    document = docx.Document()
    add_table(document, [["Why do we ask?", "see below"]])
    document.add_paragraph("What is X?")
    document.add_paragraph("Who is Y?")
    assert asked(read("list.docx", saved(document))) == ["What is X?", "Who is Y?"]


def test_plain_text(read: Read) -> None:
    assert asked(read("list.txt", "Role of ASEAN\n\nWhat is X?\n")) == [
        "Role of ASEAN",
        "What is X?",
    ]
    listed_ = read(
        "list.txt",
        "Dear colleagues,\n\nEnergy:\n1. What is the role of\n   the grid?\n2) Who pays\n"
        "• Nuclear power\n\nCan you answer by Monday?\nBest regards\n",
    )
    assert [(row.question, row.topic, row.line) for row in listed_.rows] == [
        ("What is the role of the grid?", "Energy", 4),
        ("Who pays", "Energy", 6),
        ("Nuclear power", "Energy", 7),
        ("Can you answer by Monday?", "Energy", 9),
    ]
    assert "Lines 1 and 10: left out, being no question." in listed_.notes
    assert "no columns" in refused(read, "list.txt", "Who?", column="B")


def test_questions_with_answers(read: Read) -> None:
    text = "Q: What is\nVietnam's plan?\nA: It is this. Or is it?\nMore.\n\nQ2. Who?\nAnswer: We.\n"
    for name in ("list.txt", "list.md"):
        assert asked(read(name, text)) == ["What is Vietnam's plan?", "Who?"]
    bold = "**Q:** What is X?\n\n**A:** A thing.\n\n**Q:** Who?\n\n**A:** Nobody.\n"
    assert asked(read("list.md", bold)) == ["What is X?", "Who?"]


def test_markdown(read: Read) -> None:
    text = """# Questions of 2026

<!-- Is this
asked? -->
These were sent by the embassies.

## 1. Energy

- What is **the plan**?
  And who pays?
- [ ] Role of [NATO](https://example.org)

```
Is this code?
```

## How are tariffs set?

They are set
by law.

Trade
-----

Is trade
free?
"""
    questions = read("list.md", text)
    assert [(row.question, row.topic, row.line) for row in questions.rows] == [
        ("What is the plan? And who pays?", "Energy", 9),
        ("Role of NATO", "Energy", 11),
        ("How are tariffs set?", "Energy", 17),
        ("Is trade free?", "Trade", 25),
    ]
    assert "Lines 5 and 19: left out, being no question." in questions.notes
    answers = "## What is X?\n\n- a thing\n- another\n\n## Who?\n\n- we\n"
    assert asked(read("list.md", answers)) == ["What is X?", "Who?"]
    assert asked(read("list.md", "- Energy\n- Trade\n")) == ["Energy", "Trade"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is X?\r\nWho is Y?", ["What is X?", "Who is Y?"]),
        ("1. What is X?\n2. Who is Y?", ["What is X?", "Who is Y?"]),
        ("Question\nWhat is it, then?\nWho?", ["What is it, then?", "Who?"]),
        ("id\tquestion\n1\tWho?\n2\tEnergy", ["Who?", "Energy"]),
        ("1\tWhat is X?\n2\tWho is Y?", ["What is X?", "Who is Y?"]),
        ("no;câu hỏi\n1;X là gì?", ["X là gì?"]),
        ("One more question, who signed?\nAnd what, then?", None),
        ("What about “A”, “B”, and C?", None),
    ],
)
def test_pasted_text(text: str, expected: list[str] | None) -> None:
    assert asked(from_text(text)) == (expected or text.split("\n"))


def test_pasted_tables_carry_their_columns() -> None:
    questions = from_text("id\tQuestion\tEmbassy\na\tWho?\tParis\n")
    assert (questions.rows[0].id, dict(questions.rows[0].columns)) == ("a", {"Embassy": "Paris"})
    for empty in ("", " \n\t"):
        with pytest.raises(AssistantError, match="is empty"):
            from_text(empty)
    with pytest.raises(AssistantError, match="no questions"):
        from_text("12\n--")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": 1, "question": "a"}\nnot json', "line 2: not JSON"),
        ('{"id": 1}', 'line 1: "question" is missing'),
        ("[1]", "line 1: not an object"),
        ('{"id": [1], "question": "a"}', '"id" is neither'),
        ('{"id": true, "question": "a"}', '"id" is neither'),
        ('{"id": 1, "question": "a"}\n{"id": 1, "question": "b"}', "“1” in lines 1 and 2"),
        ('{"question": "caf\xe9"}'.encode("cp1252"), "not UTF-8"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_bad_lines_of_json_are_named(read: Read, text: str | bytes, told: str) -> None:
    assert told in refused(read, "list.jsonl", text)


def test_json_lines(read: Read) -> None:
    rows = '{"question": "Who?", "x": [1], "y": null}\n\n{"question": " ", "id": 5}\n'
    rows += '{"question": "Why\ud800?", "topic": "T", "z": "é"}\n'.encode(
        "utf-8", "backslashreplace"
    ).decode()
    questions = read("list.jsonl", rows)
    assert [(r.id, r.question, r.topic, r.line) for r in questions.rows] == [
        ("q1", "Who?", "", 1),
        ("q2", "Why?", "T", 4),
    ]
    assert questions.columns == ("x", "y", "z")
    assert dict(questions.rows[0].columns) == {"x": "[1]", "y": "", "z": ""}
    assert "Line 3: skipped, having no question." in questions.notes
    other = '{"question": "Who?", "Frage": "Wer?"}'
    assert asked(read("list.jsonl", other, column="frage")) == ["Wer?"]
    assert "no “Preg”" in refused(read, "list.jsonl", other, column="Preg")


def test_too_many_questions(read: Read) -> None:
    lines = ["question", *(f"Who is {n}?" for n in range(100_000))]
    told = refused(read, "list.csv", "\n".join(lines))
    assert "100,000 questions" in told and "20,000" in told and "split it" in told
    assert len(read("list.csv", "\n".join(lines[:20_001])).rows) == 20_000
    for name in ("list.txt", "list.csv"):
        assert "more than 200,000 rows" in refused(read, name, "Who?\n" * 200_001)


def test_too_many_columns(read: Read) -> None:
    wide = ",".join(["question", *(f"c{n}" for n in range(300))])
    assert "301 columns" in refused(read, "list.csv", f"{wide}\nWho?\n")
    assert "columns" in refused(read, "list.csv", "a," * 100_000)
    piped = f"|{wide.replace(',', '|')}|\n|---|\n|Who?|\n"
    assert "columns" in refused(read, "list.md", piped)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            ["Question", "id", "What is X?", "Energy:", "é", " ", "  x", "\n", "\r", "\t", ",", ";"]
            + ["|", "|---|", '"', "- ", "1. ", "Q: ", "A: ", "# ", "**", "```", "<!--", "sep=;\n"]
            + ["=1+1", "\x00", "\x1e", "\x1f", "\u2028", "\ufeff", "\ud800"]
        ),
        max_size=30,
    )
)
def test_any_text_is_a_list_or_is_refused(pieces: list[str]) -> None:
    try:
        questions = from_text("".join(pieces))
    except AssistantError as error:
        assert str(error).startswith("The text ") and "\n" not in str(error)
        return
    assert questions.rows and len({row.id for row in questions.rows}) == len(questions.rows)
    for row in questions.rows:
        assert has_words(row.question) and "\n" not in row.question
        assert tuple(row.columns) == questions.columns
        row.question.encode()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("list.csv", b"", "is empty"),
        ("list.csv", b" \r\n\r\n", "is empty"),
        ("list.csv", b",,\n,,\n", "is empty"),
        ("list.csv", b"id,question\n", "has no questions"),
        ("list.csv", b"id,question\n1,\n2,-\n", "has no questions"),
        ("list.csv", bytes(range(256)) * 40, "binary file"),
        ("list.csv", as_xlsx(TABLE), "is really an Excel workbook"),
        ("list.csv", b"%PDF-1.7 ...", "is really a PDF file"),
        ("list.pdf", b"%PDF-1.7 ...", ".csv, .tsv, .xlsx, .docx, .txt, .md, .jsonl"),
        ("list", b"Who?", "files without an ending"),
        ("list.xlsx", b"id,question\n1,Who?\n", "damaged or not an Excel file"),
        ("list.xlsx", as_xlsx(TABLE)[:-700], "damaged or not an Excel file"),
        ("list.xlsx", as_docx(TABLE), "damaged or not from Excel"),
        ("list.xlsx", as_xlsx([]), "is empty"),
        ("list.docx", as_xlsx(TABLE), "damaged or not from Word"),
        ("list.docx", as_docx(TABLE)[:-700], "damaged or not a Word file"),
        ("list.docx", saved(docx.Document()), "has no questions"),
        ("list.md", b"Just prose here.\n\nAnd more of it.\n", "has no questions"),
        ("list.txt", "№ 1\n".encode(), "has no questions"),
    ],
)
def test_files_that_are_no_lists(read: Read, name: str, data: bytes, told: str) -> None:
    assert told in refused(read, name, data)


def test_encrypted_old_and_hostile_office_files(read: Read) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for name, suffix in (("list.xlsx", ".xls"), ("list.docx", ".doc")):
        assert f"an old {suffix} file" in refused(read, name, old)
        locked = refused(read, name, old + "EncryptedPackage".encode("utf-16-le"))
        assert "protected by a password" in locked and "without a password" in locked
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
        assert "unpacks to a hundred times its size" in refused(read, name, bomb.getvalue())


def test_an_entity_in_a_sheet_is_refused(read: Read) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))) as good, zipfile.ZipFile(data, "w") as bad:
        for part in good.namelist():
            text = good.read(part)
            if part.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY a "b">]>' + text
            bad.writestr(part, text)
    assert "defines entities" in refused(read, "list.xlsx", data.getvalue())


def test_folders_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name, told in (
        ("folder.csv", "is a folder"),
        ("missing.csv", "No such file"),
        ("nul\0.csv", "rename it"),
    ):
        with pytest.raises(AssistantError, match=told):
            read_questions(tmp_path / name)


def test_damaged_characters_are_told_of(read: Read) -> None:
    data = "question\nWhat is Đổi mới and ngoại giao công nghệ của Việt Nam?\n" * 30
    damaged = data.encode()[:-40] + b"\xff" + data.encode()[-40:]
    assert "could not be read" in read("list.csv", damaged).notes[0]


def test_mixed_scripts_and_control_characters(read: Read) -> None:
    rows: Rows = [
        ["question", "remark"],
        ["Cafe\u0301  \u200bmeaning\x07 of\tAI?\u202e", "a\x00b\nc"],
        ["الدبلوماسية التقنية ما هي؟", "ال"],
        ["什么是技术外交？", "中"],
        ["तकनीकी कूटनीति क्या है?", "हि"],
    ]
    questions = read("list.csv", as_csv(rows))
    assert asked(questions) == ["Café meaning of AI?", *(str(row[0]) for row in rows[2:])]
    assert questions.rows[0].columns["remark"] == "ab\nc"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12. What?", "What?"), ("12.What?", "What?"), ("(3) Who?", "Who?"), ("Q3: Why?", "Why?"),
        ("- Who?", "Who?"), ("•Who?", "Who?"), ("Câu hỏi 3: Ai?", "Ai?"), ("a) Who?", "Who?"),
        ("- 3. Q3: Who?", "Who?"), ("1.2 What is X?", "What is X?"), ("1、什么?", "什么?"),
        ("3.5 GHz band?", "3.5 GHz band?"), ("5G: what?", "5G: what?"),
        ("24. Februar 2022: was?", "24. Februar 2022: was?"), ("Q3 results?", "Q3 results?"),
        ("J. Smith?", "J. Smith?"), ("Questions of Taiwan?", "Questions of Taiwan?"),
        ("2026 budget?", "2026 budget?"), ("12.", ""), ("", ""),
    ],
)  # fmt: skip
def test_numbering_before_a_question(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it so?", True), ("Role of X; why (and how)?", True), ("What is X", True),
        ("Explain the role of X.", True), ("Ngoại giao công nghệ là gì", True),
        ("Was ist das für ein Fonds", True), ("Pourquoi ce plan", True), ("这是什么？", True),
        ("X joined in 2007. What follows? Be brief.", True), ("Role of NATO", False),
        ("When it was signed, X left.", False), ("When asked", False), ("List of tables", False),
        ("The treaty holds.", False), ("?", False), ("", False),
    ],
)  # fmt: skip
def test_the_form_of_a_question(text: str, expected: bool) -> None:
    assert looks_asked(text) == expected
