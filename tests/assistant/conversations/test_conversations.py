"""Conversations that are kept: each for its owner alone, found again, and gone when deleted."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from assistant.answer_blocks import TextRun
from assistant.answer_parts import LeadPart
from assistant.conversations.conversations import ConversationNotFound, Conversations, new_id
from assistant.health import doctor
from assistant.settings import Settings
from corpus.errors import LibraryDamaged, LibraryError, LibraryMismatch
from index.choice import DocumentChoice
from tests.support import conversation_child as child
from tests.support.conversation_child import OWNER, QUOTE, answer

OTHER = "b" * 64
FIRST = "What is the fee of the first berth?"


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "data")


@pytest.fixture(scope="module")
def forkserver() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.conversation_child"])
    return context


def names(kept: Conversations, search: str = "", owner: str = OWNER) -> list[str]:
    return [one.name for one in kept.find(owner, search).conversations]


def whole(kept: Conversations) -> None:
    kept.check()
    with closing(sqlite3.connect(kept.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


# Keeping and opening


def test_a_conversation_comes_back_as_it_was(kept: Conversations) -> None:
    choice = DocumentChoice(("Ports",), (), ("0123456789abcdef",))
    first = answer(FIRST)
    second = replace(answer("And of the second?"), searched_in=choice, notes=("A note.",))
    assert kept.keep(OWNER, "one", new_id(), first) == 1
    assert kept.keep(OWNER, "one", new_id(), second) == 2
    conversation, turns = kept.open(OWNER, "one")
    assert (conversation.name, conversation.searched_in) == (FIRST, choice)
    assert conversation.created_at <= turns[0].asked_at <= turns[1].asked_at
    assert [turn.number for turn in turns] == [1, 2]
    for turn, given in zip(turns, (first, second), strict=True):
        assert turn.answer is not None
        assert turn.answer.to_dict() == given.to_dict()
        assert turn.answer.citations == given.citations
        assert turn.answer.passages == given.passages, "a card shows its date and publisher too"
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600


def test_nothing_is_written_by_looking(kept: Conversations) -> None:
    assert kept.find(OWNER).total == 0 and kept.delete_all(OWNER) == 0
    for look in (kept.open, kept.delete):
        with pytest.raises(ConversationNotFound, match="not kept for this browser"):
            look(OWNER, "one")
    assert not kept.path.exists()


def test_what_is_kept_twice_is_there_once(kept: Conversations) -> None:
    """A stopped answer may have been finished in the same moment."""
    assert kept.keep(OWNER, "one", "key", answer(FIRST)) == 1
    assert kept.keep(OWNER, "one", "key", answer(FIRST, "Half an answer.")) == 1
    (turn,) = kept.open(OWNER, "one")[1]
    assert turn.answer is not None and QUOTE in turn.answer.text
    whole(kept)


def test_small_talk_names_a_conversation_until_a_question_does(kept: Conversations) -> None:
    hello = replace(
        answer("Hello"),
        status="not_found",
        parts=(LeadPart((TextRun("Hello."),)),),
        citations=(),
        passages=(),
    )
    assert hello.is_reply
    kept.keep(OWNER, "one", "1", hello)
    assert names(kept) == ["Hello"]
    kept.keep(OWNER, "one", "2", answer(f"  {FIRST}\n"))
    kept.keep(OWNER, "one", "3", answer("And then?"))
    kept.keep(OWNER, "one", "4", hello)
    assert names(kept) == [FIRST]


def test_half_characters_are_no_trouble(kept: Conversations) -> None:
    kept.keep(OWNER, "one", "1", answer("What of \ud800?", "Half \udfff."))
    assert names(kept) == ["What of ??"]
    whole(kept)


# Owners


def test_no_owner_sees_or_changes_what_is_another_s(kept: Conversations) -> None:
    kept.keep(OWNER, "one", "1", answer(FIRST))
    assert kept.find(OTHER).total == kept.find(OTHER, "fee").total == 0
    for look in (kept.open, kept.delete):
        with pytest.raises(ConversationNotFound):
            look(OTHER, "one")
    with pytest.raises(ConversationNotFound):
        kept.keep(OTHER, "one", "2", answer("Mine?"))
    assert kept.delete_all(OTHER) == 0
    assert len(kept.open(OWNER, "one")[1]) == 1


# Search


def test_search_reads_names_questions_and_answers_without_accents(kept: Conversations) -> None:
    kept.keep(OWNER, "one", "1", answer("Học bổng Đà Nẵng là bao nhiêu?"))
    kept.keep(OWNER, "one", "2", answer("And the berths?", "The Zanzibar berth costs 7 units."))
    kept.keep(OWNER, "two", "1", answer("What is the law 36/2025/NĐ-CP about?"))
    vietnamese, law = names(kept, "hoc")[0], names(kept, "law")[0]
    for words in ("học bổng", "HOC BONG", "da nang", "đà NẴNG", "zanzi", "hoc zanzibar", "7 units"):
        assert names(kept, words) == [vietnamese], words
    assert names(kept, "36/2025/nd-cp") == names(kept, "nđ-cp 36") == [law]
    assert names(kept, "fee") == [law, vietnamese], "the last changed first"
    for words in ("hoc law", "zanzibarr", "???", '" OR owner:*', "-"):
        assert names(kept, words) == [], words
    assert names(kept, " ") == [law, vietnamese]


def test_a_list_says_how_many_there_are_beyond_it(kept: Conversations) -> None:
    for number in range(5):
        kept.keep(OWNER, str(number), "1", answer(f"Question {number}?"))
    few = kept.find(OWNER, most=2)
    assert [one.id for one in few.conversations] == ["4", "3"] and few.total == 5


# Deleting


@pytest.mark.parametrize("all_of_them", [False, True])
def test_no_word_of_a_deleted_conversation_is_left_in_the_file(
    kept: Conversations, all_of_them: bool
) -> None:
    secret = "Rumpelstilzchen-ähnlich"
    kept.keep(OTHER, "other", "1", answer("Whose is it?", "Nobody's."))
    for number in range(30):
        kept.keep(OWNER, "one", str(number), answer(f"{secret}{number}?", f"Of {secret}. " * 40))
        kept.keep(OWNER, f"more-{number}", "1", answer(f"Another question {number}?"))
    data = kept.path.read_bytes()
    traces = [form.encode() for form in (secret, "rumpelstilzchen", "umpelstilz", "Rumpel")]
    assert all(trace in data for trace in traces[:3]), "they can be seen there"
    if all_of_them:
        assert kept.delete_all(OWNER) == 31
    else:
        kept.delete(OWNER, "one")
    for path in kept.path.parent.iterdir():
        for trace in traces:
            assert trace not in path.read_bytes(), (path, trace)
    assert names(kept, "rumpelstilzchen") == []
    assert len(names(kept, "another")) == (0 if all_of_them else 30)
    assert names(kept, owner=OTHER) == ["Whose is it?"]
    whole(kept)


# Damage, newer programs, full disks, kills


def test_one_damaged_answer_leaves_the_others(kept: Conversations) -> None:
    for number in range(3):
        kept.keep(OWNER, "one", str(number), answer(f"Question {number}?"))
    kept.keep(OWNER, "two", "1", answer("Another?"))
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute("UPDATE turns SET answer = replace(answer, '40', '50') WHERE key = '1'")
        connection.execute("UPDATE conversations SET name = 'Other' WHERE id = 'two'")
    _, turns = kept.open(OWNER, "one")
    assert [turn.answer is None for turn in turns] == [False, True, False]
    listed = kept.find(OWNER)
    assert ([one.id for one in listed.conversations], listed.damaged) == (["one"], 1)
    with pytest.raises(LibraryDamaged, match="conversation 2 is not as it was stored"):
        kept.open(OWNER, "two")
    with pytest.raises(LibraryDamaged, match="turn 2 of conversation 1"):
        kept.check()
    assert kept.keep(OWNER, "one", "more", answer("And more?")) == 4
    kept.delete(OWNER, "one")
    kept.delete(OWNER, "two")
    assert kept.find(OWNER).total == 0


def test_flipped_bytes_are_told_or_withheld_and_never_shown(kept: Conversations) -> None:
    for number in range(8):
        kept.keep(OWNER, "one", str(number), answer(f"Question {number}?"))
    sound, told = kept.path.read_bytes(), 0
    wanted = {turn.number: turn.answer for turn in kept.open(OWNER, "one")[1]}
    random_ = random.Random(3)
    for _ in range(150):
        data = bytearray(sound)
        data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        kept.path.write_bytes(data)
        try:
            conversation, turns = kept.open(OWNER, "one")
        except (LibraryError, ConversationNotFound) as error:
            assert str(error)
            told += 1
            continue
        assert conversation.name == "Question 0?"
        for turn in turns:
            assert turn.answer in (None, wanted.get(turn.number)), turn
        told += sum(turn.answer is None for turn in turns)
    assert told > 10


@pytest.mark.parametrize("how", ["empty", "cut", "text", "another"])
def test_a_damaged_file_is_refused_in_a_sentence_and_left_as_it_is(
    kept: Conversations, how: str
) -> None:
    kept.keep(OWNER, "one", "1", answer(FIRST))
    if how == "cut":
        os.truncate(kept.path, kept.path.stat().st_size - 8192)
    elif how == "another":
        with closing(sqlite3.connect(kept.path)) as connection, connection:
            connection.execute("UPDATE meta SET value = 'faq entries' WHERE key = 'holds'")
    else:
        kept.path.write_bytes(b"" if how == "empty" else b"no database at all" * 99)
    left = kept.path.read_bytes()
    for work in (
        lambda: kept.keep(OWNER, "one", "2", answer(FIRST)),
        lambda: kept.find(OWNER, "fee"),
        lambda: kept.open(OWNER, "one"),
        lambda: kept.delete_all(OWNER),
        kept.check,
    ):
        with pytest.raises(LibraryDamaged, match="file of conversations .* is damaged"):
            work()
    assert kept.path.read_bytes() == left


def test_a_file_of_a_newer_program_is_left_alone(kept: Conversations) -> None:
    kept.keep(OWNER, "one", "1", answer(FIRST))
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute("UPDATE meta SET value = '9' WHERE key = 'format'")
    left = kept.path.read_bytes()
    with pytest.raises(LibraryMismatch, match="format 9, made by a newer version"):
        kept.keep(OWNER, "one", "2", answer(FIRST))
    assert kept.path.read_bytes() == left


@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_is_named_and_what_was_kept_is_safe(
    tmp_path: Path, forkserver: ForkServerContext, there: bool
) -> None:
    kept, said = Conversations(tmp_path / "data"), tmp_path / "said"
    if there:
        kept.keep(OWNER, "old", "1", answer(FIRST))
    size = kept.path.stat().st_size + 100_000 if there else 1024
    process = forkserver.Process(
        target=child.keep_on_a_full_disk, args=(kept.path.parent, size, said)
    )
    process.start()
    process.join()
    assert process.exitcode == 0
    assert "could not be written (" in said.read_text(), "the limit was met"
    assert FIRST in names(kept) or not there
    left = {path.name for path in kept.path.parent.iterdir()} - {"conversations.sqlite.lock"}
    assert left <= {"conversations.sqlite"}
    assert kept.keep(OWNER, "new", "later", answer("With space?")) >= 1
    whole(kept)


@pytest.mark.parametrize("action", ["keep", "delete"])
def test_a_program_killed_at_any_call_leaves_all_or_nothing(
    tmp_path: Path, forkserver: ForkServerContext, action: str
) -> None:
    base = Conversations(tmp_path / "base")
    base.keep(OWNER, "old", "first", answer(FIRST))
    outcomes: list[bool] = []
    while True:
        data = tmp_path / f"data-{len(outcomes)}"
        shutil.copytree(base.path.parent, data)
        process = forkserver.Process(
            target=child.keep_and_die, args=(data, action, len(outcomes) + 1)
        )
        process.start()
        process.join()
        kept = Conversations(data)
        try:
            turns = len(kept.open(OWNER, "old")[1])
        except ConversationNotFound:
            turns = 0
        done = turns == {"keep": 2, "delete": 0}[action]
        assert done or turns == 1, len(outcomes)
        kept.keep(OWNER, "after", "1", answer("Does it go on?"))
        whole(kept)
        assert not [path for path in data.iterdir() if path.name.endswith((".new", "-journal"))]
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        outcomes.append(done)
    assert len(outcomes) >= 7 and outcomes == sorted(outcomes), "killed at each call in turn"
    assert not outcomes[0] and outcomes[-1], "before the commit, and after it"


def test_two_programs_in_one_conversation_lose_nothing(
    kept: Conversations, forkserver: ForkServerContext
) -> None:
    times = 15
    processes = [
        forkserver.Process(target=child.keep_on, args=(kept.path.parent, name, times))
        for name in ("one", "two")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    _, turns = kept.open(OWNER, "old")
    asked = [turn.answer.asked_as for turn in turns if turn.answer]
    assert sorted(asked) == sorted(f"{name} {n}?" for name in ("one", "two") for n in range(times))
    assert [turn.number for turn in turns] == list(range(1, 2 * times + 1))
    whole(kept)


def test_doctor_reads_the_file_whole(kept: Conversations) -> None:
    settings = Settings(data_dir=kept.path.parent, reader="words")

    def told() -> list[tuple[bool, str]]:
        return [(one.ok, one.detail) for one in doctor(settings) if one.name == "conversations"]

    assert told() == []
    kept.keep(OWNER, "one", "1", answer(FIRST))
    assert told() == [(True, f"{kept.path}: 1 conversation, all whole")]
    left = kept.path.read_bytes()
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute("UPDATE turns SET words = 'other'")
    ((ok, detail),) = told()
    assert not ok and "is damaged (turn 1 of conversation 1 cannot be read)" in detail
    kept.path.write_bytes(left)
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute(
            "INSERT INTO turn_words (turn_words, rowid, words) VALUES "
            "('delete', (SELECT place FROM turns), (SELECT words FROM turns))"
        )
    ((ok, detail),) = told()
    assert not ok and "is damaged" in detail
