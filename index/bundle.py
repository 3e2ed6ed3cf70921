"""A bundle: a whole data folder in one file, to back it up, to move it, to go to a new version.

It is a zip whose members are stored as they are, in the order of their paths, with the manifest
last. That names each with size and sha256, and the zip's comment is the sha256 of all bytes before
it, so that no byte can change unseen. What is derived of the library (FAISS files) or belongs to a
process (locks, unfinished files, ballast, logs) is not in it: vectors are, as rows of the library.
Nor are documents that were removed.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from corpus.checked_json import checked
from corpus.errors import BundleError
from corpus.wording import _
from index.store.seal import BROKEN, opened_json, sealed_json
from index.store.tables.schema import FORMAT as LIBRARY_FORMAT

FORMAT = 1
HOLDS = "bundle of a policy assistant's library"
MANIFEST = "manifest.json"
MARK = b"sha256:"
OnBytes = Callable[[int, int], object]  # told how many bytes of all are done
COMMENT = len(MARK) + 64  # bytes
LARGEST_MANIFEST = 256_000_000  # bytes: of some million files
PIECE = 1 << 20
DERIVED = ("vectors",)  # folders that are made anew
WITHHELD = ("removed", "logs")  # of what is no longer in the library, and of what servers did
SNAPSHOTS = (".sqlite", ".db")  # files of SQLite, which are never copied as files
_OF_A_PROCESS = re.compile(r"^(?:\..*|writer\.json|ballast|.*(?:\.lock|\.new|-journal|-wal|-shm))$")
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the data folder, by its path there."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself: the state of the library, the base its vectors are of, and its
    members. `format` is the bundle's, `library_format` the library's."""

    holds: str
    format: int
    program: str
    library_format: int
    library: str
    revision: int
    embedder: str
    dimension: int
    members: tuple[Member, ...]

    def to_bytes(self) -> bytes:
        members = [
            {"path": one.path, "size": one.size, "sha256": one.sha256} for one in self.members
        ]
        return sealed_json(
            {
                "holds": self.holds,
                "format": self.format,
                "program": self.program,
                "library_format": self.library_format,
                "library": self.library,
                "revision": self.revision,
                "embedder": self.embedder,
                "dimension": self.dimension,
                "members": members,
            }
        )


def belongs(name: str) -> bool:
    """Whether a file or folder of a data folder is no thing of a process."""
    return _OF_A_PROCESS.match(name) is None


def digest_of(file: IO[bytes], size: int) -> str:
    """The sha256 of the first bytes of a file."""
    digest = hashlib.sha256()
    file.seek(0)
    while size > 0 and (piece := file.read(min(PIECE, size))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


def read_manifest(bundle: zipfile.ZipFile, path: Path, embedder: str, dimension: int) -> Manifest:
    """The manifest of a bundle that this program can import, with this embedder.

    Raises BundleError: it is none, from a newer version, made with another base, or damaged.
    """
    told = _told(bundle, path)
    made, library = told.get("format"), told.get("library_format")
    newer = isinstance(made, int) and made > FORMAT
    if newer or (isinstance(library, int) and library > LIBRARY_FORMAT):
        raise BundleError(
            _(
                "{path} was made by a newer version of this program ({version}): its formats are"
                " {made} and {library}, and this one reads up to {format} and {library_format}."
                " Update the program; nothing was changed."
            ).format(
                path=path,
                version=told.get("program"),
                made=made,
                library=library,
                format=FORMAT,
                library_format=LIBRARY_FORMAT,
            )
        )
    try:
        opened, sealed = opened_json(bundle.read(MANIFEST))
        if not sealed:
            raise ValueError(BROKEN)
        manifest = checked(Manifest, opened)
    except ValueError as error:
        raise damaged(path, f"its manifest: {error}") from error
    if (manifest.embedder, manifest.dimension) != (embedder, dimension):
        raise BundleError(
            _(
                "{path} was made with the base {embedder} ({dimension} dimensions), and "
                "{embedder2} ({dimension2}) is set here. Set "
                "ASSISTANT_EMBEDDER={embedder} to import it; nothing was changed."
            ).format(
                path=path,
                embedder=manifest.embedder,
                dimension=manifest.dimension,
                embedder2=embedder,
                dimension2=dimension,
            )
        )
    return manifest


def _told(bundle: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What the manifest says, nothing of it checked."""
    try:
        info = bundle.getinfo(MANIFEST)
    except KeyError as error:
        raise not_one(path) from error
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > LARGEST_MANIFEST:
        raise not_one(path)
    try:
        told, _ = opened_json(bundle.read(info))
    except ValueError as error:
        if BROKEN not in str(error):
            raise damaged(path, "its manifest cannot be read") from error
        from corpus.checked_json import loaded

        told = loaded(bundle.read(info))
    if not isinstance(told, dict) or told.get("holds") != HOLDS:
        raise not_one(path)
    return told


def refuse_unsafe(bundle: zipfile.ZipFile, manifest: Manifest, path: Path, size: int) -> None:
    """Refuse what could write elsewhere, or more than the bundle is long: paths that lead out,
    members that are packed, overlap or are not those that the manifest names."""
    infos = bundle.infolist()
    for info in infos:
        parts = info.orig_filename.split("/")
        if (
            {"", ".", ".."} & {*parts}
            or re.search(r"[\\\0]", info.orig_filename)
            or _DRIVE.match(info.orig_filename)
        ):
            raise damaged(path, f"a member leads out of the folder: {info.orig_filename[:80]!r}")
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise damaged(path, f"{info.filename} is packed, which no bundle is")
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < end or info.header_offset + info.file_size > size:
            raise damaged(path, "its members overlap")
        end = info.header_offset + info.file_size
    named = sorted([MANIFEST, *(one.path for one in manifest.members)])
    if sorted(info.filename for info in infos) != named or len({*named}) < len(named):
        raise damaged(path, "its members are not those that its manifest names")


def refuse_damaged(path: Path) -> None:
    """Refuse a bundle of which any byte has changed, or is missing."""
    size = path.stat().st_size - COMMENT
    with path.open("rb") as file:
        digest = digest_of(file, size)
        file.seek(max(size, 0))
        if file.read() != MARK + digest.encode():
            raise damaged(path, "its checksum does not fit")


def not_one(path: Path) -> BundleError:
    return BundleError(
        _(
            "{path} is no bundle of a library; give a file that 'assistant export-library' wrote."
        ).format(path=path)
    )


def damaged(path: Path, why: str) -> BundleError:
    return BundleError(
        _(
            "{path} is damaged or cut short ({why}). Copy or export it once more; "
            "nothing was changed."
        ).format(path=path, why=why)
    )
