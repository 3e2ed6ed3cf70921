"""Files protected by a password, made when a test runs."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from random import Random
from struct import pack

import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile
from pypdf import PdfReader, PdfWriter

from tests.support import office_files
from tests.support.hostile_files import page_pdf, paragraph, shown, stream, word_file, zipped

PASSWORD = "bến-Cảng 9 nine"
WORDS = "The harbour of Lisholm has nine berths."


def pdf(words: str = WORDS, algorithm: str = "AES-256", data: bytes | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data or page_pdf(stream(shown(words))))))
    writer.encrypt(PASSWORD, algorithm=algorithm)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def office(package: bytes) -> bytes:
    """A package of Word, Excel or PowerPoint (of more than 4,096 bytes) as these lock it up."""
    buffer = BytesIO()
    OOXMLFile(BytesIO(package)).encrypt(PASSWORD, buffer)
    return buffer.getvalue()


def word(words: str = WORDS) -> bytes:
    filling = Random(1).randbytes(6_000)
    return office(word_file(paragraph(words), more={"word/media/photo.bin": filling}))


def workbook(words: str = WORDS) -> bytes:
    return office(office_files.workbook({"One": [["Port", "Note"], ["Lisholm", words]]}))


def slides(words: str = WORDS) -> bytes:
    return office(office_files.slides("Harbours", ["one"], words))


def aes_archive(files: Mapping[str, bytes]) -> bytes:
    """As 7-Zip and WinZip protect an archive."""
    buffer = BytesIO()
    with pyzipper.AESZipFile(
        buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(PASSWORD.encode())
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def old_archive(files: Mapping[str, bytes]) -> bytes:
    """As Windows and `zip` protect one: the cipher of PKZIP, which nothing else here writes."""
    plain = zipped(dict(files))
    out, directory = bytearray(), bytearray()
    with zipfile.ZipFile(BytesIO(plain)) as package:
        for entry in package.infolist():
            head = plain[entry.header_offset : entry.header_offset + 30]
            size = 30 + len(entry.filename.encode()) + int.from_bytes(head[28:30], "little")
            start = entry.header_offset + size
            packed = plain[start : start + entry.compress_size]
            cipher = _encrypted(bytes(11) + bytes([entry.CRC >> 24]) + packed)
            sizes = pack("<III", entry.CRC, len(cipher), entry.file_size)
            name = entry.filename.encode()
            common = pack("<HHHHH", 20, entry.flag_bits | 1, 8, 0, 0x21) + sizes
            directory += b"PK\x01\x02" + pack("<H", 20) + common
            directory += pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(out)) + name
            out += b"PK\x03\x04" + common + pack("<HH", len(name), 0) + name + cipher
    count = len(files)
    end = pack("<HHHHIIH", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory) + b"PK\x05\x06" + end


def _encrypted(data: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc(keys[2], keys[1] >> 24)

    for byte in PASSWORD.encode():
        update(byte)
    out = bytearray()
    for byte in data:
        key = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ (((key * (key ^ 1)) >> 8) & 0xFF))
        update(byte)
    return bytes(out)


def _crc(value: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def protected_files() -> dict[str, bytes]:
    """One of every kind that a password opens, by name; each says WORDS."""
    inside = {"rules.txt": WORDS.encode(), "more/fees.csv": b"Port,Fee\nLisholm,9\n"}
    return {
        **{
            f"{algorithm}.pdf": pdf(algorithm=algorithm)
            for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256")
        },
        "a.docx": word(),
        "a.xlsx": workbook(),
        "a.pptx": slides(),
        "aes.zip": aes_archive(inside),
        "old.zip": old_archive(inside),
    }
