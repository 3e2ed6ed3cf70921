"""The sources of a pack: every quote under one number, and what a document shows of each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from assistant.answer import Citation
from assistant.training.pack import Pack, Quoted
from corpus.language.sentences import LIST_MARK
from corpus.wording import readable_date
from ui.publishing.parts.plain_text import clean, one_line
from ui.publishing.parts.sources import ShownQuote, quoted

Place = tuple[str, int, int]  # document, start, end: what makes a quote the same quote


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """An exact sentence on one line with the items of the list that it announces, if it does;
    and the quote that it is.
    """

    text: str
    quote: ShownQuote
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A part of the document that shows a quote: its name and its anchor."""

    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class QuoteUses:
    """A quote that the document shows, and where it does."""

    quote: ShownQuote
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class PackSource:
    """A document that is cited, with the quotes of it that this document shows."""

    number: int
    anchor: str
    title: str
    facts: tuple[str, ...]  # publisher, date, file
    quotes: tuple[ShownQuote, ...]
    validity: str = ""  # that it is not in force, and why

    @property
    def reference(self) -> str:
        """All of it on one line."""
        title = f"{self.title} [{self.validity}]" if self.validity else self.title
        return ". ".join(filter(None, [title, ", ".join(self.facts)]))


class Shelf:
    """The citations of a pack and its sources, numbered; it knows which of them were shown.

    The numbers are those that the pack gives. Where two quotes claim one number, as the answers
    of a pack edited by hand may do, the later gets a new one, for a number must lead to its quote.
    """

    def __init__(self, pack: Pack) -> None:
        self._labels: dict[Place, int] = {}
        self._sources = {one.document_id: one.number for one in pack.sources}
        self._references = {
            one.number: (one.title or one.source, one.publisher, one.date, one.source)
            for one in pack.sources
        }
        self._validities = {one.number: one.validity or "" for one in pack.sources}
        self._shown: dict[Place, QuoteUses] = {}
        citations = list(_citations(pack))
        fresh = count(max((one.marker for one in citations), default=0) + 1)
        taken: set[int] = set()
        for one in citations:
            if _place(one) in self._labels:
                continue
            free = one.marker > 0 and one.marker not in taken
            label = one.marker if free else next(fresh)
            self._labels[_place(one)] = label
            taken.add(label)

    def quote(self, citation: Citation, use: Use) -> ShownQuote:
        """The quote of a citation, which is shown in that part from now on."""
        place = _place(citation)
        if place not in self._shown:
            label = str(self._labels[place])
            source = self._source(citation)
            self._shown[place] = QuoteUses(quoted(citation, label, source, f"quote-{label}"), ())
        held = self._shown[place]
        if use not in held.uses:
            self._shown[place] = QuoteUses(held.quote, (*held.uses, use))
        return held.quote

    def sentences(self, told: Iterable[Quoted], use: Use) -> tuple[ShownSentence, ...]:
        return tuple(_sentence(one.text, self.quote(one.citation, use)) for one in told)

    def cited(self) -> tuple[QuoteUses, ...]:
        """What was shown, by its number."""
        return tuple(sorted(self._shown.values(), key=lambda one: int(one.quote.label)))

    def sources(self) -> tuple[PackSource, ...]:
        """Every source of the pack, in order, each with what was shown of it."""
        shown = [one.quote for one in self.cited()]
        return tuple(
            PackSource(
                number=number,
                anchor=f"source-{number}",
                title=one_line(title),
                facts=tuple(
                    fact
                    for fact in (
                        one_line(publisher or ""),
                        one_line(readable_date(date)),
                        one_line(file) if file != title else "",
                    )
                    if fact
                ),
                quotes=tuple(quote for quote in shown if quote.source == number),
                validity=one_line(self._validities.get(number, "")),
            )
            for number, (title, publisher, date, file) in sorted(self._references.items())
        )

    def _source(self, citation: Citation) -> int:
        """The number of a citation's document, a new one where the pack does not list it."""
        if citation.document_id not in self._sources:
            number = max(self._references, default=0) + 1
            self._sources[citation.document_id] = number
            self._references[number] = (
                citation.title or citation.source,
                citation.publisher,
                citation.date,
                citation.source,
            )
        return self._sources[citation.document_id]


def _sentence(text: str, quote: ShownQuote) -> ShownSentence:
    lines = [line.strip() for line in clean(text).split("\n") if line.strip()]
    items = tuple(one_line(LIST_MARK.sub("", line, count=1)) for line in lines[1:])
    if not items or not all(LIST_MARK.match(line) for line in lines[1:]):
        return ShownSentence(one_line(text), quote)
    return ShownSentence(one_line(lines[0]), quote, items)


def _citations(pack: Pack) -> Iterator[Citation]:
    """All of them; those of the answers last, whose numbers may be their own."""
    yield from (one.citation for part in pack.briefing for one in part.sentences)
    yield from (deed.citation for actor in pack.actors for deed in actor.deeds)
    yield from (one.citation for one in pack.timeline)
    yield from (one.citation for one in pack.glossary)
    yield from (citation for item in pack.items for citation in item.citations)
    yield from (citation for answer in pack.questions for citation in answer.citations)


def _place(citation: Citation) -> Place:
    return citation.document_id, citation.start, citation.end
