"""What people say of answers: right, wrong or incomplete. Kept for editors, and as questions whose
answers are known, which an evaluation asks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from assistant.answer import Answer
from assistant.evaluation.metrics import normalised
from corpus.checked_json import loaded
from corpus.errors import AssistantError
from corpus.wording import _, later, number
from index.store import database
from index.store.kept_file import FileKind, KeptFile
from index.store.seal import seal, sealed

Judgement = Literal["right", "wrong", "incomplete"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
JUDGED = {"right": later("right"), "wrong": later("wrong"), "incomplete": later("incomplete")}
FILE_NAME = "reviews.sqlite"
PURPOSE = database.Purpose("list of reviews", "restore it from a backup, or move it away")
MOST_CHARACTERS = 2_000  # of what a person adds
MOST = 10_000  # reviews that are kept; of more the oldest go

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE reviews (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,                 -- UTC
    judgement TEXT NOT NULL,
    why TEXT NOT NULL,                -- empty where the person did not say
    expected TEXT NOT NULL,           -- what would be right, likewise
    answer TEXT NOT NULL,             -- JSON
    seal TEXT NOT NULL                -- of what is beside it
);
"""
_COLUMNS = ("at", "judgement", "why", "expected", "answer")


@dataclass(frozen=True, slots=True)
class Review:
    """What a person said of an answer, `at` a time in UTC, ISO 8601; `why`, and what is `expected`
    in its place, in the person's words, may be empty."""

    at: str
    judgement: Judgement
    why: str
    expected: str
    answer: Answer

    def said(self) -> Iterator[str]:
        """What was answered, and what the person said of it, line by line in the reader's words."""
        answer = self.answer
        yield _("answered: {answer}").format(answer=answer.short_answer or answer.words)
        if self.why:
            yield _("why: {why}").format(why=self.why)
        if self.expected:
            yield _("right would be: {expected}").format(expected=self.expected)

    def to_dict(self) -> dict[str, Any]:
        told = {"at": self.at, "judgement": self.judgement, "why": self.why}
        return {**told, "expected": self.expected, "answer": self.answer.to_dict()}


class ReviewFile(KeptFile):
    """The reviews of a data folder. Safe to use from many threads and processes."""

    KIND = FileKind("reviews", 1, SCHEMA, PURPOSE)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE_NAME)

    def add(self, answer: Answer, judgement: str, why: str = "", expected: str = "") -> None:
        """Keep what a person says of an answer. Raises AssistantError, LibraryError."""
        if judgement not in JUDGEMENTS:
            known = ", ".join(JUDGEMENTS)
            raise AssistantError(
                _("An answer is one of {known}, not {given}.").format(
                    known=known, given=repr(judgement)
                )
            )
        for said in (why, expected):
            if len(said) > MOST_CHARACTERS:
                raise AssistantError(
                    _(
                        "That is {count} characters long; the limit is {limit}. Say it more "
                        "shortly."
                    ).format(count=number(len(said)), limit=number(MOST_CHARACTERS))
                )
        told = json.dumps(answer.to_dict(), ensure_ascii=False)
        row = [database.now(), judgement, why.strip(), expected.strip(), told]
        row = [database.storable(value) for value in row]
        self.create()
        with self.writing() as connection:
            connection.execute(
                f"INSERT INTO reviews ({', '.join(_COLUMNS)}, seal) VALUES (?, ?, ?, ?, ?, ?)",
                [*row, seal(row)],
            )
            connection.execute(
                "DELETE FROM reviews WHERE number <= (SELECT max(number) FROM reviews) - ?", [MOST]
            )

    def all(self) -> list[Review]:
        """The newest first. Raises LibraryError."""
        if not self.exists():
            return []
        with self.reading() as connection:
            rows = connection.execute("SELECT * FROM reviews ORDER BY number DESC").fetchall()
        return [self._review(row) for row in rows]

    def clear(self) -> list[Review]:
        """Forget them all; gives what was there. Raises LibraryError."""
        found = self.all()
        if found:
            with self.writing() as connection:
                connection.execute("DELETE FROM reviews")
        return found

    def _review(self, row: sqlite3.Row) -> Review:
        if not sealed(row, _COLUMNS):
            cause = f"review {row['number']} is not as it was stored"
            raise database.damaged(self.path, cause, PURPOSE)
        with database.values_told_plainly(self.path, PURPOSE):
            return Review(
                str(row["at"]),
                cast(Judgement, row["judgement"]),
                str(row["why"]),
                str(row["expected"]),
                Answer.from_dict(loaded(row["answer"])),
            )


def counts(reviews: Iterable[Review]) -> dict[str, int]:
    """How many reviews there are of each judgement."""
    found: dict[str, int] = dict.fromkeys(JUDGEMENTS, 0)
    for one in reviews:
        found[one.judgement] += 1
    return found


def as_questions(reviews: Iterable[Review]) -> Iterator[dict[str, Any]]:
    """The lines of a file of questions with their right answers (`gold.read_gold`), one for each
    question by its newest review; `reviews` have the newest first. Of an answer that was not right,
    what is right is known only where the person said it.
    """
    seen: set[str] = set()
    for one in reviews:
        key = normalised(one.answer.question)
        if key in seen:
            continue
        seen.add(key)
        line = _question(one)
        if line is not None:
            yield {"id": f"review-{len(seen)}", **line}


def _question(review: Review) -> dict[str, Any] | None:
    answer = review.answer
    if review.expected:
        return {"question": answer.question, "accept": [review.expected]}
    if review.judgement != "right":
        return None
    if answer.status == "not_found":
        return {"question": answer.question, "answerable": False}
    quotes = [one.quote for one in answer.citations]
    right = [answer.short_answer] if answer.short_answer else quotes[:1]
    cited = [{"source": one.source, "quote": one.quote} for one in answer.citations]
    return {"question": answer.question, "accept": right, "evidence": cited}
