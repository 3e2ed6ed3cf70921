"""Files of values parted by commas, semicolons, tabs or bars (.csv, .tsv)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from corpus.blocks import MAX_CELLS, Content, clean_characters, refuse_more
from corpus.errors import DocumentError
from corpus.formats.common.tables import Cell
from corpus.formats.office.sheets import elements_of_sheet
from corpus.formats.text.decoding import decoded
from corpus.language.document_dates import stated_at_top
from corpus.wording import _

DELIMITERS = ",;\t|"
SAMPLE_LINES = 50


def read(data: bytes, name: str) -> Content:
    """Return the rows of a file of values; raises DocumentError where it is not text."""
    read_text = decoded(data, name)
    text = clean_characters(read_text.text).lstrip("\n")
    first, _line_end, rest = text.partition("\n")
    said = first.strip().lower()
    delimiter = said[4:] if said.startswith("sep=") and len(said) == 5 else ""
    text = rest if delimiter else text
    # Of the whole process: what is lower than it was would stop readers of other tables.
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    tabs = name.lower().endswith(".tsv") and "\t" in text
    delimiter = delimiter or ("\t" if tabs else _delimiter(text))
    try:
        elements = tuple(elements_of_sheet(_rows(text, delimiter, name), {}, name))
    except csv.Error as error:
        raise DocumentError(
            _(
                "{name} is not a table of values ({reason}); save it again as CSV and add that"
            ).format(name=name, reason=error)
        ) from error
    date, publisher = stated_at_top(element.text for element in elements[:10])
    return Content(elements, date=date, publisher=publisher, notes=read_text.notes)


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[Cell]]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(rows):
        refuse_more(len(row), MAX_CELLS, "cells", name)
        yield number, [Cell(value) for value in row]


def _delimiter(text: str) -> str:
    """The sign that parts most lines at the start of a text into the same number of values."""
    sample = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    scores: dict[str, tuple[int, int]] = {}
    for sign in DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample), delimiter=sign) if row]
        except csv.Error:
            continue
        counts = Counter(len(row) for row in rows if len(row) > 1)
        width, alike = counts.most_common(1)[0] if counts else (1, 0)
        scores[sign] = alike, width
    return max(scores, key=lambda sign: scores[sign], default=",")
