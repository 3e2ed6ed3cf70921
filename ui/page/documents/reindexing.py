"""A library that another model made: the offer to index it again, and the work once it is begun."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.jobs import Job, Jobs
from corpus.wording import _, later
from ui.page.ask import render
from ui.page.boundary import far, noticed, progress, sentence
from ui.page.documents import render as shelf
from ui.page.documents.events import DocumentEvents

LOOK_EVERY = 1.0  # seconds between two looks at the work that is running
KIND = "reindex"
DONE = later("The library is indexed again; search by meaning is back.")


def _still(owner: Any, notice: str) -> tuple[str, Any]:
    return notice, gr.Timer(active=False)


class ReindexEvents:
    """What happens with the offer. Outputs are the offer and the timer that looks on."""

    def __init__(self, events: DocumentEvents) -> None:
        self.events = events
        self.jobs = Jobs()

    @noticed(_still)
    def act(self, event: gr.EventData) -> tuple[str, Any]:
        """Begin, or ask the work to stop after the document that it is at."""
        if event._data.get("what") == "stop":
            self.jobs.stop(KIND)
        else:
            busy = _("The library is being indexed already")
            self.jobs.start(KIND, "", self._reindex, busy=busy)
        return self.look()

    def _reindex(self, job: Job) -> None:
        for number, step in enumerate(self.events.assistant.reindex()):
            if number == 0:
                job.before = step.done - 1
            job.tell(step.done, step.total, step.source)

    @noticed(_still)
    def look(self) -> tuple[str, Any]:
        """The offer where the library needs it, how far the work is, or what came of it."""
        job = self.jobs.latest(KIND)
        if job is not None and job.state == "running":
            return _running(job), gr.Timer(active=True)
        return self._offer(job), gr.Timer(active=False)

    def look_on(self, *filters: str) -> tuple[str, Any, Any]:
        """The same, with the list of documents once their passages are other ones."""
        running = self.jobs.running()
        return *self.look(), gr.skip() if running else self.events.library(*filters)

    def _offer(self, job: Job | None) -> str:
        if self.events.assistant.other_embedder() is None:
            return render.done(_(DONE)) if job is not None else ""
        trouble = render.notice(sentence(job.error)) if job and job.error else ""
        stopped = job is not None and job.state == "stopped"
        return trouble + shelf.reindex_offer(int(job.done) if job and stopped else None)


def _running(job: Job) -> str:
    words = far(job.done, int(job.total), "document") if job.total else _("Starting")
    return progress(
        job, _("Indexing the library again: until it is done, search goes by keywords"),
        f"{words} · {job.detail}" if job.detail else words, 'data-reindex="stop"',
    )  # fmt: skip
