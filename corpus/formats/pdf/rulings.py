"""The ruling lines of a PDF page, and the cells that they make, found by pdfplumber."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.formats.pdf.lines import Box

THIN = 3.0  # points: what is no wider is a line
SHORT = 6.0  # points: what is no longer is a letter's serif, or a sign
MAX_PATHS = 4_000  # a page with more is a drawing or a map
MAX_EDGES = 800
SNAP = 3.0
MAX_DEPTH = 4  # of forms within forms

Placing = tuple[float, float, float, float, float, float]
UNCHANGED: Placing = (1, 0, 0, 1, 0, 0)
Edge = tuple[float, float, float, float]  # left, bottom, right, top; one of its sides is 0


def edges_on(page: pypdfium2.PdfPage) -> list[Edge]:
    """The straight lines of a page, level or upright; those of boxes too."""
    edges: list[Edge] = []
    for path, matrix in _paths(page.raw):
        edges += _edges_of(path, matrix)
        if len(edges) > MAX_EDGES * 4:
            return []
    return edges


def level_edges(edges: list[Edge], box: Box) -> list[float]:
    """The heights of the level lines that go over most of a box, from the top, each once."""
    width = box[2] - box[0]
    found: list[float] = []
    for left, bottom, right, top in sorted(edges, key=lambda edge: -edge[1]):
        over = min(right, box[2]) - max(left, box[0])
        inside = box[1] - SNAP <= bottom <= box[3] + SNAP
        if top == bottom and inside and over > 0.6 * width and (
            not found or found[-1] - bottom > SNAP
        ):  # fmt: skip
            found.append(bottom)
    return found


def ruled_cells(edges: list[Edge]) -> list[list[Box]]:
    """The cells of each ruled table of a page, as the boxes that its lines close."""
    if not 4 <= len(edges) <= MAX_EDGES * 4:
        return []
    # Imported here: most pages have no such lines.
    from pdfplumber import table

    found = [_as_plumber(edge) for edge in edges]
    merged = table.merge_edges(found, SNAP, SNAP, SNAP, SNAP)
    if len(merged) > MAX_EDGES:
        return []
    cells = table.intersections_to_cells(table.edges_to_intersections(merged, SNAP, SNAP))
    return [
        [(left, -bottom, right, -top) for left, top, right, bottom in one]
        for one in table.cells_to_tables(cells)
    ]


def _as_plumber(edge: Edge) -> dict[str, Any]:
    """An edge as pdfplumber has them, which counts from the top."""
    left, bottom, right, top = edge
    upright = left == right
    return {
        "x0": left, "x1": right, "top": -top, "bottom": -bottom, "width": right - left,
        "height": top - bottom, "orientation": "v" if upright else "h",
    }  # fmt: skip


def _paths(page: Any) -> Iterator[tuple[Any, Placing]]:
    """The drawn paths of a page and of its forms, each with what places it on the page."""
    seen = 0
    waiting: list[tuple[Any, int, Any, Placing, int]] = [
        (page, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, UNCHANGED, 0)
    ]
    while waiting:
        owner, count, get, outer, depth = waiting.pop()
        for index in range(count):
            thing = get(owner, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                seen += 1
                if seen > MAX_PATHS:
                    return
                yield thing, _after(_matrix(thing), outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inside = pdfium.FPDFFormObj_CountObjects(thing)
                placed = _after(_matrix(thing), outer)
                waiting.append((thing, inside, pdfium.FPDFFormObj_GetObject, placed, depth + 1))


def _matrix(thing: Any) -> Placing:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return UNCHANGED
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _after(inner: Placing, outer: Placing) -> Placing:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _edges_of(path: Any, matrix: Placing) -> Iterator[Edge]:
    """The level and upright sides of a path; a box that is thin is one line."""
    points = list(_points(path, matrix))
    if not points:
        return
    across = [x for x, _, _ in points]
    up = [y for _, y, _ in points]
    left, right, bottom, top = min(across), max(across), min(up), max(up)
    if right - left <= THIN or top - bottom <= THIN:
        if max(right - left, top - bottom) > SHORT:
            if right - left > top - bottom:
                yield left, (bottom + top) / 2, right, (bottom + top) / 2
            else:
                yield (left + right) / 2, bottom, (left + right) / 2, top
        return
    before = points[0]
    for point in points[1:]:
        (x, y, drawn), (was_x, was_y, _) = point, before
        before = point
        if not drawn:
            continue
        if abs(y - was_y) < 0.5 and abs(x - was_x) > SHORT:
            yield min(x, was_x), (y + was_y) / 2, max(x, was_x), (y + was_y) / 2
        elif abs(x - was_x) < 0.5 and abs(y - was_y) > SHORT:
            yield (x + was_x) / 2, min(y, was_y), (x + was_x) / 2, max(y, was_y)


def _points(path: Any, matrix: Placing) -> Iterator[tuple[float, float, bool]]:
    """The corners of a path on the page, and whether a straight line leads to each."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    begun: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(path), MAX_EDGES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        place = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        kind = pdfium.FPDFPathSegment_GetType(segment)
        yield *place, kind == pdfium.FPDF_SEGMENT_LINETO
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = place
        if pdfium.FPDFPathSegment_GetClose(segment) and begun:
            yield *begun, True
