"""What it costs to know the kind of a request before anything is searched.

    python -m tests.benchmarks.requests

Each of the 100 written questions and 100 lines of small talk is embedded as a search does it, once
alone and once after its kind was found; the vector is shared between the two. Printed is the median
and the tail of what finding the kind adds, in milliseconds.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.requests.recognition import RequestRecogniser
from index.models.multilingual_e5 import MultilingualE5

WRITTEN = Path(__file__).parents[1] / "quality" / "requests"
FILES = ("written_questions.jsonl", "small_talk.jsonl")


def texts() -> list[str]:
    lines = [line for name in FILES for line in (WRITTEN / name).read_text("utf-8").splitlines()]
    return [json.loads(line)["text"] for line in lines]


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    alone, shared = MultilingualE5(), MultilingualE5()  # neither knows the other's last vector
    recogniser = RequestRecogniser(shared.form_of)
    asked = texts()
    for text in asked[:10]:
        alone.embed_query(text)
        recogniser.kind_of(text)
    added = []
    for text in asked:
        plain = milliseconds(partial(alone.embed_query, text))
        kind = milliseconds(partial(recogniser.kind_of, text))
        both = kind + milliseconds(partial(shared.embed_query, text))
        added.append(both - plain)
    tail = statistics.quantiles(added, n=20)[-1]
    print(f"{len(added)} texts: p50 {statistics.median(added):.1f} ms, p95 {tail:.1f} ms added")


if __name__ == "__main__":
    main()
