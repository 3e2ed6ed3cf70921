"""Questions as a table holds them: its rows, where things stand in it, and what is carried on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.faq.lists.question_text import questions_of_cell
from corpus.blocks import clean_characters, clean_line
from corpus.errors import AssistantError
from corpus.wording import _, later, number

MOST_COLUMNS = 256
LISTED = 12  # rows or columns that a message names


@dataclass(frozen=True, slots=True)
class RawQuestion:
    """A question as it stands in the file, with nothing cleaned, numbered or refused yet."""

    line: int
    question: str
    id: str = ""
    topic: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows that are not empty, each with its number in the file.

    `merged` tells of cells that go on downwards: (line, column) of the top cell -> last line.
    `topic` is the heading above the table. `delimiter` is that of a text file, else "".
    """

    rows: Sequence[tuple[int, Sequence[str]]]
    name: str = ""
    topic: str = ""
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a grid; columns count from 0.

    `header` is the place of the header among the rows, or -1; `named` says that the question
    column was told by its header, and `how` says it to people.
    """

    question: int
    header: int
    named: bool
    how: str
    id: int | None = None
    topic: int | None = None
    notes: tuple[str, ...] = ()


def letter(column: int) -> str:
    """The letter a spreadsheet shows for a column: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


JOINED = later(
    "{lines}: more cells than the header, for a text with “{sign}” has no quotation marks; the rest"
    " was joined to the question."
)
CARRIED = later(
    "{lines}: more cells than the header, for a text with “{sign}” has no quotation marks; the rest"
    " was carried in columns without a name."
)
# What the lines of a list are called: one, and several, as a sentence begins with them; and within.
UNITS = {
    later("row"): (later("Row"), later("Rows")),
    later("line"): (later("Line"), later("Lines")),
    later("paragraph"): (later("Paragraph"), later("Paragraphs")),
    later("place"): (later("Place"), later("Places")),
}


def listed(unit: str, lines: Sequence[int]) -> str:
    """`Row 4`, `Rows 4 and 7` or `Rows 1, 2, … and 30 more`, as a sentence begins with them."""
    if len(lines) == 1:
        return f"{_(UNITS[unit][0])} {lines[0]}"
    names = [str(line) for line in lines[:LISTED]]
    last = (
        _("{count} more").format(count=len(lines) - LISTED) if len(lines) > LISTED else names.pop()
    )
    listed_names = _("{first} and {last}").format(first=", ".join(names), last=last)
    return f"{_(UNITS[unit][1])} {listed_names}"


def refuse_more_columns(count: int, name: str) -> None:
    """Raise AssistantError above MOST_COLUMNS columns."""
    if count > MOST_COLUMNS:
        raise AssistantError(
            _(
                "{name} has {count} columns, more than the {most_columns} that a list of "
                "questions may have; delete those that are not needed."
            ).format(name=name, count=number(count), most_columns=MOST_COLUMNS)
        )


def found_in(grid: Grid, at: Layout) -> tuple[list[RawQuestion], tuple[str, ...], list[str]]:
    """(questions, names of the further columns, notes) of a table.

    Raises AssistantError where it has more columns than a list of questions ever does.
    """
    header = grid.rows[at.header][1] if at.header >= 0 else ()
    body = grid.rows[at.header + 1 :]
    wider = [line for line, cells in body if header and len(cells) > len(header)]
    joined = bool(grid.delimiter) and at.question == len(header) - 1
    names = _names(header, body, (at.question, at.id, at.topic))
    if joined:
        names = {place: name for place, name in names.items() if place < len(header)}
    repeated = clean_line(header[at.question]) if at.question < len(header) else ""
    again: list[int] = []
    swallowing: list[int] = []
    several: list[int] = []
    questions: list[RawQuestion] = []
    for line, cells in _filled_down(grid, body, at.question):
        question = cells[at.question] if at.question < len(cells) else ""
        if repeated and clean_line(question) == repeated:
            again.append(line)
            continue
        if joined:
            question = grid.delimiter.join(cells[at.question :])
        further_lines = question.splitlines()[1:] if grid.delimiter else ()
        if any(one.count(grid.delimiter) >= max(len(header) - 1, 1) for one in further_lines):
            swallowing.append(line)
        carried = {name: _cell(cells, place) for place, name in names.items()}
        topic = _cell(cells, at.topic) or grid.topic
        identifier = _cell(cells, at.id)
        every = questions_of_cell(question)
        if len(every) > 1:
            several.append(line)
        for one, mark in zip(every, _marks(identifier, len(every)), strict=True):
            questions.append(RawQuestion(line, one, mark, topic, carried))
    notes = list(at.notes)
    if grid.delimiter and wider:
        told = _(JOINED if joined else CARRIED)
        notes.append(told.format(lines=listed("row", wider), sign=grid.delimiter))
    if swallowing:
        notes.append(
            _(
                "{lines}: further rows stand in the question; a quotation mark may be missing."
            ).format(lines=listed("row", swallowing))
        )
    if several:
        notes.append(
            _("{lines}: several questions stand in one cell; each is asked by itself.").format(
                lines=listed("row", several)
            )
        )
    if again:
        told = _("{lines}: left out, being the header once more.")
        notes.append(told.format(lines=listed("row", again)))
    return questions, tuple(names.values()), notes


def _marks(identifier: str, count: int) -> list[str]:
    """The id of each question of one cell: `7a`, `7b` where they share one."""
    if count == 1 or not identifier:
        return [identifier] * count
    return [f"{identifier}{letter(place).lower()}" for place in range(count)]


def _names(
    header: Sequence[str], body: Sequence[tuple[int, Sequence[str]]], taken: Sequence[int | None]
) -> dict[int, str]:
    """The columns that are carried on, by place: each with a name, or with something in it."""
    used = {place for place, cell in enumerate(header) if cell.strip()}
    for _row, cells in body:
        used.update(place for place, cell in enumerate(cells) if cell.strip())
    refuse_more_columns(len(used), "The table")
    names: dict[int, str] = {}
    for place in sorted(used.difference(taken)):
        name = clean_line(header[place]) if place < len(header) else ""
        name = name or f"column {letter(place)}"
        names[place] = f"{name} ({letter(place)})" if name in names.values() else name
    return names


def _filled_down(
    grid: Grid, body: Sequence[tuple[int, Sequence[str]]], question: int
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows, with what is merged over several standing in each; a question only in its own."""
    going_on: dict[int, tuple[str, int]] = {}  # column -> (text, last line)
    tops: dict[int, list[int]] = {}
    for line, place in grid.merged:
        tops.setdefault(line, []).append(place)
    for line, row in body:
        cells = list(row)
        for place, (text, last) in going_on.items():
            if line <= last and place != question:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = cells[place] or text
        for place in tops.get(line, ()):
            if place < len(cells):
                going_on[place] = cells[place], grid.merged[line, place]
        yield line, cells


def _cell(cells: Sequence[str], place: int | None) -> str:
    if place is None or place >= len(cells):
        return ""
    return clean_characters(cells[place]).strip()
