"""The vectors on disk, as FAISS reads them: segments that only grow by another, and their manifest.

A save writes what is new since the one before and, with it, small segments before it again: so
most of a large index is never written twice. Passages that are gone are told in the manifest, until
a quarter of a segment is gone. All of it is a cache: on any doubt it is made anew from the library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from corpus.checked_json import checked, loaded
from index.search import nearest
from index.search.nearest import Lists
from index.store.database import UNFINISHED, make_folder, write_whole
from index.store.seal import opened_json, sealed_json
from index.store.tables.changes import LibraryState

MANIFEST = "manifest.json"
FORMAT = 2
FORMAT_1 = {"format", "file", "size", "sha256", "library", "count", "revision", "kind"}
SMALL = 4_096  # vectors of a segment that is written again with what is new
LARGE = 32_768  # vectors of a segment at most: what one save writes again, twice
GONE = 4  # one of so many vectors of a segment is gone: it is written again


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of `count` vectors, with ids from `first` to `last`; `size` and `sha256` are its own.
    The ids of one are all above those of the one before; `gone` are those of passages that are gone
    from the library."""

    file: str
    size: int
    sha256: str
    count: int
    first: int
    last: int
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VectorManifest:
    """What the saved index says of itself: the state of the library that it is of, and the highest
    id that there was. `lists` are those of an index that is searched in parts."""

    format: int
    library: str
    dimension: int
    revision: int
    token: str | None
    top: int
    segments: tuple[Segment, ...]
    lists: Lists | None = None

    @property
    def state(self) -> LibraryState:
        return LibraryState(self.revision, self.token)


class Unusable(Exception):
    """A saved index that must not be used; the message says why."""


class Outdated(Unusable):
    """One of the format before, which held all vectors in one file: made anew without a word."""


class VectorFiles:
    """The folder of a library's vectors, for a library that calls itself `identity`.

    A segment is read for its check once: its bytes are hashed, and those that were hashed opened.
    """

    def __init__(self, folder: Path, identity: str, dimension: int) -> None:
        self._folder, self.identity, self._dimension = folder, identity, dimension
        self._passed: set[tuple[str, str]] = set()  # files and digests

    def manifest(self) -> VectorManifest:
        """Raises Unusable where there is none, or not of this library."""
        told = self._told()
        try:
            if loaded(told).keys() == FORMAT_1:
                raise Outdated("its manifest is of another format")
            value, whole = opened_json(told)
            made = checked(VectorManifest, value)
        except (ValueError, AttributeError) as error:
            raise Unusable(f"its manifest cannot be read ({error})") from error
        names = [one.file for one in made.segments]
        if made.library != self.identity:
            raise Unusable("it belongs to another library")
        if not whole or made.format != FORMAT or any(Path(name).name != name for name in names):
            raise Unusable("its manifest is of another format")
        if made.dimension != self._dimension:
            raise Unusable("its content is not what its manifest says")
        return made

    def check(self, made: VectorManifest) -> None:
        """Raises Unusable where a file is not as its manifest says."""
        for segment in made.segments:
            if (segment.file, segment.sha256) not in self._passed:
                self._index(segment, made.lists)
            elif self._size(segment) != segment.size:  # its bytes passed in this process
                raise Unusable("its file was altered or cut short")

    def opened(self, made: VectorManifest) -> Any:
        """The index of all segments. Raises Unusable."""
        whole = None
        for segment in made.segments:
            index = self._index(segment, made.lists)
            whole = index if whole is None else nearest.joined(whole, index)
        return nearest.flat(self._dimension) if whole is None else whole

    def add(
        self, made: VectorManifest, state: LibraryState, top: int, gone: Iterable[int], new: Any
    ) -> None:
        """Bring the saved index to another state: without `gone`, with the vectors of the index
        `new`, whose highest id is `top`. Raises Unusable, OSError."""
        segments = [*made.segments]
        if lost := frozenset(gone):
            segments = [_without(one, lost) for one in segments]
        added = new
        while segments and added.ntotal:
            last = segments[-1]
            held = last.count - len(last.gone)
            if held > max(SMALL, added.ntotal) or held + added.ntotal > LARGE:
                break
            added = nearest.joined(self._index(last, made.lists), added)
            segments.pop()
        segments = [self._rewritten(one, made.lists) for one in segments]
        segments += self._written(added, made.lists)
        kept = tuple(one for one in segments if one.count)
        self._tell(
            replace(made, revision=state.revision, token=state.token, top=top, segments=kept)
        )

    def write(self, index: Any, state: LibraryState, top: int, lists: Lists | None) -> None:
        """Write a whole index in the place of what there is. Raises OSError."""
        made = VectorManifest(
            FORMAT, self.identity, self._dimension, state.revision, state.token, top, (), lists
        )
        self._tell(replace(made, segments=tuple(self._written(index, lists))))

    def _rewritten(self, segment: Segment, lists: Lists | None) -> Segment:
        """A segment of which enough is gone, without that."""
        if not segment.gone or (segment.count > SMALL and len(segment.gone) * GONE < segment.count):
            return segment
        index = self._index(segment, lists)
        return next(self._written(index, lists), replace(segment, count=0))

    def _written(self, index: Any, lists: Lists | None) -> Iterator[Segment]:
        """The segments that an index is written as."""
        make_folder(self._folder)
        for part in nearest.parts(index, LARGE):
            ids = nearest.ids_of(part)
            data = faiss.serialize_index(part).tobytes()
            digest = hashlib.sha256(data).hexdigest()
            name = f"{ids[0]:010d}-{ids[-1]:010d}-{digest[:12]}.faiss"
            write_whole(self._folder / name, data)
            segment = Segment(name, len(data), digest, len(ids), int(ids[0]), int(ids[-1]))
            self._passed.add((segment.file, segment.sha256))
            yield segment

    def _tell(self, made: VectorManifest) -> None:
        make_folder(self._folder)
        write_whole(self._folder / MANIFEST, sealed_json(asdict(made)))
        named = {MANIFEST, *(one.file for one in made.segments)}
        for path in self._folder.iterdir():
            if path.name not in named and not path.name.endswith(UNFINISHED):
                path.unlink(missing_ok=True)

    def _index(self, segment: Segment, lists: Lists | None) -> Any:
        """The index of a segment, without what is gone. Raises Unusable."""
        data = self._bytes(segment)
        try:
            index = nearest.checked(
                faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8)),
                self._dimension,
                segment.count,
                lists,
            )
        except RuntimeError as error:
            raise Unusable("its file cannot be opened") from error
        if index is None:
            raise Unusable("its content is not what its manifest says")
        self._passed.add((segment.file, segment.sha256))
        if segment.gone:
            nearest.remove(index, np.array(segment.gone, dtype=np.int64))
        return index

    def _bytes(self, segment: Segment) -> bytes:
        """The bytes of a segment, after they passed their check. Raises Unusable."""
        data = b""
        if self._size(segment) == segment.size:
            try:
                data = (self._folder / segment.file).read_bytes()
            except OSError as error:
                raise Unusable("its file is missing") from error
        if hashlib.sha256(data).hexdigest() != segment.sha256:
            raise Unusable("its file was altered or cut short")
        return data

    def _size(self, segment: Segment) -> int:
        try:
            return (self._folder / segment.file).stat().st_size
        except FileNotFoundError as error:
            raise Unusable("its file is missing") from error
        except (OSError, ValueError) as error:
            raise Unusable(f"its manifest cannot be read ({error})") from error

    def _told(self) -> bytes:
        try:
            return (self._folder / MANIFEST).read_bytes()
        except OSError as error:
            raise Unusable("its manifest is missing or cannot be read") from error


def _without(segment: Segment, lost: frozenset[int]) -> Segment:
    """A segment that tells which of some ids are its own; nothing is read for it."""
    own = {one for one in lost if segment.first <= one <= segment.last}
    return replace(segment, gone=tuple(sorted({*segment.gone, *own}))) if own else segment
