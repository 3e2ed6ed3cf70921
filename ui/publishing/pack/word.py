"""A training pack as a Word file: briefing, tables, questions, quiz, and for trainers the key."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from assistant.training.pack import Pack
from corpus.wording import _, number
from ui.page.ask.render import shortened
from ui.publishing.pack.document import (
    ModelQuestion,
    PackDocument,
    ReasonedText,
    TableRow,
    Version,
    pack_document,
)
from ui.publishing.pack.quiz_section import ItemKey, QuizItem
from ui.publishing.pack.sources import ShownSentence
from ui.publishing.parts.office_file import moment
from ui.publishing.parts.sources import ShownQuote
from ui.publishing.parts.word_answer import answer_block, mark, quote_source, quotes_below
from ui.publishing.parts.word_look import MARK
from ui.publishing.parts.word_parts import Heading, TableCellWords, WordFile, Words

HEADER_SHOWN = 90
BOX = "\u2610"
GAP, FIELD = "_" * 12, "_" * 4  # for words; for a letter or a number
NOTE_LINES = 3


def write(pack: Pack, version: Version) -> bytes:
    """The whole file: the same bytes for the same pack."""
    document = pack_document(pack, version)
    file = WordFile()
    file.header_and_footer(
        shortened(document.title, HEADER_SHOWN),
        f"{document.kind} · "
        + _("Library revision {revision}").format(revision=number(document.revision)),
    )
    file.paragraph(document.title, "Title")
    file.paragraph(document.kind, "Subtitle")
    file.paragraph(f"{document.summary} {document.made}".strip())
    file.contents(_("Contents"), _contents(document))
    before = ""
    for anchor, title in document.parts.items():
        new_page = before in ("", "quiz") or anchor in ("quiz", "key")
        file.heading(Heading(1, title, anchor), new_page)
        _PARTS[anchor](file, document)
        before = anchor
    return file.to_bytes(document.title, f"{document.kind}. {document.made}", moment(document.date))


def _contents(document: PackDocument) -> list[Heading]:
    held: list[Heading] = []
    for anchor, title in document.parts.items():
        held.append(Heading(1, title, anchor))
        if anchor == "briefing":
            held += [Heading(2, part.heading, part.anchor) for part in document.briefing]
    return held


def _briefing(file: WordFile, document: PackDocument) -> None:
    for part in document.briefing:
        file.heading(Heading(2, part.heading, part.anchor))
        for sentence in part.sentences:
            file.bullet(_sentence(sentence), keep_next=bool(sentence.items))
            for item in sentence.items:
                file.paragraph([Words("–\t"), Words(item)], "Option")


def _timeline(file: WordFile, document: PackDocument) -> None:
    file.table({_("Date"): 3.6, _("What happened"): 12.4}, [_row(row) for row in document.timeline])


def _actors(file: WordFile, document: PackDocument) -> None:
    file.table({_("Who"): 4.6, _("What they do"): 11.4}, [_row(row) for row in document.actors])


def _glossary(file: WordFile, document: PackDocument) -> None:
    file.table({_("Term"): 4.6, _("Meaning"): 11.4}, [_row(row) for row in document.glossary])


def _row(row: TableRow) -> list[TableCellWords]:
    name: list[Sequence[Words]] = [[Words(row.name, bold=True)]]
    return [
        [*name, [Words(row.kind)]] if row.kind else name,
        [_sentence(one) for one in row.sentences],
    ]


def _sentence(sentence: ShownSentence) -> list[Words]:
    return [Words(f"{sentence.text}\u00a0"), mark(sentence.quote, MARK, _target)]


def _target(quote: ShownQuote) -> str:
    return quote.anchor


def _questions(file: WordFile, document: PackDocument) -> None:
    for question in document.questions:
        file.heading(Heading(3, f"{question.number}. {question.text}", question.anchor))
        if document.for_trainer:
            _answer(file, question)
        else:
            for line in range(NOTE_LINES):
                file.paragraph("\t", "Answer Line", keep_next=line < NOTE_LINES - 1)


def _answer(file: WordFile, question: ModelQuestion) -> None:
    if question.state:
        file.paragraph([Words(question.state, bold=True)], "Facts")
    if question.lead:
        file.paragraph(question.lead, "Short Answer")
    for block in question.blocks:
        last = block is question.blocks[-1]
        answer_block(file, block, _target, keep_next=last and bool(question.quotes))
    for quote in question.quotes:
        if question.says(quote):
            quote_source(file, quote, _target, keep_next=quote is not question.quotes[-1])
        else:
            quotes_below(file, [quote], _target)


def _quiz(file: WordFile, document: PackDocument) -> None:
    if not document.for_trainer:
        file.paragraph(
            f"{_('Name')} {'_' * 34}   {_('Date')} {'_' * 14}   "
            + _("Score {field} of {all}").format(field="_" * 5, all=len(document.quiz))
        )
    for item in document.quiz:
        _item(file, item, f"key-{item.number}" if document.for_trainer else "")


def _item(file: WordFile, item: QuizItem, key: str) -> None:
    file.heading(Heading(3, f"{item.number}. {GAP.join(item.stem)}", item.anchor))
    task = [Words(item.task)]
    file.paragraph([*task, Words("  "), Words(_("Key"), target=key)] if key else task, "Facts")
    if item.type == "matching":
        file.table(
            {_("Letter"): 1.6, _("Match each of these"): 5.6, _("with one of these"): 8.8},
            [
                [
                    [[Words(f"{place}. {FIELD}")]] if left else [],
                    [[Words(left)]] if left else [],
                    [[Words(f"{option.letter}.  {option.text}")]] if option else [],
                ]
                for place, (left, option) in enumerate(
                    zip_longest(item.left, item.options), start=1
                )
            ],
            keep_together=True,
        )
        return
    if item.type == "true_false":
        choices = "\u2003".join(f"{BOX} {option.text}" for option in item.options)
        file.paragraph(choices, "Choices")
        return
    ordering = item.type == "ordering"
    for option in item.options:
        file.paragraph(
            f"{FIELD if ordering else BOX}\t{option.letter}. {option.text}",
            "Numbered Option" if ordering else "Option",
            keep_next=option is not item.options[-1],
        )
    if not item.options:
        file.paragraph(f"{_('Answer')} \t", "Answer Line")


def _key(file: WordFile, document: PackDocument) -> None:
    file.heading(Heading(2, _("At a glance"), "key-at-a-glance"))
    file.table(
        {_("Item"): 1.4, _("Answer"): 8.0, _("Type"): 3.6, _("Difficulty"): 3.0},
        [
            [
                [[Words(str(key.item.number), target=key.anchor)]],
                [[Words(key.short, bold=True)]],
                [[Words(key.kind)]],
                [[Words(key.difficulty)]],
            ]
            for key in document.key
        ],
    )
    file.heading(Heading(2, _("In full"), "key-in-full"))
    for key in document.key:
        _item_key(file, key)


def _item_key(file: WordFile, key: ItemKey) -> None:
    file.heading(Heading(3, f"{key.item.number}. {key.item.words}", key.anchor))
    facts = Words(" · ".join(key.facts))
    file.paragraph([facts, Words(" · "), Words(_("to the item"), target=key.item.anchor)], "Facts")
    for line in key.lines:
        file.paragraph(line, "Key")
    if key.accepted:
        file.paragraph(
            _("Also right: {forms}").format(forms="; ".join(key.accepted)), keep_next=True
        )
    quotes_below(file, key.quotes, _target)


def _gaps(file: WordFile, document: PackDocument) -> None:
    _told(file, _("What is not covered"), document.gaps)


def _rejected(file: WordFile, document: PackDocument) -> None:
    _told(file, _("Item"), document.rejected)


def _told(file: WordFile, name: str, told: Sequence[ReasonedText]) -> None:
    file.table(
        {name: 8.0, _("Reason"): 8.0},
        [[[[Words(one.text)]], [[Words(one.reason)]]] for one in told],
    )


def _notes(file: WordFile, document: PackDocument) -> None:
    for note in document.notes:
        file.bullet([Words(note)])


def _sources(file: WordFile, document: PackDocument) -> None:
    if document.cited:
        file.heading(Heading(2, _("Places cited"), "places"))
    for one in document.cited:
        words = [Words(f"{one.quote.label}.\t{one.quote.reference}")]
        if document.for_trainer:
            uses = [Words(use.name.replace(" ", "\u00a0"), target=use.anchor) for use in one.uses]
            words += [word for use in uses for word in (Words(" · "), use)]
        file.paragraph(words, "Place", one.quote.anchor)
    file.heading(Heading(2, _("Documents"), "documents"))
    for source in document.sources:
        file.paragraph(f"{source.number}.\t{source.reference}", "Reference", source.anchor)


_PARTS = {
    "briefing": _briefing,
    "timeline": _timeline,
    "actors": _actors,
    "glossary": _glossary,
    "questions": _questions,
    "quiz": _quiz,
    "key": _key,
    "gaps": _gaps,
    "rejected": _rejected,
    "notes": _notes,
    "sources": _sources,
}
