"""The source panel: a document as readable HTML with one span marked exactly.

Together its elements hold the whole text: nothing is dropped or added, so the `<mark>`s of a span
hold exactly `document.text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape as _escaped
from itertools import groupby

from corpus.document import Block, Document
from corpus.legal.provisions import Outline
from corpus.wording import _, pgettext, readable_date
from index.store.records import DocumentRecord
from ui.page.ask.export import section
from ui.page.language import other_language_of
from ui.page.sheets import Sheets, original_link, sheets_html, switch

RADIUS = 20_000


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
    left the library since. `sheets` are the pages of a PDF that the span stands on.
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
    sheets: Sheets = Sheets()


def panel(view: View, request: int = 0) -> str:
    """The panel's content. `request` makes every opening new to the page, so that a second
    click on the same citation scrolls to it again."""
    quote = view.document.text[view.start : view.end]
    shown = "page" if view.sheets.pages else "text"
    return (
        f'<div class="panel-body" data-key="{_escaped(view.key)}" data-request="{request}"'
        f' data-shown="{shown}">{_bar(view)}{_head(view)}{_tools(view)}{switch(view.sheets)}'
        f"{sheets_html(view.sheets, view.document, quote)}{_text(view)}</div>"
    )


def report(key: str, record: DocumentRecord, found: str, request: int = 0) -> str:
    """The panel with what was found in a document (`found`, as HTML), instead of its words."""
    title = _escaped(record.title or record.source)
    spoken = other_language_of(record.title, record.language) if record.title else ""
    return (
        f'<div class="panel-body" data-key="{_escaped(key)}" data-request="{request}">'
        f'{_bar(None)}<p class="kind">{_("What was found in the file")}</p>'
        f'<h2 tabindex="-1"{spoken}>{title}</h2><dl><div><dt>{_("File")}</dt>'
        f'<dd>{_escaped(record.source)}</dd></div></dl><div class="found">{found}</div></div>'
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
            f'<div class="steps">{_step(around.previous, "‹", _("Previous citation"))}'
            f'<span class="place">{_escaped(around.place)}</span>'
            f"{_step(around.following, '›', _('Next citation'))}</div>"
        )
    return (
        f'<div class="panel-bar">{steps}<span class="bar-title" aria-hidden="true">{title}</span>'
        f'<button type="button" data-close aria-label="{_("Close the source panel")}">'
        f"{_('Close')}</button></div>"
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
    law = Outline.of(document).place(view.start, view.end) if path else None
    facts = {
        _("Publisher"): document.publisher,
        _("Date"): readable_date(document.date),
        _("Page"): str(page) if page is not None else None,
        _("Section"): section(path, document.title),
        pgettext("law", "Place"): law,
        _("File"): document.source,
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{_escaped(value)}</dd></div>"
        for name, value in facts.items()
        if value
    )
    spoken = other_language_of(document.title, document.language) if document.title else ""
    return (
        f'<p class="kind">{_escaped(view.kind)}</p><h2 tabindex="-1"{spoken}>'
        f"{_escaped(document.title or document.source)}</h2>"
        f"{_banner(view.record)}<dl>{listed}</dl>"
    )


def _banner(record: DocumentRecord | None) -> str:
    if record is None:
        return '<p class="banner">' + _("This document is no longer in the library.") + "</p>"
    if record.superseded_by is None:
        return ""
    newer = f"#doc-{_escaped(record.superseded_by)}"
    return (
        f'<p class="banner"><strong>{_("Superseded.")}</strong>'
        f" {_('A newer version of this document has replaced it.')}"
        f' <a href="{newer}">{_("Open the newer version")}</a></p>'
    )


def _tools(view: View) -> str:
    copy = original = within = ""
    if view.reference:
        copy = (
            f'<button type="button" data-copy="text">{_("Copy citation")}</button>'
            f'<pre class="for-copy" hidden>{_escaped(view.reference)}</pre>'
        )
    if view.record is not None:
        original = (
            f'<a class="button" href="original/{_escaped(view.document.id)}" download>'
            f"{_('Download the original')}</a>"
        )
        if view.record.superseded_by is None:
            within = (
                f'<button type="button" data-within="{_escaped(view.document.id)}">'
                f"{_('Ask in this document')}</button>"
            )
        page = view.document.page_at(view.start) if view.end > view.start else None
        original = f"{original_link(view.sheets, view.document, page)}{original}"
    return f'<div class="actions">{within}{copy}{original}</div>'


def _text(view: View) -> str:
    document = view.document
    first, last = window(document.text, view.start, view.end, view.radius)
    more = (
        '<p class="more"><button type="button" class="quiet" data-more="'
        f'{view.radius * 4}">{{}} — {_("show more")}</button></p>'
    )
    above = more.format(_("The document begins earlier")) if first > 0 else ""
    below = more.format(_("The document goes on")) if last < len(document.text) else ""
    language = other_language_of(document.text)
    if document.language:
        language = f' lang="{_escaped(document.language)}"'
    shown = "".join(_elements(document, first, last, _Marking(view)))
    return f'<div class="document"{language}>{above}{shown}{below}</div>'


def window(text: str, start: int, end: int, radius: int = RADIUS) -> tuple[int, int]:
    """The part of `text` to show around a span, cut at line ends where one is near."""
    first, last = max(0, start - radius), min(len(text), end + radius)
    if first > 0:
        first = text.find("\n", max(0, first - 500), first) + 1 or first
    if last < len(text):
        last = text.find("\n", last, last + 500) + 1 or last
    return first, last


class _Marking:
    """Pieces of a document's text as HTML, with what lies in the view's span marked."""

    def __init__(self, view: View) -> None:
        self._text, self._start, self._end = view.document.text, view.start, view.end
        self._focused = False

    def __call__(self, start: int, end: int, *, seen: bool = True) -> str:
        """`text[start:end]`; without `seen` it is there for the text's sake, out of sight."""
        mark_from, mark_to = max(start, self._start), min(end, self._end)
        html = _escaped(self._text[start:end])
        if mark_from < mark_to:
            # One mark takes the focus: the first in sight.
            focus = ' id="cited" tabindex="-1"' if seen and not self._focused else ""
            self._focused = self._focused or seen
            html = (
                f"{_escaped(self._text[start:mark_from])}<mark{focus}>"
                f"{_escaped(self._text[mark_from:mark_to])}</mark>"
                f"{_escaped(self._text[mark_to:end])}"
            )
        return html if seen or not html else f'<span class="syntax">{html}</span>'


def _elements(document: Document, first: int, last: int, marked: _Marking) -> Iterator[str]:
    """`document.text[first:last]` as headings, paragraphs, lists and tables.

    They follow each other without a gap: the blank lines after a line belong to it.
    """
    lines = document.lines_in(first, last)
    if not lines:
        yield marked(first, last)
    starts = [first, *(line.start for line in lines[1:])]
    spans = zip(lines, starts, [*starts[1:], last], strict=False)
    tables = {row.start: block for block in document.blocks for row in block.parts}
    pages = set(document.page_starts)

    def page(start: int) -> str:
        # The words come from the style sheet: they are no part of the document's text.
        number = document.page_at(start)
        return f'<div class="page-start" data-page="{number}"></div>' if start in pages else ""

    def run(span: tuple[Block, int, int]) -> int:
        line = span[0]
        return tables[line.start].start if line.start in tables else -1 if line.mark else line.start

    for _run, group in groupby(spans, key=run):
        found = list(group)
        line = found[0][0]
        if (table := tables.get(line.start)) is not None:
            columns = [cell.column + 1 for row in table.parts for cell in row.parts]
            width = max([1, len(table.columns), *columns])
            # What stands above the header, a caption, is a row before it, in the order of the text.
            places = [at for at, (part, *_span) in enumerate(found) if part.kind == "header"]
            over = places[0] + 1 if places else 0
            head = "".join(_row(*one, width, marked) for one in found[:over])
            rows = "".join(_row(*one, width, marked) for one in found[over:])
            if not head:  # it stands before the window, or in a text of an earlier version nowhere
                names = (
                    f'<th scope="col" data-name="{_escaped(name)}"></th>' for name in table.columns
                )
                head = f"<tr>{''.join(names)}</tr>" if table.columns else ""
            head = f"<thead>{head}</thead>" if head else ""
            yield f"{page(found[0][1])}<table>{head}<tbody>{rows}</tbody></table>"
        elif line.mark:
            items = (
                f'<li class="item depth-{min(item.level, 4)}">{page(start)}{marked(start, end)}'
                "</li>"
                for item, start, end in found
            )
            yield f"<ul>{''.join(items)}</ul>"
        elif line.kind == "heading":
            tag = f"h{min(line.level + 2, 6)}"
            style = f"heading level-{min(line.level, 4)}"
            yield f'{page(found[0][1])}<{tag} class="{style}">{marked(*found[0][1:])}</{tag}>'
        else:
            style = ' class="note"' if line.kind == "note" else ""
            yield f"{page(found[0][1])}<p{style}>{marked(*found[0][1:])}</p>"


def _row(row: Block, start: int, end: int, width: int, marked: _Marking) -> str:
    """A row with each cell in its column; what stands between them is out of sight."""
    tag = 'th scope="col"' if row.kind == "header" else "td"
    cells = {cell.column: cell for cell in row.parts}
    if not cells or start > row.start or end < row.end:
        return f'<tr><td colspan="{width}">{marked(start, end)}</td></tr>'
    shown = []
    for column in range(width):
        words = ""
        if (cell := cells.get(column)) is not None:
            words = marked(start, cell.start, seen=False) + marked(cell.start, cell.end)
            start = cell.end
        shown.append(words)
    last = max(cells)
    shown[last] += marked(start, end, seen=False)
    return f"<tr>{''.join(f'<{tag}>{words}</{tag[:2]}>' for words in shown)}</tr>"
