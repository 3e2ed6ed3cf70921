"""Documents made of a text, their blocks told from its lines."""

from __future__ import annotations

from typing import Any

from corpus.blocks import blocks_of_text
from corpus.document import Document


def document(text: str, headings: dict[int, int] | None = None, **facts: Any) -> Document:
    """A document of this text; `headings` are the levels of those lines by their offsets."""
    named = {"id": "0" * 16, "source": "a.md", **facts}
    return Document(text=text, blocks=blocks_of_text(text, headings), **named)
