"""What an answer is made of: its parts, the text that follows from them, and the blocks to set.

Whoever shows an answer sets its blocks. Only text that a person wrote, or an answer kept as text
alone, is read into blocks, by `read_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

REFUSAL = "The documents do not say"
_REFUSALS = {"en": REFUSAL, "vi": "Tài liệu không nói"}
MARKER = re.compile(r"\[([0-9]{1,6})\]")

_BLANK_LINE, _LINE_END = re.compile(r"\n[^\S\n]*\n\s*"), re.compile(r"\n")
_ITEM = re.compile(r"(?:[-•*–]|([0-9]{1,2})[.)])\s+")


def quoted_words(text: str) -> str:
    """Words of a document as they stand in an answer: a number in brackets there is no marker of
    ours."""
    return MARKER.sub(r"(\1)", text)


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


@dataclass(frozen=True, slots=True)
class LeadPart:
    """A sentence of our own over the quotes, with their markers: it names a conflict."""

    line: TextLine
    kind: Literal["lead"] = "lead"

    @property
    def text(self) -> str:
        return "".join(run.shown for run in self.line)

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return (TextBlock("paragraph", (self.line,)),)


@dataclass(frozen=True, slots=True)
class QuotePart:
    """Exact words of a document and the markers of their citations."""

    words: str
    markers: tuple[int, ...]
    kind: Literal["quote"] = "quote"

    @property
    def line(self) -> TextLine:
        return (TextRun(f"{self.words} "), *(TextRun(marker=marker) for marker in self.markers))

    @property
    def text(self) -> str:
        return "".join(run.shown for run in self.line)

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return (TextBlock("paragraph", (self.line,)),)


@dataclass(frozen=True, slots=True)
class WordedPart:
    """A sentence of a language model, and the markers of the citations that it was checked
    against."""

    words: str
    markers: tuple[int, ...]
    kind: Literal["worded"] = "worded"

    @property
    def line(self) -> TextLine:
        return (TextRun(f"{self.words} "), *(TextRun(marker=marker) for marker in self.markers))

    @property
    def text(self) -> str:
        return "".join(run.shown for run in self.line)

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return (TextBlock("paragraph", (self.line,)),)


@dataclass(frozen=True, slots=True)
class ListPart:
    """A list of quotes, below the one that announces it where there is one."""

    introduction: QuotePart | None
    items: tuple[QuotePart, ...]
    kind: Literal["list"] = "list"

    @property
    def text(self) -> str:
        above = [self.introduction.text] if self.introduction else []
        return "\n".join([*above, *(f"- {item.text}" for item in self.items)])

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        above = self.introduction.blocks if self.introduction else ()
        return (*above, TextBlock("bullets", tuple(item.line for item in self.items)))


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows of a table, each a quote with a marker, under the names of its columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    markers: tuple[int, ...]  # one for each row
    kind: Literal["table"] = "table"

    @property
    def _list(self) -> ListPart:
        told = [
            "; ".join(
                f"{name}: {cell}" for name, cell in zip(self.columns, row, strict=True) if cell
            )
            for row in self.rows
        ]
        marked = zip(told, self.markers, strict=True)
        return ListPart(None, tuple(QuotePart(row, (marker,)) for row, marker in marked))

    @property
    def text(self) -> str:
        return self._list.text

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return self._list.blocks


@dataclass(frozen=True, slots=True)
class MissingPart:
    """What the documents do not say: `reason` goes on from those words, in that language."""

    reason: str
    language: Literal["en", "vi"] = "en"
    kind: Literal["missing"] = "missing"

    @property
    def text(self) -> str:
        return f"{_REFUSALS[self.language]}: {self.reason}"

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return (TextBlock("paragraph", ((TextRun(self.text),),)),)


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """Text as somebody wrote it, with markers in it; `read_text` reads it."""

    text: str
    kind: Literal["written"] = "written"


AnswerPart = LeadPart | QuotePart | WordedPart | ListPart | TablePart | MissingPart | WrittenPart


@cache
def _adapter() -> TypeAdapter[tuple[AnswerPart, ...]]:
    return TypeAdapter(tuple[Annotated[AnswerPart, Field(discriminator="kind")], ...])


def parts_to_json(parts: tuple[AnswerPart, ...]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = _adapter().dump_python(parts, mode="json")
    return told


def is_refusal(text: str) -> bool:
    """Whether a text says that the documents do not say it."""
    return text.startswith(tuple(_REFUSALS.values()))


def written(text: str) -> tuple[AnswerPart, ...]:
    """The parts of an answer that is known by its text alone."""
    if text.startswith(f"{REFUSAL}: ") and "\n" not in text and not MARKER.search(text):
        return (MissingPart(text.removeprefix(f"{REFUSAL}: ")),)
    return (WrittenPart(text),) if text else ()


def refused(text: str) -> str:
    """What a paragraph says that the documents do not say, in either language; else nothing."""
    words = text.strip()
    told = (f"{refusal}: " for refusal in _REFUSALS.values())
    return next((words.removeprefix(one) for one in told if words.startswith(one)), "")


def text_of(parts: Sequence[AnswerPart]) -> str:
    """The text of an answer, with markers like `[1]`."""
    return "\n\n".join(" ".join(part.text for part in group) for group in _paragraphs(parts))


def blocks_of(parts: Sequence[AnswerPart], quotes: Mapping[int, str]) -> tuple[TextBlock, ...]:
    """The paragraphs and lists of an answer; `quotes` are the quoted words by their markers."""
    found: list[TextBlock] = []
    for group in _paragraphs(parts):
        first = group[0]
        if isinstance(first, WrittenPart):
            found += read_text(first.text, quotes)
        elif isinstance(first, QuotePart | WordedPart):
            lines = (part.line for part in group if isinstance(part, QuotePart | WordedPart))
            found.append(TextBlock("paragraph", (_joined(lines),)))
        else:
            found += first.blocks
    return tuple(replace(block, lines=tuple(map(_tidy, block.lines))) for block in found)


def unmarked(line: TextLine) -> str:
    """The words of a line."""
    words = ""
    for run in line:
        words = words.rstrip() if run.marker is not None else words + run.text
    return words.strip()


def markers_of(parts: Sequence[AnswerPart]) -> tuple[int, ...]:
    """The markers in order of first mention."""
    found: list[int] = []
    for part in parts:
        if isinstance(part, WrittenPart):
            found += (int(match[1]) for match in MARKER.finditer(part.text))
        else:
            runs = (run for block in part.blocks for line in block.lines for run in line)
            found += (run.marker for run in runs if run.marker is not None)
    return tuple(dict.fromkeys(found))


def renumbered(parts: Sequence[AnswerPart], numbers: Mapping[int, int]) -> tuple[AnswerPart, ...]:
    """The parts with other markers, and without what rests on those that have no number."""
    return tuple(part for one in parts if (part := _renumbered(one, numbers)) is not None)


def _renumbered(part: AnswerPart, numbers: Mapping[int, int]) -> AnswerPart | None:
    match part:
        case LeadPart():
            if any(run.marker not in (None, *numbers) for run in part.line):
                return None
            line = (replace(run, marker=run.marker and numbers[run.marker]) for run in part.line)
            return replace(part, line=tuple(line))
        case QuotePart():
            return _quote(part, numbers)
        case WordedPart():  # it was checked against all that it cites
            if any(marker not in numbers for marker in part.markers):
                return None
            return replace(part, markers=tuple(numbers[marker] for marker in part.markers))
        case ListPart():
            above = part.introduction and _quote(part.introduction, numbers)
            items = tuple(kept for item in part.items if (kept := _quote(item, numbers)))
            return ListPart(above, items) if above or items else None
        case TablePart():
            standing = [place for place, marker in enumerate(part.markers) if marker in numbers]
            rows = tuple(part.rows[place] for place in standing)
            markers = tuple(numbers[part.markers[place]] for place in standing)
            return replace(part, rows=rows, markers=markers) if standing else None
        case WrittenPart():
            return WrittenPart(_renumbered_text(part.text, numbers))
        case MissingPart():
            return part


def _quote(part: QuotePart, numbers: Mapping[int, int]) -> QuotePart | None:
    markers = tuple(numbers[marker] for marker in part.markers if marker in numbers)
    return replace(part, markers=markers) if markers else None


def _renumbered_text(text: str, numbers: Mapping[int, int]) -> str:
    if numbers.keys() >= {int(match[1]) for match in MARKER.finditer(text)}:
        return MARKER.sub(lambda match: f"[{numbers[int(match[1])]}]", text)
    kept, last = "", 0
    for match in MARKER.finditer(text):
        words, last = text[last : match.start()], match.end()
        if int(match[1]) in numbers:
            words = words[:-1] if words[-1:].isspace() else words
            kept += f"{words} [{numbers[int(match[1])]}]"
    return kept.strip()


def _paragraphs(parts: Sequence[AnswerPart]) -> list[list[AnswerPart]]:
    """Each part by itself, but quotes at the beginning together, until one has several lines."""
    groups: list[list[AnswerPart]] = []
    for part in parts:
        flows = len(groups) == 1 and all(
            isinstance(one, QuotePart | WordedPart) and "\n" not in one.words for one in groups[0]
        )
        if flows and isinstance(part, QuotePart | WordedPart):
            groups[0].append(part)
        else:
            groups.append([part])
    return groups


# --- text that is read ---------------------------------------------------------------------------


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
                lines[-1] = (before[0], before[1], _joined((before[2], words)))
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


def _joined(lines: Iterator[TextLine] | Sequence[TextLine]) -> TextLine:
    first, *others = lines
    return (*first, *(run for line in others for run in (TextRun(" "), *line)))


def _tidy(line: TextLine) -> TextLine:
    """Single spaces, none at either end, and words that follow each other as one run."""
    tidy: list[TextRun] = []
    for marked, group in groupby(line, key=lambda run: run.marker is not None):
        runs = list(group)
        tidy += runs if marked else [TextRun(re.sub(r"\s+", " ", "".join(r.text for r in runs)))]
    if tidy:
        tidy[0] = replace(tidy[0], text=tidy[0].text.lstrip())
        tidy[-1] = replace(tidy[-1], text=tidy[-1].text.rstrip())
    return tuple(run for run in tidy if run.text or run.marker is not None)
