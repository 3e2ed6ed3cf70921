"""The questions of one file, as its kind of file has them: in a table, or in its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from string import whitespace
from typing import Any

from assistant.faq.lists.columns import column_names, layout, with_one_header
from assistant.faq.lists.files import (
    DELIMITERS,
    MOST_ROWS_READ,
    NO_DELIMITER,
    delimited,
    delimiter_in,
    records,
    refuse_more_rows,
    text_of,
)
from assistant.faq.lists.grid import Grid, RawQuestion, found_in, listed
from assistant.faq.lists.lines import (
    Paragraph,
    asked_in,
    lines_of,
    markdown_paragraphs,
    markdown_tables,
)
from assistant.faq.lists.office import sheets, word_paragraphs, word_tables
from assistant.faq.lists.question_text import looks_asked
from corpus.blocks import as_text, clean_characters
from corpus.errors import AssistantError, DocumentError
from corpus.sandbox import call_in_sandbox
from corpus.wording import _, ngettext, number

PASTED = ""  # the suffix of text that comes from no file
SHOWN = 5  # tables whose columns a message names


@dataclass(frozen=True, slots=True)
class ReadList:
    """The questions found in a file; `unit` is what its lines are called: row, line, paragraph."""

    found: Sequence[RawQuestion]
    unit: str
    columns: tuple[str, ...] = ()
    question_column: str | None = None
    notes: Sequence[str] = ()

    def packed(self) -> dict[str, Any]:
        """This reading as JSON holds it; the names of the columns once, not in each row."""
        headers: dict[tuple[str, ...], int] = {}
        rows = [
            (
                one.line,
                *(one.question, one.id, one.topic),
                headers.setdefault(tuple(one.columns), len(headers)),
                *one.columns.values(),
            )
            for one in self.found
        ]
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**facts, "found": rows, "headers": list(headers)}

    @classmethod
    def unpacked(cls, packed: Any, name: str) -> ReadList:
        """The reading that `packed` holds; raises AssistantError where it holds none."""
        try:
            found = dict(packed)
            headers = [tuple(map(as_text, header)) for header in found.pop("headers")]
            rows = [
                RawQuestion(
                    int(line),
                    as_text(question),
                    as_text(identifier),
                    as_text(topic),
                    dict(zip(headers[header], map(as_text, cells), strict=True)),
                )
                for line, question, identifier, topic, header, *cells in found.pop("found")
            ]
            lists = {key: tuple(map(as_text, found.pop(key))) for key in ("columns", "notes")}
            how = found.pop("question_column")
            unit = as_text(found.pop("unit"))
            return cls(rows, unit, question_column=None if how is None else as_text(how), **lists)
        except (TypeError, ValueError, LookupError) as error:
            raise AssistantError(
                _(
                    "{name} could not be read; save it again in its own program and use that."
                ).format(name=name)
            ) from error


def reading_of(
    data: bytes, name: str, suffix: str, column: str | None = None, sheet: str | None = None
) -> ReadList:
    """What the bytes of a file of this suffix ask, PASTED for text of the clipboard in UTF-8.

    It is read in the sandbox. Raises AssistantError where it asks nothing, or cannot be read.
    """
    options = {"suffix": suffix, "column": column, "sheet": sheet}
    try:
        return ReadList.unpacked(call_in_sandbox(__name__, data, name, options), name)
    except DocumentError as error:
        raise AssistantError(f"{error}.") from error


def read(data: bytes, name: str, suffix: str, column: str | None, sheet: str | None) -> ReadList:
    """The same, in the process that calls it."""
    if suffix == PASTED:
        return _plain_text(data.decode("utf-8", "surrogatepass"), name, column)
    if suffix == ".xlsx":
        return _one_table(sheets(data, name, sheet), name, column)
    if suffix == ".jsonl":
        found, columns, key = records(data, name, column)
        return ReadList(found, "line", columns, f"“{key}” of each object")
    if suffix == ".docx":
        tables = word_tables(data, name)
        return _tables_or_paragraphs(
            tables, lambda: word_paragraphs(data, name), name, "paragraph", column
        )
    text = text_of(data, name)
    reading = _read_text(text, name, suffix, column)
    unreadable = text.count("\ufffd")
    if not unreadable:
        return reading
    note = _("Characters that could not be read and stand as “\ufffd”: {count}.").format(
        count=number(unreadable)
    )
    return replace(reading, notes=[note, *reading.notes])


def _read_text(text: str, name: str, suffix: str, column: str | None) -> ReadList:
    if suffix == ".txt":
        return _plain_text(text, name, column)
    if suffix == ".md":
        text = _lines_cleaned(text, name)
        tables = [Grid(rows) for rows in markdown_tables(text)]
        return _tables_or_paragraphs(
            tables, lambda: markdown_paragraphs(text), name, "line", column
        )
    if not text.strip(f'"{DELIMITERS}{whitespace}'):
        raise AssistantError(
            _("{name} is empty; write one question in each row or line.").format(name=name)
        )
    delimiter = "\t" if suffix == ".tsv" and "\t" in text else delimiter_in(text)[0]
    return _one_table([delimited(text, name, delimiter)], name, column)


def _lines_cleaned(text: str, name: str) -> str:
    text = clean_characters(text)
    if text.count("\n") > MOST_ROWS_READ:
        refuse_more_rows(sum(map(bool, map(str.strip, text.split("\n")))), name)
    return text


def _plain_text(text: str, name: str, column: str | None) -> ReadList:
    """What plain text asks: in a table whose first line names columns, or on its lines."""
    text = _lines_cleaned(text, name)
    delimiter, named = delimiter_in(text, pasted=True)
    if delimiter != NO_DELIMITER and (named or delimiter == "\t"):
        grid = delimited(text, name, delimiter)
        if named or layout(grid, column) is not None:
            return _one_table([grid], name, column)
    if column is not None:
        raise AssistantError(
            _("{name} has no columns with names; leave out --column.").format(name=name)
        )
    paragraphs = lines_of(text)
    # A line alone that says `Question` is the header of a table of one column.
    return _paragraphs(paragraphs[1:] if named else paragraphs, name, "line", every_line=True)


def _tables_or_paragraphs(
    tables: Sequence[Grid],
    paragraphs: Callable[[], Sequence[Paragraph]],
    name: str,
    unit: str,
    column: str | None,
) -> ReadList:
    """The tables that have a question column, else the paragraphs that are questions."""
    tables = [with_one_header(grid) for grid in tables]
    laid = [(grid, at) for grid in tables if (at := layout(grid, column)) is not None]
    named = [(grid, at) for grid, at in laid if at.named]
    if column is not None and not any(grid.rows for grid in tables):
        raise AssistantError(
            _("{name} has no table, and so no columns; leave out --column.").format(name=name)
        )
    if column is not None and not laid:
        raise _no_column(tables, name, column)
    read = [found_in(grid, at) for grid, at in named or laid]
    told = paragraphs() if column is None else ()
    outside = asked_in(told, every_line=False)[0]
    if not named and (not laid or len(outside) > sum(len(found) for found, _, _ in read)):
        # A box around a question is a table too; the paragraphs may ask more.
        return _paragraphs(told, name, unit, every_line=False)
    # Beside a table whose header names it, the items of lists are asked as well.
    lines = {one.line for one in told if one.kind in ("item", "asked")} if named else set()
    beside = [one for one in outside if one.line in lines and looks_asked(one.question)]
    count = "table was" if len(read) == 1 else f"{len(read)} tables were"
    items = "question outside it" if len(beside) == 1 else "questions outside it"
    more = f"{len(beside)} {items}" if beside else "nothing that stands outside"
    return ReadList(
        [*beside, *(found for every, _, _ in read for found in every)],
        "row" if not beside else "place",
        tuple(dict.fromkeys(one for _, names, _ in read for one in names)),
        (named or laid)[0][1].how,
        [
            f"The {count} read, and {more}.",
            *(note for _, _, notes in read for note in notes),
        ],
    )


def _one_table(grids: Sequence[Grid], name: str, column: str | None) -> ReadList:
    """The first table with a named question column, else the first with a plain one."""
    empty = {grid.name: _empty_rows(grid) for grid in grids}
    grids = [with_one_header(grid) for grid in grids]
    laid = [(grid, at) for grid in grids if (at := layout(grid, column)) is not None]
    if not laid:
        raise _no_column(grids, name, column)
    grid, at = next((one for one in laid if one[1].named), laid[0])
    found, columns, told = found_in(grid, at)
    notes = list(told)
    others = [f"“{other.name}”" for other, _ in laid if other is not grid]
    if len(grids) > 1:
        read = _("The sheet “{name}” was read.")
        if others:
            read = _("The sheet “{name}” was read; {names} may hold questions too, see --sheet.")
        notes.insert(0, read.format(name=grid.name, names=_(" and ").join(others)))
    if skipped := empty[grid.name]:
        empty_rows = ngettext(
            "{count} empty row was skipped.", "{count} empty rows were skipped.", skipped
        )
        notes.append(empty_rows.format(count=number(skipped)))
    return ReadList(found, "row", columns, at.how, notes)


def _empty_rows(grid: Grid) -> int:
    return grid.rows[-1][0] - grid.rows[0][0] + 1 - len(grid.rows) if grid.rows else 0


def _no_column(grids: Sequence[Grid], name: str, column: str | None) -> AssistantError:
    filled = [grid for grid in grids if grid.rows]
    if not filled:
        return AssistantError(
            _("{name} is empty; write one question in each row or line.").format(name=name)
        )
    what = "that is plainly the questions" if column is None else f"“{column}”"
    told = [
        (f"in “{grid.name}” " if len(filled) > 1 and grid.name else "") + column_names(grid)
        for grid in filled[:SHOWN]
    ]
    return AssistantError(
        _("{name} has no column {what}; name one with --column, its columns are {names}.").format(
            name=name, what=what, names="; ".join(told)
        )
    )


def _paragraphs(
    paragraphs: Sequence[Paragraph], name: str, unit: str, *, every_line: bool
) -> ReadList:
    found, left_out = asked_in(paragraphs, every_line=every_line)
    if not found:
        raise AssistantError(
            _(
                "{name} has no questions that can be told from other text; end each with "
                "a question mark, or write them as a list."
            ).format(name=name)
        )
    notes = (
        [_("{lines}: left out, being no question.").format(lines=listed(unit, left_out))]
        if left_out
        else []
    )
    return ReadList(found, unit, notes=notes)
