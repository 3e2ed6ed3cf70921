"""The parts of a Word file: headings, running text with links, lists, contents, header, footer.

What python-docx has no call for (fields, bookmarks, links inside the file) is written as
WordprocessingML: ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from lxml import etree

from corpus.errors import AssistantError, DocumentError
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.wording import _
from ui.publishing.parts.office_file import AUTHOR, PROPERTY_LIMIT, dated
from ui.publishing.parts.plain_text import is_right_to_left
from ui.publishing.parts.word_look import LINK, RULE, give_look, word_language

TEXT_WIDTH = 16.0  # centimetres between the margins
CELL_ROOM = 0.2  # centimetres at either side of a cell
_NAMESPACE = {"w": nsmap["w"]}
_KEEP_SPACES = "{http://www.w3.org/XML/1998/namespace}space"
# What stands behind `updateFields` in the settings, whose order is fixed.
_AFTER_UPDATE_FIELDS = (
    "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids",
    "m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats", "w:captions", "w:readModeInkLockDown", "w:shapeDefaults",
    "w:doNotEmbedSmartTags", "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a paragraph, in a character style; with a `target`, a link to that anchor."""

    text: str
    style: str = ""
    target: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, which the contents lead to by its anchor."""

    level: int
    text: str
    anchor: str


TableCellWords = Sequence[Sequence[Words]]  # the paragraphs of a cell of a table


class WordFile:
    """A Word file that is written from its beginning to its end.

    With a `template`, its styles, page, header and footer are used, and its text is left out;
    without one, a look of our own. Texts are cleaned before they come here (`plain_text.clean`).
    Raises AssistantError where the template cannot be used.
    """

    def __init__(self, template: Path | None = None) -> None:
        self._document = _opened(template) if template else docx.Document()
        self._body = self._document.element.body
        self._end = self._body.get_or_add_sectPr()
        for element in list(self._body):
            if element is not self._end:
                self._body.remove(element)
        self._styles = give_look(self._document, keep=template is not None)
        self._bullets = _has_bullets(self._document, self._styles["List Bullet"])
        self._bookmarks = 0
        self._into: Any = None  # the cell that is being written

    def paragraph(
        self,
        words: str | Sequence[Words],
        style: str = "Normal",
        anchor: str = "",
        new_page: bool = False,
        keep_next: bool = False,
    ) -> None:
        """A paragraph in a style of the look; links find it by its anchor.

        With `keep_next` no page ends between it and the next one, whatever its style says.
        """
        held = [Words(words)] if isinstance(words, str) else words
        self._put(self._paragraph(held, style, anchor, new_page, keep_next))

    def table(
        self,
        columns: Mapping[str, float] | Sequence[tuple[str, float]],
        rows: Sequence[Sequence[TableCellWords]],
        keep_together: bool = False,
    ) -> None:
        """A table of columns with their widths in centimetres, which may have the same name; its
        head is on every page it is on.

        No row is cut by the end of a page; with `keep_together` nor is the table.
        """
        named = list(columns.items() if isinstance(columns, Mapping) else columns)
        widths = [width for _name, width in named]
        table = _element("w:tbl")
        table.append(_table_properties(sum(widths)))
        grid = _element("w:tblGrid")
        grid.extend(_element("w:gridCol", w=_twips(width)) for width in widths)
        table.append(grid)
        head: list[TableCellWords] = [[[Words(name)]] for name, _width in named]
        table.append(self._row(head, widths, "Table Head", keep_next=False))
        for place, row in enumerate(rows, start=1):
            alone = place in (1, len(rows) - 1)  # no row stands alone on a page
            keep_next = (keep_together or alone) and place < len(rows)
            table.append(self._row(row, widths, "Table Text", keep_next))
        self._put(table)

    def columns(self, writers: Sequence[Callable[[], None]]) -> None:
        """What each of `writers` writes, in a column of its own beside the others."""
        width = TEXT_WIDTH / len(writers)
        table, row, grid = _element("w:tbl"), _element("w:tr"), _element("w:tblGrid")
        grid.extend(_element("w:gridCol", w=_twips(width)) for _writer in writers)
        for write in writers:
            cell, about = _element("w:tc"), _element("w:tcPr")
            about.append(_element("w:tcW", w=_twips(width), type="dxa"))
            cell.append(about)
            row.append(cell)
            self._into = cell
            write()
            self._into = None
        table.extend([_table_properties(TEXT_WIDTH, ruled=False), grid, row])
        self._put(table)
        self.paragraph("", "After Columns")  # two tables that touch would be one

    def _put(self, element: Any) -> None:
        if self._into is None:
            self._end.addprevious(element)
        else:
            self._into.append(element)

    def heading(self, heading: Heading, new_page: bool = False) -> None:
        self.paragraph(heading.text, f"Heading {heading.level}", heading.anchor, new_page)

    def bullet(self, words: Sequence[Words], keep_next: bool = False) -> None:
        """An item of a list; with a sign of our own where the template's style brings none."""
        signed = words if self._bullets else [Words("•\t"), *words]
        self.paragraph(signed, "List Bullet", keep_next=keep_next)

    def contents(self, title: str, headings: Sequence[Heading]) -> None:
        """The headings with their pages, each a field that is computed when the file is opened.

        No TOC field, whose lines some programs show as they were written, with no page at all.
        """
        self.paragraph(title, "TOC Heading")
        for heading in headings:
            page = _field(f"PAGEREF {_bookmark(heading.anchor)} \\h", until="–")
            paragraph = self._new(f"toc {heading.level}", heading.text)
            paragraph.append(self._link(heading.anchor, [_run(heading.text), _run("\t"), *page]))
            self._put(paragraph)

    def header_and_footer(self, header: str, footer: str) -> None:
        """Their words, and the page behind those of the footer; a template's own stay."""
        section = self._document.sections[-1]
        for part, style, words in (
            (section.header, "Header", [_run(header)]),
            (section.footer, "Footer", [_run(f"{footer} · "), *_page_of_pages()]),
        ):
            if not part.is_linked_to_previous and len(part._element.xpath(".//w:t|.//w:drawing")):
                continue
            paragraph = part.paragraphs[0]._p
            for child in list(paragraph):
                paragraph.remove(child)
            paragraph.get_or_add_pPr().style = self._styles[style]
            paragraph.extend(words)

    def to_bytes(self, title: str, subject: str, made: datetime) -> bytes:
        """The file: the same bytes for the same calls, whenever they are made."""
        if self._end.getprevious() is not None and self._end.getprevious().tag == qn("w:tbl"):
            self.paragraph("")  # Word wants one behind the last table
        settings = self._document.settings.element
        if settings.find(qn("w:updateFields")) is None:
            update = _element("w:updateFields", val="true")
            settings.insert_element_before(update, *_AFTER_UPDATE_FIELDS)
        properties = self._document.core_properties
        properties.title, properties.subject = title[:PROPERTY_LIMIT], subject[:PROPERTY_LIMIT]
        properties.author = properties.last_modified_by = AUTHOR
        properties.comments = properties.keywords = properties.category = ""
        properties.created = properties.modified = made
        properties.language, properties.revision = word_language(), 1
        package = self._document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # a picture of another text
                del package.rels[name]
        out = io.BytesIO()
        self._document.save(out)
        return dated(out.getvalue(), made)

    def _row(
        self, cells: Sequence[TableCellWords], widths: Iterable[float], style: str, keep_next: bool
    ) -> Any:
        row, properties = _element("w:tr"), _element("w:trPr")
        properties.append(_element("w:cantSplit"))
        if style == "Table Head":
            properties.append(_element("w:tblHeader"))
        row.append(properties)
        for cell, width in zip(cells, widths, strict=True):
            made, about = _element("w:tc"), _element("w:tcPr")
            about.append(_element("w:tcW", w=_twips(width), type="dxa"))
            made.append(about)
            for words in cell or [[]]:  # a cell without a paragraph is an error to Word
                made.append(self._paragraph(words, style, "", False, keep_next))
            row.append(made)
        return row

    def _paragraph(
        self, words: Sequence[Words], style: str, anchor: str, new_page: bool, keep_next: bool
    ) -> Any:
        text = "".join(one.text for one in words)
        paragraph = self._new(style, text, new_page, keep_next)
        inside = [self._run_or_link(one) for one in words]
        paragraph.extend(self._bookmarked(inside, anchor) if anchor else inside)
        return paragraph

    def _new(self, style: str, text: str, new_page: bool = False, keep_next: bool = False) -> Any:
        paragraph, properties = _element("w:p"), _element("w:pPr")
        properties.append(_element("w:pStyle", val=self._styles[style]))
        if keep_next:
            properties.append(_element("w:keepNext"))
        if new_page:
            properties.append(_element("w:pageBreakBefore"))
        if is_right_to_left(text):
            properties.append(_element("w:bidi"))
        paragraph.append(properties)
        return paragraph

    def _run_or_link(self, words: Words) -> Any:
        style = words.style or (LINK if words.target else "")
        run = _run(words.text, self._styles.get(style, ""), words.bold)
        return self._link(words.target, [run]) if words.target else run

    def _link(self, anchor: str, runs: Sequence[Any]) -> Any:
        link = _element("w:hyperlink", anchor=_bookmark(anchor), history="1")
        link.extend(runs)
        return link

    def _bookmarked(self, inside: Sequence[Any], anchor: str) -> list[Any]:
        self._bookmarks += 1
        number = str(self._bookmarks)
        start = _element("w:bookmarkStart", id=number, name=_bookmark(anchor))
        return [start, *inside, _element("w:bookmarkEnd", id=number)]


def _opened(template: Path) -> Any:
    try:
        data = template.read_bytes()
    except OSError as error:
        raise AssistantError(
            f"The template {template} cannot be read: {error.strerror}."
        ) from error
    try:
        refuse_unsafe_package(data, template.name)
        return docx.Document(io.BytesIO(data))
    except (DocumentError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise AssistantError(
            f"The template {template} is no Word file that can be used: it is damaged, encrypted "
            "or of another kind. Open it in Word, save it as .docx and give that."
        ) from error


def _bookmark(anchor: str) -> str:
    """The name of an anchor for Word, which knows no hyphen in it and no more than 40 letters."""
    return anchor.replace("-", "_")[:40]


def _has_bullets(document: Any, style_id: str) -> bool:
    style = document.styles.element.get_by_id(style_id)
    return bool(style.xpath("w:pPr/w:numPr"))


_name = cache(qn)


def _element(tag: str, **attributes: str) -> Any:
    # Not python-docx's OxmlElement, which takes five times as long.
    element = etree.Element(_name(tag), nsmap=_NAMESPACE)
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    return element


def _twips(centimetres: float) -> str:
    return str(round(centimetres / 2.54 * 1440))


def _table_properties(width: float, ruled: bool = True) -> Any:
    """A table of fixed columns, with a rule between its rows, and room inside its cells."""
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w=_twips(width), type="dxa"))
    if ruled:
        borders = _element("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=RULE))
        properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=_twips(CELL_ROOM), type="dxa"))
    properties.append(margins)
    properties.append(_element("w:tblLook", firstRow="1", noVBand="1"))
    return properties


def _text(tag: str, words: str) -> Any:
    element = _element(tag)
    element.text = words
    element.set(_KEEP_SPACES, "preserve")
    return element


def _run(text: str, style_id: str = "", bold: bool = False) -> Any:
    """A run; line ends and tabs become those of Word."""
    run, properties = _element("w:r"), _element("w:rPr")
    if style_id:
        properties.append(_element("w:rStyle", val=style_id))
    if bold:
        properties.append(_element("w:b"))
    if is_right_to_left(text):
        properties.append(_element("w:rtl"))
    if len(properties):
        run.append(properties)
    for piece in filter(None, re.split(r"([\n\t])", text)):
        whole = {"\n": "w:br", "\t": "w:tab"}.get(piece)
        run.append(_element(whole) if whole else _text("w:t", piece))
    return run


def _page_of_pages() -> list[Any]:
    """`Page 1 of 9` with the numbers as fields, in the language that is spoken."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    found: list[Any] = []
    for part in filter(None, re.split(r"(\{pages?\})", _("Page {page} of {pages}"))):
        found.extend(_field(fields[part]) if part in fields else [_run(part)])
    return found


def _field(instruction: str, until: str = "1") -> list[Any]:
    """A field that shows `until` until it is computed."""
    return [
        _field_mark("begin"),
        _instruction(instruction),
        _field_mark("separate"),
        _run(until),
        _field_mark("end"),
    ]


def _field_mark(kind: str) -> Any:
    run = _element("w:r")
    run.append(_element("w:fldChar", fldCharType=kind))
    return run


def _instruction(words: str) -> Any:
    run = _element("w:r")
    run.append(_text("w:instrText", f" {words} "))
    return run
