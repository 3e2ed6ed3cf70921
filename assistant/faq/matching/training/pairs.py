"""Pairs of questions of which it is known whether they ask the same, with what they are used for.

group_pairs(policy)    groups of questions that ask the same, and others that only look so
row_pairs(policy)      a question in both languages; twins with one thing changed; neighbours
list_pairs(file)       the pairs of `tests/quality/duplicates.jsonl`
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Literal

from assistant.reader.training.rows import use_of

RUN = 12  # groups whose ids follow each other, on one subject
OF_A_RUN = 2  # pairs of two groups of a run, for each such two
NEIGHBOURS = 60  # pairs of a collection that ask for different things

Source = Literal["group", "other", "run", "cross", "twin", "neighbour", "list"]
Row = Mapping[str, Any]
PairUse = Literal["learned", "held out", "validation"]


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two questions, and whether they ask the same.

    `unit` is what is held out as a whole: a run of groups, or a collection.
    """

    one: str
    other: str
    same: bool
    source: Source
    unit: str
    use: PairUse


def held_out(unit: str) -> bool:
    """Whether a run of groups is not learned from; the same on every machine."""
    return int(hashlib.sha256(unit.encode()).hexdigest(), 16) % 5 == 0


def group_pairs(policy: Path, seed: int = 0) -> Iterator[LabelledPair]:
    """Of `same_question.jsonl`: all pairs within a group, each question of it with each that only
    looks alike, and some of other groups of its run."""
    chance = random.Random(seed)
    runs: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(policy / "same_question.jsonl"):
        _, part, number = row["id"].split("-")
        runs[f"{part}-{(int(number) - 1) // RUN}"].append(row)
    for unit, groups in runs.items():
        use: PairUse = "held out" if held_out(unit) else "learned"
        for group in groups:
            for one, other in combinations(group["same"], 2):
                yield LabelledPair(one, other, True, "group", unit, use)
            for one in group["same"]:
                for other in group["other"]:
                    yield LabelledPair(one, other, False, "other", unit, use)
        for first, second in combinations(groups, 2):
            for _ in range(OF_A_RUN):
                one, other = chance.choice(first["same"]), chance.choice(second["same"])
                yield LabelledPair(one, other, False, "run", unit, use)


def row_pairs(policy: Path, seed: int = 0) -> Iterator[LabelledPair]:
    """Of the annotated rows; those of the collections of validation are only counted."""
    chance = random.Random(seed)
    rows: dict[str, Row] = {row["id"]: row for row in _rows(policy / "rows.jsonl")}
    near: dict[str, Row] = {row["id"]: row for row in _rows(policy / "rows_near.jsonl")}
    crossed: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for row in _rows(policy / "rows_cross.jsonl"):
        origin = rows.get(row["same_as"])
        if origin is not None and not (row.get("history") or origin.get("history")):
            crossed[_collection(row)].append((row, origin))
    for unit, both in crossed.items():
        use: PairUse = "validation" if use_of(unit) == "validation" else "learned"
        for row, origin in both:
            yield _pair(row, origin, True, "cross", use)
        shuffled = chance.sample(both, len(both))
        for (row, origin), (other, _) in [*pairwise(shuffled)][:NEIGHBOURS]:
            if row.get("evidence") != other.get("evidence"):
                yield _pair(other, chance.choice((row, origin)), False, "neighbour", use)
    for one, twin in _twins(rows, near):
        use = "validation" if use_of(_collection(one)) == "validation" else "learned"
        yield _pair(one, twin, False, "twin", use)


def list_pairs(file: Path) -> Iterator[LabelledPair]:
    """The half of our list of pairs that may be read."""
    for row in _rows(file):
        use: PairUse = "learned" if row["split"] == "dev" else "held out"
        yield LabelledPair(row["one"], row["other"], row["same"], "list", row["id"], use)


def _twins(rows: Mapping[str, Row], near: Mapping[str, Row]) -> Iterator[tuple[Row, Row]]:
    """Two rows with one thing changed: each names the other, or both have one label."""
    labelled: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for known in (rows, near):
        for row in known.values():
            twin = known.get(row.get("twin", ""))
            if twin is not None and row["id"] < twin["id"]:
                yield row, twin
            elif twin is None and row.get("twin") and known is rows:
                labelled[_collection(row), row["twin"]].append(row)
    yield from ((both[0], both[1]) for both in labelled.values() if len(both) == 2)


def _pair(one: Row, other: Row, same: bool, source: Source, use: PairUse) -> LabelledPair:
    return LabelledPair(one["question"], other["question"], same, source, _collection(one), use)


def _collection(row: Row) -> str:
    return f"{row['set']}/{row['collection']}"


def _rows(file: Path) -> Iterator[Row]:
    if file.is_file():
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())
