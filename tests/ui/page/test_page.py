"""The page in a real browser and its server, over a real assistant.

The browser is the system's chromium (`apt-get install chromium`); without it these tests are
skipped.
"""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import AssistantError
from tests.support import page_fixture as given
from tests.support import patient
from tests.support.browsing import ask, marked, needs_chromium, serious

browser_test = pytest.mark.browser
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> given.Provoked:
    return given.make_assistant(tmp_path_factory.mktemp("page"))


# Who sees otherwise


@browser_test
@needs_chromium
def test_at_twice_the_size_the_composer_leaves_room_to_read(open_page: Any) -> None:
    page = open_page(viewport={"width": 683, "height": 425}, device_scale_factor=2)
    ask(page, given.SEAT)
    composer = page.locator("#composer").bounding_box()
    box = page.get_by_label("Your question").bounding_box()
    assert composer is not None and box is not None
    assert composer["y"] > 0.7 * 425 and box["y"] + box["height"] <= 425
    assert page.evaluate("document.documentElement.scrollWidth") <= 683
    page.get_by_text("New conversation").scroll_into_view_if_needed()
    page.get_by_text("New conversation").click()


@browser_test
@needs_chromium
def test_what_colour_tells_has_a_line_where_the_system_has_its_own_colours(open_page: Any) -> None:
    page = open_page(forced_colors="active")
    ask(page, given.SEAT)
    style = "(one, name) => getComputedStyle(one)[name]"
    tab = page.locator("#tabs [role=tab][aria-selected=true]").first
    assert "underline" in tab.evaluate(style, "textDecorationLine")
    dot, paper = page.locator(".meter i.on").first, page.locator("body")
    assert dot.evaluate(style, "backgroundColor") == paper.evaluate(style, "color")
    page.locator("[data-talks=open]").click()
    switch = page.locator("[data-talks-keep] + span")
    kept = switch.evaluate(style, "backgroundColor")
    page.locator("[data-talks-keep]").click()
    page.wait_for_function(
        "kept => getComputedStyle(document.querySelector('[data-talks-keep] + span'))"
        ".backgroundColor !== kept",
        arg=kept,
    )


# Chat and sources


@browser_test
@needs_chromium
def test_an_example_is_answered_and_its_chip_opens_the_exact_span(
    page: Any, assistant: given.Provoked
) -> None:
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    turn = page.locator(".turn[aria-busy=false]")
    turn.wait_for()
    assert turn.locator("h2").inner_text() == question
    answer = assistant.ask(question)
    turn.locator("a.cite").first.click()
    assert marked(page) == answer.citations[0].quote
    mark = page.locator("#panel mark").first
    page.wait_for_function("document.activeElement?.tagName === 'MARK'")
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 850 - box["height"]
    assert page.locator("#panel h2").inner_text() == answer.citations[0].title


@browser_test
@needs_chromium
def test_enter_opens_a_chip_and_escape_gives_the_focus_back(page: Any) -> None:
    turn = ask(page, given.SEAT)
    chip = turn.locator("a.cite").first
    chip.focus()
    chip.press("Enter")
    assert "Lisbon" in marked(page)
    page.wait_for_function("document.activeElement?.tagName === 'MARK'")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement?.classList.contains('cite')")
    page.locator("#panel aside").wait_for(state="hidden")
    chip.press("Enter")  # the same chip opens again
    page.locator("#panel aside").wait_for()
    page.get_by_role("button", name="Close the source panel").click()
    page.locator("#panel aside").wait_for(state="hidden")


@browser_test
@needs_chromium
def test_cards_and_steps_lead_through_the_citations(page: Any, assistant: given.Provoked) -> None:
    turn = ask(page, "What does polar research say about the fund, ships, stations and data?")
    cards = turn.locator(".card")
    if cards.count() < 2:
        pytest.skip("one citation only")
    cards.first.click()
    first = marked(page)
    page.get_by_role("link", name="Next citation").click()
    page.wait_for_function("document.querySelector('.place').textContent.startsWith('2 of')")
    assert marked(page) != first
    page.get_by_role("link", name="Previous citation").click()
    page.wait_for_function("document.querySelector('.place').textContent.startsWith('1 of')")
    assert marked(page) == first


@browser_test
@needs_chromium
def test_not_found_offers_the_nearest_passages_and_no_chips(page: Any) -> None:
    turn = ask(page, given.UNKNOWN)
    assert "The documents do not say." in turn.inner_text()
    assert turn.locator("a.cite").count() == 0
    card = turn.locator(".nearest .card").first
    card.click()
    assert marked(page)
    assert "not an answer" in page.locator("#panel .kind").inner_text().lower()


@browser_test
@needs_chromium
def test_a_number_in_a_quote_is_no_chip(page: Any) -> None:
    turn = ask(page, given.NOTE)
    assert turn.locator("a.cite").count() == 1
    turn.locator("a.cite").click()
    assert "note [1] of the annex" in marked(page)


@browser_test
@needs_chromium
def test_an_answer_is_copied_and_downloaded_with_its_quotes(
    open_page: Any, assistant: given.Provoked, tmp_path: Path
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, given.FUND)
    quote = assistant.ask(given.FUND).citations[0].quote
    turn.get_by_text("Download this answer").click()
    with page.expect_download() as download:
        turn.get_by_role("button", name="Markdown", exact=True).click()
    download.value.save_as(tmp_path / "answer.md")
    saved = (tmp_path / "answer.md").read_text(encoding="utf-8")
    assert " ".join(quote.split()) in " ".join(saved.replace("\n> ", "\n").split())
    assert download.value.suggested_filename == f"{given.FUND.rstrip('?')}.md"
    turn.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert " ".join(quote.split()) in " ".join(copied.split())
    assert "arctic-statement.md" in copied


@browser_test
@needs_chromium
def test_a_growing_answer_can_be_stopped(page: Any, assistant: given.Provoked) -> None:
    assistant.pause = 1.5
    try:
        page.get_by_label("Your question").fill(given.FUND)
        page.get_by_role("button", name="Ask", exact=True).click()
        with page.expect_response(re.compile("/cancel$")):
            page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Ask", exact=True).wait_for()
        page.locator(".waiting").wait_for(state="detached")
        assert page.locator(".turn[aria-busy=true]").count() == 0
    finally:
        assistant.pause = 0.0
    assert "4.2 million" in ask(page, given.FUND).inner_text()


@browser_test
@needs_chromium
def test_a_follow_up_and_a_new_conversation(page: Any) -> None:
    ask(page, given.FUND)
    ask(page, given.SEAT)
    assert page.locator(".turn").count() == 2
    page.get_by_role("button", name="New conversation").click()
    page.locator(".example").first.wait_for()
    assert page.locator(".turn").count() == 0


@browser_test
@needs_chromium
@pytest.mark.parametrize("question", ["", "   ", "x" * 5000, "please explode"])
def test_a_question_that_cannot_be_asked_gets_a_sentence(page: Any, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    notice = page.locator("#notice .notice")
    notice.wait_for()
    assert "secret detail" not in page.content()
    assert page.locator(".turn").count() == 0
    assert page.get_by_label("Your question").input_value() == question
    assert "4.2 million" in ask(page, given.FUND).inner_text()
    assert notice.count() == 0


# Which documents are asked


@browser_test
@needs_chromium
def test_what_is_chosen_beside_the_box_is_asked_and_shown(page: Any) -> None:
    page.locator("#searched-in input").click()
    page.get_by_role("option", name="Quantum Research Partnership").click()
    page.keyboard.press("Escape")
    turn = ask(page, given.FUND)
    assert "4.2 million" not in turn.inner_text()
    only = "Searched only: document “Quantum Research Partnership: Terms of Reference”."
    assert only in turn.inner_text()
    assert "Lisbon" in ask(page, given.SEAT).inner_text()
    page.locator("#searched-in").get_by_role("button", name="Remove").first.click()
    turn = ask(page, given.FUND)
    assert "4.2 million" in turn.inner_text() and "Searched only" not in turn.inner_text()


@browser_test
@needs_chromium
def test_the_panel_leads_to_a_question_in_its_document(page: Any) -> None:
    ask(page, given.FUND).locator("a.cite").first.click()
    assert marked(page)
    page.get_by_role("button", name="Ask in this document").click()
    page.locator("#panel aside").wait_for(state="hidden")
    page.locator("#searched-in").get_by_text("Joint Statement on Arctic").wait_for()
    page.wait_for_function("document.activeElement?.closest('#question') !== null")
    turn = ask(page, given.SEAT)
    assert "Lisbon" not in turn.inner_text()
    assert "Searched only: document “Joint Statement on Arctic" in turn.inner_text()


@browser_test
@needs_chromium
def test_hostile_documents_and_questions_stay_text(page: Any) -> None:
    turn = ask(page, f"{given.ZANZIBAR} <img src=x onerror=\"window.__xss='q'\">")
    assert "<img src=x" in turn.locator("h2").inner_text()
    turn.locator("a.cite, a.card").first.click()
    assert marked(page)
    assert "<script>" in page.locator("#panel .document").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#library tr", has_text="hostile.txt").wait_for()
    assert page.evaluate("document.querySelectorAll('#conversation img, #panel img').length") == 0


# Documents


@browser_test
@needs_chromium
def test_upload_filter_view_and_remove(
    page: Any, assistant: given.Provoked, uploads: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "brief (1) é.md", tmp_path / "bad.exe"
    good.write_text("# Kelp diplomacy\n\nThe kelp accord was signed in Lima in 2024.\n")
    bad.write_bytes(b"MZ\x00\x01")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#upload input[type=file]").set_input_files([good, bad])
    page.locator("#upload-status .badge.indexed").wait_for()
    page.locator("#upload-status .badge.unsupported").wait_for()
    assert "bad.exe" in page.locator("#upload-status").inner_text()
    row = page.locator("#library tbody tr", has_text="brief (1) é.md")
    row.wait_for()
    left = [path for path in uploads.rglob("*") if path.name in (good.name, bad.name)]
    assert left == []  # the library keeps its own copy

    page.get_by_label("Filter the library").fill("kelp")
    page.locator("#library .count", has_text="1 document").wait_for()
    row.get_by_role("link").click()
    page.locator("#panel .document", has_text="signed in Lima").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the original").click()
    assert download.value.suggested_filename == good.name
    page.keyboard.press("Escape")

    row.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Keep it").click()
    assert row.count() == 1
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    page.locator("#upload-status .done").wait_for()
    row.wait_for(state="detached")
    assert good.name not in [record.source for record in assistant.documents()]


# Looks


@browser_test
@needs_chromium
def test_dark_mode_is_remembered(open_page: Any) -> None:
    page = open_page(color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    page.locator(".example").first.wait_for()
    assert page.evaluate(paper) == dark


@browser_test
@needs_chromium
def test_on_a_phone_nothing_scrolls_sideways_and_the_panel_covers_the_page(
    open_page: Any,
) -> None:
    page = open_page("Pixel 7")
    wide = "[document.documentElement.scrollWidth, window.innerWidth, visualViewport.width]"

    def assert_fits() -> None:
        scroll, inner, visual = page.evaluate(wide)
        assert scroll <= inner <= round(visual)

    assert_fits()
    turn = ask(page, given.FUND)
    assert_fits()
    turn.locator("a.cite").first.tap()
    marked(page)
    assert_fits()
    panel = page.locator("#panel aside").bounding_box()
    assert panel is not None
    assert panel["width"] == page.evaluate("window.innerWidth")
    page.get_by_role("button", name="Close the source panel").tap()
    page.locator("#panel aside").wait_for(state="hidden")
    page.get_by_role("tab", name="Documents").tap()
    page.locator("#library tbody tr").first.wait_for()
    assert_fits()


@browser_test
@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_accessibility_findings(open_page: Any, axe: str, theme: str) -> None:
    page = open_page(color_scheme=theme, viewport={"width": 1366, "height": 850})
    assert serious(page, axe) == []
    turn = ask(page, given.FUND)
    ask(page, given.UNKNOWN)
    turn.locator("a.cite").first.click()
    marked(page)
    assert serious(page, axe) == []
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#library tbody tr").first.wait_for()
    assert serious(page, axe) == []


# The server


def test_headers_are_on_every_response(address: str) -> None:
    for path in ("/", "/healthz", "/original/0123456789abcdef", "/nothing", "/theme.css"):
        headers = patient.get(address + path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
    assert patient.get(address + "/healthz").json() == {"status": "ok"}


def test_the_page_names_no_other_host(address: str) -> None:
    html = patient.get(address, headers={"X-Forwarded-Host": "evil.example"}).text
    assert "evil.example" not in html
    loaded = re.findall(r"""(?:src|href)=["'](https?://[^"']+)""", html)
    assert [url for url in loaded if not url.startswith(address)] == []


def test_a_foreign_host_name_is_refused(address: str) -> None:
    assert patient.get(address, headers={"Host": "evil.example"}).status_code == 421


def test_originals_are_downloads_of_the_library_only(
    address: str, assistant: given.Provoked
) -> None:
    record = assistant.record("hostile.txt")
    answer = patient.get(f"{address}/original/{record.id}")
    assert answer.text == given.HOSTILE
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    for wrong in ("0123456789abcdef", "..%2f..%2fetc%2fpasswd", "hostile.txt", "%00", "A" * 16):
        assert patient.get(f"{address}/original/{wrong}").status_code == 404, wrong


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "pyproject.toml", "data/library.sqlite", "http://127.0.0.1:9/x"]
)
def test_gradio_gives_no_file_of_the_machine(address: str, path: str) -> None:
    for route in ("/gradio_api/file=", "/file="):
        assert patient.get(address + route + path).status_code in (403, 404)


@pytest.mark.parametrize("meta", [{"meta": {"_type": "gradio.FileData"}}, {}])
@pytest.mark.parametrize("kind", ["path", "address"])
def test_an_upload_event_cannot_name_a_file_of_the_machine(
    address: str, assistant: given.Provoked, tmp_path: Path, meta: dict[str, Any], kind: str
) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nNobody may read or delete this file.\n")
    named = {"path": str(secret), "address": f"{address}/healthz"}[kind]
    config = patient.get(address + "/config").json()
    upload = next(one for one in config["dependencies"] if one["targets"][0][1] == "upload")
    file = {"path": named, "orig_name": "secret.md", **meta}
    body = {"data": [[file], None], "fn_index": upload["id"], "session_hash": "intruder"}
    patient.post(address + "/gradio_api/queue/join", json=body)
    with patient.stream("GET", address + "/gradio_api/queue/data?session_hash=intruder") as events:
        for line in events.iter_lines():
            if "process_completed" in line:
                break
    assert secret.exists()
    assert {record.source for record in assistant.documents()} == set(given.FILES)


def test_the_interface_for_programs_answers_with_the_contract(
    address: str, assistant: given.Provoked
) -> None:
    client_module = pytest.importorskip("gradio_client")
    client = client_module.Client(address, verbose=False)
    answer = client.predict(given.FUND, api_name="/ask")
    expected = assistant.ask(given.FUND).to_dict()
    assert answer.keys() == expected.keys()
    assert answer["citations"] == expected["citations"]


def test_a_port_in_use_is_told_in_a_sentence(assistant: given.Provoked) -> None:
    from ui.page.server import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AssistantError, match=f"port {port}.*--port"):
            serve(assistant, port=port)  # type: ignore[arg-type]
