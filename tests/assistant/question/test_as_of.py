"""`As of DATE` in a question, and the documents that were there then."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.question.as_of import as_of, dated_until, limit_from
from corpus.errors import QuestionError
from index.store.records import DocumentRecord

TODAY = date(2026, 11, 21)
HOW_MANY = "How many agencies does Vietnam have?"


@pytest.mark.parametrize(
    ("question", "rest", "limit"),
    [
        ("As of March 2025, how many agencies does Vietnam have?", HOW_MANY, "2025-03"),
        ("How many agencies does Vietnam have as of 12 March 2025?", HOW_MANY, "2025-03-12"),
        ("How many agencies does Vietnam have (as at 31/12/2024)?", HOW_MANY, "2024-12-31"),
        ("How many agencies does Vietnam have, as of 2024?", HOW_MANY, "2024"),
        ("How many agencies does Vietnam have as of 2025-03?", HOW_MANY, "2025-03"),
        ("How many agencies does Vietnam have as of the end of 2024?", HOW_MANY, "2024-12"),
        ("How many agencies does Vietnam have by the end of 2024?", HOW_MANY, "2024-12"),
        ("Up to March 2025, how many agencies does Vietnam have?", HOW_MANY, "2025-03"),
        (
            "According to documents up to March 2025, how many agencies does Vietnam have?",
            HOW_MANY,
            "2025-03",
        ),
        (
            "How many agencies does Vietnam have in reports published before 2025?",
            HOW_MANY,
            "2024-12-31",
        ),
        (
            "Based on what was known by 5 May 2024, how many agencies does Vietnam have?",
            HOW_MANY,
            "2024-05-05",
        ),
        (
            "What do sources from before 2024 say about chips?",
            "What do sources say about chips?",
            "2023-12-31",
        ),
    ],
)
def test_a_question_about_what_was_known(question: str, rest: str, limit: str) -> None:
    assert as_of(question, TODAY) == (rest, limit)


@pytest.mark.parametrize(
    "question",
    [
        "What happened before 2025?",
        "What happened up to March 2025?",
        "What must ministries submit by the end of 2024?",
        "How many engineers must be trained by 2030?",
        "How many engineers does the plan train by the end of 2030?",
        "What is the target for renewable energy by 2030?",
        "What is the deadline before 2025?",
        "How has the budget changed from 2020 up to 2024?",
        "When was the agreement of 5 December 2024 signed?",
        "Who chairs the committee as of today?",
        "How many agencies does Vietnam have as of 03/04/2025?",
        "How many agencies does Vietnam have as of 5 May?",
        "What does the decree say of documents?",
        "",
    ],
)
def test_a_question_about_events_stays_as_it_is(question: str) -> None:
    assert as_of(question, TODAY) == (question, None)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("2025-03-12", "2025-03-12"),
        (" 12 March 2025 ", "2025-03-12"),
        ("March 2025", "2025-03"),
    ],
)
def test_the_option(text: str, limit: str) -> None:
    assert limit_from(text) == limit


@pytest.mark.parametrize("text", ["", "soon", "03/04/2025", "12 March", "2025 or so"])
def test_an_option_that_is_no_date(text: str) -> None:
    with pytest.raises(QuestionError, match="is not a date; write"):
        limit_from(text)


def record(id_: str, date: str | None, superseded_by: str | None = None) -> DocumentRecord:
    return DocumentRecord(
        id=id_,
        source=f"{id_[0]}.md",
        names=(),
        title=None,
        date=date,
        publisher=None,
        language=None,
        pages=0,
        characters=1,
        chunks=1,
        added_at="2026-01-01",
        superseded_by=superseded_by,
    )


def test_documents_dated_until_a_limit() -> None:
    records = [
        record("a", "2023-06-01"),
        record("b", "2025-03-12"),
        record("c", "2025"),
        record("d", None),
        record("e", "2025-02"),
    ]
    march = dated_until(records, "2025-03")
    assert march.scope == {"a", "b", "e"}
    assert march.notes == (
        "Only documents dated up to 2025-03 were searched: 3 of 5; left out: "
        "1 dated less exactly, so perhaps later, 1 undated.",
    )
    assert dated_until(records, "2025-03-11").scope == {"a", "e"}
    assert dated_until(records, "2025").scope == {"a", "b", "c", "e"}
    assert dated_until(records, "2022").scope == frozenset()
    assert "0 of 5; left out: 4 later, 1 undated." in dated_until(records, "2022").notes[0]
    assert dated_until(records[:1], "2024").notes == (
        "Only documents dated up to 2024 were searched: 1 of 1.",
    )


def test_a_superseded_version_is_named_and_not_searched() -> None:
    records = [
        record("r3", "2026-01-10"),
        record("r2", "2025-01-10", "r3"),
        record("r1", "2024-01-10", "r2"),
        record("s2", "2024-02-02"),
        record("s1", "2023-02-02", "s2"),
    ]
    found = dated_until(records, "2025-06")
    assert found.scope == {"s2"}
    assert found.notes[1] == (
        "Superseded versions are not searched; current then were r.md of 2025-01-10 (r2). "
        "'assistant documents show ID' opens one."
    )
    assert len(dated_until(records, "2026").notes) == 1
    removed = [record("x1", "2024-01-10", "gone")]
    assert dated_until(removed, "2025").notes == (
        "Only documents dated up to 2025 were searched: 0 of 0.",
    )
