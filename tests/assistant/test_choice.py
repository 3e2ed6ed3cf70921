"""Answers that keep to a choice of documents: everything that asks keeps to it, and says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import batch
from assistant.answer import Answer
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.build import Build, Planned
from assistant.faq.entry import Entry, State
from assistant.settings import Settings
from corpus.errors import ChoiceError
from index.choice import DocumentChoice

FEE = "---\ntitle: {title}\ndate: {date}\ntopics: [fees, {topic}]\n---\n# {title}\n\n{text}\n"
NORTH = FEE.format(
    title="Northern Harbour", date="2024-05-01", topic="north",
    text="The harbour fee is 40 euros a day. The harbour office opens at seven.",
)  # fmt: skip
SOUTH = FEE.format(
    title="Southern Harbour", date="2025-05-01", topic="south",
    text="The harbour fee is 90 euros a day. The harbour office opens at nine.",
)  # fmt: skip
ASKED = "How much is the harbour fee a day?"
IN_NORTH, IN_SOUTH = DocumentChoice(("North",)), DocumentChoice(("South",))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("choice")
    made = assemble(Settings(data_dir=folder / "data"))
    for name, text in (("North", NORTH), ("South", SOUTH)):
        path = folder / f"{name.lower()}.md"
        path.write_text(text, encoding="utf-8")
        assert [one.status for one in made.ingest([path], collections=[name])] == ["indexed"]
    yield made
    made.close()


@pytest.mark.parametrize(
    ("choice", "fee"),
    [
        (IN_NORTH, "40"),
        (IN_SOUTH, "90"),
        (DocumentChoice(topics=("south",)), "90"),
        (DocumentChoice(documents=("Northern Harbour",)), "40"),
        (DocumentChoice(("North", "South"), (), ("south.md",)), "90"),
    ],
)
def test_the_answer_is_of_the_chosen_documents_and_says_so(
    assistant: Assistant, choice: DocumentChoice, fee: str
) -> None:
    answer = assistant.ask(ASKED, choice=choice)
    assert answer.status == "answered" and f"{fee} euros" in answer.text
    sources = {one.source for one in answer.citations}
    assert sources == {"north.md" if fee == "40" else "south.md"}
    assert answer.notes[0].startswith("Searched only: ")
    assert answer.searched_in == assistant.chosen(choice).choice
    assert Answer.from_dict(answer.to_dict()).searched_in == answer.searched_in
    found = assistant.search("harbour fee", 10, choice)
    assert {passage.source for passage in found} == sources


def test_without_a_choice_nothing_is_said_of_one(assistant: Assistant) -> None:
    answer = assistant.ask(ASKED, keep=False)
    assert answer.searched_in is None and answer.to_dict()["searched_in"] is None
    assert not any("Searched only" in note for note in answer.notes)


def test_a_choice_and_a_date_are_both_kept_to(assistant: Assistant) -> None:
    answer = assistant.ask(ASKED, as_of="2024-12", choice=IN_SOUTH)
    assert answer.status == "not_found" and not answer.citations and not answer.passages
    assert any("0 of 1" in note for note in answer.notes), answer.notes


def test_what_is_not_answered_in_a_choice_is_no_gap(assistant: Assistant) -> None:
    question = "Who leads the fleet of ferries?"
    assert assistant.ask(question, choice=IN_NORTH).status == "not_found"
    assert assistant.gaps() == []
    assert assistant.ask(question).status == "not_found"
    assert [gap.question for gap in assistant.gaps()] == [question]


def test_an_approved_answer_is_given_only_where_it_quotes_the_choice(
    assistant: Assistant,
) -> None:
    told = assistant.ask(ASKED, keep=False, choice=IN_SOUTH)
    assistant.faq.add([Entry("paid", "Fees", told)], "An")
    states: list[State] = ["in_review", "approved"]
    for state in states:
        version = assistant.faq.get("paid").version
        assistant.faq.set_state("paid", state, assistant, version=version, who="An")
    kept = assistant.ask(ASKED, keep=False)
    assert kept.generator == "faq" and kept.searched_in is None
    south = assistant.ask(ASKED, keep=False, choice=IN_SOUTH)
    assert south.generator == "faq" and south.searched_in == IN_SOUTH
    north = assistant.ask(ASKED, keep=False, choice=IN_NORTH)
    assert north.generator != "faq" and "40 euros" in north.text


def test_a_batch_goes_on_only_with_the_same_choice(assistant: Assistant, tmp_path: Path) -> None:
    rows = [batch.BatchRow(1, ASKED), batch.BatchRow(2, "When does the office open?")]
    out = tmp_path / "answers.jsonl"
    first = batch.run(assistant, rows, out, choice=IN_NORTH)
    assert "40 euros" in next(first)["text"]
    first.close()
    assert (tmp_path / "answers.jsonl.partial").exists()
    assert len(list(batch.run(assistant, rows, out, choice=IN_SOUTH))) == 2
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert "90 euros" in told[0]["text"]
    assert {json.dumps(one["searched_in"]) for one in told} == {json.dumps(IN_SOUTH.to_dict())}
    with pytest.raises(ChoiceError, match="did you mean 'South'"):
        list(batch.run(assistant, rows, tmp_path / "no.jsonl", choice=DocumentChoice(("Sout",))))
    assert not list(tmp_path.glob("no*"))


def test_an_faq_is_built_and_checked_within_the_choice(
    assistant: Assistant, tmp_path: Path
) -> None:
    planned = [Planned("a", ASKED), Planned("b", "When does the harbour office open?")]
    work = tmp_path / "work"
    made = Build(assistant, planned, work, title="T", made_on="2026-01-01", choice=IN_NORTH)
    next(made.run())
    again = Build(assistant, planned, work, title="T", made_on="2026-01-01", choice=IN_NORTH)
    assert len(again.entries) == 1
    other = Build(assistant, planned, work, title="T", made_on="2026-01-01", choice=IN_SOUTH)
    assert other.entries == [] and len(list(other.run())) == 2
    for entry in other.faq().entries:
        assert {one.source for one in entry.answer.citations} == {"south.md"}
        assert entry.answer.searched_in == IN_SOUTH
    assert Build(assistant, planned, work, title="T", made_on="2026-01-01").entries == []
