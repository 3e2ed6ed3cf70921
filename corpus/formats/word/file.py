"""Word (.docx): the body in document order, with lists, tables, text boxes and notes in place.

python-docx opens the package; its parts are walked as XML here, since its own paragraphs leave
out content controls, tracked insertions, text boxes and notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import _Element

from corpus.blocks import (
    MAX_NAME_LENGTH,
    Content,
    Element,
    clean_line,
    clean_or_none,
    first_title,
    table_rows,
)
from corpus.formats.left_out import LeftOut
from corpus.formats.text.lines import heading_like, numbered_level
from corpus.formats.word.cells import cell_of, children, local_name, words_of
from corpus.formats.word.numbering import BULLET_MARKER, Numbering, numbering_of
from corpus.formats.word.styles import Styles, is_on
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import metadata_date, stated_at_top

NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
POOR_TITLE = re.compile(r"untitled.*|word document|document\s*\d*|.*\.(?:docx?|odt|rtf)", re.I)
# What python-docx and its template fill in; nobody chose these.
TEMPLATE_TIME = datetime(2013, 12, 23, 23, 15)
TEMPLATE_AUTHOR = "python-docx"
MAX_HEADER_CELL = 60


def read(data: bytes, name: str) -> Content:
    """Return what stands in a Word file; raises DocumentError where it is unsafe or encrypted."""
    refuse_unsafe_package(data, name)
    document = docx.Document(io.BytesIO(data))
    reader = _Reader(document)
    blocks = reader.blocks()
    stated_date, stated_publisher = stated_at_top(block.text for block in blocks[:10])
    title, date, author = _properties(document)
    return Content(
        tuple(blocks),
        title=title or first_title(blocks),
        date=stated_date or date,
        publisher=stated_publisher or author,
        notes=reader.left_out.notes(),
    )


def _properties(document: WordDocument) -> tuple[str | None, str | None, str | None]:
    """(title, date, author) as the file's properties tell them."""
    try:
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        return None, None, None  # python-docx would make some up
    facts = document.core_properties
    title = clean_or_none(facts.title)
    times = [time for time in (facts.modified, facts.created) if time is not None]
    chosen = (metadata_date(t) for t in times if t.replace(tzinfo=None) != TEMPLATE_TIME)
    author = clean_or_none(facts.author)
    return (
        None if title is None or POOR_TITLE.fullmatch(title) else title,
        next((day for day in chosen if day), None),
        None if author == TEMPLATE_AUTHOR else author,
    )


class _Reader:
    """One pass over a document; it counts the numbers of lists as it goes."""

    def __init__(self, document: WordDocument) -> None:
        self.body = document.element.body
        self.left_out = LeftOut()
        self.visited: set[_Element] = set()  # text boxes and notes: each is told once
        self.styles = Styles(document.styles.element)
        numbering = _related(document.part, RELATIONSHIP_TYPE.NUMBERING)
        self.numbering: Numbering = numbering_of(numbering)
        self.notes = {
            kind: {
                note.get(qn("w:id")): note
                for note in (root if root is not None else ())
                if note.get(qn("w:type")) is None  # the others are separating lines
            }
            for kind in NOTES.values()
            for root in [_related(document.part, getattr(RELATIONSHIP_TYPE, kind.upper()))]
        }

    def blocks(self) -> list[Element]:
        return list(self._blocks(self.body))

    def _blocks(self, parent: _Element) -> Iterator[Element]:
        children = list(_block_elements(parent))
        for position, element in enumerate(children):
            if local_name(element) == "tbl":
                yield from self._table(element)
                continue
            following = children[position + 1] if position + 1 < len(children) else None
            yield from self._paragraph(element, following)
            for box in element.iter(qn("w:txbxContent")):
                if self._is_new(box) and not _is_fallback(box, element):
                    yield from self._blocks(box)
            for reference in element.iter(*(qn(f"w:{kind}") for kind in NOTES)):
                note = self.notes[NOTES[local_name(reference)]].get(reference.get(qn("w:id")))
                for found in self._blocks(note) if note is not None and self._is_new(note) else ():
                    yield replace(found, kind="note") if found.kind == "paragraph" else found

    def _is_new(self, element: _Element) -> bool:
        """Whether this is the first visit. A box inside a box, or a note that a note refers to,
        is met by each of those around it."""
        if element in self.visited:
            return False
        self.visited.add(element)
        return True

    def _paragraph(self, element: _Element, following: _Element | None) -> Iterator[Element]:
        words = clean_line(words_of(element, self.left_out))
        style = self.styles.id_of(element)
        if not words or self.styles.is_contents(style):
            return
        marker = self._marker(element, style)
        level = self.styles.heading_level(element, style)
        if level is None and _stands_out(element, words, following):
            level = numbered_level(words) or 2
        if level is not None:
            yield Element("heading", words if marker in (None, "-") else f"{marker} {words}", level)
        elif marker is not None:
            depth = 1 + (self.styles.numbering(element, style)[1] or 0)
            depth = max(depth, self.styles.list_depth(style))
            yield Element("item", f"{marker} {words}", depth, mark=marker)
        else:
            titled = following is not None and local_name(following) == "tbl"
            caption = titled and self.styles.is_caption(style)
            yield Element("caption" if caption else "paragraph", words)

    def _marker(self, element: _Element, style: str | None) -> str | None:
        number_id, depth = self.styles.numbering(element, style)
        if number_id is None or number_id == "0":
            return BULLET_MARKER if number_id is None and self.styles.is_list(style) else None
        if depth is None:
            depth = self.numbering.level_of_style(number_id, style)
        return self.numbering.next_marker(number_id, depth)

    def _table(self, table: _Element) -> Iterator[Element]:
        rows = [list(children(row, "tc")) for row in children(table, "tr")]
        if all(len(row) <= 1 for row in rows):
            # One column is a frame around text, not a table.
            for cell in (cell for row in rows for cell in row):
                yield from self._blocks(cell)
            return
        words = [self._row_words(row) for row in rows]
        header = len(words) > 1 and _has_header(table, rows, words)
        if header:
            words[0] = self._row_words(rows[0], repeat=True)
        yield from table_rows(words, header=header)

    def _row_words(self, cells: list[_Element], *, repeat: bool = False) -> list[str]:
        """The words of each column: merged cells once, or in every column they span if `repeat`."""
        words: list[str] = []
        for cell in cells:
            # Those of a header are read twice, and counted once.
            found = cell_of(cell, None if repeat else self.left_out)
            line = clean_line(" ".join(found.paragraphs))
            again = line if repeat and len(line) <= MAX_NAME_LENGTH else ""
            words += [line, *([again] * (found.span - 1))]
        return words


def _related(part: Part, relationship: str) -> _Element | None:
    try:
        related = part.part_related_by(relationship)
    except KeyError:
        return None
    root: _Element = parse_xml(related.blob)
    return root


def _block_elements(parent: _Element) -> Iterator[_Element]:
    return children(parent, "p", "tbl")


def _is_fallback(box: _Element, within: _Element) -> bool:
    """Whether a text box is the second copy of one, for programs that are older."""
    for above in box.iterancestors():
        if above is within:
            return False
        if local_name(above) == "Fallback":
            return True
    return False


def _has_header(table: _Element, rows: list[list[_Element]], words: list[list[str]]) -> bool:
    """Whether the first row names the columns: marked so, bold, or plainly of another kind."""
    first = next(children(table, "tr"))
    if is_on(first.find(qn("w:trPr")), "w:tblHeader"):
        return True
    names = [name for name in words[0] if name]
    if len(set(names)) < len(rows[0]) or any(len(name) > MAX_HEADER_CELL for name in names):
        return False
    if all(_all_bold(cell) for cell in rows[0]):
        return not all(_all_bold(cell) for cell in rows[1])
    if any(re.search(r"\d", name) for name in names):
        return False
    columns = list(zip(*words[1:], strict=False))
    return len(rows[0]) > 2 or any(
        all(re.search(r"\d", cell) for cell in column) for column in columns
    )


def _stands_out(element: _Element, words: str, following: _Element | None) -> bool:
    """Whether a paragraph without a heading style is one to the eye: short and bold, above text
    that is not."""
    return (
        heading_like(words)
        and following is not None
        and local_name(following) == "p"
        and _all_bold(element)
        and not _all_bold(following)
    )


def _all_bold(element: _Element) -> bool:
    runs = [run for run in element.iter(qn("w:r")) if words_of(run).strip()]
    return bool(runs) and all(is_on(run.find(qn("w:rPr")), "w:b") for run in runs)
