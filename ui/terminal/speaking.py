"""The terminal in the reader's language: the help of its commands, and what typer itself says.

Typer asks the standard library's gettext for some of its words; what it says of a wrong use is
put into the language here, by its form.
"""

from __future__ import annotations

import gettext
import os
import string
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.exceptions import TyperException

from corpus.wording import DOMAIN, ENGLISH, LOCALES, _, language, later, of_environment, use

# Found by typer through gettext.
TYPER_WORDS = (
    later("(dynamic)"),
    later("Aborted!"),
    later("Arguments"),
    later("Commands"),
    later("Missing command."),
    later("No such command {name!r}."),
    later("Options"),
    later("default: {default}"),
    later("env var: {var}"),
    later("required"),
)
# What typer says of a wrong use.
WRONG_USE = (
    later("Missing argument {name}."),
    later("Missing option {name}."),
    later("No such option: {name}"),
    later("Invalid value for {name}: {message}"),
    later("Invalid value: {message}"),
    later("Got unexpected extra argument(s) ({names})"),
    later("Option {name} requires an argument."),
    later("Option {name} does not take a value."),
    later("{value} is not one of {names}."),
    later("Value {value} is not a valid {kind}."),
)


def run(app: typer.Typer) -> None:
    """The command line, in the language of the environment; JSON is for programs, in English."""
    use(ENGLISH if "--json" in sys.argv else of_environment(os.environ))
    if language() == ENGLISH:
        app()
        return
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language()  # which gettext asks first
    command = command_of(app)
    translate(command)
    try:
        code = command.main(standalone_mode=False)
    except typer.Abort:
        print(_("Aborted!"), file=sys.stderr)
        sys.exit(1)
    except TyperException as error:
        _tell(error)
        sys.exit(error.exit_code)
    sys.exit(code or 0)


def command_of(app: typer.Typer) -> Any:
    """The command line of an application, as typer makes it."""
    return typer.main.get_command(app)


def _parts(command: Any) -> Iterator[Any]:
    """A command with its parameters, and all commands below it."""
    yield command
    yield from command.params
    yield command.get_help_option(command.context_class(command))
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
    contexts = command.context_class
    contexts.formatter_class = _formatter(contexts.formatter_class)


def _formatter(formatter: Any) -> Any:
    class Formatter(formatter):  # type: ignore[misc]
        def write_usage(self, program: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(program, args, prefix or _("Usage: "))

    return Formatter


def _tell(error: Any) -> None:
    """Say what was wrong with a command line, and where help is, as typer does."""
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return
    if context is not None:
        print(context.get_usage(), file=sys.stderr)
        hint = _("Try '{command}' for help.")
        print(hint.format(command=f"{context.command_path} --help"), file=sys.stderr)
        print(file=sys.stderr)
    print(_("Error: {message}").format(message=said(message)), file=sys.stderr)


def said(message: str) -> str:
    """A sentence of typer's in the reader's language, where it is one that is known."""
    for known in WRONG_USE:
        filled = _filled(known, message)
        if filled is not None:
            return _(known).format_map({name: said(one) for name, one in filled.items()})
    return message


def _filled(form: str, message: str) -> dict[str, str] | None:
    """What stands in a message for the names in its form; None where it is another message."""
    pieces = list(string.Formatter().parse(form))
    names = [name for _literal, name, *_rest in pieces if name]
    literals = [literal for literal, *_rest in pieces] + [""] * (len(pieces) == len(names))
    if not message.startswith(literals[0]):
        return None
    rest, found = message[len(literals[0]) :], dict[str, str]()
    for name, literal in zip(names, literals[1:], strict=True):
        end = rest.rfind(literal) if literal else len(rest)
        if end < 1:
            return None
        found[name], rest = rest[:end], rest[end + len(literal) :]
    return None if rest else found
