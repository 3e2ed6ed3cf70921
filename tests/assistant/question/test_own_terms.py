"""The library's own terms: a question with the one form finds what is said with the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.support.hashing_embedder import HashingEmbedder

FILES = {
    "short.md": "# Registers\n\nThe ZQK keeps nine registers. The R&G Office pays.\n",
    "long.md": "# Quarries\n\nThe Directorate of Open Pits has nineteen inspectors.\n",
    "both.md": "# Wells\n\nThe Bureau of Deep Wells began in 1931. The BDW tests wells.\n",
    "other.md": "# Air\n\nThe air of the harbour council is measured by nobody; charts show it.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    given = tmp_path / "given"
    given.mkdir()
    for name, text in FILES.items():
        (given / name).write_text(text, encoding="utf-8")
    made = assemble(Settings(data_dir=tmp_path / "data", reader="words"), HashingEmbedder())
    assert all(report.stored for report in made.ingest([given]))
    for short, long in {
        "ZQK": "Council for Seabed Charts", "DOP": "Directorate of Open Pits",
        "BDW": "Bureau of Deep Wells", "AIR": "Authority of Irrigated Rice",
        "R&G": "Roads & Gates", "our coast": "Jutland",
    }.items():  # fmt: skip
        made.add_term(short, long)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        # The documents have the one, the other, or both.
        ("What does the Council for Seabed Charts keep?", "What does the ZQK keep?"),
        ("what does the council for seabed charts keep?", "what does the ZQK keep?"),
        ("What does the ZQK keep?", "What does the ZQK keep?"),
        ("Who inspects for the DOP?", "Who inspects for the Directorate of Open Pits?"),
        ("When did the BDW begin?", "When did the Bureau of Deep Wells (BDW) begin?"),
        (
            "When did the Bureau of Deep Wells begin?",
            "When did the Bureau of Deep Wells (BDW) begin?",
        ),
        (
            "When did the Bureau of Deep Wells (BDW) begin?",
            "When did the Bureau of Deep Wells (BDW) begin?",
        ),
        # Neither: what it stands for says more. `air` is no AIR.
        ("Who owns the AIR?", "Who owns the Authority of Irrigated Rice?"),
        ("Who owns the Authority of Irrigated Rice?", "Who owns the Authority of Irrigated Rice?"),
        ("What is Our Coast?", "What is Jutland?"),
        ("Who pays for Roads and Gates, or roads & gates?", None),
        ("Is air measured?", "Is air measured?"),
        ("What does DOP stand for?", "What does DOP stand for?"),
    ],
)
def test_a_question_has_the_words_of_the_documents(
    assistant: Assistant, asked: str, read: str | None
) -> None:
    expected = read if read is not None else "Who pays for Roads and Gates, or R&G?"
    assert assistant.spelled_out(asked) == expected


def test_what_is_said_in_the_other_form_is_the_answer(assistant: Assistant) -> None:
    for asked, source in (
        ("How many registers does the Council for Seabed Charts keep?", "short.md"),
        ("How many inspectors has the DOP?", "long.md"),
    ):
        answer = assistant.ask(asked, keep=False)
        assert answer.citations[0].source == source
        assert any(note.startswith("Read as: ") for note in answer.notes)


@pytest.mark.parametrize(
    ("words", "source"),
    [("Council for Seabed Charts", "short.md"), ("DOP of the harbour", "long.md")],
)
def test_search_has_them_too(assistant: Assistant, words: str, source: str) -> None:
    assert assistant.search(words, 1)[0].source == source


def test_a_term_counts_at_once_and_no_longer_than_it_is_kept(assistant: Assistant) -> None:
    assistant.add_term("DOP", "Department of Ports")
    assert assistant.spelled_out("Who runs the DOP?") == "Who runs the Department of Ports?"
    assistant.remove_term("DOP")
    assert assistant.spelled_out("Who runs the DOP?") == "Who runs the DOP?"
    assert "DOP" not in {term.short for term in assistant.terms()}


def test_it_comes_before_the_file_of_the_editor(assistant: Assistant) -> None:
    (assistant.folder / "glossary.csv").write_text("short,long\nDOP,Of the file\nPPP,Pilots\n")
    assert assistant.spelled_out("DOP and PPP?") == "Directorate of Open Pits and Pilots?"
