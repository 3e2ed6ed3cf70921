"""`assistant sync`: a folder mirrored into the library, once or as it changes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import DocumentError, LibraryLocked
from corpus.wording import _, later
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say
from ui.terminal.desk.passwords import hint
from ui.terminal.library_commands import FollowLinks, IntoCollections, ingest_progress

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.sync import SyncReport

ENDED = later("Stopped. What was reported is safely stored; the next sync goes on from there.")


def sync(
    folder: Annotated[Path, typer.Argument(help="The folder to mirror.", show_default=False)],
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove documents whose files are gone.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and follow the folder as it changes.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Try files again that could not be read.")
    ] = False,
    collection: IntoCollections = None,
    follow_links: FollowLinks = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Mirror a folder: add what is new, renew what changed, tell what is gone."""
    options: dict[str, Any] = {
        "remove": remove, "again": again, "collections": collection or (),
        "follow_links": follow_links,
    }  # fmt: skip
    unchanged = None if watch else _unchanged(data_dir, folder, options)
    if unchanged is None:
        with opened(data_dir, ENDED) as assistant:
            if watch:
                _follow(assistant, folder, options)
            reports = _once(assistant, folder, options, told=not as_json)
    else:
        reports = unchanged
    if as_json:
        print_json([asdict(report) for report in reports])
    _tell(reports)
    if any(report.status == "encrypted" for report in reports):
        say(hint())
    if any(report.change == "skipped" and _failed(report) for report in reports):
        raise typer.Exit(1)


def _unchanged(
    data_dir: Path | None, folder: Path, options: dict[str, Any]
) -> list[SyncReport] | None:
    """The reports where nothing is to be done: known before settings and models are loaded."""
    from index.store.server.places import existing_library
    from index.sync import Look

    if data_dir is None:
        from assistant.settings import load_settings

        data_dir = load_settings().data_dir
    library = existing_library(data_dir)
    if library is None:
        return None
    try:
        asked = {name: value for name, value in options.items() if name != "remove"}
        return Look(library).unchanged(folder, skipped=say, **asked)
    finally:
        library.close()


def _once(
    assistant: Assistant, folder: Path, options: dict[str, Any], told: bool
) -> list[SyncReport]:
    reports = []
    with ingest_progress() as tell:
        for report in assistant.sync(folder, on_progress=tell, skipped=say, **options):
            reports.append(report)
            if told and report.change != "unchanged":
                line(f"{report.source}: {report.detail}")
    return reports


def _follow(assistant: Assistant, folder: Path, options: dict[str, Any]) -> None:
    """Look at the folder whenever it changes, until someone stops it."""
    from index.watching import looks

    if not folder.is_dir():
        raise DocumentError(_("There is no folder {name}; check the spelling.").format(name=folder))
    missing: set[str] = set()
    first = True
    for there in looks(folder, assistant.folder):
        if not there:
            gone = _("{name} is gone. Nothing was removed; waiting until it is there again.")
            say(gone.format(name=folder))
            continue
        try:
            with ingest_progress() as tell:
                for report in assistant.sync(folder, on_progress=tell, skipped=_quiet, **options):
                    known = report.change == "missing" and report.source in missing
                    missing |= {report.source} if report.change == "missing" else set()
                    if report.change != "unchanged" and not known:
                        print(f"{report.source}: {report.detail}", flush=True)
        except (DocumentError, LibraryLocked) as error:
            say(str(error))
        options["again"] = False  # once is enough
        if first:
            say(_("Watching {name}; stop with Ctrl+C.").format(name=folder))
            first = False


def _quiet(told: str) -> None:
    """What is passed over is told by a sync that is run once."""


def _failed(report: SyncReport) -> bool:
    return report.status != "unsupported"


def _tell(reports: list[SyncReport]) -> None:
    from index.sync import counted

    counts = counted(reports)
    told = ", ".join(f"{count} {_(change)}" for change, count in counts.items())
    say(f"{told or _('no files')}.")
    if counts.get("missing"):
        say(_("Documents whose files are gone are kept; remove them with --remove."))
    if counts.get("removed"):
        say(
            _(
                "What was removed can be had back for 30 days; 'assistant documents removed' lists"
                " it."
            )
        )
