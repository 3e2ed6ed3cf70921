"""What laws are divided into, and the lines that begin a part: `Chương II`, `Article 5. Fees`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from corpus.language.numerals import ONES, ORDINALS
from corpus.language.word_lists import table
from corpus.language.words import unaccented

DivisionKind = Literal["annex", "part", "title", "chapter", "section", "subsection", "article"]
OUTERMOST_FIRST: tuple[DivisionKind, ...] = get_args(DivisionKind)

# A word, as it begins a line, with its kind and its language; the longest first.
_NAMES = {
    spelled: (cast(DivisionKind, kind), language, word)
    for kind, language, words in table("divisions")
    for word in words.split(";")
    for spelled in (word, word.upper())
}
WORDS = sorted(_NAMES, key=len, reverse=True)
_VIETNAMESE_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SPELLED = {f"thứ {word}": number for number, word in enumerate(_VIETNAMESE_ORDINALS, start=1)} | {
    word: number for words in (ONES, ORDINALS) for word, number in words.items() if number
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_IN_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Part of regular expressions: `5`, `5a`, `2.1`, `IV`, `II.3`, `B`, `thứ nhất`.
NUMBER = (
    r"(?:\d{1,4}(?:\.\d{1,3}){0,2}[a-zđ]?|[IVXLC]{1,8}(?:\.\d{1,3}){0,2}[a-z]?|[A-ZĐ]"
    rf"|(?i:{'|'.join(sorted(_SPELLED, key=len, reverse=True))}))(?!\w)"
)
_MARK = re.compile(
    rf"(?P<word>{'|'.join(map(re.escape, WORDS))})(?:\s+(?:số\s+)?|(?<=§))(?P<number>{NUMBER})"
    r"(?P<closed>\s?[.:]|\s?[-–—](?=\s)|(?=$))?(?:\s+|$)"
)
_BARE_ANNEX = re.compile(rf"(?P<word>{'|'.join(w for w in WORDS if _NAMES[w][0] == 'annex')})")
_LEADERS = re.compile(r"\.{4}|…{2}|(?:\. ){4}")  # of a contents list
_SECTION = re.compile(r"(?P<number>\d{1,3}[A-Z]{0,2})\.\s+(?=[A-Z])")
MOST_TITLE_WORDS = 14  # of a section
_FIRST_LETTERS = frozenset(word[0] for word in WORDS)


@dataclass(frozen=True, slots=True)
class DivisionMark:
    """The name and number with which a line begins.

    `word` is its name as it is cited (`Điều`, also where the line says `ĐIỀU`), `end` the offset
    of what comes behind; `closed` says that a point, a colon, a dash or the line's end sets it off.
    """

    kind: DivisionKind
    word: str
    number: str
    end: int
    closed: bool
    vietnamese: bool


def mark_of(line: str) -> DivisionMark | None:
    """The mark with which a line begins as a heading does; None for a line of a contents list."""
    if line[:1] not in _FIRST_LETTERS:
        return None
    match = _MARK.match(line)
    if match is None:
        match = _BARE_ANNEX.fullmatch(line)
        if match is None:
            return None
        kind, language, word = _NAMES[match["word"]]
        return DivisionMark(kind, word, "", len(line), True, language == "vi")
    if _LEADERS.search(line[-60:]):
        return None
    kind, language, word = _NAMES[match["word"]]
    closed = match["closed"] is not None
    return DivisionMark(kind, word, match["number"], match.end(), closed, language == "vi")


def section_mark(line: str) -> DivisionMark | None:
    """The number and the point before the title of a section, as in acts of common law:
    `7. Prohibited practices`; which lines are such the lines around them tell."""
    match = _SECTION.match(line)
    if match is None or line[-1] in ".;:," or line.count(" ") > MOST_TITLE_WORDS:
        return None
    return DivisionMark("section", "Section", match["number"], match.end(), True, False)


def rank(number: str) -> tuple[int, str]:
    """What a number of a division says, for order and for equality: 2 for `2`, `II`, `thứ hai`;
    `5a` is 5 and `a`, `II.3` is 2 and `.3`. A letter is its place in the alphabet."""
    low = number.casefold().strip(" .()")
    if low in _SPELLED:
        return _SPELLED[low], ""
    if match := re.fullmatch(r"(\d{1,4})((?:\.\d{1,3}){0,2}[a-zđ]{0,2})", low):
        return int(match[1]), match[2]
    if match := re.fullmatch(r"([ivxlc]{1,8})((?:\.\d{1,3}){0,2}[a-z]?)", low):
        return roman(match[1]), match[2]
    return (ord(unaccented(low)[:1] or "\0") - 96, "") if len(low) == 1 else (0, low)


def roman(numeral: str) -> int:
    """The number of a Roman numeral of up to 399, in small letters."""
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def in_roman(number: int) -> str:
    """A number from 1 to 3999 as a Roman numeral in small letters."""
    numeral = ""
    for value, letters in _IN_ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
