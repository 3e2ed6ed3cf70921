"""Word files that are not quite right, and what stands in them in unusual places."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.document import Document
from corpus.loading import document_from_bytes
from tests.support.documents import word_bytes


def fleet() -> WordDocument:
    word = docx.Document()
    word.add_heading("Memo", 1)
    word.add_paragraph("The fleet has 31 cars.")
    return word


def changed(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


def _null(name: str, part: bytes) -> bytes:
    if name != "word/_rels/document.xml.rels":
        return part
    added = b'<Relationship Id="rIdX" Type="http://x/y" Target="NULL"/></Relationships>'
    return part.replace(b"</Relationships>", added)


def _missing(name: str, part: bytes) -> bytes | None:
    return None if name in ("docProps/thumbnail.jpeg", "word/webSettings.xml") else part


def _strict(name: str, part: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return part
    return re.sub(
        rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml)/2006/",
        rb"http://purl.oclc.org/ooxml/\1/",
        part,
    )


@pytest.mark.parametrize("change", [_null, _missing, _strict])
def test_word_opens_it_and_so_does_this(change: Callable[[str, bytes], bytes | None]) -> None:
    data = changed(word_bytes(fleet()), change)
    assert document_from_bytes(data, "a.docx").text == "Memo\n\nThe fleet has 31 cars."


def of_body(xml: str) -> Document:
    word = docx.Document()
    body = parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")
    for element in reversed(list(body)):
        word.element.body.insert(0, element)
    return document_from_bytes(word_bytes(word), "a.docx")


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


RAISED = '<w:vertAlign w:val="superscript"/>'


def test_a_large_first_letter_belongs_to_its_word() -> None:
    frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    text = of_body(f"<w:p>{frame}{run('T')}</w:p><w:p>{run('welve boats sail.')}</w:p>").text
    assert text == "Twelve boats sail."


def test_raised_marks_and_ticks() -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    document = of_body(
        f"<w:p>{run('It has 45')}{run('3', RAISED)}{run(' boats on 30 km')}{run('2', RAISED)}</w:p>"
        f"<w:p>{sign.format('F0FE')}{run(' Signed')}</w:p>"
        f"<w:p>{sign.format('F0A8')}{run(' Cleared')}</w:p>"
    )
    assert document.text == "It has 45 boats on 30 km²\n\n☑ Signed\n\n☐ Cleared"


def test_embedded_pages_heads_and_feet_and_comments() -> None:
    word = fleet()
    word.sections[0].header.paragraphs[0].text = "Ministry of Rivers"
    word.sections[0].footer.paragraphs[0].text = "1"
    page = b"<html><body><p>It drives 9,400 km a month.</p></body></html>"
    for name, kind, blob in (("p.html", "text/html", page), ("q.bin", "application/x", b"x")):
        part = Part(PackURI(f"/word/{name}"), kind, blob, word.part.package)
        place = word.part.relate_to(part, f"{RELATIONSHIP_TYPE.OFFICE_DOCUMENT[:-14]}aFChunk")
        chunk = parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{place}"/>')
        word.element.body.insert(len(word.element.body) - 1, chunk)
    document = document_from_bytes(word_bytes(word), "a.docx")
    assert document.text == (
        "Memo\n\nThe fleet has 31 cars.\n\nIt drives 9,400 km a month.\n\nMinistry of Rivers"
    )
    assert "1 embedded file left out" in document.notes


def test_lists_and_controls_in_cells() -> None:
    word = docx.Document()
    table = word.add_table(2, 2)
    for place, words in ((0, "Day"), (1, "Hours")):
        table.cell(0, place).paragraphs[0].add_run(words).bold = True
    table.cell(1, 0).text = "Monday"
    table.cell(1, 1).paragraphs[0].style = "List Bullet"
    table.cell(1, 1).paragraphs[0].add_run("08:30 to 11:30")
    table.cell(1, 1).add_paragraph("14:00 to 16:00", style="List Bullet")
    text = document_from_bytes(word_bytes(word), "a.docx").text
    assert text == "Day | Hours\nMonday | 08:30 to 11:30; 14:00 to 16:00"
