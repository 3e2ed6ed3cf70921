"""Whether the names of a statement stand in what it cites, in one language or across the two.

Names are the same letters in both languages, with accents or without, but for those of
`corpus.language.names.translations`. Within a language every word with a capital letter
counts; across languages only what cannot be a translated word: persons, places, and words that are
none of the other language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.clauses.closed_classes import PRONOUNS
from corpus.language.dates import DAYS_AND_MONTHS, find_dates
from corpus.language.identification import VIETNAMESE_LETTER, is_syllable, language_of
from corpus.language.names.abbreviations import abbreviates, words_of
from corpus.language.names.countries import canonical
from corpus.language.names.people import is_of_no_person
from corpus.language.names.translations import known_names
from corpus.language.stems import POSSESSIVE, stems, word_stems
from corpus.language.word_lists import grouped, table
from corpus.language.words import STOP_WORDS, folded

IsCommon = Callable[[str], bool | None]


def _not_known(word: str) -> bool | None:
    return None


_WORD = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*")
_BEFORE_A_BEGINNING = '.!?:;•\n"“‘('
_TITLES = grouped("people_and_bodies")
# Words that may stand before a name in either text and say nothing that the name does not.
_SAYS_NOTHING = (
    frozenset("mr mrs ms dr prof ông bà anh chị ts gs pgs ths tp".split())
    | STOP_WORDS
    | DAYS_AND_MONTHS
    | frozenset(word for word, *_ in table("currencies"))
)


@dataclass(frozen=True, slots=True)
class CitedNames:
    """What a cited text has: its words folded, their stems, its words that follow each other
    written as one (`hanoi`), the names that have another form in the
    other language, its letters in capitals."""

    text: str
    words: frozenset[str]
    stems: frozenset[str]
    joined: frozenset[str]
    initials: str
    known: frozenset[str]
    capitals: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    begins: bool  # a sentence or a part of one


@lru_cache(maxsize=1024)
def cited_names(text: str) -> CitedNames:
    language = language_of(text)
    found = _WORD.findall(text)
    parts = {folded(part) for word in found for part in re.split(r"[-'’&.]", word)}
    return CitedNames(
        text,
        frozenset(folded(word) for word in found) | parts,
        stems(text),
        frozenset(
            "".join(folded(word) for word in found[place : place + size])
            for place in range(len(found))
            for size in (2, 3)
        ),
        "".join(folded(word[0]) for word in found),
        frozenset(
            one for known in known_names(text, language) for one in known.ids if not known.head
        ),
        tuple(word for word in found if word.isupper() and 2 <= len(word) <= 8),
        language,
    )


def missing_name(said: str, cited: str, is_common: IsCommon = _not_known) -> str | None:
    """The first name of a statement that does not stand in the cited text.

    `is_common` says of a word in small letters whether it is one of the language, so that its
    capital tells nothing; where that is not known (None) only the form counts.
    """
    there = cited_names(cited)
    own = language_of(said)
    across = "vi" in (own, there.language) and own != there.language
    taken = [(start, end) for start, end, _ in find_dates(said)]
    for known in known_names(said, own):
        written = said[known.start : known.end]
        taken.append((known.start, known.end))
        if known.head or known.ids & there.known or _has_words(written, there):
            continue
        if known.start == 0 and not any(one.isupper() for one in known.ids):
            continue  # `Nước …`: a word that begins a sentence, and no country
        return written
    for run in _runs(said, taken):
        fault = (
            _missing_across(run, there, own, is_common)
            if across
            else _missing_within(run, there, is_common)
        )
        if fault is not None:
            return fault
    return None


def names_of(text: str) -> frozenset[str]:
    """The names of a part of a text, in a form that can be compared across languages."""
    own = language_of(text)
    taken = []
    found: set[str] = set()
    for known in known_names(text, own):
        taken.append((known.start, known.end))
        if not known.head:
            found |= known.ids
    for run in _runs(text, taken):
        found |= {folded(word.text) for word in run if len(run) > 1 or not word.begins}
    return frozenset(found)


def _runs(said: str, taken: list[tuple[int, int]]) -> Iterator[tuple[_Word, ...]]:
    """The words with capitals that follow each other, without those of dates and known names."""
    run: list[_Word] = []
    for match in _WORD.finditer(said):
        start, end = match.span()
        free = not any(first < end and start < last for first, last in taken)
        begins = _begins(said, start)
        capital = match[0][0].isupper() and free
        if begins and match[0].istitle() and match[0].casefold() in PRONOUNS:
            capital = False  # `Nobody`: capitalised for standing first, whatever is common
        if capital and run and said[run[-1].end : start] not in (" ", "-"):
            yield tuple(run)
            run = []
        if capital:
            run.append(_Word(start, end, match[0], begins))
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _begins(said: str, start: int) -> bool:
    """Whether a sentence, or a part of one that is quoted or listed, begins at a word."""
    before = said[max(0, start - 8) : start]
    last = before.rstrip(" \t")[-1:]
    if start == len(before) and not any(map(str.isalnum, before)):
        return True
    return last != "" and last in _BEFORE_A_BEGINNING


def _missing_within(run: tuple[_Word, ...], there: CitedNames, is_common: IsCommon) -> str | None:
    """The first word of a run that the cited text has in no form."""
    if _is_abbreviated(run, there):
        return None
    for word in run:
        if word.begins and not _is_name_at_beginning(word, run, is_common):
            continue
        if word.text.casefold() in _SAYS_NOTHING:
            continue
        if not _has_word(word.text, there):
            return word.text
    return None


def _is_name_at_beginning(word: _Word, run: tuple[_Word, ...], is_common: IsCommon) -> bool:
    """Whether a capital at the beginning is that of a name: more capitals follow, or all are, or
    it is no word of the language."""
    if is_common(word.text.casefold()) is False and not VIETNAMESE_LETTER.search(word.text):
        return True
    if word.text.isupper() and len(word.text) > 1:
        return True
    if VIETNAMESE_LETTER.search(word.text) and len(run) < 3:
        return False
    return len(run) > 1 and word.text.casefold() not in STOP_WORDS


def _is_abbreviated(run: tuple[_Word, ...], there: CitedNames) -> bool:
    """Whether the text has the letters of a name, or the name of letters."""
    names = tuple(folded(word.text) for word in run if word.text.casefold() not in STOP_WORDS)
    return len(names) > 1 and any(abbreviates(folded(one), names) for one in there.capitals)


def _missing_across(
    run: tuple[_Word, ...], there: CitedNames, own: str, is_common: IsCommon
) -> str | None:
    """A name that is no word of the statement's language, or a person's or place's by its form,
    and that the cited text lacks."""
    letters = [
        word
        for word in run
        if len(word.text) > 1
        and not any(map(str.isdigit, word.text))
        and word.text.casefold() not in _SAYS_NOTHING
    ]
    for word in letters:
        # Where a text writes names as letters it would write this one so.
        abbreviated = word.text.isupper() and len(word.text) > 2 and there.capitals
        if abbreviated and not _has_word(word.text, there):
            return word.text
    if own == "vi":
        for word in letters:
            if not _is_native(word.text) and not _has_word(word.text, there):
                return word.text
        whole = letters[1:] if letters and letters[0].begins else letters
        if len(whole) > 1 and not any(_has_word(word.text, there) for word in whole):
            return " ".join(word.text for word in whole)
        return None
    for word in letters:
        bare = POSSESSIVE.sub("", word.text)
        said_of_all = [is_common(part.casefold()) for part in re.split(r"[-'’&.]", bare)]
        title = is_of_no_person(bare) or bare.casefold() in _titles()
        common = title or (word.begins if None in said_of_all else all(said_of_all))
        # `Van Don`: Vietnamese words within an English text are names, common or not.
        named = len(letters) > 1 and all(is_syllable(other.text) for other in letters)
        if (not common or (named and not word.begins)) and not _has_word(bare, there):
            return bare
    return None


def _is_native(word: str) -> bool:
    """Whether all parts of a word may be Vietnamese: `Vắc-xin`."""
    return all(map(is_syllable, re.split(r"[-'’&.]", word)))


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(part.casefold() for words in _TITLES.values() for one in words
                     for part in one.split())  # fmt: skip


def _has_words(written: str, there: CitedNames) -> bool:
    return all(_has_word(word, there) for word in _WORD.findall(written))


def _has_word(word: str, there: CitedNames) -> bool:
    bare = POSSESSIVE.sub("", word)
    low = folded(bare)
    if low in there.words or canonical(bare) in there.stems:
        return True
    if set(word_stems(bare)) & there.stems or low in there.joined:
        return True
    if bare.isupper() and (
        words_of(bare, there.text) is not None or (len(low) > 2 and low in there.initials)
    ):
        return True
    parts = re.split(r"[-'’&.]", bare)
    return len(parts) > 1 and all(folded(part) in there.words for part in parts)
