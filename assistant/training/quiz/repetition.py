"""Items that ask the same, and items of which one tells the other's answer."""

from __future__ import annotations

import re

from assistant.training.pack import Item
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.words import empty_syllables

SAME = 0.6  # of the words of two questions, from which they are about one thing
LEAST = 3  # words that two questions share


def clash(one: Item, other: Item) -> bool:
    """Whether two items of one sentence are of one type, or the one tells the other's answer; of a
    row of a table the items of two cells ask different things."""
    if all(isinstance(each.answer, str) and _parts(each.stem) for each in (one, other)):
        return _parts(one.stem) == _parts(other.stem) or one.answer == other.answer
    arranged = [each for each in (one, other) if not isinstance(each.answer, str)]
    if len(arranged) == 1 and _parts(arranged[0].stem) and _parts(one.stem) & _parts(other.stem):
        return _lists(one, other) or _lists(other, one)
    return one.type == other.type or _tells(one, other) or _tells(other, one)


def tells_answer(one: Item, other: Item) -> bool:
    """Whether two items of a quiz, of whatever sentences, ask the same or one holds the other's
    answer beside most of what it asks."""
    if one.type in ("matching", "ordering") or other.type in ("matching", "ordering"):
        return _lists(one, other) or _lists(other, one)
    if _parts(one.stem) and _parts(other.stem):
        return _parts(one.stem) == _parts(other.stem)  # cells of tables, terms, lists
    mine, theirs = _words(one.stem), _words(other.stem)
    shared = len(mine & theirs)
    if shared < min(LEAST, len(mine), len(theirs)):
        return False
    least = min(len(mine), len(theirs))
    if shared >= SAME * max(len(mine), len(theirs)) or shared >= 0.85 * least:
        return True
    return any(
        shared >= SAME * len(_words(asked.stem)) and _holds(told, asked)
        for asked, told in ((one, other), (other, one))
    )


def _lists(one: Item, other: Item) -> bool:
    """Whether a matching or an ordering holds both the question and the answer of another item."""
    if isinstance(one.answer, str) or not isinstance(other.answer, str):
        return False
    asked, key = _words(other.stem), content(other.answer)
    for pair in one.answer:
        said = content(pair if isinstance(pair, str) else " ".join(pair))
        if key and key <= said and len(asked & said) >= LEAST:
            return True
        if isinstance(pair, tuple) and content(pair[1]) == key and content(pair[0]) <= asked:
            return True
    return False


def _holds(told: Item, asked: Item) -> bool:
    key = content(str(asked.answer))
    said = content(told.stem)
    if told.type in ("cloze", "short_answer"):
        said = said | content(str(told.answer))
    return asked.type != "true_false" and bool(key) and key <= said


def _tells(one: Item, other: Item) -> bool:
    if not isinstance(other.answer, str):
        return True
    if other.type == "true_false" or str(one.answer).casefold() == other.answer.casefold():
        return True
    return bool(content(other.answer)) and content(other.answer) <= content(one.stem)


def _parts(stem: str) -> frozenset[str]:
    """What a stem quotes: the table, the row and the column that it asks for."""
    return frozenset(re.findall(r"“([^”]{1,300})”", stem.casefold()))


def _words(stem: str) -> frozenset[str]:
    found = content(stem.replace("_", " "))
    return found - empty_syllables() if language_of(stem) == "vi" else found
