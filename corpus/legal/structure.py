"""The divisions of a legal text as headings, in every format, by their form alone.

A reader tells a heading by its look, which the articles of a law need not have: their titles are
as long as a paragraph, stand on the next line, or are missing, so that the article begins with its
words. `with_divisions` makes a heading of each, sets what it says after the mark on lines of its
own, and gives the levels by what divides what, not by letters' sizes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Element
from corpus.legal.divisions import (
    OUTERMOST_FIRST,
    DivisionKind,
    DivisionMark,
    mark_of,
    rank,
    section_mark,
)
from corpus.legal.plans import plan_levels
from corpus.legal.quotations import CLAUSE, quoted_places

MAX_TITLE_LENGTH = 400  # of a division, over all its lines
_SENTENCE_END = (".", ";", ":", ",")
_PLAIN_WORDS = 12  # of a title behind a number without a point
_SHORT_WORDS = 6  # of a title that ends in a point
_GLUED = re.compile(r"^(\d{1,3}[a-zđ]?[.)]|[a-zđ]\))(?=[^\W\d_](?![.)]))")
_HEADINGS = ("heading", "paragraph", "item")


@dataclass(frozen=True, slots=True)
class _Division:
    """An element that begins a division, and how many elements its title takes up. `run_in` says
    that the words after the mark are no title but its text."""

    mark: DivisionMark
    elements: int = 1
    run_in: bool = False


def with_divisions(elements: Sequence[Element]) -> list[Element]:
    """The elements with their divisions as headings, and the numbered clauses of articles as
    items; the titles of a plan as headings where there are no divisions."""
    quoted = quoted_places([element.text for element in elements])
    found = _divisions(elements, quoted)
    if not found:
        plan = plan_levels(elements)
        return [
            replace(one, kind="heading", level=plan[place], mark="") if place in plan else one
            for place, one in enumerate(elements)
        ]
    levels = _levels(elements, found)
    made: list[Element] = []
    open_: DivisionMark | None = None
    clause = 0
    place = 0
    later = sorted(found)
    while place < len(elements):
        element = elements[place]
        division = found.get(place)
        if division is not None:
            parts = elements[place : place + division.elements]
            made += _as_headings(parts, division, levels[division.mark.kind])
            open_, clause = division.mark, 0
            place += division.elements
            continue
        place += 1
        if open_ is None:
            made.append(element)
            continue
        if place - 1 in quoted:
            is_heading = element.kind == "heading"
            made.append(replace(element, kind="paragraph", level=0) if is_heading else element)
            continue
        element = _clause_of(element, clause)
        if element.kind == "item" and (number := CLAUSE.match(element.text)):
            clause = int(number[1])
        elif element.kind == "heading":
            following = next((other for other in later if other >= place), None)
            element = _within(element, levels[open_.kind], place, following)
        made.append(element)
    return made


def _divisions(elements: Sequence[Element], quoted: Collection[int]) -> dict[int, _Division]:
    """The places of the elements that begin a division; what is `quoted` begins none."""
    marks = {
        place: mark
        for place, element in enumerate(elements)
        if element.kind in _HEADINGS and place not in quoted and (mark := mark_of(element.text))
    }
    marks = dict(sorted((*marks.items(), *_sections(elements, marks).items())))
    in_order = _kinds_in_order(marks.values())
    found: dict[int, _Division] = {}
    taken = 0
    for place, mark in marks.items():
        if place < taken:
            continue
        division = _division(elements, place, mark, marks, sure=mark.kind in in_order)
        if division is not None:
            found[place] = division
            taken = place + division.elements
    return found


def _division(
    elements: Sequence[Element],
    place: int,
    mark: DivisionMark,
    marks: Mapping[int, DivisionMark],
    *,
    sure: bool,
) -> _Division | None:
    """The division that begins at `place`; `sure` where numbers of its kind go up."""
    element = elements[place]
    title = element.text[mark.end :]
    is_heading = element.kind == "heading"
    if not mark.closed and not is_heading:
        plain = title[:1].isupper() and title[-1] not in _SENTENCE_END
        if not plain or len(title.split()) > _PLAIN_WORDS or (mark.kind == "article" and not sure):
            return None
    count = 1
    while len(title) < MAX_TITLE_LENGTH and place + count < len(elements):
        after = elements[place + count]
        if place + count in marks or not _is_more_title(
            title, mark, after, elements, place + count
        ):
            break
        title = f"{title} {after.text}".strip()
        count += 1
    if is_heading or not title or _is_title(title, elements, place + count, marks):
        whole = is_heading or sure or len(title) <= MAX_TITLE_LENGTH // 4
        return _Division(mark, count) if whole else None
    return _Division(mark, count, run_in=True) if sure and mark.closed else None


def _is_title(
    title: str, elements: Sequence[Element], following: int, marks: Mapping[int, DivisionMark]
) -> bool:
    """Whether the words after a mark are a title, which ends without a point, but for a short
    one above some text."""
    if title[-1] not in _SENTENCE_END:
        return len(title) <= MAX_TITLE_LENGTH
    below = following < len(elements) and following not in marks
    return title[-1] == "." and below and len(title.split()) <= _SHORT_WORDS and ". " not in title


def _is_more_title(
    title: str, mark: DivisionMark, after: Element, elements: Sequence[Element], place: int
) -> bool:
    """Whether an element goes on with a title, or is the title of a mark that stands alone."""
    if after.kind not in ("heading", "paragraph") or len(after.text) > MAX_TITLE_LENGTH:
        return False
    if title and title[-1] in _SENTENCE_END and not title.endswith(","):
        return False
    if title and after.text[0].islower() and after.kind == "paragraph":
        return title[-1] != ","
    if title:
        return title.isupper() and after.text.isupper() and mark.kind != "article"
    below = elements[place + 1] if place + 1 < len(elements) else None
    if after.text[-1] in _SENTENCE_END or after.text[:1] in '(“"':
        return False
    return after.kind == "heading" or mark.kind != "article" or below is not None


def _as_headings(parts: Sequence[Element], division: _Division, level: int) -> Iterator[Element]:
    first = parts[0]
    text = " ".join(part.text for part in parts)
    if not division.run_in:
        yield replace(first, kind="heading", text=text, level=level, mark="")
        return
    end = division.mark.end
    yield replace(first, kind="heading", text=text[:end].rstrip(), level=level, mark="")
    yield Element("paragraph", text[end:], page=first.page)


def _clause_of(element: Element, before: int) -> Element:
    """An element inside a division: a heading that counts on from the clause before is a clause,
    and a mark that its words are glued to is set off."""
    if not element.mark and (glued := _GLUED.match(element.text)):
        element = replace(element, text=f"{glued[0]} {element.text[glued.end() :]}")
    number = CLAUSE.match(element.text) if element.kind == "heading" else None
    if number is not None and int(number[1]) == before + 1:
        return replace(element, kind="item", mark=number[0].rstrip(), level=0)
    return element


def _within(element: Element, level: int, place: int, following: int | None) -> Element:
    """A heading that is no division, after one of `level`: above the next one it stands over it,
    above text before the next it is a part, behind the last it is as its reader says."""
    if following is None:
        return element
    return replace(element, level=max(level - 1, 1) if following == place else min(level + 1, 6))


def _sections(
    elements: Sequence[Element], marks: Mapping[int, DivisionMark]
) -> dict[int, DivisionMark]:
    """The numbered titles between the parts of an act that names neither articles nor sections:
    those that go up, with text below most of them, which the items of a list have not."""
    kinds = {mark.kind for mark in marks.values() if not mark.vietnamese}
    if kinds.isdisjoint(("part", "chapter")) or kinds & {"article", "section"}:
        return {}
    found = {
        place: mark
        for place, element in enumerate(elements)
        if place not in marks and element.kind in _HEADINGS and (mark := section_mark(element.text))
    }
    numbers = [rank(mark.number) for mark in found.values()]
    above_text = sum(place + 1 not in found and place + 1 not in marks for place in found)
    rising = all(one < other for one, other in zip(numbers, numbers[1:], strict=False))
    return found if len(found) > 2 and rising and 5 * above_text >= 4 * len(found) else {}


def _kinds_in_order(marks: Iterable[DivisionMark]) -> frozenset[DivisionKind]:
    """The kinds of which there are several, with numbers that mostly go up."""
    numbers: dict[DivisionKind, list[tuple[int, str]]] = defaultdict(list)
    for mark in marks:
        if mark.closed:
            numbers[mark.kind].append(rank(mark.number))
    return frozenset(
        kind
        for kind, some in numbers.items()
        if len(some) > 1
        and 3 * sum(a < b for a, b in zip(some, some[1:], strict=False)) >= 2 * (len(some) - 1)
    )


def _levels(
    elements: Sequence[Element], found: Mapping[int, _Division]
) -> Mapping[DivisionKind, int]:
    """The level of each kind: the title of a text is 1, what divides it outermost 2."""
    present = {division.mark.kind for division in found.values()}
    order = [kind for kind in OUTERMOST_FIRST if kind in present]
    if {"section", "article"} <= present and not _before_articles(found):
        order.remove("section")
        order.append("section")  # `Section 2.1` of an article of a contract
    outer = [kind for kind in order if kind != "annex"]
    levels: dict[DivisionKind, int] = {kind: min(2 + at, 6) for at, kind in enumerate(outer)}
    levels["annex"] = 2
    return levels


def _before_articles(found: Mapping[int, _Division]) -> bool:
    """Whether a section ever stands right above an article."""
    places = sorted(found)
    return any(
        found[one].mark.kind == "section"
        and found[other].mark.kind == "article"
        and other == one + found[one].elements
        for one, other in zip(places, places[1:], strict=False)
    )
