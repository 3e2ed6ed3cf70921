"""Pins: where each quote of an entry stood, and where its words stand now.

A quote that was only wrapped, hyphenated or moved anew still says what it said. So texts are
compared without line breaks, hyphens between letters and the form of quotation marks, and a
quote is found again only as whole sentences: `Members pay.` is not said by a text that has
`Only some Members pay.`
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, Protocol

from assistant.answer import Answer, Citation
from corpus.document import Document
from corpus.errors import DocumentNotFound, LibraryDamaged
from corpus.language.sentences import sentence_spans
from corpus.told_text import told_line
from index.store.records import DocumentRecord

PinState = Literal["stands", "moved", "changed", "removed", "gone"]


class Documents(Protocol):
    """What is needed of the library; the assistant has it."""

    def record(self, id_or_name: str, /) -> DocumentRecord: ...
    def read(self, document_id: str, /) -> Document: ...


@dataclass(frozen=True, slots=True)
class StoredDocuments:
    """The documents of a library, by what finds and reads them there."""

    record: Callable[[str], DocumentRecord]
    read: Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Pin:
    """A quote at its place: `sha256` is that of `document.text[start:end]`, as UTF-8.

    `marker` is the number that stands for it in the entry's text.
    """

    marker: int
    document_id: str
    source: str
    start: int
    end: int
    sha256: str


def pin(citation: Citation) -> Pin:
    return Pin(
        citation.marker,
        citation.document_id,
        citation.source,
        citation.start,
        citation.end,
        _digest(citation.quote),
    )


def used(answer: Answer) -> tuple[Citation, ...]:
    """The citations whose marker stands in the text: an editor may have dropped others."""
    mentioned = set(answer.markers)
    return tuple(citation for citation in answer.citations if citation.marker in mentioned)


def pins_of(answer: Answer) -> tuple[Pin, ...]:
    """A pin for each citation that the text uses."""
    return tuple(pin(citation) for citation in used(answer))


class Versions:
    """The documents that count now; each is looked up, and read, at most once.

    For one run only: it does not see what is added or removed meanwhile.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._records: dict[str, DocumentRecord | None] = {}
        self._texts: dict[str, Document | None] = {}
        self._folded: dict[str, Folded] = {}

    def current(self, citation: Citation) -> Document | None:
        """The newest version of the cited document.

        Where the library has it no more, the document that has its name now; None where there
        is none, or its stored text is damaged.
        """
        record = self._record(citation.document_id) or self._record(citation.source)
        seen: set[str] = set()
        while record is not None and record.superseded_by and record.id not in seen:
            seen.add(record.id)
            record = self._record(record.superseded_by)
        return None if record is None else self._read(record.id)

    def place(self, citation: Citation) -> tuple[PinState | None, Citation, Document | None]:
        """Where the words of a citation stand now, with the document that was searched.

        `stands` or `moved`, then with the citation at its place today; None where those words
        stand there no more.
        """
        document = self.current(citation)
        if document is None:
            return None, citation, None
        here = document.id == citation.document_id and bool(citation.quote)
        if here and document.text[citation.start : citation.end] == citation.quote:
            span: tuple[int, int] | None = (citation.start, citation.end)
            if citation.source in self._names(document):
                return "stands", citation, document
        else:
            span = self._find(citation, document)
        if span is None:
            return None, citation, document
        return "moved", self._at(citation, document, *span), document

    def knows(self, document_id: str) -> bool:
        """Whether the library has this document, in this version or as one that was replaced."""
        return self._record(document_id) is not None

    def _find(self, citation: Citation, document: Document) -> tuple[int, int] | None:
        if document.id not in self._folded:
            self._folded[document.id] = Folded(document.text)
        folded = self._folded[document.id]
        spans = list(folded.places(citation.quote))
        if not spans and self._was_part(citation):
            spans = list(folded.places(citation.quote, whole=False))
        spans = spans or list(_told_rows(document, citation.quote))
        under_same = (s for s in spans if document.heading_path_at(s[0]) == citation.headings)
        return next(under_same, spans[0] if spans else None)

    def _was_part(self, citation: Citation) -> bool:
        """Whether a quote was no whole sentence where it was taken from: of a very long one."""
        old = self._read(citation.document_id)
        return (
            old is not None
            and old.text[citation.start : citation.end] == citation.quote
            and not _whole(old.text, citation.start, citation.end)
        )

    def _at(self, citation: Citation, document: Document, start: int, end: int) -> Citation:
        names = self._names(document)
        found = Citation.of(document, start, end, citation.marker)
        return replace(found, source=citation.source) if citation.source in names else found

    def _names(self, document: Document) -> Iterable[str]:
        record = self._record(document.id)
        return () if record is None else record.names

    def _record(self, id_or_name: str) -> DocumentRecord | None:
        if id_or_name not in self._records:
            try:
                self._records[id_or_name] = self._documents.record(id_or_name)
            except DocumentNotFound:
                self._records[id_or_name] = None
        return self._records[id_or_name]

    def _read(self, document_id: str) -> Document | None:
        if document_id not in self._texts:
            try:
                self._texts[document_id] = self._documents.read(document_id)
            except (DocumentNotFound, LibraryDamaged):
                self._texts[document_id] = None
        return self._texts[document_id]


def _told_rows(document: Document, quote: str) -> Iterator[tuple[int, int]]:
    """The rows of tables that a quote tells with the names of their columns, as rows stood in the
    texts of earlier versions."""
    if ": " in quote:
        for line in document.lines:
            if line.kind == "row" and same_words(told_line(document, line), quote):
                yield line.start, line.end


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in line breaks, spaces and hyphenation alone."""
    return Folded(one).text == Folded(other).text


# What does not stay as it is: a hyphen between letters, with the line break that it may stand at;
# spaces, of which one is left between two words (most are that, and are not looked at), none
# beside a mark, and one before a figure, since `5. 3` is not `5.3`.
_TYPESET = re.compile(
    r"(?=[-\xad\s])(?:(?<=[^\W\d_])[-\xad]\s*(?=[^\W\d_])|\xad"
    r"|(?P<space>(?<=\w)(?! \w)\s+(?=\w)|(?<=[^\w\s])(?! \d)\s+(?=\d))"
    r"|(?<!\w)\s+(?!\d)|\s+(?!\w))"
)
_SIGNS = str.maketrans("‐‑–‘’‚“”„", "---'''\"\"\"")


class Folded:
    """A text as it is compared, with the way back to the places in the original."""

    def __init__(self, original: str) -> None:
        self._original = original
        pieces: list[str] = []
        self._folded_starts: list[int] = []
        self._original_starts: list[int] = []
        length = position = 0
        signs = original.translate(_SIGNS)  # letter for letter: the places stay
        for match in (*_TYPESET.finditer(signs), None):
            end = match.start() if match else len(signs)
            if position < end:
                self._folded_starts.append(length)
                self._original_starts.append(position)
                pieces.append(signs[position:end])
                length += end - position
            if match and match["space"]:
                self._folded_starts.append(length)
                self._original_starts.append(end)
                pieces.append(" ")
                length += 1
            position = match.end() if match else end
        self.text = "".join(pieces)

    def places(self, quote: str, whole: bool = True) -> Iterator[tuple[int, int]]:
        """(start, end) in the original wherever these words stand: as whole sentences, or
        anywhere between words.
        """
        wanted, fits = Folded(quote).text, _whole if whole else _between_words
        found = self.text.find(wanted) if wanted else -1
        while found >= 0:
            start, end = self._place(found), self._place(found + len(wanted) - 1) + 1
            if fits(self._original, start, end):
                yield start, end
            found = self.text.find(wanted, found + 1)

    def _place(self, folded: int) -> int:
        piece = bisect_right(self._folded_starts, folded) - 1
        return self._original_starts[piece] + folded - self._folded_starts[piece]


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a sentence begins at the one place and one ends at the other."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    spans = sentence_spans(text, line, len(text) if stop < 0 else stop)
    return any(first == start for first, _ in spans) and any(last == end for _, last in spans)


def _between_words(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over either place."""
    return not any(_INSIDE.match(text, place - 1) for place in (start, end) if place > 0)


_INSIDE = re.compile(r"\w\w")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
