"""Tables of all formats: cells as they were merged and nested, to rows that can be read alone.

A reader says which cells there are and which are marked as names; what the columns are called,
whether a table is a list of labels with their values, and what a merged cell stands for is told
here, for all formats alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from corpus.blocks import MAX_CELLS, MAX_NAME_LENGTH, Element, clean_line, labelled_row, table_rows
from corpus.language.dates import LATE_YEAR

MAX_SPAN = 200  # rows or columns that one cell is read to go over
MAX_HEADER_ROWS = 3
MAX_NAME = 60  # characters, where nothing marks a cell as a name
# A value begins with a figure, after a sign or a currency; or it says that there is none.
VALUE = re.compile(
    r"[^\w\s]{0,3}\s?(?:[A-Z]{2,3}\$?\s)?\d|(?:n/?a|[-–—.…x*]{1,3})\Z", re.IGNORECASE
)
# A year that names a column: `2025`, `2024/25`, `2025 (thousand euro)`, `2026 plan`.
YEAR = re.compile(
    rf"{LATE_YEAR}(?:\s?[-–/]\s?(?:{LATE_YEAR}|\d\d))?"
    r"(?:,? ?\([^()\d]{1,40}\)|,? [^\W\d][^\d]{0,30})?\*{0,2}\Z"
)
FIGURES = re.compile(r"\d[\d.,]*+")
UNIT_SHARE = 2 / 3  # of the values of a column, which are written alike


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, how many columns and rows it goes over, and the tables inside it.

    `named` says that it is marked as a name of others (bold, `th`). With `down` 0 the cell goes
    on with the one above. `page` counts from 1 and is 0 in formats without pages.
    """

    words: str
    across: int = 1
    down: int = 1
    named: bool = False
    inner: tuple[tuple[tuple[Cell, ...], ...], ...] = ()
    page: int = 0


Rows = Sequence[Sequence[Cell]]


class _GridPlace(NamedTuple):
    """A cell at one place of the grid, and whether this is the first row and column of it."""

    cell: Cell
    top: bool = True
    left: bool = True


_Grid = list[list[_GridPlace]]
_NOTHING = _GridPlace(Cell(""))


class _ToldRow(NamedTuple):
    cells: tuple[str, ...]
    page: int = 0


class _Told(NamedTuple):
    """A table whose merged cells are filled."""

    captions: list[str]
    columns: tuple[str, ...]
    rows: list[_ToldRow]
    labelled: bool = False


def elements_of(rows: Rows, header: int = 0) -> list[Element]:
    """The captions, the header and the rows of a table.

    `header` is how many rows at the top are marked as names of columns; with 0 that is told from
    what stands in the cells. Each row carries the words of the merged cells that it is under,
    the names of its columns, and what the inner table that it is of belongs to.
    """
    told = _told(rows, header)
    filled = [row for row in told.rows if any(map(clean_line, row.cells))]
    cells = [row.cells for row in filled]
    if told.labelled:
        found = [labelled_row(label, value, at) for at, (label, value) in enumerate(cells, 1)]
    else:
        named = bool(told.columns) and bool(cells)
        found = table_rows([told.columns, *cells] if named else cells, header=named)
        # The names are a line of their own: a header or, too long to be told again, a row.
        filled = [*filled[:1], *filled] if len(found) > len(filled) else filled
    page = filled[0].page if filled else 0
    captions = [Element("caption", words, page=page) for words in told.captions]
    return captions + [
        replace(one, page=row.page) if row.page else one
        for one, row in zip(found, filled, strict=True)
    ]


def plain(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """Rows of words alone as rows of cells."""
    return [[Cell(words) for words in row] for row in rows]


def is_value(words: str) -> bool:
    """Whether a cell holds a value rather than a name: a figure, a date, or a mark for none."""
    return VALUE.match(words) is not None


def _holds(row: Sequence[_GridPlace], at: int) -> bool:
    """Whether a value, or a table, stands at a place of a row."""
    return at < len(row) and (bool(row[at].cell.inner) or is_value(row[at].cell.words))


def _told(rows: Rows, header: int) -> _Told:
    grid = [row for row in _grid(rows) if any(p.cell.words or p.cell.inner for p in row)]
    width = max(map(len, grid), default=0)
    captions: list[str] = []
    while len(grid) > 2 and width > 1 and _is_one(grid[0], width):
        captions.append(grid.pop(0)[0].cell.words)
        header = max(0, header - 1)
    if not header and (pairs := _pairs(grid, width)):
        return _Told(captions, (), pairs, labelled=True)
    header = min(_header_rows(grid, header), max(0, len(grid) - 1))
    columns = tuple(_column_name(grid[:header], at) for at in range(width)) if header else ()
    return _nested(captions, columns, list(_body(grid[header:], width, bool(header))))


def _grid(rows: Rows) -> _Grid:
    """Each cell at all the places that it goes over."""
    taken: list[dict[int, _GridPlace]] = [{} for _ in rows]
    filled = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in taken[number]:
                column += 1
            across = max(1, min(cell.across, MAX_SPAN))
            above = taken[number - 1].get(column) if number and not cell.down else None
            down = max(1, min(cell.down, MAX_SPAN, len(rows) - number))
            filled += across * down
            if filled > MAX_CELLS:
                across = down = 1
            for below in range(down):
                for at in range(column, column + across):
                    place = _GridPlace(above.cell if above else cell, not above and not below)
                    taken[number + below].setdefault(at, place._replace(left=at == column))
            column += across
    return [[row.get(at, _NOTHING) for at in range(max(row, default=-1) + 1)] for row in taken]


def _is_one(row: Sequence[_GridPlace], width: int) -> bool:
    """Whether one cell goes over a whole row."""
    return len(row) == width and len({id(place.cell) for place in row}) == 1


def _pairs(grid: _Grid, width: int) -> list[_ToldRow]:
    """The labels and values of a table that is a list of them, in two columns or twice two."""
    if width not in (2, 4) or not all(len(row) in (2, width) for row in grid):
        return []
    # A cell over the rest of the row is the value of its label.
    rows = [[place.cell.words if place.left else "" for place in row] for row in grid]
    if any(place.cell.inner or not place.top for row in grid for place in row):
        return []
    halves = [
        _ToldRow((words[at], words[at + 1]), row[0].cell.page)
        for row, words in zip(grid, rows, strict=True)
        for at in range(0, len(words), 2)
        if words[at] or words[at + 1]
    ]
    labels = [half.cells[0] for half in halves]
    if not labels or not all(0 < len(label) <= MAX_NAME for label in labels):
        return []
    colons = sum(label.endswith(":") for label in labels)
    named = all(
        place.cell.named for row in grid for place in row[::2] if place.cell.words
    ) and not (any(place.cell.named for row in grid for place in row[1::2] if place.cell.words))
    if colons < 0.8 * len(labels) and not named:
        if len(set(labels)) < len(labels) or any(map(is_value, labels)):
            return []
        if width == 4:
            return halves if _are_facts(rows) else []
        if _names_first(grid) or (len(grid) > 2 and _is_homogeneous(rows)):
            return []
    return [half._replace(cells=(half.cells[0].rstrip(": "), half.cells[1])) for half in halves]


def _are_facts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second and the fourth column hold the values of labels beside them: figures and
    words among each other, from the first row on. A column of data holds one or the other, and
    has a name above it."""
    kinds = [[is_value(row[at]) for row in rows if len(row) > at and row[at]] for at in (1, 3)]
    return any(one[:1] == [True] for one in kinds) and any(len(set(one)) > 1 for one in kinds)


def _names_first(grid: _Grid) -> bool:
    """Whether the cells of the first row, and only those, are marked as names."""
    return all(place.cell.named for place in grid[0]) and not all(
        place.cell.named for place in grid[-1]
    )


def _is_homogeneous(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a second column has a name and below it figures that are written alike."""
    first, *others = [row[1] for row in rows]
    values = [FIGURES.sub("0", value.lower()) for value in others if is_value(value)]
    if is_value(first) or not values or len(values) < UNIT_SHARE * len(others):
        return False
    return Counter(values).most_common(1)[0][1] >= UNIT_SHARE * len(values)


def _header_rows(grid: _Grid, marked: int) -> int:
    """How many rows at the top name the columns."""
    if len(grid) < 2 or max(map(len, grid)) < 2:
        return 0
    if not marked and not (_names_first(grid) or _is_header(grid)):
        return 0
    rows = max(1, marked)
    while rows < min(MAX_HEADER_ROWS, len(grid) - 1) and _goes_on_below(grid, rows):
        rows += 1
    return rows


def _goes_on_below(grid: _Grid, rows: int) -> bool:
    """Whether the names go on in the row after so many: a cell of them reaches down into it, or
    one that goes over several columns has a name under it for each."""
    last, below = grid[rows - 1], grid[rows]
    if any(
        not place.top and place.cell is above.cell
        for place, above in zip(below, last, strict=False)
    ):
        return any(_wide(last, at) for at in range(len(last))) or all(p.cell.named for p in below)
    under = [below[at].cell.words for at in range(min(len(last), len(below))) if _wide(last, at)]
    return len(under) > 1 and all(
        name and not (is_value(name) and not YEAR.match(name)) for name in under
    )


def _wide(row: Sequence[_GridPlace], at: int) -> bool:
    return not row[at].left or (at + 1 < len(row) and not row[at + 1].left)


def _is_header(grid: _Grid) -> bool:
    """Whether the first row names the columns, as far as the words tell: each is a name, and
    below are values, or more columns than a list of labels has."""
    first = [place.cell.words for place in grid[0] if place.left]
    names = [name for name in first if name]
    if len(names) < max(2, len(first) - 1) or any(len(name) > MAX_NAME for name in names):
        return False
    if len(set(names)) < len(names):
        return False
    years = [name for name in names if YEAR.match(name)]
    if any(is_value(name) for name in names if name not in years) or is_value(
        grid[0][0].cell.words
    ):
        return False
    below = grid[1:]
    values = [
        sum(_holds(row, at) for row in below) >= UNIT_SHARE * len(below)
        for at in range(len(grid[0]))
    ]
    if years:
        whole = [row[at].cell.words for row in below for at in range(1, len(row))]
        return not any(YEAR.match(words) for words in whole if words) or len(years) > 1
    return len(grid[0]) > 2 or any(values)


def _column_name(rows: _Grid, at: int) -> str:
    """The names above a column, those over several columns first."""
    names = [row[at].cell.words for row in rows if at < len(row)]
    kept = dict.fromkeys(map(clean_line, names))
    return " ".join(name for name in kept if name)


def _body(grid: _Grid, width: int, named: bool) -> Iterator[list[_GridPlace]]:
    """The rows with the words of merged cells in each place that they stand for.

    A cell over a whole row is the group of the rows that follow: they begin with it.
    """
    group: _GridPlace | None = None
    groups = _groups(grid, width) if width > 2 else set()
    for number, row in enumerate(grid):
        if number not in groups:
            shown = [_filled(place, named) for place in row]
            yield [group or _NOTHING, *shown] if groups else shown
            continue
        group = row[0]
        alone = number + 1 == len(grid) or number + 1 in groups
        if alone or len(group.cell.words) > MAX_NAME_LENGTH:
            yield [group]
            group = None


def _groups(grid: _Grid, width: int) -> set[int]:
    """The rows that name a group: one cell over the whole row, or the first alone, where the
    table begins with such a row, and others follow, or all are bold."""
    whole = {at for at, row in enumerate(grid) if _is_one(row, width)}
    first = {
        at
        for at, row in enumerate(grid)
        if row[0].cell.words
        and not is_value(row[0].cell.words)
        and not any(place.cell.words or place.cell.inner for place in row[1:])
    }
    full = [row for at, row in enumerate(grid) if at not in first]
    begins = 0 in first and len(first) > 1
    bold = bool(first) and all(grid[at][0].cell.named for at in first)
    bold = bold and not any(row[0].cell.named for row in full)
    return whole | first if (begins or bold) and len(full) > len(first) else whole


def _filled(place: _GridPlace, named: bool) -> _GridPlace:
    """A place with the words that it shows: those of a wide cell in each of its columns only
    where these have names, and none that are longer than what may be told again."""
    again = not place.top or not place.left
    told = (place.left or named) and len(place.cell.words) <= MAX_NAME_LENGTH
    return place if not again or told else _NOTHING


def _nested(captions: list[str], columns: tuple[str, ...], body: list[list[_GridPlace]]) -> _Told:
    """The rows, those with an inner table as the rows of that, under the names of both."""
    if any(len(row) > len(columns) for row in body) and columns:
        columns = ("", *columns)  # the group
    at = min((at for row in body for at, place in enumerate(row) if place.cell.inner), default=-1)
    names: tuple[str, ...] = ()
    rows: list[_ToldRow] = []
    inside = [
        [_told(table, 0) for table in row[at].cell.inner] if 0 <= at < len(row) else []
        for row in body
    ]
    names = next((table.columns for tables in inside for table in tables if table.columns), ())
    for row, tables in zip(body, inside, strict=True):
        # A table too small to tell its names begins as the others do.
        tables = [
            _told(rows_inside, 1)
            if [[clean_line(c.words) for c in one] for one in rows_inside[:1]] == [list(names)]
            else table
            for table, rows_inside in zip(tables, row[at].cell.inner if tables else (), strict=True)
        ]
        words = tuple(place.cell.words for place in row)
        page = max((place.cell.page for place in row if place.top), default=0)
        if not tables or words[at]:
            # Words beside an inner table are a row of their own.
            empty = ("",) * (max(1, len(names)) - 1) if at >= 0 else ()
            rows.append(_ToldRow((*words[: at + 1], *empty, *words[at + 1 :]), page))
        for table in tables:
            for inner in table.rows:
                cells = (": ".join(filter(None, inner.cells)),) if table.labelled else inner.cells
                rows.append(_ToldRow((*words[:at], *cells, *words[at + 1 :]), page or inner.page))
    if at < 0 or not (columns or names):
        return _Told(captions, columns, rows)
    columns = columns or ("",) * max(map(len, body))
    outer = columns[at] if at < len(columns) else ""
    under = tuple(f"{outer} {name}".strip() for name in names) or (outer,)
    return _Told(captions, (*columns[:at], *under, *columns[at + 1 :]), rows)
