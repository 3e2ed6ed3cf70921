"""The form that corrects a document: what is saved, what is taken back, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from assistant.assistant import Assistant
from index.corrections import FIELDS
from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from ui.page.documents.correcting import CorrectingForm, fields_of
from ui.page.documents.events import DocumentEvents

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = given.make_assistant(tmp_path_factory.mktemp("correcting-page")).assistant
    yield made
    made.close()


@pytest.fixture
def form(made: Assistant) -> CorrectingForm:
    with gr.Blocks():
        return CorrectingForm(made)


def typed(form: CorrectingForm, which: str, **words: str) -> tuple[Any, ...]:
    values = dict(zip(FIELDS, form.shown(which), strict=False)) | words
    return form.saved(which, *(values[name] for name in FIELDS))


def test_fields_are_saved_and_taken_back(form: CorrectingForm, made: Assistant) -> None:
    before = made.documents()[0]
    *fields, status = typed(
        form, before.id, title="Corrected <b>", date="12 March 2025", replaces="nowhere.md"
    )
    assert fields == fields_of(made.record(before.id))
    record = made.record(before.id)
    assert (record.title, record.date) == ("Corrected <b>", "2025-03-12")
    # What was not typed into is no correction.
    assert record.corrected == ("title", "date", "replaces")
    assert "Saved “Corrected &lt;b&gt;”" in status and "no “nowhere.md” yet" in status
    assert "Corrected &lt;b&gt;" in DocumentEvents(made).library()
    *_, status = typed(form, before.id)
    assert "Nothing changed." in status
    typed(form, before.id, title="", date="", replaces="")
    assert made.record(before.id) == before


def test_what_cannot_be_is_a_notice_and_changes_nothing(
    form: CorrectingForm, made: Assistant
) -> None:
    before = made.documents()[0]
    *_, status = typed(form, before.id, date="2025-02-30", title="x")
    assert "“2025-02-30” is no date that can be" in status and made.record(before.id) == before
    assert "Choose the document first." in form.saved(None, *[""] * len(FIELDS))[-1]
    assert "has no document" in form.shown("0" * 16)[-1]


@pytest.mark.browser
@needs_chromium
def test_a_document_is_corrected_in_the_browser(
    page: Any,
    assistant: given.Provoked,
) -> None:
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Correct a document").click()
    record = assistant.documents()[0]
    box = page.get_by_label("Document", exact=True)
    box.click()
    page.get_by_role("option", name=record.source).first.click()
    title = page.get_by_label("Title", exact=True)
    page.wait_for_function(
        "words => document.querySelector('#correct-title textarea, #correct-title input').value"
        " === words",
        arg=record.title or "",
    )
    page.wait_for_timeout(500)  # the answer has all fields; gradio sets one after the other
    title.fill("Corrected on the page")
    page.locator("#correct-save").click()
    page.locator("#library", has_text="Corrected on the page").wait_for()
    try:
        assert assistant.record(record.id).title == "Corrected on the page"
    finally:
        assistant.correct(record.id, {}, ["title"])
