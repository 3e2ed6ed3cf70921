"""Answers, the source panel and the lists as HTML, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation
from assistant.answer_parts import (
    ComparedPoint,
    ComparisonPart,
    QuotePart,
    TablePart,
    written,
)
from corpus.contents import ContentReport, Twin
from corpus.document import Chunk, Document
from corpus.loading import document_from_bytes
from index.passage import Passage
from index.store.records import DocumentRecord, FileReport, IngestProgress
from tests.support.documents import document
from ui.page import source_panel as panel
from ui.page.ask import export, render
from ui.page.documents import render as shelf

QUOTE = "Each state will contribute 4.2 million euros a year."
CITATION = Citation(
    1, "0123456789abcdef", "arctic.md", QUOTE, 20, 72, "Arctic Statement", "2025-03-26",
    "Ministry", 3, ("Arctic Statement", "Funding"),
)  # fmt: skip
ANSWER = Answer(
    "How much?", "How much?", "answered", written(f"{QUOTE} [1]"), "4.2 million euros a year",
    (CITATION,), (), 0.86, elapsed_ms=85,
)  # fmt: skip
HOSTILE = (
    "<script>window.__xss=1</script>",
    '"><img src=x onerror=alert(1)>',
    "![pixel](http://evil.example/p.png)",
    "[link](javascript:alert(1)) ](",
    "`code` $x^2$ **bold** _under_",
    "${window.__xss=1} {{constructor}} {{{value}}}",
    "' onmouseover='alert(1)",
    "</pre></article><svg onload=alert(1)>",
)


class Tags(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def chips(html: str) -> list[str]:
    return [attrs["href"] or "" for tag, attrs in Tags(html).found if attrs.get("class") == "cite"]


def assert_harmless(html: str) -> None:
    tags = Tags(html)
    assert tags.open == []
    for tag, attributes in tags.found:
        assert tag not in ("script", "img", "svg", "iframe", "object")
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith(("#", "original/"))


def test_a_marker_with_a_citation_becomes_a_chip() -> None:
    html = render.turn(4, ANSWER)
    assert chips(html) == ["#cite-4-1"]
    assert 'title="Arctic Statement, p. 3"' in html
    assert "Source 1: Arctic Statement, p. 3" in html


@pytest.mark.parametrize("text", ["No such source [2].", "A year [2025].", "Nought [0]."])
def test_a_marker_without_a_citation_stays_text(text: str) -> None:
    answer = replace(ANSWER, parts=written(text))
    assert chips(render.turn(0, answer)) == []
    assert text in Tags(render.answer_text(0, answer)).text


def test_a_number_inside_a_quote_is_not_a_chip() -> None:
    quote = "Bathymetry is excluded, see note [1] of the annex."
    citation = replace(CITATION, quote=quote)
    answer = replace(ANSWER, parts=written(f"{quote} [1]"), citations=(citation,))
    html = render.answer_text(0, answer)
    assert chips(html) == ["#cite-0-1"]
    assert "see note [1] of the annex." in html


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_shown_and_not_obeyed(hostile: str) -> None:
    citation = replace(
        CITATION, quote=hostile, title=hostile, source=hostile, publisher=hostile, date=hostile,
        headings=(hostile,),
    )  # fmt: skip
    chunk = Chunk("0123456789abcdef", 0, len(hostile), hostile, (hostile,))
    answer = Answer(
        hostile, hostile + "?", "answered", written(f"{hostile} [1]"), hostile, (citation,), (),
        notes=(hostile,),
    )  # fmt: skip
    refusal = replace(
        answer, status="not_found", citations=(),
        passages=(Passage(chunk, 0.1, hostile, hostile, hostile, hostile),),
    )  # fmt: skip
    record = DocumentRecord(
        "0123456789abcdef", hostile, (hostile,), hostile, hostile, hostile, hostile, 1, 2, 3,
        hostile, "fedcba9876543210",
    )  # fmt: skip
    document = Document("0123456789abcdef", hostile, hostile, hostile, language=hostile)
    view = panel.View("cite-0-1", hostile, document, record, 0, len(hostile), hostile)
    report = FileReport(hostile, "failed", hostile)
    pieces = [
        render.turn(0, answer),
        render.turn(0, refusal),
        render.empty_conversation([hostile], 1),
        render.notice(hostile),
        shelf.library([record]),
        shelf.ingest_status([hostile], [report], hostile, 0.5),
        panel.panel(view),
        panel.message(hostile),
    ]
    for html in pieces:
        assert_harmless(html)
    assert hostile in Tags(pieces[0]).text


def test_lists_and_paragraphs_keep_their_shape() -> None:
    text = "The tasks\nare: [1]\n- Ships: 60 per\n  cent\n- Stations\n\nLast line."
    html = render.answer_text(0, replace(ANSWER, parts=written(text)))
    assert re.sub(r"<a.*?</a>", "*", html) == (
        "<p>The tasks are:\N{NO-BREAK SPACE}*</p>"
        "<ul><li>Ships: 60 per cent</li><li>Stations</li></ul><p>Last line.</p>"
    )


COMPARED = ComparisonPart(
    ("A <b>", "B"),
    (
        ComparedPoint("Money", ((QuotePart("One <i>.", (1,)),), ())),
        ComparedPoint("Time", ((QuotePart("Two.", (1,)), QuotePart("3 | 4.", (1,))), ())),
    ),
)


def test_a_comparison_is_a_table_wherever_it_is_shown() -> None:
    answer = replace(ANSWER, parts=(COMPARED,), short_answer=None)
    shown = render.answer_text(1, answer)
    assert_harmless(shown)
    tags = [tag for tag, _ in Tags(shown).found]
    assert (tags.count("tr"), tags.count("th"), tags.count("td")) == (3, 4, 5)
    assert '<th scope="col">A &lt;b&gt;</th>' in shown and "One &lt;i&gt;.\xa0<a" in shown
    assert shown.count('class="cite"') == 3
    pasted = export.as_html(answer)
    assert "<table>" in pasted and "One &lt;i&gt;. [1]</td>" in pasted
    told = export.as_markdown(answer)
    assert "|  | A \\<b\\> | B |\n| --- | --- | --- |\n| Money | One \\<i\\>. [1] |  |" in told
    assert "| Time | Two. [1]<br>3 \\| 4. [1] |  |" in told


def test_a_row_with_empty_cells_is_shown_everywhere() -> None:
    holes = TablePart(("Year", "Fee", "Note"), (("", "40", ""),), (1,))
    answer = replace(ANSWER, parts=(holes,), short_answer=None)
    assert '<td data-head="Year"></td>' in render.answer_text(1, answer)
    assert '<td data-head="Note"></td>' in export.as_html(answer)
    assert "|  | 40 [1] |  |" in export.as_markdown(answer)


def test_the_short_answer_leads_unless_it_is_the_text() -> None:
    assert '<p class="lead"><strong>4.2 million euros a year</strong></p>' in render.turn(0, ANSWER)
    same = replace(ANSWER, short_answer=QUOTE)
    assert "lead" not in render.turn(0, same)


def test_a_short_answer_that_fills_the_first_sentence_is_bold_in_place() -> None:
    html = render.turn(
        0, replace(ANSWER, short_answer=QUOTE[:-1], parts=written(f"Thus: {QUOTE} [1]"))
    )
    assert "lead" not in html
    assert f"<p>Thus: <strong>{QUOTE[:-1]}</strong>." in html


def test_status_line_gives_a_band_and_not_a_percentage() -> None:
    html = render.turn(0, ANSWER)
    assert "Answered from 1 passage in 1 document" in html
    assert "confidence strong" in html
    assert "85 ms" in html
    assert "86" not in Tags(html).text
    assert [render.evidence(value)[0] for value in (1.0, 0.7, 0.1, -1.0)] == [
        "strong", "moderate", "weak", "weak",
    ]  # fmt: skip


def test_a_rewritten_question_is_told() -> None:
    html = render.turn(0, replace(ANSWER, question="How much money?"))
    assert "Searched for: How much money?" in html


def test_not_found_says_so_and_offers_the_nearest_passages() -> None:
    chunk = Chunk("0123456789abcdef", 5, 20, "## Funding\n- Some words", ("Funding",))
    answer = Answer(
        "Q", "Q", "not_found", written("The documents do not say: no passage is close enough."),
        passages=(Passage(chunk, 0.1, "a.md", "A"),),
    )  # fmt: skip
    html = render.turn(2, answer)
    text = Tags(html).text
    assert "The documents do not say.No passage is close enough." in text
    assert "Nearest passages (not an answer)" in text
    assert "Funding Some words" in text
    assert 'href="#near-2-1"' in html
    assert chips(html) == []


def test_an_unfinished_answer_offers_no_copy_yet() -> None:
    waiting = Answer("Q", "Q", "partial", written(""), complete=False)
    assert "Reading the documents" in render.turn(0, waiting)
    assert "1 question is answered before yours" in render.turn(0, waiting, ahead=1)
    assert "12 questions are answered before yours" in render.turn(0, waiting, ahead=12)
    growing = render.turn(0, replace(ANSWER, complete=False))
    assert 'aria-busy="true"' in growing
    assert "data-copy" not in growing
    assert "data-copy" in render.turn(0, ANSWER)


# Text and Markdown


def test_text_to_copy_has_the_numbered_sources() -> None:
    assert export.as_text(ANSWER) == (
        f"How much?\n\n{QUOTE} [1]\n\nSources\n"
        "[1] Arctic Statement. Ministry, 26 March 2025, arctic.md, p. 3, Funding\n"
        f"    “{QUOTE}”"
    )


def test_markdown_file_has_every_fact_of_a_source() -> None:
    text = export.as_markdown(ANSWER)
    for fact in ("File: arctic.md", "Publisher: Ministry", "Date: 26 March 2025", "Page: 3",
                 "Section: Funding", f"> {QUOTE}", f"{QUOTE} [1]"):  # fmt: skip
        assert fact in text


def test_markdown_file_escapes_the_words_of_documents() -> None:
    hostile = "![x](http://evil.example) <script> [99] `c`"
    citation = replace(CITATION, quote=hostile)
    text = export.as_markdown(
        replace(ANSWER, citations=(citation,), parts=written(f"{hostile} [1]"))
    )
    assert "![x](" not in text
    assert "<script>" not in text.replace("\\<", "")


@pytest.mark.parametrize(
    ("given", "shown"),
    [("2025-03-26", "26 March 2025"), ("2025-03", "March 2025"), ("2025", "2025"),
     ("2025-13-45", "2025-13-45"), (None, "")],
)  # fmt: skip
def test_dates_are_written_out(given: str | None, shown: str) -> None:
    assert export.readable_date(given) == shown


# The source panel

TEXT = (
    "Title\n\nFirst paragraph. It has two sentences.\n\n"
    "Part\n\nThese:\n\n- one\n- two\n\na | b\n1 | 2\n\nLast & <b>line</b>"
)
DOCUMENT = document(
    TEXT, {0: 1, TEXT.index("Part"): 2}, id="0123456789abcdef", title="Title",
    page_starts=(0, TEXT.index("Part")),
)  # fmt: skip


class Marked(HTMLParser):
    """The text of a document as shown, and the text of its marks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown = self.marked = ""
        self.inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.shown += data
        if self.inside:
            self.marked += data


def document_html(whole: Document, start: int, end: int, radius: int = 20_000) -> str:
    view = panel.View("cite-0-1", "Source 1", whole, None, start, end, radius=radius)
    # Other letters may tell another language, which the part then has as an attribute.
    return re.split('<div class="document"[^>]*>', panel.panel(view))[1].removesuffix(
        "</div></div>"
    )


@pytest.fixture(scope="module")
def shown_once() -> None:
    """What the first panel loads is loaded before examples are timed."""
    document_html(DOCUMENT, 0, len(TEXT))


@pytest.mark.usefixtures("shown_once")
@given(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted))
def test_the_marks_hold_exactly_the_span(span: list[int]) -> None:
    start, end = span
    marked = Marked(document_html(DOCUMENT, start, end))
    assert marked.shown == TEXT
    assert marked.marked == TEXT[start:end]


@settings(max_examples=200)
@given(st.text(alphabet="ab #-|.\n\r\x0b\x85\u2028<&é", max_size=120), st.data())
def test_any_text_is_shown_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    marked = Marked(document_html(document(text), start, end))
    assert marked.shown == text
    assert marked.marked == text[start:end]


def test_blocks_follow_the_form_of_the_document() -> None:
    html = document_html(DOCUMENT, 0, 0)
    assert '<h3 class="heading level-1">Title' in html
    assert '<div class="page-start" data-page="2"></div><h4 class="heading level-2">' in html
    assert html.count('<li class="item depth-1">- ') == html.count("<ul>") + 1 == 2
    assert "<tr><td>1</td><td>" in html and html.count("<tr>") == 2
    assert html.count("<mark") == 0


@settings(deadline=None)
@given(st.data())
def test_a_table_is_shown_with_its_columns_and_marked_exactly(data: st.DataObject) -> None:
    markdown = "| Ship | Year |\n|---|---|\n| Ada & co | 2026 |\n| | 2027 |\n\n- one\n  1. two\n"
    whole = document_from_bytes(markdown.encode(), "a.md")
    start = data.draw(st.integers(0, len(whole.text)))
    end = data.draw(st.integers(start, len(whole.text)))
    html = document_html(whole, start, end)
    marked = Marked(html)
    assert (marked.shown, marked.marked) == (whole.text, whole.text[start:end])
    assert html.count('<th scope="col">') == 2 and "data-name" not in html
    assert "<tr><td></td><td>" in html and 'class="item depth-2"' in html
    assert html.count("tabindex") <= 1


def test_the_focus_is_never_out_of_sight() -> None:
    markdown = "| Ship | Year |\n|---|---|\n| Ada | 2026 |\n"
    whole = document_from_bytes(markdown.encode(), "a.md")
    html = document_html(whole, 0, len(whole.text))
    assert '<mark id="cited" tabindex="-1">Ship</mark>' in html
    between = whole.text.index(" | 2026")
    html = document_html(whole, between, len(whole.text))
    assert '<mark id="cited" tabindex="-1">2026</mark>' in html


def test_a_table_whose_header_stands_nowhere_has_the_names_of_its_columns() -> None:
    """In a text of an earlier version, and where the window begins below it."""
    whole = document_from_bytes(b"| Ship | Year |\n|---|---|\n| Ada | 2026 |\n", "a.md")
    (table,) = whole.blocks
    html = document_html(replace(whole, blocks=(replace(table, parts=table.parts[1:]),)), 0, 0)
    assert '<th scope="col" data-name="Ship"></th><th scope="col" data-name="Year"></th>' in html


def test_one_mark_takes_the_focus() -> None:
    html = document_html(DOCUMENT, TEXT.index("First"), TEXT.index("two\n"))
    assert html.count("<mark") > 1
    assert html.count("tabindex") == 1


def test_a_big_document_is_shown_around_the_span() -> None:
    text = "".join(f"Line {number} of the long text.\n" for number in range(40_000))
    start = text.index("Line 20000 ")
    html = document_html(document(text), start, start + 10)
    assert len(html) < 60_000
    assert "The document begins earlier" in html
    assert "The document goes on" in html
    assert 'data-more="80000"' in html
    assert "Line 20000" in html


def test_superseded_and_removed_documents_say_so() -> None:
    record = DocumentRecord(
        DOCUMENT.id, "a.md", ("a.md",), "Title", None, None, None, 0, 1, 1, "2026-01-01", None
    )
    view = panel.View("cite-0-1", "Source 1", DOCUMENT, record, 0, 5, "ref")
    assert "banner" not in panel.panel(view)
    newer = replace(view, record=replace(record, superseded_by="fedcba9876543210"))
    assert 'href="#doc-fedcba9876543210"' in panel.panel(newer)
    gone = panel.panel(replace(view, record=None))
    assert "no longer in the library" in gone
    assert "original/" not in gone


# The Documents tab


def test_every_file_of_an_upload_has_a_status_in_words() -> None:
    reports = [
        FileReport("a.md", "indexed", "indexed: 3 passages", "0" * 16, 3, 3),
        FileReport("b.exe", "unsupported", "unsupported: .exe files are not read"),
    ]
    html = shelf.ingest_status(["c.pdf"], reports, "2 of 3 files", 0.5)
    for words in ("Added", "3 passages", "Not a supported format", "Waiting", "2 of 3 files"):
        assert words in html
    assert "indexed: 3" not in html
    assert set(shelf.STATUS_WORDS) > {report.status for report in reports}


def test_what_was_found_in_a_file_is_folded_up_beside_it() -> None:
    twin = Twin("1" * 16, "<b>twin</b>.docx", 1.0, True)
    notes, beside = ("<i>x</i> left out",), {"<i>": 1}
    found = ContentReport(2, 1, (2,), (), (), 9, 1, 0, notes, beside, ("date",), (twin,))
    report = FileReport("a.pdf", "indexed", "indexed: 1 passage", "0" * 16, 1, 1, None, found)
    html = shelf.ingest_status((), [report])
    assert "<b>" not in html and "<i>" not in html
    for words in ("1 passage; twin of", "counts once", "no text on page 2", "no date"):
        assert words in html
    folded = html.partition("<details>")[2]
    assert "left out" in folded and "1 of 2 pages with text" in folded


def test_progress_tells_files_and_passages() -> None:
    told = shelf.progress_words(IngestProgress("a.md", 1, 4, 300, 1200))
    assert told == ("1 of 4 files · 300 of 1,200 passages", 0.25)
    assert shelf.progress_words(IngestProgress("a", 0, 1, 0, 0)) == ("0 of 1 file", 0.0)


def test_the_filter_wants_every_word() -> None:
    base = DocumentRecord(
        "0" * 16, "a.md", ("a.md",), "Arctic Statement", "2025-03-26", "Ministry", "en", 0, 9, 3,
        "2026-11-21T09:30:00+00:00", None,
    )  # fmt: skip
    other = replace(base, id="1" * 16, source="b.md", names=("b.md",), title="Quantum Terms")
    assert "Quantum" not in shelf.library([base, other], "ministry ARCTIC")
    assert "1 document<" in shelf.library([base, other], "ministry ARCTIC")
    assert "No document matches" in shelf.library([base, other], "arctic quantum")
    assert "The library is empty" in shelf.library([])


def test_a_long_library_is_cut_with_a_word_about_it() -> None:
    record = DocumentRecord("0" * 16, "a.md", (), None, None, None, None, 0, 9, 3, "2026", None)
    html = shelf.library([record] * 5000)
    assert html.count("<tr>") == shelf.ROWS_SHOWN + 1
    assert "of 5,000 documents" in html


# Rich text and names of files


def test_rich_text_has_the_headline_in_bold_lists_as_lists_and_short_sources() -> None:
    listed = f"{QUOTE} [1]\n\n3. Ships [1]\n4. Stations\n\n- One\n- Two"
    answer = replace(ANSWER, parts=written(listed))
    html = export.as_html(answer)
    assert html.startswith("<p><b>How much?</b></p><p><b>4.2 million euros a year</b></p>")
    assert '<ol start="3"><li>Ships [1]</li><li>Stations</li></ol>' in html
    assert "<ul><li>One</li><li>Two</li></ul>" in html
    source = "[1] Arctic Statement, Ministry, 2025, p. 3, Funding"
    assert html.endswith(f"<p><b>Sources</b><br>{source}</p>")
    begins = export.as_html(replace(ANSWER, short_answer="Each state will contribute"))
    assert "<p><b>Each state will contribute</b> 4.2 million euros a year. [1]</p>" in begins
    assert begins.count("Each state") == 1
    dated = replace(CITATION, validity="No longer in force", publisher=None, date=None)
    assert export.short_reference(dated) == ("Arctic Statement [No longer in force], p. 3, Funding")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_rich_text_is_harmless_wherever_it_is_pasted(hostile: str) -> None:
    citation = replace(CITATION, title=hostile, quote=hostile, publisher=hostile)
    answer = replace(
        ANSWER, asked_as=hostile, short_answer=hostile, citations=(citation,),
        parts=written(f"{hostile} [1]"),
    )  # fmt: skip
    for tag, attributes in Tags(export.as_html(answer)).found:
        assert tag in ("p", "b", "br", "ul", "ol", "li") and attributes.keys() <= {"start"}
    assert_harmless(render.turn(0, answer, kept=3))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How much?", "How much"),
        ('What is "a/b\\c": <x>|*?', "What is a b c x"),
        ("Học bổng là\nbao nhiêu?", "Học bổng là bao nhiêu"),
        ("../../etc/passwd", "etc passwd"),
        ("word " * 40, ("word " * 20).strip()),
        ("x" * 300, "x" * 100),
        ("???", "answer"),
        ("nul", "nul -"),
        ("Trailing dots...", "Trailing dots"),
    ],
)
def test_a_file_is_named_by_its_question_on_any_system(question: str, name: str) -> None:
    assert export.file_name(question) == name


def test_only_what_is_kept_has_a_link() -> None:
    html = render.turn(5, ANSWER, kept=7)
    assert 'id="turn-7"' in html and 'data-copy-link="turn-7"' in html and 'data-turn="5"' in html
    html = render.turn(5, ANSWER)
    assert "data-copy-link" not in html and 'id="turn-' not in html
    assert "1 first" not in render.let_go(1) and "no longer kept" in render.let_go(1)
    assert "The first 3 questions of this long conversation are not shown" in render.let_go(3, True)
