"""PackDocument: a training pack as a document shows it, before any format, for one of two readers.

The participant's document holds nothing that tells an answer, so that no format can let one slip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import Answer
from assistant.training.pack import ActorKind, Pack, Quoted
from corpus.blocks import BAR
from corpus.wording import _, counted, later, readable_date
from corpus.wording import number as written_number
from ui.page.ask.export import LEAD_SHOWN
from ui.publishing.pack.quiz_section import ItemKey, QuizItem, item_key, quiz_item
from ui.publishing.pack.sources import PackSource, QuoteUses, Shelf, ShownSentence, Use
from ui.publishing.parts.answer_text import ShownBlock, blocks, plain
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import ShownQuote

Version = Literal["trainer", "participant"]
VERSIONS: dict[Version, str] = {
    "trainer": later("Trainer's version"),
    "participant": later("Participant's version"),
}
NO_TOPIC = later("Training pack")
PARTS = {
    "briefing": later("Briefing"),
    "timeline": later("Timeline"),
    "actors": later("Who is who"),
    "glossary": later("Glossary"),
    "questions": later("Likely questions"),
    "quiz": later("Quiz"),
    "key": later("Answer key"),
    "gaps": later("Not covered by the documents"),
    "rejected": later("Rejected items"),
    "notes": later("Notes"),
    "sources": later("Sources"),
}  # by their anchors, in their order
KINDS_OF_ACTORS: dict[ActorKind, str] = {
    "person": later("Person"),
    "office": later("Office"),
    "organisation": later("Organisation"),
    "country": later("Country"),
}
STATES = {"partial": later("Partly answered"), "not_found": later("Not found")}


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of the briefing under their heading."""

    heading: str
    anchor: str
    sentences: tuple[ShownSentence, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a table tells of a date, a term or an actor; `kind` is that of an actor."""

    name: str
    sentences: tuple[ShownSentence, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """A likely question; the model answer is empty in the participant's document."""

    number: int
    anchor: str
    text: str
    state: str = ""  # `Partly answered`, `Not found`; nothing where it is answered
    lead: str = ""
    blocks: tuple[ShownBlock, ...] = ()
    quotes: tuple[ShownQuote, ...] = ()

    def says(self, quote: ShownQuote) -> bool:
        """Whether the answer has the words of the quote already, of a row those of each cell."""
        said = one_line(plain(self.blocks, marked=False))
        cells = one_line(quote.text).split(BAR) if quote.header else [one_line(quote.text)]
        return all(cell in said for cell in cells)


@dataclass(frozen=True, slots=True)
class ReasonedText:
    """A text and the reason why it stands where it does: what is rejected, what is missing."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class PackDocument:
    """A whole pack for one reader; all texts are cleaned, and none is escaped for a format."""

    version: Version
    title: str
    audience: str
    form: str
    revision: int
    date: str  # ISO 8601
    day: str  # as people write it
    briefing: tuple[Part, ...]
    timeline: tuple[TableRow, ...]
    actors: tuple[TableRow, ...]
    glossary: tuple[TableRow, ...]
    questions: tuple[ModelQuestion, ...]
    quiz: tuple[QuizItem, ...]
    key: tuple[ItemKey, ...]
    gaps: tuple[ReasonedText, ...]
    rejected: tuple[ReasonedText, ...]
    notes: tuple[str, ...]
    cited: tuple[QuoteUses, ...]
    sources: tuple[PackSource, ...]

    @property
    def for_trainer(self) -> bool:
        return self.version == "trainer"

    @property
    def parts(self) -> dict[str, str]:
        """The titles of the parts that there are, by their anchors."""
        return {anchor: _(title) for anchor, title in PARTS.items() if getattr(self, anchor)}

    @property
    def kind(self) -> str:
        """`Trainer's version, form A`."""
        return _("{version}, form {form}").format(version=_(VERSIONS[self.version]), form=self.form)

    @property
    def summary(self) -> str:
        """For whom it is and what is in it, as sentences."""
        meant = _("For: {audience}").format(audience=self.audience.rstrip("."))
        audience = f"{meant}. " if self.audience else ""
        held = [counted(len(self.quiz), "quiz item")] if self.quiz else []
        held += [counted(len(self.questions), "likely question")] if self.questions else []
        held += [counted(len(self.sources), "source")] if self.sources else []
        return f"{audience}{', '.join(held)}." if held else audience.strip()

    @property
    def made(self) -> str:
        """The revision of the library and its day, as a sentence."""
        return _("Made from revision {revision} of the library, of {day}.").format(
            revision=written_number(self.revision), day=self.day
        )


def pack_document(pack: Pack, version: Version) -> PackDocument:
    """The document of a pack. A citation has the same number in both versions."""
    shelf = Shelf(pack)
    trainer = version == "trainer"
    quiz = tuple(quiz_item(number, item) for number, item in enumerate(pack.items, start=1))
    briefing = tuple(
        Part(
            one_line(part.heading),
            f"part-{number}",
            shelf.sentences(part.sentences, Use(_(PARTS["briefing"]), f"part-{number}")),
        )
        for number, part in enumerate(pack.briefing, start=1)
    )
    timeline = tuple(
        _row(one.shown or one.date, [Quoted(one.text, one.citation)], "timeline", shelf)
        for one in pack.timeline
    )
    actors = tuple(
        replace(_row(one.name, one.deeds, "actors", shelf), kind=_(KINDS_OF_ACTORS[one.kind]))
        for one in pack.actors
    )
    glossary = tuple(
        _row(one.term, [Quoted(one.definition, one.citation)], "glossary", shelf)
        for one in pack.glossary
    )
    questions = tuple(
        _question(number, answer, shelf if trainer else None)
        for number, answer in enumerate(pack.questions, start=1)
    )
    key = tuple(
        item_key(item, shown, shelf)
        for item, shown in zip(pack.items, quiz, strict=True)
        if trainer
    )
    return PackDocument(
        version=version,
        title=_capitalised(one_line(pack.topic)) or _(NO_TOPIC),
        audience=one_line(pack.audience),
        form=pack.form,
        revision=pack.revision,
        date=pack.date,
        day=one_line(readable_date(pack.date)),
        briefing=briefing,
        timeline=timeline,
        actors=actors,
        glossary=glossary,
        questions=questions,
        quiz=quiz,
        key=key,
        gaps=tuple(
            ReasonedText(one_line(one.text), _sentence(one.reason)) for one in pack.gaps if trainer
        ),
        rejected=tuple(
            ReasonedText(one_line(one.stem), _sentence(one.reason))
            for one in pack.rejected
            if trainer
        ),
        notes=tuple(one_line(note) for note in pack.notes if trainer),
        cited=shelf.cited(),
        sources=shelf.sources(),
    )


def _row(name: str, told: Sequence[Quoted], part: str, shelf: Shelf) -> TableRow:
    """A row of a table; where a sentence begins with the name and a colon, it is said once."""
    shown = one_line(name)
    return TableRow(
        shown,
        tuple(
            replace(sentence, text=sentence.text.removeprefix(f"{shown}: "))
            for sentence in shelf.sentences(told, Use(_(PARTS[part]), part))
        ),
    )


def _capitalised(text: str) -> str:
    """A topic as the title of a document, however it was typed."""
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    """The text with a capital letter and a full stop."""
    shown = one_line(text)
    stop = "" if not shown or shown.endswith((".", "?", "!")) else "."
    return shown[:1].upper() + shown[1:] + stop


def _question(number: int, answer: Answer, shelf: Shelf | None) -> ModelQuestion:
    asked = ModelQuestion(
        number, f"question-{number}", one_line(answer.asked_as or answer.question)
    )
    if shelf is None:
        return asked
    found = answer.status != "not_found"
    use = Use(_("Question {number}").format(number=number), asked.anchor)
    quotes: Mapping[int, ShownQuote] = {
        one.marker: shelf.quote(one, use) for one in (answer.citations if found else ())
    }
    short = one_line(answer.short_answer or "")
    repeats = one_line(answer.text).startswith(short) or len(short) > LEAD_SHOWN
    return ModelQuestion(
        number=asked.number,
        anchor=asked.anchor,
        text=asked.text,
        state=_(STATES[answer.status]) if answer.status in STATES else "",
        lead=short if found and not repeats else "",
        blocks=blocks(answer, quotes),
        quotes=tuple(dict.fromkeys(quotes.values())),
    )
