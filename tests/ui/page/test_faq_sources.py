"""The source panel behind the links of the FAQ tab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import gradio as gr

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from corpus.document import Document
from ui.page.ask.events import Events
from ui.page.faq.sources import open_source

QUOTE = "Each state will contribute 4.2 million euros a year."
CITATION = Citation(1, "0123456789abcdef", "arctic.md", QUOTE, 0, 52, "Arctic Statement")
ANSWER = Answer("How much?", "How much?", "answered", written(f"{QUOTE} [1]"), None, (CITATION,))


class Shelf:
    """A library of one document, as far as the source panel asks."""

    folder = Path("nowhere")  # of the data, which the panel does not ask for
    conversations = None

    def read(self, identity: str) -> Document:
        return Document(identity, "arctic.md", f"{QUOTE} It lasts.", "Arctic Statement")

    def record(self, identity: str) -> None:
        return None


def source(key: str, answer: Answer | None) -> str | None:
    event = gr.EventData(None, {"key": key, "request": 4})
    return open_source(Events(Shelf()), lambda *link: answer, event)  # type: ignore[arg-type]


def test_a_link_of_the_tab_opens_its_source_and_leads_on_within_the_tab() -> None:
    html = source("faq-mined-3-7-cite-1", replace(ANSWER, citations=(CITATION, CITATION)))
    assert html is not None
    assert f">{QUOTE}</mark>" in html
    assert 'data-key="faq-mined-3-7-cite-1"' in html
    assert 'href="#faq-mined-3-7-cite-2"' in html
    assert source("cite-0-1", ANSWER) is None
    gone = source("faq-mined-3-7-cite-1", None)
    assert gone is not None
    assert "no longer on the page" in gone
    assert "no longer open" in (source("faq-entry-0-0-cite-9", ANSWER) or "")
