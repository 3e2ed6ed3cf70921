"""ConversationDocument: answers as a document shows them, before any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date

from assistant.answer import Answer
from assistant.answering.verification import note_said
from assistant.language_model.marks import written_by
from corpus.wording import _, counted, later, readable_date
from ui.page.ask.export import headline
from ui.page.ask.render import evidence
from ui.publishing.parts.answer_text import ShownBlock, ShownTable, layout
from ui.publishing.parts.nearest import ShownPassage, nearest
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import NumberedSource, ShownQuote, SourceNumbering

STATUS = {
    "answered": later("Answered"),
    "partial": later("Partly answered"),
    "not_found": later("Not found"),
}
MADE = later("Made on {date} by the policy assistant, from the documents that are quoted.")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question with its answer; all texts are cleaned, and none is escaped for a format.

    `lead` is what is said before the text; `facts` how sure the answer is, `notes` what else is to
    be known of it, as which documents were searched. `nearest` is empty where there is an answer.
    """

    anchor: str
    question: str
    lead: str
    layout: tuple[ShownBlock | ShownTable, ...]
    quotes: tuple[ShownQuote, ...]
    nearest: tuple[ShownPassage, ...]
    facts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationDocument:
    """A conversation under its first question, or one answer, whose question is the title."""

    title: str
    made: str
    items: tuple[ShownAnswer, ...]
    sources: tuple[NumberedSource, ...]
    day: str  # ISO 8601

    @property
    def is_single(self) -> bool:
        return len(self.items) == 1

    @property
    def summary(self) -> str:
        """How many questions there are; nothing for one."""
        return "" if self.is_single else f"{counted(len(self.items), 'question')}."


def conversation_document(name: str, answers: Sequence[Answer], day: Date) -> ConversationDocument:
    """The document of some answers, in their order; sources are numbered for all of it."""
    numbering = SourceNumbering()
    items = [_item(number, one, numbering) for number, one in enumerate(answers, start=1)]
    return ConversationDocument(
        title=one_line(name) or _("Conversation"),
        made=_(MADE).format(date=readable_date(day.isoformat())),
        items=tuple(items),
        sources=numbering.sources(),
        day=day.isoformat(),
    )


def _item(number: int, answer: Answer, numbering: SourceNumbering) -> ShownAnswer:
    anchor, found = f"question-{number}", answer.status != "not_found"
    cited = answer.citations if found else ()
    quotes = numbering.quotes(cited, _("question {number}").format(number=number), anchor)
    missing = not found and not answer.is_reply
    return ShownAnswer(
        anchor=anchor,
        question=one_line(answer.asked_as),
        lead=headline(answer),
        layout=layout(answer, quotes),
        quotes=tuple(quotes.values()),
        nearest=tuple(map(nearest, answer.passages)) if missing else (),
        facts=() if answer.is_reply else _facts(answer),
        notes=_notes(answer),
    )


def _facts(answer: Answer) -> tuple[str, ...]:
    status = _(STATUS[answer.status])
    if answer.status == "not_found":
        return (status,)
    return status, f"{_('confidence')} {_(evidence(answer.confidence)[0])}"


def _notes(answer: Answer) -> tuple[str, ...]:
    notes = [one_line(note_said(note)) for note in answer.notes]
    if answer.question != answer.asked_as and not notes:
        notes = [_("Searched for: {question}").format(question=one_line(answer.question))]
    return tuple(filter(None, [one_line(written_by(answer)), *notes]))
