"""What drawings, diagrams and charts of Office files say, and the facts that a file says of itself
beside its text."""

from __future__ import annotations

from collections import Counter
from typing import Any

from lxml import etree

from corpus.blocks import clean_line

MAX_LINES = 2_000
# Those of a file's properties that are words; its author and its days are whose it was, and when.
PROPERTIES = ("subject", "keywords", "comments", "description", "category")


def drawn_lines(part: bytes) -> list[str]:
    """The paragraphs of a drawing, a diagram or a chart; none where it cannot be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return []
    lines: list[str] = []
    for paragraph in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        words = clean_line("".join(text.text or "" for text in paragraph.iter("{*}t")))
        if words and len(lines) < MAX_LINES:
            lines.append(words)
    return lines


def properties_of(facts: Any) -> Counter[str]:
    """How many of a file's properties have words that are no part of its text."""
    values = (getattr(facts, name, None) for name in PROPERTIES)
    count = sum(1 for value in values if isinstance(value, str) and value.strip())
    return Counter({"file properties": count} if count else {})
