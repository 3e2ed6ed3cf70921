"""Links of the Training tab to passages, and the source panel behind them.

A link names the passage itself, `#training-DOCUMENT-START-END`, so that it opens whatever pack
it stands in and whatever became of that since.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape as _escaped

from assistant.answer import Answer, Citation
from assistant.training.citing import cite
from corpus.errors import DocumentNotFound
from corpus.wording import _, readable_date
from ui.page import source_panel as panel
from ui.page.ask import render
from ui.page.ask.events import Answers, Events
from ui.page.ask.export import columns, place, quoted_reference
from ui.page.language import other_language_of

_LINK = re.compile(r"training-([0-9a-f]{16})-(\d{1,9})-(\d{1,9})")
_CHAT_LINK = re.compile(r'href="#cite-0-(\d{1,4})"')


class PageEvents(Events):
    """The events of the page, whose source panel knows the links of this tab too."""

    def _view(self, key: str, answers: Answers) -> panel.View:
        match = _LINK.fullmatch(key)
        if match is None:
            return super()._view(key, answers)
        start, end = int(match[2]), int(match[3])
        view = self._document(key, _("Source"), match[1])
        if not 0 <= start < end <= len(view.document.text):
            raise DocumentNotFound(_("This passage is not in the document. Open the pack again."))
        reference = quoted_reference(cite(view.document, start, end))
        return replace(view, start=start, end=end, reference=reference)


def href(citation: Citation) -> str:
    """The link to a passage."""
    return f"#training-{_escaped(citation.document_id)}-{citation.start}-{citation.end}"


def chip(citation: Citation) -> str:
    """A footnote pill, as under an answer of the chat."""
    return _relinked(render.chip(0, citation), [citation])


def answer_text(answer: Answer) -> str:
    """The text of an answer with its markers as chips."""
    return _relinked(render.answer_text(0, answer), answer.citations)


def words(text: str) -> str:
    """Words of a document, with each block of it on a line of its own."""
    return "<br>".join(line.strip() for line in _escaped(text).split("\n") if line.strip())


def proof(citation: Citation) -> str:
    """A passage within a line: its words, of a row behind what its columns are called."""
    names = f"<small>{_escaped(columns(citation.header))}</small> " if citation.columns else ""
    return f"{names}<q>{words(citation.quote)}</q>"


def card(citation: Citation) -> str:
    """A passage that settles something: its words, where it stands, and a link that opens it."""
    facts = [citation.publisher or "", readable_date(citation.date), place(citation)]
    facts = [*(fact for fact in facts if fact), citation.source]
    listed = "".join(
        f"<span>{_escaped(render.shortened(fact, render.FACT_SHOWN))}</span>" for fact in facts
    )
    title = _escaped(citation.title or citation.source)
    return (
        f'<figure class="passage"><blockquote{other_language_of(citation.quote)}>'
        f"{words(citation.quote)}</blockquote>"
        f'<figcaption><strong>{title}</strong><span class="facts">{listed}</span></figcaption>'
        f'<a class="button" href="{href(citation)}">{_("Open the passage")}'
        f'<span class="unseen"> {_("in {title}").format(title=title)}</span></a></figure>'
    )


def _relinked(html: str, citations: list[Citation] | tuple[Citation, ...]) -> str:
    """HTML that was made for the chat's answer 0, with its links to the passages themselves.

    Words of documents are escaped there, so that none of them can look like a link.
    """
    known = {str(citation.marker): citation for citation in citations}
    return _CHAT_LINK.sub(lambda match: f'href="{href(known[match[1]])}"', html)
