"""PDF: the text of each page by pypdfium2, put back into paragraphs from where its lines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import MAX_PAGES, Content, clean_or_none, first_title, refuse_more
from corpus.errors import DocumentError
from corpus.formats.left_out import LeftOut
from corpus.formats.pdf.layout import blocks_of_pages, without_running_lines
from corpus.formats.pdf.lines import Line, lines_of_page
from corpus.formats.pdf.visibility import Unseen, unseen_on
from corpus.formats.text.lines import vocabulary
from corpus.language.document_dates import metadata_date, stated_at_top

END_MARK = b"%%EOF"
END_MARK_BYTES = 4096
PASSWORD_ERROR = pdfium.FPDF_ERR_PASSWORD
POOR_TITLE = re.compile(
    r"untitled.*|\(?(?:anonymous|unspecified|none)\)?"
    r"|microsoft (?:word|powerpoint|excel) - .*|(?:document|slide|powerpoint)\s*\d*"
    r"|powerpoint presentation|.*\.(?:docx?|pdf|pptx?|xlsx?|indd|odt|rtf|txt|tex|html?)|[\W\d_]*",
    re.IGNORECASE,
)
MAX_UNREADABLE_SHARE = 0.3


def read(data: bytes, name: str) -> Content:
    """Return what stands in a PDF file, page by page.

    Raises DocumentError: `encrypted`, `empty` for scans, `failed` for damaged files.
    """
    document = _opened(data, name)
    left_out, behind = LeftOut(), 0
    try:
        refuse_more(len(document), MAX_PAGES, "pages", name)
        pages = []
        for number in range(len(document)):
            lines, unseen = _page(document, number, name)
            pages.append(lines)
            left_out.hidden += unseen.hidden
            left_out.struck += unseen.struck
            behind += unseen.behind_picture
        facts = document.get_metadata_dict()
    finally:
        document.close()
    _refuse_without_text(pages, name)
    pages = without_running_lines(pages)
    words = vocabulary(line.text for page in pages for line in page)
    blocks = blocks_of_pages(pages, words)
    stated_date, publisher = stated_at_top(block.text for block in blocks[:10])
    return Content(
        tuple(blocks),
        title=_title(facts.get("Title", "")) or first_title(b for b in blocks if b.page == 1),
        date=stated_date
        or metadata_date(facts.get("CreationDate"))
        or metadata_date(facts.get("ModDate")),
        publisher=publisher,
        pages=len(pages),
        notes=(*left_out.notes(), *_scan_note(behind)),
    )


def _scan_note(pages: int) -> Iterator[str]:
    if pages:
        count = f"{pages} page{'s' if pages > 1 else ''}"
        yield f"the text of {count} is what a program read in a picture, and may be wrong"


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD_ERROR:
            raise DocumentError(
                f"{name} is encrypted; save a copy without a password and add that", "encrypted"
            ) from error
        raise _damaged(name) from error
    # pdfium repairs what it can, so a file that was cut off would lose its last pages unnoticed.
    if END_MARK not in data[-END_MARK_BYTES:]:
        document.close()
        raise DocumentError(f"{name} is cut off before its end; copy or download it again")
    return document


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        f"{name} is damaged or not a PDF file; open it in a PDF reader, save it again and add that"
    )


def _page(document: pypdfium2.PdfDocument, number: int, name: str) -> tuple[list[Line], Unseen]:
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            f"page {number + 1} of {name} is damaged; save the file again and add that"
        ) from error
    try:
        unseen = unseen_on(page, text_page)
        return lines_of_page(text_page, number + 1, unseen.characters), unseen
    finally:
        text_page.close()
        page.close()


def _refuse_without_text(pages: list[list[Line]], name: str) -> None:
    text = "".join(line.text for page in pages for line in page)
    if not text:
        count = f"{len(pages)} page{'s' if len(pages) != 1 else ''}"
        raise DocumentError(
            f"{name} has {count} but no text: it is probably a scan; "
            "run OCR on it and add the result",
            "empty",
        )
    unreadable = sum(
        character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text
    )
    if unreadable > MAX_UNREADABLE_SHARE * len(text):
        raise DocumentError(
            f"{name} does not say which letters its fonts show, so its text cannot be read; "
            "run OCR on it and add the result"
        )


def _title(title: str) -> str | None:
    words = clean_or_none(title)
    return None if words is None or POOR_TITLE.fullmatch(words) else words
