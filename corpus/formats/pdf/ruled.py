"""Tables whose cells are closed by ruling lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.formats.common.tables import Cell
from corpus.formats.pdf.lines import Box, Line, PageText, cut
from corpus.formats.pdf.page_table import PageTable, cell_of, middle_of

MOST_LONG = 1_200  # characters in a cell; a box with more is a frame around text


def is_within(piece: Line, boxes: Sequence[Box]) -> bool:
    """Whether the middle of a line is in the part of the page that boxes take."""
    left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
    x, y = middle_of(piece)
    return left <= x <= right and bottom <= y <= top


def ruled_table(page: PageText, pieces: list[Line], boxes: list[Box]) -> PageTable | None:
    """The table of cells that lines close; None for a frame around text, or a drawing."""
    across = sorted({b[0] for b in boxes} | {b[2] for b in boxes})
    up = sorted({b[1] for b in boxes} | {b[3] for b in boxes}, reverse=True)
    if len(across) < 3 or len(up) < 2 or not pieces:
        return None
    parts = [part for piece in pieces for part in cut(page, piece, across)]
    held: dict[Box, list[Line]] = {box: [] for box in boxes}
    for part, x in parts:
        y = middle_of(part)[1]
        at = next((b for b in boxes if b[0] <= x <= b[2] and b[1] <= y <= b[3]), None)
        if at is not None:
            held[at].append(part)
    filled = [lines for lines in held.values() if lines]
    if len(filled) < 3 or max(sum(len(i.text) for i in one) for one in filled) > MOST_LONG:
        return None
    rows: list[tuple[Cell, ...]] = []
    for upper, lower in pairwise(up):
        of_row = sorted((b for b in boxes if b[3] == upper), key=lambda b: b[0])
        rows += _ruled_rows(of_row, held, across, up, (upper, lower), pieces[0].page, boxes)
    columns = tuple(pairwise(across))
    box = (across[0], up[-1], across[-1], up[0])
    return PageTable(pieces[0].page, tuple(rows), columns, box)


def _ruled_rows(
    of_row: list[Box], held: dict[Box, list[Line]], across: list[float], up: list[float],
    between: tuple[float, float], number: int, boxes: list[Box],
) -> Iterator[tuple[Cell, ...]]:  # fmt: skip
    """The cells that begin in a row; where the lines leave out what parts its rows, these are
    told from the words, which then stand in all columns at the same heights."""
    spans = {
        b: (across.index(b[2]) - across.index(b[0]), up.index(b[1]) - up.index(b[3]))
        for b in of_row
    }
    heights = [sorted({round(line.bottom) for line in held[b]}, reverse=True) for b in of_row]
    most = max(heights, key=len, default=[])
    full = [h for h in heights if h]
    alike = sum(len(set(h) & set(most)) >= 0.7 * len(most) for h in full)
    if (
        len(most) >= 3
        and len(full) > 1
        and alike == len(full)
        and all(s == (1, 1) for s in spans.values())
    ):
        for height in most:
            yield tuple(
                cell_of([i for i in held[b] if abs(i.bottom - height) <= 2], 1, 1, number)
                for b in of_row
            )
        return
    cells: list[Cell] = []
    at = 0
    for b in of_row:
        begins = across.index(b[0])
        while at < begins:
            # A place without a cell, unless one from above goes over it.
            over = any(
                o[0] <= across[at] < o[2] and o[3] > between[0] and o[1] < between[0] - 1
                for o in boxes
            )
            cells += [] if over else [Cell("", page=number)]
            at += 1
        cells.append(cell_of(held[b], *spans[b], number))
        at = begins + spans[b][0]
    yield tuple(cells)
