"""Quotes as they are shown: sentences together, a list below its lead-in, rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation
from assistant.answer_parts import ListPart, QuotePart, TablePart, quoted_words
from assistant.answering.tables.lookup import Table, rows_not_named, tables_of
from assistant.reader.passages import ReadPassage
from corpus.document import Block, Document
from index.passage import Passage


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """Words of one line of a document, from `start` to `end` there."""

    start: int
    end: int
    line: Block | None

    @property
    def kind(self) -> str:
        return self.line.kind if self.line else "paragraph"


@dataclass(frozen=True, slots=True)
class SelectedQuote:
    """A span of a document to be quoted, and the lines in which it is shown."""

    passage: Passage
    document: Document
    lines: tuple[QuotedLine, ...]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    def words(self, line: QuotedLine) -> str:
        return quoted_words(self.document.text[line.start : line.end])


def selected(read: ReadPassage, first: int, last: int) -> Iterator[SelectedQuote]:
    """The sentences `first` to `last` of a passage as quotes: of a paragraph together, the items
    of a list with what stands right before them, each row of a table whole and by itself.
    """
    document = read.source
    lines: list[QuotedLine] = []
    for number in range(first, last + 1):
        start, end = read.place(number)
        line = document.line_at(start)
        if line is not None and line.kind == "row":
            start, end = line.start, line.end
        if lines and line is not None and line == lines[-1].line:
            lines[-1] = replace(lines[-1], end=max(end, lines[-1].end))
        else:
            lines.append(QuotedLine(start, end, line))
    together: list[list[QuotedLine]] = []
    for one in lines:
        if together and one.kind == "item":
            together[-1].append(one)
        else:
            together.append([one])
    for some in together:
        yield SelectedQuote(read.passage, document, tuple(some))


def of_named_rows(question: str, quotes: Sequence[SelectedQuote]) -> tuple[SelectedQuote, ...]:
    """The quotes without rows of a table of which the question names another one."""
    rows: dict[tuple[str, int], list[Block]] = {}
    tables: dict[tuple[str, int], Table] = {}
    for quote in quotes:
        line = quote.lines[0].line
        if line is not None and line.kind == "row":
            for table in tables_of(quote.document, line.start, line.end):
                key = (quote.document.id, table.number)
                tables[key] = table
                rows.setdefault(key, []).append(line)
    left_out = {
        (id_, row.start)
        for (id_, number), some in rows.items()
        if len(some) > 1
        for row in rows_not_named(question, tables[id_, number], some)
    }
    return tuple(one for one in quotes if (one.document.id, one.start) not in left_out)


def citation_of(quote: SelectedQuote, marker: int) -> Citation:
    # The passage knows the file by the name that was asked for, the document by its first.
    cited = Citation.of(quote.document, quote.start, quote.end, marker)
    return replace(cited, source=quote.passage.source)


QuotedPart = QuotePart | ListPart | TablePart


def parts_of(quotes: Sequence[SelectedQuote], first: int = 1) -> tuple[QuotedPart, ...]:
    """The parts of an answer: its quotes with their markers, counted from `first`."""
    made: list[QuotedPart] = []
    for marker, quote in enumerate(quotes, start=first):
        part = _part(quote, marker)
        before = made[-1] if made else None
        if (
            isinstance(part, TablePart)
            and isinstance(before, TablePart)
            and before.columns == part.columns
        ):
            rows, markers = (*before.rows, *part.rows), (*before.markers, marker)
            made[-1] = replace(before, rows=rows, markers=markers)
        else:
            made.append(part)
    return tuple(made)


def _part(quote: SelectedQuote, marker: int) -> QuotedPart:
    line = quote.lines[0].line
    if line is not None and line.kind == "row" and (columns := _columns(quote, line)):
        cells = {cell.column: cell.text for cell in line.parts}
        row = tuple(cells.get(place, "") for place in range(len(columns)))
        return TablePart(columns, (row,), (marker,))
    told = [QuotePart(quote.words(line), (marker,)) for line in quote.lines]
    if quote.lines[0].kind == "item" and len(told) > 1:
        return ListPart(None, tuple(told))
    return ListPart(told[0], tuple(told[1:])) if len(told) > 1 else told[0]


def _columns(quote: SelectedQuote, row: Block) -> tuple[str, ...]:
    """The names of the columns of the table that a row is of, if it has a header."""
    table = quote.document.table_at(row.start)
    fits = table is not None and all(cell.column < len(table.columns) for cell in row.parts)
    return table.columns if table is not None and fits else ()
