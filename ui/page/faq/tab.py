"""The FAQ tab: which event each of its controls sets off.

Work that takes minutes is looked on by a timer, so that no session holds a place in the queue
for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.answer import Answer
from assistant.jobs import Jobs
from ui.page.ask.events import Answers, Events
from ui.page.faq.bulk_events import BulkEvents
from ui.page.faq.check_events import CheckEvents
from ui.page.faq.controls import FaqControls
from ui.page.faq.entry_events import FaqEvents
from ui.page.faq.entry_render import Area
from ui.page.faq.lists.build_events import BuildEvents
from ui.page.faq.lists.events import ListEvents
from ui.page.faq.mined_events import MinedEvents
from ui.page.faq.session import Desk
from ui.page.faq.sources import open_source

if TYPE_CHECKING:
    from assistant.assistant import Assistant

KINDS = ("build", "mining", "check")  # of work
LOOK_EVERY = 1.0  # seconds between two looks at work that is running
LOOK_FOR_WORK = 5.0  # seconds between two looks whether another session has begun any
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
NOW: dict[str, Any] = {**PRIVATE, "queue": False}
LONG: dict[str, Any] = {**PRIVATE, "concurrency_id": "faq", "concurrency_limit": 2}
# A name is asked for once: it stays in this browser.
KEEP_NAME = "(name) => { localStorage.setItem('faq-name', name); }"
READ_NAME = "() => localStorage.getItem('faq-name') || ''"
CLOSED = "() => window.policyAssistant.faq.closed()"
NEXT_PAIR = "() => window.policyAssistant.faq.nextPair()"
HAND_OUT = "() => window.policyAssistant.faq.handOut()"


class FaqTab:
    """The tab over an assistant. Made inside `gr.Tabs`; `connect` it once the page is whole."""

    def __init__(self, assistant: Assistant) -> None:
        self.jobs = jobs = Jobs()
        self.entries = FaqEvents(assistant)
        self.bulk = BulkEvents(self.entries)
        self.lists = ListEvents(assistant)
        self.builds = BuildEvents(self.entries, self.lists, jobs)
        self.mined = MinedEvents(self.entries, jobs)
        self.checks = CheckEvents(self.entries, jobs)
        self.on = FaqControls()

    def connect(self, page: gr.Blocks, source: gr.HTML, events: Events, answers: gr.State) -> None:
        """Set off events by the controls, and by the buttons that `page.js` hears on `source`."""
        on = self.on
        self.timer = gr.Timer(LOOK_FOR_WORK, active=False)  # not in a tab, where it would rest
        self._connect_entries(source)
        self._connect_list(source)
        self._connect_work(source)

        def open_any(event: gr.EventData, chat: Answers, desk: Desk) -> str:
            shown = open_source(events, lambda *link: self._answer(desk, *link), event)
            return events.open_source(chat, event) if shown is None else shown

        source.source(open_any, [answers, on.desk], [source], **NOW)
        page.load(None, None, [on.name], js=READ_NAME, **NOW)
        on.name.change(None, [on.name], None, js=KEEP_NAME, **NOW)

    def _connect_entries(self, source: gr.HTML) -> None:
        on, entries = self.on, self.entries
        listed = [on.desk, *on.filters]
        entry = [
            on.parts, on.list_page, on.entry_page, on.bar, on.view, on.entry_notice,
            *on.form, on.history, on.desk,
        ]  # fmt: skip
        on.tab.select(entries.listing, listed, [on.listing], **NOW)
        for one in on.filters:
            one.change(entries.listing, listed, [on.listing], trigger_mode="always_last", **NOW)
        source.faq_more(entries.show_more, listed, [on.listing, on.desk], **NOW)
        source.faq_everything(entries.show_everything, listed, [on.listing, on.desk], **NOW)
        source.faq_open(entries.open, [on.desk, *on.form, *on.filters], entry, **NOW)
        source.faq_back(entries.close, [on.desk, *on.form, *on.filters], self._closed, **NOW).then(
            None, None, None, js=CLOSED, **NOW
        )
        on.save.click(entries.save, [on.desk, on.name, *on.form], entry, **NOW)
        on.discard.click(entries.discard, [on.desk], entry, **NOW)
        acting = [on.desk, on.name, *on.form, *on.filters]
        source.faq_move(entries.move, acting, entry, **NOW)
        source.faq_undo_move(entries.undo, acting, entry, **NOW)
        done = [on.bulk_notice, on.listing, on.desk]
        many = [on.desk, on.name, *on.filters]
        for act, handler in ((source.faq_bulk, self.bulk.act), (source.faq_undo, self.bulk.undo)):
            self._offer(act(handler, many, done, **NOW).then)
        self._offer(on.tab.select)
        on.make.click(
            entries.download,
            [
                on.desk,
                on.format,
                on.which,
                on.file_title,
                on.drafts,
                on.spoken,
                *on.filters,
            ],
            [on.file, on.file_notice],
            **LONG,
        ).success(None, None, None, js=HAND_OUT, **NOW)

    def _offer(self, event: Any) -> None:
        """Renew what topics and owners there are to filter by."""
        choices = [self.on.of_topic, self.on.of_owner]
        event(self.entries.choices, choices, choices, **NOW)

    def _connect_list(self, source: gr.HTML) -> None:
        on, lists, builds = self.on, self.lists, self.builds
        reading = [
            on.list_notice, on.preview, on.options, on.ready, on.title, on.start,
            on.reading,
        ]  # fmt: skip
        on.upload.upload(lists.upload, [on.upload], reading, **LONG).then(
            lambda: None, None, [on.upload], **NOW
        )
        on.read.click(lists.paste, [on.pasted], reading, **LONG)
        gr.on(
            [on.again.click, on.column.submit, on.sheet.submit],
            lists.read_again, [on.reading, on.column, on.sheet], reading, **LONG,
        )  # fmt: skip
        for event in (source.faq_apart, source.faq_merge):
            event(lists.keep_apart, [on.reading], reading, **NOW)
        source.faq_decide(lists.decide, [on.reading], reading, **NOW).then(
            None, None, None, js=NEXT_PAIR, **NOW
        )
        source.faq_undecide(lists.take_back, [on.reading], reading, **NOW).then(
            None, None, None, js=NEXT_PAIR, **NOW
        )
        source.faq_rows(lists.show_more, [on.reading], reading, **NOW)
        started = [
            on.start.click(
                builds.start,
                [on.reading, on.title, on.name, on.searched_in],
                [on.work_notice, *reading],
                **NOW,
            ),
            source.faq_go(builds.go_on, [on.name], [on.work_notice], **NOW),
            source.faq_forget(builds.forget, None, [on.work_notice], **NOW),
        ]
        for begun in started:
            self._look_after(begun.then)
        source.faq_review(builds.review, [on.desk], [on.parts, on.file_title, on.desk], **NOW).then(
            self.entries.close, [on.desk, *on.form, *on.filters], self._closed, **NOW
        )

    def _connect_work(self, source: gr.HTML) -> None:
        on, mined, checks = self.on, self.mined, self.checks
        for control, told in ((on.documents, on.mined_notice), (on.searched_in, on.work_notice)):
            on.tab.select(mined.documents, [control], [control, told], **NOW)
        find = on.find.click(mined.find, [on.documents, on.limit], [on.mined_notice], **NOW)
        check = on.check.click(checks.start, None, [on.check_notice], **NOW)
        stop = source.faq_stop(self._stop, None, None, **NOW)
        for begun in (find, check, stop):
            self._look_after(begun.then)
        source.faq_add(mined.add, [on.name], [on.mined_notice, on.proposals], **NOW)
        found = [on.check_notice, on.findings]
        source.faq_accept(checks.accept, [on.name], found, **NOW)
        source.faq_leave(checks.leave, None, found, **NOW)
        source.faq_renew(checks.renew, [on.name], found, **NOW)
        self._look_after(on.tab.select)
        self._look_after(self.timer.tick)

    @property
    def _closed(self) -> list[Any]:
        on = self.on
        return [on.list_page, on.entry_page, on.listing, on.desk]

    def _look_after(self, event: Any) -> None:
        """Look at the work that an event has begun or ended; the timer looks on from there."""
        on = self.on
        looking = [on.seen, on.desk, *on.filters]
        looked = [
            on.work, on.works, on.mined_status, on.check_status, on.proposals, on.findings,
            on.listing, self.timer, on.seen,
        ]  # fmt: skip
        event(self._look, looking, looked, **NOW)

    def _look(self, seen: Mapping[str, int], desk: Desk, *filtered: str) -> tuple[Any, ...]:
        """How far all work is; what it came to is shown once, since that can be long."""
        latest = {kind: self.jobs.latest(kind) for kind in KINDS}
        ended = {kind: job.number for kind, job in latest.items() if job and job.state != "running"}
        new = {kind for kind, number in ended.items() if seen.get(kind) != number}
        return (
            self.builds.status(),
            self.builds.stopped(),
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
