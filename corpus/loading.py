"""Files in, documents out: which reader a file needs, and what can be wrong with it.

    find_files(paths)                    the files of some folders, in a stable order
    load_document(path)                  one file as a Document
    document_from_bytes(data, source)    the same, for a caller that already has the bytes

Whatever is wrong with a file comes back as one DocumentError with a sentence for its owner. What
makes documents is imported when the first is made: finding and reading files needs none of it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.assembling import assemble
from corpus.blocks import MAX_PAGES, SOFT_HYPHEN, Content, clean_line, clean_or_none, refuse_more
from corpus.document import Document
from corpus.errors import AssistantError, DocumentError
from corpus.formats.readers import READERS
from corpus.formats.signatures import refuse_other_kind
from corpus.sandbox import Call, call_in_sandbox, read_in_sandbox
from corpus.wording import _, number

MAX_BYTES = 50_000_000
MAX_NAME_LENGTH = 200
MAX_TITLE_LENGTH = 300  # characters; a title goes with every passage
MAX_TOPICS = 50
SCANS = ("corpus.formats.pdf.", "corpus.formats.scans.")  # what may be pictures of pages
UNLOCKING = "corpus.formats.unlocking"
DRIVE = re.compile(r"\A(?:[A-Za-z]:\s*)+")
Identity = tuple[int, int]
Told = Callable[[str], object]  # who is told a sentence
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Format:
    """The module that reads a kind of file, imported in the sandbox when the first one comes."""

    module: str


LOADERS: dict[str, Format] = {suffix: Format(module) for suffix, module in READERS.items()}


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
    timeout: float | None = None,
) -> Document:
    """Read one file. `timeout` is in seconds; without one it grows with the file.

    Raises DocumentError with status `unsupported`, `empty`, `no text layer`, `encrypted`
    or `failed`.
    """
    source = display_name(source if source is not None else path.name)
    suffix = path.suffix.lower()
    if path.is_dir():
        raise DocumentError(
            _("{source} is a folder that cannot be opened; check its permissions").format(
                source=source
            )
        )
    _format_of(suffix, source)
    data = read_bytes(path, source, max_bytes=max_bytes)
    return document_from_bytes(data, source, suffix=suffix, timeout=timeout)


def document_from_bytes(
    data: bytes,
    source: str,
    *,
    suffix: str | None = None,
    timeout: float | None = None,
    password: str | None = None,
) -> Document:
    """Make the document of these bytes; `suffix` is needed only where `source` has none, and
    `password` where the file is protected by one: it goes to the reader and is not kept.

    Raises DocumentError as `load_document` does, whatever the bytes are.
    """
    source = display_name(source)
    suffix = (suffix or PurePosixPath(source).suffix).lower()
    format_ = _format_of(suffix, source)
    if not data.strip():
        raise DocumentError(
            _("{source} is empty; check that it was saved completely").format(source=source),
            "empty",
        )
    refuse_other_kind(data, source, suffix)
    call: Call = call_in_sandbox
    try:
        content = read_in_sandbox(format_.module, data, source, timeout=timeout)
    except DocumentError as error:
        if error.status != "encrypted" or not password:
            raise
        call = _with_password(password, timeout)
        content = Content.unpacked(call(format_.module, data, source, {}), source)
    if content.pages and not content.elements and format_.module.startswith(SCANS):
        from corpus.recognition import recognised

        content = recognised(data, source, content.pages, call)
    if call is not call_in_sandbox:
        note = _("opened with its password, which is not kept")
        content = replace(content, notes=(note, *content.notes))
    with faults_are_of(source):
        from corpus.formats.text.vietnamese_encodings import content_in_unicode

        content = content_in_unicode(content)
        return _document(content, content_id(data), source)


def _with_password(password: str, timeout: float | None) -> Call:
    """What reads in the sandbox as `call_in_sandbox` does, once the file is opened there."""

    def call(module: str, data: bytes, name: str, options: Mapping[str, Any]) -> Any:
        opening = {"module": module, "password": password}
        options = {**options, **opening}
        return call_in_sandbox(UNLOCKING, data, name, options, timeout=timeout)

    return call


@contextmanager
def faults_are_of(source: str) -> Iterator[None]:
    """Whatever goes wrong inside is a DocumentError of this file: one never stops the others."""
    try:
        yield
    except AssistantError:
        raise
    except Exception as error:
        log.exception("%s could not be read", source)
        raise DocumentError(
            _(
                "{source} could not be read: it has something that this program is not "
                "ready for ({name}); save it in another format and add that"
            ).format(source=source, name=type(error).__name__)
        ) from error


def read_bytes(path: Path, source: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a file whole, refusing by its size before reading; raises DocumentError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(
                _("{source} is not a regular file; add the file it stands for").format(
                    source=source
                )
            )
        _refuse_size(status.st_size, source, max_bytes)
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            # One byte more than allowed, so that a file that grows meanwhile is noticed.
            data = file.read(max_bytes + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(
            _(
                "{source} could not be read ({reason}); check that it still exists and "
                "may be opened"
            ).format(source=source, reason=reason)
        ) from error
    except ValueError as error:
        raise DocumentError(
            _("{source} has a name that cannot be opened; rename it").format(source=source)
        ) from error
    _refuse_size(len(data), source, max_bytes)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(
        data
    ) != after.st_size:
        raise DocumentError(
            _("{source} changed while it was being read; add it again").format(source=source)
        )
    return data


def find_files(
    paths: Iterable[Path], *, follow_links: bool = False, skipped: Told | None = None
) -> list[FoundFile]:
    """Return the files at `paths`, folders walked in sorted order, each file once.

    Inside a folder, links that lead out of it are followed only if asked for; these, devices
    and pipes are told to `skipped`, a sentence each. Hidden files and folders, and links that
    lead back or to nothing, are passed over. Raises DocumentError for a path that is no file or
    folder itself.
    """
    found: dict[Identity, FoundFile] = {}
    for path in paths:
        identity = _identity(path)
        if identity is None:
            raise DocumentError(
                _("No file or folder at {path}; check the spelling.").format(path=path)
            )
        if path.is_file():
            found.setdefault(identity, FoundFile(path, display_name(path.name)))
        elif path.is_dir():
            for file_identity, file in _walk(path, follow_links, skipped or str):
                found.setdefault(file_identity, FoundFile(file, _name_within(path, file)))
        else:
            raise DocumentError(
                _("{path} is neither a file nor a folder; add a regular file.").format(path=path)
            )
    return list(found.values())


def display_name(name: str) -> str:
    """Return a file name that is safe to show and to store; inner folders are kept.

    Never empty, at most MAX_NAME_LENGTH characters; applying it twice changes nothing.
    """
    # In a name it is no letter, as it may be in the text of old fonts.
    name = clean_line(name.replace(SOFT_HYPHEN, "").replace("\\", "/"))
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
            _("{source}: {kind} cannot be read; supported are {names}").format(
                source=source, kind=kind, names=", ".join(LOADERS)
            ),
            "unsupported",
        )
    return LOADERS[suffix]


def _document(content: Content, document_id: str, source: str) -> Document:
    from corpus.language.document_dates import titled_date
    from corpus.legal.instrument import with_own_facts
    from corpus.legal.structure import with_divisions

    pages = max([content.pages, *(element.page for element in content.elements)])
    refuse_more(pages, MAX_PAGES, "pages", source)
    text, blocks, page_starts = assemble(with_divisions(content.elements), content.pages)
    if not text:
        raise DocumentError(
            _("{source} has no text in it; check that it is the right file").format(source=source),
            "empty",
        )
    document = Document(
        id=document_id,
        source=source,
        text=text,
        title=content.title,
        date=content.date,
        publisher=content.publisher,
        language=_short(content.language),
        topics=content.topics[:MAX_TOPICS],
        page_starts=page_starts,
        blocks=blocks,
        notes=content.notes,
        scanned=content.scanned,
        hidden=content.hidden,
        unread=content.unread,
    )
    document = with_own_facts(document)
    title, publisher = _short(document.title), _short(document.publisher)
    date = document.date or (titled_date(title) if title else None)
    return replace(document, title=title, date=date, publisher=publisher)


def _short(text: str | None) -> str | None:
    """A fact of a document as one clean line, or None; cut where nobody would read it."""
    line = clean_or_none(text)
    return line and line[:MAX_TITLE_LENGTH].rstrip()


def _refuse_size(size: int, source: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise DocumentError(
            _(
                "{source} is larger ({size} MB) than the limit of {size2} MB; split it "
                "into parts and add those"
            ).format(
                source=source,
                size=number(size / 1000000.0, 1),
                size2=number(max_bytes / 1000000.0, 1),
            )
        )


def _walk(folder: Path, follow_links: bool, skipped: Told) -> Iterator[tuple[Identity, Path]]:
    """Yield the regular files under a folder, each folder entered once, so that links which lead
    back end. A folder inside that cannot be opened is yielded too: `load_document` says why."""
    seen: set[Identity] = set()
    waiting = [folder]
    root = folder.resolve()
    while waiting:
        entry = waiting.pop()
        identity = _identity(entry)
        if identity is None or identity in seen:
            continue
        name = _name_within(folder, entry)
        if entry.is_symlink() and entry != folder and not follow_links and _leaves(entry, root):
            skipped(f"{name} is a link that leads out of the folder; it was not followed.")
        elif entry.is_file():
            yield identity, entry
        elif entry.is_dir():
            seen.add(identity)
            try:
                inside = sorted(entry.iterdir(), key=lambda path: path.name, reverse=True)
            except OSError as error:
                if entry == folder:
                    raise DocumentError(
                        _(
                            "The folder {folder} cannot be opened ({strerror}); check its "
                            "permissions."
                        ).format(folder=folder, strerror=error.strerror)
                    ) from error
                yield identity, entry
            else:
                waiting += (path for path in inside if not path.name.startswith("."))
        else:
            skipped(f"{name} is a device, a pipe or a socket, not a file; it was passed over.")


def _name_within(folder: Path, file: Path) -> str:
    return display_name(file.relative_to(folder).as_posix())


def _leaves(link: Path, root: Path) -> bool:
    return not link.resolve().is_relative_to(root)


def _identity(path: Path) -> Identity | None:
    """What tells one file from another whatever the path to it; None where there is nothing."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
