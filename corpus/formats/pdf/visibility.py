"""Which characters of a PDF page nobody sees: drawn invisibly, in white, too small, off the page;
and which are struck out by a reader's mark.

Told of the objects that draw text, of which there are far fewer than characters. The letters
that an OCR program puts behind the picture of a page are drawn invisibly too: those are what the
picture shows, and stay.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.formats.pdf.lines import BOLD_WEIGHT, MAX_FONT_NAME, Box

INVISIBLE_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
PALE = 240  # of 255, in each of red, green and blue
TINY_POINTS = 0.95
MAX_DEPTH = 8  # of forms within forms
MIN_PICTURE_SHARE = 0.2  # of the page, for a picture that has its text behind it
MAX_COVERS = 2_000


@dataclass
class Unseen:
    """The characters of a page that are left out, by their indexes, and how many pieces they are.

    `behind_picture` says that others are read which stand invisibly behind a picture. `has_bold`
    and `has_slanted` say that the page may have text that is bold, or does not run level: where it
    has none, no line need be asked for it.
    """

    characters: set[int] = field(default_factory=set)
    hidden: int = 0
    struck: int = 0
    behind_picture: bool = False
    has_bold: bool = False
    has_slanted: bool = False
    only_text: bool = False  # nothing is drawn on the page but words


def unseen_on(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Unseen:
    """What of a page's text nobody sees, or is struck out."""
    unseen = Unseen()
    box: Box = page.get_bbox()
    looks = _Looks(box)
    # Numbers instead of pointers: two pointers to one object are not equal.
    flags = {
        _address(thing): flag
        for thing, depth in _objects(page.raw, pdfium.FPDF_PAGEOBJ_TEXT)
        if (flag := looks.flag(thing, depth))
    }
    unseen.has_bold, unseen.has_slanted = looks.has_bold, looks.has_slanted
    unseen.only_text = looks.seen == pdfium.FPDFPage_CountObjects(page.raw)
    if flags:
        _leave_out_hidden(page, text_page, flags, box, unseen)
    marks = list(_strike_marks(page))
    if marks:
        inside = [i for i in range(text_page.count_chars()) if _is_within(text_page, i, marks)]
        unseen.struck += _pieces(inside)
        unseen.characters.update(inside)
    return unseen


def has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a page shows a large picture."""
    return bool(_covers(page, page.get_bbox())[0])


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


class _Looks:
    """How the text objects of a page are drawn. What pdfium fills in is made once for all: there
    are thousands of objects, and making it takes longer than asking."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._size, self._matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        self._fonts: set[int | None] = set()
        self.has_bold = self.has_slanted = False
        self.seen = 0  # that stand on the page itself, not in a form

    def flag(self, text: Any, depth: int) -> str | None:
        """Why the text that an object draws may not be seen; None for most."""
        self.seen += not depth
        self._look_at_font(pdfium.FPDFTextObj_GetFont(text))
        matrix = self._matrix
        placed = pdfium.FPDFPageObj_GetMatrix(text, matrix)
        if not placed or depth or matrix.b or matrix.c:
            self.has_slanted = True
        if pdfium.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE_MODES:
            return "invisible"
        if _is_pale(text, self._colour):
            return "pale"
        # Places and sizes inside a form are told in the form's own measure.
        if depth:
            return None
        left, bottom, right, top = _bounds(text, self._edges)
        box = self._box
        if right < box[0] or left > box[2] or top < box[1] or bottom > box[3]:
            return "off the page"
        if not placed or not pdfium.FPDFTextObj_GetFontSize(text, self._size):
            return None
        height = max(abs(matrix.c), abs(matrix.d))
        return "tiny" if abs(self._size.value) * height < TINY_POINTS else None

    def _look_at_font(self, font: Any) -> None:
        address = _address(font)
        if address in self._fonts:
            return
        self._fonts.add(address)
        name = ctypes.create_string_buffer(MAX_FONT_NAME)
        pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
        self.has_bold |= (
            pdfium.FPDFFont_GetWeight(font) >= BOLD_WEIGHT or b"bold" in name.value.lower()
        )


def _is_pale(thing: Any, colour: Sequence[ctypes.c_uint]) -> bool:
    if not pdfium.FPDFPageObj_GetFillColor(thing, *colour):
        return False
    red, green, blue, opaque = colour
    if opaque.value == 0:
        return True
    return red.value >= PALE and green.value >= PALE and blue.value >= PALE


def _bounds(thing: Any, edges: Sequence[ctypes.c_float]) -> Box:
    pdfium.FPDFPageObj_GetBounds(thing, *edges)
    left, bottom, right, top = edges
    return left.value, bottom.value, right.value, top.value


def _covers(page: pypdfium2.PdfPage, box: Box) -> tuple[list[Box], list[Box]]:
    """(the large pictures of a page, whatever may be a dark ground behind white letters)."""
    pictures: list[Box] = []
    covers: list[Box] = []
    colour = [ctypes.c_uint() for _ in range(4)]
    edges = [ctypes.c_float() for _ in range(4)]
    least = MIN_PICTURE_SHARE * (box[2] - box[0]) * (box[3] - box[1])
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), 10 * MAX_COVERS)):
        thing = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or len(covers) >= MAX_COVERS:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH and _is_pale(thing, colour):
            continue
        bounds = _bounds(thing, edges)
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
    return ctypes.addressof(pointer.contents) if pointer else None  # faster than a cast
