"""ShownEntry: an entry as documents show it, composed after those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer
from assistant.answer_parts import AnswerPart, MissingPart, WrittenPart, refused
from assistant.faq.entry import Entry
from assistant.faq.keeping.editing import EDITOR
from assistant.language_model.marks import worded_by, written_by
from corpus.language.identification import language_of
from corpus.wording import LANGUAGES, _, later, using
from ui.page.ask.export import headline
from ui.publishing.faq.once import PrintedOnce, emphasised, sourced
from ui.publishing.parts.answer_text import ShownBlock, blocks, plain
from ui.publishing.parts.nearest import ShownPassage, nearest
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.sources import ShownQuote, SourceNumbering

NO_TOPIC = later("Other questions")
STATES = {
    "draft": later("Draft"),
    "in_review": later("In review"),
    "approved": later("Approved"),
    "retired": later("Retired"),
}
STATUS = {"answered": later("Answered"), "partial": later("Partly answered")}
A_PART = later("the documents answer a part of the question only.")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said beside an answer: a word before it, what it is, and where that leads."""

    label: str
    text: str = ""
    leads_to: tuple[tuple[str, str], ...] = ()  # the numbers of entries, with their anchors


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as it is shown; all texts are cleaned, and none is escaped for a format.

    `blocks` are the whole answer and `quotes` its quotes, in the order of its markers; a list of
    data has these. What is printed are `printed`, without what an entry before it has printed,
    and `below`, the quotes whose words the answer does not have, as where a person has written
    it. `lead` is the short answer where its words are not in what is printed. `remarks` are in the
    language of the entry; those in `before` come first. `beside` is the anchor of the entry that
    asks the same in the other language, for the second of the two.
    """

    entry: Entry
    number: int  # the place of the entry in its list, from 1
    place: str  # its number in the document: `2.3`
    anchor: str
    id: str
    topic: str
    question: str
    language: str
    also_asked: tuple[str, ...]
    lead: str
    blocks: tuple[ShownBlock, ...]
    quotes: tuple[ShownQuote, ...]
    nearest: tuple[ShownPassage, ...]
    printed: tuple[ShownBlock, ...]
    below: tuple[ShownQuote, ...]
    before: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    beside: str = ""

    @property
    def heading(self) -> str:
        """The question as the editor has spelled it, with its number, from a capital on."""
        asked = self.question or self.id
        first, _space, rest = asked.partition(" ")
        return f"{self.place} {first.capitalize() if first.islower() else first} {rest}".strip()

    @property
    def text(self) -> str:
        """The answer as plain text, with the numbers of the document's sources."""
        return plain(self.blocks)

    @property
    def words(self) -> str:
        """The same without the numbers."""
        return plain(self.blocks, marked=False)

    @property
    def status(self) -> str:
        return _(STATUS.get(self.entry.answer.status, later("Not found")))

    @property
    def partial(self) -> bool:
        return self.entry.answer.status == "partial"


def marks(entry: Entry) -> list[str]:
    """What a language model wrote of an entry, and which; nothing where none did."""
    found = (worded_by(entry.question_by), written_by(entry.answer))
    return [one_line(told).rstrip(".") + "." for told in found if told]


def topic_name(entry: Entry) -> str:
    """The topic under which the entry is shown."""
    return one_line(entry.topic) or _(NO_TOPIC)


class Composing:
    """Makes the entries of one document in their order. With `mixed` states they are told."""

    def __init__(self, mixed: bool) -> None:
        self.numbering = SourceNumbering()
        self._once = PrintedOnce()
        self._mixed = mixed
        self._places: dict[str, str] = {}

    def item(
        self, number: int, entry: Entry, anchor: str, place: str, beside: str = ""
    ) -> ShownEntry:
        """An entry, after those that were made before it."""
        answer, id = entry.answer, one_line(entry.id)
        found = answer.status != "not_found"
        quotes = self.numbering.quotes(answer.citations if found else (), id, anchor)
        self._places[anchor] = place
        rest, gaps = _without_gaps(answer) if found else (answer, [])
        left, elsewhere, began = self._once.kept(
            anchor, blocks(rest, quotes), whole=answer.generator == EDITOR
        )
        said = plain(blocks(answer, quotes), marked=False)
        short = headline(answer)
        printed, shown = emphasised(sourced(left), short) if short else (sourced(left), True)
        language = language_of(entry.question)
        with using(language if language in LANGUAGES else "en"):
            remarks = self._remarks(entry, gaps)
            others = self._elsewhere(elsewhere, bool(left), began, beside)
        return ShownEntry(
            entry=entry,
            number=number,
            place=place,
            anchor=anchor,
            id=id,
            topic=topic_name(entry),
            question=one_line(entry.question),
            language=language,
            also_asked=tuple(one_line(wording.question) for wording in entry.merged),
            lead="" if shown else short,
            blocks=blocks(answer, quotes),
            quotes=tuple(quotes.values()),
            nearest=() if found else tuple(map(nearest, answer.passages)),
            printed=printed,
            below=tuple(
                one for one in quotes.values() if self._once.is_new(anchor, one.text, said)
            ),
            before=others if began else (),
            remarks=(*remarks, *(() if began else others)),
            beside=beside,
        )

    def _remarks(self, entry: Entry, gaps: Sequence[str]) -> list[Remark]:
        found = []
        if self._mixed and entry.state != "approved":
            found.append(Remark(_(STATES[entry.state])))
        if entry.merged:
            asked = "; ".join(one_line(wording.question) for wording in entry.merged)
            found.append(Remark(_("Also asked as"), asked))
        found += [Remark(told) for told in marks(entry)]
        found += [Remark(_("Not in the documents"), gap) for gap in gaps]
        if entry.answer.status == "partial" and not gaps:
            found.append(Remark(_("Partly answered"), _(A_PART)))
        return found

    def _elsewhere(
        self, anchors: Sequence[str], left: bool, began: bool, beside: str
    ) -> tuple[Remark, ...]:
        """Where the rest of an answer is printed."""
        others = tuple((self._places[one], one) for one in anchors if one != beside)
        if others:
            label = _("See first") if began else _("See also")
            return (Remark(label if left else _("The answer is given under"), leads_to=others),)
        if anchors and not left:
            return (Remark(_("The answer stands beside this, in the words of the document.")),)
        return ()


def _without_gaps(answer: Answer) -> tuple[Answer, list[str]]:
    """The answer without its parts on what is missing, and what these say."""
    parts: list[AnswerPart] = []
    gaps: list[str] = []
    for part in answer.parts:
        if isinstance(part, MissingPart):
            gaps.append(part.reason)
        elif isinstance(part, WrittenPart):
            told = part.text.split("\n\n")
            gaps += [gap for one in told if (gap := refused(one))]
            parts.append(WrittenPart("\n\n".join(one for one in told if not refused(one))))
        else:
            parts.append(part)
    asked = [one.question for one in answer.answers if one.status == "not_found"]
    gaps = [one_line(gap) for gap in gaps] or [f"“{one_line(one)}”" for one in asked]
    return replace(answer, parts=tuple(parts)), gaps
