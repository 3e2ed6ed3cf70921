"""Answers and lists as HTML: pure functions, without gradio.

Everything that comes from a document or a person passes through `_escaped`. Links of the
form `#cite-…`, `#near-…` and `#doc-…` and buttons with a `data-` attribute are picked up by
`page.js`; nothing else in this HTML is active.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as _escaped

from assistant.answer import Answer, Citation
from index.passage import Passage
from index.records import DocumentRecord, FileReport, IngestProgress
from ui.export import as_markdown, as_text, place, readable_date, section

# Bands, because a percentage promises more than the score can keep.
EVIDENCE = ((0.7, "strong", 3), (0.4, "moderate", 2), (0.0, "weak", 1))
QUOTE_SHOWN = 320
ROWS_SHOWN = 200
STATUS_WORDS = {
    "indexed": "Added",
    "unchanged": "Already in the library",
    "duplicate": "Duplicate",
    "empty": "No text found",
    "encrypted": "Password-protected",
    "unsupported": "Not a supported format",
    "failed": "Failed",
    "waiting": "Waiting",
}
_MARKER = re.compile(r"\[(\d{1,3})\]")
_HEADING_SIGN = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_ITEM = re.compile(r"(?:[-•*–]|\d{1,2}[.)])\s+")


def turn(number: int, answer: Answer) -> str:
    """One question of the conversation with its answer; `number` makes its links unique."""
    busy = "false" if answer.complete else "true"
    return (
        f'<article class="turn" aria-busy="{busy}">'
        f'<h2 class="question">{_escaped(answer.asked_as)}</h2>{_body(number, answer)}</article>'
    )


def _body(number: int, answer: Answer) -> str:
    if not answer.complete and not answer.text:
        return '<p class="waiting" role="status">Reading the documents<span></span></p>'
    parts = [
        _not_found(answer) if answer.status == "not_found" else _answered(number, answer),
        _sources(number, answer.citations),
    ]
    if answer.status == "not_found" and answer.passages:
        parts.append(_nearest(number, answer.passages))
    if answer.complete:
        parts += [_status_line(answer), _notes(answer), _actions(number, answer)]
    return "".join(parts)


def _answered(number: int, answer: Answer) -> str:
    lead = ""
    if answer.short_answer and answer.short_answer.strip() != _unmarked(answer.text):
        lead = f'<p class="lead"><strong>{_escaped(answer.short_answer)}</strong></p>'
    return f'<div class="answer">{lead}{answer_text(number, answer)}</div>'


def _not_found(answer: Answer) -> str:
    reason = answer.text.strip()
    plain = "The documents do not say."
    rest = reason.removeprefix(plain).strip()
    more = f"<p>{_escaped(rest)}</p>" if rest else ""
    return f'<div class="answer not-found"><p class="lead"><strong>{plain}</strong></p>{more}</div>'


def answer_text(number: int, answer: Answer) -> str:
    """The answer's text as paragraphs and lists, with its markers as chips."""
    # Chips are set before the text is cut into blocks, so that a number inside a quote
    # (`[99]` is the document's own footnote) is told from a marker by its place.
    html, quoted = "", _quoted_spans(answer)
    citations = {citation.marker: citation for citation in answer.citations}
    last = 0
    for match in _MARKER.finditer(answer.text):
        citation = citations.get(int(match[1]))
        if citation is None or any(start <= match.start() < end for start, end in quoted):
            continue
        html += _escaped(answer.text[last : match.start()]) + chip(number, citation)
        last = match.end()
    html += _escaped(answer.text[last:])
    return "".join(_blocks(html))


def _quoted_spans(answer: Answer) -> list[tuple[int, int]]:
    quotes = {citation.quote for citation in answer.citations if _MARKER.search(citation.quote)}
    return [
        match.span() for quote in quotes for match in re.finditer(re.escape(quote), answer.text)
    ]


def chip(number: int, citation: Citation) -> str:
    """A footnote pill. Its brackets are there for those who copy or hear the text."""
    where = _escaped(_label(citation))
    return (
        f'<a href="#cite-{number}-{citation.marker}" class="cite" title="{where}"'
        f' aria-label="Source {citation.marker}: {where}">'
        f'<span class="bracket">[</span>{citation.marker}<span class="bracket">]</span></a>'
    )


def _label(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page is not None else ""
    return f"{citation.title or citation.source}{page}"


def _blocks(html: str) -> Iterable[str]:
    """Paragraphs and lists. A line end inside a sentence is the document's, not a break."""
    for block in re.split(r"\n\s*\n", html.strip()):
        words: list[str] = []
        items: list[str] = []
        tag = "ul"
        for line in filter(None, map(str.strip, block.splitlines())):
            if _ITEM.match(line):
                tag = tag if items else ("ol" if line[0].isdigit() else "ul")
                items.append(_ITEM.sub("", line, count=1))
            elif items:
                items[-1] += f" {line}"
            else:
                words.append(line)
        if words:
            yield f"<p>{' '.join(words)}</p>"
        if items:
            yield f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _unmarked(text: str) -> str:
    return " ".join(_MARKER.sub("", text).split())


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
            _HEADING_SIGN.sub("", passage.chunk.text),
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


def _card(href: str, mark: str, title: str, quote: str, facts: Iterable[str]) -> str:
    words = " ".join(quote.split())
    shown = words if len(words) <= QUOTE_SHOWN else words[: QUOTE_SHOWN - 1].rstrip() + "…"
    known = [f"<span>{_escaped(fact)}</span>" for fact in facts if fact]
    return (
        f'<li><a class="card" href="{href}"><span class="number" aria-hidden="true">{mark}</span>'
        f'<span class="card-title">{_escaped(title)}</span>'
        f'<span class="card-quote">{_escaped(shown)}</span>'
        f'<span class="facts">{"".join(known)}</span></a></li>'
    )


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
    if answer.question != answer.asked_as and not any(answer.question in note for note in notes):
        notes.insert(0, f"Searched for: {answer.question}")
    return "".join(f'<p class="note">{_escaped(note)}</p>' for note in notes)


def _actions(number: int, answer: Answer) -> str:
    # The texts wait in the page, so copying needs no round trip (browsers allow it only
    # within the click) and a download leaves no file behind on the server.
    return (
        '<div class="actions">'
        '<button type="button" data-copy="text">Copy answer</button>'
        f'<button type="button" data-download="answer-{number + 1}.md">Download</button>'
        f'<pre class="for-copy" hidden>{_escaped(as_text(answer))}</pre>'
        f'<pre class="for-download" hidden>{_escaped(as_markdown(answer))}</pre></div>'
    )


def empty_conversation(examples: Sequence[str], documents: int) -> str:
    """What a new conversation shows: what to expect, and questions to start with."""
    buttons = "".join(
        f'<button type="button" class="example" data-example="{number}">'
        f"{_escaped(example)}</button>"
        for number, example in enumerate(examples)
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


def notice(sentence: str) -> str:
    """One sentence to the user, or nothing."""
    return f'<p class="notice" role="alert">{_escaped(sentence)}</p>' if sentence else ""


def ingest_status(
    waiting: Sequence[str], reports: Sequence[FileReport], progress: str = "", share: float = 1.0
) -> str:
    """The files of an upload with what became of each, under a bar while work goes on."""
    rows = [(report.source, report.status, report.detail) for report in reports]
    rows += [(source, "waiting", "") for source in waiting]
    if not rows:
        return ""
    bar = (
        f'<div class="progress"><progress max="1" value="{share:.3f}" aria-label="Upload progress">'
        f'</progress><p role="status">{_escaped(progress)}</p></div>'
        if progress
        else ""
    )
    body = "".join(
        f'<tr><td class="file">{_escaped(source)}</td>'
        f'<td><span class="badge {status}">{STATUS_WORDS.get(status, status)}</span></td>'
        f"<td>{_escaped(detail)}</td></tr>"
        for source, status, detail in rows
    )
    return (
        f'{bar}<div class="scroll" tabindex="0" role="region" aria-label="Status per file">'
        "<table><thead><tr><th>File</th><th>Status</th><th>Details</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def progress_words(progress: IngestProgress, seconds: float) -> tuple[str, float]:
    """How far an upload is, in words with the time left, and as a share of 1."""
    share = progress.files_done / max(progress.files_total, 1)
    if progress.chunks_total:
        share = max(share, progress.chunks_done / progress.chunks_total)
    share = min(share, 1.0)
    words = f"{progress.files_done} of {counted(progress.files_total, 'file')}"
    if progress.chunks_total:
        words += f" · {progress.chunks_done:,} of {counted(progress.chunks_total, 'passage')}"
    if seconds > 2 and 0 < share < 1:
        words += f" · about {remaining(seconds * (1 - share) / share)} left"
    return words, share


def remaining(seconds: float) -> str:
    """A time to wait, no more exact than such an estimate is."""
    return counted(max(1, round(seconds)), "second") if seconds < 90 else (
        counted(round(seconds / 60), "minute")
    )


def library(records: Sequence[DocumentRecord], words: str = "") -> str:
    """The documents that hold every one of `words` in title, file, publisher or date."""
    wanted = words.casefold().split()
    found = [record for record in records if all(word in _searched(record) for word in wanted)]
    if not found:
        text = "No document matches the filter." if records else "The library is empty."
        return f'<p class="nothing">{text}</p>'
    rows = "".join(map(_library_row, found[:ROWS_SHOWN]))
    shown = counted(len(found), "document")
    if len(found) > ROWS_SHOWN:
        shown = f"The first {ROWS_SHOWN} of {shown}: narrow the filter to see others"
    heads = ("Document", "Publisher", "Date", "Pages", "Passages", "Added", "Actions")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f'<p class="count" role="status">{shown}</p>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Documents in the library">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _searched(record: DocumentRecord) -> str:
    facts = (record.title, record.source, *record.names, record.publisher, record.date)
    return " ".join(fact for fact in facts if fact).casefold()


def _library_row(record: DocumentRecord) -> str:
    title, identity = _escaped(record.title or record.source), _escaped(record.id)
    return (
        f'<tr><td data-head="Document"><a href="#doc-{identity}" class="title">{title}</a>'
        f'<span class="file">{_escaped(", ".join(record.names or (record.source,)))}</span></td>'
        f'<td data-head="Publisher">{_escaped(record.publisher or "–")}</td>'
        f'<td data-head="Date" class="day">{_escaped(readable_date(record.date) or "–")}</td>'
        f'<td data-head="Pages" class="figure">{record.pages or "–"}</td>'
        f'<td data-head="Passages" class="figure">{record.chunks:,}</td>'
        f'<td data-head="Added" class="day">{_escaped(readable_date(record.added_at[:10]))}</td>'
        f'<td><button type="button" class="quiet" data-remove="{identity}"'
        f' data-name="{title}" aria-label="Remove {title}">Remove</button></td></tr>'
    )


def documents_intro(suffixes: str) -> str:
    """The heading of the Documents tab."""
    return (
        '<section class="intro"><h2>Documents</h2><p>What is added here can be asked about at'
        f" once. Files stay on this machine. Read: {_escaped(suffixes)}.</p></section>"
    )


def done(sentence: str) -> str:
    """One sentence about something that went well."""
    return f'<p class="done" role="status">{_escaped(sentence)}</p>'
