"""Answers from the place itself: what an article says, what a chapter has, when an act is in force.

Such a question is not searched for by likeness: its place is looked up in the outline of the
document that it names or, where it names none, of those that have the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation
from assistant.answer_blocks import TextRun
from assistant.answer_parts import AnswerPart, LeadPart, ListPart, QuotePart, quoted_words
from assistant.answering.legal.place_refusals import (
    is_not_in,
    name_of,
    not_here,
    nowhere,
    refused,
    which,
    which_article,
)
from corpus.document import Block, Document
from corpus.errors import LibraryError
from corpus.language.identification import language_of
from corpus.language.words import WORD, words
from corpus.legal.divisions import OUTERMOST_FIRST, in_roman, rank
from corpus.legal.instrument import instrument_of
from corpus.legal.provisions import Outline, PlaceReference, Provision
from corpus.legal.validity import in_force
from index.choice import Scope
from index.question import Question
from index.search.vocabulary import quoted
from index.store.library import Library

MOST_WORDS = 120  # of a provision that are quoted
MOST_LISTED = 60  # headings of a chapter
MOST_DOCUMENTS = 3  # that are quoted where the question names none
MOST_SEARCHED = 40
CERTAIN, LIKELY = 0.99, 0.6


@dataclass(frozen=True, slots=True)
class _Found:
    """A provision that a question means, in its document."""

    outline: Outline
    provision: Provision

    @property
    def document(self) -> Document:
        return self.outline.document

    @property
    def words(self) -> str:
        span = slice(self.provision.start, self.provision.end)
        return " ".join(self.document.text[span].split())


class ProvisionAnswers:
    """Answers by place, from one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, question: Question, scope: Scope = None) -> Answer | None:
        """The answer to a question that asks what stands at a place of a law, or a date or the
        issuer of one; None where it asks something else, or for what the text does not say."""
        vietnamese = language_of(question.text) == "vi"
        if question.fact:
            return self._fact(question, vietnamese, scope)
        if not question.places:
            return None
        if question.unknown and not question.documents:
            return refused(question, not_here(question.unknown, vietnamese), vietnamese)
        found = self._found(question, scope)
        if not found and question.documents:
            return self._missing(question, vietnamese, scope)
        if question.beside:
            return None
        if not found:
            return refused(question, nowhere(question.places, vietnamese), vietnamese)
        if question.places[0].is_bare and len(found) > 1:
            told = [(one.provision.place, name_of(one.document)) for one in found]
            return which_article(question, told, vietnamese)
        titles = list(dict.fromkeys(name_of(one.document) for one in found))
        if len(titles) > MOST_DOCUMENTS:
            return which(question, titles, vietnamese)
        return _quoted(question, found, titles, vietnamese)

    def within(self, question: Question, scope: Scope = None) -> tuple[tuple[str, int, int], ...]:
        """The spans, by document, that alone may answer a question about a place."""
        return tuple(
            (one.document.id, one.provision.start, one.provision.end)
            for one in self._found(question, scope)
        )

    def containing(self, question: Question, scope: Scope = None) -> Answer | None:
        """The lines of the place asked about that have all words of the question between them: what
        is named by its number and says those words answers, however it says them."""
        for one in self._found(question, scope):
            lines = [
                (line, words(line.text.casefold()))
                for line in one.document.lines_in(one.provision.start, one.provision.end)
                if line.kind != "heading"
            ]
            said = frozenset().union(*(found for _, found in lines))
            if not question.beside or not question.beside <= said:
                continue
            most = max(len(question.beside.intersection(found)) for _, found in lines)
            line = next(
                line for line, found in lines if len(question.beside.intersection(found)) == most
            )
            citation = Citation.of(one.document, line.start, line.end, 1)
            parts = (QuotePart(line.text, (1,)),)
            return replace(_answer(question, parts, (citation,), None), confidence=LIKELY)
        return None

    # Looking up

    def _found(self, question: Question, scope: Scope) -> list[_Found]:
        found = [
            _Found(outline, provision)
            for reference in question.places
            for outline in self._outlines(question, reference, scope)
            for provision in outline.find(reference.steps)
        ]
        # A decree that is there twice, as Word file and as PDF, says it once.
        return list({(name_of(one.document), one.words): one for one in reversed(found)}.values())[
            ::-1
        ]

    def _outlines(
        self, question: Question, reference: PlaceReference, scope: Scope
    ) -> Iterator[Outline]:
        ids: Sequence[str] = sorted(question.documents) or self._having(reference, scope)
        for id_ in ids:
            if scope is not None and id_ not in scope:
                continue
            try:
                outline = Outline.of(self._library.document(id_))
            except LibraryError:
                continue
            if question.documents or outline.main_kind is not None:
                yield outline

    def _having(self, reference: PlaceReference, scope: Scope) -> list[str]:
        """The documents in whose headings the innermost division of a reference is named."""
        division = next(s for s in reversed(reference.steps) if s.kind in OUTERMOST_FIRST)
        value, letter = rank(division.number)
        numbers = {division.number, f"{value}{letter}", in_roman(value).upper() + letter}
        numbers = {division.number} if division.kind == "article" or not value else numbers
        named = [quoted(f"{division.word} {number}".strip()) for number in sorted(numbers)]
        if division.kind == "section":
            named += map(quoted, sorted(numbers))  # `7. Prohibited practices`, `II. Staff`
        query = f"heading_words : ({' OR '.join(named)})"
        hits = self._library.match(query, 10 * MOST_SEARCHED, scope)
        passages, _ = self._library.passages(number for number, _ in hits)
        ids = dict.fromkeys(one.chunk.document_id for one in passages.values())
        return list(ids)[:MOST_SEARCHED]

    # Saying

    def _missing(self, question: Question, vietnamese: bool, scope: Scope) -> Answer | None:
        """That a place is not in the document named, and which ones are."""
        told = []
        for reference in question.places:
            for outline in self._outlines(question, reference, scope):
                if outline.main_kind is not None:
                    told.append(is_not_in(reference, outline, vietnamese))
        return refused(question, " ".join(told), vietnamese) if told else None

    def _fact(self, question: Question, vietnamese: bool, scope: Scope) -> Answer | None:
        if question.unknown and not question.documents:
            return refused(question, not_here(question.unknown, vietnamese), vietnamese)
        if len(question.documents) != 1:
            return None
        (id_,) = question.documents
        if scope is not None and id_ not in scope:
            return None
        document = self._library.document(id_)
        own = instrument_of(document)
        if own is None:
            return None
        if question.fact == "in_force":
            force = in_force(document)
            if force is None:
                return None
            (start, end), (first, last) = force
            short = document.text[first:last]
            signed = own.signed_span if "ký" in short.split() else None
            spans = [(start, end), *([signed] if signed else [])]
        else:
            span = own.signed_span if question.fact == "signed" else own.issuer_span
            if span is None:
                return None
            spans = [span]
            said = document.text[slice(*span)]
            if question.fact == "signed":
                short = said[said.casefold().find("ngày ") + 5 :] if "ngày " in said else said
            else:
                short = (
                    own.issuer if own.issuer and own.issuer.casefold() == said.casefold() else said
                )
        citations = tuple(
            Citation.of(document, *span, marker) for marker, span in enumerate(spans, start=1)
        )
        parts = tuple(QuotePart(one.quote, (one.marker,)) for one in citations)
        return _answer(question, parts, citations, short)


def _quoted(
    question: Question, found: Sequence[_Found], titles: Sequence[str], vietnamese: bool
) -> Answer:
    parts: list[AnswerPart] = []
    citations: list[Citation] = []
    notes: list[str] = []
    if len(titles) > 1:
        place = found[0].provision.place
        said = (
            f"{place} có trong {{}} văn bản:"
            if vietnamese
            else f"{place} stands in {{}} documents:"
        )
        parts.append(LeadPart((TextRun(said.format(len(titles)) + " " + "; ".join(titles)),)))
    for one in found:
        listed = _listed(one)
        if listed:
            parts.append(_as_list(one.document, listed, citations))
            continue
        lines, whole = _lines(one)
        parts.append(_as_quote(one.document, lines, citations))
        if not whole:
            said = "còn dài hơn phần trích ở đây" if vietnamese else "goes on after what is quoted"
            notes.append(f"{one.provision.place} {said}.")
    return replace(_answer(question, tuple(parts), tuple(citations), None), notes=tuple(notes))


def _listed(one: _Found) -> list[Provision]:
    """The articles of a chapter or the like; none for an article, or where it has none."""
    heading, kind = one.provision.heading, one.outline.main_kind
    if heading is None or kind is None or one.provision.steps[-1].kind == kind:
        return []
    return one.outline.divisions(kind, one.provision)[:MOST_LISTED]


def _as_list(
    document: Document, listed: Sequence[Provision], citations: list[Citation]
) -> ListPart:
    items = []
    for provision in listed:
        assert provision.heading is not None
        heading = provision.heading
        citations.append(Citation.of(document, heading.start, heading.end, len(citations) + 1))
        items.append(QuotePart(heading.text, (len(citations),)))
    return ListPart(None, tuple(items))


def _lines(one: _Found) -> tuple[list[Block], bool]:
    """The lines of a provision, up to MOST_WORDS words, and whether these are all."""
    provision = one.provision
    lines = one.document.lines_in(provision.start, provision.end)
    count = 0
    for place, line in enumerate(lines):
        count += len(WORD.findall(line.text))
        if count > MOST_WORDS and place > 1:
            return list(lines[:place]), False
    return list(lines), True


def _as_quote(document: Document, lines: Sequence[Block], citations: list[Citation]) -> AnswerPart:
    """The lines as one quote: the first over the others, where there are several."""
    marker = len(citations) + 1
    citations.append(Citation.of(document, lines[0].start, lines[-1].end, marker))
    told = [QuotePart(quoted_words(line.text), (marker,)) for line in lines]
    return ListPart(told[0], tuple(told[1:])) if len(told) > 1 else told[0]


def _answer(
    question: Question,
    parts: tuple[AnswerPart, ...],
    citations: tuple[Citation, ...],
    short: str | None,
) -> Answer:
    told = Answer.found(question, parts, citations, CERTAIN)
    return replace(told, short_answer=short, request="locate_article")
