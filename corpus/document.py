"""Document and Chunk: the first two of the five nouns.

Everything about a place in a document (page, heading path, sentence) is computed from
character offsets into `Document.text`; nothing is ever searched for after the fact.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a document: its offset, its level (1 = title) and its words."""

    start: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one file, as text.

    `id` is the first 16 hex digits of the sha256 of the file's bytes, so the same bytes are
    always the same document. `source` is the file name as the user gave it; `publisher` is
    who the document says published it. `date` is ISO 8601 (`2025-03-26`, `2025-03` or
    `2025`). `page_starts[i]` is the offset where page i + 1 begins (empty: no pages).
    `headings` are in order of `start`; each heading's words stand in `text` at `start`.
    """

    id: str
    source: str
    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) that holds `offset`, or None where the format has no pages."""
        if not self.page_starts:
            return None
        return max(1, bisect_right(self.page_starts, offset))

    def heading_path_at(self, offset: int) -> tuple[str, ...]:
        """The title, then the headings above `offset`, outermost first.

        A heading line is under itself; the title is not repeated where it is a heading too.
        """
        path: list[Heading] = []
        for heading in self.headings:
            if heading.start > offset:
                break
            while path and path[-1].level >= heading.level:
                path.pop()
            path.append(heading)
        words = tuple(heading.text for heading in path)
        return (self.title, *words) if self.title and self.title not in words[:1] else words


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of a document: `document.text[chunk.start:chunk.end] == chunk.text`, always."""

    document_id: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None
