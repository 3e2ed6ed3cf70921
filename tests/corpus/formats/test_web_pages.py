"""Web pages: tables as they were merged, marks as the page shows them, raised figures."""

from __future__ import annotations

import pytest

from corpus.loading import document_from_bytes
from corpus.told_text import told_text

PROSE = "<p>The visa desk of the embassy is open to the public at the hours that are told here.</p>"


def text_of(body: str, head: str = "") -> str:
    page = f"<html><head>{head}</head><body><main><h1>T</h1>{PROSE}{body}</main></body></html>"
    document = document_from_bytes(page.encode(), "a.html")
    return told_text(document).text.split("here.\n\n", 1)[1]


@pytest.mark.parametrize(
    ("opening", "marks"),
    [
        ('<ol type="a">', ["(a)", "(b)"]),
        ('<ol type="A" start="3">', ["C.", "D."]),
        ('<ol type="i" start="4">', ["iv.", "v."]),
        ('<ol style="list-style-type: upper-roman">', ["I.", "II."]),
        ('<ol class="letters">', ["(a)", "(b)"]),
        ('<ol start="7">', ["7.", "8."]),
        ("<ol reversed>", ["2.", "1."]),
        ("<ol>", ["1.", "2."]),
        ("<ul>", ["-", "-"]),
    ],
)
def test_marks_are_those_that_the_page_shows(opening: str, marks: list[str]) -> None:
    items = "<li>staff of the institute;</li><li><p>visitors with a letter.</p></li>"
    style = "<style>.letters { list-style-type: lower-alpha }</style>"
    lines = text_of(f"{opening}{items}</{opening[1:3]}>", style).split("\n")
    assert lines == [f"{marks[0]} staff of the institute;", f"{marks[1]} visitors with a letter."]


def test_the_value_of_an_item() -> None:
    items = '<li value="5">five</li><li>six</li><li value="9">nine</li>'
    assert text_of(f"<ol>{items}</ol>") == "5. five\n6. six\n9. nine"


def test_cells_with_lists_inner_tables_and_labels() -> None:
    hours = (
        "<tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td><ul><li>08:30</li>"
        "<li>14:00</li></ul></td></tr>"
    )
    assert text_of(f"<table>{hours}</table>") == "Day: Monday; Hours: 08:30; 14:00"
    labels = "<tr><th>Length</th><td>1,860 m</td></tr><tr><th>Cost</th><td>48 million</td></tr>"
    assert text_of(f"<table>{labels}</table>") == "Length: 1,860 m\nCost: 48 million"
    inner = "<table><tr><th>Grade</th><th>Posts</th></tr><tr><td>Senior</td><td>2</td></tr></table>"
    outer = f"<tr><th>Unit</th><th>Staff</th></tr><tr><td>Press</td><td>{inner}</td></tr>"
    assert text_of(f"<table>{outer}</table>") == "Unit: Press; Staff Grade: Senior; Staff Posts: 2"
    row = (
        "<tr><td rowspan=2>North</td><td>Head</td><td>140</td></tr>"
        "<tr><td>Clerk</td><td>95</td></tr>"
    )
    names = "<tr><th>Region</th><th>Rank</th><th>Rate</th></tr>"
    assert text_of(f"<table>{names}{row}</table>").split("\n")[1] == (
        "Region: North; Rank: Clerk; Rate: 95"
    )


def test_a_table_that_arranges_a_page_is_read_as_its_parts() -> None:
    cells = f"<td><h2>Left</h2>{PROSE}</td><td><p>Right part.</p></td>"
    body = f"<table role='presentation'><tr>{cells}</tr></table>"
    assert text_of(body).startswith("Left\n\nThe visa desk")


def test_raised_figures() -> None:
    body = (
        "<p>It receives 45<sup>3</sup> million and serves 1,200<sup><a href='#n'>5</a></sup>"
        " "
        "households<sup>a</sup> on 30 km<sup>2</sup>, 10<sup>6</sup> records, the "
        "1<sup>st</sup>.</p>"
    )
    assert text_of(body) == (
        "It receives 45 million and serves 1,200 households on 30 km², 10⁶ records, the 1st."
    )


def test_boxes_that_are_ticked() -> None:
    body = (
        "<ul><li><input type=checkbox checked disabled> Signed by the head</li>"
        "<li><input type=checkbox disabled> Cleared</li></ul>"
    )
    assert text_of(body) == "- ☒ Signed by the head\n- ☐ Cleared"


def test_signs_in_a_page_are_no_signs_of_ours() -> None:
    assert text_of("<p>\u2e28table 7\u2e29 and \u2e28mark x\u2e29 words stand in it.</p>") == (
        "\u2e28table 7\u2e29 and \u2e28mark x\u2e29 words stand in it."
    )


def test_a_short_page_keeps_its_paragraphs() -> None:
    page = b"<html><body><h1>Law</h1><p>The fee is 350,000 dong.</p><p>It is paid in May.</p>"
    document = document_from_bytes(page, "a.html")
    assert document.text == "Law\n\nThe fee is 350,000 dong.\n\nIt is paid in May."


def test_neither_a_typist_nor_a_file_is_the_publisher_of_a_page() -> None:
    page = (
        b"<html><head><title>Microsoft Word - draft_v2.doc</title><meta name=author "
        b"content=may-tinh-07></head><body><h1>Circular on leave</h1><p>The head of unit agrees to "
        b"it within five days of the request, or says why not.</p></body></html>"
    )
    document = document_from_bytes(page, "a.html")
    assert (document.title, document.publisher) == ("Circular on leave", None)
