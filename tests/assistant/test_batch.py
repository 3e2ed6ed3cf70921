"""A file of questions: every row answered in order, stopped and resumed, bad rows named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import batch
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.errors import AssistantError

TIMED = "elapsed_ms"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "doc.md").write_text(
        "# Lotus\n\nThe Lotus Programme has 40 partners. It was opened in Hue on 3 May 2021."
    )
    made = assemble(Settings(data_dir=folder / "data"))
    list(made.ingest([folder / "doc.md"]))
    yield made
    made.close()


def questions(path: Path, count: int = 12) -> Path:
    rows = [
        {
            "id": f"q{n}",
            "question": "How many partners does the Lotus Programme have" + "?" * (n + 1),
        }
        for n in range(count - 2)
    ]
    rows.append(
        {
            "id": "follow",
            "question": "When was it opened?",
            "history": [{"question": "What is the Lotus Programme?", "answer": "A programme."}],
        }
    )  # type: ignore[dict-item]
    rows.append({"id": "empty", "question": "   "})
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return path


def answers(path: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{key: value for key, value in row.items() if key != TIMED} for row in rows]


def test_rows_are_answered_in_order_and_keep_their_id(assistant: Assistant, tmp_path: Path) -> None:
    rows = batch.read_rows(questions(tmp_path / "q.jsonl"))
    given = list(batch.run(assistant, rows, tmp_path / "a.jsonl"))
    written = answers(tmp_path / "a.jsonl")
    assert [row["id"] for row in written] == [row.id for row in rows] == [g["id"] for g in given]
    assert written[0]["short_answer"] == "40"
    assert written[-2]["short_answer"] == "3 May 2021", "the history was used"
    assert (written[-1]["status"], written[-1]["citations"]) == ("not_found", [])
    assert "empty" in written[-1]["text"]
    assert not (tmp_path / "a.jsonl.partial").exists()


@pytest.mark.parametrize("torn", [b"", b'{"id": "q3", "ques'])
def test_a_stopped_run_goes_on_where_it_was(
    assistant: Assistant, tmp_path: Path, torn: bytes
) -> None:
    rows = batch.read_rows(questions(tmp_path / "q.jsonl"))
    list(batch.run(assistant, rows, tmp_path / "whole.jsonl"))
    run = batch.run(assistant, rows, tmp_path / "a.jsonl")
    for _ in range(3):
        next(run)
    run.close()
    partial = tmp_path / "a.jsonl.partial"
    assert not (tmp_path / "a.jsonl").exists(), "only a finished run gives the file its name"
    partial.write_bytes(partial.read_bytes() + torn)
    told: list[int] = []
    rest = list(batch.run(assistant, rows, tmp_path / "a.jsonl", told.append))
    assert len(rest) == len(rows) - 3, "what was answered is not asked again"
    assert told[0] == 3 and sum(told) == len(rows)
    assert answers(tmp_path / "a.jsonl") == answers(tmp_path / "whole.jsonl")


def test_a_partial_run_over_other_questions_is_not_gone_on_with(
    assistant: Assistant, tmp_path: Path
) -> None:
    rows = batch.read_rows(questions(tmp_path / "q.jsonl"))
    run = batch.run(assistant, rows, tmp_path / "a.jsonl")
    next(run), next(run)
    run.close()
    other = [
        batch.BatchRow(rows[0].id, rows[0].question),
        batch.BatchRow("q1", "Where was it opened?"),
    ]
    assert len(list(batch.run(assistant, other, tmp_path / "a.jsonl"))) == 1
    assert answers(tmp_path / "a.jsonl")[1]["asked_as"] == "Where was it opened?"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id": 1, "question": "a"}\nnot json', "line 2"),
        ('{"id": 1}', 'line 1: "question" is missing'),
        ("[1]", "line 1: not an object"),
        (
            '{"id": 1, "question": "a"}\n{"id": 1, "question": "b"}',
            "line 2: the id 1 stands in line 1 already",
        ),
        ('{"id": [1], "question": "a"}', '"id" should be a valid string or a valid integer'),
        ('{"id": 1, "question": "a", "history": ["x"]}', '"history[0]" should be'),
        ("\n\n", "no questions"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "q.jsonl").write_text(text)
    with pytest.raises(AssistantError) as caught:
        batch.read_rows(tmp_path / "q.jsonl")
    assert told in str(caught.value)


def test_a_file_that_cannot_be_read_or_written(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be read"):
        batch.read_rows(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": 1, "question": "caf\xe9"}')
    with pytest.raises(AssistantError, match="UTF-8"):
        batch.read_rows(tmp_path / "latin.jsonl")
    with pytest.raises(AssistantError, match="cannot be written"):
        list(batch.run(assistant, [batch.BatchRow(1, "a")], tmp_path / "no" / "folder.jsonl"))
