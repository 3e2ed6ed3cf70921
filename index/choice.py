"""The choice of documents that a question, an FAQ or a pack keeps to.

It is asked for by names (`DocumentChoice`) and found in the library (`ChosenDocuments`): search
gets the ids alone, as its `Scope`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from corpus.errors import ChoiceError
from corpus.wording import _, both, counted, later, ngettext, number
from index.store.library import Library
from index.store.records import DocumentRecord

Scope = frozenset[str] | None  # ids of the documents to search; None for all
NEAREST = 3  # names that are offered in the place of one that there is not
SHOWN = 5  # names that a note tells
COLLECTION, TOPIC, DOCUMENT = later("collection"), later("topic"), later("document")
YEAR = later("year")
COLLECTIONS, TOPICS = both("collection", "collections"), both("topic", "topics")
DOCUMENTS, YEARS = both("document", "documents"), both("year", "years")


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """Documents by names: of their collections, of their topics, of their own (title, file name or
    id), and by the years that they are dated in.

    Several of a kind are all meant; of several kinds, what is in each. Without any it is the
    whole library.
    """

    collections: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    years: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.collections or self.topics or self.documents or self.years)

    def to_dict(self) -> dict[str, Any]:
        """As JSON for other programs."""
        return {
            "collections": list(self.collections),
            "topics": list(self.topics),
            "documents": list(self.documents),
            "years": list(self.years),
        }


WHOLE_LIBRARY = DocumentChoice()


@dataclass(frozen=True, slots=True)
class ChosenDocuments:
    """A choice as the library has it: names as they are spelled there, documents by their ids.

    `scope` is what search keeps to; `notes` are what the user should know: what was searched, and
    whether something damaged may be missing of it.
    """

    choice: DocumentChoice
    scope: Scope
    notes: tuple[str, ...] = ()


def with_versions_before(records: Iterable[DocumentRecord], scope: Scope) -> list[DocumentRecord]:
    """Those of all records that are in a scope, or were superseded by one that is."""
    everything = {one.id: one for one in records}
    if scope is None:
        return [*everything.values()]

    def newest(one: DocumentRecord) -> DocumentRecord:
        passed = set[str]()
        while one.superseded_by in everything and one.id not in passed:
            passed.add(one.id)
            one = everything[one.superseded_by]
        return one

    return [one for one in everything.values() if newest(one).id in scope]


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of documents by the names of a kind, in small letters, and how these are spelled."""

    kind: str
    ids: Mapping[str, frozenset[str]]
    spelled: Mapping[str, str]

    @classmethod
    def of(cls, kind: str, pairs: Iterable[tuple[str, str]]) -> _Names:
        ids: dict[str, set[str]] = {}
        spelled: dict[str, str] = {}
        for name, id_ in pairs:
            spelled.setdefault(name.casefold(), name)
            ids.setdefault(name.casefold(), set()).add(id_)
        return cls(kind, {key: frozenset(some) for key, some in ids.items()}, spelled)

    def key(self, name: str) -> str:
        """The name as it is looked up. Raises ChoiceError, with the nearest that there are."""
        key = " ".join(name.split()).casefold()
        if key in self.ids:
            return key
        raise ChoiceError(
            _("The library has no {kind} {name!r}{nearest}").format(
                kind=_(self.kind), name=name, nearest=self._nearest(key)
            )
        )

    def _nearest(self, key: str) -> str:
        from rapidfuzz import fuzz, process  # seldom needed

        found = process.extract(key, list(self.spelled), scorer=fuzz.WRatio, limit=NEAREST)
        if not found:
            return _(", nor any {kind} at all.").format(kind=_(self.kind))
        names = _(" or ").join(repr(self.spelled[name]) for name, *_score in found)
        return _("; did you mean {names}?").format(names=names)


class Choices:
    """Choices found in a library. What documents are called is read once for each state of it.
    Safe to use from many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._read: tuple[int, _Directory] | None = None

    def chosen(self, choice: DocumentChoice) -> ChosenDocuments:
        """The documents of a choice. Raises ChoiceError where a name is not known, and where no
        document is in all of what was asked for."""
        if not choice:
            return ChosenDocuments(choice, None)
        return self._directory().chosen(choice)

    def _directory(self) -> _Directory:
        with self._lock:
            revision = self._library.revision()
            if self._read is None or self._read[0] != revision:
                damaged = self._library.collections_by_document()[1]
                self._read = revision, _Directory(self._library.records(True), damaged)
            return self._read[1]


class _Directory:
    """What the documents of a library are called; `damaged` is how many of their collections
    cannot be told."""

    def __init__(self, records: Sequence[DocumentRecord], damaged: int) -> None:
        current = [one for one in records if one.superseded_by is None]
        self._current = {one.id: one for one in current}
        self._newer = {one.id: one.superseded_by for one in records if one.superseded_by}
        self._damaged = damaged
        self._collections = _Names.of(COLLECTION, _pairs(current, lambda one: one.collections))
        self._topics = _Names.of(TOPIC, _pairs(current, lambda one: one.topics))
        self._documents = _Names.of(DOCUMENT, _pairs(current, _called))
        self._years = _Names.of(YEAR, _pairs(current, lambda one: filter(None, [year_of(one)])))

    def chosen(self, choice: DocumentChoice) -> ChosenDocuments:
        """As `Choices.chosen`."""
        collections = [self._collections.key(name) for name in choice.collections]
        topics = [self._topics.key(name) for name in choice.topics]
        years = [self._years.key(name) for name in choice.years]
        documents: set[str] = set()
        for name in choice.documents:
            documents |= self._documents_called(name)
        asked = [_union(names.ids[key] for key in keys) for names, keys in (
            (self._collections, collections), (self._topics, topics), (self._years, years),
        ) if keys]  # fmt: skip
        asked += [frozenset(documents)] if choice.documents else []
        scope = frozenset.intersection(*asked)
        told = DocumentChoice(
            tuple(dict.fromkeys(self._collections.spelled[key] for key in collections)),
            tuple(dict.fromkeys(self._topics.spelled[key] for key in topics)),
            tuple(sorted(documents)),
            tuple(sorted(set(years))),
        )
        words = self._words(told)
        if not scope:
            raise ChoiceError(
                _("No document is in all of these: {words}. Choose fewer of them.").format(
                    words=words
                )
            )
        alone = choice.documents and not (choice.collections or choice.topics or choice.years)
        words += "" if alone else f" ({counted(len(scope), 'document')})"
        notes = [_("Searched only: {words}.").format(words=words)]
        if self._damaged and collections:
            notes.append(
                _(
                    "Something of which documents are in which collection is damaged and was left "
                    "out; 'assistant doctor' says what."
                )
            )
        return ChosenDocuments(told, scope, tuple(notes))

    def _documents_called(self, name: str) -> frozenset[str]:
        """The documents of a name; of an id that was superseded, the version that is current."""
        id_, passed = name.strip(), set[str]()
        while id_ in self._newer and id_ not in passed:
            passed.add(id_)
            id_ = self._newer[id_]
        if id_ in self._current:
            return frozenset({id_})
        return self._documents.ids[self._documents.key(name)]

    def _words(self, choice: DocumentChoice) -> str:
        titles = [self._current[id_] for id_ in choice.documents]
        kinds = {
            COLLECTIONS: choice.collections,
            TOPICS: choice.topics,
            YEARS: choice.years,
            DOCUMENTS: [one.title or one.source for one in titles],
        }
        return ", ".join(
            f"{ngettext(*kind, len(names))} {_listed(names)}"
            for kind, names in kinds.items()
            if names
        )


def year_of(record: DocumentRecord) -> str | None:
    """The year that a document is dated in."""
    return record.date[:4] if record.date else None


def _pairs(
    records: Iterable[DocumentRecord], names: Callable[[DocumentRecord], Iterable[str]]
) -> Iterable[tuple[str, str]]:
    return ((" ".join(name.split()), one.id) for one in records for name in names(one))


def _called(record: DocumentRecord) -> Iterable[str]:
    """What a document may be called by: its title and its files, with and without their folders."""
    files = (record.source, *record.names)
    return filter(None, (record.title, *files, *(file.rpartition("/")[2] for file in files)))


def _union(some: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*some)


def _listed(names: Sequence[str]) -> str:
    told = ", ".join(f"“{name}”" for name in names[:SHOWN])
    if len(names) <= SHOWN:
        return told
    return _("{names} and {count} more").format(names=told, count=number(len(names) - SHOWN))
