"""Collections on the Documents tab: shown, filtered by, sorted into, and chosen for uploads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from ui.page.documents.collecting import CollectionForm
from ui.page.documents.events import DocumentEvents

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[given.Provoked]:
    made = given.make_assistant(tmp_path_factory.mktemp("collecting"), light=True)
    yield made
    made.close()


@pytest.fixture
def form(made: given.Provoked) -> CollectionForm:
    with gr.Blocks():
        return CollectionForm(made)  # type: ignore[arg-type]


def test_documents_are_sorted_shown_and_filtered(
    form: CollectionForm, made: given.Provoked
) -> None:
    events = DocumentEvents(made)  # type: ignore[arg-type]
    id_ = made.record("arctic-statement.md").id
    filter_, into = events.collections("")
    assert not filter_.visible and into.choices == [("library (3)", "library")]

    status, chosen = form.added([id_], "Polar <b>")
    assert "1 document is in “Polar &lt;b&gt;” now." in status and chosen == []
    assert made.record(id_).collections == ("library", "Polar <b>")
    assert "Polar &lt;b&gt;</span>" in events.library()
    assert "1 document<" in events.library("", "Polar <b>")
    assert "Quantum" not in events.library("", "Polar <b>")
    assert "No document matches" in events.library("quantum", "Polar <b>")
    filter_, into = events.collections("Polar <b>")
    assert filter_.visible and filter_.value == "Polar <b>"
    assert filter_.choices[0] == ("All collections", "") and len(into.choices) == 2

    form.moved([id_], "polar <B>")  # capitals make no other collection
    assert made.record(id_).collections == ("Polar <b>",)
    status, _ = form.taken_out([id_], "Polar <b>")
    assert "no longer in" in status
    assert made.record(id_).collections == ("library",)
    assert events.collections("Polar <b>")[0].value == "", "it is there no more"


def test_what_cannot_be_sorted_is_told(form: CollectionForm, made: given.Provoked) -> None:
    id_ = made.record("arctic-statement.md").id
    for chosen, name in (([], "x"), ([id_], "  "), (None, None)):
        status, _ = form.added(chosen, name)
        assert "Choose the documents and their collection first." in status
    assert "cannot be the name of a collection" in form.added([id_], "x" * 200)[0]
    assert "no collection &#x27;nowhere&#x27;" in form.taken_out([id_], "nowhere")[0]
    assert "has no document" in form.moved(["0" * 16], "x")[0]
    assert made.record(id_).collections == ("library",)


def test_a_row_opens_the_form_with_its_document(form: CollectionForm, made: given.Provoked) -> None:
    id_ = made.record("arctic-statement.md").id
    whole, documents, _, status = form.opened(SimpleNamespace(_data={"id": id_}))  # type: ignore[arg-type]
    assert whole.open and documents.value == [id_] and status == ""
    assert form.opened(SimpleNamespace(_data={"id": "0" * 16}))[1].value == []  # type: ignore[arg-type]


@pytest.mark.browser
@needs_chromium
def test_uploads_go_into_a_new_collection_and_are_moved(
    page: Any,
    assistant: given.Provoked,
    tmp_path: Path,
) -> None:
    kelp = tmp_path / "kelp.md"
    kelp.write_text("# Kelp accord\n\nThe kelp accord was signed in Lima in 2024.\n")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#library tbody tr").first.wait_for()
    assert page.locator("#filter-collection").count() == 0, "there is one collection"
    into = page.locator("#into input")
    into.fill("Sea treaties")
    into.press("Enter")
    page.locator("#upload input[type=file]").set_input_files([kelp])
    page.locator("#upload-status .badge.indexed").wait_for()
    row = page.locator("#library tbody tr", has_text="Kelp accord")
    row.locator(".collection", has_text="Sea treaties").wait_for()
    assert assistant.record("kelp.md").collections == ("Sea treaties",)

    page.locator("#filter-collection input").click()
    page.get_by_role("option", name="Sea treaties (1)").click()
    page.locator("#library .count", has_text="1 document").wait_for()
    assert page.locator("#library tbody tr").count() == 1

    row.get_by_role("button", name="Sort").click()
    page.wait_for_function("document.activeElement?.closest('#sort-collection') !== null")
    name = page.locator("#sort-collection input")
    name.fill("Treaties")
    name.press("Enter")
    page.get_by_role("button", name="Move to it").click()
    page.locator("#sort-status .done", has_text="no other collection than “Treaties”").wait_for()
    # The collection that was filtered by is gone: all are shown again.
    row.locator(".collection", has_text="Treaties").wait_for()
    page.locator("#library .count", has_text="4 documents").wait_for()
    assert assistant.record("kelp.md").collections == ("Treaties",)
    assistant.remove("kelp.md", for_good=True)
