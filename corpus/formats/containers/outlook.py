"""Mails of Outlook (.msg), by olefile: streams of a compound file, named by their properties."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import olefile

from corpus.blocks import Content, Element, clean_line
from corpus.errors import DocumentError
from corpus.formats.containers.mail import content_of_mail, elements_of_page
from corpus.formats.text.plain import content_of
from corpus.wording import _

# Properties of [MS-OXPROPS]: the number, then the type (001F text, 001E text of a code page, 0102
# bytes).
SUBJECT, BODY, PAGE, SENDER, ADDRESS = "0037", "1000", "1013", "0C1A", "0C1F"
TO, CC = "0E04", "0E03"
LONG_NAME, SHORT_NAME, FILE = "3707", "3704", "3701"
SENT, RECEIVED = 0x00390040, 0x0E060040
STREAM = "__substg1.0_"
PROPERTIES = "__properties_version1.0"
MAX_ATTACHED = 200


def read(data: bytes, name: str, depth: int = 0) -> Content:
    """Return what stands in a mail; raises DocumentError where it is none of Outlook's."""
    try:
        file = olefile.OleFileIO(io.BytesIO(data))
    except (OSError, ValueError, struct.error, IndexError) as error:
        raise DocumentError(
            _("{name} is damaged or no mail of Outlook; save it again").format(name=name)
        ) from error
    with file:
        if not file.exists(PROPERTIES):
            raise DocumentError(
                _("{name} is no mail of Outlook; save it as .eml and add that").format(name=name)
            )
        sender, address = _text(file, "", SENDER), _text(file, "", ADDRESS)
        heads = [
            ("From", f"{sender} <{address}>" if "@" in address else sender),
            ("To", _text(file, "", TO)),
            ("Cc", _text(file, "", CC)),
            ("Date", (sent := _sent(file)) or ""),
        ]
        return content_of_mail(
            clean_line(_text(file, "", SUBJECT)), heads, _body(file), _attached(file), sent, depth
        )


def _body(file: olefile.OleFileIO) -> list[Element]:
    if text := _text(file, "", BODY):
        return list(content_of(text).elements)
    page = _bytes(file, f"{STREAM}{PAGE}0102") or _text(file, "", PAGE).encode()
    return list(elements_of_page(page)) if page else []


def _text(file: olefile.OleFileIO, folder: str, number: str) -> str:
    if raw := _bytes(file, f"{folder}{STREAM}{number}001F"):
        return raw.decode("utf-16-le", errors="replace").rstrip("\0")
    return _bytes(file, f"{folder}{STREAM}{number}001E").decode("cp1252", errors="replace")


def _bytes(file: olefile.OleFileIO, path: str) -> bytes:
    return bytes(file.openstream(path).read()) if file.exists(path) else b""


def _sent(file: olefile.OleFileIO) -> str | None:
    """The day that the mail was sent: rows of 16 bytes behind a head of 32."""
    properties = _bytes(file, PROPERTIES)
    times = {}
    for at in range(32, len(properties) - 15, 16):
        tag, _, value = struct.unpack_from("<IIQ", properties, at)
        times[tag] = value
    for tag in (SENT, RECEIVED):
        if times.get(tag):
            try:
                day = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=times[tag] // 10)
            except OverflowError:
                continue
            return day.date().isoformat()
    return None


def _attached(file: olefile.OleFileIO) -> Iterator[tuple[str, bytes]]:
    folders = sorted({path[0] for path in file.listdir() if path[0].startswith("__attach")})
    for folder in folders[:MAX_ATTACHED]:
        name = _text(file, f"{folder}/", LONG_NAME) or _text(file, f"{folder}/", SHORT_NAME)
        data = _bytes(file, f"{folder}/{STREAM}{FILE}0102")
        if name and data:
            yield clean_line(name), data
