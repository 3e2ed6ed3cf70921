"""Where on its pages a part of a PDF's text stands, as boxes to lay over their pictures.

A page is read again as it was for the document, and its letters are laid beside the document's
text of that page (`alignment`). Boxes are told as shares of the page as it is shown: turned, and
cropped, so that nobody else has to know of that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, pi
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DocumentError
from corpus.formats.common.alignment import Letters, aligned, letters_of
from corpus.formats.left_out import LeftOut
from corpus.formats.pdf.file import items_on, opened
from corpus.formats.pdf.lines import Box, Line
from corpus.formats.pdf.page_table import lines_in
from corpus.wording import _

# (its text, and the part of it to mark: from, to) of what stands on a page, in order.
Pieces = Sequence[tuple[str, int, int]]
ReadWord = tuple[str, float, float, float, float]  # a word, and its box as shares of the page
MAX_BOXES = 400  # on a page; more is a page that is marked whole
ROUND = 100_000  # the measure in which pdfium tells places of the page as shown
SAME_LINE = 0.4  # of the lower of two boxes, which overlap by so much
STEEPEST = 1.8  # of the words of a page that was scanned aslant
NEXT_WORD = 2.0  # times their height: what is farther apart is another column


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The pages asked for: number (from 1), width and height in points as it is shown, and the
    boxes to mark, each left, top, right, bottom as shares of that, and whether the page has letters
    of its own."""

    pages: tuple[tuple[int, float, float, tuple[Box, ...], bool], ...]

    def packed(self) -> list[Any]:
        return [list(page) for page in self.pages]


def read(
    data: bytes,
    name: str,
    pages: Sequence[int],
    pieces: Sequence[Pieces],
    recognised: Sequence[Sequence[ReadWord]] = (),
) -> PageMarks:
    """Return the boxes of what is to be marked on some pages that follow each other.

    `pieces[i]` is the document's text of `pages[i]`, `recognised[i]` the words that were read in
    its picture, where it has no letters. Raises DocumentError.
    """
    document = opened(data, name)
    try:
        if not all(1 <= number <= len(document) for number in pages):
            raise DocumentError(_("{name} has no such page; add the file again").format(name=name))
        read_letters: Letters = []
        # page, where a letter is: a line, or a box as it is shown; letter of the page or -1
        sources: list[tuple[int, Line | Box, int]] = []
        lettered = []
        for place, number in enumerate(pages):
            before = len(sources)
            for line, text, indexes in _lines(document, number, name):
                first = len(sources)
                sources += [(place, line, index) for index in indexes]
                read_letters += [*letters_of(text, first), ("", -1)]
            lettered.append(len(sources) > before)
            for text, *box in recognised[place] if recognised and not lettered[-1] else ():
                first = len(sources)
                sources += [(place, (box[0], box[1], box[2], box[3]), -1)] * len(text)
                read_letters += [*letters_of(text, first), ("", -1)]
        ours, wanted = _ours(pieces)
        found = aligned(ours, read_letters)
        marked = sorted({at for offset in wanted for at in found.get(offset, ())})
        told = []
        for place, number in enumerate(pages):
            here = [sources[at][1:] for at in marked if sources[at][0] == place]
            told.append((*_page(document, number, here), lettered[place]))
        return PageMarks(tuple(told))
    finally:
        document.close()


def _ours(pieces: Sequence[Pieces]) -> tuple[Letters, set[int]]:
    """The letters of the document's text, and the offsets among them to mark."""
    letters: Letters = []
    wanted: set[int] = set()
    begin = 0
    for text, first, last in (piece for page in pieces for piece in page):
        letters += [*letters_of(text, begin), ("", -1)]
        wanted.update(range(begin + first, begin + last))
        begin += len(text)
    return letters, wanted


def _lines(
    document: pypdfium2.PdfDocument, number: int, name: str
) -> Iterator[tuple[Line, str, Sequence[int]]]:
    """The lines of a page in reading order: each with the letters it was made of and the places
    of these; a filled field has letters that are not the page's."""
    page = document[number - 1]
    text_page = page.get_textpage()
    try:
        items, _ = items_on(document, number - 1, name, LeftOut())
        for item in items:
            for line in lines_in(item):
                if line.last <= line.first:
                    yield line, line.text, [-1] * len(line.text)
                    continue
                codes = (
                    pdfium.FPDFText_GetUnicode(text_page.raw, i)
                    for i in range(line.first, line.last)
                )
                text = "".join(chr(code) if 0 < code <= 0x10FFFF else " " for code in codes)
                yield line, text, range(line.first, line.last)
    finally:
        text_page.close()
        page.close()


def _page(
    document: pypdfium2.PdfDocument, number: int, marked: Sequence[tuple[Line | Box, int]]
) -> tuple[int, float, float, tuple[Box, ...]]:
    page = document[number - 1]
    text_page = page.get_textpage()
    try:
        width, height = page.get_size()
        turned = page.get_rotation() / 90
        shape = width / max(height, 1.0)
        letters = (
            (_as_shown(page, _of_line(line)), False)
            if index < 0
            else (
                _as_shown(page, _letter(text_page, index)),
                _is_sideways(text_page, index, turned),
            )
            for line, index in marked
            if isinstance(line, Line)
        )
        words = ((box, False) for box, _ in marked if not isinstance(box, Line))
        boxes = (*_joined(letters, shape), *_joined(words, shape, STEEPEST))
        return number, width, height, boxes[:MAX_BOXES]
    finally:
        text_page.close()
        page.close()


def _of_line(line: Line) -> Box:
    return line.left, line.bottom, line.right, line.bottom + line.size


def _letter(text_page: pypdfium2.PdfTextPage, index: int) -> Box:
    """The box of a letter: as high as its font or, where that is not told of a letter that
    stands upright only as the page is turned, as it is drawn."""
    loose = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page.raw, index, ctypes.byref(loose))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top)
    # As one box: the first leaves out what hangs over, the second what is empty.
    boxes = [(left.value, bottom.value, right.value, top.value)]
    if loose.right > loose.left and loose.top > loose.bottom:
        boxes.append((loose.left, loose.bottom, loose.right, loose.top))
    return _around(boxes)


def _as_shown(page: pypdfium2.PdfPage, box: Box) -> Box:
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, ROUND, ROUND, 0, x, y, across, down)
        corners.append((across.value / ROUND, down.value / ROUND))
    (x0, y0), (x1, y1) = corners
    shares = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in shares)
    return left, top, right, bottom


def _is_sideways(text_page: pypdfium2.PdfTextPage, index: int, turned: float) -> bool:
    """Whether a line of text runs up or down the page as it is shown."""
    quarters: float = pdfium.FPDFText_GetCharAngle(text_page.raw, index) / (pi / 2)
    return round(quarters + turned) % 2 == 1


def _joined(
    letters: Iterable[tuple[Box, bool]], shape: float, steepest: float = inf
) -> Iterator[Box]:
    """The boxes of letters as those of lines; each with whether its line is sideways. `shape` is
    the width of the page as a share of its height, `steepest` how high a box may grow, times the
    height of what is added to it. What is outside the page has no box."""
    last: Box | None = None
    for box, sideways in letters:
        if box[2] <= box[0] or box[3] <= box[1]:
            continue
        if last is not None and _follows(last, box, 1 if sideways else 0, shape):
            both = _around([last, box])
            if both[3] - both[1] <= steepest * (box[3] - box[1]):
                last = both
                continue
        if last is not None:
            yield last
        last = box
    if last is not None:
        yield last


def _follows(last: Box, box: Box, along: int, shape: float) -> bool:
    """Whether a letter stands on the same line; `along` is the axis of that (0: across)."""
    across = 1 - along
    heights = last[across + 2] - last[across], box[across + 2] - box[across]
    level = min(last[across + 2], box[across + 2]) - max(last[across], box[across])
    gap = max(box[along] - last[along + 2], last[along] - box[along + 2])
    gap *= 1 / shape if along else shape
    return level > SAME_LINE * min(heights) and gap < NEXT_WORD * max(heights)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes),
        max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip
