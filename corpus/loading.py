"""Files in, documents out: which reader a file needs, and what can be wrong with it.

    find_files(paths)                    the files of some folders, in a stable order
    load_document(path)                  one file as a Document
    document_from_bytes(data, source)    the same, for a caller that already has the bytes

Whatever is wrong with a file comes back as one DocumentError with a sentence for its owner.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath

from corpus.blocks import Content, assemble, clean_line, clean_or_none
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.formats.signatures import refuse_other_kind
from corpus.sandbox import read_in_sandbox

MAX_BYTES = 50_000_000
TIMEOUT_SECONDS = 120.0
MAX_NAME_LENGTH = 200
DRIVE = re.compile(r"\A(?:[A-Za-z]:\s*)+")
# Above this even plain text is read in the sandbox, where a time limit holds: Markdown made to
# be slow takes time that grows with the square of its size.
MAX_BYTES_HERE = 200_000
Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Format:
    """The module that reads a kind of file, imported when the first such file comes.

    Formats whose parsers are large or native code are `sandboxed`: read in a process apart.
    """

    module: str
    sandboxed: bool


MARKDOWN = Format("corpus.formats.text.markdown", sandboxed=False)
PLAIN_TEXT = Format("corpus.formats.text.plain", sandboxed=False)
HTML = Format("corpus.formats.html.page", sandboxed=True)
PDF = Format("corpus.formats.pdf.file", sandboxed=True)
WORD = Format("corpus.formats.word.file", sandboxed=True)

LOADERS: dict[str, Format] = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN_TEXT,
    ".text": PLAIN_TEXT,
    ".html": HTML,
    ".htm": HTML,
    ".pdf": PDF,
    ".docx": WORD,
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to load, and the name it will be shown by (relative to the folder given)."""

    path: Path
    source: str


def content_id(data: bytes) -> str:
    """The id of the document with these bytes: 16 hex digits of their sha256."""
    return hashlib.sha256(data).hexdigest()[:16]


def load_document(
    path: Path,
    source: str | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT_SECONDS,
) -> Document:
    """Read one file. `timeout` is in seconds and holds for sandboxed formats.

    Raises DocumentError with status `unsupported`, `empty`, `encrypted` or `failed`.
    """
    source = display_name(source if source is not None else path.name)
    suffix = path.suffix.lower()
    if path.is_dir():
        raise DocumentError(f"{source} is a folder that cannot be opened; check its permissions")
    _format_of(suffix, source)
    data = read_bytes(path, source, max_bytes=max_bytes)
    return document_from_bytes(data, source, suffix=suffix, timeout=timeout)


def document_from_bytes(
    data: bytes,
    source: str,
    *,
    suffix: str | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Document:
    """Make the document of these bytes; `suffix` is needed only where `source` has none.

    Raises DocumentError as `load_document` does.
    """
    source = display_name(source)
    suffix = (suffix or PurePosixPath(source).suffix).lower()
    format_ = _format_of(suffix, source)
    if not data.strip():
        raise DocumentError(f"{source} is empty; check that it was saved completely", "empty")
    refuse_other_kind(data, source, suffix)
    if format_.sandboxed or len(data) > MAX_BYTES_HERE:
        content = read_in_sandbox(format_.module, data, source, timeout=timeout)
    else:
        content = import_module(format_.module).read(data, source)
    return _document(content, content_id(data), source)


def read_bytes(path: Path, source: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file whole, refusing by its size before reading; raises DocumentError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"{source} is not a regular file; add the file it stands for")
        _refuse_size(status.st_size, source, max_bytes)
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            # One byte more than allowed, so that a file that grows meanwhile is noticed.
            data = file.read(max_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(
            f"{source} could not be read ({reason}); check that it still exists and may be opened"
        ) from error
    except ValueError as error:
        raise DocumentError(f"{source} has a name that cannot be opened; rename it") from error
    _refuse_size(len(data), source, max_bytes)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(
        data
    ) != after.st_size:
        raise DocumentError(f"{source} changed while it was being read; add it again")
    return data


def find_files(paths: Iterable[Path]) -> list[FoundFile]:
    """Return the files at `paths`, folders walked in sorted order, each file once.

    Hidden files and folders, links that lead back, and anything that is not a regular file are
    skipped inside folders. Raises DocumentError for a path that is no file or folder itself.
    """
    found: dict[Identity, FoundFile] = {}
    for path in paths:
        identity = _identity(path)
        if identity is None:
            raise DocumentError(f"No file or folder at {path}; check the spelling.")
        if path.is_file():
            found.setdefault(identity, FoundFile(path, display_name(path.name)))
        elif path.is_dir():
            for file_identity, file in _walk(path):
                name = display_name(file.relative_to(path).as_posix())
                found.setdefault(file_identity, FoundFile(file, name))
        else:
            raise DocumentError(f"{path} is neither a file nor a folder; add a regular file.")
    return list(found.values())


def display_name(name: str) -> str:
    """Return a file name that is safe to show and to store; inner folders are kept.

    Never empty, at most MAX_NAME_LENGTH characters; applying it twice changes nothing.
    """
    name = clean_line(name.replace("\\", "/"))
    parts = [DRIVE.sub("", part.strip()).strip() for part in name.split("/")]
    name = "/".join(part for part in parts if part not in ("", ".", ".."))
    if len(name) > MAX_NAME_LENGTH:
        suffix = PurePosixPath(name).suffix[:20]
        # The digest keeps two long names apart that begin alike.
        mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:8]
        name = name[: MAX_NAME_LENGTH - len(mark) - len(suffix)].rstrip(" /") + mark + suffix
    return name or "unnamed"


def _format_of(suffix: str, source: str) -> Format:
    if suffix not in LOADERS:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise DocumentError(
            f"{source}: {kind} cannot be read; supported are {', '.join(LOADERS)}", "unsupported"
        )
    return LOADERS[suffix]


def _document(content: Content, document_id: str, source: str) -> Document:
    text, blocks, page_starts = assemble(content.elements, content.pages)
    if not text:
        raise DocumentError(f"{source} has no text in it; check that it is the right file", "empty")
    return Document(
        id=document_id,
        source=source,
        text=text,
        title=clean_or_none(content.title),
        date=content.date,
        publisher=clean_or_none(content.publisher),
        language=clean_or_none(content.language),
        topics=content.topics,
        page_starts=page_starts,
        blocks=blocks,
    )


def _refuse_size(size: int, source: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise DocumentError(
            f"{source} is larger ({size / 1e6:,.1f} MB) than the limit of {max_bytes / 1e6:,.1f} "
            "MB; split it into parts and add those"
        )


def _walk(folder: Path) -> Iterator[tuple[Identity, Path]]:
    """Yield the regular files under a folder, each folder entered once, so that links which lead
    back end. A folder inside that cannot be opened is yielded too: `load_document` says why."""
    seen: set[Identity] = set()
    waiting = [folder]
    while waiting:
        entry = waiting.pop()
        identity = _identity(entry)
        if identity is None or identity in seen:
            continue
        if entry.is_file():
            yield identity, entry
        elif entry.is_dir():
            seen.add(identity)
            try:
                inside = sorted(entry.iterdir(), key=lambda path: path.name, reverse=True)
            except OSError as error:
                if entry == folder:
                    raise DocumentError(
                        f"The folder {folder} cannot be opened ({error.strerror}); "
                        "check its permissions."
                    ) from error
                yield identity, entry
            else:
                waiting += (path for path in inside if not path.name.startswith("."))


def _identity(path: Path) -> Identity | None:
    """What tells one file from another whatever the path to it; None where there is nothing."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
