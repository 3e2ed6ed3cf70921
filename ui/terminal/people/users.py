"""`assistant users`: the people who share an assistant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.people.principal import ROLE_WORDS
from corpus.errors import AccessError
from corpus.wording import _, later
from ui.terminal.console import AsJson, DataDir, line, print_json, say
from ui.terminal.desk.passwords import read_password

if TYPE_CHECKING:
    from assistant.people.accounts import Accounts

users_app = typer.Typer(
    no_args_is_help=True,
    help="Say who may use the assistant. From the first account on, nobody comes in without one.",
)
UserName = Annotated[str, typer.Argument(help="The person's name.", show_default=False)]
InGroups = Annotated[
    list[str] | None, typer.Option("--group", help="A group they are in; may be repeated.")
]
PasswordGiven = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input."),
]
ASKED = later("Password of {name}: ")
NEVER = later("never")


def accounts_of(data_dir: Path | None) -> Accounts:
    """The people of a data folder."""
    from assistant.people.accounts import Accounts
    from assistant.settings import load_settings

    return Accounts(load_settings(data_dir).data_dir)


@users_app.command("add")
def users_add(
    name: UserName,
    role: Annotated[str, typer.Option(help="reader, editor or keeper.")] = "reader",
    group: InGroups = None,
    password_stdin: PasswordGiven = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add a person: a reader asks, an editor changes their collections, a keeper everything."""
    accounts = accounts_of(data_dir)
    password = read_password(_(ASKED).format(name=name)) if password_stdin else None
    first = not accounts.any()
    person = accounts.add(name, role, group or (), password)
    if as_json:
        print_json({"name": person.name, "role": person.role, "groups": list(person.groups)})
    say(
        _("{name} is {role} from now on.").format(name=person.name, role=_(ROLE_WORDS[person.role]))
    )
    if first:
        say(
            _(
                "This is the first account: the page asks everybody to sign in now, and what is in "
                "a collection is read by whom 'assistant collections grant' names."
            )
        )
        if not person.is_keeper:
            say(_("Nobody is keeper on the page yet; add one with --role keeper."))


@users_app.command("set")
def users_set(
    name: UserName,
    role: Annotated[str | None, typer.Option(help="reader, editor or keeper.")] = None,
    group: InGroups = None,
    no_groups: Annotated[bool, typer.Option("--no-groups", help="In no group.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Give a person another role, or put them into these groups and no others."""
    if role is None and not group and not no_groups:
        raise AccessError(_("Say what to change: --role, --group or --no-groups."))
    groups = group if group else () if no_groups else None
    person = accounts_of(data_dir).change(name, role, groups)
    if as_json:
        print_json({"name": person.name, "role": person.role, "groups": list(person.groups)})
    say(
        _("{name} is {role} from now on.").format(name=person.name, role=_(ROLE_WORDS[person.role]))
    )


@users_app.command("list")
def users_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the people with their role, their groups and when they last signed in."""
    directory = accounts_of(data_dir).directory()
    seen = dict(directory.sign_ins)
    people = [one.principal for one in directory.accounts]
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "role": one.role,
                    "groups": list(one.groups),
                    "last_sign_in": seen[one.number][0] if one.number in seen else None,
                    "keys": sum(key.person == one.number for key, _hash in directory.keys),
                }
                for one in people
            ]
        )
        return
    for one in people:
        at = seen[one.number][0][:16].replace("T", " ") if one.number in seen else _(NEVER)
        groups = f"  ({', '.join(one.groups)})" if one.groups else ""
        told = _("last sign-in: {at}").format(at=at)
        line(f"{_(ROLE_WORDS[one.role]):10} {one.name}{groups}  {told}")
    if not people:
        say(_("There are no accounts: whoever reaches the page is keeper."))


@users_app.command("remove")
def users_remove(name: UserName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Remove a person with their keys and rights; what they are signed in with ends."""
    person = accounts_of(data_dir).remove(name)
    if as_json:
        print_json({"name": person.name})
    say(_("{name} has no account any more.").format(name=person.name))


@users_app.command("password")
def users_password(
    name: UserName,
    password_stdin: PasswordGiven = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Give a person another password, which is asked for; all their sessions end."""
    password = read_password(_(ASKED).format(name=name))
    person = accounts_of(data_dir).set_password(name, password)
    if as_json:
        print_json({"name": person.name})
    say(_("{name} has another password; all sessions of before have ended.").format(
        name=person.name
    ))  # fmt: skip
