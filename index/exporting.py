"""A library given out as one bundle, as it is at one moment, while others ask it and add to it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from corpus.errors import BundleError, LibraryError, LibraryUnwritten
from corpus.wording import _
from index import bundle
from index.bundle import Manifest, Member, OnBytes
from index.store import database, keywords
from index.store.library import Library, intact_original

TRIES = 5  # snapshots, where documents are removed while their files are copied
FILE = database.Purpose(
    "file", "restore it from a backup, or move it out of the data folder, and export again"
)
_PLAIN_DATE = (1980, 1, 1, 0, 0, 0)  # so that the same library gives the same bundle


@dataclass(frozen=True, slots=True)
class Exported:
    """What a bundle holds. `notes` tell what was not whole in the library itself."""

    documents: int
    files: int
    size: int
    revision: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to go into the bundle under a path."""

    path: str
    file: Path


class _RemovedMeanwhile(Exception):
    """A document was removed between the snapshot and the copy of its file."""


def export_library(library: Library, file: Path, on_bytes: OnBytes | None = None) -> Exported:
    """Write the whole data folder as a bundle to `file`, which is replaced where it exists.

    The library is a snapshot taken by SQLite itself, so neither questions nor a running ingest are
    waited for, or disturbed. Raises BundleError for a place that cannot be, LibraryUnwritten where
    it cannot be written: then nothing is left of it; and LibraryError.
    """
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise BundleError(
            _("{file} cannot be written: name a file in a folder that there is.").format(file=file)
        )
    if file.resolve().is_relative_to(library.folder.resolve()):
        raise BundleError(
            _("{file} lies in the data folder itself; choose another place for it.").format(
                file=file
            )
        )
    try:
        with tempfile.TemporaryDirectory(
            dir=file.absolute().parent, prefix=f".{file.name}.", suffix=database.UNFINISHED
        ) as folder:
            for left in reversed(range(TRIES)):
                try:
                    return _exported(library, file, Path(folder), on_bytes or _silent)
                except _RemovedMeanwhile:
                    if not left:
                        raise
                    _emptied(Path(folder))
        raise AssertionError
    except _RemovedMeanwhile as error:
        raise LibraryError(
            _("Documents are being removed all the time; export again when that is done.")
        ) from error
    except OSError as error:
        raise _unwritten(file, error.strerror or str(error)) from error


def _exported(library: Library, file: Path, work: Path, on_bytes: OnBytes) -> Exported:
    sources, head, notes = _sources(library, work, file)
    try:
        total = sum(source.file.stat().st_size for source in sources)
    except FileNotFoundError as error:
        raise _RemovedMeanwhile from error
    done = 0

    def copied(count: int) -> None:
        nonlocal done
        done += count
        on_bytes(done, total)

    made = work / "bundle"
    os.close(database.begin_file(made))
    with made.open("r+b") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            members = tuple(_written(archive, source, copied) for source in sources)
            manifest = replace(head, members=members)
            archive.writestr(_info(bundle.MANIFEST), manifest.to_bytes())
            archive.comment = bytes(bundle.COMMENT)
        size = out.seek(0, os.SEEK_END)
        digest = bundle.digest_of(out, size - bundle.COMMENT)
        out.seek(size - bundle.COMMENT)
        out.write(bundle.MARK + digest.encode())
    database.publish(made, file)
    documents = sum(source.path.startswith("originals/") for source in sources)
    return Exported(documents, len(members), size, manifest.revision, tuple(notes))


def _sources(library: Library, work: Path, out: Path) -> tuple[list[_Source], Manifest, list[str]]:
    """The files that go into a bundle, by their paths; its manifest without them; and notes."""
    sources = [
        _Source(path.name, _snapshot(path, work, out)) for path in sorted(_databases(library))
    ]
    head, originals = _of_the_snapshot(library, work / database.FILE_NAME)
    notes = []
    missing = damaged = 0
    for path in originals:
        if not path.exists():
            if library.revision() != head.revision:
                raise _RemovedMeanwhile
            missing += 1
            continue
        damaged += not intact_original(path)
        sources.append(_Source(path.relative_to(library.folder).as_posix(), path))
    if missing or damaged:
        notes.append(
            f"Of the original files {missing} are missing and {damaged} damaged in the library "
            "itself; 'assistant doctor' says which."
        )
    sources += _others(library.folder)
    return sorted(sources, key=lambda source: source.path), head, notes


def _databases(library: Library) -> Iterator[Path]:
    for path in library.folder.iterdir():
        if path.suffix in bundle.SNAPSHOTS and bundle.belongs(path.name) and _is_plain(path):
            yield path


def _snapshot(path: Path, work: Path, out: Path) -> Path:
    """A file of SQLite as it is at one moment. Only SQLite opens it: a file that is opened and
    closed beside it would let go of its locks."""
    copy = work / path.name
    purpose = database.LIBRARY if path.name == database.FILE_NAME else FILE
    os.close(database.begin_file(copy))
    try:
        with (
            database.told_plainly(path, purpose),
            closing(database.connect(path)) as source,
        ):
            database.check_whole(source, path, purpose)
            with closing(sqlite3.connect(copy)) as target:
                target.execute("PRAGMA synchronous = OFF")
                source.backup(target)
    except LibraryUnwritten as error:  # of the copy: the library is only read
        raise _unwritten(out, "the disk is full or failing") from error
    return copy


def _of_the_snapshot(library: Library, copy: Path) -> tuple[Manifest, list[Path]]:
    """What the manifest says of a snapshot of the library, and the originals that it names."""
    with database.values_told_plainly(copy), closing(database.connect(copy)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        if not keywords.intact(connection):
            with connection:
                keywords.rebuild(connection)
        rows = connection.execute("SELECT sha256, suffix FROM documents ORDER BY sha256")
        originals = [library.original_path(row["sha256"], row["suffix"]) for row in rows]
    head = Manifest(
        holds=bundle.HOLDS,
        format=bundle.FORMAT,
        program=version("policy-assistant"),
        library_format=int(meta["format"]),
        library=meta["library"],
        revision=int(meta["revision"]),
        embedder=meta["embedder"],
        dimension=int(meta["dimension"]),
        members=(),
    )
    return head, originals


def _others(folder: Path) -> list[_Source]:
    """What else a data folder holds that is no thing of a process: packs, settings, lists."""
    found = []
    for root, folders, files in os.walk(folder):
        inside = Path(root)
        top = inside == folder
        left_out = ("originals", *bundle.DERIVED, *bundle.WITHHELD) if top else ()
        folders[:] = sorted(
            name for name in folders if name not in left_out and bundle.belongs(name)
        )
        for name in files:
            path = inside / name
            snapshot = top and path.suffix in bundle.SNAPSHOTS
            if bundle.belongs(name) and not snapshot and _is_plain(path):
                found.append(_Source(path.relative_to(folder).as_posix(), path))
    return found


def _is_plain(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _written(archive: zipfile.ZipFile, source: _Source, copied: Callable[[int], None]) -> Member:
    try:
        file = source.file.open("rb")
    except FileNotFoundError as error:
        raise _RemovedMeanwhile from error
    digest, size = hashlib.sha256(), 0
    with file, archive.open(_info(source.path), "w", force_zip64=True) as out:
        while piece := file.read(bundle.PIECE):
            out.write(piece)
            digest.update(piece)
            size += len(piece)
            copied(len(piece))
    return Member(source.path, size, digest.hexdigest())


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _PLAIN_DATE)
    info.external_attr = (stat.S_IFREG | database.PRIVATE_FILE) << 16
    return info


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _unwritten(file: Path, cause: str) -> LibraryUnwritten:
    return LibraryUnwritten(
        _(
            "{file} could not be written ({cause}), and nothing is left of it. Free "
            "some space, or choose another place."
        ).format(file=file, cause=cause)
    )


def _silent(done: int, total: int) -> None:
    pass
