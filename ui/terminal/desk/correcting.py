"""`assistant documents set`: what people say of a document in the place of what was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.wording import _, later
from ui.terminal.console import AsJson, DataDir, opened, print_json, say

if TYPE_CHECKING:
    from index.store.records import DocumentRecord

FIELD_WORDS = {
    "title": later("title"),
    "number": later("number"),
    "publisher": later("publisher"),
    "date": later("date"),
    "language": later("language"),
    "topics": later("topics"),
    "in_force_from": later("in force from"),
    "in_force_until": later("in force until"),
    "replaces": later("replaces"),
}
_DAY = "A year, a month or a day: 2025, 2025-03, 2025-03-12."


def documents_set(
    document: Annotated[str, typer.Argument(help="Id, file name or title.", show_default=False)],
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    number: Annotated[str | None, typer.Option(help="Its number, as 36/2025/NĐ-CP.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", "--issuer", help="Who issued it.")
    ] = None,
    date: Annotated[str | None, typer.Option(help=f"Its own date. {_DAY}")] = None,
    language: Annotated[str | None, typer.Option(help="Its language: en, vi.")] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", help="A topic of it; may be repeated.")
    ] = None,
    in_force_from: Annotated[str | None, typer.Option(help=f"The first day. {_DAY}")] = None,
    in_force_until: Annotated[str | None, typer.Option(help=f"The last day. {_DAY}")] = None,
    replaces: Annotated[
        list[str] | None,
        typer.Option("--replaces", help="A document that it replaces: title, number, name or id."),
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", help="Take the correction of this field back; may be repeated."),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Correct what is told of a document; what was read from its file is kept apart."""
    told = {
        "title": title, "number": number, "publisher": publisher, "date": date,
        "language": language, "topics": topic, "in_force_from": in_force_from,
        "in_force_until": in_force_until, "replaces": replaces,
    }  # fmt: skip
    told = {name: value for name, value in told.items() if value}
    if not (told or clear):
        raise typer.BadParameter(_("nothing to correct; give a field, as --title or --date"))
    with opened(data_dir) as assistant:
        record = assistant.correct(document, told, clear or ())
        unknown = assistant.not_there(record.replaces)
    if as_json:
        print_json(asdict(record))
    said = said_of(record) if record.corrected else _("nothing is corrected")
    say(f"{record.source}: {said}")
    for name in unknown:
        missing = _(
            "The library has no document {name} yet; that it is replaced counts once it has."
        )
        say(missing.format(name=repr(name)))


def said_of(record: DocumentRecord) -> str:
    """The fields that are people's words, on one line."""
    told = ((name, getattr(record, name)) for name in record.corrected)
    fields = "; ".join(
        f"{_(FIELD_WORDS[name])} {', '.join(value) if isinstance(value, tuple) else value}"
        for name, value in told
    )
    return _("corrected: {fields}").format(fields=fields)
