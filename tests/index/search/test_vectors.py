"""The vector index: exact, derived from the library, and rebuilt from it on any doubt."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from index.models.embedder import Matrix
from index.search.vectors import MANIFEST, VectorIndex
from index.store import database
from index.store.library import Library
from index.store.seal import opened_json, sealed_json
from tests.conftest import OpenRoom, Room
from tests.support.hashing_embedder import HashingEmbedder

Write = Callable[[str, str], Path]
QUESTION = "subject 7 and the harbour of town 3"


def text(number: int) -> str:
    return (
        f"# Paper {number}\n\n"
        f"The harbour of town {number} has {number * 3} berths. It opened in {1900 + number}.\n\n"
        f"## Subject {number % 10}\n\nSubject {number % 10} is taught in school {number}.\n"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with twenty papers, made once."""
    folder = tmp_path_factory.mktemp("made")
    for number in range(20):
        (folder / f"paper-{number}.md").write_text(text(number))
    embedder = HashingEmbedder()
    library = Library(folder / "data", embedder.name, embedder.dimension)
    Room(library, VectorIndex(library), embedder).ingest(*folder.glob("*.md"))
    library.close()
    return folder / "data"


@pytest.fixture
def filled(made: Path, tmp_path: Path, open_room: OpenRoom) -> Room:
    shutil.copytree(made, tmp_path / "data")
    return open_room()


def generation(room: Room) -> Path:
    (file,) = (room.library.folder / "vectors").glob("*.faiss")
    return file


def manifest(room: Room) -> dict[str, Any]:
    told, whole = opened_json((room.library.folder / "vectors" / MANIFEST).read_bytes())
    assert whole
    return dict(told)


def write_manifest(room: Room, key: str, value: Any) -> None:
    """A value of the manifest, or of its one segment, is another; its maker knew what he did."""
    told = manifest(room)
    (told["segments"][0] if key in told["segments"][0] else told)[key] = value
    path = room.library.folder / "vectors" / MANIFEST
    path.write_bytes(sealed_json(told))


def put(room: Room, data: bytes, **changes: Any) -> None:
    """Replace the index file, with a manifest that agrees: its maker knew what he did."""
    generation(room).write_bytes(data)
    write_manifest(room, "size", len(data))
    write_manifest(room, "sha256", hashlib.sha256(data).hexdigest())
    for key, value in changes.items():
        write_manifest(room, key, value)


def found(room: Room, k: int = 15) -> list[tuple[int, float]]:
    return room.vectors.search(room.embedder.embed_query(QUESTION), k)


def by_brute_force(room: Room, k: int, among: set[int] | None = None) -> list[tuple[int, float]]:
    ids, matrix = room.library.embeddings(room.library.chunk_ids())
    scores = matrix @ room.embedder.embed_query(QUESTION)
    pairs = [
        (int(number), float(score))
        for number, score in zip(ids, scores, strict=True)
        if among is None or int(number) in among
    ]
    return sorted(pairs, key=lambda pair: -pair[1])[:k]


def assert_same_ranking(
    got: list[tuple[int, float]], wanted: list[tuple[int, float]], room: Room
) -> None:
    """The same scores in order, and every id with its own score (ties may be in any order)."""
    assert [score for _, score in got] == pytest.approx([score for _, score in wanted], abs=1e-5)
    every = dict(by_brute_force(room, 10_000))
    assert len({number for number, _ in got}) == len(got)
    for number, score in got:
        assert score == pytest.approx(every[number], abs=1e-5)


@pytest.mark.parametrize("k", [1, 5, 15, 10_000])
def test_a_search_is_exact(filled: Room, k: int) -> None:
    wanted = by_brute_force(filled, k)
    got = found(filled, k)
    assert len(got) == min(k, filled.library.chunk_count())
    assert_same_ranking(got, wanted, filled)


def test_a_scope_is_searched_alone(filled: Room) -> None:
    some = filled.library.chunk_ids()[3:9]
    got = filled.vectors.search(filled.embedder.embed_query(QUESTION), 100, some)
    assert {number for number, _ in got} == set(some.tolist())
    assert_same_ranking(got, by_brute_force(filled, 100, set(some.tolist())), filled)
    nothing = filled.library.chunk_ids(frozenset())
    assert filled.vectors.search(filled.embedder.embed_query(QUESTION), 5, nothing) == []


def test_similarities_are_inner_products_of_what_is_held(filled: Room) -> None:
    ids = [int(number) for number in filled.library.chunk_ids()[:4]]
    query = filled.embedder.embed_query(QUESTION)
    got = filled.vectors.similarities(query, [*ids, 999_999])
    assert got == pytest.approx({n: s for n, s in by_brute_force(filled, 10_000) if n in ids})


def test_an_empty_library_finds_nothing(room: Room) -> None:
    assert found(room) == []
    assert len(room.vectors) == 0
    assert room.vectors.take_notes() == []


def test_a_saved_generation_is_read_instead_of_every_vector(
    filled: Room, open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = open_room()
    asked: list[int] = []
    original = room.library.embeddings
    monkeypatch.setattr(
        room.library, "embeddings", lambda ids: asked.append(len(ids)) or original(ids)
    )
    assert found(room) == found(filled)
    assert asked == []
    assert room.vectors.take_notes() == []


def test_only_the_difference_is_added_and_removed(
    filled: Room, open_room: OpenRoom, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = open_room()
    before = len(reader.vectors)
    removed = filled.library.remove("paper-4.md").record.chunks
    (report,) = filled.ingest(write("late.md", text(77)))
    asked: list[int] = []
    original = reader.library.embeddings
    monkeypatch.setattr(
        reader.library, "embeddings", lambda ids: asked.append(len(ids)) or original(ids)
    )
    assert len(reader.vectors) == before - removed + report.chunks
    assert asked == [report.chunks]
    assert_same_ranking(found(reader), by_brute_force(reader, 15), reader)


def test_one_generation_is_kept(filled: Room, write: Write) -> None:
    first = generation(filled)
    filled.ingest(write("late.md", text(77)))
    assert generation(filled) != first
    names = sorted(path.name for path in first.parent.iterdir())
    assert names == sorted([generation(filled).name, MANIFEST])
    told = manifest(filled)
    assert told["library"].endswith(" hashing-64")
    assert [one["count"] for one in told["segments"]] == [filled.library.chunk_count()]
    assert told["revision"] == filled.library.revision()


# Damage


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def one_byte_short(data: bytes) -> bytes:
    return data[:-1]


def empty(data: bytes) -> bytes:
    return b""


def one_byte_longer(data: bytes) -> bytes:
    return data + b"\0"


def random_bytes(data: bytes) -> bytes:
    return os.urandom(len(data))


class Payload:
    """Unpickled, it makes a file: nothing here may ever unpickle it."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (self._path,))


def a_pickle(data: bytes) -> bytes:
    return pickle.dumps(Payload("/tmp/policy-assistant-test-payload"))


DAMAGE = [truncated, one_byte_short, empty, one_byte_longer, random_bytes, a_pickle]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_index_is_detected_and_rebuilt_without_embedding(
    filled: Room, open_room: OpenRoom, damage: Callable[[bytes], bytes]
) -> None:
    wanted, file = found(filled), generation(filled)
    file.write_bytes(damage(file.read_bytes()))
    room = open_room()
    assert room.vectors.problems() == ["its file was altered or cut short"]
    assert found(room) == wanted
    assert room.embedder.texts == []
    (note,) = room.vectors.take_notes()
    assert "rebuilt" in note and "altered or cut short" in note
    assert room.vectors.take_notes() == [], "said once"
    assert not Path("/tmp/policy-assistant-test-payload").exists()


def test_every_flipped_bit_of_the_index_is_detected(filled: Room, open_room: OpenRoom) -> None:
    wanted, file = found(filled), generation(filled)
    whole = file.read_bytes()
    random_ = random.Random(5)
    # The head, where FAISS keeps kind and sizes, and places all over.
    places = [*range(0, 60, 3), *(random_.randrange(len(whole)) for _ in range(100))]
    for place in places:
        data = bytearray(whole)
        data[place] ^= 1 << random_.randrange(8)
        file.write_bytes(data)
        room = open_room()
        assert room.vectors.problems(), f"flip at {place}"
        assert found(room) == wanted
        assert len(room.vectors.take_notes()) == 1
        room.library.close()


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"file": 5, "size": 1, "sha256": "", "revision": 1, "count": 1}',
    ],
)
def test_a_manifest_of_garbage_is_detected(filled: Room, open_room: OpenRoom, told: bytes) -> None:
    wanted = found(filled)
    (generation(filled).parent / MANIFEST).write_bytes(told)
    room = open_room()
    assert found(room) == wanted
    assert room.embedder.texts == []
    assert "rebuilt" in room.vectors.take_notes()[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "../../library.sqlite"),
        ("file", "/etc/hostname"),
        ("file", "x\0y"),
        ("file", None),
        ("size", -1),
        ("size", 10**30),
        ("size", 2**62),
        ("size", "many"),
        ("sha256", "0" * 64),
        ("sha256", None),
        ("sha256", "\ud800"),
        ("format", 1),
        ("format", 3),
        ("library", "another"),
        ("dimension", "x"),
        ("dimension", 32),
        ("segments", 5),
        ("segments", [{}]),
        ("lists", {"count": 3}),
        ("token", "another"),
        ("gone", ["x"]),
        ("count", 3),
        ("revision", 10**9),
        ("revision", float("inf")),
        ("revision", "soon"),
        ("revision", None),
    ],
)
def test_no_value_of_the_manifest_is_believed_blindly(
    filled: Room, open_room: OpenRoom, key: str, value: Any
) -> None:
    wanted = found(filled)
    write_manifest(filled, key, value)
    room = open_room()
    assert found(room) == wanted
    assert "rebuilt" in room.vectors.take_notes()[0]


def test_a_flipped_bit_of_the_manifest_never_changes_a_result(
    filled: Room, open_room: OpenRoom, write: Write
) -> None:
    """Least of all its revision: the index stands two changes behind the library here."""
    filled.vectors.save = lambda: None  # type: ignore[method-assign]
    filled.ingest(write("late.md", text(77)))
    filled.library.remove("paper-4.md")
    wanted = by_brute_force(filled, 15)
    path = generation(filled).parent / MANIFEST
    whole = path.read_bytes()
    digits = whole.index(b'"revision": ') + len(b'"revision": ')
    places = [*range(0, len(whole), 9), *[digits] * 3]
    for number, place in enumerate(places):
        data = bytearray(whole)
        data[place] ^= 1 << number % 4
        path.write_bytes(data)
        room = open_room()
        assert_same_ranking(found(room), wanted, room)
        room.library.close()


@pytest.mark.parametrize("lost", ["file", "manifest", "folder"])
def test_a_missing_index_is_rebuilt(filled: Room, open_room: OpenRoom, lost: str) -> None:
    wanted, file = found(filled), generation(filled)
    if lost == "folder":
        shutil.rmtree(file.parent)
    else:
        (file if lost == "file" else file.parent / MANIFEST).unlink()
    room = open_room()
    assert found(room) == wanted
    assert room.embedder.texts == []
    (note,) = room.vectors.take_notes()
    assert "rebuilt" in note and "missing" in note


def serialized(index: Any) -> bytes:
    data: bytes = faiss.serialize_index(index).tobytes()
    return data


def other_kinds(dimension: int, vectors: Any, ids: Any) -> dict[str, bytes]:
    l2 = faiss.IndexIDMap2(faiss.IndexFlatL2(dimension))
    l2.add_with_ids(vectors, ids)
    wider = faiss.IndexIDMap2(faiss.IndexFlatIP(2 * dimension))
    wider.add_with_ids(np.hstack([vectors, vectors]), ids)
    plain = faiss.IndexFlatIP(dimension)
    plain.add(vectors)
    graph = faiss.IndexHNSWFlat(dimension, 8)
    graph.add(vectors)
    fewer = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    fewer.add_with_ids(vectors[:-2], ids[:-2])
    return {
        "other metric": serialized(l2),
        "other dimension": serialized(wider),
        "no ids": serialized(plain),
        "a graph": serialized(graph),
        "fewer vectors": serialized(fewer),
        "no index": b"IxMp" + os.urandom(500),
    }


def test_an_index_of_another_kind_is_refused_though_its_manifest_agrees(
    filled: Room, open_room: OpenRoom
) -> None:
    wanted = found(filled)
    ids, vectors = filled.library.embeddings(filled.library.chunk_ids())
    for kind, data in other_kinds(64, np.ascontiguousarray(vectors), ids).items():
        put(filled, data)
        room = open_room()
        assert room.vectors.problems(), kind
        assert found(room) == wanted, kind
        assert "rebuilt" in room.vectors.take_notes()[0]


def test_the_index_of_another_library_is_refused(
    filled: Room, open_room: OpenRoom, tmp_path: Path, write: Write
) -> None:
    """Its ids are the same numbers, for other passages."""
    other = open_room(tmp_path / "other")
    other.ingest(*(write(f"other-{n}.md", text(n + 50)) for n in range(20)))
    wanted = found(filled)
    shutil.rmtree(filled.library.folder / "vectors")
    shutil.copytree(tmp_path / "other" / "vectors", filled.library.folder / "vectors")
    room = open_room()
    assert room.vectors.problems() == ["it belongs to another library"]
    assert found(room) == wanted


def test_an_index_newer_than_a_restored_library_is_never_trusted_again(
    filled: Room, open_room: OpenRoom, tmp_path: Path, write: Write
) -> None:
    """After a restore ids are used anew; the old index must not match them by number."""
    backup = tmp_path / "backup.sqlite"
    shutil.copy(filled.library.path, backup)
    for number in range(3):
        filled.ingest(write(f"lost-{number}.md", text(80 + number)))
    filled.library.close()
    shutil.copy(backup, filled.library.path)

    for number in range(5):
        room = open_room()
        save, embed = room.vectors.save, room.embedder.embed_documents

        def embed_and_die(
            texts: Sequence[str],
            tell: Callable[[int], None] | None = None,
            room: Room = room,
            embed: Callable[..., Matrix] = embed,
        ) -> Matrix:
            room.vectors.save = lambda: None  # type: ignore[method-assign]
            return embed(texts, tell)

        room.embedder.embed_documents = embed_and_die  # type: ignore[method-assign]
        room.ingest(write(f"new-{number}.md", f"# New {number}\n\nOf whales, number {number}.\n"))
        assert room.vectors.save is not save
    again = open_room()
    assert_same_ranking(found(again, 100), by_brute_force(again, 100), again)


def test_saving_on_a_full_disk_is_a_note_and_leaves_no_litter(
    filled: Room, write: Write, monkeypatch: pytest.MonkeyPatch, open_room: OpenRoom
) -> None:
    before = generation(filled)

    failed: list[Path] = []

    def full(path: Path, mode: int = 0o600) -> int:
        path.write_bytes(b"half")
        failed.append(path)
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        filled.library.remove("paper-3.md")
        patched.setattr(database, "begin_file", full)
        filled.vectors.save()
    assert failed
    assert "No space left on device" in filled.vectors.take_notes()[0]
    assert sorted(path.name for path in before.parent.iterdir()) == sorted([before.name, MANIFEST])
    room = open_room()
    assert_same_ranking(found(room), by_brute_force(room, 15), room)
    assert room.vectors.problems() == []


def test_a_generation_that_is_replaced_while_it_is_opened_is_no_damage(
    filled: Room, open_room: OpenRoom, write: Write
) -> None:
    reader = open_room()
    read = reader.vectors._read_manifest
    old = generation(filled)

    def read_too_early() -> bytes:
        told = read()
        if generation(filled) == old:
            filled.ingest(write("late.md", text(77)))
        return told

    reader.vectors._read_manifest = read_too_early  # type: ignore[method-assign]
    assert len(reader.vectors) == reader.library.chunk_count()
    assert generation(filled) != old
    assert reader.vectors.take_notes() == []
