"""Small good files of the formats of offices, made when a test runs."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import openpyxl
import pptx
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, List, ListItem, P
from pptx.util import Inches

Rows = Sequence[Sequence[Any]]


def workbook(sheets: Mapping[str, Rows], merged: Sequence[str] = (), hidden: str = "") -> bytes:
    """An Excel file; `merged` are ranges of its first sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    return _saved(book)


def slides(title: str, points: Sequence[str], notes: str, table: Rows = ()) -> bytes:
    """A PowerPoint file of a slide with points and notes, and one with a table."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(points)
    slide.notes_slide.notes_text_frame.text = notes
    if table:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = "Second"
        size = (Inches(1), Inches(2), Inches(4), Inches(2))
        grid = slide.shapes.add_table(len(table), len(table[0]), *size).table
        for row, cells in enumerate(table):
            for column, words in enumerate(cells):
                grid.cell(row, column).text = words
    return _saved(presentation)


def open_text(heading: str, words: str, items: Sequence[str] = (), table: Rows = ()) -> bytes:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text=heading))
    document.text.addElement(P(text=words))
    listed = List()
    for item in items:
        one = ListItem()
        one.addElement(P(text=item))
        listed.addElement(one)
    document.text.addElement(listed)
    if table:
        document.text.addElement(_open_table("T", table))
    return _saved(document)


def open_sheet(name: str, rows: Rows) -> bytes:
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(_open_table(name, rows))
    return _saved(document)


def open_slides(words: str) -> bytes:
    from odf.draw import Frame, Page, TextBox
    from odf.style import MasterPage, PageLayout

    document = OpenDocumentPresentation()
    layout = PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    document.masterstyles.addElement(MasterPage(name="M", pagelayoutname=layout))
    page = Page(masterpagename="M", name="one")
    frame, box = Frame(width="10cm", height="2cm"), TextBox()
    box.addElement(P(text=words))
    frame.addElement(box)
    page.addElement(frame)
    document.presentation.addElement(page)
    return _saved(document)


def _open_table(name: str, rows: Rows) -> Table:
    table = Table(name=name)
    for row in rows:
        line = TableRow()
        for words in row:
            cell = TableCell()
            cell.addElement(P(text=str(words)))
            line.addElement(cell)
        table.addElement(line)
    return table


def book(chapters: Mapping[str, str], title: str = "A book") -> bytes:
    """An EPUB file; its chapters are the bodies of pages."""
    items = "".join(
        f'<item id="{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="{n}"/>' for n in range(len(chapters)))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
        package.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/content.opf"/></rootfiles></container>',
        )
        package.writestr(
            "O/content.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
            "<dc:language>en</dc:language><dc:date>2024-05-03</dc:date></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for name, body in chapters.items():
            package.writestr(
                f"O/{name}",
                f'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
            )
    return buffer.getvalue()


def mail(subject: str, words: str, files: Mapping[str, bytes] = {}) -> bytes:  # noqa: B006
    message = EmailMessage()
    message["From"], message["To"] = "Lan Chi <lan@example.vn>", "board@example.vn"
    message["Subject"], message["Date"] = subject, "Mon, 3 Jun 2024 10:00:00 +0700"
    message.set_content(words)
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def archive(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


RICH = (
    rb"{\rtf1\ansi\ansicpg1252{\info{\title Harbour rules}}\pard %s\par"
    rb"\trowd\cellx1000\cellx2000\intbl Service\cell Fee\cell\row"
    rb"\trowd\cellx1000\cellx2000\intbl Mooring\cell 450,000\cell\row"
    rb"\pard It opens at six.\par}"
)


def outlook_mail(subject: str, words: str, files: Mapping[str, bytes] = {}) -> bytes:  # noqa: B006
    """A mail of Outlook: a compound file with the streams that its properties have."""
    sent = 133_619_076_000_000_000  # 3 June 2024, in tenths of microseconds from 1601
    head = b"\0" * 32 + struct.pack("<IIQ", 0x00390040, 6, sent)
    streams: dict[tuple[str, ...], bytes] = {
        ("__properties_version1.0",): head,
        ("__substg1.0_0037001F",): subject.encode("utf-16-le"),
        ("__substg1.0_1000001F",): words.encode("utf-16-le"),
        ("__substg1.0_0C1A001F",): "Lan Chi".encode("utf-16-le"),
    }
    for number, (name, data) in enumerate(files.items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[folder, "__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[folder, "__substg1.0_37010102"] = data
    return _compound(streams)


def _compound(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """A compound file (MS-CFB) whose streams are all large, so that it needs no small sectors."""
    folders = list(dict.fromkeys(path[0] for path in streams if len(path) > 1))
    names: list[tuple[str, int, bytes | None]] = [("Root Entry", 5, None)]
    names += [(folder, 1, None) for folder in folders]
    names += [(path[-1], 2, data) for path, data in streams.items()]
    paths = list(streams)
    top = [1 + i for i in range(len(folders))]
    top += [1 + len(folders) + i for i, path in enumerate(paths) if len(path) == 1]
    inside = {
        1 + f: [1 + len(folders) + i for i, p in enumerate(paths) if len(p) > 1 and p[0] == folder]
        for f, folder in enumerate(folders)
    }
    nothing = 0xFFFFFFFF
    right = dict.fromkeys(range(len(names)), nothing)
    child = dict.fromkeys(range(len(names)), nothing)
    for parent, entries in [(0, top), *inside.items()]:
        child[parent] = entries[0] if entries else nothing
        right.update(zip(entries, entries[1:], strict=False))
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(data: bytes) -> int:
        first = len(sectors)
        parts = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(parts)
        chain.extend([*range(first + 1, first + len(parts)), 0xFFFFFFFE])
        return first

    entries_made = b""
    for number, (name, kind, data) in enumerate(names):
        body = b"" if data is None else data.ljust(4_096, b"\n" if "0102" in name else b"\0")
        start = put(body) if data is not None else 0xFFFFFFFE
        told = name.encode("utf-16-le") + b"\0\0"
        entries_made += told.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(told), kind, 1, nothing, right[number], child[number],
            b"\0" * 16, 0, 0, 0, start, len(body),
        )  # fmt: skip
    directory = put(entries_made)
    count = -(-(len(sectors) + 40) // 128)
    tables = [len(sectors) + i for i in range(count)]
    fat = [*chain, *([0xFFFFFFFD] * count)]
    fat += [nothing] * (128 * count - len(fat))
    sectors += [struct.pack("<128I", *fat[at : at + 128]) for at in range(0, len(fat), 128)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, 4_096,
        0xFFFFFFFE, 0, 0xFFFFFFFE, 0, tables[0],
    )  # fmt: skip
    rest = struct.pack("<108I", *tables[1:], *([nothing] * (108 - len(tables[1:]))))
    return (head + rest).ljust(512, b"\0")[:512] + b"".join(sectors)


def _saved(thing: Any) -> bytes:
    buffer = BytesIO()
    thing.save(buffer)
    return buffer.getvalue()
