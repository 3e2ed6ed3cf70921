"""The answers of those who practised as CSV. No cell of it is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from assistant.training.practice.results_file import COLUMNS, PracticeResult
from ui.publishing.faq.tables import harmless
from ui.publishing.parts.workbook import SheetCell


def write(results: Iterable[PracticeResult]) -> bytes:
    """A row for each answer, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for result in results:
        writer.writerow(_cell(getattr(result, column)) for column in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: str | bool | float) -> SheetCell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, 3) if isinstance(value, float) else harmless(value)
