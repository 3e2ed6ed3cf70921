"""A bundle put into a new data folder: all of it, checked before anything is in its place, or
nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import BundleError, LibraryUnwritten
from corpus.wording import _, number
from index import bundle
from index.bundle import Manifest, Member, OnBytes
from index.search.vectors import VectorIndex
from index.store import database
from index.store.library import Library

SPARE = 64 * 1024 * 1024  # bytes that are to be free beside those of the bundle


@dataclass(frozen=True, slots=True)
class Imported:
    """What was put into a data folder."""

    documents: int
    files: int
    revision: int


def import_library(
    file: Path, folder: Path, embedder: str, dimension: int, on_bytes: OnBytes | None = None
) -> Imported:
    """Put the bundle `file` into the data folder `folder`, which must be new or empty.

    Raises BundleError where that is not so, where the bundle is not whole, not safe, from a newer
    version or made with another base than this embedder's, and LibraryUnwritten for a full disk:
    in each case nothing is left in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BundleError(
            _(
                "{folder} is not empty, and a bundle is only put into a new data folder; "
                "choose another with --data-dir."
            ).format(folder=folder)
        )
    try:
        return _imported(file, folder, embedder, dimension, on_bytes or _silent)
    except zipfile.BadZipFile as error:
        raise bundle.damaged(file, "it is no whole zip") from error
    except OSError as error:
        where = error.filename or folder
        raise LibraryUnwritten(
            _(
                "{where}: {reason}. Nothing was imported; check the place, free some "
                "space and import again."
            ).format(where=where, reason=error.strerror or error)
        ) from error


def _imported(
    file: Path, folder: Path, embedder: str, dimension: int, on_bytes: OnBytes
) -> Imported:
    if file.is_dir():
        raise bundle.not_one(file)
    with file.open("rb") as opened:
        if not opened.read(2).startswith(b"PK"):
            raise bundle.not_one(file)
        archive, manifest = _checked(opened, file, embedder, dimension)
        size = file.stat().st_size
        made = [one for one in _above(folder) if not one.exists()]
        try:
            _refuse_full(folder, size, file)
            database.make_folder(folder)
            inside = _stays(folder)
            staged = Path(
                tempfile.mkdtemp(
                    dir=folder if inside else folder.parent,
                    prefix=f".{folder.name}.",
                    suffix=database.UNFINISHED,
                )
            )
            try:
                _unpack(archive, manifest, staged, file, on_bytes)
                imported = _opened(manifest, staged, embedder, dimension)
                _put_in_place(staged, folder, inside)
            finally:
                shutil.rmtree(staged, ignore_errors=True)
        except BaseException:
            for one in made:  # innermost first; one that holds anything is someone else's
                try:
                    one.rmdir()
                except OSError:
                    break
            raise
    return imported


def _checked(
    opened: BinaryIO, file: Path, embedder: str, dimension: int
) -> tuple[zipfile.ZipFile, Manifest]:
    """The members of a bundle and its manifest, after all of it passed its checks."""
    try:
        archive = zipfile.ZipFile(opened)
        manifest = bundle.read_manifest(archive, file, embedder, dimension)
        bundle.refuse_unsafe(archive, manifest, file, file.stat().st_size)
    except (NotImplementedError, RuntimeError) as error:  # packed otherwise, or with a password
        raise bundle.not_one(file) from error
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        OverflowError,
        EOFError,
        struct.error,
    ) as error:
        raise bundle.damaged(file, "it is no whole zip") from error
    bundle.refuse_damaged(file)
    return archive, manifest


def _above(folder: Path) -> list[Path]:
    return [folder, *folder.parents]


def _refuse_full(folder: Path, size: int, file: Path) -> None:
    there = next(one for one in _above(folder.absolute()) if one.exists())
    free = shutil.disk_usage(there).free
    if free < size + SPARE:
        raise BundleError(
            _(
                "{file} needs {size} MB in {there}, where {size2} MB are free. Make "
                "room, or choose another folder with --data-dir."
            ).format(
                file=file,
                size=number((size + SPARE) / 1000000.0),
                there=there,
                size2=number(free / 1000000.0),
            )
        )


def _stays(folder: Path) -> bool:
    """Whether the folder itself cannot be replaced: a mounted one, or one in a folder that may not
    be written."""
    return os.path.ismount(folder) or not os.access(folder.parent, os.W_OK)


def _unpack(
    archive: zipfile.ZipFile, manifest: Manifest, staged: Path, file: Path, on_bytes: OnBytes
) -> None:
    done, total = 0, sum(member.size for member in manifest.members)
    for member in manifest.members:
        path = staged.joinpath(*member.path.split("/"))
        database.make_folder(path.parent)
        _unpack_one(archive, member, path, file)
        done += member.size
        on_bytes(done, total)


def _unpack_one(archive: zipfile.ZipFile, member: Member, path: Path, file: Path) -> None:
    digest, size = hashlib.sha256(), 0
    descriptor = database.begin_file(path)
    with open(descriptor, "wb") as out, archive.open(member.path) as packed:  # noqa: PTH123
        while size <= member.size and (piece := packed.read(bundle.PIECE)):
            out.write(piece)
            digest.update(piece)
            size += len(piece)
        out.flush()
        os.fsync(out.fileno())
    if (size, digest.hexdigest()) != (member.size, member.sha256):
        raise bundle.damaged(file, f"{member.path} is not as its manifest says")


def _opened(manifest: Manifest, staged: Path, embedder: str, dimension: int) -> Imported:
    """Open the library once, where nobody sees it yet: it is brought to today's format, and its
    vectors are written for FAISS."""
    library = Library(staged, embedder, dimension)
    try:
        VectorIndex(library).save()
        return Imported(len(library.records()), len(manifest.members), library.revision())
    finally:
        library.close()


def _put_in_place(staged: Path, folder: Path, inside: bool) -> None:
    if not inside:
        if os.name == "nt":
            folder.rmdir()  # which has to be gone there before another takes its name
        staged.replace(folder)
        return
    # The library's own file last: without it a folder is no library.
    names = sorted(staged.iterdir(), key=lambda path: path.name == database.FILE_NAME)
    placed: list[Path] = []
    try:
        for path in names:
            placed.append(path.replace(folder / path.name))
    except BaseException:
        for path in placed:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
        raise


def _silent(done: int, total: int) -> None:
    pass
