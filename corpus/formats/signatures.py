"""What a file really is, told from its first bytes, whatever its name says."""

from __future__ import annotations

from corpus.errors import DocumentError

OLD_OFFICE = "an old Office file"
# First bytes -> (what it is, the suffix it should have, or "" where it cannot be read at all).
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"\x89PNG", "a PNG image", ""),
    (b"\xff\xd8\xff", "a JPEG image", ""),
    (b"GIF8", "a GIF image", ""),
    (b"II*\x00", "a TIFF image", ""),
    (b"MM\x00*", "a TIFF image", ""),
    (b"{\\rtf", "an RTF file", ""),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ""),
    (b"Rar!\x1a\x07", "a RAR archive", ""),
    (b"SQLite format 3\x00", "an SQLite database", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE, ""),
)
ZIP_PARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"word/document", "a Word document", ".docx"),
    (b"xl/workbook", "an Excel workbook", ""),
    (b"ppt/presentation", "a PowerPoint presentation", ""),
    (b"", "a zip archive", ""),
)
HTML_STARTS = (b"<!doctype html", b"<html")
SUFFIXES = {".pdf": (".pdf",), ".docx": (".docx",), ".html": (".html", ".htm")}
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
    if suffix in SUFFIXES.get(right, ()) or (suffix == ".docx" and what == OLD_OFFICE):
        # What kind of old or encrypted Word file it is, its reader says more exactly.
        return
    if right:
        raise DocumentError(f"{name} is really {what}; rename it to end in {right} and add that")
    remedy = REMEDIES.get(what.split()[-1], "save it as PDF, DOCX or text and add that")
    raise DocumentError(f"{name} is really {what}, not a {suffix} file; {remedy}")


def recognise(data: bytes) -> tuple[str, str] | None:
    """Return (what it is, its suffix or ""), or None where the bytes do not tell."""
    for start, what, suffix in SIGNATURES:
        if data.startswith(start):
            return what, suffix
    if data.startswith(b"PK\x03\x04"):
        return next((what, suffix) for part, what, suffix in ZIP_PARTS if part in data)
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(HTML_STARTS):
        return "an HTML page", ".html"
    return None
