"""Office packages that Word opens though they are not quite right, made so that others can."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from urllib.parse import unquote

from lxml import etree

# ISO/IEC 29500 Strict has other names for the same things.
STRICT = b"http://purl.oclc.org/ooxml/"
STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
XML = (".xml", ".rels", ".vml")


def mended(data: bytes) -> bytes:
    """The package without relationships that lead to parts it has not, and with the names of
    transitional Office files; `data` itself where nothing is wrong.

    The package has passed `refuse_unsafe_package`, so that unpacking it is safe.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {entry.filename.lstrip("/").lower() for entry in package.infolist()}
        changed: dict[str, bytes] = {}
        strict = any(
            STRICT in package.read(name) for name in package.namelist() if name.endswith(".rels")
        )
        for name in package.namelist():
            if not name.lower().endswith(XML):
                continue
            if strict or name.endswith(".rels"):
                part = package.read(name)
                told = STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
                if name.endswith(".rels"):
                    told = _without_missing(told, name, names)
                if told != part:
                    changed[name] = told
        if not changed:
            return data
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as whole:
            for name in package.namelist():
                whole.writestr(name, changed.get(name) or package.read(name))
    return written.getvalue()


def _without_missing(part: bytes, name: str, names: set[str]) -> bytes:
    """A part of relationships without those whose target is not in the package."""
    folder = posixpath.dirname(posixpath.dirname(name))
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    gone = [
        relation
        for relation in root
        if relation.get("TargetMode") != "External"
        and not _is_there(relation.get("Target", ""), folder, names)
    ]
    for relation in gone:
        root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") if gone else part


def _is_there(target: str, folder: str, names: set[str]) -> bool:
    path, _, place = unquote(target).partition("#")
    if not path:
        return bool(place)
    whole = path if path.startswith("/") else posixpath.join(folder, path)
    return posixpath.normpath(whole).lstrip("/").lower() in names
