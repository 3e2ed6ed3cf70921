"""A document's date is what its text says, or its editor: never the file's own, in any format.

Each file here carries days of saving in all the places that its format has for them.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
import pytest
from odf import dc, meta
from odf.opendocument import load
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from corpus import recognition
from corpus.formats.readers import READERS
from corpus.loading import load_document
from tests.support import office_files

SAVED = datetime(2019, 2, 3, 4, 5, 6)
ISO = "2019-02-03T04:05:06Z"
WORDS = "The harbour opens at six in the morning and closes at nine."
DATED = "Date: 5 June 2023"


def _text(words: str) -> bytes:
    return f"{words}\n\n{WORDS}\n".encode()


def _markdown(words: str) -> bytes:
    return f"# Harbour rules\n\n{words}\n\n{WORDS}\n".encode()


def _html(words: str) -> bytes:
    more = "".join(f"<p>Rule {n}: boats of class {n} wait for the pilot.</p>" for n in range(20))
    return (
        f"<!-- saved from url 2019-02-03 --><html><head><title>Harbour rules</title></head><body>"
        f"<main><h1>Harbour rules</h1><p>{words}</p><p>{WORDS}</p>{more}</main></body></html>"
    ).encode()


def _rtf(words: str) -> bytes:
    return (
        r"{\rtf1\ansi{\info{\creatim\yr2019\mo2\dy3\hr4\min5}{\revtim\yr2019\mo2\dy3}"
        rf"{{\printim\yr2019\mo2\dy3}}}}\pard {words}\par \pard {WORDS}\par}}"
    ).encode()


def _pdf(words: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(60, 780, words)
    canvas.drawString(60, 740, WORDS)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    day = "D:20190203040506Z"
    writer.add_metadata({"/CreationDate": day, "/ModDate": day})
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><CreateDate>{ISO}</CreateDate></x:xmpmeta>'
    writer.xmp_metadata = packet.encode()
    done = io.BytesIO()
    writer.write(done)
    assert b"20190203" in done.getvalue()
    return done.getvalue()


def _saved(thing: docx.document.Document | pptx.presentation.Presentation) -> bytes:
    for key in ("created", "modified", "last_printed"):
        setattr(thing.core_properties, key, SAVED)
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def _word(words: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    document.add_paragraph(WORDS)
    return _saved(document)


def _slides(words: str) -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Harbour rules"
    slide.placeholders[1].text = words
    slide.notes_slide.notes_text_frame.text = WORDS
    return _saved(presentation)


def _workbook(words: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([words])
    book.active.append([WORDS])
    book.properties.created = book.properties.modified = SAVED
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(words: str) -> bytes:
    return f"{words}\n{WORDS}\n".encode()


def _open(data: bytes) -> bytes:
    document = load(io.BytesIO(data))
    document.meta.addElement(meta.CreationDate(text=ISO))
    document.meta.addElement(meta.PrintDate(text=ISO))
    document.meta.addElement(dc.Date(text=ISO))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _book(words: str) -> bytes:
    data = office_files.book({"a.xhtml": f"<p>{words}</p><p>{WORDS}</p>"})
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    told = b"<dc:date>2024-05-03</dc:date>"
    saved = f'<meta property="dcterms:modified">{ISO}</meta>'.encode()
    parts["O/content.opf"] = parts["O/content.opf"].replace(told, saved)
    return _archived(parts)


def _archived(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2019, 2, 3, 4, 5, 6)), part)
    return buffer.getvalue()


def _archive(words: str) -> bytes:
    return _archived({"rules.txt": _text(words)})


def _mail(words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Lan Chi <lan@example.vn>", "Harbour rules"
    message.set_content(f"{words}\n\n{WORDS}")
    message.add_attachment(_text(WORDS), maintype="text", subtype="plain", filename="a.txt")
    message.get_payload()[1].set_param(  # type: ignore[union-attr]
        "modification-date", "Sun, 03 Feb 2019 04:05:06 GMT", header="Content-Disposition"
    )
    return bytes(message)


def _outlook(words: str) -> bytes:
    data = office_files.outlook_mail("Harbour rules", f"{words}\n\n{WORDS}")
    sent = struct.pack("<I", 0x00390040)
    # The same day as the time of creation and of the last change, and no day of sending.
    created = struct.pack("<I", 0x30070040)
    assert data.count(sent) == 1
    return data.replace(sent, created)


def _image(kind: str) -> Callable[[str], bytes]:
    def make(words: str) -> bytes:
        image = Image.new("L", (400, 200), 255)
        exif = Image.Exif()
        exif[306] = exif[36867] = "2019:02:03 04:05:06"
        buffer = io.BytesIO()
        image.save(buffer, kind, exif=exif)
        return buffer.getvalue()

    return make


MAKERS: dict[str, Callable[[str], bytes]] = {
    **dict.fromkeys((".md", ".markdown"), _markdown),
    **dict.fromkeys((".txt", ".text"), _text),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    ".rtf": _rtf, ".pdf": _pdf, ".docx": _word, ".pptx": _slides, ".xlsx": _workbook,
    **dict.fromkeys((".csv", ".tsv"), _csv),
    ".odt": lambda words: _open(office_files.open_text("Harbour rules", words)),
    ".ods": lambda words: _open(office_files.open_sheet("Rules", [[words], [WORDS]])),
    ".odp": lambda words: _open(office_files.open_slides(words)),
    ".epub": _book, ".zip": _archive, ".eml": _mail, ".msg": _outlook,
    ".png": _image("PNG"), **dict.fromkeys((".jpg", ".jpeg"), _image("JPEG")),
    **dict.fromkeys((".tif", ".tiff"), _image("TIFF")),
}  # fmt: skip
# An archive has no date of its own: its files may have several. A book's is told by who published
# it, a mail's is that of sending.
NO_DATE_OF_TEXT = (".zip", ".epub", ".eml", ".msg")


def _file(folder: Path, suffix: str, words: str) -> Path:
    path = folder / f"rules{suffix}"
    path.write_bytes(MAKERS[suffix](words))
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))
    return path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A program in the place of Tesseract that reads what it is told to."""

    def reads(words: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        script = folder / "tesseract"
        script.write_text(
            '#!/bin/sh\nif [ "$1" = --list-langs ]; then echo eng; exit; fi\ncat >/dev/null\n'
            f'printf "%s\\n\\n%s\\n" "{words}" "{WORDS}"\n'
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        recognition.known_languages.cache_clear()

    yield reads
    recognition.known_languages.cache_clear()


def test_every_format_is_looked_at() -> None:
    assert set(MAKERS) == set(READERS)


@pytest.mark.parametrize("suffix", MAKERS)
def test_days_of_saving_are_no_date_of_the_document(
    tmp_path: Path, suffix: str, program: Callable[[str], None]
) -> None:
    program("The board has met.")
    document = load_document(_file(tmp_path, suffix, "The board has met."))
    assert WORDS in document.text or suffix == ".odt" or suffix == ".odp"
    assert document.date is None


@pytest.mark.parametrize("suffix", [one for one in MAKERS if one not in NO_DATE_OF_TEXT])
def test_what_the_text_says_is_the_date(
    tmp_path: Path, suffix: str, program: Callable[[str], None]
) -> None:
    program(DATED)
    assert load_document(_file(tmp_path, suffix, DATED)).date == "2023-06-05"


def test_a_book_and_mails_tell_their_day_themselves(tmp_path: Path) -> None:
    made = {
        "a.epub": (office_files.book({"a.xhtml": f"<p>{WORDS}</p>"}), "2024-05-03"),
        "a.eml": (office_files.mail("Harbour rules", WORDS), "2024-06-03"),
        "a.msg": (office_files.outlook_mail("Harbour rules", WORDS), "2024-06-03"),
    }
    for name, (data, day) in made.items():
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (SAVED.timestamp(), SAVED.timestamp()))
        assert load_document(tmp_path / name).date == day
