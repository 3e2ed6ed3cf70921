"""Images (.png, .jpg, .tif): pages without a text layer, read by `corpus.recognition`."""

from __future__ import annotations

from corpus.blocks import Content
from corpus.formats.scans.pictures import frame


def read(data: bytes, name: str) -> Content:
    """Return a content with pages and without words; raises DocumentError where it is damaged."""
    return Content((), pages=frame(data, name, 1)[1])
