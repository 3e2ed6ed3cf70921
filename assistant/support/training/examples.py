"""Statements with what they are said to rest on: supported or not, of every source.

    claim_rows(DATA)        policy/claims.jsonl and verification/claims.jsonl, with their use
    made_examples(DATA)     made of the rows of the collections that may be trained on

Held out is by the evidence: a third of policy/claims.jsonl and of verification, by the SHA-256 of
the evidence (behind the word `support`: the rows were split by a bare hash before). Those rows are
counted and never looked at.
"""

from __future__ import annotations

import ast
import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.reader.training.rows import json_lines, use_of
from assistant.support.training.alterations import ALTERATIONS
from corpus.language.identification import language_of
from corpus.language.stems import content
from corpus.language.values import names_in


@dataclass(frozen=True, slots=True)
class SupportExample:
    """`said` rests on `basis`, or does not. `source` says where it is from, `kind` what was done to
    it; `unit` is what is held out as a whole."""

    said: str
    basis: tuple[str, ...]
    supported: bool
    source: str
    kind: str
    unit: str

    @property
    def held_out(self) -> bool:
        """Whether it is counted, and nothing fitted on it; the same on every machine."""
        return hashlib.sha256(f"support {self.unit}".encode()).digest()[0] % 3 == 0

    @property
    def across(self) -> bool:
        """Whether statement and basis are in different languages."""
        return language_of(self.said) != language_of(" ".join(self.basis))


def claim_rows(data: Path) -> Iterator[SupportExample]:
    """The annotated claims: `policy`, `fm2`, `wice`; what is partly supported is not."""
    for row in json_lines(data / "policy" / "claims.jsonl"):
        basis = row["evidence"]
        yield SupportExample(
            row["claim"], (basis,), bool(row["supported"]), "policy", row["kind"], basis
        )
    for row in json_lines(data / "verification" / "claims.jsonl"):
        told = sentences_of(row["evidence"])
        supported = row["label"] in ("SUPPORTS", "supported")
        unit = " ".join(told)
        yield SupportExample(row["claim"], told, supported, row["set"], row["label"], unit)


def sentences_of(evidence: Any) -> tuple[str, ...]:
    """The sentences of a row of verification, which some rows write as the text of a list."""
    if isinstance(evidence, str):
        try:
            evidence = ast.literal_eval(evidence)
        except (ValueError, SyntaxError):
            evidence = [evidence]
    return tuple(str(one) for one in evidence)


def made_examples(data: Path, seed: int = 3) -> list[SupportExample]:
    """Answers and sentences of the training collections as they are, and with one thing altered or
    over what another question rests on; and questions with their translation, or another's."""
    rng = random.Random(seed)
    rows = [
        row
        for name in ("rows", "rows_near")
        for row in json_lines(data / "policy" / f"{name}.jsonl")
        if row["answerable"] and row["evidence"] and use_of(_collection(row)) != "validation"
    ]
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[_collection(row)].append(row)
    made: list[SupportExample] = []
    for collection, own in grouped.items():
        made += _of_collection(collection, own, rng)
    made += _questions(data, rng)
    rng.shuffle(made)
    return made


def _of_collection(
    collection: str, rows: list[dict[str, Any]], rng: random.Random
) -> Iterator[SupportExample]:
    bases = [tuple(one["quote"].strip() for one in row["evidence"]) for row in rows]
    names = sorted({name.text for basis in bases for one in basis for name in names_in(one)})
    answers = [row["answer"].strip() for row in rows]
    stems = [content(answer) for answer in answers]
    every = [content(" ".join(basis)) for basis in bases]
    for place, (answer, basis) in enumerate(zip(answers, bases, strict=True)):
        joined = " ".join(basis)
        if len(answer.split()) >= 5:
            yield SupportExample(answer, basis, True, "made", "answer", collection)
            yield from _altered(answer, basis, "answer", names, collection, rng)
            # What this basis does not say, though it speaks of the like.
            near = sorted(
                (other for other in range(len(rows)) if not set(bases[other]) & set(basis)),
                key=lambda other: -len(stems[place] & every[other]),
            )[:3]
            if near:
                other = rng.choice(near)
                yield SupportExample(answer, bases[other], False, "made", "other", collection)
        sentence = re.sub(r"\s+", " ", rng.choice(basis))
        if rng.random() < 0.5 and len(sentence.split()) >= 6:
            yield SupportExample(sentence, basis, True, "made", "copy", collection)
            yield from _altered(sentence, (joined,), "copy", names, collection, rng)


def _altered(
    said: str,
    basis: tuple[str, ...],
    kind: str,
    names: list[str],
    collection: str,
    rng: random.Random,
) -> Iterator[SupportExample]:
    """One altered statement; of alterations that can be made any is as likely."""
    joined = " ".join(basis)
    for name in rng.sample(sorted(ALTERATIONS), len(ALTERATIONS)):
        made = ALTERATIONS[name](said, joined, names, rng)
        if made is not None and made != said:
            yield SupportExample(made, basis, False, "made", name, collection)
            return


def _questions(data: Path, rng: random.Random) -> Iterator[SupportExample]:
    """Questions and the same in the other language: what is said in both is the same."""
    known = {
        row["id"]: row
        for row in json_lines(data / "policy" / "rows.jsonl")
        if use_of(_collection(row)) != "validation"
    }
    pairs = [
        (row["question"], known[row["same_as"]]["question"], _collection(row))
        for row in json_lines(data / "policy" / "rows_cross.jsonl")
        if row["same_as"] in known
    ]
    for place, (said, same, collection) in enumerate(pairs):
        names = [pairs[other][1] for other in range(max(0, place - 6), place)]
        if rng.random() < 0.6:
            yield SupportExample(said, (same,), True, "questions", "translation", collection)
        if names and rng.random() < 0.25:
            other = rng.choice(names)
            yield SupportExample(said, (other,), False, "questions", "other", collection)
        yield from _translation_altered(said, same, collection, rng)


def _translation_altered(
    said: str, same: str, collection: str, rng: random.Random
) -> Iterator[SupportExample]:
    for name in rng.sample(("number", "date", "unit", "negation", "strength", "swap"), 6):
        made = ALTERATIONS[name](said, same, (), rng)
        if made is not None and made != said:
            yield SupportExample(made, (same,), False, "questions", name, collection)
            return


def _collection(row: dict[str, Any]) -> str:
    return f"{row['set']}/{row['collection']}"
