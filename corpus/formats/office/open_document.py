"""Files of OpenDocument: texts (.odt), spreadsheets (.ods) and presentations (.odp), by odfpy."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from odf import opendocument
from odf.namespaces import PRESENTATIONNS, TABLENS, TEXTNS
from odf.text import Deletion

from corpus.blocks import Content, Element, clean_line, clean_or_none, first_title
from corpus.errors import DocumentError
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.protection import stays_locked
from corpus.formats.common.tables import MAX_SPAN, Cell, elements_of
from corpus.formats.left_out import LeftOut
from corpus.formats.office.open_styles import OpenStyles
from corpus.formats.office.sheets import elements_of_sheet
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import stated_at_top
from corpus.wording import _

TEXT_NODE = 3
MANIFEST, TEXT = "META-INF/manifest.xml", "content.xml"
LEFT_OUT = (
    "tracked-changes", "annotation", "change", "change-start", "change-end", "forms",
    "table-of-content", "illustration-index", "sequence-decls", "desc", "title",
)  # fmt: skip
HIDDEN = ("hidden-text", "hidden-paragraph")  # by a condition
EDGES = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
MAX_REPEATED = 100  # of one row or cell that is told to stand there many times


def read(data: bytes, name: str) -> Content:
    """Return what stands in a file; raises DocumentError where it is unsafe or locked."""
    refuse_unsafe_package(data, name)
    _refuse_unreadable(data, name)
    document = opendocument.load(io.BytesIO(data))
    reader = _OpenReader(name, OpenStyles(document))
    elements = list(reader.blocks(document.body, 0))
    elements += reader.edges(document.masterstyles, {element.text for element in elements})
    facts = {_name(child): _plain(child) for child in document.meta.childNodes}
    date, publisher = stated_at_top(element.text for element in elements[:10])
    return Content(
        tuple(elements),
        title=chosen_title(facts.get("title")) or first_title(elements),
        date=date,
        publisher=publisher,  # the file's author is who typed it
        language=clean_or_none(facts.get("language")),
        pages=reader.pages,
        notes=(*reader.left_out.notes(), *reader.notes()),
        hidden=reader.left_out.hidden,
        unread=+reader.unread(facts),
    )


def _refuse_unreadable(data: bytes, name: str) -> None:
    """Raise DocumentError for a package whose parts are encrypted, which its list of them says,
    and for one without a text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.namelist()
        if MANIFEST in parts and b"encryption-data" in package.read(MANIFEST):
            raise stays_locked(name)
    if TEXT not in parts:
        raise DocumentError(
            _("{name} is no file of OpenDocument: it has no text; get another copy").format(
                name=name
            )
        )


class _OpenReader:
    def __init__(self, name: str, styles: OpenStyles) -> None:
        self.name = name
        self.styles = styles
        self.left_out = LeftOut()
        self.pages = self.repeated = 0
        self.beside: Counter[str] = Counter()

    def unread(self, facts: Mapping[str, str]) -> Counter[str]:
        """What stands beside the text."""
        properties = ("subject", "keyword", "description")
        self.beside["file properties"] += sum(bool(facts.get(key)) for key in properties)
        return self.beside

    def edges(self, masters: Any, known: set[str]) -> list[Element]:
        """What pages show at their heads and feet, and slides by their masters: each line once."""
        lines: dict[str, None] = {}
        for master in _children(masters):
            for part in _children(master):
                if _name(part) in EDGES or _name(part) == "frame":
                    lines.update(dict.fromkeys(one.text for one in self.blocks(part, 0)))
        last = self.pages
        return [Element("note", one, page=last) for one in lines if one and one not in known]

    def notes(self) -> Iterator[str]:
        if self.repeated:
            yield f"rows and cells that stand there again more than {MAX_REPEATED} times left out"

    def blocks(self, parent: Any, depth: int) -> Iterator[Element]:
        for node in _children(parent):
            name = _name(node)
            if name in LEFT_OUT:
                self.left_out.comments += name == "annotation"
                self.beside["alt text"] += name in ("desc", "title")
                if name == "tracked-changes":
                    self.beside["deleted text"] += len(node.getElementsByType(Deletion))
            elif name == "h":
                level = str(_attribute(node, TEXTNS, "outline-level") or "2")
                yield Element("heading", self.words(node), int(level) if level.isdecimal() else 2)
            elif name == "p":
                title = _attribute(node, TEXTNS, "style-name") == "Title"
                yield Element("heading" if title else "paragraph", self.words(node), int(title))
                yield from self._beside(node)
            elif name == "list":
                yield from self._list(node, depth + 1)
            elif name == "section" and _attribute(node, TEXTNS, "display") == "none":
                self.left_out.hidden += _has_words(node)
            elif name == "table":
                yield from self._table(node)
            elif name == "page":
                self.pages += 1
                page = self.pages
                yield from (replace(one, page=page) for one in self._slide(node, page))
            else:
                yield from self.blocks(node, depth)

    def words(self, node: Any) -> str:
        return clean_line("".join(self._words(node)))

    def _words(self, node: Any) -> Iterator[str]:
        if (why := self.styles.unseen(node)) is not None:
            if _has_words(node):
                self.left_out.struck += why == "struck"
                self.left_out.hidden += why == "hidden"
            return
        for child in node.childNodes:
            if child.nodeType == TEXT_NODE:
                yield str(child.data)
                continue
            name = _name(child)
            if name in ("s", "tab", "line-break"):
                yield " "
            elif name == "annotation":
                self.left_out.comments += 1
            elif name in HIDDEN:
                self.left_out.hidden += not _is_shown(child)
                yield from self._words(child) if _is_shown(child) else ()
            elif name not in ("note", "frame", "tracked-changes", "ruby-text"):
                yield from self._words(child)

    def _beside(self, node: Any) -> Iterator[Element]:
        """The notes and the text boxes that a paragraph holds."""
        for child in _children(node):
            name = _name(child)
            if name == "note":
                for body in (b for b in _children(child) if _name(b) == "note-body"):
                    yield Element("note", self.words(body))
            elif name == "frame":
                yield from self.blocks(child, 0)
            elif name in ("span", "a"):
                yield from self._beside(child)

    def _list(self, node: Any, depth: int) -> Iterator[Element]:
        for item in _children(node):
            marker = "- "
            for child in _children(item):
                if _name(child) in ("p", "h"):
                    words = self.words(child)
                    yield Element("item" if marker else "paragraph", f"{marker}{words}", depth)
                    marker = ""
                    yield from self._beside(child)
                elif _name(child) == "list":
                    yield from self._list(child, depth + 1)

    def _slide(self, page: Any, number: int) -> Iterator[Element]:
        titles = ("title",)
        for frame in _children(page):
            if _name(frame) == "notes":
                found = list(self.blocks(frame, 0))
                yield from (replace(one, kind="note") for one in found if one.kind == "paragraph")
            elif _attribute(frame, PRESENTATIONNS, "class") in titles:
                words = " ".join(element.text for element in self.blocks(frame, 0))
                yield Element("heading", words, 1 if number == 1 else 2)
            else:
                yield from self.blocks(frame, 0)

    def _table(self, table: Any) -> Iterator[Element]:
        sheet = _name(table.parentNode) == "spreadsheet"
        rows = list(self._rows(table, 0))
        if not sheet:
            header = sum(marked for _, _, marked in rows)
            cells = [row for _, row, _ in rows]
            if all(len(row) <= 1 for row in cells):
                yield from (Element("paragraph", cell.words) for row in cells for cell in row)
                return
            yield from elements_of(cells, header if header < len(rows) else 0)
            return
        merged = {}
        flat: list[tuple[int, list[Cell]]] = []
        for number, row, _style in rows:
            for column, cell in enumerate(row):
                if (cell.down, cell.across) != (1, 1):
                    merged[number, column] = (cell.down, cell.across)
            flat.append((number, [replace(cell, down=1, across=1) for cell in row]))
        found = list(elements_of_sheet(flat, merged, self.name))
        if found:
            yield Element("heading", str(_attribute(table, TABLENS, "name") or "Sheet"), 2)
            yield from found

    def _rows(self, parent: Any, number: int) -> Iterator[tuple[int, list[Cell], bool]]:
        """The rows of a table with their numbers, and whether each is one of names."""
        for node in _children(parent):
            name = _name(node)
            if name == "table-row":
                times = _number(node, "number-rows-repeated")
                cells = list(self._cells(node, _name(table_of(node).parentNode) == "spreadsheet"))
                filled = any(cell.words for cell in cells)
                self.repeated += filled and times > MAX_REPEATED
                for at in range(min(times, MAX_REPEATED) if filled else 1):
                    yield number + at, cells, _name(parent) == "table-header-rows"
                number += times
            elif name in ("table-header-rows", "table-rows", "table-row-group"):
                for found in self._rows(node, number):
                    yield found
                    number = found[0] + 1

    def _cells(self, row: Any, sheet: bool) -> Iterator[Cell]:
        waiting = 0  # empty cells, which only those behind them make real
        for node in _children(row):
            covered = _name(node) == "covered-table-cell"
            times = _number(node, "number-columns-repeated")
            if covered and not sheet:
                continue
            parts = list(_children(node))
            inner = tuple(
                tuple(tuple(cells) for _, cells, _ in self._rows(part, 0))
                for part in parts
                if _name(part) == "table"
            )
            words = "" if covered else "; ".join(filter(None, map(self._shown, parts)))
            if not words and not inner:
                waiting += times
                continue
            yield from (Cell("") for _ in range(min(waiting, 20_000)))
            waiting = 0
            across, down = (
                min(_number(node, f"number-{kind}-spanned"), MAX_SPAN)
                for kind in ("columns", "rows")
            )
            self.repeated += times > MAX_REPEATED
            yield from (
                Cell(words, across, down, False, inner) for _ in range(min(times, MAX_REPEATED))
            )
        if not sheet:
            yield from (Cell("") for _ in range(min(waiting, MAX_SPAN)))

    def _shown(self, part: Any) -> str:
        self.left_out.comments += _name(part) == "annotation"
        if _name(part) in ("p", "h"):
            return self.words(part)
        if _name(part) == "list":
            return "; ".join(element.text.removeprefix("- ") for element in self._list(part, 1))
        return ""


def table_of(node: Any) -> Any:
    """The table that a row is of."""
    while _name(node) != "table":
        node = node.parentNode
    return node


def _children(node: Any) -> Iterator[Any]:
    return (child for child in node.childNodes if child.nodeType != TEXT_NODE)


def _name(node: Any) -> str:
    return str(node.qname[1]) if getattr(node, "qname", None) else ""


def _has_words(node: Any) -> bool:
    """Whether there is anything to read in a node."""
    waiting = [node]
    while waiting:
        for child in waiting.pop().childNodes:
            if child.nodeType == TEXT_NODE:
                if str(child.data).strip():
                    return True
            else:
                waiting.append(child)
    return False


def _is_shown(hidden: Any) -> bool:
    """Whether text that a condition hides is there to be seen as the file was saved."""
    return str(_attribute(hidden, TEXTNS, "is-hidden") or "true") != "true"


def _plain(node: Any) -> str:
    return "".join(str(child.data) for child in node.childNodes if child.nodeType == TEXT_NODE)


def _attribute(node: Any, namespace: str, name: str) -> Any:
    return (node.attributes or {}).get((namespace, name))


def _number(node: Any, name: str) -> int:
    value = str(_attribute(node, TABLENS, name) or "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 8 else 1
