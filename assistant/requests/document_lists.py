"""Which documents there are, as a table whose rows are cited, and what is known of one."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextRun
from assistant.answer_parts import LeadPart, TablePart
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.language.identification import reply_language
from index.question import Question
from index.store.records import DocumentRecord

MOST = 20  # documents that are listed
MOST_CHARACTERS = 90  # of an issuer
CONFIDENCE = 0.9
_COLUMNS = {
    "en": ("Document", "Number", "Date", "Issuer"),
    "vi": ("Tài liệu", "Số hiệu", "Ngày", "Cơ quan ban hành"),
}
_LEADS = {
    "en": ("{} of {} documents, newest first:", "{} documents, newest first:", "1 document:"),
    "vi": ("{} trong {} tài liệu, mới nhất trước:", "{} tài liệu, mới nhất trước:", "1 tài liệu:"),
}

Read = Callable[[str], Document]


def listed(
    question: Question, records: Iterable[DocumentRecord], read: Read, most: int = MOST
) -> Answer | None:
    """The documents of these records, newest first, up to `most`, each cited by its title or first
    line; None where there are none that can be read."""
    language = reply_language(question.text)
    ordered = sorted(records, key=lambda one: (one.date or "", one.source), reverse=True)
    rows: list[tuple[str, ...]] = []
    citations: list[Citation] = []
    for record in ordered:
        if len(rows) == most:
            break
        with suppress(LibraryError):
            document = read(record.id)
            span = title_span(document)
            if span is None:
                continue
            citations.append(Citation.of(document, *span, len(rows) + 1))
            rows.append(_row(record))
    if not rows:
        return None
    of_them, whole, one = _LEADS[language]
    said = of_them if len(ordered) > len(rows) else whole if len(rows) > 1 else one
    columns, rows = _filled(_COLUMNS[language], rows)
    lead = LeadPart((TextRun(said.format(len(rows), len(ordered))),))
    table = TablePart(columns, tuple(rows), tuple(range(1, len(rows) + 1)))
    return Answer.found(question, (lead, table), citations, CONFIDENCE)


def title_span(document: Document) -> tuple[int, int] | None:
    """Where a document says what it is called: its title, or else its first line."""
    title = document.title or ""
    at = document.text.find(title) if title else -1
    if at >= 0:
        return at, at + len(title)
    first = next((line for line in document.lines if line.text.strip()), None)
    return None if first is None else (first.start, first.end)


def _row(record: DocumentRecord) -> tuple[str, ...]:
    issuer = textwrap.shorten(record.publisher or "", MOST_CHARACTERS, placeholder=" …")
    told = (record.title or record.source, record.number, record.date)
    return (*(value or "" for value in told), issuer)


def _filled(
    columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns in which something stands."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    return tuple(columns[place] for place in kept), [
        tuple(row[place] for place in kept) for row in rows
    ]
