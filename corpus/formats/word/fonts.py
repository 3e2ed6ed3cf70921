"""Words of a Word file that only a font of the time before Unicode shows as Vietnamese."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.formats.text.vietnamese_encodings import by_font, conversion_notes, encoding_of_font

FONTS = (".Vn", "VNI-")


def with_unicode(document: _Element, styles: _Element) -> tuple[str, ...]:
    """Put the words of runs in such a font into Unicode, where they stand; what to tell of it."""
    named = [*document.iter(qn("w:rFonts")), *styles.iter(qn("w:rFonts"))]
    if not any(_font(fonts).startswith(FONTS) for fonts in named):
        return ()
    found: dict[str, None] = {}
    of_style = {
        style.get(qn("w:styleId"), ""): font
        for style in styles.iterfind(qn("w:style"))
        if (font := _font(style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")))
    }
    usual = _font(next(styles.iter(qn("w:rPrDefault")), styles).find(f".//{qn('w:rFonts')}"))
    normal = of_style.get("Normal", usual)
    for paragraph in document.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = "Normal" if style is None else style.get(qn("w:val"), "")
        for run in paragraph.iterchildren(qn("w:r")):
            own = _font(run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}"))
            font = own or of_style.get(name, normal)
            if font.startswith(FONTS):
                for words in run.iter(qn("w:t")):
                    found.update(dict.fromkeys(conversion_notes(encoding_of_font(font))))
                    words.text = by_font(font, words.text or "")
    return tuple(found)


def _font(fonts: _Element | None) -> str:
    if fonts is None:
        return ""
    return str(fonts.get(qn("w:ascii"), "") or fonts.get(qn("w:hAnsi"), ""))
