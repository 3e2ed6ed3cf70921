"""Quotas: how many items of a type, a difficulty, a document and a section a quiz should have."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random

from assistant.training.pack import (
    DIFFICULTIES,
    FALSE,
    ITEM_TYPES,
    TRUE,
    Difficulty,
    Item,
    ItemType,
)
from assistant.training.quiz.pool import CandidateItem, Pool

MIX: Mapping[ItemType, int] = {  # of thirty
    "multiple_choice": 10, "cloze": 5, "true_false": 6, "matching": 2, "ordering": 2,
    "short_answer": 5,
}  # fmt: skip
LEVELS: Mapping[Difficulty, float] = {"easy": 0.3, "medium": 0.5, "hard": 0.2}
MOST_OF_A_SECTION = 0.3  # of the items
MOST_OF_A_TABLE, MOST_OF_TABLES = 0.2, 0.35  # of the items asked for: cells alone teach little
# Of the items asked for, where there are so many types: none is above .4 of those made.
MOST_OF_A_TYPE, FEWEST_TYPES = 0.37, 4
MOST_OF_MADE = 0.4


def most_of_one(count: int, types: int) -> int:
    """How many items of one type a quiz has at most, so that no type is most of it."""
    return count if types < FEWEST_TYPES else max(1, math.floor(MOST_OF_A_TYPE * count))


def is_mixed(made: Counter[ItemType], types: int) -> bool:
    """Whether no type is too many of the items made, where there are so many types."""
    return types < FEWEST_TYPES or max(made.values(), default=0) <= MOST_OF_MADE * made.total()


def shared_out(count: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to `count`, in proportion to weights (largest remainders)."""
    total = sum(weights.values())
    if total <= 0:
        return dict.fromkeys(weights, 0)
    exact = {name: count * weight / total for name, weight in weights.items()}
    shares = {name: math.floor(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in rest[: count - sum(shares.values())]:
        shares[name] += 1
    return shares


def of_types(count: int, types: Collection[ItemType]) -> dict[ItemType, int]:
    """How many items of each type; of the types asked for, in their usual mix."""
    shares = shared_out(count, {kind: MIX[kind] for kind in ITEM_TYPES if kind in types})
    return {kind: shares[kind] for kind in ITEM_TYPES if kind in types}


@dataclass(slots=True)
class Room:
    """What room is left in a quiz for items of a difficulty, a document and a section."""

    levels: dict[str, int]
    documents: dict[str, int]
    most_of_section: int
    most_of_table: int
    most_of_tables: int
    keys: dict[str, int]  # of true or false
    leader: str  # which of both there may be one more of
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, pool: Pool, count: int, true_false: int, seed: int) -> Room:
        levels = shared_out(count, {level: LEVELS[level] for level in DIFFICULTIES})
        weights = Counter(sentence.document.id for sentence in pool.sentences)
        documents = shared_out(count, weights)
        most = max(2, math.ceil(MOST_OF_A_SECTION * count))
        half = math.ceil(true_false / 2)
        return cls(
            levels,
            {name: max(1, share) for name, share in documents.items()},
            most,
            max(2, math.ceil(MOST_OF_A_TABLE * count)),
            max(2, math.ceil(MOST_OF_TABLES * count)),
            {TRUE: half, FALSE: half},
            Random(f"{seed} true or false").choice((TRUE, FALSE)),
        )

    def has(self, candidate: CandidateItem, strictness: int) -> bool:
        """Whether an item fits: 2 all quotas, 1 those of documents and sections, 0 none."""
        table = _table(candidate)
        if table and (
            self._of("table", table) >= self.most_of_table
            or self._of("tables", "all") >= self.most_of_tables
        ):
            return False
        if candidate.item.type == "true_false":
            key = str(candidate.item.answer)
            other = TRUE if key == FALSE else FALSE
            least = self._of("key", other) + (0 if key == self.leader else -1)
            if self._of("key", key) > least or (
                strictness >= 2 and self._of("key", key) >= self.keys[key]
            ):
                return False  # a quiz of true statements alone asks nothing
        if strictness >= 2 and self._of("level", candidate.item.difficulty) >= self.levels.get(
            candidate.item.difficulty, 0
        ):
            return False
        if strictness >= 1:
            document = candidate.made_of[0].document.id
            if self._of("document", document) >= self.documents.get(document, 1):
                return False
            return self._of("section", _section(candidate.item)) < self.most_of_section
        return True

    def take(self, candidate: CandidateItem) -> None:
        if candidate.item.type == "true_false":
            self.taken["key", str(candidate.item.answer)] += 1
        self.taken["level", candidate.item.difficulty] += 1
        self.taken["document", candidate.made_of[0].document.id] += 1
        self.taken["section", _section(candidate.item)] += 1
        if table := _table(candidate):
            self.taken["table", table] += 1
            self.taken["tables", "all"] += 1

    def _of(self, kind: str, name: str) -> int:
        return self.taken[kind, name]


def _section(item: Item) -> str:
    return f"{item.citation.document_id} {item.section}"


def _table(candidate: CandidateItem) -> str:
    """Which table an item is made of; "" where it is made of prose."""
    first = candidate.made_of[0]
    tables = (block for block in first.document.blocks if block.kind == "table")
    own = next((one for one in tables if one.start <= first.start < one.end), None)
    return f"{first.document.id} {own.start}" if own else ""
