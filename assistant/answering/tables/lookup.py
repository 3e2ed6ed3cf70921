"""What a question names of a table: its rows by a label, its columns by their names.

A lookup is by form alone: the words of a label stand in the question as they stand in the cell, and
what else the question says is the name of a column, its unit, or words over the table. Where it
says more, a table does not answer by itself, and the question goes to the reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.tables.terms import (
    asks,
    is_only,
    is_verb,
    measures_asked,
    name_and_unit,
    number_of,
    place_of,
    terms,
    without,
)
from assistant.answering.values import holds_date
from corpus.document import Block, Document
from corpus.language.identification import language_of
from corpus.language.names.countries import with_one_name
from corpus.language.word_lists import grouped
from corpus.language.words import words

MOST_OVER = 120  # characters of the line above a table
MOST_LABEL = 16  # words of a cell that can be the label of a row


@dataclass(frozen=True)
class Table:
    """A table of a document, `number` from 1."""

    document: Document
    block: Block
    number: int

    @cached_property
    def rows(self) -> tuple[Block, ...]:
        return tuple(part for part in self.block.parts if part.kind == "row" and part.parts)

    @property
    def captions(self) -> str:
        """What is said over the table: title, headings, captions, the line right above it."""
        over = [part.text for part in self.block.parts if part.kind == "caption"]
        headings = self.document.heading_path_at(self.block.start)
        above = [b for b in self.document.blocks if b.end <= self.block.start][-1:]
        over += [one.text for one in above if len(one.text) <= MOST_OVER]
        about = (self.document.title or "", self.document.publisher or "", *headings, *over)
        return " ".join(about)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; of a list of labels with values none."""
        if self.block.columns:
            return self.block.columns
        width = max((cell.column for row in self.rows for cell in row.parts), default=-1) + 1
        return ("",) * width

    def row_number(self, row: Block) -> int:
        return self.rows.index(row) + 1


@dataclass(frozen=True)
class Lookup:
    """What of a question a table explains.

    `rows` are those that it names best, by cells of the columns `by`; `named` are the other
    columns that it names, with how much of their names. `left` are the words of the question that
    nothing of the table explains.
    """

    table: Table
    rows: tuple[Block, ...]
    by: tuple[int, ...]
    named: Mapping[int, float]
    left: tuple[str, ...]
    explained: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left but a verb."""
        return not self.left or (len(self.left) == 1 and is_verb(self.left[0]))

    def best_of(self, columns: Iterable[int]) -> int | None:
        """The one of some columns that is named best; None where none is, or two are as well."""
        worth = {column: self.named[column] for column in columns if column in self.named}
        best = [column for column, own in worth.items() if own == max(worth.values())]
        return best[0] if len(best) == 1 else None


def tables_of(document: Document, start: int, end: int) -> Iterator[Table]:
    """The tables of a document that have a part between two offsets."""
    number = 0
    for block in document.blocks:
        if block.kind != "table":
            continue
        number += 1
        if block.start < end and start < block.end:
            yield Table(document, block, number)


def look_up(question: str, table: Table, vietnamese: bool) -> Lookup:
    """What a question names of a table."""
    measures = [
        term for name in measures_asked(question) for term in terms(name, vietnamese)
    ]  # `how long` asks for a length, whatever the column is called
    for name in ("total", "most", "least", "amounts", "people", "places", "dates"):
        question = _without_but(name, question, table)
    # Word by word, since what is left is told as it was written.
    pairs = [
        (term, word) for word in words(with_one_name(question)) for term in terms(word, vietnamese)
    ]
    asked = [*(term for term, _ in pairs), *measures]
    rows, by, taken = _rows_named(asked, table, vietnamese)
    named, of_names = _columns_named(asked, taken, by, table, vietnamese)
    over = {*terms(table.captions, vietnamese), *_general(vietnamese)}
    for column in {0, *by}:
        over.update(terms(table.columns[column], vietnamese) if table.columns else ())
    rest = {at for at, (term, _) in enumerate(pairs) if term not in over} - taken - of_names
    if len(rows) == 1 and rest:  # words of another cell, as `Wednesday` of opening hours
        for cell in rows[0].parts:
            within = {at for at in rest if pairs[at][0] in terms(cell.text, vietnamese)}
            if cell.column not in by and within:
                named[cell.column] = named.get(cell.column, 0.0) + len(within)
                rest -= within
                of_names |= within
    left = tuple(pairs[at][1] for at in sorted(rest))
    return Lookup(table, rows, by, named, left, len(taken) + len(of_names))


def _without_but(name: str, question: str, table: Table) -> str:
    """A question without the entries of a list, but for one inside the label of a row that it
    names: `Total length`."""
    shorter = without(name, question)
    told, left = question.casefold(), shorter.casefold()
    for row in table.rows:
        label = row.parts[0].text.casefold()
        if label in told and label not in left and not is_only(name, label):
            return question
    return shorter


def _rows_named(
    asked: Sequence[str], table: Table, vietnamese: bool
) -> tuple[tuple[Block, ...], tuple[int, ...], set[int]]:
    """The rows that the most columns of are named, these columns, and the places of the words.

    Two cells of one column are two rows, one cell each of two columns is the row that has both.
    """
    found: dict[tuple[int, int], dict[int, set[int]]] = {}  # by span and column: rows
    for number, row in enumerate(table.rows):
        for cell in row.parts:
            label = terms(cell.text, vietnamese)
            if not can_be_label(cell) or not 0 < len(label) <= MOST_LABEL:
                continue
            span = place_of(label, asked)
            if span is not None:
                found.setdefault(span, {}).setdefault(cell.column, set()).add(number)
    taken: set[int] = set()
    columns: dict[int, set[int]] = {}  # the rows that are named, by column
    for span in sorted(found, key=lambda span: (span[0] - span[1], span)):
        if taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            column = min(found[span])  # what stands further left names a row
            columns.setdefault(column, set()).update(found[span][column])
    count = Counter(number for numbers in columns.values() for number in numbers)
    most = max(count.values(), default=0)
    rows = tuple(row for number, row in enumerate(table.rows) if most and count[number] == most)
    return rows, tuple(sorted(columns)), taken


def can_be_label(cell: Block) -> bool:
    """Whether a cell can name its row: words, a year, or whatever stands first."""
    is_year = len(cell.text) == 4 and cell.text.isdigit()
    return cell.column == 0 or is_year or any(letter.isalpha() for letter in cell.text)


def _columns_named(
    asked: Sequence[str], taken: set[int], by: Sequence[int], table: Table, vietnamese: bool
) -> tuple[dict[int, float], set[int]]:
    """How much of the names of the columns is in a question, and the places of these words."""
    found: dict[int, float] = {}
    every: set[int] = set()
    for column, name in enumerate(table.columns):
        if column in by:
            continue
        said, unit = name_and_unit(name)
        own, of_unit = terms(said, vietnamese), set(terms(unit, vietnamese))
        places = {at for at, term in enumerate(asked) if at not in taken and term in own}
        units = {at for at, term in enumerate(asked) if at not in taken and term in of_unit}
        if places or units:
            share = len({asked[at] for at in places}) / len(set(own)) if own else 0.0
            found[column] = len(places) + 0.5 * share + 0.4 * bool(units)
            every |= places | units
    return found, every


def _general(vietnamese: bool) -> set[str]:
    """Words that ask for a value of whatever kind."""
    return {term for entry in grouped("table_words")["verbs"] for term in terms(entry, vietnamese)}


def cell_of(row: Block, column: int) -> Block | None:
    """The cell of a row in a column; None where it is empty, or says that there is no value."""
    found = next((cell for cell in row.parts if cell.column == column), None)
    return None if found is None or is_only("none", found.text) else found


def value_columns(question: str, lookup: Lookup, vietnamese: bool) -> list[int]:
    """The columns that can hold what a question asks for, by its kind, of the row that it names."""
    (row,) = lookup.rows
    others = [cell for cell in row.parts if cell.column not in lookup.by]
    if len(others) == 1 and not asks("amounts", question):
        return [others[0].column]
    if asks("amounts", question) or measures_asked(question):
        return [c.column for c in others if number_of(c.text, vietnamese) is not None]
    if asks("dates", question):
        return [cell.column for cell in others if holds_date(cell.text)]
    if asks("people", question) or asks("places", question):
        named = (cell for cell in others if cell.text[:1].isupper())
        return [c.column for c in named if number_of(c.text, vietnamese) is None]
    return []


def figures(table: Table, column: int, vietnamese: bool) -> list[tuple[Block, float]]:
    """The rows that have a number in a column, with it; not those of totals."""
    found = []
    for row in table.rows:
        if is_only("total", row.parts[0].text):
            continue
        cell = cell_of(row, column)
        number = None if cell is None else number_of(cell.text, vietnamese)
        if number is not None:
            found.append((row, number))
    return found


def rows_not_named(question: str, table: Table, rows: Sequence[Block]) -> list[Block]:
    """Those of some rows that a question does not mean, which names another of them by its label
    and a column.

    None where it compares rows or asks for them together.
    """
    vietnamese = language_of(question) == "vi"
    if any(asks(name, question) for name in ("most", "least", "total")):
        return []
    lookup = look_up(question, table, vietnamese)
    if len(lookup.rows) != 1 or lookup.rows[0] not in rows or not lookup.named:
        return []
    return [row for row in rows if row != lookup.rows[0]]
