"""`assistant collections`: which documents belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.wording import _, both, later, ngettext
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say
from ui.terminal.people.rights import (
    NOBODY,
    collections_grant,
    collections_revoke,
    rights_lines,
)

if TYPE_CHECKING:
    from assistant.assistant import Assistant

collections_app = typer.Typer(
    no_args_is_help=True, help="List collections, and sort documents into them."
)
CollectionName = Annotated[str, typer.Argument(help="The collection.", show_default=False)]
DocumentNames = Annotated[
    list[str], typer.Argument(help="Documents: titles, file names or ids.", show_default=False)
]
IN = both(
    "{count} document is in the collection {name}.",
    "{count} documents are in the collection {name}.",
)
NO_LONGER_IN = both(
    "{count} document is no longer in the collection {name}.",
    "{count} documents are no longer in the collection {name}.",
)
RELEASED = later("  (a language model elsewhere may read it)")
# (assistant, collection, documents) -> the ids of those
_Change = Callable[["Assistant", str, Sequence[str]], list[str]]


@collections_app.command("list")
def collections_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the collections with how many documents are in each."""
    with opened(data_dir) as assistant:
        counts, released = assistant.collections(), assistant.releases()
        rights = assistant.granted()
    if as_json:
        print_json(
            [
                {
                    "collection": name,
                    "documents": count,
                    "released": name in released,
                    **rights.get(name, NOBODY),
                }
                for name, count in counts.items()
            ]
        )
        return
    for name, count in counts.items():
        line(f"{count:6}  {name}{_(RELEASED) if name in released else ''}")
        for told in rights_lines(rights.get(name)):
            line(f"        {told}")
    if not counts:
        say(_("There are no collections, since the library is empty."))


collections_app.command("grant")(collections_grant)
collections_app.command("revoke")(collections_revoke)


@collections_app.command("release")
def collections_release(
    collection: CollectionName,
    data_dir: DataDir = None,
    as_json: AsJson = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="No longer, from now on.")] = False,
) -> None:
    """Let a language model that is not on this machine read the documents of a collection."""
    with opened(data_dir) as assistant:
        name = assistant.release(collection, not withdraw)
    if as_json:
        print_json({"collection": name, "released": not withdraw})
    told = (
        _("Documents of the collection {name} stay on this machine.")
        if withdraw
        else _("Documents of the collection {name} may be sent to the language model that is set.")
    )
    say(told.format(name=name))


def _sort(change: _Change, done: tuple[str, str], told: str) -> Callable[..., None]:
    """A command that sorts documents; `told` is what it says of itself."""

    def command(
        collection: CollectionName,
        documents: DocumentNames,
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        with opened(data_dir) as assistant:
            ids = change(assistant, collection, documents)
        if as_json:
            print_json({"collection": collection, "documents": ids})
        said = ngettext(*done, len(ids))
        say(said.format(count=len(ids), name=collection))

    command.__doc__ = told
    return command


collections_app.command("add")(
    _sort(
        lambda assistant, name, documents: assistant.collect(name, documents),
        IN,
        "Put documents into a collection; they stay in the others.",
    )
)
collections_app.command("move")(
    _sort(
        lambda assistant, name, documents: assistant.move(name, documents),
        IN,
        "Put documents into a collection and out of all others.",
    )
)
collections_app.command("remove")(
    _sort(
        lambda assistant, name, documents: assistant.take_out(name, documents),
        NO_LONGER_IN,
        "Take documents out of a collection; they stay in the library.",
    )
)
