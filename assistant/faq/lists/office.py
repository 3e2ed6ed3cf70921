"""Excel and Word files of questions, opened: their tables, as they were saved.

A formula is the text of a formula: nothing is worked out, no link is followed.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from assistant.faq.lists.files import refuse_more_rows
from assistant.faq.lists.grid import Grid
from assistant.faq.lists.lines import Paragraph, classified
from corpus.blocks import clean_line
from corpus.errors import AssistantError, DocumentError
from corpus.formats.office.cell_values import MERGED, cell_words, column_number
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.wording import _

MOST_SHEET_ROWS = 1_048_576  # the last row that a spreadsheet has
MOST_PART_BYTES = 50_000_000  # of one XML part of a Word file, which is held in memory whole
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PROGRAMS = {".xlsx": "Excel", ".docx": "Word"}


def sheets(data: bytes, name: str, wanted: str | None) -> list[Grid]:
    """The tables of an Excel workbook: its visible sheets, or the one of this name or number."""
    _refuse_unsafe(data, name, ".xlsx")
    import openpyxl

    # What openpyxl warns of (styles, validations, extensions) is nothing of a cell's text.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            return [_sheet(one, data, name) for one in _chosen(book.worksheets, name, wanted)]
        except AssistantError:
            raise
        # The parser boundary: openpyxl raises whatever a damaged file makes it raise.
        except Exception as error:
            raise _damaged(name, ".xlsx") from error


def _chosen(every: Sequence[Any], name: str, wanted: str | None) -> list[Any]:
    if not every:
        raise _damaged(name, ".xlsx")
    if wanted is None:
        return [sheet for sheet in every if sheet.sheet_state == "visible"]
    for sheet in every:
        if sheet.title.strip().casefold() == wanted.strip().casefold():
            return [sheet]
    if wanted.strip().isdecimal() and 1 <= int(wanted) <= len(every):
        return [every[int(wanted) - 1]]
    titles = ", ".join(f"“{sheet.title}”" for sheet in every)
    raise AssistantError(
        _("{name} has no sheet “{wanted}”; its sheets are {titles}.").format(
            name=name, wanted=wanted, titles=titles
        )
    )


def _sheet(sheet: Any, data: bytes, name: str) -> Grid:
    # The size that a sheet states may be wrong, or all that a sheet can be.
    sheet.reset_dimensions()
    rows: list[tuple[int, Sequence[str]]] = []
    every = islice(sheet.iter_rows(values_only=True), MOST_SHEET_ROWS)
    for number, values in enumerate(every, start=1):
        if not values:
            continue
        cells = [cell_words(value, "seconds") for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            rows.append((number, cells))
            refuse_more_rows(len(rows), name)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        # openpyxl tells of merged cells only where it holds the whole sheet in memory.
        merged = {
            (int(found[2]), column_number(found[1])): int(found[4])
            for found in MERGED.finditer(package.read(sheet._worksheet_path))
        }
    return Grid(rows, name=sheet.title, merged=merged)


def word_tables(data: bytes, name: str) -> list[Grid]:
    """The tables of a Word file, each with the heading above it as its topic.

    Rows are numbered through the file, from its first table on.
    """
    _refuse_unsafe(data, name, ".docx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sizes = [part.file_size for part in package.infolist() if part.filename.endswith(".xml")]
    if max(sizes, default=0) > MOST_PART_BYTES:
        raise AssistantError(
            _("{name} is too large for a list of questions; split it.").format(name=name)
        )
    try:
        return list(_tables(data, name))
    except AssistantError:
        raise
    # The parser boundary: python-docx raises whatever a damaged file makes it raise.
    except Exception as error:
        raise _damaged(name, ".docx") from error


def word_paragraphs(data: bytes, name: str) -> list[Paragraph]:
    """The headings, list items and paragraphs of a Word file, numbered as they follow."""
    from corpus.formats.word.file import read

    try:
        content = read(data, name)
    except DocumentError as error:
        raise AssistantError(f"{error}.") from error
    return [
        Paragraph(number, "heading", found.text)
        if found.kind == "heading"
        else classified(number, found.text, item=found.kind == "item")
        for number, found in enumerate(content.elements, start=1)
        if found.kind != "row"
    ]


def _tables(data: bytes, name: str) -> Iterator[Grid]:
    import docx

    from corpus.formats.word.cells import cells_of, children, words_of
    from corpus.formats.word.styles import Styles

    document = docx.Document(io.BytesIO(data))
    styles = Styles(document.styles.element)
    topic, line = "", 0
    for element in document.element.body.iter(W + "p", W + "tbl"):
        if next(element.iterancestors(W + "tbl"), None) is not None:
            continue
        if element.tag == W + "p":
            if styles.heading_level(element, styles.id_of(element)) is not None:
                topic = clean_line(words_of(element))
            continue
        rows: list[tuple[int, Sequence[str]]] = []
        merged: dict[tuple[int, int], int] = {}
        tops: dict[int, int] = {}
        for row in children(element, "tr"):
            line += 1
            cells: list[str] = []
            for cell in cells_of(row, lambda one: "\n".join(map(words_of, one.iter(W + "p")))):
                if not cell.down and len(cells) in tops:
                    merged[tops[len(cells)], len(cells)] = line
                else:
                    tops[len(cells)] = line
                cells += [cell.words, *[""] * (cell.across - 1)]
            if any(map(str.strip, cells)):
                rows.append((line, cells))
                refuse_more_rows(line, name)
        yield Grid(rows, topic=topic, merged=merged)


def _refuse_unsafe(data: bytes, name: str, suffix: str) -> None:
    try:
        refuse_unsafe_package(data, name)
    except DocumentError as error:
        what = str(error).removeprefix(name).partition(";")[0]
        raise AssistantError(
            _(
                "{name}{what}; open it in {programs}, save it again as {suffix} without "
                "a password and use that."
            ).format(name=name, what=what, programs=PROGRAMS[suffix], suffix=suffix)
        ) from error


def _damaged(name: str, suffix: str) -> AssistantError:
    program = PROGRAMS[suffix]
    return AssistantError(
        _(
            "{name} is damaged or not from {program}; open it in {program}, save it "
            "again as {suffix} and use that."
        ).format(name=name, program=program, suffix=suffix)
    )
