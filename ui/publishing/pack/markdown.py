"""A training pack as Markdown, which reads well as plain text too."""

from __future__ import annotations

from assistant.training.pack import Pack
from ui.publishing.pack.document import Version, pack_document
from ui.publishing.parts import plain_text
from ui.publishing.parts.templating import render

TEMPLATE = "pack.md.j2"


def write(pack: Pack, version: Version) -> bytes:
    """The whole file: the same bytes for the same pack."""
    values = {"pack": pack_document(pack, version)}
    return render(TEMPLATE, None, values, plain_text.markdown).encode()
