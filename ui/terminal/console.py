"""What the commands share: the assistant of a data folder, bars on stderr, results on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.wording import _, later

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant

DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder of the library.", envvar="ASSISTANT_DATA_DIR", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]

STOPPED = later("Stopped. What was reported as done is safely stored; run it again to go on.")
NOT_WRITTEN = later("Stopped. Nothing was written.")
STATUS_WORDS = {
    "answered": later("answered"),
    "partial": later("partial"),
    "not_found": later("not_found"),
}


@contextmanager
def opened(data_dir: Path | None, stopped: str = STOPPED) -> Iterator[Assistant]:
    """The assistant of a data folder, closed at the end: that of the person whose key is set."""
    from ui.terminal.people.acting import person_of

    with whole(data_dir, stopped) as assistant:
        yield person_of(assistant)


@contextmanager
def whole(data_dir: Path | None, stopped: str = STOPPED) -> Iterator[Assistant]:
    """The assistant of a data folder, whoever acts, closed at the end."""
    from assistant.assembly import assemble
    from assistant.settings import load_settings

    assistant = assemble(load_settings(data_dir))
    try:
        yield assistant
    except KeyboardInterrupt:  # here, since typer turns it into an exit without a word
        say(_(stopped))
        raise
    finally:
        assistant.close()


@contextmanager
def progress(what: str, total: float) -> Iterator[Callable[..., None]]:
    """A bar with the time left on stderr, where stderr is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    console = Console(stderr=True)
    disable = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=disable) as bar:
        task = bar.add_task(what, total=total)

        def advance(count: float, total: float | None = None) -> None:
            """Count what is done; `total` where it was not known before."""
            bar.update(task, advance=count, total=total)

        yield advance


@contextmanager
def steps() -> Iterator[Callable[[str, float], None]]:
    """A bar that names the step at work, by the share of all that is done, 0 to 1."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True)
    disable = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=disable) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, done: bar.update(task, completed=done, description=_(what))


def growing(answers: Iterator[Answer]) -> Answer:
    """The last of the snapshots of an answer; on a terminal each is shown, on stderr, until the
    next. Who stops it gets what there is of it, which says so."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True)
    last: Answer | None = None
    try:
        if not console.is_terminal:
            *_all, last = answers
            return last
        with Live(console=console, transient=True) as shown:
            for last in answers:
                shown.update(Text("" if last.complete else last.text))
    except KeyboardInterrupt:
        if last is None or not last.parts:
            raise
        note = _("Stopped before the answer was finished.")
        last = replace(last, complete=True, notes=(*last.notes, note))
    assert last is not None
    return last


def print_json(value: Any) -> None:
    """A result for other programs."""
    line(json.dumps(value, ensure_ascii=False, indent=1))


def line(text: str) -> None:
    """A result, on stdout."""
    # Files may be named with characters that the terminal's encoding lacks.
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def say(text: str) -> None:
    """A message, on stderr."""
    print(text, file=sys.stderr)
