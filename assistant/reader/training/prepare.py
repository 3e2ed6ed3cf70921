"""Step one of training the reader: public data in, a shuffled file of examples out.

    python -m assistant.reader.training.prepare DATA OUT

DATA has the folders `reading/` and `retrieval/` of question-and-answer rows that the model
card names; OUT gets `examples-1.jsonl` and `examples-2.jsonl`, one for each pass. The hard
negatives come from the search that the program itself uses: MiniLM and full-text search, fused
by scores.
"""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.progress import track

from assistant.reader.training.examples import (
    Example,
    ExampleRow,
    examples,
    rows_of,
    second_round,
    sharc_examples,
    sharc_rows,
)
from corpus.language.words import content_words
from index.models.minilm import MiniLM
from index.search.fusion import convex_combination

DEPTH = 30
log = logging.getLogger(__name__)


class Search:
    """The fused search of the library over a list of texts, in memory."""

    def __init__(self, texts: Sequence[str], embedder: MiniLM) -> None:
        self._embedder = embedder
        self._vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        for start in track(range(0, len(texts), 256), "Embedding passages"):
            self._vectors[start : start + 256] = embedder.embed_documents(
                texts[start : start + 256]
            )
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='porter unicode61')"
        )
        self._database.executemany("INSERT INTO texts(rowid, body) VALUES (?, ?)", enumerate(texts))

    def best(self, question: str, k: int) -> list[int]:
        """The places of the k nearest texts, best first."""
        return [place for place, _ in self.scored(question, k)]

    def scored(self, question: str, k: int) -> list[tuple[int, float]]:
        """(place, fused score) of the k nearest texts, best first."""
        cosines = self._vectors @ self._embedder.embed_query(question)
        nearest = np.argpartition(-cosines, min(DEPTH, len(cosines) - 1))[:DEPTH]
        dense = sorted(
            ((int(place), float(cosines[place])) for place in nearest), key=lambda hit: -hit[1]
        )
        query = " OR ".join(f'"{word}"' for word in content_words(question)[:24])
        keyword = self._database.execute(
            "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (query, DEPTH),
        ).fetchall()
        return convex_combination(dense, keyword)[:k]


def main(data: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    rows = rows_of(data)
    texts = list(dict.fromkeys(row["passage"] for row in rows))
    search = Search(texts, MiniLM())
    rng = random.Random(3)

    def negative(row: ExampleRow) -> str | None:
        golds = [row["passage"][slice(*span)].lower() for span in row["spans"]]
        found = [
            texts[place]
            for place in search.best(row["question"], 8)
            if texts[place] != row["passage"]
            and not any(gold in texts[place].lower() for gold in golds)
        ]
        return rng.choice(found[:3]) if found else None

    cases = sharc_rows(data)
    snippets = list(dict.fromkeys(row["passage"] for row in cases))
    among = Search(snippets, MiniLM())

    def candidates(row: ExampleRow) -> list[str]:
        found = [snippets[place] for place in among.best(row["question"], 6)]
        return [text for text in found if text != row["passage"]]

    made = list(examples(track(rows, "Making examples"), negative))
    made += list(sharc_examples(cases, candidates))
    random.Random(4).shuffle(made)
    for number, these in enumerate((made, second_round(rows, made)), start=1):
        write(these, out / f"examples-{number}.jsonl")


def write(made: Sequence[Example], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for example in made:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    counts = dict(Counter(example.origin for example in made).most_common())
    log.info("%s: %d examples: %s", path.name, len(made), json.dumps(counts, indent=1))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
