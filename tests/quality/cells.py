"""Questions asked of tables that are made: whether the right cell answers.

    python -m tests.quality.cells [--seed N] [--show]

Five questions to each of the twenty tables of `tests.quality.tables`, in both languages, each table
in one of the five formats by turns and in a library of its own, with the models that ship: a value
by its row and column, which of two is larger, which row has most or least, a total, a cell that is
empty, the rows that have a value. Right is an answer that quotes the row, with the value or the
name of the row in its short answer where it has one; for an empty cell a refusal.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.settings import Settings
from tests.quality.tables import FORMATS, Made, made_tables, written

ASKED = {
    "en": {
        "value": ["What is the {column} of {row}?", "How much is the {column} for {row}?",
                  "{column} in {row}?", "What {column} does {row} have?"],
        "larger": ["Which has the larger {column}, {row} or {other}?",
                   "Is the {column} higher in {row} or in {other}?"],
        "most": ["Which {label} has the highest {column}?", "Which {label} has the most {column}?"],
        "least": ["Which {label} has the lowest {column}?"],
        "total": ["What is the total {column}?", "How many {column} are there in total?"],
        "rows": ["Which {label} is handled in {value}?", "Which {label} does {value} issue?"],
        "text": ["Which {column} is responsible for the {row}?",
                 "What is the {column} for a {row}?"],
        "fact": ["What is the {row}?", "What {row} is given?"],
    },
    "vi": {
        "value": ["{column} của {row} là bao nhiêu?", "{row} có {column} bao nhiêu?",
                  "{column} tại {row} là bao nhiêu?"],
        "larger": ["{row} hay {other} có {column} lớn hơn?",
                   "{column} của {row} hay {other} cao hơn?"],
        "most": ["{label} nào có {column} lớn nhất?", "{label} nào có {column} cao nhất?"],
        "least": ["{label} nào có {column} thấp nhất?"],
        "total": ["Tổng {column} là bao nhiêu?", "Tổng cộng {column} là bao nhiêu?"],
        "rows": ["{label} nào do {value} cấp?", "Những {label} nào ở {value}?"],
        "text": ["{column} nào cấp {row}?", "{column} của {row} là gì?"],
        "fact": ["{row} là gì?"],
    },
}  # fmt: skip
# Of the tables, as `made_tables` makes them.
KINDS = "plain years two merged wrapped missing facts text wide long".split()
TOTAL = {"en": "Total", "vi": "Tổng cộng"}
TITLE = {"en": "Register of the harbours", "vi": "Sổ đăng ký các cảng"}


@dataclass(frozen=True)
class Asked:
    """A question, its kind, the rows that answer by their cells, and what may stand in short."""

    kind: str
    question: str
    rows: tuple[tuple[str, ...], ...]
    short: str | None


def number(cell: str) -> int:
    return int(cell.replace(",", "").replace(".", ""))


def with_total(made: Made) -> Made:
    """The table with a last row of the sums of its columns of numbers."""
    names = [name for name, _ in made.rows[0]]
    columns = zip(*(row for row in made.rows), strict=True)
    sums = [sum(number(words) for _, words in column) for column in list(columns)[1:]]
    shown = [f"{total:,}".replace(",", "." if made.language == "vi" else ",") for total in sums]
    row = [TOTAL[made.language], *shown]
    cells = [*made.cells, [(words, 1, 1) for words in row]]
    return replace(made, cells=cells, rows=[*made.rows, list(zip(names, row, strict=True))])


def questions(made: Made, place: int, chance: random.Random) -> Iterator[Asked]:
    """Five questions to a table; `place` is that among the twenty."""
    ways = ASKED[made.language]

    def asked(
        kind: str, way: str, answer: list[list[tuple[str, str]]], short: str | None, **names: str
    ) -> Asked:
        told = chance.choice(ways[way]).format(**names)
        rows = tuple(tuple(words for _, words in row if words) for row in answer)
        return Asked(kind, told[0].upper() + told[1:], rows, short)

    kind = KINDS[place % 10]
    rows = made.rows[:-1] if made.rows[-1][0][1] == TOTAL[made.language] else made.rows
    if kind == "facts":
        for row in rows:
            label, value = row[0][1], row[1][1]
            yield asked("value", "fact", [row], value, row=label.lower())
        return
    if kind == "text":
        label = rows[0][0][0].lower()
        for row in rows[:3]:
            column, value = row[1]
            yield asked("value", "text", [row], value, column=column.lower(), row=row[0][1].lower())
        for value in sorted({row[1][1] for row in rows})[:2]:
            having = [row for row in rows if row[1][1] == value]
            short = having[0][0][1] if len(having) == 1 else None
            yield asked("rows", "rows", having, short, label=label, value=value)
        return
    at = 1 if kind == "merged" else 0
    label = rows[0][at][0].lower()
    columns = [name for name, _ in max(rows, key=len)[at + 1 :]]

    def cell(row: list[tuple[str, str]], column: str) -> str:
        return dict(row).get(column, "")

    def said(column: str) -> str:
        plain = column.split(" (")[0]
        return plain if plain[:1].isdigit() or plain[:1] == "Q" else plain[:1].lower() + plain[1:]

    short_rows = [row for row in rows if len(row[at][1]) < 40] or rows
    for _ in range(2):
        column = chance.choice(columns)
        row = chance.choice([row for row in short_rows if cell(row, column)])
        yield asked("value", "value", [row], cell(row, column), row=row[at][1], column=said(column))
    column = chance.choice(columns)
    full = [row for row in rows if cell(row, column)]
    pair = chance.sample([row for row in full if row in short_rows], 2)
    larger = max(pair, key=lambda row: number(cell(row, column)))
    yield asked("larger", "larger", pair, larger[at][1],
                row=pair[0][at][1], other=pair[1][at][1], column=said(column))  # fmt: skip
    if kind == "missing":
        row = next(row for row in rows if len(row) < len(columns) + 1)
        empty = next(column for column in columns if not cell(row, column))
        yield asked("missing", "value", [], None, row=row[0][1], column=said(empty))
    elif len(made.rows) > len(rows):
        column = chance.choice(columns)
        yield asked(
            "total", "total", [made.rows[-1]], cell(made.rows[-1], column), column=said(column)
        )
    else:
        row = min(full, key=lambda row: number(cell(row, column)))
        yield asked("least", "least", [row], row[at][1], label=label, column=said(column))
    row = max(full, key=lambda row: number(cell(row, column)))
    column_of_most = column
    yield asked("most", "most", [row], row[at][1], label=label, column=said(column_of_most))


def judged(asked: Asked, answer: Answer) -> tuple[bool, bool]:
    """(whether it is right, whether its headline is wrong)"""
    if asked.kind == "missing":
        return answer.status == "not_found", answer.short_answer is not None
    short = answer.short_answer
    right_short = asked.short is not None and short is not None and asked.short in short
    quotes = " | ".join(citation.quote for citation in answer.citations)
    right = answer.status == "answered" and all(
        all(words in quotes for words in row) for row in asked.rows
    )
    # A whole table around the row is no answer.
    alone = len(answer.citations) <= max(len(asked.rows), 2)
    return right and alone and (short is None or right_short), short is not None and not right_short


def asked_of(made: Made, place: int, chance: random.Random) -> Iterator[tuple[Asked, Answer]]:
    """The questions to a table with their answers, from a library that has its file alone."""
    if place % 10 in (0, 1):
        made = with_total(made)
    form = FORMATS[(place + place // 10) % 5]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{TITLE[made.language]}.{form}"
        file.write_bytes(written(made, form, place))
        assistant = assemble(Settings(data_dir=Path(folder) / "data"))
        list(assistant.ingest([file]))
        for asked in questions(made, place, chance):
            yield asked, assistant.ask(asked.question, keep=False)
        assistant.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is not right")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    count, right, bold = Counter[str](), Counter[str](), 0
    for place, made in enumerate(made_tables(options.seed)):
        for asked, answer in asked_of(made, place, chance):
            good, wrong = judged(asked, answer)
            count[asked.kind] += 1
            right[asked.kind] += good
            bold += wrong
            if options.show and not good:
                print(f"{asked}\n  {answer.status} {answer.short_answer!r} {answer.text}")
    for kind in count:
        print(f"{kind:8} {right[kind]:3} of {count[kind]}")
    print(f"all      {right.total():3} of {count.total()}; wrong headlines {bold}")


if __name__ == "__main__":
    main()
