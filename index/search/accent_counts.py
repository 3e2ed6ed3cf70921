"""Counts Vietnamese words and pairs of words: the recipe of `vietnamese_pairs.csv`.

    python -m index.search.accent_counts FILE... > corpus/language/data/vietnamese_pairs.csv

The files are texts, or JSON lines with a `question`; lines in other languages are passed over.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.language.identification import language_of
from corpus.language.words import WORD

LEAST = 2  # times that a pair was seen


def main(paths: list[str]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for line in _lines(paths):
        if language_of(line) == "vi" and not line.isascii():
            found = [word.casefold() for word in WORD.findall(line) if word.isalpha()]
            counts.update((word, "") for word in found)
            counts.update(zip(found, found[1:], strict=False))
    kept = [(word, after, count) for (word, after), count in counts.items() if count >= LEAST]
    kept.sort(key=lambda row: (-row[2], row[0], row[1]))
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(["word", "next", "count"])
    written.writerows(kept)


def _lines(paths: list[str]) -> Iterator[str]:
    for path in map(Path, paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["question"]) if path.suffix == ".jsonl" else line


if __name__ == "__main__":
    main(sys.argv[1:])
