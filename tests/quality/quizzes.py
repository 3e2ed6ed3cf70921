"""What quizzes hold: twelve topics, eight English and four Vietnamese, their figures and items.

    python -m tests.quality.quizzes POLICY SEEDS [--libraries FOLDER] [--items FILE] [--only N ...]

POLICY has the collections of `data/policy`, of which four that may be read are used; SEEDS five
articles. For each topic it prints how many items of 20 were made, of how many types, the share of
the largest, the seconds, and how many criteria of the rubric are broken by 100 items. With
`--items` each item is written on a line, to be judged: `quiz_judgements.jsonl` has judgements.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.training.material import material
from assistant.training.pack import Item
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.quiz.judging import Judge
from assistant.training.quiz.making import make_quiz
from corpus.errors import QuestionError

BRIEFS = Path(__file__).parents[2] / "corpus" / "documents"
COUNT = 20
TOPICS: tuple[tuple[str, str], ...] = (
    ("briefs", "semiconductors"),
    ("briefs", "cooperation between Vietnam and China"),
    ("m/north-basin-fisheries", "fishing quotas and inspection"),
    ("m/north-basin-fisheries", "the Commission, its council and its meetings"),
    ("m/north-basin-fisheries", "catch and shares of the parties"),
    ("m/brackwell-data-centres", "energy and water use of data centres"),
    ("m/brackwell-data-centres", "permits for data centres"),
    ("m/brackwell-data-centres", "waste heat of data centres"),
    ("n/chuyen-giao-cong-nghe", "chuyển giao công nghệ"),
    ("n/chuyen-giao-cong-nghe", "phần hưởng của tác giả và thu nhập"),
    ("n/khoa-hoc-mo", "dữ liệu nghiên cứu"),
    ("n/khoa-hoc-mo", "truy cập mở"),
)


def library(name: str, policy: Path, seeds: Path, folder: Path) -> Assistant:
    """The documents of a collection, or the briefs with the seeds."""
    assistant = assemble(Settings(data_dir=folder / name.replace("/", "-")))
    for _ in assistant.ingest([BRIEFS, seeds] if name == "briefs" else [policy / name]):
        pass
    return assistant


def told(item: Item, topic: str, library: str) -> str:
    """An item as a line of JSON, with what it breaks."""
    row = {
        "library": library,
        "topic": topic,
        "type": item.type,
        "stem": item.stem,
        "options": item.options,
        "answer": item.answer,
        "quotes": [" ".join(one.quote.split()) for one in item.citations],
        "broken": sorted(broken(item)),
    }
    return json.dumps(row, ensure_ascii=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("policy", type=Path)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("--libraries", type=Path, help="kept there, and used again")
    parser.add_argument("--items", type=Path)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of topics, from 1")
    given = parser.parse_args()
    lines: list[str] = []
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.libraries or Path(passing)
        for number, (name, topic) in enumerate(TOPICS, 1):
            if given.only and number not in given.only:
                continue
            assistant = library(name, given.policy, given.seeds, folder)
            begun, cpu = time.perf_counter(), time.process_time()
            try:
                found = material(assistant, topic)
                quiz = make_quiz(found, count=COUNT, seed=1, judge=Judge(assistant).fault)
            except QuestionError as error:
                print(f"{number:2} {topic}: {error}", flush=True)
                continue
            seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
            assistant.close()
            kinds = Counter(item.type for item in quiz.items)
            most = max(kinds.values(), default=0) / max(1, len(quiz.items))
            faults = sum(len(broken(item)) for item in quiz.items)
            totals += Counter(items=len(quiz.items), faults=faults, topics=1)
            totals["full"] += len(quiz.items) == COUNT
            totals["mixed"] += len(kinds) >= 4 and most <= 0.4
            lines += [told(item, topic, name) for item in quiz.items]
            print(
                f"{number:2} {topic} ({name}): {len(quiz.items)} of {COUNT} items, "
                f"{len(kinds)} types, largest {most:.2f}, {faults} criteria broken, "
                f"{seconds:.0f} s ({cpu:.0f} s of one core)",
                flush=True,
            )
            for note in quiz.notes:
                print(f"     {note}")
            if given.items:
                given.items.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(
        f"{totals['items']} items over {totals['topics']} topics; {totals['full']} topics have all "
        f"{COUNT}; {totals['mixed']} have four types and none above 0.40; "
        f"{100 * totals['faults'] / max(1, totals['items']):.1f} criteria broken per 100 items"
    )


if __name__ == "__main__":
    main()
