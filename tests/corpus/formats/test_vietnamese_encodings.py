"""Vietnamese of the fonts before Unicode is told from other texts and converted."""

from __future__ import annotations

import unicodedata

import docx
import pytest
from docx.oxml.ns import qn

from corpus.formats.text.vietnamese_encodings import (
    BREVE,
    ROOF,
    TCVN3,
    VNI_LETTERS,
    VNI_MARKS,
    by_font,
    converted,
    from_tcvn3,
    from_vni,
)
from corpus.loading import document_from_bytes
from tests.support import office_files
from tests.support.documents import word_bytes

TEXT = (
    "Điều 1. Trụ sở tiếp công dân mở cửa từ 7 giờ 30 đến 11 giờ 30 các ngày làm việc. Người đứng "
    "đầu cơ quan tiếp công dân ít nhất hai ngày trong một tháng. Quyết định này có hiệu lực kể từ "
    "ngày ký; những nội dung khác giữ nguyên, kể cả phụ lục về lãi suất, thuế và phí."
)


def in_tcvn3(text: str) -> str:
    codes = {chr(letter): chr(code) for code, letter in TCVN3.items()}
    return "".join(codes.get(letter, letter) for letter in text)


def in_vni(text: str) -> str:
    letters = {chr(letter): chr(code) for code, letter in VNI_LETTERS.items()}
    marks = {mark: sign for sign, mark in VNI_MARKS.items()}

    def written(letter: str) -> str:
        if letter in letters:
            return letters[letter]
        if letter != letter.lower():
            return written(letter.lower()).upper()
        base, *over = unicodedata.normalize("NFD", letter)
        horned = "\u031b" in over
        over = sorted((m for m in over if m != "\u031b"), key=lambda m: m not in (BREVE, ROOF))
        start = letters[unicodedata.normalize("NFC", f"{base}\u031b")] if horned else base
        return start + (marks["".join(over)] if over else "")

    return "".join(map(written, text))


@pytest.mark.parametrize(("write", "name"), [(in_tcvn3, "TCVN3"), (in_vni, "VNI")])
def test_a_text_is_recognised_and_converted(write: object, name: str) -> None:
    old = write(TEXT)  # type: ignore[operator]
    assert old != TEXT and converted(old) == (TEXT, name)
    data = old.encode("latin-1")
    document = document_from_bytes(data, "a.txt")
    assert document.text == TEXT
    assert document.notes == (f"converted from {name}",)
    assert document_from_bytes(old.encode(), "a.md").text == TEXT


@pytest.mark.parametrize(("write", "name"), [(in_tcvn3, "TCVN3"), (in_vni, "VNI")])
def test_formats_that_show_such_text_by_their_fonts(write: object, name: str) -> None:
    old = write(TEXT)  # type: ignore[operator]
    page = f"<html><head><meta charset=windows-1252></head><body><p>{old}</p></body></html>"
    rows = [[write("Loại phí"), write("Mức phí")], [old, "40"]]  # type: ignore[operator]
    files = {
        "a.html": page.encode("cp1252"),
        "a.odt": office_files.open_text(write("Điều 1. Lệ phí"), old),  # type: ignore[operator]
        "a.xlsx": office_files.workbook({"A": rows}),
        "a.pptx": office_files.slides(write("Lệ phí"), [old], ""),  # type: ignore[operator]
    }
    for file, data in files.items():
        document = document_from_bytes(data, file)
        assert TEXT in document.text, file
        assert f"converted from {name}" in document.notes, file


def test_every_letter_comes_back() -> None:
    small = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâđêôơư"
    assert from_tcvn3(in_tcvn3(small)) == small
    assert from_vni(in_vni(small)) == small
    assert from_vni(in_vni(small.upper())) == small.upper()
    assert from_tcvn3("QUY CHÕ TIÕP C¤NG D¢N") == "QUY CHẾ TIẾP CÔNG DÂN"
    assert by_font(".VnTimeH", "quyÕt ®Þnh") == "QUYẾT ĐỊNH"


@pytest.mark.parametrize(
    "text",
    [
        "Le ministère de l'Économie a présenté la stratégie numérique dès l’été; l'élève à côté.",
        "El niño comió piñas con José y María después del café, según él, en la mañana de ayer.",
        "Größe für Straßen über Öl, Tür, schön, Mädchen, Bäume, Füße und Äpfel im März.",
        "Ó avião não está no chão; são três irmãos à mesa com pães e limões da região.",
        "¼0A¡ ¼0A¡0¼ ¼0A¡ 1¼0A¡ ¼0A¡0¼",
        "It costs ¼ to ½ of it: ¼ and ½, ¼ of A¡, ½ of A¡, ¼ of A¡.",
        TEXT,
        "Plain English words without any mark at all, as most texts have them.",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert converted(text) == (text, None)


def test_words_of_a_word_file_in_an_old_font() -> None:
    word = docx.Document()
    run = word.add_paragraph().add_run(in_tcvn3("Người nộp đơn được trả lời."))
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:ascii"), ".VnTime")
    word.add_paragraph("Größe")
    document = document_from_bytes(word_bytes(word), "a.docx")
    assert document.text == "Người nộp đơn được trả lời.\n\nGröße"
    assert document.notes == ("converted from TCVN3",)
