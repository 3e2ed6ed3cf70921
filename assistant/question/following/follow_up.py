"""Follow-up questions made self-contained: the words that they leave to turns before are added.

A piece of a question (`And with Russia?`) takes the place that it is parallel to: `ellipsis`, by
the form of English. Behind every other words are added: `ai ký (Nghị định 52/2024 về kết nối, chia
sẻ dữ liệu số)?`, so that it begins as it was asked, by which its kind is known. Which words those
are is learned, in both languages, as term selection: Voskarides et al. 2020
(arXiv:2005.11723), with features in place of a language model. A question that stands by itself is
left as it is, which is learned as well. One that counts to an item of the list that was answered
("the third one") gets that item. The recipe is `assistant/requests/training/follow_ups.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, tanh
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from assistant.answer import Turn
from assistant.question.following.ellipsis import completed
from assistant.question.following.listed_items import item_counted_to
from assistant.question.following.turn_words import (
    LONGEST_QUESTION,
    ReadTurn,
    TextWord,
    looked_back_at,
    question_features,
    read_turns,
    word_features,
    words_of,
)
from corpus.language.words import terms

WEIGHTS = Path(__file__).with_name("weights.json")
_LONGEST_PIECE = 8  # words
_OF_LIKELIEST = 0.7  # where nothing is likely by itself, what is nearly as likely as the likeliest
_GAP = 2  # small words between two that are added, which then stand there as they did
# Of the rows that are read, all that lie between the first and `leaves_least` were taken for whole
# and were none; where no word was likelier than the second, what was added was least often right.
_MAY_LEAVE, _SURE_OF_A_WORD = 0.2, 0.6


@dataclass(frozen=True, slots=True)
class FollowUpWeights:
    """`leaves` says that a question leaves something open: weights of QUESTION_FEATURES, and of
    `terms` of the question; `hidden`, (units, WORD_FEATURES and a bias), and `out`, (units and a
    bias), that a word is left out of it. What is above the thresholds is taken.
    """

    leaves: tuple[float, ...]
    leaves_bias: float
    terms: Mapping[str, float]
    leaves_least: float
    hidden: tuple[tuple[float, ...], ...]
    out: tuple[float, ...]
    word_least: float


@cache
def fitted() -> FollowUpWeights:
    """The weights that come with the program."""
    return TypeAdapter(FollowUpWeights).validate_json(WEIGHTS.read_bytes())


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before, oldest first; unchanged where it
    stands by itself."""
    whole, added = _whole(question, looked_back_at(history))
    return f"{whole.rstrip(' ?.!')} ({added})?" if added else whole


def is_unsure(question: str, history: Sequence[Turn]) -> bool:
    """Whether `self_contained` may be wrong: the question may leave something, and nothing says
    surely what."""
    turns = looked_back_at(history)
    if not turns or not question.strip() or len(question) > LONGEST_QUESTION:
        return False
    if len(words_of(question)) <= _LONGEST_PIECE and completed(
        question, _whole(turns[-1].question, turns[:-1])[0]
    ):
        return False
    if item_counted_to(question, turns[-1].answer):
        return False
    read, weights = read_turns(turns), fitted()
    leaves = leaving(question, read, weights)
    if leaves < weights.leaves_least:
        return leaves >= _MAY_LEAVE
    likely = (left_out(one, weights) for one in word_features(question, read).values())
    return max(likely, default=0.0) < _SURE_OF_A_WORD


def _whole(question: str, history: Sequence[Turn]) -> tuple[str, str]:
    """A question, and the words to be added to it."""
    if not history or not question.strip() or len(question) > LONGEST_QUESTION:
        return question, ""
    if len(words_of(question)) <= _LONGEST_PIECE:
        last, added = _whole(history[-1].question, history[:-1])
        if complete := completed(question, last):
            return complete, added
    item = item_counted_to(question, history[-1].answer)
    turns, weights = read_turns(history), fitted()
    if not item and leaving(question, turns, weights) < weights.leaves_least:
        return question, ""
    told = {
        stem: left_out(features, weights)
        for stem, features in word_features(question, turns).items()
    }
    least = min(weights.word_least, _OF_LIKELIEST * max(told.values(), default=0.0))
    left = {stem for stem, probability in told.items() if probability >= least}
    left -= {word.stem for word in words_of(item)}
    return question, ", ".join([*([item] if item else []), *phrases(turns, left)])


def leaving(question: str, turns: Sequence[ReadTurn], weights: FollowUpWeights) -> float:
    """The probability that a question leaves something to the turns before it."""
    own = question_features(question, turns)
    known = [weights.terms[term] for term in terms(question) if term in weights.terms]
    total = sum(known) / max(1, len(known)) ** 0.5 + weights.leaves_bias
    return _sigmoid(total + _product(own, weights.leaves))


def left_out(features: Sequence[float], weights: FollowUpWeights) -> float:
    """The probability that a word of WORD_FEATURES is one that the question leaves out."""
    *out, bias = weights.out
    units = (tanh(_product(features, unit) + unit[-1]) for unit in weights.hidden)
    return _sigmoid(sum(a * b for a, b in zip(units, out, strict=True)) + bias)


def phrases(turns: Sequence[ReadTurn], left: set[str]) -> list[str]:
    """The stems as they stand in the newest question that has them, or answer; each once."""
    newest = turns[::-1]
    found: list[str] = []
    wanted = set(left)
    for text in (*(turn.question for turn in newest), *(turn.answer for turn in newest)):
        own = words_of(text)
        places = [place for place, word in enumerate(own) if word.stem in wanted]
        wanted -= {own[place].stem for place in places}
        for first, last in _runs(own, places):
            found.append(" ".join(text[own[first].start : own[last].end].split()))
    return found


def _runs(own: Sequence[TextWord], places: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of words that stand together, or but for small words between them."""
    runs: list[tuple[int, int]] = []
    for place in places:
        between = own[runs[-1][1] + 1 : place] if runs else ()
        small = len(between) <= _GAP and all(word.is_empty for word in between)
        if runs and (small or len(between) == 1):
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def _product(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=False))


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def raw_weights(told: FollowUpWeights) -> dict[str, Any]:
    """As they stand in WEIGHTS."""
    raw: dict[str, Any] = TypeAdapter(FollowUpWeights).dump_python(told, mode="json")
    return raw
