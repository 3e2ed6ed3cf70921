"""Elements to text and blocks, the same for all formats: how they look as plain text, at which
offsets, and which lists and tables they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.blocks import BAR, MAX_HEADING_LENGTH, Element, clean_line, row_text
from corpus.document import Block
from corpus.formats.text.lines import BULLET, number_mark
from corpus.language.list_marks import TICKS

DIGITS, LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")
# "Table 2. Fees", "Bảng số 3: Mức phí"; in "Table 2 shows ..." it is the subject of a sentence.
CAPTION = re.compile(
    r"(?i:table|tab\.|bảng|biểu|tableau)\s(?:số\s)?[\w.]{1,8}(?:\s?[.:)–—-])?\s++(?![a-zà-ỹđ])"
)
UNIT = re.compile(r"[(\[]?\s?(?:units?|đơn vị(?: tính)?|đvt)\s?:", re.I)


def assemble(
    elements: Iterable[Element], pages: int = 0
) -> tuple[str, tuple[Block, ...], tuple[int, ...]]:
    """Return the text of the elements, its blocks, and the offset where each page begins."""
    parts: list[str] = []
    length = 0
    placed: list[tuple[int, Element]] = []
    page_starts: list[int] = []
    previous: Element | None = None
    for element in elements:
        words = clean_line(element.text)
        if not words:
            continue
        separator = _separator(previous, element)
        start = length + len(separator)
        page_starts.extend([start] * (element.page - len(page_starts)))
        if separator == " ":
            begin, first = placed.pop()
            placed.append((begin, replace(first, text=f"{first.text} {words}")))
        else:
            told = element if element.text == words else replace(element, text=words)
            placed.append((start, told))
        parts += (separator, words)
        length = start + len(words)
        previous = element
    page_starts.extend([length] * (pages - len(page_starts)))
    text = "".join(parts)
    return text, tuple(_blocks(text, placed)), tuple(page_starts)


def _separator(previous: Element | None, element: Element) -> str:
    if previous is None:
        return ""
    if element.continues:
        return " "
    same_run = element.kind == previous.kind and element.kind in ("item", "row")
    same_run = same_run or (previous.kind, element.kind) == ("header", "row")
    return "\n" if same_run else "\n\n"


def blocks_of_text(text: str, headings: Mapping[int, int] | None = None) -> tuple[Block, ...]:
    """The blocks of a text as far as its lines tell, for text whose file cannot be read again.

    `headings` are the levels of the lines that are headings, by their offsets.
    """
    placed: list[tuple[int, Element]] = []
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        begin = start + len(line) - len(line.lstrip())
        level = (headings or {}).get(begin)
        if words:
            found = Element("heading", words, level) if level else element_of_line(words)
            placed.append((begin, found))
        start += len(line) + 1
    return tuple(_blocks(text, placed))


def element_of_line(line: str) -> Element:
    """A line of plain text as an item, a row of a table, or a paragraph."""
    if match := BULLET.match(line) or number_mark(line):
        return Element("item", line, mark=match[0].rstrip())
    cells = tuple(line.split(BAR))
    return Element("row", line, cells=cells) if len(cells) > 1 else Element("paragraph", line)


def _blocks(text: str, placed: Sequence[tuple[int, Element]]) -> Iterator[Block]:
    """The elements, each at its offset, with the lists and the tables that they make."""
    lists = _Lists()
    table: list[Block] = []
    columns: tuple[str, ...] = ()
    captions = _captions([element for _, element in placed])
    for place, (start, element) in enumerate(placed):
        block = _block(start, element)
        if place in captions:
            block = replace(block, kind="caption", level=0, mark="")
        elif block.kind == "caption":
            block = replace(block, kind="paragraph")
        if table and not _goes_on(table[-1], columns, block, element):
            yield _table(text, table, columns)
            table = []
        if block.kind in ("caption", "header", "row"):
            table.append(block)
            columns = element.columns
        else:
            yield lists.placed(block)
        # A note, or a paragraph inside an item, may stand between two items.
        if block.kind not in ("item", "note") and (block.kind == "heading" or not block.level):
            lists.close()
    if table:
        yield _table(text, table, columns)


def _captions(elements: Sequence[Element]) -> set[int]:
    """The places of the lines right over a table that are its caption, or tell its unit."""
    found: set[int] = set()
    over = False
    for place in range(len(elements) - 1, -1, -1):
        element = elements[place]
        if element.kind == "row":
            # Rows of a table over another are none over which a caption stands.
            over = bool(element.cells) and element.row in (0, 1)
            continue
        if element.kind == "header":
            over = True
            continue
        text = element.text
        told = element.kind == "caption" or (
            element.kind == "paragraph"
            and not element.level
            and len(text) <= MAX_HEADING_LENGTH
            and bool(CAPTION.match(text) or UNIT.match(text))
        )
        over = over and told
        if over:
            found.add(place)
    return found


def _goes_on(last: Block, columns: tuple[str, ...], block: Block, element: Element) -> bool:
    """Whether a block belongs to the table whose last part is `last`."""
    if block.kind in ("caption", "header"):
        return last.kind == "caption"
    if block.kind != "row":
        return False
    opens = last.kind in ("caption", "header")
    return opens or (element.row != 1 and element.columns == columns)


def _table(text: str, parts: list[Block], columns: tuple[str, ...]) -> Block:
    start, end = parts[0].start, parts[-1].end
    if len(parts[0].parts) == 1 and not columns and any(len(row.parts) > 1 for row in parts):
        parts[0] = replace(parts[0], kind="caption", parts=())  # one cell over all columns
    return Block("table", start, end, text[start:end], columns=columns, parts=tuple(parts))


def _block(start: int, element: Element) -> Block:
    text, kind = element.text, element.kind
    end = start + len(text)
    if kind == "paragraph" and not element.level:
        # Marks that were typed, where the format has lists of its own.
        element = element_of_line(text)
        kind = element.kind if element.kind == "item" else kind
    if kind == "heading" and len(text) <= MAX_HEADING_LENGTH:
        return Block("heading", start, end, text, min(max(element.level, 1), 6))
    if kind == "header" or (kind == "row" and element.cells):
        return Block(kind, start, end, text, parts=tuple(_cells(start, element)))
    if kind == "item":
        mark = clean_line(element.mark)
        mark = mark if mark and text.startswith(f"{mark} ") else text.partition(" ")[0]
        if mark != text:
            return Block("item", start, end, text, element.level, mark)
    if kind == "note" or kind == "caption":
        return Block(kind, start, end, text, element.level)
    return Block("paragraph", start, end, text, element.level if kind == "paragraph" else 0)


def _cells(start: int, row: Element) -> Iterator[Block]:
    separator = BAR
    if row.text != row_text(row.cells):
        separator = ": "  # a label with its value
        if row.text != separator.join(filter(None, row.cells)):
            return
    for column, cell in enumerate(row.cells):
        if cell:
            yield Block("cell", start, start + len(cell), cell, column=column)
            start += len(cell) + len(separator)


class _Lists:
    """The lists that are open while items come, an inner one over its outer ones."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str, int]] = []  # depth, kind of mark, number
        self._count = 0

    def close(self) -> None:
        self._open.clear()

    def placed(self, block: Block) -> Block:
        """An item with its depth and the number of its list; other blocks as they are.

        Where the reader tells no depth, marks of another kind begin an inner list.
        """
        if block.kind != "item":
            return block
        mark = TICKS[0] if block.mark in TICKS else block.mark
        kind = LETTERS.sub("a", DIGITS.sub("1", mark))
        known = {other: depth for depth, other, _ in self._open}
        depth = block.level or known.get(kind, len(self._open) + 1)
        while self._open and self._open[-1][0] >= depth and self._open[-1][:2] != (depth, kind):
            self._open.pop()
        if not self._open or self._open[-1][0] != depth:
            self._count += 1
            self._open.append((depth, kind, self._count))
        return replace(block, level=depth, list_number=self._open[-1][2])
