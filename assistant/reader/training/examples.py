"""Training examples for the reader, made from public question-and-answer rows.

One example is a question, a passage and what is true of the two: whether the passage answers
the question, whether it is at least on its subject, where the answer stands, and which
sentences hold it. Passages that do not answer come from four places: rows written to be
unanswerable, the passages that our own search ranks high without being right, passages whose
answering sentence was taken out, and questions in which a name or number was swapped for
another one of the same passage.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.reader.cross_encoder import Span
from assistant.reader.training.alterations import opposite, other_name, other_word, other_year
from corpus.language.sentences import sentence_spans

ExampleRow = dict[str, Any]

HELD_OUT = 0.15  # of the articles of every set
HELD_OUT_SNIPPETS = 0.5  # of OR-ShARC, which is small
SHARES = {"squadshifts_reddit": 0.35, "squadshifts_amazon": 0.3, "squadshifts_new": 0.6}
MINED, REMOVED, SWAPPED = 0.5, 0.2, 0.15  # negatives of each kind for an answerable row
# Questions that many passages of their set answer: a passage found by search may be right.
MINED_LESS = {"policyqa": 0.0, "squadshifts_reddit": 0.2, "squadshifts_amazon": 0.2}
# The second pass.
MINED_AGAIN, REMOVED_AGAIN = 0.4, 0.12
SECOND_SHARES = {
    "squadshifts_reddit": 0.2,
    "squadshifts_amazon": 0.18,
    "squadshifts_new": 0.85,
    "policyqa": 0.6,
    "qamr_dev": 0.5,
    "qamr_test": 0.5,
}
ALTERED = ("squad1", "squad2", "squadshifts_new", "nq_open_oracle", "qed_nq_dev")
TITLED = ("squad1", "squad2", "nq_open_oracle", "selqa", "clapnq")


@dataclass(frozen=True, slots=True)
class Example:
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


def examples(
    rows: Iterable[ExampleRow],
    negatives: Callable[[ExampleRow], str | None],
    seed: int = 1,
) -> Iterator[Example]:
    """The training examples of rows that are not held out, in the rows' order.

    `negatives` gives a passage that search ranks high for a row and that does not answer it.
    """
    rng = random.Random(seed)
    for row in rows:
        if held_out(row["group"]) or rng.random() > SHARES.get(row["set"], 1.0):
            continue
        whole = whole_example(row)
        yield cropped(whole, rng)
        if row["set"] == "squad2" and not row["answerable"]:
            # The only rows that people wrote to be unanswerable: seen twice, cropped otherwise.
            yield cropped(whole, rng)
            continue
        mined = MINED_LESS.get(row["set"], MINED)
        if rng.random() < mined and (text := negatives(row)) is not None:
            yield cropped(
                replace(
                    whole,
                    passage=text,
                    title="",
                    answers=0.0,
                    related=0.0,
                    span=None,
                    sentences=_plain(text),
                    origin="mined",
                ),
                rng,
            )
        if rng.random() < REMOVED and (less := without_answer(whole)) is not None:
            yield cropped(less, rng)
        if rng.random() < SWAPPED:
            other = other_name(whole.question, whole.passage, answer_of(whole), rng)
            if other is not None:
                yield cropped(asked_otherwise(whole, other, "swapped"), rng)


def second_round(
    rows: Iterable[ExampleRow], first: Iterable[Example], seed: int = 7
) -> list[Example]:
    """The examples of the second pass: what people wrote to be unanswerable twice more, answerable
    rows (those of the first pass cropped anew, and some it left out), each where possible with
    questions about it that it does not answer; and a share of the passages searched for the
    first pass.
    """
    rng = random.Random(seed)
    made = [
        example
        for example in first
        if example.origin.startswith("or_sharc")
        or (example.origin == "mined" and rng.random() < MINED_AGAIN)
    ]
    for row in rows:
        if held_out(row["group"]):
            continue
        whole = whole_example(row)
        if row["set"] in ("squad2", "clapnq") and not row["answerable"]:
            made += [cropped(whole, rng), cropped(whole, rng)]
            continue
        if rng.random() > SECOND_SHARES.get(row["set"], 1.0):
            continue
        made.append(cropped(whole, rng))
        if rng.random() < REMOVED_AGAIN and (less := without_answer(whole)) is not None:
            made.append(cropped(less, rng))
        if row["span"] is not None and row["set"] in ALTERED:
            made += [cropped(other, rng) for other in _altered(whole, rng)]
    random.Random(seed + 1).shuffle(made)
    return made


def _altered(whole: Example, rng: random.Random) -> list[Example]:
    """Up to two questions like this one that the passage does not answer."""
    text, passage, answer = whole.question, whole.passage, answer_of(whole)
    questions = {
        "swapped": other_name(text, passage, answer, rng),
        "opposite": opposite(text, passage, rng),
        "other_year": other_year(text, passage, rng),
        "other_word": other_word(text, passage, answer, rng),
    }
    found = [(origin, made) for origin, made in questions.items() if made is not None]
    return [
        asked_otherwise(whole, question, origin)
        for origin, question in rng.sample(found, min(2, len(found)))
    ]


def whole_example(row: ExampleRow) -> Example:
    sentences = row["gold"] or tuple(
        (start, end, any(start < stop and begin < end for begin, stop in row["spans"][:1]))
        for start, end in sentence_spans(row["passage"])
    )
    return Example(
        question=row["question"],
        passage=row["passage"],
        title=row["title"],
        answers=float(row["answerable"]),
        related=1.0 if row["answerable"] else None,
        span=row["span"],
        sentences=sentences,
        origin=row["set"],
    )


def _plain(text: str) -> tuple[tuple[int, int, bool], ...]:
    return tuple((start, end, False) for start, end in sentence_spans(text))


def without_answer(example: Example) -> Example | None:
    """The passage without the sentences that answer: on the subject, and no answer any more."""
    answer = example.passage[slice(*example.span)] if example.span else None
    kept = [
        (start, end)
        for start, end, holds in example.sentences
        if not holds and (answer is None or answer not in example.passage[start:end])
    ]
    if len(kept) < 2 or len(kept) == len(example.sentences):
        return None
    passage = " ".join(example.passage[start:end] for start, end in kept)
    return replace(
        example,
        passage=passage,
        answers=0.0,
        related=None,
        span=None,
        sentences=_plain(passage),
        origin="removed",
    )


def asked_otherwise(example: Example, question: str, origin: str) -> Example:
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


def answer_of(example: Example) -> str:
    return example.passage[slice(*example.span)] if example.span else ""


def cropped(example: Example, rng: random.Random) -> Example:
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


def sharc_examples(
    rows: Sequence[ExampleRow], candidates: Callable[[ExampleRow], list[str]], seed: int = 2
) -> Iterator[Example]:
    """Positives and three searched negatives for each OR-ShARC row that is not held out."""
    rng = random.Random(seed)
    for row in rows:
        if held_out(row["group"]):
            continue
        for number, text in enumerate([row["passage"], *candidates(row)[:3]]):
            yield cropped(
                Example(
                    question=row["question"],
                    passage=text,
                    title="",
                    answers=float(number == 0),
                    related=float(number == 0),
                    span=None,
                    sentences=(),
                    origin="or_sharc" if number == 0 else "or_sharc_mined",
                ),
                rng,
            )


def _lines(path: Path) -> Iterator[ExampleRow]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
