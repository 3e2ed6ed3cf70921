"""What both stores promise, by the same tests: SQLite with FAISS, and PostgreSQL with pgvector.

`pytest --on-server tests/index` asks the same of the server by all tests that know only rooms.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from corpus import briefs
from corpus.errors import DocumentNotFound, LibraryLocked
from index.corrections import Corrections
from index.passage import Passage
from index.question import Question
from index.search.vectors import VectorIndex
from index.search.vocabulary import quoted
from index.store.server import places
from index.store.tables.seen_files import SeenFile
from index.store.tables.terms import Term
from index.store.writer_lock import writer_lock
from tests.conftest import Room
from tests.support.hashing_embedder import HashingEmbedder
from tests.support.postgres import Postgres

OpenStore = Callable[[], Room]
QUESTIONS = (
    "What is technology diplomacy?",
    "Which council coordinates semiconductor export controls?",
    "Ngoại giao công nghệ là gì?",
    "36/2025/NĐ-CP",
    "the of and",
)


def opened(folder: Path) -> Room:
    embedder = HashingEmbedder()
    library = places.library_at(folder, embedder.name, embedder.dimension)
    if places.server_of(folder) is None:
        return Room(library, VectorIndex(library), embedder)
    from index.search.server_vectors import ServerVectors
    from index.store.server.library import ServerLibrary

    assert isinstance(library, ServerLibrary)
    return Room(library, ServerVectors(library), embedder)


@pytest.fixture(params=["files", "server"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the same store as often as asked, as a fresh process would."""
    folder, rooms = tmp_path / "data", []
    if request.param == "server":
        places.keep(folder, request.getfixturevalue("new_database")())

    def open_() -> Room:
        rooms.append(opened(folder))
        return rooms[-1]

    yield open_
    for room in rooms:
        room.library.close()
    places.keep(folder, None)


@pytest.fixture
def store(open_store: OpenStore) -> Room:
    return open_store()


@dataclass(frozen=True)
class Both:
    files: Room
    server: Room


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Both]:
    """The shipped briefs in both stores; only to be read."""
    folder = tmp_path_factory.mktemp("both")
    postgres.run("CREATE DATABASE both_stores")
    places.keep(folder / "server", postgres.address("both_stores"))
    rooms = [opened(folder / name) for name in ("files", "server")]
    for room in rooms:
        assert all(report.stored for report in room.ingest(briefs.FOLDER))
    yield Both(*rooms)
    for room in rooms:
        room.library.close()
    places.keep(folder / "server", None)


def spots(room: Room, numbers: list[tuple[int, float]]) -> list[tuple[str, int]]:
    passages, damaged = room.library.passages(number for number, _ in numbers)
    assert not damaged
    found = (passages[number].chunk for number, _ in numbers)
    return [(chunk.document_id, chunk.start) for chunk in found]


def in_order(passages: Sequence[Passage], above: float) -> list[tuple[float, str, int, str]]:
    return sorted(
        (-round(p.score, 5), p.chunk.document_id, p.chunk.start, p.chunk.text)
        for p in passages
        if p.score > above
    )


# The same on both


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("way", ["dense", "keyword", "hybrid"])
def test_both_find_the_same_passages_in_the_same_order(both: Both, asked: str, way: str) -> None:
    question = Question.of(asked)
    ours, theirs = (getattr(room, way).retrieve(question, 20) for room in (both.files, both.server))
    assert np.allclose([p.score for p in ours], [p.score for p in theirs], atol=1e-6)
    # Which of those with the same score come first, or at all, no store promises.
    last = min((p.score for p in ours), default=0.0) + 1e-5
    assert in_order(ours, last) == in_order(theirs, last)
    for passage in theirs:
        text = both.server.library.document(passage.chunk.document_id).text
        assert text[passage.chunk.start : passage.chunk.end] == passage.chunk.text


@pytest.mark.parametrize(
    "query",
    [
        '"technology"',
        '"Technologies" OR "states" OR "the"',
        '"science diplomacy"',  # a phrase, stemmed
        '"the the"',
        '"technology diplomacy" OR "diplomacy" OR "diplomacy"',  # counted twice
        '"technology" AND "states" AND "data"',
        '"technology" AND "nowhereatall"',
        'heading_words : ("technology" OR "actors")',
        'heading_words : ("technology diplomacy")',
        '"ngoại giao"',
        '"2025"',
        '"36/2025"',
        '"…"',  # no word at all
        '"…" OR "technology"',
        '"…" AND "technology"',
        '"it\'s 100% of ; DROP TABLE chunks --"',
    ],
)
def test_both_rank_words_alike(both: Both, query: str) -> None:
    files, server = both.files.library, both.server.library
    ours, theirs = files.match(query, 1000), server.match(query, 1000)
    by_spot = [
        dict(zip(spots(room, hits), (score for _, score in hits), strict=True))
        for room, hits in ((both.files, ours), (both.server, theirs))
    ]
    assert by_spot[0].keys() == by_spot[1].keys()
    assert all(abs(score - by_spot[1][spot]) < 1e-9 for spot, score in by_spot[0].items())
    for most in (3, 10_000):
        counts = {library.count_matches(query, most) for library in (files, server)}
        assert counts == {min(most, len(ours))}
    assert files.share_of_matches(query) == pytest.approx(server.share_of_matches(query))
    assert files.documents_with(query, 1000) == server.documents_with(query, 1000)
    scope = frozenset(record.id for record in files.records()[:3])
    assert sorted(spots(both.files, files.match(query, 1000, scope))) == sorted(
        spots(both.server, server.match(query, 1000, scope))
    )


def test_both_tell_the_same_of_their_documents(both: Both) -> None:
    records = [
        [
            (one.id, one.source, one.names, one.title, one.characters, one.chunks, one.collections)
            for one in room.library.records()
        ]
        for room in (both.files, both.server)
    ]
    assert records[0] == records[1]
    assert both.files.library.openings(80) == both.server.library.openings(80)
    some = frozenset(one.id for one in both.files.library.records()[:2])
    assert both.files.library.openings(80, some) == both.server.library.openings(80, some)
    words = [
        sorted(room.library.word_counts(room.library.words_beginning("abqđ", range(2, 12))))
        for room in (both.files, both.server)
    ]
    assert words[0] == words[1] and len(words[0]) > 100
    for library in (both.files.library, both.server.library):
        assert library.words_folded("council")[0][1] > 1
        assert library.total("words") == both.files.library.total("words") > 1000
    assert both.files.library.chunk_count() == both.server.library.chunk_count() > 100
    for room in (both.files, both.server):
        assert room.library.problems() == [] and room.vectors.problems() == []
        assert len(room.vectors) == room.library.chunk_count() and room.vectors.lost() == 0


# What each promises


TREATY = "# Treaty\n\nThe harbour fund pays for nine icebreakers. Oslo keeps the register.\n"
CHARTER = "# Charter\n\nThe council meets in Hanoi in spring. It elects a chair each year.\n"
Write = Callable[[str, str], Path]


def test_words_and_pairs_with_accents_are_counted(open_store: OpenStore, write: Write) -> None:
    room, reader = open_store(), open_store()
    paper = "# Quỹ\n\nQuỹ học bổng trả tiền cho năm tàu phá băng. Học bổng ở cảng được trả.\n"
    room.ingest(write("quy.md", paper), write("treaty.md", TREATY))
    for library in (room.library, reader.library):
        assert library.words_folded("hoc") == [("học", 2)]
        pairs = library.times_together(["học", "nine"], ["bổng", "icebreakers", "trả"])
        assert pairs == {("học", "bổng"): 2}
        assert library.word_counts(["oslo", "tàu"]) == [("oslo", 1, True), ("tàu", 1, False)]
        assert library.words_beginning(["ic", "bổ"], [4, 11]) == ["bổng", "icebreakers"]
    room.library.remove("quy.md")
    assert room.library.words_folded("hoc") == [] == reader.library.words_folded("hoc")
    assert reader.library.total("words") == 12


def found(room: Room, asked: str) -> list[str]:
    return [one.source for one in room.keyword.retrieve(Question.of(asked), 5)]


def test_a_document_is_there_for_who_comes_next(open_store: OpenStore, write: Write) -> None:
    path = write("treaty.md", TREATY)
    (report,) = open_store().ingest(path)
    again = open_store()
    document = again.library.document(str(report.document_id))
    assert "nine icebreakers" in document.text and again.library.revision() > 0
    original = again.library.original(document.id)
    assert original is not None and original.read_bytes() == path.read_bytes()
    assert found(again, "icebreaker") == ["treaty.md"]
    assert [report.status for report in again.ingest(path)] == ["unchanged"]


def test_a_new_version_takes_the_place_of_the_one_before(store: Room, write: Write) -> None:
    store.ingest(write("treaty.md", TREATY))
    revision = store.library.revision()
    (report,) = store.ingest(write("treaty.md", TREATY.replace("nine", "eleven")))
    assert report.replaces and store.library.revision() > revision
    assert found(store, "nine") == [] and found(store, "eleven") == ["treaty.md"]
    assert not store.library.is_current(report.replaces)
    assert "nine" in store.library.document(report.replaces).text
    assert len(store.library.records()) == 1 and len(store.library.records(True)) == 2


def test_what_is_removed_is_found_by_nothing_and_comes_back_as_it_was(
    open_store: OpenStore, write: Write
) -> None:
    store = open_store()
    store.ingest(write("treaty.md", TREATY), write("charter.md", CHARTER))
    before = store.library.records()
    store.library.collect([before[1].id], ["Trade"])
    removal = store.library.remove("treaty.md", keep=True)
    store.vectors.save()
    assert found(store, "icebreaker") == [] and len(store.vectors) == 1
    with pytest.raises(DocumentNotFound):
        store.library.document(removal.record.id)
    other = open_store()  # as another machine would see it
    assert [one.id for one in other.library.removed()] == [removal.record.id]
    assert other.library.restore("treaty.md") == removal.record.id
    assert found(store, "icebreaker") == ["treaty.md"] and other.library.removed() == []
    assert store.library.record("treaty.md").collections == ("library", "Trade")
    assert store.library.original(removal.record.id) is not None
    assert store.library.problems() == []


def test_what_is_removed_for_good_leaves_nothing(store: Room, write: Write) -> None:
    store.ingest(write("treaty.md", TREATY), write("charter.md", CHARTER))
    store.library.remove("treaty.md")
    assert store.library.removed() == [] and found(store, "icebreaker") == []
    with pytest.raises(DocumentNotFound):
        store.library.restore("treaty.md")
    assert len(list((store.library.folder / "originals").glob("*/*"))) == 1


def test_what_people_say_of_a_document_is_found_by_its_words(store: Room, write: Write) -> None:
    (report,) = store.ingest(write("treaty.md", TREATY))
    id_ = str(report.document_id)
    assert store.library.correct(id_, "", Corrections(title="Polar Accord", number="7/2025"))
    assert not store.library.correct(id_, "", Corrections(title="Polar Accord", number="7/2025"))
    assert store.library.record(id_).title == "Polar Accord"
    assert found(store, "polar accord") == ["treaty.md"]
    assert len(store.library.match(quoted("7/2025"), 5)) == 1
    store.library.correct(id_, "", Corrections())
    assert found(store, "polar accord") == [] and store.library.problems() == []


def test_collections_terms_and_seen_files_are_kept(open_store: OpenStore, write: Write) -> None:
    store = open_store()
    (report,) = store.ingest(write("treaty.md", TREATY))
    id_ = str(report.document_id)
    store.library.collect([id_], ["Sea", "Trade"])
    store.library.take_out([id_], ["Sea"])
    assert store.library.add_term(Term("HF", "harbour fund"))
    assert store.library.add_term(Term("HF", "harbour foundation"))  # in the place of the first
    seen = SeenFile("/in", "/in/a.md", 3, 1_700_000_000_123_456_789, "ab", "indexed", "indexed")
    store.library.saw([seen, seen])
    again = open_store().library
    assert again.record(id_).collections == ("library", "Trade")
    assert again.terms() == [Term("HF", "harbour foundation")]
    assert again.seen_in("/in") == {"/in/a.md": seen}
    again.forget_seen("/in", ["/in/a.md"])
    assert again.seen_in("/in") == {} and again.remove_term("hf").short == "HF"


def test_search_keeps_to_the_documents_that_are_chosen(store: Room, write: Write) -> None:
    reports = store.ingest(write("treaty.md", TREATY), write("charter.md", CHARTER))
    only = frozenset([str(reports[1].document_id)])
    for way in (store.dense, store.keyword, store.hybrid):
        hits = way.retrieve(Question.of("the harbour fund and the council"), 5, only)
        assert {one.source for one in hits} == {"charter.md"}
    assert store.hybrid.retrieve(Question.of("council"), 5, frozenset()) == []


def test_one_writes_at_a_time_and_all_may_read(open_store: OpenStore, write: Write) -> None:
    store, other = open_store(), open_store()
    store.ingest(write("treaty.md", TREATY))
    with writer_lock(store.library.folder):
        with pytest.raises(LibraryLocked, match="Another program is changing the library") as told:
            other.ingest(write("charter.md", CHARTER))
        assert "process" in str(told.value)
        assert found(other, "icebreaker") == ["treaty.md"]
    assert [report.status for report in other.ingest(write("charter.md", CHARTER))] == ["indexed"]


def test_a_transaction_is_seen_whole_or_not_at_all(
    store: Room, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.store import rows

    store.ingest(write("charter.md", CHARTER))
    point, fired = rows.point, threading.Event()

    def broken(*_: object) -> None:
        fired.set()
        raise RuntimeError("in the middle")

    monkeypatch.setattr(rows, "point", broken)
    with pytest.raises(RuntimeError, match="in the middle"):
        store.ingest(write("treaty.md", TREATY))
    assert fired.is_set()
    monkeypatch.setattr(rows, "point", point)
    assert [one.source for one in store.library.records(True)] == ["charter.md"]
    assert store.library.problems() == [] and found(store, "icebreaker") == []
    assert [report.status for report in store.ingest(write("treaty.md", TREATY))] == ["indexed"]
