"""Vectors in FAISS: derived from the library, checked before opening, rebuilt on any doubt."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from corpus.checked_json import parsed
from index.models.embedder import Vector
from index.store.database import make_folder, write_whole
from index.store.library import Library
from index.store.stored_passages import Identifiers

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What a saved generation says of itself; `size` and `sha256` are those of its file."""

    format: int
    file: str
    size: int
    sha256: str
    library: str
    count: int
    revision: int
    kind: str = "IndexIDMap2(IndexFlatIP)"


class VectorIndex:
    """An exact inner-product index over the library's unit vectors, by chunk id.

    It follows the library: before a search, the ids that it holds are compared with the
    library's when the revision has moved, and only the difference is added or removed. A
    saved generation saves reading every vector at start.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._folder = library.folder / "vectors"
        self._lock = threading.RLock()
        self._index: Any = None
        self._revision = -1
        self._notes: list[str] = []
        self._lost = 0  # passages whose vectors are damaged

    def __len__(self) -> int:
        with self._lock:
            self._follow()
            return int(self._index.ntotal)

    def search(
        self, query: Vector, k: int, chunk_ids: Identifiers | None = None
    ) -> list[tuple[int, float]]:
        """(chunk id, inner product), best first; only among `chunk_ids` where they are given."""
        with self._lock:
            self._follow()
            parameters = None
            if chunk_ids is not None:
                selector = faiss.IDSelectorBatch(chunk_ids)
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            faiss.omp_set_num_threads(1)  # of this thread; for one query more are five times slower
            scores, ids = self._index.search(query[None, :], k, params=parameters)
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return [(number, score) for number, score in pairs if number >= 0]

    def similarities(self, query: Vector, chunk_ids: Sequence[int]) -> dict[int, float]:
        """The inner product of the query with each of these chunks that the index holds."""
        with self._lock:
            self._follow()
            found = {}
            for number in chunk_ids:
                with suppress(RuntimeError):  # FAISS raises it for an id that it does not hold
                    found[number] = float(self._index.reconstruct(number) @ query)
        return found

    def note(self, words: str) -> None:
        """Keep something that whoever asks next should be told."""
        with self._lock:
            self._notes.append(words)

    def take_notes(self) -> list[str]:
        """What the user should know of the index since the last call: that it was rebuilt."""
        with self._lock:
            notes, self._notes = self._notes, []
            return notes

    def lost(self) -> int:
        """How many passages have no vector here, since theirs are damaged."""
        with self._lock:
            return self._lost

    def save(self) -> None:
        """Write a generation for the current revision; the old one stays until it is whole.

        The library is safe without it, so a full disk is a note and no error.
        """
        with self._lock:
            self._follow()
            try:
                self._write_generation()
            except OSError as error:
                self._notes.append(
                    f"The vector index could not be saved ({error.strerror}); until it can be, "
                    "starting takes longer."
                )

    def _write_generation(self) -> None:
        make_folder(self._folder)
        data = faiss.serialize_index(self._index).tobytes()
        digest = hashlib.sha256(data).hexdigest()
        name = f"{self._revision:08d}-{digest[:12]}.faiss"
        manifest = _Manifest(
            format=FORMAT,
            file=name,
            size=len(data),
            sha256=digest,
            library=self._library.identity,
            count=int(self._index.ntotal),
            revision=self._revision,
        )
        write_whole(self._folder / name, data)
        write_whole(self._folder / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        for path in self._folder.glob("*.faiss*"):
            if path.name != name:
                path.unlink(missing_ok=True)

    def problems(self) -> list[str]:
        """What is wrong with the saved generation, in words; empty when it can be used."""
        try:
            self._read_generation()
        except _Unusable as reason:
            return [str(reason)]
        return []

    def _follow(self) -> None:
        revision = self._library.revision()
        if self._index is None:
            self._open()
        if self._revision == revision:
            return
        # Ids are never used twice, so equal sets of ids mean equal vectors.
        wanted = self._library.chunk_ids()
        held = np.sort(faiss.vector_to_array(self._index.id_map).astype(np.int64))
        gone = np.setdiff1d(held, wanted, assume_unique=True)
        new = np.setdiff1d(wanted, held, assume_unique=True)
        if len(gone):
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
        if len(new):
            ids, vectors = self._library.embeddings(new)
            self._index.add_with_ids(np.ascontiguousarray(vectors), ids)
        self._lost = len(wanted) - int(self._index.ntotal)
        self._revision = revision

    def _open(self) -> None:
        try:
            self._index = self._read_generation()
        except _Unusable as reason:
            if self._library.chunk_count():
                self._notes.append(f"The vector index was rebuilt from the library: {reason}.")
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(self._library.dimension))

    def _read_generation(self) -> Any:
        """The saved index. The bytes that were hashed are the bytes opened."""
        told = self._read_manifest()
        try:
            made = parsed(_Manifest, told)
            if made.library != self._library.identity:
                raise _Unusable("it belongs to another library")
            if made.format != FORMAT or Path(made.file).name != made.file:
                raise _Unusable("its manifest is of another format")
            path = self._folder / made.file
            data = path.read_bytes() if path.stat().st_size == made.size else b""
        except FileNotFoundError as error:
            if self._read_manifest() != told:  # a newer generation was saved meanwhile
                return self._read_generation()
            raise _Unusable("its file is missing") from error
        except (OSError, ValueError) as error:
            raise _Unusable(f"its manifest cannot be read ({error})") from error
        if hashlib.sha256(data).hexdigest() != made.sha256:
            raise _Unusable("its file was altered or cut short")
        try:
            index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except RuntimeError as error:
            raise _Unusable("its file cannot be opened") from error
        if (
            not isinstance(index, faiss.IndexIDMap2)
            or not isinstance(faiss.downcast_index(index.index), faiss.IndexFlatIP)
            or (index.d, index.ntotal) != (self._library.dimension, made.count)
            or made.revision > self._library.revision()
        ):
            raise _Unusable("its content is not what its manifest says")
        return index

    def _read_manifest(self) -> bytes:
        try:
            return (self._folder / MANIFEST).read_bytes()
        except OSError as error:
            raise _Unusable("its manifest is missing or cannot be read") from error


class _Unusable(Exception):
    """A saved generation that must not be used; the message says why."""
