"""A table of a PDF page, and its cells put together from the lines that stand in them."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.formats.common.tables import Cell
from corpus.formats.pdf.lines import Box, Line
from corpus.formats.text.lines import join


@dataclass(frozen=True, slots=True)
class PageCell(Cell):
    """A cell with the lines of the page that stand in it, in the order of its words."""

    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class PageTable:
    """A table on a page: its rows of cells, and where its columns begin and end."""

    page: int
    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[tuple[float, float], ...]
    box: Box
    header: int = 0


PageItem = Line | PageTable


def middle_of(piece: Line) -> tuple[float, float]:
    """The place of the middle of a line's letters."""
    return (piece.left + piece.right) / 2, piece.bottom + 0.4 * piece.size


def lines_in(item: PageItem) -> tuple[Line, ...]:
    """A line, or those of a table, row by row and cell by cell."""
    if isinstance(item, Line):
        return (item,)
    cells = (cell for row in item.rows for cell in row if isinstance(cell, PageCell))
    return tuple(line for cell in cells for line in cell.lines)


def cell_of(lines: list[Line], across: int, down: int, number: int) -> PageCell:
    """The cell that holds some lines, over so many columns and rows; `number` is its page."""
    lines = _in_order(lines)
    words = ""
    for line in lines:
        words = join(words, line.text, ()) if words else line.text
    bold = bool(lines) and all(line.bold for line in lines)
    return PageCell(words, across, down, bold, page=number, lines=tuple(lines))


def cell_with(cell: Cell, more: PageCell) -> PageCell:
    """A cell with the words of another behind its own."""
    lines = (*(cell.lines if isinstance(cell, PageCell) else ()), *more.lines)
    words = f"{cell.words} {more.words}"
    return PageCell(words, cell.across, cell.down, cell.named, cell.inner, cell.page, lines)


def _in_order(lines: list[Line]) -> list[Line]:
    """Lines from the top, those of one height from the left."""
    ordered: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        if ordered and abs(ordered[-1][0].bottom - line.bottom) < 0.4 * line.size:
            ordered[-1].append(line)
        else:
            ordered.append([line])
    return [line for row in ordered for line in sorted(row, key=lambda one: one.left)]
