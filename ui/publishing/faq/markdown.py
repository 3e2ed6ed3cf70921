"""An FAQ as Markdown, by a template."""

from __future__ import annotations

from pathlib import Path

from ui.publishing.faq.document import FaqDocument
from ui.publishing.parts import plain_text
from ui.publishing.parts.templating import render

TEMPLATE = "faq.md.j2"


def write(document: FaqDocument, template: Path | None = None) -> bytes:
    """The whole file. A template is given `faq`, the document, and what it prints is escaped.

    Raises AssistantError where the template has an error.
    """
    return render(TEMPLATE, template, {"faq": document}, plain_text.markdown).encode()
