"""Which characters of a PDF page nobody sees: drawn invisibly, in white, too small, off the page;
and which are struck out by a reader's mark.

Told of the objects that draw text, of which there are far fewer than characters. The letters
that an OCR program puts behind the picture of a page are drawn invisibly too: those are what the
picture shows, and stay.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
PALE = 240  # of 255, in each of red, green and blue
TINY_POINTS = 0.95
MAX_DEPTH = 8  # of forms within forms
MIN_PICTURE_SHARE = 0.2  # of the page, for a picture that has its text behind it
MAX_COVERS = 2_000

Box = tuple[float, float, float, float]  # left, bottom, right, top in points


@dataclass
class Unseen:
    """The characters of a page that are left out, by their indexes, and how many pieces they are.

    `behind_picture` says that others are read which stand invisibly behind a picture.
    """

    characters: set[int] = field(default_factory=set)
    hidden: int = 0
    struck: int = 0
    behind_picture: bool = False


def unseen_on(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Unseen:
    """What of a page's text nobody sees, or is struck out."""
    unseen = Unseen()
    box: Box = page.get_bbox()
    # Numbers instead of pointers: two pointers to one object are not equal.
    flags = {
        _address(thing): flag
        for thing, depth in _objects(page.raw, pdfium.FPDF_PAGEOBJ_TEXT)
        if (flag := _flag(thing, depth, box))
    }
    if flags:
        _leave_out_hidden(page, text_page, flags, box, unseen)
    marks = list(_strike_marks(page))
    if marks:
        inside = [i for i in range(text_page.count_chars()) if _is_within(text_page, i, marks)]
        unseen.struck += _pieces(inside)
        unseen.characters.update(inside)
    return unseen


def _leave_out_hidden(
    page: pypdfium2.PdfPage,
    text_page: pypdfium2.PdfTextPage,
    flags: dict[int | None, str],
    box: Box,
    unseen: Unseen,
) -> None:
    pictures, covers = _covers(page, box)
    hidden: list[int] = []
    for index in range(text_page.count_chars()):
        flag = flags.get(_address(pdfium.FPDFText_GetTextObject(text_page.raw, index)))
        if flag is None:
            continue
        if flag == "invisible" and _is_within(text_page, index, pictures):
            unseen.behind_picture = True
        elif flag != "pale" or not _is_within(text_page, index, covers):
            hidden.append(index)
    unseen.hidden += _pieces(hidden)
    unseen.characters.update(hidden)


def _objects(page: Any, *kinds: int) -> Iterator[tuple[Any, int]]:
    """The objects of these kinds on a page and in its forms, each with how deep it stands."""

    def inside(count: int, get: Callable[[Any, int], Any], owner: Any, depth: int) -> Any:
        for index in range(count):
            thing = get(owner, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind in kinds:
                yield thing, depth
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                count_inside = pdfium.FPDFFormObj_CountObjects(thing)
                yield from inside(count_inside, pdfium.FPDFFormObj_GetObject, thing, depth + 1)

    yield from inside(pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, page, 0)


def _flag(text: Any, depth: int, box: Box) -> str | None:
    """Why the text that an object draws may not be seen; None for most."""
    if pdfium.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE_MODES:
        return "invisible"
    if _is_pale(text):
        return "pale"
    # Places and sizes inside a form are told in the form's own measure.
    if depth:
        return None
    left, bottom, right, top = _bounds(text)
    if right < box[0] or left > box[2] or top < box[1] or bottom > box[3]:
        return "off the page"
    return "tiny" if _size(text) < TINY_POINTS else None


def _is_pale(thing: Any) -> bool:
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, opaque):
        return False
    return opaque.value == 0 or min(red.value, green.value, blue.value) >= PALE


def _size(text: Any) -> float:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    if not pdfium.FPDFTextObj_GetFontSize(text, size):
        return TINY_POINTS
    if not pdfium.FPDFPageObj_GetMatrix(text, matrix):
        return TINY_POINTS
    height: float = abs(size.value) * max(abs(matrix.c), abs(matrix.d))
    return height


def _bounds(thing: Any) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _covers(page: pypdfium2.PdfPage, box: Box) -> tuple[list[Box], list[Box]]:
    """(the large pictures of a page, whatever may be a dark ground behind white letters)."""
    pictures: list[Box] = []
    covers: list[Box] = []
    least = MIN_PICTURE_SHARE * (box[2] - box[0]) * (box[3] - box[1])
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), 10 * MAX_COVERS)):
        thing = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or len(covers) >= MAX_COVERS:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH and _is_pale(thing):
            continue
        bounds = _bounds(thing)
        covers.append(bounds)
        area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM) and area >= least:
            pictures.append(bounds)
    return pictures, covers


def _strike_marks(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The boxes that annotations strike out."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        mark = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if pdfium.FPDFAnnot_GetSubtype(mark) == pdfium.FPDF_ANNOT_STRIKEOUT:
            corners = pdfium.FS_QUADPOINTSF()
            for place in range(pdfium.FPDFAnnot_CountAttachmentPoints(mark)):
                if pdfium.FPDFAnnot_GetAttachmentPoints(mark, place, corners):
                    across = (corners.x1, corners.x2, corners.x3, corners.x4)
                    up = (corners.y1, corners.y2, corners.y3, corners.y4)
                    yield min(across), min(up), max(across), max(up)
        pdfium.FPDFPage_CloseAnnot(mark)


def _is_within(text_page: pypdfium2.PdfTextPage, index: int, boxes: list[Box]) -> bool:
    """Whether the middle of a character is in one of some boxes."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not boxes or not pdfium.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top):
        return False
    across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    return any(box[0] <= across <= box[2] and box[1] <= up <= box[3] for box in boxes)


def _pieces(indexes: list[int]) -> int:
    """How many runs of characters there are; a space between two words ends none."""
    return sum(1 for i, at in enumerate(indexes) if not i or at - indexes[i - 1] > 3)


def _address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value
