"""The FAQ tab: what is on it, and which event each of its controls sets off.

It has four parts: the entries, a list to be answered, questions to be found, and the check
after documents have changed. Work that takes minutes is looked on by a timer, so that no
session holds a place in the queue for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.answer import Answer
from assistant.faq.question_list import SUFFIXES
from ui import faq_filter, faq_render
from ui.events import Events
from ui.faq_check_events import CheckEvents
from ui.faq_events import TITLE, Desk, FaqEvents
from ui.faq_jobs import KINDS, Jobs
from ui.faq_list_events import ListEvents, Reading
from ui.faq_mined_events import LIMITS, MinedEvents
from ui.faq_sources import Area, open_source

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LOOK_EVERY = 1.0  # seconds between two looks at work that is running
LOOK_FOR_WORK = 5.0  # seconds between two looks whether another session has begun any
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
NOW: dict[str, Any] = {**PRIVATE, "queue": False}
LONG: dict[str, Any] = {**PRIVATE, "concurrency_id": "faq", "concurrency_limit": 2}
BARE: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
FORMATS = [
    ("Word (.docx)", ".docx"),
    ("Web page (.html)", ".html"),
    ("Markdown (.md)", ".md"),
    ("Excel (.xlsx)", ".xlsx"),
    ("Table (.csv)", ".csv"),
    ("JSON (.json)", ".json"),
    ("JSON Lines (.jsonl)", ".jsonl"),
]
# A name is asked for once: it stays in this browser.
KEEP_NAME = "(name) => { localStorage.setItem('faq-name', name); }"
READ_NAME = "() => localStorage.getItem('faq-name') || ''"
OPENED = """
const opened = () => window.policyAssistant?.faq?.opened(element);
watch('value', opened);
opened();
"""
TOLD = "watch('value', () => window.policyAssistant?.faq?.told(element))"
HAND_OUT = "() => window.policyAssistant.faq.handOut()"


class FaqTab:
    """The tab over an assistant. Made inside `gr.Tabs`; `connect` it once the page is whole."""

    def __init__(self, assistant: Assistant) -> None:
        jobs = Jobs()
        self.jobs = jobs
        self.entries = FaqEvents(assistant)
        self.lists = ListEvents(self.entries, jobs)
        self.mined = MinedEvents(self.entries, jobs)
        self.checks = CheckEvents(self.entries, jobs)
        with gr.Tab("FAQ", id="faq", elem_id="faq") as self.tab:
            self.desk = gr.State(Desk())
            self.seen = gr.State({})
            with gr.Row(elem_id="faq-head"):
                gr.HTML(faq_render.intro(), elem_id="faq-intro", scale=3, **BARE)
                self.name = gr.Textbox(
                    label="Your name",
                    placeholder="For the history of entries",
                    max_lines=1,
                    elem_id="faq-name",
                )
            with gr.Tabs(elem_id="faq-parts", selected="entries") as self.parts:
                with gr.Tab("Entries", id="entries") as self.entries_part:
                    self._entries_page()
                    self._entry_page()
                with gr.Tab("Answer a list", id="list"):
                    self._list_part()
                with gr.Tab("Propose", id="propose") as self.mined_part:
                    self._mined_part()
                with gr.Tab("Check", id="check"):
                    self._check_part()

    # What is on it

    def _entries_page(self) -> None:
        with gr.Column(elem_id="faq-list") as self.list_page:
            with gr.Row(elem_id="faq-filter"):
                words = gr.Textbox(
                    label="Words", placeholder="In question, answer, topic, owner", scale=2
                )
                status = _choice("Answer", faq_filter.STATUS_CHOICES)
                state = _choice("State", faq_filter.STATE_CHOICES)
                evidence = _choice("Confidence", faq_filter.EVIDENCE_CHOICES)
            self.filters = [words, status, state, evidence]
            self.listing = gr.HTML("", elem_id="faq-entries", **BARE)
            with gr.Column(elem_id="faq-download"):
                gr.HTML("<h3>Download</h3>", **BARE)
                with gr.Row():
                    self.format = _choice("Format", FORMATS)
                    self.which = _choice("Entries", [("Shown above", "filtered"), ("All", "all")])
                    self.file_title = gr.Textbox(label="Title", value=TITLE, scale=2)
                    self.make = gr.Button("Download", elem_id="faq-make", variant="primary")
                self.file_notice = gr.HTML("", elem_id="faq-file-notice", **BARE)
                self.file = gr.DownloadButton("Load the file", elem_id="faq-file", visible="hidden")

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
                gr.HTML("<h3>Edit</h3>", **BARE)
                question = gr.Textbox(label="Question", max_lines=4)
                text = gr.Textbox(
                    label="Wording",
                    info="Each sentence names its source with a marker like [1].",
                    lines=4,
                    max_lines=20,
                    elem_id="faq-wording",
                )
                with gr.Row():
                    topic = gr.Textbox(label="Topic", max_lines=1)
                    owner = gr.Textbox(label="Owner", max_lines=1)
                    review = gr.Textbox(label="Review date", placeholder="2026-03-12", max_lines=1)
                with gr.Row(elem_id="faq-form-actions"):
                    self.save = gr.Button("Save", variant="primary")
                    self.discard = gr.Button("Discard changes")
            self.form = [question, text, topic, owner, review]
            self.history = gr.HTML("", elem_id="faq-history", **BARE)

    def _list_part(self) -> None:
        self.reading = gr.State(Reading("", None))
        self.work_notice = gr.HTML("", elem_id="faq-work-notice", **BARE)
        self.work = gr.HTML("", elem_id="faq-work", **BARE)
        with gr.Row(elem_id="faq-sources"):
            with gr.Column():
                gr.HTML(faq_render.list_intro(SUFFIXES), **BARE)
                self.upload = gr.File(label="List of questions", elem_id="faq-upload", height=150)
            with gr.Column():
                self.pasted = gr.Textbox(
                    label="Or paste them here",
                    placeholder="One question a line, or rows copied from a spreadsheet",
                    lines=6,
                    max_lines=12,
                    elem_id="faq-pasted",
                )
                self.read = gr.Button("Read these questions", elem_id="faq-read")
        self.list_notice = gr.HTML("", elem_id="faq-list-notice", **BARE)
        with gr.Row(visible=False, elem_id="faq-options") as self.options:
            self.column = gr.Textbox(
                label="Question column",
                info="Its name or letter, where it is not found.",
                max_lines=1,
            )
            self.sheet = gr.Textbox(label="Sheet", info="Of a workbook with several.", max_lines=1)
            self.again = gr.Button("Read again")
        self.preview = gr.HTML("", elem_id="faq-preview", **BARE)
        with gr.Column(visible=False, elem_id="faq-start") as self.ready, gr.Row():
            self.title = gr.Textbox(label="Title of this list", max_lines=1, scale=2)
            self.start = gr.Button("Answer the questions", variant="primary")

    def _mined_part(self) -> None:
        gr.HTML(faq_render.mined_intro(), **BARE)
        with gr.Row(elem_id="faq-mine"):
            self.documents = gr.Dropdown(
                label="Search in (all documents, where none is chosen)",
                choices=[], multiselect=True, scale=2,
            )  # fmt: skip
            self.limit = _choice("Questions at most", [(str(limit), limit) for limit in LIMITS])
            self.find = gr.Button("Find questions", variant="primary")
        self.mined_notice = gr.HTML("", elem_id="faq-mined-notice", **BARE)
        self.mined_status = gr.HTML("", elem_id="faq-mined-status", **BARE)
        self.proposals = gr.HTML("", elem_id="faq-mined", **BARE)

    def _check_part(self) -> None:
        with gr.Row(elem_id="faq-check"):
            gr.HTML(faq_render.check_intro(), **BARE)
            self.check = gr.Button("Check the entries", variant="primary")
        self.check_notice = gr.HTML("", elem_id="faq-check-notice", **BARE)
        self.check_status = gr.HTML("", elem_id="faq-check-status", **BARE)
        self.findings = gr.HTML("", elem_id="faq-findings", **BARE)

    # What happens

    def connect(self, page: gr.Blocks, source: gr.HTML, events: Events, answers: gr.State) -> None:
        """Set off events by the controls, and by the buttons that `page.js` hears on `source`."""
        self.timer = gr.Timer(LOOK_FOR_WORK, active=False)  # not in a tab, where it would rest
        self._connect_entries(source)
        self._connect_list(source)
        self._connect_work(source)

        def open_any(event: gr.EventData, chat: tuple[Answer, ...], desk: Desk) -> str:
            shown = open_source(events, lambda *link: self._answer(desk, *link), event)
            return events.open_source(chat, event) if shown is None else shown

        source.source(open_any, [answers, self.desk], [source], **NOW)
        page.load(None, None, [self.name], js=READ_NAME, **NOW)
        self.name.change(None, [self.name], None, js=KEEP_NAME, **NOW)

    def _connect_entries(self, source: gr.HTML) -> None:
        entries = self.entries
        listed = [self.desk, *self.filters]
        entry = [
            self.parts, self.list_page, self.entry_page, self.bar, self.view, self.entry_notice,
            *self.form, self.history, self.desk,
        ]  # fmt: skip
        self.tab.select(entries.listing, listed, [self.listing], **NOW)
        for one in self.filters:
            one.change(entries.listing, listed, [self.listing], trigger_mode="always_last", **NOW)
        source.faq_more(entries.show_more, listed, [self.listing, self.desk], **NOW)
        source.faq_everything(entries.show_everything, listed, [self.listing, self.desk], **NOW)
        source.faq_open(entries.open, [self.desk, *self.form, *self.filters], entry, **NOW)
        source.faq_back(entries.close, [self.desk, *self.form, *self.filters], self._closed, **NOW)
        self.save.click(entries.save, [self.desk, self.name, *self.form], entry, **NOW)
        self.discard.click(entries.discard, [self.desk], entry, **NOW)
        source.faq_move(entries.move, [self.desk, self.name, *self.form], entry, **NOW)
        self.make.click(
            entries.download,
            [self.desk, self.format, self.which, self.file_title, *self.filters],
            [self.file, self.file_notice],
            **LONG,
        ).success(None, None, None, js=HAND_OUT, **NOW)

    def _connect_list(self, source: gr.HTML) -> None:
        lists = self.lists
        reading = [
            self.list_notice, self.preview, self.options, self.ready, self.title, self.start,
            self.reading,
        ]  # fmt: skip
        self.upload.upload(lists.upload, [self.upload], reading, **LONG).then(
            lambda: None, None, [self.upload], **NOW
        )
        self.read.click(lists.paste, [self.pasted], reading, **LONG)
        gr.on(
            [self.again.click, self.column.submit, self.sheet.submit],
            lists.read_again, [self.reading, self.column, self.sheet], reading, **LONG,
        )  # fmt: skip
        for event in (source.faq_apart, source.faq_merge):
            event(lists.keep_apart, [self.reading], reading, **NOW)
        source.faq_rows(lists.show_more, [self.reading], reading, **NOW)
        started = [
            self.start.click(
                lists.start,
                [self.reading, self.title, self.name],
                [self.work_notice, *reading],
                **NOW,
            ),
            source.faq_go(lists.go_on, [self.name], [self.work_notice], **NOW),
            source.faq_forget(lists.forget, None, [self.work_notice], **NOW),
        ]
        for begun in started:
            self._look_after(begun.then)
        source.faq_review(lists.review, [self.desk], [self.parts, self.desk], **NOW).then(
            self.entries.close, [self.desk, *self.form, *self.filters], self._closed, **NOW
        )

    def _connect_work(self, source: gr.HTML) -> None:
        mined, checks = self.mined, self.checks
        self.tab.select(mined.documents, None, [self.documents], **NOW)
        find = self.find.click(mined.find, [self.documents, self.limit], [self.mined_notice], **NOW)
        check = self.check.click(checks.start, None, [self.check_notice], **NOW)
        stop = source.faq_stop(self._stop, None, None, **NOW)
        for begun in (find, check, stop):
            self._look_after(begun.then)
        source.faq_add(mined.add, [self.name], [self.mined_notice, self.proposals], **NOW)
        found = [self.check_notice, self.findings]
        source.faq_accept(checks.accept, [self.name], found, **NOW)
        source.faq_leave(checks.leave, None, found, **NOW)
        source.faq_renew(checks.renew, [self.name], found, **NOW)
        self._look_after(self.tab.select)
        self._look_after(self.timer.tick)

    @property
    def _closed(self) -> list[Any]:
        return [self.list_page, self.entry_page, self.listing, self.desk]

    def _look_after(self, event: Any) -> None:
        """Look at the work that an event has begun or ended; the timer looks on from there."""
        looking = [self.seen, self.desk, *self.filters]
        looked = [
            self.work, self.mined_status, self.check_status, self.proposals, self.findings,
            self.listing, self.timer, self.seen,
        ]  # fmt: skip
        event(self._look, looking, looked, **NOW)

    def _look(self, seen: Mapping[str, int], desk: Desk, *filtered: str) -> tuple[Any, ...]:
        """How far all work is; what it came to is shown once, since that can be long."""
        latest = {kind: self.jobs.latest(kind) for kind in KINDS}
        ended = {kind: job.number for kind, job in latest.items() if job and job.state != "running"}
        new = {kind for kind, number in ended.items() if seen.get(kind) != number}
        return (
            self.lists.status(),
            self.mined.status(),
            self.checks.status(),
            self.mined.results() if "mining" in new else gr.skip(),
            self.checks.results() if "check" in new else gr.skip(),
            self.entries.listing(desk, *filtered) if "build" in new else gr.skip(),
            gr.Timer(LOOK_EVERY if self.jobs.running() else LOOK_FOR_WORK, active=True),
            ended,
        )

    def _stop(self, event: gr.EventData) -> None:
        kind = event._data.get("kind")
        if kind in KINDS:
            self.jobs.stop(kind)

    def _answer(self, desk: Desk, area: Area, job: int, place: int) -> Answer | None:
        """The answer that a link of the tab is about."""
        if area == "mined":
            return self.mined.answer(job, place)
        if area == "fresh":
            return self.checks.answer(job, place)
        return desk.opened.entry.answer if desk.opened else None


def _choice(label: str, choices: list[tuple[str, Any]], **options: Any) -> gr.Dropdown:
    return gr.Dropdown(choices, label=label, filterable=False, min_width=140, **options)
