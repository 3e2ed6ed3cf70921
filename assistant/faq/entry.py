"""Entry: one question of an FAQ with its answer, as it is built, kept and given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from assistant.answer import Answer

State = Literal["draft", "in_review", "approved", "retired"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question that was merged into an entry, since it asks the same."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and its answer. `question` is what the editor sees, `answer.asked_as`.

    `id` is the row's own, unique within its list. `merged` are the other wordings that this
    entry answers. `columns` are further columns of the list, carried through. `state`, `owner`,
    `review_date` (ISO 8601) and `approved_on` (likewise) matter once the entry is kept as a
    record; an entry fresh from a build is a draft.
    """

    id: str
    topic: str
    answer: Answer
    merged: tuple[Wording, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    state: State = "draft"
    owner: str = ""
    review_date: str | None = None
    approved_on: str | None = None

    @property
    def question(self) -> str:
        return self.answer.asked_as

    def to_dict(self) -> dict[str, Any]:
        """The answer's JSON with what makes it an entry before it."""
        return {
            "id": self.id,
            "topic": self.topic,
            "merged": [{"id": one.id, "question": one.question} for one in self.merged],
            "columns": dict(self.columns),
            "state": self.state,
            "owner": self.owner,
            "review_date": self.review_date,
            "approved_on": self.approved_on,
            **self.answer.to_dict(),
        }

    @classmethod
    def from_dict(cls, told: Any) -> Entry:
        """The entry that `to_dict` told. Raises ValueError that names a key that is wrong."""
        if not isinstance(told, Mapping):
            raise ValueError("it is no object")
        state = told.get("state", "draft")
        if state not in STATES:
            raise ValueError(f'"state" is {state!r}, not one of {", ".join(STATES)}')
        merged, columns = told.get("merged", []), told.get("columns", {})
        if not isinstance(merged, list) or not isinstance(columns, Mapping):
            raise ValueError('"merged" is no list, or "columns" no object')
        return cls(
            id=_text(told, "id"),
            topic=_text(told, "topic", ""),
            answer=Answer.from_dict(told),
            merged=tuple(Wording(_text(one, "id"), _text(one, "question")) for one in merged),
            columns={str(name): str(value) for name, value in columns.items()},
            state=state,
            owner=_text(told, "owner", ""),
            review_date=_text(told, "review_date", "") or None,
            approved_on=_text(told, "approved_on", "") or None,
        )


@dataclass(frozen=True, slots=True)
class Faq:
    """Entries to be given out together, in their order; `date` is the day they were made (ISO
    8601) and `revision` that of the library they were answered from.
    """

    title: str
    entries: tuple[Entry, ...]
    revision: int
    date: str


def _text(told: Any, key: str, default: str | None = None) -> str:
    found = told.get(key) if isinstance(told, Mapping) else None
    if found in (None, "") and default is not None:
        return default
    if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
        raise ValueError(f'"{key}" is missing or empty' if not found else f'"{key}" is {found!r}')
    return str(found)
