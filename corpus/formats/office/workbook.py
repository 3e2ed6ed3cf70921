"""Excel workbooks (.xlsx): each visible sheet under its name, values as a reader sees them."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from corpus.blocks import Content, Element
from corpus.formats.common.drawings import drawn_lines, properties_of
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.packages import mended
from corpus.formats.common.tables import Cell
from corpus.formats.office.cell_values import MERGED, cell_words, column_number
from corpus.formats.office.sheets import CellPlace, elements_of_sheet
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import stated_at_top

MAX_ROWS = 1_048_576  # the last row that a spreadsheet has
STYLED_ROWS = 60  # whose letters are looked at: names of columns stand at the top
# A formula that was written by a program and never worked out.
NOT_WORKED_OUT = re.compile(rb"</f>(?:<v\s*/>|<v></v>|</c>)|<f>[^<>]{1,2000}</f></c>")
EDGE = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>[^<]")
PROMPT = re.compile(rb"""\sprompt=["'][^"']""")
COMMENT = re.compile(rb"<(?:\w+:)?(?:comment|threadedComment)\s")
TARGET = re.compile(rb"""\sTarget=["']([^"'<>]{1,300})["']""")
DECIMALS = re.compile(r"0\.(0+)")
QUOTED = re.compile(r'"[^"]{0,40}"|\\.|\[[^\]]{0,40}\]')
SIGN = re.compile(r'"([^"0-9#]{1,12})"|\[\$([^\]\-0-9]{1,5})[^\]]{0,20}\]|([$£¥\u20a0-\u20cf%])')


def read(data: bytes, name: str) -> Content:
    """Return what stands in a workbook; raises DocumentError where it is unsafe or too large."""
    refuse_unsafe_package(data, name)
    data = mended(data)
    # What openpyxl warns of (styles, validations, extensions) is nothing of a cell's text.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        shown: list[Any] = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [s.title for s in book.worksheets if s.sheet_state != "visible"]
        elements: list[Element] = []
        unknown = 0
        unread: Counter[str] = Counter()
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for sheet in shown:
                raw = package.read(sheet._worksheet_path)
                unknown += len(NOT_WORKED_OUT.findall(raw))
                found = list(elements_of_sheet(_rows(sheet), _merged(raw), name))
                drawn, beside = _beside(package, sheet._worksheet_path, raw)
                found += drawn
                unread += beside
                if found:
                    elements += [Element("heading", sheet.title, 2), *found]
        facts = book.properties
        unread["defined names"] += sum(
            '"' in str(one.attr_text or "") for one in book.defined_names.values()
        )
    return Content(
        tuple(elements),
        title=chosen_title(facts.title),
        date=stated_at_top(element.text for element in elements[:10])[0],
        notes=tuple(_notes(hidden, unknown, len(book.chartsheets))),
        unread=+(unread + properties_of(facts)),
    )


def _notes(hidden: Sequence[str], unknown: int, charts: int) -> Iterator[str]:
    if hidden:
        yield f"hidden sheets left out: {', '.join(hidden)}"
    if unknown:
        yield (
            f"{unknown} formula{'s' if unknown > 1 else ''} without a stored value left out; "
            "open the file in Excel and save it"
        )
    if charts:
        yield f"{charts} sheet{'s' if charts > 1 else ''} of a chart left out"


def _beside(package: zipfile.ZipFile, path: str, raw: bytes) -> tuple[list[Element], Counter[str]]:
    """What stands in the text boxes and charts of a sheet, and how much is beside its cells."""
    unread = Counter(
        {
            "headers and footers of sheets": len(EDGE.findall(raw)),
            "prompts of cells": len(PROMPT.findall(raw)),
        }
    )
    elements: list[Element] = []
    names = set(package.namelist())
    for part in _related(package, names, path):
        if "comment" in part.lower():
            unread["comments"] += len(COMMENT.findall(package.read(part)))
        elif "drawings/drawing" in part:
            charts = [one for one in _related(package, names, part) if "charts/chart" in one]
            unread["numbers of charts"] += len(charts)
            for one in (part, *charts):
                lines = drawn_lines(package.read(one))
                elements += (Element("paragraph", words) for words in lines)
    return elements, unread


def _related(package: zipfile.ZipFile, names: set[str], path: str) -> list[str]:
    """The parts that a part of the package names as its own."""
    folder, _, file = path.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in names:
        return []
    targets = (one.decode("utf-8", "replace") for one in TARGET.findall(package.read(relations)))
    parts = (
        one.lstrip("/") if one.startswith("/") else posixpath.normpath(f"{folder}/{one}")
        for one in targets
    )
    return [part for part in parts if part in names]


def _rows(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    # The size that a sheet states may be wrong, or all that a sheet can be.
    sheet.reset_dimensions()
    styled = 0
    for number, row in enumerate(sheet.iter_rows()):
        if number >= MAX_ROWS:
            return
        if any(cell.value is not None for cell in row):
            styled += 1
            bold = styled <= STYLED_ROWS
            yield (
                number,
                [
                    Cell(_shown(cell), named=bool(bold and cell.value is not None and cell.font.b))
                    for cell in row
                ],
            )


def _merged(raw: bytes) -> dict[CellPlace, CellPlace]:
    # openpyxl tells of merged cells only where it holds the whole sheet in memory.
    merged: dict[CellPlace, CellPlace] = {}
    for found in MERGED.finditer(raw):
        row, column = int(found[2]) - 1, column_number(found[1])
        merged[row, column] = int(found[4]) - row, column_number(found[3]) - column + 1
    return {place: over for place, over in merged.items() if over != (1, 1) and min(over) > 0}


def _shown(cell: Any) -> str:
    """What a cell holds, as a spreadsheet shows it."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, cell.number_format or "General")
    return cell_words(value)


def _number(value: float, shape: str) -> str:
    """A number in its format: parted thousands, decimals, percent, and the sign of a unit."""
    shape = shape.split(";")[0]
    if shape == "General" or "E+" in shape or "?/" in shape:
        return format(value, ".15g")
    bare = QUOTED.sub("", shape)
    percent = "%" in bare
    decimals = DECIMALS.search(bare)
    places = len(decimals[1]) if decimals else 0
    value = value * 100 if percent else value
    told = format(value, f"{',' if '#,#' in bare or '0,0' in bare else ''}.{places}f")
    if places == 0 and "0" not in bare and "#" not in bare:
        return format(value, ".15g")
    signs = [next(filter(None, found)).strip() for found in SIGN.findall(shape)]
    before = SIGN.search(shape)
    if signs and signs[0] and not percent:
        first = before is not None and before.start() < max(bare.find("0"), bare.find("#"), 0) + 1
        return f"{signs[0]}{told}" if first and len(signs[0]) == 1 else f"{told} {signs[0]}"
    return f"{told}%" if percent else told
