"""How well conflicts between documents are told from what only looks like one.

    python -m tests.quality.conflicts

Each case of `conflicts.jsonl` is two documents and a question: `conflict` says whether they
contradict each other (then `values` are what either gives), `kind` what is at stake. Sets `b`
to `e` were each run once before anything was changed for them; what went wrong then was mended
for good, so none is held out now.

    set   conflicts found   look-alikes called one
    b     20 of 20          1 of 20
    c     17 of 20          4 of 20
    d     11 of 16          2 of 16
    e     13 of 15          1 of 15
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.answering.disagreement import LIKELY, candidate
from assistant.answering.generator import fitted
from assistant.answering.selection import newest_first, scored
from assistant.assembly import assemble, make_embedder
from assistant.assistant import Assistant
from assistant.conflicts.conflicts import LEAD, Conflict, ConflictCandidate, conflicting
from assistant.question.analysis import analyse
from assistant.reader.reader import PassageReader
from assistant.reader.words import WordScorer
from assistant.settings import Settings
from corpus.document import Chunk
from corpus.loading import document_from_bytes
from index.passage import Passage

CASES = Path(__file__).with_name("conflicts.jsonl")
Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """A case, its answer, and whether that is right.

    Right is: the conflict is named and both documents are cited; or, where there is none, that
    none is named.
    """

    case: Case
    answer: Answer
    right: bool


def cases() -> list[Case]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def read_alone(case: Case) -> tuple[list[ConflictCandidate], Conflict | None]:
    """A case without a library: each document one passage, read by its words alone."""
    documents = [
        document_from_bytes(file["text"].encode(), file["name"]) for file in case["documents"]
    ]
    passages = [
        Passage(
            Chunk(one.id, 0, len(one.text), one.text, one.heading_path_at(len(one.text))),
            1.0,
            one.source,
            one.title,
            one.date,
        )
        for one in documents
    ]
    asked = analyse(case["question"])
    reader = PassageReader(WordScorer(), {one.id: one for one in documents}.__getitem__)
    read = reader.read(asked, passages).passages
    weights, kinds = fitted()
    sentences = scored(asked.text, read, kinds.probabilities(asked.text), weights.sentence_alone)
    candidates = [
        candidate(one, read[one.passage]) for one in newest_first(sentences, read)[:LIKELY]
    ]
    return candidates, conflicting(asked, candidates)


def measure(make_assistant: Callable[[Path], Assistant]) -> list[Result]:
    """Each case in a library of its own; `make_assistant` is given its data folder."""
    results = []
    for case in cases():
        with tempfile.TemporaryDirectory() as folder:
            files = Path(folder) / "files"
            files.mkdir()
            for file in case["documents"]:
                (files / file["name"]).write_text(file["text"], encoding="utf-8")
            assistant = make_assistant(Path(folder) / "data")
            assert all(report.stored for report in assistant.ingest([files]))
            answer = assistant.ask(case["question"], keep=False, approved=False)
            assistant.close()
        named = LEAD in answer.text
        cited = {citation.document_id for citation in answer.citations}
        right = named and len(cited) == len(case["documents"]) if case["conflict"] else not named
        results.append(Result(case, answer, right))
    return results


def main() -> None:
    embedder = make_embedder(Settings())
    results = measure(lambda folder: assemble(Settings(data_dir=folder), embedder))
    for result in results:
        if not result.right:
            print(
                f"\nWRONG  {result.case['kind']}: {result.case['question']}\n{result.answer.text}"
            )
    found = [result.right for result in results if result.case["conflict"]]
    others = [result.right for result in results if not result.case["conflict"]]
    print(
        f"\n{sum(found)} of {len(found)} conflicts named with both documents cited; "
        f"{len(others) - sum(others)} of {len(others)} look-alikes called a conflict"
    )


if __name__ == "__main__":
    main()
