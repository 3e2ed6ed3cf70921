"""The questions of a list that ask the same, put into groups; and those that may ask the same.

groups(questions, embed)           what is merged without asking
alike(questions, groups, embed)    pairs for a person to decide on, the likeliest first
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.faq.matching.intent import Intent
from assistant.faq.matching.pair_features import Asked, asked, features
from assistant.faq.matching.pair_model import PairModel, fitted
from assistant.faq.matching.question_forms import bare
from assistant.faq.matching.sameness import LONGEST, is_misspelling
from corpus.language.words import normalised
from index.models.embedder import Embed, Matrix
from index.search.spelling import is_word

ComparedSoFar = Callable[[int, int], object]
NEAR = 0.3  # the cosine from which two questions are compared at all
NEIGHBOURS = 24  # how many of the nearest questions before it one is compared with
ROWS = 512  # compared at once: 512 x 20,000 cosines are 40 MB
SHOWN_OF_ONE = 8  # of the nearest questions before it one may be shown with
MOST_ALIKE = 200  # pairs that are shown
MUCH_WORSE = 2  # points of `_untidiness` from which another wording stands for a group


def groups(
    questions: Sequence[str],
    embed: Embed,
    *,
    apart: Collection[tuple[int, int]] = (),
    on_progress: ComparedSoFar | None = None,
) -> list[list[int]]:
    """The places of the questions, those that ask the same together.

    Each place is in one group. Any two of a group ask the same, not only each and the next, and
    none of the pairs in `apart` is together. The first of a group is to stand for it: the
    earliest, or the clearest where the earliest is much worse formed. Groups are in the order
    of their earliest. `embed` gives (n, d) unit rows; `on_progress` hears how far the
    questions were looked at.
    """
    if not questions:
        return []
    split = {pair for one, other in apart for pair in ((one, other), (other, one))}
    keys = [normalised(question) for question in questions]
    looked = [asked(question[:LONGEST]) for question in questions]
    intents = [one.intent for one in looked]
    vectors = _vectors(questions, embed, on_progress)
    model = fitted()

    found: list[list[int]] = []
    group_of: list[int] = []
    wordings: list[dict[str, int]] = []  # of each group, and where each stands first
    with_wording: dict[str, list[int]] = defaultdict(list)  # the groups that have it

    def joins(place: int, group: int) -> bool:
        if split and any((place, member) in split for member in found[group]):
            return False
        if keys[place] in wordings[group]:
            return True
        others = wordings[group].values()
        if any(len(questions[each]) > LONGEST for each in (place, *others)):
            return False
        return all(
            is_same(looked[place], looked[other], float(vectors[place] @ vectors[other]), model)
            for other in others
        )

    for place, near in enumerate(_nearest(vectors, _codes(intents))):
        likely = (group_of[other] for other in near)
        tried = dict.fromkeys((*with_wording[keys[place]], *likely))
        group = next((group for group in tried if joins(place, group)), len(found))
        if group == len(found):
            found.append([])
            wordings.append({})
        found[group].append(place)
        group_of.append(group)
        if wordings[group].setdefault(keys[place], place) == place:
            with_wording[keys[place]].append(group)
    return [_clearest_first(members, questions, intents) for members in found]


def same(one: str, other: str, cosine: float) -> bool:
    """Whether two questions are merged without asking; `cosine` is that of their vectors."""
    if normalised(one) == normalised(other):
        return True
    if max(len(one), len(other)) > LONGEST:
        return False
    return is_same(asked(one), asked(other), cosine, fitted())


def is_same(one: Asked, other: Asked, cosine: float, model: PairModel) -> bool:
    """The same of questions that were looked at."""
    return model.merges(features(one, other, cosine))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two places, the earlier first, whose questions may ask the same, and how likely that is."""

    one: int
    other: int
    probability: float


def alike(
    questions: Sequence[str], groups: Sequence[Sequence[int]], embed: Embed
) -> tuple[Alike, ...]:
    """The pairs of groups, by the place that stands for each, that a person may want to merge.

    The likeliest first, in either language and across both, at most MOST_ALIKE.
    """
    firsts = [one for one in sorted(group[0] for group in groups) if len(questions[one]) <= LONGEST]
    if not firsts:
        return ()
    vectors = _vectors([questions[place] for place in firsts], embed)
    looked = [asked(questions[place]) for place in firsts]
    model = fitted()
    found = []
    for place, near in enumerate(_nearest(vectors, np.zeros(len(firsts), dtype=np.int64))):
        for other in near[:SHOWN_OF_ONE]:
            seen = features(looked[other], looked[place], float(vectors[place] @ vectors[other]))
            if (probability := model.probability(seen)) >= model.offered:
                found.append(Alike(firsts[other], firsts[place], probability))
    found.sort(key=lambda pair: (-pair.probability, pair.one, pair.other))
    return tuple(found[:MOST_ALIKE])


def _vectors(questions: Sequence[str], embed: Embed, told: ComparedSoFar | None = None) -> Matrix:
    """Unit rows; each wording is embedded once, some of them at a time."""
    # Half characters, which JSON can escape, are more than a tokenizer can bear.
    texts = [bare(question[:LONGEST]).encode("utf-8", "replace").decode() for question in questions]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    distinct = list(places)
    parts = []
    for start in range(0, len(distinct), ROWS):
        parts.append(embed(distinct[start : start + ROWS]))
        if told is not None:
            share = min(1.0, (start + ROWS) / len(distinct))
            told(int(share * len(questions)), len(questions))
    rows: Matrix = np.concatenate(parts)[[places[text] for text in texts]]
    return rows


def _codes(intents: Sequence[Intent]) -> NDArray[np.int64]:
    """A number for each question, the same for those with the same years, dates and ordinals."""
    known: dict[frozenset[str], int] = {}
    # A number of one or two digits may only count: `the five tasks`.
    dates = (frozenset(number for number in each.numbers if number[2:]) for each in intents)
    return np.array([known.setdefault(each, len(known)) for each in dates], dtype=np.int64)


def _nearest(vectors: Matrix, codes: NDArray[np.int64]) -> Iterator[list[int]]:
    """For each row in turn the rows of its code before it that are near, the nearest first."""
    for start in range(0, len(vectors), ROWS):
        cosines = vectors[start : start + ROWS] @ vectors[: start + ROWS].T
        for place, near in enumerate(cosines, start):
            before = np.flatnonzero((near[:place] >= NEAR) & (codes[:place] == codes[place]))
            order = np.argsort(-near[before], kind="stable")[:NEIGHBOURS]
            yield before[order].tolist()


# --- which one stands for a group -----------------------------------------------------------------


def _clearest_first(
    members: list[int], questions: Sequence[str], intents: Sequence[Intent]
) -> list[int]:
    if len(members) == 1:
        return members
    words = frozenset(
        term.written.casefold() for member in members for term in intents[member].terms
    )
    untidy = {member: _untidiness(questions[member], intents[member], words) for member in members}
    clearest = min(members, key=lambda member: untidy[member])
    much_worse = untidy[members[0]] >= untidy[clearest] + MUCH_WORSE
    first = clearest if much_worse else members[0]
    return [first, *(member for member in members if member != first)]


def _untidiness(question: str, asked: Intent, words: frozenset[str]) -> int:
    """How far a wording is from one to be printed: keywords, typing errors, capitals.

    `words` are those of all wordings, for a typing error is one where another has it right.
    """
    text = question.strip()
    shouted = text.isupper() and len(text) > 12
    errors = sum(_is_error(term.written.casefold(), words) for term in asked.terms)
    return (
        2 * (asked.keywords + shouted + errors)
        + (len(text) > len(asked.text) + 5)
        + text[:1].islower()
        + (not text.endswith(("?", ".")))
    )


def _is_error(word: str, words: frozenset[str]) -> bool:
    if is_word(word):
        return False
    return any(other != word and is_word(other) and is_misspelling(word, other) for other in words)
