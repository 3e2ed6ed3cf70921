"""What the text of a document looks like, for each format. Refusals are in test_loading.py."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from corpus.assembling import assemble
from corpus.blocks import Element, table_rows
from corpus.document import Document
from corpus.errors import DocumentError
from corpus.formats.text.lines import heading_like, join, numbered_level, unwrap, vocabulary
from corpus.formats.text.run_in_headings import split_run_in_headings
from corpus.language.document_dates import iso_date, stated_at_top
from corpus.loading import document_from_bytes

PROSE = (
    "The government adopts a digital policy that covers schools, hospitals and courts. Each "
    "ministry names one official who answers for the plan."
)


def load(text: str | bytes, source: str) -> Document:
    data = text.encode() if isinstance(text, str) else text
    document = document_from_bytes(data, source)
    for heading in document.headings:
        assert document.text[heading.start : heading.start + len(heading.text)] == heading.text
    return document


def outline(document: Document) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in document.headings]


# --- blocks --------------------------------------------------------------------------------


def test_assembling_blocks() -> None:
    text, blocks, page_starts = assemble(
        [
            Element("heading", " A \u200b title\n", 1, page=1),
            Element("paragraph", "", page=1),
            Element("paragraph", "Words that go", page=1),
            Element("paragraph", "on.", page=2, continues=True),
            Element("item", "- one", page=2),
            Element("item", "- two", page=4),
            Element("row", "a | b", page=4),
        ],
        pages=6,
    )
    assert text == "A title\n\nWords that go on.\n\n- one\n- two\n\na | b"
    assert [(b.kind, b.level, b.text) for b in blocks] == [
        ("heading", 1, "A title"),
        ("paragraph", 0, "Words that go on."),
        ("item", 1, "- one"),
        ("item", 1, "- two"),
        ("paragraph", 0, "a | b"),
    ]
    assert all(text[b.start : b.end] == b.text for b in blocks)
    four = text.index("- two")
    assert page_starts == (0, text.index("on."), four, four, len(text), len(text))
    document = Document("d", "d.pdf", text, page_starts=page_starts)
    assert [document.page_at(text.index(w)) for w in ("go", "on.", "one", "two")] == [1, 2, 2, 4]


def test_a_heading_too_long_to_be_one_is_a_paragraph() -> None:
    (block,) = assemble([Element("heading", "word " * 60, 2)])[1]
    assert (block.kind, block.level) == ("paragraph", 0)


def test_table_rows() -> None:
    rows = [["Year", "", "Note"], ["2025", "x", ""], ["", "", ""], ["2026", "", "y", "more"]]
    assert [b.text for b in table_rows(rows, header=True)] == [
        "Year | Note",
        "2025 | x",
        "2026 | y | more",
    ]
    assert [b.text for b in table_rows(rows, header=False)][:2] == ["Year | Note", "2025 | x"]
    assert [b.text for b in table_rows([["only", "names"]], header=True)] == ["only | names"]


# --- dates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-03-26", "2025-03-26"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("2025-03-26T10:00:00Z", "2025-03-26"),
        ("26 March 2025", "2025-03-26"),
        ("Wednesday, 26 March 2025", "2025-03-26"),
        ("March 26, 2025", "2025-03-26"),
        ("Sept. 1st, 2025", "2025-09-01"),
        ("March 2025", "2025-03"),
        ("1er août 2025", "2025-08-01"),
        ("ngày 26 tháng 3 năm 2025", "2025-03-26"),
        ("26/03/2025", "2025-03-26"),
        ("03/26/2025", "2025-03-26"),
        ("26.3.2025", "2025-03-26"),
        ("04.03.2025", "2025-03-04"),
        ("04/03/2025", None),
        ("2025-13-01", None),
        ("31 February 2025", None),
        ("Resolution 57", None),
        ("12345", None),
        ("", None),
    ],
)
def test_iso_date(text: str, date: str | None) -> None:
    assert iso_date(text) == date


def test_labels_at_the_top() -> None:
    assert stated_at_top(
        ["Title", "Published on: 1 March 2025", "Source: https://www.gov.vn/x"]
    ) == (
        "2025-03-01",
        "gov.vn",
    )
    assert stated_at_top(["Title", "March 2025", "Nguồn: VGP"]) == ("2025-03", "VGP")
    assert stated_at_top(["Words of 1 March 2025.", *["Words."] * 8, "Date: 2025-03-01"]) == (
        None,
        None,
    )


# --- Markdown --------------------------------------------------------------------------------

MARKDOWN = """---
title: Digital policy
source: https://www.example.gov/policy
date: 2025-03-26
topics: [schools, courts]
language: en
---
# Digital policy

It **covers** [all *schools*](http://x.y) and `courts`.[^1] See ![chart](c.png)the
chart<br>below <span>now</span>.

[^1]: The footnote with &amp; sign.

Setext heading
--------------

- one
- two
  - inner

    further words
3. three
4. four

| Year | Amount |
|------|-------:|
| 2025 | **10** |
| 2026 |        |

> Quoted words.

```
code one
  code   two
```

<div>Words in <b>HTML</b></div>
<!-- not seen -->
<script>var hidden = 1;</script>

#### Deep `heading` [link](x)

Last.
"""


def test_markdown() -> None:
    document = load(MARKDOWN, "a.md")
    assert document.text == (
        "Digital policy\n\n"
        "It covers all schools and courts. See the chart below now.\n\n"
        "The footnote with & sign.\n\n"
        "Setext heading\n\n"
        "- one\n- two\n- inner\n\n"
        "further words\n\n"
        "3. three\n4. four\n\n"
        "Year | Amount\n2025 | 10\n2026\n\n"
        "Quoted words.\n\n"
        "code one\ncode two\n\n"
        "Words in HTML\n\n"
        "Deep heading link\n\n"
        "Last."
    )
    assert outline(document) == [
        (1, "Digital policy"),
        (2, "Setext heading"),
        (4, "Deep heading link"),
    ]
    assert (document.title, document.date) == ("Digital policy", "2025-03-26")
    assert (document.publisher, document.language) == ("example.gov", "en")
    assert document.topics == ("schools", "courts") and document.page_starts == ()


def test_markdown_without_front_matter() -> None:
    document = load("## Under\n\n# The title\n\nPublished: 1 March 2025\n\n# Second\n\nx", "a.md")
    assert (document.title, document.date) == ("The title", "2025-03-01")
    assert load("Words only.", "a.md").title is None


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("2025-03-26 10:00:00", "2025-03-26"),
        ("soon", None),
    ],
)
def test_dates_in_front_matter(value: str, date: str | None) -> None:
    assert load(f"---\ndate: {value}\ntopics: one, two\n---\nx", "a.md").date == date


@pytest.mark.parametrize(
    "front",
    ["[1, 2", "date: 2025-13-45", "\tx: y", "[" * 1000, "x: *y", "title: a: b\nx: *y"]
    + ["x: &y 1\nz: [*y, *y]", "<<: {a: b}", "x: {<<: {a: b}}", "title: a: b\nno pair"],
)
def test_broken_front_matter_fails(front: str) -> None:
    with pytest.raises(DocumentError, match="a.md has broken YAML.* in its front matter") as caught:
        load(f"---\n{front}\n---\nWords.", "a.md")
    assert caught.value.status == "failed"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Water: a plan", "Water: a plan"),
        ('title: The "new" plan: part 2', 'The "new" plan: part 2'),
        ('title: "The "new" plan"', 'The "new" plan'),
        ("title: 'It's late'", "It's late"),
        ("title: [Draft] The plan", "[Draft] The plan"),
        ("title: @office", "@office"),
    ],
)
def test_front_matter_that_is_no_yaml_is_read_line_by_line(line: str, title: str) -> None:
    front = f"# remark\n{line}\n\nDate: 2025-03-26\ntopics:\n  - one: a\n- 'two'\n"
    document = load(f"---\n{front}---\nWords.", "a.md")
    assert (document.title, document.date, document.text) == (title, "2025-03-26", "Words.")
    assert document.topics == ("one: a", "two")
    assert document.notes == ("its front matter is not strict YAML and was read line by line",)
    assert load("---\ntitle: A plan\n---\nWords.", "a.md").notes == ()


def test_rules_are_not_front_matter() -> None:
    assert load("---\nSome words.\n\n---\nMore.", "a.md").text.startswith("Some words.")
    assert load("---\nNo end: to it\n\nMore words.", "a.md").text.endswith("More words.")


# --- plain text ----------------------------------------------------------------------------------


def test_headings_of_plain_text() -> None:
    document = load(
        f"National plan\n{PROSE}\n\nGoals for schools\n{PROSE}\nKey points\n- one\n* two\n"
        f"# Marked heading #\n{PROSE}\nUnderlined\n-----\n{PROSE}\n===\nEnds here",
        "a.txt",
    )
    assert outline(document) == [
        (1, "National plan"),
        (2, "Goals for schools"),
        (2, "Key points"),
        (1, "Marked heading"),
        (2, "Underlined"),
    ]
    assert document.title == "National plan"
    assert "Key points\n\n- one\n- two\n\nMarked heading\n\n" in document.text
    assert document.text.endswith(f"{PROSE}\n\nEnds here")


@pytest.mark.parametrize(
    "line",
    [
        "Ends with a full stop.",
        "It follows that:",
        "- a bullet",
        "• a bullet",
        "A | B",
        "lower case beginning",
        "One two three four five six seven eight nine ten eleven twelve thirteen",
        "1 March 2025",
        "Source: VNA",
        "The minister in Hanoi (Photo: VNA)",
        "2025 – 2030",
        "x" * 91,
    ],
)
def test_lines_that_are_no_headings(line: str) -> None:
    assert not heading_like(line)
    assert (2, line) not in outline(load(f"Title here\n{PROSE}\n{line}\n{PROSE}", "a.txt"))


def test_numbered_lines_are_headings_alone_and_items_together() -> None:
    document = load(
        f"Law\n{PROSE}\n1. Introduction\n{PROSE}\n1. first thing\n2. Second thing\n{PROSE}\n"
        f"Chapter II General rules\nArticle 5. Scope\n1. This law covers schools.\n"
        f"2. It covers courts.\n2.1 Details\n{PROSE}",
        "a.txt",
    )
    assert outline(document) == [
        (1, "Law"),
        (2, "1. Introduction"),
        (2, "Chapter II General rules"),
        (3, "Article 5. Scope"),
        (3, "2.1 Details"),
    ]
    assert "\n\n1. first thing\n2. Second thing\n\n" in document.text
    assert [numbered_level(x) for x in ("Điều 7. Hiệu lực", "CHƯƠNG I", "Articles of faith")] == [
        3,
        2,
        None,
    ]


def wrapped(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [60, 72, 80])
def test_hard_wrapped_text_is_joined(width: int) -> None:
    paragraphs = [" ".join([PROSE] * n) for n in (2, 3, 2)]
    item = f"- {PROSE}"
    text = "\n\n".join(["A short title", *(wrapped(p, width) for p in (*paragraphs, item, item))])
    document = load(text, "a.txt")
    assert document.text == "\n\n".join(["A short title", *paragraphs, f"{item}\n{item}"])
    assert outline(document) == [(1, "A short title")]


def test_lists_of_short_lines_are_not_joined() -> None:
    lines = [
        f"Vietnam and partner {n} sign a statement on the cooperation in science" for n in "abcd"
    ]
    assert unwrap(lines) == lines
    mixed = [*lines, PROSE * 3, PROSE * 3]
    assert unwrap(mixed) == mixed


@pytest.mark.parametrize(
    ("first", "second", "words", "joined"),
    [
        ("the govern-", "ment says", (), "the government says"),
        ("the govern-", "ment says", vocabulary(["the govern-", "ment"]), "the government says"),
        ("a so-", "ciety of", vocabulary(["so it", "a so-", "ciety of"]), "a society of"),
        ("a long-", "term plan", ("long", "term"), "a long-term plan"),
        ("a long-", "term plan", ("longterm", "long", "term"), "a longterm plan"),
        ("a long-", "term plan", ("long-term",), "a long-term plan"),
        ("state-of-the-", "art tools", (), "state-of-the-art tools"),
        ("the Anglo-", "Saxon law", (), "the Anglo-Saxon law"),
        ("from 2020-", "2030 on", (), "from 2020- 2030 on"),
        ("one", "two", (), "one two"),
        ("a -", "b", (), "a - b"),
    ],
)
def test_joining_lines(first: str, second: str, words: Collection[str], joined: str) -> None:
    assert join(first, second, words) == joined


def test_residue_of_web_pages_is_removed() -> None:
    document = load(
        f"Digital plan of VietnamEdit\nLatest\n![]() |\n| The minister speaks. (Source: VGP) |\n"
        f"{PROSE}\nDigital plan of VietnamEdit\nA caption. (Photo: VNA)\n![logo](http://x/y.png)\n"
        f"GoalsEdit\n{PROSE}\nSee [the law](http://x.y/z) too.\n\nRead more\n\n",
        "a.txt",
    )
    assert document.text == (
        "Digital plan of Vietnam\n\nThe minister speaks. (Source: VGP)\n\n"
        f"{PROSE}\n\nA caption. (Photo: VNA)\n\nGoals\n\n{PROSE}\n\nSee the law too."
    )
    assert document.title == "Digital plan of Vietnam"


def test_words_that_only_look_like_residue_stay() -> None:
    text = f"Plan\n{PROSE}\nLatest\n{PROSE}\nRead more\n{PROSE} Read more"
    document = load(text, "a.txt")
    assert "\n\nLatest\n\n" in document.text and "\n\nRead more\n\n" in document.text
    assert document.text.endswith("Read more")


def test_tables_in_plain_text() -> None:
    document = load(
        "| Year | Amount |\n|---|---|\n| 2025 | 10 |\n\nA | B | 2026\nC | D | 2027", "a.txt"
    )
    assert document.text == "Year | Amount\n2025 | 10\nA | B | 2026\nC | D | 2027"
    votes = "Part | For | Against\nPiers | 80 | 3\nBerths | 47 | 39"
    fees = "Fee | 25 euro\nTerm | 3 years\nOffice | Orly"
    document = load(f"The vote of the council was short.\n{votes}\n\n{fees}", "a.txt")
    assert document.text.replace("\n\n", "\n").split("\n")[1:] == [
        "Part | For | Against", "Piers | 80 | 3", "Berths | 47 | 39",
        "Fee: 25 euro", "Term: 3 years", "Office: Orly",
    ]  # fmt: skip
    assert load("Home | About | Contact\nThe plan | is short", "a.txt").text.startswith("Home |")


def test_date_and_publisher_of_plain_text() -> None:
    document = load(f"The plan\nPublished: 1 March 2025\nSource: VNA\n{PROSE}", "a.txt")
    assert (document.title, document.date, document.publisher) == ("The plan", "2025-03-01", "VNA")
    assert outline(document) == [(1, "The plan")]
    assert load(f"The plan\n{PROSE}\nOn 1 March 2025 it began.", "a.txt").date is None


RUN_IN = [
    "National interest and strategic competition Technology diplomacy is driven by clear aims.",
    "Public-private partnerships and R&D collaboration Governments fund research with industry.",
    "AI governance and standards As AI technologies scale, nations negotiate norms.",
    "Open markets vs. strategic controls Proponents argue that controls protect capabilities.",
]


def test_run_in_headings_are_split_where_all_of_a_section_has_them() -> None:
    section = [
        Element("heading", "Core themes", 2),
        *(Element("paragraph", text) for text in RUN_IN),
    ]
    blocks = split_run_in_headings(section)
    assert [block.text for block in blocks if block.level == 3] == [
        "National interest and strategic competition",
        "Public-private partnerships and R&D collaboration",
        "AI governance and standards",
        "Open markets vs. strategic controls",
    ]
    assert blocks[2].text == "Technology diplomacy is driven by clear aims."
    ordinary = Element("paragraph", "Cooperation is not only about trade. It is about rules.")
    for untouched in (section[1:], [*section, ordinary], section[:3]):
        assert split_run_in_headings(untouched) == untouched


# --- HTML --------------------------------------------------------------------------------

HTML = """<!DOCTYPE html><html lang="vi"><head><meta charset="{charset}">
<title>Chính sách số | Bộ</title>
<meta property="og:site_name" content="Ministry of Tech">
<meta property="article:published_time" content="2025-03-01T10:00:00Z">
<style>.x {{ color: red }}</style><script>var secretscript = 1;</script></head><body>
<nav><ul><li><a href="/">Home page</a></li><li><a href="/a">About menu</a></li></ul></nav>
<header><h1>Chính sách số</h1></header>
<main><article>
<p>The government <b>adopts</b> a <a href="http://x">digital policy</a> for 2025 to 2030.</p>
<h2>Main goals</h2><p>There are three goals, and each of them has a budget of its own.</p>
<ul><li>Connect every school<ul><li>rural schools first</li></ul></li><li>Train officials</li></ul>
<ol><li>First step</li><li>Second step</li></ol>
<h3>Budget</h3>
<table><tr><th>Year</th><th>Amount</th></tr><tr><td>2025</td><td>10 million</td></tr>
<tr><td>2026</td><td></td></tr></table>
<p style="display: none">hiddenone</p><p hidden>hiddentwo</p><template>hiddenthree</template>
<p>One line<br>break. Soft&shy;hyphen and&nbsp;space.</p>
</article></main>
<footer>Copyright footer <a href="/legal">Legal</a></footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258", "utf-16"])
def test_html(charset: str) -> None:
    page = HTML.format(charset=charset)
    if charset == "windows-1258":
        page = page.replace("Chính sách số", "Chi\u0301nh sa\u0301ch sô\u0301").replace("Bộ", "X")
    document = load(page.encode("utf-16" if charset == "utf-16" else charset), "a.html")
    assert document.text == (
        "Chính sách số\n\n"
        "The government adopts a digital policy for 2025 to 2030.\n\n"
        "Main goals\n\n"
        "There are three goals, and each of them has a budget of its own.\n\n"
        "- Connect every school\n- rural schools first\n- Train officials\n"
        "1. First step\n2. Second step\n\n"
        "Budget\n\n"
        "Year | Amount\n2025 | 10 million\n2026\n\n"
        "One line break. Softhyphen and space."
    )
    assert outline(document) == [(1, "Chính sách số"), (2, "Main goals"), (3, "Budget")]
    assert (document.title, document.date) == ("Chính sách số", "2025-03-01")
    assert (document.publisher, document.language) == ("Ministry of Tech", "vi")


def test_html_in_an_older_charset_named_late_or_wrongly() -> None:
    words = "Le ministère de l'Économie a présenté la stratégie numérique dès l’été."
    for charset in ("iso-8859-1", "WINDOWS-1252", "no-such-charset"):
        page = f"<html><head><meta charset='{charset}'></head><body><p>{words}</p></body></html>"
        assert load(page.encode("cp1252"), "a.htm").text == words


def test_the_title_of_a_page_is_not_that_of_its_menus() -> None:
    page = (
        "<html><head><title>Water law - Ministry</title></head><body>"
        "<div class='popup'><h1>Keyboard shortcuts</h1><p>Press S to search</p></div>"
        f"<main><h1>Water law</h1>{f'<p>{PROSE}</p>' * 4}</main></body></html>"
    )
    document = load(page, "a.html")
    assert document.title == "Water law" and "shortcuts" not in document.text


def test_html_without_an_article_falls_back_to_what_is_visible() -> None:
    page = "<html><body><h2>Office</h2><div>Room 5<div>Open daily</div></div>tail</body></html>"
    text = load(page, "a.html").text
    assert all(words in text for words in ("Office", "Room 5", "Open daily", "tail"))


def test_the_main_part_of_a_page_is_not_lost() -> None:
    cells = "".join(f"<li><a href='/{n}'>Decree number {n} of the year</a></li>" for n in range(60))
    page = f"<html><body><main><h1>Decrees</h1><ul>{cells}</ul></main></body></html>"
    text = load(page, "a.html").text
    assert all(f"Decree number {n} of" in text for n in range(60))


def test_deep_nesting_loses_nothing_silently() -> None:
    deep = "<html><body>" + "<div>" * 400 + "deep words of a page" + "</div>" * 400
    assert load(deep, "a.html").text == "deep words of a page"
    with pytest.raises(DocumentError, match="nests its elements too deeply"):
        load("<html><body>" + "<div>" * 5000 + "deep words", "a.html")


# --- PDF --------------------------------------------------------------------------------


def story_pdf(*parts: object, title: str | None = None, header: str = "") -> bytes:
    def draw_edges(canvas: Canvas, template: SimpleDocTemplate) -> None:
        if header:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 812, header)
            canvas.drawCentredString(300, 30, f"Page {template.page} of 9")

    buffer = BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=A4, title=title)
    template.build(list(parts), onFirstPage=draw_edges, onLaterPages=draw_edges)
    return buffer.getvalue()


STYLES = getSampleStyleSheet()


def paragraph(text: str, style: str = "BodyText") -> Paragraph:
    return Paragraph(text, STYLES[style])


WORDS = "policy school court budget plan network official region partner goal rule duty"


def random_sentences(count: int, seed: int) -> str:
    """Sentences that do not repeat, so that no line can pass for a running header."""
    chance = random.Random(seed)
    words = WORDS.split()
    sentences = [" ".join(chance.choices(words, k=chance.randint(8, 20))) for _ in range(count)]
    return " ".join(sentence.capitalize() + "." for sentence in sentences)


def test_pdf_paragraphs_headings_items_and_running_lines() -> None:
    texts = [random_sentences(9, seed) for seed in range(12)]
    parts: list[object] = [paragraph("National plan", "Title")]
    for n, text in enumerate(texts, start=1):
        parts += [paragraph(f"{n}. Section on area {n}", "Heading2"), paragraph(text)]
    parts += [
        paragraph(
            "• First goal of the plan, which is told in words that fill a line and more "
            "than a line."
        ),
        paragraph("• Second goal"),
    ]
    document = load(
        story_pdf(*parts, title="National plan 2030", header="Ministry report"), "a.pdf"
    )
    assert len(document.page_starts) >= 3
    for text in texts:
        assert " ".join(text.split()) in document.text
    assert outline(document) == [
        (1, "National plan"),
        *((2, f"{n}. Section on area {n}") for n in range(1, 13)),
    ]
    assert "Ministry report" not in document.text and "Page " not in document.text
    assert document.text.endswith(
        "\n\n- First goal of the plan, which is told in words that fill a line and more than a "
        "line.\n- Second goal"
    )
    assert document.title == "National plan 2030" and document.date is None


def test_a_sentence_over_a_page_break_stays_one_sentence() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in (
        ["The law of the year covers all the schools in the country and it is", "for the govern-"],
        ["ment to decide which of them are connected first to the network.", "It ends here."],
    ):
        for row, line in enumerate(page):
            canvas.drawString(72, 760 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    document = load(buffer.getvalue(), "a.pdf")
    assert "it is for the government to decide which" in document.text.replace("\n\n", "¶")
    assert document.page_starts == (0, document.text.index("to decide"))
    assert document.page_at(document.text.index("government")) == 1


def test_every_page_of_a_pdf_is_found_by_its_offset() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in range(1, 31):
        if page not in (7, 30):  # pages without text
            canvas.drawString(72, 780, f"Token number {page}")
            if page % 2:
                canvas.drawString(72, 700, f"Some words that hold token{page:04d}x on their page.")
        canvas.showPage()
    canvas.save()
    document = load(buffer.getvalue(), "a.pdf")
    assert len(document.page_starts) == 30
    for page in range(1, 31, 2):
        if page != 7:
            assert document.page_at(document.text.index(f"token{page:04d}x")) == page
    text = document.text
    assert document.page_at(text.index("Token number 8")) == 8
    assert document.page_starts[6] == document.page_starts[7] and document.page_starts[29] == len(
        text
    )


def test_page_numbers_are_dropped_and_other_numbers_kept() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in range(1, 6):
        canvas.drawString(72, 760, f"Words of part {page * 3} that stand in the text.")
        canvas.drawString(72, 600, f"{page * 111}")
        canvas.drawString(300, 30, f"- {page + 16} -")
        canvas.showPage()
    canvas.save()
    document = load(buffer.getvalue(), "a.pdf")
    assert not any(f"- {page + 16} -" in document.text for page in range(1, 6))
    assert all(f"\n{page * 111}" in document.text for page in range(1, 6))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Plan for schools", "Plan for schools"),
        ("untitled", "Shown heading"),
        ("Microsoft Word - plan.docx", "Shown heading"),
        ("plan_final.pdf", "Shown heading"),
        ("Document1", "Shown heading"),
    ],
)
def test_pdf_titles(title: str, shown: str) -> None:
    data = story_pdf(paragraph("Shown heading", "Title"), paragraph(PROSE), title=title)
    assert load(data, "a.pdf").title == shown


def test_pdf_pages_given_by_breaks() -> None:
    parts = [paragraph("First page."), PageBreak(), paragraph("Second page.")]
    document = load(story_pdf(*parts), "a.pdf")
    assert document.text == "First page.\n\nSecond page."
    assert document.page_starts == (0, 13)


# --- Word --------------------------------------------------------------------------------


def word_bytes(document: WordDocument) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_word() -> None:
    word = docx.Document()
    word.core_properties.title = "Plan of the ministry"
    word.core_properties.author = "Ministry of Tech"
    word.core_properties.modified = datetime.datetime(2025, 3, 26, 9, 0)
    word.add_heading("The plan", 0)
    word.add_heading("Scope", 1)
    run = word.add_paragraph("It covers ").add_run("all")
    run.bold = True
    word.paragraphs[-1].add_run(" schools.\nAnd courts.")
    for words in ("one", "two"):
        word.add_paragraph(words, style="List Bullet")
    for words in ("first", "second"):
        word.add_paragraph(words, style="List Number")
    table = word.add_table(3, 3)
    for row, cells in enumerate(
        [["Year", "Amount", "Note"], ["2025", "10", ""], ["2026", "", "x"]]
    ):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    word.add_heading("Details", 2)
    word.add_paragraph().add_run("Bold line").bold = True
    word.add_paragraph("Text under it.")
    document = load(word_bytes(word), "a.docx")
    assert document.text == (
        "The plan\n\nScope\n\nIt covers all schools. And courts.\n\n"
        "- one\n- two\n1. first\n2. second\n\n"
        "Year | Amount | Note\n2025 | 10\n2026 | x\n\n"
        "Details\n\nBold line\n\nText under it."
    )
    assert outline(document) == [(1, "The plan"), (1, "Scope"), (2, "Details"), (2, "Bold line")]
    assert document.title == "Plan of the ministry"
    # Who typed and when it was saved is not who published and when.
    assert (document.date, document.publisher) == (None, None)


def test_properties_that_nobody_chose_are_not_told() -> None:
    word = docx.Document()
    word.add_heading("Shown title", 1)
    document = load(word_bytes(word), "a.docx")
    assert (document.title, document.date, document.publisher) == ("Shown title", None, None)


def test_merged_cells_are_told_in_each_row_and_column() -> None:
    word = docx.Document()
    table = word.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"r{row}c{column}"
    wide = table.cell(1, 0).merge(table.cell(1, 1))
    wide.text = "wide"
    tall = table.cell(1, 2).merge(table.cell(2, 2))
    tall.text = "tall"
    text = load(word_bytes(word), "a.docx").text
    assert text == "r0c0 | r0c1 | r0c2\nwide | wide | tall\nr2c0 | r2c1 | tall"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            [["Year", "Amount"], ["2025", "10"], ["2026", "20"]],
            "Year | Amount\n2025 | 10\n2026",
        ),
        ([["Name", "Nguyen"], ["Office", "Hanoi"]], "Name: Nguyen\nOffice: Hanoi"),
        ([["framed words"]], "framed words"),
    ],
)
def test_which_tables_have_a_header(rows: list[list[str]], text: str) -> None:
    word = docx.Document()
    table = word.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    assert load(word_bytes(word), "a.docx").text.startswith(text)


def body_xml(xml: str) -> str:
    return f"<w:body {nsdecls('w')}>{xml}</w:body>"


def word_of(xml: str) -> Document:
    """The document of a Word file whose body begins with this XML."""
    word = docx.Document()
    for element in reversed(list(parse_xml(body_xml(xml)))):
        word.element.body.insert(0, element)
    return load(word_bytes(word), "a.docx")


def test_what_word_shows_and_what_it_hides() -> None:
    document = word_of(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Inserted. </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Deleted.</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Moved away.</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>"
        "<w:r><w:instrText>PAGEREF</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>Linked</w:t><w:tab/><w:t>words</w:t></w:r></w:hyperlink></w:p>"
        "<w:p><w:r><w:t>Before.</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    assert document.text == "In a control.\n\nInserted. Linked words\n\nBefore.\n\nIn a box."


def test_footnotes_stand_after_their_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = docx.Document()
    first = word.add_paragraph("Words with a note.")
    first._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    word.add_paragraph("Next paragraph.")
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    text = load(word_bytes(word), "a.docx").text
    assert text == "Words with a note.\n\nThe note.\n\nNext paragraph."


def test_numbers_that_word_counts_itself() -> None:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Article %1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="%1.%2)"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%3"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, definition)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>')
    )

    def add(words: str, level: int, style: str | None = None) -> None:
        properties = word.add_paragraph(words, style=style)._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
            )
        )

    add("Scope", 0, "Heading 2")
    add("schools", 1)
    add("courts", 1)
    add("high courts", 2)
    add("low courts", 2)
    add("Duties", 0, "Heading 2")
    add("reports", 1)
    document = load(word_bytes(word), "a.docx")
    assert document.text == (
        "Article 4. Scope\n\n4.a) schools\n4.b) courts\nI high courts\nII low courts\n\n"
        "Article 5. Duties\n\n5.a) reports"
    )
    assert outline(document) == [(2, "Article 4. Scope"), (2, "Article 5. Duties")]


def test_every_format_gives_the_same_text(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("The plan", 1)
    word.add_paragraph(PROSE)
    files = {
        "a.md": f"# The plan\n\n{PROSE}\n".encode(),
        "a.txt": f"The plan\n{PROSE}\n".encode(),
        "a.html": f"<html><body><h1>The plan</h1><p>{PROSE}</p></body></html>".encode(),
        "a.pdf": story_pdf(paragraph("The plan", "Title"), paragraph(PROSE)),
        "a.docx": word_bytes(word),
    }
    for name, data in files.items():
        document = load(data, name)
        assert document.text == f"The plan\n\n{PROSE}", name
        assert (outline(document), document.title) == ([(1, "The plan")], "The plan"), name


def test_front_matter_of_json() -> None:
    front = '{\n "title": "Guidance: ice",\n "date": "2024-11-05"\n}'
    document = document_from_bytes(f"{front}\n\nThe plants are at -18 degrees.\n".encode(), "a.md")
    assert (document.title, document.date) == ("Guidance: ice", "2024-11-05")
    assert document.text == "The plants are at -18 degrees."
    for other in ("{x} stands first.", "{broken\n\nwords", '{"a": 1} goes on.'):
        assert document_from_bytes(other.encode(), "a.md").text.startswith(other[:3])


def test_a_source_that_is_told_with_more_is_told_alone() -> None:
    text = "The fleet\n\nSource: the board of ports. The figures of 2024 are preliminary.\n\nBoats."
    assert document_from_bytes(text.encode(), "a.txt").publisher == "the board of ports"
