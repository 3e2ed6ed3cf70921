"""The saved vectors grow by segments; many vectors are searched in parts, and how well is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.models.embedder import Matrix
from index.search import nearest, vector_files
from index.search.vectors import MANIFEST, VectorIndex
from index.store.seal import opened_json
from tests.conftest import OpenRoom, Room

Write = Callable[[str, str], Path]
QUESTION = "What is told of subject 3 in town 7?"


def text(number: int) -> str:
    return "\n\n".join(
        f"## Part {part}\n\nSubject {part * number % 7} of town {number} has {part} berths."
        for part in range(5)
    )


def papers(write: Write, *numbers: int) -> list[Path]:
    return [
        write(f"paper-{number}.md", f"# Paper {number}\n\n{text(number)}") for number in numbers
    ]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of a few vectors."""
    monkeypatch.setattr(vector_files, "SMALL", 6)
    monkeypatch.setattr(vector_files, "LARGE", 20)


def manifest(room: Room) -> Any:
    told, whole = opened_json((room.library.folder / "vectors" / MANIFEST).read_bytes())
    assert whole
    return told


def files(room: Room) -> set[str]:
    named = {one["file"] for one in manifest(room)["segments"]}
    folder = room.library.folder / "vectors"
    assert {path.name for path in folder.iterdir()} == {MANIFEST, *named}
    return named


def found(vectors: VectorIndex, room: Room, k: int = 12) -> dict[int, float]:
    return dict(vectors.search(room.embedder.embed_query(QUESTION), k))


def by_brute_force(room: Room) -> dict[int, float]:
    ids, rows = room.library.embeddings(room.library.chunk_ids())
    scores = rows @ room.embedder.embed_query(QUESTION)
    return dict(zip(ids.tolist(), scores.tolist(), strict=True))


def assert_exact(got: dict[int, float], every: dict[int, float], k: int = 12) -> None:
    best = sorted(every.values(), reverse=True)[:k]
    assert sorted(got.values(), reverse=True) == pytest.approx(best, abs=1e-5)
    assert all(got[one] == pytest.approx(every[one], abs=1e-5) for one in got)


@pytest.mark.usefixtures("small")
def test_what_is_saved_grows_by_segments(room: Room, write: Write, open_room: OpenRoom) -> None:
    room.ingest(*papers(write, *range(12)))
    before = files(room)
    assert len(before) > 2
    for number in range(12, 16):
        room.ingest(*papers(write, number))
    assert len(before & files(room)) >= len(before) - 1, "only the last was written again"
    assert sum(one["count"] for one in manifest(room)["segments"]) == len(room.vectors)
    again = open_room()
    asked: list[int] = []
    original = again.library.embeddings
    again.library.embeddings = lambda ids: asked.append(len(ids)) or original(ids)  # type: ignore
    assert_exact(found(again.vectors, again), by_brute_force(room))
    assert asked == [] and again.vectors.take_notes() == []


@pytest.mark.usefixtures("small")
def test_what_is_gone_is_marked_and_dropped_later(
    room: Room, write: Write, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_files, "SMALL", 2)
    room.ingest(*papers(write, *range(12)))
    before = files(room)
    first = room.library.chunk_ids(frozenset([room.library.record("paper-0.md").id])).tolist()
    room.library.remove("paper-0.md")
    monkeypatch.setattr(vector_files, "GONE", 2)
    room.vectors.save()
    assert files(room) == before, "nothing was written again"
    assert manifest(room)["segments"][0]["gone"] == first
    again = open_room()
    assert not set(found(again.vectors, again, 1000)) & set(first)
    assert_exact(found(again.vectors, again), by_brute_force(room))
    for number in (1, 2):
        room.library.remove(f"paper-{number}.md")
    room.vectors.save()
    assert files(room) != before, "half of a segment is gone: it is written again"
    assert_exact(found(open_room().vectors, room), by_brute_force(room))
    for number in range(3, 12):
        room.library.remove(f"paper-{number}.md")
    room.vectors.save()
    assert files(room) == set() and len(open_room().vectors) == 0


def test_another_process_is_followed_by_difference(
    room: Room, write: Write, open_room: OpenRoom
) -> None:
    room.ingest(*papers(write, *range(6)))
    reader = open_room()
    assert len(reader.vectors) == len(room.vectors)
    reader.library.chunk_ids = lambda *_: pytest.fail("all ids were read")  # type: ignore
    room.ingest(*papers(write, 6, 7))
    room.library.remove("paper-2.md")
    assert_exact(found(reader.vectors, reader), by_brute_force(room))


def test_where_the_difference_is_not_known_all_ids_are_compared(
    room: Room, write: Write, open_room: OpenRoom
) -> None:
    room.ingest(*papers(write, *range(6)))
    reader = open_room()
    assert len(reader.vectors)
    room.ingest(*papers(write, 6))
    room.library.remove("paper-2.md")
    with room.library._writing() as connection:
        assert connection.execute("DELETE FROM changes").rowcount > 0
    state = room.library.state()
    assert room.library.changes(reader.vectors._state, state) is None  # type: ignore[arg-type]
    assert_exact(found(reader.vectors, reader), by_brute_force(room))


# In parts


def clusters(count: int, dimension: int = 32) -> Matrix:
    made = np.random.default_rng(3)
    rows = made.standard_normal((40, dimension))[made.integers(40, size=count)]
    rows = rows + 0.5 * made.standard_normal(rows.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_lists_find_what_an_exact_search_finds_and_say_how_much() -> None:
    rows = clusters(4000)
    ids = np.arange(10, 4010)
    exact = nearest.flat(32)
    nearest.add(exact, ids, rows)
    index, lists = nearest.with_lists(exact)
    assert 1 < lists.probes <= lists.count and nearest.RECALL <= lists.recall <= 1
    shares = []
    for query in clusters(4100)[4000:]:
        wanted = {number for number, _ in nearest.search(exact, None, query, 10)}
        got = {number for number, _ in nearest.search(index, lists, query, 10)}
        shares.append(len(wanted & got) / 10)
    assert np.mean(shares) >= 0.98
    few = ids[::1000]
    narrow = nearest.search(index, lists, rows[0], 10, few)
    assert {number for number, _ in narrow} == set(few.tolist()), "a narrow filter is exact"
    assert narrow[0][0] == 10 and narrow[0][1] == pytest.approx(1, abs=1e-5)
    back, same = nearest.rows_of(index)
    assert np.array_equal(back, ids) and np.allclose(same, rows)


@pytest.mark.usefixtures("small")
def test_a_large_library_is_searched_in_parts(
    room: Room, write: Write, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "RECALL", 1.0)
    vectors = VectorIndex(room.library, lists_from=40)
    room.vectors = vectors
    room.ingest(*papers(write, *range(6)))
    reader = open_room()
    reader.vectors = VectorIndex(reader.library, lists_from=40)
    assert len(reader.vectors) < 40 and vectors.described() == ""
    room.ingest(*papers(write, *range(6, 14)))
    assert manifest(room)["lists"] is not None and len(files(room)) > 1
    assert "100.0% of what an exact search finds" in vectors.described()
    assert_exact(found(reader.vectors, reader), by_brute_force(room))
    assert reader.vectors.described() == vectors.described(), "another process has the lists too"
    before = files(room)
    room.ingest(*papers(write, 14))
    room.library.remove("paper-3.md")
    room.vectors.save()
    assert before & files(room)
    ids = list(by_brute_force(room))
    for one in (vectors, reader.vectors, VectorIndex(open_room().library, lists_from=40)):
        assert_exact(found(one, room), by_brute_force(room))
        query = room.embedder.embed_query(QUESTION)
        assert one.similarities(query, [*ids, 10**6]) == pytest.approx(by_brute_force(room))
        assert one.take_notes() == [] and one.lost() == 0
    path = room.library.folder / "vectors" / sorted(files(room))[0]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert open_room().vectors.problems() == ["its file was altered or cut short"]
