"""What happens with a list of questions that is answered: begin, stop, go on, look on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.faq.build import Build, plan
from assistant.faq.keeping.records import Added
from assistant.jobs import Job, Jobs
from corpus.blocks import clean_line
from corpus.wording import _
from ui.page import choosing
from ui.page.ask import render
from ui.page.boundary import alone, noticed, sentence, status
from ui.page.faq.entry_events import FaqEvents
from ui.page.faq.entry_render import STATUS_WORDS
from ui.page.faq.lists import render as faq_list_render
from ui.page.faq.lists.events import ListEvents
from ui.page.faq.lists.saved_builds import Work, Works
from ui.page.faq.session import TITLE, Desk, ListReading

LONGEST_TITLE = 200
BUILDER = "Policy Assistant"  # who adds entries, where nobody gave a name


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a list: its entries, and how many have which status."""

    added: Added
    statuses: Counter[str]

    @property
    def ids(self) -> frozenset[str]:
        added = self.added
        return frozenset((*added.new, *added.changed, *added.unchanged, *added.kept))


class BuildEvents:
    """What happens with lists that are answered. Handlers give the notice of the work."""

    def __init__(self, faq: FaqEvents, lists: ListEvents, jobs: Jobs) -> None:
        self.faq = faq
        self.lists = lists
        self.jobs = jobs
        self.works = Works(faq.assistant.folder)

    def start(
        self, reading: ListReading, title: str, who: str, searched_in: Sequence[str] = ()
    ) -> tuple[Any, ...]:
        """Begin to answer the list; gives the notice of the work, then what a reading gives."""
        if reading.questions is None:
            return "", *self.lists.shown(reading)
        try:
            planned = plan(reading.questions.rows, reading.to_answer)
            choice = self.faq.assistant.chosen(choosing.choice_of(searched_in)).choice
            called = clean_line(title)[:LONGEST_TITLE] or _(TITLE)
            self._begin(self.works.keep(called, planned, choice), who)
        except Exception as error:
            return render.notice(sentence(error)), *self.lists.shown(reading)
        return "", *self.lists.shown(ListReading("", None))

    @noticed(alone)
    def go_on(self, event: gr.EventData, who: str) -> str:
        """Go on with a list that was stopped."""
        self._begin(self.works.get(str(event._data.get("name", ""))), who)
        return ""

    @noticed(alone)
    def forget(self, event: gr.EventData) -> str:
        """Forget a list that was stopped, with the answers it has."""
        work = self.works.get(str(event._data.get("name", "")))
        if work in self._stopped():
            self.works.forget(work)
        return ""

    def _begin(self, work: Work, who: str) -> None:
        self.jobs.start(
            "build",
            work.title,
            lambda job: self._answer(job, work, who),
            name=work.name,
            total=work.total,
            busy=_("Another list is being answered"),
        )

    def _answer(self, job: Job, work: Work, who: str) -> Built:
        """Answer what is left of a list, and keep all of it as entries."""
        planned = self.works.planned(work)
        build = Build(
            self.faq.assistant,
            planned,
            work.answers,
            title=work.title,
            made_on=work.made_on,
            choice=work.choice,
        )
        job.go_on(len(build.entries), work.total)
        with closing(build.run()) as entries:  # type: ignore[type-var]
            for _entry in entries:
                job.tell(len(build.entries), work.total)
        added = self.faq.records.add(build.entries, who.strip() or BUILDER)
        self.works.forget(work)
        return Built(added, Counter(entry.answer.status for entry in build.entries))

    # Looking on

    def status(self) -> str:
        """How far the list is that is being answered, or what became of the last one."""
        job = self.jobs.latest("build")
        if job is None or job.result is None:
            doing = _("Answering “{title}”").format(title=job.title) if job else ""
            return status(job, doing, "question")
        counts = [(_(word), job.result.statuses[status]) for status, word in STATUS_WORDS.items()]
        return faq_list_render.built(job.title, job.result.added, counts)

    @noticed(alone)
    def stopped(self) -> str:
        """The lists that were begun and are not done, but for the one that is being answered."""
        return faq_list_render.stopped_works(self._stopped(), self.faq.assistant.revision())

    def _stopped(self) -> list[Work]:
        job = self.jobs.latest("build")
        running = job.name if job is not None and job.state == "running" else None
        return [work for work in self.works.all() if work.name != running]

    def review(self, desk: Desk) -> tuple[Any, Any, Desk]:
        """Limit the list of entries to those of the list that was answered last, and show it.

        Gives the parts of the tab, the title of a file of these entries, and the desk.
        """
        job, title = self.jobs.latest("build"), gr.skip()
        if job is not None and job.result is not None:
            title = job.title
            desk = replace(desk, only=job.result.ids, only_title=title)
        return gr.Tabs(selected="entries"), title, desk
