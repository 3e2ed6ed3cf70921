"""The terms that editors keep: sealed, checked, carried in the bundle."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import CorrectionError
from index.exporting import export_library
from index.importing import import_library
from index.store.tables import terms
from index.store.tables.terms import Term, checked_term
from tests.conftest import OpenRoom, Room

NSA = Term("NSA", "National Seabed Agency")


def test_terms_are_kept_changed_and_forgotten(room: Room, open_room: OpenRoom) -> None:
    library = room.library
    assert library.terms() == []
    assert library.add_term(NSA) and not library.add_term(NSA)
    library.add_term(Term("our coast", "Jutland"))
    revision = library.revision()
    library.add_term(NSA)
    assert library.revision() == revision  # nothing has changed
    assert open_room().library.terms() == [NSA, Term("our coast", "Jutland")]
    library.add_term(Term("NSA", "National Ski Association"))
    assert library.terms()[0].long == "National Ski Association"
    assert library.remove_term("nsa").short == "NSA"
    assert library.terms() == [Term("our coast", "Jutland")] and library.problems() == []
    with pytest.raises(CorrectionError, match="No term 'NSA' is kept; 'assistant terms list'"):
        library.remove_term("NSA")


def test_capitals_tell_two_terms_apart(room: Room) -> None:
    room.library.add_term(Term("AIR", "Agency of Irrigation"))
    room.library.add_term(Term("Air", "Air Force"))
    with pytest.raises(CorrectionError, match="No term 'air'"):
        room.library.remove_term("air")
    assert room.library.remove_term("Air").long == "Air Force"
    assert room.library.remove_term("air").short == "AIR"


@pytest.mark.parametrize(
    ("short", "long", "said"),
    [
        ("", "x y", "'' cannot be a short form; give one of 1 to 40"),
        ("x" * 41, "y", "cannot be a short form"),
        ("NSA", "x" * 201, "cannot be a long form; give one of 1 to 200"),
        ("NSA", " \n ", "cannot be a long form"),
        ("—", "dash", "has no word in it"),
        ("nsa", "NSA", "stands for itself"),
        ("the", "thesaurus", "is a word of every sentence"),
    ],
)
def test_what_cannot_be_is_one_sentence(short: str, long: str, said: str) -> None:
    with pytest.raises(CorrectionError) as error:
        checked_term(short, long)
    assert said in str(error.value) and str(error.value).count(". ") == 0


def test_words_are_cleaned() -> None:
    assert checked_term(" N S A\n", "National\n Seabed  Agency") == Term(
        "N S A", "National Seabed Agency"
    )


def test_there_is_a_most(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST", 1)
    room.library.add_term(NSA)
    room.library.add_term(Term("NSA", "another"))
    with pytest.raises(CorrectionError, match="the most there can be"):
        room.library.add_term(Term("OMP", "Office of Mining Permits"))


def test_a_damaged_term_is_told_left_out_and_put_right(room: Room) -> None:
    room.library.add_term(NSA)
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute("UPDATE terms SET long = replace(long, 'Seabed', 'Seabad')")
    assert room.library.terms() == []
    (problem,) = room.library.problems()
    assert "what 'NSA' stands for is damaged" in problem and "'assistant terms remove'" in problem
    room.library.remove_term("NSA")
    room.library.add_term(NSA)
    assert room.library.terms() == [NSA] and room.library.problems() == []


def test_a_bundle_carries_them(room: Room, tmp_path: Path, open_room: OpenRoom) -> None:
    room.library.add_term(NSA)
    export_library(room.library, tmp_path / "x.bundle")
    new = tmp_path / "new"
    import_library(tmp_path / "x.bundle", new, room.embedder.name, room.embedder.dimension)
    assert open_room(new).library.terms() == [NSA]
