"""The report of a file: its pages, its tables, what was left out, what it does not tell."""

from __future__ import annotations

import json
from io import BytesIO

import docx
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.contents import ContentReport, Twin, contents_of, is_garbled, pages_told
from corpus.loading import document_from_bytes

WORDS = "The harbour board meets on the first Monday of each month in the customs house."
VIETNAMESE = "Điều 4. Phí của tàu cá là 240.000 đồng mỗi năm, theo Nghị định số 36/2025/NĐ-CP."
FRENCH = "Les îles éloignées près de la côte où l'été est très sec, à côté du théâtre."


def pdf() -> bytes:
    """Text, nothing, a picture, letters without a name, and hidden words beside text."""
    picture = BytesIO()
    Image.new("L", (600, 800), 200).save(picture, "PNG")
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(60, 700, WORDS)
    canvas.showPage()
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 0, 600, 800)
    canvas.showPage()
    canvas.drawString(60, 700, WORDS)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(60, 500, "Words in white.")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_the_pages_of_a_pdf() -> None:
    report = contents_of(document_from_bytes(pdf(), "a.pdf"))
    assert (report.pages, report.text_pages) == (4, 2)
    assert (report.empty, report.scanned, report.garbled) == ((2, 3), (3,), ())
    assert report.hidden == 1 and "1 piece of hidden text left out" in report.left_out
    assert any("pictures without a text layer: 3" in note for note in report.left_out)
    assert report.missing == ("title", "date")
    assert report.remarks() == ("no text on page 2", "no title and no date")
    assert "2 of 4 pages with text" in report.details()


def test_a_page_whose_letters_cannot_be_read_is_named() -> None:
    document = document_from_bytes(pdf(), "a.pdf")
    from dataclasses import replace

    second = document.page_starts[3]
    length = len(document.text) - second
    garbled = replace(document, text=document.text[:second] + "\ue012" * length)
    report = contents_of(garbled)
    assert report.garbled == (4,)
    assert "letters that cannot be read on page 4" in report.remarks()


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE.encode().decode("cp1252", "replace"),
        FRENCH.encode().decode("latin-1"),
        "\ue001\ue002\ue003" * 20,
        "#@!^~`\\#@!^~`\\#@!^~`\\#@!^~`\\ abc def #@!^~`\\#@!^~`\\",
    ],
)  # fmt: skip
def test_garbled_text(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        VIETNAMESE,
        FRENCH,
        "СТАТЬЯ 4. Плата за пользование портом составляет 240 рублей в год для всех судов.",
        "第四条 渔船每年应缴纳二百四十元港口使用费，并应在三月底之前向港务局支付。" * 2,
        "1,204 | 98 | 2,450 | n/a | - | 902 | 33.5% | 12/2024 | $4.20 | 1,300 | (12)",
        "Ã",  # too short to tell
    ],
)  # fmt: skip
def test_text_that_is_not_garbled(text: str) -> None:
    assert not is_garbled(text)


def test_tables_and_what_word_leaves_out() -> None:
    document = docx.Document()
    document.core_properties.title = "Harbour rules"
    document.add_paragraph("Date: 5 June 2023")
    document.add_paragraph(WORDS)
    hidden = document.add_paragraph().add_run("Hidden words.")
    hidden.font.hidden = True
    for _ in range(2):
        table = document.add_table(3, 2)
        for row in table.rows:
            row.cells[0].text, row.cells[1].text = "Berth", "24"
        document.add_paragraph(WORDS)
    buffer = BytesIO()
    document.save(buffer)
    report = contents_of(document_from_bytes(buffer.getvalue(), "a.docx"))
    assert (report.tables, report.hidden, report.missing, report.pages) == (2, 1, (), 0)
    assert report.remarks() == ()


def test_a_report_as_json_and_in_words() -> None:
    twin = Twin("0" * 16, "a.docx", 0.97, True)
    near = Twin("1" * 16, "b.docx", 0.85, False)
    assert twin.counts_once and not near.counts_once
    assert not Twin("1" * 16, "b.docx", 0.85, True).counts_once
    beside = {"alt text": 2}
    twins = (twin, near)
    report = ContentReport(3, 2, (2,), (), (3,), 10, 1, 0, ("x",), beside, ("date",), twins)
    read = json.loads(json.dumps(report.to_dict()))
    assert read["empty"] == [2] and read["twins"][0]["source"] == "a.docx"
    assert report.remarks() == (
        "twin of a.docx, with which it counts once",
        "nearly the same as b.docx (85 in 100), with other figures",
        "no text on page 2",
        "letters that cannot be read on page 3",
        "no date",
    )
    assert "not read, since it stands beside the text: alt text (2)" in report.details()
    assert pages_told([1, 2, 5]) == "pages 1, 2 and 5"
    assert pages_told(list(range(1, 40))).startswith("39 pages: 1, 2, ")
