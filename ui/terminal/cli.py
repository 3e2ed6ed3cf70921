"""The terminal: one command each for adding, asking, searching, batches and the page.

Results go to stdout, progress and messages to stderr. Heavy libraries are imported inside
the commands, so that `assistant --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import AssistantError
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, progress, say
from ui.terminal.faq_commands import faq_app
from ui.terminal.pack_commands import pack_app

if TYPE_CHECKING:
    from index.store.records import FileReport, IngestProgress

app = typer.Typer(
    name="assistant",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help, without importing rich: it answers at once
    pretty_exceptions_enable=False,
    help="Cited answers from your policy documents, on this machine, with no network.",
)
documents_app = typer.Typer(no_args_is_help=True, help="List, show and remove documents.")
app.add_typer(documents_app, name="documents")
app.add_typer(faq_app, name="faq")
app.add_typer(pack_app, name="pack")

STORED = ("indexed", "unchanged", "duplicate")


def main() -> None:
    """The console script: every named problem is one sentence on stderr and exit status 1."""
    try:
        app()
    except AssistantError as error:
        say(" ".join(str(error).split()))  # on one line, whatever a file is called
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # of the disk, where no room has put it into words of its own
        what = f"{error.filename}: " if error.filename else ""
        say(f"{what}{error.strerror or error}. Free some space, or mend the disk, and try again.")
        sys.exit(1)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        line(f"assistant {version('policy-assistant')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """What every command has before it."""


def _named_path(text: str) -> Path:
    """A path of the command line. No name at all would be the folder that one is in."""
    if not text.strip():
        raise typer.BadParameter("a path without a name; give a file or a folder, or “.”")
    return Path(text)


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Files or folders.", show_default=False, parser=_named_path, metavar="PATHS"
        ),
    ],
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="Also links that lead out of a folder.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add files and folders to the library; a file that changed becomes a new version."""
    with opened(data_dir) as assistant:
        reports: list[FileReport] = []
        with _ingest_progress() as tell:
            for report in assistant.ingest(
                paths, on_progress=tell, follow_links=follow_links, skipped=say
            ):
                reports.append(report)
                if not as_json:
                    line(_report_line(report))
    if as_json:
        print_json([asdict(report) for report in reports])
    if not reports:
        say("No files found; give a folder that holds documents, or the documents themselves.")
        raise typer.Exit(1)
    counts = {status: sum(r.status == status for r in reports) for status in _STATUSES}
    embedded = sum(report.embedded for report in reports)
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    say(f"{told}. {embedded} new passages embedded.")
    named = {path.name for path in paths if path.is_file()}
    bad = [
        report
        for report in reports
        if report.status not in STORED
        and (report.status != "unsupported" or Path(report.source).name in named)
    ]
    if bad:
        raise typer.Exit(1)


@app.command()
def reindex(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Bring a library that another embedder made over to the one that is set."""
    done = made = 0
    with opened(data_dir) as assistant, progress("Reading again", total=1) as advance:
        for step in assistant.reindex():
            advance(step.done - done, step.total)
            done, made = step.done, step.chunks
    if as_json:
        print_json({"documents": done, "passages": made})
    elif done:
        say(f"{done} documents, {made} passages embedded. Search uses them from now on.")
    else:
        say("The library is of the embedder that is set; there is nothing to do.")


_STATUSES = ("indexed", "unchanged", "duplicate", "empty", "encrypted", "unsupported", "failed")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
    after: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question of the conversation; may be repeated."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Only documents dated until then: 2025, 2025-03, 2025-03-12.")
    ] = None,
) -> None:
    """Answer a question from the documents, with citations."""
    from assistant.answer import Turn

    history = [Turn(question=earlier) for earlier in after or ()]
    with opened(data_dir) as assistant:
        answer = assistant.ask(question, history, as_of=as_of)
    if as_json:
        print_json(answer.to_dict())
        return
    from ui.terminal.answer_lines import answer_lines

    line(answer_lines(answer))


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="Words to search for.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
) -> None:
    """Find the passages nearest to some words."""
    with opened(data_dir) as assistant:
        passages = assistant.search(words, k)
    if as_json:
        print_json(
            [
                {
                    "document_id": passage.chunk.document_id,
                    "source": passage.source,
                    "title": passage.title,
                    "page": passage.chunk.page,
                    "headings": list(passage.chunk.headings),
                    "text": passage.chunk.text,
                    "start": passage.chunk.start,
                    "end": passage.chunk.end,
                    "score": round(passage.score, 6),
                }
                for passage in passages
            ]
        )
        return
    for number, passage in enumerate(passages, start=1):
        place = " › ".join(passage.chunk.headings)
        page = f", p. {passage.chunk.page}" if passage.chunk.page else ""
        line(
            f"{number}. {passage.source}{page}  {place}\n   {' '.join(passage.chunk.text.split())}"
        )
    if not passages:
        say("Nothing found; the library may be empty. Add documents with: assistant ingest PATH")


@app.command()
def batch(
    questions: Annotated[Path, typer.Argument(help="JSON Lines: id, question, history.")],
    out: Annotated[Path, typer.Option(help="Where the answers go, one JSON line each.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a file of questions; a run that was stopped goes on where it was."""
    from assistant import batch as batches

    rows = batches.read_rows(questions)
    statuses: list[str] = []
    with opened(data_dir) as assistant, progress("Answering", len(rows)) as advance:
        for answer in batches.run(assistant, rows, out, on_progress=advance):
            statuses.append(answer["status"])
    counts = {status: statuses.count(status) for status in ("answered", "partial", "not_found")}
    if as_json:
        print_json({"out": str(out), "rows": len(rows), **counts})
    say(f"{len(rows)} rows in {out}: " + ", ".join(f"{n} {status}" for status, n in counts.items()))


@app.command()
def verify(
    answers: Annotated[Path, typer.Argument(help="Answers saved by 'assistant batch'.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Check saved answers against the library; exit status 1 when a quote does not stand."""
    from assistant.saved_answers import check

    with opened(data_dir) as assistant:
        checked = list(check(assistant, answers))
    if as_json:
        print_json([{**asdict(one), "verified": one.verified} for one in checked])
    else:
        for one in checked:
            if one.state != "stands":
                line(f"line {one.line} [{one.marker}] {one.source}: {one.state}")
    verified = sum(one.verified for one in checked)
    say(f"{verified} of {len(checked)} quotes verified.")
    if verified < len(checked):
        raise typer.Exit(1)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSON Lines: questions with right answers.")],
    report: Annotated[Path | None, typer.Option(help="Write the report here, as JSON.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report here, as a page.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="An older report, to tell what changed.")
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit confidence and threshold to these questions.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Measure the answers to questions whose answers you know: search, citations, refusals."""
    from assistant.evaluation import comparison as comparisons
    from assistant.evaluation import evaluation
    from assistant.evaluation.gold import read_gold
    from assistant.settings import load_settings

    gold = read_gold(questions)
    old = comparisons.read_report(compare) if compare else None
    outs = [path for path in (report, html) if path]
    evaluation.check_writable(outs, questions)
    settings = load_settings(data_dir)
    reader = getattr(settings, "reader", None)
    stopped = "Stopped. Reports are written when every question was asked."
    with (
        opened(data_dir, stopped) as assistant,
        progress("Asking", len(gold)) as advance,
    ):
        made = evaluation.evaluate(
            assistant,
            gold,
            name=questions.name,
            settings={
                "embedder": settings.embedder,
                "reader": str(reader) if reader else None,
                "threshold": settings.threshold,
            },
            on_progress=advance,
        )
    told = made.to_dict()
    changes = comparisons.compare(old, told) if old else None
    texts: dict[Path, str] = {}
    if report:
        texts[report] = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if html:
        from ui.publishing.evaluation.page import page

        texts[html] = page(made, changes)
    for path, text in texts.items():
        evaluation.write(path, text)
    if calibrate:
        from assistant.answering import calibration

        old_fit = calibration.load(settings.data_dir, assistant.reader_name)
        judged = [row.judged for row in made.rows]
        fitted = calibration.fit(
            [one.confidence for one in judged], [one.right for one in judged], assistant.reader_name
        )
        fitted = fitted.after(old_fit) if old_fit else fitted
        outs.append(fitted.save(settings.data_dir))
        say(f"From now on nothing below a confidence of {fitted.threshold:.2f} is answered.")
    if as_json:
        print_json({**told, "comparison": changes.to_dict()} if changes else told)
    else:
        from ui.terminal.evaluation_lines import comparison_lines, evaluation_lines

        line(evaluation_lines(made))
        if changes:
            line(f"\n{comparison_lines(changes)}")
    for warning in made.warnings[:WARNINGS]:
        say(warning)
    if len(made.warnings) > WARNINGS:
        say(f"and {len(made.warnings) - WARNINGS} more warnings")
    say(
        f"{len(gold)} questions evaluated."
        + (f" Written: {', '.join(map(str, outs))}." if outs else "")
    )


WARNINGS = 10  # shown in the terminal; the report has them all


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
) -> None:
    """Open the page: chat, documents and sources. A new library starts with our briefs."""
    from assistant.settings import load_settings

    settings = load_settings(data_dir)
    with opened(data_dir) as assistant:
        if assistant.is_new():
            from corpus import briefs

            say("A new library: adding the briefs that come with the program.")
            with _ingest_progress() as tell:
                for report in assistant.ingest([briefs.FOLDER], on_progress=tell):
                    say(_report_line(report))
        from ui.page.server import serve as serve_page

        serve_page(
            assistant,
            host or settings.host,
            port or settings.port,
            open_browser,
            settings.public_address,
            int(settings.max_upload_megabytes * 1e6),
        )


@app.command()
def doctor(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check the model, the library and its index; exit status 1 when something is wrong."""
    from assistant.health import doctor as check
    from assistant.settings import load_settings

    checks = check(load_settings(data_dir))
    if as_json:
        print_json([asdict(one) for one in checks])
    else:
        for one in checks:
            line(f"{'ok     ' if one.ok else 'WRONG  '} {one.name}: {one.detail}")
    if not all(one.ok for one in checks):
        raise typer.Exit(1)


@app.command()
def gaps(
    data_dir: DataDir = None,
    as_json: AsJson = False,
    clear: Annotated[bool, typer.Option("--clear", help="Empty the list.")] = False,
) -> None:
    """List the questions that the documents did not answer, most asked first."""
    from assistant.settings import load_settings

    with opened(data_dir) as assistant:
        found = assistant.clear_gaps() if clear else assistant.gaps()
        problem = assistant.gap_problem()
    if as_json:
        print_json([asdict(gap) for gap in found])
    elif found and not clear:
        from ui.terminal.answer_lines import gap_lines

        line(gap_lines(found))
    if clear:
        say(f"{len(found)} gap{'' if len(found) == 1 else 's'} removed from the list.")
    elif problem is None and not found:
        kept = load_settings(data_dir).keep_gaps
        say(
            "No gaps: every question so far was answered."
            if kept
            else "No gaps are kept: ASSISTANT_KEEP_GAPS is off."
        )
    if problem is not None:
        say(problem)


@documents_app.command("list")
def documents_list(
    data_dir: DataDir = None,
    as_json: AsJson = False,
    superseded: Annotated[bool, typer.Option("--all", help="Superseded versions as well.")] = False,
) -> None:
    """List the documents of the library."""
    with opened(data_dir) as assistant:
        records = assistant.documents(include_superseded=superseded)
    if as_json:
        print_json([asdict(record) for record in records])
        return
    for record in records:
        state = f"  superseded by {record.superseded_by}" if record.superseded_by else ""
        line(
            f"{record.id}  {record.source}  {record.title or ''}  {record.date or ''}  "
            f"{record.chunks} passages{state}"
        )
    if not records:
        say("The library is empty. Add documents with: assistant ingest PATH")


@documents_app.command("show")
def documents_show(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show a document as the library holds it, superseded ones by their id."""
    with opened(data_dir) as assistant:
        record = assistant.record(document)
        text = assistant.read(record.id).text
    if as_json:
        print_json({**asdict(record), "text": text})
        return
    state = f" (superseded by {record.superseded_by})" if record.superseded_by else ""
    say(f"{record.source}: {record.title or 'no title'}, {record.date or 'no date'}{state}")
    line(text)


@documents_app.command("remove")
def documents_remove(
    document: Annotated[str, typer.Argument(help="Id or file name.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Remove a document with its text and vectors; the file it came from is not touched."""
    with opened(data_dir) as assistant:
        record = assistant.remove(document)
    if as_json:
        print_json(asdict(record))
    say(f"Removed {document} ({record.id}).")


@contextmanager
def _ingest_progress() -> Iterator[Callable[[IngestProgress], None]]:
    """The same for an ingest, which learns of its passages as it goes."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Reading {task.fields[source]}"),
        BarColumn(),
        TextColumn("{task.fields[files]} files, {task.fields[passages]} passages"),
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


def _report_line(report: FileReport) -> str:
    detail = report.detail
    return f"{report.source}: {detail}"
