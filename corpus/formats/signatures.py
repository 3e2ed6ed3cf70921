"""What a file really is, told from its first bytes, whatever its name says."""

from __future__ import annotations

from corpus.errors import DocumentError
from corpus.wording import _

OLD_OFFICE = "an old Office file"
# First bytes -> (what it is, the suffix it should have, or "" where it cannot be read at all).
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"\x89PNG", "a PNG image", ".png"),
    (b"\xff\xd8\xff", "a JPEG image", ".jpg"),
    (b"GIF8", "a GIF image", ""),
    (b"II*\x00", "a TIFF image", ".tif"),
    (b"MM\x00*", "a TIFF image", ".tif"),
    (b"{\\rtf", "an RTF file", ".rtf"),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ""),
    (b"Rar!\x1a\x07", "a RAR archive", ""),
    (b"SQLite format 3\x00", "an SQLite database", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE, ""),
)
ZIP_PARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"word/document", "a Word document", ".docx"),
    (b"xl/workbook", "an Excel workbook", ".xlsx"),
    (b"ppt/presentation", "a PowerPoint presentation", ".pptx"),
    (b"mimetypeapplication/epub+zip", "an EPUB book", ".epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text", ".odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument sheet", ".ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "OpenDocument slides", ".odp"),
)
TYPE_BYTES = 200  # in which a package says its type, where it does at its start
# Compound files are old Office files, locked new ones, and mails of Outlook.
COMPOUND = (".docx", ".xlsx", ".pptx", ".msg")
HTML_STARTS = (b"<!doctype html", b"<html")
SUFFIXES = {
    ".html": (".html", ".htm", ".xhtml"),
    ".jpg": (".jpg", ".jpeg"),
    ".tif": (".tif", ".tiff"),
}
# A book or a text of OpenDocument that was packed by another program says nothing at its start.
PACKED = (".epub", ".odt", ".ods", ".odp")
REMEDIES = {
    "image": "run OCR on it and add the result",
    "archive": "unpack it and add the files inside",
}


def refuse_other_kind(data: bytes, name: str, suffix: str) -> None:
    """Raise DocumentError where the first bytes say that the file is not what `suffix` says."""
    found = recognise(data)
    if found is None:
        return
    what, right = found
    if suffix in SUFFIXES.get(right, (right,)) or (suffix in COMPOUND and what == OLD_OFFICE):
        # What kind of old or encrypted file it is, its reader says more exactly.
        return
    if suffix == ".zip" and data.startswith(b"PK") or (suffix in PACKED and right == ".zip"):
        return
    if suffix == ".eml" and right == ".html":
        return
    if right:
        raise DocumentError(
            _("{name} is really {what}; rename it to end in {right} and add that").format(
                name=name, what=what, right=right
            )
        )
    remedy = REMEDIES.get(what.split()[-1], "save it as PDF, DOCX or text and add that")
    raise DocumentError(
        _("{name} is really {what}, not a {suffix} file; {remedy}").format(
            name=name, what=what, suffix=suffix, remedy=remedy
        )
    )


def recognise(data: bytes) -> tuple[str, str] | None:
    """Return (what it is, its suffix or ""), or None where the bytes do not tell."""
    for start, what, suffix in SIGNATURES:
        if data.startswith(start):
            return what, suffix
    if data.startswith(b"PK\x03\x04"):
        return _packed_kind(data)
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(HTML_STARTS):
        return "an HTML page", ".html"
    return None


def _packed_kind(data: bytes) -> tuple[str, str]:
    """What a package is: by the type at its start, else by the name of its main part that stands
    last, in its own list of parts: files inside it have lists too, before that."""
    for part, what, suffix in ZIP_PARTS:
        if part.startswith(b"mimetype") and part in data[:TYPE_BYTES]:
            return what, suffix
    places = {
        data.rfind(part): (what, suffix)
        for part, what, suffix in ZIP_PARTS
        if not part.startswith(b"mimetype")
    }
    last = max(places)
    return places[last] if last >= 0 else ("a zip archive", ".zip")
