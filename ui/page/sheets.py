"""Pages of a PDF in the source panel: their pictures with the cited lines marked over them.

The pictures are loaded by the page from a route of their own (`ui/page/server.py`); the boxes are
laid over them here, so that one picture serves every citation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape as _escaped
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import HTTPException
from fastapi.responses import FileResponse, Response

from corpus.document import Document
from corpus.errors import AssistantError, DocumentError, DocumentNotFound
from corpus.page_view import SUFFIX, MarkedPage, PagesBusy, page_views
from corpus.wording import _, later

if TYPE_CHECKING:
    from assistant.assistant import Assistant

QUOTE_SHOWN = 300  # characters of a quote that a picture's description has
NOT_FOUND = later("The cited words could not be marked on this page; the text shows them.")
NOT_DRAWN = later("The page cannot be shown as a picture; its text is shown instead.")
PROTECTED = later(
    "The file is protected by a password, which is not kept here, so its text is shown instead of "
    "its pages. The original opens with the password."
)
_IDENTITY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a source panel shows beside the text: the marked pages, or why there are none.

    `original` says that the original is a PDF that a browser can open by itself.
    """

    pages: tuple[MarkedPage, ...] = ()
    problem: str = ""
    original: bool = False


def sheets_of(assistant: Assistant, document: Document, start: int, end: int) -> Sheets:
    """The pages of a span of a document; nothing where it has none, or is no PDF."""
    if not document.page_starts:
        return Sheets()
    try:
        file = assistant.original(document.id)
        if file is None or file.suffix != SUFFIX:
            return Sheets()
        if start >= end:
            return Sheets(original=True)
        return Sheets(page_views.marked(document, file, start, end), original=True)
    except PagesBusy as error:
        return Sheets(problem=str(error), original=True)
    except DocumentError as error:
        problem = PROTECTED if error.status == "encrypted" else NOT_DRAWN
        return Sheets(problem=_(problem), original=True)
    except AssistantError as error:  # the stored file is damaged, or gone
        return Sheets(problem=f"{_(NOT_DRAWN)} {error}")


def switch(sheets: Sheets) -> str:
    """The buttons between the pages and the text; a sentence where there are no pages."""
    if sheets.problem:
        return f'<p class="notice" role="status">{_escaped(sheets.problem)}</p>'
    if not sheets.pages:
        return ""
    return (
        f'<div class="views" role="group" aria-label="{_("Show the source as")}">'
        f'<button type="button" data-view="page" aria-pressed="true">{_("Page")}</button>'
        f'<button type="button" data-view="text" aria-pressed="false">{_("Text")}</button>'
        f'<button type="button" data-larger aria-pressed="false">{_("Larger")}</button></div>'
        f'<p class="notice" role="alert" data-undrawn hidden>{_escaped(_(NOT_DRAWN))}</p>'
    )


def sheets_html(sheets: Sheets, document: Document, quote: str) -> str:
    """The pages, each as a picture with its marks; the first mark can take the focus."""
    if not sheets.pages:
        return ""
    title = document.title or document.source
    words = " ".join(quote.split())
    words = words if len(words) <= QUOTE_SHOWN else words[:QUOTE_SHOWN].rsplit(" ", 1)[0] + "…"
    figures, focus = [], ' tabindex="-1"'
    for page in sheets.pages:
        marks = ""
        for box in page.boxes:
            marks += f'<span class="spot"{focus} style="{_place(box)}"></span>'
            focus = ""
        told = _("with the cited words marked: “{quote}”") if page.boxes else _(NOT_FOUND)
        told = told.format(quote=words)
        named = _("Page {page} of {title}, {what}")
        described = named.format(page=page.number, title=title, what=told)
        picture = _("Picture of page {page}").format(page=page.number)
        note = "" if page.boxes else f'<p class="note">{_escaped(told)}</p>'
        figures.append(
            f'<figure class="sheet"><figcaption>{_("Page")} {page.number}</figcaption>{note}'
            f'<div class="paper" tabindex="0" role="region" aria-label="{picture}">'
            f'<div class="leaf" style="aspect-ratio:{page.width:.2f}/'
            f'{page.height:.2f}"><img src="page/{_escaped(document.id)}/{page.number}"'
            f' alt="{_escaped(described)}">'
            f'<div class="spots">{marks}</div></div></div></figure>'
        )
    return f'<div class="sheets">{"".join(figures)}</div>'


def original_link(sheets: Sheets, document: Document, page: int | None) -> str:
    """A link that opens the original in the browser, at the page."""
    if not sheets.original:
        return ""
    at = f"#page={page}" if page is not None else ""
    at_page = _("Open the original at page {page}").format(page=page)
    words = at_page if page is not None else _("Open the original")
    return (
        f'<a class="button" href="view/{_escaped(document.id)}{at}" target="_blank"'
        f' rel="noopener">{words}<span class="unseen"> {_("(in a new tab)")}</span></a>'
    )


def _place(box: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = (100 * share for share in box)
    return f"left:{left:.3f}%;top:{top:.3f}%;width:{right - left:.3f}%;height:{bottom - top:.3f}%"


# What the routes give


def original(assistant: Assistant, document_id: str) -> tuple[str, Path]:
    """The name and the stored file of a document. Raises HTTPException."""
    if not _IDENTITY.fullmatch(document_id):
        raise HTTPException(404)
    try:
        name, path = assistant.record(document_id).source, assistant.original(document_id)
    except DocumentNotFound:
        raise HTTPException(404) from None
    if path is None or not path.is_file():
        raise HTTPException(404)
    return name, path


def downloaded(assistant: Assistant, document_id: str) -> FileResponse:
    """A document as it was added. Always a download: it must never run as a page of this site."""
    name, path = original(assistant, document_id)
    return FileResponse(path, media_type="application/octet-stream", filename=Path(name).name)


def viewed(assistant: Assistant, document_id: str) -> FileResponse:
    """A PDF for the browser's own viewer, which opens it apart from this site's pages; nothing
    else can be opened so."""
    name, path = original(assistant, document_id)
    if path.suffix != SUFFIX:
        raise HTTPException(404)
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=Path(name).name,
        content_disposition_type="inline",
    )


def picture(assistant: Assistant, document_id: str, number: str) -> Response:
    """A page of a PDF as a picture."""
    name, path = original(assistant, document_id)
    if path.suffix != SUFFIX or not re.fullmatch(r"[1-9]\d{0,5}", number):
        raise HTTPException(404)
    try:
        drawn = page_views.picture(document_id, path, name, int(number))
    except PagesBusy:
        raise HTTPException(503, headers={"retry-after": "2"}) from None
    except AssistantError:
        raise HTTPException(404) from None
    kind = "image/png" if drawn.startswith(b"\x89PNG") else "image/jpeg"
    return Response(drawn, media_type=kind, headers={"cache-control": "private, max-age=600"})
