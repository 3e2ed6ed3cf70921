"""`assistant move-store`: all that is kept, from files to a server or back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from corpus.wording import _, counted, later
from ui.terminal.console import AsJson, print_json, say, steps

STOPPED = later("Stopped. Nothing has changed its place; run the same command again to go on.")


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
    from assistant.moving import move_store as moved

    try:
        with steps() as show:
            done = moved(source, target, lambda share: show(later("Moving"), share))
    except KeyboardInterrupt:
        say(_(STOPPED))
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
