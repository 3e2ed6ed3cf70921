"""Citations of a pack: made from offsets; checked and numbered once the pack is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from assistant.answer import Citation
from assistant.training.pack import CitedDocument, Event, GlossaryTerm, Pack, Quoted
from corpus.document import Document
from corpus.errors import LibraryError
from corpus.wording import _

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
    fallen = sum(not stood for stood in good.values())
    if not fallen:
        return pack
    note = _(
        "{count} quotes were not found again in their documents, and what rests on them was left "
        "out."
    ).format(count=fallen)
    kept = _with_citations(pack, lambda one: one if good[one] else None)
    return replace(kept, notes=(*pack.notes, note))


def numbered(pack: Pack) -> Pack:
    """The pack with its citations numbered in order of first mention, and its list of sources."""
    markers: dict[tuple[str, int, int], int] = {}

    def number(one: Citation) -> Citation:
        key = (one.document_id, one.start, one.end)
        return replace(one, marker=markers.setdefault(key, len(markers) + 1))

    done = _with_citations(pack, number)
    return replace(done, sources=_sources(done))


def badged(pack: Pack, out_of_force: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Pack:
    """The pack whose sources say which of them are not in force now, and why: `out_of_force` gives
    such a sentence for some of the documents, whose titles it gets, by their ids."""
    found = out_of_force({one.document_id: one.title or one.source for one in pack.sources})
    sources = (replace(one, validity=found.get(one.document_id)) for one in pack.sources)
    return replace(pack, sources=tuple(sources))


def citations(pack: Pack) -> list[Citation]:
    """All citations of a pack but those of its model answers, in the order of their mention."""
    found: list[Citation] = []

    def met(one: Citation) -> Citation:
        found.append(one)
        return one

    _with_citations(pack, met)
    return found


_Quoting = TypeVar("_Quoting", Quoted, Event, GlossaryTerm)


def _with_citations(pack: Pack, change: Callable[[Citation], Citation | None]) -> Pack:
    """The pack with each citation changed, in the order of their mention, and without what rests
    on one that is None then."""

    def changed(some: tuple[_Quoting, ...]) -> tuple[_Quoting, ...]:
        both = [(one, change(one.citation)) for one in some]
        return tuple(replace(one, citation=new) for one, new in both if new is not None)

    briefing = [replace(one, sentences=changed(one.sentences)) for one in pack.briefing]
    timeline = changed(pack.timeline)
    actors = [replace(one, deeds=changed(one.deeds)) for one in pack.actors]
    glossary = changed(pack.glossary)
    items = []
    for item in pack.items:
        cited = [change(one) for one in item.citations]
        if None not in cited:
            items.append(replace(item, citations=tuple(filter(None, cited))))
    return replace(
        pack,
        briefing=tuple(one for one in briefing if one.sentences),
        timeline=timeline,
        actors=tuple(one for one in actors if one.deeds),
        glossary=glossary,
        items=tuple(items),
    )


def _sources(pack: Pack) -> tuple[CitedDocument, ...]:
    cited: dict[str, Citation] = {}
    for one in citations(pack):
        cited.setdefault(one.document_id, one)
    for answer in pack.questions:
        for one in answer.citations:
            cited.setdefault(one.document_id, one)
    return tuple(
        CitedDocument(number, one.document_id, one.source, one.title, one.date, one.publisher)
        for number, one in enumerate(cited.values(), start=1)
    )
