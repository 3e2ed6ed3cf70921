"""The password of protected files: read once, from where no other program sees it."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from corpus.wording import _

MAX_BYTES = 1_000
PasswordStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin",
        help="Read the password of protected files from standard input; it is not kept.",
    ),
]


def read_password(asked: str = "") -> str:
    """The first line of standard input; a person at a terminal is asked, and types unseen."""
    if sys.stdin.isatty():
        password = getpass(asked or _("Password of the protected files: "))
    else:
        try:
            password = sys.stdin.buffer.readline(MAX_BYTES).decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise typer.BadParameter(_("the password on standard input is not UTF-8")) from None
    if not password:
        raise typer.BadParameter(_("no password came on standard input; write it there, a line"))
    return password


def hint() -> str:
    """How a protected file is added."""
    return _(
        "A protected file is opened by its password: assistant ingest FILE --password-stdin "
        "(it is asked for, or read from standard input, and not kept)."
    )
