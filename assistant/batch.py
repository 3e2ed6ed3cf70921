"""Many questions from a file: answers in order, one JSON line each; stopped, it resumes."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Turn
from assistant.answer_parts import written
from assistant.assistant import Assistant
from corpus.checked_json import loaded, parsed
from corpus.checked_json import read_rows as rows_of
from corpus.errors import AssistantError, QuestionError
from corpus.wording import _
from index.choice import WHOLE_LIBRARY, DocumentChoice

Identifier = str | int
WORKERS = 2  # questions that are answered at the same time


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A question of the file, with the id and the earlier turns that came with it."""

    id: Identifier
    question: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class _QuestionLine:
    question: str
    id: Identifier | None = None
    history: tuple[Turn, ...] = ()


def read_rows(path: Path) -> list[BatchRow]:
    """The rows of a JSON Lines file. Raises AssistantError that names every bad line."""
    return rows_of(
        path,
        _row,
        lambda row: row.id,
        bad="rows that cannot be asked",
        outcome="Nothing was answered.",
        none="no questions; give one JSON object a line.",
    )


def _row(line: str, number: int) -> BatchRow:
    told = parsed(_QuestionLine, line)
    return BatchRow(number if told.id is None else told.id, told.question, told.history)


def run(
    assistant: Assistant,
    rows: list[BatchRow],
    out: Path,
    on_progress: Callable[[int], None] | None = None,
    choice: DocumentChoice = WHOLE_LIBRARY,
) -> Iterator[dict[str, Any]]:
    """Answer the rows and write them to `out`, which appears when all are done.

    Until then the answers stand in `out` + `.partial`; a run that was stopped goes on after
    the last whole line there, if its answers are from the same choice of documents. A question
    that cannot be asked gets a `not_found` row that says why. Raises ChoiceError.
    """
    choice = assistant.chosen(choice).choice
    partial = out.with_name(out.name + ".partial")
    try:
        done = _done(partial, rows, choice)
        with partial.open("r+b" if done else "wb") as file:
            file.seek(done[-1] if done else 0)
            file.truncate()
            if on_progress is not None and done:
                on_progress(len(done))
            for row in rows[len(done) :]:
                answer = answered(assistant, row, choice)
                file.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                file.flush()
                yield answer
                if on_progress is not None:
                    on_progress(1)
            os.fsync(file.fileno())
        partial.replace(out)
    except OSError as error:
        raise AssistantError(
            _("{out} cannot be written: {strerror}.").format(out=out, strerror=error.strerror)
        ) from error


def answered(
    assistant: Assistant, row: BatchRow, choice: DocumentChoice = WHOLE_LIBRARY
) -> dict[str, Any]:
    """The row's answer as JSON, with its id first."""
    answer = said(assistant, row.question, row.history, choice=choice, worded=True)
    return {"id": row.id, **answer.to_dict()}


def said(
    assistant: Assistant, question: str, history: Sequence[Turn] = (), **options: Any
) -> Answer:
    """The answer to a question; to one that cannot be asked, `not_found` that says why."""
    try:
        return assistant.ask(question, history, **options)
    except QuestionError as error:
        short = _shortened(question)
        asked = options.get("choice") or None
        return Answer(short, short, "not_found", written(str(error)), searched_in=asked)


def in_order(assistant: Assistant, questions: Iterable[str], **options: Any) -> Iterator[Answer]:
    """The answers to many questions, in their order; the next are worked on meanwhile."""
    pool = ThreadPoolExecutor(WORKERS)
    waiting: deque[Future[Answer]] = deque()
    try:
        for question in questions:
            waiting.append(pool.submit(said, assistant, question, **options))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _done(partial: Path, rows: list[BatchRow], choice: DocumentChoice) -> list[int]:
    """The end offset of each line of an earlier run that answers the rows from the first on."""
    ends: list[int] = []
    try:
        data = partial.read_bytes()
    except FileNotFoundError:
        return ends
    start = 0
    for row in rows:
        end = data.find(b"\n", start) + 1
        try:
            told = loaded(data[start:end]) if end else {}
        except ValueError:
            break
        if not isinstance(told, dict) or told.get("id") != row.id:
            break
        if _shortened(str(told.get("asked_as"))) != _shortened(row.question):
            break
        if told.get("searched_in") != (choice.to_dict() if choice else None):
            break
        ends.append(end)
        start = end
    return ends


def _shortened(question: str) -> str:
    """Enough of a question to know it again, cleaned as the assistant cleans it."""
    printable = "".join(letter if letter.isprintable() else " " for letter in question)
    return " ".join(printable.split())[:200].strip()
