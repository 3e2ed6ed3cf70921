"""The Documents tab: its controls, and which event each of them sets off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.loading import LOADERS
from corpus.wording import _
from ui.page import choosing
from ui.page.documents import render as shelf
from ui.page.documents.collecting import CollectionForm
from ui.page.documents.correcting import CorrectingForm
from ui.page.documents.events import DocumentEvents
from ui.page.documents.language_model import LanguageModelForm
from ui.page.documents.reindexing import LOOK_EVERY, ReindexEvents
from ui.page.documents.terms import TermsForm
from ui.page.documents.unlocking import PasswordForm
from ui.page.reviews.events import ReviewEvents

if TYPE_CHECKING:
    from assistant.assistant import Assistant

SUFFIXES = " ".join(LOADERS)
BARE: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
NOW: dict[str, Any] = {**PRIVATE, "queue": False}
# One change of the library at a time.
CHANGING: dict[str, Any] = {**PRIVATE, "concurrency_id": "library", "concurrency_limit": 1}
OFFERED = "watch('value', () => window.policyAssistant?.reindexed(element))"
TOLD = "watch('value', () => window.policyAssistant?.changed(element))"


class DocumentsTab:
    """The tab over an assistant. Made inside `gr.Tabs`; `connect` it once the page is whole."""

    def __init__(self, assistant: Assistant) -> None:
        self.events = DocumentEvents(assistant)
        self.reindexing = ReindexEvents(self.events)
        with gr.Tab(_("Documents"), id="documents", elem_id="documents") as self.tab:
            gr.HTML(shelf.documents_intro(SUFFIXES), elem_id="documents-intro", **BARE)
            self.reindex = gr.HTML(
                "", elem_id="reindex", apply_default_css=False, js_on_load=OFFERED
            )
            self.files = gr.File(
                label=_("Files to add"), file_count="multiple", elem_id="upload", height=150
            )
            self.into = choosing.collection(
                _("Add them to the collection (“library”, where none is named)"), elem_id="into"
            )
            self.status = gr.HTML(
                "", elem_id="upload-status", apply_default_css=False, js_on_load=TOLD
            )
            self.unlocking = PasswordForm(assistant)
            self.gaps = gr.HTML("", elem_id="gaps", **BARE)
            self.reviews = gr.HTML("", elem_id="reviews", **BARE)
            with gr.Row(elem_id="filters"):
                words = gr.Textbox(
                    label=_("Filter the library"),
                    placeholder=_("Title, file, publisher or year"),
                    elem_id="filter",
                    scale=3,
                )
                self.collection = gr.Dropdown(
                    label=_("Collection"), choices=[(_("All collections"), "")], value="",
                    visible=False, elem_id="filter-collection", scale=1,
                )  # fmt: skip
            self.filters = [words, self.collection]
            self.correcting = CorrectingForm(assistant)
            self.collecting = CollectionForm(assistant)
            self.terms = TermsForm(assistant)
            self.language_model = LanguageModelForm(assistant)
            self.listing = gr.HTML("", elem_id="library", **BARE)
            self.removed = gr.HTML("", elem_id="removed", **BARE)

    def connect(self, page: gr.Blocks, source: gr.HTML) -> None:
        """Set off events by the controls, and by the buttons that `page.js` hears on `source`."""
        events = self.events
        added = self.files.upload(
            self.unlocking.uploaded,
            [self.files, self.into],
            [self.files, self.status, *self.unlocking.parts],
            **CHANGING,
        )
        opened = self.unlocking.connect(self.status, CHANGING)
        removed = source.remove(events.remove, None, [self.status], **CHANGING)
        restored = source.restore(events.restore, None, [self.status], **CHANGING)
        corrected = self.correcting.connect(CHANGING)
        sorted_in = self.collecting.connect(source, NOW, CHANGING)
        for changed in (added, opened, removed, restored, corrected, *sorted_in):
            self._look_again(changed.then)
        for filtered in self.filters:
            filtered.change(
                events.library, self.filters, [self.listing], trigger_mode="always_last", **NOW
            )
        for look in (page.load, self.tab.select):
            self._look_again(look)
        self.tab.select(events.gaps, None, [self.gaps], **NOW)
        self.tab.select(ReviewEvents(events.assistant).listing, None, [self.reviews], **NOW)
        self.terms.connect(source, NOW, CHANGING)
        self.language_model.connect(NOW, CHANGING)
        self._connect_reindex(page, source)

    def _look_again(self, event: Callable[..., object]) -> None:
        """Show what the library is now, after an event that may have changed it."""
        shown = [self.listing, self.removed, self.collection, self.into]
        event(self._look, self.filters, shown, **NOW)

    def _look(self, words: str, collection: str | None) -> tuple[Any, ...]:
        events = self.events
        return (
            events.library(words, collection), events.removed(), *events.collections(collection),
        )  # fmt: skip

    def _connect_reindex(self, page: gr.Blocks, source: gr.HTML) -> None:
        timer = gr.Timer(LOOK_EVERY, active=False)  # not in a tab, where it would rest
        offered: dict[str, Any] = {"outputs": [self.reindex, timer], **NOW}
        for look in (page.load, self.tab.select):
            look(self.reindexing.look, None, **offered)
        source.reindex(self.reindexing.act, None, **offered)
        timer.tick(
            self.reindexing.look_on, self.filters, [self.reindex, timer, self.listing], **NOW
        )
