"""Fit the weights of `assistant.reader.word_reader` on public questions.

    python -m tests.quality.fit_confidence SPANS.jsonl

SPANS has rows {"set", "article", "question", "passage", "answerable", "answers"}. A library is
made of the SQuAD 2.0 passages; asked are their answerable questions, their unanswerable ones
(near misses) and questions of other sets, which nothing in the library answers. An answer is
right when a quoted sentence holds the gold answer. Prints the weights, and measured on folds
held out by article: how well right answers are told from the rest, and what is refused at the
threshold that refuses 8 in 100 answerable questions.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from assistant.answering.extractive import ExtractiveGenerator
from assistant.reader.word_reader import WordReader, features

from assistant.question.analysis import analyse
from assistant.settings import Settings
from tests.quality.public_library import public_library

QUESTIONS, OTHERS = 2000, 700
CANDIDATES = Settings.model_fields["candidates"].default
NEAR_MISS_WEIGHT = 0.3  # how common they are among real questions, a guess
NAMES = ("bias", "coverage", "sentence", "own cosine", "top cosine")


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    inside = [row for row in rows if row["set"] == "squad2"]
    articles = sorted({row["article"] for row in inside})
    outside = [row for row in rows if row["set"] != "squad2" and row["article"] not in articles]
    asked = random.Random(1).sample(inside, QUESTIONS) + random.Random(2).sample(outside, OTHERS)
    with tempfile.TemporaryDirectory() as folder:
        x, right, kind, article = _measure(Path(folder), inside, asked)
    weight = np.where(kind == "near", NEAR_MISS_WEIGHT, 1.0)
    fold = np.array([articles.index(name) % 5 if name in articles else 0 for name in article])
    fold = np.where(kind == "out", np.arange(len(fold)) % 5, fold)
    held_out = np.zeros(len(x))
    for number in range(5):
        train = fold != number
        held_out[~train] = x[~train] @ logistic(x[train], right[train], weight[train])
    probability = 1 / (1 + np.exp(-held_out))
    threshold = float(np.quantile(probability[kind == "answerable"], 0.08))
    report: dict[str, Any] = {
        "weights": dict(zip(NAMES, logistic(x, right, weight).round(2).tolist(), strict=True)),
        "answers that hold the gold answer, of answerable": right[kind == "answerable"].mean(),
        "area under ROC, right against the rest": area(held_out, right),
        "threshold that refuses 8 % of answerable": threshold,
        "refused there, of questions on other subjects": (probability[kind == "out"] < threshold),
        "refused there, of near misses": (probability[kind == "near"] < threshold),
    }
    for name, value in report.items():
        shown = value if isinstance(value, dict) else round(float(np.mean(value)), 3)
        print(f"{name}: {shown}")


def _measure(folder: Path, inside: list[Any], asked: list[Any]) -> tuple[Any, ...]:
    articles = sorted({row["article"] for row in inside})
    made = public_library(
        folder,
        {
            name: list(dict.fromkeys(row["passage"] for row in inside if row["article"] == name))
            for name in articles
        },
    )
    frequency = made.vocabulary.frequency
    reader = WordReader(frequency)
    generator = ExtractiveGenerator(reader, made.library.document, frequency, 0.0)
    x, right, kind, article = [], [], [], []
    for row in asked:
        question = analyse(row["question"])
        passages = made.retriever.retrieve(question, CANDIDATES)
        readings = reader.read(question, passages)
        *_, answer = generator.generate(question, passages)
        quoted = " ".join(citation.quote for citation in answer.citations)
        own = "near" if not row["answerable"] else "answerable"
        kind.append(own if row["set"] == "squad2" else "out")
        right.append(kind[-1] == "answerable" and any(a["text"] in quoted for a in row["answers"]))
        top = max(passage.cosine or 0.0 for passage in passages)
        x.append([1.0, *features(readings[0], top)])
        article.append(row["article"])
    return np.array(x), np.array(right, dtype=float), np.array(kind), article


def logistic(x: Any, y: Any, weight: Any, ridge: float = 1e-2) -> Any:
    """Weights of a logistic regression, by Newton's method."""
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (y - p)) - ridge * beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        beta += np.linalg.solve(curvature, gradient)
    return beta


def area(score: Any, y: Any) -> float:
    """The chance that a right answer scores above another one."""
    rank = np.argsort(np.argsort(score))
    positives = y.sum()
    return float((rank[y == 1].mean() - (positives - 1) / 2) / (len(y) - positives))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
