"""Tables of words that stand in columns, without lines that close their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.formats.common.tables import Cell, is_value
from corpus.formats.pdf.lines import Box, Line, PageText, cut
from corpus.formats.pdf.page_table import PageTable, cell_of, cell_with, middle_of
from corpus.formats.pdf.rulings import Edge, level_edges
from corpus.language.list_marks import SIGNS

ALIGNED = 2.5  # points within which edges of words stand under each other
ALIGNED_SHARE, MOST_ALIGNED = 0.7, 0.85
FILLED_SHARE = 0.5  # of the places of a table, which have words
LONG_CELL = 9  # words, from where a column is taken for prose
MARK = re.compile(
    rf"(?:[-–*{SIGNS}]|\(?(?:\d{{1,3}}|[a-zđ]|[ivxlc]{{1,6}})[.):]"
    r"|(?:\d{1,2}\.){1,4}\d{0,2})\Z",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"\w[.;:,]\Z")


def aligned_tables(
    page: PageText, lines: list[Line], taken: Sequence[Box], edges: list[Edge]
) -> Iterator[tuple[list[Line], PageTable]]:
    """The tables among lines that no ruled table has, each with its lines; `taken` are the boxes
    of ruled tables, over which none goes on."""
    if not any(one.row == other.row for one, other in pairwise(lines)) and not _beside(lines):
        return
    for rows in _runs(_rows(lines), taken):
        table = _aligned(page, rows, edges)
        if table is not None:
            yield [line for row in rows for line in row], table


def _beside(lines: Sequence[Line]) -> bool:
    return any(
        abs(one.bottom - other.bottom) < 0.3 * one.size and other.left > one.right
        for one, other in pairwise(lines)
    )


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of the same height together, from the top."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        if rows and abs(rows[-1][0].bottom - line.bottom) < 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _runs(rows: list[list[Line]], tables: Sequence[Box]) -> Iterator[list[list[Line]]]:
    """Rows of several pieces that follow each other, with what may be the rest of their cells."""
    run: list[list[Line]] = []
    for row in rows:
        if run:
            gap = run[-1][0].bottom - row[0].bottom
            parted = any(
                row[0].bottom < box[1] and run[-1][0].bottom > box[3] - 1 for box in tables
            )
            wide = gap > 3.2 * row[0].size or parted
            if wide or (len(row) == 1 and not _may_go_on(run, row[0])):
                yield from _trimmed(run)
                run = []
        if len(row) > 1 or run:
            run.append(row)
    yield from _trimmed(run)


def _may_go_on(run: list[list[Line]], line: Line) -> bool:
    """Whether a piece that stands alone may be the rest of a cell, or the name of a group."""
    left = min(piece.left for row in run for piece in row)
    right = max(piece.right for row in run for piece in row)
    gap = run[-1][0].bottom - line.bottom
    short = line.right - line.left < 0.6 * (right - left)
    return (
        short
        and left - ALIGNED <= line.left
        and gap < 2 * line.size
        and not SENTENCE.search(line.text)
    )


def _trimmed(run: list[list[Line]]) -> Iterator[list[list[Line]]]:
    """A run without the single pieces at its end, which follow the table."""
    end = len(run)
    while end and len(run[end - 1]) == 1:
        end -= 1
    # One piece right under a row of several, and closer than the rows are: the rest of a cell.
    gaps = [a[0].bottom - b[0].bottom for a, b in pairwise(run[:end]) if len(b) > 1]
    while (
        end < len(run) and gaps
        and run[end - 1][0].bottom - run[end][0].bottom < 0.8 * median(gaps)
    ):  # fmt: skip
        end += 1
    if end >= 2:
        yield run[:end]


def _aligned(page: PageText, rows: list[list[Line]], edges: list[Edge]) -> PageTable | None:
    """The table that rows of pieces are, or None where they are something else."""
    full = [row for row in rows if len(row) > 1]
    width = max(map(len, full), default=0)
    if len(full) < (2 if width > 2 else 3):
        return None
    columns, over = _columns(rows)
    if len(columns) < 2 or over > 0.25 * sum(map(len, rows)):
        return None
    placed = [_placed(row, columns) for row in rows]
    placed[0] = _placed(list(_parted(page, placed[0], columns)), columns)
    below = _columns(rows[1:])[0]
    if len(below) == len(columns):
        placed[0] = _over_names(placed[0], placed[1], below)
    if not _is_table(placed, len(columns)):
        return None
    number = rows[0][0].page
    box = (
        columns[0][0], rows[-1][0].bottom, columns[-1][1], rows[0][0].bottom + rows[0][0].size
    )  # fmt: skip
    bands = level_edges(edges, box)
    cells = [_row_cells(row, columns, number) for row in _logical(placed, bands)]
    return PageTable(
        number, tuple(_with_groups(cells)), tuple(columns), box, _ruled_header(placed, bands)
    )


def _with_groups(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows, where the first column tells a group once, with its cell over all the group."""
    body = rows[1:]
    empty = [not row[0].words for row in body]
    inner = [row[1].words for row, gap in zip(body, empty, strict=True) if gap and len(row) > 1]
    if len(body) < 3 or not inner or empty[0] or any(not w or is_value(w) for w in inner):
        return rows
    if sum(bool(cell.words) for cell in rows[0]) < len(rows[0]):
        return rows
    below = (
        (replace(row[0], down=0), *row[1:]) if gap else row
        for row, gap in zip(body, empty, strict=True)
    )
    return [rows[0], *below]


def _columns(rows: list[list[Line]]) -> tuple[list[tuple[float, float]], int]:
    """(where the columns begin and end, how many pieces go over several of them).

    The rows with the most pieces say where the columns are, since what goes over several of
    them leaves others out.
    """
    columns: list[tuple[float, float]] = []
    over = 0
    for row in sorted(rows, key=len, reverse=True):
        for piece in row:
            left, right = piece.left, piece.right
            met = [c for c in columns if left < c[1] and right > c[0]]
            if len(met) > 1:
                over += 1
            elif met:
                wider = (min(left, met[0][0]), max(right, met[0][1]))
                others = [c for c in columns if c != met[0]]
                if not any(wider[0] < c[1] and wider[1] > c[0] for c in others):
                    columns[columns.index(met[0])] = wider
            else:
                columns.append((left, right))
    return sorted(columns), over


_Placed = dict[tuple[int, int], list[Line]]  # (first column, last column) -> pieces


def _placed(row: list[Line], columns: list[tuple[float, float]]) -> _Placed:
    placed: _Placed = {}
    for piece in row:
        met = [i for i, c in enumerate(columns) if piece.left < c[1] and piece.right > c[0]]
        if not met:
            middle = middle_of(piece)[0]
            met = [min(range(len(columns)), key=lambda i: abs(middle - sum(columns[i]) / 2))]
        placed.setdefault((met[0], met[-1]), []).append(piece)
    return placed


def _parted(page: PageText, row: _Placed, columns: list[tuple[float, float]]) -> Iterator[Line]:
    """The pieces of the first row, those over several columns cut where each of their parts was
    drawn for one: names may stand closer than the wide gaps between cells are."""
    borders = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    for (first, last), pieces in row.items():
        for piece in pieces:
            parts = [part for part, _ in cut(page, piece, borders)]
            each = len(parts) == last - first + 1 > 1
            yield from parts if each and len(_placed(parts, columns)) == len(parts) else [piece]


def _over_names(first: _Placed, second: _Placed, columns: list[tuple[float, float]]) -> _Placed:
    """The first row, where the second names each column: its words go over those columns around
    whose middle they stand."""
    names = sum(first == last for first, last in second)
    if not 0 < len(first) < len(columns) - 1 or names < len(columns) or (0, 0) in first:
        return first
    free = sorted(first)
    over: _Placed = {}
    for number, place in enumerate(free):
        begin = free[number - 1][1] + 1 if number else 1
        end = free[number + 1][0] if number + 1 < len(free) else len(columns)
        at = sum(middle_of(piece)[0] for piece in first[place]) / len(first[place])
        spans = [
            (abs((columns[a][0] + columns[b][1]) / 2 - at), a - b, (a, b))
            for a in range(begin, place[0] + 1)
            for b in range(place[1], end)
        ]
        over[min(spans)[2]] = first[place]
    taken = [at for a, b in over for at in range(a, b + 1)]
    return over if len(taken) == len(set(taken)) else first


def _is_table(placed: list[_Placed], width: int) -> bool:
    """Whether what stands in columns is a table: not a list of marked items, not two columns of
    text, not a paragraph with wide spaces, not the two blocks of a letterhead."""
    columns: list[list[Line]] = [[] for _ in range(width)]
    for row in placed:
        for (first, last), pieces in row.items():
            if first == last:
                columns[first] += pieces
    columns = [column for column in columns if column]
    if len(columns) < 2 or sum(map(len, columns)) < FILLED_SHARE * len(columns) * len(placed):
        return False
    if sum(len(column) > 0.3 * len(placed) for column in columns) == 2 and sum(
        bool(MARK.match(p.text)) for p in columns[0]
    ) > 0.6 * len(columns[0]):
        return False
    prose = [c for c in columns if median(len(p.text.split()) for p in c) >= LONG_CELL]
    if len(prose) > 1 or _is_running_text(columns):
        return False
    aligned = sum(_is_aligned(column) for column in columns)
    # The values of the first row may be names.
    values = [sum(is_value(p.text) for p in c) >= max(1, 0.5 * (len(c) - 1)) for c in columns[1:]]
    rows = sum(len(row) > 1 for row in placed)
    if any(values):
        return aligned > 0
    # Words alone stand under each other at their left; in lines of text that are stretched to a
    # margin only the first words of each do.
    left = all(_are_near([p.left for p in column], MOST_ALIGNED) for column in columns)
    return left and (rows >= 4 or (rows == 3 and width > 2))


def _is_running_text(columns: list[list[Line]]) -> bool:
    """Whether the pieces of columns fill them, line after line, as running text does, of which
    many lines begin in the middle of a sentence."""
    pieces = [piece for column in columns for piece in column]
    if len(columns) > 2 and sum(p.text[0].islower() for p in pieces) < 0.4 * len(pieces):
        return False
    for column in columns:
        width = max(p.right for p in column) - min(p.left for p in column)
        filled = sum(p.right - p.left > 0.75 * width for p in column)
        words = median(len(p.text.split()) for p in column)
        if filled < 0.6 * len(column) or words < (4 if len(columns) == 2 else 3):
            return False
    return True


def _is_aligned(column: list[Line]) -> bool:
    """Whether the words of a column stand under each other: at their left or right, values also
    around their middle."""
    edges = [[p.left for p in column], [p.right for p in column]]
    if sum(is_value(p.text) for p in column) > 0.5 * len(column):
        edges.append([middle_of(p)[0] for p in column])
    return any(_are_near(some, ALIGNED_SHARE) for some in edges)


def _are_near(edges: list[float], share: float) -> bool:
    at = median(edges)
    return sum(abs(edge - at) <= ALIGNED for edge in edges) >= share * len(edges)


def _logical(placed: list[_Placed], bands: list[float]) -> list[_Placed]:
    """The rows of the table: lines that are the rest of a cell joined to the row they are of."""
    heights = [max(p.bottom for pieces in row.values() for p in pieces) for row in placed]
    sizes = [max(p.size for pieces in row.values() for p in pieces) for row in placed]
    between = [sum(height < band for band in bands) for height in heights]
    counts = [between.count(band) for band in dict.fromkeys(between)]
    by_bands = len(counts) > 2 and max(counts[1:]) <= 4 and len(counts) >= 0.4 * len(placed)
    gaps = [a - b for a, b in pairwise(heights)]
    most = max(map(len, placed))
    usual = [gap for gap, row in zip(gaps, placed[1:], strict=True) if len(row) >= 0.6 * most]
    leading = median(usual) if usual else 0.0
    rows: list[_Placed] = []
    for number, row in enumerate(placed):
        same = number > 0 and (
            between[number] == between[number - 1]
            if by_bands
            else _is_rest(
                placed[number - 1], row, gaps[number - 1], leading, sizes[number], rows[-1]
            )
        )
        if same:
            merged = dict(rows[-1])
            for place, pieces in row.items():
                merged[place] = [*merged.get(place, []), *pieces]
            rows[-1] = merged
        else:
            rows.append(row)
    return rows


def _is_rest(
    above: _Placed, row: _Placed, gap: float, leading: float, size: float, whole: _Placed
) -> bool:
    """Whether a line holds only the rest of cells of the row above."""
    if len(row) > len(whole) or any(place not in whole for place in row):
        return False
    texts = [piece.text for pieces in row.values() for piece in pieces]
    if any(map(is_value, texts)) and any(place[0] for place in row):
        closer = gap < 0.75 * leading
        return closer and (0, 0) not in row
    if gap < 0.8 * leading and gap < 1.5 * size:
        return True
    # As far apart as rows are: the rest of a sentence begins small, or follows a joint.
    first = texts[0]
    begun = whole[next(iter(row))][-1].text
    return len(row) < len(whole) and (
        first[0].islower() or begun.endswith(("-", ",", " and", " of", " the", "/", "("))
    )


def _row_cells(row: _Placed, columns: list[tuple[float, float]], number: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    at = 0
    for (first, last), pieces in sorted(row.items()):
        if first < at:  # beside one that goes over several: its words go there
            extra = cell_of(pieces, 1, 1, number)
            cells[-1] = cell_with(cells[-1], extra)
            continue
        cells += [Cell("", page=number)] * (first - at)
        cells.append(cell_of(pieces, last - first + 1, 1, number))
        at = last + 1
    cells += [Cell("", page=number)] * (len(columns) - at)
    return tuple(cells)


def _ruled_header(placed: list[_Placed], bands: list[float]) -> int:
    """How many rows stand above the first line under the names, where a table has such lines."""
    heights = [max(p.bottom for pieces in row.values() for p in pieces) for row in placed]
    inner = [band for band in bands if heights[-1] < band < heights[0]]
    if not inner or len(inner) > 2:
        return 0
    above = sum(height > inner[0] for height in heights)
    return above if above <= 2 else 0
