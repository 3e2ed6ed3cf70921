"""Which documents are in force on a day: by what people said of them, and by what the documents of
the library say that they replace or repeal.

    validities = Validities(library, numbers)
    validities.of(ids)                         of those that are not in force today, why
    validities.of(ids, "2024-05")              the same as of a date
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from corpus.document import Document
from corpus.errors import LibraryError
from corpus.language.dates import find_dates
from corpus.language.document_dates import first_day, last_day
from corpus.legal.numbers import key_of, numbers_in
from corpus.legal.validity import ENDING_WORDS, changes_in, in_force
from index.choice import Scope
from index.passage import OutOfForce, Passage, Validity
from index.question import Question
from index.search.retriever import Retriever
from index.search.vocabulary import quoted
from index.store.library import Library
from index.store.records import DocumentRecord
from index.store.tables.changes import ByDocument

Key = tuple[str, ...]  # of an instrument's number
BEHIND = 0.1  # passages whose scores differ by less are near-equals
FEW = 100  # documents that changed and are read for it
MOST_SEARCHED = 2_000  # passages that may say what is replaced
_KINDS: dict[str, OutOfForce] = {"replaces": "replaced", "repeals": "repealed"}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the library says at one state of it: its current documents, what each is called, and
    (the one that ends it, how) by the id of what is ended."""

    records: Mapping[str, DocumentRecord]
    numbers: Mapping[str, Key]
    called: Mapping[str, frozenset[str]]
    ended: Mapping[str, tuple[tuple[str, OutOfForce], ...]]


class Validities:
    """What is in force in one library, found once for each state of it. Safe in many threads.

    `numbers` gives the keys of the numbers of the current documents that have one, by id.
    """

    def __init__(self, library: Library, numbers: Callable[[], Mapping[str, Key]]) -> None:
        self._library = library
        self._numbers = numbers
        self._known = lru_cache(maxsize=1)(self._read)
        self._names = ByDocument(library, self._names_of)
        self._changes = ByDocument(library, self._changes_of)
        self._begins = lru_cache(maxsize=4096)(self._begins_by_text)

    def of(self, ids: Iterable[str], on: str | None = None) -> dict[str, Validity]:
        """Of those documents that are not in force on a day (today, or the last of the ISO date
        `on`), why."""
        day = last_day(on) if on else datetime.now(UTC).date().isoformat()
        known = self._known(self._library.revision())
        found = {}
        for id_ in dict.fromkeys(ids):
            record = known.records.get(id_)
            why = None if record is None else self._why(known, record, day)
            if why is not None:
                found[id_] = why
        return found

    def named(self, name: str) -> frozenset[str]:
        """The current documents of a title, number, file name or id."""
        return _named(self._known(self._library.revision()).called, name)

    def _why(self, known: _Known, record: DocumentRecord, day: str) -> Validity | None:
        begins = self._begin(known, record)
        if begins and first_day(begins) > day:
            return Validity("not_yet", begins)
        for by, state in known.ended.get(record.id, ()):
            other = known.records[by]
            since = self._begin(known, other) or other.date
            if since is None or first_day(since) <= day:
                return Validity(state, since, by, other.title or other.source)
        until = record.in_force_until
        if until and last_day(until) < day:
            return Validity("expired", until)
        return None

    def _begin(self, known: _Known, record: DocumentRecord) -> str | None:
        """From when a document is in force, as people say or, of an instrument, its text."""
        if record.in_force_from or record.id not in known.numbers:
            return record.in_force_from
        return self._begins(record.id)

    def _begins_by_text(self, id_: str) -> str | None:
        with suppress(LibraryError):
            return _stated_begin(self._library.document(id_))
        return None

    def _read(self, revision: int) -> _Known:
        records = {one.id: one for one in self._library.records()}
        numbers = {id_: key for id_, key in self._numbers().items() if key and id_ in records}
        called: dict[str, set[str]] = {}
        for id_, own in self._names.all().items():
            for name in own:
                called.setdefault(name, set()).add(id_)
        for id_, key in numbers.items():
            called.setdefault("/".join(key), set()).add(id_)
        names = {name: frozenset(ids) for name, ids in called.items()}
        ended: dict[str, dict[str, OutOfForce]] = {}
        for one in records.values():
            for name in one.replaces:
                for id_ in _named(names, name) - {one.id}:
                    ended.setdefault(id_, {})[one.id] = "replaced"
        for by, state, key in self._said(numbers):
            for id_ in names.get("/".join(key), frozenset()):
                if numbers.get(id_) == key != numbers[by]:
                    ended.setdefault(id_, {}).setdefault(by, state)
        return _Known(
            records, numbers, names, {id_: tuple(by.items()) for id_, by in ended.items()}
        )

    def _names_of(self, ids: Collection[str] | None) -> dict[str, frozenset[str]]:
        """What documents are called, folded."""
        return {
            one.id: frozenset(
                _folded(name)
                for name in (one.id, one.title, one.number, one.source, *one.names)
                if name
            )
            for one in self._library.records()
            if ids is None or one.id in ids
        }

    def _said(self, numbers: Mapping[str, Key]) -> Iterable[tuple[str, OutOfForce, Key]]:
        """(document, what it does, the number that it does it to), of the instruments."""
        if len(numbers) < 2:
            return
        for id_, said in self._changes.all().items():
            if id_ in numbers:
                for state, key in said:
                    yield id_, state, key

    def _changes_of(self, ids: Collection[str] | None) -> dict[str, list[tuple[OutOfForce, Key]]]:
        """(what it does, the number that it does it to) by the document that says so, where that is
        an instrument; of few documents each passage is read, else those with the words for it."""
        numbers = self._numbers()
        if ids is None or len(ids) > FEW:
            query = " OR ".join(map(quoted, ENDING_WORDS))
            found = [number for number, _ in self._library.match(query, MOST_SEARCHED)]
        else:
            some = frozenset(one for one in ids if one in numbers)
            found = self._library.chunk_ids(some).tolist() if some else []
        said: dict[str, list[tuple[OutOfForce, Key]]] = {}
        passages, _ = self._library.passages(found)
        for _, passage in sorted(passages.items()):
            id_ = passage.chunk.document_id
            if id_ in numbers and (ids is None or id_ in ids):
                said.setdefault(id_, []).extend(
                    (_KINDS[change.kind], change.number.key)
                    for line in passage.chunk.text.split("\n")
                    for change in changes_in(line)
                    if change.kind in _KINDS
                )
        return said


def _stated_begin(document: Document) -> str | None:
    found = in_force(document)
    if found is None:
        return None
    start, end = found[1]
    dates = find_dates(document.text[start:end])
    return dates[0][2].iso if dates else None


def _named(called: Mapping[str, frozenset[str]], name: str) -> frozenset[str]:
    found = called.get(_folded(name))
    if found:
        return found
    words = name.strip()
    number = next(iter(numbers_in(words)), None)
    keys = [key_of(words)] + ([number.key] if number and number.full else [])
    return next((called["/".join(key)] for key in keys if "/".join(key) in called), frozenset())


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


class InForceFirst:
    """What a retriever finds, with what is known of its validity on the day that is asked about;
    what is not in force stands behind its near-equals that are."""

    def __init__(self, retriever: Retriever, validities: Validities) -> None:
        self._retriever = retriever
        self._validities = validities

    def retrieve(self, question: Question, k: int, scope: Scope = None) -> list[Passage]:
        found = self._retriever.retrieve(question, k, scope)
        not_in_force = self._validities.of((one.chunk.document_id for one in found), question.as_of)
        if not not_in_force:
            return found
        return in_force_first(
            [replace(one, validity=not_in_force.get(one.chunk.document_id)) for one in found]
        )


def in_force_first(passages: Sequence[Passage]) -> list[Passage]:
    """The same passages, best first: those not in force behind all of those in force whose scores
    are less than BEHIND below theirs. All others keep their order."""
    ordered: list[Passage] = []
    held: list[Passage] = []
    for passage in passages:
        if passage.validity is not None:
            held.append(passage)
            continue
        ahead = [one for one in held if one.score - passage.score >= BEHIND]
        held = [one for one in held if one.score - passage.score < BEHIND]
        ordered += [*ahead, passage]
    return ordered + held
