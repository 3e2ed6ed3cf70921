"""The reading order of a page: numbers of lines out of it, columns one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.formats.pdf.lines import Line
from corpus.formats.pdf.page_table import PageItem

MIN_LINES = 4  # on each side of a gutter
STEP = 4.0  # points
MAX_DEPTH = 3
FILLED = 0.6  # of the width of its column, as lines of running text are
MIN_WORDS = 3
MIN_NUMBERED = 5
STEPS = (1, 2, 5, 10)  # between the numbers of lines


def without_line_numbers(pieces: list[Line]) -> list[Line]:
    """The pieces of a page without the numbers that count its lines at a margin."""
    for side in (-1, 1):
        numbers = [p for p in pieces if p.text.isdecimal() and len(p.text) < 5]
        if len(numbers) < 2:
            return pieces
        others = [p for p in pieces if p not in numbers]
        if not others:
            return pieces
        if side < 0:
            edge = min(p.left for p in others)
            numbers = [p for p in numbers if p.right <= edge + 1]
        else:
            edge = max(p.right for p in others)
            numbers = [p for p in numbers if p.left >= edge - 1]
        if _count_lines(numbers, others):
            gone = set(map(id, numbers))
            return [p for p in pieces if id(p) not in gone]
    return pieces


def _count_lines(numbers: list[Line], others: list[Line]) -> bool:
    """Whether numbers at a margin count the lines of running text, not its items or rows."""
    counted = [int(p.text) for p in sorted(numbers, key=lambda p: -p.bottom)]
    steps = {b - a for a, b in pairwise(counted)}
    if len(steps) != 1 or (step := steps.pop()) not in STEPS:
        return False
    if len(counted) < 3:  # two may be anything: unless so many lines stand between them
        (low, high) = sorted(p.bottom for p in numbers)
        between = {p.row for p in others if low - 1 < p.bottom <= high + 1}
        return step > 2 and counted[0] % step == 0 and len(between) == step + 1
    if step > 2:
        return all(number % step == 0 for number in counted)
    heights = [p.bottom for p in numbers]
    beside = [p for p in others if any(abs(p.bottom - h) < 0.5 * p.size for h in heights)]
    running = sum(p.text[0].islower() for p in beside)
    return (
        len(counted) >= MIN_NUMBERED
        and len(beside) >= 0.8 * len(others)
        and len({p.row for p in beside}) <= len(counted)
        and running >= 0.3 * len(beside)
    )


def in_reading_order(items: list[PageItem]) -> list[PageItem]:
    """The items of a page, those of columns column by column, each from its top."""
    return _ordered(items, 0)


def _ordered(items: list[PageItem], depth: int) -> list[PageItem]:
    lines = [item for item in items if isinstance(item, Line)]
    if len(lines) < 2 * MIN_LINES or depth > MAX_DEPTH:
        return items
    left, right = min(p.left for p in lines), max(p.right for p in lines)
    far = left + 0.3 * (right - left)
    if sum(p.left > far for p in lines) < MIN_LINES:
        return items
    gutter = _gutter(lines, left, right)
    if gutter is None:
        return items
    ordered: list[PageItem] = []
    for band in _bands(items, gutter):
        before = [item for item in band if _edges(item)[1] <= gutter + STEP]
        after = [item for item in band if _edges(item)[0] >= gutter - STEP]
        if len(before) + len(after) == len(band) and _are_columns(before, after):
            ordered += _ordered(_from_top(before), depth + 1)
            ordered += _ordered(_from_top(after), depth + 1)
        else:
            ordered += band
    return ordered


def _gutter(lines: Sequence[Line], left: float, right: float) -> float | None:
    """The middle of the widest empty space between two columns, or None."""
    width = right - left
    places = [left + 0.25 * width + STEP * i for i in range(int(0.5 * width / STEP) + 1)]
    crossed = [sum(p.left < x - 1 and p.right > x + 1 for p in lines) for x in places]
    least = min(crossed, default=len(lines))
    if not places or least > 0.4 * len(lines):
        return None
    best: list[float] = []
    run: list[float] = []
    for x, count in zip(places, crossed, strict=True):
        run = [*run, x] if count == least else []
        best = run if len(run) > len(best) else best
    return (best[0] + best[-1]) / 2


def _edges(item: PageItem) -> tuple[float, float]:
    return (item.left, item.right) if isinstance(item, Line) else (item.box[0], item.box[2])


def _height(item: PageItem) -> float:
    return item.bottom if isinstance(item, Line) else item.box[3]


def _bands(items: list[PageItem], gutter: float) -> list[list[PageItem]]:
    """The items between those that cross the gutter, in the order of the page; each of these is
    a band of its own."""
    crossing = sorted(
        (i for i in items if _edges(i)[0] < gutter - STEP and _edges(i)[1] > gutter + STEP),
        key=lambda item: -_height(item),
    )
    if not crossing:
        return [items]
    bands: list[list[PageItem]] = [[] for _ in range(2 * len(crossing) + 1)]
    known = {id(item): place for place, item in enumerate(crossing)}
    for item in items:
        place = known.get(id(item))
        if place is not None:
            bands[2 * place + 1].append(item)
        else:
            above = sum(_height(other) > _height(item) for other in crossing)
            bands[2 * above].append(item)
    return [band for band in bands if band]


def _are_columns(before: list[PageItem], after: list[PageItem]) -> bool:
    """Whether both sides of a gutter are columns of running text beside each other."""
    for side in (before, after):
        lines = [item for item in side if isinstance(item, Line)]
        if len(lines) < MIN_LINES:
            return False
        if not _is_running(lines, 0):
            return False
    tops = [max(map(_height, side)) for side in (before, after)]
    ends = [min(map(_height, side)) for side in (before, after)]
    return min(tops) > max(ends)


def _is_running(lines: list[Line], depth: int) -> bool:
    """Whether lines are those of a column of running text, or of several beside each other."""
    left, right = min(p.left for p in lines), max(p.right for p in lines)
    if median(len(p.text.split()) for p in lines) < MIN_WORDS:
        return False
    if median(p.right - p.left for p in lines) >= FILLED * (right - left):
        return True
    gutter = _gutter(lines, left, right) if depth < MAX_DEPTH else None
    if gutter is None:
        return False
    sides = ([p for p in lines if p.right <= gutter], [p for p in lines if p.left >= gutter])
    return sum(map(len, sides)) >= 0.8 * len(lines) and all(  # a title goes over both
        len(side) >= MIN_LINES and _is_running(side, depth + 1) for side in sides
    )


def _from_top(items: list[PageItem]) -> list[PageItem]:
    """Items of one column from its top; pieces of one line stay together."""
    return sorted(items, key=lambda item: (-round(_height(item), 1), _edges(item)[0]))
