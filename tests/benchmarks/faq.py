"""The FAQ studio: a batch against asking one by one, and a build that is cut and goes on."""

from __future__ import annotations

import csv
import time
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.assembly import assemble
from assistant.batch import in_order
from assistant.faq.build import Build, Planned
from assistant.settings import Settings
from tests.benchmarks.speed import BRIEFS, ROOT, Figure

LIST = ROOT / "tests" / "quality" / "faq_questions.csv"
CUTS = 20


def faq(folder: Path, count: int) -> dict[str, Any]:
    """`count` questions: the list of tests/quality, and again with a word before each."""
    assistant = assemble(Settings(data_dir=folder / "data"))
    for _ in assistant.ingest([BRIEFS]):
        pass
    questions = list(islice(_questions(), count))
    options = {"keep": False, "approved": False}
    assistant.ask(questions[0], **options)
    began = time.perf_counter()
    one_by_one = [assistant.ask(question, **options) for question in questions]
    middle = time.perf_counter()
    batch = list(in_order(assistant, questions, **options))
    ended = time.perf_counter()
    same = sum(_timeless(a) == _timeless(b) for a, b in zip(one_by_one, batch, strict=True))
    alone, together = count / (middle - began), count / (ended - middle)
    equal = _cut_and_resumed(assistant, questions[:60], folder)
    figures = [
        Figure("questions a second, asked one by one", alone, f"{alone:.1f}"),
        Figure("questions a second, in a batch", together, f"{together:.1f}"),
        Figure("batch against one by one", together / alone, f"{together / alone:.2f} times", "3"),
        Figure("answers that are the same", same, f"{same} of {count}", "all"),
        Figure(
            f"builds cut at {CUTS} points that end the same", equal, f"{equal} of {CUTS}", "all"
        ),
    ]
    return {"figures": [asdict(figure) for figure in figures]}


def _questions() -> Any:
    with LIST.open(encoding="utf-8") as file:
        asked = [row["Question"] for row in csv.DictReader(file)]
    for lead in ("", "Please tell us: ", "For our files: ", "Question: ", "Once more: "):
        yield from (lead + question for question in asked)


def _timeless(answer: Any) -> dict[str, Any]:
    return {**answer.to_dict(), "elapsed_ms": 0}


def _cut_and_resumed(assistant: Any, questions: list[str], folder: Path) -> int:
    planned = [Planned(str(number), question) for number, question in enumerate(questions)]

    def build(work: Path) -> bytes:
        for _ in Build(assistant, planned, work, title="Cut", made_on="2026-01-01").run():
            pass
        return work.read_bytes()

    whole = build(folder / "whole")
    equal = 0
    for number in range(CUTS):
        work = folder / f"cut-{number}"
        work.write_bytes(whole[: (number + 1) * len(whole) // (CUTS + 1)])
        equal += build(work) == whole
    return equal
