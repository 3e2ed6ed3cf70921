"""Workbooks of plain tables: every text is a text, whatever it begins with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ui.publishing.parts.office_file import AUTHOR, PROPERTY_LIMIT, dated

if TYPE_CHECKING:
    from openpyxl import Workbook

SheetCell = str | int | float
CELL_LIMIT = 32_767  # of Excel, in units of UTF-16
FONT = "Calibri"
LINE_POINTS, HIGHEST_ROW = 15.0, 409.0
TEXT_STYLE, HEADING_STYLE = "Table text", "Table heading"
PAPER, SHADE = "FFFFFF", "1D4A7A"
# The signs that begin a formula, also in their full-width forms, behind whatever is not seen.
_FORMULA = re.compile(
    "[\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the headings of its columns with their widths, in letters, and its rows."""

    title: str
    columns: Mapping[str, int]
    rows: Iterable[Sequence[SheetCell]]


def workbook(sheets: Iterable[Sheet], title: str, made: datetime) -> bytes:
    """The file, the same bytes for the same sheets. Texts are cleaned before they come here.

    Texts longer than a cell are cut, with a note. Raises OSError where there is no room for
    the temporary files that it is made by way of.
    """
    from openpyxl import Workbook  # it takes a second to load
    from openpyxl.xml.functions import tostring

    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    for sheet in sheets:
        _add(book, sheet)
    properties = book.properties
    properties.title, properties.creator = title[:PROPERTY_LIMIT], AUTHOR
    properties.created = made
    out = io.BytesIO()
    book.save(out)
    properties.modified = made  # saving has set it to the moment of saving
    return dated(out.getvalue(), made, {"docProps/core.xml": tostring(properties.to_tree())})


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program may take the text for a formula, or for the end of a cell."""
    return text.startswith(("\t", "\r", "\n")) or _FORMULA.match(text) is not None


def _styles() -> list[Any]:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    fill = PatternFill("solid", fgColor=SHADE)
    text, bold = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True, color=PAPER)
    return [
        NamedStyle(TEXT_STYLE, alignment=wrapped, font=text),
        NamedStyle(HEADING_STYLE, alignment=wrapped, font=bold, fill=fill),
    ]


def _add(book: Workbook, told: Sheet) -> None:
    """A sheet with a heading that stays in sight, a filter, and text that wraps."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(told.title)
    for number, width in enumerate(told.columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"

    def cell(value: SheetCell, style: str = TEXT_STYLE) -> Any:
        if value == "":
            return None
        made = WriteOnlyCell(sheet, _cut(value) if isinstance(value, str) else value)
        made.style = style
        if isinstance(value, str):
            made.data_type = "s"  # openpyxl takes what begins with = for a formula
            made.quotePrefix = is_formula(value)
        return made

    sheet.append([cell(name, HEADING_STYLE) for name in told.columns])
    last = 1
    for last, row in enumerate(told.rows, start=2):
        sheet.row_dimensions[last].height = _height(row, told.columns.values())
        sheet.append([cell(value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(told.columns))}{last}"


def _height(row: Sequence[SheetCell], widths: Iterable[int]) -> float:
    """Points that the row takes; not every program works it out by itself."""
    needed = 1
    for value, width in zip(row, widths, strict=True):
        pieces = str(value).split("\n")
        needed = max(needed, sum(1 + len(piece) // width for piece in pieces))
    return min(needed * LINE_POINTS, HIGHEST_ROW)


def _cut(text: str) -> str:
    """`text`, or as much of it as a cell of Excel holds, with a note."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    note = f" … (cut: the whole text has {len(text):,} characters)"
    return units[: 2 * (CELL_LIMIT - len(note))].decode("utf-16-le", "ignore") + note
