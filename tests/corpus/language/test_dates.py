"""Which date a document has: what it says of itself, in every format, and never an event's."""

from __future__ import annotations

import datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.blocks import Content
from corpus.language.document_dates import iso_date, metadata_date, stated_at_top
from corpus.loading import LOADERS

PROSE = (
    "The government adopts a digital policy that covers schools, hospitals and courts. Each "
    "ministry names one official who answers for the plan."
)
TODAY = datetime.date(2026, 11, 21)


def load(text: str | bytes, source: str) -> Content:
    """What the reader of a format finds, without the process that guards it."""
    reader = import_module(LOADERS[Path(source).suffix].module)
    content: Content = reader.read(text.encode() if isinstance(text, str) else text, source)
    return content


# --- one date ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12 March 2025, 09:30", "2025-03-12"),
        ("26/02/2025 - 09:30 (GMT+7)", "2025-02-26"),
        ("Wed, 26 Feb 2025", "2025-02-26"),
        ("Thứ tư, 26/02/2025", "2025-02-26"),
        ("Thứ Năm, ngày 6 tháng 3 năm 2025", "2025-03-06"),
        ("tháng 3 năm 2025", "2025-03"),
        ("ngày 3/4/2025", "2025-04-03"),
        ("12th of March 2025", "2025-03-12"),
        ("3/4/2025", None),
        ("Sun 2025", None),
        ("29 February 2025", None),
    ],
)
def test_one_date(text: str, date: str | None) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("D:20250312101500+07'00'", "2025-03-12"),
        ("20250312", "2025-03-12"),
        ("D:202503", "2025-03"),
        ("2025", "2025"),
        ("2025-03-12T09:00:00+07:00", "2025-03-12"),
        ("2025-03-12 09:00:00", "2025-03-12"),
        ("Wed, 12 Mar 2025 09:00:00 GMT", "2025-03-12"),
        (datetime.datetime(2025, 3, 12, 9, 0), "2025-03-12"),
        ("1990-01-01", "1990-01-01"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-23", None),
        ("1989-12-31", None),
        ("D:19700101000000Z", None),
        ("20251301", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_what_a_program_wrote(value: str | datetime.datetime | None, date: str | None) -> None:
    assert metadata_date(value, TODAY) == date


# --- lines at the top -------------------------------------------------------------------------

ITS_OWN = [
    ("Hanoi, 12 March 2025", "2025-03-12"),
    ("Hà Nội, ngày 12 tháng 3 năm 2025", "2025-03-12"),
    ("Ho Chi Minh City, March 12, 2025", "2025-03-12"),
    ("Washington, D.C., 5 May 2024", "2024-05-05"),
    ("The Hague, March 2025", "2025-03"),
    ("Ministry of Science and Technology, 12 March 2025", "2025-03-12"),
    ("Updated: 12 March 2025", "2025-03-12"),
    ("Last updated on 12 March 2025", "2025-03-12"),
    ("Cập nhật: 12/03/2025 09:15", None),  # the day or the month may come first
    ("Cập nhật: 26/03/2025 09:15", "2025-03-26"),
    ("Published 12 March 2025", "2025-03-12"),
    ("Issued on March 12, 2025", "2025-03-12"),
    ("Date | 12 March 2025", "2025-03-12"),
    ("Date: 2025-03-12; Author: Lan Tran", "2025-03-12"),
    ("Lan Tran | 12 March 2025", "2025-03-12"),
    ("By Lan Tran - 12 March 2025", "2025-03-12"),
    ("VNA · 26/02/2025 · 3 min read", "2025-02-26"),
    ("26/02/2025", "2025-02-26"),
    ("26/02/2025 09:30", "2025-02-26"),
    ("2025-02-26", "2025-02-26"),
    ("As of 12 March 2025", "2025-03-12"),
    ("HANOI, 12 March 2025 (VNA) – The minister opened the centre.", "2025-03-12"),
    ("(Hanoi, March 12, 2025) - The minister opened the centre.", "2025-03-12"),
]
NOT_ITS_OWN = [
    "On 5 December 2024 the agreement was signed.",
    "The agreement was signed in Hanoi, 5 December 2024.",
    "Signing ceremony - 5 December 2024",
    "Signing Ceremony | 5 December 2024",
    "Opening of the forum, Hanoi, 12 March 2025",
    "The forum, Hanoi, 12 March 2025 - agenda of the day",
    "Deadline: 12 March 2025",
    "Reports are due, 12 March 2025",
    "Annual report 2024",
    "In Hanoi, 5 December 2024",
    "(Photo, 5 December 2024)",
    "Decision 127 of 26 January 2021",
    "Vision 2030",
    "Vietnam, China step up cooperation | Vietnam News Agency of the north | seen 2026-04-16",
]


@pytest.mark.parametrize(("line", "date"), ITS_OWN)
def test_a_line_that_dates_its_document(line: str, date: str | None) -> None:
    assert stated_at_top(["The plan for schools", line, PROSE])[0] == date


@pytest.mark.parametrize("line", NOT_ITS_OWN)
def test_a_line_with_the_date_of_an_event(line: str) -> None:
    assert stated_at_top(["The plan for schools", line, PROSE])[0] is None


def test_a_label_is_worth_more_than_a_bare_date() -> None:
    assert stated_at_top(["Plan", "5 May 2021", "Published: 12 March 2025"])[0] == "2025-03-12"
    assert stated_at_top(["Plan", "Updated: 5 May 2025", "Hanoi, 1 May 2024"])[0] == "2024-05-01"


def test_the_headings_of_a_chronology_date_nothing() -> None:
    lines = ["Chronology", "5 December 2024", PROSE, "14 February 2025", PROSE, "1 October 2025"]
    assert stated_at_top(lines)[0] is None
    assert stated_at_top(["Published: 2026-04-16", *lines])[0] == "2026-04-16"


def test_far_below_the_top_nothing_is_taken() -> None:
    assert stated_at_top(["Plan", *[PROSE] * 9, "Hanoi, 12 March 2025"])[0] is None


# --- formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "date"),
    [
        ("date: 2025-03-12", "2025-03-12"),
        ("published: March 2025", "2025-03"),
        ("Last-Updated: 12 March 2025", "2025-03-12"),
        ("publication_date: 2025", "2025"),
        ("updated: 2026-01-05\npublished: 2025-03-12", "2025-03-12"),
        ("date: soon\nupdated: 2025-03-12", "2025-03-12"),
        ("event_date: 2025-03-12", None),
        ("date: 1945-09-02", "1945-09-02"),
    ],
)
def test_front_matter(front: str, date: str | None) -> None:
    assert load(f"---\ntitle: Plan\n{front}\n---\n\n{PROSE}\n", "a.md").date == date


def test_markdown_and_text_say_it_at_the_top() -> None:
    assert load(f"# Plan\n\n*Hanoi, 12 March 2025*\n\n{PROSE}\n", "a.md").date == "2025-03-12"
    assert load(f"# Plan\n\n**Updated:** 12 March 2025\n\n{PROSE}\n", "a.md").date == "2025-03-12"
    assert load(f"Plan\n\nHanoi, 12 March 2025\n\n{PROSE}\n", "a.txt").date == "2025-03-12"
    event = "The agreement was signed in Hanoi on 5 December 2024."
    assert load(f"# Plan\n\n{event} {PROSE}\n", "a.md").date is None
    assert load(f"Plan\n\n{event} {PROSE}\n", "a.txt").date is None


def page(head: str = "", body: str = "") -> str:
    article = f"<article><h1>Plan</h1>{body}<p>{PROSE}</p><p>{PROSE}</p></article>"
    return f"<html><head><title>Plan</title>{head}</head><body>{article}</body></html>"


IN_HEAD = [
    ('<meta property="article:published_time" content="2025-03-12T09:00:00+07:00">', "2025-03-12"),
    ('<meta name="DC.date" content="12 March 2025">', "2025-03-12"),
    ('<meta name="date" content="2025-03">', "2025-03"),  # no day is made up
    ('<meta http-equiv="last-modified" content="Wed, 12 Mar 2025 09:00:00 GMT">', "2025-03-12"),
    (
        '<meta property="article:modified_time" content="2026-01-05">'
        '<meta property="article:published_time" content="2025-03-12">',
        "2025-03-12",
    ),
    (
        '<script type="application/ld+json">{"@graph": [{"@type": "Article",'
        '"comment": {"datePublished": "2020-01-01"},'
        '"datePublished": "2025-03-12T08:00:00Z", "dateModified": "2025-04-01"}]}</script>',
        "2025-03-12",
    ),
    ('<script type="application/ld+json">{"datePublished": </script>', None),
    ('<script type="application/ld+json">{"startDate": "2025-03-12"}</script>', None),
    ('<meta name="date" content="1970-01-01">', None),
    ('<meta name="date" content="2999-01-01">', None),
    ('<meta name="description" content="12 March 2025">', None),
]


@pytest.mark.parametrize(("head", "date"), IN_HEAD)
def test_the_head_of_a_page(head: str, date: str | None) -> None:
    assert load(page(head), "a.html").date == date


IN_BODY = [
    ('<time datetime="2025-03-12">12 March</time>', "2025-03-12"),
    ('<p>Published <time datetime="2025-03-12">12 March</time></p>', "2025-03-12"),
    ('<span class="post-date">26/02/2025 09:30</span>', "2025-02-26"),
    ('<div class="byline">Lan Tran | 12 March 2025</div>', "2025-03-12"),
    ("<p>Updated: 12 March 2025</p>", "2025-03-12"),
    ('<p>It was signed on <time datetime="2024-12-05">5 December 2024</time>.</p>' + PROSE, None),
    ('<ul><li><time datetime="2024-12-05">5 December</time> Hue</li></ul>', None),
    ('<p class="event-date">Forum: 12 March 2025</p>', None),
    ("<p>© 2023 Ministry</p>", None),
]


@pytest.mark.parametrize(("body", "date"), IN_BODY)
def test_the_body_of_a_page(body: str, date: str | None) -> None:
    text = page(body=body)
    if "It was signed" in body:
        text = text.replace("</time>.</p>", f"</time>. {PROSE}</p>")
    assert load(text, "a.html").date == date


def test_a_list_of_articles_has_no_date_of_its_own() -> None:
    teaser = '<article><h2>News</h2><time datetime="2025-0{}-12">then</time><p>{}</p></article>'
    teasers = "".join(teaser.format(month, PROSE) for month in (1, 2, 3))
    assert load(f"<html><body>{teasers}</body></html>", "a.html").date is None


def pdf(first_lines: list[str], **facts: str) -> bytes:
    """A PDF file whose dates are as given; the writer's own clock is replaced."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for row, line in enumerate([*first_lines, *PROSE.split(". ")]):
        canvas.drawString(72, 760 - 30 * row, line)
    canvas.save()
    data = buffer.getvalue()
    for key in ("CreationDate", "ModDate"):
        old = b"/" + key.encode() + b" (D:20000101000000+00'00')"
        assert old in data
        new = b"/" + key.encode() + f" ({facts.get(key, '')})".encode()
        data = data.replace(old, new.ljust(len(old)))
    return data


def test_the_day_a_pdf_was_saved_is_no_date_of_the_document() -> None:
    data = pdf(["The plan for all schools"], CreationDate="D:20250312", ModDate="D:20250412")
    assert load(data, "a.pdf").date is None


def test_a_pdf_that_says_its_date_is_believed() -> None:
    data = pdf(["The plan for all schools", "Hanoi, 26 February 2024"], CreationDate="D:20250312")
    assert load(data, "a.pdf").date == "2024-02-26"


def word(modified: datetime.datetime, *lines: str) -> bytes:
    document = docx.Document()
    document.core_properties.created = datetime.datetime(2021, 5, 4)
    document.core_properties.modified = modified
    for line in ("The plan", *lines, PROSE):
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_the_day_a_word_file_was_saved_is_no_date_of_the_document() -> None:
    assert load(word(datetime.datetime(2025, 3, 12)), "a.docx").date is None
    stated = word(datetime.datetime(2025, 3, 12), "Hanoi, 26 February 2024")
    assert load(stated, "a.docx").date == "2024-02-26"
