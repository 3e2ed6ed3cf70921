"""The numbers of legal instruments: `36/2025/NĐ-CP`, `Regulation (EU) 2016/679`, `Act No. 12 of
2023`; where they stand in a text, and when two are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.word_lists import grouped, one_of
from corpus.language.words import folded

_WORDS = grouped("letterhead")
KINDS_VI, KINDS_EN = _WORDS["kinds-vi"], _WORDS["kinds-en"]
_JOINT = r"\s?[-–]\s?"
# `36/2025/NĐ-CP`, `15/QĐ-TTg`, `77/2024/QH15`, `57-NQ/TW`
_VIETNAMESE = (
    r"\d{1,5}(?:/\d{4})?/(?=[A-ZĐa-zđ]{0,6}[A-ZĐa-zđ]\b)[A-ZĐƯÔ][A-ZĐƯÔa-zđưô]{0,7}\d{0,3}"
    rf"(?:{_JOINT}[A-ZĐƯÔ&][A-ZĐƯÔa-zđưô&]{{0,12}}){{0,3}}"
    r"|\d{1,5}/\d{4}/QH\d{1,2}|\d{1,5}-[A-ZĐ]{2,4}/[A-ZĐ]{2,6}"
)
_ENGLISH = (
    r"(?:No\.?|Number|Nr\.?)\s?\d{1,5}(?:/\d{2,4}|\sof\s\d{4}|\s\(\d{4}\))?"
    r"|\d{1,5}/\d{2,4}(?:/[A-Z]{2,8})?|\d{1,5}\sof\s\d{4}|\d{1,5}\s\(\d{4}\)"
)
_FULL = re.compile(
    rf"(?<![\w/.-])(?:(?P<kind_vi>{one_of(KINDS_VI)})\s++(?:liên\s++tịch\s++)?(?:số\s*+:?\s*+)?)?"
    rf"(?P<number>{_VIETNAMESE})(?![\w/])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?P<kind>{one_of(KINDS_EN)})(?:\s\([A-Z]{{2,8}}(?:,\s?[A-Za-z]{{2,8}})?\))?\s+"
    rf"(?P<number>{_ENGLISH})(?![\w/])"
    rf"|\b(?P<kind_vi>{one_of(KINDS_VI)})\s+(?:số\s+)?(?P<short>\d{{1,5}}(?:/\d{{4}})?)(?![\w/.,]\w)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:No\.?|Number|Nr\.?)\s?", re.IGNORECASE)
_CERTAIN = re.compile(r"[-–]|/\d{4}/")
_SEPARATORS = re.compile(r"\s?(?:/|-|–|\bof\b|\(|\))\s?")


@dataclass(frozen=True, slots=True)
class InstrumentNumber:
    """`text[start:end]` names an instrument: its kind, in small letters or "", and its number.

    `full` is whether the number alone says which instrument it is: `36/2025/NĐ-CP`, not `36`.
    """

    start: int
    end: int
    kind: str
    number: str
    full: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """The parts of the number, without case and accents: the same for `12 of 2023` and
        `12/2023`, `36/2025/NĐ-CP` and `36/2025/nd-cp`."""
        return key_of(self.number)


def key_of(number: str) -> tuple[str, ...]:
    bare = _LEADING.sub("", number, count=1)
    return tuple(part.lstrip("0") for part in _SEPARATORS.split(folded(bare)) if part)


def numbers_in(text: str) -> Iterator[InstrumentNumber]:
    """The instruments that a text names by number, in order, none within another."""
    found = [
        InstrumentNumber(
            match.start(),
            match.end(),
            " ".join((match["kind_vi"] or "").casefold().split()),
            re.sub(r"\s", "", match["number"]),
        )
        for match in _FULL.finditer(text)
        # `40/kg` is no number of anything.
        if match["kind_vi"] or _CERTAIN.search(match["number"])
    ]
    found += [
        InstrumentNumber(
            match.start(),
            match.end(),
            " ".join((match["kind"] or match["kind_vi"]).casefold().split()),
            " ".join(_LEADING.sub("", match["number"] or match["short"]).split()),
            full=match["number"] is not None,
        )
        for match in _NAMED.finditer(text)
    ]
    end = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            yield one
            end = one.end
