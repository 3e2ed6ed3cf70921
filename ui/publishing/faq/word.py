"""An FAQ as a Word file: contents, topics as chapters, answers with their sources, all sources."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from corpus.wording import _
from ui.page.ask.render import shortened
from ui.publishing.faq.document import NOT_COVERED, FaqDocument
from ui.publishing.faq.shown_entry import Remark, ShownEntry
from ui.publishing.parts.office_file import moment
from ui.publishing.parts.sources import NumberedSource, ShownQuote
from ui.publishing.parts.word_answer import answer_block, sourced_words
from ui.publishing.parts.word_parts import Heading, WordFile, Words

HEADER_SHOWN = 90


def write(document: FaqDocument, template: Path | None = None) -> bytes:
    """The whole file, on the styles of `template`. Raises AssistantError where that is no base."""
    file = WordFile(template)
    headings = _headings(document)
    file.header_and_footer(shortened(document.title, HEADER_SHOWN), document.made_on)
    file.paragraph(document.title, "Title")
    file.paragraph(document.summary, "Subtitle")
    file.contents(_("Contents"), list(headings.values()))
    for place, topic in enumerate(document.topics):
        file.heading(headings[topic.anchor], new_page=place == 0)
        for item, other in topic.rows:
            if other is None:
                _entry(file, headings, item)
            else:
                file.columns([partial(_entry, file, headings, one) for one in (item, other)])
    if document.missing:
        file.heading(headings[NOT_COVERED])
        for item in document.missing:
            _entry(file, headings, item)
    if document.sources:
        file.heading(headings["sources"])
        for source in document.sources:
            _source(file, source, document)
    return file.to_bytes(document.title, document.summary, moment(document.faq.date))


def _headings(document: FaqDocument) -> dict[str, Heading]:
    """The headings in their order, by their anchors."""
    held: list[Heading] = []
    for topic in document.topics:
        held.append(Heading(1, topic.heading, topic.anchor))
        held += map(_question, topic.items)
    if document.missing:
        held.append(Heading(1, document.not_covered, NOT_COVERED))
        held += map(_question, document.missing)
    if document.sources:
        held.append(Heading(1, _("Sources"), "sources"))
    return {heading.anchor: heading for heading in held}


def _question(item: ShownEntry) -> Heading:
    return Heading(2, item.heading, item.anchor)


def _entry(file: WordFile, headings: dict[str, Heading], item: ShownEntry) -> None:
    file.heading(headings[item.anchor])
    for remark in item.before:
        file.paragraph(_remark(remark), "Remark", keep_next=True)
    if item.lead:
        file.paragraph(item.lead, "Short Answer")
    for block in item.printed:
        answer_block(file, block, _target)
    for quote in item.below:
        file.paragraph(
            [Words(f"“{quote.text}” "), *sourced_words(quote, quote.short, _target)], "Quote"
        )
    for remark in item.remarks:
        file.paragraph(_remark(remark), "Remark")


def _remark(remark: Remark) -> list[Words]:
    told = [Words(remark.label, bold=True)]
    if remark.text:
        told += [Words(f": {remark.text}")]
    if remark.leads_to:
        links = [Words(place, target=anchor) for place, anchor in remark.leads_to]
        told += [word for one in links for word in (Words(", "), one)]
        told[1] = Words(" ")
    return told


def _target(quote: ShownQuote) -> str:
    return f"source-{quote.source}"


def _source(file: WordFile, source: NumberedSource, document: FaqDocument) -> None:
    words = [Words(f"{source.number}.\t{source.reference}")]
    cited = [Words(document.place_of(one.anchor), target=one.anchor) for one in source.cited_by]
    commas = [word for one in cited for word in (Words(", "), one)]
    file.paragraph(
        [*words, Words(f" · {_('Cited by')}: "), *commas[1:]], "Reference", source.anchor
    )
