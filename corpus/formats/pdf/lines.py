"""The lines of one PDF page: their words, and where and how large they stand.

A line that leaves wide gaps is given in the pieces between them: they may be cells of a table or
lines of two columns (`tables`, `columns`), and are put together again where they are not.

Whatever is asked of pdfium for each letter takes longer than reading the page: letters are looked
at one by one only where the boxes of what a line was drawn in say that there is something to see.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import pi

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import clean_line
from corpus.formats.common.raised import raised

# pdfium writes these for a hyphen at a line's end that it takes for a division mark, and goes on
# without a line's end.
DIVISION_MARKS = "\x02\ufffe"
LINE = re.compile(f"[^\r\n{DIVISION_MARKS}]+[{DIVISION_MARKS}]?")
LETTER = re.compile(r"[^\W_]")
AFTER_MARK = re.compile(r"\s+(?=[.,;:!?)])")  # the room that a raised mark took
BOLD_WEIGHT = 600
MAX_FONT_NAME = 128
WIDE_GAP = 0.6  # of the height of a letter's box: more than between two words
RAISED_SIZE, RAISED_BY = 0.82, 0.15  # of the same
ROOMY = 0.62  # of the same, for each letter: then a line has gaps that its boxes do not show
SLANT = 0.05  # of a right angle: text across a page, which no line of text is


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a piece of one. Positions are in points from the page's lower left
    corner; `size` is the height of its letters' boxes, which grows with the font size.

    `first` and `last` are the indexes of its letters on the page, `row` is the same for the
    pieces of one line.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    first: int = 0
    last: int = 0
    row: int = -1


Box = tuple[float, float, float, float]  # left, bottom, right, top


class PageText:
    """The letters of a page, and what pdfium knows of each."""

    def __init__(
        self,
        text_page: pypdfium2.PdfTextPage,
        unseen: Collection[int] = (),
        *,
        has_bold: bool = True,
        has_slanted: bool = True,
    ) -> None:
        self._handle = text_page.raw
        self.has_bold, self.has_slanted = has_bold, has_slanted  # or may have
        self._box, self._rect = pdfium.FS_RECTF(), [ctypes.c_double() for _ in range(4)]
        self._flags, self._name = ctypes.c_int(), ctypes.create_string_buffer(MAX_FONT_NAME)
        self.text = _text(self._handle)
        if unseen:
            letters = list(self.text)
            for index in unseen:
                letters[index] = " " if letters[index] not in "\r\n" else letters[index]
            self.text = "".join(letters)

    def boxes(self, first: int, last: int) -> list[Box]:
        """The boxes of what the letters from `first` to before `last` were drawn in."""
        count = pdfium.FPDFText_CountRects(self._handle, first, last - first)
        left, top, right, bottom = self._rect
        found = []
        for index in range(count):
            pdfium.FPDFText_GetRect(self._handle, index, left, top, right, bottom)
            found.append((left.value, bottom.value, right.value, top.value))
        return found

    def box(self, index: int) -> Box:
        """The box of a letter, as high as its font."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._handle, index, ctypes.byref(box))
        return box.left, box.bottom, box.right, box.top

    def is_slanted(self, index: int) -> bool:
        quarters: float = pdfium.FPDFText_GetCharAngle(self._handle, index) / (pi / 2)
        return abs(quarters - round(quarters)) > SLANT

    def is_bold(self, index: int) -> bool:
        if not self.has_bold:
            return False
        if pdfium.FPDFText_GetFontWeight(self._handle, index) >= BOLD_WEIGHT:
            return True
        pdfium.FPDFText_GetFontInfo(
            self._handle, index, self._name, len(self._name), ctypes.byref(self._flags)
        )
        return b"bold" in self._name.value.lower()

    def drawn_in(self, index: int) -> int | None:
        """What tells the object that draws a letter from the others of the page."""
        drawn = pdfium.FPDFText_GetTextObject(self._handle, index)
        return ctypes.cast(drawn, ctypes.c_void_p).value

    def words(self, first: int, last: int) -> str:
        """The clean words of the letters from `first` to before `last`."""
        text = self.text[first:last]
        return clean_line(text[:-1] + "-" if text[-1:] in DIVISION_MARKS else text)


def _text(handle: object) -> str:
    """The letters of a page, one for each index."""
    count = pdfium.FPDFText_CountChars(handle)
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if len(text) == count and text[-1:] != "\0":
        return text
    # Letters of four bytes, or without a code: then the indexes are others.
    codes = (pdfium.FPDFText_GetUnicode(handle, index) for index in range(count))
    return "".join(chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes)


def lines_of_page(page: PageText, number: int) -> tuple[list[Line], int]:
    """(the lines of a page in the order of the file, how many were left out for they stand
    slanted across it). `number` is that of the page, from 1; no line is empty."""
    lines: list[Line] = []
    slanted = 0
    for row, match in enumerate(LINE.finditer(page.text)):
        raw, at = match[0], match.start()
        first, last = at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())
        words = page.words(first, last) if first < last else ""
        if not words:
            continue
        letter = LETTER.search(page.text, first, last)
        begins = letter.start() if letter else first
        if page.has_slanted and page.is_slanted(begins):
            slanted += 1
            continue
        middle = LETTER.search(page.text, max(begins, (first + last) // 2), last)
        _, bottom, _, top = page.box(middle.start() if middle else begins)
        size = top - bottom
        boxes = page.boxes(first, last)
        if _has_more(boxes, size, last - first):
            lines += _looked_at(page, number, first, last, row)
            continue
        bold = page.has_bold and page.is_bold(begins)
        bold = bold and page.is_bold(_last_letter(page.text, begins, last))
        left, right = _extent(boxes)
        lines.append(Line(words, number, left, right, bottom, size, bold, first, last, row))
    return lines, slanted


def _last_letter(text: str, first: int, last: int) -> int:
    return next((i for i in range(last - 1, first, -1) if text[i].isalnum()), first)


def _extent(boxes: list[Box]) -> tuple[float, float]:
    if len(boxes) == 1:
        return boxes[0][0], boxes[0][2]
    return min((box[0] for box in boxes), default=0.0), max((box[2] for box in boxes), default=0.0)


def _has_more(boxes: list[Box], size: float, letters: int) -> bool:
    """Whether a line may have wide gaps or raised letters, as far as its boxes tell."""
    if len(boxes) == 1:
        return boxes[0][2] - boxes[0][0] > ROOMY * size * letters
    return (
        any(b[0] - a[2] > WIDE_GAP * size or b[0] < a[0] for a, b in pairwise(boxes))
        or any(_is_small(box, size) for box in boxes)
        or (boxes != [] and boxes[-1][2] - boxes[0][0] > ROOMY * size * letters)
    )


def _is_small(box: Box, size: float) -> bool:
    return box[3] - box[1] < 0.55 * size


def _looked_at(page: PageText, number: int, first: int, last: int, row: int) -> Iterator[Line]:
    """The pieces of a line between its wide gaps, raised letters told from the others."""
    places = {i: page.box(i) for i in range(first, last) if not page.text[i].isspace()}
    heights = sorted(box[3] - box[1] for i, box in places.items() if page.text[i].isalnum())
    if not heights:
        heights = sorted(box[3] - box[1] for box in places.values())
    size = heights[len(heights) // 2]
    start = first
    for one, other in pairwise(places):
        gap = places[other][0] - places[one][2]
        if gap > WIDE_GAP * size or gap < -4 * size:
            yield _piece(page, places, number, start, one + 1, row)
            start = other
    yield _piece(page, places, number, start, last, row)


def _piece(
    page: PageText, places: dict[int, Box], number: int, first: int, last: int, row: int
) -> Line:
    inside = [i for i in places if first <= i < last]
    letters = [i for i in inside if page.text[i].isalnum()] or inside
    # Those of the tallest half: most letters stand on the line.
    tall = sorted(letters, key=lambda i: places[i][3] - places[i][1])[len(letters) // 2 :]
    size = places[tall[0]][3] - places[tall[0]][1]
    bottom = sorted(places[i][1] for i in tall)[len(tall) // 2]
    marks = {
        i
        for i in inside
        if places[i][3] - places[i][1] < RAISED_SIZE * size
        and places[i][1] > bottom + RAISED_BY * size
    }
    words = ""
    at = first
    while at < last:
        end = at + 1
        if at in marks:
            while end < last and (end in marks or page.text[end] in " ,"):
                end += 1
            while page.text[end - 1] in " ,":
                end -= 1
            words += raised(words, page.text[at:end])
            after = AFTER_MARK.match(page.text, end, last)
            end = after.end() if after else end
        else:
            words += page.text[at:end]
        at = end
    divided = bool(marks) and words[-1:] in DIVISION_MARKS
    text = clean_line(words[:-1] + "-" * divided if divided else words) if marks else ""
    text = text or page.words(first, last)
    bold = page.is_bold(letters[0]) and page.is_bold(letters[-1])
    left, right = places[inside[0]][0], max(places[i][2] for i in inside)
    return Line(text, number, left, right, bottom, size, bold, first, last, row)


def cut(page: PageText, line: Line, borders: Collection[float]) -> Iterator[tuple[Line, float]]:
    """The parts of a line between borders that go across it, each with a place inside its cell.

    What was drawn at once, without a gap, is one part: words may be longer than their cell.
    """
    inner = [x for x in borders if line.left + 1 < x < line.right - 1]
    if not inner or line.last <= line.first:
        yield line, (line.left + line.right) / 2
        return
    places = {i: page.box(i) for i in range(line.first, line.last) if not page.text[i].isspace()}
    parts: list[list[int]] = []
    before: int | None = None
    for index, box in places.items():
        drawn = page.drawn_in(index)
        if not parts or drawn != before or box[0] - places[parts[-1][-1]][2] > 0.5 * line.size:
            parts.append([])
        parts[-1].append(index)
        before = drawn
    for indexes in parts:
        part = _piece(page, places, line.page, indexes[0], indexes[-1] + 1, line.row)
        crossed = [x for x in inner if part.left + 1 < x < part.right - 1]
        at = (part.left + part.right) / 2
        if crossed:
            lower = [x for x in borders if x <= part.left + 1]
            upper = [x for x in borders if x >= part.right - 1]
            room = part.left - max(lower, default=part.left), min(upper, default=1e6) - part.right
            at = part.left + 1 if room[0] <= room[1] else part.right - 1
        yield part, at


def rejoined(pieces: list[Line]) -> list[Line]:
    """Lines in place of those of their pieces that still follow each other."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last is None or last.row != piece.row or last.page != piece.page or piece.row < 0:
            lines.append(piece)
            continue
        longer = last if len(last.text) >= len(piece.text) else piece
        lines[-1] = Line(
            f"{last.text} {piece.text}".strip(), last.page, min(last.left, piece.left),
            max(last.right, piece.right), longer.bottom, longer.size, last.bold and piece.bold,
            last.first, piece.last, last.row,
        )  # fmt: skip
    return [line for line in lines if line.text]
