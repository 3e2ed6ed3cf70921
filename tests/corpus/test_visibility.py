"""What looks hidden and is seen: folded away behind a control, or on a dark ground."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.colors import Color, white
from reportlab.pdfgen.canvas import Canvas

from corpus.loading import document_from_bytes
from tests.support.hostile_files import word_file


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<h3><button aria-controls="a">Q</button></h3><div id="a" hidden>SEEN</div>', ""),
        ('<h3><button>Q</button></h3><div style="display:none">SEEN</div>', ""),
        ('<p>Q</p><div hidden="until-found">SEEN</div>', ""),
        ('<a href="#a">Q</a><p>x</p><div id="a" style="display:none">SEEN</div>', ""),
        ("<p class=a>SEEN</p>", "<style>.a{display:none} .open .a{display:block}</style>"),
        ("<p class=a>SEEN</p>", "<style>@media print{.a{display:none}}</style>"),
        ("<p id=a>SEEN</p>", "<style>#a{display:none}</style><script>show('#a')</script>"),
        ('<p style="background:#003;color:#fff">SEEN</p>', ""),
        ('<div class="hero"><p style="color:white">SEEN</p></div>', ""),
        ('<p aria-hidden="true">SEEN</p>', ""),
        ('<p style="font-size:0.9em;line-height:0;opacity:0.5;left:-5px">SEEN</p>', ""),
    ],
)
def test_what_a_page_shows_or_can_open_is_read(body: str, head: str) -> None:
    page = f"<html><head>{head}</head><body><main><p>Words.</p>{body}</main></body></html>"
    document = document_from_bytes(page.encode(), "a.html")
    assert "SEEN" in document.text and document.notes == ()


def test_white_letters_of_a_pdf_on_a_dark_ground_are_read() -> None:
    made = BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 780, "Plain words.")
    canvas.setFillColor(Color(0, 0, 0.3))
    canvas.rect(70, 690, 300, 30, fill=1, stroke=0)
    canvas.setFillColor(white)
    canvas.drawString(72, 700, "A heading on blue.")
    canvas.drawString(72, 600, "Nobody sees this.")
    canvas.showPage()
    canvas.save()
    document = document_from_bytes(made.getvalue(), "a.pdf")
    assert "Plain words." in document.text and "A heading on blue." in document.text
    assert "Nobody" not in document.text
    assert document.notes == ("1 piece of hidden text left out",)


def test_white_letters_on_shading_and_in_tables_of_word_are_read() -> None:
    def run(words: str, more: str = "") -> str:
        colour = '<w:color w:val="FFFFFF"/>'
        return f"<w:p><w:r><w:rPr>{colour}{more}</w:rPr><w:t>{words}</w:t></w:r></w:p>"

    shaded = '<w:shd w:fill="1F3864"/>'
    table = f"<w:tbl><w:tr><w:tc>{run('Of a table.')}</w:tc></w:tr></w:tbl>"
    body = run("Nobody sees this.") + run("On a ground.", shaded) + table
    document = document_from_bytes(word_file(body), "a.docx")
    assert document.text == "On a ground.\n\nOf a table."
    assert document.notes == ("1 piece of hidden text left out",)
