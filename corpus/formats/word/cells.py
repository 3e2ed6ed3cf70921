"""The words of a Word file's elements, and the cells of its tables as they were merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.formats.left_out import LeftOut
from corpus.formats.word.styles import is_on

WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
# Deleted and moved text, field codes, readings above letters, the second copy of a text box.
UNSEEN = ("del", "moveFrom", "instrText", "delText", "rt", "Fallback", "txbxContent", "pPr", "rPr")
SPACES = ("tab", "br", "cr", "ptab")
MAX_COLUMN_SPAN = 50
TINY_HALF_POINTS = 4  # letters of up to two points are there to be searched, not seen
PALE = re.compile(r"[fF][0-9a-fA-F]" * 3)
NO_FILL = ("auto", "")


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


def words_of(element: _Element, left_out: LeftOut | None = None) -> str:
    """What is seen of an element's text, with what was inserted, without what was deleted,
    struck out or hidden; that is counted in `left_out`."""
    return "".join(_words(element, left_out or LeftOut()))


def _words(element: _Element, left_out: LeftOut) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in SPACES:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "r" and _is_left_out(child, left_out):
            continue
        elif name not in UNSEEN:
            yield from _words(child, left_out)


def _is_left_out(run: _Element, left_out: LeftOut) -> bool:
    """Whether a run is struck out or cannot be seen, which is counted where it has words."""
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return False
    struck = is_on(properties, "w:strike") or is_on(properties, "w:dstrike")
    if not struck and not _is_hidden(run, properties):
        return False
    if any((words.text or "").strip() for words in run.iter(qn("w:t"))):
        left_out.struck += struck
        left_out.hidden += not struck
    return True


def _is_hidden(run: _Element, properties: _Element) -> bool:
    if is_on(properties, "w:vanish"):
        return True
    size = properties.find(qn("w:sz"))
    half_points = "" if size is None else size.get(qn("w:val"), "")
    if half_points.isdecimal() and len(half_points) < 6 and int(half_points) <= TINY_HALF_POINTS:
        return True
    colour = properties.find(qn("w:color"))
    return (
        colour is not None
        and PALE.fullmatch(colour.get(qn("w:val"), "")) is not None
        and not _stands_on_colour(run, properties)
    )


def _stands_on_colour(run: _Element, properties: _Element) -> bool:
    """Whether something dark may be behind a run: its own shading or mark, that of what it is
    in, or the style of a table, a text box or the page."""
    if properties.find(qn("w:highlight")) is not None or _is_shaded(properties):
        return True
    for above in run.iterancestors():
        name = local_name(above)
        if name in ("tbl", "txbxContent"):
            return True
        if name == "p" and _is_shaded(above.find(qn("w:pPr"))):
            return True
        if name == "document":
            return above.find(qn("w:background")) is not None
    return False


def _is_shaded(properties: _Element | None) -> bool:
    shade = None if properties is None else properties.find(qn("w:shd"))
    fill = "" if shade is None else shade.get(qn("w:fill"), "")
    return fill not in NO_FILL and PALE.fullmatch(fill) is None


def cell_of(cell: _Element, left_out: LeftOut | None = None) -> WordCell:
    """What a cell of a table holds; for `left_out` see `words_of`."""
    properties = cell.find(qn("w:tcPr"))
    merged = None if properties is None else properties.find(qn("w:vMerge"))
    goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
    wide = None if properties is None else properties.find(qn("w:gridSpan"))
    columns = "1" if wide is None else wide.get(qn("w:val"), "1")
    span = max(1, min(int(columns), MAX_COLUMN_SPAN)) if columns.isdecimal() else 1
    words = (
        ()
        if goes_on
        else tuple(words_of(paragraph, left_out) for paragraph in cell.iter(qn("w:p")))
    )
    return WordCell(words, span, goes_on)
