"""A narrowed library: whatever is asked of it, and by whatever name, nothing else is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import AccessError, DocumentNotFound, LibraryError
from index.search.vocabulary import Vocabulary
from index.store import keywords
from index.store.library import Library
from index.store.tables.narrowed import VIEWS, NarrowedLibrary
from index.store.tables.terms import Term
from tests.conftest import Room

Write = Callable[[str, str], Path]
SECRET = "zubrowka"


@pytest.fixture
def filled(room: Room, write: Write) -> Room:
    room.ingest(
        write("open.md", "# Open\n\nThe harbour fee is due on the day of arrival.\n"),
        write(
            "hidden.md",
            f"# Hidden {SECRET}\n\nThe {SECRET} fee is due on the third day.\n\n"
            f"Phí của {SECRET}ý được trả ở đây, số tiền đã nêu ở mục một của quyết định này.\n",
        ),
        write("both.md", "# Both\n\nThe lighthouse burns for twelve hours in winter.\n"),
    )
    library = room.library
    for name, collections in {
        "open.md": ["A"], "hidden.md": [f"{SECRET} room"], "both.md": ["A", f"{SECRET} room"],
    }.items():  # fmt: skip
        library.move([library.record(name).id], collections)
    return room


@pytest.fixture
def narrowed(filled: Room) -> NarrowedLibrary:
    made = filled.library.narrowed(frozenset(["A"]))
    assert isinstance(made, NarrowedLibrary)
    return made


def test_every_reading_gives_what_may_be_read(filled: Room, narrowed: NarrowedLibrary) -> None:
    hidden, before = filled.library.record("hidden.md").id, filled.library.state()
    filled.library.collect([hidden], ["B"])
    now = filled.library.state()
    readings: list[Callable[[Library], Any]] = [
        lambda library: library.records(True),
        lambda library: library.words_beginning([SECRET[0], "h"], range(20)),
        lambda library: library.word_counts([SECRET, "fee"]),
        lambda library: library.words_folded(SECRET),
        lambda library: library.times_together(["của"], [f"{SECRET}ý"]),
        lambda library: [library.total(name) for name in ("words", "passages", keywords.WAITING)],
        lambda library: library.openings(500),
        lambda library: library.openings(500, [hidden]),
        lambda library: library.changes(before, now),
        lambda library: library.located_names(),
        lambda library: library.names_called("hidden.md"),
        lambda library: library.names_of(hidden),
        lambda library: library.collections_by_document(),
        lambda library: library.collection_names([]),
        lambda library: library.corrections_by_document(),
        lambda library: library.superseding(),
        lambda library: library.terms(),
        lambda library: library.passages(range(20)),
        lambda library: library.documents_with(f'"{SECRET}"', 5),
        lambda library: library.match(f'"{SECRET}"', 5),
        lambda library: library.match(f'"{SECRET}"', 5, frozenset([hidden])),
        lambda library: library.count_matches(f'"{SECRET}"', 9),
        lambda library: library.share_of_matches(f'"{SECRET}"'),
        lambda library: library.chunk_ids_above(0).tolist(),
        lambda library: library.chunk_ids(frozenset([hidden])),
        lambda library: library.is_current(hidden),
        lambda library: library.shows(SECRET),
        lambda library: library.bounded(frozenset([hidden])),
        lambda library: library.removed(),
    ]
    filled.library.add_term(Term("ZF", f"{SECRET} fee"))
    differing = 0
    for reading in readings:
        whole, seen = str(reading(filled.library)), str(reading(narrowed))
        assert SECRET not in seen.casefold() and hidden not in seen
        differing += whole != seen
    assert differing > 20
    for missing in (
        lambda: narrowed.record("hidden.md"),
        lambda: narrowed.record(hidden),
        lambda: narrowed.document(hidden),
        lambda: narrowed.original(hidden),
    ):
        with pytest.raises(DocumentNotFound) as raised:
            missing()
        assert "Hidden" not in str(raised.value)
    assert [one.source for one in narrowed.records()] == ["both.md", "open.md"]
    assert narrowed.record("both.md").collections == ("A",)
    assert narrowed.chunk_count() == 2 < filled.library.chunk_count()


def test_what_reads_past_the_views_is_refused(narrowed: NarrowedLibrary) -> None:
    connection = narrowed._connection
    for table in VIEWS:
        if table != "keywords":
            with pytest.raises(sqlite3.DatabaseError, match="prohibited|not authorized"):
                connection.execute(f"SELECT * FROM main.{table}").fetchall()
    for statement in (
        "SELECT count(*) FROM main.chunks",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM main.sqlite_schema",
        "ATTACH DATABASE 'file:x?mode=memory' AS other",
        "DROP VIEW temp.documents",
        "CREATE TEMP VIEW names2 AS SELECT * FROM main.names",
        "INSERT INTO temp.readable VALUES ('x')",
        "DELETE FROM documents",
        "UPDATE meta SET value = '9' WHERE key = 'revision'",
        "PRAGMA writable_schema = ON",
        "SELECT * FROM keywords WHERE keywords MATCH 'fee'",
    ):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(statement).fetchall()
    # And the wall is what refuses it.
    connection.set_authorizer(None)
    assert len(connection.execute("SELECT * FROM main.documents").fetchall()) == 3


def test_nothing_is_changed_by_it(narrowed: NarrowedLibrary, filled: Room) -> None:
    id_, before = filled.library.record("open.md").id, filled.library.revision()
    changes: list[Callable[[], object]] = [
        lambda: narrowed.remove("open.md"),
        lambda: narrowed.move([id_], ["B"]),
        lambda: narrowed.collect([id_], ["B"]),
        lambda: narrowed.take_out([id_], ["A"]),
        lambda: narrowed.restore("open.md"),
        lambda: narrowed.forget_words(),
        lambda: narrowed.mend_keywords(),
        lambda: narrowed.begin_reindex(),
        lambda: narrowed.sweep(),
        lambda: narrowed.problems(),
    ]
    for change in changes:
        with pytest.raises((AccessError, LibraryError)):
            change()
    assert filled.library.revision() == before


def test_it_follows_what_is_moved_superseded_and_removed(
    filled: Room, narrowed: NarrowedLibrary, write: Write
) -> None:
    library = filled.library
    first = library.record("open.md").id
    filled.ingest(write("open.md", "# Open\n\nThe harbour fee is due on the second day.\n"))
    second = library.record("open.md").id
    assert second != first and {first, second} <= narrowed.readable()
    assert "arrival" in narrowed.document(first).text
    library.move([second], ["B"])  # and with it the versions before
    assert not {first, second} & narrowed.readable()
    with pytest.raises(DocumentNotFound):
        narrowed.document(first)
    library.move([second], ["a"])  # another collection than A, where capitals are looked at
    assert second not in narrowed.readable()
    library.move([second], ["A"])
    assert second in narrowed.readable()
    library.remove("open.md")
    assert [one.source for one in narrowed.records(True)] == ["both.md"]


def test_words_are_told_to_who_may_read_them(filled: Room, write: Write) -> None:
    library = filled.library
    words = {
        name: Vocabulary(library.narrowed(frozenset([name]))) for name in ("A", f"{SECRET} room")
    }
    near = {name: [*one.near("zubrowky", 1)] for name, one in words.items()}
    assert near == {"A": [], f"{SECRET} room": [(SECRET, 2, False)]}
    assert [one.knows(SECRET) for one in words.values()] == [False, True]
    assert [one.frequency("lighthouse") > 0 for one in words.values()] == [True, True]
    assert words["A"].passages == 2 and words["A"].frequency(SECRET) == 0.0
    # What is moved is known to who may read it now, and to nobody else any more.
    library.move([library.record("hidden.md").id], ["A"])
    for one in words.values():
        one.refresh()
    assert [one.knows(SECRET) for one in words.values()] == [True, False]
    assert [[*one.near("zubrowky", 1)] for one in words.values()] == [[(SECRET, 2, False)], []]
    assert [one._library.record("both.md").source for one in words.values()] == ["both.md"] * 2
    assert [len(one._library.records()) for one in words.values()] == [3, 1]


INJECTIONS = [
    form.format(table=table, quote=quote)
    for table in ("documents", "memberships", "names")
    for quote in ("'", '"', "`", ")", "]")
    for form in (
        "A{quote} OR 1=1 --",
        "x{quote}; DROP TABLE {table}; --",
        "{quote} UNION SELECT id FROM main.{table} --",
    )
]


def test_no_name_of_a_collection_is_read_as_anything_else(filled: Room) -> None:
    assert len(INJECTIONS) == 45
    mine = filled.library.narrowed(frozenset(["A"]))
    ids = {*mine.chunk_ids().tolist()}
    for name in INJECTIONS:
        narrowed = filled.library.narrowed(frozenset([name]))
        assert narrowed.records(True) == [] and narrowed.match('"fee"', 5) == []
        narrowed.close()
        assert mine.names_called(name) == []
        for ask in (mine.record, mine.document, mine.original):
            with pytest.raises(DocumentNotFound) as raised:
                ask(name)
            assert SECRET not in str(raised.value)
        with suppress(LibraryError):  # no syntax of the keyword index gets further either
            assert {number for number, _ in mine.match(f'"fee" OR {name}', 5)} <= ids
    assert len(filled.library.records(True)) == 3
