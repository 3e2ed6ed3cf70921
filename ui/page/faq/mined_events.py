"""What happens with the questions that are found in the documents: find them, pick some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.faq.matching.duplicates import groups
from assistant.faq.mining.mining import Mined, MinedEntry, mine
from assistant.jobs import Job, Jobs
from corpus.errors import AssistantError
from corpus.wording import _, counted, number
from index.choice import DocumentChoice
from ui.page import choosing
from ui.page.ask import render
from ui.page.boundary import alone, noticed, status
from ui.page.faq import mined_render as faq_mined_render
from ui.page.faq.entry_events import FaqEvents
from ui.page.faq.lists.build_events import BUILDER

LIMITS = (20, 50, 100, 200)


class MinedEvents:
    """What happens with proposals. Handlers give a notice, or a notice and the proposals."""

    def __init__(self, faq: FaqEvents, jobs: Jobs) -> None:
        self.faq = faq
        self.jobs = jobs

    def documents(self, chosen: Sequence[str]) -> tuple[Any, Any]:
        """The documents to choose from, and a notice where there are none to be had."""
        return choosing.offered(self.faq.assistant, chosen)

    @noticed(alone)
    def find(self, documents: Sequence[str], limit: int) -> str:
        """Begin to look for questions, in all documents if none is chosen."""
        wanted, most = choosing.choice_of(documents), limit if limit in LIMITS else LIMITS[0]
        self.jobs.start(
            "mining",
            "",
            lambda job: self._mine(job, wanted, most),
            total=most,
            busy=_("Questions are being looked for already"),
        )
        return ""

    def _mine(self, job: Job, wanted: DocumentChoice, most: int) -> Mined:
        assistant = self.faq.assistant

        return mine(
            assistant,
            choice=wanted,
            limit=most,
            groups=lambda questions: groups(
                [*map(assistant.spelled_out, questions)], assistant.embed
            ),
            on_progress=lambda tried, kept: job.tell(
                kept, most, _("{count} tried").format(count=number(tried))
            ),
        )

    @noticed(lambda self, notice: (notice, self.results()))
    def add(self, event: gr.EventData, who: str) -> tuple[str, str]:
        """Keep the ticked proposals as drafts."""
        job = self.jobs.latest("mining")
        if job is None or job.result is None or event._data.get("job") != str(job.number):
            raise AssistantError(_("These proposals are not here any more; find them once more."))
        ticked = event._data.get("ticked")
        entries = [one.entry for place, one in enumerate(job.result.kept) if place in ticked]
        added = self.faq.records.add(entries, who.strip() or BUILDER)
        told = _("{entries} added as drafts.").format(entries=counted(len(added.new), "entry"))
        return render.done(told), self.results()

    def status(self) -> str:
        return status(self.jobs.latest("mining"), _("Looking for questions"), "question")

    @noticed(alone)
    def results(self) -> str:
        """The proposals that were found last."""
        job = self.jobs.latest("mining")
        if job is None or job.result is None:
            return ""
        kept = {record.entry.id for record in self.faq.all()}
        return faq_mined_render.mined(job.result, job.number, kept)

    def answer(self, job: int, place: int) -> Answer | None:
        """The answer of a proposal, by the number of its job and its place there."""
        latest = self.jobs.latest("mining")
        if latest is None or latest.number != job or latest.result is None:
            return None
        kept: tuple[MinedEntry, ...] = latest.result.kept
        return kept[place].entry.answer if place < len(kept) else None
