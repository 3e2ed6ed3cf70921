"""A question that a document prints is answered by what stands under it, a box by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.printed_questions import PrintedQuestions
from corpus.chunking import split
from index.passage import Passage
from index.question import Question
from tests.conftest import Room

PAGE = """# Questions about the fund

## Who may apply to the fund?

Any team with a supervisor.

It names one leader:

- a professor
- a head of laboratory

## When does it close?

In May.

- [x] Signed by the head of office
- [ ] Cleared by the treasury
"""


def words_in(text: str) -> int:
    return len(text.split())


@pytest.fixture
def answer(room: Room, write: Callable[[str, str], Path]) -> Callable[..., list[str] | None]:
    def answered(question: str, **pages: str) -> list[str] | None:
        for name, text in (pages or {"page": PAGE}).items():
            assert room.ingest(write(f"{name}.md", text))[0].status == "indexed"
        passages = [
            Passage(chunk, 1.0, record.source)
            for record in room.library.records()
            for chunk in split(room.library.document(record.id), words_in, 60)
        ]
        found = PrintedQuestions(room.library).answer(Question(question, question), passages)
        return None if found is None else found.citations[0].quote.split("\n\n")

    return answered


def test_what_stands_under_the_question(answer: Callable[..., list[str] | None]) -> None:
    lines = ["Any team with a supervisor.", "It names one leader:"]
    lines.append("- a professor\n- a head of laboratory")
    assert answer("who may apply to the fund") == lines


@pytest.mark.parametrize("question", ["Who may apply for the fund?", "When is it?", "In May?"])
def test_another_question_is_not_answered(
    answer: Callable[..., list[str] | None], question: str
) -> None:
    assert answer(question) is None


def test_a_box_says_whether(answer: Callable[..., list[str] | None]) -> None:
    said = ["☐ Cleared by the treasury"]
    assert answer("Was the plan cleared by the treasury?") == said


def test_two_documents_that_answer_otherwise(answer: Callable[..., list[str] | None]) -> None:
    other = "# Other\n\n## When does it close?\n\nIn June.\n"
    assert answer("When does it close?", one=PAGE, two=other) is None
