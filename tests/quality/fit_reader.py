"""Fit the weights of `assistant.reader.reader` on public rows that the network never saw.

    python -m tests.quality.fit_reader DATA OUT [--file reader.safetensors] [--limit 1500]

Two libraries are made of what is held out (by article or snippet): one of Wikipedia and news
passages, one of rules (OR-ShARC). A fifth of the articles is left out of the first, so that
their questions have no answer in it. What the reader sees for every question is kept in OUT
as `features.jsonl`; the second run only fits. Prints the weights, and measured on folds held
out by article: how often the first sentence is right, and how well right is told from wrong.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from assistant.assembly import assemble, make_embedder
from assistant.questions import analyse
from assistant.reader.cross_encoder import CrossEncoder
from assistant.reader.examples import Row, held_out, rows_of, sharc_rows
from assistant.reader.trained import sentence_features, text_of
from assistant.reader.words import WordReader
from assistant.settings import Settings
from index.library import Library
from index.retriever import DenseRetriever, HybridRetriever, KeywordRetriever
from index.vectors import VectorIndex
from index.vocabulary import Vocabulary
from tests.quality.fit_confidence import area, logistic

SETS = ("squad1", "squad2", "squadshifts_new", "nq_open_oracle", "qed_nq_dev", "selqa", "clapnq")
READ = 10  # passages that are read
NAMES = "bias passage evidence span words search".split()


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
    documents: dict[str, list[str]], asked: Sequence[tuple[str, Row]], file: Path | None
) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "documents"
        source.mkdir()
        for number, (name, texts) in enumerate(documents.items()):
            title = name.split("/")[-1][:60].replace("_", " ")
            head = f"---\ntitle: {json.dumps(title)}\n---\n" if "snippet" not in name else ""
            (source / f"{number}.md").write_text(head + "\n\n".join(texts), encoding="utf-8")
        settings = Settings(data_dir=Path(folder) / "library")
        for _ in assemble(settings).ingest([source]):
            pass
        embedder = make_embedder(settings)
        library = Library(settings.data_dir, embedder.name, embedder.dimension)
        vocabulary = Vocabulary(library, embedder.count_tokens)
        dense = DenseRetriever(library, VectorIndex(library), embedder)
        retriever = HybridRetriever(dense, KeywordRetriever(library, vocabulary), library)
        words, network = WordReader(vocabulary.frequency), CrossEncoder(file)
        vocabulary.refresh()
        for kind, row in track(asked, "Reading"):
            readings = words.read(row["question"], retriever.retrieve(row["question"], READ))
            scores = network.read(row["question"], [text_of(reading) for reading in readings])
            gold = " ".join(row["passage"].split())
            found = []
            for reading, own in zip(readings, scores, strict=True):
                if own is None:
                    continue
                body = " ".join(reading.passage.chunk.text.split())
                from_gold = _same(body, gold)
                sentences = []
                for sentence, logits in zip(reading.sentences, own.sentences, strict=True):
                    if logits is None:
                        continue
                    values = sentence_features(reading, own, sentence, logits)
                    told = reading.passage.chunk.text[logits.start : logits.end]
                    right = kind == "given" and from_gold and _answers(row, sentence.text)
                    sentences.append([*values, float(right), told])
                found.append(
                    {
                        "gold": from_gold and kind != "absent",
                        "absence": reading.absence,
                        "cosine": reading.passage.cosine,
                        "sentences": sentences,
                    }
                )
            yield {
                "kind": kind,
                "type": analyse(row["question"]).kind,
                "set": row.get("set", "or_sharc"),
                "scenario": row.get("scenario"),
                "group": row["group"],
                "question": row["question"],
                "passages": found,
            }


def _same(body: str, gold: str) -> bool:
    """Whether a chunk is cut from the gold passage, or holds it."""
    return body[:60] in gold or body[-60:] in gold or gold[:60] in body


def _answers(row: Row, sentence: str) -> bool:
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
    """Fit the sentence model on everything, and report it on folds held out by article."""
    asked = [json.loads(line) for line in (out / "features.jsonl").open(encoding="utf-8")]
    groups = sorted({row["group"] for row in asked})
    fold = np.array([groups.index(row["group"]) % 5 for row in asked])
    weights = np.zeros((5, len(NAMES)))
    for number in range(5):
        weights[number] = _weights(
            [row for row, own in zip(asked, fold, strict=True) if own != number]
        )
    report("held out", asked, [weights[own] for own in fold])
    words_only = np.zeros(len(NAMES))
    words_only[[4, 5]] = 1.0, 0.5
    report("words alone", asked, [words_only] * len(asked))
    final = _weights(asked)
    print(dict(zip(NAMES, final.round(3).tolist(), strict=True)))


def _weights(asked: Sequence[dict[str, Any]]) -> Any:
    x, y, weight = [], [], []
    for row in asked:
        if row["kind"] not in ("given", "near", "absent"):
            continue
        for passage in row["passages"]:
            for *values, right, _ in passage["sentences"]:
                x.append([1.0, *values])
                y.append(right)
                weight.append(0.3 if row["kind"] == "near" else 1.0)
    return logistic(np.array(x), np.array(y), np.array(weight), ridge=1.0)


def report(name: str, asked: Sequence[dict[str, Any]], weights: Sequence[Any]) -> None:
    first: dict[str, list[float]] = collections.defaultdict(list)
    top, right, kinds = [], [], []
    for row, own in zip(asked, weights, strict=True):
        if not row["passages"]:
            continue
        best = [
            max((float(own @ [1.0, *s[:-2]]) for s in p["sentences"]), default=-99.0)
            for p in row["passages"]
        ]
        order = sorted(range(len(best)), key=lambda n: -best[n])
        gold = next((rank for rank, n in enumerate(order) if row["passages"][n]["gold"]), None)
        gain = 0.0 if gold is None or gold > 9 else 1 / np.log2(gold + 2)
        key = row["kind"] + (" with scenario" if row["scenario"] else "")
        if row["kind"] in ("given", "rule"):
            first[f"{key}: passage nDCG@10"].append(gain)
            first[f"{key}: passage first"].append(gold == 0)
        chosen = max(row["passages"][order[0]]["sentences"], key=lambda s: own @ [1.0, *s[:-2]])
        if row["kind"] == "given":
            first["given: sentence first"].append(chosen[-2])
            first[f"  {row['set']}"].append(chosen[-2])
        if row["kind"] != "rule":
            top.append(max(best))
            right.append(chosen[-2])
            kinds.append(row["kind"])
    for key, values in sorted(first.items()):
        print(f"{name}: {key}: {np.mean(values):.3f} ({len(values)})")
    score, gold, kind = np.array(top), np.array(right), np.array(kinds)
    print(f"{name}: area under ROC, right first sentence against the rest {area(score, gold):.3f}")
    for share in (0.05, 0.08):
        least = np.quantile(score[kind == "given"], share)
        shown = score >= least
        print(
            f"{name}: refusing {share:.0%} of answerable: near misses refused "
            f"{np.mean(~shown[kind == 'near']):.3f}, other subjects "
            f"{np.mean(~shown[kind == 'absent']):.3f}, wrong among given answers to answerable "
            f"{1 - gold[shown & (kind == 'given')].mean():.3f}"
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
