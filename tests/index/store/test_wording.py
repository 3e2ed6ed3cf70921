"""What is corrected is found by its words, and what was read in its place no more."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from index.corrections import NOTHING, Corrections
from index.exporting import export_library
from index.importing import import_library
from index.models.multilingual_e5 import MultilingualE5
from index.question import Question
from index.reindex import Reindex
from index.store.library import Library
from index.store.tables.corrections import EDITOR
from index.store.tables.schema import FORMAT
from tests.conftest import OpenRoom, Room
from tests.support.hashing_embedder import HashingEmbedder

Write = Callable[[str, str], Path]
BEFORE = Path(__file__).parent / "library_format_4"
SAID = Corrections(
    title="Pilotage decree", number="36/2025/NĐ-CP", publisher="Fisheries Directorate"
)


def found(library: Library, words: str) -> set[str]:
    """The sources of the passages that the index has these words of, as one phrase."""
    hits = library.match(f'"{words}"', 50)
    passages, damaged = library.passages(number for number, _ in hits)
    assert not damaged
    return {passage.source for passage in passages.values()}


def filled(room: Room, write: Write) -> str:
    room.ingest(
        write("a.md", "# Tpyed wrongly\n\nThere is one berth.\n\n## Fees\n\nA berth costs 9.\n"),
        write("b.md", "# Another\n\nSee 36/2024/NĐ-CP and 136/2025/NĐ-CP.\n"),
    )
    return room.library.record("a.md").id


def whole(library: Library) -> bool:
    return library.problems() == [] and library.keywords_intact()


def test_title_number_and_issuer_are_found_as_corrected(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    ids = room.library.chunk_ids().tolist()
    assert found(room.library, "Tpyed") == {"a.md"} and found(room.library, "Pilotage") == set()
    room.library.correct(id_, EDITOR, SAID)
    for words in ("Pilotage decree", "36/2025/NĐ-CP", "Fisheries Directorate"):
        assert found(room.library, words) == {"a.md"}, words
    assert found(room.library, "Tpyed") == set(), "what was wrong is found no more"
    assert found(room.library, "Fees") == {"a.md"}, "the headings below stay"
    assert room.library.chunk_ids().tolist() == ids, "the vectors are those of before"
    assert whole(room.library)
    room.library.correct(id_, EDITOR, NOTHING)
    assert found(room.library, "Tpyed") == {"a.md"}
    assert found(room.library, "Pilotage") == found(room.library, "36/2025/NĐ-CP") == set()
    assert whole(room.library)


def test_a_number_is_one_word(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    room.library.correct(id_, EDITOR, SAID)
    for number, sources in {
        "36/2025/NĐ-CP": {"a.md"}, "136/2025/NĐ-CP": {"b.md"}, "36/2024/NĐ-CP": {"b.md"},
        "6/2025/NĐ-CP": set(), "36/2025": {"a.md"},
    }.items():  # fmt: skip
        assert found(room.library, number) == sources, number
    first, *_ = room.keyword.retrieve(Question.of("What is 36/2025/NĐ-CP about?"), 5)
    assert (first.source, first.number) == ("a.md", "36/2025/NĐ-CP")


def test_a_new_version_and_one_that_comes_back_keep_it(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    room.library.correct(id_, EDITOR, SAID)
    room.ingest(write("a.md", "# Typed anew\n\nThere are two berths.\n"))
    assert room.library.record("a.md").id != id_
    assert found(room.library, "Pilotage") == {"a.md"}
    assert found(room.library, "Typed anew") == set()
    room.ingest(write("a.md", "# Tpyed wrongly\n\nThere is one berth.\n"))
    assert found(room.library, "36/2025/NĐ-CP") == {"a.md"}
    assert whole(room.library)


def test_a_file_beside_it_that_is_gone_takes_its_words_along(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    room.library.correct(id_, "/x/a.md.meta.yaml", SAID)
    room.library.correct(id_, EDITOR, Corrections(title="Of the editor"))
    assert found(room.library, "Of the editor") == found(room.library, "Fisheries") == {"a.md"}
    assert found(room.library, "Pilotage") == set()
    room.library.take_back(["/x/a.md.meta.yaml"])
    assert found(room.library, "Of the editor") == {"a.md"}
    assert found(room.library, "Fisheries") == set()
    assert whole(room.library)


def test_a_removal_a_bundle_and_a_reindex_keep_it(
    room: Room, write: Write, tmp_path: Path, open_room: OpenRoom
) -> None:
    id_ = filled(room, write)
    room.library.correct(id_, EDITOR, SAID)
    room.library.remove(id_, keep=True)
    assert found(room.library, "Pilotage") == set()
    room.library.restore(id_)
    assert found(room.library, "Pilotage") == {"a.md"} and whole(room.library)

    export_library(room.library, tmp_path / "x.bundle")
    new = tmp_path / "new"
    import_library(tmp_path / "x.bundle", new, room.embedder.name, room.embedder.dimension)
    assert found(open_room(new).library, "Pilotage") == {"a.md"}

    other = HashingEmbedder(dimension=32)
    library = Library(room.library.folder, other.name, other.dimension)
    assert len(list(Reindex(library, room.vectors, other, max_tokens=60).run())) == 2
    assert found(library, "Pilotage decree") == {"a.md"} and found(library, "Tpyed") == set()
    assert whole(library)


def test_what_was_removed_before_the_format_changed_comes_back(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    room.library.correct(id_, EDITOR, Corrections(date="2025"))
    room.library.remove(id_, keep=True)
    (kept,) = (room.library.folder / "removed").glob("*/rows.sqlite")
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE meta SET value = '4' WHERE key = 'format'")
    assert room.library.restore(id_) == id_
    assert found(room.library, "Tpyed") == {"a.md"} and whole(room.library)


def test_a_damaged_passage_is_not_made_good_by_it(room: Room, write: Write) -> None:
    id_ = filled(room, write)
    with closing(sqlite3.connect(room.library.path)) as connection, connection:
        connection.execute("UPDATE chunks SET text = replace(text, 'one', 'two')")
    before = [one for one in room.library.problems() if one.startswith("passage")]
    assert before, "the fault is there"
    room.library.correct(id_, EDITOR, SAID)
    assert [one for one in room.library.problems() if one.startswith("passage")] == before


def test_a_library_of_format_4_is_found_as_corrected(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(BEFORE, folder)
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        query = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
        assert connection.execute(query, ['"Herring decree"']).fetchone() == (0,), (
            "it was not before"
        )
    library = Library(folder, MultilingualE5.name, MultilingualE5.dimension)
    for words in ("Herring decree", "36/2025/NĐ-CP", "Fisheries Directorate"):
        assert found(library, words) == {"quota-notice.html"}
    assert found(library, "Fishing quota notice") == set()
    assert library.record("harbour-plan.md").collections == ("Ports",)
    assert library.record("pilot-memo.txt").date == "2025-03"
    assert library.terms() == [] and whole(library)
    assert library._meta()["format"] == str(FORMAT) == "6"
