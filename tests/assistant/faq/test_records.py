"""Kept entries: what may be done to them, that nothing is lost, and what an editor may write."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.assembly import assemble
from assistant.assistant import Assistant
from assistant.faq.entry import STATES, Entry, State, Wording
from assistant.faq.keeping.bulk import each, take_back
from assistant.faq.keeping.editing import LONGEST_TEXT, MOVES
from assistant.faq.keeping.record_file import KIND
from assistant.faq.keeping.records import (
    Added,
    EntryChanged,
    EntryNotFound,
    FaqRecords,
    Record,
    RecordError,
    import_entries,
)
from assistant.settings import Settings
from corpus.document import Document
from corpus.errors import (
    AssistantError,
    DocumentNotFound,
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    LibraryReadOnly,
)
from index.store import database, kept_file
from index.store.records import DocumentRecord
from index.store.tables import schema
from tests.support import faq_child
from tests.support.faq_child import entry
from tests.support.hashing_embedder import HashingEmbedder

QUOTES = ("The Lotus Programme has 40 partners.", "It was opened in Hue on 3 May 2021.")
TEXT = f"{QUOTES[0]} [1] {QUOTES[1]} [2]"


@pytest.fixture
def records(tmp_path: Path) -> FaqRecords:
    return FaqRecords(tmp_path / "data")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "lotus.md").write_text(f"# The Lotus Programme\n\n{' '.join(QUOTES)}\n")
    made = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    assert all(report.stored for report in made.ingest([folder / "lotus.md"]))
    yield made
    made.close()


def cited(assistant: Assistant, id: str = "lotus", text: str = TEXT) -> Entry:
    """An entry that quotes both sentences of the document."""
    document = assistant.read(assistant.documents()[0].id)
    citations = tuple(
        Citation(
            marker,
            document.id,
            "lotus.md",
            quote,
            start := document.text.index(quote),
            start + len(quote),
            title=document.title,
        )
        for marker, quote in enumerate(QUOTES, start=1)
    )
    question = "How many partners does the Lotus Programme have?"
    answer = Answer(question, question, "answered", written(text), "40", citations, confidence=0.9)
    return Entry(id, "Lotus", answer)


def change(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def undone(records: FaqRecords, id: str) -> list[dict[str, Any]]:
    """Every state that an entry has been in, newest first, from its history."""
    state = records.get(id).entry.to_dict()
    states = [state]
    for one in reversed(records.history(id)):
        assert {key: state[key] for key in one.after} == one.after, "the history fits"
        state = {**state, **one.before}
        states.append(state)
    return states[:-1]


# What comes in


def test_an_entry_is_read_back_as_it_was_told(records: FaqRecords, assistant: Assistant) -> None:
    told = replace(
        cited(assistant),
        merged=(Wording("q7", "Lotus: how many partners?"),),
        columns={"Đại sứ quán": "Hà Nội"},
        owner="An",
        review_date="2026-09-30",
    )
    assert records.find() == [] and not records.path.parent.exists()
    assert records.add([], "An") == Added() and not records.path.parent.exists()
    assert records.add([told], "An") == Added(new=("lotus",))
    record = records.get("lotus")
    assert record.entry.to_dict() == told.to_dict() and record.version == 1
    assert [(pin.marker, pin.source, len(pin.sha256)) for pin in record.pins] == [
        (1, "lotus.md", 64),
        (2, "lotus.md", 64),
    ]
    (added,) = records.history("lotus")
    assert (added.who, added.action, added.at) == ("An", "added", record.created_at)
    with pytest.raises(EntryNotFound, match="'other'"):
        records.get("other")
    with pytest.raises(EntryNotFound):
        records.history("other")


def test_before_the_first_entry_nothing_is_on_the_disk(records: FaqRecords) -> None:
    for call in (
        lambda: records.get("a"),
        lambda: records.history("a"),
        lambda: records.edit("a", version=1, who="An", text="x"),
    ):
        with pytest.raises(EntryNotFound):
            call()
    assert records.stamp() is None
    assert not records.path.parent.exists()


def test_a_second_build_renews_drafts_and_leaves_the_work_of_people(
    records: FaqRecords, assistant: Assistant
) -> None:
    first = [entry(id) for id in ("same", "other", "worded", "reviewed", "retired")]
    records.add(first, "build")
    records.edit("worded", version=1, who="An", text="The fee is forty euros.")
    records.set_state("reviewed", "in_review", assistant, version=1, who="An")
    records.set_state("retired", "retired", assistant, version=1, who="An")
    records.edit("other", version=1, who="An", owner="An", topic="Money")
    second = [
        entry(id, "The fee is 50 euros.") for id in ("other", "worded", "reviewed", "retired")
    ]
    slower = replace(first[0], answer=replace(first[0].answer, elapsed_ms=99.0))
    added = records.add([slower, *second, entry("new")], "build")
    assert added == Added(
        new=("new",),
        changed=("other",),
        unchanged=("same",),
        kept=("worded", "reviewed", "retired"),
    )
    texts = {record.entry.id: record.entry.answer.text for record in records.find()}
    assert list(texts) == ["same", "other", "worded", "reviewed", "retired", "new"]
    assert texts["other"] == "The fee is 50 euros."
    assert texts["worded"] == "The fee is forty euros."
    assert texts["reviewed"] == texts["retired"] == "The fee is 40 euros."
    other = records.get("other").entry
    assert (other.owner, other.topic) == ("An", "Money"), "what people said of it is kept"
    assert [change.action for change in records.history("other")] == [
        "added",
        "edited",
        "built anew",
    ]


def test_another_question_of_the_same_id_gets_an_id_of_its_own(records: FaqRecords) -> None:
    def asked(question: str, text: str = "Yes.") -> Entry:
        return Entry("1", "", Answer(question, question, "answered", written(text)))

    assert records.add([asked("Is it open?")], "build").new == ("1",)
    added = records.add([asked("Is it free?")], "build")
    assert (added.new, added.renamed) == (("1-2",), (("1", "1-2"),))
    again = records.add(
        [asked("is it FREE", "No."), asked("Is it open?"), asked("Is it new?")], "b"
    )
    assert (again.changed, again.unchanged, again.new) == (("1-2",), ("1",), ("1-3",))
    assert records.get("1").entry.question == "Is it open?"
    assert records.get("1-2").entry.answer.text == "No."


def test_what_comes_in_is_a_draft_whatever_it_claims(
    records: FaqRecords, assistant: Assistant
) -> None:
    claimed = replace(cited(assistant), state="approved", approved_on="2026-01-01", owner="An")
    records.add([claimed], "An")
    kept = records.get("lotus").entry
    assert (kept.state, kept.approved_on, kept.owner) == ("draft", None, "An")


def test_an_entry_that_cannot_be_kept_keeps_all_out(records: FaqRecords) -> None:
    with pytest.raises(RecordError, match="'wide' cannot be kept: its answer has 20,001 char"):
        records.add([entry("good"), entry("wide", "x" * (LONGEST_TEXT + 1))], "An")
    with pytest.raises(RecordError, match="its review date is '30.9.2026', not a day like"):
        records.add([replace(entry("late"), review_date="30.9.2026")], "An")
    with pytest.raises(RecordError, match="Say who makes the change"):
        records.add([entry("good")], " \n")
    assert not records.path.exists()


def test_hostile_characters_are_kept_or_taken_out(records: FaqRecords) -> None:
    source = "b\udce9.md"  # a file name that is no text
    citation = Citation(1, "0" * 16, source, "It is.", 0, 6)
    odd = Answer("Is it?", "Is it?", "answered", written("It is\x00. [1]"), None, (citation,))
    records.add([Entry("'; DROP TABLE entries; --", "", odd)], "An")
    (record,) = records.find()
    assert record.entry.answer.citations[0].source == "b?.md"
    edited = records.edit(
        record.entry.id, version=1, who="An\n", text=" It\u200b is\x00.\r\nYes. ", owner="A\nn"
    )
    assert (edited.entry.answer.text, edited.entry.owner) == ("It is.\nYes.", "A n")
    assert records.history(record.entry.id)[-1].who == "An"


# What is found


def test_entries_are_found_by_state_topic_and_words(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add(
        [entry("one"), replace(entry("two", "Phí là 40 đồng."), topic="Chi phí"), entry("three")],
        "An",
    )
    records.set_state("three", "in_review", assistant, version=1, who="An")

    def ids(**wanted: Any) -> list[str]:
        return [record.entry.id for record in records.find(**wanted)]

    assert ids() == ["one", "two", "three"]
    assert ids(state="draft") == ["one", "two"] and ids(state="in_review") == ["three"]
    assert ids(topic="Fees") == ["one", "three"] and ids(topic="Fees", state="draft") == ["one"]
    assert ids(text="phi la") == ids(text="40 Đồng") == ["two"]
    assert ids(text="FEE OF T") == ["two", "three"] and ids(text="nothing") == []


# What may be done


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("goal", STATES)
def test_an_entry_goes_only_where_it_may(
    records: FaqRecords, assistant: Assistant, start: State, goal: State
) -> None:
    records.add([cited(assistant)], "An")
    ways: dict[State, tuple[State, ...]] = {
        "draft": (),
        "in_review": ("in_review",),
        "approved": ("in_review", "approved"),
        "retired": ("retired",),
    }
    for version, state in enumerate(ways[start], start=1):
        records.set_state("lotus", state, assistant, version=version, who="An")
    before = records.get("lotus")
    assert before.entry.state == start
    if goal in MOVES[start]:
        after = records.set_state("lotus", goal, assistant, version=before.version, who="Binh")
        assert after == records.get("lotus") and after.entry.state == goal
        assert (after.entry.approved_on is not None) is (goal == "approved")
        assert records.history("lotus")[-1].action == goal
    else:
        with pytest.raises(RecordError, match=r"from there it can go to .*, not to "):
            records.set_state("lotus", goal, assistant, version=before.version, who="Binh")
        assert records.get("lotus") == before


def test_an_unknown_state_is_refused(records: FaqRecords, assistant: Assistant) -> None:
    records.add([entry("a")], "An")
    with pytest.raises(RecordError, match="no state 'done', only draft, in_review"):
        records.set_state("a", "done", assistant, version=1, who="An")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The Lotus Programme has 41 partners. [1]", "the number 41 partners|the number 41"),
        ("The Lotus Programme has 40 partners.", "names no source|cites no document"),
        ("The Lotus Programme has 40 partners. [3]", "cites no document|no citation has"),
        ("It has 40 partners. [1] It is in Paris. [2]", "“Paris” does not stand"),
    ],
)
def test_wording_that_says_more_than_it_cites_is_not_approved(
    records: FaqRecords, assistant: Assistant, text: str, told: str
) -> None:
    records.add([cited(assistant)], "An")
    records.edit("lotus", version=1, who="An", text=text)
    records.set_state("lotus", "in_review", assistant, version=2, who="An")
    with pytest.raises(RecordError, match=told):
        records.set_state("lotus", "approved", assistant, version=3, who="An")
    assert records.get("lotus").entry.state == "in_review"


def test_who_wrote_an_entry_does_not_approve_it(records: FaqRecords, assistant: Assistant) -> None:
    records.add([cited(assistant)], "An")
    records.set_state("lotus", "in_review", assistant, version=1, who="An")
    approved = records.set_state("lotus", "approved", assistant, version=2, who="An")
    assert approved.entry.state == "approved", "words of documents are nobody's own"
    records.edit("lotus", version=3, who="An", text="It has forty partners. [1]")
    records.edit("lotus", version=4, who="Binh", owner="Binh")
    for who in ("An", " an ", "AN"):
        with pytest.raises(RecordError, match="was written by An"):
            records.set_state("lotus", "approved", assistant, version=5, who=who)
    assert records.set_state("lotus", "approved", assistant, version=5, who="Binh").version == 6


class Leaving:
    """Documents of which one is taken away once it was read."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.read_once = False

    def record(self, id_or_name: str) -> DocumentRecord:
        if self.read_once:
            raise DocumentNotFound("gone")
        return self.assistant.record(id_or_name)

    def read(self, document_id: str) -> Document:
        self.read_once = True
        return self.assistant.read(document_id)


def test_what_is_approved_while_its_document_goes_is_put_back(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add([cited(assistant)], "An")
    records.set_state("lotus", "in_review", assistant, version=1, who="An")
    with pytest.raises(RecordError, match="does not stand in the documents any more"):
        records.set_state("lotus", "approved", Leaving(assistant), version=2, who="Binh")
    assert records.get("lotus").entry.state == "in_review"
    assert [change.action for change in records.history("lotus")][-2:] == ["approved", "undone"]


def test_many_are_changed_each_by_itself_and_taken_back(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add([replace(cited(assistant), id=id) for id in ("a", "b", "c")], "An")
    records.edit("b", version=1, who="Binh", owner="Binh")

    def own(one: Record) -> Record:
        return records.edit(one.entry.id, version=one.version, who="An", owner="An")

    done = each(records, [("a", 1), ("b", 1), ("c", 1), ("d", 1)], own)
    assert [new.entry.id for _old, new in done.changed] == ["a", "c"]
    assert "changed meanwhile by Binh" in done.refused[0][1]
    assert done.refused[1][0] == "d"
    assert [one.entry.owner for one in records.find()] == ["An", "Binh", "An"]
    records.edit("c", version=2, who="Binh", topic="Partners")
    back = take_back(records, assistant, done, "An")
    assert [new.entry.id for _old, new in back.changed] == ["a"]
    assert "changed meanwhile by Binh" in back.refused[0][1]
    assert [one.entry.owner for one in records.find()] == ["", "Binh", "An"]


def test_a_quote_that_does_not_stand_is_not_approved(
    records: FaqRecords, assistant: Assistant
) -> None:
    good = cited(assistant)
    first, second = good.answer.citations
    for id, wrong in {
        "elsewhere": replace(first, start=first.start + 1, end=first.end + 1),
        "invented": replace(first, quote=first.quote.replace("40", "41")),
        "unknown": replace(first, document_id="0" * 16, source="other.md"),
    }.items():
        answer = replace(good.answer, citations=(wrong, second))
        records.add([replace(good, id=id, answer=answer)], "An")
        records.set_state(id, "in_review", assistant, version=1, who="An")
        told = (
            "stands elsewhere now" if id == "elsewhere" else "not stand in the documents any more"
        )
        with pytest.raises(RecordError, match=told):
            records.set_state(id, "approved", assistant, version=2, who="An")


def test_an_approved_entry_cites_what_its_text_uses_and_numbers_it_in_order(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add([cited(assistant)], "An")
    records.edit("lotus", version=1, who="An", text="It was opened in Hue on 3 May 2021. [2]")
    assert [pin.marker for pin in records.get("lotus").pins] == [2]
    records.set_state("lotus", "in_review", assistant, version=2, who="An")
    assert len(records.get("lotus").entry.answer.citations) == 2, "until then it can be used again"
    approved = records.set_state("lotus", "approved", assistant, version=3, who="Binh").entry
    assert approved.answer.text.endswith("2021. [1]")
    assert [(c.marker, c.quote) for c in approved.answer.citations] == [(1, QUOTES[1])]


def test_what_changes_the_words_of_an_approved_entry_puts_it_back_in_review(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add([cited(assistant)], "An")
    records.set_state("lotus", "in_review", assistant, version=1, who="An")
    approved = records.set_state("lotus", "approved", assistant, version=2, who="An")
    owned = records.edit(
        "lotus", version=3, who="An", owner="Binh", topic="Partners", review_date="2026-12-31"
    )
    assert owned.entry.state == "approved" and owned.entry.approved_on is not None
    assert (owned.entry.owner, owned.entry.review_date) == ("Binh", "2026-12-31")
    asked = records.edit("lotus", version=4, who="An", question="How many partners are there?")
    assert (asked.entry.state, asked.entry.approved_on) == ("in_review", None)
    assert asked.entry.question == "How many partners are there?"
    assert asked.entry.answer.short_answer == "40"
    worded = records.edit("lotus", version=5, who="An", text="It has forty partners. [1]")
    assert worded.entry.answer.generator == "editor" and worded.entry.answer.short_answer is None
    records.set_state("lotus", "approved", assistant, version=6, who="Binh")
    anew = records.replace_answer("lotus", approved.entry.answer, version=7, who="An").entry
    assert (anew.state, anew.answer.text) == ("in_review", approved.entry.answer.text)
    assert anew.question == "How many partners are there?", "it answers the entry's question"
    assert records.edit("lotus", version=8, who="An", review_date="").entry.review_date is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": "  "}, "cannot be left empty"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "20,001 characters, and the limit is 20,000"),
        ({"question": ""}, "its question is empty"),
        ({"question": "x" * 4001}, "question has 4,001"),
        ({"topic": "x" * 201}, "topic has 201"),
        ({"review_date": "next week"}, "'next week', not a day like 2026-03-12"),
        ({"review_date": "2026-02-30"}, "not a day like"),
        ({"review_date": "20260312"}, "not a day like"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(
    records: FaqRecords, given: dict[str, str], told: str
) -> None:
    records.add([entry("a")], "An")
    before = records.get("a"), records.history("a")
    with pytest.raises(RecordError, match=told):
        records.edit("a", version=1, who="An", **given)  # type: ignore[arg-type]
    assert (records.get("a"), records.history("a")) == before


def test_a_change_of_what_was_changed_meanwhile_is_refused(
    records: FaqRecords, assistant: Assistant
) -> None:
    records.add([entry("a")], "An")
    records.edit("a", version=1, who="An", text="The fee is 50 euros.")
    answer = records.get("a").entry.answer
    for stale in (
        lambda: records.edit("a", version=1, who="Binh", text="The fee is 60 euros."),
        lambda: records.set_state("a", "in_review", assistant, version=1, who="Binh"),
        lambda: records.replace_answer("a", answer, version=1, who="Binh"),
        lambda: records.repin("a", [], version=1, who="Binh"),
    ):
        with pytest.raises(EntryChanged, match=r"changed meanwhile by An \(edited, 20"):
            stale()
    assert records.get("a").entry.answer.text == "The fee is 50 euros."
    assert len(records.history("a")) == 2


def test_a_change_that_changes_nothing_is_none(records: FaqRecords) -> None:
    records.add([entry("a")], "An")
    same = records.edit("a", version=1, who="An", text="The fee is 40 euros.", topic="Fees")
    assert same.version == 1 and len(records.history("a")) == 1


def test_the_history_leads_back_to_every_earlier_state(
    records: FaqRecords, assistant: Assistant
) -> None:
    random_ = random.Random(5)
    records.add([cited(assistant)], "An")
    states = [records.get("lotus").entry.to_dict()]
    for number in range(40):
        record = records.get("lotus")
        how: dict[str, Any] = {"version": record.version, "who": f"editor {number % 3}"}
        state = random_.choice(MOVES[record.entry.state])
        texts = [TEXT, QUOTES[0] + " [1]", f"Draft {number}. [1]"]
        deed = random_.choice(["edit", "own", "state", "state", "answer"])
        try:
            if deed == "edit":
                records.edit("lotus", text=random_.choice(texts), **how)
            elif deed == "own":
                records.edit("lotus", owner=f"owner {number}", topic=f"topic {number % 4}", **how)
            elif deed == "state":
                records.set_state("lotus", state, assistant, **how)
            else:
                records.replace_answer("lotus", cited(assistant).answer, **how)
        except RecordError:
            continue
        if records.get("lotus").version > record.version:
            states.append(records.get("lotus").entry.to_dict())
    assert len(states) > 20 and len({change.action for change in records.history("lotus")}) > 5
    assert undone(records, "lotus") == states[::-1]
    assert records.get("lotus").version == len(states)


# Files of entries


def told(**changed: Any) -> dict[str, Any]:
    citation = Citation(1, "0" * 16, "a.md", "It is.", 0, 6)
    answer = Answer(
        "Is it?", "Is it?", "answered", written("It is. [1]"), None, (citation,), confidence=0.5
    )
    return {**Entry("a", "T", answer).to_dict(), **changed}


def test_entries_go_out_and_come_in_again(
    records: FaqRecords, assistant: Assistant, tmp_path: Path
) -> None:
    records.add([cited(assistant), entry("b")], "An")
    path = tmp_path / "entries.jsonl"
    lines = [json.dumps(record.entry.to_dict()) for record in records.find()]
    path.write_text("\n\n".join(lines) + "\n")
    found = import_entries(path)
    assert [one.to_dict() for one in found] == [json.loads(line) for line in lines]
    assert records.add(found, "An").unchanged == ("lotus", "b")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("not json", "line 2: not JSON"),
        ("[1]", "line 2: not an object"),
        ("{}", 'line 2: "id" is missing'),
        (json.dumps(told(id="")), 'line 2: "id" '),
        (json.dumps(told(id="good")), "line 2: the id 'good' stands in line 1 already"),
        (json.dumps(told(state="done")), "line 2: \"state\" should be 'draft', 'in_review'"),
        (json.dumps(told(review_date="soon")), "review date is 'soon', not a day"),
        (json.dumps(told(text="x" * 20_001)), "answer has 20,001 characters"),
        (json.dumps(told(confidence=7)), '"confidence" should be less than or equal to 1'),
        (json.dumps(told(confidence=float("nan"))), '"confidence" should be'),
        (json.dumps(told()).replace('"confidence": 0.5', '"confidence": 1' + "0" * 400), "line 2:"),
        (
            json.dumps(told(citations=[{"marker": "one"}])),
            '"citations[0].marker" should be a valid integer',
        ),
        (json.dumps(told(citations=[{**told()["citations"][0], "marker": 2}])), "marker"),
        (json.dumps(told(citations=[{**told()["citations"][0], "end": 9}])), "do not fit"),
        (json.dumps(told(merged="x")), '"merged" should be'),
        ("[" * 100_000, "line 2:"),
    ],
)
def test_a_file_edited_into_nonsense_is_refused_with_its_bad_lines(
    tmp_path: Path, line: str, says: str
) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(f"{json.dumps(told(id='good'))}\n{line}\n{{\n")
    with pytest.raises(AssistantError) as caught:
        import_entries(path)
    message = str(caught.value)
    assert says in message and "line 3: not JSON" in message
    assert message.endswith("Nothing was stored.") and len(message) < 1000


def test_a_file_without_entries_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(AssistantError, match="has no FAQ entries"):
        import_entries(tmp_path / "empty.jsonl")
    with pytest.raises(AssistantError, match="cannot be read"):
        import_entries(tmp_path / "missing.jsonl")


# Files that must not be opened


def no_sqlite(path: Path) -> None:
    path.write_bytes(b"\x80\x04K\x01." * 3000)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 8192)


def of_another_program(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE notes (text)")


def of_the_library(path: Path) -> None:
    path.unlink()
    database.create(path, {"format": "1", "library": "x", "revision": "0"}, schema.SCHEMA)


def without_its_table(path: Path) -> None:
    change(path, "DROP TABLE entries")


def a_word_changed(path: Path) -> None:
    data = path.read_bytes()
    assert data.count(b"40 euros") >= 1
    path.write_bytes(data.replace(b"40 euros", b"90 euros"))


def a_page_of_noise(path: Path) -> None:
    data = bytearray(path.read_bytes())
    place = data.index(b"40 euros") // 8192 * 8192
    data[place : place + 8192] = random.Random(1).randbytes(8192)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "cause"),
    [
        (no_sqlite, "it is empty, cut short or not a list of FAQ entries"),
        (emptied, "it is empty, cut short or not a list of FAQ entries"),
        (cut_short, "database disk image is malformed"),
        (of_another_program, "no such table: meta"),
        (of_the_library, "it does not say what it is"),
        (without_its_table, "no such table: entries"),
        (a_word_changed, "entry 'a' is not as it was stored"),
        (a_page_of_noise, ""),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence_and_left_as_it_is(
    records: FaqRecords, assistant: Assistant, damage: Callable[[Path], None], cause: str
) -> None:
    records.add([entry("a"), entry("b")], "An")
    damage(records.path)
    before = records.path.read_bytes()
    for call in (
        records.find,
        lambda: records.get("a"),
        lambda: records.history("a"),
        lambda: records.add([entry("a", "New.")], "An"),
        lambda: records.edit("a", version=1, who="An", text="New."),
        lambda: records.set_state("a", "in_review", assistant, version=1, who="An"),
    ):
        with pytest.raises(LibraryDamaged) as caught:
            call()
        said = str(caught.value)
        assert said.startswith(f"The list of FAQ entries {records.path} is damaged ({cause}")
        assert "It was left as it is; restore it from a backup" in said and "\n" not in said
    assert records.path.read_bytes() == before
    left = {path.name for path in records.path.parent.iterdir()}
    assert left <= {"faq.sqlite", "faq.sqlite.lock"}


@pytest.mark.parametrize("column", ["entry = '[]'", "entry = 7, sha256 = ''", "version = 'new'"])
def test_a_stored_value_of_the_wrong_kind_is_damage(records: FaqRecords, column: str) -> None:
    records.add([entry("a")], "An")
    change(records.path, f"UPDATE entries SET {column}")
    with pytest.raises(LibraryDamaged, match="is damaged"):
        records.get("a")


def test_a_file_of_a_newer_program_is_left_alone(records: FaqRecords) -> None:
    records.add([entry("a")], "An")
    change(records.path, "UPDATE meta SET value = ? WHERE key = 'format'", str(KIND.format + 3))
    before = records.path.read_bytes()
    for call in (records.find, lambda: records.add([entry("b")], "An")):
        with pytest.raises(
            LibraryMismatch, match=f"format {KIND.format + 3}, .* up to {KIND.format}"
        ):
            call()
    assert records.path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_named(
    records: FaqRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(LibraryError, match="data"):
        records.add([entry("a")], "An")
    (tmp_path / "data").unlink()
    records.add([entry("a")], "An")
    real = database.connect

    def read_only(path: Path, wait_seconds: float) -> database.Connection:
        connection = real(path, wait_seconds)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(database, "connect", read_only)
    with pytest.raises(LibraryReadOnly, match="cannot be written. Nothing was changed"):
        records.edit("a", version=1, who="An", text="New.")
    assert records.get("a").version == 1


def test_a_file_in_use_is_named_and_reading_goes_on(
    records: FaqRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.add([entry("a")], "An")
    monkeypatch.setattr(kept_file, "PATIENCE", 0.2)
    with closing(sqlite3.connect(records.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert records.get("a").version == 1
        started = time.monotonic()
        with pytest.raises(LibraryLocked, match="in use by another program; try again"):
            records.edit("a", version=1, who="An", text="New.")
        assert time.monotonic() - started >= 0.2, "it was waited for"
    assert records.edit("a", version=1, who="An", text="New.").version == 2


def test_an_ingest_under_way_does_not_stop_an_editor(records: FaqRecords) -> None:
    from index.store.writer_lock import writer_lock

    records.path.parent.mkdir()
    with writer_lock(records.path.parent):
        records.add([entry("a")], "An")
        assert records.edit("a", version=1, who="An", text="New.").version == 2


# Processes and threads


@pytest.fixture(scope="session")
def forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.faq_child"])
    return context


def whole(records: FaqRecords) -> None:
    """Every entry has as many changes as versions, and the file is sound."""
    with closing(sqlite3.connect(records.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for record in records.find():
        assert len(undone(records, record.entry.id)) == record.version


def goes_on(records: FaqRecords) -> None:
    """The next change works, and what a killed one left is gone."""
    assert records.add([entry("after")], "An").new == ("after",)
    whole(records)
    left = {path.name for path in records.path.parent.iterdir()}
    assert not [name for name in left if name.endswith((".new", "-journal"))]


@pytest.mark.parametrize("action", ["add", "edit"])
def test_an_editor_killed_at_any_call_leaves_all_or_nothing(
    tmp_path: Path, forkserver: ForkServerContext, action: str
) -> None:
    base = FaqRecords(tmp_path / "base")
    base.add([entry("old")], "An")
    outcomes: list[int] = []
    while True:
        data = tmp_path / f"data-{len(outcomes)}"
        shutil.copytree(base.path.parent, data)
        child = forkserver.Process(
            target=faq_child.change_and_die, args=(data, action, len(outcomes) + 1)
        )
        child.start()
        child.join()
        records = FaqRecords(data)
        ids = {record.entry.id: record.version for record in records.find()}
        done = {"add": {"old": 1, "new": 1, "newer": 1}, "edit": {"old": 2}}[action]
        assert ids in ({"old": 1}, done), len(outcomes)
        whole(records)
        goes_on(records)
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        outcomes.append(ids == done)
    assert len(outcomes) >= 7 and outcomes == sorted(outcomes), "killed at each call in turn"
    assert outcomes[0] == 0 and outcomes[-1] == 1, "before the commit, and after it"


@pytest.mark.slow
def test_an_editor_killed_at_any_time_loses_no_acknowledged_change(
    tmp_path: Path, forkserver: ForkServerContext
) -> None:
    records = FaqRecords(tmp_path / "data")
    records.add([entry("old")], "An")
    random_, halfway = random.Random(7), 0
    for number in range(12):
        acknowledged = tmp_path / f"acknowledged-{number}"
        child = forkserver.Process(
            target=faq_child.edit_on, args=(records.path.parent, acknowledged)
        )
        child.start()
        until = time.monotonic() + 30
        while not acknowledged.exists() or not acknowledged.stat().st_size:
            assert time.monotonic() < until
            time.sleep(0.001)
        time.sleep(random_.uniform(0, 0.1))
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        halfway += records.path.with_name("faq.sqlite-journal").exists()
        last = int(acknowledged.read_text().split()[-1])
        record = records.get("old")
        assert record.version in (last, last + 1)
        assert record.entry.answer.text.startswith(f"Version {record.version}.")
        whole(records)
    goes_on(records)
    assert halfway, "some were killed in the middle of a write"


def test_two_processes_that_edit_one_entry_lose_nothing(
    tmp_path: Path, forkserver: ForkServerContext
) -> None:
    records = FaqRecords(tmp_path / "data")
    records.add([entry("old")], "An")
    folder, times = records.path.parent, 12
    children = [
        forkserver.Process(target=faq_child.edit_against, args=(folder, name, times))
        for name in ("one", "two")
    ]
    for child in children:
        child.start()
    until = time.monotonic() + 30
    while not all((folder / f"{name}.ready").exists() for name in ("one", "two")):
        assert time.monotonic() < until
        time.sleep(0.01)
    (folder / "go").touch()
    for child in children:
        child.join()
        assert child.exitcode == 0
    record = records.get("old")
    words = record.entry.answer.text.removeprefix("The fee is 40 euros. ").split()
    assert sorted(words) == sorted(f"{name}{n}" for name in ("one", "two") for n in range(times))
    assert record.version == 1 + 2 * times
    assert list(folder.glob("*.refused")), "they did meet"
    whole(records)


def test_threads_that_begin_the_list_at_once_make_one(records: FaqRecords) -> None:
    with ThreadPoolExecutor(6) as pool:
        added = list(pool.map(lambda n: records.add([entry(f"e{n}")], f"thread {n}"), range(12)))
    assert sorted(one.new[0] for one in added) == sorted(f"e{n}" for n in range(12))
    assert len(records.find()) == 12
    whole(records)


@pytest.mark.parametrize("there", [True, False], ids=["there", "new"])
@pytest.mark.parametrize("room", [0, 4096, 20_000])
def test_a_full_disk_is_named_and_what_was_stored_is_safe(
    tmp_path: Path, forkserver: ForkServerContext, there: bool, room: int
) -> None:
    records, said = FaqRecords(tmp_path / "data"), tmp_path / "said"
    if there:
        records.add([entry("old")], "An")
    size = records.path.stat().st_size if there else 1024
    child = forkserver.Process(
        target=faq_child.add_on_a_full_disk, args=(records.path.parent, size + room, said)
    )
    child.start()
    child.join()
    assert child.exitcode == 0
    assert "could not be written (" in said.read_text(), "the limit was met"
    assert "What was stored before is safe; free some space" in said.read_text()
    assert [record.entry.id for record in records.find()] == ["old"] * there
    left = {path.name for path in records.path.parent.iterdir()} - {"faq.sqlite.lock"}
    assert left <= {"faq.sqlite"}
    assert len(records.add([entry("new")], "An").new) == 1, "with space it goes on"
    whole(records)
