"""What every format reader returns: the elements of a file, in order, and what is known of it.

A reader only says what stands in a file (headings, paragraphs, list items, table rows); how that
looks as plain text, and at which offsets, is decided by `corpus.assembling` for all formats.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import zip_longest
from operator import attrgetter
from typing import Any, Literal, get_args

from corpus.errors import DocumentError
from corpus.wording import _, number

MAX_HEADING_LENGTH = 200
# More than any document has that people read; each costs memory, and time, in every later step.
MAX_BLOCKS = 200_000
MAX_CELLS = 500_000
MAX_PAGES = 20_000
# The names of a table's columns are told to the models again with each row, up to here.
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

BAR = " | "  # between the cells of a row

ElementKind = Literal["heading", "paragraph", "item", "note", "caption", "header", "row"]


@dataclass(frozen=True, slots=True)
class Element:
    """One line that a reader found in a file, before it has its place in the text.

    `level` is that of a heading (1 to 6), and of an item or a paragraph inside one the depth of
    its list, 0 where nothing tells. `page` counts from 1 and is 0 in formats without pages.
    `continues` says that the line began on the page before, so that a sentence over a page
    break stays one sentence. An item's text begins with its `mark`; where none is given that is
    its first word. A row has all its `cells`, the names of the `columns` where there is a
    header, and its number in its table from 1 (`row`); one without cells is a line of code. The
    cells of a header are these names.
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

    With `header` the first row names the columns: it is a header, whose names are told to the
    models with each cell (`corpus.told_text`). Where the names are longer than names are, the
    first row is a row as the others.
    """
    cells = [tuple(clean_line(cell) for cell in row) for row in rows]
    named = header and len(cells) > 1 and _can_be_repeated(cells[0], len(cells) - 1)
    columns = cells.pop(0) if named else ()
    over = [Element("header", row_text(columns), cells=columns, columns=columns)]
    return [
        *(over if any(columns) else ()),
        *(
            Element("row", row_text(row), cells=row, columns=columns, row=number)
            for number, row in enumerate(filter(any, cells), start=1)
        ),
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


def row_text(cells: Sequence[str]) -> str:
    """A row as it stands in the text: the cells that hold something, as a reader sees them."""
    return BAR.join(filter(None, cells))


def told_row(cells: Iterable[str], names: Iterable[str]) -> str:
    """The cells of a row that hold something as models are told them: each with the name of its
    column, where that has one."""
    both = zip_longest(cells, names, fillvalue="")
    return "; ".join(f"{name}: {cell}" if name else cell for cell, name in both if cell)
