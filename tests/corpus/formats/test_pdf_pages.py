"""What a PDF page shows: tables however they are drawn, columns, marks, notes, filled fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate
from reportlab.platypus import Table as Drawn

from corpus.document import Document
from corpus.loading import document_from_bytes
from corpus.told_text import told_line

PORTS = [["Port", "Boats", "Crew"], ["Hai An", "3", "12"], ["Cua Lo", "5", "20"],
         ["Phan Ri", "7", "30"]]  # fmt: skip
ROWS = [f"Port: {p}; Boats: {b}; Crew: {c}" for p, b, c in PORTS[1:]]


def drawn(*pages: Callable[[Canvas], object]) -> Document:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    document = document_from_bytes(buffer.getvalue(), "a.pdf")
    for block in document.blocks:
        for span in (block, *block.parts, *(cell for part in block.parts for cell in part.parts)):
            assert document.text[span.start : span.end] == span.text
    return document


def lines(
    canvas: Canvas, texts: Sequence[str], x: float = 60, y: float = 780, gap: float = 14
) -> None:
    for row, text in enumerate(texts):
        canvas.drawString(x, y - gap * row, text)


def grid(
    canvas: Canvas, rows: Sequence[Sequence[str]], at: Sequence[float], y: float = 780
) -> None:
    for number, row in enumerate(rows):
        for x, words in zip(at, row, strict=False):
            canvas.drawString(x, y - 15 * number, words)


def rows_of(document: Document) -> list[str]:
    """The rows of its tables with the names of their columns."""
    rows = (line for line in document.lines if line.kind == "row")
    return [told_line(document, row) for row in rows]


def test_words_in_columns_without_lines() -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["The fleet of each port is counted every spring by the board."], y=800)
        grid(canvas, PORTS, (60, 200, 300))
        lines(canvas, ["The board keeps the figures of earlier years too."], y=690)

    document = drawn(page)
    assert rows_of(document) == ROWS
    assert [block.kind for block in document.blocks] == ["paragraph", "table", "paragraph"]


def test_numbers_at_their_right_with_three_lines_as_books_have() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(60, 795, "Table 2. Landings (tonnes)")
        for y in (788, 771, 722):
            canvas.line(60, y, 400, y)
        for number, row in enumerate(
            [["Port", "2022", "2023"], ["Hai An", "1,204", "98"], ["Cua Lo", "-", "902"],
             ["Phan Ri", "2,450", "n/a"]]
        ):  # fmt: skip
            canvas.drawString(60, 775 - 15 * number, row[0])
            for x, words in zip((250, 350), row[1:], strict=True):
                canvas.drawRightString(x, 775 - 15 * number, words)

    (table,) = drawn(page).blocks
    assert [part.kind for part in table.parts] == ["caption", "header", "row", "row", "row"]
    assert table.parts[3].text == "Cua Lo | - | 902"
    assert table.columns == ("Port", "2022", "2023")


def test_the_rest_of_a_cell_is_joined_to_it() -> None:
    def page(canvas: Canvas) -> None:
        y = 780
        for gap, row in (
            (0, ("Ministry", "Task", "Deadline")),
            (20, ("Ministry of Agriculture", "Prepare a plan for the use of", "30 June 2025")),
            (12, ("and Environment", "water in the dry season", "")),
            (20, ("Ministry of Health", "Report on the number of beds", "15 May 2025")),
            (20, ("Ministry of Finance", "Set aside the funds that are", "1 July 2025")),
            (12, ("", "needed for both", "")),
        ):
            y -= gap
            for x, words in zip((60, 200, 400), row, strict=True):
                canvas.drawString(x, y, words)

    assert rows_of(drawn(page)) == [
        "Ministry: Ministry of Agriculture and Environment; Task: Prepare a plan for the use of "
        "water in the dry season; Deadline: 30 June 2025",
        "Ministry: Ministry of Health; Task: Report on the number of beds; Deadline: 15 May 2025",
        "Ministry: Ministry of Finance; Task: Set aside the funds that are needed for both; "
        "Deadline: 1 July 2025",
    ]


def test_groups_and_names_of_two_rows_without_lines() -> None:
    def groups(canvas: Canvas) -> None:
        rows = [["District", "Clinics", "Nurses"], ["North"], ["Hai An", "10", "100"],
                ["Cua Lo", "12", "120"], ["South"], ["Ben Tre", "14", "140"],
                ["Nha Be", "16", "160"]]  # fmt: skip
        grid(canvas, rows, (60, 200, 300))

    def names(canvas: Canvas) -> None:
        canvas.drawCentredString(225, 780, "2023")
        canvas.drawCentredString(345, 780, "2024")
        rows = [["College", "Full", "Part", "Full", "Part"], ["Lotus", "410", "95", "432", "120"],
                ["Delta", "288", "61", "301", "77"], ["Otra", "2", "6", "3", "7"]]  # fmt: skip
        grid(canvas, rows, (60, 200, 260, 320, 380), y=765)

    assert rows_of(drawn(groups))[2] == "South; District: Ben Tre; Clinics: 14; Nurses: 140"
    assert rows_of(drawn(names))[1] == (
        "College: Delta; 2023 Full: 288; 2023 Part: 61; 2024 Full: 301; 2024 Part: 77"
    )


def test_lines_between_the_columns_alone() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(60, 715, 300, 80)
        for x in (160, 260):
            canvas.line(x, 715, x, 795)
        canvas.line(60, 780, 360, 780)
        grid(canvas, PORTS, (65, 165, 265), y=783)

    assert rows_of(drawn(page)) == ROWS


def test_words_longer_than_their_ruled_cell_stay_in_it() -> None:
    buffer = BytesIO()
    rows = [["Port", "Boats (with those of other ports)", "Crew"], ["Hai An", "3", "12"],
            ["Cua Lo", "5", "20"]]  # fmt: skip
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    SimpleDocTemplate(buffer).build([Drawn(rows, [90, 90, 90], style=look)])
    (table,) = document_from_bytes(buffer.getvalue(), "a.pdf").blocks
    assert table.columns == ("Port", "Boats (with those of other ports)", "Crew")


def test_a_table_over_pages_is_one_with_the_page_of_each_row() -> None:
    rows = [["District", "Clinics", "Nurses"], *([f"D{n}", str(n), str(3 * n)] for n in range(120))]
    buffer = BytesIO()
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    SimpleDocTemplate(buffer, pagesize=A4).build([Drawn(rows, repeatRows=1, style=look)])
    document = document_from_bytes(buffer.getvalue(), "a.pdf")
    (table,) = document.blocks
    assert len(table.parts) == 121 and len(document.page_starts) >= 3
    assert table.parts[101].text == "D100 | 100 | 300"
    pages = [document.page_at(part.start) for part in table.parts]
    assert pages == sorted(pages, key=lambda page: page or 0) and set(pages) == set(
        range(1, len(document.page_starts) + 1)
    )


def test_what_stands_in_columns_and_is_no_table() -> None:
    def items(canvas: Canvas) -> None:
        for row, (mark, words) in enumerate(
            [("1.", "The first duty is to keep the register of boats,"), ("", "which is open."),
             ("2.", "The second duty is to inspect the nets."), ("3.", "The third is to report."),
             ("4.", "The fourth is to rest.")]
        ):  # fmt: skip
            canvas.drawString(60, 780 - 14 * row, mark)
            canvas.drawString(90, 780 - 14 * row, words)

    document = drawn(items)
    assert [block.mark for block in document.blocks] == ["1.", "2.", "3.", "4."]
    assert document.blocks[0].words == (
        "The first duty is to keep the register of boats, which is open."
    )

    def letterhead(canvas: Canvas) -> None:
        for row, (left, right) in enumerate(
            [("MINISTRY OF RIVERS", "SOCIALIST REPUBLIC OF VIET NAM"),
             ("-------", "Independence - Freedom - Happiness"),
             ("No: 12/2024/TT-BSN", "Ha Noi, 5 May 2024")]
        ):  # fmt: skip
            canvas.drawCentredString(150, 790 - 15 * row, left)
            canvas.drawCentredString(400, 790 - 15 * row, right)

    assert rows_of(drawn(letterhead)) == []


LEFT = ["The harbour board met four times in", "the year. It asked the pilots to report",
        "all delays, and it closed the old quay", "on 3 May because the wall had moved.",
        "The board named Ms Lan as secretary."]  # fmt: skip
RIGHT = ["Traffic grew by six percent to 8,420", "ships. Most came from the river ports",
         "and carried rice, cement and timber.", "Fees were not raised, and a new tariff",
         "is to be set after a hearing in 2027."]  # fmt: skip


@pytest.mark.parametrize("shift", [0, 5])
def test_two_columns_however_they_are_drawn(shift: float) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(
            60, 800, "A line over both of the columns, which is as wide as they are all."
        )
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            canvas.drawString(60, 770 - 14 * row, left)
            canvas.drawString(320, 770 - 14 * row - shift, right)

    text = drawn(page).text
    assert "the old quay on 3 May because the wall had moved." in text
    assert text.index("secretary") < text.index("Traffic grew") < text.index("hearing in 2027")


def test_raised_marks_are_no_part_of_numbers_and_powers_are() -> None:
    def page(canvas: Canvas) -> None:
        text = canvas.beginText(60, 780)
        for words in ("It has 45", "^3", " million in 2028", "^13", " for 30 km", "^2", " and 10",
                      "^6", " records."):  # fmt: skip
            text.setFont("Helvetica", 7 if words[0] == "^" else 11)
            text.setRise(4 if words[0] == "^" else 0)
            text.textOut(words.removeprefix("^"))
        canvas.drawText(text)

    assert drawn(page).text == "It has 45 million in 2028 for 30 km² and 10⁶ records."


def test_a_note_at_the_foot_stands_behind_the_sentence_and_on_its_page() -> None:
    def first(canvas: Canvas) -> None:
        lines(
            canvas,
            [
                "The levy brought in less than planned, since the number of firms fell after",
                "the new rules, and since the office had lost its inspectors when the two",
            ],
        )
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 98, "1 Figures of the collection office.")

    def second(canvas: Canvas) -> None:
        lines(canvas, ["districts were joined. It asks for more inspectors."])

    document = drawn(first, second)
    sentence, note = document.blocks
    assert "when the two districts were joined." in sentence.text and note.kind == "note"
    assert document.page_at(note.start) == 1
    assert document.page_at(document.text.index("districts were")) == 2


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_of_lines_are_left_out(step: int) -> None:
    texts = ["An owner of a dam higher than five", "metres shall have it inspected by a",
             "registered engineer at least once in", "three years and shall send the report",
             "to the authority within forty days of", "the inspection. An owner who fails to",
             "do so is liable to a fine of not more", "than 80 million dong, and in the case",
             "of a second failure to a fine of twice", "that amount, which the authority sets",
             "after it has heard the owner, and of", "which it tells the council of the place",
             "in the month that follows, with the", "reasons for it and the sum that was set",
             "in cases like it in the last ten years"]  # fmt: skip

    def page(canvas: Canvas) -> None:
        for row, words in enumerate(texts):
            if (row + 1) % step == 0:
                canvas.drawString(50, 780 - 24 * row, str(row + 1))
            canvas.drawString(90, 780 - 24 * row, words)

    assert drawn(page).text == " ".join(texts)


def test_the_numbers_of_rows_and_of_items_stay() -> None:
    rows = [["No", "Port", "Boats"], *([str(n), f"Port {n}", str(9 * n)] for n in range(1, 9))]
    assert rows_of(drawn(lambda canvas: grid(canvas, rows, (60, 100, 250))))[3] == (
        "No: 4; Port: Port 4; Boats: 36"
    )


def test_what_stands_slanted_or_large_on_every_page_is_a_watermark() -> None:
    def page(number: int, slanted: bool) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.setFont("Helvetica-Bold", 60)
            canvas.setFillGray(0.85)
            canvas.translate(150, 300)
            canvas.rotate(45 if slanted else 0)
            canvas.drawString(0, 0, "DRAFT")
            canvas.restoreState()
            lines(
                canvas, [f"Part {number} has posts in the highlands of the country.", "They rest."]
            )

        return draw

    for slanted in (True, False):
        document = drawn(*(page(number, slanted) for number in (1, 2, 3)))
        assert "DRAFT" not in document.text and document.title is None
        assert ("3 pieces of slanted text left out" in document.notes) is slanted


def test_words_divided_at_the_ends_of_lines() -> None:
    document = drawn(
        lambda canvas: lines(
            canvas,
            ["The disability office paid the grants. In 2024 the dis-",
             "ability office paid 812 of them; the long-term plan has it, and the long-",
             "term plan was kept by the environ-", "mental fund of the province."],
        )
    )  # fmt: skip
    assert "the disability office paid 812" in document.text
    assert "the long-term plan was kept by the environmental fund" in document.text


def test_what_was_filled_in_stands_beside_its_label() -> None:
    def page(canvas: Canvas) -> None:
        form = canvas.acroForm
        canvas.drawString(60, 780, "Name of applicant:")
        form.textfield(name="n", value="Dr Binh Minh", x=200, y=774, width=200, height=16)
        canvas.drawString(60, 750, "Sensitive site")
        form.checkbox(name="c", checked=True, x=40, y=746, size=12)
        canvas.drawString(60, 720, "Animals")
        form.checkbox(name="d", checked=False, x=40, y=716, size=12)

    text = drawn(page).text
    assert "Name of applicant: Dr Binh Minh" in text
    assert "☒ Sensitive site" in text and "☐ Animals" in text
