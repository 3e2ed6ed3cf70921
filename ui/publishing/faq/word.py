"""An FAQ as a Word file: contents, topics, answers with linked sources, what is not covered."""

from __future__ import annotations

from pathlib import Path

from corpus.wording import _, later, number
from ui.page.ask.render import shortened
from ui.publishing.faq.document import FaqDocument, ShownEntry
from ui.publishing.parts.office_file import moment
from ui.publishing.parts.sources import NumberedSource, ShownQuote
from ui.publishing.parts.word_answer import answer_block, quotes_below
from ui.publishing.parts.word_parts import Heading, WordFile, Words

HEADER_SHOWN = 90
NOT_COVERED_MEANING = later(
    "The documents of the library do not answer these questions. The passages shown are the nearest"
    " ones in it; they are not the answer."
)


def write(document: FaqDocument, template: Path | None = None) -> bytes:
    """The whole file, on the styles of `template`. Raises AssistantError where that is no base."""
    file = WordFile(template)
    headings = _headings(document)
    file.header_and_footer(
        shortened(document.title, HEADER_SHOWN),
        _("Library revision {revision}").format(revision=number(document.revision))
        + f" · {document.made_on}",
    )
    file.paragraph(document.title, "Title")
    file.paragraph(f"{document.summary} {document.made}", "Subtitle")
    file.contents(_("Contents"), list(headings.values()))
    for place, topic in enumerate(document.topics):
        file.heading(headings[topic.anchor], new_page=place == 0)
        for item in topic.items:
            file.heading(headings[item.anchor])
            _answered(file, item)
    if document.missing:
        file.heading(headings["not-covered"], new_page=True)
        file.paragraph(_(NOT_COVERED_MEANING))
        for item in document.missing:
            file.heading(headings[item.anchor])
            _missing(file, item)
    if document.sources:
        file.heading(headings["sources"], new_page=True)
        for source in document.sources:
            _source(file, source)
    return file.to_bytes(document.title, document.made, moment(document.faq.date))


def _headings(document: FaqDocument) -> dict[str, Heading]:
    """The headings in their order, by their anchors."""
    held: list[Heading] = []
    for topic in document.topics:
        held.append(Heading(1, topic.name, topic.anchor))
        held += map(_question, topic.items)
    if document.missing:
        held.append(Heading(1, _("Not covered by the documents"), "not-covered"))
        held += map(_question, document.missing)
    if document.sources:
        held.append(Heading(1, _("Sources"), "sources"))
    return {heading.anchor: heading for heading in held}


def _question(item: ShownEntry) -> Heading:
    return Heading(2, item.question or item.id, item.anchor)


def _answered(file: WordFile, item: ShownEntry) -> None:
    _facts(file, item, item.status if item.partial else "")
    _also_asked(file, item)
    if item.lead:
        file.paragraph(item.lead, "Short Answer")
    for block in item.blocks:
        answer_block(file, block, _target)
    quotes_below(file, item.quotes, _target)


def _missing(file: WordFile, item: ShownEntry) -> None:
    _facts(file, item, item.topic)
    _also_asked(file, item)
    for block in item.blocks:
        answer_block(file, block, _target)
    if item.nearest:
        file.paragraph([Words(_("Nearest passages (not the answer)"), bold=True)])
    for one in item.nearest:
        file.paragraph(f"{one.place}\n“{one.text}”", "Nearest")


def _facts(file: WordFile, item: ShownEntry, first: str) -> None:
    shown = [Words(fact, bold=fact in (first, item.state)) for fact in _told(item, first)]
    dots = [word for one in shown for word in (Words(" · "), one)]
    file.paragraph(dots[1:], "Facts")


def _told(item: ShownEntry, first: str) -> list[str]:
    return [fact for fact in (first, item.state, *item.facts) if fact]


def _also_asked(file: WordFile, item: ShownEntry) -> None:
    if item.also_asked:
        file.paragraph(f"{_('Also asked as')}: {'; '.join(item.also_asked)}", "Facts")


def _target(quote: ShownQuote) -> str:
    return f"source-{quote.source}"


def _source(file: WordFile, source: NumberedSource) -> None:
    words = [Words(f"{source.number}.\t{source.reference}")]
    cited = [Words(one.id, target=one.anchor) for one in source.cited_by]
    commas = [word for one in cited for word in (Words(", "), one)]
    file.paragraph([*words, Words(f"\n{_('Cited by')}: "), *commas[1:]], "Reference", source.anchor)
