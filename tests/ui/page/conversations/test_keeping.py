"""What a tab keeps, and what it says where that fails; the events of the drawer."""

from __future__ import annotations

import base64
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest

from assistant.conversations.conversations import Conversations
from tests.support import page_fixture as given
from ui.page.ask import events as asking
from ui.page.ask.events import NEW, Answers, Events
from ui.page.conversations import render
from ui.page.conversations.events import TalkEvents
from ui.page.conversations.keeping import Talk
from ui.page.door.visitors import COOKIE, KEEPING, visitor_of

MINE, OTHER = "m" * 43, "o" * 43


@pytest.fixture
def events(assistant: given.Provoked, tmp_path: Path) -> Events:
    made = Events(assistant)  # type: ignore[arg-type]
    made.keeping.conversations = Conversations(tmp_path / "kept")
    return made


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[given.Provoked]:
    made = given.make_assistant(tmp_path_factory.mktemp("keeping"), light=True)
    yield made
    made.close()


def visit(who: str = MINE, conversation: str = "", **cookies: str) -> Any:
    """A request of a browser, as gradio hands it on."""
    query = {"conversation": conversation} if conversation else {}
    return SimpleNamespace(cookies={COOKIE: who, **cookies}, query_params=query)


def told(**data: Any) -> Any:
    return SimpleNamespace(_data=data)


def asked(
    events: Events, question: str, answers: Answers = (), talk: Talk = NEW, by: Any = None,
    within: tuple[str, ...] = (),
) -> tuple[list[str], Answers, Talk, str]:  # fmt: skip
    """The conversation as it is shown, its answers, its talk and the notice, in the end."""
    *_, last = events.answer(question, answers, within, talk, by or visit())
    return last[0], last[1], last[6], last[3]


def kept(events: Events, who: str = MINE) -> list[str]:
    visitor = visitor_of(visit(who))
    assert visitor is not None
    return [one.name for one in events.keeping.conversations.find(visitor.owner).conversations]


def timeless(html: str) -> str:
    """Without the time that it took, which is rounded when it is kept."""
    return re.sub(r"[\d.]+ m?s\b", "", html)


# Keeping


def test_where_nobodys_conversations_are_kept_that_is_said_and_what_was_kept_can_be_deleted(
    assistant: given.Provoked, tmp_path: Path
) -> None:
    made = Events(assistant)  # type: ignore[arg-type]
    made.keeping.conversations = Conversations(tmp_path / "kept")
    asked(made, given.SEAT)
    made.keeping.conversations = Conversations(tmp_path / "kept", keeps=False)
    _, answers, talk, notice = asked(made, given.UNKNOWN)
    assert len(answers) == 1 and talk.number(0) is None and not notice
    assert kept(made) == [given.SEAT]
    drawer = TalkEvents(made).show(NEW, told(search="", most=0), visit())
    assert render.NOBODYS in drawer and "data-talks-keep" not in drawer
    assert 'data-talks="clear"' in drawer


def test_a_conversation_is_opened_again_with_sources_and_choice(
    events: Events, assistant: given.Provoked
) -> None:
    document = assistant.record("quantum-terms.md").id
    _, answers, talk, _ = asked(events, given.UNKNOWN)
    shown, answers, talk, _ = asked(
        events, given.SEAT, answers, talk, within=(f"document:{document}",)
    )
    assert [talk.number(place) for place in range(3)] == [1, 2, None]
    assert f'data-conversation="{talk.id}"' in shown[-1] and 'id="turn-2"' in shown[1]
    opened = TalkEvents(events).open(told(id=talk.id), visit())
    assert [timeless(one) for one in opened[0][:3]] == [timeless(one) for one in shown]
    assert [one.to_dict() for one in opened[1]] == [one.to_dict() for one in answers if one]
    assert opened[6] == talk
    assert opened[7].value == [f"document:{document}"]
    assert "Lisbon" in events.open_source(opened[1], told(key="cite-1-1"))
    assert "not an answer" in events.open_source(opened[1], told(key="near-0-1"))
    _, answers, talk, _ = asked(events, "And what does it report?", opened[1], opened[6])
    assert talk.kept == (1, 2, 3)


def test_nothing_is_kept_of_who_has_switched_it_off_or_has_no_cookie(events: Events) -> None:
    nobody: Any = SimpleNamespace(cookies={}, query_params={})
    for by in (visit(**{KEEPING: "off"}), visit("short"), nobody):
        shown, answers, talk, notice = asked(events, given.FUND, by=by)
        assert "4.2 million" in shown[0] and notice == "" and talk.kept == (None,)
        assert "data-conversation" not in "".join(shown) and "Copy link" not in shown[0]
    assert not events.keeping.conversations.path.exists()
    # On again, in the same tab: what is asked from now on is kept.
    _, _, talk, _ = asked(events, given.SEAT, answers, talk)
    assert talk.kept == (None, 1) and kept(events) == [given.SEAT]


def test_a_stopped_answer_is_kept_once(events: Events) -> None:
    growing = events.answer(given.FUND, (), (), NEW, visit())
    *_, talk = next(growing)
    answer = events.assistant.ask(given.FUND)
    half = (replace(answer, complete=False),)
    shown, answers, *_, stopped = events.stop(half, talk, visit())
    assert "Stopped before" in shown[0] and stopped.kept == (1,)
    # The answer was finished in the same moment.
    *_, last = growing
    assert last[6].id == stopped.id and last[6].kept == (1,)
    _, turns = events.keeping.conversations.open(visitor_of(visit()).owner, talk.id)  # type: ignore[union-attr]
    assert len(turns) == 1


def test_two_tabs_in_one_conversation_keep_both_turns(events: Events) -> None:
    talks = TalkEvents(events)
    _, answers, talk, _ = asked(events, given.FUND)
    other = talks.open(told(id=talk.id), visit())
    asked(events, given.SEAT, other[1], other[6])
    _, answers, talk, _ = asked(events, given.NOTE, answers, talk)
    assert talk.kept == (1, 3), "links go by the number in the file"
    shown = talks.open(told(id=talk.id), visit())[0]
    assert [given.FUND in shown[0], given.SEAT in shown[1]] == [True, True]
    assert "bathymetry" in shown[2] and 'id="turn-3"' in shown[2]


def test_a_conversation_that_another_tab_deleted_is_not_brought_back(events: Events) -> None:
    _, answers, talk, _ = asked(events, given.FUND)
    TalkEvents(events).delete(NEW, told(id=talk.id), visit())
    _, answers, new, notice = asked(events, given.SEAT, answers, talk)
    assert new.id != talk.id and new.kept == (None, 1) and notice == ""
    assert kept(events) == [given.SEAT]


def test_a_session_that_is_gone_goes_on_by_the_address(events: Events) -> None:
    _, _, talk, _ = asked(events, given.FUND)
    address = visit(conversation=talk.id)
    shown, answers, again, _ = asked(events, given.SEAT, by=address)
    assert again.id == talk.id and again.kept == (1, 2) and len(answers) == 2
    assert given.FUND in shown[0]
    _, _, other, _ = asked(events, given.SEAT, by=visit(OTHER, conversation=talk.id))
    assert other.id != talk.id and kept(events, OTHER) == [given.SEAT]


# What goes wrong beside an answer


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("damaged", "is damaged (it is empty, cut short or not a file of conversations)"),
        ("newer", "made by a newer version of this program"),
        ("full", "The disk of the data folder is full or failing"),
        ("locked", "is in use by another program"),
        ("bug", "Something went wrong here"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_shown_with_the_reason(
    events: Events, monkeypatch: pytest.MonkeyPatch, how: str, words: str
) -> None:
    conversations = events.keeping.conversations
    _, answers, talk, _ = asked(events, given.FUND)
    before = conversations.path.read_bytes()
    if how == "damaged":
        conversations.path.write_bytes(b"no database")
    elif how == "newer":
        with closing(sqlite3.connect(conversations.path)) as connection, connection:
            connection.execute("UPDATE meta SET value = '9' WHERE key = 'format'")
    elif how == "locked":
        monkeypatch.setattr("index.store.kept_file.PATIENCE", 0.05)
    elif how == "full":
        monkeypatch.setattr("index.store.database.now", _full)
    else:
        monkeypatch.setattr("index.store.database.now", _bug)
    with closing(sqlite3.connect(conversations.path)) as other:
        if how == "locked":
            other.execute("BEGIN EXCLUSIVE")
        shown, answers, talk, notice = asked(events, given.SEAT, answers, talk)
    assert "Lisbon" in shown[1] and len(answers) == 2 and talk.kept == (1, None)
    assert notice.count("<p") == 1 and "This answer is not kept. " in notice and words in notice
    monkeypatch.undo()
    conversations.path.write_bytes(before)
    _, _, talk, notice = asked(events, given.NOTE, answers, talk)
    assert talk.kept == (1, None, 2) and notice == ""


def _full() -> str:
    raise sqlite3.OperationalError("database or disk is full")


def _bug() -> str:
    raise ZeroDivisionError("secret detail")


def test_a_conversation_that_cannot_be_opened_is_told_in_a_sentence(events: Events) -> None:
    talks = TalkEvents(events)
    _, _, talk, _ = asked(events, given.FUND)
    for by, id in ((visit(OTHER), talk.id), (visit(), "unknown"), (visit(), "<script>")):
        shown, answers, _, notice, *_, empty, _ = talks.begin(
            SimpleNamespace(cookies=by.cookies, query_params={"conversation": id})
        )
        assert "welcome" in shown[0] and answers == () and empty == NEW
        assert "not kept for this browser" in notice
    events.keeping.conversations.path.write_bytes(b"no database")
    assert "is damaged" in talks.open(told(id=talk.id), visit())[3]
    assert "is damaged" in talks.show(NEW, told(), visit())
    assert "is damaged" in talks.delete(NEW, told(id=talk.id), visit())[0]
    assert "is damaged" in talks.delete_all(NEW, visit())[0]
    assert "welcome" in talks.begin(visit())[0][0], "the page opens all the same"


def test_damaged_answers_of_a_conversation_are_counted(events: Events) -> None:
    _, answers, talk, _ = asked(events, given.FUND)
    asked(events, given.SEAT, answers, talk)
    with closing(sqlite3.connect(events.keeping.conversations.path)) as connection, connection:
        connection.execute("UPDATE turns SET answer = replace(answer, '4.2', '9.9')")
    shown, answers, _, notice, *_ = TalkEvents(events).open(told(id=talk.id), visit())
    assert len(answers) == 1 and "9.9" not in "".join(shown)
    assert "1 answer of this conversation cannot be read from the file and is not shown" in notice


# The drawer


def test_the_drawer_lists_searches_and_deletes(events: Events) -> None:
    talks = TalkEvents(events)
    assert render.NONE_YET in talks.show(NEW, told(), visit())
    _, _, first, _ = asked(events, given.FUND)
    _, answers, second, _ = asked(events, f"{given.SEAT} <b>&")
    html = talks.show(second, told(), visit())
    assert html.index("&lt;b&gt;&amp;") < html.index("How much will")
    assert re.search(rf'data-talk="{second.id}" aria-current="true"', html)
    found = talks.show(second, told(search="LISBON"), visit())
    assert f'data-talk="{second.id}"' in found and first.id not in found
    assert "1 conversation with all of these words" in found and "Delete all" not in found
    assert render.NONE_FOUND in talks.show(second, told(search="zebra"), visit())
    assert first.id not in talks.show(NEW, told(), visit(OTHER))
    drawer, *chat = talks.delete(second, told(id=second.id), visit())
    assert "1 conversation is deleted." in drawer and chat[1] == () and chat[6] == NEW
    assert "Go on with" in "".join(chat[0]) and first.id in "".join(chat[0])
    drawer, *chat = talks.delete(NEW, told(id=first.id), visit(OTHER))
    assert "not kept for this browser" in drawer and chat[1] == {"__type__": "update"}
    assert "1 conversation is deleted." in talks.delete_all(first, visit())[0]
    assert kept(events) == []


def test_the_drawer_says_whether_anything_is_kept(events: Events) -> None:
    talks = TalkEvents(events)
    asked(events, given.FUND)
    on, off = talks.show(NEW, told(), visit()), talks.show(NEW, told(), visit(**{KEEPING: "off"}))
    assert render.KEPT in on and " checked" in on
    assert render.OFF in off and " checked" not in off and given.FUND[:20] in off
    none: Any = SimpleNamespace(cookies={}, query_params={})
    assert render.NO_COOKIE in talks.show(NEW, told(), none)


def test_a_long_list_is_shown_in_steps(events: Events) -> None:
    answer, owner = events.assistant.ask(given.FUND), visitor_of(visit())
    assert owner is not None
    for number in range(53):
        events.keeping.conversations.keep(owner.owner, f"id-{number}", "1", answer)
    talks = TalkEvents(events)
    html = talks.show(NEW, told(), visit())
    assert html.count("data-talk=") == 50 and "Show more (3 left)" in html
    assert talks.show(NEW, told(most=100), visit()).count("data-talk=") == 53
    assert talks.show(NEW, told(most="x" * 9, search=7), visit()).count("data-talk=") == 0


def test_days_are_told_as_people_say_them() -> None:
    from datetime import date, datetime

    noon = datetime(2026, 3, 5, 12).astimezone()
    assert render.day(noon.isoformat(), date(2026, 3, 5)) == "Today, 12:00"
    assert render.day(noon.isoformat(), date(2026, 3, 6)) == "Yesterday"
    assert render.day(noon.isoformat(), date(2026, 4, 1)) == "5 March 2026"


# Files


def handed_out(shown: str) -> tuple[str, bytes]:
    name, data = re.search(r'data-file="([^"]*)".*data-bytes="([^"]*)"', shown).groups()  # type: ignore[union-attr]
    return name, base64.b64decode(data)


def test_an_answer_and_a_conversation_come_as_files(events: Events) -> None:
    talks = TalkEvents(events)
    _, answers, talk, _ = asked(events, "Hello")
    _, answers, talk, _ = asked(events, given.FUND, answers, talk)
    _, answers, talk, _ = asked(events, given.SEAT, answers, talk)
    shown, notice = talks.export(answers, talk, told(format="docx", turn=2), visit())
    name, data = handed_out(shown)
    assert (name, notice) == (f"{given.SEAT.rstrip('?')}.docx", "")
    assert "Lisbon" in "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    name, data = handed_out(talks.export(answers, talk, told(format="html"), visit())[0])
    assert name == f"{given.FUND.rstrip('?')}.html", "named by the first question, not small talk"
    assert b"4.2 million" in data and b"Lisbon" in data
    for wrong in ({"format": "exe"}, {"format": "md", "turn": 9}, {"format": "md", "turn": -1}):
        assert talks.export(answers, talk, told(**wrong), visit())[0] == ""
    assert "nothing to download" in talks.export((), NEW, told(format="md"), visit())[1]


def test_a_download_has_also_what_the_tab_has_let_go(
    events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "TURNS", 2)
    answers, talk = (), NEW  # type: ignore[var-annotated]
    for question in (given.FUND, given.SEAT, given.NOTE, given.SEAT):
        shown, answers, talk, _ = asked(events, question, answers, talk)
    assert answers[0] is None and "not shown here; a download has them" in shown[0]
    _, data = handed_out(TalkEvents(events).export(answers, talk, told(format="md"), visit())[0])
    assert data.decode().count("\n## ") == 4 and "4.2 million" in data.decode()


def test_the_file_is_private_to_the_account(events: Events) -> None:
    asked(events, given.FUND)
    assert events.keeping.conversations.path.stat().st_mode & 0o777 == 0o600
    assert MINE.encode() not in events.keeping.conversations.path.read_bytes(), "no cookie is kept"
