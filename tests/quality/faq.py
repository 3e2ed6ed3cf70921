"""A list of two hundred questions made into an FAQ, and how much of it is right.

    python -m tests.quality.faq [FOLDER]

`faq_questions.csv` was written in the manner of embassies, provinces, journalists and students,
with duplicates, typos and questions that have no answer; `faq_questions.key.jsonl` says which ask
the same and what a right answer holds. The shipped briefs are read, and FOLDER too where it is
given. Prints precision and recall of the merged pairs, and of the answers, with those to the
questions of even number apart: nothing was tuned on them.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path
from typing import Any

from assistant.assembly import assemble
from assistant.evaluation.metrics import accepted
from assistant.faq.build import Build, plan
from assistant.faq.entry import Entry
from assistant.faq.lists.question_list import read_questions
from assistant.faq.matching.duplicates import alike, groups
from assistant.settings import Settings
from tests.quality.measure import BRIEFS

LIST = Path(__file__).with_name("faq_questions.csv")
KEY = Path(__file__).with_name("faq_questions.key.jsonl")


def main(folder: Path | None) -> None:
    key = {row["id"]: row for row in map(json.loads, KEY.open(encoding="utf-8"))}
    rows = read_questions(LIST).rows
    with tempfile.TemporaryDirectory() as temporary:
        assistant = assemble(Settings(data_dir=Path(temporary) / "data"))
        for _ in assistant.ingest([BRIEFS, *([folder] if folder else [])]):
            pass
        began = time.perf_counter()
        asked, gold = [row.question for row in rows], [key[row.id]["group"] for row in rows]
        found = groups([*map(assistant.spelled_out, asked)], assistant.embed)
        merged(found, gold)
        shown = alike(asked, found, assistant.embed)
        right = sum(gold[pair.one] == gold[pair.other] for pair in shown)
        print(f"pairs shown for a person to decide: {len(shown)}, of them {right} the same")
        print(f"grouped in {time.perf_counter() - began:.1f} s")
        alone = plan(rows, [[place] for place in range(len(rows)) if _first(key[rows[place].id])])
        work = Path(temporary) / "work"
        entries = list(Build(assistant, alone, work, title="", made_on="").run())
    for name, number in (("even", 0), ("odd", 1)):
        report(name, [(e, key[e.id]) for e in entries if int(e.id) % 2 == number])


def _first(row: dict[str, Any]) -> bool:
    return bool(row["id"] == row["group"])


def merged(found: list[list[int]], gold: list[str]) -> None:
    said = {pair for group in found for pair in combinations(sorted(group), 2)}
    true = {pair for pair in combinations(range(len(gold)), 2) if gold[pair[0]] == gold[pair[1]]}
    good = len(said & true)
    print(
        f"merged pairs: {good} of {len(said)} right (precision {good / max(len(said), 1):.3f}), "
        f"{good} of {len(true)} found (recall {good / len(true):.3f})"
    )


def report(name: str, judged: list[tuple[Entry, dict[str, Any]]]) -> None:
    asked = [(entry, row) for entry, row in judged if row["answerable"]]
    others = [entry for entry, row in judged if not row["answerable"]]
    right = sum(is_right(entry, row["accept"]) for entry, row in asked)
    refused = sum(entry.answer.status == "not_found" for entry, _ in asked)
    good = sum(entry.answer.status == "not_found" for entry in others)
    print(
        f"{name} numbers: of {len(asked)} answerable questions {right / len(asked):.3f} right, "
        f"{refused / len(asked):.3f} refused; of {len(others)} others "
        f"{good / len(others):.3f} refused"
    )


def is_right(entry: Entry, accept: list[list[str]]) -> bool:
    answer = entry.answer
    said = [answer.text, *(citation.quote for citation in answer.citations)]
    return answer.status != "not_found" and accepted(said, accept)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
