"""Every quote is read again from the stored document before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Citation
from corpus.document import Document
from corpus.errors import LibraryError

_MARKER = re.compile(r"\s?\[(\d+)\]")


def verified(answer: Answer, read_document: Callable[[str], Document]) -> Answer:
    """The answer without what does not stand, word for word, in its stored document.

    Citations whose quote differs are dropped with the lines that rest on them alone; the
    rest are numbered anew in the order of their first mention. An answer that loses its last
    citation becomes `not_found`. Notes say how many were removed.
    """
    if answer.status == "not_found":
        return answer
    good = {c.marker: c for c in answer.citations if _stands(c, read_document)}
    issued = list(dict.fromkeys(int(match[1]) for match in _MARKER.finditer(answer.text)))
    mentioned = [marker for marker in issued if marker in good]
    if mentioned == issued == [citation.marker for citation in answer.citations]:
        return answer
    numbers = {old: new for new, old in enumerate(mentioned, start=1)}
    text = _rewritten(answer.text, numbers)
    removed = len(answer.citations) - len(mentioned)
    note = f"{removed} quote{'s' if removed != 1 else ''} removed: not in the stored document."
    notes = (*answer.notes, note) if removed else answer.notes
    if not mentioned:
        return replace(
            answer,
            status="not_found",
            text="The documents could not be read again to check the answer.",
            short_answer=None,
            citations=(),
            confidence=0.0,
            notes=notes,
        )
    citations = tuple(replace(good[old], marker=numbers[old]) for old in mentioned)
    short = answer.short_answer
    if short is not None and answer.citations[0].marker not in good:
        short = None
    return replace(answer, text=text, short_answer=short, citations=citations, notes=notes)


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
