"""What was found in a file, and what was not: the report that its owner reads.

Counted from the document itself, so that a stored one tells the same; only what its reader left
out (`Document.notes`, `scanned`, `hidden`) is known where the file has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.document import Document
from corpus.wording import _, both, later, ngettext, number

# Letters that no font names, and UTF-8 that was read as another encoding: "Äiá»u" for "Điều".
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
MISREAD = re.compile("[ÃÂÄÅÆá][\u0080-\u00bf»º‘’“”•–—€™šœžŸ„…†‡ˆ‰‹›Š]|â€.|Æ[°¡]")
SIGN = re.compile(r"[^\w\s.,;:()\[\]\"'“”‘’/%&+*=<>$€£¥°§|•·…☐☒☑✓✗✘_–—-]")
MIN_CHARACTERS = 40  # that tell whether a page is text
UNREADABLE_SHARE, MISREAD_SHARE, SIGN_SHARE = 0.1, 0.02, 0.25
PAGES_TOLD = 12
TWIN_SHARE = 0.9
TABLES, NO_TABLES = both("{count} table", "{count} tables"), later("no tables")
PAGES = both("{count} page", "{count} pages")
HIDDEN = both("{count} piece of hidden text", "{count} pieces of hidden text")
NOT_HIDDEN = later("no hidden text")
NEARLY = later("nearly the same as {name} ({count} in 100)")
NEARLY_WITH_OTHER_FIGURES = later("nearly the same as {name} ({count} in 100), with other figures")
MISSING = {
    ("title", "date"): later("no title and no date"),
    ("title",): later("no title"),
    ("date",): later("no date"),
}


@dataclass(frozen=True, slots=True)
class Twin:
    """A document of the library that says nearly the same.

    `share` is how much of what both say is the same (0 to 1). `same_figures` says that the
    numbers in them are the same too.
    """

    document_id: str
    source: str
    share: float
    same_figures: bool

    @property
    def counts_once(self) -> bool:
        """Whether it is the same document in another file, as a decree as Word and as PDF."""
        return self.same_figures and self.share >= TWIN_SHARE


@dataclass(frozen=True, slots=True)
class ContentReport:
    """What was found in one file. Pages count from 1; `pages` is 0 in formats without.

    `empty` are the pages without a word, `scanned` those of them that are pictures, `garbled`
    those whose letters cannot be read (1 for all of a file without pages). `hidden` counts pieces
    of text that nobody sees, `left_out` says what was not read, or read otherwise, and why;
    `unread` what stands beside the text, or is there for programs, and how many of it there are.
    `missing` names what the document does not tell of itself: `title`, `date`.
    """

    pages: int
    text_pages: int
    empty: tuple[int, ...]
    scanned: tuple[int, ...]
    garbled: tuple[int, ...]
    characters: int
    tables: int
    hidden: int
    left_out: tuple[str, ...]
    unread: Mapping[str, int]
    missing: tuple[str, ...]
    twins: tuple[Twin, ...] = ()

    def remarks(self) -> tuple[str, ...]:
        """What matters of all this beside `left_out`, a few words each."""
        return tuple(self._remarks())

    def _remarks(self) -> Iterator[str]:
        for twin in self.twins:
            if twin.counts_once:
                yield _("twin of {name}, with which it counts once").format(name=twin.source)
                continue
            told = _(NEARLY if twin.same_figures else NEARLY_WITH_OTHER_FIGURES)
            yield told.format(name=twin.source, count=int(100 * twin.share))
        bare = [page for page in self.empty if page not in self.scanned]
        if bare:
            yield _("no text on {pages}").format(pages=pages_told(bare))
        if self.garbled and self.pages:
            told = _("letters that cannot be read on {pages}")
            yield told.format(pages=pages_told(self.garbled))
        elif self.garbled:
            yield _("letters that cannot be read")
        if self.missing:
            yield _(MISSING[self.missing])

    def details(self) -> tuple[str, ...]:
        """All of it as lines: for who asks for more than one line a file."""
        told = [
            _("{characters} characters, {tables}").format(
                characters=number(self.characters), tables=_counted(self.tables, TABLES, NO_TABLES)
            )
        ]
        if self.pages:
            pages = _counted(self.pages, PAGES)
            told.append(
                _("{count} of {pages} with text").format(count=number(self.text_pages), pages=pages)
            )
        if self.scanned:
            pictures = _("pictures without a text layer: {pages}")
            told.append(pictures.format(pages=pages_told(self.scanned)))
        told.append(_counted(self.hidden, HIDDEN, NOT_HIDDEN))
        if self.unread:
            beside = ", ".join(f"{_(what)} ({number(n)})" for what, n in self.unread.items())
            not_read = _("not read, since it stands beside the text: {what}")
            told.append(not_read.format(what=beside))
        return (*told, *self.left_out, *self.remarks())

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON holds it."""
        names = [name for name in self.__slots__ if name != "twins"]
        facts: dict[str, Any] = {name: getattr(self, name) for name in names}
        facts["twins"] = [
            {
                **{name: getattr(twin, name) for name in twin.__slots__},
                "counts_once": twin.counts_once,
            }
            for twin in self.twins
        ]
        return {name: list(v) if isinstance(v, tuple) else v for name, v in facts.items()}


def contents_of(document: Document, twins: tuple[Twin, ...] = ()) -> ContentReport:
    """The report of a document."""
    texts = dict(_pages(document)) if document.page_starts else {1: document.text}
    empty = tuple(page for page, text in texts.items() if not text.strip())
    pages = len(document.page_starts)
    return ContentReport(
        pages=pages,
        text_pages=pages - len(empty),
        empty=empty,
        scanned=document.scanned,
        garbled=tuple(page for page, text in texts.items() if is_garbled(text)),
        characters=len(document.text),
        tables=sum(block.kind == "table" for block in document.blocks),
        hidden=document.hidden,
        left_out=document.notes,
        unread=document.unread,
        missing=tuple(name for name in ("title", "date") if not getattr(document, name)),
        twins=twins,
    )


def _pages(document: Document) -> Iterator[tuple[int, str]]:
    ends = (*document.page_starts[1:], len(document.text))
    for page, (start, end) in enumerate(zip(document.page_starts, ends, strict=True), start=1):
        yield page, document.text[start:end]


def is_garbled(text: str) -> bool:
    """Whether most people could not read a text: letters without a name, letters that were read
    in another encoding, or hardly any letters and figures at all."""
    characters = "".join(text.split())
    if len(characters) < MIN_CHARACTERS:
        return False
    size = len(characters)
    return (
        len(UNREADABLE.findall(characters)) > UNREADABLE_SHARE * size
        or len(MISREAD.findall(characters)) > MISREAD_SHARE * size
        or len(SIGN.findall(characters)) > SIGN_SHARE * size
    )


def pages_told(pages: tuple[int, ...] | list[int]) -> str:
    """`page 3`, `pages 3, 4 and 7`; the first of many."""
    if len(pages) == 1:
        return _("page {page}").format(page=pages[0])
    shown = [str(page) for page in pages[:PAGES_TOLD]]
    if len(pages) > PAGES_TOLD:
        first = ", ".join(shown)
        return _("{count} pages: {first}, ...").format(count=number(len(pages)), first=first)
    return _("pages {first} and {last}").format(first=", ".join(shown[:-1]), last=shown[-1])


def _counted(count: int, words: tuple[str, str], none: str = "") -> str:
    if not count and none:
        return _(none)
    return ngettext(*words, count).format(count=number(count))
