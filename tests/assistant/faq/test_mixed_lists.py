"""Lists that are not of one kind: headers of two rows, several questions in a cell, lists beside
tables, marks of several kinds."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.faq.lists.question_list import from_text, read_questions
from assistant.faq.lists.question_text import questions_of_cell


def workbook(path: Path, rows: list[list[str]], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged.split():
        sheet.merge_cells(cells)
    book.save(path)
    return path


def test_a_header_of_two_rows_names_the_column_below(tmp_path: Path) -> None:
    rows = [
        ["Questions of the regional offices", "", "", ""],
        ["No.", "Enquiry", "", "Office"],
        ["", "Topic", "Question", ""],
        ["1", "Ports", "Who chairs the board?", "North"],
        ["2", "Fees", "How much is a permit?", "South"],
    ]
    read = read_questions(workbook(tmp_path / "a.xlsx", rows, "A1:D1 A2:A3 B2:C2 D2:D3"))
    assert [(one.id, one.topic, one.question) for one in read.rows] == [
        ("1", "Ports", "Who chairs the board?"),
        ("2", "Fees", "How much is a permit?"),
    ]
    assert [one.columns for one in read.rows] == [{"Office": "North"}, {"Office": "South"}]
    assert not any("empty" in note for note in read.notes)


@pytest.mark.parametrize(
    ("cell", "questions"),
    [
        (
            "1. Who chairs it?\n2. When does it close?",
            ["1. Who chairs it?", "2. When does it close?"],
        ),
        (
            "1) Who chairs it? 2) When does it\nclose?",
            ["1) Who chairs it?", "2) When does it close?"],
        ),
        ("- Ai chủ trì?\n- Khi nào kết thúc?", ["- Ai chủ trì?", "- Khi nào kết thúc?"]),
        # A question of two sentences, and text with a list that is none of questions.
        ("Which stations have a boat? And who repairs it?", None),
        ("Which of these is right?\n1. The fee is 5.\n2. The fee is 6.", None),
        ("1. Who pays?", None),
    ],
)
def test_a_cell_that_is_a_list_is_as_many_questions(cell: str, questions: list[str] | None) -> None:
    assert questions_of_cell(cell) == (questions or [cell])


def test_questions_of_one_cell_share_its_id_and_columns(tmp_path: Path) -> None:
    rows = [["ID", "Office", "Questions"], ["7", "North", "1. Who pays?\n2. Who signs it?"]]
    read = read_questions(workbook(tmp_path / "a.xlsx", rows))
    assert [(one.id, one.question) for one in read.rows] == [
        ("7a", "Who pays?"), ("7b", "Who signs it?"),
    ]  # fmt: skip
    assert {one.columns["Office"] for one in read.rows} == {"North"}
    assert "Row 2: several questions stand in one cell; each is asked by itself." in read.notes


def test_a_list_beside_a_table_is_read_with_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Ports", 2)
    document.add_paragraph("Who chairs the board?", style="List Number")
    document.add_paragraph("The hearing ends at noon.", style="List Number")
    document.add_paragraph("Is this a remark to the staff?")
    table = document.add_table(2, 2)
    cells = ["No", "Question", "1", "How much is a permit?"]
    for cell, words in zip(table._cells, cells, strict=True):
        cell.text = words
    stored = io.BytesIO()
    document.save(stored)
    (tmp_path / "a.docx").write_bytes(stored.getvalue())
    read = read_questions(tmp_path / "a.docx")
    assert [(one.topic, one.question) for one in read.rows] == [
        ("Ports", "Who chairs the board?"), ("Ports", "How much is a permit?"),
    ]  # fmt: skip
    assert read.notes[0] == "The table was read, and 1 question outside it."


def test_marks_of_several_kinds_are_of_one_list() -> None:
    text = (
        "QUESTIONS FOR THE BRIEFING\n\n1) Who chairs the harbour\nboard?\n2) When does it\n"
        "   close?\n\n- How much is a permit?\nQ4: Who repairs it?\nA4: The depot.\n"
        "- Does it ask who pays?\nQ5: Who pays?\n"
    )
    read = from_text(text)
    assert [one.question for one in read.rows] == [
        "Who chairs the harbour board?",
        "When does it close?",
        "How much is a permit?",
        "Who repairs it?",
        "Who pays?",  # what stands below an answer belongs to it
    ]
    assert "Lines 10 and 11: left out, being no question." in read.notes
