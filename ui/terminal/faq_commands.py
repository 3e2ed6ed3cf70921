"""`assistant faq`: build an FAQ from questions, and mine questions."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import AssistantError
from corpus.wording import _, later
from ui.terminal import faq_options as shared
from ui.terminal.choice_options import InCollections, InDocuments, InYears, OnTopics, choice
from ui.terminal.console import (
    NOT_WRITTEN,
    STATUS_WORDS,
    AsJson,
    DataDir,
    line,
    opened,
    print_json,
    progress,
    say,
)
from ui.terminal.faq_entries import entry_app
from ui.terminal.faq_pairs import decided, stepping

if TYPE_CHECKING:
    from assistant.faq.lists.question_list import QuestionList

faq_app = typer.Typer(no_args_is_help=True, help="Build a cited FAQ, keep it, and keep it true.")

STATUSES = ("answered", "partial", "not_found")


@faq_app.command()
def build(
    questions: Annotated[
        Path, typer.Argument(help="A list: .csv .tsv .xlsx .docx .txt .md .jsonl.")
    ],
    out: shared.Outs = None,
    column: Annotated[
        str | None, typer.Option(help="The column of the questions: its name or letter.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    title: shared.Title = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(help="The id of a question to keep apart from others; may be repeated."),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option(help="Two ids to merge, as in 12=45; may be repeated."),
    ] = None,
    no_merge: Annotated[
        bool, typer.Option("--no-merge", help="Keep all questions apart, also those alike.")
    ] = False,
    decide: Annotated[
        bool,
        typer.Option("--decide", help="Ask of each pair that may ask the same: y, n or s."),
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what was read and merged; answer nothing.")
    ] = False,
    collection: InCollections = None,
    topic: OnTopics = None,
    document: InDocuments = None,
    year: InYears = None,
    store: shared.Store = False,
    quoted: shared.InQuotes = False,
    template: shared.Template = None,
    schema_org: shared.SchemaOrg = False,
    language: shared.InLanguage = None,
    who: shared.Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a list of questions; a run that was stopped goes on where it was."""
    from assistant.faq.build import Build, plan, set_apart, set_together
    from assistant.faq.lists.question_list import read_questions
    from assistant.faq.matching.duplicates import alike, groups

    shared.refuse_unknown(language)
    asked = read_questions(questions, column=column, sheet=sheet)
    outs = shared.checked(out, template, needed=not (preview or store))
    with opened(data_dir, later("Stopped. Run the same command again to go on.")) as assistant:
        chosen = assistant.chosen(choice(collection, topic, document, year)).choice
        found = [[place] for place in range(len(asked.rows))]
        if decide and not sys.stdin.isatty():
            told = _("--decide asks at a terminal, and this is none; use --preview and --together.")
            raise AssistantError(told)
        ids, worded = [row.id for row in asked.rows], [row.question for row in asked.rows]
        if not no_merge:
            in_full = [*map(assistant.spelled_out, worded)]
            with progress(_("Comparing"), len(in_full)) as advance:
                found = groups(in_full, assistant.embed, on_progress=stepping(advance))
            found = set_apart(set_together(found, ids, together or []), ids, apart or [])
            if decide:
                pairs = alike(in_full, found, assistant.embed)
                found = decided(worded, found, pairs, lambda: typer.getchar())
        planned = plan(asked.rows, found)
        _tell_list(asked, len(planned))
        for one in [one for one in planned if one.merged][: shared.SHOWN]:
            say(f"  {one.id}: {one.question}")
            for wording in one.merged:
                say(f"    {_('merged')}: {wording.id}: {wording.question}")
        if preview:
            pairs = () if no_merge or decide else alike(in_full, found, assistant.embed)
            if pairs:
                told = _("{count} pairs may ask the same; merge one with --together:")
                say(told.format(count=len(pairs)))
            for pair in pairs:
                say(f"  {ids[pair.one]}={ids[pair.other]}")
                say(f"    {worded[pair.one]}\n    {worded[pair.other]}")
            if as_json:
                print_json([asdict(one) for one in planned])
            return
        # Beside the first file, so that the same command finds it again.
        work = outs[0] if outs else questions
        making = Build(
            assistant,
            planned,
            work.with_name(f"{work.name}.partial"),
            title=title or questions.stem.replace("_", " "),
            made_on=date.today().isoformat(),
            choice=chosen,
            worded=not quoted,
        )
        if making.entries:
            told = _("Going on after {count} entries of an earlier run.")
            say(told.format(count=len(making.entries)))
        with progress(_("Answering"), len(planned)) as advance:
            advance(len(making.entries))
            for _entry in making.run():
                advance(1)
        faq = making.faq()
        added = shared.added(assistant, faq.entries, who) if store else None
        shared.published(faq, outs, template, schema_org, language)
        making.finish()
    counts = Counter(str(entry.answer.status) for entry in faq.entries)
    if as_json:
        print_json(
            {
                "out": [str(path) for path in outs],
                "questions": len(asked.rows),
                "entries": len(faq.entries),
                **{status: counts[status] for status in STATUSES},
                "stored": asdict(added) if added else None,
            }
        )
    told = ", ".join(f"{counts[status]} {_(STATUS_WORDS[status])}" for status in STATUSES)
    made = _("{questions} questions, {entries} entries: {statuses}.").format(
        questions=len(asked.rows), entries=len(faq.entries), statuses=told
    )
    shared.tell_written(made, outs)
    shared.tell_added(added)


@faq_app.command()
def mine(
    out: shared.Outs = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many questions at most.")] = 100,
    collection: InCollections = None,
    topic: OnTopics = None,
    document: InDocuments = None,
    year: InYears = None,
    title: shared.Title = None,
    store: shared.Store = False,
    template: shared.Template = None,
    schema_org: shared.SchemaOrg = False,
    language: shared.InLanguage = None,
    who: shared.Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Propose the questions that the documents answer, with their answers."""
    from assistant.faq.edition import edition
    from assistant.faq.matching.duplicates import groups
    from assistant.faq.mining.mining import mine as propose

    shared.refuse_unknown(language)
    outs = shared.checked(out, template, needed=False)
    with opened(data_dir, NOT_WRITTEN) as assistant:
        with progress(_("Kept"), limit) as advance:
            kept = 0

            def tell(tried: int, now: int) -> None:
                nonlocal kept
                advance(now - kept)
                kept = now

            found = propose(
                assistant,
                choice=choice(collection, topic, document, year),
                limit=limit,
                groups=lambda questions: groups(
                    [*map(assistant.spelled_out, questions)], assistant.embed
                ),
                on_progress=tell,
            )
        entries = tuple(one.entry for one in found.kept)
        added = shared.added(assistant, entries, who) if store else None
        faq = edition(assistant, title or _("Questions that the documents answer"), entries)
        shared.published(faq, outs, template, schema_org, language)
    if as_json:
        print_json([entry.to_dict() for entry in entries])
    elif not outs:
        under = None
        for entry in entries:
            if entry.topic != under:
                line(f"\n{entry.topic}" if under is not None else entry.topic)
                under = entry.topic
            line(f"  {entry.question}")
    dropped = ", ".join(f"{count} {_(reason)}" for reason, count in found.dropped.items() if count)
    told = (
        _("{count} questions kept; dropped: {reasons}.")
        if dropped
        else _("{count} questions kept.")
    )
    shared.tell_written(told.format(count=len(entries), reasons=dropped), outs)
    shared.tell_added(added)


def _tell_list(asked: QuestionList, entries: int) -> None:
    if asked.question_column:
        say(_("Questions read from {name}.").format(name=asked.question_column))
    for note in asked.notes[: shared.SHOWN]:
        say(note)
    told = _("{questions} questions, {entries} after merging those that ask the same.")
    say(told.format(questions=len(asked.rows), entries=entries))


faq_app.add_typer(entry_app)
