"""An FAQ as one HTML file: nothing in it comes from outside, and no word of a user is markup."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from ui.publishing.faq.document import FaqDocument
from ui.publishing.faq.structured import faq_page
from ui.publishing.parts.templating import render

TEMPLATE = "faq.html.j2"
# Within a script element only these could end it, begin a comment, or break the line.
_SCRIPT = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def write(document: FaqDocument, template: Path | None = None) -> bytes:
    """The whole page. A template is given `faq`, the document, and `schema`, empty or JSON-LD.

    Raises AssistantError where the template has an error.
    """
    return _page(document, template, "")


def write_with_schema(document: FaqDocument, template: Path | None = None) -> bytes:
    """The same with the schema.org FAQPage in it, for search engines."""
    return _page(document, template, faq_page(document).decode().translate(_SCRIPT))


def _page(document: FaqDocument, template: Path | None, schema: str) -> bytes:
    # A letter escaped as `\u003c` is the same letter to JSON, and nothing to HTML.
    values = {"faq": document, "schema": Markup(schema)}
    return render(TEMPLATE, template, values).encode()
