"""The words of a Word file's elements, and the cells of its tables as they were merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.formats.common.raised import raised
from corpus.formats.common.tables import MAX_SPAN, Cell
from corpus.formats.left_out import LeftOut
from corpus.formats.word.styles import is_on

WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
# Deleted and moved text, field codes, readings above letters, the second copy of a text box.
UNSEEN = ("del", "moveFrom", "instrText", "delText", "rt", "Fallback", "txbxContent", "pPr", "rPr")
SPACES = ("tab", "br", "cr", "ptab")
RAISED = "\x00"  # around raised words, which no XML can hold
MAX_NESTED = 4
# The boxes and ticks of Wingdings, by the last two digits of their codes.
SYMBOLS = {
    "FE": "☑", "FD": "☒", "FC": "✓", "FB": "✗", "A8": "☐", "6F": "☐", "78": "☒", "52": "☑",
    "A3": "☐", "53": "☒", "54": "☒", "B7": "•", "A7": "▪",
}  # fmt: skip
TINY_HALF_POINTS = 4  # letters of up to two points are there to be searched, not seen
PALE = re.compile(r"[fF][0-9a-fA-F]" * 3)
NO_FILL = ("auto", "")


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
    said, *others = "".join(_words(element, left_out or LeftOut())).split(RAISED)
    for number, piece in enumerate(others):
        said += piece if number % 2 else raised(said, piece)
    return said


def _words(element: _Element, left_out: LeftOut) -> Iterator[str]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            yield SYMBOLS.get(child.get(qn("w:char"), "").upper()[-2:], "")
        elif name in SPACES:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "r" and _is_left_out(child, left_out):
            continue
        elif name == "r" and is_raised(child):
            yield RAISED + "".join(_words(child, left_out)) + RAISED
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


def is_raised(run: _Element) -> bool:
    """Whether a run stands above the line, as marks of notes and powers do."""
    properties = run.find(qn("w:rPr"))
    place = None if properties is None else properties.find(qn("w:vertAlign"))
    return place is not None and place.get(qn("w:val")) == "superscript"


def cells_of(row: _Element, words: Callable[[_Element], str], depth: int = 0) -> Iterator[Cell]:
    """The cells of a table's row; `words` are those of a cell, without its inner tables."""
    properties = row.find(qn("w:trPr"))
    before = None if properties is None else properties.find(qn("w:gridBefore"))
    skipped = 0 if before is None else _number(before.get(qn("w:val"), ""), 0)
    yield from (Cell("") for _ in range(skipped))
    for cell in children(row, "tc"):
        facts = cell.find(qn("w:tcPr"))
        merged = None if facts is None else facts.find(qn("w:vMerge"))
        goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
        wide = None if facts is None else facts.find(qn("w:gridSpan"))
        across = 1 if wide is None else _number(wide.get(qn("w:val"), ""), 1)
        inner = tuple(
            tuple(tuple(cells_of(one, words, depth + 1)) for one in children(table, "tr"))
            for table in (children(cell, "tbl") if depth < MAX_NESTED else ())
        )
        said = "" if goes_on else words(cell)
        yield Cell(said, max(1, across), 0 if goes_on else 1, all_bold(cell), inner)


def all_bold(element: _Element) -> bool:
    """Whether all that is seen of an element's words is bold."""
    runs = [run for run in element.iter(qn("w:r")) if words_of(run).strip()]
    return bool(runs) and all(is_on(run.find(qn("w:rPr")), "w:b") for run in runs)


def _number(text: str, otherwise: int) -> int:
    return min(int(text), MAX_SPAN) if text.isdecimal() and len(text) < 6 else otherwise
