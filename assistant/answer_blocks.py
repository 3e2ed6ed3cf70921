"""The blocks of an answer, which every format sets in its own way: paragraphs, lists and tables of
lines, whose runs are words or the markers of citations; and text that a person wrote, read into
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.language.list_marks import TYPED

MARKER = re.compile(r"\[([0-9]{1,6})\]")

_BLANK_LINE, _LINE_END = re.compile(r"\n[^\S\n]*\n\s*"), re.compile(r"\n")
_ITEM = re.compile(rf"(?:[{TYPED}–]|([0-9]{{1,2}})[.)])\s+")


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words, or the marker of a citation, which stands for itself."""

    text: str = ""
    marker: int | None = None

    @property
    def shown(self) -> str:
        return self.text if self.marker is None else f"[{self.marker}]"


TextLine = tuple[TextRun, ...]
TextBlockKind = Literal["paragraph", "bullets", "numbers"]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, of one line, or a list, of one line an item; `first` numbers its first."""

    kind: TextBlockKind
    lines: tuple[TextLine, ...]
    first: int = 1

    @property
    def tidy(self) -> TextBlock:
        return replace(self, lines=tuple(map(tidy, self.lines)))


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: the names of its columns, and its rows of cells, each of some lines. `told` are the
    same words in other blocks, for where no table is set.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[TextLine, ...], ...], ...]
    told: tuple[TextBlock, ...]

    @property
    def tidy(self) -> TextTable:
        rows = tuple(tuple(tuple(map(tidy, cell)) for cell in row) for row in self.rows)
        return replace(self, rows=rows, told=tuple(block.tidy for block in self.told))


def lines_of(block: TextBlock | TextTable) -> tuple[TextLine, ...]:
    """The lines of a block, those of a table as they are told without one."""
    told = (block,) if isinstance(block, TextBlock) else block.told
    return tuple(line for one in told for line in one.lines)


def unmarked(line: TextLine) -> str:
    """The words of a line."""
    words = ""
    for run in line:
        words = words.rstrip() if run.marker is not None else words + run.text
    return words.strip()


def read_text(text: str, quotes: Mapping[int, str]) -> tuple[TextBlock, ...]:
    """The blocks of a text with markers; `quotes` are the quoted words by their markers.

    A line end inside a sentence is the document's, not a break. A number in brackets that no
    quote has, or that stands inside a quote, is the document's own and stays text.
    """
    found: list[TextBlock] = []
    for block in _split(tuple(_runs(text, quotes)), _BLANK_LINE):
        lines: list[tuple[TextBlockKind, int, TextLine]] = []
        for line in _split(block, _LINE_END):
            if not "".join(run.shown for run in line).strip():
                continue
            kind, number, words = _item(line)
            if lines and kind == "paragraph":  # goes on with the line before it
                before = lines[-1]
                lines[-1] = (before[0], before[1], joined((before[2], words)))
            else:
                lines.append((kind, number, words))
        for _, group in groupby(enumerate(lines), key=_series):
            held = [line for _, line in group]
            kind, first, _ = held[0]
            found.append(TextBlock(kind, tuple(line for _, _, line in held), first))
    return tuple(found)


def _series(placed: tuple[int, tuple[TextBlockKind, int, TextLine]]) -> tuple[TextBlockKind, int]:
    """The same for lines of one list: the numbers of a numbered one go up by one."""
    place, (kind, number, _) = placed
    return kind, number - place if kind == "numbers" else 0


def _runs(text: str, quotes: Mapping[int, str]) -> Iterator[TextRun]:
    own = [
        match.span()
        for words in {quote for quote in quotes.values() if MARKER.search(quote)}
        for match in re.finditer(re.escape(words), text)
    ]
    last = 0
    for match in MARKER.finditer(text):
        marker = int(match[1])
        if marker not in quotes or any(start <= match.start() < end for start, end in own):
            continue
        yield TextRun(text[last : match.start()])
        yield TextRun(marker=marker)
        last = match.end()
    yield TextRun(text[last:])


def _split(line: TextLine, where: re.Pattern[str]) -> Iterator[TextLine]:
    """The runs cut at each match of `where` in their words."""
    held: list[TextRun] = []
    for run in line:
        first, *others = where.split(run.text)
        held.append(replace(run, text=first))
        for other in others:
            yield tuple(held)
            held = [TextRun(other)]
    yield tuple(held)


def _item(line: TextLine) -> tuple[TextBlockKind, int, TextLine]:
    """Whether the line is an item of a list, its number, and the line without its sign."""
    first, *rest = line
    match = _ITEM.match(first.text.lstrip())
    if match is None:
        return "paragraph", 1, line
    words = TextRun(first.text.lstrip()[match.end() :])
    return ("numbers" if match[1] else "bullets"), int(match[1] or 1), (words, *rest)


def joined(lines: Iterable[TextLine]) -> TextLine:
    first, *others = lines
    return (*first, *(run for line in others for run in (TextRun(" "), *line)))


def tidy(line: TextLine) -> TextLine:
    """Single spaces, none at either end, and words that follow each other as one run."""
    found: list[TextRun] = []
    for marked, group in groupby(line, key=lambda run: run.marker is not None):
        runs = list(group)
        found += runs if marked else [TextRun(re.sub(r"\s+", " ", "".join(r.text for r in runs)))]
    if found:
        found[0] = replace(found[0], text=found[0].text.lstrip())
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(run for run in found if run.text or run.marker is not None)
