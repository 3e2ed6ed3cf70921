"""A conversation, or one answer, as a Word file: answers with their quotes, and the sources."""

from __future__ import annotations

from corpus.wording import _
from ui.page.ask.render import shortened
from ui.publishing.conversation.document import ConversationDocument, ShownAnswer
from ui.publishing.parts.answer_text import ShownTable
from ui.publishing.parts.office_file import moment
from ui.publishing.parts.sources import NumberedSource, ShownQuote
from ui.publishing.parts.word_answer import answer_block, answer_table, quotes_below
from ui.publishing.parts.word_parts import Heading, WordFile, Words

HEADER_SHOWN = 90


def write(document: ConversationDocument) -> bytes:
    """The whole file."""
    file = WordFile()
    file.header_and_footer(shortened(document.title, HEADER_SHOWN), _("Policy assistant"))
    file.paragraph(document.title, "Title")
    file.paragraph(" ".join(filter(None, [document.summary, document.made])), "Subtitle")
    for item in document.items:
        if not document.is_single:
            file.heading(Heading(1, item.question, item.anchor))
        _answer(file, item)
    if document.sources:
        file.heading(Heading(1, _("Sources"), "sources"))
        for source in document.sources:
            _source(file, source, linked=not document.is_single)
    return file.to_bytes(document.title, document.made, moment(document.day))


def _answer(file: WordFile, item: ShownAnswer) -> None:
    for line in filter(None, [" · ".join(item.facts), *item.notes]):
        file.paragraph(line, "Facts")
    if item.lead:
        file.paragraph(item.lead, "Short Answer")
    for block in item.layout:
        if isinstance(block, ShownTable):
            answer_table(file, block, _target)
        else:
            answer_block(file, block, _target)
    quotes_below(file, item.quotes, _target)
    if item.nearest:
        file.paragraph([Words(_("Nearest passages (not the answer)"), bold=True)], keep_next=True)
    for one in item.nearest:
        file.paragraph(f"{one.place}\n“{one.text}”", "Nearest")


def _target(quote: ShownQuote) -> str:
    return f"source-{quote.source}"


def _source(file: WordFile, source: NumberedSource, linked: bool) -> None:
    words = [Words(f"{source.number}.\t{source.reference}")]
    if linked:
        cited = [Words(one.id, target=one.anchor) for one in source.cited_by]
        commas = [word for one in cited for word in (Words(", "), one)]
        words += [Words(f"\n{_('Cited by')} "), *commas[1:]]
    file.paragraph(words, "Reference", source.anchor)
