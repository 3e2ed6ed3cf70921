"""The page's boundary: errors as one sentence, work as its progress, files that are handed out."""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Callable
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from assistant.jobs import Job
from corpus.errors import AssistantError
from corpus.wording import _, counted, later, number
from ui.page.ask.render import notice
from ui.page.running.logs import current_request, request_id

TROUBLE = later(
    "Something went wrong here, and nothing was changed. Please try again; the log says more,"
    " under {request}."
)

log = logging.getLogger(__name__)
P = ParamSpec("P")
Shown = TypeVar("Shown")


def sentence(error: Exception) -> str:
    """What the user is told about `error`; what was not foreseen goes to the log in full."""
    if isinstance(error, AssistantError):
        return str(error)
    # A job that failed is looked at again and again, and was logged the first time.
    under: str | None = getattr(error, "logged_under", None)
    if under is None:
        under = current_request() or request_id("")
        log.error("An event of the page failed", exc_info=error, extra={"request": under})
        error.logged_under = under  # type: ignore[attr-defined]
    return trouble(under)


def trouble(request: str | None = None) -> str:
    """What is said where something was not foreseen, with the id under which the log tells of it:
    that of the request that is answered, or another."""
    return _(TROUBLE).format(request=request or current_request())


def noticed(
    beside: Callable[[Any, str], Shown],
) -> Callable[[Callable[P, Shown]], Callable[P, Shown]]:
    """A handler of an event whose errors are shown as a notice.

    `beside` is given the object that the handler belongs to and the notice, and gives what the
    handler would.
    """

    def guard(handler: Callable[P, Shown]) -> Callable[P, Shown]:
        @wraps(handler)
        def guarded(*given: P.args, **named: P.kwargs) -> Shown:
            try:
                return handler(*given, **named)
            except Exception as error:
                return beside(given[0], notice(sentence(error)))

        return guarded

    return guard


def alone(owner: Any, notice: str) -> str:
    """The notice and nothing else."""
    return notice


def no_file(owner: Any, notice: str) -> tuple[Any, str]:
    """The notice, and a button that hands out nothing."""
    return gr.DownloadButton(value=None), notice


def status(job: Job | None, doing: str, noun: str) -> str:
    """How far the work is that someone looks on, or why it failed."""
    if job is not None and job.state == "running":
        words = far(job.done, int(job.total), noun) if job.total else _("Starting")
        words += f" · {job.detail}" if job.detail else ""
        return progress(job, doing, words, f'data-faq="stop" data-kind="{job.kind}"')
    return notice(sentence(job.error)) if job is not None and job.error is not None else ""


def progress(job: Job, doing: str, words: str, stop: str) -> str:
    """How far a job is, under its bar; `stop` are the attributes of the button that stops it."""
    left = job.seconds_left
    words += f" · {_('about {time} left').format(time=remaining(left))}" if left is not None else ""
    # Said aloud at each tenth only: the line itself changes every second.
    told = _("{count} per cent done").format(count=int(job.share * 10) * 10)
    label, off = (_("Stopping…"), " disabled") if job.stopping.is_set() else (_("Stop"), "")
    return (
        f'<div class="progress job-progress"><p class="doing">{escape(doing)}</p>'
        f'<progress max="1" value="{job.share:.3f}" aria-label="{escape(doing)}"></progress>'
        f'<p>{escape(words)}</p><p class="unseen" role="status">{told}</p>'
        f'<button type="button" class="quiet" {stop}{off}>{label}</button></div>'
    )


def far(done: float, total: int, noun: str) -> str:
    """`3 of 12 questions`; `noun` as for `counted`."""
    return _("{done} of {all}").format(done=number(done), all=counted(total, noun))


def remaining(seconds: float) -> str:
    """A time to wait, no more exact than such an estimate is."""
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    return counted(round(seconds / 60), "minute")


def handed_out(name: str, data: bytes) -> Path:
    """A file to be loaded by the page. Its folder has a name that cannot be guessed, for who
    knows a file's address may load it. Raises AssistantError where it cannot be written.
    """
    folder = Path(os.environ["GRADIO_TEMP_DIR"]).resolve() / secrets.token_hex(16)
    path = folder / re.sub(r"[^\w.-]+", "-", name)
    try:
        folder.mkdir(parents=True)
        path.write_bytes(data)
    except OSError as error:
        raise AssistantError(
            _("{name} cannot be written: {reason}. Free some space and try again.").format(
                name=path.name, reason=error.strerror or error
            )
        ) from error
    return path
