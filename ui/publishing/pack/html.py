"""A training pack as one HTML file, to read and to print; nothing in it comes from outside."""

from __future__ import annotations

from assistant.training.pack import Pack
from ui.publishing.pack.document import Version, pack_document
from ui.publishing.parts.templating import render

TEMPLATE = "pack.html.j2"


def write(pack: Pack, version: Version) -> bytes:
    """The whole page: the same bytes for the same pack."""
    return render(TEMPLATE, None, {"pack": pack_document(pack, version)}).encode()
