"""Tables: cells that can be asked for by the name of their column and the label of their row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.training.quiz.evidence.values import number_form
from assistant.training.sentence import Sentence
from corpus.document import Block, Document
from corpus.language.identification import language_of

FEWEST_ROWS = 4
MOST_LABEL, MOST_CELL = 9, 12  # words
_TOTAL = re.compile(r"\s*+(?:total|all|sum|tổng|cộng|toàn|chung|trung bình|average|mean)\b", re.I)
_NUMBERED = re.compile(r"^\W*(?:(?:Table|Bảng|Biểu|Phụ lục|Annex) [\dIVX]+|\d+)[.:)]*\s+", re.I)
_NUMBER = re.compile(r"[\d.,]+ ?%?$")
_NOTHING = re.compile(r"[\W_]*$|n/a$|none$|không$", re.I)


@dataclass(frozen=True, slots=True, eq=False)
class AskedCell:
    """What a table says of a row under a column; `sentence` is the row."""

    sentence: Sentence
    table: str
    row: str
    column: str
    text: str

    @property
    def language(self) -> str:
        return language_of(f"{self.table} {self.row} {self.column}")

    @property
    def is_number(self) -> bool:
        return _NUMBER.match(self.text) is not None

    @property
    def form(self) -> str:
        if not self.is_number:
            return "words"
        return number_form(self.text.rstrip(" %")) + ("%" if "%" in self.text else "")

    @property
    def question(self) -> str:
        if self.language == "vi":
            asked = "là bao nhiêu" if self.is_number else "được ghi là gì"
            return f"Theo bảng “{self.table}”, “{self.column}” của “{self.row}” {asked}?"
        asked = f"“{self.column}” of “{self.row}”"
        return f"According to the table “{self.table}”, what is the {asked}?"


@dataclass(frozen=True, eq=False)
class AskedColumn:
    """The cells of a column with different labels, totals left out."""

    name: str
    labels: str  # the name of the column with the labels
    table: str
    cells: tuple[AskedCell, ...]

    @cached_property
    def is_numbers(self) -> bool:
        return all(cell.is_number for cell in self.cells)


def columns(document: Document, sentences: Sequence[Sentence]) -> Iterator[AskedColumn]:
    """The columns of the tables of a document that can be asked; `sentences` are those of its
    material, since what is on the topic is told by them."""
    for block in document.blocks:
        if block.kind == "table" and len(block.columns) > 1:
            yield from _of_table(document, block, sentences)


def _of_table(
    document: Document, block: Block, sentences: Sequence[Sentence]
) -> Iterator[AskedColumn]:
    title = _title(document, block)
    if not title:
        return
    known = {one.start: one for one in sentences}
    rows = [row for row in block.parts if row.kind == "row" and len(row.parts) > 1]
    labels = [_cell(row, 0) for row in rows]
    for number, name in enumerate(block.columns):
        if number == 0 or not name.strip() or len(name.split()) > MOST_LABEL:
            continue
        cells = []
        for row, label in zip(rows, labels, strict=True):
            text = _cell(row, number)
            own = next((one for start, one in known.items() if row.start <= start < row.end), None)
            if own is None or not _is_cell(label, text) or labels.count(label) > 1:
                continue
            place = Sentence(document, row.start, row.end, own.relevance, own.row, own.alike)
            cells.append(AskedCell(place, title, label, name.strip(), text))
        if len(cells) >= FEWEST_ROWS:
            yield AskedColumn(name.strip(), block.columns[0].strip(), title, tuple(cells))


def _cell(row: Block, number: int) -> str:
    return next((" ".join(cell.text.split()) for cell in row.parts if cell.column == number), "")


def _is_cell(label: str, text: str) -> bool:
    if not label or _TOTAL.match(label) or _NOTHING.match(text):
        return False
    return len(label.split()) <= MOST_LABEL and len(text.split()) <= MOST_CELL


def _title(document: Document, block: Block) -> str:
    captions = [part.text for part in block.parts if part.kind == "caption"]
    path = document.heading_path_at(block.start)
    title = captions[0] if captions else path[-1] if path else ""
    title = _NUMBERED.sub("", title)
    title = " ".join(title.strip(" *_.").split())
    return title if 0 < len(title.split()) <= 22 else ""
