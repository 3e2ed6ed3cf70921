"""Pages of PDFs in the source panel: their HTML, their routes, and once in a browser."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.assembly import assemble
from assistant.settings import Settings
from corpus.document import Document
from corpus.page_view import MAX_WAITING, MarkedPage, page_views
from tests.support import patient
from tests.support.hashing_embedder import HashingEmbedder
from ui.page import source_panel as panel
from ui.page.sheets import NOT_DRAWN, NOT_FOUND, Sheets, sheets_html, sheets_of, switch

FEE = "The fee for fishing boats is 240 crowns a year and is paid to the harbour office."
PILOTS = "The pilot station at Otra is manned by three pilots in summer and by two in winter."


def rules() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number, words in enumerate((FEE, PILOTS), start=1):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(60, 780, f"Harbour rules, part {number}")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 740, words)
        canvas.drawString(60, 700, f"The board keeps the log number {number} of all boats.")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "harbour-rules.pdf").write_bytes(rules())
    (folder / "notes.md").write_text("# Notes\n\nA short note about the harbour.\n")
    assistant = assemble(Settings(data_dir=folder / "data", reader="words"), HashingEmbedder())
    assert all(report.stored for report in assistant.ingest(sorted(folder.glob("*.*"))))
    return assistant


def document_of(assistant: Any, name: str = "harbour-rules.pdf") -> Document:
    document: Document = assistant.read(assistant.record(name).id)
    return document


def original_of(assistant: Any, document: Document) -> Path:
    path: Path | None = assistant.original(document.id)
    assert path is not None
    return path


# HTML


def test_the_pages_are_pictures_with_the_marks_over_them(assistant: Any) -> None:
    document = document_of(assistant)
    start = document.text.index(PILOTS)
    sheets = sheets_of(assistant, document, start, start + len(PILOTS))
    assert [page.number for page in sheets.pages] == [2] and sheets.original
    html = sheets_html(sheets, document, PILOTS)
    assert f'src="page/{document.id}/2"' in html
    alt = re.search(r'alt="([^"]*)"', html)
    assert alt is not None and PILOTS in alt[1] and "Page 2" in alt[1]
    assert html.count('class="spot"') == 1 and html.count('tabindex="-1"') == 1
    view = panel.View("cite-0-1", "Source 1", document, assistant.record(document.id), start,
                      start + len(PILOTS), "ref", sheets=sheets)  # fmt: skip
    shown = panel.panel(view)
    assert 'data-shown="page"' in shown and "Open the original at page 2" in shown
    assert f'href="view/{document.id}#page=2"' in shown
    assert "<mark" in shown  # the text is there too


def test_a_quote_that_is_hostile_is_words(assistant: Any) -> None:
    hostile = '"><script>alert(1)</script>'
    page = MarkedPage(1, 100.0, 100.0, ((0.1, 0.1, 0.2, 0.2),))
    document = replace(document_of(assistant), title=hostile)
    html = sheets_html(Sheets((page,)), document, hostile)
    assert "<script" not in html and html.count("&quot;&gt;&lt;script&gt;") == 2


def test_other_documents_have_no_pages(assistant: Any) -> None:
    notes = document_of(assistant, "notes.md")
    assert sheets_of(assistant, notes, 0, 5) == Sheets()
    assert switch(Sheets()) == ""
    rules = document_of(assistant)
    assert sheets_of(assistant, rules, 0, 0) == Sheets(original=True)
    view = panel.View("doc-1", "Document", rules, assistant.record(rules.id), sheets=Sheets())
    assert 'data-shown="text"' in panel.panel(view)


def test_words_that_are_not_on_the_page_are_told_of(assistant: Any) -> None:
    html = sheets_html(Sheets((MarkedPage(1, 100.0, 100.0, ()),)), document_of(assistant), "x")
    assert NOT_FOUND in html and "spot" not in html.replace("spots", "")


def test_a_page_that_cannot_be_drawn_falls_back_to_the_text_with_a_sentence(
    assistant: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    document = replace(document_of(assistant), id="f" * 16)
    damaged = tmp_path / "a.pdf"
    damaged.write_bytes(rules()[:-900])
    monkeypatch.setattr(assistant, "original", lambda _: damaged)
    sheets = sheets_of(assistant, document, 0, 10)
    assert sheets.problem == NOT_DRAWN and sheets.pages == ()
    view = panel.View("cite-0-1", "Source 1", document, None, 0, 10, sheets=sheets)
    shown = panel.panel(view)
    assert shown.count(NOT_DRAWN) == 1 and 'data-shown="text"' in shown and "<mark" in shown


def test_an_original_that_was_altered_is_not_shown(assistant: Any) -> None:
    document = document_of(assistant)
    path = original_of(assistant, document)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole + b" ")
        sheets = sheets_of(assistant, document, 0, 10)
        assert "damaged" in sheets.problem and not sheets.original
    finally:
        path.write_bytes(whole)


# Routes


def test_the_routes_give_the_page_and_the_pdf_itself(assistant: Any, address: str) -> None:
    document = document_of(assistant)
    for number in (1, 2):
        answer = patient.get(f"{address}/page/{document.id}/{number}")
        assert answer.status_code == 200 and answer.headers["content-type"] == "image/png"
        picture = Image.open(io.BytesIO(answer.content))
        assert picture.width == 1_300 and picture.height > picture.width
    whole = patient.get(f"{address}/view/{document.id}")
    assert whole.content == rules() or whole.content.startswith(b"%PDF-")
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.headers["content-disposition"].startswith("inline")
    assert whole.headers["x-content-type-options"] == "nosniff"
    download = patient.get(f"{address}/original/{document.id}")
    assert download.headers["content-disposition"].startswith("attachment")


def test_the_routes_give_nothing_else(assistant: Any, address: str) -> None:
    pdf, notes = document_of(assistant).id, document_of(assistant, "notes.md").id
    for path in (
        f"page/{pdf}/0", f"page/{pdf}/3", f"page/{pdf}/-1", f"page/{pdf}/1e3",
        f"page/{pdf}/9999999",
        f"page/{notes}/1", f"view/{notes}", f"page/{'0' * 16}/1", f"view/{'0' * 16}",
        "page/..%2f..%2fetc/1", f"view/{pdf}.pdf",
    ):  # fmt: skip
        assert patient.get(f"{address}/{path}").status_code == 404, path
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    for path in (f"page/{pdf}/1", f"view/{pdf}"):
        assert patient.get(f"{address}/{path}", headers=foreign).status_code == 403
        assert patient.post(f"{address}/{path}").status_code == 405


def test_a_picture_that_would_wait_too_long_is_to_be_asked_for_again(
    assistant: Any, address: str
) -> None:
    document = document_of(assistant)
    page_views._pictures._made.clear()
    for _ in range(MAX_WAITING):
        assert page_views._waiting.acquire(blocking=False)
    try:
        answer = patient.get(f"{address}/page/{document.id}/1")
        assert answer.status_code == 503 and answer.headers["retry-after"] == "2"
        assert "being drawn" in sheets_of(assistant, document, 1, 3).problem
    finally:
        for _ in range(MAX_WAITING):
            page_views._waiting.release()
    assert patient.get(f"{address}/page/{document.id}/1").status_code == 200


# In a browser


def opened(page: Any, question: str = "How many pilots man the station at Otra?") -> Any:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    page.locator(".turn[aria-busy=false]").first.wait_for()
    page.locator("#conversation a.cite, #conversation a.card").first.click()
    picture = page.get_by_role("img", name=re.compile("Page 2 of"))
    picture.wait_for()
    page.wait_for_function("document.querySelector('.leaf img').naturalWidth > 0")
    return picture


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_opens_with_the_mark_in_sight_and_the_keyboard_switches(page: Any) -> None:
    picture = opened(page)
    page.wait_for_function("document.activeElement?.className === 'spot'")
    spot, whole = page.locator(".spot").first.bounding_box(), picture.bounding_box()
    assert 60 <= spot["y"] <= 850 - spot["height"]
    assert whole["x"] <= spot["x"] and spot["x"] + spot["width"] <= whole["x"] + whole["width"] + 1
    assert abs((spot["y"] - whole["y"]) / whole["height"] - (842 - 749) / 842) < 0.02
    text = page.get_by_role("button", name="Text", exact=True)
    text.focus()
    text.press("Enter")
    mark = page.locator("#panel .document mark").first
    mark.wait_for()
    assert PILOTS.startswith(mark.inner_text()[:40])
    assert text.get_attribute("aria-pressed") == "true" and not picture.is_visible()
    # The choice holds for the next source, and can be taken back.
    page.get_by_role("button", name="Close the source panel").click()
    page.locator("#conversation a.cite, #conversation a.card").first.click()
    mark.wait_for()
    page.get_by_role("button", name="Page", exact=True).press("Enter")
    picture.wait_for()
    before = picture.bounding_box()["width"]
    page.get_by_role("button", name="Larger").press("Enter")
    assert picture.bounding_box()["width"] > 1.5 * before
    assert page.locator("#panel a[href^='view/']").get_attribute("href").endswith("#page=2")


@pytest.mark.browser
@pytest.mark.slow
def test_where_the_picture_does_not_come_the_text_is_shown_with_a_sentence(page: Any) -> None:
    page.route("**/page/**", lambda route: route.fulfill(status=404))
    page.get_by_label("Your question").fill("How many pilots man the station at Otra?")
    page.get_by_label("Your question").press("Enter")
    page.locator(".turn[aria-busy=false]").first.wait_for()
    page.locator("#conversation a.cite, #conversation a.card").first.click()
    page.locator("#panel .document mark").first.wait_for()
    assert page.get_by_role("alert").filter(has_text=NOT_DRAWN).is_visible()
    assert not page.locator(".sheets").is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_on_a_phone_the_page_is_as_wide_as_the_panel(page: Any) -> None:
    page.set_viewport_size({"width": 412, "height": 840})
    picture = opened(page)
    assert picture.bounding_box()["width"] <= 412
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Larger").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".paper").evaluate("node => node.scrollWidth > node.clientWidth")


@pytest.mark.browser
@pytest.mark.slow
def test_the_report_of_a_document_opens_in_the_panel_and_closes_to_its_button(page: Any) -> None:
    page.get_by_role("tab", name="Documents").click()
    link = page.get_by_role("button", name=re.compile("Report on"))
    link.first.focus()
    link.first.press("Enter")
    found = page.locator("#panel .found li")
    found.first.wait_for()
    assert "2 of 2 pages with text" in found.all_inner_texts()
    page.wait_for_function("document.activeElement?.tagName === 'H2'")
    page.keyboard.press("Escape")
    page.locator("#panel aside").wait_for(state="hidden")
    assert page.evaluate("'report' in document.activeElement.dataset")
