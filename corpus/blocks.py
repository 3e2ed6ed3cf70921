"""What every format reader returns, and the one place where it becomes text and blocks.

A reader only says what stands in a file (headings, paragraphs, list items, table rows, in
order); how that looks as plain text, and at which offsets, is decided here for all formats.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, Literal, get_args

from corpus.document import Block
from corpus.errors import DocumentError
from corpus.formats.text.lines import BULLET, number_mark
from corpus.language.list_marks import TICKS
from corpus.wording import _, number

MAX_HEADING_LENGTH = 200
# More than any document has that people read; each costs memory, and time, in every later step.
MAX_BLOCKS = 200_000
MAX_CELLS = 500_000
MAX_PAGES = 20_000
# The names of a table's columns are told again in each row, up to here.
MAX_NAME_LENGTH = 200
MAX_HEADER_LENGTH = 2_000
MAX_REPEATED_LENGTH = 2_000_000  # in all the rows of one table

# Control, zero-width, bidirectional and tag characters, surrogates, noncharacters, soft hyphens:
# nobody sees them, and they break searching, quoting or the database.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
SOFT_HYPHEN = "\xad"
INVISIBLE_NO_LETTER = re.compile(INVISIBLE.pattern.replace(SOFT_HYPHEN, ""))
TCVN3_SIGN = re.compile("\xad[êëìíî]|[A-Za-z][µ¶·¸¹©ª«¬®¨»¼½¾]|[µ¶·¸¹§©ª«¬®¨»¼½¾][a-z]")
LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
DIGITS, LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


# "Table 2. Fees", "Bảng số 3: Mức phí"; in "Table 2 shows ..." it is the subject of a sentence.
CAPTION = re.compile(
    r"(?i:table|tab\.|bảng|biểu|tableau)\s(?:số\s)?[\w.]{1,8}(?:\s?[.:)–—-])?\s++(?![a-zà-ỹđ])"
)
UNIT = re.compile(r"[(\[]?\s?(?:units?|đơn vị(?: tính)?|đvt)\s?:", re.I)
ElementKind = Literal["heading", "paragraph", "item", "note", "caption", "row"]


@dataclass(frozen=True, slots=True)
class Element:
    """One line that a reader found in a file, before it has its place in the text.

    `level` is that of a heading (1 to 6), and of an item or a paragraph inside one the depth of
    its list, 0 where nothing tells. `page` counts from 1 and is 0 in formats without pages.
    `continues` says that the line began on the page before, so that a sentence over a page
    break stays one sentence. An item's text begins with its `mark`; where none is given that is
    its first word. A row has all its `cells`, the names of the `columns` where there is a
    header, and its number in its table from 1 (`row`); one without cells is a line of code.
    """

    kind: ElementKind
    text: str
    level: int = 0
    page: int = 0
    continues: bool = False
    mark: str = ""
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row: int = 0


_KINDS = frozenset(get_args(ElementKind))
_VALUES = attrgetter(*(one.name for one in fields(Element) if one.name != "columns"))


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in one file; `pages` is 0 in formats without pages.

    `notes` say to the file's owner what was left out, or read otherwise than it stands: each a
    few words without a capital or a full stop. `scanned` are the pages that are pictures without
    words, `hidden` counts the pieces of text that nobody sees. `unread` names what stands beside
    the text, or is there for programs (alt text, keywords), with how many of it there are.
    """

    elements: tuple[Element, ...]
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    pages: int = 0
    notes: tuple[str, ...] = ()
    scanned: tuple[int, ...] = ()
    hidden: int = 0
    unread: Mapping[str, int] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """This content as JSON holds it; the columns of a table once, not in each row."""
        headers: dict[tuple[str, ...], int] = {}
        # Field by field: dataclasses.asdict copies deeply, a second for 50,000 elements.
        elements = [
            (*_VALUES(element), headers.setdefault(element.columns, len(headers)))
            for element in self.elements
        ]
        facts = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**facts, "elements": elements, "headers": list(headers)}

    @classmethod
    def unpacked(cls, packed: Any, name: str) -> Content:
        """The content that `packed` holds. Raises DocumentError, naming the file, where it is
        more than a document has, or nothing that `packed()` returns."""
        try:
            found = dict(packed)
            headers = [tuple(map(as_text, header)) for header in found.pop("headers")]
            rows = found.pop("elements")
            refuse_more(len(rows), MAX_BLOCKS, "blocks", name)
            elements = tuple(_element(values, headers) for values in rows)
            topics, notes = (tuple(map(as_text, found.pop(key))) for key in ("topics", "notes"))
            pages, hidden = int(found.pop("pages")), int(found.pop("hidden"))
            scanned = tuple(map(int, found.pop("scanned")))
            beside = dict(found.pop("unread"))
            unread = {as_text(what): int(count) for what, count in beside.items()}
            facts: dict[str, Any] = {
                key: None if text is None else as_text(text) for key, text in found.items()
            }
            content = replace(
                cls(elements, topics=topics, pages=pages, notes=notes, scanned=scanned),
                hidden=hidden,
                unread=unread,
                **facts,
            )
        except (TypeError, ValueError, LookupError) as error:
            raise DocumentError(
                _(
                    "{name} could not be read: its reader gave no sensible answer; save it "
                    "again in its own program, and add that"
                ).format(name=name)
            ) from error
        refuse_more(sum(len(e.cells) for e in elements), MAX_CELLS, "cells", name)
        return content


def _element(values: Sequence[Any], headers: Sequence[tuple[str, ...]]) -> Element:
    kind, text, level, page, continues, mark, cells, row, header = values
    if kind not in _KINDS:
        raise ValueError("not a kind of element")
    return Element(
        kind,
        as_text(text),
        int(level),
        int(page),
        bool(continues),
        as_text(mark),
        tuple(map(as_text, cells)),
        headers[header],
        int(row),
    )


def as_text(value: Any) -> str:
    """`value` where it is a text; raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def refuse_more(count: int, most: int, what: str, name: str) -> None:
    """Raise DocumentError where a document has more of something than one may have."""
    if count > most:
        raise DocumentError(
            _(
                "{name} has {count} {what}, more than the {most} that one document may "
                "have; split it into parts and add those"
            ).format(name=name, count=number(count), what=what, most=number(most))
        )


def clean_characters(text: str) -> str:
    """Return `text` in NFC with `\\n` line ends and without characters nobody sees."""
    return unicodedata.normalize("NFC", INVISIBLE.sub("", LINE_BREAK.sub("\n", text)))


def clean_line(text: str) -> str:
    """Return `text` as one clean line: single spaces, none at the ends, NFC.

    A soft hyphen stays where it may be a letter, until the whole text has told (of TCVN3, the
    Vietnamese of old fonts, it is the letter ư).
    """
    if text.isprintable():  # most lines: nothing unseen in them, and no space but " "
        if "  " in text or text[:1] == " " or text[-1:] == " ":
            text = " ".join(text.split())
        return unicodedata.normalize("NFC", text)
    unseen = INVISIBLE
    if SOFT_HYPHEN in text and TCVN3_SIGN.search(text):
        unseen = INVISIBLE_NO_LETTER
    return unicodedata.normalize("NFC", " ".join(unseen.sub("", text).split()))


def clean_or_none(text: str | None) -> str | None:
    """Return `text` as one clean line, or None where nothing is left of it."""
    return clean_line(text or "") or None


def first_title(elements: Iterable[Element]) -> str | None:
    """The words of the first level-1 heading, or None."""
    return next((e.text for e in elements if e.kind == "heading" and e.level == 1), None)


def table_rows(rows: Sequence[Sequence[str]], *, header: bool) -> list[Element]:
    """Return one row per table row that holds something.

    With `header` the first row names the columns and each cell is told with its name, so that
    a row can be read, and quoted, without the rest of the table. Where the names are longer than
    names are, the first row is a row as the others.
    """
    cells = [tuple(clean_line(cell) for cell in row) for row in rows]
    named = header and len(cells) > 1 and _can_be_repeated(cells[0], len(cells) - 1)
    columns = cells.pop(0) if named else ()
    return [
        Element("row", _row_text(row, columns), cells=row, columns=columns, row=number)
        for number, row in enumerate(filter(any, cells), start=1)
    ]


def labelled_row(label: str, value: str, number: int) -> Element:
    """A row of a table that is a list of labels, each with its value."""
    cells = (clean_line(label), clean_line(value))
    return Element("row", ": ".join(filter(None, cells)), cells=cells, row=number)


def _can_be_repeated(names: Sequence[str], times: int) -> bool:
    length = sum(map(len, names))
    return (
        all(len(name) <= MAX_NAME_LENGTH for name in names)
        and length <= MAX_HEADER_LENGTH
        and length * times <= MAX_REPEATED_LENGTH
    )


def _row_text(cells: Sequence[str], columns: Sequence[str]) -> str:
    separator = "; " if columns else " | "
    return separator.join(_name(i, columns) + cell for i, cell in enumerate(cells) if cell)


def _name(column: int, columns: Sequence[str]) -> str:
    """What stands before the words of a cell."""
    return f"{columns[column]}: " if column < len(columns) and columns[column] else ""


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
    cells = tuple(line.split(" | "))
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
        if block.kind in ("caption", "row"):
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
    if block.kind == "caption":
        return last.kind == "caption"
    if block.kind != "row":
        return False
    return last.kind == "caption" or (element.row != 1 and element.columns == columns)


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
    if kind == "row" and element.cells:
        return Block("row", start, end, text, parts=tuple(_cells(start, element)))
    if kind == "item":
        mark = clean_line(element.mark)
        mark = mark if mark and text.startswith(f"{mark} ") else text.partition(" ")[0]
        if mark != text:
            return Block("item", start, end, text, element.level, mark)
    if kind == "note" or kind == "caption":
        return Block(kind, start, end, text, element.level)
    return Block("paragraph", start, end, text, element.level if kind == "paragraph" else 0)


def _cells(start: int, row: Element) -> Iterator[Block]:
    separator = "; " if row.columns else " | "
    if row.text != _row_text(row.cells, row.columns):
        separator = ": "
        if row.text != separator.join(filter(None, row.cells)):
            return
    for column, cell in enumerate(row.cells):
        if cell:
            start += len(_name(column, row.columns))
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
