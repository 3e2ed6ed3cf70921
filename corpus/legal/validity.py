"""From when an act is in force, and which others it replaces, repeals or amends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.document import Document
from corpus.language.dates import find_dates
from corpus.language.word_lists import grouped, one_of
from corpus.legal.instrument import TextSpan
from corpus.legal.numbers import KINDS_EN, KINDS_VI, InstrumentNumber, numbers_in

ChangeKind = Literal["replaces", "repeals", "amends"]
NEAR = 160  # characters between a verb and the number that it is about
_OWN_VI = rf"\b{one_of(KINDS_VI)}(?:\s+này)?"
_OWN_EN = rf"\bthis\s+(?:{one_of(KINDS_EN)}|law|instrument|agreement|convention|treaty)"
_IN_FORCE = re.compile(
    rf"{_OWN_VI}\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?từ\s+(?P<vi>ngày\s[^.;,\n]{{2,60}})"
    rf"|{_OWN_EN}\s+(?:shall\s+)?(?:enters?|comes?)\s+into\s+(?:force|operation|effect)\s+"
    r"(?:on|from)\s+(?P<en>[^.;\n]{3,60})"
    rf"|{_OWN_EN}\s+(?:shall\s+)?(?:takes?\s+effect|is\s+effective|becomes?\s+effective)\s+"
    r"(?:on|from|as\s+of)\s+(?P<en2>[^.;\n]{3,60})",
    re.IGNORECASE,
)
_PART_OF_IT = re.compile(r"\b(?:điều|khoản|chương|article|section|part)\s+\d", re.IGNORECASE)

_WORDS = grouped("amending_words")
_KINDS: tuple[ChangeKind, ...] = ("replaces", "repeals", "amends")
_BEFORE = {k: re.compile(rf"\b{one_of(_WORDS[f'{k} before'])}\b", re.I) for k in _KINDS}
_AFTER = {k: re.compile(rf"\b{one_of(_WORDS[f'{k} after'])}\b", re.I) for k in _KINDS}
ENDING_WORDS = tuple(  # of a text that may say that an instrument is no longer in force
    word
    for kind in ("replaces", "repeals")
    for when in ("before", "after")
    for word in _WORDS[f"{kind} {when}"]
)
_OF_A_PART = re.compile(rf"\b{one_of(_WORDS['part'])}\b", re.IGNORECASE)
_ENDS = re.compile(r"[.;](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a sentence says is done to an instrument, which it names by its number."""

    kind: ChangeKind
    number: InstrumentNumber


def in_force(document: Document) -> tuple[TextSpan, TextSpan] | None:
    """The line, and in it the words, that say from when a document as a whole is in force."""
    for line in document.lines:
        match = _IN_FORCE.search(line.text)
        if match is None or _PART_OF_IT.search(
            line.text[max(0, match.start() - 20) : match.start()]
        ):
            continue
        start, end = match.span(match.lastgroup or 0)
        dates = find_dates(line.text[start:end])
        end = start + dates[0][1] if dates else end
        return (line.start, line.end), (line.start + start, line.start + end)
    return None


def changes_in(line: str) -> Iterator[Amendment]:
    """The instruments that a line says are replaced, repealed or amended. What is done to a part of
    one, such as an article, amends it."""
    for number in numbers_in(line):
        before = _ENDS.split(line[max(0, number.start - NEAR) : number.start])[-1]
        after = _ENDS.split(line[number.end : number.end + NEAR])[0]
        verbs = {
            kind: found[-1].end()
            for kind in _KINDS
            if (found := list(_BEFORE[kind].finditer(before)))
        }
        if verbs:
            kind = max(verbs, key=lambda one: verbs[one])
            in_part = _OF_A_PART.search(before[verbs[kind] :]) is not None
            yield Amendment("amends" if in_part else kind, number)
            continue
        kinds = [kind for kind in _KINDS if _AFTER[kind].search(after)]
        if kinds:
            in_part = _OF_A_PART.search(before[-30:]) is not None
            yield Amendment("amends" if in_part else kinds[0], number)
