"""Citations of a pack: made from offsets; checked and numbered once the pack is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.answer import Citation
from assistant.training.pack import Actor, Item, Pack, Quoted, Source
from corpus.document import Document
from corpus.errors import LibraryError

UNNUMBERED = 0  # the marker of a citation until the pack is whole


def cite(document: Document, start: int, end: int) -> Citation:
    """The citation of `document.text[start:end]`, not numbered yet."""
    return Citation.of(document, start, end, UNNUMBERED)


def stands(citation: Citation, read: Callable[[str], Document]) -> bool:
    """Whether the stored document holds the quote at its offsets."""
    try:
        text = read(citation.document_id).text
    except LibraryError:  # removed since, or damaged
        return False
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def standing(pack: Pack, read: Callable[[str], Document]) -> Pack:
    """The pack without what rests on a quote that does not stand; a note says how much that was."""
    good = {one: stands(one, read) for one in dict.fromkeys(citations(pack))}
    if all(good.values()):
        return pack

    def kept(quoted: tuple[Quoted, ...]) -> tuple[Quoted, ...]:
        return tuple(one for one in quoted if good[one.citation])

    fallen = sum(not stood for stood in good.values())
    note = (
        f"{fallen} quotes were not found again in their documents, and what rests on them was left "
        "out."
    )
    briefing = (replace(part, sentences=kept(part.sentences)) for part in pack.briefing)
    actors = (replace(actor, deeds=kept(actor.deeds)) for actor in pack.actors)
    return replace(
        pack,
        briefing=tuple(part for part in briefing if part.sentences),
        timeline=tuple(event for event in pack.timeline if good[event.citation]),
        glossary=tuple(term for term in pack.glossary if good[term.citation]),
        actors=tuple(actor for actor in actors if actor.deeds),
        items=tuple(item for item in pack.items if all(good[one] for one in item.citations)),
        notes=(*pack.notes, note),
    )


def numbered(pack: Pack) -> Pack:
    """The pack with its citations numbered in order of first mention, and its list of sources."""
    markers: dict[tuple[str, int, int], int] = {}

    def number(one: Citation) -> Citation:
        key = (one.document_id, one.start, one.end)
        return replace(one, marker=markers.setdefault(key, len(markers) + 1))

    def quoted(one: Quoted) -> Quoted:
        return replace(one, citation=number(one.citation))

    def deeds(one: Actor) -> Actor:
        return replace(one, deeds=tuple(quoted(deed) for deed in one.deeds))

    def item(one: Item) -> Item:
        return replace(one, citations=tuple(number(citation) for citation in one.citations))

    done = replace(
        pack,
        briefing=tuple(
            replace(part, sentences=tuple(quoted(one) for one in part.sentences))
            for part in pack.briefing
        ),
        timeline=tuple(replace(one, citation=number(one.citation)) for one in pack.timeline),
        actors=tuple(deeds(one) for one in pack.actors),
        glossary=tuple(replace(one, citation=number(one.citation)) for one in pack.glossary),
        items=tuple(item(one) for one in pack.items),
    )
    return replace(done, sources=_sources(done))


def citations(pack: Pack) -> Iterator[Citation]:
    """All citations of a pack but those of its model answers, in the order of their mention."""
    for part in pack.briefing:
        yield from (one.citation for one in part.sentences)
    yield from (event.citation for event in pack.timeline)
    for actor in pack.actors:
        yield from (deed.citation for deed in actor.deeds)
    yield from (term.citation for term in pack.glossary)
    for item in pack.items:
        yield from item.citations


def _sources(pack: Pack) -> tuple[Source, ...]:
    cited: dict[str, Citation] = {}
    for one in citations(pack):
        cited.setdefault(one.document_id, one)
    for answer in pack.questions:
        for one in answer.citations:
            cited.setdefault(one.document_id, one)
    return tuple(
        Source(number, one.document_id, one.source, one.title, one.date, one.publisher)
        for number, one in enumerate(cited.values(), start=1)
    )
