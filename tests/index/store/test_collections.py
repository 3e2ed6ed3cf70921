"""Collections: every document is in one at least, and its next version where it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import ChoiceError
from index.ingest import Ingest
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]


def ingest(room: Room, *paths: Path, into: tuple[str, ...] = ()) -> None:
    run = Ingest(room.library, room.vectors, room.embedder, max_tokens=60)
    assert all(report.stored for report in run.run(paths, collections=into))


def of(room: Room, name: str) -> tuple[str, ...]:
    return room.library.record(name).collections


def test_new_documents_are_in_the_library_where_nobody_said_another(
    room: Room, write: Write
) -> None:
    ingest(room, write("a.md", "# A\n\nOne berth.\n"))
    ingest(room, write("b.md", "# B\n\nTwo berths.\n"), into=("Trade", "Ports"))
    assert (of(room, "a.md"), of(room, "b.md")) == (("library",), ("Trade", "Ports"))


def test_what_is_there_already_is_put_there_too(room: Room, write: Write) -> None:
    path = write("a.md", "# A\n\nOne berth.\n")
    ingest(room, path)
    ingest(room, path, into=("Trade",))
    assert of(room, "a.md") == ("library", "Trade")
    ingest(room, write("copy.md", "# A\n\nOne berth.\n"), into=("Ports",))
    assert of(room, "a.md") == ("library", "Trade", "Ports")
    revision = room.library.revision()
    ingest(room, path, into=("trade",))  # capitals make no other one, and nothing has changed
    assert of(room, "a.md") == ("library", "Trade", "Ports")
    assert len(room.library.records()) == 1
    # The run seals the keyword index only where it changed something.
    assert room.library.revision() == revision


def test_a_new_version_is_where_the_one_before_was(room: Room, write: Write) -> None:
    ingest(room, write("a.md", "# A\n\nOne berth.\n"), into=("Trade", "Ports"))
    ingest(room, write("a.md", "# A\n\nNine berths.\n"))
    assert of(room, "a.md") == ("Trade", "Ports")
    ingest(room, write("a.md", "# A\n\nTen berths.\n"), into=("Harbours",))
    assert of(room, "a.md") == ("Trade", "Ports", "Harbours")


def test_documents_are_moved_and_taken_out(room: Room, write: Write, open_room: OpenRoom) -> None:
    ingest(room, write("a.md", "# A\n\nOne berth.\n"), into=("Trade", "Ports"))
    id_ = room.library.record("a.md").id
    room.library.take_out([id_], ["Ports"])
    assert of(room, "a.md") == ("Trade",)
    room.library.take_out([id_], ["Trade"])
    assert of(room, "a.md") == ("library",)
    room.library.move([id_], ["Ports"])
    assert of(open_room(), "a.md") == ("Ports",)
    room.library.remove(id_)
    assert room.library.collections_by_document() == ({}, 0)
    assert room.library.problems() == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_what_is_no_name_is_refused(room: Room, write: Write, name: str) -> None:
    with pytest.raises(ChoiceError, match="cannot be the name of a collection"):
        ingest(room, write("a.md", "# A\n\nOne berth.\n"), into=(name,))
    assert room.library.records() == []


def test_a_damaged_collection_is_told_and_put_right(room: Room, write: Write) -> None:
    ingest(room, write("a.md", "# A\n\nOne berth.\n"), into=("Trade",))
    id_ = room.library.record("a.md").id
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute("UPDATE memberships SET collection = 'Tradf'")
    assert of(room, "a.md") == ()
    (problem,) = room.library.problems()
    assert id_ in problem and "'assistant collections move' puts it right" in problem
    room.library.move([id_], ["Trade"])
    assert (of(room, "a.md"), room.library.problems()) == (("Trade",), [])
