"""The sources of a document: numbered once for all of it, with the quotes that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Citation
from corpus.legal.provisions import with_page
from corpus.wording import _, both, ngettext, readable_date
from ui.page.ask.export import columns, reference, section
from ui.page.ask.render import shortened
from ui.publishing.parts.plain_text import clean, one_line

PAGES = both("p. {pages}", "pp. {pages}")
NAME_SHOWN = 64  # characters of a title that is named in passing
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """The exact words that a marker stands for, as a document shows them.

    `label` is what the marker says: the number of the source in the whole document, with a
    letter where an answer quotes that source more than once (`3a`, `3b`).
    """

    label: str
    anchor: str
    source: int
    title: str
    page: int | None
    section: str
    text: str
    provision: str = ""
    short: str = ""  # the source as it is named in passing: `Joint Statement, 2025, p. 3`
    header: str = ""  # of a row of a table, what its columns are called

    @property
    def place(self) -> str:
        """Where in its source the quote stands: `p. 3, Part II › Funding`, `Điều 4, tr. 7`."""
        page = _("p. {page}").format(page=self.page) if self.page is not None else ""
        where = [page, self.section]
        if self.provision:
            where = [with_page(self.provision, self.page)]
        return ", ".join(filter(None, [*where, columns(self.header)]))

    @property
    def reference(self) -> str:
        """The title of the source and the place in it."""
        return ", ".join(filter(None, [self.title, self.place]))

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class SourceMention:
    """Where a source is quoted: the part of the document, by its id and its anchor, and the
    markers that stand for the source in the answer there.
    """

    id: str
    anchor: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A document of a date, numbered from 1 in the order of first mention."""

    number: int
    anchor: str
    title: str
    publisher: str
    date: str  # as people write it
    file: str
    pages: tuple[int, ...]
    shown_pages: str  # `pp. 3, 7`; empty where no page is known
    reference: str  # all of these on one line
    cited: Citation  # the first of it, as it was given
    cited_by: tuple[SourceMention, ...]
    validity: str = ""  # that it is not in force, and why


class SourceNumbering:
    """Numbers the sources of one document while it is composed.

    The same document of the same date is the same source; two versions are two.
    """

    def __init__(self) -> None:
        self._cited: dict[tuple[str, str | None], list[Citation]] = {}
        self._mentions: dict[tuple[str, str | None], list[SourceMention]] = {}

    def quotes(self, citations: Sequence[Citation], id: str, anchor: str) -> dict[int, ShownQuote]:
        """The quotes of an answer by their markers; `id` and `anchor` are those of its place."""
        keys = [(one.document_id, one.date) for one in citations]
        for key, citation in zip(keys, citations, strict=True):
            self._cited.setdefault(key, []).append(citation)
        numbers = {key: number for number, key in enumerate(self._cited, start=1)}
        quotes: dict[int, ShownQuote] = {}
        for place, (key, citation) in enumerate(zip(keys, citations, strict=True)):
            letter = letters(keys[:place].count(key)) if keys.count(key) > 1 else ""
            label = f"{numbers[key]}{letter}"
            quotes[citation.marker] = quoted(
                citation, label, numbers[key], f"quote-{anchor}-{label}"
            )
        for key in dict.fromkeys(keys):
            markers = tuple(c.marker for k, c in zip(keys, citations, strict=True) if k == key)
            self._mentions.setdefault(key, []).append(SourceMention(id, anchor, markers))
        return quotes

    def sources(self) -> tuple[NumberedSource, ...]:
        """The sources of all quotes that were made."""
        return tuple(
            _source(number, citations, self._mentions[key])
            for number, (key, citations) in enumerate(self._cited.items(), start=1)
        )


def quoted(citation: Citation, label: str, source: int, anchor: str) -> ShownQuote:
    """The quote of a citation; `source` is the number of its document."""
    return ShownQuote(
        label=label,
        anchor=anchor,
        source=source,
        title=one_line(citation.title or citation.source),
        page=citation.page,
        section=one_line(_section(citation)),
        text=_trimmed(citation.quote),
        provision=one_line(citation.place or ""),
        short=_named_in_passing(citation),
        header=one_line(citation.header),
    )


def _named_in_passing(citation: Citation) -> str:
    """The title, where that is not long, the year and the place, if it is no section."""
    title = shortened(one_line(citation.title or citation.source), NAME_SHOWN)
    year = (citation.date or "")[:4]
    years = year if year.isdecimal() and year not in title else ""
    page = _("p. {page}").format(page=citation.page) if citation.page is not None else ""
    place = with_page(one_line(citation.place), citation.page) if citation.place else page
    return ", ".join(filter(None, [title, years, place]))


def _section(citation: Citation) -> str:
    """The path of headings, without a first one that is the title in another punctuation."""
    title, *others = citation.headings or ("",)
    if others and title == citation.title and _letters_of(others[0]) == _letters_of(title):
        return section((title, *others[1:]), citation.title)
    return section(citation.headings, citation.title)


def _letters_of(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _trimmed(quote: str) -> str:
    """The quote without spaces at the ends of its lines, and without empty lines."""
    lines = (" ".join(line.split()) for line in clean(quote).split("\n"))
    return "\n".join(filter(None, lines))


def letters(place: int) -> str:
    """`a` for 0, `z` for 25, then `aa`."""
    before, last = divmod(place, len(LETTERS))
    return (letters(before - 1) if before else "") + LETTERS[last]


def _source(
    number: int, citations: Sequence[Citation], mentions: Sequence[SourceMention]
) -> NumberedSource:
    first = citations[0]
    pages = tuple(sorted({one.page for one in citations if one.page is not None}))
    listed = ngettext(*PAGES, len(pages)).format(pages=", ".join(map(str, pages)))
    shown = listed if pages else ""
    validity = next((one.validity for one in citations if one.validity), None)
    told = one_line(
        reference(replace(first, page=None, headings=(), place=None, columns=(), validity=validity))
    )
    return NumberedSource(
        number=number,
        anchor=f"source-{number}",
        title=one_line(first.title or first.source),
        publisher=one_line(first.publisher or ""),
        date=one_line(readable_date(first.date)),
        file=one_line(first.source),
        pages=pages,
        shown_pages=shown,
        reference=f"{told}, {shown}" if shown else told,
        cited=first,
        cited_by=tuple(mentions),
        validity=one_line(validity or ""),
    )
