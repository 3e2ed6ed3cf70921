"""Conflicts: documents that give different values for the same thing, side by side.

    conflict = conflicting(asked, candidates)      None where they agree, or speak of two things
    lead(conflict, candidates)                     the sentence that names it, newest first

A conflict is only named between different documents, and only where the sentences share what
is asked; see `topic` and `same_thing`. What is cited stays the exact sentence of each document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer_blocks import TextRun
from assistant.answer_parts import LeadPart
from assistant.conflicts.asked_value import (
    Given,
    WantedKind,
    given,
    noun_of,
    values_of,
    wanted_value,
)
from assistant.conflicts.claims import Claim, touches
from assistant.conflicts.same_thing import same_thing
from corpus.language.dates import DateSpan
from corpus.language.quantities import Quantity
from corpus.language.stems import stems
from corpus.language.values import Found, Name, comparable, same, without_values
from corpus.language.words import STOP_WORDS
from index.question import Question

LEAD = "The documents disagree"
UNDATED = "undated"
LONGEST_TITLE = 70
QUOTED = 3  # of the candidates: those that an answer is likely to quote
ROUGHLY = 0.6  # of the longer one's length, the least that two versions of a sentence have
PARALLEL = ((0.7, 4), (0.9, 2))  # common words of two versions of a sentence: share, and count


@dataclass(frozen=True, slots=True)
class ConflictCandidate:
    """A sentence that may answer, with its document.

    `title` is what the document is called in the answer, `date` is ISO 8601 or None,
    `short_answer` the words of the sentence that a reader marked as the answer, if any.
    """

    text: str
    document_id: str
    title: str
    date: str | None = None
    short_answer: str | None = None
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values: as it is written, when, and the positions of the candidates with it.

    The first position is the newest document's.
    """

    shown: str
    date: str | None
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more values for what is asked, the newest document's first, undated ones last."""

    sides: tuple[Side, ...]


def conflicting(asked: Question, candidates: Sequence[ConflictCandidate]) -> Conflict | None:
    """The conflict between the best candidates of different documents, or None.

    `candidates` are best first; the first that gives a value is what the others are held
    against. A document that gives both values somewhere conflicts with none.
    """
    if len({candidate.document_id for candidate in candidates}) < 2:
        return None
    wanted = wanted_value(asked)
    found: dict[int, Given] = {}
    for place, candidate in enumerate(candidates):
        one = given(
            asked,
            wanted,
            candidate.text,
            candidate.short_answer,
            _around(candidate),
            _year(candidate),
        )
        if one is not None:
            found[place] = one
    opposed = _against_best(asked, candidates, found)
    if not opposed:
        opposed = _versions(asked, wanted, candidates, found)
    if not opposed:
        return None
    best = next(iter(opposed))
    # Documents that agree with the best one stand on its side.
    for place, one in found.items():
        agrees = place not in opposed and _agree(opposed[best], one)
        if agrees and same_thing(asked, opposed[best].claim, one.claim):
            opposed[place] = one
    return Conflict(_sides(candidates, opposed))


def lead(conflict: Conflict, candidates: Sequence[ConflictCandidate]) -> LeadPart:
    """The sentence that names the conflict: each value with its document and date, and the marker
    of its quote, numbered in their order.
    """
    runs: list[TextRun] = []
    for number, side in enumerate(conflict.sides, start=1):
        title = _plain(candidates[side.places[0]].title)
        if len(title) > LONGEST_TITLE:
            title = title[: LONGEST_TITLE - 1].rstrip() + "…"
        last = number == len(conflict.sides)
        before = f"{LEAD}: " if number == 1 else " and " if last else ", "
        told = f"{before}{_plain(side.shown)} ({title}, {side.date or UNDATED})"
        runs += [TextRun(f"{told}{'.' if last else ''} "), TextRun(marker=number)]
    return LeadPart(tuple(runs))


def order(conflict: Conflict) -> list[int]:
    """The positions of the candidates to cite, one for each value, newest first."""
    return [side.places[0] for side in conflict.sides]


# --- whether two disagree ------------------------------------------------------------------------


def _around(candidate: ConflictCandidate) -> str:
    return " | ".join(dict.fromkeys((*candidate.headings, candidate.title)))


def _year(candidate: ConflictCandidate) -> int | None:
    return int(candidate.date[:4]) if candidate.date else None


def _against_best(
    asked: Question, candidates: Sequence[ConflictCandidate], found: Mapping[int, Given]
) -> dict[int, Given]:
    """The best value, and those of other documents that speak against it, by position."""
    documents = _by_document(candidates, found)
    opposed: dict[int, Given] = {}
    first, *others = documents.values() or [[]]
    for other in others:
        if any(_agree(found[a], found[b]) for a in first for b in other):
            continue
        pairs = ((a, b) for a in first for b in other if not opposed or a in opposed)
        pair = next((pair for pair in pairs if _disagree(asked, *(found[n] for n in pair))), None)
        if pair is not None:
            opposed |= {place: found[place] for place in pair}
    return opposed


def _by_document(
    candidates: Sequence[ConflictCandidate], places: Iterable[int]
) -> dict[str, list[int]]:
    documents: dict[str, list[int]] = {}
    for place in places:
        documents.setdefault(candidates[place].document_id, []).append(place)
    return documents


def _disagree(asked: Question, one: Given, other: Given) -> bool:
    pairs = [(a.value, b.value) for a in one.values for b in other.values]
    return all(comparable(a, b) for a, b in pairs) and same_thing(asked, one.claim, other.claim)


def _agree(one: Given, other: Given) -> bool:
    """Whether a value of the one stands in the other's sentence too."""
    return _holds(one, (*other.values, *_further(other))) or _holds(other, _further(one))


def _holds(one: Given, values: Sequence[Found] | Iterator[Found]) -> bool:
    return any(
        comparable(a.value, b.value) and same(a.value, b.value) != "different"
        for b in values
        for a in one.values
    )


_MOVED = re.compile(
    r"\b(?:postpon|mov|instead|original|initial|earlier|previous|reschedul|extend|brought forward"
    r"|delay|rather than|not on)\w*",
    re.IGNORECASE,
)


def _further(one: Given) -> Iterator[Found]:
    """Further values of a sentence that may be of the same thing: `from 94 to 98`.

    Its other dates are those of other events, unless it says that one was moved.
    """
    own = noun_of(one.claim.text, one.values[0])
    moved = _MOVED.search(one.claim.text) is not None
    for found in one.claim.others:
        if isinstance(found.value, Quantity):
            noun = noun_of(one.claim.text, found)
            if not noun or noun & own:
                yield found
        elif moved or not isinstance(found.value, DateSpan):
            yield found


def _versions(
    asked: Question,
    wanted: WantedKind,
    candidates: Sequence[ConflictCandidate],
    found: Mapping[int, Given],
) -> dict[int, Given]:
    """Two versions of one sentence that differ in one value alone, by position.

    Sentences that are otherwise alike speak of one thing, whatever words the question has.
    """
    documents = _by_document(candidates, found)
    for best, candidate in enumerate(candidates[:QUOTED]):
        if not touches(asked, candidate.text):
            continue
        own = documents.get(candidate.document_id, [])
        for place, other in enumerate(candidates):
            if other.document_id == candidate.document_id or not _parallel(candidate, other):
                continue
            theirs = documents.get(other.document_id, [])
            if any(_agree(found[a], found[b]) for a in own for b in theirs):
                continue
            pair = _one_difference(asked, wanted, candidate, other)
            if pair and same_thing(asked, pair[0].claim, pair[1].claim):
                return {best: pair[0], place: pair[1]}
    return {}


def _parallel(one: ConflictCandidate, other: ConflictCandidate) -> bool:
    """Whether two sentences are the same, but for their values."""
    if min(len(one.text), len(other.text)) < ROUGHLY * max(len(one.text), len(other.text)):
        return False
    first, second = _words(one.text), _words(other.text)
    shared, everything = len(first & second), len(first | second)
    return any(shared >= count and shared >= share * everything for share, count in PARALLEL)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    """The stems of a sentence without its values: what two versions of it share."""
    return stems(without_values(text)) - STOP_WORDS


def _one_difference(
    asked: Question, wanted: WantedKind, one: ConflictCandidate, other: ConflictCandidate
) -> tuple[Given, Given] | None:
    """The one value of each sentence that the other does not have."""
    for first, second in zip(
        values_of(asked, wanted, one.text), values_of(asked, wanted, other.text), strict=True
    ):
        alone = [found for found in first if not _told(found, second, other.text)]
        against = [found for found in second if not _told(found, first, one.text)]
        if len(alone) == len(against) == 1 and comparable(alone[0].value, against[0].value):
            return _as_given(one, alone[0], first), _as_given(other, against[0], second)
        if alone or against:
            return None
    return None


def _told(found: Found, values: Sequence[Found], text: str) -> bool:
    """Whether another sentence has this value, or of a place or body at least a word."""
    named = isinstance(found.value, Name) and not found.value.person
    if named and stems(found.text) & stems(text):
        return True
    return any(same(found.value, other.value) != "different" for other in values)


def _as_given(candidate: ConflictCandidate, value: Found, everything: Sequence[Found]) -> Given:
    others = tuple(found for found in everything if found is not value)
    claim = Claim(candidate.text, value, others, _around(candidate), _year(candidate))
    return Given(claim, (value,))


def _sides(
    candidates: Sequence[ConflictCandidate], opposed: Mapping[int, Given]
) -> tuple[Side, ...]:
    """The values with their documents; newest first, undated last."""
    groups: list[list[int]] = []
    for place in opposed:
        for group in groups:
            if _agree(opposed[group[0]], opposed[place]):
                group.append(place)
                break
        else:
            groups.append([place])
    sides = []
    for group in groups:
        newest = sorted(group, key=lambda place: candidates[place].date or "", reverse=True)
        date = candidates[newest[0]].date
        sides.append(Side(opposed[newest[0]].shown, date, tuple(newest)))
    return tuple(sorted(sides, key=lambda side: side.date or "", reverse=True))


def _plain(words: str) -> str:
    """Words of a document, in which nothing looks like a marker of ours."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(words.split()))
