# ruff: noqa: E501  # what a file says stands on one line
"""What a variant is, and how files are written that have the ways of offices."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Drawn

from tests.support.documents import word_bytes

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Variant:
    """A file of a kind: `told` stands in its text, `untold` does not; of each question of `asked`
    the words that its answer has (None where it is not to be answered): with `=` the short answer
    too, where it has one, and with `==` it has one; `facts` are those of the document, `questions` those of a list."""

    name: str
    kind: str
    data: Callable[[], bytes]
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    asked: tuple[tuple[str, str | None], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def text(words: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: words.encode(encoding)


def html(body: str, title: str = "", head: str = "", language: str = "en") -> Callable[[], bytes]:
    return text(
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><main>{body}</main></body></html>"
    )


def grid_html(rows: Rows) -> str:
    """A table whose first row names its columns."""
    head, *rest = ["".join(f"<{'td'}>{cell}</td>" for cell in row) for row in rows]
    return (
        f"<table><tr>{head.replace('td>', 'th>')}</tr>"
        + "".join(f"<tr>{row}</tr>" for row in rest)
        + "</table>"
    )


def word(fill: Callable[[WordDocument], object]) -> Callable[[], bytes]:
    def data() -> bytes:
        document = docx.Document()
        fill(document)
        return word_bytes(document)

    return data


def word_of(*lines: str | Rows | Callable[[WordDocument], object]) -> Callable[[], bytes]:
    """A Word file: lines, `# ` before a heading, `**` around bold ones, `1. ` before a numbered
    item; tables; and what adds itself."""

    def fill(document: WordDocument) -> None:
        for line in lines:
            if callable(line):
                line(document)
            elif not isinstance(line, str):
                grid_word(document, line)
            elif line.startswith("# "):
                document.add_heading(line[2:], 1)
            elif line.startswith("1. "):
                document.add_paragraph(line[3:], style="List Number")
            elif line.startswith("**"):
                document.add_paragraph().add_run(line.strip("*")).bold = True
            else:
                document.add_paragraph(line)

    return word(fill)


def grid_word(document: Any, rows: Rows) -> Any:
    table = document.add_table(len(rows), max(len(row) for row in rows))
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            table.cell(number, column).text = words
    return table


def body(xml: str) -> Callable[[WordDocument], object]:
    """What puts elements at the end of the body, as they are written."""

    def add(document: WordDocument) -> None:
        for element in list(parse_xml(f"<w:body {nsdecls('w', 'w14', 'r', 'wp')}>{xml}</w:body>")):
            document.element.body.insert(len(document.element.body) - 1, element)

    return add


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def repacked(
    data: Callable[[], bytes], change: Callable[[str, bytes], bytes | None], **added: str
) -> Callable[[], bytes]:
    """The same package with its parts changed, some left out, some added."""

    def made() -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data())) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                part = change(name, old.read(name))
                if part is not None:
                    new.writestr(name, part)
            for name, words in added.items():
                new.writestr(name, words)
        return buffer.getvalue()

    return made


def strict(name: str, part: bytes) -> bytes:
    """A part as Word writes it that saves "Strict Open XML"."""
    if not name.endswith((".xml", ".rels")):
        return part
    return re.sub(
        rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml|"
        rb"spreadsheetml)/2006/",
        rb"http://purl.oclc.org/ooxml/\1/",
        part,
    )


class Page:
    """A canvas that keeps where it is: lines one below the other, in a font with all letters."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.x, self.y, self.size = canvas, 70.0, 780.0, 10.5
        self.leading = 14.0

    def line(self, words: str, x: float | None = None, size: float | None = None) -> None:
        self.put(words, self.x if x is None else x, self.y, size or self.size)
        self.y -= self.leading

    def lines(self, words: str, x: float | None = None) -> None:
        for line in words.strip().split("\n"):
            self.line(line.strip(), x)

    def gap(self, points: float = 10) -> None:
        self.y -= points

    def put(self, words: str, x: float, y: float, size: float = 10.5, font: str = "Full") -> float:
        """Words at a place; where they end."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, words)
        return float(x + self.canvas.stringWidth(words, font, size))

    def raised(self, words: str, x: float | None = None) -> None:
        """A line in which `^x^` stands raised and small."""
        at = self.x if x is None else x
        for number, part in enumerate(words.split("^")):
            at = self.put(part, at, self.y + 4 * (number % 2), 6.5 if number % 2 else self.size)
        self.y -= self.leading

    def row(self, cells: Sequence[str], columns: Sequence[float], size: float = 10.5) -> None:
        """Cells at columns; a column below 0 is where its cells end."""
        self.canvas.setFont("Full", size)
        for cell, x in zip(cells, columns, strict=True):
            if x < 0:
                self.canvas.drawRightString(-x, self.y, cell)
            else:
                self.canvas.drawString(x, self.y, cell)
        self.y -= self.leading

    def next_page(self) -> None:
        self.canvas.showPage()
        self.y = 780.0


def pdf(draw: Callable[[Page], object], title: str = "") -> Callable[[], bytes]:
    def data() -> bytes:
        pdfmetrics.registerFont(TTFont("Full", FONT))
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=A4)
        if title:
            canvas.setTitle(title)
        draw(Page(canvas))
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return data


def ruled(
    heading: str, rows: Rows, *style: tuple[Any, ...], repeat: int = 0
) -> Callable[[], bytes]:
    """A PDF with a heading and a table that has lines between its cells."""

    def data() -> bytes:
        pdfmetrics.registerFont(TTFont("Full", FONT))
        buffer = io.BytesIO()
        table = Drawn([list(row) for row in rows], repeatRows=repeat)
        lines = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("FONT", (0, 0), (-1, -1), "Full", 9),
        ]
        table.setStyle([*lines, *style])
        from reportlab.lib.styles import ParagraphStyle

        shown = ParagraphStyle("h", fontName="Full", fontSize=13, spaceAfter=12, leading=16)
        SimpleDocTemplate(buffer, pagesize=A4).build([Paragraph(heading, shown), table])
        return buffer.getvalue()

    return data
