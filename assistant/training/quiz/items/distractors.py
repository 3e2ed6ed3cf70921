"""Distractors: wrong options of the same kind and form as the right one, from other places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from assistant.training.quiz.pool import Pool
from assistant.training.quiz.sentences import SAME_SENTENCE
from assistant.training.sentence import Sentence
from corpus.language.stems import content
from corpus.language.values import comparable, dates_in, numbers_in, same
from corpus.language.words import folded, words

WANTED = 3
CHOICE = 9  # the nearest that the seed chooses from
MOST_SHARED = 0.34  # of the words of two options
LENGTHS = (0.55, 1.8)  # of a distractor, in words, by that of the right option


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """Words that may stand as an option, and the sentence that they stand in."""

    text: str
    sentence: Sentence


def distractors(
    pool: Pool,
    options: Iterable[Option],
    right: str,
    question: str,
    sentence: Sentence,
    random: Random,
    count: int = WANTED,
    *,
    any_length: bool = False,
    nearest: float = SAME_SENTENCE,
) -> list[Option] | None:
    """`count` options that are wrong, alike and distinct, or None where there are not so many.

    Those whose sentences are nearest in meaning are the most plausible; the seed chooses among
    the first of them. None comes from a sentence at `nearest` (cosine) or more.
    """
    asked = content(question)
    ranked = sorted(
        _distinct(options),
        key=lambda one: -pool.closeness(one.sentence, sentence) + 0.1 * random.random(),
    )
    chosen: list[Option] = []
    good: list[Option] = []
    for option in ranked:
        if len(good) >= CHOICE:
            break
        if option.sentence.alike == sentence.alike:
            continue
        if pool.is_common(option.text):
            continue  # what much is said of, this may be said of too
        if not any_length and not _alike_in_length(option.text, right):
            continue
        if not apart(option.text, right) or content(option.text) & asked:
            continue
        if pool.closeness(option.sentence, sentence) >= nearest:
            continue
        if pool.may_be_true(option.text, asked, sentence):
            continue
        good.append(option)
    random.shuffle(good)
    for option in good:
        if all(apart(option.text, other.text) for other in chosen):
            chosen.append(option)
        if len(chosen) == count:
            return chosen
    return None


def _distinct(options: Iterable[Option]) -> list[Option]:
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(_plain(option.text), option)
    return list(found.values())


def _actors(text: str) -> frozenset[str]:
    """The kinds of actors that a phrase speaks of, apart from its names."""
    small = " ".join(word for word in text.split() if word.islower())
    return frozenset(_KINDS_OF_ACTORS[stem] for stem in content(small) if stem in _KINDS_OF_ACTORS)


def _plain(text: str) -> str:
    return " ".join(folded(word) for word in words(text))


def _alike_in_length(one: str, right: str) -> bool:
    ratio = len(one.split()) / max(1, len(right.split()))
    letters = len(one) / max(1, len(right))
    few = len(right.split()) <= 3 and len(one.split()) <= 4
    return few or (LENGTHS[0] <= ratio <= LENGTHS[1] and LENGTHS[0] <= letters <= LENGTHS[1])


def apart(one: str, other: str) -> bool:
    """Whether two options cannot be taken for each other: neither holds the other, and they
    share few words; dates and numbers differ in value.
    """
    if _plain(one) == _plain(other):
        return False
    first, second = (*dates_in(one), *numbers_in(one)), (*dates_in(other), *numbers_in(other))
    if len(first) == len(second) == 1 and comparable(first[0].value, second[0].value):
        return same(first[0].value, second[0].value) == "different"
    if re.search(rf"\b{re.escape(_plain(one))}\b", _plain(other)):
        return False
    if re.search(rf"\b{re.escape(_plain(other))}\b", _plain(one)):
        return False
    if _actors(one) & _actors(other):
        return False
    mine, theirs = content(one), content(other)
    if not mine or not theirs:
        return False
    shared = len(mine & theirs)
    return shared < min(len(mine), len(theirs)) and shared <= MOST_SHARED * len(mine | theirs)


# Those who are much the same: what is true of the one may be true of the other.
_KINDS_OF_ACTORS = {
    stem: group[0]
    for group in (
        """government state countri nation author policymak power bodi organ organis institut agenc
        coalit allianc forum""".split(),
        "compani busi firm corpor enterpris industri manufactur".split(),
        "expert scientist research scholar professor academ".split(),
        "critic oppon".split(),
        "propon support advoc".split(),
    )
    for stem in group
}


def capitalised(texts: Sequence[str]) -> list[str]:
    """Options with a capital, all alike."""
    return [re.sub(r"^\W*\w", lambda first: first[0].upper(), text) for text in texts]
