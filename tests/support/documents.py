"""Documents made of a text, their blocks told from its lines."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from corpus.assembling import blocks_of_text
from corpus.document import Document


def document(text: str, headings: dict[int, int] | None = None, **facts: Any) -> Document:
    """A document of this text; `headings` are the levels of those lines by their offsets."""
    named = {"id": "0" * 16, "source": "a.md", **facts}
    return Document(text=text, blocks=blocks_of_text(text, headings), **named)


def word_bytes(word: Any) -> bytes:
    """A document of python-docx as a file."""
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()
