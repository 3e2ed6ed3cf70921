"""The tables of a PDF page: inside ruling lines, or of words that stand in columns."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.formats.pdf.aligned import aligned_tables
from corpus.formats.pdf.lines import Line, PageText, rejoined
from corpus.formats.pdf.page_table import PageItem, PageTable
from corpus.formats.pdf.ruled import is_within, ruled_table
from corpus.formats.pdf.rulings import Edge, ruled_cells


def items_of(page: PageText, pieces: list[Line], edges: list[Edge]) -> list[PageItem]:
    """The lines and tables of a page, a table where its first words stood."""
    items: list[PageItem] = list(pieces)
    for cells in ruled_cells(edges):
        inside = [p for p in items if isinstance(p, Line) and is_within(p, cells)]
        table = ruled_table(page, inside, cells)
        if table is not None:
            items = _with(items, inside, table)
    lines = [item for item in items if isinstance(item, Line)]
    taken = [item.box for item in items if isinstance(item, PageTable)]
    for gone, table in aligned_tables(page, lines, taken, edges):
        items = _with(items, gone, table)
    return items


def _with(items: list[PageItem], gone: Sequence[Line], table: PageTable) -> list[PageItem]:
    """The items with a table in place of its lines."""
    lost = set(map(id, gone))
    first = next(place for place, item in enumerate(items) if id(item) in lost)
    kept = [item for item in items if id(item) not in lost]
    at = sum(id(item) not in lost for item in items[:first])
    return [*kept[:at], table, *kept[at:]]


def lines_again(items: list[PageItem]) -> list[PageItem]:
    """The items with the pieces that no table took put together into lines again."""
    found: list[PageItem] = []
    waiting: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            waiting.append(item)
            continue
        found += [*rejoined(waiting), item]
        waiting = []
    return [*found, *rejoined(waiting)]
