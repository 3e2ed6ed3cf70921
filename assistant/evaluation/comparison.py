"""Two evaluations side by side: which figures moved, and which questions changed."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import FiniteFloat

from assistant.batch import Identifier
from corpus.checked_json import checked, loaded
from corpus.errors import AssistantError
from corpus.wording import _

RowState = Literal["right", "wrong", "refused"]
Direction = Literal["better", "worse", "other"]


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
class ReportedAnswer:
    """What one report says of a question. `right` counts a rightful refusal, `state` does not
    tell it from another one."""

    state: RowState
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
    old: ReportedAnswer
    new: ReportedAnswer

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
class AskedOnce:
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
    only_old: tuple[AskedOnce, ...]
    only_new: tuple[AskedOnce, ...]

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


@dataclass(frozen=True, slots=True)
class _ReportRow:
    id: Identifier
    question: str
    status: str
    right: bool
    text: str
    short_answer: str | None = None

    @property
    def told(self) -> ReportedAnswer:
        refused = self.status == "not_found"
        state: RowState = "refused" if refused else "right" if self.right else "wrong"
        return ReportedAnswer(state, self.right, self.short_answer, self.text)


@dataclass(frozen=True, slots=True)
class _Report:
    created: str
    questions_file: str
    overall: dict[str, FiniteFloat | None]
    rows: tuple[_ReportRow, ...]


def read_report(path: Path) -> dict[str, Any]:
    """A report that `assistant evaluate --report` wrote. Raises AssistantError."""
    try:
        report: dict[str, Any] = loaded(path.read_bytes().removeprefix(BOM_UTF8))
        checked(_Report, report)
    except OSError as error:
        raise AssistantError(
            _("{path} cannot be read: {strerror}.").format(path=path, strerror=error.strerror)
        ) from error
    except ValueError as error:
        raise AssistantError(
            _(
                "{path} is no report of an evaluation ({reason}); give what 'assistant "
                "evaluate --report' wrote."
            ).format(path=path, reason=error)
        ) from error
    return report


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Comparison:
    """What changed between two reports, both as JSON.

    A question is the same where its id and its words are.
    """
    older, newer = checked(_Report, old), checked(_Report, new)
    before, after = (
        {(row.id, row.question): row.told for row in report.rows} for report in (older, newer)
    )
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
    return Comparison(
        old_created=older.created,
        old_file=older.questions_file,
        figures=tuple(
            FigureChange(name, older.overall.get(name), value)
            for name, value in newer.overall.items()
        ),
        changes=tuple(changes),
        only_old=tuple(AskedOnce(*key) for key in before if key not in after),
        only_new=tuple(AskedOnce(*key) for key in after if key not in before),
    )
