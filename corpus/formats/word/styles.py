"""What a Word paragraph's style makes of it: a heading, a list item, a line of the contents."""

from __future__ import annotations

import re

from docx.oxml.ns import qn
from lxml.etree import _Element

HEADING_NAME = re.compile(r"heading ([1-9])")
BODY_OUTLINE_LEVEL = 9
LIST_NAME = re.compile(r"list (?:bullet|number)(?: ([2-5]))?$")
MAX_CHAIN = 50  # styles based on each other; those of Word's own templates go to five
OFF = ("0", "false", "off", "none")


def is_on(properties: _Element | None, tag: str) -> bool:
    """Whether a yes-or-no property is set; present without a value means yes."""
    flag = None if properties is None else properties.find(qn(tag))
    return flag is not None and flag.get(qn("w:val"), "true") not in OFF


class Styles:
    """The paragraph styles of a document, each with the styles it is based on."""

    def __init__(self, root: _Element) -> None:
        styles = [style for style in root.iterfind(qn("w:style"))]
        self._by_id = {style.get(qn("w:styleId"), ""): style for style in styles}
        self._chains: dict[str | None, list[_Element]] = {}

    def id_of(self, paragraph: _Element) -> str | None:
        """The id of a paragraph's style, or None for the default style."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return None if style is None else style.get(qn("w:val"))

    def heading_level(self, paragraph: _Element, style: str | None) -> int | None:
        """1 to 6 for headings and the title, else None; the paragraph's own setting goes first."""
        for properties in [paragraph.find(qn("w:pPr")), *self._properties(style)]:
            outline = None if properties is None else properties.find(qn("w:outlineLvl"))
            value = "" if outline is None else outline.get(qn("w:val"), "")
            if value.isdecimal() and int(value) < BODY_OUTLINE_LEVEL:
                return min(int(value) + 1, 6)
        for name in self._names(style):
            if match := HEADING_NAME.fullmatch(name):
                return min(int(match[1]), 6)
            if name == "title":
                return 1
        return None

    def numbering(self, paragraph: _Element, style: str | None) -> tuple[str | None, int | None]:
        """(numbering id, level) of a paragraph, each None where neither it nor its style says."""
        number_id, depth = None, None
        for properties in [paragraph.find(qn("w:pPr")), *self._properties(style)]:
            numbers = None if properties is None else properties.find(qn("w:numPr"))
            if numbers is None:
                continue
            found = numbers.find(qn("w:ilvl"))
            if depth is None and found is not None and found.get(qn("w:val"), "").isdecimal():
                depth = int(found.get(qn("w:val")))
            found = numbers.find(qn("w:numId"))
            if found is not None:
                number_id = found.get(qn("w:val"))
                break
        return number_id, depth

    def is_list(self, style: str | None) -> bool:
        """Whether a style is one of Word's bullet lists, as far as its name tells."""
        return any(name.startswith("list bullet") for name in self._names(style))

    def is_contents(self, style: str | None) -> bool:
        """Whether a style is that of a table of contents, which only repeats the headings."""
        return any(re.fullmatch(r"toc [1-9]", name) for name in self._names(style))

    def list_depth(self, style: str | None) -> int:
        """The depth that the name of one of Word's list styles tells, from 1; else 0."""
        found = (LIST_NAME.match(name) for name in self._names(style))
        return next((int(match[1] or 1) for match in found if match), 0)

    def is_caption(self, style: str | None) -> bool:
        return "caption" in self._names(style)

    def _chain(self, style: str | None) -> list[_Element]:
        """A style and those it is based on, nearest first; a circle ends it."""
        known = self._chains.get(style)
        if known is not None:
            return known
        chain: list[_Element] = []
        asked = style
        while style in self._by_id and len(chain) < MAX_CHAIN and self._by_id[style] not in chain:
            chain.append(self._by_id[style])
            based_on = chain[-1].find(qn("w:basedOn"))
            style = None if based_on is None else based_on.get(qn("w:val"))
        self._chains[asked] = chain
        return chain

    def _properties(self, style: str | None) -> list[_Element | None]:
        return [element.find(qn("w:pPr")) for element in self._chain(style)]

    def _names(self, style: str | None) -> list[str]:
        names = [element.find(qn("w:name")) for element in self._chain(style)]
        return [name.get(qn("w:val"), "").lower() for name in names if name is not None]
