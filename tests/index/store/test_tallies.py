"""What is kept up in each transaction is what reading the whole library would give."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.corrections import Corrections
from index.store import keywords
from index.store.library import Library
from index.store.tables import changes, word_counts
from index.store.tables.changes import LibraryState
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]
WORDS = "harbour berth Quỹ học bổng pilots fee of the Ministry trả triệu đồng office opens".split()


def text(made: random.Random) -> str:
    return (
        "# Paper\n\n" + " ".join(made.choice(WORDS) for _ in range(made.randrange(5, 90))) + ".\n"
    )


def kept(library: Library) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(library.path)) as connection:
        tables = ("words", "word_pairs", "totals", "keyword_seals")
        return [
            connection.execute(f"SELECT * FROM {one} ORDER BY 1, 2").fetchall() for one in tables
        ]


def counted_anew(library: Library) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(library.path)) as connection:
        word_counts.count_all(connection)
        keywords.seal(connection)
        connection.commit()
    return kept(library)


@pytest.mark.parametrize("seed", range(3))
def test_counts_and_seals_are_those_of_the_whole(
    room: Room, write: Write, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = random.Random(seed)
    monkeypatch.setattr(keywords, "CHEAP", 0)  # words of what is removed stay for a while
    there: list[str] = []
    for step in range(40):
        name = f"paper-{made.randrange(12)}.md"
        what = made.random()
        if what < 0.6 or not there:
            room.ingest(write(name, text(made)))
            there = [one.source for one in room.library.records()]
        elif what < 0.8:
            room.library.remove(made.choice(there), keep=made.random() < 0.5)
            there = [one.source for one in room.library.records()]
        else:
            id_ = room.library.record(made.choice(there)).id
            room.library.correct(id_, "", Corrections(title=f"Title {step}"))
        assert room.library.keywords_intact(), step
    before = kept(room.library)
    assert len(before[0]) > 10 and len(before[1]) > 3
    assert room.library.problems() == []
    assert counted_anew(room.library) == before


def test_a_transaction_that_fails_counts_nothing(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nA berth costs 9.\n"))
    before = kept(room.library), room.library.state()
    with pytest.raises(ZeroDivisionError), room.library._writing() as connection:
        connection.execute("DELETE FROM chunks")
        raise ZeroDivisionError
    assert (kept(room.library), room.library.state()) == before
    room.ingest(write("b.md", "# B\n\nA pilot costs 8.\n"))
    assert room.library.problems() == [] and room.library.keywords_intact()
    assert room.library.changes(before[1], room.library.state()) is not None


def test_a_word_that_is_damaged_is_none(room: Room, write: Write) -> None:
    room.ingest(write("a.md", "# A\n\nEvery harbour has a berth.\n"))
    assert [one[0] for one in room.library.word_counts(["harbour", "berth"])] == [
        "berth",
        "harbour",
    ]
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        changed = connection.execute("UPDATE words SET times = 9 WHERE word = 'harbour'")
        assert changed.rowcount == 1
    assert [one[0] for one in room.library.word_counts(["harbour", "berth"])] == ["berth"]
    assert "1 of the counts of words are damaged" in "".join(room.library.problems())


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE words SET times = 9 WHERE word = 'harbour'",
        "UPDATE word_pairs SET times = 9 WHERE word = 'học'",
        "UPDATE totals SET value = 9 WHERE name = 'passages'",
    ],
)
def test_damaged_counts_are_made_anew_by_an_ingest_that_meets_them(
    room: Room, write: Write, damage: str
) -> None:
    room.ingest(write("a.md", "# A\n\nEvery harbour has a berth.\n\nQuỹ học bổng trả đủ.\n"))
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        assert connection.execute(damage).rowcount >= 1
    assert "of the counts of words are damaged" in "".join(room.library.problems())
    room.ingest(write("b.md", "# B\n\nNo harbour has two.\n\nQuỹ học bổng thì lớn.\n"))
    assert room.library.problems() == []
    before = kept(room.library)
    assert ("harbour", 2) in [row[:2] for row in before[0]]
    assert counted_anew(room.library) == before


def test_damage_is_made_good_by_no_later_transaction(room: Room, write: Write) -> None:
    room.ingest(*(write(f"{n}.md", f"# Paper {n}\n\nOf harbour {n}.\n") for n in range(5)))
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute("UPDATE keywords_docsize SET sz = x'0101' WHERE id = 2")
    with room.library._writing() as connection:  # SQLite writes the damaged row away, or not
        connection.execute("INSERT INTO keywords (keywords) VALUES ('optimize')")
    room.library.remove("1.md")
    assert not room.library.keywords_intact()


def test_a_change_is_told_to_who_follows(room: Room, write: Write, open_room: OpenRoom) -> None:
    follower = open_room().library
    before = follower.state()
    room.ingest(write("a.md", "# A\n\nOne.\n"), write("b.md", "# B\n\nTwo.\n"))
    a, b = (room.library.record(name) for name in ("a.md", "b.md"))
    ids = room.library.chunk_ids(frozenset([a.id])).tolist()
    middle = follower.state()
    assert follower.changes(middle, middle) == changes.NONE
    assert [one.source for one in follower.records()] == ["a.md", "b.md"]
    room.library.remove("a.md")
    room.library.correct(b.id, "", Corrections(title="Better"))
    told = follower.changes(middle, follower.state())
    assert told == changes.Changes(frozenset([a.id, b.id]), frozenset(ids))
    assert [one.title for one in follower.records()] == ["Better"]
    assert follower.changes(before, follower.state()) is None, "of the beginning nothing is known"
    other = LibraryState(middle.revision, "another")
    assert follower.is_of_another_past(other) and follower.changes(other, follower.state()) is None


def test_a_change_that_is_damaged_or_long_ago_cannot_be_told(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.ingest(write("a.md", "# A\n\nOne.\n"))
    before = room.library.state()
    room.ingest(write("b.md", "# B\n\nTwo.\n"))
    assert room.library.changes(before, room.library.state()) is not None
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        assert connection.execute("DELETE FROM changes WHERE kind = 'document'").rowcount
    assert room.library.changes(before, room.library.state()) is None
    monkeypatch.setattr(changes, "KEPT", 3)
    state = room.library.state()
    for number in range(4):
        room.ingest(write(f"{number}.md", f"# {number}\n\nMore.\n"))
    assert room.library.changes(state, room.library.state()) is None


def test_words_of_what_was_removed_go_when_they_are_many_or_old(
    room: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keywords, "CHEAP", 0)
    names = [f"{number:02}.md" for number in range(30)]
    for number, name in enumerate(names):
        room.ingest(write(name, f"# Paper\n\nThe word is secret{number:02}word.\n"))
    room.library.remove(names[0], keep=True)
    assert room.library.total(keywords.WAITING) == 1, "the index may keep the word for a while"
    room.library.remove(names[1])
    assert room.library.total(keywords.WAITING) == 0
    assert not held(room, 0) and not held(room, 1), "for good is at once"
    waiting = []
    for number in (2, 3, 4, 5):
        room.library.remove(names[number], keep=True)
        waiting.append(room.library.total(keywords.WAITING))
    assert waiting == [1, 2, 0, 1] and not held(room, 2), "a tenth is gone"
    monkeypatch.setattr(keywords, "OVERDUE", 0)
    room.ingest(write("new.md", "# New\n\nNothing of it.\n"))
    assert not held(room, 5) and room.library.keywords_intact()


def held(room: Room, number: int) -> bool:
    """Whether a word, or its end after another that begins so, stands in the library's file."""
    data = room.library.path.read_bytes()
    return f"secret{number:02}word".encode() in data or f"{number:02}word".encode() in data
