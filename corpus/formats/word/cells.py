"""The words of a Word file's elements, and the cells of its tables as they were merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.formats.word.styles import is_on

WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
# Deleted and moved text, field codes, readings above letters, the second copy of a text box.
UNSEEN = ("del", "moveFrom", "instrText", "delText", "rt", "Fallback", "txbxContent", "pPr", "rPr")
SPACES = ("tab", "br", "cr", "ptab")
MAX_COLUMN_SPAN = 50


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell: the words of its paragraphs, how many columns it spans, and whether it goes on
    with the one above, whose words are not repeated."""

    paragraphs: tuple[str, ...]
    span: int
    goes_on: bool


def local_name(element: _Element) -> str:
    """The tag without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(parent: _Element, *names: str) -> Iterator[_Element]:
    """The children of these names, looking through content controls and tracked changes."""
    for child in parent:
        if local_name(child) in names:
            yield child
        elif local_name(child) in WRAPPERS:
            yield from children(child, *names)


def words_of(element: _Element) -> str:
    """What is seen of an element's text, with what was inserted, without what was deleted."""
    return "".join(_words(element))


def _words(element: _Element) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in SPACES:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "r" and is_on(child.find(qn("w:rPr")), "w:vanish"):
            continue
        elif name not in UNSEEN:
            yield from _words(child)


def cell_of(cell: _Element) -> WordCell:
    """What a cell of a table holds."""
    properties = cell.find(qn("w:tcPr"))
    merged = None if properties is None else properties.find(qn("w:vMerge"))
    goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
    wide = None if properties is None else properties.find(qn("w:gridSpan"))
    columns = "1" if wide is None else wide.get(qn("w:val"), "1")
    span = max(1, min(int(columns), MAX_COLUMN_SPAN)) if columns.isdecimal() else 1
    words = () if goes_on else tuple(words_of(paragraph) for paragraph in cell.iter(qn("w:p")))
    return WordCell(words, span, goes_on)
