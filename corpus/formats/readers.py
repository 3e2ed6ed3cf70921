"""Which module reads a kind of file, by the end of its name."""

from __future__ import annotations

from pathlib import PurePosixPath

_MODULES = {
    "text.markdown": ".md .markdown",
    "text.plain": ".txt .text",
    "text.rich": ".rtf",
    "html.page": ".html .htm .xhtml",
    "pdf.file": ".pdf",
    "scans.image": ".png .jpg .jpeg .tif .tiff",
    "word.file": ".docx",
    "office.slides": ".pptx",
    "office.workbook": ".xlsx",
    "office.separated": ".csv .tsv",
    "office.open_document": ".odt .ods .odp",
    "containers.book": ".epub",
    "containers.mail": ".eml",
    "containers.outlook": ".msg",
    "containers.archive": ".zip",
}
READERS: dict[str, str] = {
    suffix: f"corpus.formats.{module}"
    for module, suffixes in _MODULES.items()
    for suffix in suffixes.split()
}


def reader_of(name: str) -> str | None:
    """The module that reads a file of this name, or None."""
    return READERS.get(PurePosixPath(name).suffix.lower())
