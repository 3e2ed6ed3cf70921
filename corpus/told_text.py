"""What models are told of a document: its text, with the names of columns before the cells of rows.

A row stands in the text as it stands in the file, `Harn | 41`, below the header of its table. Who
reads it alone is told `Town: Harn; Beds: 41` in its place, and the header no more. Every letter of
a cell has its way back to where it stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import takewhile

from corpus.blocks import told_row
from corpus.document import Block, Document

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ToldRun:
    """`text[told : told + length]` of what is told stands in the document from `start` on. Of
    length 0 where a header stands that is not told."""

    told: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """Past its last letter in what is told."""
        return self.told + self.length


@dataclass(frozen=True, slots=True)
class ToldText:
    """A span of a document as models are told it: what of it stands in the document, in order, and
    each line with its span here, without the mark of an item."""

    text: str
    runs: tuple[ToldRun, ...]
    lines: tuple[tuple[Block, int, int], ...] = ()

    @classmethod
    def as_it_stands(cls, text: str, start: int = 0) -> ToldText:
        """A text that stands in its document from `start` on as it is told."""
        return cls(text, (ToldRun(0, start, len(text)),))

    def place(self, at: int) -> int:
        """The offset in the document of what is told from `at` on: of the first that stands there,
        or of the header before it."""
        # Of a run its last letter, of a header the place itself.
        found = bisect_left(self.runs, at, key=lambda run: run.end - bool(run.length))
        if found < len(self.runs):
            run = self.runs[found]
            return run.start + max(0, at - run.told)
        return self.runs[-1].start + self.runs[-1].length if self.runs else 0

    def source(self, start: int, end: int) -> Span:
        """The span in the document of what `text[start:end]` has of it; an empty one, where that
        would stand, of the name of a column alone."""
        found = [run for run in self.runs if run.told < end and run.end > start]
        if not found:
            place = self.place(start)
            return place, place
        first, last = found[0], found[-1]
        return (
            first.start + max(0, start - first.told),
            last.start + min(last.length, end - last.told),
        )

    def in_one_cell(self, start: int, end: int) -> Span:
        """The run, as a span of `text`, that has the most of `text[start:end]`: words from there
        stand in the document as they are told."""
        shared = {run: min(run.end, end) - max(run.told, start) for run in self.runs}
        best = max(shared, key=lambda run: shared[run], default=None)
        return (start, start) if best is None or shared[best] < 1 else (best.told, best.end)


def told_text(document: Document, start: int = 0, end: int | None = None) -> ToldText:
    """`document.text[start:end]` as models are told it."""
    made = _Telling(document.text, start)
    end = len(document.text) if end is None else end
    lines = document.lines_in(start, end)
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        first, last = max(start, line.start), min(end, line.end)
        if line.kind == "header" and after is not None and after.kind == "row":
            made.copy(first)
            made.leave_out(max(first, after.start))
            continue
        made.copy(max(first, min(line.words_start, last)))
        begun = made.length
        for cell, name in zip(line.parts, names_of(document, line), strict=False):
            if cell.end > start and cell.start < end:
                made.skip(max(cell.start, start))
                if cell.start >= start:
                    made.say("; " * (made.length > begun) + f"{name}: " * bool(name))
                made.copy(min(cell.end, end))
        made.copy(last)
        made.lines.append((line, begun, made.length))
    made.copy(end)
    return ToldText("".join(made.pieces), tuple(made.runs), tuple(made.lines))


def told_line(document: Document, line: Block) -> str:
    """A line as models are told it."""
    return told_text(document, line.start, line.end).text


def blocks_as_told(document: Document, told: ToldText) -> tuple[Block, ...]:
    """The blocks of a document as they stand in what is told of all of it, without headers: those
    of a text that an earlier version stored."""
    runs = [run for run in told.runs if run.length]
    rows = {line.start: span for line, *span in told.lines if line.kind == "row"}

    def moved(block: Block) -> Block:
        parts = tuple(moved(part) for part in block.parts if part.kind != "header")
        if block.kind == "row" and block.start in rows:
            start, end = rows[block.start]
        elif block.kind == "table":
            start, end = parts[0].start, parts[-1].end
        else:
            run = runs[bisect_right(runs, block.start, key=lambda run: run.start) - 1]
            start = run.told + block.start - run.start
            end = start + len(block.text)
        return replace(block, start=start, end=end, text=told.text[start:end], parts=parts)

    return tuple(map(moved, document.blocks))


def names_of(document: Document, row: Block) -> tuple[str, ...]:
    """The names of the columns of a row's cells, in their order; none where its table has no
    header, or where its words, in a library of an earlier version, say the names themselves."""
    table = document.table_at(row.start) if row.kind == "row" else None
    if table is None or not table.columns or not row.parts:
        return ()
    columns = table.columns
    names = [columns[cell.column] if cell.column < len(columns) else "" for cell in row.parts]
    told = told_row([cell.text for cell in row.parts], names)
    return () if told == row.text or not any(names) else tuple(names)


def header_over(document: Document, offset: int) -> Block | None:
    """The header of the table that a row is of, where `offset` lies in the row."""
    table = document.table_at(offset)
    over = takewhile(lambda part: part.kind != "row", table.parts if table is not None else ())
    return next((one for one in over if one.kind == "header" and one.end <= offset), None)


class _Telling:
    """What has been told so far of a text, from `at` on what has not."""

    def __init__(self, text: str, at: int) -> None:
        self._text, self._at = text, at
        self.pieces: list[str] = []
        self.runs: list[ToldRun] = []
        self.lines: list[tuple[Block, int, int]] = []
        self.length = 0

    def copy(self, to: int) -> None:
        """Tell the text as far as `to`."""
        at, length = self._at, to - self._at
        if length <= 0:
            return
        last = self.runs[-1] if self.runs else None
        if last is not None and (last.end, last.start + last.length) == (self.length, at):
            self.runs[-1] = ToldRun(last.told, last.start, last.length + length)
        else:
            self.runs.append(ToldRun(self.length, at, length))
        self.pieces.append(self._text[at:to])
        self.length += length
        self._at = to

    def skip(self, to: int) -> None:
        self._at = max(self._at, to)

    def leave_out(self, to: int) -> None:
        """Pass over a header."""
        self.runs.append(ToldRun(self.length, self._at, 0))
        self.skip(to)

    def say(self, words: str) -> None:
        """Words that do not stand there."""
        self.pieces.append(words)
        self.length += len(words)
