"""`assistant keys`: keys by which programs act as a person."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.wording import _
from ui.terminal.console import AsJson, DataDir, line, print_json, say
from ui.terminal.people.users import UserName, accounts_of

keys_app = typer.Typer(
    no_args_is_help=True, help="Keys by which the terminal and programs act as a person."
)


@keys_app.command("add")
def keys_add(name: UserName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Make a key that acts as a person. It is shown now and never again."""
    key, kept = accounts_of(data_dir).add_key(name)
    if as_json:
        print_json({"number": kept.number, "key": key})
    else:
        line(key)
    say(
        _("Key {number} acts as {name}: set it as ASSISTANT_KEY. It is not shown again.").format(
            number=kept.number, name=name
        )
    )


@keys_app.command("list")
def keys_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the keys with whose they are; the keys themselves are not kept."""
    directory = accounts_of(data_dir).directory()
    rows = [
        (key.number, directory.granted_to(f"person:{key.person}"), key.created_at)
        for key, _hash in directory.keys
    ]
    if as_json:
        print_json([{"number": n, "name": name, "created_at": at} for n, name, at in rows])
        return
    for number, name, at in rows:
        line(f"{number:4}  {name}  {at[:16].replace('T', ' ')}")
    if not rows:
        say(_("There are no keys. Make one with: assistant keys add NAME"))


@keys_app.command("remove")
def keys_remove(
    number: Annotated[int, typer.Argument(help="The number of the key.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw a key: it opens nothing from now on."""
    accounts_of(data_dir).remove_key(number)
    if as_json:
        print_json({"number": number})
    say(_("Key {number} opens nothing any more.").format(number=number))
