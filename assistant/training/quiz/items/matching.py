"""Matching: four or five things of one kind, each with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from assistant.training.pack import Difficulty, Item
from assistant.training.quiz.items.distractors import apart, capitalised
from assistant.training.quiz.items.events import events
from assistant.training.quiz.items.roles import roles
from assistant.training.quiz.pool import Candidate, Pool
from assistant.training.sentence import Sentence
from corpus.language.stems import content

FEWEST, MOST = 4, 5
ITEMS_OF_A_KIND = 12
LONGEST = 26  # words of a right side


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    sentence: Sentence
    left: str
    right: str
    group: tuple[str, ...] = ()  # pairs of one item share it


def candidates(pool: Pool, random: Random) -> Iterator[Candidate]:
    """Items of all kinds in turn."""
    kinds = [
        list(_of_kind(pool, stem, pairs, level, random)) for stem, pairs, level in _kinds(pool)
    ]
    for at in range(max((len(kind) for kind in kinds), default=0)):
        for kind in kinds:
            if at < len(kind):
                yield kind[at]


def _kinds(pool: Pool) -> Iterator[tuple[str, list[_Pair], Difficulty]]:
    yield (
        "Match each term with what it means.",
        [
            _Pair(one.sentence, one.term, one.meaning, ("plural" if one.plural else "singular",))
            for one in pool.own_definitions
            if len(one.meaning.split()) <= LONGEST
        ],
        "medium",
    )
    yield (
        "Match each person with the office.",
        [_Pair(one.sentence, one.person, one.role) for one in roles(pool)],
        "medium",
    )
    yield (
        "Match each event with its date.",
        [_Pair(one.sentence, one.text.rstrip("."), one.shown) for one in events(pool)],
        "hard",
    )
    yield (
        "Match each body or country with what is said of it.",
        [
            _Pair(one.sentence, one.subject, one.predicate, one.sort[1:])
            for one in pool.told
            if one.sort[0] in ("actor", "agent")
            and not one.lead
            and len(one.predicate.split()) <= LONGEST
        ],
        "medium",
    )


def _of_kind(
    pool: Pool, stem: str, pairs: Sequence[_Pair], level: Difficulty, random: Random
) -> Iterator[Candidate]:
    for group in dict.fromkeys(pair.group for pair in pairs):
        waiting = [pair for pair in pairs if pair.group == group]
        random.shuffle(waiting)
        for _ in range(ITEMS_OF_A_KIND):
            chosen = _unambiguous(pool, waiting)
            if len(chosen) < FEWEST:
                break
            waiting = [pair for pair in waiting if pair not in chosen]
            yield _made(stem, chosen, level, random)


def _unambiguous(pool: Pool, pairs: Iterable[_Pair]) -> list[_Pair]:
    """The first pairs of which no left side fits the right side of another."""
    chosen: list[_Pair] = []
    for pair in pairs:
        if len(chosen) == MOST:
            break
        if content(pair.left) & content(pair.right):
            continue
        if all(_differ(pool, pair, other) for other in chosen):
            chosen.append(pair)
    return chosen


def _differ(pool: Pool, one: _Pair, other: _Pair) -> bool:
    if one.sentence.alike == other.sentence.alike:
        return False
    if not apart(one.left, other.left) or not apart(one.right, other.right):
        return False
    if content(one.left) & content(other.right) or content(other.left) & content(one.right):
        return False
    return not (
        pool.may_be_true(one.left, content(other.right), other.sentence)
        or pool.may_be_true(other.left, content(one.right), one.sentence)
    )


def _made(stem: str, pairs: Sequence[_Pair], level: Difficulty, random: Random) -> Candidate:
    lefts = capitalised([pair.left for pair in pairs])
    rights = capitalised([pair.right for pair in pairs])
    item = Item(
        id="",
        type="matching",
        stem=stem,
        answer=tuple(zip(lefts, rights, strict=True)),
        difficulty=level,
        citations=tuple(pair.sentence.citation for pair in pairs),
        options=tuple(random.sample(rights, len(rights))),
        section=pairs[0].sentence.section,
    )
    return Candidate(item, tuple(pair.sentence for pair in pairs))
