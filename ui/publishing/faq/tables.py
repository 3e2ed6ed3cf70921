"""An FAQ as tables: CSV, one row an entry, and a workbook. No cell of them is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ui.publishing.faq.document import FaqDocument
from ui.publishing.faq.shown_entry import ShownEntry, marks
from ui.publishing.parts.office_file import moment
from ui.publishing.parts.plain_text import clean, one_line
from ui.publishing.parts.sources import NumberedSource, ShownQuote
from ui.publishing.parts.workbook import Sheet, SheetCell, is_formula, workbook

# The columns of an entry before and after those that its list brought along, and their widths.
COLUMNS = {
    "number": 8, "id": 12, "topic": 22, "question": 44, "also_asked_as": 30, "status": 12,
    "short_answer": 24, "answer": 70, "confidence": 12, "sources": 44, "quotes": 60,
    "nearest_not_the_answer": 60, "notes": 24, "state": 12, "owner": 16, "review_date": 14,
    "approved_on": 14,
}  # fmt: skip
CARRIED_WIDTH = 20
LAST_COLUMNS = ("library_revision", "made_on")
SOURCE_COLUMNS = {
    "Number": 8, "Title": 50, "Publisher": 30, "Date": 16, "File": 34, "Pages": 12, "Cited by": 30,
    "Not in force": 34,
}  # fmt: skip
MISSING_COLUMNS = {
    "Id": 12, "Topic": 22, "Question": 44, "Reason": 44, "Nearest, not the answer": 40, "Page": 8,
    "Section": 30, "Its first words": 70,
}  # fmt: skip
ABOUT_COLUMNS = {"What": 28, "Value": 70}


def write_csv(document: FaqDocument, template: Path | None = None) -> bytes:
    """One row an entry, topic by topic, in UTF-8 with the mark by which Excel knows it.

    Cells are whole, however long. A cell that a spreadsheet program would take for a formula
    begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    carried = _carried(document)
    writer.writerow(map(harmless, [*COLUMNS, *carried.values(), *LAST_COLUMNS]))
    made: list[SheetCell] = [document.revision, clean(document.faq.date)]
    for item in document.items:
        writer.writerow(map(harmless, [*_row(item, document.sources, carried), *made]))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(document: FaqDocument, template: Path | None = None) -> bytes:
    """A workbook of the entries, their sources, what is not covered, and how it was made."""
    carried = _carried(document)
    columns = {_heading(name): width for name, width in COLUMNS.items()}
    columns |= dict.fromkeys(carried.values(), CARRIED_WIDTH)
    entries = (_row(item, document.sources, carried) for item in document.items)
    missing = (row for item in document.missing for row in _missing(item))
    sheets = [
        Sheet("Entries", columns, entries),
        Sheet("Sources", SOURCE_COLUMNS, map(_source, document.sources)),
        Sheet("Not covered", MISSING_COLUMNS, missing),
        Sheet("About", ABOUT_COLUMNS, _about(document)),
    ]
    return workbook(sheets, document.title, moment(document.faq.date))


def _carried(document: FaqDocument) -> dict[str, str]:
    """The further columns of the list, by the names they have there, with a name of their own."""
    names: dict[str, str] = {}
    ours = (*COLUMNS, *LAST_COLUMNS)
    taken = {*ours, *(_heading(name).casefold() for name in ours)}
    for entry in document.faq.entries:
        for name in entry.columns:
            if name in names:
                continue
            shown = one_line(name) or "column"
            while shown.casefold() in taken:
                shown += " (list)"
            taken.add(shown.casefold())
            names[name] = shown
    return names


def _heading(name: str) -> str:
    """`also_asked_as` as people write it."""
    return name.replace("_", " ").capitalize()


def _row(
    item: ShownEntry, sources: Sequence[NumberedSource], carried: Iterable[str]
) -> list[SheetCell]:
    entry, answer = item.entry, item.entry.answer
    cited = dict.fromkeys(quote.source for quote in item.quotes)
    return [
        item.number,
        item.id,
        item.topic,
        item.question,
        "\n".join(item.also_asked),
        answer.status,
        one_line(answer.short_answer or ""),
        item.text,
        round(answer.confidence, 4),
        "\n".join(f"[{number}] {sources[number - 1].reference}" for number in cited),
        "\n".join(map(_quote, item.quotes)),
        "\n".join(f"“{one.text}” ({one.place})" for one in item.nearest),
        "\n".join([*marks(entry), *map(one_line, answer.notes)]),
        entry.state,
        one_line(entry.owner),
        one_line(entry.review_date or ""),
        one_line(entry.approved_on or ""),
        *(clean(entry.columns.get(name, "")) for name in carried),
    ]


def _quote(quote: ShownQuote) -> str:
    return f"[{quote.label}] “{one_line(quote.text)}” ({quote.reference})"


def _source(source: NumberedSource) -> list[SheetCell]:
    return [
        source.number,
        source.title,
        source.publisher,
        source.date,
        source.file,
        ", ".join(map(str, source.pages)),
        ", ".join(mention.id for mention in source.cited_by),
        source.validity,
    ]


def _missing(item: ShownEntry) -> list[list[SheetCell]]:
    """A row for each of the nearest passages, or one row where there are none."""
    told: list[SheetCell] = [item.id, item.topic, item.question, item.text]
    if not item.nearest:
        return [[*told, "", "", "", ""]]
    return [
        [*told, one.title if one.title == one.file else f"{one.title} ({one.file})",
         one.page or "", one.section, one.text]
        for one in item.nearest
    ]  # fmt: skip


def _about(document: FaqDocument) -> list[list[SheetCell]]:
    counts = document.counts
    return [
        ["Title", document.title],
        ["Made on", document.made_on],
        ["Library revision", document.revision],
        ["Questions", counts.questions],
        ["Answered", counts.answered],
        ["Partly answered", counts.partial],
        ["Without an answer", counts.not_found],
        ["Approved", counts.approved],
        ["Wordings merged into them", counts.merged],
        ["Numbers in brackets", "Those of the sheet Sources; a letter tells their quotes apart."],
        ["Not covered", "The passages there are the nearest in the library, not the answer."],
    ]


def harmless(cell: SheetCell) -> SheetCell:
    """The cell, with an apostrophe before what may be taken for a formula."""
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell
