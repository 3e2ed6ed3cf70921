"""What each rule of the answer path gains: the figures with all of them, and without each.

    python -m tests.quality.rules FOLDER [--sample N] [--only RULE ...] [--room ROOM]

FOLDER as for `policy`, whose counted collections and figures these are; the table is that of
CONTRIBUTING. What the network reads is remembered, so that a rule that changes little costs
little. Only numbers are printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from assistant.question.described_documents import Catalogue
from assistant.reader.network import BilingualNetwork
from assistant.reader.training.searched import RememberedNetwork
from tests.quality.policy import COUNTED, Figures, answers, collection_of, rows_of, sample, score

FIGURES = ("right", "refused", "near refused", "first cite", "cite P", "cite R", "words")
# Each rule by its name in the table: what stands for it where it is left out.
RULES: Mapping[str, Sequence[tuple[str, Any]]] = {
    "follow-ups made whole": [("assistant.understanding.self_contained", lambda text, turns: text)],
    "salutations and closings left out": [
        ("assistant.understanding.question_of", lambda text: text)
    ],
    "dates up to which it is asked": [
        ("assistant.understanding.stated_date", lambda text: (text, None))
    ],
    "abbreviations spelled out": [
        ("assistant.question.glossary.Glossary.spelled_out", lambda self, text: text)
    ],
    "accents restored": [("index.search.accents.Accents.restored", lambda self, text: text)],
    "spelling mended": [("assistant.understanding.correct", lambda text, known: (text, []))],
    "questions taken apart": [("assistant.question.analysis.parts", lambda text: ())],
    "documents named": [
        (
            "assistant.question.described_documents.DescribedDocuments.catalogue",
            lambda self: Catalogue([]),
        )
    ],
    "laws answered by their place": [
        ("assistant.answering.legal.provisions.ProvisionAnswers.answer", lambda self, *asked: None)
    ],
    "tables answered by their cell": [
        ("assistant.answering.tables.answers.TableAnswers.answer", lambda self, *asked: None)
    ],
    "requests answered in ways of their own": [
        ("assistant.requests.routes.RequestRoutes.answer", lambda self, *asked: None)
    ],
    "what is in force before what it replaced": [
        ("assistant.answering.generator.in_force_first", lambda some, read: list(some))
    ],
    "the newer of two that say the same": [
        ("assistant.answering.generator.newest_first", lambda some, read: list(some))
    ],
    "items with their lead-ins": [
        ("assistant.answering.selection.with_list", lambda read, number, most: (number, number))
    ],
    "documents that disagree": [
        ("assistant.answering.generator.disagreement", lambda question, some, read: None)
    ],
}


def measured(folder: Path, rows: Sequence[Any], room: Path, without: str | None) -> Figures:
    """The figures of `policy`, with all rules or without one."""
    with ExitStack() as stack:
        stack.enter_context(
            patch(
                "assistant.assembly.BilingualNetwork",
                lambda precision=None: RememberedNetwork(room / "readings.jsonl"),
            )
        )
        for place, other in RULES[without] if without else ():
            stack.enter_context(patch(place, other))
        return score(rows, answers(folder, rows, room))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--only", nargs="*", default=list(RULES))
    parser.add_argument("--room", type=Path, help="where what was read is kept for another run")
    given = parser.parse_args()
    rows = [row for row in rows_of(given.folder) if collection_of(row) in COUNTED]
    if given.sample:
        rows = sample(rows, given.sample)
    BilingualNetwork().load()
    shown = Table("without", *FIGURES, "cross right", "seconds")
    with tempfile.TemporaryDirectory() as passing:
        room = given.room or Path(passing)
        for name in (None, *given.only):
            started = time.perf_counter()
            table = measured(given.folder, rows, room, name)
            figures = [f"{table['ALL'].get(one, float('nan')):.3f}" for one in FIGURES]
            cross = f"{table.get('CROSS', {}).get('right', float('nan')):.3f}"
            row = [name or "-", *figures, cross, f"{time.perf_counter() - started:.0f}"]
            print("  ".join(row), file=sys.stderr)
            shown.add_row(*row)
    Console(width=140).print(shown)


if __name__ == "__main__":
    main()
