"""What a zip container may hold, checked by counting before anything parses it.

The sizes a zip states for itself can be lies, and Python 3.11 does not notice entries that
overlap (CVE-2024-0450), so every entry is unpacked and counted here first, in small pieces.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import IO

from corpus.errors import DocumentError
from corpus.formats.common.protection import needs_password
from corpus.wording import _

MAX_ENTRIES = 5_000
MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 100
RATIO_FROM_BYTES = 1_000_000
PIECE_BYTES = 1 << 16
ENCRYPTED_FLAG = 0x1
# What a file is by the end of its name, and the program that writes it.
PROGRAMS = {
    ".docx": ("Word file", "Word"),
    ".xlsx": ("Excel file", "Excel"),
    ".pptx": ("PowerPoint file", "PowerPoint"),
    ".odt": ("file of OpenDocument", "LibreOffice"),
    ".ods": ("file of OpenDocument", "LibreOffice"),
    ".odp": ("file of OpenDocument", "LibreOffice"),
}
# No Office program writes these; they serve to read other files or to swell the text.
DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def refuse_unsafe_package(data: bytes, name: str, what: str = "") -> None:
    """Raise DocumentError where `data` is no zip file that is safe to unpack and parse; `what` is
    the kind of file that it should be, where that is none of an Office program."""
    kind, program = what, ""
    if not what:
        suffix = name[name.rfind(".") :].lower()
        kind, program = PROGRAMS.get(suffix, ("Word file", "Word"))
    try:
        _refuse(data, name, kind, program)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        again = f"open it in {program}, save it again" if program else "copy or download it again"
        raise DocumentError(
            _("{name} is damaged or not {a}; {again} and add that").format(
                name=name, a=_a(kind), again=again
            )
        ) from error


def _a(words: str) -> str:
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"


def _refuse(data: bytes, name: str, kind: str, program: str) -> None:
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED_STREAM in data:
            raise needs_password(name)
        new = next((s for s, (_, of) in PROGRAMS.items() if of == program), ".docx")
        raise DocumentError(
            _("{name} is an old {new} file; save it as {new2} and add that").format(
                name=name, new=new[:-1], new2=new
            )
        )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        refuse_directory(package.infolist(), len(data), name)
        total = 0
        for entry in package.infolist():
            with package.open(entry) as part:
                total = count_part(part, entry, total, name, bool(program))


def refuse_directory(
    entries: Sequence[zipfile.ZipInfo], size: int, name: str, *, locked: bool = False
) -> None:
    """Raise DocumentError for what a package of `size` bytes says of its parts; parts that are
    `locked` by a password are refused unless they are being opened with it."""
    if len(entries) > MAX_ENTRIES:
        raise _unsafe(name, f"it holds more than {MAX_ENTRIES:,} parts")
    if not locked and any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise needs_password(name)
    if len({entry.filename for entry in entries}) < len(entries):
        raise _unsafe(name, "it holds two parts of the same name")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or entry.header_offset + entry.compress_size > size:
            raise _unsafe(name, "its parts overlap")
        end = entry.header_offset + entry.compress_size


def count_part(
    part: IO[bytes],
    entry: zipfile.ZipInfo,
    total: int,
    name: str,
    office: bool = False,
    keep: Callable[[bytes], object] | None = None,
) -> int:
    """Unpack one part piece by piece, each given to `keep` once it is known to be safe; return
    the bytes unpacked so far in all. Raises DocumentError."""
    is_xml = office and entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    unpacked = 0
    tail = b""
    while piece := part.read(PIECE_BYTES):
        unpacked += len(piece)
        if total + unpacked > MAX_TOTAL_BYTES:
            raise _unsafe(name, f"it unpacks to more than {MAX_TOTAL_BYTES / 1e6:,.0f} MB")
        if unpacked > max(RATIO_FROM_BYTES, MAX_RATIO * entry.compress_size):
            raise _unsafe(name, "one of its parts unpacks to a hundred times its size")
        if is_xml:
            # Without zero bytes UTF-16 reads like ASCII.
            seen = tail + piece.replace(b"\0", b"")
            if any(definition in seen for definition in DEFINITIONS):
                raise _unsafe(name, "its XML defines entities or a document type")
            tail = seen[-len(max(DEFINITIONS, key=len)) :]
        if keep is not None:
            keep(piece)
    return total + unpacked


def _unsafe(name: str, reason: str) -> DocumentError:
    return DocumentError(
        _(
            "{name} is not safe to open: {reason}; save it again in its own program and add that"
        ).format(name=name, reason=reason)
    )
