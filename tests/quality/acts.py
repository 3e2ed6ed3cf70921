"""Twelve Vietnamese acts of our own: is every line under its own article, are number, issuer and
date right, are questions by place or number answered from the right place?

    python -m tests.quality.acts

The acts are `acts.txt`, the questions `acts.jsonl`; both may be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.settings import Settings
from corpus.document import Document
from corpus.legal.instrument import instrument_of
from corpus.legal.provisions import Outline
from corpus.loading import document_from_bytes
from tests.support.acts import Act, acts

QUESTIONS = Path(__file__).with_name("acts.jsonl")


@dataclass(frozen=True)
class Figures:
    """Right ones of all: lines, facts (number, issuer, date), questions; and what went wrong."""

    lines: tuple[int, int]
    facts: tuple[int, int]
    questions: tuple[int, int]
    wrong: tuple[str, ...]


def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def misplaced(act: Act, document: Document) -> Iterator[str]:
    """The lines of an act that are not cited under their own article, or not found at all."""
    outline = Outline.of(document)
    after = 0
    for under, line in act.lines:
        words = line.split(" | ")[-1].split(" > ")[-1]
        start = document.text.find(words, after)
        if start < 0:
            yield f"{act.number}: not found: {words[:60]}"
            continue
        place = outline.place(start, start + len(words)) or ""
        after = start + len(words)
        if under and not place.endswith(under):
            yield f"{act.number}: under {place or 'nothing'}, not {under}: {words[:60]}"


def wrong_facts(act: Act, document: Document) -> Iterator[str]:
    own = instrument_of(document)
    told = {
        "number": (own.number if own else None, act.number),
        "issuer": (document.publisher, act.issuer),
        "date": (document.date, act.date),
    }
    for name, (is_, right) in told.items():
        if is_ != right:
            yield f"{act.number}: {name} {is_}, not {right}"


def fault(row: dict[str, Any], answer: Answer) -> str | None:
    """What is wrong with an answer; None where it is right."""
    said = " ".join([answer.text, answer.short_answer or "", *(c.quote for c in answer.citations)])
    if row["file"] is None:
        right = answer.status == "not_found"
    else:
        cited = answer.citations[0] if answer.citations else None
        right = (
            answer.status == "answered"
            and cited is not None
            and row["file"] in cited.source
            and (row["place"] is None or row["place"] in {c.place for c in answer.citations})
        )
    if right and all(one in said for one in row["accept"]):
        return None
    places = [f"{c.source}, {c.place}" for c in answer.citations]
    return f"{row['question']} -> {answer.status} {places} {answer.text[:120]}"


def measure(rows: Sequence[dict[str, Any]] | None = None) -> Figures:
    wrong: list[str] = []
    made = acts()
    rows = questions() if rows is None else rows
    lines = sum(len(act.lines) for act in made)
    for act in made:
        document = document_from_bytes(act.data(), act.file)
        wrong += misplaced(act, document)
    bad_lines = len(wrong)
    for act in made:
        wrong += wrong_facts(act, document_from_bytes(act.data(), act.file))
    bad_facts = len(wrong) - bad_lines
    with TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for act in made:
            (files / act.file).write_bytes(act.data())
        settings = Settings(data_dir=Path(folder) / "data", keep_gaps=False)
        assistant = assemble(settings)
        *_, _ = assistant.ingest([files])
        faults = [fault(row, assistant.ask(row["question"])) for row in rows]
        assistant.close()
    wrong += filter(None, faults)
    right = sum(one is None for one in faults)
    return Figures(
        (lines - bad_lines, lines),
        (3 * len(made) - bad_facts, 3 * len(made)),
        (right, len(rows)),
        tuple(wrong),
    )


if __name__ == "__main__":
    figures = measure()
    for one in figures.wrong:
        print(one, file=sys.stderr)
    for name in ("lines", "facts", "questions"):
        right, of = getattr(figures, name)
        print(f"{name:10} {right} of {of} right ({right / of:.3f})")
