"""How well the reader reads, on rows of public data that it was not trained on.

    python -m tests.quality.reader DATA [--file reader.safetensors] [--limit 500]

DATA has `reading/` and `retrieval/`. Everything measured is held out by article or snippet
(`assistant.reader.training.examples.held_out`). Prints each figure without the reader and with it.
"""

from __future__ import annotations

import argparse
import collections
import random
import re
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from assistant.reader.cross_encoder import CrossEncoder, Scores, Text
from assistant.reader.trained import SENTENCE_WEIGHTS
from assistant.reader.training.prepare import Search
from index.models.minilm import MiniLM
from rich.progress import track

from assistant.reader.training.public import ExampleRow, held_out, rows_of, sharc_rows
from corpus.language.sentences import sentence_spans

READ = 8  # passages that are read for a question


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    given = parser.parse_args()
    encoder, embedder = CrossEncoder(given.file), MiniLM()
    rows = [row for row in rows_of(given.data) if held_out(row["group"])]
    squad = [row for row in rows if row["set"] in ("squad1", "squad2")]
    articles(encoder, embedder, squad, given.limit)
    answerability(encoder, [row for row in squad if row["set"] == "squad2"], given.limit)
    sentences(encoder, embedder, [row for row in rows if row["set"] == "selqa"], given.limit)
    sharc(encoder, embedder, sharc_rows(given.data), given.limit)


def text_of(passage: str, title: str = "") -> Text:
    return Text(title, passage, tuple(sentence_spans(passage)))


def articles(
    encoder: CrossEncoder, embedder: MiniLM, rows: Sequence[ExampleRow], limit: int
) -> None:
    """The passage, and the sentence, that answers: first among those of its article?"""
    groups: dict[str, list[ExampleRow]] = collections.defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    asked = random.Random(1).sample([row for row in rows if row["answerable"]], limit)
    searches: dict[str, Any] = {}
    results: dict[str, list[float]] = collections.defaultdict(list)
    for row in track(asked, "Articles"):
        group = row["group"]
        if group not in searches:
            texts = list(dict.fromkeys(other["passage"] for other in groups[group]))
            searches[group] = texts, Search(texts, embedder)
        texts, search = searches[group]
        fused = search.scored(row["question"], 50)
        found = [texts[place] for place, _ in fused[:READ]]
        results["fused: passage first"].append(found[0] == row["passage"])
        results["fused: passage among those read"].append(row["passage"] in found)
        bag = [(text, *span) for text in found[:3] for span in sentence_spans(text)]
        cosines = embedder.embed_documents([t[a:b] for t, a, b in bag]) @ embedder.embed_query(
            row["question"]
        )
        results["cosine: sentence first"].append(_holds(row, *bag[int(np.argmax(cosines))]))
        scores = encoder.read(row["question"], [text_of(text) for text in found])
        best = ranked(found, [score for _, score in fused], scores)
        results["reader: passage first"].append(best[0][1] == row["passage"])
        _, text, own = best[0]
        spans = sentence_spans(text)
        top = max(range(len(spans)), key=lambda n: _sentence_score(own, n))
        results["reader: sentence first"].append(_holds(row, text, *spans[top]))
        given = encoder.read(row["question"], [text_of(row["passage"])])[0]
        results["reader: span F1, passage given"].append(_span_f1(row, given))
    for name, values in results.items():
        print(f"{name}: {np.mean(values):.3f}  ({len(values)})", flush=True)


def ranked(
    texts: Sequence[str], fused: Sequence[float], scores: Sequence[Scores | None]
) -> list[tuple[float, str, Scores]]:
    """(score, text, scores), best first: as the reader ranks, but for the words."""
    found = []
    for text, prior, score in zip(texts, fused, scores, strict=False):
        if score is not None:
            best = max((_sentence_score(score, n) for n in range(len(score.sentences))), default=0)
            passage = SENTENCE_WEIGHTS[0] * (score.answers + score.related)
            found.append((best + passage + SENTENCE_WEIGHTS[4] * prior, text, score))
    return sorted(found, key=lambda item: -item[0])


def _sentence_score(scores: Scores, number: int) -> float:
    own = scores.sentences[number]
    if own is None:
        return -1e9
    return SENTENCE_WEIGHTS[1] * own.evidence + SENTENCE_WEIGHTS[2] * own.span


def _holds(row: ExampleRow, text: str, start: int, end: int) -> bool:
    return text == row["passage"] and any(
        row["passage"][slice(*span)] in text[start:end] for span in row["spans"]
    )


def _span_f1(row: ExampleRow, scores: Scores | None) -> float:
    best = max(
        (own for own in scores.sentences if own is not None) if scores else (),
        key=lambda own: own.span,
        default=None,
    )
    said = row["passage"][best.start : best.end] if best else ""
    return max(f1(said, row["passage"][slice(*span)]) for span in row["spans"])


def f1(one: str, other: str) -> float:
    """Token F1 as SQuAD counts it."""
    a, b = (_plain(text) for text in (one, other))
    same = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * same / (len(a) + len(b)) if same else 0.0


def _plain(text: str) -> list[str]:
    bare = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def answerability(encoder: CrossEncoder, rows: Sequence[ExampleRow], limit: int) -> None:
    """SQuAD 2.0 rows with their passage given: is it said whether it answers?"""
    asked = random.Random(2).sample(list(rows), min(2 * limit, len(rows)))
    values, gold = [], []
    for row in track(asked, "Answerability"):
        scores = encoder.read(row["question"], [text_of(row["passage"])])[0]
        assert scores is not None
        span = max((own.span for own in scores.sentences if own), default=0.0)
        values.append((scores.answers, span, scores.answers + 0.3 * span))
        gold.append(row["answerable"])
    table, right = np.array(values), np.array(gold)
    for column, name in enumerate(("answers", "span", "both")):
        print(
            f"reader: SQuAD 2.0 balanced accuracy, {name}: {balanced(table[:, column], right):.3f}"
        )
        kept = np.quantile(table[right, column], 0.05)
        print(f"  refused when 5 % of answerable are: {np.mean(table[~right, column] < kept):.3f}")


def balanced(score: Any, gold: Any) -> float:
    """Balanced accuracy, the threshold of each half taken from the other half."""
    half = np.arange(len(score)) % 2 == 0
    total = 0.0
    for own in (half, ~half):
        choices = np.quantile(score[~own], np.linspace(0.02, 0.98, 97))

        def accuracy(threshold: float, part: Any) -> float:
            said = score[part] >= threshold
            return float(0.5 * (said[gold[part]].mean() + (~said[~gold[part]]).mean()))

        best = max(choices, key=lambda threshold: accuracy(threshold, ~own))
        total += accuracy(best, own) / 2
    return total


def sentences(
    encoder: CrossEncoder, embedder: MiniLM, rows: Sequence[ExampleRow], limit: int
) -> None:
    """SelQA: is the first sentence one that answers?"""
    dense, read = [], []
    for row in track(rows[:limit], "Sentences"):
        parts = [row["passage"][start:end] for start, end, _ in row["gold"]]
        labels = [holds for *_, holds in row["gold"]]
        cosines = embedder.embed_documents(parts) @ embedder.embed_query(row["question"])
        dense.append(labels[int(np.argmax(cosines))])
        text = Text("", row["passage"], tuple((start, end) for start, end, _ in row["gold"]))
        scores = encoder.read(row["question"], [text])[0]
        assert scores is not None
        read.append(labels[max(range(len(parts)), key=lambda n: _sentence_score(scores, n))])
    print(
        f"SelQA sentence first: cosine {np.mean(dense):.3f}, reader {np.mean(read):.3f} "
        f"({len(read)})"
    )


def sharc(encoder: CrossEncoder, embedder: MiniLM, rows: Sequence[ExampleRow], limit: int) -> None:
    """OR-ShARC nDCG@10, fused and read, of the snippets that are held out."""
    texts = list(dict.fromkeys(row["passage"] for row in rows))
    search = Search(texts, embedder)
    for scenario in (False, True):
        asked = [r for r in rows if held_out(r["group"]) and r["scenario"] == scenario][:limit]
        fused_gain, read_gain, alone = [], [], []
        for row in track(asked, "OR-ShARC"):
            fused = search.scored(row["question"], 50)
            found = [texts[place] for place, _ in fused]
            scores = encoder.read(row["question"], [text_of(text) for text in found[:READ]])
            best = [text for _, text, _ in ranked(found[:READ], [s for _, s in fused], scores)]
            fused_gain.append(gain(found, row["passage"]))
            read_gain.append(gain(best + found[READ:], row["passage"]))
            order = sorted(range(len(best)), key=lambda n: -(scores[n].answers if scores[n] else 0))
            alone.append(gain([found[n] for n in order] + found[READ:], row["passage"]))
        print(
            f"OR-ShARC nDCG@10 {'with' if scenario else 'without'} scenario: fused "
            f"{np.mean(fused_gain):.3f}, reader alone {np.mean(alone):.3f}, both "
            f"{np.mean(read_gain):.3f} ({len(asked)})",
            flush=True,
        )


def gain(found: Sequence[str], gold: str) -> float:
    """nDCG@10 with one right text."""
    place = found.index(gold) if gold in found[:10] else None
    return 0.0 if place is None else 1 / float(np.log2(place + 2))


if __name__ == "__main__":
    main()
