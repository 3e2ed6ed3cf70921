"""Every quote is read again from the stored document before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Status
from assistant.answer_parts import renumbered, written
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.wording import _, both, ngettext

_COUNT = re.compile(
    r"(\d+) of (\d+) quotes? verified(?:; (\d+) removed, not in the stored document)?\."
)
VERIFIED = both("{good} of {count} quote verified", "{good} of {count} quotes verified")


def verified(
    answer: Answer, read_document: Callable[[str], Document], doubts: Sequence[str] = ()
) -> Answer:
    """The answer without what does not stand, word for word, in its stored document.

    Citations whose quote differs are dropped with the lines that rest on them alone; the
    rest are numbered anew in the order of their first mention. An answer that loses its last
    citation becomes `not_found`. A complete answer notes how many of its quotes were verified.
    Where what is damaged may have kept the right passage away, which `doubts` say in sentences,
    these are its notes and it is no more than `partial`.
    """
    if doubts:
        status: Status = "partial" if answer.status == "answered" else answer.status
        notes = (*answer.notes, *doubts)
        answer = replace(answer, status=status, short_answer=None, notes=notes)
    if answer.status == "not_found":
        return answer
    checked = _checked(answer, read_document)
    if not answer.complete and len(checked.citations) == len(answer.citations):
        return checked
    good, total = len(checked.citations), len(answer.citations)
    note = f"{good} of {total} quote{'s' if total != 1 else ''} verified"
    if good < total:
        note += f"; {total - good} removed, not in the stored document"
    return replace(checked, notes=(*checked.notes, f"{note}."))


def is_count_of_quotes(note: str) -> bool:
    """Whether a note is the one of `verified`, which holds for the text as it was then."""
    return _COUNT.match(note) is not None


def note_said(note: str) -> str:
    """A note as the reader is told it: the count in the reader's language, others as they are."""
    match = _COUNT.fullmatch(note)
    if match is None:
        return note
    told = ngettext(*VERIFIED, int(match[2])).format(good=match[1], count=match[2])
    if match[3]:
        told += "; " + _("{count} removed, not in the stored document").format(count=match[3])
    return f"{told}."


def _checked(answer: Answer, read_document: Callable[[str], Document]) -> Answer:
    good = {c.marker: c for c in answer.citations if _stands(c, read_document)}
    issued = list(answer.markers)
    mentioned = [marker for marker in issued if marker in good]
    if mentioned == issued == [citation.marker for citation in answer.citations]:
        return answer
    numbers = {old: new for new, old in enumerate(mentioned, start=1)}
    if not mentioned:
        return replace(
            answer,
            status="not_found",
            parts=written("The documents could not be read again to check the answer."),
            short_answer=None,
            citations=(),
            confidence=0.0,
        )
    citations = tuple(replace(good[old], marker=numbers[old]) for old in mentioned)
    short = answer.short_answer
    if short is not None and answer.citations[0].marker not in good:
        short = None
    parts = renumbered(answer.parts, numbers)
    return replace(answer, parts=parts, short_answer=short, citations=citations)


def _stands(citation: Citation, read_document: Callable[[str], Document]) -> bool:
    try:
        document = read_document(citation.document_id)
    except LibraryError:
        return False
    return bool(citation.quote) and document.text[citation.start : citation.end] == citation.quote
