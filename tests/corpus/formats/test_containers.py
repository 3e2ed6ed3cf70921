"""Mails, archives and books: what is in the files inside them, and what of them is not read."""

from __future__ import annotations

import pytest

from corpus.errors import DocumentError
from corpus.loading import document_from_bytes
from tests.support.office_files import archive, book, mail, outlook_mail, workbook

TABLE = b"Port,Boats,Crew\nHai An,3,12\nCua Lo,5,20\n"
SHEET = workbook({"S": [["Port", "Boats", "Crew"], ["Hai An", 3, 12]]})


@pytest.mark.parametrize(("make", "suffix"), [(mail, ".eml"), (outlook_mail, ".msg")])
def test_a_mail_with_its_files(make: object, suffix: str) -> None:
    files = {"fees.csv": TABLE, "tool.exe": b"MZ"}
    data = make("Fees 2024", "The fee is 450,000 dong.", files)  # type: ignore[operator]
    document = document_from_bytes(data, f"a{suffix}")
    assert (document.title, document.date) == ("Fees 2024", "2024-06-03")
    assert document.publisher == "Lan Chi"
    assert "The fee is 450,000 dong." in document.text
    assert "Port | Boats | Crew\nHai An | 3 | 12\nCua Lo | 5 | 20" in document.text
    place = document.text.index("Cua Lo")
    assert document.heading_path_at(place) == ("Fees 2024", "fees.csv")[-1:] or (
        document.heading_path_at(place)[-1] == "fees.csv"
    )
    assert "tool.exe left out: no reader for its kind" in document.notes


def test_a_mail_that_is_a_page_and_a_mail_inside_one() -> None:
    page = (
        b"From: a@b.vn\nSubject: Page\nContent-Type: text/html; charset=utf-8\n\n"
        b"<html><body><p>It opens at <b>six</b>.</p></body></html>"
    )
    assert document_from_bytes(page, "a.eml").text.endswith("It opens at six.")
    inner = mail("Inner", "Words of the inner mail.", {"f.csv": TABLE})
    text = document_from_bytes(mail("Outer", "Words.", {"inner.eml": inner}), "a.eml").text
    assert "Words of the inner mail." in text and "Port | Boats | Crew\nHai An | 3 | 12" in text


def test_an_archive_is_its_files() -> None:
    files = {
        "docs/fees.csv": TABLE,
        "docs/sheet.xlsx": SHEET,
        "mail.eml": mail("Hours", "It opens at six."),
        "inner.zip": archive({"a.txt": b"words"}),
        "tool.exe": b"MZ",
        "wrong.pdf": b"no PDF",
        ".hidden.txt": b"hidden words",
    }
    document = document_from_bytes(archive(files), "a.zip")
    headings = [heading.text for heading in document.headings]
    assert headings[:2] == ["docs/fees.csv", "docs/sheet.xlsx"] and "mail.eml" in headings
    assert "hidden words" not in document.text
    told = " ".join(document.notes)
    for words in (
        "inner.zip left out: an archive inside",
        "tool.exe left out",
        "wrong.pdf left out",
    ):
        assert words in told


def test_an_archive_without_a_file_that_can_be_read() -> None:
    with pytest.raises(DocumentError, match="holds no file that can be read: a.bin") as caught:
        document_from_bytes(archive({"a.bin": b"x"}), "a.zip")
    assert caught.value.status == "empty"


def test_a_book_in_the_order_of_its_chapters() -> None:
    chapters = {
        "b.xhtml": "<h1>First</h1><p>The harbour has nine berths.</p>",
        "a.xhtml": "<h1>Second</h1><table><tr><th>Port</th><th>Boats</th></tr>"
        "<tr><td>Hai An</td><td>3</td></tr></table>",
    }
    document = document_from_bytes(book(chapters, "Harbours"), "a.epub")
    assert document.text == (
        "First\n\nThe harbour has nine berths.\n\nSecond\n\nPort | Boats\nHai An | 3"
    )
    assert (document.title, document.language, document.date) == ("Harbours", "en", "2024-05-03")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.eml", b"no mail at all", "is no mail"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000), "no mail of Outlook"),
        ("a.epub", archive({"a.txt": b"x"}), "is no EPUB book"),
        ("a.zip", b"PK\x03\x04 cut", "damaged or not an archive"),
    ],
)
def test_what_is_none_of_them_is_told(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        document_from_bytes(data, name)
