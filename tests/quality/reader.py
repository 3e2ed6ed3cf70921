"""How well the reader reads, on rows of public data that it was not trained on.

    python -m tests.quality.reader DATA [--limit 500]

DATA has `reading/` and `retrieval/`. Everything measured is held out by article or snippet
(`assistant.reader.training.public.held_out`). Prints each figure without the reader and with it.
Passages are put in order by the network's own word on them, sentences by the fitted weights
(`assistant/answering/weights.json`), as in the program.
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
from rich.progress import track

from assistant.answering.generator import fitted
from assistant.answering.selection import EvidenceSentence, scored
from assistant.reader.encoding import Surroundings
from assistant.reader.logits import PassageLogits
from assistant.reader.network import BilingualNetwork
from assistant.reader.passages import PassageText, ReadPassage, Span
from assistant.reader.training.public import ExampleRow, held_out, rows_of, sharc_rows
from corpus.document import Chunk, Document
from corpus.language.sentences import sentence_spans
from corpus.told_text import ToldText
from index.models.embedder import Embedder
from index.models.multilingual_e5 import MultilingualE5
from index.passage import Passage
from tests.quality.text_search import Hit, TextSearch

READ = 10  # passages that are read for a question


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    given = parser.parse_args()
    network, embedder = BilingualNetwork(), MultilingualE5()
    rows = [row for row in rows_of(given.data) if held_out(row["group"])]
    squad = [row for row in rows if row["set"] in ("squad1", "squad2")]
    articles(network, embedder, squad, given.limit)
    answerability(network, [row for row in squad if row["set"] == "squad2"], given.limit)
    sentences(network, embedder, [row for row in rows if row["set"] == "selqa"], given.limit)
    sharc(network, embedder, sharc_rows(given.data), given.limit)


def read(
    network: BilingualNetwork,
    question: str,
    texts: Sequence[str],
    hits: Sequence[Hit] = (),
    spans: Sequence[Span] | None = None,
) -> list[ReadPassage]:
    """Texts as the program reads passages; `hits` are what a search says of them, if one did,
    `spans` the sentences of each, if they are given.
    """
    given = [
        PassageText(text, tuple(spans or sentence_spans(text)), Surroundings()) for text in texts
    ]
    made = []
    for rank, (text, own) in enumerate(zip(given, network.read(question, given), strict=True)):
        if own is not None:
            cosine = hits[rank].cosine if hits else 0.0
            made.append(_passage(text, own, rank, cosine))
    return made


def _passage(text: PassageText, own: PassageLogits, rank: int, cosine: float) -> ReadPassage:
    name = str(rank)
    return ReadPassage(
        told=ToldText.as_it_stands(text.text),
        sentences=text.sentences,
        reading=own,
        rank=rank,
        cosine=cosine,
        dense_rank=rank,
        keyword_rank=rank,
        same_language=True,
        document=name,
        start=0,
        passage=Passage(Chunk(name, 0, len(text.text), text.text, ()), 1.0, name),
        source=Document(name, name, text.text),
    )


def first_sentence(question: str, passages: Sequence[ReadPassage]) -> EvidenceSentence:
    """The one that an answer would quote first."""
    weights, kinds = fitted()
    return scored(question, passages, kinds.probabilities(question), weights.sentence_alone)[0]


def by_answers(passages: Sequence[ReadPassage]) -> list[ReadPassage]:
    return sorted(passages, key=lambda one: -one.reading.answers)


def articles(
    network: BilingualNetwork, embedder: Embedder, rows: Sequence[ExampleRow], limit: int
) -> None:
    """The passage, and the sentence, that answers: first among those of its article?"""
    groups: dict[str, list[ExampleRow]] = collections.defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    asked = random.Random(1).sample([row for row in rows if row["answerable"]], limit)
    searches: dict[str, tuple[list[str], TextSearch]] = {}
    results: dict[str, list[float]] = collections.defaultdict(list)
    for row in track(asked, "Articles"):
        question, group = row["question"], row["group"]
        if group not in searches:
            texts = list(dict.fromkeys(other["passage"] for other in groups[group]))
            searches[group] = texts, TextSearch(texts, embedder)
        texts, search = searches[group]
        hits = search.best(question, READ)
        found = [texts[hit.place] for hit in hits]
        results["fused: passage first"].append(found[0] == row["passage"])
        results["fused: passage among those read"].append(row["passage"] in found)
        bag = [(text, *span) for text in found[:3] for span in sentence_spans(text)]
        cosines = embedder.embed_documents([t[a:b] for t, a, b in bag]) @ embedder.embed_query(
            question
        )
        results["cosine: sentence first"].append(_holds(row, *bag[int(np.argmax(cosines))]))
        passages = read(network, question, found, hits)
        results["reader: passage first"].append(by_answers(passages)[0].text == row["passage"])
        best = first_sentence(question, passages)
        own = passages[best.passage]
        held = _holds(row, own.text, *own.sentences[best.number])
        results["reader: sentence first"].append(held)
        (alone,) = read(network, question, [row["passage"]])
        results["reader: span F1, passage given"].append(_span_f1(row, alone.reading))
    for name, values in results.items():
        print(f"{name}: {np.mean(values):.3f}  ({len(values)})", flush=True)


def _holds(row: ExampleRow, text: str, start: int, end: int) -> bool:
    return text == row["passage"] and any(
        row["passage"][slice(*span)] in text[start:end] for span in row["spans"]
    )


def _span_f1(row: ExampleRow, scores: PassageLogits) -> float:
    best = max(
        (own for own in scores.sentences if own is not None),
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


def answerability(network: BilingualNetwork, rows: Sequence[ExampleRow], limit: int) -> None:
    """SQuAD 2.0 rows with their passage given: is it said whether it answers?"""
    asked = random.Random(2).sample(list(rows), min(2 * limit, len(rows)))
    values, gold = [], []
    for row in track(asked, "Answerability"):
        (alone,) = read(network, row["question"], [row["passage"]])
        scores = alone.reading
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
    network: BilingualNetwork, embedder: Embedder, rows: Sequence[ExampleRow], limit: int
) -> None:
    """SelQA: is the first sentence one that answers?"""
    dense, by_reader = [], []
    for row in track(rows[:limit], "Sentences"):
        parts = [row["passage"][start:end] for start, end, _ in row["gold"]]
        labels = [holds for *_, holds in row["gold"]]
        cosines = embedder.embed_documents(parts) @ embedder.embed_query(row["question"])
        dense.append(labels[int(np.argmax(cosines))])
        spans = [(start, end) for start, end, _ in row["gold"]]
        own = read(network, row["question"], [row["passage"]], spans=spans)
        by_reader.append(labels[first_sentence(row["question"], own).number])
    print(
        f"SelQA sentence first: cosine {np.mean(dense):.3f}, reader {np.mean(by_reader):.3f} "
        f"({len(by_reader)})"
    )


def sharc(
    network: BilingualNetwork, embedder: Embedder, rows: Sequence[ExampleRow], limit: int
) -> None:
    """OR-ShARC nDCG@10, fused and read, of the snippets that are held out."""
    texts = list(dict.fromkeys(row["passage"] for row in rows))
    search = TextSearch(texts, embedder)
    for scenario in (False, True):
        asked = [r for r in rows if held_out(r["group"]) and r["scenario"] == scenario][:limit]
        fused_gain, read_gain = [], []
        for row in track(asked, "OR-ShARC"):
            hits = search.best(row["question"], READ)
            found = [texts[hit.place] for hit in hits]
            passages = by_answers(read(network, row["question"], found, hits))
            fused_gain.append(gain(found, row["passage"]))
            read_gain.append(gain([one.text for one in passages], row["passage"]))
        print(
            f"OR-ShARC nDCG@10 {'with' if scenario else 'without'} scenario: fused "
            f"{np.mean(fused_gain):.3f}, reader {np.mean(read_gain):.3f} ({len(asked)})",
            flush=True,
        )


def gain(found: Sequence[str], gold: str) -> float:
    """nDCG@10 with one right text."""
    place = found.index(gold) if gold in found[:10] else None
    return 0.0 if place is None else 1 / float(np.log2(place + 2))


if __name__ == "__main__":
    main()
