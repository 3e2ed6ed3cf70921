"""How our own questions are answered over a folder of documents.

    python -m tests.quality.measure [FOLDER]        (the shipped briefs where none is given)

Prints every question with its answer, and the counts at the end.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer, Turn
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings

QUESTIONS = Path(__file__).with_name("questions.jsonl")
BRIEFS = Path(__file__).parents[2] / "corpus" / "documents"


@dataclass(frozen=True, slots=True)
class Result:
    """A question, its answer, and whether that is right.

    Right is: every gold pattern stands in the quotes; or, where there is no gold because the
    documents do not say, a refusal.
    """

    kind: str
    answerable: bool
    answer: Answer
    right: bool


def measure(assistant: Assistant) -> list[Result]:
    """Ask every question of `questions.jsonl`, follow-ups after their earlier turns."""
    results = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        history = [Turn(turn["question"]) for turn in row.get("history", [])]
        answer = assistant.ask(row["question"], history, keep=False, approved=False)
        quoted = " ".join(citation.quote for citation in answer.citations)
        found = all(re.search(pattern, quoted, re.DOTALL) for pattern in row["gold"])
        refused = answer.status == "not_found"
        right = (found and not refused) if row["gold"] else refused
        results.append(Result(row["type"], bool(row["gold"]), answer, right))
    return results


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data_dir:
        assistant = assemble(Settings(data_dir=Path(data_dir)))
        for report in assistant.ingest([folder]):
            print(report.source, report.detail)
        results = measure(assistant)
        assistant.close()
    for result in results:
        answer = result.answer
        print(f"\n{'right' if result.right else 'WRONG'}  {result.kind}: {answer.asked_as}")
        print(f"{answer.status}, confidence {answer.confidence:.2f}: {answer.short_answer or ''}")
        print(answer.text, *answer.notes, sep="\n")
    asked = [result for result in results if result.answerable]
    other = [result for result in results if not result.answerable]
    wrong = [result for result in asked if result.answer.status != "not_found" and not result.right]
    print(
        f"\n{sum(r.right for r in asked)} of {len(asked)} answerable questions right, "
        f"{len(wrong)} answered wrong, {sum(r.right for r in other)} of {len(other)} others refused"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else BRIEFS)
