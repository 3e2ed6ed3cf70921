"""`assistant pack`: build a training pack on a topic, write it in other formats."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import AssistantError, LibraryError
from corpus.wording import _, later
from ui.terminal.choice_options import InCollections, InYears, choice
from ui.terminal.console import NOT_WRITTEN, AsJson, DataDir, opened, print_json, say, steps
from ui.terminal.faq_options import refuse_unknown

if TYPE_CHECKING:
    from assistant.training.pack import ItemType, Pack

pack_app = typer.Typer(
    no_args_is_help=True, help="Build training packs: briefing, quiz, key and sources."
)
Out = Annotated[Path, typer.Option("--out", help="The folder to write into.", show_default=False)]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        help="A file to write (trainer.docx, moodle.xml, ...) or an ending (docx); may be "
        "repeated. All files by default.",
    ),
]
FilesSpeak = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="The language of what the files say themselves: en, vi; else that of the documents.",
    ),
]
KIND_WORDS: dict[ItemType, str] = {
    "multiple_choice": later("multiple choice"),
    "cloze": later("cloze"),
    "true_false": later("true false"),
    "matching": later("matching"),
    "ordering": later("ordering"),
    "short_answer": later("short answer"),
}
SHOWN = 20  # rejected items that the terminal shows


@pack_app.command()
def build(
    topic: Annotated[str, typer.Option(help="What the pack is about.", show_default=False)],
    out: Out,
    items: Annotated[int, typer.Option(min=0, max=500, help="Items of the quiz, at most.")] = 30,
    seed: Annotated[
        int, typer.Option(min=1, help="Another seed gives a parallel form: 1 is A, 2 is B.")
    ] = 1,
    pages: Annotated[int, typer.Option(min=1, max=20, help="Pages of the briefing.")] = 2,
    collection: InCollections = None,
    document_topic: Annotated[
        list[str] | None,
        typer.Option("--document-topic", help="Only documents with this topic; may be repeated."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            "--documents",
            help="Only this document (title, file name or id); may be repeated.",
        ),
    ] = None,
    year: InYears = None,
    audience: Annotated[str, typer.Option(help="Whom it is for; stands on the title.")] = "",
    asked: Annotated[
        bool,
        typer.Option("--asked", help="Print questions that were asked and had no answer."),
    ] = False,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            help="multiple_choice, cloze, true_false, matching, ordering or short_answer; may be "
            "repeated.",
        ),
    ] = None,
    quoted: Annotated[
        bool, typer.Option("--quoted", help="Leave items as they are, whatever model is set.")
    ] = False,
    formats: Formats = None,
    language: FilesSpeak = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a briefing, a quiz and what goes with them from the documents."""
    from assistant.training.build import build_pack
    from ui.publishing.pack.formats import check_folder

    names, chosen = names_of(formats), _types(types)
    refuse_unknown(language)
    check_folder(out)
    with (
        opened(data_dir, NOT_WRITTEN) as assistant,
        steps() as on_step,
    ):
        pack = build_pack(
            assistant,
            topic,
            items=items,
            seed=seed,
            pages=pages,
            choice=choice(collection, document_topic, document, year),
            audience=audience,
            asked=asked,
            types=chosen,
            spoken=language,
            worded=not quoted,
            on_step=on_step,
        )
    written(pack, out, names, as_json, language)


@pack_app.command()
def export(
    pack: Annotated[Path, typer.Argument(help="A pack.json.", show_default=False)],
    out: Out,
    formats: Formats = None,
    language: FilesSpeak = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a pack that was built before, perhaps edited since, in other formats.

    Where the library is here, the sources say which of them are not in force today.
    """
    names = names_of(formats)
    refuse_unknown(language)
    written(_of_today(read_pack(pack), data_dir), out, names, as_json, language)


def _of_today(pack: Pack, data_dir: Path | None) -> Pack:
    """The pack with what the library says today of its sources; as it was built where there is no
    library, as on the machine of a trainer, or it cannot be asked."""
    from assistant.settings import load_settings
    from assistant.training.edition import edition
    from index.store.database import FILE_NAME
    from index.store.server import places

    if not places.exists(load_settings(data_dir).data_dir / FILE_NAME):
        return pack
    try:
        with opened(data_dir) as assistant:
            return edition(assistant, pack)
    except LibraryError as error:
        say(_("Whether its sources are in force is as of the day it was built. {problem}").format(
            problem=error
        ))  # fmt: skip
        return pack


def read_pack(path: Path) -> Pack:
    """The pack of a file. Raises AssistantError."""
    from assistant.training.pack import Pack
    from corpus.checked_json import loaded

    try:
        return Pack.from_dict(loaded(path.read_bytes()))
    except OSError as error:
        raise AssistantError(
            _("{name} cannot be read: {reason}.").format(name=path, reason=error.strerror or error)
        ) from error
    except ValueError as error:  # not UTF-8, no JSON, or no pack
        raise AssistantError(
            _(
                "{name} is no whole training pack ({reason}); build it again, or mend that place."
            ).format(name=path, reason=error)
        ) from error


def written(
    pack: Pack, out: Path, names: list[str], as_json: bool, language: str | None = None
) -> None:
    """Write a pack, and tell what it holds."""
    from ui.publishing.pack.formats import publish

    files = publish(pack, out, names, language)
    counts = Counter(item.type for item in pack.items)
    if as_json:
        print_json(
            {
                "topic": pack.topic,
                "form": pack.form,
                "sentences": sum(len(part.sentences) for part in pack.briefing),
                "items": len(pack.items),
                "types": dict(counts),
                "rejected": len(pack.rejected),
                "notes": list(pack.notes),
                "out": [str(path) for path in files],
            }
        )
    for note in pack.notes:
        say(note)
    for one in pack.rejected[:SHOWN]:
        say(f"  {_('not used')}: {one.stem} ({one.reason})")
    kinds = ", ".join(f"{count} {_(KIND_WORDS[kind])}" for kind, count in counts.items())
    told = _(
        "Form {form}: {items} items{kinds}, {sentences} sentences in the briefing, {events} events,"
        " {terms} terms, {actors} actors, {gaps} gaps, {sources} sources."
    )
    say(
        told.format(
            form=pack.form,
            items=len(pack.items),
            kinds=f" ({kinds})" if kinds else "",
            sentences=sum(len(part.sentences) for part in pack.briefing),
            events=len(pack.timeline),
            terms=len(pack.glossary),
            actors=len(pack.actors),
            gaps=len(pack.gaps),
            sources=len(pack.sources),
        )
    )
    names_written = ", ".join(path.name for path in files)
    say(_("Written to {folder}: {files}.").format(folder=out, files=names_written))


def names_of(formats: list[str] | None) -> list[str]:
    """The files that were asked for, all where none was."""
    from ui.publishing.pack.formats import FILES, named

    asked = {name for one in formats or ["all"] for name in named(one)}
    return [name for name in FILES if name in asked]


def _types(given: list[str] | None) -> tuple[ItemType, ...]:
    from assistant.training.pack import ITEM_TYPES

    for one in given or ():
        if one not in ITEM_TYPES:
            raise AssistantError(
                _("There is no type {name}; choose some of {names}.").format(
                    name=repr(one), names=", ".join(ITEM_TYPES)
                )
            )
    return tuple(one for one in ITEM_TYPES if not given or one in given)
