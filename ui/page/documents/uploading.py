"""Uploads: files go through the library in a thread of their own while the page looks on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from index.store.records import FileReport, IngestProgress
from ui.page.ask.render import counted
from ui.page.documents import render as shelf

if TYPE_CHECKING:
    from assistant.assistant import Assistant

REDRAW_SECONDS = 0.2


def upload_events(assistant: Assistant, paths: Sequence[Path]) -> Iterator[str]:
    """Add `paths` to the library; yields the status of every file as HTML as it changes.

    The library keeps its own originals, so the uploads are deleted at the end. The work goes
    on to its end even when the reader closes the page: a half-read folder helps nobody.
    """
    news: SimpleQueue[FileReport | IngestProgress | Exception | None] = SimpleQueue()

    def work() -> None:
        try:
            names = {path: path.name for path in paths}
            for report in assistant.ingest(paths, names=names, on_progress=news.put):
                news.put(report)
        except Exception as error:  # handed to the page, which shows one sentence
            news.put(error)
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
            news.put(None)

    reports: list[FileReport] = []
    started = drawn = time.monotonic()
    words, share = f"0 of {counted(len(paths), 'file')}", 0.0
    yield _status(paths, reports, words, share)
    threading.Thread(target=work, name="upload", daemon=True).start()
    while (event := news.get()) is not None:
        if isinstance(event, Exception):
            raise event
        if isinstance(event, IngestProgress):
            words, share = shelf.progress_words(event, time.monotonic() - started)
        else:
            reports.append(event)
        if isinstance(event, FileReport) or time.monotonic() - drawn > REDRAW_SECONDS:
            drawn = time.monotonic()
            yield _status(paths, reports, words, share)
    yield shelf.ingest_status((), reports)


def _status(paths: Sequence[Path], reports: Sequence[FileReport], words: str, share: float) -> str:
    waiting = [path.name for path in paths][len(reports) :]
    return shelf.ingest_status(waiting, reports, words, share)
