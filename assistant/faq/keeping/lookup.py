"""Approved answers: a question that people have answered is answered in their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Answer
from assistant.faq.entry import Entry
from assistant.faq.keeping.records import FaqRecords
from assistant.quote_positions import Documents, Versions
from corpus.language.stems import stems
from corpus.language.synonyms import meanings
from corpus.language.words import STOP_WORDS, normalised

GENERATOR = "faq"
COMPARED = 20  # wordings that `same` is asked about: those that share most with the question

Same = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Wording:
    """A question that an approved entry answers, with what it speaks of."""

    question: str
    meant: frozenset[str]
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Index:
    """The approved entries as they were at a stamp of their file, by `normalised` wording."""

    stamp: object
    by_key: dict[str, Entry]
    wordings: tuple[_Wording, ...]


class ApprovedAnswers:
    """The approved entries, kept in memory for as long as nothing changes in their file.

    `same` says whether two questions ask the same in other words; without it only case,
    punctuation and spacing may differ. Safe to use from many threads.
    """

    def __init__(self, records: FaqRecords, documents: Documents, same: Same | None = None) -> None:
        self._records = records
        self._documents = documents
        self._same = same
        self._index = _Index(None, {}, ())

    def of(self, records: FaqRecords, documents: Documents) -> ApprovedAnswers:
        """The approved entries of other records, which cite other documents."""
        return ApprovedAnswers(records, documents, self._same)

    def answer(self, question: str) -> Answer | None:
        """The approved answer to a question, where all that it cites still stands.

        A quote that only moved is cited at its place of today. Raises LibraryError where the
        file of the entries cannot be read.
        """
        entry = self.entry(question)
        return None if entry is None else _standing(entry, question, self._documents)

    def entry(self, question: str) -> Entry | None:
        """The approved entry that answers a question, itself or in a wording merged into it."""
        index = self._refreshed()
        found = index.by_key.get(normalised(question))
        if found is not None or self._same is None:
            return found
        return next(
            (one.entry for one in _nearest(index, question) if self._same(one.question, question)),
            None,
        )

    def _refreshed(self) -> _Index:
        stamp = self._records.stamp()  # before reading: a change meanwhile is seen next time
        if stamp != self._index.stamp:
            wordings = tuple(
                _Wording(question, _meant(question), record.entry)
                for record in self._records.find(state="approved")
                for question in _questions(record.entry)
            )
            # Where two entries have a question, the first one answers it.
            by_key = {normalised(one.question): one.entry for one in reversed(wordings)}
            self._index = _Index(stamp, by_key, wordings)
        return self._index


def _questions(entry: Entry) -> Iterator[str]:
    yield entry.question
    yield from (wording.question for wording in entry.merged)


def _nearest(index: _Index, question: str) -> list[_Wording]:
    meant = _meant(question)
    shared = [(len(meant & one.meant), one) for one in index.wordings]
    likely = sorted((one for one in shared if one[0]), key=lambda one: -one[0])
    return [wording for _, wording in likely[:COMPARED]]


def _meant(question: str) -> frozenset[str]:
    return meanings(stems(question) - STOP_WORDS)


def _standing(entry: Entry, question: str, documents: Documents) -> Answer | None:
    versions = Versions(documents)
    places = [versions.place(citation) for citation in entry.answer.citations]
    if not places or any(state is None for state, _, _ in places):
        return None
    citations = tuple(citation for _, citation, _ in places)
    cited = {citation.document_id for citation in citations}
    return replace(
        entry.answer,
        question=question,
        asked_as=question,
        citations=citations,
        passages=tuple(p for p in entry.answer.passages if p.chunk.document_id in cited),
        generator=GENERATOR,
        elapsed_ms=0.0,
        notes=(_note(entry),),
    )


def _note(entry: Entry) -> str:
    told = "Approved answer"
    if entry.approved_on:
        day = date.fromisoformat(entry.approved_on)
        told += f" of {day.day} {day:%B %Y}"
    return f"{told} ({entry.owner})." if entry.owner else f"{told}."
