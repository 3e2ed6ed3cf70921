"""What the commands of `assistant faq` share: their options, and what they do with entries."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import AssistantError
from corpus.wording import LANGUAGES, _, later
from ui.terminal.console import say

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.faq.edition import Spoken
    from assistant.faq.entry import Entry, Faq
    from assistant.faq.keeping.records import Added, FaqRecords

Outs = Annotated[
    list[Path] | None,
    typer.Option("--out", help="A file to write: .md .html .docx .csv .xlsx .json .jsonl."),
]
Template = Annotated[
    Path | None, typer.Option(help="A template of your own: .md.j2, .html.j2 or .docx.")
]
SchemaOrg = Annotated[
    bool, typer.Option("--schema-org", help="JSON as a schema.org FAQPage; HTML carries it too.")
]
InLanguage = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="The language of what a document says itself: en, vi; else that of its entries.",
    ),
]
Title = Annotated[str | None, typer.Option(help="The title of the document.")]
Who = Annotated[
    str | None, typer.Option(help="Who makes the change, for the history.", show_default=False)
]
Id = Annotated[str, typer.Argument(help="The id of the entry.", show_default=False)]

Store = Annotated[bool, typer.Option("--store", help="Keep the entries in the library, as drafts.")]
InQuotes = Annotated[
    bool, typer.Option("--quoted", help="Quote the documents, whatever model is set.")
]
InState = Annotated[
    str | None, typer.Option(help="Only draft, in_review, approved or retired ones.")
]
OfTopic = Annotated[str | None, typer.Option(help="Only of this topic.")]

Drafts = Annotated[
    bool, typer.Option("--drafts", help="Also what is not approved yet, and told to be a draft.")
]
SpokenIn = Annotated[
    str | None,
    typer.Option(
        "--entries",
        help="Only entries in en or vi; or both: one question in two languages side by side.",
    ),
]

SHOWN = 20  # merged questions, notes and renamed ids that the terminal shows


def checked(outs: list[Path] | None, template: Path | None, needed: bool) -> list[Path]:
    """The files to write, before any work is done for them."""
    from ui.publishing.faq.formats import check_outs

    if needed and not outs:
        raise AssistantError(
            _("Say where to: --out FAQ.docx; .md .html .csv .xlsx .json .jsonl too.")
        )
    check_outs(outs or [], template)
    return list(outs or [])


def refuse_unknown(language: str | None) -> None:
    """Raise AssistantError for a language that files cannot be written in."""
    if language is not None and language not in LANGUAGES:
        raise AssistantError(
            _("There is no language {name}, only {names}.").format(
                name=repr(language), names=", ".join(LANGUAGES)
            )
        )


def spoken_in(given: str | None) -> Spoken | None:
    """Raises AssistantError for what entries cannot be chosen by."""
    from assistant.faq.edition import SPOKEN

    if given is None:
        return None
    for spoken in SPOKEN:
        if spoken == given:
            return spoken
    raise AssistantError(
        _("There is no language {name}, only {names}.").format(
            name=repr(given), names=", ".join(SPOKEN)
        )
    )


def published(
    faq: Faq, outs: list[Path], template: Path | None, schema_org: bool, language: str | None
) -> None:
    from ui.publishing.faq.formats import publish

    if outs:
        publish(faq, outs, template=template, schema_org=schema_org, language=language)


def records(assistant: Assistant) -> FaqRecords:
    if assistant.faq is None:
        raise AssistantError(_("This library keeps no FAQ entries."))
    return assistant.faq


def added(assistant: Assistant, entries: Sequence[Entry], who: str | None) -> Added:
    return records(assistant).add(entries, author(who))


def author(given: str | None) -> str:
    if given is not None:
        return given
    with suppress(Exception):  # no name for this user: containers have that
        return getpass.getuser()
    return "terminal"


def tell_written(told: str, outs: list[Path]) -> None:
    if outs:
        told += " " + _("Written: {files}.").format(files=", ".join(map(str, outs)))
    say(told)


def tell_added(added: Added | None) -> None:
    if added is None:
        return
    counts = {
        later("new"): added.new,
        later("changed"): added.changed,
        later("unchanged"): added.unchanged,
        later("kept as a person left them"): added.kept,
    }
    told = ", ".join(f"{len(ids)} {_(name)}" for name, ids in counts.items() if ids)
    say(_("Entries of the library: {counts}.").format(counts=told or _("none")))
    for old, new in added.renamed[:SHOWN]:
        renamed = _("The id {old} is another question's there; this one is {new}.")
        say(renamed.format(old=old, new=new))
