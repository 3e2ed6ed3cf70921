"""Ordering: three to five events to be put in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assistant.training.pack import Item
from assistant.training.quiz.items.distractors import apart
from assistant.training.quiz.items.events import Happened, events
from assistant.training.quiz.pool import Candidate, Pool

STEM = "Put these events in order, earliest first."
FEWEST, MOST = 3, 5
ITEMS = 12


def candidates(pool: Pool, random: Random) -> Iterator[Candidate]:
    """Items of events that follow one another without overlapping."""
    waiting = events(pool)
    random.shuffle(waiting)
    for _ in range(ITEMS):
        chosen: list[Happened] = []
        for event in waiting:
            if len(chosen) < MOST and all(_are_apart(event, other) for other in chosen):
                chosen.append(event)
        if len(chosen) < FEWEST:
            return
        waiting = [event for event in waiting if event not in chosen]
        yield _made(sorted(chosen, key=lambda event: event.first), random)


def _are_apart(one: Happened, other: Happened) -> bool:
    return (one.last < other.first or other.last < one.first) and apart(one.text, other.text)


def _made(ordered: list[Happened], random: Random) -> Candidate:
    texts = tuple(event.text for event in ordered)
    shown = random.sample(texts, len(texts))
    if tuple(shown) == texts:
        shown = shown[1:] + shown[:1]  # never given in the right order
    item = Item(
        id="",
        type="ordering",
        stem=STEM,
        answer=texts,
        difficulty="hard",
        citations=tuple(event.sentence.citation for event in ordered),
        options=tuple(shown),
        section=ordered[0].sentence.section,
    )
    return Candidate(item, tuple(event.sentence for event in ordered))
