"""What the styles of an OpenDocument file make of its text: hidden, white on white, struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from odf.namespaces import FONS, STYLENS, TABLENS, TEXTNS

PALE = re.compile(r"#[fF][0-9a-fA-F][fF][0-9a-fA-F][fF][0-9a-fA-F]")
MAX_CHAIN = 50  # styles based on each other
FAMILIES = {"p": "paragraph", "h": "paragraph", "span": "text", "a": "text"}
GROUNDS = {**FAMILIES, "table-cell": "table-cell"}  # what may be coloured behind text
# What may have a ground of its own that is not told by a style of text.
DRAWN = ("page", "frame", "text-box", "custom-shape", "shape")
WhyUnseen = Literal["hidden", "struck"]


class OpenStyles:
    """The styles of a file, each with those that it is based on."""

    def __init__(self, document: Any) -> None:
        self._by_name: dict[tuple[str, str], Any] = {}
        self._known: dict[tuple[str, str], WhyUnseen | Literal["white"] | None] = {}
        for group in (document.styles, document.automaticstyles):
            for style in group.childNodes:
                attributes = getattr(style, "attributes", None) or {}
                name = str(attributes.get((STYLENS, "name"), ""))
                self._by_name[str(attributes.get((STYLENS, "family"), "")), name] = style

    def unseen(self, node: Any) -> WhyUnseen | None:
        """Why the text of a paragraph, a heading or a span is not to be seen; None for most."""
        key = _key(node, FAMILIES)
        if key is None:
            return None
        if key not in self._known:
            self._known[key] = self._look(key)
        why = self._known[key]
        return why if why != "white" else None if self._stands_on_colour(node) else "hidden"

    def _look(self, key: tuple[str, str]) -> WhyUnseen | Literal["white"] | None:
        if self._property(key, TEXTNS, "display") == "none":
            return "hidden"
        if self._property(key, STYLENS, "text-line-through-style") not in ("", "none"):
            return "struck"
        return "white" if PALE.fullmatch(self._property(key, FONS, "color")) else None

    def _stands_on_colour(self, node: Any) -> bool:
        """Whether something dark may be behind a node."""
        while node is not None and getattr(node, "qname", None):
            if node.qname[1] in DRAWN:
                return True
            key = _key(node, GROUNDS)
            ground = "" if key is None else self._property(key, FONS, "background-color")
            if ground not in ("", "transparent") and not PALE.fullmatch(ground):
                return True
            node = node.parentNode
        return False

    def _property(self, key: tuple[str, str], namespace: str, name: str) -> str:
        """A property of a style, or of the nearest of those that it is based on; else nothing."""
        for style in self._chain(key):
            for properties in style.childNodes:
                value = (getattr(properties, "attributes", None) or {}).get((namespace, name))
                if value is not None:
                    return str(value)
        return ""

    def _chain(self, key: tuple[str, str]) -> Iterator[Any]:
        family, name = key
        for _ in range(MAX_CHAIN):
            style = self._by_name.get((family, name))
            if style is None:
                return
            yield style
            name = str(style.attributes.get((STYLENS, "parent-style-name"), ""))


def _key(node: Any, families: dict[str, str]) -> tuple[str, str] | None:
    """The family and the name of a node's style."""
    local = node.qname[1]
    if local not in families:
        return None
    namespace = TABLENS if local == "table-cell" else TEXTNS
    name = (node.attributes or {}).get((namespace, "style-name"))
    return None if name is None else (families[local], str(name))
