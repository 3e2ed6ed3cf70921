"""Document, Block and Chunk: the first nouns.

Everything about a place in a document (page, heading path, list, cell, sentence) is computed
from character offsets into `Document.text`; nothing is ever searched for after the fact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from corpus.blocks import BAR
from corpus.language.list_marks import TICKS

BlockKind = Literal[
    "heading", "paragraph", "item", "note", "table", "caption", "header", "row", "cell"
]


@dataclass(frozen=True, slots=True)
class Block:
    """What a span of a document is: `document.text[block.start:block.end] == block.text`.

    `level` is that of a heading (1 = title), of an item or a paragraph inside one the depth of
    its list (from 1), and of a note its page, where it stands behind words of the next one. An
    item's text begins with its `mark` (`-`, `2.`); items with the same `list_number` are one list.
    A table has its captions, its header and its rows as `parts`, and the names of its `columns`,
    where it has a header; a row has the cells that hold something, each with its `column` (from
    0), and so has a header. In a list of labels with values, column 0 has the labels.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    level: int = 0
    mark: str = ""
    list_number: int = 0
    column: int = 0
    columns: tuple[str, ...] = ()
    parts: tuple[Block, ...] = ()

    @property
    def words_start(self) -> int:
        """The offset where the words begin: in an item, after its mark. A box that is ticked or
        empty is one of the words: without it they would say the same of both."""
        counted = self.mark and self.mark not in TICKS
        return self.start + len(self.mark) + 1 if counted else self.start

    @property
    def words(self) -> str:
        """The text without its mark."""
        return self.text[self.words_start - self.start :]


@dataclass(frozen=True)
class Document:
    """One version of one file, as text.

    `id` is the first 16 hex digits of the sha256 of the file's bytes, so the same bytes are
    always the same document. `source` is the file name as the user gave it; `publisher` is
    who the document says published it. `date` is ISO 8601 (`2025-03-26`, `2025-03` or
    `2025`). `page_starts[i]` is the offset where page i + 1 begins (empty: no pages).
    `blocks` are in order of `start` and together hold all of the text but the space between.
    `notes` say what was left out of the text or read otherwise, `scanned` are the pages that are
    pictures without words, `hidden` counts the pieces of text that nobody sees, `unread` what
    stands beside the text (alt text, keywords): known while the file is read, and not stored.
    """

    id: str
    source: str
    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = field(default=(), hash=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    scanned: tuple[int, ...] = field(default=(), compare=False)
    hidden: int = field(default=0, compare=False)
    unread: Mapping[str, int] = field(default_factory=dict, compare=False)

    @cached_property
    def lines(self) -> tuple[Block, ...]:
        """The blocks that stand on a line of their own, tables as their parts."""
        return tuple(line for block in self.blocks for line in _lines(block))

    @cached_property
    def headings(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "heading")

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(line.start for line in self.lines)

    def place_of(self, offset: int) -> int:
        """The place among `lines` of the one that `offset` is in or behind; -1 before them all."""
        return bisect_right(self._starts, offset) - 1

    def line_at(self, offset: int) -> Block | None:
        """The line that `offset` is in or behind."""
        place = self.place_of(offset)
        return self.lines[place] if place >= 0 else None

    @cached_property
    def _tables(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "table")

    @cached_property
    def _table_starts(self) -> tuple[int, ...]:
        return tuple(table.start for table in self._tables)

    def table_at(self, offset: int) -> Block | None:
        """The table that holds `offset`."""
        place = bisect_right(self._table_starts, offset) - 1
        table = self._tables[place] if place >= 0 else None
        return table if table is not None and offset < table.end else None

    def lines_in(self, start: int, end: int) -> tuple[Block, ...]:
        """The lines that `text[start:end]` has a part of."""
        first = max(0, self.place_of(start))
        found = self.lines[first : self.place_of(end - 1) + 1] if start < end else ()
        return found[1:] if found and found[0].end <= start else found

    def list_after(self, offset: int) -> tuple[Block, ...]:
        """The items, of inner lists too, that follow the line which `offset` is in or behind."""
        first = last = self.place_of(offset) + 1
        while last < len(self.lines) and self.lines[last].kind == "item":
            last += 1
        return self.lines[first:last]

    def lead_of(self, item: Block) -> Block | None:
        """The line that leads an item's list in with a colon: the one above the list or, where
        an inner list has none of its own, that above the outer one."""
        if item.kind != "item":
            return None
        number, level = item.list_number, item.level
        for place in range(self.place_of(item.start) - 1, -1, -1):
            line = self.lines[place]
            if line.kind == "item" and (line.list_number == number or line.level > level):
                continue
            if line.kind == "note" or (line.kind == "paragraph" and line.level >= level):
                continue
            if line.text.endswith(":") and line.kind not in ("header", "row"):
                return line
            if line.kind != "item":
                return None
            number, level = line.list_number, line.level
        return None

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) that holds `offset`, or None where the format has no pages."""
        if not self.page_starts:
            return None
        line = self.line_at(offset)
        if line is not None and line.kind == "note" and line.level:
            return line.level
        return max(1, bisect_right(self.page_starts, offset))

    @cached_property
    def _heading_starts(self) -> tuple[int, ...]:
        return tuple(heading.start for heading in self.headings)

    @cached_property
    def _heading_paths(self) -> tuple[tuple[str, ...], ...]:
        """The words of each heading after those of the headings above it."""
        paths: list[tuple[str, ...]] = []
        above: list[Block] = []
        for heading in self.headings:
            while above and above[-1].level >= heading.level:
                above.pop()
            above.append(heading)
            paths.append(tuple(block.text for block in above))
        return tuple(paths)

    def heading_path_at(self, offset: int) -> tuple[str, ...]:
        """The title, then the headings above `offset`, outermost first.

        A heading line is under itself; the title is not repeated where it is a heading too.
        """
        place = bisect_right(self._heading_starts, offset) - 1
        words = self._heading_paths[place] if place >= 0 else ()
        return (self.title, *words) if self.title and self.title not in words[:1] else words


def _lines(block: Block) -> Iterator[Block]:
    if block.kind == "table":
        yield from block.parts
    else:
        yield block


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of a document: `document.text[chunk.start:chunk.end] == chunk.text`, always.

    `headings` are those above it; of one that begins with a row also the caption and the header of
    the table, where these stand before it.
    """

    document_id: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None

    @property
    def sections(self) -> tuple[str, ...]:
        """What stands over it without the header of a table, which names no section."""
        return tuple(heading for heading in self.headings if BAR not in heading)
