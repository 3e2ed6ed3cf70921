"""What a library's abbreviations stand for: from its documents, the briefs and an editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.question.glossary import FILE_NAME
from assistant.settings import Settings
from tests.support.hashing_embedder import HashingEmbedder

TEXT = """# Harbours

The Ministry of Science (MoS) pays for the new quay.
The National Dredging Agency (NDA) digs.
The NDA has nine ships.
"""


def read_in_full(folder: Path, question: str, *, name: str = "harbours.md") -> str:
    """The question in full, and what a library of `TEXT` notes on it."""
    source = folder / name
    source.write_text(TEXT, encoding="utf-8")
    assistant = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    assert all(report.status for report in assistant.ingest([source]))
    told = assistant.ask(question).notes
    read = assistant.spelled_out(question)
    assistant.close()
    return "\n".join((read, *told))


def test_what_documents_use_in_brackets_alone_is_spelled_out(tmp_path: Path) -> None:
    assert read_in_full(tmp_path, "What does MoS do?").startswith(
        "What does Ministry of Science do?"
    )


def test_what_documents_use_themselves_is_left(tmp_path: Path) -> None:
    assert read_in_full(tmp_path, "Who leads the NDA?").startswith("Who leads the NDA?")


def test_an_editor_adds_to_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    table = "short form,long form\nNDA,National Dairy Archive\nthe quay,Quay 9\n,\n"
    (tmp_path / "data" / FILE_NAME).write_text(table, encoding="utf-8")
    read = read_in_full(tmp_path, "Does the NDA use the quay?")
    assert read.startswith("Does the National Dairy Archive use Quay 9?")
    assert "Read as: Does the National Dairy Archive use Quay 9?" in read


@pytest.mark.parametrize("table", ["a,b\nNDA\n", "a,b\n,Agency\n", 'a,b\n"x', "a,b\n\udcff,x\n"])
def test_a_glossary_that_cannot_be_read_is_told(tmp_path: Path, table: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE_NAME).write_bytes(table.encode("utf-8", "surrogateescape"))
    read = read_in_full(tmp_path, "Who leads the NDA?")
    assert read.startswith("Who leads the NDA?") and FILE_NAME in read and "was not used" in read


def test_the_glossary_of_the_briefs_is_for_libraries_that_hold_them(tmp_path: Path) -> None:
    asked = "What does MOFA do?"
    assert read_in_full(tmp_path, asked).startswith(asked)
    other = tmp_path / "other"
    other.mkdir()
    read = read_in_full(other, asked, name="case-studies.md")
    assert read.startswith("What does Ministry of Foreign Affairs do?")
