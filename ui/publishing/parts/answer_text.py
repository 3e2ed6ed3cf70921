"""The text of an answer as blocks of runs: what every format sets in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ui.publishing.parts.sources import Quote

_MARKER = re.compile(r"\[([0-9]{1,3})\]")
_ITEM = re.compile(r"(?:[-•*–]|([0-9]{1,2})[.)])\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words, or the marker of a quote."""

    text: str
    quote: Quote | None = None


Line = tuple[Run, ...]
Kind = Literal["paragraph", "bullets", "numbers"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, of one line, or a list, of one line an item; `first` numbers its first."""

    kind: Kind
    lines: tuple[Line, ...]
    first: int = 1


def blocks(text: str, quotes: Mapping[int, Quote]) -> tuple[Block, ...]:
    """The blocks of an answer's text; `quotes` are those of its markers.

    A line end inside a sentence is the document's, not a break. A number in brackets that no
    quote has, or that stands inside a quote, is the document's own and stays text.
    """
    runs = tuple(_runs(text, quotes))
    found: list[Block] = []
    for block in _split(runs, re.compile(r"\n[^\S\n]*\n\s*")):
        told = [_item(line) for line in _split(block, re.compile(r"\n")) if _words(line).strip()]
        lines: list[tuple[Kind, int, Line]] = []
        for kind, number, line in told:
            if lines and kind == "paragraph":  # goes on with the line before it
                before = lines[-1]
                lines[-1] = (before[0], before[1], (*before[2], Run(" "), *line))
            else:
                lines.append((kind, number, line))
        for _, group in groupby(enumerate(lines), key=_series):
            held = [line for _, line in group]
            kind, first, _ = held[0]
            found.append(Block(kind, tuple(_tidy(line) for _, _, line in held), first))
    return tuple(found)


def _series(placed: tuple[int, tuple[Kind, int, Line]]) -> tuple[Kind, int]:
    """The same for lines of one list: the numbers of a numbered one go up by one."""
    place, (kind, number, _) = placed
    return kind, number - place if kind == "numbers" else 0


def plain(parts: Sequence[Block], marked: bool = True) -> str:
    """The blocks as text, with or without the labels of the quotes as markers."""
    return "\n\n".join("\n".join(_plain_lines(block, marked)) for block in parts)


def _plain_lines(block: Block, marked: bool) -> Iterator[str]:
    for number, line in enumerate(block.lines, start=block.first):
        sign = {"paragraph": "", "bullets": "- ", "numbers": f"{number}. "}[block.kind]
        yield sign + (_words(line) if marked else _unmarked(line))


def _unmarked(line: Line) -> str:
    words = ""
    for run in line:
        words = words.rstrip() if run.quote else words + run.text
    return words.strip()


def _words(line: Line) -> str:
    return "".join(run.text for run in line)


def _runs(text: str, quotes: Mapping[int, Quote]) -> Iterator[Run]:
    own = [
        match.span()
        for words in {quote.text for quote in quotes.values() if _MARKER.search(quote.text)}
        for match in re.finditer(re.escape(words), text)
    ]
    last = 0
    for match in _MARKER.finditer(text):
        quote = quotes.get(int(match[1]))
        if quote is None or any(start <= match.start() < end for start, end in own):
            continue
        yield Run(text[last : match.start()])
        yield Run(f"[{quote.label}]", quote)
        last = match.end()
    yield Run(text[last:])


def _split(line: Line, where: re.Pattern[str]) -> Iterator[Line]:
    """The runs cut at each match of `where` in their words."""
    held: list[Run] = []
    for run in line:
        if run.quote:
            held.append(run)
            continue
        first, *others = where.split(run.text)
        held.append(Run(first))
        for other in others:
            yield tuple(held)
            held = [Run(other)]
    yield tuple(held)


def _item(line: Line) -> tuple[Kind, int, Line]:
    """Whether the line is an item of a list, its number, and the line without its sign."""
    first, *rest = line
    match = None if first.quote else _ITEM.match(first.text.lstrip())
    if match is None:
        return "paragraph", 1, line
    words = Run(first.text.lstrip()[match.end() :])
    return ("numbers" if match[1] else "bullets"), int(match[1] or 1), (words, *rest)


def _tidy(line: Line) -> Line:
    """Single spaces, none at either end, and words that follow each other as one run."""
    tidy: list[Run] = []
    for quote, group in groupby(line, key=lambda run: run.quote):
        runs = list(group)
        tidy += runs if quote else [Run(re.sub(r"\s+", " ", _words(tuple(runs))))]
    if tidy and not tidy[0].quote:
        tidy[0] = Run(tidy[0].text.lstrip())
    if tidy and not tidy[-1].quote:
        tidy[-1] = Run(tidy[-1].text.rstrip())
    return tuple(run for run in tidy if run.text)
