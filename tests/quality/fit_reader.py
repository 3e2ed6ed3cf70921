"""Fit the weights of `assistant.reader.trained` on public rows that the network never saw.

    python -m tests.quality.fit_reader DATA OUT [--file reader.safetensors] [--limit 1500]

Two libraries are made of what is held out (by article or snippet): one of Wikipedia and news
passages, one of rules (OR-ShARC). A fifth of the articles is left out of the first, so that
their questions have no answer in it. What the reader sees for every question is kept in OUT
as `features.jsonl`; the second run only fits. Prints the weights of two logistic models, of
which sentence answers and of whether the best one is right, and measured on folds held out by
article: how often the first sentence is right, and how well right is told from wrong.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from assistant.reader.cross_encoder import CrossEncoder, Scores
from assistant.reader.reading import Reading
from assistant.reader.trained import passage_features, sentence_features, text_of
from assistant.reader.word_reader import WordReader
from rich.progress import track

from assistant.question.analysis import analyse
from assistant.reader.training.public import ExampleRow, held_out, rows_of, sharc_rows
from tests.quality.fit_confidence import area, logistic
from tests.quality.public_library import public_library

SETS = ("squad1", "squad2", "squadshifts_new", "nq_open_oracle", "qed_nq_dev", "selqa", "clapnq")
READ = 10  # passages that are read
FOLDS = 5
WEIGHTS = {"given": 1.0, "absent": 1.0, "near": 0.5}  # how common they are, a guess for the last
RANKED = "bias passage evidence span words search".split()
SURE = "bias answers span cosine absence".split()


def collect(data: Path, out: Path, file: Path | None, limit: int) -> None:
    """Write OUT/features.jsonl: a question a line, with the features of every sentence read."""
    rows = [r for r in rows_of(data) if held_out(r["group"]) and r["set"] in SETS]
    groups = sorted({row["group"] for row in rows})
    absent = set(groups[::5])
    inside = [row for row in rows if row["group"] not in absent]
    rng = random.Random(7)
    asked = []
    for row in rng.sample(rows, min(limit, len(rows))):
        kind = "absent" if row["group"] in absent else "near" if not row["answerable"] else "given"
        asked.append((kind, row))
    documents: dict[str, list[str]] = collections.defaultdict(list)
    for row in inside:
        text = " ".join(row["passage"].split())
        if text not in documents[row["group"]]:
            documents[row["group"]].append(text)
    cases = [row for row in sharc_rows(data) if held_out(row["group"])]
    snippets = {f"snippet {row['doc']}": [row["passage"]] for row in sharc_rows(data)}
    cases = [("rule", row) for row in rng.sample(cases, min(limit // 3, len(cases)))]
    with (out / "features.jsonl").open("w", encoding="utf-8") as lines:
        for texts, questions in ((documents, asked), (snippets, cases)):
            for seen in _seen(texts, questions, file):
                lines.write(json.dumps(seen) + "\n")


def _seen(
    documents: dict[str, list[str]], asked: Sequence[tuple[str, ExampleRow]], file: Path | None
) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        titled = not any(name.startswith("snippet") for name in documents)
        titles = {
            f"{name.split('/')[-1][:60].replace('_', ' ')}": texts
            for name, texts in documents.items()
        }
        made = public_library(Path(folder), titles, titled)
        words, network = WordReader(made.vocabulary.frequency), CrossEncoder(file)
        for kind, row in track(asked, "Reading"):
            question = analyse(row["question"])
            readings = words.read(question, made.retriever.retrieve(question, READ))
            scores = network.read(question.text, [text_of(reading) for reading in readings])
            gold = " ".join(row["passage"].split())
            yield {
                "kind": kind,
                "set": row.get("set", "or_sharc"),
                "scenario": row.get("scenario"),
                "group": row["group"],
                "question": question.text,
                "passages": [
                    _passage(kind, row, gold, reading, own)
                    for reading, own in zip(readings, scores, strict=True)
                    if own is not None
                ],
            }


def _passage(
    kind: str, row: ExampleRow, gold: str, reading: Reading, own: Scores
) -> dict[str, Any]:
    from_gold = _same(" ".join(reading.passage.chunk.text.split()), gold)
    return {
        "gold": from_gold and kind != "absent",
        "sentences": [
            {
                "ranked": sentence_features(reading, own, sentence, logits),
                "sure": passage_features(reading, own, logits),
                "right": kind == "given" and from_gold and _answers(row, sentence.text),
            }
            for sentence, logits in zip(reading.sentences, own.sentences, strict=True)
            if logits is not None
        ],
    }


def _same(body: str, gold: str) -> bool:
    """Whether a chunk is cut from the gold passage, or holds it."""
    return body[:60] in gold or body[-60:] in gold or gold[:60] in body


def _answers(row: ExampleRow, sentence: str) -> bool:
    text = " ".join(sentence.split())
    if row.get("gold"):
        return any(
            holds and (text in part or part in text)
            for part, holds in (
                (" ".join(row["passage"][start:end].split()), holds)
                for start, end, holds in row["gold"]
            )
        )
    return any(" ".join(row["passage"][slice(*span)].split()) in text for span in row["spans"])


def fit(out: Path) -> None:
    """Fit both models on everything, and report them on folds held out by article."""
    asked = [json.loads(line) for line in (out / "features.jsonl").open(encoding="utf-8")]
    asked = [row for row in asked if any(p["sentences"] for p in row["passages"])]
    for row in asked:  # by a hash: every fifth article in order is one that the library lacks
        row["fold"] = hashlib.sha256(row["group"].encode()).digest()[1] % FOLDS
    for fold in range(FOLDS):
        ranking, sure = models([row for row in asked if row["fold"] != fold])
        for row in asked:
            if row["fold"] == fold:
                judge(row, ranking, sure)
    report("held out", asked)
    words_only = np.array([0, 0, 0, 0, 1.0, 0.5])
    for row in asked:
        judge(row, words_only, None)
    report("words alone", asked)
    ranking, sure = models(asked)
    print("sentence:", dict(zip(RANKED, ranking.round(3).tolist(), strict=True)))
    print("passage:", dict(zip(SURE, sure.round(3).tolist(), strict=True)))


def models(asked: Sequence[dict[str, Any]]) -> tuple[Any, Any]:
    """The weights of the sentence model and, over the sentences it puts first, of the other."""
    known = [row for row in asked if row["kind"] in WEIGHTS]
    rows = [(row, s) for row in known for p in row["passages"] for s in p["sentences"]]
    ranking = logistic(
        np.array([[1.0, *sentence["ranked"]] for _, sentence in rows]),
        np.array([float(sentence["right"]) for _, sentence in rows]),
        np.array([WEIGHTS[row["kind"]] for row, _ in rows]),
        ridge=1.0,
    )
    first = [best(row, ranking)[1] for row in known]
    sure = logistic(
        np.array([[1.0, *sentence["sure"]] for sentence in first]),
        np.array([float(sentence["right"]) for sentence in first]),
        np.array([WEIGHTS[row["kind"]] for row in known]),
        ridge=1.0,
    )
    return ranking, sure


def best(row: dict[str, Any], ranking: Any) -> tuple[float, dict[str, Any]]:
    """The score of the best sentence of all passages, and the sentence."""
    return max(
        (
            (float(ranking @ [1.0, *sentence["ranked"]]), sentence)
            for passage in row["passages"]
            for sentence in passage["sentences"]
        ),
        key=lambda found: found[0],
    )


def judge(row: dict[str, Any], ranking: Any, sure: Any | None) -> None:
    """Note in the row what the models make of it."""
    score, sentence = best(row, ranking)
    tops = [
        max((float(ranking @ [1.0, *s["ranked"]]) for s in p["sentences"]), default=-99.0)
        for p in row["passages"]
    ]
    order = sorted(range(len(tops)), key=lambda place: -tops[place])
    golds = [rank for rank, place in enumerate(order) if row["passages"][place]["gold"]]
    row["rank"] = golds[0] if golds else None
    row["right"] = sentence["right"]
    row["sure"] = score if sure is None else float(sure @ [1.0, *sentence["sure"]])


def report(name: str, asked: Sequence[dict[str, Any]]) -> None:
    shares: dict[str, list[float]] = collections.defaultdict(list)
    for row in asked:
        if row["kind"] in ("given", "rule"):
            key = row["kind"] + (" with scenario" if row["scenario"] else "")
            found = row["rank"] is not None and row["rank"] < 10
            shares[f"{key}: passage nDCG@10"].append(1 / np.log2(row["rank"] + 2) if found else 0)
            shares[f"{key}: passage first"].append(row["rank"] == 0)
        if row["kind"] == "given":
            shares["given: sentence first"].append(row["right"])
            shares[f"  {row['set']}"].append(row["right"])
    for key, values in sorted(shares.items()):
        print(f"{name}: {key}: {np.mean(values):.3f} ({len(values)})")
    rows = [row for row in asked if row["kind"] != "rule"]
    sure = np.array([row["sure"] for row in rows])
    right = np.array([float(row["right"]) for row in rows])
    kind = np.array([row["kind"] for row in rows])
    print(f"{name}: area under ROC, right first sentence against the rest {area(sure, right):.3f}")
    for share in (0.05, 0.08):
        shown = sure >= np.quantile(sure[kind == "given"], share)
        print(
            f"{name}: refusing {share:.0%} of answerable: near misses refused "
            f"{np.mean(~shown[kind == 'near']):.3f}, other subjects "
            f"{np.mean(~shown[kind == 'absent']):.3f}, wrong among given answers to answerable "
            f"{1 - right[shown & (kind == 'given')].mean():.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--limit", type=int, default=1500)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if not (given.out / "features.jsonl").exists():
        collect(given.data, given.out, given.file, given.limit)
    fit(given.out)


if __name__ == "__main__":
    main()
