"""Drawing from the bank by a blueprint: so many items of each kind, topic and difficulty.

part_of("5 multiple_choice hard Export controls")   a part of a blueprint, as people write it
drawn(items, parts, seed)                            the items; the same for the same
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from assistant.training.bank.bank_file import BankItem
from assistant.training.bank.item_bank import BankError
from assistant.training.pack import DIFFICULTIES, ITEM_TYPES, Difficulty, Item, ItemType
from assistant.training.quiz.repetition import tells_answer
from corpus.language.words import folded
from corpus.wording import _

MOST = 500  # items of a pack


@dataclass(frozen=True, slots=True)
class BlueprintPart:
    """So many items of a type, a difficulty and a topic or outcome; of any where none is said."""

    count: int
    type: ItemType | None = None
    difficulty: Difficulty | None = None
    topic: str = ""

    def fits(self, kept: BankItem) -> bool:
        """Whether an item is of this part; a topic may be part of the item's, in any case."""
        tags = folded("\n".join((kept.topic, kept.outcome)))
        return (
            self.type in (None, kept.item.type)
            and self.difficulty in (None, kept.item.difficulty)
            and folded(self.topic) in tags
        )

    def __str__(self) -> str:
        said = (str(self.count), self.type, self.difficulty, self.topic)
        return " ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class DrawnItems:
    """The ids of the items that were drawn, in no order that means anything; and for each part
    that could not be filled, how many it has."""

    ids: tuple[str, ...]
    short: tuple[tuple[BlueprintPart, int], ...]


def part_of(text: str) -> BlueprintPart:
    """`5 multiple_choice hard Export controls`: a count, then what is wanted of it, the topic
    last. Raises BankError."""
    count, *words = text.split() or [""]
    if not count.isdecimal() or not 1 <= int(count) <= MOST:
        raise BankError(
            _(
                "“{text}” is no part of a blueprint; write a number from 1 to {most}, then a type, "
                "a difficulty and a topic where you want them: 5 multiple_choice hard Trade."
            ).format(text=text.strip(), most=MOST)
        )
    kind, level = None, None
    if words and words[0] in ITEM_TYPES:
        kind = cast(ItemType, words.pop(0))
    if words and words[0] in DIFFICULTIES:
        level = cast(Difficulty, words.pop(0))
    return BlueprintPart(int(count), kind, level, " ".join(words))


def drawn(
    kept: Sequence[BankItem], items: Mapping[str, Item], parts: Sequence[BlueprintPart], seed: int
) -> DrawnItems:
    """Items for each part, none twice and none that tells another's answer.

    `items` are those that may be used, by the id that they are `kept` under. Each item has a
    place in the order of a seed that does not depend on what else is there, so that a bank that
    grew gives much the same; the part with the fewest to choose from chooses first.
    """
    order = sorted(
        (one for one in kept if one.id in items),
        key=lambda one: sha256(f"{seed} {one.id}".encode()).digest(),
    )
    fitting = {place: [one for one in order if part.fits(one)] for place, part in enumerate(parts)}
    scarce = sorted(fitting, key=lambda place: len(fitting[place]))
    taken: dict[str, Item] = {}
    short = []
    for place in scarce:
        before = len(taken)
        for one in fitting[place]:
            if len(taken) - before == parts[place].count:
                break
            item = items[one.id]
            if one.id not in taken and not any(tells_answer(item, it) for it in taken.values()):
                taken[one.id] = item
        if len(taken) - before < parts[place].count:
            short.append((parts[place], len(taken) - before))
    return DrawnItems(tuple(taken), tuple(short))
