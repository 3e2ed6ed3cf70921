"""Books (.epub): the chapters in the order of their spine, each a page of HTML."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from urllib.parse import unquote

from lxml import etree

from corpus.blocks import Content, Element, clean_or_none
from corpus.errors import DocumentError
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.protection import stays_locked
from corpus.formats.html import page
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.language.document_dates import metadata_date
from corpus.wording import _

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
DC = "{http://purl.org/dc/elements/1.1/}"
PAGES = ("application/xhtml+xml", "text/html", "application/xml")


def read(data: bytes, name: str) -> Content:
    """Return what stands in a book; raises DocumentError where it is unsafe or locked."""
    refuse_unsafe_package(data, name, "e-book")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        if CONTAINER not in names:
            raise DocumentError(
                _("{name} is no EPUB book: it does not say what is in it; get another copy").format(
                    name=name
                )
            )
        root = _parsed(book, CONTAINER, name).find(".//{*}rootfile")
        place = "" if root is None else root.get("full-path", "")
        if place not in names:
            raise DocumentError(
                _("{name} lacks its list of chapters; get another copy").format(name=name)
            )
        package = _parsed(book, place, name)
        files = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
        elements: list[Element] = []
        notes: list[str] = []
        hidden = 0
        unread: Counter[str] = Counter()
        for reference in package.iterfind(".//{*}spine/{*}itemref"):
            item = files.get(reference.get("idref"))
            if item is None or item.get("media-type") not in PAGES:
                continue
            if "nav" in (item.get("properties") or "").split():
                continue
            chapter = posixpath.normpath(
                posixpath.join(posixpath.dirname(place), unquote(item.get("href", "")))
            )
            try:
                found = page.read(book.read(chapter), chapter, whole=True)
            except KeyError:
                notes.append(f"{chapter} is missing")
                continue
            except DocumentError as error:
                if error.status != "empty":
                    notes.append(str(error))
                continue
            elements += found.elements
            notes += found.notes
            hidden += found.hidden
            unread += Counter(found.unread)
        spine = {one.get("idref") for one in package.iterfind(".//{*}spine/{*}itemref")}
        unread["pages outside the order of reading"] += sum(
            item.get("media-type") in PAGES and "nav" not in (item.get("properties") or "").split()
            for key, item in files.items()
            if key not in spine
        )
        unread["file properties"] += bool((package.findtext(f".//{DC}description") or "").strip())
        if not elements and ENCRYPTION in names:
            raise stays_locked(name)
    facts = {key: package.findtext(f".//{DC}{key}") for key in _FACTS}
    return Content(
        tuple(elements),
        title=chosen_title(facts["title"]),
        date=metadata_date(facts["date"]),
        publisher=clean_or_none(facts["publisher"] or facts["creator"]),
        language=clean_or_none(facts["language"]),
        notes=tuple(dict.fromkeys(notes)),
        hidden=hidden,
        unread=+unread,
    )


_FACTS = ("title", "date", "publisher", "creator", "language")


def _parsed(book: zipfile.ZipFile, part: str, name: str) -> etree._Element:
    """A part that says where the others are; raises DocumentError, naming the book."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(book.read(part), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(
            _("{name} is damaged in its list of chapters; get another copy").format(name=name)
        ) from error
