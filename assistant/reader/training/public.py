"""Rows of public question-and-answer sets as examples for the reader, and which are held out."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.language.sentences import sentence_spans
from corpus.told_text import Span

ExampleRow = dict[str, Any]

HELD_OUT = 0.15  # of the articles of every set
HELD_OUT_SNIPPETS = 0.5  # of OR-ShARC, which is small
TITLED = ("squad1", "squad2", "nq_open_oracle", "selqa", "clapnq")


@dataclass(frozen=True, slots=True)
class PublicExample:
    """A question and a passage. `answers` is 1, 0 or None where it is not known; `related`
    likewise for being on the subject; `span` is the answer's place in the passage, where it
    is known; `sentences` are (start, end, holds the answer).
    """

    question: str
    passage: str
    title: str
    answers: float | None
    related: float | None
    span: Span | None
    sentences: tuple[tuple[int, int, bool], ...]
    origin: str


def held_out(group: str) -> bool:
    """Whether an article or snippet is kept for measuring; the same on every machine."""
    share = HELD_OUT_SNIPPETS if group.startswith("or_sharc/") else HELD_OUT
    return hashlib.sha256(group.encode()).digest()[0] < 256 * share


def rows_of(data: Path) -> list[ExampleRow]:
    """The rows of `reading/` as {"question", "passage", "title", "set", "group", "span",
    "sentences", "answerable"}; `group` is what is held out together.
    """
    rows: list[ExampleRow] = []
    for name in ("spans.jsonl", "spans_extra.jsonl"):
        for raw in _lines(data / "reading" / name):
            kind, passage = raw["set"], raw["passage"]
            # One article holds all of Reddit: hold out by passage there.
            group = f"{kind}/{raw['article']}"
            if kind in ("squadshifts_reddit", "quoref_superni"):
                group = f"{kind}/{passage[:80]}"
            span = None
            if raw["answers"]:
                first = raw["answers"][0]
                span = (first["start"], first["start"] + len(first["text"]))
                if passage[span[0] : span[1]] != first["text"]:
                    continue
            rows.append(
                {
                    "question": raw["question"],
                    "passage": passage,
                    "title": raw["article"].replace("_", " ") if kind in TITLED else "",
                    "set": kind,
                    "group": group,
                    "span": span,
                    "spans": [
                        (answer["start"], answer["start"] + len(answer["text"]))
                        for answer in raw["answers"]
                    ],
                    "gold": None,
                    "answerable": raw["answerable"],
                }
            )
    for raw in _lines(data / "reading" / "sentences.jsonl"):
        rows.append(_joined(raw, "selqa", raw["article"], set(raw["relevant"])))
    for name in ("long_answerable.jsonl", "long_unanswerable.jsonl"):
        for raw in _lines(data / "reading" / name):
            chosen = set(raw["selected_sentences"][0] if raw["selected_sentences"] else ())
            gold = {place for place, text in enumerate(raw["sentences"]) if text in chosen}
            rows.append(_joined(raw, "clapnq", raw["title"], gold))
    return rows


def _joined(raw: ExampleRow, kind: str, title: str, gold: set[int]) -> ExampleRow:
    """A row whose passage came as a list of sentences."""
    passage, places = "", []
    for place, text in enumerate(raw["sentences"]):
        start = len(passage) + bool(passage)
        passage = f"{passage} {text}" if passage else text
        places.append((start, start + len(text), place in gold))
    return {
        "question": raw["question"],
        "passage": passage,
        "title": title,
        "set": kind,
        "group": f"{kind}/{title}",
        "span": None,
        "spans": [],
        "gold": tuple(places),
        "answerable": bool(gold),
    }


def sharc_rows(data: Path) -> list[ExampleRow]:
    """OR-ShARC: {"question", "passage", "doc", "group"} for each query, without and with its
    scenario; the group is the snippet that governs it.
    """
    folder = data / "retrieval" / "or_sharc"
    texts = {raw["_id"]: raw["text"] for raw in _lines(folder / "corpus.jsonl")}
    gold = {raw["query"]: raw["doc"] for raw in _lines(folder / "qrels.jsonl")}
    rows = []
    for raw in _lines(folder / "queries.jsonl"):
        doc = gold[raw["_id"]]
        for question in dict.fromkeys((raw["text"], f"{raw['scenario']} {raw['text']}".strip())):
            rows.append(
                {
                    "question": question,
                    "passage": texts[doc],
                    "doc": doc,
                    "group": f"or_sharc/{doc}",
                    "scenario": question != raw["text"],
                }
            )
    return rows


def whole_example(row: ExampleRow) -> PublicExample:
    sentences = row["gold"] or tuple(
        (start, end, any(start < stop and begin < end for begin, stop in row["spans"][:1]))
        for start, end in sentence_spans(row["passage"])
    )
    return PublicExample(
        question=row["question"],
        passage=row["passage"],
        title=row["title"],
        answers=float(row["answerable"]),
        related=1.0 if row["answerable"] else None,
        span=row["span"],
        sentences=sentences,
        origin=row["set"],
    )


def asked_otherwise(example: PublicExample, question: str, origin: str) -> PublicExample:
    """The same passage under a question that it does not answer."""
    return replace(
        example,
        question=question,
        answers=0.0,
        related=None,
        span=None,
        sentences=tuple((start, end, False) for start, end, _ in example.sentences),
        origin=origin,
    )


def answer_of(example: PublicExample) -> str:
    return example.passage[slice(*example.span)] if example.span else ""


def cropped(example: PublicExample, rng: random.Random) -> PublicExample:
    """A run of sentences of at most 50 to 150 words that keeps what answers."""
    budget = rng.randint(50, 150)
    sizes = [len(example.passage[start:end].split()) for start, end, _ in example.sentences]
    title = example.title if rng.random() < 0.5 else ""
    if sum(sizes) <= budget or len(sizes) < 2:
        return replace(example, title=title)
    holding = [place for place, (_, _, holds) in enumerate(example.sentences) if holds]
    first = holding[0] if holding else rng.randrange(len(sizes))
    last = holding[-1] if holding else first
    if last - first > 6:
        last = first
    while True:
        used = sum(sizes[first : last + 1])
        choices = [
            place
            for place in (first - 1, last + 1)
            if 0 <= place < len(sizes) and used + sizes[place] <= budget
        ]
        if not choices:
            break
        place = rng.choice(choices)
        first, last = min(first, place), max(last, place)
    begin, stop = example.sentences[first][0], example.sentences[last][1]
    span = example.span
    if span is not None and not (begin <= span[0] and span[1] <= stop):
        span = None
    return replace(
        example,
        passage=example.passage[begin:stop],
        title=title,
        span=(span[0] - begin, span[1] - begin) if span else None,
        sentences=tuple(
            (start - begin, end - begin, holds)
            for start, end, holds in example.sentences[first : last + 1]
        ),
    )


def _lines(path: Path) -> Iterator[ExampleRow]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
