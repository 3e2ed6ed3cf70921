"""The numbers Word shows before list items and headings, which no paragraph's text contains.

A paragraph only names a numbering definition and a level; "2.1" or "Article 5." is counted
when the document is shown, and so it is here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.formats.common.counters import counted

BULLET_MARKER = "-"
MAX_PATTERN_LENGTH = 200  # as `Annex %1 to the Regulation`; what is longer was made to swell
PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a numbering is shown; `pattern` is like `%1.%2.`."""

    style: str
    pattern: str
    start: int
    linked_style: str | None


@dataclass
class Numbering:
    """The numbering definitions of a document, and how far each has been counted."""

    definitions: dict[str, dict[int, Level]] = field(default_factory=dict)
    instances: dict[str, str] = field(default_factory=dict)  # numId -> definition
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)  # numId -> level -> number
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def level_of_style(self, number_id: str, style: str | None) -> int:
        """The level that a definition keeps for paragraphs of `style`, else 0."""
        levels = self.definitions.get(self.instances.get(number_id, ""), {})
        return next((i for i, level in levels.items() if style and level.linked_style == style), 0)

    def next_marker(self, number_id: str, depth: int) -> str | None:
        """Count one more paragraph and return its marker; None where it shows none."""
        definition = self.instances.get(number_id)
        if definition is None:
            return None
        levels = self.definitions.get(definition, {})
        level = levels.get(depth)
        if level is None or level.style == "bullet":
            return BULLET_MARKER
        counts = self.counts.setdefault(definition, {})
        restart = self.restarts.get(number_id, {}).pop(depth, None)
        following = counts.get(depth, level.start - 1) + 1
        counts[depth] = restart if restart is not None else following
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            known = levels.get(place, level)
            return counted(counts.get(place, known.start), known.style)

        return PLACE.sub(shown, level.pattern[:MAX_PATTERN_LENGTH]).strip() or None


def numbering_of(root: _Element | None) -> Numbering:
    """Read `numbering.xml`; a document without one has no numbering."""
    numbering = Numbering()
    if root is None:
        return numbering
    for definition in root.iterfind(qn("w:abstractNum")):
        numbering.definitions[definition.get(qn("w:abstractNumId"), "")] = {
            _number(level, None, qn("w:ilvl")): Level(
                style=_value(level, "w:numFmt") or "decimal",
                pattern=_value(level, "w:lvlText") or "",
                start=_number(level, "w:start", default=1),
                linked_style=_value(level, "w:pStyle"),
            )
            for level in definition.iterfind(qn("w:lvl"))
        }
    for instance in root.iterfind(qn("w:num")):
        number_id = instance.get(qn("w:numId"), "")
        numbering.instances[number_id] = _value(instance, "w:abstractNumId") or ""
        numbering.restarts[number_id] = {
            _number(override, None, qn("w:ilvl")): _number(override, "w:startOverride", default=1)
            for override in instance.iterfind(qn("w:lvlOverride"))
            if override.find(qn("w:startOverride")) is not None
        }
    return numbering


def _value(element: _Element, tag: str) -> str | None:
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _number(
    element: _Element, tag: str | None, attribute: str | None = None, default: int = 0
) -> int:
    text = element.get(attribute) if attribute else _value(element, tag or "")
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
