"""The page in Vietnamese: nothing of it is English, and what was going on goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from corpus.wording import LANGUAGES, language, using
from tests.support import make_wording, patient
from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from ui.page.language import Page, asked_in

pytestmark = pytest.mark.slow
SHOT = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# Every text that can be seen, and what is read aloud; not the words of documents and of people.
VISIBLE = """() => {
  const left = [];
  const theirs = '[data-example], .title, .file, .collection, [lang]:not(html), .question';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const part = node.parentElement;
    if (part.closest('script, style, template') || part.closest(theirs)) continue;
    if (part.checkVisibility({ visibilityProperty: true })) left.push(node.data.trim());
  }
  for (const part of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (!part.checkVisibility() || part.closest(theirs)) continue;
    for (const name of ['aria-label', 'placeholder', 'title']) left.push(part.getAttribute(name));
  }
  return left.filter((words) => words && words.trim());
}"""
WIDER = """() => [...document.querySelectorAll('button, h1, h2, h3, label, [role=tab]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.clientWidth > 1
    && !one.closest('.visually-hidden, .unseen, .label-wrap')
    && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""


@pytest.fixture
def open_page(open_page: Any) -> Any:
    """Opens the page in a language, on a screen of this size."""

    def start(locale: str = "vi-VN", size: str = "desktop") -> Any:
        page = open_page(locale=locale, viewport=SHOT[size])
        page.wait_for_selector("#question textarea")
        page.wait_for_selector("#conversation section")
        return page

    return start


def english() -> dict[str, str]:
    """The English of every message that is another one in Vietnamese, with what it is there."""
    catalogue = make_wording.read(make_wording.catalogues()[0])
    told = {}
    for one in catalogue:
        for words in make_wording.strings(one.id) if one.id else ():
            if words not in make_wording.strings(one.string):
                told[words] = make_wording.strings(one.string)[0]
    return told


def in_english(seen: list[str]) -> set[str]:
    """What of the texts that were seen is an English message, also with its places filled in."""
    messages = english()
    plain = {words.strip() for words in messages if "{" not in words}
    patterns = [
        re.compile(".+?".join(map(re.escape, re.split(r"\{[^}]*\}", words))))
        for words in messages
        if "{" in words and len(re.sub(r"\{[^}]*\}|\W", "", words)) > 3
    ]
    return {
        words
        for words in seen
        if words.strip() in plain or any(one.fullmatch(words.strip()) for one in patterns)
    }


def components(html: str) -> list[Any]:
    """The parts of the page, as its configuration names them."""
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", html, re.DOTALL)
    assert found is not None
    told: list[Any] = json.loads(unescape(found[1]))["components"]
    return told


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ({}, "Policy Assistant"),
        ({"Accept-Language": "vi-VN,vi;q=0.9"}, "Trợ lý chính sách"),
        ({"Accept-Language": "vi", "Cookie": "language=en"}, "Policy Assistant"),
        ({"Accept-Language": "en", "Cookie": "language=vi"}, "Trợ lý chính sách"),
        ({"Accept-Language": "fr", "Cookie": "language=xx"}, "Policy Assistant"),
    ],
)
def test_the_page_is_sent_in_the_language_of_its_reader(
    address: str, headers: dict[str, str], title: str
) -> None:
    html = patient.get(address, headers=headers).text
    assert f'property="og:title" content="{title}"' in html
    config = patient.get(f"{address}/config", headers=headers).json()
    assert config["title"] == title
    ids = [one["id"] for one in config["components"]]
    assert ids == [one["id"] for one in patient.get(f"{address}/config").json()["components"]]


def test_the_page_is_the_same_in_all_languages_but_for_its_words(address: str) -> None:
    pages = []
    for one in LANGUAGES:
        config = patient.get(f"{address}/config", headers={"Cookie": f"language={one}"}).json()
        parts = [(part["type"], part["props"].get("elem_id")) for part in config["components"]]
        pages.append((parts, config["layout"], config["dependencies"]))
    assert all(page == pages[0] for page in pages)


def test_a_program_is_answered_in_english(address: str) -> None:
    headers = {"Accept-Language": "vi", "Cookie": "language=vi"}
    asked = patient.post(f"{address}/gradio_api/call/ask", json={"data": ["  "]}, headers=headers)
    url = f"{address}/gradio_api/call/ask/{asked.json()['event_id']}"
    said = patient.get(url, headers=headers).text
    assert "The question is empty" in said


class _Asked:
    """A request of a reader."""

    def __init__(self, accepted: str) -> None:
        self.cookies: dict[str, str] = {}
        self.headers = {"accept-language": accepted}


def test_every_step_of_an_event_is_in_its_reader_s_language() -> None:
    """A generator is run on step by step, in one thread or another, between those of others."""
    import asyncio

    def steps() -> Iterator[str]:
        for _ in range(3):
            yield language()

    with Page() as page:
        shown = gr.Textbox()
        button = gr.Button()
        button.click(steps, None, shown, api_visibility="private")
        button.click(language, None, shown, api_visibility="private")
        button.click(language, None, shown, api_visibility="public", api_name="said")

    async def all_steps() -> tuple[list[str], list[str], list[Any]]:
        said: dict[str, list[str]] = {"vi": [], "en": []}
        iterators: dict[str, Any] = {"vi": None, "en": None}
        for _ in range(3):
            for one in said:
                done = await page.call_function(0, [], iterators[one], [_Asked(one)])
                iterators[one] = done["iterator"]
                said[one].append(done["prediction"])
        plain = [
            (await page.call_function(place, [], None, asked))["prediction"]
            for place, asked in ((1, _Asked("vi")), (2, _Asked("vi")), (1, None))
        ]
        return said["vi"], said["en"], plain

    vietnamese, others, plain = asyncio.run(all_steps())
    assert (vietnamese, others) == (["vi"] * 3, ["en"] * 3)
    assert plain == ["vi", "en", "en"]
    assert asked_in(_Asked("vi, en")) == "vi" and language() == "en"


@needs_chromium
@pytest.mark.browser
@pytest.mark.parametrize("size", SHOT)
def test_nothing_of_the_page_is_english_and_nothing_is_cut(open_page: Any, size: str) -> None:
    page = open_page(size=size)
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.title() == "Trợ lý chính sách"
    seen: list[str] = []
    cut: list[str] = []

    def look() -> None:
        page.wait_for_timeout(800)
        seen.extend(page.evaluate(VISIBLE))
        cut.extend(page.evaluate(WIDER))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")

    look()
    for tab in ("documents", "faq", "training"):
        page.click(f"#tabs [role=tab][data-tab-id={tab}]")
        look()
        parts = ("list", "propose", "check") if tab == "faq" else ("packs", "practise", "bank")
        for part in parts:
            if tab != "documents":
                page.click(f"#{tab}-parts [role=tab][data-tab-id={part}]")
                look()
    assert len(seen) > 150 and "Tài liệu" in seen
    assert in_english(seen) == set()
    assert cut == []


def test_these_tests_see_english() -> None:
    assert in_english(["The library is empty.", "3 documents", "Thư viện trống."]) == {
        "The library is empty.",
        "3 documents",
    }
    with using("vi"):
        assert language() == "vi"


@needs_chromium
@pytest.mark.browser
def test_the_switch_changes_the_page_and_is_remembered(open_page: Any) -> None:
    page = open_page(locale="en-GB")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="Tiếng Việt").click()
    page.wait_for_selector("text=Trợ lý chính sách")
    page.wait_for_function("document.documentElement.lang === 'vi'")
    pressed = page.locator("[data-language][aria-pressed=true]")
    assert pressed.get_attribute("lang") == "vi"
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_selector("text=Trợ lý chính sách")
    again.get_by_role("button", name="English").click()
    again.wait_for_selector("text=Policy Assistant")


@needs_chromium
@pytest.mark.browser
def test_what_events_answer_is_in_vietnamese_too(
    open_page: Any, assistant: given.Provoked, tmp_path: Path
) -> None:
    page = open_page()
    page.click("#tabs [role=tab][data-tab-id=documents]")
    file = tmp_path / "lotus.md"
    file.write_text("# Lotus Programme\n\nThe Lotus Programme has 40 partners.\n")
    page.locator("#upload input[type=file]").set_input_files(str(file))
    page.wait_for_selector("#upload-status .badge.indexed")
    status = page.locator("#upload-status").inner_text()
    assert "Đã thêm" in status and "đã lập chỉ mục" not in status and "1 đoạn" in status
    page.wait_for_selector("#library >> text=4 tài liệu")
    dates = page.locator("#library td.day").all_inner_texts()
    assert "26 tháng 3, 2025" in dates
    title = page.locator("#library a.title").first
    assert title.get_attribute("lang") == "en"
    title.click()
    page.wait_for_selector("#panel .panel-body[data-key]")
    assert "Cơ quan ban hành" in page.locator("#panel dl").first.inner_text()
    assert page.locator("#panel .document").get_attribute("lang") == "en"


@needs_chromium
@pytest.mark.browser
def test_the_switch_keeps_the_conversation(open_page: Any) -> None:
    page = open_page(locale="en-GB")
    page.fill("#question textarea", given.FUND)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn[aria-busy=false] .sources")
    quote = page.locator(".card-quote").first.inner_text()
    assert page.locator("#conversation [lang]").count() == 0
    page.wait_for_function("location.search.includes('conversation=')")
    page.get_by_role("button", name="Tiếng Việt").click()
    page.wait_for_selector(".turn .sources h3 >> text=Nguồn")
    assert page.locator(".turn").count() == 1
    assert page.locator(".card-quote").first.inner_text() == quote
    assert page.locator(".card-quote").first.get_attribute("lang") == "en"
    assert page.locator(".turn .answer").first.get_attribute("lang") == "en"
    told = page.locator(".turn").inner_text()
    assert "Trả lời từ 1 đoạn trong 1 tài liệu" in told
    assert "Đã xác minh 1 trên 1 trích dẫn." in told
