"""Uploads: files go through the library in a thread of their own while the page looks on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.jobs import Job, Jobs
from corpus.wording import _
from index.store.records import FileReport, IngestProgress
from ui.page.boundary import far, remaining
from ui.page.documents import render as shelf
from ui.page.uploads import Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

REDRAW_SECONDS = 0.2


def upload_events(
    assistant: Assistant,
    uploads: Claimed,
    collections: Sequence[str] = (),
    password: str | None = None,
) -> Iterator[tuple[str, Claimed | None]]:
    """Add `uploads` to the library, into `collections`; yields the status of every file as HTML
    as it changes, and at last those of them that are protected and that no `password` opened.

    The library keeps its own originals, so the others are deleted at the end. The work goes
    on to its end even when the reader closes the page: a half-read folder helps nobody.
    """
    reports: list[FileReport] = []
    protected: list[Claimed] = []
    paths = uploads.paths

    def work(job: Job) -> None:
        def tell(progress: IngestProgress) -> None:
            words, share = shelf.progress_words(progress)
            job.tell(share, 1, words)

        try:
            names = {path: path.name for path in paths}
            for report in assistant.ingest(
                paths,
                names=names,
                on_progress=tell,
                collections=collections,
                password=password,
            ):
                reports.append(report)
            locked = {report.source for report in reports if report.status == "encrypted"}
            if locked:
                protected.append(Claimed(str(path) for path in paths if path.name in locked))
        finally:
            uploads.release()

    job = Jobs().start("upload", "", work)
    job.detail = job.detail or far(0, len(paths), "file")
    for _look in job.looks(REDRAW_SECONDS):
        left = job.seconds_left
        words = job.detail
        if left is not None:
            words += f" · {_('about {time} left').format(time=remaining(left))}"
        waiting = [path.name for path in paths][len(reports) :]
        yield shelf.ingest_status(waiting, reports, words, job.share), None
    if job.error is not None:
        raise job.error
    yield shelf.ingest_status((), reports), protected.pop() if protected else None
