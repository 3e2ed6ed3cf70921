"""Tables that are made, in five formats: whether their rows keep their cells, in order, with names.

    python -m tests.quality.tables [--seed N] [--show]

Twenty tables of both languages, with headers of one and two rows, merged cells, groups, wrapped and
missing cells, labels with values, and one that goes over pages; each written as PDF (with and
without ruling lines by turns), Word, HTML, Excel and Markdown, between paragraphs. Of each file is
counted how many rows stand in a table of the document as they were written, each cell under the
name of its column, and how many of them stand whole in one chunk.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import docx
import openpyxl
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Drawn

from corpus.chunking import split
from corpus.document import Document
from corpus.loading import document_from_bytes

FORMATS = ("pdf", "docx", "html", "xlsx", "md")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
PLACES = {
    "en": "Hai An,Cua Lo,Phan Ri,Song Doc,Ben Tre,Lisholm,Varnes,Otra,Northern Coast,Delta Town",
    "vi": "Hải An,Cửa Lò,Phan Rí,Sông Đốc,Bến Tre,Vũng Áng,Cam Ranh,Nhà Bè,Rạch Giá,Móng Cái",
}
NAMES = {
    "en": "Harbour,Boats,Crew (persons),Catch (tonnes),Fee (dong),Inspected,Opened",
    "vi": "Cảng,Số tàu,Thuyền viên (người),Sản lượng (tấn),Phí (đồng),Kiểm tra,Ngày mở",
}
GROUPS = {"en": "Northern region,Southern region", "vi": "Miền Bắc,Miền Nam"}
LONG = {
    "en": "The office for the inspection of boats, nets and landing places in the northern waters",
    "vi": "Phòng kiểm tra tàu thuyền, ngư cụ và bến cá thuộc vùng biển phía Bắc của tỉnh",
}
PROSE = {
    "en": "The figures below were collected by the harbour offices and checked by the board.",
    "vi": "Số liệu dưới đây do các cảng vụ thu thập và được hội đồng kiểm tra trước khi công bố.",
}
AFTER = {
    "en": "The board publishes the figures each spring and keeps those of earlier years.",
    "vi": "Hội đồng công bố số liệu vào mùa xuân hằng năm và lưu giữ số liệu các năm trước.",
}
FACTS = {
    "en": [("Contractor", "Song Hong Builders"), ("Length", "1,860 m"), ("Opened", "2 June 2019"),
           ("Cost", "48 million euro"), ("Seat", "Lisholm")],
    "vi": [("Nhà thầu", "Công ty Sông Hồng"), ("Chiều dài", "1.860 m"), ("Mở cửa", "02/6/2019"),
           ("Kinh phí", "48 triệu euro"), ("Trụ sở", "Hải An")],
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A table: rows of (words, columns, rows) that a writer merges, how many of them name the
    columns, and the rows that a reader should find, each as (name of the column, words)."""

    language: str
    cells: list[list[tuple[str, int, int]]]
    header: int
    rows: list[list[tuple[str, str]]]

    @property
    def width(self) -> int:
        return sum(across for _, across, _ in self.cells[0])


def made_tables(seed: int = 1) -> list[Made]:
    """The twenty tables."""
    chance = random.Random(seed)
    makers: list[Callable[[random.Random, str], Made]] = [
        _plain, _years, _two_rows, _merged, _wrapped, _missing, _facts, _text, _wide, _long,
    ]  # fmt: skip
    return [maker(chance, language) for language in ("en", "vi") for maker in makers]


def _figure(chance: random.Random, language: str) -> str:
    told = (
        f"{chance.randint(3, 9_999_999):,}" if chance.random() < 0.5 else f"{chance.randint(1, 99)}"
    )
    return told.replace(",", ".") if language == "vi" else told


def _of(names: Sequence[str], body: list[list[str]], language: str) -> Made:
    cells = [[(words, 1, 1) for words in row] for row in [list(names), *body]]
    rows = [[(n, w) for n, w in zip(names, row, strict=True) if w] for row in body]
    return Made(language, cells, 1, rows)


def _body(chance: random.Random, language: str, width: int, count: int) -> list[list[str]]:
    places = PLACES[language].split(",")
    firsts = [f"{places[at % 10]}{f' {at // 10 + 1}' if at >= 10 else ''}" for at in range(count)]
    return [[first, *(_figure(chance, language) for _ in range(width - 1))] for first in firsts]


def _plain(chance: random.Random, language: str) -> Made:
    width = chance.randint(3, 5)
    names = NAMES[language].split(",")[:width]
    return _of(names, _body(chance, language, width, chance.randint(4, 9)), language)


def _years(chance: random.Random, language: str) -> Made:
    names = [NAMES[language].split(",")[0], "2022", "2023", "2024"]
    return _of(names, _body(chance, language, 4, 6), language)


def _two_rows(chance: random.Random, language: str) -> Made:
    place, boats, crew = NAMES[language].split(",")[:3]
    body = _body(chance, language, 5, 5)
    names = [place, f"2023 {boats}", f"2023 {crew}", f"2024 {boats}", f"2024 {crew}"]
    head = [
        [(place, 1, 2), ("2023", 2, 1), ("2024", 2, 1)],
        [(boats, 1, 1), (crew, 1, 1), (boats, 1, 1), (crew, 1, 1)],
    ]
    rows = [list(zip(names, row, strict=True)) for row in body]
    return Made(language, [*head, *([(w, 1, 1) for w in row] for row in body)], 2, rows)


def _merged(chance: random.Random, language: str) -> Made:
    region = {"en": "Region", "vi": "Vùng"}[language]
    names = [region, *NAMES[language].split(",")[:3]]
    body = _body(chance, language, 3, 6)
    cells = [[(name, 1, 1) for name in names]]
    rows = []
    for at, row in enumerate(body):
        group = GROUPS[language].split(",")[at // 3]
        cells.append([*([(group, 1, 3)] if at % 3 == 0 else []), *((w, 1, 1) for w in row)])
        rows.append(list(zip(names, [group, *row], strict=True)))
    return Made(language, cells, 1, rows)


def _wrapped(chance: random.Random, language: str) -> Made:
    names = NAMES[language].split(",")[:3]
    body = _body(chance, language, 3, 5)
    for row in body[::2]:
        row[0] = f"{LONG[language]} {row[0]}"
    return _of(names, body, language)


def _missing(chance: random.Random, language: str) -> Made:
    names = NAMES[language].split(",")[:4]
    body = _body(chance, language, 4, 7)
    for row in body[1::2]:
        row[chance.randint(1, 3)] = ""
    return _of(names, body, language)


def _facts(chance: random.Random, language: str) -> Made:
    pairs = FACTS[language]
    cells = [[(label, 1, 1), (value, 1, 1)] for label, value in pairs]
    return Made(language, cells, 0, [[("", label), ("", value)] for label, value in pairs])


def _text(chance: random.Random, language: str) -> Made:
    names = {
        "en": ["Service", "Office", "Who may apply"],
        "vi": ["Dịch vụ", "Cơ quan", "Đối tượng"],
    }
    people = {"en": "owners of boats,pilots,crews", "vi": "chủ tàu,hoa tiêu,thuyền viên"}[language]
    services = {
        "en": "Mooring licence,Pilot certificate,Dredging permit,Copy of a chart",
        "vi": "Giấy phép neo đậu,Chứng chỉ hoa tiêu,Giấy phép nạo vét,Bản sao hải đồ",
    }[language].split(",")
    places = PLACES[language].split(",")
    body = [[s, chance.choice(places), chance.choice(people.split(","))] for s in services]
    return _of(names[language], body, language)


def _wide(chance: random.Random, language: str) -> Made:
    names = [NAMES[language].split(",")[0], *(f"Q{q} {y}" for y in (2023, 2024) for q in (1, 2, 3))]
    body = [
        [row[0], *(str(chance.randint(1, 999)) for _ in names[1:])]
        for row in _body(chance, language, 2, 8)
    ]
    return _of(names, body, language)


def _long(chance: random.Random, language: str) -> Made:
    names = NAMES[language].split(",")[:4]
    return _of(names, _body(chance, language, 4, 70), language)


# --- writers --------------------------------------------------------------------------------


def written(made: Made, kind: str, number: int) -> bytes:
    """The file of a table in a format, between two paragraphs."""
    return {"pdf": _pdf, "docx": _docx, "html": _html, "xlsx": _xlsx, "md": _md}[kind](made, number)


def _placed(made: Made) -> list[tuple[int, int, str, int, int]]:
    """(row, column, words, columns, rows) of each cell."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(made.cells):
        column = 0
        for words, across, down in cells:
            while (row, column) in taken:
                column += 1
            taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            found.append((row, column, words, across, down))
    return found


def _pdf(made: Made, number: int) -> bytes:
    if "DejaVu" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("DejaVu", FONT))
    style = ParagraphStyle("body", fontName="DejaVu", fontSize=9, leading=12)
    grid: list[list[object]] = [[""] * made.width for _ in made.cells]
    ruled = number % 2 == 0
    look: list[tuple[object, ...]] = [("FONT", (0, 0), (-1, -1), "DejaVu", 9)]
    look += [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    look += [("ALIGN", (1, 0), (-1, -1), "RIGHT")] if number % 3 == 0 else []
    look += [("VALIGN", (0, 0), (-1, -1), "TOP")]
    for row, column, words, across, down in _placed(made):
        long = len(words) > 50
        grid[row][column] = Paragraph(words, style) if long else words
        if (across, down) != (1, 1):
            look.append(("SPAN", (column, row), (column + across - 1, row + down - 1)))
    widths = [30.0] * made.width
    for _, column, words, across, _ in _placed(made):
        if across == 1:
            room = pdfmetrics.stringWidth(words, "DejaVu", 9) + 14
            widths[column] = max(widths[column], min(room, 180))
    table = Drawn(grid, widths, repeatRows=made.header, style=look)
    buffer = BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=A4)
    before, after = (Paragraph(told[made.language], style) for told in (PROSE, AFTER))
    template.build([before, Spacer(1, 12), table, Spacer(1, 12), after])
    return buffer.getvalue()


def _docx(made: Made, _: int) -> bytes:
    word = docx.Document()
    word.add_paragraph(PROSE[made.language])
    table = word.add_table(len(made.cells), made.width)
    for row, column, words, across, down in _placed(made):
        cell = table.cell(row, column)
        if (across, down) != (1, 1):
            cell = cell.merge(table.cell(row + down - 1, column + across - 1))
        cell.text = words
    word.add_paragraph(AFTER[made.language])
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _html(made: Made, number: int) -> bytes:
    rows = ""
    for at, cells in enumerate(made.cells):
        tag = "th" if at < made.header and number % 4 else "td"
        rows += "<tr>" + "".join(
            f'<{tag} colspan="{across}" rowspan="{down}">{words}</{tag}>'
            for words, across, down in cells
        ) + "</tr>"  # fmt: skip
    before, after = (f"<p>{told[made.language]}</p>" for told in (PROSE, AFTER))
    return f"<html><body><main>{before}<table>{rows}</table>{after}</main></body></html>".encode()


def _xlsx(made: Made, _: int) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = PROSE[made.language]
    for row, column, words, across, down in _placed(made):
        sheet.cell(row + 3, column + 1, words)
        if (across, down) != (1, 1):
            sheet.merge_cells(
                start_row=row + 3, start_column=column + 1,
                end_row=row + 2 + down, end_column=column + across,
            )  # fmt: skip
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _md(made: Made, _: int) -> bytes:
    wide = max(len(row) for row in made.rows)
    full = next((row for row in made.rows if len(row) == wide), made.rows[0])
    names = [name for name, _ in full] if made.header else [""] * made.width
    lines = [names, ["---"] * len(names)]
    for row in made.rows:
        known = dict(row)
        lines.append(
            [known.get(name, "") for name in names] if made.header else [w for _, w in row]
        )
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{PROSE[made.language]}\n\n{table}\n\n{AFTER[made.language]}\n".encode()


# --- counting ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Of the rows of a file: how many stand right in blocks, and whole in a chunk."""

    rows: int
    right: int
    chunked: int
    alone: bool  # nothing else stands in the tables


def counted(made: Made, document: Document) -> Counted:
    """How a document holds the rows of a table, in their order."""
    found = [
        (
            [(t.columns[c.column] if c.column < len(t.columns) else "", c.text) for c in row.parts],
            row,
        )
        for t in document.blocks
        if t.kind == "table"
        for row in t.parts
        if row.kind == "row"
    ]
    chunks = split(document, lambda text: len(text) // 4, 200)
    at = right = chunked = 0
    for wanted in made.rows:
        place = next((i for i in range(at, len(found)) if found[i][0] == wanted), None)
        if place is not None:
            row = found[place][1]
            at, right = place + 1, right + 1
            chunked += any(c.start <= row.start and row.end <= c.end for c in chunks)
    return Counted(len(made.rows), right, chunked, len(found) == len(made.rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the files that are not right")
    options = parser.parse_args()
    whole = 0
    for kind in FORMATS:
        files = rows = right = chunked = 0
        for number, made in enumerate(made_tables(options.seed)):
            document = document_from_bytes(written(made, kind, number), f"table-{number}.{kind}")
            found = counted(made, document)
            good = found.rows == found.right == found.chunked and found.alone
            files, rows = files + good, rows + found.rows
            right, chunked = right + found.right, chunked + found.chunked
            if options.show and not good:
                print(f"--- {kind} {number}: {found}\n{document.text[:1500]}\n")
        whole += files
        print(
            f"{kind:5} {files:3} of 20 tables; of {rows} rows {right / rows:6.1%} right in blocks, "
            f"{chunked / rows:6.1%} whole in a chunk"
        )
    print(f"all   {whole:3} of 100 tables with every row right, in order and alone")


if __name__ == "__main__":
    main()
