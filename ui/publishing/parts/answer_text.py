"""The text of an answer as blocks of runs: what every format sets in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer
from assistant.answer_blocks import TextBlock, TextBlockKind, TextLine, TextTable
from ui.publishing.parts.plain_text import clean
from ui.publishing.parts.sources import ShownQuote


@dataclass(frozen=True, slots=True)
class ShownRun:
    """Words, or the marker of a quote.

    Where `named`, the marker is the number of a source, and `source` are the words that name it
    there, if it is named at all. What is `strong` is the short answer within the text.
    """

    text: str
    quote: ShownQuote | None = None
    named: bool = False
    source: str = ""
    strong: bool = False


ShownLine = tuple[ShownRun, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph, of one line, or a list, of one line an item; `first` numbers its first.

    `below` is what a list ends with: the source that all of it has.
    """

    kind: TextBlockKind
    lines: tuple[ShownLine, ...]
    first: int = 1
    below: ShownLine = ()


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table: the names of its columns, and its rows of cells, each of some lines."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[ShownLine, ...], ...], ...]
    kind: Literal["table"] = "table"


def layout(answer: Answer, quotes: Mapping[int, ShownQuote]) -> tuple[ShownBlock | ShownTable, ...]:
    """The blocks of an answer as `blocks` gives them, but what is a table as one."""
    return tuple(
        _table(block, quotes) if isinstance(block, TextTable) else _shown(block, quotes)
        for block in answer.layout
    )


def _table(table: TextTable, quotes: Mapping[int, ShownQuote]) -> ShownTable:
    return ShownTable(
        tuple(map(clean, table.columns)),
        tuple(
            tuple(tuple(_labelled(line, quotes) for line in cell) for cell in row)
            for row in table.rows
        ),
    )


def blocks(answer: Answer, quotes: Mapping[int, ShownQuote]) -> tuple[ShownBlock, ...]:
    """The blocks of an answer, cleaned; `quotes` are those of its markers."""
    return tuple(_shown(block, quotes) for block in answer.blocks)


def _shown(block: TextBlock, quotes: Mapping[int, ShownQuote]) -> ShownBlock:
    lines = tuple(_labelled(line, quotes) for line in block.lines)
    return ShownBlock(block.kind, lines, block.first)


def _labelled(line: TextLine, quotes: Mapping[int, ShownQuote]) -> ShownLine:
    runs = ((run, None if run.marker is None else quotes.get(run.marker)) for run in line)
    return tuple(
        ShownRun(f"[{quote.label}]", quote) if quote else ShownRun(clean(run.shown))
        for run, quote in runs
    )


def plain(shown: Sequence[ShownBlock], marked: bool = True) -> str:
    """The blocks as text, with or without the labels of the quotes as markers."""
    return "\n\n".join("\n".join(_plain_lines(block, marked)) for block in shown)


def _plain_lines(block: ShownBlock, marked: bool) -> Iterator[str]:
    for number, line in enumerate(block.lines, start=block.first):
        sign = {"paragraph": "", "bullets": "- ", "numbers": f"{number}. "}[block.kind]
        yield sign + ("".join(run.text for run in line) if marked else _unmarked(line))


def _unmarked(line: ShownLine) -> str:
    words = ""
    for run in line:
        words = words.rstrip() if run.quote else words + run.text
    return words.strip()
