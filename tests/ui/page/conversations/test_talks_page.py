"""Conversations in a real browser: reloaded, searched, deleted, switched off, linked, copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest

from assistant.conversations.conversations import Conversations
from tests.support import page_fixture as given
from tests.support.browsing import ask, marked, needs_chromium, serious

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    needs_chromium,
]


def visit(page: Any, where: str) -> Any:
    page.set_default_timeout(given.PATIENCE)
    page.goto(where)
    page.locator(".example, .turn").first.wait_for()
    return page


def drawer(page: Any) -> Any:
    page.get_by_role("button", name="Conversations").click()
    shown = page.get_by_role("complementary", name="Conversations")
    shown.get_by_role("switch").wait_for()
    return shown


def begin_anew(page: Any) -> None:
    page.get_by_role("button", name="New conversation").click()
    page.locator(".example").first.wait_for()


def focused(page: Any, script: str) -> None:
    page.wait_for_function(f"(() => {{ const it = document.activeElement; return {script}; }})()")


def test_a_reload_and_another_day_find_the_conversation_with_its_sources(open_page: Any) -> None:
    page = open_page()
    ask(page, given.UNKNOWN)
    ask(page, given.SEAT)
    assert "?conversation=" in page.url
    page.reload()
    page.locator(".turn").nth(1).wait_for()
    assert page.locator(".turn h2").all_inner_texts() == [given.UNKNOWN, given.SEAT]
    page.locator(".turn").nth(1).locator("a.cite").first.click()
    assert "Lisbon" in marked(page)
    page.keyboard.press("Escape")
    page.locator(".nearest .card").first.click()
    assert marked(page)
    page.keyboard.press("Escape")
    ask(page, given.FUND)
    assert page.locator(".turn").count() == 3
    begin_anew(page)
    assert "conversation=" not in page.url
    other = visit(page.context.new_page(), page.url)
    other.locator(".latest").get_by_role("button", name=given.UNKNOWN).click()
    other.locator(".turn").nth(2).wait_for()
    focused(other, f"it.tagName === 'H2' && it.textContent === '{given.FUND}'")


def test_the_drawer_finds_opens_and_deletes_by_keyboard(open_page: Any, axe: str) -> None:
    page = open_page(color_scheme="dark")
    ask(page, given.FUND)
    begin_anew(page)
    ask(page, given.SEAT)
    shown = drawer(page)
    focused(page, "it.id === 'talks-search'")
    assert shown.get_by_role("listitem").count() == 2
    assert serious(page, axe) == []
    page.keyboard.type("POLAR fund")
    shown.get_by_text("1 conversation with all of these words").wait_for()
    focused(page, "it.id === 'talks-search'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".turn h2", has_text=given.FUND).wait_for()
    page.locator("#talks aside").wait_for(state="hidden")
    focused(page, f"it.tagName === 'H2' && it.textContent === '{given.FUND}'")

    shown = drawer(page)
    shown.get_by_role("button", name=f"Delete “{given.FUND}”").click()
    dialog = page.get_by_role("dialog", name="Delete this conversation?")
    assert given.FUND in dialog.inner_text()
    dialog.get_by_role("button", name="Keep").click()
    assert shown.get_by_role("listitem").count() == 2
    shown.get_by_role("button", name=f"Delete “{given.FUND}”").click()
    dialog.get_by_role("button", name="Delete").click()
    shown.locator(".done", has_text="1 conversation is deleted.").wait_for()
    focused(page, "it.classList.contains('done')")
    assert shown.get_by_role("listitem").all_inner_texts()[0].startswith(given.SEAT)
    assert page.locator(".turn").count() == 0, "it was the one that is shown"
    shown.get_by_role("button", name="Delete all conversations").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    shown.get_by_text("Nothing is kept yet").wait_for()
    page.keyboard.press("Escape")
    page.locator("#talks aside").wait_for(state="hidden")
    focused(page, "it.dataset.talks === 'open'")


def test_switched_off_nothing_is_kept_and_the_browser_remembers_it(
    open_page: Any, assistant: given.Provoked
) -> None:
    page, path = open_page(), Conversations(assistant.folder).path
    ask(page, given.FUND)
    before = path.read_bytes()
    shown = drawer(page)
    shown.get_by_role("switch", name="Keep my conversations").uncheck(force=True)
    shown.get_by_text("Nothing is kept from now on").wait_for()
    page.keyboard.press("Escape")
    turn = ask(page, given.SEAT)
    assert "Lisbon" in turn.inner_text()
    assert turn.get_by_role("button", name="Copy link").count() == 0
    page.reload()
    page.locator(".turn").first.wait_for()
    assert page.locator(".turn").count() == 1
    assert not drawer(page).get_by_role("switch").is_checked()
    assert path.read_bytes() == before


def test_a_link_opens_its_answer_in_this_browser_and_in_no_other(
    open_page: Any, address: str
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, given.FUND).get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Link copied").wait_for()
    ask(page, given.SEAT)
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/?conversation=") and link.endswith("#turn-1")
    again = visit(page.context.new_page(), link)
    focused(again, f"it.tagName === 'H2' && it.textContent === '{given.FUND}'")
    again.locator(".turn").first.locator("a.cite").first.click()
    assert "4.2 million" in marked(again)
    other = open_page()
    visit(other, link)
    other.locator("#notice", has_text="not kept for this browser").wait_for()
    assert other.locator(".turn, .latest").count() == 0
    assert drawer(other).get_by_role("listitem").count() == 0
    other.keyboard.press("Escape")
    assert "4.2 million" in ask(other, given.FUND).inner_text()


def test_a_link_of_another_site_takes_no_conversation_away(open_page: Any, address: str) -> None:
    page = open_page()
    ask(page, given.FUND)
    mine = page.url
    cookies = page.context.cookies()
    page.goto(f"data:text/html,<a href='{mine}'>the answer</a>")
    page.get_by_role("link").click()
    page.locator(".turn").first.wait_for()
    assert [one["value"] for one in page.context.cookies()] == [one["value"] for one in cookies]


def test_a_choice_of_documents_comes_back_with_its_conversation(open_page: Any) -> None:
    page = open_page()
    page.locator("#searched-in input").click()
    page.get_by_role("option", name="Quantum Research Partnership").click()
    page.keyboard.press("Escape")
    assert "Searched only: document “Quantum" in ask(page, given.SEAT).inner_text()
    page.reload()
    page.locator(".turn").first.wait_for()
    page.locator("#searched-in").get_by_text("Quantum Research Partnership").wait_for()
    assert "4.2 million" not in ask(page, given.FUND).inner_text()


def test_an_answer_is_pasted_as_rich_text_and_had_as_files(open_page: Any, tmp_path: Path) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, "What does polar research say about the fund, ships, stations and data?")
    turn.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    rich = page.evaluate(
        "navigator.clipboard.read().then(([one]) => one.getType('text/html')).then(b => b.text())"
    )
    assert "<b>What does polar research say" in rich and "<li>Ships: 60 per cent" in rich
    assert "[1] Joint Statement on Arctic Science Cooperation, Ministry of Foreign Affairs" in rich
    assert "- Ships: 60 per cent" in page.evaluate("navigator.clipboard.readText()")
    turn.get_by_role("button", name="Copy as Markdown").click()
    turn.locator("[data-copy=markdown]", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("# What does polar")

    ask(page, given.SEAT)
    for number, (of, expected) in enumerate([("this answer", 0), ("this conversation", 1)]):
        page.get_by_text(f"Download {of}").first.click()
        with page.expect_download() as download:
            page.locator("details[open]").get_by_role("button", name="Word document").click()
        path = tmp_path / f"{number}.docx"
        download.value.save_as(path)
        name = "What does polar research say about the fund, ships, stations and data.docx"
        assert download.value.suggested_filename == name
        told = docx.Document(str(path))
        words = "\n".join(one.text for one in told.paragraphs)
        assert "Ships: 60 per cent" in words and words.count("Lisbon") >= expected
        assert bool(expected) == ("Lisbon" in words)
    focused(page, "it.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_on_plain_http_a_copy_is_rich_too(open_page: Any) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: false})")
    ask(page, given.FUND).get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    rich = page.evaluate(
        "navigator.clipboard.read().then(([one]) => one.getType('text/html')).then(b => b.text())"
    )
    assert "4.2 million" in rich and "<b>" in rich


def test_on_a_phone_the_drawer_covers_the_page(open_page: Any, axe: str) -> None:
    page = open_page("Pixel 7")
    ask(page, given.FUND)
    drawer(page)
    assert serious(page, axe) == []
    box = page.locator("#talks aside").bounding_box()
    assert box is not None and box["width"] == page.evaluate("window.innerWidth")
    page.get_by_role("button", name="Close the conversations").tap()
    page.locator("#talks aside").wait_for(state="hidden")
    page.get_by_text("Download this conversation").tap()
    scroll, inner = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert scroll <= inner
    assert serious(page, axe) == []
