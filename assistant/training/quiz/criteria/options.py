"""Flaws of the set of options: its kinds, its order, its sums of one another."""

from __future__ import annotations

import itertools
import re

from assistant.training.pack import Item
from assistant.training.quiz.checks.item_words import kind_of
from assistant.training.quiz.items.options import size_of
from corpus.language.dates import DateSpan
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.values import comparable, dates_in, numbers_in, same
from corpus.language.word_lists import grouped, one_of
from corpus.wording import _

_WORDS = grouped("rubric_words")
MOST_TIMES = 50.0  # a number so many times another is believed by nobody
MOST_DAYS = 365.25 * 60  # between two dates
MOST_LENGTHS = 5.0  # times as many words


def implausible_distractor(item: Item) -> str:
    """An option of another kind, size or length than the right one."""
    if not _is_choice(item):
        return ""
    key = str(item.answer)
    for option in item.options:
        if option == key:
            continue
        if {kind_of(option), kind_of(key)} & {"date", "number"} and kind_of(option) != kind_of(key):
            return _("“{option}” is of another kind").format(option=option)
        if _far(option, key):
            return _("“{option}” is out of all proportion").format(option=option)
        sizes = len(option.split()), len(key.split())
        if max(sizes) > MOST_LENGTHS * min(sizes) and max(sizes) > 6:
            return _("“{option}” is of another form").format(option=option)
    return ""


def _far(option: str, key: str) -> bool:
    one, other = size_of(option), size_of(key)
    if one is None or other is None or one == other:
        return False
    if any(isinstance(found.value, DateSpan) for found in dates_in(key)):
        return abs(one - other) > MOST_DAYS
    low, high = sorted((abs(one), abs(other)))
    return high > MOST_TIMES * max(low, 0.5)


def none_or_all_of_the_above(item: Item) -> str:
    """An option that speaks of the others."""
    match = next((m for one in item.options if (m := _ABOVE.search(one))), None)
    return f"“{match[0]}”" if match and _is_choice(item) else ""


def complex_k_type(item: Item) -> str:
    """Options that are sums of numbered statements or of one another."""
    if not _is_choice(item):
        return ""
    option = next((one for one in item.options if _SUM.match(one.strip())), None)
    if option is not None and (_ENUMERATED.search(item.stem) or _LETTERS.search(option)):
        return _("“{option}” is a sum of others").format(option=option)
    if option is not None and sum(bool(_SUM.match(one.strip())) for one in item.options) > 1:
        return _("“{option}” is a sum of others").format(option=option)
    return ""


def convergence(item: Item) -> str:
    """The right option is the one that shares most with the others."""
    if not _is_choice(item) or any(size_of(one) is not None for one in item.options):
        return ""
    parts = {one: _parts(one) for one in item.options}
    if min(map(len, parts.values())) < 2:
        return ""
    shared = {
        one: sum(part in parts[other] for part in own for other in parts if other != one)
        for one, own in parts.items()
    }
    key = str(item.answer)
    most = max(value for one, value in shared.items() if one != key)
    return _("the key has most in common with the others") if shared[key] > most else ""


_JOINTS = re.compile(r",\s*(?:and |or |và )?|(?<!\s)\s++(?:and|or|with|và|/)\s++")


def _parts(option: str) -> set[str]:
    """What an option joins: `Hanoi and 2024` is two parts."""
    found = _JOINTS.split(option.casefold())
    return {part.strip(" .") for part in found if part.strip(" .")}


def lost_sequence(item: Item) -> str:
    """Numbers or dates that are not shown in their order."""
    sizes = [size_of(option) for option in item.options] if _is_choice(item) else []
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes) or known in (sorted(known), sorted(known, reverse=True)):
        return ""
    return _("numbers or dates are not in their order")


def more_than_one_correct(item: Item) -> str:
    """Two options that say the same, or one that holds the other."""
    if not _is_choice(item):
        return ""
    for one, other in itertools.combinations(item.options, 2):
        if _same(one, other):
            return _("“{one}” and “{other}” say the same").format(one=one, other=other)
    key = str(item.answer)
    accepted = [one.casefold() for one in item.accepted]
    wrong = next((one for one in item.options if one != key and one.casefold() in accepted), None)
    return _("“{wrong}” counts as right too").format(wrong=wrong) if wrong else ""


def _same(one: str, other: str) -> bool:
    mine, theirs = (*dates_in(one), *numbers_in(one)), (*dates_in(other), *numbers_in(other))
    if len(mine) == len(theirs) == 1 and comparable(mine[0].value, theirs[0].value):
        if len(mine[0].text) >= 0.8 * len(one) and len(theirs[0].text) >= 0.8 * len(other):
            return same(mine[0].value, theirs[0].value) == "equal"
        if same(mine[0].value, theirs[0].value) == "different":
            return False
    first, second = content(one), content(other)
    if first and first == second:
        bare = (re.sub(r"^(?:the|an?) ", "", text.casefold()) for text in (one, other))
        return len(set(bare)) == 1 or len(first) > 2
    if language_of(f"{one} {other}") == "vi":
        return False  # syllables are shared by words that mean other things
    small, large = sorted((first, second), key=len)
    return bool(small) and small < large and not (mine or theirs)


def _is_choice(item: Item) -> bool:
    return item.type == "multiple_choice" and len(item.options) > 1


_ABOVE = re.compile(one_of(_WORDS["all_or_none"]), re.IGNORECASE)
_SUM = re.compile(
    r"(?:(?:both|only|chỉ|cả)\s+)?(?:[a-e]|[ivx]{1,4}|\d)(?:\s*(?:,|and|&|và|,\s*and)\s*"
    r"(?:[a-e]|[ivx]{1,4}|\d))+(?:\s+(?:only|are (?:correct|true)|đúng|đều đúng))?$"
    r"|(?:[ivx]{1,4}|\d|[a-e]) (?:only|đúng)$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\b(?:both|cả|only|chỉ)\b|[A-E]|\b[IVX]{1,4}\b")
_ENUMERATED = re.compile(
    r"(?:\(?[1i]\)?[.)]|\bI\.)\s.{3,200}(?:\(?2\)?[.)]|\bii[.)]|\bII\.)\s", re.I
)
