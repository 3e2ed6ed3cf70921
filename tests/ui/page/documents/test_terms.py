"""The terms of a library on the Documents tab."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from tests.support import page_fixture as given
from tests.support.browsing import needs_chromium
from ui.page.documents.terms import TermsForm

pytestmark = pytest.mark.slow


def test_terms_are_added_shown_and_removed(tmp_path: Any) -> None:
    made = given.make_assistant(tmp_path, light=True)
    with gr.Blocks():
        form = TermsForm(made)  # type: ignore[arg-type]
    assert "No terms are kept yet." in form.listed()
    listed, status, *boxes = form.added("<b>PF", "Polar <i>Fund")
    assert "&lt;b&gt;PF" in listed and "Polar &lt;i&gt;Fund" in listed and boxes == ["", ""]
    assert "“&lt;b&gt;PF” stands for “Polar &lt;i&gt;Fund” now." in status
    *_, status, short, long = form.added("", "Polar Fund")
    assert 'class="notice"' in status and "cannot be a short form" in status
    assert short != "" and long != "", "what was typed stays"
    listed, status, *_ = form.removed(SimpleNamespace(_data={"short": "<b>PF"}))  # type: ignore[arg-type]
    assert "No terms are kept yet." in listed and "no more" in status
    assert "No term" in form.removed(SimpleNamespace(_data={"short": "PF"}))[1]  # type: ignore[arg-type]
    made.close()


@pytest.mark.browser
@needs_chromium
def test_a_term_of_the_page_is_read_in_a_question(
    page: Any,
    assistant: given.Provoked,
) -> None:
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Terms and abbreviations").click()
    page.get_by_label("Short form").fill("SPRF")
    long = page.get_by_label("Stands for")
    long.fill("shared polar research fund")
    long.press("Enter")
    row = page.locator("#terms-list li", has_text="SPRF")
    row.wait_for()
    page.wait_for_function(
        "document.querySelector('#terms-short :is(input, textarea)').value === ''"
    )
    assert "polar research fund" in assistant.spelled_out("What is the SPRF?")
    row.get_by_role("button", name="Remove").click()
    row.wait_for(state="detached")
    assert assistant.terms() == []
