"""PDF: the text of each page by pypdfium2, put back into paragraphs from where its lines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.blocks import MAX_PAGES, Content, clean_line, first_title, refuse_more
from corpus.errors import DocumentError
from corpus.formats.common.file_titles import chosen_title
from corpus.formats.common.protection import needs_password, stays_locked, wrong_password
from corpus.formats.left_out import LeftOut
from corpus.formats.pdf.columns import in_reading_order, without_line_numbers
from corpus.formats.pdf.forms import comments_on, with_fields, with_typed
from corpus.formats.pdf.layout import blocks_of_pages, without_running_lines
from corpus.formats.pdf.lines import Line, PageText, lines_of_page
from corpus.formats.pdf.page_table import PageItem
from corpus.formats.pdf.rulings import edges_on
from corpus.formats.pdf.tables import items_of, lines_again
from corpus.formats.pdf.visibility import Unseen, has_picture, unseen_on
from corpus.formats.text.lines import vocabulary
from corpus.language.document_dates import stated_at_top
from corpus.wording import _

END_MARK = b"%%EOF"
END_MARK_BYTES = 4096
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
MAX_UNREADABLE_SHARE = 0.3
MAX_BOOKMARKS = 2_000


def read(data: bytes, name: str) -> Content:
    """Return what stands in a PDF file, page by page.

    Raises DocumentError: `encrypted`, `empty` for scans, `failed` for damaged files.
    """
    document = opened(data, name)
    left_out, behind = LeftOut(), 0
    scanned: list[int] = []
    try:
        refuse_more(len(document), MAX_PAGES, "pages", name)
        pages = []
        for number in range(len(document)):
            items, unseen = items_on(document, number, name, left_out)
            pages.append(items)
            if not items and has_picture(document[number]):
                scanned.append(number + 1)
            behind += unseen.behind_picture
        facts = document.get_metadata_dict()
        left_out.parts += pdfium.FPDFDoc_GetAttachmentCount(document.raw)
        left_out.unread["file properties"] += sum(
            map(bool, map(facts.get, ("Subject", "Keywords")))
        )
        bookmarks = [
            clean_line(one.get_title()) for one in islice(document.get_toc(), MAX_BOOKMARKS)
        ]
    finally:
        document.close()
    _refuse_without_text(pages, name)
    pages = without_running_lines(pages)
    words = vocabulary(item.text for page in pages for item in page if isinstance(item, Line))
    blocks = blocks_of_pages(pages, words)
    said = {clean_line(block.text) for block in blocks}
    left_out.unread["bookmarks"] += sum(one not in said for one in bookmarks if one)
    stated_date, publisher = stated_at_top(block.text for block in blocks[:10])
    return Content(
        tuple(blocks),
        title=chosen_title(facts.get("Title")) or first_title(b for b in blocks if b.page == 1),
        date=stated_date,  # a file's own dates are those of saving it
        publisher=publisher,
        pages=len(pages),
        notes=(*left_out.notes(), *_scan_notes(behind, scanned, len(pages))),
        scanned=tuple(scanned),
        hidden=left_out.hidden,
        unread=+left_out.unread,
    )


def _scan_notes(pages: int, scanned: list[int], count: int) -> Iterator[str]:
    if scanned and len(scanned) < count:
        shown = ", ".join(map(str, scanned[:20])) + (", ..." if len(scanned) > 20 else "")
        yield f"{len(scanned)} of {count} pages are pictures without a text layer: {shown}"
    if pages:
        these = f"{pages} page{'s' if pages > 1 else ''}"
        yield f"the text of {these} is what a program read in a picture, and may be wrong"


def opened(data: bytes, name: str, password: str | None = None) -> pypdfium2.PdfDocument:
    """A PDF file, to be closed by the caller; raises DocumentError as `read` does."""
    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise (wrong_password if password else needs_password)(name) from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise stays_locked(name) from error
        raise _damaged(name) from error
    # pdfium repairs what it can, so a file that was cut off would lose its last pages unnoticed.
    if END_MARK not in data[-END_MARK_BYTES:]:
        document.close()
        raise DocumentError(
            _("{name} is cut off before its end; copy or download it again").format(name=name)
        )
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    return document


def _damaged(name: str) -> DocumentError:
    return DocumentError(
        _(
            "{name} is damaged or not a PDF file; open it in a PDF reader, save it "
            "again and add that"
        ).format(name=name)
    )


def items_on(
    document: pypdfium2.PdfDocument, number: int, name: str, left_out: LeftOut
) -> tuple[list[PageItem], Unseen]:
    """The lines and tables of a page (from 0) in reading order; what is left out is counted.
    Raises DocumentError."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            _("page {size} of {name} is damaged; save the file again and add that").format(
                size=number + 1, name=name
            )
        ) from error
    try:
        unseen = unseen_on(page, text_page)
        text = PageText(
            text_page,
            unseen.characters,
            has_bold=unseen.has_bold,
            has_slanted=unseen.has_slanted,
        )
        pieces, slanted = lines_of_page(text, number + 1)
        left_out.hidden += unseen.hidden
        left_out.struck += unseen.struck
        left_out.slanted += slanted
        pieces = with_typed(pieces, page, number + 1)
        left_out.unread["comments"] += comments_on(page)
        if document.formenv is not None:
            pieces = with_fields(pieces, page, document.formenv, number + 1)
        edges = [] if unseen.only_text else edges_on(page)
        items = items_of(text, without_line_numbers(pieces), edges)
        return lines_again(in_reading_order(items)), unseen
    finally:
        text_page.close()
        page.close()


def _refuse_without_text(pages: list[list[PageItem]], name: str) -> None:
    lines = (item.text for page in pages for item in page if isinstance(item, Line))
    text = "".join(lines)
    unreadable = len(UNREADABLE.findall(text))
    if unreadable > MAX_UNREADABLE_SHARE * len(text):
        raise DocumentError(
            _(
                "{name} does not say which letters its fonts show, so its text cannot be "
                "read; run OCR on it and add the result"
            ).format(name=name)
        )
