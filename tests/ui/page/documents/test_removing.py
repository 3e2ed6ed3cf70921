"""What is removed on the page, and how it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.errors import DocumentNotFound
from index.store.tables.removed_rows import DAYS, Removal, RemovedDocument
from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from ui.page.documents import removed_render
from ui.page.documents.events import DocumentEvents

pytestmark = pytest.mark.slow
TITLE = "Joint Statement on Arctic Science Cooperation"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[given.Provoked]:
    made = given.make_assistant(tmp_path_factory.mktemp("removing"), light=True)
    yield made
    made.close()


@pytest.fixture
def events(made: given.Provoked) -> DocumentEvents:
    return DocumentEvents(made)  # type: ignore[arg-type]


def of(id_: str) -> Any:
    return SimpleNamespace(_data={"id": id_})


def test_what_is_removed_is_offered_and_comes_back_as_it_was(
    events: DocumentEvents, made: given.Provoked
) -> None:
    before, question = made.record("arctic-statement.md"), given.FUND
    answer = made.ask(question).text
    assert "4.2 million" in answer
    assert events.removed() == ""
    status = events.remove(of(before.id))
    assert f"Removed “{TITLE}”. Until " in status
    assert f'data-restore="{before.id}">Undo' in status
    assert TITLE not in events.library()
    kept = events.removed()
    assert f"Removed in the last {DAYS} days" in kept and ">Have it back<" in kept
    assert f'data-restore="{before.id}"' in kept and "arctic-statement.md" in kept

    assert f"“{TITLE}” is in the library again." in events.restore(of(before.id))
    assert made.record("arctic-statement.md") == before
    assert made.ask(question).text == answer
    assert events.removed() == ""
    again = events.restore(of(before.id))
    assert 'class="notice"' in again and "No removed document" in again


def test_a_removed_document_is_called_as_it_was_corrected(
    events: DocumentEvents, made: given.Provoked
) -> None:
    before = made.record("quantum-terms.md")
    made.correct(before.id, {"title": "Register <b>of</b> visits"})
    events.remove(of(before.id))
    try:
        assert "Register &lt;b&gt;of&lt;/b&gt; visits" in events.removed()
        with pytest.raises(DocumentNotFound):
            made.undo_remove(before.title or "")
        assert made.undo_remove("Register <b>of</b> visits").id == before.id
    finally:
        made.correct(before.id, {}, ["title"])
    assert made.record(before.id) == before


def test_what_is_said_of_a_removal(made: given.Provoked) -> None:
    record = made.record("arctic-statement.md")
    several = Removal(record, ("a.md", "<b>.md"), undo_until="2026-12-30")
    html = removed_render.removal(several)
    assert "Its names went with it: a.md, &lt;b&gt;.md." in html and "30 December 2026" in html
    full = removed_render.removal(Removal(record, ("a.md",)))
    assert "The disk was too full to keep it, so this cannot be undone." in full
    assert "data-restore" not in full
    # The terminal says the same, and of a name that went alone what stays.
    assert Removal(record, ("a.md",)).sentences("a.md", for_good=True) == ["Removed a.md."]
    alone = Removal(record, ("a.md",), ("b.md",)).sentences("a.md")
    assert alone == [f"Removed the name a.md; the document ({record.id}) stays, as b.md."]
    row = RemovedDocument("0" * 16, None, ("<x>.md",), "2026-11-30T08:00:00+00:00", "2026-12-30")
    html = removed_render.kept([row, row])
    assert html.count("&lt;x&gt;.md</strong>") == 2 and "<x>" not in html
    assert "2 documents can be had back" in html and "kept until 30 December 2026" in html


@pytest.mark.browser
@needs_chromium
def test_a_document_is_removed_and_had_back_in_the_browser(
    page: Any,
    assistant: given.Provoked,
) -> None:
    page.get_by_role("tab", name="Documents").click()
    row = page.locator("#library tbody tr", has_text=TITLE)
    status, kept = page.locator("#upload-status"), page.locator("#removed")

    def remove() -> None:
        row.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        status.get_by_role("button", name="Undo").wait_for()
        row.wait_for(state="detached")

    remove()
    # The row that had the focus is gone: the keyboard is at what undoes it.
    page.wait_for_function("document.activeElement?.dataset.restore !== undefined")
    page.keyboard.press("Enter")
    status.locator(".done", has_text="is in the library again").wait_for()
    row.wait_for()
    assert kept.locator("details").count() == 0

    remove()
    page.reload()  # the status is gone, the list is not
    page.locator(".example").first.wait_for()
    page.get_by_role("tab", name="Documents").click()
    kept.locator("summary", has_text=re.compile(f"Removed in the last {DAYS} days")).click()
    kept.locator("li", has_text=TITLE).get_by_role("button", name="Have it back").click()
    status.locator(".done", has_text="is in the library again").wait_for()
    row.wait_for()
    kept.locator("details").wait_for(state="detached")
    page.wait_for_function("document.activeElement?.classList.contains('done')")
    page.get_by_role("tab", name="Ask").click()
    assert TITLE in {record.title for record in assistant.documents()}
