"""Distractors: wrong options of the same kind and form as the right one, from other places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from assistant.training.pack import Difficulty
from assistant.training.quiz.pool import Pool
from assistant.training.quiz.sentences import SAME_SENTENCE
from assistant.training.sentence import Sentence
from assistant.training.typed_values import Typed, form
from corpus.language.clauses.closed_classes import PREPOSITIONS, RELATIVES, is_plural
from corpus.language.clauses.subjects import head
from corpus.language.clauses.verbs import readings
from corpus.language.numerals import SMALL_NUMBERS
from corpus.language.stems import content
from corpus.language.values import comparable, dates_in, numbers_in, same
from corpus.language.words import folded, words

WANTED = 3
POOL = 9  # the nearest that the seed chooses from
MOST_SHARED = 0.34  # of the words of two options
LENGTHS = (0.55, 1.8)  # of a distractor, in words, by that of the right option
# Mean cosine of the sentences of the options to that of the right one
SIMILAR = 0.45  # from which they are hard to tell apart
FAR = 0.28  # up to which they are easily told apart


@dataclass(frozen=True, slots=True, eq=False)
class Distractor:
    """Words that may stand as an option, and the sentence that they stand in."""

    text: str
    sentence: Sentence


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A question with its right answer, and the options that may stand beside that.

    No option is taken from a sentence at `nearest` (cosine) to its own or more; `any_length`
    takes short ones and long ones alike.
    """

    sentence: Sentence
    question: str
    right: str
    options: Iterable[Distractor]
    nearest: float = SAME_SENTENCE
    any_length: bool = False


def distractors(
    pool: Pool, choice: Choice, random: Random, count: int = WANTED
) -> list[Distractor] | None:
    """`count` options that are wrong, alike and distinct, or None where there are not so many.

    Those whose sentences are nearest in meaning are the most plausible; the seed chooses among
    the first of them.
    """
    right, sentence, asked = choice.right, choice.sentence, content(choice.question)
    ranked = sorted(
        _distinct(choice.options),
        key=lambda one: -pool.closeness(one.sentence, sentence) + 0.1 * random.random(),
    )
    chosen: list[Distractor] = []
    good: list[Distractor] = []
    for option in ranked:
        if len(good) >= POOL:
            break
        if option.sentence.alike == sentence.alike:
            continue
        if pool.is_common(option.text):
            continue  # what much is said of, this may be said of too
        if not choice.any_length and not _alike_in_length(option.text, right):
            continue
        if not apart(option.text, right) or content(option.text) & asked:
            continue
        if pool.closeness(option.sentence, sentence) >= choice.nearest:
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


def difficulty(pool: Pool, sentence: Sentence, others: Sequence[Sentence]) -> Difficulty:
    """Hard where the wrong options come from sentences much like the right one's."""
    near = [pool.closeness(sentence, other) for other in others]
    mean = sum(near) / len(near) if near else 0.0
    return "hard" if mean >= SIMILAR else "easy" if mean <= FAR else "medium"


def _distinct(options: Iterable[Distractor]) -> list[Distractor]:
    found: dict[str, Distractor] = {}
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


# What may stand as an option


def values_like(pool: Pool, value: Typed) -> Iterator[Distractor]:
    """The values of the material that are written like one."""
    wanted = form(value)
    for sentence in pool.everything:
        for other in sentence.values:
            if other.kind == value.kind and form(other) == wanted:
                # A number in words may have begun its sentence.
                text = other.text.lower() if other.kind == "number" else other.text
                yield Distractor(f"{value.article} {text}".strip(), sentence)


def shape(phrase: str) -> tuple[str, bool]:
    """The kind of the first word of a phrase, and whether its noun is a plural."""
    words = phrase.split()
    first = words[0].casefold().strip("\"“‘'") if words else ""
    kind = _first(first, words)
    counted = kind in ("a", "the", "noun", "name")
    return kind, counted and bool(words) and is_plural(head(words))


def _first(first: str, words: list[str]) -> str:
    if words and words[0][0] in "\"“‘'":
        return "quoted"
    if first in ("a", "an"):
        return "a"
    if first == "the" or first == "to" or first in RELATIVES:
        return first
    if first in PREPOSITIONS:
        return "preposition"
    if re.match(r"\d", first) or first in SMALL_NUMBERS:
        return "number"
    if re.match(r"[a-z]{3,}ing$", first):
        return "gerund"
    if any(form == "base" for _, form in readings(first)) and len(words) > 1:
        return "verb"
    return "name" if words and words[0][:1].isupper() else "noun"
