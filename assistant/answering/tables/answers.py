"""Answers from tables: the cell that is asked for, the rows that have it, the largest of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Answer, Citation, TableCell
from assistant.answer_parts import AnswerPart, MissingPart, QuotePart, TablePart
from assistant.answering.tables.lookup import (
    Lookup,
    Table,
    cell_of,
    figures,
    look_up,
    tables_of,
    value_columns,
)
from assistant.answering.tables.terms import asks, is_only, name_and_unit
from corpus.document import Block
from corpus.errors import LibraryError
from corpus.language.identification import language_of
from index.passage import Passage
from index.question import Question
from index.store.library import Library

MOST_PASSAGES = 8  # whose tables are looked at
MOST_ROWS = 12  # of a table that are quoted
NEAREST = 4  # passages shown with an answer
CONFIDENCE = 0.9  # of the answers of this kind to questions of the training collections


@dataclass(frozen=True)
class _CellAnswer:
    """What a table answers: some rows and the column that is asked for; `short` in short.

    With `missing` the first row has no value there.
    """

    lookup: Lookup
    rows: tuple[Block, ...]
    column: int
    short: str | None
    missing: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(row.text for row in self.rows)


class TableAnswers:
    """Answers from the tables of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: Question, passages: Sequence[Passage]) -> Answer | None:
        """The answer that a table of the best passages gives by its labels and names alone; None
        where the question says more than they do, or where two tables would answer otherwise."""
        vietnamese = language_of(question.text) == "vi"
        found = [
            one
            for table in self._tables(question, passages)
            if (one := _found(question.text, table, vietnamese)) is not None
        ]
        most = max((one.lookup.explained for one in found), default=0)
        best = [one for one in found if one.lookup.explained == most]
        if len({one.said for one in best}) != 1:
            return None
        return _told(question, best[0], passages, vietnamese)

    def _tables(self, question: Question, passages: Sequence[Passage]) -> Iterator[Table]:
        seen: set[tuple[str, int]] = set()
        for passage in passages[:MOST_PASSAGES]:
            chunk = passage.chunk
            if question.documents and chunk.document_id not in question.documents:
                continue
            try:
                document = self._library.document(chunk.document_id)
            except LibraryError:  # said by whoever reads the passage
                continue
            for table in tables_of(document, chunk.start, chunk.end):
                if (document.id, table.number) not in seen:
                    seen.add((document.id, table.number))
                    yield table


def _found(question: str, table: Table, vietnamese: bool) -> _CellAnswer | None:
    if asks("telling", question):  # what is said about a thing is more than a cell of it
        return None
    lookup = look_up(question, table, vietnamese)
    if not lookup.is_whole or not table.rows:
        return None
    most, least = asks("most", question), asks("least", question)
    column = lookup.best_of(lookup.named)
    named = column is not None and any(
        asks(name, table.columns[column]) for name in ("most", "least")
    )
    if (most or least) and not named:
        return None if most and least else _extreme(lookup, most, vietnamese)
    in_label = any(asks("total", row.parts[0].text) for row in lookup.rows)
    if asks("total", question) and not in_label:
        return _total(lookup)
    return _value(question, lookup, vietnamese)


def _value(question: str, lookup: Lookup, vietnamese: bool) -> _CellAnswer | None:
    column = lookup.best_of(lookup.named)
    if len(lookup.rows) > 1:
        rows = lookup.rows[:MOST_ROWS]
        return None if column is None else _CellAnswer(lookup, rows, column, None)
    if not lookup.rows:
        return None
    if column is None and len(lookup.named) > 1:  # `who pays, and how much in 2026`
        return _CellAnswer(lookup, lookup.rows, min(lookup.named), None)
    if column is None:
        possible = value_columns(question, lookup, vietnamese)
        if len(possible) != 1:
            return None
        (column,) = possible
    return _of_cell(lookup, lookup.rows[0], column)


def _of_cell(lookup: Lookup, row: Block, column: int) -> _CellAnswer | None:
    cell = cell_of(row, column)
    if cell is None:
        return _CellAnswer(lookup, (row,), column, None, missing=True)
    if cell.text.endswith("?"):  # a list of questions answers none of them
        return None
    return _CellAnswer(lookup, (row,), column, _with_unit(cell.text, lookup.table.columns[column]))


def _with_unit(cell: str, column: str) -> str:
    unit = name_and_unit(column)[1]
    bare = not any(letter.isalpha() or letter in "%$€£" for letter in cell)
    return f"{cell} {unit}" if unit and bare else cell


def _total(lookup: Lookup) -> _CellAnswer | None:
    """The cell of the row, or of the column, of totals."""
    table = lookup.table
    if len(lookup.rows) == 1:
        of_totals = [n for n, name in enumerate(table.columns) if is_only("total", name)]
        return _of_cell(lookup, lookup.rows[0], of_totals[0]) if len(of_totals) == 1 else None
    rows = [row for row in table.rows if is_only("total", row.parts[0].text)]
    with_values = [cell.column for row in rows for cell in row.parts[1:]]
    column = with_values[0] if len(with_values) == 1 else lookup.best_of(with_values)
    if len(rows) != 1 or lookup.rows or column is None:
        return None
    return _of_cell(lookup, rows[0], column)


def _extreme(lookup: Lookup, most: bool, vietnamese: bool) -> _CellAnswer | None:
    """The row with the largest or the smallest number: of those named, where several are."""
    table = lookup.table
    numbers = {n: figures(table, n, vietnamese) for n in range(len(table.columns))}
    compared = [n for n, own in numbers.items() if n not in lookup.by and len(own) > 1]
    column = compared[0] if len(compared) == 1 else lookup.best_of(compared)
    if column is None or len(lookup.rows) == 1:
        return None
    among = [one for one in numbers[column] if not lookup.rows or one[0] in lookup.rows]
    if len(among) < max(2, len(lookup.rows)):
        return None
    edge = (max if most else min)(number for _, number in among)
    best = tuple(row for row, number in among if number == edge)
    rows = (*best, *(row for row in lookup.rows if row not in best))[:MOST_ROWS]
    texts = [n for n in range(len(table.columns)) if n not in compared]
    label = lookup.by[0] if lookup.by else lookup.best_of(texts)
    if len(best) > 1:
        return _CellAnswer(lookup, rows, column, None)
    if label is None:
        return _of_cell(lookup, best[0], column)
    cell = cell_of(best[0], label)
    return _CellAnswer(lookup, rows, column, None if cell is None else cell.text)


def _told(
    question: Question, found: _CellAnswer, passages: Sequence[Passage], vietnamese: bool
) -> Answer:
    table, column = found.lookup.table, found.column
    language: Literal["en", "vi"] = "vi" if vietnamese else "en"
    answer = Answer(
        question=question.text,
        asked_as=question.asked_as,
        status="not_found",
        parts=(),
        passages=tuple(passages[:NEAREST]),
        confidence=CONFIDENCE,
    )
    if found.missing:
        label = found.rows[0].parts[0].text
        name = table.columns[column]
        said = (
            f"bảng có “{label}” nhưng không có giá trị ở cột “{name}”."
            if vietnamese
            else f"the table has “{label}”, but no value under “{name}”."
        )
        return replace(
            answer, parts=(MissingPart(said, language),), absence="not_this", confidence=0.0
        )
    citations = tuple(
        replace(
            Citation.of(table.document, row.start, row.end, marker),
            cell=TableCell(table.number, table.row_number(row), table.columns[column]),
        )
        for marker, row in enumerate(found.rows, start=1)
    )
    markers = tuple(one.marker for one in citations)
    parts: tuple[AnswerPart, ...]
    if table.block.columns:
        cells = [{cell.column: cell.text for cell in row.parts} for row in found.rows]
        rows = tuple(tuple(row.get(n, "") for n in range(len(table.columns))) for row in cells)
        parts = (TablePart(table.columns, rows, markers),)
    else:
        parts = tuple(
            QuotePart(row.text, (marker,)) for row, marker in zip(found.rows, markers, strict=True)
        )
    return replace(
        answer, status="answered", parts=parts, short_answer=found.short, citations=citations
    )
