"""Bad input in every format: cut off, damaged, called otherwise, made to swell or to read others.

Each file is read, or told of in one sentence that says what to do; nothing is lost in silence.
"""

from __future__ import annotations

import io
import random
import re
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from corpus.document import Document
from corpus.errors import DocumentError
from corpus.loading import LOADERS, MAX_BYTES, document_from_bytes, load_document
from corpus.sandbox import call_in_sandbox
from tests.support import office_files
from tests.support.hostile_files import LAUGHS, good_documents, zipped

WORDS = "The harbour has nine berths."
CANARY = "kestrel-canary"


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (400, 200), 255).save(buffer, kind)
    return buffer.getvalue()


GOOD = {Path(name).suffix: data for name, data in good_documents().items()}
PICTURES = {".png": picture("PNG"), ".jpg": picture("JPEG"), ".tif": picture("TIFF")}
PACKAGES = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".zip")
TEXTS = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".csv", ".tsv")
BINARY = (*PACKAGES, ".pdf", ".msg", ".rtf")


def told(data: bytes, name: str) -> tuple[str, str]:
    """(status, what is said): one sentence, which no fault of a library is a part of."""
    try:
        document = document_from_bytes(data, name)
    except DocumentError as error:
        said = str(error)
        assert "\n" not in said and len(said) < 400 and said.startswith(name), said
        assert "not standard" not in said and "not ready for" not in said, said
        return error.status, said
    return "indexed", "; ".join(document.notes)


def parts_of(package: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist()}


# I3: called otherwise, cut off, damaged, empty


@pytest.mark.parametrize("suffix", [*BINARY, *PICTURES])
def test_a_file_that_is_called_otherwise_is_told_what_it_is(suffix: str) -> None:
    data = {**GOOD, **PICTURES}[suffix]
    for other in LOADERS:
        alike = {".jpg": (".jpeg",), ".tif": (".tiff",), ".epub": (".zip",)}.get(suffix, ())
        if other == suffix or other in alike:
            continue
        status, said = told(data, f"a{other}")
        assert status in ("failed", "empty"), (other, said)


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_page_that_is_called_a_table_is_told_so(suffix: str) -> None:
    page = b"<html><body><table><tr><td>Port</td><td>9</td></tr></table></body></html>"
    status, said = told(page, f"a{suffix}")
    assert status == "failed" and "really an HTML page; rename it to end in .html" in said


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", [*BINARY, ".eml", *PICTURES])
def test_a_file_that_is_cut_off_is_told_of(suffix: str, share: float) -> None:
    data = {**GOOD, **PICTURES}[suffix]
    if suffix == ".eml":  # of a mail without files nothing tells where it ends
        data = office_files.mail("Rules", WORDS, {"fees.csv": GOOD[".csv"] * 40})
    status, said = told(data[: int(share * len(data))], f"a{suffix}")
    cut = "cut off before its end: what followed is missing"
    assert status == "failed" or (suffix in (".rtf", ".eml") and cut in said), (status, said)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("suffix", [*BINARY, ".eml", *TEXTS])
def test_a_file_that_is_half_zeros_is_told_of(suffix: str, share: float) -> None:
    data = GOOD[suffix]
    start, half = int(share * len(data)), len(data) // 2
    zeroed = data[:start] + bytes(half) + data[start + half :]
    status, said = told(zeroed, f"a{suffix}")
    assert status == "failed", said


def test_a_file_without_words_is_empty_in_every_format() -> None:
    empty = {
        "a.xlsx": office_files.workbook({"One": []}),
        "a.pptx": office_files.slides("", [], ""),
        "a.odt": office_files.open_text("", ""),
        "a.ods": office_files.open_sheet("S", [["", ""]]),
        "a.odp": office_files.open_slides(""),
        "a.epub": office_files.book({"a.xhtml": "<p> </p>"}),
        "a.csv": b",,,\n,,,\n",
        "a.tsv": b"\t\t\n",
        "a.rtf": b"{\\rtf1\\ansi \\par}",
        "a.zip": zipped({}),
        "b.zip": zipped({"folder/": ""}),
        "a.html": b"<html><body><img src=x></body></html>",
    }
    for name, data in empty.items():
        status, said = told(data, name)
        assert status in ("empty", "failed"), (name, said)
        assert status == "empty" or name == "a.zip", (name, said)


# I4: packages that swell


def large(package: bytes) -> Iterator[tuple[str, bytes, str]]:
    """(what is wrong, the package, what is said) of packages that take a second to be made."""
    parts = parts_of(package)
    half = random.Random(1).randbytes(1_000) * 900
    yield "parts", zipped({**parts, **{f"x/{n}": "" for n in range(5_200)}}), "5,000 parts"
    yield "total", zipped({**parts, **{f"x/{n}": half for n in range(260)}}), "more than 200 MB"
    for kind in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        other = zipped({**parts, "x.bin": bytes(30_000_000)}, kind)
        yield f"method {kind}", other, "a hundred times its size"


def swelling(package: bytes) -> Iterator[tuple[str, bytes, str]]:
    """The same of others."""
    parts = parts_of(package)
    yield "zeros", zipped({**parts, "x.bin": bytes(20_000_000)}), "a hundred times its size"
    lying = bytearray(package)
    entry = lying.rfind(b"PK\x01\x02")
    lying[entry + 24 : entry + 28] = struct.pack("<I", 3)
    yield "lying size", bytes(lying), "damaged or not"
    over = bytearray(zipped({**parts, "last.bin": "x"}))
    first, last = over.find(b"PK\x01\x02"), over.rfind(b"PK\x01\x02")
    over[last + 42 : last + 46] = over[first + 42 : first + 46]
    yield "overlap", bytes(over), "its parts overlap"
    twice = io.BytesIO(package)
    with zipfile.ZipFile(twice, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr(next(iter(parts)), "<x/>")
    yield "twice", twice.getvalue(), "two parts of the same name"
    locked = bytearray(package)
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    yield "locked", bytes(locked), "protected by a password"


@pytest.mark.parametrize("suffix", PACKAGES)
def test_a_package_that_swells_is_refused_before_it_is_read(suffix: str) -> None:
    more = large(GOOD[suffix]) if suffix in (".xlsx", ".zip") else ()
    for what, data, pattern in (*swelling(GOOD[suffix]), *more):
        started = time.process_time()
        status, said = told(data, f"a{suffix}")
        assert status in ("failed", "encrypted") and pattern in said, (what, said)
        assert time.process_time() - started < 2, what


@pytest.mark.parametrize("suffix", PACKAGES)
def test_links_and_packages_inside_are_not_followed(suffix: str) -> None:
    inside = io.BytesIO(zipped({**parts_of(GOOD[suffix]), "in.zip": zipped({"x": bytes(10**7)})}))
    with zipfile.ZipFile(inside, "a") as package:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        package.writestr(link, "/etc/hostname")
    text = document_from_bytes(inside.getvalue(), f"a{suffix}").text
    assert "nine berths" in text and "hostname" not in text


# I5: entities


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("suffix", [one for one in PACKAGES if one != ".zip"])
def test_no_part_reads_another_file_or_swells(suffix: str, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CANARY)
    outside = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY % p SYSTEM '
        '"http://127.0.0.1:9/x.dtd"> %p;]>'
    )
    parts = parts_of(GOOD[suffix])
    of_xml = [name for name in parts if name.endswith((".xml", ".rels", ".opf", ".xhtml"))]
    assert len(of_xml) >= 3
    for name in of_xml:
        for entities, used in ((outside, "&e;"), (LAUGHS, "&j;")):
            part = parts[name]
            source = part.decode() if isinstance(part, bytes) else part
            body = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", source)
            root = re.search(r"<[\w:]+[^>]*>", body)
            assert root is not None
            body = body[: root.end()] + used + body[root.end() :]
            changed = f'<?xml version="1.0" encoding="{encoding}"?>{entities}{body}'
            data = zipped({**parts, name: changed.encode(encoding)})
            try:
                text = document_from_bytes(data, f"a{suffix}").text
            except DocumentError as error:
                text = str(error)
                assert "not standard" not in text, (name, text)
            else:
                assert suffix == ".epub", f"{name} has a document type"
            assert CANARY not in text and len(text) < 10_000, name


# I6: pages of HTML inside others


def in_others(page: str) -> dict[str, bytes]:
    subject = {("__substg1.0_0037001F",): "Rules".encode("utf-16-le")}
    return {
        "a.eml": b"From: a@b.vn\nSubject: Rules\nContent-Type: text/html; charset=utf-8\n\n"
        + page.encode(),
        "a.msg": office_files._compound(
            {
                ("__properties_version1.0",): bytes(32),
                **subject,
                ("__substg1.0_10130102",): page.encode(),
            }
        ),
        "a.zip": office_files.archive({"a.html": page.encode(), "b.txt": WORDS.encode()}),
        "a.epub": office_files.book({"a.xhtml": page, "b.xhtml": f"<p>{WORDS}</p>"}),
    }


@pytest.mark.parametrize("name", ["a.eml", "a.msg", "a.zip", "a.epub"])
def test_a_page_inside_is_read_as_one_alone(name: str) -> None:
    unseen = "".join(
        f"<{tag}>{CANARY}</{tag.split()[0]}>"
        for tag in ("script", "style", "template", "p hidden", 'p style="display:none"')
    )
    document = document_from_bytes(in_others(f"<p>Boats wait.</p>{unseen}")[name], name)
    assert "Boats wait." in document.text and CANARY not in document.text
    assert document.hidden == 2 and "2 pieces of hidden text left out" in "".join(document.notes)
    deep = document_from_bytes(in_others("<div>" * 100_000 + "x")[name], name)
    assert "nests its elements too deeply" in "".join(deep.notes)
    for hostile in ("<a " * 100_000, "<!--" * 100_000, "<![" * 50_000):
        document_from_bytes(in_others(hostile)[name], name)


# I7: encodings

SAID = {
    "English": "The harbour opens at six o’clock; the fee is £5.",
    "Vietnamese": "Cảng mở cửa lúc sáu giờ; phí là 450.000 đồng, áp dụng từ tháng Giêng.",
    "French": "Le port ouvre à six heures; le tarif est de 5 €, où l’été est fêté.",
    "Russian": "Порт открывается в шесть часов; сбор составляет пять рублей за каждое судно.",
    "Czech": "Přístav se otevírá v šest hodin; poplatek je pět korun za každou loď.",
    "Japanese": "港は六時に開きます。料金は五百円です。すべての船に適用されます。",
    "Chinese": "港口六点开放。费用为五百元。适用于所有船只。",
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
ENCODINGS = [(encoding, language) for encoding in UNICODE for language in SAID] + [
    ("cp1252", "English"), ("cp1252", "French"), ("cp1250", "Czech"), ("cp1251", "Russian"),
    ("koi8-r", "Russian"), ("shift-jis", "Japanese"), ("euc-jp", "Japanese"),
    ("gb18030", "Chinese"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "language"), ENCODINGS)
def test_letters_are_right_in_every_encoding(encoding: str, language: str) -> None:
    words = " ".join([SAID[language]] * 6)
    table = f"Name;Note\nA;{words.replace(';', ',')}\nB;x\n".encode(encoding)
    assert words.replace(";", ",") in document_from_bytes(table, "a.csv").text
    inside = office_files.archive({"a.txt": words.encode(encoding)})
    assert words in document_from_bytes(inside, "a.zip").text
    head = b"From: a@b.vn\nSubject: Rules\nContent-Type: text/plain"
    if not encoding.startswith("utf-16") and encoding != "utf-32":
        body = b"\n\n" + words.encode(encoding)
        assert words in document_from_bytes(head + body, "a.eml").text
        wrong = document_from_bytes(head + b"; charset=us-ascii" + body, "a.eml")
        assert words in wrong.text and "\ufffd" not in wrong.text


def test_a_subject_without_an_encoding_and_text_that_nobody_can_read() -> None:
    subject = b"From: a@b.vn\nSubject: " + SAID["Vietnamese"].encode() + b"\n\n" + WORDS.encode()
    assert document_from_bytes(subject, "a.eml").title == SAID["Vietnamese"]
    noise = bytes(random.Random(3).choices(range(128, 256), k=400))
    mail = document_from_bytes(b"From: a@b.vn\nSubject: Rules\n\n" + noise, "a.eml")
    assert "\ufffd" not in mail.text or "cannot be read" in "".join(mail.notes)


@pytest.mark.parametrize(
    ("encoding", "page", "language"),
    [("cp1251", 1251, "Russian"), ("koi8-r", 20866, "Russian"), ("cp932", 932, "Japanese"),
     ("cp1250", 0, "Czech"), ("utf-8", 65001, "Vietnamese")],
)  # fmt: skip
def test_old_mails_of_outlook_name_their_code_page(encoding: str, page: int, language: str) -> None:
    properties = bytes(32) + (struct.pack("<IIQ", 0x3FFD0003, 6, page) if page else b"")
    mail = office_files._compound(
        {
            ("__properties_version1.0",): properties,
            ("__substg1.0_0037001E",): b"Rules",
            ("__substg1.0_1000001E",): " ".join([SAID[language]] * 3).encode(encoding),
        }
    )
    assert SAID[language] in document_from_bytes(mail, "a.msg").text


def test_text_in_which_zeros_strayed_is_no_other_encoding() -> None:
    text = ("Port,Fee\n" + "Lisholm,nine berths and a pier\n" * 30).encode()
    strayed = text[:101] + b"\0" + text[101:201] + b"\0\0" + text[201:]
    assert "Lisholm" in document_from_bytes(strayed, "a.csv").text


# I8: sheets


def sheet(fill: Callable[[Any], object]) -> Document:
    book = openpyxl.Workbook()
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return document_from_bytes(buffer.getvalue(), "a.xlsx")


def test_nothing_of_a_sheet_is_lost_behind_empty_rows() -> None:
    def apart(one: Any) -> None:
        one.append(["Port", "Fee"])
        one.append(["Lisholm", 9])
        one["A602"], one["B602"], one["XFD1048576"] = "Kelpton", 12, CANARY

    text = sheet(apart).text
    assert "Kelpton" in text and CANARY in text
    rows = [["Port", "Fee"], ["Lisholm", 9], *[["", ""]] * 600, ["Kelpton", 12]]
    assert "Kelpton" in document_from_bytes(office_files.open_sheet("S", rows), "a.ods").text
    for empty in (",\n", "\n"):
        table = "Port,Fee\nLisholm,9\n" + empty * 600 + "Kelpton,12\n"
        assert "Kelpton" in document_from_bytes(table.encode(), "a.csv").text


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_odd_tables_keep_all_that_they_have(suffix: str) -> None:
    sign = {".csv": ";", ".tsv": "\t"}[suffix]
    rows = [["Port", "Note"], ["Lisholm", "word " * 40_000 + "endword"], ["Kelpton", "12", "more"],
            ["Short"], ["Reefham", '"two\nlines ""q"""']]  # fmt: skip
    for end in ("\n", "\r\n", "\r"):
        table = end.join(sign.join(row) for row in rows)
        text = document_from_bytes(table.encode(), f"a{suffix}").text
        assert [w for w in ("endword", "more", "Short", "two", 'lines "q"') if w not in text] == []


def test_pages_of_slides_are_exact() -> None:
    import pptx

    made = pptx.Presentation()
    for number in range(1, 101):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = f"Slide {number}"
        slide.placeholders[1].text = f"It holds token{number}."
    buffer = io.BytesIO()
    made.save(buffer)
    document = document_from_bytes(buffer.getvalue(), "a.pptx")
    found = {
        int(m[1]): document.page_at(m.start()) for m in re.finditer(r"token(\d+)", document.text)
    }
    assert found == {number: number for number in range(1, 101)}


# I10: names

NAMES = (
    "../../x.txt", "..\\..\\x.txt", "/etc/x.txt", "C:\\x.txt", "CON.txt", "a%2e%2e/b.txt",
    "x" * 300 + ".txt", "the\u0323.txt", "\u202etxt.exe.txt", "-rf.txt", "a//b.txt", "$(id).txt",
    "|x.txt", "<b>.txt", "😀.txt", "\\\\server\\share\\x.txt", "file:///etc/passwd.txt",
)  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "make"),
    [
        (".zip", office_files.archive),
        (".eml", lambda files: office_files.mail("Rules", "See the file.", files)),
        (".msg", lambda files: office_files.outlook_mail("Rules", "See the file.", files)),
    ],
)
def test_names_of_files_inside_lead_nowhere(
    suffix: str, make: Callable[[dict[str, bytes]], bytes]
) -> None:
    for name in NAMES:
        document = document_from_bytes(make({name: WORDS.encode()}), f"a{suffix}")
        assert WORDS in document.text, name
        for heading in (one.text for one in document.headings):
            assert ".." not in heading.split("/") and "\u202e" not in heading
            assert not heading.startswith("/") and "\\" not in heading, heading


# I11, I12


@pytest.mark.parametrize("suffix", LOADERS)
def test_a_huge_file_is_refused_before_it_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"huge{suffix}"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    started = time.process_time()
    with pytest.raises(
        DocumentError, match=f"is larger .1,000.0 MB. than the limit of {MAX_BYTES // 10**6}"
    ):
        load_document(path)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("suffix", PICTURES)
def test_a_changed_picture_is_read_or_told_of(suffix: str) -> None:
    chance, good = random.Random(suffix), PICTURES[suffix]
    drawn = 0
    for _ in range(25):
        changed = bytearray(good)
        for _change in range(chance.choice([1, 3, 20])):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        for module, options in (("image", {}), ("pictures", {"page": 1})):
            try:
                call_in_sandbox(f"corpus.formats.scans.{module}", bytes(changed), "a.png", options)
                drawn += 1
            except DocumentError as error:
                assert "\n" not in str(error) and "Traceback" not in str(error)
    assert drawn


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_vast_picture_is_refused_by_what_it_says_of_itself(kind: str) -> None:
    vast, side = bytearray(picture(kind)), 20_000
    if kind == "JPEG":
        at = vast.index(b"\xff\xc0") + 5
        vast[at : at + 4] = struct.pack(">HH", side, side)
    else:
        for tag, size in ((256, 400), (257, 200)):  # the width and the height, as short numbers
            entry = vast.index(struct.pack("<HHI", tag, 4, 1) + struct.pack("<I", size))
            vast[entry + 8 : entry + 12] = struct.pack("<I", side)
    status, said = told(bytes(vast), f"a.{kind.lower()}")
    assert status == "failed" and "400 megapixels" in said
