"""Vectors in FAISS: derived from the library, checked before opening, rebuilt on any doubt."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from corpus.wording import _, number
from index.models.embedder import Vector
from index.search import nearest
from index.search.nearest import LISTS_FROM, Lists
from index.search.vector_files import MANIFEST, Outdated, Unusable, VectorFiles, VectorManifest
from index.store.library import Library
from index.store.stored_passages import Identifiers
from index.store.tables.changes import LibraryState

__all__ = ["MANIFEST", "VectorIndex"]


class VectorIndex:
    """An inner-product index over the library's unit vectors, by chunk id: exact up to
    `lists_from` vectors, see `nearest` for more.

    It follows the library: before a search, what has changed since is added and removed; where
    that cannot be told, the ids that it holds are compared with the library's. A saved index saves
    reading every vector at start.
    """

    def __init__(self, library: Library, lists_from: int = LISTS_FROM) -> None:
        self._library = library
        self._lists_from = lists_from
        self._lock = threading.RLock()
        self._index: Any = None
        self._lists: Lists | None = None
        self._state: LibraryState | None = None
        self._top = 0  # the highest id that there was in that state
        self._notes: list[str] = []
        self._lost = 0  # passages whose vectors are damaged
        self._known_files: VectorFiles | None = None

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
            return nearest.search(self._index, self._lists, query, k, chunk_ids)

    def similarities(self, query: Vector, chunk_ids: Sequence[int]) -> dict[int, float]:
        """The inner product of the query with each of these chunks that the index holds."""
        with self._lock:
            self._follow()
            found = {}
            if self._lists is not None:
                ids, rows = self._library.embeddings(np.array(chunk_ids, dtype=np.int64))
                return dict(zip(ids.tolist(), (rows @ query).tolist(), strict=True))
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

    def described(self) -> str:
        """How it is searched, where that is not exact; else nothing."""
        with self._lock:
            self._follow()
            if self._lists is None:
                return ""
            return _(
                "searched in {probes} of {count} parts, which finds {share} of what an exact "
                "search finds"
            ).format(
                probes=number(self._lists.probes),
                count=number(self._lists.count),
                share=f"{self._lists.recall:.1%}",
            )

    def save(self) -> None:
        """Write what is new since the last save; what was saved stays until that is whole.

        The library is safe without it, so a full disk is a note and no error. Call it, as all that
        writes, under the writer lock.
        """
        with self._lock:
            try:
                if not self._add_to_saved():
                    self._write_whole()
            except OSError as error:
                self._notes.append(
                    f"The vector index could not be saved ({error.strerror}); until it can be, "
                    "starting takes longer."
                )

    def _add_to_saved(self) -> bool:
        """Write the difference between what is saved and the library; whether that could be told.
        Nothing of the index itself is read for it."""
        library, files = self._library, self._files
        state = library.state()
        try:
            made = self._usable()
            files.check(made)
        except Unusable:
            return False
        changes = library.changes(made.state, state)
        if changes is None or self._wants_lists(made):
            return False
        if made.state == state:
            return True
        new = library.chunk_ids_above(made.top)
        ids, rows = library.embeddings(new)
        try:
            part = nearest.like(self._like(made), ids, rows)
            top = int(new[-1]) if len(new) else made.top
            files.add(made, state, top, changes.gone, part)
        except Unusable:
            return False
        return True

    def _like(self, made: VectorManifest) -> Any:
        """An index with the lists of the saved one."""
        if made.lists is None:
            return nearest.flat(self._library.dimension)
        if self._lists != made.lists:
            self._open()
        return self._index

    def _wants_lists(self, made: VectorManifest) -> bool:
        count = self._library.chunk_count()
        return nearest.wants_lists(count, made.lists, self._lists_from)

    def _write_whole(self) -> None:
        self._follow()
        state = self._state
        assert state is not None
        if nearest.wants_lists(int(self._index.ntotal), self._lists, self._lists_from):
            exact = nearest.flat(self._library.dimension)
            nearest.add(exact, *nearest.rows_of(self._index))
            self._index, self._lists = nearest.with_lists(exact)
        self._files.write(self._index, state, self._top, self._lists)

    def problems(self) -> list[str]:
        """What is wrong with what is saved, in words; empty when it can be used."""
        try:
            self._files.check(self._usable())
        except Unusable as reason:
            return [str(reason)]
        return []

    def _follow(self) -> None:
        state = self._library.state()
        if self._index is None:
            self._open()
        assert self._state is not None
        if self._state == state:
            return
        changes = self._library.changes(self._state, state)
        if changes is None:
            new, gone = self._compared()
        else:
            new = self._library.chunk_ids_above(self._top)
            gone = np.array(sorted(changes.gone), dtype=np.int64)
        nearest.remove(self._index, gone)
        if len(new):
            ids, vectors = self._library.embeddings(new)
            nearest.add(self._index, ids, vectors)
            self._top = max(self._top, int(new[-1]))
        self._lost = self._library.chunk_count() - int(self._index.ntotal)
        self._state = state
        if self._lists is None and self._index.ntotal >= self._lists_from:
            self._take_lists()

    def _compared(self) -> tuple[Identifiers, Identifiers]:
        """(new, gone) by all ids. They are never used twice, so equal sets mean equal vectors."""
        wanted = self._library.chunk_ids()
        held = nearest.ids_of(self._index)
        self._top = int(wanted[-1]) if len(wanted) else 0
        new = np.setdiff1d(wanted, held, assume_unique=True)
        return new, np.setdiff1d(held, wanted, assume_unique=True)

    def _take_lists(self) -> None:
        """Have the lists that another process has made meanwhile."""
        with suppress(Unusable):
            made = self._usable()
            if made.lists is not None and made.state == self._state:
                self._index, self._lists = self._files.opened(made), made.lists

    def _open(self) -> None:
        self._lists, self._state, self._top = None, LibraryState(-1, None), 0
        try:
            made = self._usable()
            self._index = self._opened(made)
            self._lists, self._state, self._top = made.lists, made.state, made.top
        except Unusable as reason:
            if self._library.chunk_count() and not isinstance(reason, Outdated):
                self._notes.append(f"The vector index was rebuilt from the library: {reason}.")
            self._index = nearest.flat(self._library.dimension)

    def _opened(self, made: VectorManifest) -> Any:
        try:
            return self._files.opened(made)
        except Unusable:
            now = self._usable()
            if now == made:
                raise
            return self._opened(now)  # a newer one was saved meanwhile

    def _usable(self) -> VectorManifest:
        """What is saved, where it is of this library as it was. Raises Unusable."""
        made = self._read_manifest()
        now = self._library.state()
        if made.revision > now.revision or self._library.is_of_another_past(made.state):
            raise Unusable("its content is not what its manifest says")
        return made

    def _read_manifest(self) -> VectorManifest:
        return self._files.manifest()

    @property
    def _files(self) -> VectorFiles:
        identity = self._library.identity
        if self._known_files is None or self._known_files.identity != identity:
            folder = self._library.folder / "vectors"
            self._known_files = VectorFiles(folder, identity, self._library.dimension)
        return self._known_files
