"""The commands that look after the library: adding, bringing over, listing and removing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.wording import _, language, ngettext
from ui.terminal.choice_options import InCollections, InYears, OnTopics, choice
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, progress, say
from ui.terminal.desk.correcting import said_of
from ui.terminal.desk.passwords import PasswordStdin, hint, read_password

if TYPE_CHECKING:
    from corpus.contents import ContentReport
    from index.store.records import DocumentRecord, FileReport, IngestProgress

documents_app = typer.Typer(no_args_is_help=True, help="List, show, correct and remove documents.")
Named = Annotated[str, typer.Argument(help="Id or file name.", show_default=False)]
IntoCollections = Annotated[
    list[str] | None,
    typer.Option("--collection", help="Put all into this collection; may be repeated."),
]
FollowLinks = Annotated[
    bool, typer.Option("--follow-links", help="Also links that lead out of a folder.")
]


def _named_path(text: str) -> Path:
    """A path of the command line. No name at all would be the folder that one is in."""
    if not text.strip():
        raise typer.BadParameter(_("a path without a name; give a file or a folder, or “.”"))
    return Path(text)


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Files or folders.", show_default=False, parser=_named_path, metavar="PATHS"
        ),
    ],
    follow_links: FollowLinks = False,
    collection: IntoCollections = None,
    password_stdin: PasswordStdin = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="All that was found in each file.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add files and folders to the library; a file that changed becomes a new version."""
    from index.store.records import STATUSES

    password = read_password() if password_stdin else None
    with opened(data_dir) as assistant:
        reports: list[FileReport] = []
        with ingest_progress() as tell:
            for report in assistant.ingest(
                paths,
                on_progress=tell,
                follow_links=follow_links,
                skipped=say,
                collections=collection or (),
                password=password,
            ):
                reports.append(report)
                if not as_json:
                    line(f"{report.source}: {report.sentence}")
                if verbose and not as_json and report.contents is not None:
                    _print_details(report.contents)
    if as_json:
        print_json([report.to_dict() for report in reports])
    if not reports:
        say(_("No files found; give a folder that holds documents, or the documents themselves."))
        raise typer.Exit(1)
    counts = {status: sum(r.status == status for r in reports) for status in STATUSES}
    embedded = sum(report.embedded for report in reports)
    told = ", ".join(f"{count} {_(status)}" for status, count in counts.items() if count)
    twins = sum(_is_twin(report) for report in reports)
    told += ". " + _("{count} new passages embedded.").format(count=embedded)
    if twins:
        once = ngettext(
            "{count} of these is a twin of another, and counts once.",
            "{count} of these are twins of others, and count once.",
            twins,
        )
        told += " " + once.format(count=twins)
    say(told)
    if counts["encrypted"] and password is None:
        say(hint())
    named = {path.name for path in paths if path.is_file()}
    bad = [
        report
        for report in reports
        if not report.stored
        and (report.status != "unsupported" or Path(report.source).name in named)
    ]
    if bad:
        raise typer.Exit(1)


def _is_twin(report: FileReport) -> bool:
    twins = report.contents.twins if report.contents is not None else ()
    return any(twin.counts_once for twin in twins)


def _print_details(contents: ContentReport) -> None:
    for detail in contents.details():
        line(f"    {detail}")


def reindex(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Bring a library that another embedder made over to the one that is set."""
    done = made = 0
    with opened(data_dir) as assistant, progress(_("Reading again"), total=1) as advance:
        for step in assistant.reindex():
            advance(step.done - done, step.total)
            done, made = step.done, step.chunks
    if as_json:
        print_json({"documents": done, "passages": made})
    elif done:
        told = _(
            "{documents} documents, {passages} passages embedded. Search uses them from now on."
        )
        say(told.format(documents=done, passages=made))
    else:
        say(_("The library is of the embedder that is set; there is nothing to do."))


@documents_app.command("list")
def documents_list(
    data_dir: DataDir = None,
    as_json: AsJson = False,
    superseded: Annotated[bool, typer.Option("--all", help="Superseded versions as well.")] = False,
    collection: InCollections = None,
    topic: OnTopics = None,
    year: InYears = None,
) -> None:
    """List the documents of the library."""
    from assistant.answering.legal.badges import badge
    from index.choice import with_versions_before

    with opened(data_dir) as assistant:
        scope = assistant.chosen(choice(collection, topic, None, year)).scope
        records = with_versions_before(assistant.documents(superseded), scope)
        not_in_force = assistant.not_in_force(record.id for record in records)
    if as_json:
        told = ((record, not_in_force.get(record.id)) for record in records)
        print_json([{**asdict(one), "validity": why and why.to_dict()} for one, why in told])
        return
    for record in records:
        state = ""
        if record.superseded_by:
            state = "  " + _("superseded by {id}").format(id=record.superseded_by)
        if validity := not_in_force.get(record.id):
            state += f"  ⚠ {badge(validity, language())}"
        line(
            f"{record.id}  {record.source}  {record.title or ''}  {record.date or ''}  "
            f"{_('{count} passages').format(count=record.chunks)}  "
            f"{', '.join(record.collections)}{state}"
        )
    if not records:
        say(_("The library is empty. Add documents with: assistant ingest PATH"))


@documents_app.command("show")
def documents_show(document: Named, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show a document as the library holds it, superseded ones by their id."""
    with opened(data_dir) as assistant:
        record = assistant.record(document)
        text = assistant.read(record.id).text
    if as_json:
        print_json({**asdict(record), "text": text})
        return
    state = ""
    if record.superseded_by:
        state = f" ({_('superseded by {id}').format(id=record.superseded_by)})"
    say(f"{_headed(record)}{state}")
    if record.corrected:
        say(said_of(record))
    line(text)


@documents_app.command("report")
def documents_report(document: Named, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Tell what was found in a document: pages, tables, what was left out, what is like it."""
    with opened(data_dir) as assistant:
        record = assistant.record(document)
        contents = assistant.contents(record.id)
    if as_json:
        print_json({**asdict(record), "contents": contents.to_dict()})
        return
    line(_headed(record))
    _print_details(contents)


def _headed(record: DocumentRecord) -> str:
    return f"{record.source}: {record.title or _('no title')}, {record.date or _('no date')}"


@contextmanager
def ingest_progress() -> Iterator[Callable[[IngestProgress], None]]:
    """A bar for an ingest, which learns of its passages as it goes."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(_("Reading {name}").format(name="{task.fields[source]}")),
        BarColumn(),
        TextColumn(
            _("{files} files, {passages} passages").format(
                files="{task.fields[files]}", passages="{task.fields[passages]}"
            )
        ),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    disable = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=disable) as bar:
        task = bar.add_task("", total=None, source="", files="0", passages="0")

        def tell(progress: IngestProgress) -> None:
            # Files count by their embedded share, so that one long file moves the bar too.
            waiting = progress.chunks_total - progress.chunks_done
            share = progress.chunks_done / progress.chunks_total if waiting else 1.0
            bar.update(
                task,
                total=progress.files_total,
                completed=progress.files_done * share if waiting else progress.files_done,
                source=progress.source[-40:],
                files=f"{progress.files_done}/{progress.files_total}",
                passages=f"{progress.chunks_done}/{progress.chunks_total}",
            )

        yield tell
