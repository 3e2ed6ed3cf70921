"""What an answer is made of: its parts, the text that follows from them, and the blocks to set.

Whoever shows an answer sets its blocks (`answer_blocks.py`). Only text that a person wrote, or an
answer kept as text alone, is read into blocks, by `read_text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from assistant.answer_blocks import (
    MARKER,
    TextBlock,
    TextLine,
    TextRun,
    TextTable,
    joined,
    lines_of,
    read_text,
)
from corpus.blocks import told_row

REFUSAL = "The documents do not say"
_REFUSALS = {"en": REFUSAL, "vi": "Tài liệu không nói"}


def quoted_words(text: str) -> str:
    """Words of a document as they stand in an answer: a number in brackets there is no marker of
    ours."""
    return MARKER.sub(r"(\1)", text)


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
class _CitedWords:
    """Words and the markers of the citations that they rest on."""

    words: str
    markers: tuple[int, ...]

    @property
    def line(self) -> TextLine:
        return (TextRun(f"{self.words} "), *(TextRun(marker=marker) for marker in self.markers))

    @property
    def text(self) -> str:
        return LeadPart(self.line).text

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return LeadPart(self.line).blocks


@dataclass(frozen=True, slots=True)
class QuotePart(_CitedWords):
    """Exact words of a document and the markers of their citations."""

    kind: Literal["quote"] = "quote"

    @property
    def quotes(self) -> tuple[QuotePart, ...]:
        return (self,)


@dataclass(frozen=True, slots=True)
class WordedPart(_CitedWords):
    """A sentence of a language model, and the markers of the citations that it was checked
    against."""

    kind: Literal["worded"] = "worded"


@dataclass(frozen=True, slots=True)
class ListPart:
    """A list of quotes, below the one that announces it where there is one."""

    introduction: QuotePart | None
    items: tuple[QuotePart, ...]
    kind: Literal["list"] = "list"

    @property
    def quotes(self) -> tuple[QuotePart, ...]:
        return (*(self.introduction.quotes if self.introduction else ()), *self.items)

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
    def quotes(self) -> tuple[QuotePart, ...]:
        """Its rows, each in a line."""
        told = (told_row(map(str.strip, row), self.columns) for row in self.rows)
        marked = zip(told, self.markers, strict=True)
        return tuple(QuotePart(row, (marker,)) for row, marker in marked)

    @property
    def text(self) -> str:
        return ListPart(None, self.quotes).text

    @property
    def blocks(self) -> tuple[TextBlock | TextTable, ...]:
        told = ListPart(None, self.quotes).blocks
        if len(self.columns) < 2:
            return told
        marked = zip(self.rows, self.markers, strict=True)
        return (
            TextTable(self.columns, tuple(_cells(row, marker) for row, marker in marked), told),
        )


def _cells(row: Sequence[str], marker: int) -> tuple[tuple[TextLine, ...], ...]:
    """The cells of a row; its marker stands behind the last that has words."""
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=0)
    return tuple(
        (QuotePart(cell, (marker,)).line,)
        if place == last
        else ((TextRun(cell),),)
        if cell.strip()
        else ()
        for place, cell in enumerate(row)
    )


@dataclass(frozen=True, slots=True)
class ComparedPoint:
    """What each side says to a point, in the order of the sides; nothing where one is silent."""

    name: str
    said: tuple[tuple[QuotePart, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """Quotes of several sides beside each other, point by point; a point without a name is all
    that is told of them."""

    sides: tuple[str, ...]
    points: tuple[ComparedPoint, ...]
    kind: Literal["comparison"] = "comparison"

    @property
    def _told(self) -> tuple[LeadPart | QuotePart | ListPart, ...]:
        """The same under one heading after the other: each point, or else each side."""
        told: list[LeadPart | QuotePart | ListPart] = []
        for point in self.points:
            beside = list(zip(self.sides, point.said, strict=True))
            if point.name:
                quotes = tuple(
                    replace(quote, words=f"{side}: {quote.words}")
                    for side, said in beside
                    for quote in said
                )
                told += [_heading(point.name), ListPart(None, quotes)]
                continue
            for side, said in beside:
                told += [_heading(side), *said]
        return tuple(told)

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self._told)

    @property
    def blocks(self) -> tuple[TextTable, ...]:
        named = any(point.name for point in self.points)
        rows = tuple(
            (
                *((((TextRun(point.name),),),) if named else ()),
                *(tuple(quote.line for quote in said) for said in point.said),
            )
            for point in self.points
        )
        columns = ("", *self.sides) if named else self.sides
        return (TextTable(columns, rows, tuple(b for one in self._told for b in one.blocks)),)


def _heading(words: str) -> LeadPart:
    return LeadPart((TextRun(words),))


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


AnswerPart = (
    LeadPart
    | QuotePart
    | WordedPart
    | ListPart
    | TablePart
    | ComparisonPart
    | MissingPart
    | WrittenPart
)


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


def blocks_of(
    parts: Sequence[AnswerPart], quotes: Mapping[int, str]
) -> tuple[TextBlock | TextTable, ...]:
    """The paragraphs, lists and tables of an answer; `quotes` are the quoted words by their
    markers."""
    found: list[TextBlock | TextTable] = []
    for group in _paragraphs(parts):
        first = group[0]
        if isinstance(first, WrittenPart):
            found += read_text(first.text, quotes)
        elif isinstance(first, QuotePart | WordedPart):
            lines = (part.line for part in group if isinstance(part, QuotePart | WordedPart))
            found.append(TextBlock("paragraph", (joined(lines),)))
        else:
            found += first.blocks
    return tuple(block.tidy for block in found)


def markers_of(parts: Sequence[AnswerPart]) -> tuple[int, ...]:
    """The markers in order of first mention."""
    found: list[int] = []
    for part in parts:
        if isinstance(part, WrittenPart):
            found += (int(match[1]) for match in MARKER.finditer(part.text))
        else:
            runs = (run for block in part.blocks for line in lines_of(block) for run in line)
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
        case ComparisonPart():
            points = tuple(
                told for point in part.points if (told := _compared(point, numbers)) is not None
            )
            return replace(part, points=points) if points else None
        case WrittenPart():
            return WrittenPart(_renumbered_text(part.text, numbers))
        case MissingPart():
            return part


def _compared(point: ComparedPoint, numbers: Mapping[int, int]) -> ComparedPoint | None:
    said = tuple(
        tuple(kept for quote in own if (kept := _quote(quote, numbers))) for own in point.said
    )
    return replace(point, said=said) if any(said) else None


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
