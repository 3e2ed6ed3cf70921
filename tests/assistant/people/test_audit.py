"""The audit log and forgetting: who did what, and that nothing of a person is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.people import audit
from assistant.people.audit import ACTS, AuditLog
from assistant.people.forgetting import files_with, forget
from assistant.people.principal import Principal
from corpus.errors import AccessError, AssistantError
from tests.support.two_rooms import House, make_house

PERSON = Principal("Đặng Thị Quỳnh", "reader", (), 7)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path / "house")


def test_every_act_is_noted_once_with_who_and_when(house: House) -> None:
    log = house.assistant.rooms.audit
    person = house.of("editor-a")
    person.ask("What does a ship pay for each day?")
    person.search("pilots")
    person.read(house.ids["harbour-rules.md"])
    with pytest.raises(AccessError):
        person.add_term("X", "y")
    person.correct("harbour-rules.md", {"title": "Rules of the Harbour"})
    told = [(one["name"], one["act"], one["outcome"]) for one in log.lines()]
    assert told == [
        ("editor-a", "asked", "done"),
        ("editor-a", "asked", "done"),
        ("editor-a", "read", "done"),
        ("editor-a", "changed", "refused"),
        ("editor-a", "changed", "done"),
    ]
    assert [one["about"] for one in log.lines()][0] == "What does a ship pay for each day?"
    assert all(one["at"].endswith("+00:00") and one["person"] > 0 for one in log.lines())


def test_what_is_done_by_a_key_names_the_key_and_its_person(house: House) -> None:
    rooms, person = house.assistant.rooms, house.people["editor-a"]
    _key, kept = rooms.accounts.add_key("editor-a")
    by_key, themselves = rooms.for_person(person, kept.number), rooms.for_person(person)
    by_key.ask("Where is the pilot office?")
    with pytest.raises(AccessError):
        by_key.add_term("X", "y")
    with pytest.raises(AssistantError):
        by_key.faq.set_state("no-entry", "approved", by_key, version=1, who="x")  # type: ignore[arg-type]
    by_key.faq.find()
    themselves.search("pilots")
    told = [
        (one["name"], one["act"], one["outcome"], one.get("key")) for one in rooms.audit.lines()
    ]
    number = kept.number
    assert told == [
        ("editor-a", "asked", "done", number),
        ("editor-a", "changed", "refused", number),
        ("editor-a", "asked", "done", None),
    ]


def test_what_an_assistant_does_is_noted_or_is_known_not_to_be() -> None:
    quiet = {
        "folder", "revision", "gaps", "gap_problem", "is_new", "other_embedder", "documents",
        "record", "removed", "load", "size", "out_of_force", "not_in_force", "not_there", "badged",
        "terms", "collections",
        "granted", "releases", "checks", "close", "chosen", "language_model", "reader_name",
        "spelled_out", "examples", "examples_found", "examples_by_title",
        "plainer",  # a step of what is noted: a list or a pack that is built
    }  # fmt: skip
    methods = {name for name in dir(Assistant) if not name.startswith("_")}
    assert methods - quiet - ACTS.keys() == set()


def test_questions_are_left_out_where_that_is_set(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, questions=False)
    log.note(PERSON, "asked", "What is my salary?")
    log.note(PERSON, "read", "document-1")
    assert [(one["act"], one["about"]) for one in log.lines()] == [
        ("asked", ""), ("read", "document-1"),
    ]  # fmt: skip


def test_full_files_are_put_aside_and_no_line_is_lost_or_forged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LARGEST", 2_000)
    log = AuditLog(tmp_path)
    forged = 'x"}\n{"at": "2026", "name": "somebody else", "act": "read"}\r\n\u2028'
    for number in range(60):
        log.note(PERSON, "asked", f"{number} {forged}")
    lines = [*log.lines()]
    assert len(log.files()) > 3
    assert [int(one["about"].split()[0]) for one in lines] == [*range(60)]
    assert {one["name"] for one in lines} == {PERSON.name}
    assert log.files()[0].stat().st_mode & 0o077 == 0


def test_broken_lines_are_passed_over(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.note(PERSON, "asked", "What is my salary?")
    with log.files()[0].open("ab") as file:
        file.write(b'5\n{"person": \n[]\n')
    log.note(PERSON, "read", "document-1")
    assert [one["act"] for one in log.lines()] == ["asked", "read"]
    assert log.forget(PERSON) == 2
    assert [one["name"] for one in log.lines()] == ["", ""]


def test_a_log_that_cannot_be_written_stops_nobody_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    log = AuditLog(tmp_path)
    log.note(PERSON, "read", "x")
    assert log.problem is not None and "audit" in log.problem


def test_nothing_is_left_of_who_is_forgotten(house: House) -> None:
    rooms, folder = house.assistant.rooms, house.assistant.folder
    name = PERSON.name
    person = rooms.accounts.add(name, "editor", ("a-desk",))
    theirs = rooms.for_person(person)
    answer = theirs.ask("Where is the pilot office?")
    theirs.conversations.keep(person.owner, "conversation-2", "key-2", answer)
    keeper = house.of("keeper")
    from assistant.faq.build import Planned, entry_of

    theirs.faq.add([entry_of(Planned("pilots", answer.question), answer)], "whoever")
    assert theirs.faq.history("pilots")[0].who == name
    rooms.audit.note(person, "exported", "FaqEvents.download")
    before = {path.name for path in files_with(folder, name)}
    assert before == {"people.sqlite", "faq.sqlite", "audit.jsonl"}
    done = forget(folder, rooms.accounts, rooms.audit, name)
    assert (done.conversations, done.changes, done.lines) == (1, 1, 3)
    assert done.still_in == () and [*files_with(folder, name)] == []
    assert len(done.exports) == 1 and "FaqEvents.download" in done.exports[0]
    assert keeper.faq.history("pilots")[0].who == f"person {person.number}"
    asked = [one for one in rooms.audit.lines() if one["person"] == person.number]
    assert {one["name"] for one in asked} == {""}
    assert "pilot office" not in json.dumps([one for one in asked if one["act"] == "asked"])
    with pytest.raises(AssistantError, match="Sign in"):
        rooms.for_person(person)
    later = rooms.accounts.add(name, "reader")
    assert later.number != person.number  # nothing of before is found by who has the name next
    with pytest.raises(AccessError, match="only keeper"):
        forget(folder, rooms.accounts, rooms.audit, "keeper")
