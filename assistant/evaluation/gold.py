"""Questions with their right answers, from a JSON Lines file: what an evaluation asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, WrapValidator

from assistant.answer import Turn
from assistant.batch import Identifier
from assistant.evaluation.metrics import normalised
from corpus.checked_json import checked, parsed, read_rows

TYPES = (
    "date", "number", "person", "place", "list", "definition", "reason", "manner", "yes_no",
    "fact", "comparison", "multi", "follow_up", "keyword", "typo", "near_miss",
    "false_presupposition", "unanswerable", "conflict",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that answers: its exact words, in a file of this name."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what is right to say to it.

    An answer is right when it says one string of every group of `accept`; where the documents
    do not say (`answerable` is false, and there are no groups), when it is a refusal.
    """

    id: Identifier
    question: str
    type: str | None = None
    history: tuple[Turn, ...] = ()
    answerable: bool = True
    accept: tuple[tuple[str, ...], ...] = ()
    short_answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def _words(given: str) -> str:
    if not normalised(given):
        raise ValueError("should be text that is not empty")
    return given


NotBlank = Annotated[str, AfterValidator(_words)]


def _groups(given: Any, handler: Callable[[Any], Any]) -> Any:
    try:
        return handler(given)
    except ValidationError as error:
        raise ValueError("should be a list of strings, or a list of such lists") from error


def _kind(given: str) -> str:
    if given not in TYPES:
        raise ValueError(f"should be one of {', '.join(TYPES)}")
    return given


@dataclass(frozen=True, slots=True)
class _Turn:
    question: NotBlank
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Evidence:
    source: NotBlank
    quote: NotBlank


@dataclass(frozen=True, slots=True)
class _GoldLine:
    id: Identifier
    question: NotBlank
    type: Annotated[str, AfterValidator(_kind)] | None = None
    history: tuple[_Turn, ...] = ()
    answerable: bool | None = None
    accept: Annotated[
        list[NotBlank] | list[Annotated[list[NotBlank], Field(min_length=1)]],
        WrapValidator(_groups),
    ] = field(default_factory=list)
    short_answers: tuple[NotBlank, ...] = ()
    evidence: tuple[_Evidence, ...] = ()


def read_gold(path: Path) -> tuple[Gold, ...]:
    """The questions of the file, in order. Raises AssistantError that names every bad line."""
    return tuple(
        read_rows(
            path,
            lambda line, _: _gold(parsed(_GoldLine, line)),
            lambda gold: gold.id,
            bad="lines that cannot be used",
            outcome="No question was asked.",
            none='no questions; give one JSON object a line, like {"id": 1, "question": "...", '
            '"accept": ["..."]}.',
        )
    )


def gold_of(lines: Iterable[Mapping[str, Any]]) -> tuple[Gold, ...]:
    """The questions of what would be the lines of such a file."""
    return tuple(_gold(checked(_GoldLine, line)) for line in lines)


def _gold(told: _GoldLine) -> Gold:
    """The question of a line. Raises ValueError where its keys contradict each other."""
    if told.answerable is None and not told.accept and not told.evidence:
        raise ValueError('"answerable" is missing, or "accept" for a question with an answer')
    if told.answerable is False and (told.accept or told.evidence):
        key = "accept" if told.accept else "evidence"
        raise ValueError(f'"answerable" is false, but "{key}" tells of an answer')
    if told.answerable is not False and not told.accept:
        raise ValueError('"accept" is missing: an answerable question needs it')
    groups = [[one] if isinstance(one, str) else one for one in told.accept]
    if told.accept and isinstance(told.accept[0], str):
        groups = [[one for group in groups for one in group]]
    return Gold(
        id=told.id,
        question=told.question,
        type=told.type,
        history=tuple(Turn(turn.question, turn.answer) for turn in told.history),
        answerable=told.answerable is not False,
        accept=tuple(tuple(group) for group in groups),
        short_answers=told.short_answers,
        evidence=tuple(Evidence(one.source, one.quote) for one in told.evidence),
    )
