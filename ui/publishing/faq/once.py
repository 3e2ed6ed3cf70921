"""What a printed FAQ says once: no sentence twice, each source named after what it says.

An entry before may have the same sentence: then it is left out here, and that entry is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.language.sentences import sentence_pieces
from corpus.language.words import words
from ui.publishing.parts.answer_text import ShownBlock, ShownLine, ShownRun
from ui.publishing.parts.sources import ShownQuote

SAID = 0.8  # of the words of a quote, where an answer has so many of them, it says the same
SHORTEST = 4  # words from which on a sentence is missed when it stands twice


class PrintedOnce:
    """Remembers which entry of a document has a sentence; entries come in their order."""

    def __init__(self) -> None:
        self._anchors: dict[str, str] = {}

    def kept(
        self, anchor: str, blocks: Sequence[ShownBlock], whole: bool = False
    ) -> tuple[tuple[ShownBlock, ...], tuple[str, ...], bool]:
        """What is left of an entry, the anchors of the entries that have the rest of it, and
        whether its first words are among that.

        With `whole`, as for the wording of a person, nothing is left out. A list is kept, or
        left out, as one: half of it would say that there is no more.
        """
        elsewhere: dict[str, None] = {}
        found: list[ShownBlock] = []
        for place, block in enumerate(blocks):
            after = blocks[place + 1] if place + 1 < len(blocks) else None
            if whole:
                found.append(block)
            elif _announces(block, after):
                assert after is not None
                if not self._all_printed((*block.lines, *after.lines), elsewhere):
                    found.append(block)
            elif found and _announces(found[-1], block):
                found.append(block)
            elif place and _announces(blocks[place - 1], block):
                continue  # went with what announces it
            else:
                lines = tuple(line for one in block.lines if (line := self._new(one, elsewhere)))
                found += [replace(block, lines=lines)] if lines else []
            if found:
                self._remember(anchor, found[-1])
        elsewhere.pop(anchor, None)
        began = bool(elsewhere) and bool(found) and _first(found) != _first(blocks)
        return tuple(found), tuple(elsewhere), began

    def is_new(self, anchor: str, quote: str, answer: str) -> bool:
        """Whether a quote says what neither its answer nor any entry before has in its words."""
        said = set(words(quote))
        keys = _keys(quote)
        if len(said & set(words(answer))) >= SAID * len(said) or any(
            key in self._anchors for key in keys
        ):
            return False
        for key in keys:
            self._anchors.setdefault(key, anchor)
        return True

    def _all_printed(self, lines: Sequence[ShownLine], elsewhere: dict[str, None]) -> bool:
        keys = [key for line in lines for run in line if not run.quote for key in _keys(run.text)]
        where = [self._anchors.get(key) for key in keys]
        if not where or None in where:
            return False
        elsewhere.update(dict.fromkeys(filter(None, where)))
        return True

    def _new(self, line: ShownLine, elsewhere: dict[str, None]) -> ShownLine:
        """The line without the sentences that are printed, and without the marks of these."""
        kept: list[ShownRun] = []
        gone = False
        here: set[str] = set()
        for run in line:
            if run.quote:
                kept += [] if gone else [run]
                continue
            pieces = []
            for piece in sentence_pieces(run.text):
                keys = _keys(piece)
                where = [self._anchors.get(key) for key in keys]
                if keys and (None not in where or here.issuperset(keys)):
                    elsewhere.update(dict.fromkeys(filter(None, where)))
                    continue
                here.update(keys)
                pieces.append(piece.strip())
            left = " ".join(filter(None, pieces))
            gone = not left and bool(run.text.strip())
            kept += [replace(run, text=f"{left} ")] if left else []
        return tuple(kept) if any(run.text.strip() and not run.quote for run in kept) else ()

    def _remember(self, anchor: str, block: ShownBlock) -> None:
        for line in block.lines:
            for run in line:
                for key in () if run.quote else _keys(run.text):
                    self._anchors.setdefault(key, anchor)


def sourced(blocks: Sequence[ShownBlock]) -> tuple[ShownBlock, ...]:
    """The blocks with the short source after what it says: once for all that follows one
    another from one source, and below a list that is all of one.
    """
    named: set[str] = set()
    found = [replace(block, lines=tuple(map(tuple, block.lines))) for block in blocks]
    for place, block in enumerate(found):
        if block.kind == "paragraph":
            after = found[place + 1] if place + 1 < len(found) else None
            if not (after is not None and _announces(block, after) and _one(block, after)):
                lines = tuple(_ended(_marked(line, named)) for line in block.lines)
                found[place] = replace(block, lines=lines)
            else:
                found[place] = replace(block, lines=tuple(map(_unmarked, block.lines)))
        elif (only := _one(block)) is not None:
            mark = _named(only, named)
            *before, last = map(_unmarked, block.lines)
            below = (mark,) if mark.source else ()
            lines = (*before, last if below else (*last, mark))
            found[place] = replace(block, lines=lines, below=below)
        else:
            lines = tuple(_ended(_marked(line, named)) for line in block.lines)
            found[place] = replace(block, lines=lines)
    return tuple(found)


def emphasised(blocks: Sequence[ShownBlock], words: str) -> tuple[tuple[ShownBlock, ...], bool]:
    """The blocks with the first mention of some words made strong, and whether there is one.

    One item of a list is not made strong among the others, which answer as well.
    """
    found = list(blocks)
    for place, block in enumerate(found):
        for row, line in enumerate(block.lines):
            for column, run in enumerate(line):
                before, there, after = run.text.partition(words)
                if run.quote or not there:
                    continue
                if block.kind != "paragraph":
                    return tuple(found), True
                parts = (ShownRun(before), ShownRun(there, strong=True), ShownRun(after))
                changed = (*line[:column], *(p for p in parts if p.text), *line[column + 1 :])
                lines = (*block.lines[:row], changed, *block.lines[row + 1 :])
                found[place] = replace(block, lines=lines)
                return tuple(found), True
    return tuple(found), False


def _announces(block: ShownBlock, after: ShownBlock | None) -> bool:
    """Whether a paragraph leads to the list behind it."""
    if after is None or block.kind != "paragraph" or after.kind == "paragraph":
        return False
    return "".join(run.text for run in block.lines[-1] if not run.quote).rstrip().endswith(":")


def _one(*blocks: ShownBlock) -> ShownQuote | None:
    """The source that every mark of some blocks stands for, where it is one place of one."""
    marks = [run.quote for block in blocks for line in block.lines for run in line if run.quote]
    same = {(mark.source, mark.short) for mark in marks}
    return marks[0] if len(same) == 1 else None


def _marked(line: ShownLine, named: set[str]) -> Iterator[ShownRun]:
    """The runs of a line: of marks of one source that follow one another the last is kept."""
    marks = [place for place, run in enumerate(line) if run.quote]
    for place, run in enumerate(line):
        if run.quote is None:
            yield run
            continue
        following = next((line[later].quote for later in marks if later > place), None)
        if following is None or _name(following) != _name(run.quote):
            yield _named(run.quote, named)


def _named(quote: ShownQuote, named: set[str]) -> ShownRun:
    """The mark of a quote, with its source in words where the entry has not named it yet."""
    source = "" if _name(quote) in named else quote.short
    named.add(_name(quote))
    return ShownRun(f"[{quote.source}]", quote, named=True, source=source)


def _name(quote: ShownQuote) -> str:
    return f"{quote.source} {quote.short}"


def _unmarked(line: ShownLine) -> ShownLine:
    return _ended(run for run in line if not run.quote)


def _ended(runs: Iterable[ShownRun]) -> ShownLine:
    """The runs of a line, with no space behind the last."""
    *before, last = runs
    return (*before, replace(last, text=last.text.rstrip()))


def _first(blocks: Sequence[ShownBlock]) -> list[str]:
    """The first sentence of some blocks."""
    runs = (run for block in blocks for line in block.lines for run in line if not run.quote)
    return next((keys[:1] for run in runs if (keys := _keys(run.text))), [])


def _keys(text: str) -> list[str]:
    """The sentences of a text, each by its letters alone."""
    found = []
    for piece in sentence_pieces(text):
        if len(piece.split()) >= SHORTEST:
            found.append("".join(filter(str.isalnum, piece)).casefold())
    return found
