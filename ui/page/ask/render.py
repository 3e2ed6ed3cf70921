"""Answers as HTML: pure functions, without gradio.

Everything that comes from a document or a person passes through `_escaped`. Links of the
form `#cite-…`, `#near-…` and `#doc-…` and buttons with a `data-` attribute are picked up by
`page.js`; nothing else in this HTML is active.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape as _escaped

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextBlock, TextLine, TextTable
from assistant.answer_parts import LeadPart, MissingPart
from assistant.answering.verification import note_said
from assistant.language_model.marks import written_by
from assistant.requests.recognition import taken_as
from corpus import wording
from corpus.language.list_marks import SIGNS
from corpus.wording import _, both, counted, later, ngettext, readable_date
from index.passage import Passage
from ui.page.ask.actions import actions
from ui.page.ask.export import LEAD_SHOWN, html_table, place, section
from ui.page.language import other_language_of

# Bands, because a percentage promises more than the score can keep.
EVIDENCE = ((0.8, later("strong"), 3), (0.6, later("moderate"), 2), (0.0, later("weak"), 1))
NOT_SHOWN = both(
    "The first question of this long conversation is not shown here; a download has them.",
    "The first {count} questions of this long conversation are not shown here; a download has"
    " them.",
)
NOT_KEPT = both(
    "The first question of this long conversation is no longer kept.",
    "The first {count} questions of this long conversation are no longer kept.",
)
QUOTE_SHOWN = 320
OPENING_SHARE = 0.6
FACT_SHOWN = 90
_LINE_SIGN = re.compile(rf"^(?:#{{1,6}}|[-*{SIGNS}])\s+", re.MULTILINE)


def turn(number: int, answer: Answer, ahead: int = 0, kept: int | None = None) -> str:
    """One question of the conversation with its answer; `number` makes its links unique. It waits
    for `ahead` others to be answered; `kept` is its number in the file of conversations.
    """
    busy = "false" if answer.complete else "true"
    anchor = f' id="turn-{kept}"' if kept else ""
    return (
        f'<article class="turn"{anchor} data-turn="{number}" aria-busy="{busy}">'
        f'<h2 class="question"{other_language_of(answer.asked_as)}>{_escaped(answer.asked_as)}</h2>'
        f"{_body(number, answer, ahead, kept)}</article>"
    )


def _body(number: int, answer: Answer, ahead: int, kept: int | None) -> str:
    if not answer.complete and not answer.parts:
        others = ngettext(
            "{count} question is answered before yours",
            "{count} questions are answered before yours",
            ahead,
        )
        now = others.format(count=wording.number(ahead)) if ahead else _("Reading the documents")
        return f'<p class="waiting" role="status">{now}<span></span></p>'
    if answer.is_reply:
        spoken = other_language_of(answer.text)
        return f'<div class="answer"{spoken}><p>{_escaped(answer.text)}</p></div>{_replied(answer)}'
    parts = [
        _not_found(answer) if answer.status == "not_found" else _answered(number, answer),
        _sources(number, answer.citations),
    ]
    if answer.status == "not_found" and answer.passages:
        parts.append(_nearest(number, answer.passages))
    if answer.complete:
        parts += [_status_line(answer), _taken_as(answer), _notes(answer)]
        parts.append(actions(number, answer, kept))
    return "".join(parts)


def _replied(answer: Answer) -> str:
    """What stands below a reply for which nothing was searched: questions to go on with."""
    buttons = "".join(
        f'<button type="button" class="example" data-example{other_language_of(choice)}>'
        f"{_escaped(choice)}</button>"
        for choice in answer.choices
    )
    return f'<div class="examples">{buttons}</div>{_taken_as(answer)}'


def _taken_as(answer: Answer) -> str:
    """For what kind of request the words were taken, where that is no question, and a way back."""
    words = taken_as(answer.request)
    if not words:
        return ""
    told = _("Taken as {kind}.").format(kind=words)
    return (
        f'<p class="note">{_escaped(told)} <button type="button" class="quiet"'
        f' data-as-question="{_escaped(answer.asked_as)}">{_("Search the documents for it")}'
        "</button></p>"
    )


def _answered(number: int, answer: Answer) -> str:
    text, short = answer_text(number, answer), (answer.short_answer or "").strip()
    spoken = other_language_of(answer.words)
    if not short or len(short) > LEAD_SHOWN or short == answer.words:
        return f'<div class="answer"{spoken}>{text}</div>'
    opening = answer.blocks[0].lines[0][0].text if answer.blocks else ""
    if short in opening and len(short) > OPENING_SHARE * len(opening):
        # The first sentence says little else: bold there, instead of saying it twice.
        bold = _escaped(short)
        text = text.replace(bold, f"<strong>{bold}</strong>", 1)
        return f'<div class="answer"{spoken}>{text}</div>'
    lead = f'<p class="lead"><strong>{_escaped(short)}</strong></p>'
    return f'<div class="answer"{spoken}>{lead}{text}</div>'


def _not_found(answer: Answer) -> str:
    missing = next((part for part in answer.parts if isinstance(part, MissingPart)), None)
    reason = missing.reason if missing else answer.text.strip()
    said = _escaped(reason[:1].upper() + reason[1:])
    more = f"<p{other_language_of(reason)}>{said}</p>" if reason else ""
    plain = f'<p class="lead"><strong>{_("The documents do not say.")}</strong></p>'
    for part in answer.parts:
        if isinstance(part, LeadPart):  # what is not done, before what the documents do not say
            plain = f"<p{other_language_of(part.text)}>{_escaped(part.text)}</p>{plain}"
    return f'<div class="answer not-found">{plain}{more}</div>'


def answer_text(number: int, answer: Answer) -> str:
    """The answer as paragraphs, lists and tables, with its markers as chips."""
    citations = {citation.marker: citation for citation in answer.citations}

    def set_line(line: TextLine) -> str:
        return _line(number, line, citations)

    return "".join(
        f'<div class="scroll compared" tabindex="0" role="region" aria-label="{_("Table")}">'
        f"{html_table(block, set_line)}</div>"
        if isinstance(block, TextTable)
        else _block(block, set_line)
        for block in answer.layout
    )


def _block(block: TextBlock, set_line: Callable[[TextLine], str]) -> str:
    lines = list(map(set_line, block.lines))
    if block.kind == "paragraph":
        return f"<p>{''.join(lines)}</p>"
    tag = "ul" if block.kind == "bullets" else "ol"
    start = f' start="{block.first}"' if block.first != 1 else ""
    return f"<{tag}{start}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"


def _line(number: int, line: TextLine, citations: Mapping[int, Citation]) -> str:
    html = ""
    for run, after in zip(line, (*line[1:], None), strict=True):
        if run.marker is not None:
            html += chip(number, citations[run.marker])
        elif after is not None:  # a chip stays on the line of the word it stands behind
            html += _escaped(run.text.rstrip(" ")) + "\N{NO-BREAK SPACE}" * run.text.endswith(" ")
        else:
            html += _escaped(run.text)
    return html


def chip(number: int, citation: Citation) -> str:
    """A footnote pill. Its brackets are there for those who copy or hear the text."""
    where = _escaped(_label(citation))
    return (
        f'<a href="#cite-{number}-{citation.marker}" class="cite" title="{where}"'
        f' aria-label="{_("Source {number}").format(number=citation.marker)}: {where}">'
        f'<span class="bracket">[</span>{citation.marker}<span class="bracket">]</span></a>'
    )


def _label(citation: Citation) -> str:
    page = _("p. {page}").format(page=citation.page) if citation.page is not None else ""
    where = place(citation) if citation.place else page
    return ", ".join(filter(None, (citation.title or citation.source, where)))


def _sources(number: int, citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    cards = [
        _card(
            f"#cite-{number}-{citation.marker}",
            str(citation.marker),
            citation.title or citation.source,
            citation.quote,
            [
                citation.publisher or "",
                readable_date(citation.date),
                place(citation),
                citation.source,
            ],
            citation.validity,
        )
        for citation in citations
    ]
    return f'<section class="sources"><h3>{_("Sources")}</h3><ol>{"".join(cards)}</ol></section>'


def _nearest(number: int, passages: Sequence[Passage]) -> str:
    cards = [
        _card(
            f"#near-{number}-{rank}",
            "≈",
            passage.title or passage.source,
            _LINE_SIGN.sub("", passage.chunk.text),
            [
                passage.publisher or "",
                readable_date(passage.date),
                section(passage.chunk.headings, passage.title),
                passage.source,
            ],
        )
        for rank, passage in enumerate(passages, start=1)
    ]
    return (
        f'<section class="sources nearest"><h3>{_("Nearest passages")}'
        f" <span>{_('(not an answer)')}</span></h3>"
        f"<ol>{''.join(cards)}</ol></section>"
    )


def _card(
    href: str, mark: str, title: str, quote: str, facts: Iterable[str], validity: str | None = None
) -> str:
    shown = shortened(quote, QUOTE_SHOWN)
    known = [f"<span>{_escaped(shortened(fact, FACT_SHOWN))}</span>" for fact in facts if fact]
    badge = f'<span class="badge not_in_force">{_escaped(validity)}</span>' if validity else ""
    return (
        f'<li><a class="card" href="{href}"><span class="number" aria-hidden="true">{mark}</span>'
        f'<span class="card-title"{other_language_of(title)}>{_escaped(title)}</span>{badge}'
        f'<span class="card-quote"{other_language_of(shown)}>{_escaped(shown)}</span>'
        f'<span class="facts">{"".join(known)}</span></a></li>'
    )


def shortened(text: str, limit: int) -> str:
    """`text` on one line, cut to `limit` characters."""
    words = " ".join(text.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def evidence(confidence: float) -> tuple[str, int]:
    """The band of a confidence and how many of three dots it fills."""
    return next((word, dots) for floor, word, dots in EVIDENCE if max(confidence, 0.0) >= floor)


def _status_line(answer: Answer) -> str:
    facts = []
    if answer.status == "not_found":
        facts.append(_("No answer found in the library"))
    else:
        documents = len({citation.document_id for citation in answer.citations})
        told = (
            _("Answered from {passages} in {documents}")
            if answer.status == "answered"
            else _("Partly answered from {passages} in {documents}")
        )
        passages = counted(len(answer.citations), "passage")
        facts.append(told.format(passages=passages, documents=counted(documents, "document")))
        word, dots = evidence(answer.confidence)
        meter = "".join(f'<i class="{"on" if dot < dots else ""}"></i>' for dot in range(3))
        facts.append(
            f'{_("confidence")} {_(word)} <span class="meter" aria-hidden="true">{meter}</span>'
        )
    facts.append(elapsed(answer.elapsed_ms))
    return f'<p class="status">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'


def elapsed(milliseconds: float) -> str:
    """`85 ms` or `1.2 s`; nothing where it was not measured."""
    if milliseconds <= 0:
        return ""
    if milliseconds < 1000:
        return _("{count} ms").format(count=wording.number(milliseconds))
    return _("{count} s").format(count=wording.number(milliseconds / 1000, 1))


def _notes(answer: Answer) -> str:
    notes = [*map(note_said, answer.notes)]
    if answer.question != answer.asked_as and not notes:
        notes = [_("Searched for: {question}").format(question=answer.question)]
    if who := written_by(answer):
        notes.insert(0, who)
    return "".join(
        f'<p class="note"{other_language_of(note)}>{_escaped(note)}</p>' for note in notes
    )


def empty_conversation(examples: Sequence[str], documents: int) -> str:
    """What a new conversation shows: what to expect, and questions to start with."""
    buttons = "".join(
        f'<button type="button" class="example" data-example{other_language_of(example)}>'
        f"{_escaped(example)}</button>"
        for example in examples
    )
    if documents:
        line = _(
            "Every answer is quoted word for word from the {documents} in the library, with its"
            " source beside it."
        ).format(documents=counted(documents, "document"))
    else:
        line = _("The library is empty. Add documents under “Documents”, then ask.")
    tried = f'<p class="try">{_("Try one of these")}</p><div class="examples">{buttons}</div>'
    return (
        f'<section class="welcome"><h2>{_("What do the documents say?")}</h2>'
        f"<p>{line}</p>{tried if buttons else ''}</section>"
    )


def let_go(count: int, kept: bool = False) -> str:
    """That a conversation has grown so long that its first questions are not shown any more."""
    told = ngettext(*(NOT_SHOWN if kept else NOT_KEPT), count).format(count=wording.number(count))
    return f'<p class="note">{told}</p>'


def notice(sentence: str) -> str:
    """One sentence to the user, or nothing."""
    return f'<p class="notice" role="alert">{_escaped(sentence)}</p>' if sentence else ""


def done(sentence: str) -> str:
    """One sentence about something that went well."""
    return f'<p class="done" role="status">{_escaped(sentence)}</p>'
