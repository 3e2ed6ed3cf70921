"""Entry: one question of an FAQ with its answer, as it is built, kept and given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from assistant.answer import Answer
from corpus.checked_json import checked

State = Literal["draft", "in_review", "approved", "retired"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question that was merged into an entry, since it asks the same."""

    id: str
    question: str


def _text(given: Any) -> Any:
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


TextOrNumber = Annotated[str, BeforeValidator(_text)]  # a number is one too, as people write ids
NotEmpty = Annotated[TextOrNumber, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class _MergedKeys:
    id: NotEmpty
    question: NotEmpty


@dataclass(frozen=True, slots=True)
class _EntryKeys:
    """What makes JSON of an answer that of an entry."""

    id: NotEmpty
    topic: TextOrNumber = ""
    merged: tuple[_MergedKeys, ...] = ()
    columns: dict[str, Annotated[str, BeforeValidator(str)]] = field(default_factory=dict)
    state: State = "draft"
    owner: TextOrNumber = ""
    review_date: TextOrNumber | None = None
    approved_on: TextOrNumber | None = None
    question_by: TextOrNumber = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and its answer. `question` is what the editor sees, `answer.asked_as`.

    `id` is the row's own, unique within its list. `merged` are the other wordings that this
    entry answers. `columns` are further columns of the list, carried through. `state`, `owner`,
    `review_date` (ISO 8601) and `approved_on` (likewise) matter once the entry is kept as a
    record; an entry fresh from a build is a draft. Where a language model has put the question
    into words, `question_by` names it as `Answer.generator` does, and the first of `merged` is the
    question as the list has it.
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
    question_by: str = ""

    @property
    def question(self) -> str:
        return self.answer.asked_as

    @property
    def listed_as(self) -> str:
        """The question as its list has it."""
        return self.merged[0].question if self.question_by and self.merged else self.question

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
            "question_by": self.question_by,
            **self.answer.to_dict(),
        }

    @classmethod
    def from_dict(cls, told: Any) -> Entry:
        """The entry that `to_dict` told. Raises ValueError that names a key that is wrong."""
        if not isinstance(told, Mapping):
            raise ValueError("not an object")
        keys = checked(_EntryKeys, told)
        return cls(
            id=keys.id,
            topic=keys.topic,
            answer=Answer.from_dict(told),
            merged=tuple(Wording(one.id, one.question) for one in keys.merged),
            columns=keys.columns,
            state=keys.state,
            owner=keys.owner,
            review_date=keys.review_date or None,
            approved_on=keys.approved_on or None,
            question_by=keys.question_by,
        )


@dataclass(frozen=True, slots=True)
class Faq:
    """Entries to be given out together, in their order; `date` is the day they were made (ISO
    8601) and `revision` that of the library they were answered from. `pairs` are the ids of
    entries that ask the same in two languages, to be shown beside each other.
    """

    title: str
    entries: tuple[Entry, ...]
    revision: int
    date: str
    pairs: tuple[tuple[str, str], ...] = ()
