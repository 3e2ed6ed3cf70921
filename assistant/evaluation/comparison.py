"""Two evaluations side by side: which figures moved, and which questions changed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.batch import Identifier
from corpus.errors import AssistantError

State = Literal["right", "wrong", "refused"]
Direction = Literal["better", "worse", "other"]

# What reading something else as a report raises.
NOT_A_REPORT = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of both reports; None where one of them had nothing to measure."""

    name: str
    old: float | None
    new: float | None

    @property
    def difference(self) -> float | None:
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says of a question. `right` counts a rightful refusal, `state` does not
    tell it from another one."""

    state: State
    right: bool
    short_answer: str | None
    text: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that both reports asked, with another outcome or another short answer.

    `direction` is `other` where it was right before and after, or neither.
    """

    id: Identifier
    question: str
    old: Told
    new: Told

    @property
    def direction(self) -> Direction:
        if self.old.right == self.new.right:
            return "other"
        return "better" if self.new.right else "worse"

    @property
    def what(self) -> str:
        """`right → wrong`, `refused → right`, ..., or `short answer changed`."""
        if self.old.state != self.new.state:
            return f"{self.old.state} → {self.new.state}"
        return "short answer changed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that one of the reports alone has."""

    id: Identifier
    question: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from an older report. Changes for the worse come first."""

    old_created: str
    old_file: str
    figures: tuple[FigureChange, ...]
    changes: tuple[QuestionChange, ...]
    only_old: tuple[Asked, ...]
    only_new: tuple[Asked, ...]

    def count(self, direction: Direction) -> int:
        """How many questions changed that way."""
        return sum(change.direction == direction for change in self.changes)

    def to_dict(self) -> dict[str, Any]:
        return {
            "old": {"created": self.old_created, "questions_file": self.old_file},
            "figures": {
                figure.name: {
                    "old": figure.old,
                    "new": figure.new,
                    "difference": None
                    if figure.difference is None
                    else round(figure.difference, 6),
                }
                for figure in self.figures
            },
            "changes": [
                {
                    "id": change.id,
                    "question": change.question,
                    "what": change.what,
                    "direction": change.direction,
                    "old": {"short_answer": change.old.short_answer, "text": change.old.text},
                    "new": {"short_answer": change.new.short_answer, "text": change.new.text},
                }
                for change in self.changes
            ],
            "only_old": [{"id": one.id, "question": one.question} for one in self.only_old],
            "only_new": [{"id": one.id, "question": one.question} for one in self.only_new],
        }


def read_report(path: Path) -> dict[str, Any]:
    """A report that `assistant evaluate --report` wrote. Raises AssistantError."""
    try:
        report = json.loads(path.read_text(encoding="utf-8-sig"))
        json.dumps(report, ensure_ascii=False).encode()  # no half characters
        compare(report, report)  # reads all that is ever read of it
    except OSError as error:
        raise AssistantError(f"{path} cannot be read: {error.strerror}.") from error
    except (
        ValueError,
        RecursionError,
        ArithmeticError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise AssistantError(
            f"{path} is no report of an evaluation; give what 'assistant evaluate --report' wrote."
        ) from error
    told: dict[str, Any] = report
    return told


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """What changed between two reports, both as JSON.

    A question is the same where its id and its words are.
    """
    before, after = _rows(old), _rows(new)
    both = [
        QuestionChange(key[0], key[1], before[key], told)
        for key, told in after.items()
        if key in before
    ]
    order = ("worse", "better", "other")
    changes = sorted(
        (
            change
            for change in both
            if (change.old.state, change.old.short_answer)
            != (change.new.state, change.new.short_answer)
        ),
        key=lambda change: order.index(change.direction),
    )
    figures = [_figures(report["overall"]) for report in (old, new)]
    return Comparison(
        old_created=_text(old["created"]),
        old_file=_text(old["questions_file"]),
        figures=tuple(
            FigureChange(name, figures[0].get(name), value) for name, value in figures[1].items()
        ),
        changes=tuple(changes),
        only_old=tuple(Asked(*key) for key in before if key not in after),
        only_new=tuple(Asked(*key) for key in after if key not in before),
    )


def _rows(report: Mapping[str, Any]) -> dict[tuple[Identifier, str], Told]:
    rows: dict[tuple[Identifier, str], Told] = {}
    for row in report["rows"]:
        right, short = row["right"], row["short_answer"]
        if not isinstance(right, bool) or not isinstance(row["id"], str | int):
            raise TypeError
        refused = _text(row["status"]) == "not_found"
        state: State = "refused" if refused else "right" if right else "wrong"
        told = Told(state, right, None if short is None else _text(short), _text(row["text"]))
        rows[row["id"], _text(row["question"])] = told
    return rows


def _figures(told: Mapping[str, Any]) -> dict[str, float | None]:
    figures: dict[str, float | None] = {}
    for name, value in told.items():
        if value is not None and not math.isfinite(value):
            raise ValueError
        figures[name] = value
    return figures


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
