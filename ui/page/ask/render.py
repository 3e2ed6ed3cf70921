"""Answers as HTML: pure functions, without gradio.

Everything that comes from a document or a person passes through `_escaped`. Links of the
form `#cite-…`, `#near-…` and `#doc-…` and buttons with a `data-` attribute are picked up by
`page.js`; nothing else in this HTML is active.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape as _escaped

from assistant.answer import Answer, Citation
from assistant.answer_parts import LeadPart, MissingPart, TextLine
from assistant.requests.recognition import taken_as
from corpus.language.list_marks import SIGNS
from index.passage import Passage
from ui.page.ask.actions import actions
from ui.page.ask.export import LEAD_SHOWN, place, readable_date, section

# Bands, because a percentage promises more than the score can keep.
EVIDENCE = ((0.8, "strong", 3), (0.6, "moderate", 2), (0.0, "weak", 1))
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
        f'<h2 class="question">{_escaped(answer.asked_as)}</h2>'
        f"{_body(number, answer, ahead, kept)}</article>"
    )


def _body(number: int, answer: Answer, ahead: int, kept: int | None) -> str:
    if not answer.complete and not answer.parts:
        others = "1 question is" if ahead == 1 else f"{ahead} questions are"
        now = f"{others} answered before yours" if ahead else "Reading the documents"
        return f'<p class="waiting" role="status">{now}<span></span></p>'
    if answer.is_reply:
        return f'<div class="answer"><p>{_escaped(answer.text)}</p></div>{_replied(answer)}'
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
        f'<button type="button" class="example" data-example>{_escaped(choice)}</button>'
        for choice in answer.choices
    )
    return f'<div class="examples">{buttons}</div>{_taken_as(answer)}'


def _taken_as(answer: Answer) -> str:
    """For what kind of request the words were taken, where that is no question, and a way back."""
    words = taken_as(answer.request)
    if not words:
        return ""
    return (
        f'<p class="note">Taken as {_escaped(words)}. <button type="button" class="quiet"'
        f' data-as-question="{_escaped(answer.asked_as)}">Search the documents for it</button></p>'
    )


def _answered(number: int, answer: Answer) -> str:
    text, short = answer_text(number, answer), (answer.short_answer or "").strip()
    if not short or len(short) > LEAD_SHOWN or short == answer.words:
        return f'<div class="answer">{text}</div>'
    opening = answer.blocks[0].lines[0][0].text if answer.blocks else ""
    if short in opening and len(short) > OPENING_SHARE * len(opening):
        # The first sentence says little else: bold there, instead of saying it twice.
        bold = _escaped(short)
        return f'<div class="answer">{text.replace(bold, f"<strong>{bold}</strong>", 1)}</div>'
    lead = f'<p class="lead"><strong>{_escaped(short)}</strong></p>'
    return f'<div class="answer">{lead}{text}</div>'


def _not_found(answer: Answer) -> str:
    missing = next((part for part in answer.parts if isinstance(part, MissingPart)), None)
    reason = missing.reason if missing else answer.text.strip()
    more = f"<p>{_escaped(reason[:1].upper() + reason[1:])}</p>" if reason else ""
    plain = '<p class="lead"><strong>The documents do not say.</strong></p>'
    for part in answer.parts:
        if isinstance(part, LeadPart):  # what is not done, before what the documents do not say
            plain = f"<p>{_escaped(part.text)}</p>{plain}"
    return f'<div class="answer not-found">{plain}{more}</div>'


def answer_text(number: int, answer: Answer) -> str:
    """The answer as paragraphs and lists, with its markers as chips."""
    citations = {citation.marker: citation for citation in answer.citations}
    html = ""
    for block in answer.blocks:
        lines = [_line(number, line, citations) for line in block.lines]
        if block.kind == "paragraph":
            html += f"<p>{''.join(lines)}</p>"
        else:
            tag = "ul" if block.kind == "bullets" else "ol"
            start = f' start="{block.first}"' if block.first != 1 else ""
            html += f"<{tag}{start}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    return html


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
        f' aria-label="Source {citation.marker}: {where}">'
        f'<span class="bracket">[</span>{citation.marker}<span class="bracket">]</span></a>'
    )


def _label(citation: Citation) -> str:
    page = f"p. {citation.page}" if citation.page is not None else ""
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
    return f'<section class="sources"><h3>Sources</h3><ol>{"".join(cards)}</ol></section>'


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
        '<section class="sources nearest"><h3>Nearest passages <span>(not an answer)</span></h3>'
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
        f'<span class="card-title">{_escaped(title)}</span>{badge}'
        f'<span class="card-quote">{_escaped(shown)}</span>'
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
        facts.append("No answer found in the library")
    else:
        documents = len({citation.document_id for citation in answer.citations})
        verb = "Answered" if answer.status == "answered" else "Partly answered"
        facts.append(
            f"{verb} from {counted(len(answer.citations), 'passage')}"
            f" in {counted(documents, 'document')}"
        )
        word, dots = evidence(answer.confidence)
        meter = "".join(f'<i class="{"on" if dot < dots else ""}"></i>' for dot in range(3))
        facts.append(f'confidence {word} <span class="meter" aria-hidden="true">{meter}</span>')
    facts.append(elapsed(answer.elapsed_ms))
    return f'<p class="status">{"".join(f"<span>{fact}</span>" for fact in facts if fact)}</p>'


def elapsed(milliseconds: float) -> str:
    """`85 ms` or `1.2 s`; nothing where it was not measured."""
    if milliseconds <= 0:
        return ""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def counted(count: int, noun: str) -> str:
    """`1 passage`, `2 passages`, `12,000 passages`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _notes(answer: Answer) -> str:
    notes = list(answer.notes)
    if answer.question != answer.asked_as and not notes:
        notes = [f"Searched for: {answer.question}"]
    return "".join(f'<p class="note">{_escaped(note)}</p>' for note in notes)


def empty_conversation(examples: Sequence[str], documents: int) -> str:
    """What a new conversation shows: what to expect, and questions to start with."""
    buttons = "".join(
        f'<button type="button" class="example" data-example>{_escaped(example)}</button>'
        for example in examples
    )
    if documents:
        line = (
            f"Every answer is quoted word for word from the {counted(documents, 'document')} in"
            " the library, with its source beside it."
        )
    else:
        line = "The library is empty. Add documents under “Documents”, then ask."
    tried = f'<p class="try">Try one of these</p><div class="examples">{buttons}</div>'
    return (
        '<section class="welcome"><h2>What do the documents say?</h2>'
        f"<p>{line}</p>{tried if buttons else ''}</section>"
    )


def let_go(count: int, kept: bool = False) -> str:
    """That a conversation has grown so long that its first questions are not shown any more."""
    first, are = ("first question", "is") if count == 1 else (f"first {count} questions", "are")
    end = "not shown here; a download has them" if kept else "no longer kept"
    return f'<p class="note">The {first} of this long conversation {are} {end}.</p>'


def notice(sentence: str) -> str:
    """One sentence to the user, or nothing."""
    return f'<p class="notice" role="alert">{_escaped(sentence)}</p>' if sentence else ""


def done(sentence: str) -> str:
    """One sentence about something that went well."""
    return f'<p class="done" role="status">{_escaped(sentence)}</p>'
