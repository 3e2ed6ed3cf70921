"""The items of a training pack as CSV, one row an item. No cell of it is ever a formula."""

from __future__ import annotations

import csv
import io

from assistant.language_model.marks import worded_by
from assistant.training.pack import Item, Pack
from ui.publishing.faq.tables import harmless
from ui.publishing.pack.document import pack_document
from ui.publishing.pack.quiz_section import ItemKey
from ui.publishing.parts.plain_text import one_line
from ui.publishing.parts.workbook import SheetCell

COLUMNS = (
    "id", "type", "difficulty", "section", "stem", "options", "answer", "accepted", "quote",
    "source", "title", "page", "headings", "worded_by",
)  # fmt: skip


def write(pack: Pack) -> bytes:
    """The table in UTF-8 with the mark by which Excel knows it.

    Within a cell there is a line for each option, step, pair, accepted form or further quote. The
    file, title, page and headings are those of the first quote. A cell that a spreadsheet program
    would take for a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    keys = pack_document(pack, "trainer").key
    for item, key in zip(pack.items, keys, strict=True):
        writer.writerow(map(harmless, _row(item, key)))
    return out.getvalue().encode("utf-8-sig")


def _row(item: Item, key: ItemKey) -> list[SheetCell]:
    return [
        key.id,
        item.type,
        item.difficulty,
        key.section,
        one_line(item.stem),
        "\n".join(option.text for option in key.item.options),
        _answer(item),
        "\n".join(key.accepted),
        "\n".join(quote.text for quote in key.quotes),
        one_line(item.citation.source),
        one_line(item.citation.title or ""),
        item.citation.page or "",
        " › ".join(map(one_line, item.citation.headings)),
        one_line(worded_by(item.stem_by)),
    ]


def _answer(item: Item) -> str:
    if isinstance(item.answer, str):
        return one_line(item.answer)
    steps = (" → ".join(step) if isinstance(step, tuple) else step for step in item.answer)
    return "\n".join(map(one_line, steps))
