"""The numbered places of a legal text, computed from offsets: articles, clauses, points.

    outline = Outline.of(document)
    outline.place(start, end)      `điểm b khoản 1 Điều 4`, `Article 5(2)(a)`, or None
    outline.find(reference)        the provisions that a reference means

A division begins at a heading of its form; its clauses and points at the marks of the items below.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

from corpus.document import Block, Document
from corpus.language.word_lists import ordered_list
from corpus.legal.divisions import OUTERMOST_FIRST, DivisionKind, mark_of, rank, roman, section_mark
from corpus.legal.numbered_headings import numbered_marks
from corpus.legal.plans import plan_marks
from corpus.legal.quotations import quoted_places

PointKind = Literal["clause", "point", "subpoint"]
StepKind = DivisionKind | PointKind
POINTS: tuple[PointKind, ...] = ("clause", "point", "subpoint")
VIETNAMESE_POINTS = {"clause": "khoản", "point": "điểm", "subpoint": "tiết"}
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as Vietnamese points are counted; English ones go by all
_MARK = re.compile(
    r"\(?(?:(?P<number>\d{1,3}(?:\.\d{1,3}){0,2}[a-zđ]?)|(?P<letter>[a-zđA-ZĐ])"
    r"|(?P<roman>[ivxIVX]{1,6}))[.)]*"
)
_SIGNED = tuple(ordered_list("signature_lines"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step to a place: the article 5, the point b. `word` is a division's name as cited."""

    kind: StepKind
    number: str
    word: str = ""

    def means(self, other: Step) -> bool:
        """Whether two steps are the same, however their numbers are written."""
        if self.kind != other.kind:
            return False
        if self.kind in POINTS or self.number.casefold() == other.number.casefold():
            return self.number.casefold() == other.number.casefold()
        return rank(self.number) == rank(other.number)


@dataclass(frozen=True, slots=True)
class PlaceReference:
    """A place that `question[start:end]` names by its steps, outermost first; some between may
    be left out."""

    steps: tuple[Step, ...]
    start: int
    end: int
    vietnamese: bool

    @property
    def place(self) -> str:
        return place_of(self.steps, self.vietnamese)

    @property
    def is_bare(self) -> bool:
        """Whether it names a point without the article that it is of."""
        return self.steps[0].kind in POINTS


@dataclass(frozen=True, slots=True)
class Provision:
    """A place of a text: `text[start:end]`, from the heading or the mark that begins it.

    `steps` lead to it, outermost first; `heading` is the line of a division, None for a clause.
    """

    steps: tuple[Step, ...]
    start: int
    end: int
    vietnamese: bool
    heading: Block | None = None

    @property
    def place(self) -> str:
        """As it is cited, without the chapter that it is in."""
        return place_of(self.steps, self.vietnamese)


@dataclass(frozen=True)
class Outline:
    """The provisions of a document in the order in which they begin; inner ones after outer."""

    document: Document
    provisions: tuple[Provision, ...]

    @classmethod
    def of(cls, document: Document) -> Outline:
        return _outline(document)

    @property
    def main_kind(self) -> DivisionKind | None:
        """The kind that the text is cited by: articles, or sections where it has none."""
        kinds = [p.steps[-1].kind for p in self.provisions if p.heading is not None]
        for kind in ("article", "section"):
            if kinds.count(kind) > 1:
                return kind
        return None

    def at(self, offset: int) -> Provision | None:
        """The innermost provision that an offset is in."""
        found = None
        last = bisect_right(self.provisions, offset, key=lambda one: one.start)
        for provision in reversed(self.provisions[:last]):
            if offset < provision.end:
                found = provision
                break
            if provision.heading is not None and len(provision.steps) == 1:
                break
        return found

    def place(self, start: int, end: int) -> str | None:
        """Where `text[start:end]` stands, as it is cited: the innermost place that holds all of
        it. None in a text that has no articles, and for what stands in none."""
        first, last = self.at(start), self.at(max(start, end - 1))
        if first is None or last is None or self.main_kind is None:
            return None
        common: list[Step] = []
        for one, other in zip(first.steps, last.steps, strict=False):
            if one != other:
                break
            common.append(one)
        return place_of(common, first.vietnamese) or None if common else None

    def divisions(self, kind: DivisionKind, within: Provision | None = None) -> list[Provision]:
        """The divisions of a kind, all or those within one."""
        return [
            one
            for one in self.provisions
            if one.heading is not None
            and one.steps[-1].kind == kind
            and (within is None or within.start <= one.start < within.end)
        ]

    def find(self, steps: Sequence[Step]) -> list[Provision]:
        """The provisions that steps mean, which may leave out some between: of those with the
        same number only those with text below, where there are any."""
        found = [one for one in self.provisions if _fits(one.steps, steps)]
        filled = [one for one in found if one.heading is None or self._has_text(one)]
        return filled or found

    def _has_text(self, division: Provision) -> bool:
        assert division.heading is not None
        return bool(self.document.text[division.heading.end : division.end].strip())


def place_of(steps: Sequence[Step], vietnamese: bool) -> str:
    """Steps as they are cited; of divisions within each other only the innermost is named."""
    named = [place for place, step in enumerate(steps) if step.kind in OUTERMOST_FIRST]
    if not named:
        return ""
    division, points = steps[named[-1]], steps[named[-1] + 1 :]
    name = f"{division.word} {division.number}".strip()
    annex = steps[0] if steps[0].kind == "annex" and len(named) > 1 else None
    around = f"{annex.word} {annex.number}".strip() if annex else ""
    if vietnamese:
        inner = (f"{VIETNAMESE_POINTS[step.kind]} {step.number}" for step in reversed(points))
        return " ".join(filter(None, (*inner, name, around)))
    name = f"{around}, {name}" if around else name
    if division.kind == "annex" and points:
        kind = "paragraph" if points[0].kind == "clause" else "point"
        return f"{name}, {kind} {points[0].number}" + "".join(f"({p.number})" for p in points[1:])
    for step in points:
        if step.number.startswith(f"{division.number}."):
            name = name.removesuffix(division.number) + step.number  # `Section 2.1` of Section 2
        else:
            name += f"({step.number})"
    return name


def with_page(place: str, page: int | None) -> str:
    """A place with its page, in the words of its language: `khoản 1 Điều 4, tr. 7`."""
    if page is None:
        return place
    vietnamese = any(f"{word} " in place for word in _VIETNAMESE_WORDS)
    return f"{place}, {'tr.' if vietnamese else 'p.'} {page}"


_VIETNAMESE_WORDS = ("Điều", "Khoản", "Chương", "Mục", "Phần", "Phụ lục", "Tiểu mục")


def _fits(steps: Sequence[Step], wanted: Sequence[Step]) -> bool:
    """Whether steps end in what is wanted and have the rest of it before that, in order."""
    if not wanted or not steps or not steps[-1].means(wanted[-1]):
        return False
    before = iter(steps[:-1])
    return all(any(step.means(one) for step in before) for one in wanted[:-1])


@lru_cache(maxsize=32)
def _outline(document: Document) -> Outline:
    found = [(heading, mark) for heading in document.headings if (mark := mark_of(heading.text))]
    kinds = {mark.kind for _, mark in found if not mark.vietnamese}
    if not kinds.isdisjoint(("part", "chapter")) and not kinds & {"article", "section"}:
        marked = ((one, mark_of(one.text) or section_mark(one.text)) for one in document.headings)
        found = [(one, mark) for one, mark in marked if mark]
    if all(mark.kind == "annex" for _, mark in found):
        before = [one for one in document.headings if not found or one.start < found[0][0].start]
        found = [*(plan_marks(before) or numbered_marks(before)), *found]
    provisions: list[Provision] = []
    above: list[tuple[int, Step]] = []
    ends = _ends(document, [heading for heading, _ in found])
    for (heading, mark), (end, closed) in zip(found, ends, strict=True):
        while above and above[-1][0] >= heading.level:
            above.pop()
        above.append((heading.level, Step(mark.kind, mark.number, mark.word)))
        steps = tuple(step for _, step in above)
        provisions.append(Provision(steps, heading.start, closed, mark.vietnamese, heading))
        if mark.kind in ("article", "section", "subsection", "annex"):
            provisions += _points(document, steps, heading.end, end, mark.vietnamese)
    return Outline(document, tuple(provisions))


def _ends(document: Document, headings: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Of each heading of a division where its own text ends, and where all below it ends."""
    last = _signed_at(document, headings[-1].end) if headings else 0
    levels = {one.start: one.level for one in headings}
    for place, heading in enumerate(headings):
        at = bisect_right(document.headings, heading.start, key=lambda one: one.start)
        following = islice(document.headings, at, None)
        ends = (one.start for one in following if levels.get(one.start, one.level) <= heading.level)
        closed = min(next(ends, last), last)
        own = headings[place + 1].start if place + 1 < len(headings) else last
        yield min(own, closed), closed


def _signed_at(document: Document, after: int) -> int:
    """Where the lines begin that sign a text, behind its last division; else its end."""
    for line in document.lines[document.place_of(after) + 1 :]:
        if line.text.startswith(_SIGNED):
            return line.start
    return len(document.text)


def _points(
    document: Document, steps: tuple[Step, ...], start: int, end: int, vietnamese: bool
) -> Iterator[Provision]:
    """The clauses and points of `text[start:end]`, each to where the next of its rank begins."""
    begun: list[tuple[tuple[Step, ...], int]] = []
    stops: list[tuple[int, int]] = []  # where a line goes back to, and how deep it is then
    open_: list[Step] = []
    lines = [line for line in document.lines_in(start, end) if line.start >= start]
    quoted = quoted_places([line.text for line in lines])
    for place, line in enumerate(lines):
        if place in quoted:
            continue
        step = _step(line, open_, vietnamese) if line.kind == "item" else None
        if step is not None:
            depth = POINTS.index(step.kind)
            open_ = [one for one in open_ if POINTS.index(one.kind) < depth]
            open_.append(step)
            begun.append(((*steps, *open_), line.start))
        elif line.kind == "paragraph" and not line.level and open_:
            kept = [one for one in open_ if one.kind == "clause"]
            if len(kept) < len(open_):
                stops.append((line.start, len(steps) + len(kept)))
                open_ = kept
    for place, (path, first) in enumerate(begun):
        later = (other for inner, other in begun[place + 1 :] if inner[: len(path)] != path)
        back = (at for at, depth in stops if at > first and depth < len(path))
        yield Provision(path, first, min(next(later, end), next(back, end)), vietnamese)


def _step(item: Block, open_: Sequence[Step], vietnamese: bool) -> Step | None:
    """The clause or point that an item begins by its mark; None for a bullet."""
    match = _MARK.fullmatch(item.mark)
    if match is None:  # `- (a) rafts`
        first = item.words.split(" ", 1)[0]
        match = _MARK.fullmatch(first) if first.endswith((")", ".")) else None
    if match is None:
        return None
    if match["number"]:
        return Step("clause", match["number"])
    shown = match["letter"] or match["roman"]
    word = shown.casefold()
    before = {step.kind: step.number for step in open_}
    letter = before.get("point", "").casefold()
    if match["letter"] and _follows(letter, word, vietnamese):
        return Step("point", shown)
    if re.fullmatch("[ivx]+", word) and (letter or word == "i" or "subpoint" in before):
        last = before.get("subpoint")
        if last is None or roman(word) > roman(last.casefold()):
            return Step("subpoint", shown)
    return Step("point", shown) if match["letter"] else Step("subpoint", shown)


def _follows(before: str, letter: str, vietnamese: bool) -> bool:
    """Whether a letter is the one after another, or the first."""
    letters = _LETTERS if vietnamese else "abcdefghijklmnopqrstuvwxyz"
    place = letters.find(before) + 1 if before else 0
    return letters[place : place + 1] == letter
