"""Spreadsheets, slides, OpenDocument and rich text."""

from __future__ import annotations

import random
from io import BytesIO

import openpyxl
import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.loading import document_from_bytes
from tests.support.hostile_files import workbook as workbook_of
from tests.support.office_files import (
    RICH,
    open_sheet,
    open_slides,
    open_text,
    slides,
    workbook,
)
from tests.support.office_files import (
    _saved as saved,
)

FEES = [["Service", "Fee", "Days"], ["Mooring", "450,000", "3"], ["Pilot", "1,200,000", "4"]]
HEADER = "Service | Fee | Days"
ROWS = ["Mooring | 450,000 | 3", "Pilot | 1,200,000 | 4"]


def load(data: bytes, name: str) -> Document:
    document = document_from_bytes(data, name)
    for block in document.blocks:
        for span in (block, *block.parts, *(cell for part in block.parts for cell in part.parts)):
            assert document.text[span.start : span.end] == span.text
    return document


def lines(document: Document) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in document.lines]


def test_a_sheet_is_its_title_its_tables_and_what_stands_under_them() -> None:
    rows = [["Fees of the river office"], [], *FEES, [], ["Source: river office"]]
    document = load(workbook({"Fees": rows}), "a.xlsx")
    assert lines(document) == [
        ("heading", "Fees"),
        ("caption", "Fees of the river office"),
        ("header", HEADER),
        ("row", ROWS[0]),
        ("row", ROWS[1]),
        ("paragraph", "Source: river office"),
    ]
    assert document.date is None  # the day of saving is not that of the text


def test_merged_names_and_merged_cells_of_a_sheet() -> None:
    rows = [
        ["College", "2023", None, "2024", None],
        [None, "Full", "Part", "Full", "Part"],
        ["Lotus", 1, 2, 3, 4],
        ["Delta", 5, 6, 7, 77],
    ]
    document = load(workbook({"S": rows}, ["A1:A2", "B1:C1", "D1:E1"]), "a.xlsx")
    assert document.text == (
        "S\n\nCollege | 2023 Full | 2023 Part | 2024 Full | 2024 Part\n"
        "Lotus | 1 | 2 | 3 | 4\nDelta | 5 | 6 | 7 | 77"
    )


def test_numbers_are_told_as_the_sheet_shows_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    shown = [
        ("#,##0", 1234567, "1,234,567"), ("0.0%", 0.125, "12.5%"), ("0.00", 3, "3.00"),
        ("General", 2.5, "2.5"), ('#,##0 "USD"', 1200, "1,200 USD"), ("$#,##0", 35, "$35"),
        ("yyyy-mm-dd", __import__("datetime").date(2024, 3, 5), "2024-03-05"),
    ]  # fmt: skip
    sheet.append(["Name", "Value", "Note"])
    for place, (shape, value, _) in enumerate(shown, start=2):
        sheet.cell(place, 1, f"row {place}")
        sheet.cell(place, 2, value).number_format = shape
        sheet.cell(place, 3, "x")
    buffer = BytesIO()
    book.save(buffer)
    document = load(buffer.getvalue(), "a.xlsx")
    (table,) = (block for block in document.blocks if block.kind == "table")
    assert [row.parts[1].text for row in table.parts[1:]] == [told for _, _, told in shown]


def test_what_a_workbook_holds_and_is_not_read_is_told() -> None:
    document = load(
        workbook({"One": [*FEES, ["Sum", "=SUM(B2:B3)", 7]], "Two": [["x"]]}, hidden="Two"),
        "a.xlsx",
    )
    assert "hidden sheets left out: Two" in document.notes
    assert any(note.startswith("1 formula without a stored value") for note in document.notes)


def test_last_row_and_column_of_a_sheet_are_found() -> None:
    rows: list[list[object]] = [["a", "b", "c"], *([] for _ in range(600)), ["last", "row", "here"]]
    rows[0] += [None] * 300 + ["far"]
    text = load(workbook({"S": rows}), "a.xlsx").text
    assert "far" in text and "last" in text


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_values_parted_by_any_sign(sign: str) -> None:
    data = "\n".join(sign.join(f'"{cell}"' for cell in row) for row in FEES).encode()
    assert load(data, "a.csv").text.splitlines() == [HEADER, *ROWS]


def test_values_in_quotes_and_in_old_encodings() -> None:
    data = 'Tên;Ghi chú;Phí\n"Hải An";"hai dòng\nmột ô";"3"\n'.encode("utf-16")
    assert load(data, "a.csv").text == "Tên | Ghi chú | Phí\nHải An | hai dòng một ô | 3"
    assert load(b"sep=;\na;b;c\n1,5;2;3\n", "a.csv").text == "a | b | c\n1,5 | 2 | 3"


def test_slides_are_pages_with_their_notes() -> None:
    document = load(slides("River plan", ["First", "Second"], "Say it slowly.", FEES), "a.pptx")
    assert lines(document) == [
        ("heading", "River plan"),
        ("item", "- First"),
        ("item", "- Second"),
        ("note", "Say it slowly."),
        ("heading", "Second"),
        ("header", HEADER),
        ("row", ROWS[0]),
        ("row", ROWS[1]),
    ]
    assert document.title == "River plan"
    assert [document.page_at(line.start) for line in document.lines] == [1] * 4 + [2] * 4


def test_merged_cells_charts_and_hidden_slides() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    size = (Inches(1), Inches(1), Inches(4), Inches(2))
    grid = slide.shapes.add_table(3, 3, *size).table
    for row, cells in enumerate(
        [["Region", "Rank", "Rate"], ["North", "Head", "140"], ["", "Clerk", "95"]]
    ):
        for column, words in enumerate(cells):
            grid.cell(row, column).text = words
    grid.cell(1, 0).merge(grid.cell(2, 0))
    data = CategoryChartData()
    data.categories = ["Hai An", "Cua Lo"]
    data.add_series("2023", (12, 9))
    data.add_series("2024", (15, 8.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data)
    hidden = presentation.slides.add_slide(presentation.slide_layouts[6])
    hidden._element.set("show", "0")
    buffer = BytesIO()
    presentation.save(buffer)
    document = load(buffer.getvalue(), "a.pptx")
    assert "\nNorth | Clerk | 95" in document.text
    assert "\nCua Lo | 9 | 8.5" in document.text
    assert "1 hidden slide left out" in document.notes


def test_texts_sheets_and_slides_of_open_document() -> None:
    document = load(
        open_text("Rules", "The harbour has nine berths.", ["one", "two"], FEES), "a.odt"
    )
    assert lines(document) == [
        ("heading", "Rules"),
        ("paragraph", "The harbour has nine berths."),
        ("item", "- one"),
        ("item", "- two"),
        ("header", HEADER),
        ("row", ROWS[0]),
        ("row", ROWS[1]),
    ]
    assert lines(load(open_sheet("Fees", FEES), "a.ods"))[1:] == [
        ("header", HEADER),
        ("row", ROWS[0]),
        ("row", ROWS[1]),
    ]
    deck = load(open_slides("Words of a slide"), "a.odp")
    assert (deck.text, deck.page_at(0)) == ("Words of a slide", 1)


def test_rich_text() -> None:
    document = load(RICH % b"The harbour has nine berths.", "a.rtf")
    assert document.title == "Harbour rules"
    assert lines(document) == [
        ("paragraph", "The harbour has nine berths."),
        ("row", "Service | Fee"),
        ("row", "Mooring | 450,000"),
        ("paragraph", "It opens at six."),
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".pptx", ".odt", ".ods"])
def test_damaged_files_are_told_of_by_their_own_program(suffix: str) -> None:
    with pytest.raises(DocumentError, match="damaged or not an? (Excel|PowerPoint|file of Open)"):
        document_from_bytes(b"PK nothing of the kind", f"a{suffix}")
    with pytest.raises(DocumentError, match="is protected by a password"):
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        document_from_bytes(locked.ljust(600, b"\0"), "a.xlsx")


# What nobody sees, and who typed it

HIDDEN = "1 piece of hidden text left out"
STRUCK = "1 piece of struck-out text left out"


def open_styled(*spans: tuple[str, dict[str, str]], ground: str = "") -> bytes:
    """A text of one paragraph whose spans have these properties, on a ground of a colour."""
    from odf import dc, meta, style, text
    from odf.opendocument import OpenDocumentText

    document = OpenDocumentText()
    paragraph = style.Style(name="P", family="paragraph")
    if ground:
        paragraph.addElement(style.ParagraphProperties(backgroundcolor=ground))
    document.automaticstyles.addElement(paragraph)
    line = text.P(stylename=paragraph)
    for number, (words, properties) in enumerate(spans):
        base = style.Style(name=f"B{number}", family="text")
        base.addElement(style.TextProperties(**properties))
        document.styles.addElement(base)
        own = style.Style(name=f"S{number}", family="text", parentstylename=base)
        document.automaticstyles.addElement(own)
        line.addElement(text.Span(stylename=own, text=words))
    document.text.addElement(line)
    document.meta.addElement(dc.Creator(text="Typist"))
    document.meta.addElement(meta.InitialCreator(text="Typist"))
    return saved(document)


def test_hidden_white_and_struck_runs_of_an_open_text() -> None:
    spans = [
        ("The fee is 40 dong. ", {"color": "#000000"}),
        ("secret ", {"display": "none"}),
        ("white ", {"color": "#ffffff"}),
        ("old ", {"textlinethroughstyle": "solid"}),
        ("It is paid in May.", {"textlinethroughstyle": "none"}),
    ]
    document = document_from_bytes(open_styled(*spans), "a.odt")
    assert document.text == "The fee is 40 dong. It is paid in May."
    assert document.hidden == 2 and document.publisher is None
    assert document.notes == (
        "2 pieces of hidden text left out", "1 piece of struck-out text left out",
    )  # fmt: skip
    seen = document_from_bytes(
        open_styled(("white", {"color": "#ffffff"}), ground="#112233"), "a.odt"
    )
    assert seen.text == "white" and seen.hidden == 0


@pytest.mark.parametrize(
    ("told", "text", "hidden", "notes"),
    [
        (r"Seen {\v secret} words.", "Seen words.", 1, HIDDEN),
        (r"Seen \v secret \'e9\b more\v0  words.", "Seen words.", 1, HIDDEN),
        (r"Seen {\cf2 white} words.", "Seen words.", 1, HIDDEN),
        (r"Seen {\cf2\highlight1 white} words.", "Seen white words.", 0, ""),
        (r"Seen {\cf1 black} words.", "Seen black words.", 0, ""),
        (r"Seen \strike old\strike0  words.", "Seen words.", 0, STRUCK),
        (r"Seen {\deleted gone }words.", "Seen words.", 0, ""),
        (r"Seen {\v a\plain  and} words.", "Seen and words.", 1, HIDDEN),
        (r"Seen {\v s\u7879?cret} \u7879?words \{v\}.", "Seen ệwords {v}.", 1,
         HIDDEN),
    ],
)  # fmt: skip
def test_what_nobody_sees_of_rich_text(told: str, text: str, hidden: int, notes: str) -> None:
    data = (
        r"{\rtf1\ansi{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
        r"{\stylesheet{\*\cs1 \v Hidden;}}\pard " + told + r"\par}"
    )
    document = document_from_bytes(data.encode("latin-1"), "a.rtf")
    assert (document.text, document.hidden) == (text, hidden)
    assert " ".join(document.notes) == notes


def test_who_typed_a_file_is_not_its_publisher() -> None:
    presentation = pptx.Presentation(BytesIO(slides("Harbour", ["Nine berths are open."], "")))
    presentation.core_properties.author = "Typist"
    assert document_from_bytes(saved(presentation), "a.pptx").publisher is None


@pytest.mark.slow
def test_a_workbook_of_a_million_cells_is_refused_by_their_number() -> None:
    chance = random.Random(1)
    cells = [
        "".join(f"<c><v>{chance.randrange(10**6)}</v></c>" for _ in range(100)) for _ in range(99)
    ]
    rows = "".join(f'<row r="{row}">{cells[row * row % 99]}</row>' for row in range(2, 10_102))
    with pytest.raises(DocumentError, match="more than the 500,000 that one document may have"):
        document_from_bytes(workbook_of(rows), "million.xlsx")
