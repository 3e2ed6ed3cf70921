"""Who acts in the terminal: whoever has the data folder, or the person whose key is set.

Each command is named here with the role that its person needs. A command that is not, or that is
the house's alone, is refused where a key is set: a new one is closed until somebody has judged it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import typer

from assistant.people.principal import HOUSE, ROLE_WORDS
from corpus.errors import AccessError
from corpus.wording import _
from ui.terminal.speaking import command_of

if TYPE_CHECKING:
    from assistant.assistant import Assistant

VARIABLE = "ASSISTANT_KEY"
Needed = Literal["reader", "editor", "keeper", "house"]
COMMANDS: dict[str, Needed] = {
    # What is told follows from what the person may read.
    "ask": "reader",
    "search": "reader",
    "batch": "reader",
    "verify": "reader",
    "evaluate": "reader",
    "documents list": "reader",
    "documents show": "reader",
    "documents report": "reader",
    "collections list": "reader",
    "terms list": "reader",
    "faq list": "reader",
    "faq show": "reader",
    "faq export": "reader",
    "mcp": "reader",
    # What is changed is judged by the collections that they edit.
    "ingest": "editor",
    "documents set": "editor",
    "documents remove": "editor",
    "collections add": "editor",
    "collections move": "editor",
    "collections remove": "editor",
    "faq build": "editor",
    "faq mine": "editor",
    "faq edit": "editor",
    "faq import": "editor",
    "faq check": "editor",
    "pack build": "editor",
    "pack export": "editor",
    # What is of no collection.
    "documents removed": "keeper",
    "documents undo-remove": "keeper",
    "collections release": "keeper",
    "collections grant": "keeper",
    "collections revoke": "keeper",
    "terms add": "keeper",
    "terms remove": "keeper",
    "reindex": "keeper",
    "sync": "keeper",
    "export-library": "keeper",
    "gaps": "keeper",
    "reviews": "keeper",
    "bank list": "keeper",
    "bank show": "keeper",
    "bank keep": "keeper",
    "bank edit": "keeper",
    "bank retire": "keeper",
    "bank import-results": "keeper",
    "bank draw": "keeper",
    # What looks past any person's assistant, or makes and removes people.
    "import-library": "house",
    "move-store": "house",
    "serve": "house",
    "doctor": "house",
    "forget": "house",
    "users add": "house",
    "users set": "house",
    "users list": "house",
    "users remove": "house",
    "users password": "house",
    "keys add": "house",
    "keys list": "house",
    "keys remove": "house",
}
_RANKS: dict[Needed, int] = {"reader": 0, "editor": 1, "keeper": 2, "house": 3}
_command = [""]  # that is run


def note_command(app: typer.Typer, given: Sequence[str]) -> None:
    """Note which command is run. Raises AccessError where a key is set that it never acts by."""
    _command[:] = [called(command_of(app), given)]
    if key() and COMMANDS.get(_command[0], "house") == "house" and "--help" not in given:
        raise AccessError(
            _("This is not done by a key. Unset {variable} to act as who has the folder.").format(
                variable=VARIABLE
            )
        )


def called(command: Any, given: Sequence[str]) -> str:
    """The name of the command that a command line calls: `documents list`."""
    name = []
    for word in given:
        below = getattr(command, "commands", {})
        if word in below:
            name.append(word)
            command = below[word]
        elif not word.startswith("-"):
            break
    return " ".join(name)


def commands(command: Any, before: str = "") -> list[str]:
    """The names of all commands of a command line."""
    below = getattr(command, "commands", None)
    if below is None:
        return [before]
    return [name for word in below for name in commands(below[word], f"{before} {word}".strip())]


def key() -> str:
    """The key that is set, or nothing."""
    return os.environ.get(VARIABLE, "").strip()


def person_of(assistant: Assistant) -> Assistant:
    """The assistant of who acts. Raises AccessError for a key that opens nothing, or whose person
    may not run the command."""
    rooms = assistant.rooms
    if not key():
        if rooms.are_closed():
            rooms.audit.note(HOUSE, "ran", _command[0])
        return assistant
    account, used = rooms.accounts.by_key(key())
    principal = account.principal
    needed = COMMANDS.get(_command[0], "house")
    if _RANKS[principal.role] < _RANKS[needed]:
        raise AccessError(
            _("You are {role}, and {command} is not for you; ask a keeper.").format(
                role=_(ROLE_WORDS[principal.role]), command=f"'{_command[0]}'"
            )
        )
    rooms.audit.note(principal, "ran", _command[0], key=used.number)
    return rooms.for_person(principal, used.number)
