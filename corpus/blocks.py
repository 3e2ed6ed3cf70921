"""What every format reader returns, and the one place where it becomes a document's text.

A reader only says what stands in a file (headings, paragraphs, list items, table rows, in
order); how that looks as plain text, and at which offsets, is decided here for all formats.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.document import Heading

MAX_HEADING_LENGTH = 200

# Control, zero-width, bidirectional and tag characters, surrogates, noncharacters, soft hyphens:
# nobody sees them, and they break searching, quoting or the database.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a document's text.

    `level` (1 to 6) is for headings; `page` counts from 1 and is 0 in formats without pages.
    An item's text begins with its marker. `continues` says that the paragraph began on the
    page before, so that a sentence over a page break stays one sentence.
    """

    kind: Literal["heading", "paragraph", "item", "row"]
    text: str
    level: int = 0
    page: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in one file; `pages` is 0 in formats without pages."""

    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    pages: int = 0


def clean_characters(text: str) -> str:
    """Return `text` in NFC with `\\n` line ends and without characters nobody sees."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", LINE_BREAK.sub("\n", text)))


def clean_line(text: str) -> str:
    """Return `text` as one clean line: single spaces, none at the ends, NFC."""
    return unicodedata.normalize("NFC", " ".join(INVISIBLE.sub("", text).split()))


def clean_or_none(text: str | None) -> str | None:
    """Return `text` as one clean line, or None where nothing is left of it."""
    return clean_line(text or "") or None


def first_title(blocks: Iterable[Block]) -> str | None:
    """The words of the first level-1 heading, or None."""
    return next((b.text for b in blocks if b.kind == "heading" and b.level == 1), None)


def table_rows(rows: Sequence[Sequence[str]], *, header: bool, page: int = 0) -> list[Block]:
    """Return one row block per table row.

    With `header` the first row names the columns and each cell is told with its name, so that
    a row can be read, and quoted, without the rest of the table.
    """
    cells = [[clean_line(cell) for cell in row] for row in rows]
    if header and len(cells) > 1:
        names = cells[0]
        lines = [
            "; ".join(
                f"{names[i]}: {cell}" if i < len(names) and names[i] else cell
                for i, cell in enumerate(row)
                if cell
            )
            for row in cells[1:]
        ]
    else:
        lines = [" | ".join(cell for cell in row if cell) for row in cells]
    return [Block("row", line, page=page) for line in lines if line]


def assemble(
    blocks: Iterable[Block], pages: int = 0
) -> tuple[str, tuple[Heading, ...], tuple[int, ...]]:
    """Return the text of the blocks, its headings, and the offset where each page begins."""
    parts: list[str] = []
    length = 0
    headings: list[Heading] = []
    page_starts: list[int] = []
    previous: Block | None = None
    for block in blocks:
        words = clean_line(block.text)
        if not words:
            continue
        separator = _separator(previous, block)
        start = length + len(separator)
        page_starts.extend([start] * (block.page - len(page_starts)))
        if block.kind == "heading" and len(words) <= MAX_HEADING_LENGTH:
            headings.append(Heading(start, min(max(block.level, 1), 6), words))
        parts += (separator, words)
        length = start + len(words)
        previous = block
    page_starts.extend([length] * (pages - len(page_starts)))
    return "".join(parts), tuple(headings), tuple(page_starts)


def _separator(previous: Block | None, block: Block) -> str:
    if previous is None:
        return ""
    if block.continues:
        return " "
    same_run = block.kind == previous.kind and block.kind in ("item", "row")
    return "\n" if same_run else "\n\n"
