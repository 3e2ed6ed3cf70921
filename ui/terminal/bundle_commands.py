"""`assistant export-library` and `import-library`: the whole library as one file; `move-store`: all
that is kept, from files to a server or back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corpus.wording import _, counted, later, number
from ui.terminal.console import NOT_WRITTEN, AsJson, DataDir, opened, print_json, say, steps

MOVE_STOPPED = later("Stopped. Nothing has changed its place; run the same command again to go on.")


def export_library(
    file: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the whole library into one file: to back it up or to move it."""
    with opened(data_dir, NOT_WRITTEN) as assistant, _bytes(later("Writing")) as tell:
        done = assistant.export(file, tell)
    if as_json:
        print_json({"file": str(file), **asdict(done)})
    for note in done.notes:
        say(note)
    told = _("{file}: {documents} documents, {files} files, {size} MB.").format(
        file=file, documents=done.documents, files=done.files, size=number(done.size / 1e6, 1)
    )
    say(told)


def import_library(
    file: Annotated[Path, typer.Argument(help="A bundle.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put an exported library into a new data folder."""
    from assistant import assembly
    from assistant.settings import load_settings

    settings = load_settings(data_dir)
    try:
        with _bytes(later("Reading")) as tell:
            done = assembly.import_bundle(settings, file, tell)
    except KeyboardInterrupt:
        say(_("Stopped. Nothing was imported."))
        raise
    if as_json:
        print_json({"data_dir": str(settings.data_dir), **asdict(done)})
    told = _("{folder}: {documents} documents, {files} files.")
    say(told.format(folder=settings.data_dir, documents=done.documents, files=done.files))


def move_store(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A data folder, or the address of a server.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="The same, without a library so far.")
    ],
    as_json: AsJson = False,
) -> None:
    """Move all that is kept from a data folder to a server, or back."""
    from assistant.holdings import move_store as moved

    try:
        with steps() as show:
            done = moved(source, target, lambda share: show(later("Moving"), share))
    except KeyboardInterrupt:
        say(_(MOVE_STOPPED))
        raise
    if as_json:
        print_json(asdict(done))
    said = _("Moved: {documents}, {rows}, {files}; the hash of both is {sha256}.")
    say(
        said.format(
            documents=counted(done.documents, "document"),
            rows=counted(done.rows, "row"),
            files=counted(done.files, "file"),
            sha256=done.sha256[:16],
        )
    )
    if "://" in target:
        say(_("Set ASSISTANT_STORE to that address now. What was moved is left where it was."))
    else:
        say(_("Take ASSISTANT_STORE back now. What was moved is left where it was."))


@contextmanager
def _bytes(what: str) -> Iterator[Callable[[int, int], None]]:
    with steps() as show:
        yield lambda done, total: show(what, done / total if total else 1.0)
