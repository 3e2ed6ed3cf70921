"""`assistant documents remove`, and how what was removed comes back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from corpus.wording import _
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say


def documents_remove(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="At once, so that it cannot be undone.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Remove a document with its text and vectors; the file it came from is not touched.

    For 30 days it can be had back by 'documents undo-remove'. Of a document with several names
    one is removed by name, and all by its id.
    """
    with opened(data_dir) as assistant:
        removal = assistant.remove(document, for_good)
    if as_json:
        print_json(
            {
                **asdict(removal.record),
                "removed_names": list(removal.names),
                "stays": list(removal.stays),
                "undo_until": removal.undo_until,
            }
        )
    called = document if removal.stays else f"{document} ({removal.record.id})"
    for told in removal.sentences(called, for_good):
        say(told)
    if removal.undo_until:
        say(
            _("Until {date} it can be had back: {command}").format(
                date=removal.undo_until,
                command=f"assistant documents undo-remove {removal.record.id}",
            )
        )


def documents_removed(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List what was removed and can be had back."""
    with opened(data_dir) as assistant:
        removed = assistant.removed()
    if as_json:
        print_json([asdict(one) for one in removed])
        return
    for one in removed:
        told = _("removed {removed}, kept until {until}").format(
            removed=one.removed_at[:10], until=one.undo_until
        )
        line(f"{one.id}  {', '.join(one.names)}  {one.title or ''}  {told}")
    if not removed:
        say(_("Nothing was removed that can be had back."))


def documents_undo_remove(
    document: Annotated[str, typer.Argument(help="Id, title or file name.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Have a removed document back, as it was."""
    with opened(data_dir) as assistant:
        record = assistant.undo_remove(document)
    if as_json:
        print_json(asdict(record))
    say(_("{name} ({id}) is in the library again.").format(name=record.source, id=record.id))
