"""A folder mirrored into the library: what is new or changed is read, what was moved is known by
its content, and what is gone is told, and removed where that is asked for.

What did not change is not read again: the library keeps size, time and sha256 of every file that a
sync has seen. It is kept file by file, so that a run that was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import DocumentError, LibraryLocked
from corpus.loading import LOADERS, MAX_BYTES, FoundFile, Told, read_bytes
from index.paths import files_at, free_source, location_of
from index.sidecars import Sidecars, parted
from index.store.library import Library
from index.store.records import STORED, FileReport, FileStatus
from index.store.rows import FileName
from index.store.tables.seen_files import SeenFile
from index.store.writer_lock import writer_lock

if TYPE_CHECKING:
    from index.ingest import Ingest, OnProgress
    from index.search.vectors import VectorIndex

SyncChange = Literal["added", "changed", "renamed", "unchanged", "skipped", "missing", "removed"]
# A file that was changed so lately may change again with the same time: its time is not kept.
JUST_NOW_NS = 50_000_000
PATIENCE = 10.0  # seconds to wait for another writer, where little is to be written


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What became of one file of the folder; `detail` is the whole sentence to show, `status` what
    an ingest says of a file that was read now.

    `missing` are files that are gone while their documents are still there; `skipped` those that
    could not be read, which are tried again once they change.
    """

    source: str
    change: SyncChange
    detail: str
    document_id: str | None = None
    status: FileStatus | None = None


@dataclass(slots=True)
class _Pass:
    """What one pass over the folder works with."""

    folder: str
    identity: tuple[int, int]  # of the folder as it was when the pass began
    seen: dict[str, SeenFile]
    names: dict[str, FileName]  # by location
    found: dict[str, tuple[FoundFile, os.stat_result]]
    sidecars: dict[str, tuple[FoundFile, os.stat_result]]
    looked_ns: int  # when, before any of these was looked at
    gone: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # new, or not as they were seen
    to_read: list[tuple[str, str]] = field(default_factory=list)  # (location, sha256)
    touched: list[SeenFile] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)  # (from, to, sha256)
    unchanged: list[str] = field(default_factory=list)

    def as_seen(self, location: str, sha256: str, status: FileStatus, detail: str) -> SeenFile:
        found = (self.found.get(location) or self.sidecars[location])[1]
        late = self.looked_ns - found.st_mtime_ns < JUST_NOW_NS
        modified = 0 if late else found.st_mtime_ns
        return SeenFile(self.folder, location, found.st_size, modified, sha256, status, detail)


class Look:
    """One folder beside what its last sync saw there: what is to be done, before any is."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def unchanged(
        self,
        folder: Path,
        *,
        again: bool = False,
        collections: Sequence[str] = (),
        follow_links: bool = False,
        skipped: Told | None = None,
    ) -> list[SyncReport] | None:
        """The reports of a folder in which nothing is to be done; None where something is.

        Nothing is written, and neither a model nor an index is needed. The options are those of
        `Sync.run`, and so is what it raises.
        """
        passed_over: list[str] = []
        into = self._library.collection_names(collections)
        work = self._look(folder, again, follow_links, passed_over.append)
        if work.waiting or work.gone or self._uncollected(work, into):
            return None
        sidecars = Sidecars(self._library)
        same, waiting = self._sidecars(work, sidecars)
        if waiting or sidecars.gone() or self._library.damaged_seen():
            return None
        if skipped is not None:
            for sentence in passed_over:
                skipped(sentence)
        return [*self._told_unchanged(work), *same]

    def _told_unchanged(self, work: _Pass) -> Iterator[SyncReport]:
        return (self._report(work, at, "unchanged", "unchanged") for at in work.unchanged)

    def _look(self, folder: Path, again: bool, follow_links: bool, skipped: Told | None) -> _Pass:
        """What there is in the folder, beside what was seen there."""
        identity = _identity(folder)
        looked_ns = time.time_ns()
        files = files_at([folder], self._library, follow_links=follow_links, skipped=skipped)
        found, sidecars = map(_with_status, parted(files))
        root = location_of(folder)
        names = self._library.located_names()
        work = _Pass(root, identity, self._library.seen_in(root), names, found, sidecars, looked_ns)
        inside = (at for at in names if at.startswith(_inside(root)))
        known = dict.fromkeys((*work.seen, *inside))
        work.gone = [at for at in known if at not in (found | sidecars) and _is_gone(at)]
        work.waiting = [at for at in found if not self._is_same(work, at, again)]
        waiting = {*work.waiting}
        work.unchanged = [at for at in found if at not in waiting]
        return work

    def _is_same(self, work: _Pass, location: str, again: bool) -> bool:
        """Whether a file has the size and time that it was seen with, and is in the library still
        if it was."""
        known, found = work.seen.get(location), work.found[location][1]
        if known is None or (known.size, known.modified_ns) != (found.st_size, found.st_mtime_ns):
            return False
        return self._is_settled(work, known, again)

    def _is_settled(self, work: _Pass, known: SeenFile, again: bool) -> bool:
        if known.status in STORED:
            return known.location in work.names
        if known.status == "no text layer":
            from corpus.recognition import known_languages  # installed since, maybe

            return not (again or known_languages())
        return not again

    def _uncollected(self, work: _Pass, into: Sequence[str]) -> list[str]:
        """The documents of unchanged files that are not in all collections that they go into."""
        held = {work.names[at].document_id for at in work.unchanged if at in work.names}
        collected = self._library.collections_by_document()[0] if into else {}
        return [one for one in held if not {*into} <= {*collected.get(one, ())}]

    def _sidecars(
        self, work: _Pass, sidecars: Sidecars
    ) -> tuple[list[SyncReport], list[tuple[str, FoundFile, SeenFile | None]]]:
        """(reports of the sidecars that have nothing new to say, the others)."""
        origins = self._library.origins()
        same, waiting = [], []
        for location, (file, found) in work.sidecars.items():
            known = work.seen.get(location)
            as_seen = known is not None and (known.size, known.modified_ns) == (
                found.st_size,
                found.st_mtime_ns,
            )
            if as_seen and known is not None and self._said_already(sidecars, file, known, origins):
                document_id = origins.get(location)
                same.append(SyncReport(file.source, "unchanged", "unchanged", document_id))
            else:
                waiting.append((location, file, known))
        return same, waiting

    def _said_already(
        self, sidecars: Sidecars, file: FoundFile, known: SeenFile, origins: Mapping[str, str]
    ) -> bool:
        """Whether a sidecar that did not change has nothing new to say."""
        try:
            target = sidecars.target(file)
        except DocumentError as error:
            return known.status not in STORED and str(error) in known.detail
        if known.status in STORED:
            said = origins.get(known.location)
            return said == target.document_id or (said is None and known.status == "unchanged")
        return known.status == "failed" and "says something of" not in known.detail

    def _report(self, work: _Pass, location: str, change: SyncChange, detail: str) -> SyncReport:
        name = work.names.get(location)
        source = self._within(work, location) if name is None else name.source
        return SyncReport(source, change, detail, None if name is None else name.document_id)

    def _within(self, work: _Pass, location: str) -> str:
        return location.removeprefix(_inside(work.folder))


class Sync(Look):
    """One folder at a time. Documents of other folders are left alone, even where files there
    are gone; so are all documents while the folder itself is gone."""

    def __init__(
        self,
        library: Library,
        vectors: VectorIndex,
        make_ingest: Callable[[], Ingest],
        *,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        super().__init__(library)
        self._vectors = vectors
        self._make_ingest = make_ingest  # parsers and splitters, where something is to be read
        self._max_bytes = max_bytes

    def run(
        self,
        folder: Path,
        *,
        remove: bool = False,
        again: bool = False,
        collections: Sequence[str] = (),
        follow_links: bool = False,
        skipped: Told | None = None,
        on_progress: OnProgress | None = None,
    ) -> Iterator[SyncReport]:
        """Reports of all files, each as soon as it is settled: those that did not change first.

        With `remove`, documents whose files are gone are removed; with `again`, files that could
        not be read are tried once more. All go into `collections`. Raises DocumentError where the
        folder is not there, and where it is empty of files that would all be removed;
        ChoiceError, LibraryLocked.
        """
        into = self._library.collection_names(collections)
        work = self._look(folder, again, follow_links, skipped)
        moved_from = {self._key(work, at): at for at in work.gone if at in work.names}
        for location in work.waiting:
            self._sort(work, location, again, moved_from)
        self._settle(work, into)
        yield from self._told_unchanged(work)
        for old, new, _ in work.moved:
            before = work.names[new].source
            detail = f"renamed: was {self._within(work, old)}, as {before} in the library"
            yield self._report(work, new, "renamed", detail)
        yield from self._read(work, into, on_progress)
        yield from self._describe(work)
        yield from self._missing(work, folder, remove)

    def _sort(self, work: _Pass, location: str, again: bool, moved_from: dict[str, str]) -> None:
        """Whether a file was only touched, was moved, or is to be read."""
        file, known = work.found[location][0], work.seen.get(location)
        sha256 = ""
        if file.path.suffix.lower() in LOADERS:
            try:
                data = read_bytes(file.path, file.source, max_bytes=self._max_bytes)
                sha256 = hashlib.sha256(data).hexdigest()
            except DocumentError:
                pass  # the ingest says why
        same = known is not None and sha256 and known.sha256 == sha256
        if known is not None and same and self._is_settled(work, known, again):
            work.touched.append(work.as_seen(location, sha256, known.status, known.detail))
            work.unchanged.append(location)
            return
        old = moved_from.pop(sha256[:16], None) if sha256 and location not in work.names else None
        if old is None:
            work.to_read.append((location, sha256))
        else:
            work.moved.append((old, location, sha256))

    def _key(self, work: _Pass, location: str) -> str:
        seen = work.seen.get(location)
        return seen.sha256[:16] if seen is not None else work.names[location].document_id

    def _settle(self, work: _Pass, into: Sequence[str]) -> None:
        """Write what needs no reading: moved files, new times, collections."""
        library = self._library
        if library.damaged_seen():
            with writer_lock(library.folder, PATIENCE):
                library.mend_seen()
        wanted = self._uncollected(work, into)
        if not (work.moved or work.touched or wanted):
            return
        with writer_lock(library.folder, PATIENCE):
            for old, new, sha256 in work.moved:
                name, file = library.name_at(old), work.found[new][0]
                if name is None or library.name_at(new) is not None:
                    raise LibraryLocked(
                        f"Another program has added files of {work.folder} meanwhile; run the "
                        "sync again."
                    )
                source = free_source(library, file)
                library.rename(name, source, new)
                library.collect([name.document_id], into)
                del work.names[old]
                work.names[new] = replace(name, source=source, location=new)
                library.saw([work.as_seen(new, sha256, "indexed", "renamed")])
                library.forget_seen(work.folder, [old])
                work.gone.remove(old)
            library.saw(work.touched)
            library.collect(wanted, into)

    def _read(
        self, work: _Pass, into: Sequence[str], on_progress: OnProgress | None
    ) -> Iterator[SyncReport]:
        if not work.to_read:
            return
        files = [work.found[location][0] for location, _ in work.to_read]
        reports = self._make_ingest().run_mirrored(files, on_progress, into)
        for report, (location, sha256) in zip(reports, work.to_read, strict=True):
            # Within the run, whose lock is held.
            self._library.saw([work.as_seen(location, sha256, report.status, report.detail)])
            yield SyncReport(
                report.source, _change(report), report.detail, report.document_id, report.status
            )

    def _describe(self, work: _Pass) -> Iterator[SyncReport]:
        """What sidecars say that are new or changed, or whose document is; those that are gone say
        nothing more."""
        sidecars = Sidecars(self._library)
        same, waiting = self._sidecars(work, sidecars)
        yield from same
        if waiting or sidecars.gone():
            with writer_lock(self._library.folder, PATIENCE):
                for location, file, known in waiting:
                    report = sidecars.apply(file)
                    self._library.saw([work.as_seen(location, "", report.status, report.detail)])
                    change = _change(report)
                    if report.status == "described":
                        change = "added" if known is None else "changed"
                    yield SyncReport(
                        file.source, change, report.detail, report.document_id, report.status
                    )
                for location in sidecars.take_back_gone():
                    source = self._within(work, location)
                    yield SyncReport(source, "removed", "removed: what it said is taken back")

    def _missing(self, work: _Pass, folder: Path, remove: bool) -> Iterator[SyncReport]:
        stored = [location for location in work.gone if location in work.names]
        if remove and stored and _identity(folder) != work.identity:
            raise DocumentError(
                f"{folder} is another folder than when the sync began, so nothing was removed."
            )
        if remove and stored and not work.found:
            raise DocumentError(
                f"{folder} holds no files at all, so nothing was removed: connect its drive if it "
                "is not; else remove documents by 'assistant documents remove'."
            )
        if not remove:
            for location in stored:
                yield self._report(
                    work, location, "missing", "missing: the file is gone, its document is kept"
                )
        if not (remove and stored) and len(stored) == len(work.gone):
            return
        with writer_lock(self._library.folder, PATIENCE):
            for location in stored if remove else ():
                self._library.remove_file(location)
                self._library.forget_seen(work.folder, [location])
                yield self._report(work, location, "removed", "removed: the file is gone")
            rest = [location for location in work.gone if location not in work.names]
            self._library.forget_seen(work.folder, rest)
            if remove and stored:
                self._vectors.save()
                self._library.keep_ballast()


def _with_status(files: Iterable[FoundFile]) -> dict[str, tuple[FoundFile, os.stat_result]]:
    """Files by location, with what the disk says of each."""
    found = {}
    for file in files:
        try:
            found[location_of(file.path)] = file, file.path.stat()
        except OSError:
            continue  # it went meanwhile
    return found


def _change(report: FileReport) -> SyncChange:
    if not report.stored:
        return "skipped"
    if report.status == "unchanged":
        return "unchanged"
    return "added" if report.replaces is None else "changed"


def _identity(folder: Path) -> tuple[int, int]:
    """What tells a folder from another that takes its place, as that below a drive does."""
    try:
        status = folder.stat()
    except OSError:
        status = None
    if status is None or not stat.S_ISDIR(status.st_mode):
        raise DocumentError(
            f"There is no folder {folder}; connect its drive or check the spelling. Nothing was "
            "removed."
        )
    return status.st_dev, status.st_ino


def _inside(folder: str) -> str:
    """What the paths of the files in a folder begin with."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def _is_gone(location: str) -> bool:
    """Whether there is surely nothing at a path: not where a folder above cannot be opened."""
    try:
        os.lstat(location)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def counted(reports: Iterable[SyncReport]) -> dict[SyncChange, int]:
    """How many files became what."""
    counts: dict[SyncChange, int] = {}
    for report in reports:
        counts[report.change] = counts.get(report.change, 0) + 1
    return counts
