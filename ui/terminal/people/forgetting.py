"""`assistant forget`: what a person asked and answered goes, and their name with it."""

from __future__ import annotations

from dataclasses import asdict

from corpus.wording import _
from ui.terminal.console import AsJson, DataDir, line, print_json, say
from ui.terminal.people.users import UserName


def forget(name: UserName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Forget a person: delete what they asked and answered, and their name from all records."""
    from assistant.people.accounts import Accounts
    from assistant.people.audit import AuditLog
    from assistant.people.forgetting import forget as forgotten
    from assistant.settings import load_settings

    settings = load_settings(data_dir)
    folder = settings.data_dir
    audit = AuditLog(folder, settings.audit_questions)
    done = forgotten(folder, Accounts(folder), audit, name)
    if as_json:
        print_json(asdict(done))
    else:
        for export in done.exports:
            line(_("exported: {what}").format(what=export))
        for file in done.still_in:
            line(_("the name still stands in {file}").format(file=file))
    say(
        _(
            "Forgotten, and known as person {number} alone: {conversations} conversations and "
            "{results} results deleted, {changes} changes and {lines} lines of the audit log "
            "without the name."
        ).format(
            number=done.number,
            conversations=done.conversations,
            results=done.results,
            changes=done.changes,
            lines=done.lines,
        )
    )
    if not done.still_in:
        say(_("The name stands in no file of the data folder any more."))
    if done.exports:
        say(_("What they exported may still hold it, wherever it was put."))
