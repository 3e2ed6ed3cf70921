"""What is on the FAQ tab: its controls, in the order in which they stand.

It has four parts: the entries, a list to be answered, questions to be found, and the check
after documents have changed. What is always shown as HTML has its scripts in `page.js`.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.faq.lists.question_list import SUFFIXES
from corpus.wording import LANGUAGES, _, later, own_name
from ui.page import choosing
from ui.page.faq import entry_render as faq_render
from ui.page.faq import filter as faq_filter
from ui.page.faq.mined_events import LIMITS
from ui.page.faq.session import TITLE, Desk, ListReading

BARE: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
FORMATS = [
    (later("Word (.docx)"), ".docx"),
    (later("Web page (.html)"), ".html"),
    (later("Web page for search engines (.html)"), ".html schema.org"),
    ("Markdown (.md)", ".md"),
    ("Excel (.xlsx)", ".xlsx"),
    (later("Table (.csv)"), ".csv"),
    ("JSON (.json)", ".json"),
    ("JSON Lines (.jsonl)", ".jsonl"),
    ("schema.org FAQPage (.json)", ".json schema.org"),
]
WHICH = [(later("Shown above"), "filtered"), (later("All"), "all")]
SPOKEN_IN = [
    (later("Any language"), ""),
    *((own_name(one), one) for one in LANGUAGES),
    (later("Both, side by side"), "both"),
]
OPENED = """
const opened = () => window.policyAssistant?.faq?.opened(element);
watch('value', opened);
opened();
"""
TOLD = "watch('value', () => window.policyAssistant?.faq?.told(element))"
LISTED = "watch('value', () => window.policyAssistant?.desk?.listed(element))"
WORKING = "watch('value', () => window.policyAssistant?.faq?.working(element))"


class FaqControls:
    """The tab. Made inside `gr.Tabs`."""

    def __init__(self) -> None:
        with gr.Tab(_("FAQ"), id="faq", elem_id="faq") as self.tab:
            self.desk = gr.State(Desk())
            self.seen = gr.State({})
            with gr.Row(elem_id="faq-head"):
                gr.HTML(faq_render.intro(), elem_id="faq-intro", scale=3, **BARE)
                self.name = gr.Textbox(
                    label=_("Your name"),
                    placeholder=_("For the history of entries"),
                    max_lines=1,
                    elem_id="faq-name",
                )
            with gr.Tabs(elem_id="faq-parts", selected="entries") as self.parts:
                with gr.Tab(_("Entries"), id="entries"):
                    self._entries_page()
                    self._entry_page()
                with gr.Tab(_("Answer a list"), id="list"):
                    self._list_part()
                with gr.Tab(_("Propose"), id="propose"):
                    self._mined_part()
                with gr.Tab(_("Check"), id="check"):
                    self._check_part()

    def _entries_page(self) -> None:
        with gr.Column(elem_id="faq-list") as self.list_page:
            with gr.Row(elem_id="faq-filter"):
                words = gr.Textbox(
                    label=_("Words"), placeholder=_("Question, answer, topic, owner"), scale=2
                )
                status = _choice(_("Answer"), faq_filter.STATUS_CHOICES)
                state = _choice(_("State"), faq_filter.STATE_CHOICES)
                evidence = _choice(_("Confidence"), faq_filter.EVIDENCE_CHOICES)
            with gr.Row(elem_id="faq-filter-more"):
                self.of_topic = _choice(_("Subject"), [(later("Any"), faq_filter.ANY)])
                self.of_owner = _choice(_("Looked after by"), [(later("Any"), faq_filter.ANY)])
                due = _choice(_("Due"), faq_filter.DUE_CHOICES)
            self.filters = [words, status, state, evidence, self.of_topic, self.of_owner, due]
            self.bulk_notice = gr.HTML(
                "", elem_id="faq-bulk-notice", apply_default_css=False, js_on_load=TOLD
            )
            self.listing = gr.HTML(
                "", elem_id="faq-entries", apply_default_css=False, js_on_load=LISTED
            )
            with gr.Column(elem_id="faq-download"):
                gr.HTML(f"<h3>{_('Download')}</h3>", **BARE)
                with gr.Row():
                    self.format = _choice(_("Format"), FORMATS)
                    self.which = _choice(_("Entries"), WHICH)
                    self.spoken = _choice(_("Written in"), SPOKEN_IN)
                    self.file_title = gr.Textbox(label=_("Title"), value=_(TITLE), scale=2)
                    self.make = gr.Button(_("Download"), elem_id="faq-make", variant="primary")
                self.drafts = gr.Checkbox(
                    label=_("Include what is not approved yet"), elem_id="faq-drafts"
                )
                self.file_notice = gr.HTML("", elem_id="faq-file-notice", **BARE)
                self.file = gr.DownloadButton(
                    _("Load the file"), elem_id="faq-file", visible="hidden"
                )

    def _entry_page(self) -> None:
        with gr.Column(elem_id="faq-entry", visible=False) as self.entry_page:
            self.bar = gr.HTML("", elem_id="faq-bar", **BARE)
            self.view = gr.HTML(
                "",
                elem_id="faq-view",
                apply_default_css=False,
                js_on_load=OPENED,
            )
            self.entry_notice = gr.HTML(
                "", elem_id="faq-entry-notice", apply_default_css=False, js_on_load=TOLD
            )
            with gr.Column(elem_id="faq-form"):
                gr.HTML(f"<h3>{_('Edit')}</h3>", **BARE)
                question = gr.Textbox(label=_("Question"), max_lines=4)
                text = gr.Textbox(
                    label=_("Wording"),
                    info=_("Each sentence names its source with a marker like [1]."),
                    lines=4,
                    max_lines=20,
                    elem_id="faq-wording",
                )
                with gr.Row():
                    topic = gr.Textbox(label=_("Topic"), max_lines=1)
                    owner = gr.Textbox(label=_("Owner"), max_lines=1)
                    review = gr.Textbox(
                        label=_("Review date"), placeholder="2026-03-12", max_lines=1
                    )
                with gr.Row(elem_id="faq-form-actions"):
                    self.save = gr.Button(_("Save"), variant="primary")
                    self.discard = gr.Button(_("Discard changes"))
            self.form = [question, text, topic, owner, review]
            self.history = gr.HTML("", elem_id="faq-history", **BARE)

    def _list_part(self) -> None:
        self.reading = gr.State(ListReading("", None))
        self.work_notice = gr.HTML("", elem_id="faq-work-notice", **BARE)
        self.work = gr.HTML("", elem_id="faq-work", apply_default_css=False, js_on_load=WORKING)
        # By themselves, so that what is unfolded there stays so while the work goes on.
        self.works = gr.HTML("", elem_id="faq-works", **BARE)
        with gr.Row(elem_id="faq-sources"):
            with gr.Column():
                gr.HTML(faq_render.list_intro(SUFFIXES), **BARE)
                self.upload = gr.File(
                    label=_("List of questions"), elem_id="faq-upload", height=150
                )
            with gr.Column():
                self.pasted = gr.Textbox(
                    label=_("Or paste them here"),
                    placeholder=_("One question a line, or rows copied from a spreadsheet"),
                    lines=6,
                    max_lines=12,
                    elem_id="faq-pasted",
                )
                self.read = gr.Button(_("Read these questions"), elem_id="faq-read")
        self.list_notice = gr.HTML("", elem_id="faq-list-notice", **BARE)
        with gr.Row(visible=False, elem_id="faq-options") as self.options:
            self.column = gr.Textbox(
                label=_("Question column"),
                info=_("Its name or letter, where it is not found."),
                max_lines=1,
            )
            self.sheet = gr.Textbox(
                label=_("Sheet"), info=_("Of a workbook with several."), max_lines=1
            )
            self.again = gr.Button(_("Read again"))
        self.preview = gr.HTML("", elem_id="faq-preview", **BARE)
        with gr.Column(visible=False, elem_id="faq-start") as self.ready, gr.Row():
            self.title = gr.Textbox(label=_("Title of this list"), max_lines=1, scale=2)
            self.searched_in = choosing.dropdown(
                _("Answer from (all documents, where none is chosen)"), scale=2
            )
            self.start = gr.Button(_("Answer the questions"), variant="primary")

    def _mined_part(self) -> None:
        gr.HTML(faq_render.mined_intro(), **BARE)
        with gr.Row(elem_id="faq-mine"):
            self.documents = choosing.dropdown(scale=2)
            self.limit = _choice(_("Questions at most"), [(str(limit), limit) for limit in LIMITS])
            self.find = gr.Button(_("Find questions"), variant="primary")
        self.mined_notice = gr.HTML("", elem_id="faq-mined-notice", **BARE)
        self.mined_status = gr.HTML("", elem_id="faq-mined-status", **BARE)
        self.proposals = gr.HTML("", elem_id="faq-mined", **BARE)

    def _check_part(self) -> None:
        with gr.Row(elem_id="faq-check"):
            gr.HTML(faq_render.check_intro(), **BARE)
            self.check = gr.Button(_("Check the entries"), variant="primary")
        self.check_notice = gr.HTML("", elem_id="faq-check-notice", **BARE)
        self.check_status = gr.HTML("", elem_id="faq-check-status", **BARE)
        self.findings = gr.HTML("", elem_id="faq-findings", **BARE)


def _choice(label: str, choices: list[tuple[str, Any]], **options: Any) -> gr.Dropdown:
    said = [(_(words), value) for words, value in choices]
    return gr.Dropdown(said, label=label, filterable=False, min_width=140, **options)
