"""What is said of a place that is not there: which ones are, or which documents may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from assistant.answer import Answer
from assistant.answer_parts import MissingPart
from corpus.document import Document
from corpus.legal.instrument import instrument_of
from corpus.legal.provisions import VIETNAMESE_POINTS, Outline, PlaceReference, Step, place_of
from index.question import Question

MOST_SHOWN = 8  # places that a question back lists


def refused(question: Question, reason: str, vietnamese: bool) -> Answer:
    language: Literal["en", "vi"] = "vi" if vietnamese else "en"
    return Answer(
        question=question.text,
        asked_as=question.asked_as,
        status="not_found",
        parts=(MissingPart(reason, language),),
        absence="not_this",
        request="locate_article",
    )


def which(question: Question, titles: Sequence[str], vietnamese: bool) -> Answer:
    """The question back: in which of these documents."""
    place = question.places[0].place
    listed = "; ".join(titles)
    said = (
        f"có {len(titles)} văn bản có {place}; hãy nêu văn bản nào: {listed}."
        if vietnamese
        else f"{len(titles)} documents have {place}; say which is meant: {listed}."
    )
    choices = tuple(
        f"{place} {title} quy định gì?" if vietnamese else f"What does {place} of {title} say?"
        for title in titles
    )
    return replace(refused(question, said, vietnamese), choices=choices)


def which_article(question: Question, found: Sequence[tuple[str, str]], vietnamese: bool) -> Answer:
    """The question back: of which article, where a point was named alone; `found` are the places
    that have such a number, each with its document."""
    titles = list(dict.fromkeys(title for _, title in found))
    asked = question.text[question.places[0].start : question.places[0].end]
    shown = [place if len(titles) == 1 else f"{place}, {title}" for place, title in found]
    rest = len(found) - MOST_SHOWN
    listed = "; ".join(shown[:MOST_SHOWN])
    if vietnamese:
        more = f"; và {rest} chỗ khác" if rest > 0 else ""
        said = f"{titles[0]} có {len(found)} chỗ là {asked}; hãy nêu điều nào: {listed}{more}."
    else:
        more = f"; and {rest} more" if rest > 0 else ""
        said = (
            f"{titles[0]} has {asked} in {len(found)} places; say which is meant: {listed}{more}."
        )
    choices = tuple(
        f"{place} {title} quy định gì?" if vietnamese else f"What does {place} of {title} say?"
        for place, title in found[:MOST_SHOWN]
    )
    return replace(refused(question, said, vietnamese), choices=choices)


def not_here(unknown: Sequence[str], vietnamese: bool) -> str:
    named = "; ".join(unknown)
    return f"thư viện không có {named}." if vietnamese else f"the library does not have {named}."


def nowhere(places: Sequence[PlaceReference], vietnamese: bool) -> str:
    named = "; ".join(one.place for one in places)
    return f"không văn bản nào có {named}." if vietnamese else f"no document has {named}."


def is_not_in(reference: PlaceReference, outline: Outline, vietnamese: bool) -> str:
    """`Điều 99 is not in X; it has Điều 1 to 12.`, of the first step that is missing."""
    if reference.is_bare:
        point = f"{VIETNAMESE_POINTS[reference.steps[-1].kind]} {reference.steps[-1].number}"
        title = name_of(outline.document)
        if vietnamese:
            return f"không điều nào của {title} có {point}."
        return f"no place of {title} has a point {reference.steps[-1].number}."
    steps = list(reference.steps)
    while len(steps) > 1 and not outline.find(steps[:-1]):
        steps.pop()
    place, title = place_of(steps, reference.vietnamese), name_of(outline.document)
    above = outline.find(steps[:-1])[:1] if len(steps) > 1 else []
    same = _beside(steps[-1], outline, above[0].steps if above else ())
    numbers = [number for number, _ in groupby(step.number for step in same)]
    if not numbers:
        return f"{place} không có trong {title}." if vietnamese else f"{place} is not in {title}."
    first = place_of([*(above[0].steps if above else ()), same[0]], reference.vietnamese)
    last = place_of([*(above[0].steps if above else ()), same[-1]], reference.vietnamese)
    if not above:
        last = same[-1].number
    if vietnamese:
        has = f"từ {first} đến {last}" if len(numbers) > 1 else first
        return f"{place} không có trong {title}; văn bản này có {has}."
    return f"{place} is not in {title}; it has {first}{f' to {last}' if len(numbers) > 1 else ''}."


def _beside(missing: Step, outline: Outline, above: tuple[Step, ...]) -> list[Step]:
    """The places of the kind of one that is missing, or else of the kind that the document has;
    with the numbers of `2.9` those below 2, or else those that stand below no other."""
    held = [one.steps for one in outline.provisions if one.steps[: len(above)] == above]
    kinds = dict.fromkeys([missing.kind, *([] if above else [outline.main_kind])])
    found = ([path[-1] for path in held if path[-1].kind == kind] for kind in kinds)
    same = next(filter(None, found), [])
    parent = missing.number.rpartition(".")[0]
    below = [step for step in same if step.number.rpartition(".")[0] == parent]
    return below or [step for step in same if "." not in step.number] or same


def name_of(document: Document) -> str:
    """A document as a refusal names it: by its number, its title, or its file."""
    own = instrument_of(document)
    return own.name if own and own.kind else document.title or document.source
