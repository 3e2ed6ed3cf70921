"""Word (.docx): the body in document order, with lists, tables, text boxes and notes in place.

python-docx opens the package; its parts are walked as XML here, since its own paragraphs leave
out content controls, tracked insertions, text boxes and notes.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import _Element

from corpus.blocks import Content, Element, clean_line, first_title
from corpus.errors import DocumentError
from corpus.formats.common.drawings import drawn_lines, properties_of
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.packages import mended
from corpus.formats.common.tables import elements_of
from corpus.formats.left_out import LeftOut
from corpus.formats.text.lines import heading_like, numbered_level
from corpus.formats.word.cells import all_bold, cells_of, children, local_name, words_of
from corpus.formats.word.fonts import with_unicode
from corpus.formats.word.numbering import BULLET_MARKER, Numbering, numbering_of
from corpus.formats.word.styles import Styles, is_on
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import stated_at_top
from corpus.legal.letterheads import is_letterhead

EDGES = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
LETTER = re.compile(r"[^\W\d_]{3}")
# By what the type or the name of a part says.
EMBEDDED = {
    "html": "corpus.formats.html.page",
    ".htm": "corpus.formats.html.page",
    "text/plain": "corpus.formats.text.plain",
}
NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def read(data: bytes, name: str) -> Content:
    """Return what stands in a Word file; raises DocumentError where it is unsafe or encrypted."""
    refuse_unsafe_package(data, name)
    document = docx.Document(io.BytesIO(mended(data)))
    converted = with_unicode(document.element, document.styles.element)
    reader = _Reader(document)
    blocks = reader.blocks()
    stated_date, stated_publisher = stated_at_top(block.text for block in blocks[:10])
    return Content(
        tuple(blocks),
        title=_title(document) or first_title(blocks),
        date=stated_date,
        publisher=stated_publisher,
        notes=(*converted, *reader.left_out.notes()),
        hidden=reader.left_out.hidden,
        unread=reader.unread(document),
    )


def _title(document: WordDocument) -> str | None:
    """The title that the file's properties tell. Their author is who typed, their dates are those
    of saving: neither is the document's own."""
    return chosen_title(document.core_properties.title) if _has_properties(document) else None


def _has_properties(document: WordDocument) -> bool:
    """Whether a file has properties; where it has none python-docx would make some up."""
    try:
        document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    except KeyError:
        return False
    return True


class _Reader:
    """One pass over a document; it counts the numbers of lists as it goes."""

    def __init__(self, document: WordDocument) -> None:
        self.body = document.element.body
        self.part = document.part
        self.dropped = ""  # a large first letter, before the paragraph that it belongs to
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
        """The elements of the body, then each line of the pages' heads and feet, once."""
        edges: dict[str, Element] = {}
        body = list(self._blocks(self.body))
        for relation in self.part.rels.values():
            if relation.reltype in EDGES and not relation.is_external:
                for found in self._blocks(parse_xml(relation.target_part.blob)):
                    if LETTER.search(found.text):
                        edges.setdefault(found.text, replace(found, kind="note"))
        comments = _related(self.part, RELATIONSHIP_TYPE.COMMENTS)
        self.left_out.comments += 0 if comments is None else len(comments)
        return body + [e for words, e in edges.items() if all(words != b.text for b in body)]

    def unread(self, document: WordDocument) -> Counter[str]:
        """What stands beside the text: alt text, what was deleted, properties of the file."""
        found = self.left_out.unread
        found["alt text"] += sum(bool(one.get("descr")) for one in self.body.iter(qn("wp:docPr")))
        found["deleted text"] += sum(1 for one in self.body.iter(qn("w:delText")) if one.text)
        if _has_properties(document):
            found += properties_of(document.core_properties)
        return +found

    def _drawn(self, element: _Element) -> Iterator[Element]:
        """What diagrams and charts say; their numbers, and files that are shown, are counted."""
        for one in element.iter("{*}relIds", "{*}chart", "{*}OLEObject"):
            kind = local_name(one)
            if kind == "OLEObject":
                self.left_out.parts += 1
                continue
            part = self.part.related_parts.get(one.get(qn("r:dm" if kind == "relIds" else "r:id")))
            if part is None:
                continue
            self.left_out.unread["numbers of charts"] += kind == "chart"
            yield from (Element("paragraph", words) for words in drawn_lines(part.blob))

    def _blocks(self, parent: _Element) -> Iterator[Element]:
        children = list(_block_elements(parent))
        for position, element in enumerate(children):
            if local_name(element) == "tbl":
                yield from self._table(element)
                yield from self._drawn(element)
                continue
            if local_name(element) == "altChunk":
                yield from self._embedded(element)
                continue
            following = children[position + 1] if position + 1 < len(children) else None
            yield from self._paragraph(element, following)
            yield from self._drawn(element)
            for box in element.iter(qn("w:txbxContent")):
                if self._is_new(box) and not _is_fallback(box, element):
                    yield from self._blocks(box)
            for reference in element.iter(*(qn(f"w:{kind}") for kind in NOTES)):
                note = self.notes[NOTES[local_name(reference)]].get(reference.get(qn("w:id")))
                for found in self._blocks(note) if note is not None and self._is_new(note) else ():
                    yield replace(found, kind="note") if found.kind == "paragraph" else found

    def _embedded(self, element: _Element) -> Iterator[Element]:
        """What stands in a file that the document takes in as it is."""
        part = self.part.related_parts.get(element.get(qn("r:id"), ""))
        kind = "" if part is None else f"{part.content_type} {part.partname}".lower()
        reader = next((module for sign, module in EMBEDDED.items() if sign in kind), None)
        if part is None or reader is None:
            self.left_out.parts += 1
            return
        try:
            options = {"whole": True} if reader.endswith("page") else {}
            yield from import_module(reader).read(part.blob, "an embedded part", **options).elements
        except DocumentError:
            self.left_out.parts += 1

    def _is_new(self, element: _Element) -> bool:
        """Whether this is the first visit. A box inside a box, or a note that a note refers to,
        is met by each of those around it."""
        if element in self.visited:
            return False
        self.visited.add(element)
        return True

    def _paragraph(self, element: _Element, following: _Element | None) -> Iterator[Element]:
        words = clean_line(self.dropped + words_of(element, self.left_out))
        frame = element.find(f"{qn('w:pPr')}/{qn('w:framePr')}")
        drops = frame is not None and frame.get(qn("w:dropCap"), "none") != "none"
        self.dropped = words if drops else ""
        if drops:
            return
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
        rows = list(children(table, "tr"))
        words = [["".join(cell.itertext()) for cell in children(row, "tc")] for row in rows[:5]]
        framed = all(sum(1 for _ in children(row, "tc")) <= 1 for row in rows)
        if framed or is_letterhead(words, len(rows)):
            # What is set side by side, or in a frame, is text and no table.
            for cell in (cell for row in rows for cell in children(row, "tc")):
                yield from self._blocks(cell)
            return
        cells = [tuple(cells_of(row, self._cell_words)) for row in rows]
        header = 0
        while header < len(rows) and is_on(rows[header].find(qn("w:trPr")), "w:tblHeader"):
            header += 1
        yield from elements_of(cells, header if header < len(rows) else 0)

    def _cell_words(self, cell: _Element) -> str:
        """The words of a cell, its paragraphs with their marks."""
        said: list[str] = []
        for paragraph in _block_elements(cell):
            if local_name(paragraph) != "p":
                continue
            words = clean_line(words_of(paragraph, self.left_out))
            marker = self._marker(paragraph, self.styles.id_of(paragraph)) if words else None
            if said and marker and said[-1][-1:] not in ".;:,":
                said[-1] += ";"
            said.append(words if marker in (None, BULLET_MARKER) else f"{marker} {words}")
            said += [
                words_of(inner, self.left_out)
                for box in paragraph.iter(qn("w:txbxContent"))
                if self._is_new(box) and not _is_fallback(box, paragraph)
                for inner in _block_elements(box)
            ]
        return clean_line(" ".join(said))


def _related(part: Part, relationship: str) -> _Element | None:
    try:
        related = part.part_related_by(relationship)
    except KeyError:
        return None
    root: _Element = parse_xml(related.blob)
    return root


def _block_elements(parent: _Element) -> Iterator[_Element]:
    return children(parent, "p", "tbl", "altChunk")


def _is_fallback(box: _Element, within: _Element) -> bool:
    """Whether a text box is the second copy of one, for programs that are older."""
    for above in box.iterancestors():
        if above is within:
            return False
        if local_name(above) == "Fallback":
            return True
    return False


def _stands_out(element: _Element, words: str, following: _Element | None) -> bool:
    """Whether a paragraph without a heading style is one to the eye: short and bold, above text
    that is not."""
    return (
        heading_like(words)
        and following is not None
        and local_name(following) == "p"
        and all_bold(element)
        and not all_bold(following)
    )
