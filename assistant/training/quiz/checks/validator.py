"""The validator of quiz items: what is wrong with an item, from its words and the documents alone.

It knows nothing of how items are made and trusts none of it. A reason begins with the kind of
the fault, `two options are right: ...`, so that rejected items can be counted by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.training.pack import Item
from assistant.training.quiz.checks.context import Context
from assistant.training.quiz.checks.giveaway import giveaway
from assistant.training.quiz.checks.overlap import overlap
from assistant.training.quiz.checks.pronouns import pronouns
from assistant.training.quiz.checks.statement import swap
from assistant.training.quiz.checks.stem import not_alone
from assistant.training.quiz.checks.structure import structure
from assistant.training.quiz.checks.trivia import trivia
from assistant.training.quiz.checks.two_right import two_right

__all__ = ["Context", "faults"]

_CHECKS: tuple[Callable[[Item, Context], Iterator[str]], ...] = (
    structure, two_right, overlap, giveaway, swap, not_alone, pronouns, trivia,
)  # fmt: skip


def faults(item: Item, context: Context) -> tuple[str, ...]:
    """Why an item cannot be used, each reason once; nothing for a good one."""
    return tuple(dict.fromkeys(reason for check in _CHECKS for reason in check(item, context)))
