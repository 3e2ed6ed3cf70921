"""Plans, reports and guidelines that name no articles: `I. MỤC ĐÍCH`, `1. Yêu cầu` below it.

Their Roman numbers count from one without a gap and have text below them, which those of a list
have not; the Arabic numbers below each do so too. A place in one is cited as `Mục II.3`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from corpus.blocks import Element
from corpus.document import Block
from corpus.legal.divisions import DivisionMark, rank

ROMAN_LEVEL, ARABIC_LEVEL = 2, 3
WORDS = {True: "Mục", False: "Section"}  # by whether it is Vietnamese
MOST_WORDS = 30  # of a title, which are syllables
_ROMAN = re.compile(r"(?P<number>[IVX]{1,6})(?:\.|\s?[-–:/])\s?(?=[^\W\d_])")
_ARABIC = re.compile(r"(?P<number>\d{1,2})\.\s?(?=[^\W\d_])")
_SENTENCE_END = (".", ";", ",", "?", "!")
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ơưđĂăƯƠĐ]")
_KINDS = ("heading", "paragraph", "item")


def plan_levels(elements: Sequence[Element]) -> Mapping[int, int]:
    """The levels of the elements that are titles of a plan, by their places; none where the
    elements are no plan."""
    titles = [_titled(_ROMAN, one.text) if one.kind in _KINDS else None for one in elements]
    parts = [place for place, number in enumerate(titles) if number is not None]
    if not _counts([titles[place] or 0 for place in parts]) or len(parts) < 2:
        return {}
    stands_over_text = sum(titles[place + 1] is None for place in parts if place + 1 < len(titles))
    if stands_over_text < len(parts) - 1 or not is_vietnamese(elements[at].text for at in parts):
        return {}
    levels = dict.fromkeys(parts, ROMAN_LEVEL)
    for start, end in zip(parts, (*parts[1:], len(elements)), strict=True):
        levels |= dict.fromkeys(_inner(elements, start + 1, end), ARABIC_LEVEL)
    return levels


def plan_marks(headings: Sequence[Block]) -> list[tuple[Block, DivisionMark]]:
    """The headings of a plan, each with its mark: the number of one below is `II.3`."""
    outer = [_titled(_ROMAN, heading.text) for heading in headings]
    if not _counts([number for number in outer if number is not None]):
        return []
    vietnamese = is_vietnamese(heading.text for heading in headings)
    word = WORDS[vietnamese]
    found: list[tuple[Block, DivisionMark]] = []
    above, level = "", 0
    for heading, number in zip(headings, outer, strict=True):
        if number is not None and (match := _ROMAN.match(heading.text)):
            above, level = match["number"], heading.level
            mark = DivisionMark("section", word, above, match.end(), True, vietnamese)
        elif above and heading.level > level and (match := _ARABIC.match(heading.text)):
            told = f"{above}.{match['number']}"
            mark = DivisionMark("section", word, told, match.end(), True, vietnamese)
        else:
            continue
        found.append((heading, mark))
    return found if len(found) > 1 else []


def _inner(elements: Sequence[Element], start: int, end: int) -> list[int]:
    """The places of the Arabic titles between two Roman ones: all that are numbered so count on,
    end as titles do, and have text below."""
    numbered = [
        place
        for place in range(start, end)
        if elements[place].kind in _KINDS and _ARABIC.match(elements[place].text)
    ]
    numbers = [_titled(_ARABIC, elements[place].text) for place in numbered]
    below = all(place + 1 < end and place + 1 not in numbered for place in numbered)
    if None in numbers or not below or not _counts([number or 0 for number in numbers]):
        return []
    return numbered


def _titled(mark: re.Pattern[str], text: str) -> int | None:
    """The number of a title that begins with a mark; None for a sentence and for other lines."""
    match = mark.match(text)
    if match is None or text.endswith(_SENTENCE_END) or text.count(" ") > MOST_WORDS:
        return None
    return rank(match["number"])[0] if text[match.end()].isupper() else None


def _counts(numbers: Sequence[int]) -> bool:
    return list(numbers) == list(range(1, len(numbers) + 1)) and bool(numbers)


def is_vietnamese(texts: Iterable[str]) -> bool:
    """Whether one of some lines has a letter of Vietnamese alone."""
    return any(_VIETNAMESE.search(text) for text in texts)
