"""The terminal: one command each for adding, asking, searching, batches and the page.

Results go to stdout, progress and messages to stderr. Heavy libraries are imported inside
the commands, so that `assistant --help` answers at once.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import AssistantError
from corpus.wording import ENGLISH, _, ngettext, using
from ui.terminal import library_commands as library
from ui.terminal.bank.commands import bank_app
from ui.terminal.bundle_commands import export_library, import_library, move_store
from ui.terminal.choice_options import InCollections, InDocuments, InYears, OnTopics, choice
from ui.terminal.collection_commands import collections_app
from ui.terminal.console import (
    STATUS_WORDS,
    AsJson,
    DataDir,
    growing,
    line,
    opened,
    print_json,
    progress,
    say,
)
from ui.terminal.desk.correcting import documents_set
from ui.terminal.desk.removing import documents_remove, documents_removed, documents_undo_remove
from ui.terminal.desk.terms import terms_app
from ui.terminal.evaluation.command import evaluate
from ui.terminal.evaluation.reviewing import reviews
from ui.terminal.faq_commands import faq_app
from ui.terminal.pack_commands import pack_app
from ui.terminal.people.acting import note_command
from ui.terminal.people.forgetting import forget
from ui.terminal.people.keys import keys_app
from ui.terminal.people.tools import mcp
from ui.terminal.people.users import users_app
from ui.terminal.running.serve import serve
from ui.terminal.speaking import run
from ui.terminal.sync_command import sync

app = typer.Typer(
    name="assistant",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help, without importing rich: it answers at once
    pretty_exceptions_enable=False,
    help="Cited answers from your policy documents, on this machine, with no network.",
)
library.documents_app.command("set")(documents_set)
library.documents_app.command("remove")(documents_remove)
library.documents_app.command("removed")(documents_removed)
library.documents_app.command("undo-remove")(documents_undo_remove)
app.add_typer(library.documents_app, name="documents")
app.add_typer(collections_app, name="collections")
app.add_typer(terms_app, name="terms")
app.add_typer(faq_app, name="faq")
app.add_typer(pack_app, name="pack")
app.add_typer(bank_app, name="bank")
app.add_typer(users_app, name="users")
app.add_typer(keys_app, name="keys")


def main() -> None:
    """The console script: every named problem is one sentence on stderr and exit status 1."""
    try:
        note_command(app, sys.argv[1:])
        run(app)
    except AssistantError as error:
        say(" ".join(str(error).split()))  # on one line, whatever a file is called
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # of the disk, where no room has put it into words of its own
        what = f"{error.filename}: " if error.filename else ""
        told = _("{reason}. Free some space, or mend the disk, and try again.")
        say(what + told.format(reason=error.strerror or error))
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


app.command()(library.ingest)
app.command()(library.reindex)
app.command()(sync)
app.command("export-library")(export_library)
app.command("import-library")(import_library)
app.command("move-store")(move_store)


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
    collection: InCollections = None,
    topic: OnTopics = None,
    document: InDocuments = None,
    year: InYears = None,
    request: Annotated[
        str | None, typer.Option(help="Take it for this kind of request, as in the JSON.")
    ] = None,
    quoted: Annotated[
        bool, typer.Option("--quoted", help="Quote the documents, whatever model is set.")
    ] = False,
) -> None:
    """Answer a question from the documents, with citations."""
    from assistant.answer import Turn
    from assistant.requests.kinds import kind_called

    kind = None if request is None else kind_called(request)
    history = [Turn(question=earlier) for earlier in after or ()]
    with opened(data_dir) as assistant:
        chosen = choice(collection, topic, document, year)
        answer = growing(
            assistant.stream(
                question, history, as_of=as_of, choice=chosen, request=kind, worded=not quoted
            )
        )
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
    collection: InCollections = None,
    topic: OnTopics = None,
    document: InDocuments = None,
    year: InYears = None,
) -> None:
    """Find the passages nearest to some words."""
    with opened(data_dir) as assistant:
        passages = assistant.search(words, k, choice(collection, topic, document, year))
    if as_json:
        print_json([passage.to_dict() for passage in passages])
        return
    from assistant.answering.legal.badges import badge
    from corpus.language.identification import language_of

    language = language_of(words)
    for number, passage in enumerate(passages, start=1):
        out = f"   ⚠ {badge(passage.validity, language)}.\n" if passage.validity else ""
        place = " › ".join(passage.chunk.headings)
        page = f", {_('p. {page}').format(page=passage.chunk.page)}" if passage.chunk.page else ""
        line(
            f"{number}. {passage.source}{page}  {place}\n{out}   "
            f"{' '.join(passage.chunk.text.split())}"
        )
    if not passages:
        say(_("Nothing found; the library may be empty. Add documents with: assistant ingest PATH"))


@app.command()
def batch(
    questions: Annotated[Path, typer.Argument(help="JSON Lines: id, question, history.")],
    out: Annotated[Path, typer.Option(help="Where the answers go, one JSON line each.")],
    collection: InCollections = None,
    topic: OnTopics = None,
    document: InDocuments = None,
    year: InYears = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a file of questions; a run that was stopped goes on where it was."""
    from assistant import batch as batches

    rows = batches.read_rows(questions)
    statuses: list[str] = []
    bar = progress(_("Answering"), len(rows))
    with opened(data_dir) as assistant, bar as advance, using(ENGLISH):
        chosen = choice(collection, topic, document, year)
        for answer in batches.run(assistant, rows, out, advance, chosen):
            statuses.append(answer["status"])
    counts = {status: statuses.count(status) for status in ("answered", "partial", "not_found")}
    if as_json:
        print_json({"out": str(out), "rows": len(rows), **counts})
    told = ", ".join(f"{n} {_(STATUS_WORDS[status])}" for status, n in counts.items())
    say(_("{count} rows in {file}: {statuses}").format(count=len(rows), file=out, statuses=told))


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
                place = _("line {line}").format(line=one.line)
                line(f"{place} [{one.marker}] {one.source}: {_(one.state)}")
    verified = sum(one.verified for one in checked)
    say(_("{count} of {all} quotes verified.").format(count=verified, all=len(checked)))
    if verified < len(checked):
        raise typer.Exit(1)


app.command()(forget)
app.command()(evaluate)
app.command()(reviews)
app.command()(serve)


app.command()(mcp)


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
            line(f"{_('ok     ') if one.ok else _('WRONG  ')} {_(one.name)}: {one.detail}")
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
        told = ngettext(
            "{count} gap removed from the list.", "{count} gaps removed from the list.", len(found)
        )
        say(told.format(count=len(found)))
    elif problem is None and not found:
        kept = load_settings(data_dir).keep_gaps
        say(
            _("No gaps: every question so far was answered.")
            if kept
            else _("No gaps are kept: ASSISTANT_KEEP_GAPS is off.")
        )
    if problem is not None:
        say(problem)
