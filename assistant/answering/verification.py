"""Every quote is read again from the stored document before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Citation
from assistant.conflicts.conflicts import without_lead
from corpus.document import Document
from corpus.errors import LibraryError

_MARKER = re.compile(r"\s?\[(\d+)\]")

_COUNT = re.compile(r"\d+ of \d+ quotes? verified")


def verified(answer: Answer, read_document: Callable[[str], Document]) -> Answer:
    """The answer without what does not stand, word for word, in its stored document.

    Citations whose quote differs are dropped with the lines that rest on them alone; the
    rest are numbered anew in the order of their first mention. An answer that loses its last
    citation becomes `not_found`. A complete answer notes how many of its quotes were verified.
    """
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


def _checked(answer: Answer, read_document: Callable[[str], Document]) -> Answer:
    good = {c.marker: c for c in answer.citations if _stands(c, read_document)}
    issued = list(dict.fromkeys(int(match[1]) for match in _MARKER.finditer(answer.text)))
    mentioned = [marker for marker in issued if marker in good]
    if mentioned == issued == [citation.marker for citation in answer.citations]:
        return answer
    numbers = {old: new for new, old in enumerate(mentioned, start=1)}
    text = _rewritten(without_lead(answer.text), numbers)
    if not mentioned:
        return replace(
            answer,
            status="not_found",
            text="The documents could not be read again to check the answer.",
            short_answer=None,
            citations=(),
            confidence=0.0,
        )
    citations = tuple(replace(good[old], marker=numbers[old]) for old in mentioned)
    short = answer.short_answer
    if short is not None and answer.citations[0].marker not in good:
        short = None
    return replace(answer, text=text, short_answer=short, citations=citations)


def _stands(citation: Citation, read_document: Callable[[str], Document]) -> bool:
    try:
        document = read_document(citation.document_id)
    except LibraryError:
        return False
    return bool(citation.quote) and document.text[citation.start : citation.end] == citation.quote


def _rewritten(text: str, numbers: dict[int, int]) -> str:
    """The text with markers renumbered, and without the pieces whose marker is gone."""
    pieces: list[str] = []
    start = 0
    for match in _MARKER.finditer(text):
        if int(match[1]) in numbers:
            pieces.append(f"{text[start : match.start()]} [{numbers[int(match[1])]}]")
        start = match.end()
    return "".join(pieces).strip()
