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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.dates import DateSpan, find_dates, same_date, whole_date, years_in
from corpus.language.identification import language_of
from corpus.language.stems import word_stems
from corpus.language.word_lists import grouped, one_of, table, word_list
from corpus.language.words import STOP_WORDS, WORD, folded, unaccented
from index.store.library import Library
from index.store.records import DocumentRecord

OPENING = 500  # characters of a document that say what it is
LONGEST = 4_000  # characters of a question that are read
MOST_MENTIONS = 12
MOST = 2 / 3  # of the library: what fits more of it names nothing
_COVERED = 0.75  # of a title, by the weight of its words
_LEAST_TITLE_WORDS = {"en": 3, "vi": 5}  # Vietnamese ones are syllables
_BESIDE = 5  # words beside a noun that are looked at
_SHORT_LINE = 3  # words of a first line that may begin with an everyday word

_WORDS = grouped("document_words")
LINKS = _WORDS["links"]  # words that stand between the mentions of a list
_ANY = "any"
_KINDS: Mapping[str, tuple[str, bool]] = {
    " ".join(re.split(r"[\s-]+", unaccented(word))): (kind, everyday)
    for kind, *lists in reversed(table("document_kinds"))
    for everyday, words in ((True, lists[1]), (False, lists[0]))
    for word in filter(None, words.split(";"))
}
_AS_WRITTEN = frozenset(
    word for _, *lists in table("document_kinds") for words in lists for word in words.split(";")
)
_KIND = re.compile(
    rf"(?<![\w-])(?P<word>{one_of(_KINDS)})(?:e?s)?(?![\w-])".replace(r"\s+", r"[\s-]+")
)
_WITHOUT_NUMBER = ("article", "web page")  # `Article 5` is a part of some document
_NUMBER = re.compile(r"[\s(]*(?:\b(?:no|nr|number|so)\b\W*)?(?P<number>\d+(?:[/-]\d+)*)")
_NUMBERS = re.compile(r"\d+(?:[/-]\d+)*")
_BEFORE_DATE = re.compile(r"[\s,(]*(?:(?:of|from|dated|ngay|nam|thang|so)\s+)*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF = re.compile(r"\s+(?:of|on|by|from|for|about|in|to|with)\s")
_QUOTED = re.compile(r"[\"“«]([^\"”»]{3,200})[\"”»]")
_TOKEN = re.compile(r"\w[\w&/-]*(?:['’]s?\b)?")
_LINE = re.compile(r"(?:(?<!\s)\s+)?[\n|>›•]\s*+|(?<!\s)\s++[–—-]\s+|[:.]\s+")
_OPEN = frozenset(map(unaccented, _WORDS["open"]))
_STOP = STOP_WORDS | word_list("vietnamese_stop_words")
_LANGUAGES = {
    word: language for language in ("en", "vi") for word in _WORDS[f"language-{language}"]
}


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """`question[start:end]` names these documents, by their ids."""

    start: int
    end: int
    documents: frozenset[str]


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


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A noun for a kind of document and what stands beside it. `names` are words of a name,
    which one of the documents must have; `beside` all words that tell it from its like."""

    start: int
    end: int
    kind: str
    number: tuple[int, ...]
    dates: tuple[DateSpan, ...]
    names: frozenset[str]
    beside: frozenset[str]
    newest: bool
    oldest: bool
    language: str | None


class DescribedDocuments:
    """The catalogue of one library, made again when that has changed. Safe in many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._of = lru_cache(maxsize=1)(self._made)

    def catalogue(self) -> Catalogue:
        return self._of(self._library.revision())

    def _made(self, revision: int) -> Catalogue:
        return Catalogue(self._library.records(), self._library.openings(OPENING))


class Catalogue:
    """What the current documents of a library are called by.

    `openings` are the first characters of their texts by id; without them kinds and names are
    known from titles, file names and publishers alone.
    """

    def __init__(
        self, records: Iterable[DocumentRecord], openings: Mapping[str, str] | None = None
    ) -> None:
        texts = openings or {}
        self._entries = [
            _entry(record, texts.get(record.id, "")[:OPENING])
            for record in records
            if record.superseded_by is None
        ]
        spread = Counter(word for entry in self._entries for word in entry.words)
        self._weights = {
            word: math.log(1 + len(self._entries) / count) for word, count in spread.items()
        }
        self._by_word: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, entry in enumerate(self._entries):
            for number, title in enumerate(entry.titles):
                for word in set(title):
                    self._by_word[word].append((place, number))

    def named_in(self, question: str) -> tuple[DocumentMention, ...]:
        """The mentions of documents in a question, in order, none within another."""
        question = question[:LONGEST]
        found = [*self._by_title(question), *self._by_kind(question)]
        kept: list[DocumentMention] = []
        for mention in found:
            if len(kept) == MOST_MENTIONS:
                break
            if not 0 < len(mention.documents) <= MOST * len(self._entries):
                continue
            if all(mention.end <= other.start or other.end <= mention.start for other in kept):
                kept.append(mention)
        return tuple(sorted(kept, key=lambda mention: mention.start))

    # By title

    def _by_title(self, question: str) -> Iterator[DocumentMention]:
        """Titles and file names of which the question has most words, one next to another."""
        tokens = [
            (match.start(), match.end(), frozenset(_terms(match[0])))
            for match in _TOKEN.finditer(question)
        ]
        tokens = [token for token in tokens if token[2]]
        places: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at, (_, _, terms) in enumerate(tokens):
            for title in {title for term in terms for title in self._by_word.get(term, ())}:
                places[title].append(at)
        quoted = [match.span(1) for match in _QUOTED.finditer(question)]
        least = _LEAST_TITLE_WORDS["vi" if language_of(question) == "vi" else "en"]
        best: list[tuple[float, DocumentMention]] = []
        for (place, file), held in places.items():
            entry = self._entries[place]
            words = entry.titles[file]
            whole = sum(map(self._weight, words))
            for run in _runs(held):
                start, end = tokens[run[0]][0], tokens[run[-1]][1]
                said = {term for at in run for term in tokens[at][2]} & set(words)
                inside = any(first <= start and end <= last for first, last in quoted)
                if len(said) < (2 if inside else least):
                    continue
                share = sum(map(self._weight, said)) / whole
                if share >= _COVERED:
                    best.append((share, DocumentMention(start, end, frozenset({entry.id}))))
        best.sort(key=lambda one: (-one[0], one[1].start))
        for mention in dict.fromkeys(mention for _, mention in best):
            same = (
                m.documents for _, m in best if (m.start, m.end) == (mention.start, mention.end)
            )
            yield DocumentMention(mention.start, mention.end, frozenset().union(*same))

    def _weight(self, word: str) -> float:
        return self._weights.get(word, 1.0)

    # By kind

    def _by_kind(self, question: str) -> Iterator[DocumentMention]:
        for phrase in _phrases(question):
            fitting = self._meant(phrase, language_of(question))
            yield DocumentMention(phrase.start, phrase.end, frozenset(e.id for e in fitting))

    def _meant(self, phrase: _Phrase, language: str) -> Sequence[_Entry]:
        found = self._entries
        if phrase.kind != _ANY:
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
        if phrase.kind == _ANY and not (best or phrase.dates or phrase.language):
            return ()
        found = [e for e, score in zip(found, scores, strict=True) if score == best]
        dates = sorted(entry.date for entry in found if entry.date)
        if dates and phrase.newest != phrase.oldest:
            wanted = dates[-1] if phrase.newest else dates[0]
            found = [entry for entry in found if entry.date == wanted]
        return found


def names_a_document(text: str) -> bool:
    """Whether a phrase has a noun for a kind of document, in any library."""
    return any(_kind(match)[0] != _ANY for match in _KIND.finditer(unaccented(text)))


def _kind(noun: re.Match[str]) -> tuple[str, bool]:
    """The kind that a match of `_KIND` names, and whether its noun is an everyday word."""
    return _KINDS[" ".join(re.split(r"[\s-]+", noun["word"]))]


def _entry(record: DocumentRecord, opening: str) -> _Entry:
    files = [re.sub(r"\.\w{1,5}$", "", name) for name in (record.source, *record.names)]
    spoken = [re.sub(r"[-_.]+", " ", name) for name in files]
    title = record.title or ""
    named = frozenset(kind for text in (title, *spoken) for kind in _head_kinds(text))
    said = frozenset(_opening_kinds(f"{record.publisher or ''}\n{opening}"))
    texts = " \n ".join((title, *files, record.publisher or "", opening))
    numbers = frozenset(
        tuple(map(int, re.split(r"[/-]", number[:40]))) for number in _NUMBERS.findall(texts)
    )
    dated = whole_date(record.date) if record.date else None
    dates = (dated,) if dated else tuple(span for _, _, span in find_dates(opening))[:4]
    words = frozenset(_terms(" ".join((title, *spoken, record.publisher or "", opening))))
    titles = dict.fromkeys(tuple(dict.fromkeys(_terms(text))) for text in (title, *spoken))
    return _Entry(
        id=record.id,
        kinds=named,
        said_to_be=said,
        numbers=numbers,
        dates=dates,
        years=years_in(title) | {int(year) for name in spoken for year in _YEAR.findall(name)},
        words=words,
        titles=tuple(title for title in titles if title),
        language=record.language or language_of(opening or title),
        date=record.date or "",
    )


def _head_kinds(text: str) -> Iterator[str]:
    """The first kind that a title names: what comes later is what it is about."""
    if match := _KIND.search(unaccented(text)):
        yield _kind(match)[0]


def _opening_kinds(text: str) -> Iterator[str]:
    """The kinds with which first lines begin."""
    for line in _LINE.split(unaccented(text)):
        if match := _KIND.match(line):
            kind, everyday = _kind(match)
            if not everyday or len(line.split()) <= _SHORT_LINE:
                yield kind


def _terms(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        if word.casefold() not in _STOP:
            for stem in word_stems(word):
                yield folded(stem)


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
    return any(other[: len(number)] == number for other in entry.numbers)


def _has_date(entry: _Entry, day: DateSpan) -> bool:
    if day.years & entry.years:
        return True
    return any(same_date(own, day) != "different" for own in entry.dates)


def _phrases(question: str) -> Iterator[_Phrase]:
    plain = unaccented(question)
    vietnamese = language_of(question) == "vi"
    dates = find_dates(question)
    known = [(start, end) for start, end, _ in dates]
    for year in _YEAR.finditer(question):
        if not any(start <= year.start() < end for start, end in known):
            span = whole_date(year[0])
            dates += [(*year.span(), span)] if span else []
    accented = plain != question.casefold()
    for match in _KIND.finditer(plain):
        typed = question[slice(*match.span("word"))].casefold()
        if accented and vietnamese and typed not in _AS_WRITTEN:
            continue  # `ban` is not `bản` where accents are typed
        phrase = _phrase(question, plain, match, dates, vietnamese)
        if phrase is not None:
            yield phrase


def _phrase(
    question: str,
    plain: str,
    noun: re.Match[str],
    dates: Sequence[tuple[int, int, DateSpan]],
    vietnamese: bool,
) -> _Phrase | None:
    """The phrase around a noun; None where that names no certain document."""
    kind, everyday = _kind(noun)
    start, end = noun.start(), noun.end("word" if vietnamese else 0)
    left = list(_before(question, start))
    definite = indefinite = False
    held: list[tuple[int, str]] = []
    for at, word in left:
        low = word.casefold()
        if low in _WORDS["definite"] or low in _WORDS["several"]:
            definite, start = True, at
            break
        if low in _WORDS["indefinite"]:
            indefinite = True
            break
        if low in _WORDS["marks"]:
            definite = definite or not held
            break
        if vietnamese or low in STOP_WORDS:
            break
        held.append((at, word))
    owned = any(word.endswith(("'s", "’s", "'", "’")) for _, word in held)
    if not (definite or owned):
        held = _adjoining(held, dates)
    if held and not indefinite:
        start = min(start, held[-1][0])
    number: tuple[int, ...] = ()
    if (told := _NUMBER.match(plain, end)) and not _is_date(told.start("number"), dates):
        number, end = tuple(map(int, re.split("[/-]", told["number"][:40]))), told.end()
        while end < len(plain) and (plain[end].isalnum() or plain[end] in "/-"):
            end += 1  # `08/2026/TT-BTC`
    days = [span for first, last, span in dates if start <= first and last <= noun.start()]
    gap = _BEFORE_DATE.match(plain, end)
    for first, last, span in dates:
        if gap and end <= first <= gap.end():
            days.append(span)
            end = last
            break
    after = list(_after(question, end)) if vietnamese or _OF.match(plain, end) else []
    asked = [unaccented(word) for word in after[:2] if word.casefold() not in ("số", "so")]
    if vietnamese and not number and not _OPEN.isdisjoint(asked[:1]):
        return None  # `nghị định nào`, `nghị quyết số mấy`
    if number and kind in _WITHOUT_NUMBER:
        return None
    words = [word for _, word in held] + after
    low_words = {word.casefold() for word in words}
    pointed = vietnamese and bool(low_words & _WORDS["points"])
    begins = vietnamese and not question[: noun.start()].rstrip(' "“(').rstrip()[-1:].isalnum()
    certain = bool(definite or owned or number or days or pointed or begins)
    counted = bool(left) and left[0][1].isdigit() and not _YEAR.fullmatch(left[0][1])
    if (indefinite and not number) or counted or (everyday and not certain):
        return None
    languages = [_LANGUAGES[word] for word in low_words if word in _LANGUAGES]
    if kind == _ANY:  # `the Vietnamese text`
        held = [(at, word) for at, word in held if word.casefold() not in _LANGUAGES]
        words = [word for word in words if word.casefold() not in _LANGUAGES]
    return _Phrase(
        start,
        end,
        kind,
        number,
        tuple(days),
        frozenset(t for _, word in held if word[0].isupper() for t in _terms(_bare(word)))
        - {str(year) for day in days for year in day.years},
        frozenset(term for word in words for term in _terms(_bare(word))),
        not low_words.isdisjoint(_WORDS["newest"]),
        not low_words.isdisjoint(_WORDS["oldest"]),
        languages[0] if languages and kind == _ANY else None,
    )


def _before(question: str, end: int) -> Iterator[tuple[int, str]]:
    """(start, word) of the words before a place, the nearest first, up to a punctuation mark."""
    begin = max(0, end - 20 * _BESIDE)
    tokens = list(_TOKEN.finditer(question, begin, end))
    for token in reversed(tokens[-_BESIDE - 1 :]):
        if question[token.end() : end].strip():
            return
        yield token.start(), token[0]
        end = token.start()


def _after(question: str, start: int) -> Iterator[str]:
    """The words after a place, up to a punctuation mark."""
    for count, token in enumerate(_TOKEN.finditer(question, start, start + 25 * _BESIDE)):
        if count == _BESIDE or question[start : token.start()].strip():
            return
        yield token[0]
        start = token.end()


def _adjoining(
    held: Sequence[tuple[int, str]], dates: Sequence[tuple[int, int, DateSpan]]
) -> list[tuple[int, str]]:
    """Of the words before a noun without an article those that can be told to belong to it."""
    kept: list[tuple[int, str]] = []
    for at, word in held:
        low = word.casefold()
        tells = _is_date(at, dates) or low in _WORDS["newest"] or low in _WORDS["oldest"]
        if not tells and not (word[0].isupper() and at > 0):
            break
        kept.append((at, word))
    return kept


def _is_date(at: int, dates: Sequence[tuple[int, int, DateSpan]]) -> bool:
    return any(start <= at < end for start, end, _ in dates)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)
