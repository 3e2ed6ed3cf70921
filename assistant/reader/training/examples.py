"""Step one of training the bilingual reader: annotated rows in, a file of examples out.

    python -m assistant.reader.training.examples DATA OUT

DATA has the folders `policy/` (our own documents and rows) and `reading/` (public rows; left out
where it is not there). OUT gets `examples.jsonl`, and beside it `libraries/` (each collection
as the program stores it, with its vectors) and `parts/` (the examples of each collection), from
which a run that was stopped goes on. Compound questions are left out: their parts are for `fit`.
"""

from __future__ import annotations

import json
import logging
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from assistant.reader.encoding import Surroundings
from assistant.reader.training import public
from assistant.reader.training.alterations import opposite, other_name, other_year
from assistant.reader.training.rows import (
    HeadlineRow,
    Label,
    PolicyRow,
    collections_in,
    headlines_of,
    json_lines,
    rows_of,
    use_of,
)
from assistant.reader.training.searched import SearchedCollection, StoredText
from corpus.language.sentences import sentence_spans
from corpus.told_text import Span
from index.models.embedder import Embedder
from index.models.multilingual_e5 import MultilingualE5

DEPTH = 30  # passages of the search among which hard negatives are looked for
HARD = 6  # the best of those without any marked sentence are hard negatives
SEVERAL = ("list", "explain", "summary", "compare", "multi", "conflict")  # more than one passage
SHARES = {"rows": 1.0, "rows_cross": 0.6, "rows_near": 1.0}
PUBLIC = {
    "squad2": 1000, "squad1": 150, "nq_open_oracle": 200, "qed_nq_dev": 60, "selqa": 200,
    "clapnq": 60, "squadshifts_new": 80, "policyqa": 60, "quoref_superni": 40,
}  # fmt: skip
ALTERED = 0.35  # of our own answerable rows: asked once more, with one thing changed
MINED, SWAPPED = 0.25, 0.12  # of the public answerable rows: another passage, another name
# What comes early where time is short: the kinds that the first reader knew least.
EARLY = {
    "table": 4.0, "summary": 1.6, "compare": 1.6, "multi": 1.6, "list": 1.4, "explain": 1.4,
    "conflict": 1.4, "near_miss": 1.3, "headline": 0.8, "off_topic": 0.5, "public": 0.35,
}  # fmt: skip

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderExample:
    """A question and a passage. `answers` and `related` are 1, 0, or None where not known; `span`
    is the short answer's place, where it is known; `sentences` are (start, end, target, weight).
    """

    question: str
    passage: str
    around: Surroundings
    answers: float | None
    related: float | None
    span: Span | None
    sentences: tuple[tuple[int, int, float, float], ...]
    collection: str
    origin: str
    type: str


_EXAMPLE = TypeAdapter(ReaderExample)


def example_of(row: PolicyRow, stored: StoredText, labels: Sequence[Label]) -> ReaderExample:
    """What is true of a row and one passage of its collection.

    Sentences that complete the answer count .75 at half weight, tempting ones weigh 1.5; those that
    correct a false premise are left out of the loss. That a passage answers is not known where
    it only completes the answer.
    """
    positive = row.answerable and Label.EVIDENCE in labels
    answers: float | None = 1.0 if positive else 0.0
    if not positive and row.answerable and Label.ALSO in labels:
        answers = None
    related: float | None = None
    if positive or Label.ALSO in labels or Label.TEMPTING in labels:
        related = 1.0
    elif row.answerable or row.type == "off_topic":
        related = 0.0
    told = {
        Label.NOTHING: (0.0, 1.0),
        Label.EVIDENCE: (1.0, 1.0),
        Label.ALSO: (0.75, 0.5),
        Label.TEMPTING: (0.0, 0.0 if row.type == "false_presupposition" else 1.5),
    }
    return ReaderExample(
        question=row.question,
        passage=stored.text.text,
        around=stored.text.around,
        answers=answers,
        related=related,
        span=_span(row, stored, labels) if positive else None,
        sentences=tuple(
            (start, end, *told[label])
            for (start, end), label in zip(stored.text.sentences, labels, strict=True)
        ),
        collection=row.collection,
        origin=row.origin,
        type=row.type,
    )


def _span(row: PolicyRow, stored: StoredText, labels: Sequence[Label]) -> Span | None:
    evidence = [
        place
        for place, label in zip(stored.text.sentences, labels, strict=True)
        if label == Label.EVIDENCE
    ]
    for short in sorted(row.short_answers, key=len, reverse=True):
        for found in re.finditer(re.escape(short), stored.text.text):
            if any(start <= found.start() < end for start, end in evidence):
                return found.span()
    return None


def chosen_passages(
    row: PolicyRow,
    order: Sequence[int],
    labels: Mapping[int, Sequence[Label]],
    rng: random.Random,
) -> list[int]:
    """The passages of a row that become examples: what answers and a hard negative, or, of a row
    without an answer, a tempting passage and hard negatives. `order` is that of the search.
    """
    hard = [number for number in order if not any(labels[number])][:HARD]
    if not row.answerable:
        tempting = [number for number in order if Label.TEMPTING in labels[number]][:1]
        if not tempting:
            return hard[:2]
        return tempting + (hard[:1] if rng.random() < 0.5 else [])
    right = [number for number in order if Label.EVIDENCE in labels[number]]
    if row.type in SEVERAL:
        chosen = right[:2]
    else:
        chosen = right[:1] if rng.random() < 0.8 else right[1:2] or right[:1]
    if hard:
        chosen.append(hard[min(int(rng.expovariate(0.5)), len(hard) - 1)])
    return chosen


def examples_of(
    collection: SearchedCollection, rows: Iterable[PolicyRow], seed: int = 1
) -> Iterator[ReaderExample]:
    """The examples of the rows of one collection, in the rows' order; the same each time."""
    for row in rows:
        rng = random.Random(f"{seed}/{row.key}")
        if rng.random() >= SHARES[row.origin]:
            continue
        labels = {number: stored.labels(row) for number, stored in collection.texts.items()}
        found = [passage.chunk_id for passage in collection.search(row.question, DEPTH)]
        order = found + [number for number in labels if number not in set(found)]
        for number in chosen_passages(row, order, labels, rng):
            example = example_of(row, collection.texts[number], labels[number])
            yield example
            if example.answers == 1 and rng.random() < ALTERED:
                yield from altered(example, rng)


def altered(example: ReaderExample, rng: random.Random) -> Iterator[ReaderExample]:
    """The passage under a question that it does not answer, where one can be made."""
    question, passage = example.question, example.passage
    found = [other_year(question, passage, rng), opposite(question, passage, rng)]
    if example.span is not None:
        found.append(other_name(question, passage, passage[slice(*example.span)], rng))
    made = [one for one in found if one is not None]
    if made:
        yield replace(
            example,
            question=rng.choice(made),
            answers=0.0,
            related=None,
            span=None,
            sentences=tuple((start, end, 0.0, 1.0) for start, end, _, _ in example.sentences),
            origin="altered",
            type="near_miss",
        )


def headline_examples(rows: Iterable[HeadlineRow]) -> Iterator[ReaderExample]:
    """Each headline that is not kept for fitting, twice: they are few."""
    for row in rows:
        start = row.sentence.find(row.short_answer)
        if row.fitted or start < 0:
            continue
        true = float(row.right)
        made = ReaderExample(
            question=row.question,
            passage=row.sentence,
            around=Surroundings(),
            answers=true,
            related=1.0,
            span=(start, start + len(row.short_answer)) if row.right else None,
            sentences=((0, len(row.sentence), true, 1.0),),
            collection="headlines",
            origin="headlines",
            type="headline",
        )
        yield from (made, made)


def public_examples(data: Path, seed: int = 1) -> Iterator[ReaderExample]:
    """A share of the public rows of `reading/`, without the articles that are held out."""
    rng = random.Random(f"{seed}/public")
    rows = [row for row in public.rows_of(data) if not public.held_out(row["group"])]
    rng.shuffle(rows)
    passages = defaultdict(list)
    for row in rows:
        passages[row["group"]].append(row["passage"])
    for name, count in PUBLIC.items():
        for row in [one for one in rows if one["set"] == name][:count]:
            made = public.whole_example(row)
            if row["answerable"] and rng.random() < MINED:
                answer = public.answer_of(made).lower()
                others = [
                    text
                    for text in dict.fromkeys(passages[row["group"]])
                    if text != row["passage"] and answer not in text.lower()
                ]
                if not others:
                    continue
                text = rng.choice(others)
                plain = tuple((a, b, False) for a, b in sentence_spans(text))
                made = replace(made, passage=text, sentences=plain, origin="mined")
                made = replace(made, answers=0.0, related=None, span=None)
            elif row["answerable"] and rng.random() < SWAPPED:
                answer = public.answer_of(made)
                other = other_name(made.question, made.passage, answer, rng)
                if other is not None:
                    made = public.asked_otherwise(made, other, "swapped")
            yield _of_public(public.cropped(made, rng))


def _of_public(example: public.PublicExample) -> ReaderExample:
    return ReaderExample(
        question=example.question,
        passage=example.passage,
        around=Surroundings(title=example.title),
        answers=example.answers,
        related=example.related,
        span=example.span,
        sentences=tuple((a, b, float(holds), 1.0) for a, b, holds in example.sentences),
        collection="public",
        origin=example.origin,
        type="public",
    )


def in_order(made: Iterable[ReaderExample], seed: int = 1) -> list[ReaderExample]:
    """At random, what the first reader knew least rather early (EARLY)."""
    rng = random.Random(f"{seed}/order")

    def early(example: ReaderExample) -> float:
        more = {"rows_near": 1.6, "rows_cross": 1.2}.get(example.origin, 1.0)
        weight: float = EARLY.get(example.type, 1.0) * more
        return -float(rng.random() ** (1 / weight))

    return sorted(made, key=early)


def write_examples(made: Iterable[ReaderExample], path: Path) -> None:
    """A file of JSON lines, there whole or not at all."""
    part = path.with_suffix(".tmp")
    with part.open("w", encoding="utf-8") as file:
        for example in made:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    part.replace(path)


def read_examples(path: Path) -> list[ReaderExample]:
    """Raises ValidationError for a line that is no example."""
    return [_EXAMPLE.validate_python(raw) for raw in json_lines(path)]


def main(data: Path, out: Path, embedder: Embedder) -> None:
    """Write OUT/examples.jsonl."""
    (out / "parts").mkdir(parents=True, exist_ok=True)
    rows = rows_of(data / "policy", tuple(SHARES))
    made: list[ReaderExample] = []
    for name, folder in collections_in(data / "policy").items():
        if use_of(name) != "training":
            continue
        part = out / "parts" / f"{name.replace('/', '-')}.jsonl"
        if not part.exists():
            library = out / "libraries" / name.replace("/", "-")
            collection = SearchedCollection(folder, library, embedder)
            own = (row for row in rows if row.collection == name)
            write_examples(examples_of(collection, own), part)
            collection.close()
        made += read_examples(part)
        log.info("%s: %d examples so far", name, len(made))
    made += headline_examples(headlines_of(data / "policy"))
    made += public_examples(data) if (data / "reading").is_dir() else ()
    write_examples(in_order(made), out / "examples.jsonl")
    log.info("%d: %s", len(made), dict(Counter(example.origin for example in made).most_common()))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(Path(sys.argv[1]), Path(sys.argv[2]), MultilingualE5())
