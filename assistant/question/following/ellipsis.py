"""A piece of a question put in the place of the last one that it is parallel to.

`What about Denmark?` after `What does Japan do?` is `What does Denmark do?`.
"""

from __future__ import annotations

import re

from assistant.question.anaphora import POINTING, PRONOUN
from corpus.language.clauses.closed_classes import INTERROGATIVE_ADVERBS, is_plural
from corpus.language.dates import find_dates, is_year, year_spans
from corpus.language.grammar import (
    AFTER_PREPOSITION,
    ASKS,
    AUXILIARY,
    OPENING,
    PARTICIPLE,
    PREPOSITION,
    RELATIONAL,
    SHORTEST_NAME_WORD,
    any_of,
)
from corpus.language.names.abbreviations import IN_BRACKETS
from corpus.language.names.countries import is_country
from corpus.language.names.people import people
from corpus.language.quantities import references
from corpus.language.stems import POSSESSIVE
from corpus.language.word_lists import one_of
from corpus.language.words import STOP_WORDS, words

_NAMES = rf"{SHORTEST_NAME_WORD}(?:\s+{SHORTEST_NAME_WORD})*"
_DOES = any_of("did does is are was were has have")
_AND = r"^\W*(?:(?:and|but|so|or)\s+)?"
_WHEN = (
    rf"{one_of(INTERROGATIVE_ADVERBS - {'how'})}"
    rf"|{PREPOSITION} (?:whom|when|where|(?:how|what|which) \w+)"
)
_ABOUT = re.compile(
    # `Does Denmark?`
    rf"{_AND}(?:(?:what|how) about|i meant?|{_DOES}(?= (?:the )?(?-i:{_NAMES})\W*$))"
    r" (?P<piece>.*\w|.)\W*+$",
    re.I,
)
_BARE = re.compile(rf"{_AND}(?P<word>how|{_WHEN})\W*$", re.I)
_PHRASE = re.compile(
    rf"{_AND}(?P<preposition>{PREPOSITION})\s+"
    r"(?P<piece>[\w'’&-]+(?: [\w'’&-]+){0,4})\W*$",
    re.I,
)
_CLAUSE = re.compile(
    rf"^\W*(?:(?:how(?: \w+)?|{_WHEN})\s+)?(?P<rest>{AUXILIARY}\b(?! there\b).+)$", re.I
)
_BEFORE_TIME = re.compile(rf"\b{PREPOSITION} $", re.I)
_NAME = re.compile(
    rf"(?<=\s)(?:the )?(?!I\b){_NAMES}"
    rf"(?:{IN_BRACKETS}|(?=['’]s\b|['’]?(?:[\s?.,!;:]|$)))"
)
# Where a name of any kind may stand: `does Denmark`, `the agreement with NVIDIA`.
_ANY_KIND = re.compile(rf"\b(?:{AUXILIARY}|with|by|from|about|for) $", re.I)
# A piece that was added at the end.
_ADDED = re.compile(r", and what of [^,]{1,60}$")
_DEFINED = re.compile(r"what(?: is|['’]s| are) (?P<term>[^,;:]+)", re.I)
_ONE_OF_SEVERAL = re.compile(rf"the (?:{'|'.join(RELATIONAL)}|(?:\w+ )?(?:ones?|others?))", re.I)


def completed(question: str, last: str) -> str | None:
    """The last question with this piece of one in its place; None where it is no piece."""
    if bare := _BARE.match(question):
        return _asked_with(bare["word"], last)
    if not words(last) or PRONOUN.search(question) or POINTING.search(question):
        return None
    if about := _ABOUT.match(question):
        return _with_piece(last, about["piece"])
    if phrase := _PHRASE.match(question):
        return _with_phrase(last, phrase["preposition"], phrase["piece"])
    piece = OPENING.sub("", question).strip(" ?.!")
    named = piece[:1].isupper() or piece.startswith("the ") or _kind(piece) != "name"
    opened = OPENING.match(question) and named and len(piece.split()) <= 4
    if is_year(piece) or (opened and not ASKS.match(piece)):
        return _with_piece(last, piece)
    return None


def _asked_with(word: str, last: str) -> str | None:
    """`Where?` after `When was it signed?`: the same clause with the other question word."""
    clause = _CLAUSE.match(last)
    if clause is None:
        return None
    rest = clause["rest"]
    return f"{word[0].upper()}{word[1:]} {rest[0].lower()}{rest[1:]}"


def _with_piece(last: str, piece: str) -> str | None:
    """The last question about something else: `What does Singapore do?`."""
    if STOP_WORDS.issuperset(words(piece)) or _ONE_OF_SEVERAL.fullmatch(piece):
        return None
    if is_year(piece):
        years = year_spans(last)
        if len(years) != 1:
            return _with_phrase(last, "in", piece)
        ((start, end),) = years
        return f"{last[:start]}{piece}{last[end:]}"
    if piece.islower() and _kind(piece) == "country":
        piece = piece.title()
    place = _same_place(last, piece)
    piece = POSSESSIVE.sub("", piece)
    last_said = _ADDED.sub("", last.rstrip(" ?.!"))
    if place is None and _is_a_sister(piece, last_said):
        return f"What {'are' if is_plural(piece) else 'is'} {piece}?"
    if place is None:
        return f"{last_said}, and what of {piece}?"
    start, end = place
    return f"{last[:start]}{piece}{last[end:]}"


def _is_a_sister(piece: str, last: str) -> bool:
    """Whether a piece is a term of the same head: `tech diplomacy`, `What is science diplomacy`."""
    defined = _DEFINED.fullmatch(last)
    return defined is not None and words(defined["term"])[-1:] == words(piece)[-1:] != words(piece)


def _same_place(last: str, piece: str) -> tuple[int, int] | None:
    """(start, end) of what a piece stands for: a name of its kind, or a phrase with `the`."""
    names = _names(last)
    owners = [span for span in names if POSSESSIVE.match(last[span[1] : span[1] + 2])]
    if POSSESSIVE.search(piece) and len(owners) == 1:
        return owners[0]
    kind = _kind(piece)
    if piece.removeprefix("the ")[:1].isupper() or kind != "name":
        kinds = [_kind(last[slice(*span)]) for span in names]
        alone = len(names) == 1
        if kinds.count(kind) == 1 and (alone or kind not in ("name", "person")):
            return names[kinds.index(kind)]
        if alone and "person" not in (kind, *kinds) and _ANY_KIND.search(last[: names[0][0]]):
            return names[0]
    start = last.rfind(" the ") + 1
    if not start or kind != "name" or not piece.startswith("the "):
        return None
    alike = piece[4].isupper() == last[start + 4 : start + 5].isupper()
    if not alike and not AFTER_PREPOSITION.search(last[:start]):
        return None
    return start, start + 4 + _extent(last[start + 4 :])


def _names(question: str) -> list[tuple[int, int]]:
    """(start, end) of the names in a question, those with numbers among them."""
    numbered = references(question)
    plain = (match.span() for match in _NAME.finditer(question))
    free = [s for s in plain if not any(s[0] < end and start < s[1] for start, end in numbered)]
    return numbered + free


def _kind(name: str) -> str:
    """`article #` for `Article 6`, `country`, `person`, or just `name`."""
    name = POSSESSIVE.sub("", re.sub(r"^the ", "", name, flags=re.I))
    if references(name) == [(0, len(name))]:
        return re.sub(r"\d.*", "#", name.casefold())
    parts = name.split()
    proper = len(parts) == 1 or all(part[0].isupper() for part in parts)
    if parts and proper and is_country(name):
        return "country"
    return "person" if people(name) else "name"


def _with_phrase(last: str, preposition: str, piece: str) -> str:
    """The last question with another phrase after this preposition, or with one added."""
    phrase = f"{preposition.lower()} {piece}"
    times = _times(last) if year_spans(phrase) else []
    if times:
        start, end = times[-1]
        return f"{last[:start]}{phrase}{last[end:]}"
    places = list(re.finditer(rf"\b{preposition}\s+(?:(?:the|a|an) )?(?=\w)", last, re.I))
    places = [p for p in places if not is_year(last[p.end() : p.end() + 4])] or places
    if not places:
        return f"{last.rstrip(' ?.!')} {phrase}?"
    place, rest = places[-1], last[places[-1].end() :]
    return f"{last[: place.start()]}{phrase}{rest[_extent(rest) :]}"


def _times(question: str) -> list[tuple[int, int]]:
    """(start, end) of the dates in a question, each with the preposition before it."""
    return [
        (before.start(), end)
        for start, end, _ in find_dates(question)
        if (before := _BEFORE_TIME.search(question[:start]))
    ]


def _extent(text: str) -> int:
    """Where the noun phrase ends that a text begins with."""
    end, named = 0, text[:1].isupper()
    for match in re.finditer(r"[^\s?.,;:!]+", text):
        word, after = match[0], text[match.end() :].lstrip()[:1]
        goes_on = (
            (word == "of" and named and after.isupper())
            or (word == "and" and named == after.isupper())
            or not (word.casefold() in STOP_WORDS or PARTICIPLE.fullmatch(word))
        )
        if end and (not goes_on or text[end : match.start()].strip()):
            break
        end = match.end()
    return end
