"""A list of questions from a file or from pasted text: read whole, numbered, nothing dropped
unsaid.

What is left out, shortened or guessed is told in the notes; what cannot be read as a list is
refused with one sentence. The same file gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.faq.lists.grid import RawQuestion
from assistant.faq.lists.numbering import (
    MOST_CELL_CHARACTERS,
    MOST_QUESTION_CHARACTERS,
    ids_of,
    notes_on,
)
from assistant.faq.lists.question_text import cleaned, has_words
from assistant.faq.lists.reading import PASTED, ReadList, reading_of
from corpus.blocks import clean_line
from corpus.errors import AssistantError, DocumentError
from corpus.loading import read_bytes
from corpus.wording import _, number

SUFFIXES = (".csv", ".tsv", ".xlsx", ".docx", ".txt", ".md", ".jsonl")
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class ListRow:
    """A question of a list; `line` is its row, line or paragraph in the file, from 1.

    `columns` are the further columns of the list, each in every row.
    """

    id: str
    question: str
    topic: str
    columns: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class QuestionList:
    """The questions of a file in order, with the names of the further columns.

    `question_column` tells how the questions were found, None where there are no columns.
    `notes` tell of what was skipped or changed, a sentence each.
    """

    rows: tuple[ListRow, ...]
    columns: tuple[str, ...]
    question_column: str | None
    notes: tuple[str, ...]


def read_questions(
    path: Path, *, column: str | None = None, sheet: str | None = None
) -> QuestionList:
    """The questions of a file, of the column (a name or a letter) and sheet if they are named.

    Raises AssistantError with one sentence that says what is wrong with the file, and what
    helps.
    """
    name, suffix = clean_line(path.name), path.suffix.lower()
    if path.is_dir():
        raise AssistantError(
            _("{name} is a folder; name the file in it that holds the questions.").format(name=name)
        )
    if suffix not in SUFFIXES:
        kind = _("{suffix} files").format(suffix=suffix) if suffix else _("files without an ending")
        raise AssistantError(
            _("{name}: questions cannot be read from {kind}; save them as one of {names}.").format(
                name=name, kind=kind, names=", ".join(SUFFIXES)
            )
        )
    if sheet is not None and suffix != ".xlsx":
        raise AssistantError(
            _("{name} has no sheets, only .xlsx files have; leave out --sheet.").format(name=name)
        )
    try:
        data = read_bytes(path, name)
    except DocumentError as error:
        raise AssistantError(f"{error}.") from error
    if not data.strip():
        raise AssistantError(
            _("{name} is empty; write one question in each row or line.").format(name=name)
        )
    return _numbered(reading_of(data, name, suffix, column, sheet), name)


def from_text(text: str) -> QuestionList:
    """The questions of pasted text: one a line, a list, or a table with a header.

    Raises AssistantError as `read_questions` does.
    """
    name = _("The text")
    if not text.strip():
        raise AssistantError(
            _("{name} is empty; write one question on each line.").format(name=name)
        )
    return _numbered(reading_of(text.encode("utf-8", "surrogatepass"), name, PASTED), name)


def _numbered(reading: ReadList, name: str) -> QuestionList:
    """The list of what was found: cleaned, cut where too long, each with an id of its own."""
    kept: list[tuple[RawQuestion, str]] = []
    unasked: list[int] = []
    for found in reading.found:
        question = cleaned(found.question)
        if has_words(question):
            kept.append((found, question))
        else:
            unasked.append(found.line)
    if not kept:
        raise AssistantError(
            _("{name} has no questions; write one in each row below the header.").format(name=name)
            if reading.unit == "row"
            else _("{name} has no questions; write one in each {unit}.").format(
                name=name, unit=_(reading.unit)
            )
        )
    if len(kept) > MOST_ROWS:
        raise AssistantError(
            _(
                "{name} has {count} questions, and a list may have {most_rows}; split it "
                "into lists of that many and give each by itself."
            ).format(name=name, count=number(len(kept)), most_rows=number(MOST_ROWS))
        )
    ids, id_note = ids_of([found for found, _ in kept], name, reading.unit)
    columns = dict.fromkeys(reading.columns, "")
    rows = tuple(
        ListRow(
            identifier,
            question[:MOST_QUESTION_CHARACTERS].rstrip(),
            clean_line(found.topic)[:MOST_CELL_CHARACTERS],
            {
                **columns,
                **{key: text[:MOST_CELL_CHARACTERS] for key, text in found.columns.items()},
            },
            found.line,
        )
        for identifier, (found, question) in zip(ids, kept, strict=True)
    )
    return QuestionList(
        rows,
        reading.columns,
        reading.question_column,
        (*reading.notes, *notes_on(kept, unasked, reading.unit), *id_note),
    )
