"""What trafilatura does not carry: tables as they were merged, marks of lists, raised figures.

They are put into the words of the page before it is read, between brackets that texts do not use,
and taken out again where they were kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml.etree import _Element

from corpus.blocks import Element, clean_line
from corpus.formats.common.counters import counted
from corpus.formats.common.raised import raised
from corpus.formats.common.tables import Cell, elements_of
from corpus.formats.html.visibility import PageStyles
from corpus.formats.text.lines import number_mark
from corpus.legal.letterheads import is_letterhead

OPEN, CLOSE = "\u2e28", "\u2e29"
TABLE = re.compile(rf"{OPEN}table (\d{{1,6}}){CLOSE}")
MARK = re.compile(rf"(?:\S{{1,12}} )?{OPEN}mark ([^{OPEN}{CLOSE}]{{1,40}}){CLOSE} ?")
LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]{0,40}?\b((?:lower|upper)-(?:alpha|latin|roman))\b", re.I
)
STYLES = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
TICKED, UNTICKED = "\u2612", "\u2610"
LAYOUT = ("h1", "h2", "h3", "form", "article", "section", "nav", "main")
RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top|top)\b", re.I)
ROMAN = re.compile(r"(?:[IVXLC]{1,7}|[ivxlc]{1,7})[.)]\s+(?=\S)")
MAX_LINKED = 0.6  # of a table's words: more is a menu
MAX_CELL = 2_000  # characters; a table with a longer cell arranges the page
MAX_NESTED = 4


def set_apart(tree: _Element, styles: PageStyles) -> list[list[Element]]:
    """Put signs into the page for what would be lost; returns the tables, by their numbers."""
    for element in list(tree.iter("sup", "span", "a", "font")):
        if element.tag == "sup" or RAISED.search(
            f"{styles.of(element)};{element.get('style', '')}"
        ):
            _raise(element)
    boxes = [b for b in tree.iter("input") if b.get("type", "").lower() in ("checkbox", "radio")]
    for box in boxes:
        # A form that nobody has filled in asks, and says nothing.
        if any("disabled" in one.attrib or "checked" in one.attrib for one in boxes):
            box.tail = f"{TICKED if 'checked' in box.attrib else UNTICKED} {box.tail or ''}"
    for titled in tree.iter("p"):
        if titled.get("class") == "MsoTitle":
            titled.tag = "h1"
    for item in list(tree.iter("li")):
        # The words of an item may be its first paragraph, which the mark stands before.
        first = item[0] if len(item) and not (item.text or "").strip() else None
        if first is not None and first.tag == "p":
            first.drop_tag()
    for listed in tree.iter("ol"):
        _mark(listed, styles)
    tables: list[list[Element]] = []
    for table in list(tree.iter("table")):
        known = next((a for a in table.iterancestors() if a.get("data-table")), None)
        rows = _rows(table)
        if known is None and _is_data(table, rows):
            captions = [
                Element("caption", clean_line("".join(caption.itertext())))
                for caption in table.iterchildren("caption")
            ]
            cells = [_cells(row, 0) for row in rows]
            tables.append(captions + elements_of(cells, _header(table, rows)))
            table.set("data-table", str(len(tables) - 1))
    for table in list(tree.iter("table")):
        if number := table.get("data-table"):
            _stand_for(table, number, tables[int(number)])
    return tables


def put_back(blocks: Sequence[Element], tables: Sequence[list[Element]]) -> Iterator[Element]:
    """The blocks with the tables and the marks of items in the place of their signs."""
    for block in blocks:
        if OPEN not in block.text:
            yield block
        elif (sign := TABLE.search(block.text)) and int(sign[1]) < len(tables):
            before = block.text[: sign.start()].removesuffix("- ").strip()
            if before:
                yield replace(block, text=before)
            yield from tables[int(sign[1])]
        elif sign := MARK.match(block.text):
            words = f"{sign[1]} {block.text[sign.end() :]}"
            yield replace(block, kind="item", text=words, mark=sign[1])
        else:
            yield block


def missing(blocks: Sequence[Element], others: Sequence[Element]) -> bool:
    """Whether some blocks lack a table that others have."""
    here, there = (
        {number for block in some for number in TABLE.findall(block.text)}
        for some in (blocks, others)
    )
    return not there <= here


def has_typed_mark(words: str) -> bool:
    """Whether the words of a list item begin with a mark of their own."""
    line = " ".join(words[:60].split())
    return number_mark(line) is not None or ROMAN.match(line) is not None


def _raise(element: _Element) -> None:
    """Let a raised figure stand as it is meant, or not at all."""
    words = "".join(element.itertext())
    before, at = "", element
    while not before and (parent := at.getparent()) is not None:
        previous = at.getprevious()
        before = (parent.text if previous is None else previous.tail) or ""
        if previous is not None and not before:
            before = "".join(previous.itertext())
        at = parent
        if parent.tag in ("p", "td", "th", "li", "div", "body", "dd"):
            break
    linked = next(element.iter("a"), None) is not None
    kept = raised(before, words, linked=linked)
    if kept != words:
        for child in list(element):
            element.remove(child)
        element.text = kept


def _mark(listed: _Element, styles: PageStyles) -> None:
    """Put the marks that a browser counts into the items of a list, where they are not 1, 2, ..."""
    says = f"{styles.of(listed)};{listed.get('style', '')}"
    found = LIST_STYLE.findall(says)
    style = STYLES.get(found[-1].lower() if found else listed.get("type", ""), "decimal")
    items = [item for item in listed if item.tag == "li"]
    backwards = "reversed" in listed.attrib
    number = _number(listed.get("start"), len(items) if backwards else 1)
    plain = style == "decimal" and number == 1 and not any(i.get("value") for i in items)
    for item in items:
        number = _number(item.get("value"), number)
        if not plain:
            shown = counted(number, style)
            mark = f"({shown})" if style == "lowerLetter" else f"{shown}."
            item.text = f"{OPEN}mark {mark}{CLOSE} {item.text or ''}"
        number += -1 if backwards else 1


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else otherwise


def _rows(table: _Element) -> list[_Element]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _is_data(table: _Element, rows: Sequence[_Element]) -> bool:
    """Whether a table holds data, not the parts of a page or of a menu."""
    if table.get("role") in ("presentation", "none") or len(rows) == 0:
        return False
    if all(sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in rows):
        return False
    if next(table.iter(*LAYOUT), None) is not None:
        return False
    if is_letterhead([["".join(cell.itertext()) for cell in row] for row in rows[:5]], len(rows)):
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    longest = max((len("".join(cell.itertext())) for cell in cells), default=0)
    if longest > MAX_CELL and next(table.iter("th"), None) is None:
        return False
    words = len("".join(table.itertext()))
    linked = sum(len("".join(link.itertext())) for link in table.iter("a"))
    return linked <= MAX_LINKED * words or next(table.iter("th"), None) is not None


def _header(table: _Element, rows: Sequence[_Element]) -> int:
    """How many rows name the columns: those of `thead`, or of names alone."""
    marked = 0
    for row in rows:
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        parent = row.getparent()
        in_head = parent is not None and parent.tag == "thead"
        if not (in_head or (cells and all(cell.tag == "th" for cell in cells))):
            break
        marked += 1
    return marked if marked < len(rows) else 0


def _cells(row: _Element, depth: int) -> list[Cell]:
    return [_cell(cell, depth) for cell in row if cell.tag in ("td", "th")]


def _cell(cell: _Element, depth: int) -> Cell:
    inner = [
        table
        for table in cell.iter("table")
        if next(table.iterancestors("td", "th")) is cell and depth < MAX_NESTED
    ]
    nested = tuple(tuple(tuple(_cells(row, depth + 1)) for row in _rows(one)) for one in inner)
    down = _number(cell.get("rowspan"), 1) or 1
    across = _number(cell.get("colspan"), 1) or 1
    words = "".join(_words(cell, depth < MAX_NESTED))
    bold = cell.tag == "th" or _is_bold(cell)
    return Cell(clean_line(words).strip("; "), across, down, bold, nested)


def _is_bold(cell: _Element) -> bool:
    inner = cell
    while not (inner.text or "").strip() and len(inner) == 1 and not (inner[0].tail or "").strip():
        inner = inner[0]
        if inner.tag in ("b", "strong"):
            return True
    return False


def _words(element: _Element, without_tables: bool) -> Iterator[str]:
    """The words of a cell; the items of its lists parted by semicolons."""
    yield element.text or ""
    for child in element:
        if child.tag == "table" and without_tables:
            yield " " + (child.tail or "")
            continue
        if not isinstance(child.tag, str):
            yield child.tail or ""
            continue
        words = clean_line("".join(_words(child, without_tables)))
        if child.tag in ("li", "dt", "dd", "p", "div", "br"):
            joint = ";" if child.tag == "li" and words and words[-1] not in ".;:,!?" else ""
            yield f" {MARK.sub(_shown_mark, words)}{joint} "
        else:
            yield "".join(_words(child, without_tables))
        yield child.tail or ""


def _shown_mark(match: re.Match[str]) -> str:
    return f"{match[1]} "


def _stand_for(table: _Element, number: str, found: Sequence[Element]) -> None:
    """Let one cell with a sign and all the words stand for a table."""
    words = " ".join(element.text for element in found)
    tail = table.tail
    table.clear()
    table.tail = tail
    row = table.makeelement("tr")
    cell = table.makeelement("td")
    cell.text = f"{OPEN}table {number}{CLOSE} {words}"
    row.append(cell)
    table.append(row)
