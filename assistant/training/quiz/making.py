"""Making a quiz: items of all types, checked, spread over the material, the same for one seed.

make_quiz(material, count=30, seed=1)       a quiz; another seed gives a parallel form
replaced(material, items, item_id, seed)    another item for one that was dropped
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from assistant.training.material import Material
from assistant.training.pack import ITEM_TYPES, Item, ItemType, Rejected
from assistant.training.quiz.checks.validator import Context, faults
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.quiz.items.arranging import matching, ordering
from assistant.training.quiz.items.choices import multiple_choice
from assistant.training.quiz.items.cloze import cloze
from assistant.training.quiz.items.short_answers import short_answer
from assistant.training.quiz.items.true_false import true_false
from assistant.training.quiz.pool import CandidateItem, Pool
from assistant.training.quiz.quotas import Room, is_mixed, most_of_one, of_types
from assistant.training.quiz.repetition import clash, tells_answer
from assistant.training.quiz.rewording import Plainer, with_plainer_stems
from corpus.wording import _

MOST_REJECTED = 50  # that are listed
MOST_OF_ONE = 2  # items of one sentence
MOST_TRIES, LEAST_OF_MOST = 6, 0.75  # to find the mix of types that gives most items
_MAKERS: Mapping[ItemType, Callable[[Pool, Random], Iterator[CandidateItem]]] = {
    "multiple_choice": multiple_choice,
    "cloze": cloze,
    "true_false": true_false,
    "matching": matching,
    "ordering": ordering,
    "short_answer": short_answer,
}
# Those that can be made of few sentences only choose theirs first.
_FIRST: tuple[ItemType, ...] = (
    "ordering", "matching", "multiple_choice", "short_answer", "cloze", "true_false",
)  # fmt: skip
ARRANGED: tuple[ItemType, ...] = ("ordering", "matching")


ItemJudge = Callable[[CandidateItem], str | None]


@dataclass(frozen=True, slots=True)
class Quiz:
    """The items of a quiz, what the validator threw out, and what could not be done, in words."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]


def make_quiz(
    material: Material,
    *,
    count: int,
    seed: int,
    types: Collection[ItemType] = ITEM_TYPES,
    judge: ItemJudge | None = None,
    plainer: Plainer | None = None,
) -> Quiz:
    """A quiz of up to `count` items; fewer where the material gives no more good ones. `judge`
    says why an item that passed the checks is not kept after all, by reading the documents;
    `plainer` gives a stem in other words, which is taken where all of that still holds."""
    material = material.for_items
    pool = Pool.of(material)
    kinds = [kind for kind in _FIRST if kind in types]
    waiting = _scarce_first({kind: _candidates(pool, kind, seed) for kind in kinds})
    checking = _Checking(Context.of(material), judge)
    tried: dict[int, list[CandidateItem]] = {}
    aim = count
    while aim not in tried and len(tried) < MOST_TRIES:
        tried[aim] = _chosen(pool, waiting, checking, aim, count, seed)
        aim = len(tried[aim]) or aim
    chosen = _best(list(tried.values()), len(kinds))
    if plainer is not None:
        chosen = with_plainer_stems(chosen, plainer, checking.fault)
    items = in_order((one.item for one in chosen), seed)
    return Quiz(items, tuple(checking.rejected[:MOST_REJECTED]), _notes(pool, count, len(items)))


def _chosen(
    pool: Pool,
    waiting: Mapping[ItemType, list[CandidateItem]],
    checking: _Checking,
    aim: int,
    count: int,
    seed: int,
) -> list[CandidateItem]:
    """Up to `count` items, their types in the shares that a quiz of `aim` items has."""
    wanted = of_types(aim, waiting)
    room = Room.of(pool, aim, wanted.get("true_false", 0), seed)
    choosing = _Choosing(room, checking)
    for kind in ARRANGED:  # each needs the sentences or rows of several others
        choosing.choose(waiting.get(kind, []), wanted.get(kind, 0), 2)
    for kind, candidates in waiting.items():  # hard ones are few, so they choose their place first
        hard = [one for one in candidates if one.item.difficulty == "hard"]
        choosing.choose(hard, wanted[kind], 2)
    for strictness in (2, 1, 0):
        for kind, candidates in waiting.items():
            choosing.choose(candidates, wanted[kind], strictness)
    most = most_of_one(aim, len(waiting))
    for strictness in (1, 0):  # what a type could not give, others do, each in its turn
        open_types = dict(waiting)
        while open_types and len(choosing.chosen) < count:
            kind = min(open_types, key=lambda one: choosing.of[one])
            before = choosing.of[kind]
            choosing.choose(open_types[kind], min(most, before + 1), strictness)
            if choosing.of[kind] == before:
                del open_types[kind]
    return choosing.chosen


def _best(tried: Sequence[list[CandidateItem]], types: int) -> list[CandidateItem]:
    """The most items, but rather some less of which no type is too many.

    Where more is asked for than there is, the types that come first take the sentences of the
    others; a smaller aim then gives a better mix, and often more items.
    """
    most = max(map(len, tried))
    mixed = [
        one for one in tried if len(one) >= LEAST_OF_MOST * most and is_mixed(_kinds(one), types)
    ]
    return max(mixed or tried, key=len)


def _kinds(chosen: Iterable[CandidateItem]) -> Counter[ItemType]:
    return Counter(one.item.type for one in chosen)


def replaced(
    material: Material,
    items: Sequence[Item],
    item_id: str,
    seed: int,
    judge: ItemJudge | None = None,
) -> Item | None:
    """Another item for the one of a quiz with this id, or None where the material gives none.

    Of the same type if there is one; nothing that the quiz asks already, nor what was dropped.
    """
    dropped = next((item for item in items if item.id == item_id), None)
    if dropped is None:
        return None
    material = material.for_items
    pool = Pool.of(material)
    room = Room.of(pool, len(items), len(items), seed)
    choosing = _Choosing(room, _Checking(Context.of(material), judge))
    for item in items:
        choosing.remember(item, pool)
    kinds = sorted(ITEM_TYPES, key=lambda kind: kind != dropped.type)
    for kind in kinds:
        before = len(choosing.chosen)
        choosing.choose(_candidates(pool, kind, seed), choosing.of[kind] + 1, 0)
        if len(choosing.chosen) > before:
            return replace(choosing.chosen[-1].item, id=item_id)
    return None


def _candidates(pool: Pool, kind: ItemType, seed: int) -> list[CandidateItem]:
    """The candidates of a type, the most relevant tending to come first, as the seed has it."""
    random = Random(f"{seed} {kind}")
    found = list(_MAKERS[kind](pool, random))
    weighted = [
        (-_relevance(one) * (0.4 + 0.6 * random.random()), at) for at, one in enumerate(found)
    ]
    return [found[at] for _, at in sorted(weighted)]


def _scarce_first(
    waiting: Mapping[ItemType, list[CandidateItem]],
) -> dict[ItemType, list[CandidateItem]]:
    """The types that need several sentences at once, then those that can be made of fewer ones
    before those that can be made of more: what they need is not taken then."""

    def sentences(kind: ItemType) -> int:
        return len({one.said_as for candidate in waiting[kind] for one in candidate.made_of})

    rest = sorted((kind for kind in waiting if kind not in ARRANGED), key=sentences)
    return {kind: waiting[kind] for kind in (*(k for k in ARRANGED if k in waiting), *rest)}


def _relevance(candidate: CandidateItem) -> float:
    found = [sentence.relevance for sentence in candidate.made_of]
    return max(0.05, sum(found) / len(found))


@dataclass(slots=True)
class _Checking:
    """The checks of the candidates, each checked once, and those that were thrown out."""

    context: Context
    judge: ItemJudge | None = None
    rejected: list[Rejected] = field(default_factory=list)
    sound: dict[int, bool] = field(default_factory=dict)

    def is_sound(self, candidate: CandidateItem) -> bool:
        if id(candidate) not in self.sound:
            fault = self.fault(candidate)
            self.sound[id(candidate)] = fault is None
            if fault is not None:
                self.rejected.append(Rejected(candidate.item.stem, fault))
        return self.sound[id(candidate)]

    def fault(self, candidate: CandidateItem) -> str | None:
        """Why an item cannot be used, or None."""
        for fault in faults(candidate.item, self.context):
            return fault
        for name, why in broken(candidate.item).items():
            return f"{_(name)}: {why}"
        return None if self.judge is None else self.judge(candidate)


@dataclass(slots=True)
class _Choosing:
    """The items chosen so far, and whether one more can stand beside them."""

    room: Room
    checking: _Checking
    chosen: list[CandidateItem] = field(default_factory=list)
    of: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)
    by_sentence: dict[tuple[str, int], list[Item]] = field(default_factory=dict)
    kept: list[Item] = field(default_factory=list)  # that are there already

    def choose(self, candidates: Sequence[CandidateItem], wanted: int, strictness: int) -> None:
        """Take candidates of one type, in their order, until there are `wanted` of it."""
        for candidate in candidates:
            if self.of[candidate.item.type] >= wanted:
                return
            if self._fits(candidate, strictness) and self.checking.is_sound(candidate):
                self._take(candidate)

    def remember(self, item: Item, pool: Pool) -> None:
        """Count an item that is there already."""
        self.seen.add(_asks(item))
        for sentence in pool.sentences:
            for citation in item.citations:
                if (
                    citation.document_id == sentence.document.id
                    and citation.start < sentence.end
                    and sentence.start < citation.end
                ):
                    self.by_sentence.setdefault(sentence.said_as, []).append(item)
        for citation in item.citations:  # of a row of a table or an item of a list
            self.by_sentence.setdefault((citation.document_id, citation.start), []).append(item)
        self.of[item.type] += 1
        self.kept.append(item)

    def _fits(self, candidate: CandidateItem, strictness: int) -> bool:
        if not self.room.has(candidate, strictness) or _asks(candidate.item) in self.seen:
            return False
        for sentence in candidate.made_of:
            others = self.by_sentence.get(sentence.said_as, [])
            if len(others) >= MOST_OF_ONE or (others and strictness >= 1):
                return False
            if any(clash(candidate.item, other) for other in others):
                return False
        items = [*(one.item for one in self.chosen), *self.kept]
        return not any(tells_answer(candidate.item, other) for other in items)

    def _take(self, candidate: CandidateItem) -> None:
        self.chosen.append(candidate)
        self.of[candidate.item.type] += 1
        self.room.take(candidate)
        self.seen.add(_asks(candidate.item))
        for sentence in candidate.made_of:
            self.by_sentence.setdefault(sentence.said_as, []).append(candidate.item)


def _asks(item: Item) -> tuple[str, str]:
    """What two items share that are copies of one another."""
    if item.type in ("matching", "ordering"):
        return item.type, repr(sorted(item.options))
    return item.stem, ""


def in_order(chosen: Iterable[Item], seed: int) -> tuple[Item, ...]:
    """The items by type, as a paper has them; easy ones first."""
    levels = ("easy", "medium", "hard")
    ordered = sorted(
        chosen,
        key=lambda item: (ITEM_TYPES.index(item.type), levels.index(item.difficulty)),
    )
    mixed = [item for item in ordered if item.type == "true_false"]
    Random(f"{seed} order").shuffle(mixed)
    turns = iter(mixed)
    placed = [next(turns) if item.type == "true_false" else item for item in ordered]
    return tuple(replace(item, id=f"q{at}") for at, item in enumerate(placed, 1))


def _notes(pool: Pool, count: int, made: int) -> tuple[str, ...]:
    if made >= count:
        return ()
    sentences = len({sentence.alike for sentence in pool.sentences})
    asked = len(pool.facts) + len(pool.own_asked) + len(pool.own_definitions) + len(pool.meanings)
    if not sentences and not pool.columns:
        return (
            _(
                "No item could be made instead of {count}: the documents hold no sentence on the "
                "topic that can be read on its own."
            ).format(count=count),
        )
    return (
        _(
            "{made} of {count} items could be made: {sentences} different sentences on the topic "
            "can be read on their own, with {facts} facts and definitions to ask for, and "
            "{columns} columns of tables; more items of them would repeat or give away one "
            "another, have two right answers or none that can be read in the passages."
        ).format(
            made=made, count=count, sentences=sentences, facts=asked, columns=len(pool.columns)
        ),
    )
