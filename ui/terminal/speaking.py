"""The terminal in the reader's language: the help of its commands, and what typer says itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from corpus.wording import _


def command_of(app: typer.Typer) -> Any:
    """The command line of an application, as typer makes it."""
    return typer.main.get_command(app)


def _parts(command: Any) -> Iterator[Any]:
    """A command with its parameters, and all commands below it."""
    yield command
    yield from command.params
    for below in getattr(command, "commands", {}).values():
        yield from _parts(below)


def helped(command: Any) -> Iterator[str]:
    """Every help text of a command line."""
    return (part.help for part in _parts(command) if getattr(part, "help", None))


def translate(command: Any) -> None:
    """Put every help text of a command line into the reader's language."""
    for part in _parts(command):
        if getattr(part, "help", None):
            part.help = _(part.help)
