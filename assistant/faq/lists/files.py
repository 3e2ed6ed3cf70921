"""Text files of questions, opened: what divides the columns of a table, and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.faq.lists.columns import HEADER_WITHIN, LOOSE, plain, question_ranks, role
from assistant.faq.lists.grid import LISTED, Grid, RawQuestion, refuse_more_columns
from corpus.blocks import clean_characters, clean_line
from corpus.checked_json import TOO_DEEP, decoded, listed
from corpus.errors import AssistantError, DocumentError
from corpus.formats.signatures import recognise
from corpus.formats.text.decoding import decode_text
from corpus.wording import _, number

MOST_ROWS_READ = 200_000  # ten times the questions a list may have: enough to say how many
MOST_FIELD_CHARACTERS = 1_000_000
SHEET_COLUMNS = 16_384  # the most that a spreadsheet has; empty ones count here too
DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"  # of a table with one column; removed from every text
END = "\x1e"  # likewise; stands alone in the row after the last
SAMPLE_CHARACTERS = 64_000
SAMPLE_ROWS = 50
EVEN_SHARE = 0.8  # of the rows have as many cells as most, in a table whose columns have no names
STATED = re.compile(r"\ufeff?sep=([,;|:\t])\r?\n")  # Excel's own way to say what divides columns


def text_of(data: bytes, name: str) -> str:
    """The characters of a text file. Raises AssistantError where it is something else."""
    if (recognised := recognise(data)) is not None:
        raise AssistantError(
            _(
                "{name} is really {recognised}, not text; give it the ending of its "
                "kind, or save the questions as CSV and use that."
            ).format(name=name, recognised=recognised[0])
        )
    try:
        return decode_text(data, name).translate({ord(NO_DELIMITER): " ", ord(END): " "})
    except DocumentError as error:
        raise AssistantError(
            _(
                "{name} cannot be read as text, for it is a binary file or in an unknown "
                "encoding; save it as UTF-8 and use that."
            ).format(name=name)
        ) from error


def delimiter_in(text: str, *, pasted: bool = False) -> tuple[str, bool]:
    """(what divides the columns of a text, whether a header among the first rows says so).

    NO_DELIMITER where the text is one column, whatever commas its sentences have. Of pasted text
    only a first line that plainly names its columns is believed.
    """
    if stated := STATED.match(text):
        return stated[1], True
    # Not the last line: it may be cut.
    sample = text[:SAMPLE_CHARACTERS].rpartition("\n")[0] or text[:SAMPLE_CHARACTERS]
    best, best_score = NO_DELIMITER, (False, 0.0, 0)
    for delimiter in DELIMITERS:
        rows = [row for row in _records(sample, delimiter) if any(map(str.strip, row))]
        widths = [len(row) for row in rows[:SAMPLE_ROWS]]
        if max(widths, default=1) == 1:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        even = widths.count(usual) / len(widths) if usual > 1 else 0.0
        named = any(
            len(row) > 1 and _is_header(row, pasted)
            for row in rows[: 1 if pasted else HEADER_WITHIN]
        )
        if named or (even >= EVEN_SHARE and not _is_prose(sample, delimiter)):
            best, best_score = max((best, best_score), (delimiter, (named, even, usual)), key=_last)
    first = next((line for line in sample.split("\n") if line.strip()), "").strip(' \r\ufeff"')
    if not best_score[0] and (role(first) or ("",))[0] == "question":
        return NO_DELIMITER, True
    return best, best_score[0]


def _is_header(row: Sequence[str], pasted: bool) -> bool:
    ranks = question_ranks(row)
    return bool(ranks) and not (pasted and (min(ranks) >= LOOSE or "?" in "".join(row)))


def _last(scored: tuple[str, tuple[bool, float, int]]) -> tuple[bool, float, int]:
    return scored[1]


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MOST_FIELD_CHARACTERS)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _is_prose(sample: str, delimiter: str) -> bool:
    """Whether commas stand as in sentences, with a space behind them."""
    return delimiter in ",;" and 2 * sample.count(f"{delimiter} ") >= sample.count(delimiter)


def delimited(text: str, name: str, delimiter: str) -> Grid:
    """The table of a text file. Raises AssistantError where a quotation mark is never closed."""
    text = STATED.sub("\n", text, count=1)  # its row is counted, as in Excel
    rows: list[tuple[int, Sequence[str]]] = []
    row, cells = 0, [""]
    try:
        for row, cells in enumerate(_records(f"{text}\n{END}", delimiter), start=1):
            if cells != [END] and any(map(str.strip, cells)):
                rows.append((row, cells))
                refuse_more_rows(len(rows), name)
            if len(cells) > SHEET_COLUMNS:
                refuse_more_columns(len(cells), name)
    except csv.Error as error:
        raise AssistantError(
            _(
                "{name} cannot be read after row {row}: a cell there is longer than "
                "{most_field_characters} characters, or a quotation mark is never closed."
            ).format(name=name, row=row, most_field_characters=number(MOST_FIELD_CHARACTERS))
        ) from error
    if cells != [END]:
        raise AssistantError(
            _(
                "{name} has a quotation mark in row {row} that is never closed, so "
                "that all after it would be one cell; close it, or double it where it "
                "belongs to the text."
            ).format(name=name, row=row)
        )
    return Grid(rows, delimiter="" if delimiter == NO_DELIMITER else delimiter)


def refuse_more_rows(count: int, name: str) -> None:
    """Raise AssistantError above MOST_ROWS_READ rows or lines."""
    if count > MOST_ROWS_READ:
        raise AssistantError(
            _(
                "{name} has more than {most_rows_read} rows, far more than a list of "
                "questions may have; split it."
            ).format(name=name, most_rows_read=number(MOST_ROWS_READ))
        )


def records(
    data: bytes, name: str, column: str | None
) -> tuple[list[RawQuestion], tuple[str, ...], str]:
    """(questions, names of the further columns, the key of the questions) of a JSON Lines file.

    Raises AssistantError that names every bad line.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssistantError(
            _("{name} is not UTF-8 text; save it as UTF-8.").format(name=name)
        ) from error
    told: list[tuple[int, dict[str, Any]]] = []
    bad: dict[int, str] = {}
    # Not splitlines: JSON may hold a line separator as it is.
    for place, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            told.append((place, _object(line)))
            refuse_more_rows(len(told), name)
        except ValueError as error:
            bad[place] = str(error)
    keys = tuple(dict.fromkeys(key for _, one in told for key in one))
    asked = _question_key(keys, name, column)
    topic = next((key for key in keys if (role(key) or ("",))[0] == "topic"), None)
    carried = tuple(key for key in keys if key not in (asked, "id", topic))
    refuse_more_columns(len(carried), name)
    questions: list[RawQuestion] = []
    for place, one in told:
        question, identifier = one.get(asked), one.get("id")
        if not isinstance(question, str):
            bad[place] = f'"{clean_line(asked)}" is missing or no text'
        elif isinstance(identifier, bool) or not isinstance(identifier, str | int | None):
            bad[place] = '"id" is neither text nor a whole number'
        else:
            try:
                columns = {clean_line(key): _as_text(one.get(key)) for key in carried}
                about = _as_text(one.get(topic)) if topic is not None else ""
            except RecursionError:
                bad[place] = TOO_DEEP
                continue
            questions.append(RawQuestion(place, question, _as_text(identifier), about, columns))
    if bad:
        lines = [f"line {place}: {bad[place]}" for place in sorted(bad)]
        raise AssistantError(
            _("{name} has rows that cannot be asked: {listed}. Nothing was answered.").format(
                name=name, listed=listed(lines)
            )
        )
    return questions, tuple(dict.fromkeys(map(clean_line, carried))), clean_line(asked)


def _object(line: str) -> dict[str, Any]:
    told = decoded(line)
    if not isinstance(told, dict):
        raise ValueError('not an object like {"id": 1, "question": "..."}')
    return told


def _question_key(keys: Sequence[str], name: str, column: str | None) -> str:
    if column is not None:
        found = next((key for key in keys if plain(key) == plain(column)), None)
        if found is None:
            names = ", ".join(f"“{clean_line(key)}”" for key in keys[:LISTED])
            raise AssistantError(
                _("{name} has no “{column}” in its objects; they have {names}.").format(
                    name=name, column=column, names=names
                )
            )
        return found
    ranked = [(told[1], key) for key in keys if (told := role(key)) and told[0] == "question"]
    return min(ranked)[1] if ranked else "question"


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clean_characters(told).strip()
