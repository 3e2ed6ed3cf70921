"""Which documents of a library a question names by what they are: `the op-ed`, `Circular 7/2025`,
`the ministry's paper`, `the minutes of 12 March`, a title.

    catalogue = DescribedDocuments(library).catalogue()       or Catalogue(records, openings)
    catalogue.named_in(question)                              mentions, in order

A mention is a noun for a kind of document (`document_kinds.csv`) with what stands beside it, or
most words of a title. Of the documents of its kind it means those with its number and its date
and, of these, those whose title, file name, publisher and first lines have most of its other
words, rare words counting more. What would mean most of the library means nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from assistant.question import document_phrases as phrasing
from corpus.language.dates import DateSpan, find_dates, same_date, whole_date, years_in
from corpus.language.identification import language_of
from corpus.language.words import unaccented
from corpus.legal.instrument import HEAD, own_key
from corpus.legal.numbers import InstrumentNumber, numbers_in
from index.store.library import Library
from index.store.records import DocumentRecord
from index.store.tables.changes import ByDocument

OPENING = 500  # characters of a document that say what it is
LONGEST = 4_000  # characters of a question that are read
MOST_MENTIONS = 12
KEPT = 64  # questions whose mentions are known
MOST = 2 / 3  # of the library: what fits more of it names nothing
_COVERED = 0.75  # of a title, by the weight of its words
_LEAST_TITLE_WORDS = {"en": 3, "vi": 5}  # Vietnamese ones are syllables
_SHORT_LINE = 3  # words of a first line that may begin with an everyday word

_NUMBERS = re.compile(r"\d+(?:[/-]\d+)*")
_QUOTED = re.compile(r"[\"“«]([^\"”»]{3,200})[\"”»]")
_FILE = re.compile(r"[\w()&+,'’-]{1,80}(?:\.[\w()&+,'’-]{1,80}){1,4}")
_LINE = re.compile(r"(?:(?<!\s)\s+)?[\n|>›•]\s*+|(?<!\s)\s++[–—-]\s+|[:.]\s+")


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """`question[start:end]` names these documents, by their ids; `as_called`, by what they are
    called, and not by what they are."""

    start: int
    end: int
    documents: frozenset[str]
    as_called: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a document is called by: its kinds by title and file name, or only by its first lines;
    its numbers and dates; the folded stems of its names, and of each title and file name."""

    id: str
    kinds: frozenset[str]
    said_to_be: frozenset[str]
    numbers: frozenset[tuple[int, ...]]
    dates: tuple[DateSpan, ...]
    years: frozenset[int]
    words: frozenset[str]
    titles: tuple[tuple[str, ...], ...]
    language: str
    date: str
    key: tuple[str, ...] = ()  # of its number, where it is a legal instrument


class DescribedDocuments:
    """The catalogue of one library, made again when that has changed. Safe in many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._described = ByDocument(library, self._read)
        self._lock = Lock()
        self._made: tuple[Mapping[str, _Described], Catalogue] = {}, Catalogue([])

    def catalogue(self) -> Catalogue:
        with self._lock:
            described, (before, made) = self._described.all(), self._made
            if described is not before:
                self._made = described, made.with_others(before, described)
            return self._made[1]

    def _read(self, ids: Collection[str] | None) -> dict[str, _Described]:
        openings = self._library.openings(HEAD, ids)
        return {
            record.id: _Described(record, _entry(record, openings.get(record.id, "")))
            for record in self._library.records()
            if ids is None or record.id in ids
        }


@dataclass(frozen=True, slots=True)
class _Described:
    """A current document, and what it is called by."""

    record: DocumentRecord
    entry: _Entry


class Catalogue:
    """What the current documents of a library are called by.

    `openings` are the first characters of their texts by id; without them kinds and names are
    known from titles, file names and publishers alone.
    """

    def __init__(
        self, records: Iterable[DocumentRecord], openings: Mapping[str, str] | None = None
    ) -> None:
        texts = openings or {}
        # A question is looked at for its kind, and for what it names; the next one knows its turns.
        self._named = lru_cache(maxsize=KEPT)(self._named_in)
        self._entries: list[_Entry] = []
        self._spread: Counter[str] = Counter()  # documents by the words that they are called by
        self._files: dict[str, frozenset[str]] = {}
        self._by_word: dict[str, frozenset[tuple[str, int]]] = {}  # (id, place among its titles)
        self._by_id: dict[str, _Entry] = {}
        held = [record for record in records if record.superseded_by is None]
        self._change([_Described(one, _entry(one, texts.get(one.id, ""))) for one in held], [])

    def with_others(
        self, before: Mapping[str, _Described], after: Mapping[str, _Described]
    ) -> Catalogue:
        """This catalogue, of the documents `before`, as one of those `after`. What is the same in
        both is not looked at again."""
        made = Catalogue([])
        for name in ("_spread", "_files", "_by_word", "_by_id"):
            setattr(made, name, getattr(self, name).copy())
        made._change(
            [one for id_, one in after.items() if before.get(id_) is not one],
            [one for id_, one in before.items() if after.get(id_) is not one],
        )
        return made

    def _change(self, new: Iterable[_Described], gone: Iterable[_Described]) -> None:
        files: dict[str, set[str]] = {}
        words: dict[str, set[tuple[str, int]]] = {}
        for some, added in ((gone, False), (new, True)):
            for one in some:
                entry, id_ = one.entry, one.record.id
                self._spread.update(entry.words) if added else self._spread.subtract(entry.words)
                for name in (one.record.source, *one.record.names):
                    key = name.rsplit("/", 1)[-1].casefold()
                    held = files.setdefault(key, {*self._files.get(key, ())})
                    (held.add if added else held.discard)(id_)
                for number, title in enumerate(entry.titles):
                    for word in set(title):
                        at = words.setdefault(word, {*self._by_word.get(word, ())})
                        (at.add if added else at.discard)((id_, number))
                if added:
                    self._by_id[id_] = entry
                else:
                    del self._by_id[id_]
        self._files |= {key: frozenset(ids) for key, ids in files.items()}
        self._by_word |= {word: frozenset(places) for word, places in words.items()}
        self._entries = [*self._by_id.values()]

    def named_in(self, question: str) -> tuple[DocumentMention, ...]:
        """The mentions of documents in a question, in order, none within another."""
        return self._named(question)

    def _named_in(self, question: str) -> tuple[DocumentMention, ...]:
        question = question[:LONGEST]
        found = [*self._by_title(question), *self._by_kind(question)]
        kept = [*self._by_number(question), *self._by_file(question)]
        for mention in found:
            if len(kept) == MOST_MENTIONS:
                break
            if not 0 < len(mention.documents) <= MOST * len(self._entries):
                continue
            if all(mention.end <= other.start or other.end <= mention.start for other in kept):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.start))

    def of_kinds(self, text: str) -> frozenset[str] | None:
        """The documents of the kinds that a text names, `circulars`; None where it names none, or
        documents of any kind."""
        named = {phrasing.kind_of(match)[0] for match in phrasing.KIND.finditer(unaccented(text))}
        if not named or phrasing.ANY in named:
            return None
        return frozenset(e.id for e in self._entries if named & (e.kinds or e.said_to_be))

    def keys_of(self, mention: DocumentMention) -> frozenset[tuple[str, ...]]:
        """The numbers of the instruments that a mention means: `InstrumentNumber.key`."""
        return frozenset(e.key for e in self._entries if e.id in mention.documents and e.key)

    def numbers(self) -> dict[str, tuple[str, ...]]:
        """The keys of the numbers of the documents that are legal instruments, by id."""
        return {entry.id: entry.key for entry in self._entries if entry.key}

    # By number

    def _by_number(self, question: str) -> Iterator[DocumentMention]:
        """Instruments by their numbers, which mean them and no other that has one of its digits."""
        for number in numbers_in(question):
            meant = frozenset(
                entry.id
                for entry in self._entries
                if entry.key
                and (entry.key == number.key or (not number.full and _begins(entry, number)))
            )
            if meant:
                yield DocumentMention(number.start, number.end, meant, True)

    # By file name

    def _by_file(self, question: str) -> Iterator[DocumentMention]:
        """Files by their names, which mean them and no other."""
        for match in _FILE.finditer(question):
            if meant := self._files.get(match[0].casefold()):
                yield DocumentMention(match.start(), match.end(), frozenset(meant), True)

    # By title

    def _by_title(self, question: str) -> Iterator[DocumentMention]:
        """Titles and file names of which the question has most words, one next to another."""
        tokens = [
            (match.start(), match.end(), frozenset(phrasing.terms(match[0])))
            for match in phrasing.TOKEN.finditer(question)
        ]
        tokens = [token for token in tokens if token[2]]
        places: dict[tuple[str, int], list[int]] = defaultdict(list)
        for at, (*_, own) in enumerate(tokens):
            for title in {title for term in own for title in self._by_word.get(term, ())}:
                places[title].append(at)
        quoted = [match.span(1) for match in _QUOTED.finditer(question)]
        least = _LEAST_TITLE_WORDS["vi" if language_of(question) == "vi" else "en"]
        best: list[tuple[float, int, DocumentMention]] = []
        for (id_, file), held in places.items():
            entry = self._by_id[id_]
            words = entry.titles[file]
            whole = math.fsum(map(self._weight, words))  # in whatever order
            for run in _runs(held):
                start, end = tokens[run[0]][0], tokens[run[-1]][1]
                said = {term for at in run for term in tokens[at][2]} & set(words)
                inside = any(first <= start and end <= last for first, last in quoted)
                if len(said) < (2 if inside else least):
                    continue
                share = math.fsum(map(self._weight, said)) / whole
                if share >= _COVERED:
                    mention = DocumentMention(start, end, frozenset({entry.id}))
                    best.append((share, len(said), mention))
        # A whole title before a part of it that is another document's, or its file's, name.
        best.sort(key=lambda one: (-one[0], -one[1], one[2].start))
        for mention in dict.fromkeys(mention for *_, mention in best):
            same = (
                m.documents for *_, m in best if (m.start, m.end) == (mention.start, mention.end)
            )
            yield DocumentMention(mention.start, mention.end, frozenset().union(*same), True)

    def _weight(self, word: str) -> float:
        count = self._spread[word]
        return math.log(1 + len(self._entries) / count) if count else 1.0

    # By kind

    def _by_kind(self, question: str) -> Iterator[DocumentMention]:
        for phrase in phrasing.phrases(question):
            fitting = self._meant(phrase, language_of(question))
            yield DocumentMention(phrase.start, phrase.end, frozenset(e.id for e in fitting))

    def _meant(self, phrase: phrasing.Phrase, language: str) -> Sequence[_Entry]:
        found = self._entries
        if phrase.kind != phrasing.ANY:
            found = [e for e in self._entries if phrase.kind in e.kinds] or [
                e for e in self._entries if phrase.kind in e.said_to_be
            ]
        if phrase.number:
            found = [e for e in found if _has_number(e, phrase.number)]
        for day in phrase.dates:
            found = [e for e in found if _has_date(e, day)]
        if phrase.language:
            found = [e for e in found if e.language == phrase.language]
        own = [entry for entry in found if entry.language == language]
        if phrase.names and own and not any(phrase.names & entry.words for entry in own):
            found = [entry for entry in found if entry.language != language]
        scores = [sum(map(self._weight, phrase.beside & entry.words)) for entry in found]
        best = max(scores, default=0.0)
        if phrase.kind == phrasing.ANY and not (best or phrase.dates or phrase.language):
            return ()
        found = [e for e, score in zip(found, scores, strict=True) if score == best]
        dates = sorted(entry.date for entry in found if entry.date)
        if dates and phrase.newest != phrase.oldest:
            wanted = dates[-1] if phrase.newest else dates[0]
            found = [entry for entry in found if entry.date == wanted]
        return found


def _begins(entry: _Entry, number: InstrumentNumber) -> bool:
    """Whether an instrument is of the kind and begins with the digits that a short number has."""
    kinds = set(_head_kinds(number.kind))
    digits = number.key
    return entry.key[: len(digits)] == digits and not kinds.isdisjoint(entry.kinds)


def _entry(record: DocumentRecord, text: str) -> _Entry:
    opening = text[:OPENING]
    files = [re.sub(r"\.\w{1,5}$", "", name) for name in (record.source, *record.names)]
    spoken = [re.sub(r"[-_.]+", " ", name) for name in files]
    title = record.title or ""
    named = frozenset(kind for text in (title, *spoken) for kind in _head_kinds(text))
    said = frozenset(_opening_kinds(f"{record.publisher or ''}\n{opening}"))
    number = record.number or ""
    texts = " \n ".join((title, number, *files, record.publisher or "", opening))
    numbers = frozenset(
        tuple(map(int, re.split(r"[/-]", number[:40]))) for number in _NUMBERS.findall(texts)
    )
    dated = whole_date(record.date) if record.date else None
    dates = (dated,) if dated else tuple(span for _, _, span in find_dates(opening))[:4]
    words = frozenset(phrasing.terms(" ".join((title, *spoken, record.publisher or "", opening))))
    titles = dict.fromkeys(tuple(dict.fromkeys(phrasing.terms(text))) for text in (title, *spoken))
    return _Entry(
        id=record.id,
        kinds=named,
        said_to_be=said,
        numbers=numbers,
        dates=dates,
        years=years_in(title)
        | {int(year) for name in spoken for year in phrasing.YEAR.findall(name)},
        words=words,
        titles=tuple(title for title in titles if title),
        language=record.language or language_of(opening or title),
        date=record.date or "",
        key=own_key(number, "") or own_key(title, text),
    )


def _head_kinds(text: str) -> Iterator[str]:
    """The first kind that a title names: what comes later is what it is about."""
    if match := phrasing.KIND.search(unaccented(text)):
        yield phrasing.kind_of(match)[0]


def _opening_kinds(text: str) -> Iterator[str]:
    """The kinds with which first lines begin."""
    for line in _LINE.split(unaccented(text)):
        if match := phrasing.KIND.match(line):
            kind, everyday = phrasing.kind_of(match)
            if not everyday or len(line.split()) <= _SHORT_LINE:
                yield kind


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Rising numbers in runs of neighbours."""
    run: list[int] = []
    for place in places:
        if run and place > run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _has_number(entry: _Entry, number: tuple[int, ...]) -> bool:
    if entry.key:  # not by the numbers of those that it names
        digits = tuple(int(part) for part in entry.key if part.isdecimal())
        return digits[: len(number)] == number
    return any(other[: len(number)] == number for other in entry.numbers)


def _has_date(entry: _Entry, day: DateSpan) -> bool:
    if day.years & entry.years:
        return True
    return any(same_date(own, day) != "different" for own in entry.dates)
