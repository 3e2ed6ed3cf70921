"""`assistant faq`: build an FAQ from questions, mine questions, keep entries, check them."""

from __future__ import annotations

import getpass
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import AssistantError
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, progress, say

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.faq.entry import Entry, Faq
    from assistant.faq.keeping.records import Added, FaqRecords
    from assistant.faq.lists.question_list import QuestionList

faq_app = typer.Typer(no_args_is_help=True, help="Build a cited FAQ, keep it, and keep it true.")

Outs = Annotated[
    list[Path] | None,
    typer.Option("--out", help="A file to write: .md .html .docx .csv .xlsx .json .jsonl."),
]
Template = Annotated[
    Path | None, typer.Option(help="A template of your own: .md.j2, .html.j2 or .docx.")
]
SchemaOrg = Annotated[
    bool, typer.Option("--schema-org", help="JSON as a schema.org FAQPage; HTML carries it too.")
]
Title = Annotated[str | None, typer.Option(help="The title of the document.")]
Who = Annotated[
    str | None, typer.Option(help="Who makes the change, for the history.", show_default=False)
]
Id = Annotated[str, typer.Argument(help="The id of the entry.", show_default=False)]

SHOWN = 20  # merged questions and notes that the terminal shows
STATUSES = ("answered", "partial", "not_found")


@faq_app.command()
def build(
    questions: Annotated[
        Path, typer.Argument(help="A list: .csv .tsv .xlsx .docx .txt .md .jsonl.")
    ],
    out: Outs = None,
    column: Annotated[
        str | None, typer.Option(help="The column of the questions: its name or letter.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    title: Title = None,
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
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what was read and merged; answer nothing.")
    ] = False,
    store: Annotated[
        bool, typer.Option("--store", help="Keep the entries in the library, as drafts.")
    ] = False,
    template: Template = None,
    schema_org: SchemaOrg = False,
    who: Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Answer a list of questions; a run that was stopped goes on where it was."""
    from assistant.faq.build import Build, plan, set_apart, set_together
    from assistant.faq.lists.question_list import read_questions
    from assistant.faq.matching.duplicates import alike, groups

    asked = read_questions(questions, column=column, sheet=sheet)
    outs = _checked(out, template, needed=not (preview or store))
    with opened(data_dir, "Stopped. Run the same command again to go on.") as assistant:
        found = [[place] for place in range(len(asked.rows))]
        ids, worded = [row.id for row in asked.rows], [row.question for row in asked.rows]
        if not no_merge:
            found = groups(worded, assistant.embed)
            found = set_apart(set_together(found, ids, together or []), ids, apart or [])
        planned = plan(asked.rows, found)
        _tell_list(asked, len(planned))
        for one in [one for one in planned if one.merged][:SHOWN]:
            say(f"  {one.id}: {one.question}")
            for wording in one.merged:
                say(f"    merged: {wording.id}: {wording.question}")
        if preview:
            pairs = [] if no_merge else alike(worded, found, assistant.embed)
            if pairs:
                say(f"{len(pairs)} pairs may ask the same; merge one with --together:")
            for pair in pairs:
                say(f"  {ids[pair.one]}={ids[pair.other]}")
                say(f"    {worded[pair.one]}")
                say(f"    {worded[pair.other]}")
            if as_json:
                print_json(
                    [{**asdict(one), "merged": [asdict(w) for w in one.merged]} for one in planned]
                )
            return
        # Beside the first file, so that the same command finds it again.
        work = outs[0] if outs else questions
        making = Build(
            assistant,
            planned,
            work.with_name(f"{work.name}.partial"),
            title=title or questions.stem.replace("_", " "),
            made_on=date.today().isoformat(),
        )
        if making.entries:
            say(f"Going on after {len(making.entries)} entries of an earlier run.")
        with progress("Answering", len(planned)) as advance:
            advance(len(making.entries))
            for _ in making.run():
                advance(1)
        faq = making.faq()
        added = _add(assistant, faq.entries, who) if store else None
        _publish(faq, outs, template, schema_org)
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
    told = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    _say_written(f"{len(asked.rows)} questions, {len(faq.entries)} entries: {told}.", outs)
    _say_added(added)


@faq_app.command()
def mine(
    out: Outs = None,
    limit: Annotated[int, typer.Option(min=1, max=5000, help="How many questions at most.")] = 100,
    document: Annotated[
        list[str] | None, typer.Option(help="Only of this document (id or file name).")
    ] = None,
    title: Title = None,
    store: Annotated[
        bool, typer.Option("--store", help="Keep the entries in the library, as drafts.")
    ] = False,
    template: Template = None,
    schema_org: SchemaOrg = False,
    who: Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Propose the questions that the documents answer, with their answers."""
    from assistant.faq.entry import Faq
    from assistant.faq.matching.duplicates import groups
    from assistant.faq.mining.mining import mine as propose

    outs = _checked(out, template, needed=False)
    with opened(data_dir, "Stopped. Nothing was written.") as assistant:
        ids = [assistant.record(one).id for one in document or ()] or None
        with progress("Kept", limit) as advance:
            kept = 0

            def tell(_: int, now: int) -> None:
                nonlocal kept
                advance(now - kept)
                kept = now

            found = propose(
                assistant,
                document_ids=ids,
                limit=limit,
                groups=lambda questions: groups(questions, assistant.embed),
                on_progress=tell,
            )
        entries = tuple(one.entry for one in found.kept)
        added = _add(assistant, entries, who) if store else None
        faq = Faq(
            title or "Questions that the documents answer",
            entries,
            assistant.revision(),
            date.today().isoformat(),
        )
        _publish(faq, outs, template, schema_org)
    if as_json:
        print_json([entry.to_dict() for entry in entries])
    elif not outs:
        topic = None
        for entry in entries:
            if entry.topic != topic:
                line(f"\n{entry.topic}" if topic is not None else entry.topic)
                topic = entry.topic
            line(f"  {entry.question}")
    dropped = ", ".join(f"{count} {reason}" for reason, count in found.dropped.items() if count)
    _say_written(
        f"{len(entries)} questions kept" + (f"; dropped: {dropped}." if dropped else "."), outs
    )
    _say_added(added)


@faq_app.command("list")
def list_entries(
    state: Annotated[
        str | None, typer.Option(help="Only draft, in_review, approved or retired ones.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only of this topic.")] = None,
    words: Annotated[str | None, typer.Option(help="Only with these words.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the entries that are kept."""
    with opened(data_dir) as assistant:
        records = _records(assistant).find(state=_state(state), topic=topic, text=words)
    if as_json:
        print_json([{"version": one.version, **one.entry.to_dict()} for one in records])
        return
    for record in records:
        entry = record.entry
        line(f"{entry.id}  {entry.state}  {entry.answer.status}  {entry.topic}  {entry.question}")
    if not records:
        say("No such entries. Make some with: assistant faq build QUESTIONS --store")


@faq_app.command()
def show(id: Id, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show an entry with its citations and all that was ever changed."""
    from ui.terminal.answer_lines import answer_lines

    with opened(data_dir) as assistant:
        record = _records(assistant).get(id)
        changes = _records(assistant).history(id)
    if as_json:
        print_json(
            {
                "version": record.version,
                **record.entry.to_dict(),
                "history": [asdict(change) for change in changes],
            }
        )
        return
    entry = record.entry
    line(f"{entry.question}\n")
    line(answer_lines(entry.answer))
    facts = {
        "Topic": entry.topic,
        "State": entry.state,
        "Owner": entry.owner,
        "Review": entry.review_date,
        "Approved": entry.approved_on,
        "Also asked": "; ".join(one.question for one in entry.merged),
    }
    line("\n" + "\n".join(f"{name}: {value}" for name, value in facts.items() if value))
    for change in changes:
        line(f"{change.at}  {change.who}: {change.action}")


@faq_app.command()
def edit(
    id: Id,
    text: Annotated[str | None, typer.Option(help="The answer, with its markers [1].")] = None,
    question: Annotated[str | None, typer.Option(help="The wording of the question.")] = None,
    topic: Annotated[str | None, typer.Option(help="Its topic.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who looks after it.")] = None,
    review_date: Annotated[
        str | None, typer.Option(help="When to look again: 2027-03-01; empty to take it away.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Move it to draft, in_review, approved or retired.")
    ] = None,
    who: Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Change an entry; a rewritten answer is checked against its citations."""
    from assistant.faq.keeping.wording_check import check_wording

    with opened(data_dir) as assistant:
        records = _records(assistant)
        record = records.get(id)
        wanted = _state(state)
        given = {
            "text": text,
            "question": question,
            "topic": topic,
            "owner": owner,
            "review_date": review_date,
        }
        if all(value is None for value in (*given.values(), wanted)):
            raise AssistantError("Nothing to change was given; 'assistant faq edit --help' helps.")
        if any(value is not None for value in given.values()):
            record = records.edit(id, version=record.version, who=_who(who), **given)
        problems = (
            check_wording(record.entry.answer.text, record.entry.answer.citations) if text else []
        )
        for problem in problems:
            say(problem)
        if wanted is not None:
            record = records.set_state(id, wanted, assistant, version=record.version, who=_who(who))
    if as_json:
        print_json({"version": record.version, "problems": problems, **record.entry.to_dict()})
    say(f"Entry {id} is {record.entry.state.replace('_', ' ')}, version {record.version}.")


@faq_app.command("import")
def import_entries(
    file: Annotated[Path, typer.Argument(help="Entries as .jsonl, as build and export write it.")],
    who: Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Keep the entries of a file, as drafts."""
    from assistant.faq.keeping.records import import_entries as read

    entries = read(file)
    with opened(data_dir) as assistant:
        added = _add(assistant, entries, who)
    if as_json:
        print_json(asdict(added))
    _say_added(added)


@faq_app.command()
def export(
    out: Outs = None,
    state: Annotated[
        str | None, typer.Option(help="Only draft, in_review, approved or retired ones.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Only of this topic.")] = None,
    title: Title = None,
    template: Template = None,
    schema_org: SchemaOrg = False,
    data_dir: DataDir = None,
) -> None:
    """Write the entries that are kept to files, in any format."""
    from assistant.faq.entry import Faq

    outs = _checked(out, template, needed=True)
    with opened(data_dir) as assistant:
        records = _records(assistant).find(state=_state(state), topic=topic)
        entries = tuple(
            record.entry for record in records if state or record.entry.state != "retired"
        )
        if not entries:
            raise AssistantError("There are no such entries; 'assistant faq list' shows them.")
        faq = Faq(
            title or "Frequently asked questions",
            entries,
            assistant.revision(),
            date.today().isoformat(),
        )
        _publish(faq, outs, template, schema_org)
    _say_written(f"{len(entries)} entries.", outs)


@faq_app.command()
def check(
    renew: Annotated[
        bool, typer.Option("--renew", help="Note the new places of quotes that only moved.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="The id of an entry to give its proposed answer; may be repeated."),
    ] = None,
    who: Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Find the entries whose evidence changed, was replaced or is gone; exit status 1 then."""
    from assistant.faq.keeping.freshness import check as look
    from assistant.faq.keeping.freshness import renew as note_places
    from ui.terminal.freshness_lines import freshness_lines

    with opened(data_dir) as assistant:
        records = _records(assistant)
        with progress("Checking", 0) as advance:
            found = look(records, assistant, on_progress=lambda done, total: advance(1, total))
        renewed = [note_places(records, one, _who(who)) for one in found.moved] if renew else []
        proposals = {one.id: one for one in (*found.affected, *found.now_answered)}
        accepted = []
        for id in accept or ():
            finding = proposals.get(id)
            if finding is None or finding.proposed is None:
                raise AssistantError(
                    f"No new answer is proposed for entry {id!r}; nothing was changed for it."
                )
            records.replace_answer(id, finding.proposed, version=finding.version, who=_who(who))
            accepted.append(id)
    left = [one for one in found.affected if one.id not in accepted]
    if as_json:
        print_json(
            {
                "checked": len(found.findings),
                "affected": [_finding(one) for one in found.affected],
                "moved": [_finding(one) for one in found.moved],
                "now_answered": [_finding(one) for one in found.now_answered],
                "renewed": [record.entry.id for record in renewed],
                "accepted": accepted,
            }
        )
    else:
        line(freshness_lines(found))
    say(
        f"{len(found.findings)} entries checked: {len(found.affected)} affected, "
        f"{len(found.moved)} moved, {len(found.now_answered)} answered now"
        + (f"; {len(renewed)} renewed" if renewed else "")
        + (f"; {len(accepted)} given the proposed answer" if accepted else "")
        + "."
    )
    if left:
        raise typer.Exit(1)


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "id": finding.id,
        "question": finding.question,
        "state": finding.state,
        "pins": [
            {
                "marker": one.pin.marker,
                "source": one.pin.source,
                "state": one.state,
                "quote": one.quote,
                "now": one.now,
                "diff": [list(piece) for piece in one.diff],
            }
            for one in finding.pins
        ],
        "proposed": finding.proposed.to_dict() if finding.proposed else None,
    }


def _checked(outs: list[Path] | None, template: Path | None, needed: bool) -> list[Path]:
    """The files to write, before any work is done for them."""
    from ui.publishing.faq.formats import check_outs

    if needed and not outs:
        raise AssistantError("Say where to: --out FAQ.docx; .md .html .csv .xlsx .json .jsonl too.")
    check_outs(outs or [], template)
    return list(outs or [])


def _publish(faq: Faq, outs: list[Path], template: Path | None, schema_org: bool) -> None:
    from ui.publishing.faq.formats import publish

    if outs:
        publish(faq, outs, template=template, schema_org=schema_org)


def _records(assistant: Assistant) -> FaqRecords:
    if assistant.faq is None:
        raise AssistantError("This library keeps no FAQ entries.")
    return assistant.faq


def _add(assistant: Assistant, entries: tuple[Entry, ...] | list[Entry], who: str | None) -> Added:
    return _records(assistant).add(entries, _who(who))


def _who(given: str | None) -> str:
    if given is not None:
        return given
    with suppress(Exception):  # no name for this user: containers have that
        return getpass.getuser()
    return "terminal"


def _state(given: str | None) -> Any:
    from assistant.faq.entry import STATES

    if given is not None and given not in STATES:
        raise AssistantError(f"There is no state {given!r}, only {', '.join(STATES)}.")
    return given


def _tell_list(asked: QuestionList, entries: int) -> None:
    if asked.question_column:
        say(f"Questions read from {asked.question_column}.")
    for note in asked.notes[:SHOWN]:
        say(note)
    say(f"{len(asked.rows)} questions, {entries} after merging those that ask the same.")


def _say_written(told: str, outs: list[Path]) -> None:
    say(told + (f" Written: {', '.join(map(str, outs))}." if outs else ""))


def _say_added(added: Added | None) -> None:
    if added is None:
        return
    counts = {
        "new": added.new,
        "changed": added.changed,
        "unchanged": added.unchanged,
        "kept as a person left them": added.kept,
    }
    told = ", ".join(f"{len(ids)} {name}" for name, ids in counts.items() if ids)
    say(f"Entries of the library: {told or 'none'}.")
    for old, new in added.renamed[:SHOWN]:
        say(f"The id {old} is another question's there; this one is {new}.")
