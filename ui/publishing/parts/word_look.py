"""How our Word files look: each style by its name, added to a base document that lacks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from corpus.wording import language

INK, MUTED, ACCENT, RULE = "1B2432", "59616D", "1D4A7A", "DDD7C9"
# Both have the letters of Vietnamese, and a twin of the same widths wherever Word is not.
HEADINGS, TEXT = "Arial", "Times New Roman"
_LANGUAGES = {"en": "en-GB", "vi": "vi-VN"}  # by which Word checks the spelling


def word_language() -> str:
    """The language that a file says it is in: that which is spoken as it is written."""
    return _LANGUAGES.get(language(), "en-GB")


@dataclass(frozen=True, slots=True)
class Style:
    """A style: sizes and spaces in points, indents in centimetres (a negative first line hangs)."""

    base: str = "Normal"
    font: str | None = None
    size: float | None = None
    colour: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    before: float | None = None
    after: float | None = None
    left: float | None = None
    first: float | None = None
    line: float | None = None
    keep_next: bool | None = None
    edge: str | None = None  # colour of a rule at the left
    written_to: float | None = None  # where a line to write on ends, which a tab draws
    to_page: float | None = None  # where the number of a page stands, behind dots


PARAGRAPHS: dict[str, Style] = {
    "Normal": Style("", TEXT, 11, INK, before=0, after=5, line=1.1),
    "Title": Style("Normal", HEADINGS, 22, ACCENT, False, before=0, after=4, line=1.0),
    "Subtitle": Style("Normal", TEXT, 12, MUTED, False, False, after=6),
    "Heading 1": Style("Normal", HEADINGS, 15, ACCENT, True, before=18, after=5, keep_next=True),
    "Heading 2": Style("Normal", HEADINGS, 11, INK, True, before=12, after=3, keep_next=True),
    "Heading 3": Style("Normal", TEXT, 10.5, INK, True, before=12, after=3, keep_next=True),
    "List": Style("Normal", left=0.635, first=-0.635, after=3),
    "List Bullet": Style("Normal", left=0.635, first=-0.635, after=3),
    "Below a List": Style("Normal", size=8.5, colour=MUTED, after=4),
    "Quote": Style(
        "Normal", HEADINGS, 10, INK, italic=False, left=0.6, before=4, after=0, edge=ACCENT,
        keep_next=True,
    ),
    "Quote Source": Style("Normal", size=9, colour=MUTED, left=0.6, after=6, edge=ACCENT),
    "Short Answer": Style("Normal", HEADINGS, 11.5, INK, True, after=3, keep_next=True),
    "Facts": Style("Normal", size=9, colour=MUTED, after=4, keep_next=True),
    "Remark": Style("Normal", size=9.5, colour=MUTED, after=3),
    "Nearest": Style("Normal", size=9.5, colour=MUTED, left=0.6, after=5, edge=RULE),
    "Reference": Style("Normal", size=10, left=0.9, first=-0.9, after=5),
    "Place": Style("Normal", size=9.5, left=0.9, first=-0.9, after=2),
    "Option": Style("Normal", left=1.2, first=-0.6, after=2),
    "Numbered Option": Style("Normal", left=1.9, first=-1.3, after=2),
    "Choices": Style("Normal", left=0.6, after=2),
    "Key": Style("Normal", bold=True, after=2, keep_next=True),
    "Answer Line": Style("Normal", colour=MUTED, before=8, after=4, written_to=16),
    "Table Head": Style("Normal", size=9.5, colour=ACCENT, bold=True, before=2, after=2,
                        keep_next=True),
    "Table Text": Style("Normal", size=10, before=2, after=2, line=1.08),
    "TOC Heading": Style("Normal", HEADINGS, 14, ACCENT, True, before=18, after=6, keep_next=True),
    "toc 1": Style("Normal", bold=True, before=6, after=1, to_page=16),
    "toc 2": Style("Normal", size=9.5, left=0.5, before=0, after=1, line=1.0, to_page=16),
    "After Columns": Style("Normal", size=2, before=0, after=0, line=1.0),
    "Header": Style("Normal", size=9, colour=MUTED, after=0),
    "Footer": Style("Normal", size=9, colour=MUTED, after=0),
}  # fmt: skip
BUILT_IN = {
    "Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "List", "List Bullet",
    "Quote", "TOC Heading", "toc 1", "toc 2", "Header", "Footer",
}  # fmt: skip
LINK, MARK, SOURCE = "Hyperlink", "Reference Mark", "Source Name"


def give_look(document: Any, keep: bool) -> dict[str, str]:
    """Give the document every style of ours; with `keep`, only those that it lacks.

    Gives the id of each style by its name.
    """
    found = {str(style.name).casefold(): style for style in document.styles}
    for name, look in PARAGRAPHS.items():
        style = found.get(name.casefold())
        if style is not None and keep:
            continue
        if style is None:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in BUILT_IN)
            found[name.casefold()] = style
        base = found.get(look.base.casefold())
        if base is not None:
            style.base_style = base
        _paint(style, look, with_font=not keep)
    for name in (LINK, MARK, SOURCE):
        if name.casefold() not in found:
            style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER, name == LINK)
            style.font.color.rgb = RGBColor.from_string(MUTED if name == SOURCE else ACCENT)
            style.font.superscript = True if name == MARK else None
            style.font.size = Pt(8.5) if name == SOURCE else None
            found[name.casefold()] = style
    if not keep:
        _set_page(document)
        _set_language(document)
    return {name: found[name.casefold()].style_id for name in (*PARAGRAPHS, LINK, MARK, SOURCE)}


def _paint(style: Any, look: Style, with_font: bool) -> None:
    font, form = style.font, style.paragraph_format
    if look.font and with_font:
        font.name = look.font
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a font of the theme would go first
    for spacing in style.element.xpath("w:rPr/w:spacing"):  # between letters
        spacing.getparent().remove(spacing)
    font.size = Pt(look.size) if look.size else font.size
    font.color.rgb = RGBColor.from_string(look.colour) if look.colour else font.color.rgb
    font.bold = font.bold if look.bold is None else look.bold
    font.italic = font.italic if look.italic is None else look.italic
    form.space_before = form.space_before if look.before is None else Pt(look.before)
    form.space_after = form.space_after if look.after is None else Pt(look.after)
    form.left_indent = form.left_indent if look.left is None else Cm(look.left)
    form.first_line_indent = form.first_line_indent if look.first is None else Cm(look.first)
    form.line_spacing = look.line or form.line_spacing
    form.keep_with_next = look.keep_next
    if look.written_to:
        form.tab_stops.add_tab_stop(
            Cm(look.written_to), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
        )
    if look.to_page:
        form.tab_stops.add_tab_stop(Cm(look.to_page), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    if look.edge:
        border = parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:left w:val="single" w:sz="12" w:space="8" w:color="{look.edge}"/></w:pBdr>'
        )
        properties.insert_element_before(border, *_AFTER_BORDERS)


_AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr",
)  # fmt: skip


def _set_page(document: Any) -> None:
    """A4 with even margins."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)


def _set_language(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    spoken.set(qn("w:val"), word_language())
