"""A sheet of cells to elements: its tables, parted by empty rows, and the lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.blocks import MAX_CELLS, Element, clean_line, refuse_more
from corpus.formats.common.tables import Cell, elements_of, is_value

MAX_TITLES = 4  # lines over a table
CellPlace = tuple[int, int]  # row and column, from 0


def elements_of_sheet(
    rows: Iterable[tuple[int, Sequence[Cell]]], merged: Mapping[CellPlace, CellPlace], name: str
) -> Iterator[Element]:
    """The elements of a sheet; `rows` are those that have cells, each with its number, `merged`
    how many rows and columns a cell goes over. Raises DocumentError, naming the file, where
    there are more cells than a document has."""
    filled: list[tuple[int, list[Cell]]] = []
    count = 0
    for number, row in rows:
        cells = [replace(cell, words=clean_line(cell.words)) for cell in row]
        while cells and not cells[-1].words and (number, len(cells) - 1) not in merged:
            cells.pop()
        count += len(cells)
        refuse_more(count, MAX_CELLS, "cells", name)
        if any(cell.words for cell in cells):
            filled.append((number, cells))
    covered = {
        (row + down, column)
        for (row, column), (rows_over, _) in merged.items()
        for down in range(rows_over)
    }
    title: Element | None = None
    for _, group in groupby(_runs(filled, covered), key=lambda one: one[0]):
        found = list(_block([row for _, row in group], merged))
        if title is not None and found[0].kind in ("header", "row"):
            title = replace(title, kind="caption")
        yield from [title] if title is not None else []
        title = found.pop() if len(found) == 1 and found[0].kind == "paragraph" else None
        yield from found
    yield from [title] if title is not None else []


def _runs(
    filled: list[tuple[int, list[Cell]]], covered: set[CellPlace]
) -> Iterator[tuple[int, tuple[int, list[Cell]]]]:
    """The rows with the number of the block that each is in: an empty row begins another."""
    block = 0
    last = -1
    for number, cells in filled:
        between = last >= 0 and number > last + 1
        if between and not any((last + 1, column) in covered for column in range(len(cells))):
            block += 1
        last = number
        yield block, (number, cells)


def _block(
    rows: list[tuple[int, list[Cell]]], merged: Mapping[CellPlace, CellPlace]
) -> Iterator[Element]:
    """Rows without an empty one between them: lines over the table, the table, lines under it."""
    wide = [sum(bool(cell.words) for cell in cells) > 1 for _, cells in rows]
    if not any(wide):
        yield from (Element("paragraph", cell.words) for _, row in rows for cell in row)
        return
    first = min(wide.index(True), MAX_TITLES)
    last = len(rows) - wide[::-1].index(True)
    for _, cells in rows[:first]:
        yield Element("caption" if first == 1 else "paragraph", " ".join(c.words for c in cells))
    yield from _table(rows[first:last], merged)
    for _, cells in rows[last:]:
        yield Element("note", " ".join(cell.words for cell in cells))


def _table(
    rows: list[tuple[int, list[Cell]]], merged: Mapping[CellPlace, CellPlace]
) -> Iterator[Element]:
    begins = min(next(at for at, c in enumerate(cells) if c.words) for _, cells in rows)
    hidden: set[CellPlace] = set()
    table: list[list[Cell]] = []
    for number, cells in rows:
        told: list[Cell] = []
        for column in range(begins, len(cells)):
            if (number, column) in hidden:
                continue
            down, across = merged.get((number, column), (1, 1))
            if (down, across) != (1, 1):
                hidden.update(
                    (number + r, column + c)
                    for r in range(min(down, len(rows)))
                    for c in range(min(across, 200))
                )
            told.append(replace(cells[column], across=across, down=down))
        table.append(told)
    yield from elements_of(table, _header(table))


def _header(table: list[list[Cell]]) -> int:
    """1 where the first row is plainly one of names: each cell has another, none is a value."""
    names = [cell.words for cell in table[0]]
    plain = all(cell.across == cell.down == 1 for cell in table[0])
    bold = all(cell.named for cell in table[0] if cell.words)
    if not plain or len(table) < 2 or len(names) < 2:
        return 0
    marked = bold and not all(cell.named for row in table[1:] for cell in row if cell.words)
    if marked:
        return 1
    many = len(names) > 2 and all(names) and len(set(names)) == len(names)
    return int(many and not any(map(is_value, names)))
