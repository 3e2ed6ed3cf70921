"""The bank as a trainer looks at it: each item with its results and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from assistant.quote_positions import Versions
from assistant.training.bank.bank_file import BankItem
from assistant.training.bank.freshness import Standing, standing
from assistant.training.bank.item_bank import ItemBank
from assistant.training.bank.results import results
from assistant.training.bank.statistics import ItemStatistics, weaknesses
from assistant.training.pack import Difficulty, ItemType
from assistant.training.practice.practice import Practice
from assistant.training.quiz.criteria.rubric import broken
from assistant.training.quiz.editing import answer_lines
from corpus.language.words import folded
from corpus.wording import later

if TYPE_CHECKING:
    from assistant.assistant import Assistant

ShownState = Literal["in_use", "stale", "weak", "flawed", "retired"]
SHOWN_STATES: tuple[ShownState, ...] = get_args(ShownState)
STATE_WORDS: dict[ShownState, str] = {
    "in_use": later("in use"),
    "stale": later("passage changed or gone"),
    "weak": later("weak by its results"),
    "flawed": later("flawed by the rubric"),
    "retired": later("retired"),
}
STANDING_WORDS: dict[Standing, str] = {
    "stands": later("its passage stands"),
    "changed": later("its passage has changed"),
    "gone": later("its document is gone"),
}


@dataclass(frozen=True, slots=True)
class BankRow:
    """An item of the bank. `weak` are sentences; `flaws` the names of the criteria it breaks."""

    kept: BankItem
    statistics: ItemStatistics
    standing: Standing
    weak: tuple[str, ...]
    flaws: tuple[str, ...]

    def is_in(self, state: ShownState | None) -> bool:
        """Whether a list of this state shows it; that of none shows all but retired ones."""
        if state == "retired" or self.kept.retired:
            return state == "retired" and self.kept.retired
        told = {"stale": self.standing != "stands", "weak": self.weak, "flawed": self.flaws}
        return bool(told.get(state or "", True))


def overview(assistant: Assistant, bank: ItemBank, practice: Practice) -> list[BankRow]:
    """All items, in the order in which they were kept."""
    found, versions = results(bank, practice), Versions(assistant)
    return [
        BankRow(
            kept,
            found.get(kept.id, ItemStatistics()),
            standing(kept.item, versions),
            tuple(weaknesses(kept, found.get(kept.id, ItemStatistics()))),
            tuple(broken(kept.item)),
        )
        for kept in bank.items()
    ]


def filtered(
    rows: Iterable[BankRow],
    *,
    state: ShownState | None = None,
    topic: str = "",
    type: ItemType | None = None,
    difficulty: Difficulty | None = None,
    words: str = "",
) -> list[BankRow]:
    """The rows of a state, a topic or outcome, a type, a difficulty, and with these words."""
    return [
        row
        for row in rows
        if row.is_in(state)
        and type in (None, row.kept.item.type)
        and difficulty in (None, row.kept.item.difficulty)
        and folded(topic) in folded(f"{row.kept.topic}\n{row.kept.outcome}")
        and folded(words) in folded(_searched(row.kept))
    ]


def _searched(kept: BankItem) -> str:
    return "\n".join((kept.item.stem, answer_lines(kept.item), kept.topic, kept.outcome))
