"""Archives (.zip): the files in them that can be read, one after the other."""

from __future__ import annotations

import io
import zipfile

from corpus.blocks import Content
from corpus.errors import DocumentError
from corpus.formats.containers.inner import read_inner, steps
from corpus.formats.zip_safety import refuse_unsafe_package
from corpus.wording import _

SYMLINK = 0o120000


def read(data: bytes, name: str) -> Content:
    """Return what stands in the files of an archive; raises DocumentError where it is unsafe,
    or none of them can be read."""
    refuse_unsafe_package(data, name, "archive")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [
            entry
            for entry in sorted(archive.infolist(), key=lambda one: one.filename)
            if not entry.is_dir() and (entry.external_attr >> 16) & 0o170000 != SYMLINK
            and not any(part.startswith((".", "__MACOSX")) for part in steps(entry.filename))
        ]  # fmt: skip
        packed = [entry for entry in archive.infolist() if not entry.is_dir()]
        inner = read_inner((entry.filename, archive.read(entry)) for entry in entries)
    inner.unread["hidden files"] += len(packed) - len(entries)
    if not inner.read:
        reason = "; ".join(inner.notes[:3]) or "it is empty"
        raise DocumentError(
            _("{name} holds no file that can be read: {reason}").format(name=name, reason=reason),
            "empty",
        )
    return Content(
        tuple(inner.elements), notes=tuple(inner.notes), hidden=inner.hidden, unread=+inner.unread
    )
