"""Questions with their right answers, from a JSON Lines file: what an evaluation asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Turn
from assistant.batch import Identifier
from assistant.evaluation.metrics import normalised
from assistant.json_lines import read_lines
from corpus.errors import AssistantError

TYPES = (
    "date", "number", "person", "place", "list", "definition", "reason", "manner", "yes_no",
    "fact", "comparison", "multi", "follow_up", "keyword", "typo", "near_miss",
    "false_presupposition", "unanswerable", "conflict",
)  # fmt: skip
SHOWN = 20  # bad lines that a message names


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


def read_gold(path: Path) -> tuple[Gold, ...]:
    """The questions of the file, in order. Raises AssistantError that names every bad line."""
    questions: list[Gold] = []
    bad: list[str] = []
    lines: dict[Identifier, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            gold = _gold(_loaded(line))
            if gold.id in lines:
                raise ValueError(f"the id {_cut(gold.id)} stands in line {lines[gold.id]} already")
        except ValueError as error:
            bad.append(f"line {number}: {error}")
        else:
            lines[gold.id] = number
            questions.append(gold)
    if bad:
        shown = "; ".join(bad[:SHOWN]) + (f"; and {len(bad) - SHOWN} more" * (len(bad) > SHOWN))
        raise AssistantError(
            f"{path} has lines that cannot be used: {shown}. No question was asked."
        )
    if not questions:
        raise AssistantError(
            f"{path} has no questions; give one JSON object a line, like "
            '{"id": 1, "question": "...", "accept": ["..."]}.'
        )
    return tuple(questions)


def _loaded(line: str) -> Any:
    try:
        told = json.loads(line)
        json.dumps(told, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from error
    except UnicodeEncodeError as error:
        raise ValueError("it has half of a character (an unpaired surrogate)") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read (nested too deep)") from error
    return told


def _gold(told: Any) -> Gold:
    """The question of a line. Raises ValueError with everything that is wrong with it."""
    if not isinstance(told, dict):
        raise ValueError('not an object like {"id": 1, "question": "...", "accept": ["..."]}')
    problems: list[str] = []

    def value(key: str, fits: Callable[[Any], bool], otherwise: Any, should: str) -> Any:
        if told.get(key) is None:
            return otherwise
        if fits(told[key]):
            return told[key]
        problems.append(f'"{key}" should be {should}')
        return otherwise

    for key in ("id", "question"):
        if told.get(key) is None:
            problems.append(f'"{key}" is missing')
    identifier = value("id", _is_identifier, "", "text or a whole number")
    question = value("question", _is_words, "", "text that is not empty")
    kind = value("type", lambda given: given in TYPES, None, f"one of {', '.join(TYPES)}")
    history = value("history", _is_history, [], 'a list of {"question": "...", "answer": "..."}')
    accept = value("accept", _is_accept, [], "a list of strings, or a list of such lists")
    short = value("short_answers", _is_strings, [], "a list of strings")
    evidence = value("evidence", _is_evidence, [], 'a list of {"source": "...", "quote": "..."}')
    answerable = value("answerable", lambda given: isinstance(given, bool), None, "true or false")
    if not problems:
        if answerable is None and not accept and not evidence:
            problems.append('"answerable" is missing, or "accept" for a question with an answer')
        elif answerable is False and (accept or evidence):
            key = "accept" if accept else "evidence"
            problems.append(f'"answerable" is false, but "{key}" tells of an answer')
        elif answerable is not False and not accept:
            problems.append('"accept" is missing: an answerable question needs it')
    if problems:
        raise ValueError(", and ".join(problems))
    groups = [accept] if accept and isinstance(accept[0], str) else accept
    return Gold(
        id=identifier,
        question=question,
        type=kind,
        history=tuple(Turn(turn["question"], turn.get("answer") or "") for turn in history),
        answerable=answerable is not False,
        accept=tuple(tuple(group) for group in groups),
        short_answers=tuple(short),
        evidence=tuple(Evidence(one["source"], one["quote"]) for one in evidence),
    )


def _is_identifier(given: Any) -> bool:
    return isinstance(given, str | int) and not isinstance(given, bool)


def _is_words(given: Any) -> bool:
    return isinstance(given, str) and bool(normalised(given))


def _is_strings(given: Any) -> bool:
    return isinstance(given, list) and all(map(_is_words, given))


def _is_accept(given: Any) -> bool:
    grouped = isinstance(given, list) and all(one and _is_strings(one) for one in given)
    return grouped or _is_strings(given)


def _is_history(given: Any) -> bool:
    return isinstance(given, list) and all(
        isinstance(turn, dict)
        and _is_words(turn.get("question"))
        and isinstance(turn.get("answer"), str | None)
        for turn in given
    )


def _is_evidence(given: Any) -> bool:
    return isinstance(given, list) and all(
        isinstance(one, dict) and _is_words(one.get("source")) and _is_words(one.get("quote"))
        for one in given
    )


def _cut(identifier: Identifier) -> str:
    told = repr(identifier)
    return told if len(told) <= 40 else f"{told[:39]}…"
