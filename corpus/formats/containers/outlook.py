"""Mails of Outlook (.msg), by olefile: streams of a compound file, named by their properties."""

from __future__ import annotations

import codecs
import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import olefile

from corpus.blocks import Content, clean_line
from corpus.errors import DocumentError
from corpus.formats.containers.mail import content_of_mail, text_of_page
from corpus.formats.text.decoding import encoding_of
from corpus.formats.text.plain import content_of
from corpus.wording import _

# Properties of [MS-OXPROPS]: the number, then the type (001F text, 001E text of a code page, 0102
# bytes).
SUBJECT, BODY, PAGE, SENDER, ADDRESS = "0037", "1000", "1013", "0C1A", "0C1F"
TO, CC = "0E04", "0E03"
LONG_NAME, SHORT_NAME, FILE = "3707", "3704", "3701"
SENT, RECEIVED = 0x00390040, 0x0E060040
CODE_PAGES = (0x3FFD0003, 0x3FDE0003)  # of the text that is not Unicode, and of the page
# Of the code pages of Windows, those that Python knows by another name than "cp" and the number.
NAMED = {20127: "ascii", 20866: "koi8-r", 28591: "latin-1", 50220: "iso2022_jp", 51932: "euc_jp"}
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
        if any(_is_lost(file, number) for number in (SUBJECT, BODY, PAGE)):
            raise DocumentError(
                _("{name} is damaged or no mail of Outlook; save it again").format(name=name)
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


def _body(file: olefile.OleFileIO) -> Content:
    if text := _text(file, "", BODY):
        return Content(content_of(text).elements)
    page = _bytes(file, f"{STREAM}{PAGE}0102")
    if not page and (text := _text(file, "", PAGE)):
        # The mark of UTF-8 is believed before what the page says of its encoding.
        page = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    return text_of_page(page) if page else Content(())


def _is_lost(file: olefile.OleFileIO, number: str) -> bool:
    """Whether a text has a length and nothing but zeros, as on a disk that failed."""
    found = [_bytes(file, f"{STREAM}{number}{kind}") for kind in ("001F", "001E", "0102")]
    return any(raw and not raw.strip(b"\0") for raw in found)


def _text(file: olefile.OleFileIO, folder: str, number: str) -> str:
    if raw := _bytes(file, f"{folder}{STREAM}{number}001F"):
        return raw.decode("utf-16-le", errors="replace").rstrip("\0")
    raw = _bytes(file, f"{folder}{STREAM}{number}001E").rstrip(b"\0")
    return raw.decode(_encoding(file), errors="replace") if raw else ""


def _encoding(file: olefile.OleFileIO) -> str:
    """That of the texts which are not Unicode: the code page that the mail names, else the
    likeliest one for all of them."""
    values = _properties(file)
    for tag in CODE_PAGES:
        page = values.get(tag, 0) & 0xFFFFFFFF
        with suppress(LookupError):
            return codecs.lookup(NAMED.get(page, f"cp{page}")).name
    texts = (path[0] for path in file.listdir() if len(path) == 1 and path[0].endswith("001E"))
    return encoding_of(b"\n".join(_bytes(file, path).rstrip(b"\0") for path in texts))


def _properties(file: olefile.OleFileIO) -> dict[int, int]:
    """What a mail says in numbers, by their tags: rows of 16 bytes behind a head of 32."""
    rows = _bytes(file, PROPERTIES)
    found = (struct.unpack_from("<IIQ", rows, at) for at in range(32, len(rows) - 15, 16))
    return {tag: value for tag, _flags, value in found}


def _bytes(file: olefile.OleFileIO, path: str) -> bytes:
    return bytes(file.openstream(path).read()) if file.exists(path) else b""


def _sent(file: olefile.OleFileIO) -> str | None:
    """The day that the mail was sent."""
    times = _properties(file)
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
