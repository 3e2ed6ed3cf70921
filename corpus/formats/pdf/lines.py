"""The lines of one PDF page: their words, and where and how large they stand."""

from __future__ import annotations

import ctypes
from collections.abc import Collection
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import clean_line

# pdfium writes these for a hyphen at a line's end that it takes for a division mark.
DIVISION_MARKS = str.maketrans({"\x02": "-", "\ufffe": "-"})
BOLD_WEIGHT = 600
LINE_ENDS, SPACE = (10, 13), 32


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. Positions are in points from the page's lower left corner; `size` is
    the height of its letters' boxes, which grows with the font size."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool


def lines_of_page(
    text_page: pypdfium2.PdfTextPage, number: int, unseen: Collection[int] = ()
) -> list[Line]:
    """Return the lines of a page (`number` from 1) in the order of the file; none is empty.

    `unseen` are the indexes of characters that are left out.
    """
    handle = text_page.raw
    count = pdfium.FPDFText_CountChars(handle)
    codes = [pdfium.FPDFText_GetUnicode(handle, index) for index in range(count)]
    for index in unseen:
        codes[index] = codes[index] if codes[index] in LINE_ENDS else SPACE
    lines: list[Line] = []
    start = 0
    for index in range(count + 1):
        if index < count and codes[index] not in LINE_ENDS:
            continue
        characters = [chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes[start:index]]
        text = clean_line("".join(characters).translate(DIVISION_MARKS))
        if text:
            lines.append(_line(handle, text, number, _marks(characters, start)))
        start = index + 1
    return lines


def _marks(characters: list[str], start: int) -> list[int]:
    """The indexes of the first and last visible character; between them the first, middle and
    last letter or digit, or any visible character where there is none."""
    seen = [start + i for i, character in enumerate(characters) if not character.isspace()]
    letters = [i for i in seen if characters[i - start].isalnum()] or seen
    return [seen[0], letters[0], letters[len(letters) // 2], letters[-1], seen[-1]]


def _line(handle: object, text: str, page: int, marks: list[int]) -> Line:
    boxes = [_box(handle, index) for index in marks]
    letters = marks[1:-1]
    # The middle size of three letters: one may be a raised footnote mark or a large bullet.
    size, bottom = sorted((box.top - box.bottom, box.bottom) for box in boxes[1:-1])[1]
    bold = all(pdfium.FPDFText_GetFontWeight(handle, i) >= BOLD_WEIGHT for i in letters) or all(
        "bold" in _font_name(handle, index) for index in letters
    )
    return Line(text, page, boxes[0].left, boxes[-1].right, bottom, size, bold)


def _box(handle: object, index: int) -> pdfium.FS_RECTF:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box))
    return box


def _font_name(handle: object, index: int) -> str:
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(handle, index, buffer, len(buffer), ctypes.byref(flags))
    return buffer.value.decode("latin-1").lower()
