"""`assistant faq`: the entries that are kept: list, show, edit, import, export, check them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import AssistantError
from corpus.wording import _, later
from ui.terminal import faq_options as shared
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, progress, say

entry_app = typer.Typer()
STATE_WORDS = {
    "draft": later("draft"),
    "in_review": later("in review"),
    "approved": later("approved"),
    "retired": later("retired"),
}


@entry_app.command("list")
def list_entries(
    state: shared.InState = None,
    topic: shared.OfTopic = None,
    words: Annotated[str | None, typer.Option(help="Only with these words.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the entries that are kept."""
    with opened(data_dir) as assistant:
        records = shared.records(assistant).find(state=_state(state), topic=topic, text=words)
    if as_json:
        print_json([{"version": one.version, **one.entry.to_dict()} for one in records])
        return
    for record in records:
        entry = record.entry
        line(f"{entry.id}  {entry.state}  {entry.answer.status}  {entry.topic}  {entry.question}")
    if not records:
        say(_("No such entries. Make some with: assistant faq build QUESTIONS --store"))


@entry_app.command()
def show(id: shared.Id, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show an entry with its citations and all that was ever changed."""
    from ui.terminal.answer_lines import answer_lines

    with opened(data_dir) as assistant:
        record = shared.records(assistant).get(id)
        changes = shared.records(assistant).history(id)
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
        _("Topic"): entry.topic,
        _("State"): entry.state,
        _("Owner"): entry.owner,
        _("Review"): entry.review_date,
        _("Approved"): entry.approved_on,
        _("Also asked"): "; ".join(one.question for one in entry.merged),
    }
    line("\n" + "\n".join(f"{name}: {value}" for name, value in facts.items() if value))
    for change in changes:
        line(f"{change.at}  {change.who}: {change.action}")


@entry_app.command()
def edit(
    id: shared.Id,
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
    who: shared.Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Change an entry; a rewritten answer is checked against its citations."""
    from assistant.faq.keeping.wording_check import check_wording

    with opened(data_dir) as assistant:
        records = shared.records(assistant)
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
            raise AssistantError(
                _("Nothing to change was given; 'assistant faq edit --help' helps.")
            )
        if any(value is not None for value in given.values()):
            record = records.edit(id, version=record.version, who=shared.author(who), **given)
        problems = (
            check_wording(record.entry.answer.text, record.entry.answer.citations) if text else []
        )
        for problem in problems:
            say(problem)
        if wanted is not None:
            record = records.set_state(
                id, wanted, assistant, version=record.version, who=shared.author(who)
            )
    if as_json:
        print_json({"version": record.version, "problems": problems, **record.entry.to_dict()})
    told = _("Entry {id} is {state}, version {version}.")
    state_word = _(STATE_WORDS[record.entry.state])
    say(told.format(id=id, state=state_word, version=record.version))


@entry_app.command("import")
def import_entries(
    file: Annotated[Path, typer.Argument(help="Entries as .jsonl, as build and export write it.")],
    who: shared.Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Keep the entries of a file, as drafts."""
    from assistant.faq.keeping.records import import_entries as read

    entries = read(file)
    with opened(data_dir) as assistant:
        added = shared.added(assistant, entries, who)
    if as_json:
        print_json(asdict(added))
    shared.tell_added(added)


@entry_app.command()
def export(
    out: shared.Outs = None,
    state: shared.InState = None,
    topic: shared.OfTopic = None,
    title: shared.Title = None,
    template: shared.Template = None,
    schema_org: shared.SchemaOrg = False,
    language: shared.InLanguage = None,
    drafts: shared.Drafts = False,
    spoken: shared.SpokenIn = None,
    data_dir: DataDir = None,
) -> None:
    """Write the entries that are approved to files, in any format."""
    from assistant.faq.edition import edition, given_out, left_out, standing

    shared.refuse_unknown(language)
    in_language = shared.spoken_in(spoken)
    outs = shared.checked(out, template, needed=True)
    with opened(data_dir) as assistant:
        wanted = _state(state)
        records = shared.records(assistant).find(topic=topic)
        entries, fallen = standing(assistant, given_out(records, drafts=drafts, state=wanted))
        if told := left_out(fallen):
            say(told)
        title = title or _("Frequently asked questions")
        faq = edition(assistant, title, entries, in_language)
        if not faq.entries:
            raise AssistantError(_("There are no such entries; 'assistant faq list' shows them."))
        shared.published(faq, outs, template, schema_org, language)
    entries = list(faq.entries)
    shared.tell_written(_("{count} entries.").format(count=len(entries)), outs)


@entry_app.command()
def check(
    renew: Annotated[
        bool, typer.Option("--renew", help="Note the new places of quotes that only moved.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="The id of an entry to give its proposed answer; may be repeated."),
    ] = None,
    who: shared.Who = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Find the entries whose evidence changed, was replaced or is gone; exit status 1 then."""
    from assistant.faq.keeping.freshness import check as look
    from assistant.faq.keeping.freshness import renew as note_places
    from ui.terminal.freshness_lines import freshness_lines

    with opened(data_dir) as assistant:
        records = shared.records(assistant)
        with progress(_("Checking"), 0) as advance:
            found = look(records, assistant, on_progress=lambda done, total: advance(1, total))
        renewed = (
            [note_places(records, one, shared.author(who)) for one in found.moved] if renew else []
        )
        proposals = {one.id: one for one in (*found.affected, *found.now_answered)}
        accepted = []
        for id in accept or ():
            finding = proposals.get(id)
            if finding is None or finding.proposed is None:
                raise AssistantError(
                    _(
                        "No new answer is proposed for entry {id}; nothing was changed for it."
                    ).format(id=repr(id))
                )
            records.replace_answer(
                id, finding.proposed, version=finding.version, who=shared.author(who)
            )
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
    told = _("{count} entries checked: {affected} affected, {moved} moved, {answered} answered now")
    told = told.format(
        count=len(found.findings),
        affected=len(found.affected),
        moved=len(found.moved),
        answered=len(found.now_answered),
    )
    if renewed:
        told += "; " + _("{count} renewed").format(count=len(renewed))
    if accepted:
        told += "; " + _("{count} given the proposed answer").format(count=len(accepted))
    say(f"{told}.")
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


def _state(given: str | None) -> Any:
    from assistant.faq.entry import STATES

    if given is not None and given not in STATES:
        raise AssistantError(
            _("There is no state {name}, only {names}.").format(
                name=repr(given), names=", ".join(STATES)
            )
        )
    return given
