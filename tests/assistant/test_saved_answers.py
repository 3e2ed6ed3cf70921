"""Saved answers are checked quote by quote against what the library holds now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.saved_answers import check
from assistant.settings import Settings
from corpus.errors import AssistantError
from tests.support.hashing_embedder import HashingEmbedder

TEXT = "# Lotus\n\nThe Lotus Programme has 40 partners."


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    made = assemble(Settings(data_dir=tmp_path / "data"), HashingEmbedder())
    add(made, tmp_path, TEXT)
    yield made
    made.close()


def add(assistant: Assistant, tmp_path: Path, text: str) -> None:
    (tmp_path / "doc.md").write_text(text)
    assert all(report.stored for report in assistant.ingest([tmp_path / "doc.md"]))


def saved(assistant: Assistant, path: Path, **changed: Any) -> Path:
    """One saved answer that quotes the document's sentence, with some of it changed."""
    document = assistant.read(assistant.documents()[0].id)
    quote = "The Lotus Programme has 40 partners."
    start = document.text.index(quote)
    citation = {
        "marker": 1,
        "document_id": document.id,
        "source": "doc.md",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    } | changed
    path.write_text(json.dumps({"id": "a", "citations": [citation]}) + "\n\n")
    return path


def states(assistant: Assistant, path: Path) -> list[tuple[str, bool]]:
    return [(one.state, one.verified) for one in check(assistant, path)]


def test_a_quote_that_stands(assistant: Assistant, tmp_path: Path) -> None:
    assert states(assistant, saved(assistant, tmp_path / "a.jsonl")) == [("stands", True)]


@pytest.mark.parametrize(
    "changed", [{"quote": "The Lotus Programme has 50 partners."}, {"start": 3}, {"start": -9}]
)
def test_a_quote_that_was_altered(
    assistant: Assistant, tmp_path: Path, changed: dict[str, Any]
) -> None:
    path = saved(assistant, tmp_path / "a.jsonl", **changed)
    assert states(assistant, path) == [("differs", False)]


def test_a_superseded_and_then_removed_document(assistant: Assistant, tmp_path: Path) -> None:
    path = saved(assistant, tmp_path / "a.jsonl")
    add(assistant, tmp_path, TEXT.replace("40", "55"))
    assert states(assistant, path) == [("superseded", True)]
    assistant.remove("doc.md")
    assert states(assistant, path) == [("gone", False)]


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"citations": [{"marker": 1}]}', '"x"'])
def test_a_file_that_holds_no_answers(assistant: Assistant, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises(AssistantError, match="line 1"):
        states(assistant, tmp_path / "a.jsonl")
    with pytest.raises(AssistantError, match="cannot be read"):
        states(assistant, tmp_path / "missing.jsonl")
