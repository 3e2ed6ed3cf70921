"""The source panel: a document as readable HTML with one span marked exactly.

The text is cut into blocks that together are the text: nothing is dropped or added, so the
`<mark>`s of a span hold exactly `document.text[start:end]`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape as _escaped

from corpus.document import Document
from index.store.records import DocumentRecord
from ui.page.ask.export import readable_date, section

RADIUS = 20_000
_ITEM = re.compile(r"\s*(?:[-*•–]|\(?(?:\d{1,3}|[a-zđ]{1,2})[.)])\s")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The citations before and after this one, as links, and its place among them."""

    place: str
    previous: str | None = None
    following: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What the panel shows: a document and the span to mark (none where start == end).

    `key` names the view for the page (`cite-0-1`), `kind` is shown above the title,
    `reference` is what "Copy citation" copies. `record` is None for a document that has
    left the library since.
    """

    key: str
    kind: str
    document: Document
    record: DocumentRecord | None
    start: int = 0
    end: int = 0
    reference: str = ""
    neighbours: Neighbours | None = None
    radius: int = RADIUS


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text that is shown as one element."""

    start: int
    end: int
    tag: str
    style: str


def panel(view: View, request: int = 0) -> str:
    """The panel's content. `request` makes every opening new to the page, so that a second
    click on the same citation scrolls to it again."""
    return (
        f'<div class="panel-body" data-key="{_escaped(view.key)}" data-request="{request}">'
        f"{_bar(view)}{_head(view)}{_tools(view)}{_text(view)}</div>"
    )


def message(sentence: str, request: int = 0) -> str:
    """The panel where there is no document to show."""
    return (
        f'<div class="panel-body" data-request="{request}">{_bar(None)}'
        f'<p class="notice" role="alert">{_escaped(sentence)}</p></div>'
    )


def _bar(view: View | None) -> str:
    steps = title = ""
    if view is not None:
        # The title stays in sight here when the head has scrolled away.
        title = _escaped(view.document.title or view.document.source)
    if view is not None and view.neighbours is not None:
        around = view.neighbours
        steps = (
            f'<div class="steps">{_step(around.previous, "‹", "Previous citation")}'
            f'<span class="place">{_escaped(around.place)}</span>'
            f"{_step(around.following, '›', 'Next citation')}</div>"
        )
    return (
        f'<div class="panel-bar">{steps}<span class="bar-title" aria-hidden="true">{title}</span>'
        '<button type="button" data-close aria-label="Close the source panel">Close</button></div>'
    )


def _step(href: str | None, sign: str, label: str) -> str:
    if href is None:
        return f'<span class="step off" aria-hidden="true">{sign}</span>'
    return (
        f'<a class="step" href="{_escaped(href)}" aria-label="{label}" title="{label}">{sign}</a>'
    )


def _head(view: View) -> str:
    document = view.document
    page = document.page_at(view.start) if view.end > view.start else None
    path = document.heading_path_at(view.start) if view.end > view.start else ()
    facts = {
        "Publisher": document.publisher,
        "Date": readable_date(document.date),
        "Page": str(page) if page is not None else None,
        "Section": section(path, document.title),
        "File": document.source,
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{_escaped(value)}</dd></div>"
        for name, value in facts.items()
        if value
    )
    return (
        f'<p class="kind">{_escaped(view.kind)}</p>'
        f'<h2 tabindex="-1">{_escaped(document.title or document.source)}</h2>'
        f"{_banner(view.record)}<dl>{listed}</dl>"
    )


def _banner(record: DocumentRecord | None) -> str:
    if record is None:
        return '<p class="banner">This document is no longer in the library.</p>'
    if record.superseded_by is None:
        return ""
    newer = f"#doc-{_escaped(record.superseded_by)}"
    return (
        '<p class="banner"><strong>Superseded.</strong> A newer version of this document has'
        f' replaced it. <a href="{newer}">Open the newer version</a></p>'
    )


def _tools(view: View) -> str:
    copy = original = ""
    if view.reference:
        copy = (
            '<button type="button" data-copy="text">Copy citation</button>'
            f'<pre class="for-copy" hidden>{_escaped(view.reference)}</pre>'
        )
    if view.record is not None:
        original = (
            f'<a class="button" href="original/{_escaped(view.document.id)}" download>'
            "Download the original</a>"
        )
    return f'<div class="actions">{copy}{original}</div>'


def _text(view: View) -> str:
    document = view.document
    first, last = window(document.text, view.start, view.end, view.radius)
    shown = "".join(
        _block_html(document, block, view.start, view.end)
        for block in blocks(document, first, last)
    )
    more = (
        '<p class="more"><button type="button" class="quiet" data-more="'
        f'{view.radius * 4}">{{}} — show more</button></p>'
    )
    above = more.format("The document begins earlier") if first > 0 else ""
    below = more.format("The document goes on") if last < len(document.text) else ""
    language = f' lang="{_escaped(document.language)}"' if document.language else ""
    return f'<div class="document"{language}>{above}{shown}{below}</div>'


def window(text: str, start: int, end: int, radius: int = RADIUS) -> tuple[int, int]:
    """The part of `text` to show around a span, cut at line ends where one is near."""
    first, last = max(0, start - radius), min(len(text), end + radius)
    if first > 0:
        first = text.find("\n", max(0, first - 500), first) + 1 or first
    if last < len(text):
        last = text.find("\n", last, last + 500) + 1 or last
    return first, last


def blocks(document: Document, first: int, last: int) -> Iterator[Block]:
    """Cut `document.text[first:last]` into headings, paragraphs, items and table rows.

    The blocks follow each other without a gap: the blank lines after a block belong to it.
    """
    starts = [heading.start for heading in document.headings]
    pages = set(document.page_starts)
    start, style, tag, blank = first, "", "p", True
    offset = first
    for line in document.text[first:last].splitlines(keepends=True):
        words = line.strip()
        nearest = bisect_left(starts, offset)
        if nearest < len(starts) and starts[nearest] < offset + len(line):
            level = document.headings[nearest].level
            now, element = f"heading level-{min(level, 4)}", f"h{min(level + 2, 6)}"
        elif words.startswith("|"):
            now, element = "row", "p"
        elif _ITEM.match(line):
            now, element = "item", "p"
        else:
            now, element = "", "p"
        begins = now or blank or offset in pages or style.startswith(("heading", "row"))
        if words and begins:
            if offset > start:
                yield Block(start, offset, tag, style)
            start, style, tag = offset, now, element
        blank = not words
        offset += len(line)
    if offset > start:
        yield Block(start, offset, tag, style)


def _block_html(document: Document, block: Block, start: int, end: int) -> str:
    text = document.text
    mark_from, mark_to = max(block.start, start), min(block.end, end)
    if mark_from < mark_to:
        # One mark takes the focus: the one that holds the beginning of the span.
        focus = ' id="cited" tabindex="-1"' if mark_from == start else ""
        inside = (
            f"{_escaped(text[block.start : mark_from])}<mark{focus}>"
            f"{_escaped(text[mark_from:mark_to])}</mark>{_escaped(text[mark_to : block.end])}"
        )
    else:
        inside = _escaped(text[block.start : block.end])
        if block.style.startswith("heading"):
            # A Markdown heading's signs stay in the text, out of sight.
            inside = re.sub(r"^(\s*#+\s+)", r'<span class="syntax">\1</span>', inside)
    page = ""
    if block.start in document.page_starts:
        # The words come from the style sheet: they are no part of the document's text.
        page = f'<div class="page-start" data-page="{document.page_at(block.start)}"></div>'
    style = f' class="{block.style}"' if block.style else ""
    return f"{page}<{block.tag}{style}>{inside}</{block.tag}>"
