"""What a question is about, taken apart so that two questions can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.faq.matching.question_forms import bare
from assistant.question.kinds import kinds_of
from corpus.language.clauses.closed_classes import (
    ARTICLES,
    DEMONSTRATIVES,
    POSSESSIVES,
    QUESTION_WORDS,
    SUBJECT_PRONOUNS,
)
from corpus.language.dates import YEAR, find_dates
from corpus.language.names.abbreviations import words_of
from corpus.language.names.countries import with_one_name
from corpus.language.numerals import NUMBER_WORDS, ORDINALS, SMALL_NUMBERS
from corpus.language.synonyms import forms, phrases
from corpus.language.words import STOP_WORDS, folded


@dataclass(frozen=True, slots=True)
class Concept:
    """A word or phrase that carries meaning.

    `stem` is compared; `written` is how it stands in the text, at `start`. `link` is the word
    that governs it: a preposition, `do` for the subject of an auxiliary, `after` for what
    follows that subject, `be`, `wh` for what stands first behind the question word, `wh+` for
    what follows (`what+` where that is not `who` or `which`). `name` says that it is capitalised
    as names are.
    """

    stem: str
    written: str
    start: int
    link: str = ""
    name: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.written)

    @property
    def possessive(self) -> bool:
        return self.written.endswith(("'s", "s'"))


@dataclass(frozen=True, slots=True)
class Intent:
    """A question, taken apart.

    `text` is the question without courtesies, `kinds` what it asks for (see `kinds_of`), and
    `keywords` whether it is no sentence. `numbers` are its dates, ordinals and numbers, each in
    one notation, and `counted` those that only count what is asked for: `the five tasks`.
    `planned` is `intended` or `future` where it asks what is to come, `past` says that it asks
    what has been, `negative` what is not.
    """

    text: str
    kinds: frozenset[str]
    keywords: bool
    terms: tuple[Concept, ...]
    numbers: frozenset[str]
    counted: frozenset[str]
    negative: bool
    planned: str
    past: bool
    vietnamese: bool


_REFERENCE = re.compile(
    rf"(?<![\w/])(\d+)(?:/{YEAR})?[-/][A-ZĐ]{{1,4}}(?:[-/][A-ZĐ]{{1,4}})*(?![\w/])"
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:%|[a-z]{1,2}\b)?|[^\W_]+(?:'[^\W_]+)?", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:the|its|their|these|\w+'s) (?P<number>[a-z]+|\d{1,2}) (?:[a-z]+ )?[a-z]+s\b"
)
_ROMAN = "II III IV V VI VII VIII IX X XI XII XIII XIV XV".split()
_NUMBERS = {
    **{word: str(NUMBER_WORDS[word]) for word in SMALL_NUMBERS},
    **{word: f"{number}th" for word, number in ORDINALS.items()},
    **{numeral: str(number) for number, numeral in enumerate(_ROMAN, start=2) if numeral[1:]},
}
_PREPOSITIONS = frozenset(
    """about after against among at before between by during for from in into of on over since
    through to toward towards under upon with within without regarding concerning via""".split()
)
_DO = frozenset("do does did has have had can could will would shall should may might must".split())
_BE = frozenset("is are was were be been being am".split())
_PRONOUNS = SUBJECT_PRONOUNS | {"i", "you", "we", "one"}
_ARTICLES = ARTICLES | POSSESSIVES | DEMONSTRATIVES | {"our", "your"}
# Prepositions and the like that are terms too: `before the law` is not `after the law`.
_MEANT = frozenset("before after against since without no not only same other".split())
# Words that say how it is asked, and not what.
_ASKING = frozenset(
    """please exactly currently current now today present presently actually really called name
    names list define defined definition meaning mean means meant refer refers explain describe
    described understand understood take takes took taken need someone one there whether also
    every so far know what's want wants wanted expected possible going along way ways get gets got
    make makes main principal major various specific exact officially kind type sort available
    existing exist exists anyone anybody like versus vs already yet still till until own""".split()
)
_FORMAL = (STOP_WORDS | _PREPOSITIONS | _ASKING | _MEANT) - frozenset(("say", "says"))
_VIETNAMESE_FORMAL = frozenset(
    """là gì và của các những cho thì ạ xin hỏi vào năm ngày tháng nào khi ở đâu tại sao vì bao
    nhiêu mấy như thế được có về""".split()
)
_VIETNAMESE_LETTER = re.compile(
    "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|no(?! ?\d|\.|'s)|(?:refuse|fail)(?:s|d|ed)? to|yet to)\b|n't\b",
    re.IGNORECASE,
)
_INTENDED = re.compile(
    r"\b(?:plan(?:s|ned|ning)? to|planned|intend(?:s|ed)?(?: to)?|target(?:ing|ed)"
    r"|aim(?:s|ing)? to|supposed to)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:expected(?! from)|wants? to|hopes? to|(?:is|are) to be|will|shall|going to"
    rf"|by {YEAR}|by (?:when|what year|which year))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:did|was|were|had)\b"
    r"|\b(?:has|have)(?: [\w'-]+){0,6}? (?:been|become|made|taken|given|done|won|\w{2,}ed)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"(?:\W+\w+){0,4}?\W+(?:be|been)\b", re.IGNORECASE)

Spans = dict[int, tuple[int, str]]  # start: end, and the stem of a phrase; none where no term is


@lru_cache(maxsize=4_096)
def intent(question: str) -> Intent:
    """Take a question apart by rules. Pure, and the same for the same text."""
    asked = bare(question)
    text = with_one_name(asked)
    kinds, keywords = kinds_of(text)
    words = re.findall(r"\w+", text)
    vietnamese = 2 * sum(not word.isascii() for word in words) > len(words)
    spans, numbers = _spans(text)
    if vietnamese:
        terms = _vietnamese_terms(text, spans)
    else:
        terms, others = _terms(text, spans)
        numbers |= others
    counted = {_number(match["number"]) or "" for match in _COUNTED.finditer(text)} & numbers
    return Intent(
        text=text,
        kinds=kinds,
        keywords=keywords and question.lstrip().startswith(asked[:9]),
        terms=_without_spelt_out(terms, text),
        numbers=frozenset(numbers),
        counted=frozenset(number for number in counted if number.isdecimal()),
        negative=len(_NEGATION.findall(text)) % 2 == 1,
        planned="intended" if _INTENDED.search(text) else "future" if _FUTURE.search(text) else "",
        past=_PAST.search(text) is not None,
        vietnamese=vietnamese,
    )


def _spans(text: str) -> tuple[Spans, set[str]]:
    """The dates, references and phrases of a text, and its dates and references as numbers."""
    numbers: set[str] = set()
    spans: Spans = {}
    for start, end, span in find_dates(text):
        days = "|".join(f"{first}/{last}" for first, last in span.readings)
        numbers.add(span.iso or days + ("" if span.has_year else "?"))
        spans[start] = (end, "")
    for match in _REFERENCE.finditer(text):
        if match.start() not in spans:
            numbers.add(match[1])
            spans[match.start()] = (match.end(), "")
    for start, end, name in phrases(text):
        spans.setdefault(start, (end + 2 * text.startswith("'s", end), name))
    for match in (*_INTENDED.finditer(text), *_NEGATION.finditer(text)):
        spans.setdefault(match.start(), (match.end(), ""))
    return spans, numbers


def _tokens(text: str, spans: Spans) -> Iterator[tuple[int, str, str | None]]:
    """(start, token, stem) in order; the stem is None for a word, empty where it is no term."""
    place = 0
    while place < len(text):
        end = place + 1
        if place in spans:
            end, stem = spans[place]
            yield place, text[place:end], stem
        elif match := _TOKEN.match(text, place):
            end = match.end()
            yield place, match[0], None
        place = end


def _terms(text: str, spans: Spans) -> tuple[tuple[Concept, ...], set[str]]:
    """The terms of a text, each once and in order, and its numbers."""
    tokens = list(_tokens(text, spans))
    capitals = sum(token[0].isupper() for _, token, _ in tokens)
    shouting = len(tokens) > 3 and capitals > 0.7 * len(tokens)
    terms: dict[str, Concept] = {}
    numbers: set[str] = set()
    link, within, asked_with = "", 0, ""  # `within`: how many terms the link has had
    last = Concept("", "", -9)
    for start, written, phrase in tokens:
        word = written.lower().removesuffix("'s").removesuffix("'")
        capital = written[0].isupper() and not shouting
        if phrase is None and (number := _number(written.removesuffix("'s"))):
            numbers.add(number)
            continue
        if phrase is None and word in _FORMAL and not _is_name(written, capital and start > 0):
            asked_with = word if word in QUESTION_WORDS else asked_with
            link, within = _link(word, link, within)
            if word not in _MEANT:
                continue
        for stem in _stems(word) if phrase is None else filter(None, (phrase,)):
            name = capital and (start > 0 or phrase is not None)
            beside = name and last.name and start - last.end <= 1
            own = link
            if link == "do" and within and not beside:
                own = link = "after"
            elif link == "do" and _PASSIVE.match(text, start + len(written)):
                own = "be"
            elif link == "wh" and within and not beside:
                own = "wh+" if asked_with in ("who", "which") else "what+"
            elif link == "to" and within and name:
                own = ""  # `to label AI`: the object of an infinitive
            last = Concept(stem, written, start, own, name)
            terms.setdefault(stem, last)
            within += 1
    return tuple(terms.values()), numbers


def _number(written: str) -> str | None:
    """A number, an ordinal or a name with digits in one notation."""
    if any(letter.isdigit() for letter in written):
        return re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "th", written.lower().replace(",", ""))
    return _NUMBERS.get(written) or _NUMBERS.get(written.lower())


def _is_name(written: str, capital: bool) -> bool:
    """Whether a word of form is a name here: MOST, a ministry, or To Lam."""
    return capital and (written == "To" or (written.isupper() and len(written) > 1))


def _stems(word: str) -> tuple[str, ...]:
    return forms(word if _VIETNAMESE_LETTER.search(word) else folded(word))


def _link(word: str, link: str, within: int) -> tuple[str, int]:
    """The link after a word of form, and how many terms it has had so far."""
    if word in _PREPOSITIONS:
        return word, 0
    if word in _DO:
        return "do", 0
    if word in _BE:
        return "be", 0
    if word in QUESTION_WORDS:
        return "wh", 0
    if (word in _ARTICLES and within and link in ("do", "wh")) or (
        word in _PRONOUNS and link == "do"
    ):
        return "after", 0
    return link, within


def _vietnamese_terms(text: str, spans: Spans) -> tuple[Concept, ...]:
    """The syllables of a Vietnamese text, in order: word order tells there who does what."""
    return tuple(
        Concept(written.lower(), written, start)
        for start, written, phrase in _tokens(text, spans)
        if phrase != "" and written.lower() not in _VIETNAMESE_FORMAL
    )


def _without_spelt_out(terms: tuple[Concept, ...], text: str) -> tuple[Concept, ...]:
    """The terms without those that an abbreviation beside them stands for."""
    spans = [span for term in terms if (span := words_of(term.written, text))]
    return tuple(
        term for term in terms if not any(start <= term.start < end for start, end in spans)
    )
