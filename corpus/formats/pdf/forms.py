"""What was filled into the form of a PDF page, beside the labels of its fields."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import clean_line
from corpus.formats.pdf.lines import Box, Line

CHECKED, UNCHECKED = "☒", "☐"
BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
WORDS = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX
)  # fmt: skip
NOTED = (
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_POLYGON,
)  # fmt: skip
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
TYPED = 12.0  # points: the height of a line that is typed over a page
MAX_FIELDS = 2_000
LABEL_SHIFT, MAX_LABEL = 4.0, 60  # points that a label may stand beside its field; letters
NEAR = 20.0  # points between a box to tick and its words


def with_fields(
    pieces: list[Line], page: pypdfium2.PdfPage, form: pypdfium2.PdfFormEnv, number: int
) -> list[Line]:
    """The pieces of a page with what its fields hold: behind the label on the left of a field,
    before the words on the right of a box to tick, behind the label right above it, else below
    what stands above."""
    pieces = list(pieces)
    filled = set[int]()  # the labels that have a value, and these values
    for box, words, ticked in _fields(page.raw, form.raw):
        level = [
            (at, piece)
            for at, piece in enumerate(pieces)
            if box[1] < piece.bottom + 0.5 * piece.size < box[3] or (
                piece.bottom < (box[1] + box[3]) / 2 < piece.bottom + piece.size
            )
        ]  # fmt: skip
        before = [found for found in level if found[1].right <= box[0] + 2]
        after = [found for found in level if 0 <= found[1].left - box[2] + 2 < NEAR]
        line = Line(words, number, box[0], box[2], box[1], box[3] - box[1], False)
        if ticked and after:
            at, piece = min(after, key=lambda found: found[1].left)
            pieces[at] = replace(piece, text=f"{words} {piece.text}", left=box[0])
            continue
        if before:
            at, like = max(before, key=lambda found: found[1].right)
            at += 1
        elif (label := _label_above(pieces, box, filled)) is not None:
            said = pieces[label].text
            filled.add(id(pieces[label]))
            pieces[label] = replace(pieces[label], text=f"{said.rstrip(':')}: {words}")
            filled.add(id(pieces[label]))
            continue
        else:
            above = [at for at, piece in enumerate(pieces) if piece.bottom >= box[3] - 2]
            pieces.insert(max(above, default=-1) + 1, line)
            filled.add(id(line))
            continue
        value = replace(line, bottom=like.bottom, size=like.size, row=like.row)
        pieces.insert(at, value)
        filled |= {id(like), id(value)}
    return pieces


def _label_above(pieces: list[Line], box: Box, filled: Collection[int]) -> int | None:
    """The place of the label that stands right above a field, at its left edge."""
    near = [
        at
        for at, piece in enumerate(pieces)
        if abs(piece.left - box[0]) < LABEL_SHIFT
        and -2 <= piece.bottom - box[3] < piece.size
        and id(piece) not in filled
        and len(piece.text) <= MAX_LABEL
        and not piece.text.endswith((".", "?", "!"))
    ]
    return near[0] if len(near) == 1 else None


def _fields(page: Any, form: Any) -> Iterator[tuple[Box, str, bool]]:
    """(box, what a field holds, whether it is one to tick), of those that hold something."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        field = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, field)
        words, ticked = "", kind in BOXES
        if ticked:
            words = CHECKED if pdfium.FPDFAnnot_IsChecked(form, field) else UNCHECKED
        elif kind in WORDS:
            words = _value(form, field)
        rect = pdfium.FS_RECTF()
        if words and pdfium.FPDFAnnot_GetRect(field, rect):
            yield (rect.left, rect.bottom, rect.right, rect.top), words, ticked
        pdfium.FPDFPage_CloseAnnot(field)


def with_typed(pieces: list[Line], page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The pieces of a page with what somebody has typed over it, where it stands."""
    pieces = list(pieces)
    for box, words in _marks(page.raw, (pdfium.FPDF_ANNOT_FREETEXT,)):
        line = Line(words, number, box[0], box[2], box[1], min(box[3] - box[1], TYPED), False)
        above = [at for at, piece in enumerate(pieces) if piece.bottom >= box[3] - 2]
        pieces.insert(max(above, default=-1) + 1, line)
    return pieces


def comments_on(page: pypdfium2.PdfPage) -> int:
    """How many marks of readers on a page say something."""
    return sum(1 for _ in _marks(page.raw, NOTED))


def _marks(page: Any, kinds: tuple[int, ...]) -> Iterator[tuple[Box, str]]:
    """(box, words) of the marks of some kinds that are seen and say something."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        rect = pdfium.FS_RECTF()
        seen = not pdfium.FPDFAnnot_GetFlags(mark) & UNSEEN
        if seen and pdfium.FPDFAnnot_GetSubtype(mark) in kinds:
            size = pdfium.FPDFAnnot_GetStringValue(mark, b"Contents", None, 0)
            buffer = (ctypes.c_ushort * (size // 2 + 1))()
            pdfium.FPDFAnnot_GetStringValue(mark, b"Contents", buffer, size)
            words = _decoded(bytes(buffer)[:size])
            if words and pdfium.FPDFAnnot_GetRect(mark, rect):
                yield (rect.left, rect.bottom, rect.right, rect.top), words
        pdfium.FPDFPage_CloseAnnot(mark)


def _decoded(raw: bytes) -> str:
    return clean_line(raw.decode("utf-16-le", "replace").rstrip("\0"))


def _value(form: Any, field: Any) -> str:
    size = pdfium.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetFormFieldValue(form, field, buffer, size)
    return _decoded(bytes(buffer)[:size])
