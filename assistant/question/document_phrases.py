"""The phrases of a question that may name documents: a noun for a kind of document
(`document_kinds.csv`) with what stands beside it, such as `the minutes of 12 March`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.language.dates import LATE_YEAR, DateSpan, find_dates, whole_date
from corpus.language.identification import language_of
from corpus.language.stems import word_stems
from corpus.language.word_lists import grouped, one_of, table, word_list
from corpus.language.words import STOP_WORDS, WORD, folded, unaccented

_BESIDE = 5  # words beside a noun that are looked at

_WORDS = grouped("document_words")
LINKS = _WORDS["links"]  # words that stand between the mentions of a list
ANY = "any"
_KINDS: Mapping[str, tuple[str, bool]] = {
    " ".join(re.split(r"[\s-]+", unaccented(word))): (kind, everyday)
    for kind, *lists in reversed(table("document_kinds"))
    for everyday, words in ((True, lists[1]), (False, lists[0]))
    for word in filter(None, words.split(";"))
}
_AS_WRITTEN = frozenset(
    word for _, *lists in table("document_kinds") for words in lists for word in words.split(";")
)
KIND = re.compile(
    rf"(?<![\w-])(?P<word>{one_of(_KINDS)})(?:e?s)?(?![\w-])".replace(r"\s+", r"[\s-]+")
)
_WITHOUT_NUMBER = ("article", "web page")  # `Article 5` is a part of some document
_NUMBER = re.compile(r"[\s(]*(?:\b(?:no|nr|number|so)\b\W*)?(?P<number>\d+(?:[/-]\d+)*)")
_BEFORE_DATE = re.compile(r"[\s,(]*(?:(?:of|from|dated|ngay|nam|thang|so)\s+)*")
YEAR = re.compile(rf"\b{LATE_YEAR}\b")
_OF = re.compile(r"\s+(?:of|on|by|from|for|about|in|to|with)\s")
TOKEN = re.compile(r"\w[\w&/-]*(?:['’]s?\b)?")
_OPEN = frozenset(map(unaccented, _WORDS["open"]))
_STOP = STOP_WORDS | word_list("vietnamese_stop_words")
_LANGUAGES = {
    word: language for language in ("en", "vi") for word in _WORDS[f"language-{language}"]
}


@dataclass(frozen=True, slots=True)
class Phrase:
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


def names_a_document(text: str) -> bool:
    """Whether a phrase has a noun for a kind of document, in any library."""
    return any(kind_of(match)[0] != ANY for match in KIND.finditer(unaccented(text)))


def kind_of(noun: re.Match[str]) -> tuple[str, bool]:
    """The kind that a match of `KIND` names, and whether its noun is an everyday word."""
    return _KINDS[" ".join(re.split(r"[\s-]+", noun["word"]))]


def terms(text: str) -> Iterator[str]:
    for word in WORD.findall(text):
        if word.casefold() not in _STOP:
            for stem in word_stems(word):
                yield folded(stem)


def phrases(question: str) -> Iterator[Phrase]:
    plain = unaccented(question)
    vietnamese = language_of(question) == "vi"
    dates = find_dates(question)
    known = [(start, end) for start, end, _ in dates]
    for year in YEAR.finditer(question):
        if not any(start <= year.start() < end for start, end in known):
            span = whole_date(year[0])
            dates += [(*year.span(), span)] if span else []
    accented = plain != question.casefold()
    for match in KIND.finditer(plain):
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
) -> Phrase | None:
    """The phrase around a noun; None where that names no certain document."""
    kind, everyday = kind_of(noun)
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
    counted = bool(left) and left[0][1].isdigit() and not YEAR.fullmatch(left[0][1])
    if (indefinite and not number) or counted or (everyday and not certain):
        return None
    languages = [_LANGUAGES[word] for word in low_words if word in _LANGUAGES]
    if kind == ANY:  # `the Vietnamese text`
        held = [(at, word) for at, word in held if word.casefold() not in _LANGUAGES]
        words = [word for word in words if word.casefold() not in _LANGUAGES]
    return Phrase(
        start,
        end,
        kind,
        number,
        tuple(days),
        frozenset(t for _, word in held if word[0].isupper() for t in terms(_bare(word)))
        - {str(year) for day in days for year in day.years},
        frozenset(term for word in words for term in terms(_bare(word))),
        not low_words.isdisjoint(_WORDS["newest"]),
        not low_words.isdisjoint(_WORDS["oldest"]),
        languages[0] if languages and kind == ANY else None,
    )


def _before(question: str, end: int) -> Iterator[tuple[int, str]]:
    """(start, word) of the words before a place, the nearest first, up to a punctuation mark."""
    begin = max(0, end - 20 * _BESIDE)
    tokens = list(TOKEN.finditer(question, begin, end))
    for token in reversed(tokens[-_BESIDE - 1 :]):
        if question[token.end() : end].strip():
            return
        yield token.start(), token[0]
        end = token.start()


def _after(question: str, start: int) -> Iterator[str]:
    """The words after a place, up to a punctuation mark."""
    for count, token in enumerate(TOKEN.finditer(question, start, start + 25 * _BESIDE)):
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
