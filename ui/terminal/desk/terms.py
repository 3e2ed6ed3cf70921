"""`assistant terms`: what the short forms of a library stand for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from corpus.wording import _
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say

terms_app = typer.Typer(
    no_args_is_help=True, help="Say what the terms and abbreviations of your documents stand for."
)
ShortForm = Annotated[str, typer.Argument(help="The short form, as NSA.", show_default=False)]


@terms_app.command("list")
def terms_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the terms that are kept."""
    with opened(data_dir) as assistant:
        terms = assistant.terms()
    if as_json:
        print_json([asdict(term) for term in terms])
        return
    for term in terms:
        line(f"{term.short}  {term.long}")
    if not terms:
        say(_("No terms are kept. Add one with: assistant terms add NSA 'National Science Agency'"))


@terms_app.command("add")
def terms_add(
    short: ShortForm,
    long: Annotated[str, typer.Argument(help="What it stands for.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Say what a short form stands for: a question with either finds what is said of both."""
    with opened(data_dir) as assistant:
        term = assistant.add_term(short, long)
    if as_json:
        print_json(asdict(term))
    say(_("{short} stands for {long}.").format(short=term.short, long=term.long))


@terms_app.command("remove")
def terms_remove(short: ShortForm, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Forget what a short form stands for."""
    with opened(data_dir) as assistant:
        term = assistant.remove_term(short)
    if as_json:
        print_json(asdict(term))
    say(_("{short} stands for {long} no more.").format(short=term.short, long=term.long))
