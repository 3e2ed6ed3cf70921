"""Rows stand in the text as in their file; models are told the names of columns with them."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.platypus import SimpleDocTemplate, Table

from corpus.assembling import assemble
from corpus.blocks import Element
from corpus.chunking import embedded_text, split
from corpus.document import Block, Document
from corpus.formats.common.tables import elements_of, plain
from corpus.language.sentences import sentences_in, told_sentences
from corpus.loading import document_from_bytes
from corpus.told_text import blocks_as_told, header_over, names_of, told_line, told_text

TOWNS = [["Town", "Beds", "Note"], ["Harn", "41", "old"], ["Ost", "12", ""], ["Lund", "7", "new"]]
ROWS = ["Harn | 41 | old", "Ost | 12", "Lund | 7 | new"]
TOLD = ["Town: Harn; Beds: 41; Note: old", "Town: Ost; Beds: 12", "Town: Lund; Beds: 7; Note: new"]


def markdown() -> bytes:
    return "\n".join(
        f"| {' | '.join(row)} |" for row in [TOWNS[0], ["---"] * 3, *TOWNS[1:]]
    ).encode()


def page() -> bytes:
    def cells(tag: str, row: list[str]) -> str:
        return "".join(f"<{tag}>{cell}</{tag}>" for cell in row)

    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in TOWNS[1:])
    return f"<table><tr>{cells('th', TOWNS[0])}</tr>{rows}</table>".encode()


def word() -> bytes:
    made, buffer = docx.Document(), BytesIO()
    table = made.add_table(4, 3)
    for row, cells in enumerate(TOWNS):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    made.save(buffer)
    return buffer.getvalue()


def sheet() -> bytes:
    book, buffer = openpyxl.Workbook(), BytesIO()
    assert book.active is not None
    for row in TOWNS:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def printed() -> bytes:
    buffer = BytesIO()
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    SimpleDocTemplate(buffer).build([Table(TOWNS, style=look)])
    return buffer.getvalue()


FILES = {
    "a.md": markdown, "a.txt": markdown, "a.html": page, "a.docx": word, "a.xlsx": sheet,
    "a.pdf": printed, "a.csv": lambda: "\n".join(map(",".join, TOWNS)).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_row_stands_as_in_its_file_below_the_header(name: str) -> None:
    document = document_from_bytes(FILES[name](), name)
    (table,) = (block for block in document.blocks if block.kind == "table")
    assert table.text == "\n".join(["Town | Beds | Note", *ROWS])
    assert [part.kind for part in table.parts] == ["header", "row", "row", "row"]
    for part in table.parts:
        for span in (part, *part.parts):
            assert document.text[span.start : span.end] == span.text
    assert [cell.text for cell in table.parts[1].parts] == ["Harn", "41", "old"]
    assert [cell.column for cell in table.parts[2].parts] == [0, 1]
    told = told_text(document)
    assert told.text.endswith("\n".join(TOLD)) and "Town | Beds" not in told.text
    assert names_of(document, table.parts[2]) == ("Town", "Beds")


def towns(*before: Element) -> Document:
    text, blocks, _ = assemble([*before, *elements_of(plain(TOWNS), 1)])
    return Document("d", "d.md", text, blocks=blocks)


def test_the_way_back_is_to_the_cells() -> None:
    document = towns(Element("paragraph", "The towns count their beds."))
    told = told_text(document)
    at = told.text.index("Beds: 12")
    assert document.text[slice(*told.source(at, at + 8))] == "12"
    assert document.text[slice(*told.source(at - 11, at + 8))] == "Ost | 12"
    first, last = told.source(at, at + 4)
    assert first == last == document.text.index("12"), "a name alone stands nowhere"
    assert told.text[slice(*told.in_one_cell(at - 2, at + 8))].strip() == "12"
    assert told.text[slice(*told.in_one_cell(at - 5, at + 7))] == "Ost", "the cell with the most"
    assert told.in_one_cell(at, at + 4) == (at, at)


def test_sentences_of_rows_are_told_with_their_names_and_a_header_is_none() -> None:
    document = towns(Element("paragraph", "The towns count. They do so in May."))
    told = told_text(document)
    found = [told.text[a:b] for _, a, b in told_sentences(told, "en")]
    assert found == ["The towns count.", "They do so in May.", *TOLD]
    places = [told.source(a, b) for _, a, b in told_sentences(told, "en")]
    assert places == [(a, b) for _, a, b in sentences_in(document)]
    assert [document.text[a:b] for a, b in places][2:] == ROWS


def test_a_header_without_rows_is_told_itself() -> None:
    document = towns()
    header = document.lines[0]
    assert told_text(document, header.start, header.end).text == "Town | Beds | Note"
    assert told_line(document, document.lines[1]) == TOLD[0]


def test_a_part_of_a_row_is_told_the_names_of_what_begins_in_it() -> None:
    document = towns()
    row = document.lines[1]
    half = told_text(document, row.parts[1].start, row.end)
    assert half.text == "Beds: 41; Note: old"
    assert told_text(document, row.parts[1].start + 1, row.end).text == "1; Note: old"
    assert half.place(0) == row.parts[1].start


def test_rows_that_say_their_names_are_told_as_they_stand() -> None:
    """Those of a library of an earlier version."""
    text = "\n".join(TOLD)
    rows, at = [], 0
    for line, cells in zip(TOLD, TOWNS[1:], strict=True):
        parts = [
            Block("cell", start, start + len(cell), cell, column=column)
            for column, cell in enumerate(cells)
            if cell
            for start in [at + line.index(f": {cell}") + 2]
        ]
        rows.append(Block("row", at, at + len(line), line, parts=tuple(parts)))
        at += len(line) + 1
    table = Block("table", 0, len(text), text, columns=("Town", "Beds", "Note"), parts=tuple(rows))
    old = Document("d", "d.md", text, blocks=(table,))
    assert blocks_as_told(towns(), told_text(towns())) == (table,)
    told = told_text(old)
    assert told.text == text and told.source(0, len(text)) == (0, len(text))
    assert names_of(old, rows[0]) == () and header_over(old, rows[1].start) is None


def tokens(text: str) -> int:
    return len(text.split())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "x", "two words", "1 | 2", "A. B."]), max_size=4)),
    st.sampled_from(["", "Words before it. And more of them."]),
    st.integers(8, 60),
)
def test_chunks_of_any_table_are_told_their_columns(
    body: list[list[str]], before: str, size: int
) -> None:
    rows = [["Name", "Number of", "What it is"], *body]
    text, blocks, _ = assemble([Element("paragraph", before), *elements_of(plain(rows), 1)])
    document = Document("d", "d.md", text, blocks=blocks)
    chunks = split(document, tokens, size)
    left = set(range(len(text)))
    for chunk in chunks:
        assert document.text[chunk.start : chunk.end] == chunk.text
        left -= set(range(chunk.start, chunk.end))
        told = told_text(document, chunk.start, chunk.end)
        for run in told.runs:
            stands = document.text[run.start : run.start + run.length]
            assert told.text[run.told : run.end] == stands
        header = header_over(document, chunk.start)
        if header is not None:
            assert chunk.headings[-1] == header.text and not embedded_text(
                document, chunk
            ).startswith(header.text)
        for line in document.lines_in(chunk.start, chunk.end):
            for cell, name in zip(line.parts, names_of(document, line), strict=False):
                if chunk.start <= cell.start and cell.end <= chunk.end and name:
                    assert f"{name}: {cell.text}" in told.text
    assert not "".join(text[place] for place in sorted(left)).strip()
