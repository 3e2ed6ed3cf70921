"""`assistant collections grant` and `revoke`: who reads and who edits a collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from corpus.errors import AccessError
from corpus.wording import _
from ui.terminal.console import AsJson, DataDir, opened, print_json, say

NOBODY: Mapping[str, list[str]] = {"readers": [], "editors": []}
Collection = Annotated[str, typer.Argument(help="The collection.", show_default=False)]
Whom = "A person, a group, or everyone (all who are signed in); may be repeated."


def collections_grant(
    collection: Collection,
    read: Annotated[list[str] | None, typer.Option(help=Whom)] = None,
    edit: Annotated[list[str] | None, typer.Option(help=Whom)] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Let people read a collection, or edit it too."""
    if not (read or edit):
        raise AccessError(_("Say who: --read NAME or --edit NAME."))
    with opened(data_dir) as assistant:
        name = collection
        for one in read or ():
            name = assistant.rooms.grant(collection, one, "read")
        for one in edit or ():
            name = assistant.rooms.grant(collection, one, "edit")
    if as_json:
        print_json({"collection": name, "read": read or [], "edit": edit or []})
    for one in read or ():
        say(_("{name} may read the collection {collection}.").format(name=one, collection=name))
    for one in edit or ():
        say(_("{name} may edit the collection {collection}.").format(name=one, collection=name))


def collections_revoke(
    collection: Collection,
    names: Annotated[
        list[str], typer.Argument(help="People or groups, or everyone.", show_default=False)
    ],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take from people what was granted to them of a collection."""
    with opened(data_dir) as assistant:
        called = collection
        for one in names:
            called = assistant.rooms.revoke(collection, one)
    if as_json:
        print_json({"collection": called, "names": names})
    for one in names:
        say(
            _("{name} has no right of their own to the collection {collection} any more.").format(
                name=one, collection=called
            )
        )


def rights_lines(rights: Mapping[str, list[str]] | None) -> Iterator[str]:
    """Who reads and edits a collection, in words."""
    if rights and rights["readers"]:
        yield _("read by: {names}").format(names=", ".join(sorted(rights["readers"])))
    if rights and rights["editors"]:
        yield _("edited by: {names}").format(names=", ".join(sorted(rights["editors"])))
