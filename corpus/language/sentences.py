"""Sentence spans, computed from offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import segment

from corpus.document import Block, Document

LIST_MARK = re.compile(r"(?:[-•*–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")


def sentence_spans(
    text: str, start: int = 0, end: int | None = None, language: str | None = None
) -> list[tuple[int, int]]:
    """(start, end) of each sentence within `text[start:end]`, in order, without outer space.

    A line break always ends a sentence, so list items and headings stand alone; the mark of a
    list item is left out of its span. Boundaries within a line come from sentencex, which
    knows the abbreviations of the language (English where none is given).
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    for line_start, line_end in _lines(text, start, end):
        mark = LIST_MARK.match(text, line_start, line_end)
        position = mark.end() if mark and mark.end() < line_end else line_start
        spans += _of_line(text, position, line_end, language)
    return spans


def sentences_in(
    document: Document, start: int = 0, end: int | None = None
) -> Iterator[tuple[Block, int, int]]:
    """Each sentence of `document.text[start:end]` as the line that it stands in and its span."""
    end = len(document.text) if end is None else end
    for line in document.lines_in(start, end):
        span = max(start, line.words_start), min(end, line.end)
        for sentence in _of_line(document.text, *span, document.language):
            yield line, *sentence


def _of_line(text: str, start: int, end: int, language: str | None) -> Iterator[tuple[int, int]]:
    for piece in _segmented(text[start:end], language):
        span = _trimmed(text, start, start + len(piece))
        if span[0] < span[1]:
            yield span
        start += len(piece)


def sentence_pieces(text: str, language: str | None = None) -> list[str]:
    """The sentences of `text` with the space after each kept: joined, they are `text` again."""
    pieces: list[str] = []
    for line in text.splitlines(keepends=True):
        pieces.extend(_segmented(line, language))
    return pieces


def _segmented(line: str, language: str | None) -> list[str]:
    """The sentences of a line, which joined are the line: offsets are counted from them."""
    pieces: list[str] = segment(language or "en", line)
    return pieces if "".join(pieces) == line else [line]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop == -1 else stop
        span = _trimmed(text, start, stop)
        if span[0] < span[1]:
            lines.append(span)
        start = stop + 1
    return lines


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
