"""Files that a password protects: what is said without it, with a wrong one, and with theirs."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from corpus import recognition
from corpus.errors import DocumentError
from corpus.loading import document_from_bytes
from tests.support import office_files
from tests.support.hostile_files import page_pdf, shown, stream, zipped
from tests.support.protected_files import (
    PASSWORD,
    WORDS,
    aes_archive,
    old_archive,
    pdf,
    protected_files,
    word,
)

FILES = protected_files()
OPENED = "opened with its password, which is not kept"


def refused(data: bytes, name: str, password: str | None = None) -> str:
    """The one sentence about a file that stays closed."""
    with pytest.raises(DocumentError) as caught:
        document_from_bytes(data, name, password=password)
    assert caught.value.status == "encrypted", caught.value
    said = str(caught.value)
    assert said.startswith(f"{name} ") and "\n" not in said and PASSWORD not in said
    return said


@pytest.mark.parametrize("name", FILES)
def test_a_password_opens_its_file(name: str) -> None:
    data = FILES[name]
    assert "add it with its password" in refused(data, name)
    for wrong in ("wrong", PASSWORD.upper(), "x" * 900):
        assert "does not open with the password that was given" in refused(data, name, wrong)
    document = document_from_bytes(data, name, password=PASSWORD)
    assert WORDS in document.text and document.notes[0] == OPENED


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("AES-256.pdf", page_pdf(stream(shown(WORDS)))),
        ("a.xlsx", office_files.workbook({"One": [["Port", "Note"], ["Lisholm", WORDS]]})),
        ("a.pptx", office_files.slides("Harbours", ["one"], WORDS)),
        ("aes.zip", zipped({"rules.txt": WORDS, "more/fees.csv": "Port,Fee\nLisholm,9\n"})),
    ],
)
def test_it_is_read_as_without_protection(name: str, plain: bytes) -> None:
    opened = document_from_bytes(FILES[name], name, password=PASSWORD)
    expected = document_from_bytes(plain, name)
    assert (opened.text, opened.blocks, opened.page_starts, opened.notes[1:]) == (
        expected.text, expected.blocks, expected.page_starts, expected.notes,
    )  # fmt: skip


def test_a_password_does_no_harm_where_none_is_needed() -> None:
    for name, data in {
        "a.md": WORDS.encode(),
        "a.pdf": page_pdf(stream(shown(WORDS))),
        "a.zip": zipped({"a.txt": WORDS}),
    }.items():
        document = document_from_bytes(data, name, password="any")
        assert WORDS in document.text and document.notes == ()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(page_pdf(stream(shown(WORDS))))))
    writer.encrypt("", PASSWORD, algorithm="AES-256")  # it opens for all, and keeps its rights
    buffer = BytesIO()
    writer.write(buffer)
    assert document_from_bytes(buffer.getvalue(), "a.pdf", password="any").notes == ()


def test_what_no_password_opens_is_said_so() -> None:
    with zipfile.ZipFile(BytesIO(office_files.open_text("Rules", WORDS))) as package:
        parts: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    manifest = parts["META-INF/manifest.xml"]
    assert isinstance(manifest, bytes)
    parts["META-INF/manifest.xml"] = manifest.replace(
        b"</manifest:manifest>",
        b'<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/>'
        b"</manifest:file-entry></manifest:manifest>",
    )
    parts["content.xml"] = bytes(range(256)) * 4
    locked = "is protected in a way that cannot be opened here"
    rights = bytearray(word())
    version = rights.index(b"\x04\x00\x04\x00\x40\x00\x00\x00<?xml")
    rights[version : version + 4] = b"\x04\x00\x03\x00"  # as a manager of rights writes it
    for name, data in {"a.odt": zipped(parts), "a.docx": bytes(rights)}.items():
        for password in (None, PASSWORD):
            if (name, password) != ("a.docx", None):
                assert locked in refused(data, name, password)


def test_a_damaged_one_is_told_of() -> None:
    with pytest.raises(DocumentError, match="cut off before its end"):
        document_from_bytes(pdf()[:-8], "a.pdf", password=PASSWORD)
    whole = aes_archive({"a.txt": WORDS.encode() * 50})
    changed = bytearray(whole)
    changed[60] ^= 1  # within the words, which have a check of their own
    assert "does not open" in refused(bytes(changed), "a.zip", PASSWORD)


@pytest.mark.parametrize("make", [aes_archive, old_archive])
def test_a_bomb_behind_a_password_is_one(make: object) -> None:
    data = make({"zeros.txt": bytes(20_000_000), "a.txt": b"words"})  # type: ignore[operator]
    started = time.monotonic()
    with pytest.raises(DocumentError, match="unpacks to a hundred times its size"):
        document_from_bytes(data, "a.zip", password=PASSWORD)
    assert time.monotonic() - started < 5


def test_files_in_a_protected_archive_stay_in_it() -> None:
    files = {"../../out.txt": WORDS.encode(), "inner.zip": zipped({"b.txt": "x"}), "l.pdf": pdf()}
    document = document_from_bytes(aes_archive(files), "a.zip", password=PASSWORD)
    told = "; ".join(document.notes)
    assert [heading.text for heading in document.headings] == ["out.txt"]
    assert "inner.zip left out: an archive inside" in told
    assert "l.pdf left out: is protected by a password" in told


def test_a_protected_file_in_a_mail_is_named() -> None:
    mail = office_files.mail("Rules", "See the file.", {"rules.pdf": pdf()})
    (note,) = document_from_bytes(mail, "a.eml").notes
    assert note.startswith("rules.pdf left out: is protected by a password")


def test_a_scan_is_read_with_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n[ $1 = --list-langs ] && echo eng && exit\necho '{WORDS}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(recognition, "PROGRAM", str(program))
    recognition.known_languages.cache_clear()
    try:
        picture = page_pdf(
            stream(b"q 400 0 0 400 100 200 cm /I Do Q"),
            resources=b"<< /XObject << /I 6 0 R >> >>",
            further=(
                stream(b"\x55" * 8, b"/Type /XObject /Subtype /Image /Width 8 /Height 8 "
                       b"/ColorSpace /DeviceGray /BitsPerComponent 1"),
            ),
        )  # fmt: skip
        scan = pdf(data=picture)
        document = document_from_bytes(scan, "scan.pdf", password=PASSWORD)
    finally:
        recognition.known_languages.cache_clear()
    assert document.text == WORDS and document.page_at(0) == 1
    assert document.notes[0] == OPENED and "Tesseract" in document.notes[1]
