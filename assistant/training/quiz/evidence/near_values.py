"""Wrong values for a fact: of the same kind and form, standing near, from the same library."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from random import Random

from assistant.training.quiz.evidence.facts import Fact, PlacedValue
from assistant.training.quiz.evidence.values import FactValue
from assistant.training.quiz.pool import Pool
from corpus.language.dates import DateSpan
from corpus.language.quantities import Quantity
from corpus.language.stems import content
from corpus.language.values import numbers_in

MOST_TIMES = 6.0  # a number this many times as large is no plausible one
LEAST_APART = 0.02  # of a number, by which another differs
MOST_YEARS = 12
NEAREST = 7  # that the seed chooses from
SMALL = 12  # numbers up to it differ by steps


def near_values(pool: Pool, fact: Fact, random: Random, count: int = 3) -> list[PlacedValue] | None:
    """`count` values that are wrong for a fact, or None where the library has not so many."""
    ranked: dict[str, tuple[float, PlacedValue]] = {}
    for one in pool.shelf:
        far = _distance(fact, one)
        if far is None or _is_in(one.value.bare, fact):
            continue
        known = ranked.get(one.value.bare.casefold())
        if known is None or far < known[0]:
            ranked[one.value.bare.casefold()] = (far, one)
    asked = content(fact.question)
    good: list[PlacedValue] = []
    for _, one in sorted(ranked.values(), key=lambda pair: (pair[0], pair[1].value.bare)):
        if not may_be_right(pool, one, fact, asked):
            good.append(one)
        if len(good) == NEAREST:
            break
    if len(good) < count:
        return None
    return _apart(random.sample(good, len(good)), count)


def _apart(values: Sequence[PlacedValue], count: int) -> list[PlacedValue] | None:
    """The first that differ in size from one another."""
    chosen: list[PlacedValue] = []
    for one in values:
        sizes = {other.value.size for other in chosen}
        words = [content(other.value.bare) for other in chosen]
        own = content(one.value.bare)
        if one.value.size is not None and one.value.size in sizes:
            continue
        if one.value.size is None and any(own <= other or other <= own for other in words):
            continue
        chosen.append(one)
        if len(chosen) == count:
            return chosen
    return None


def may_be_right(pool: Pool, one: PlacedValue, fact: Fact, asked: frozenset[str]) -> bool:
    """Whether the library says somewhere what would make a value right."""
    if one.sentence.alike == fact.sentence.alike and one.sentence.alike != -1:
        return True
    return pool.may_be_true(one.value.bare, asked, fact.sentence)


def _distance(fact: Fact, one: PlacedValue) -> float | None:
    """How far a value stands from the right one, in size and in place; None where it does not
    fit the question."""
    right, other = fact.value, one.value
    if right.kind != other.kind or right.form != other.form:
        return None
    elsewhere = 0.0 if one.sentence.document.id == fact.sentence.document.id else 0.4
    if right.size is None or other.size is None:
        own, theirs = content(right.bare), content(other.bare)
        return None if own <= theirs or theirs <= own else elsewhere
    if isinstance(right.value, DateSpan):
        years = abs(right.size - other.size) / 365.25
        return None if not 0 < years <= MOST_YEARS else years / 4 + elsewhere
    own_size, size = _said_size(right), _said_size(other)
    if own_size <= 0 or size <= 0:
        return None
    if max(own_size, size) <= SMALL:
        steps = abs(own_size - size)
        return None if steps < 1 else steps / SMALL + elsewhere
    times = abs(log(size / own_size))
    if not log(1 + LEAST_APART) <= times <= log(MOST_TIMES):
        return None
    return times + elsewhere + (0.0 if right.unit == other.unit else 0.3)


def _said_size(value: FactValue) -> float:
    """A number as an option says it, without its unit: 18 of `18 months`, which are 548 days."""
    found = numbers_in(value.bare)
    said = found[0].value if len(found) == 1 else None
    return said.readings[0] if isinstance(said, Quantity) else value.size or 0.0


def _is_in(bare: str, fact: Fact) -> bool:
    return bool(content(bare) & content(fact.question)) or bare in fact.sentence.text
