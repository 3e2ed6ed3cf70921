"""`assistant bank`: keep items, see their results, edit and retire them, draw packs of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import AssistantError
from corpus.wording import _, counted
from ui.terminal.bank.lines import item_lines, row_line, told
from ui.terminal.console import AsJson, DataDir, line, opened, print_json, say
from ui.terminal.faq_options import refuse_unknown
from ui.terminal.pack_commands import FilesSpeak, Formats, Out, names_of, read_pack, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.assistant import Assistant
    from assistant.training.bank.item_bank import ItemBank
    from assistant.training.bank.overview import BankRow
    from assistant.training.pack import Pack

bank_app = typer.Typer(
    no_args_is_help=True,
    help="Keep items of packs in a bank, see their results, and draw packs from it.",
)
BankId = Annotated[str, typer.Argument(help="The id of the item.", show_default=False)]
OfPack = Annotated[
    str | None,
    typer.Option("--pack", help="The pack of the quiz: a pack.json, or a name on the page."),
]
OfType = Annotated[str | None, typer.Option("--type", help="Only of this type.")]
OfLevel = Annotated[str | None, typer.Option("--difficulty", help="easy, medium or hard.")]


@bank_app.command("list")
def list_items(
    state: Annotated[
        str | None, typer.Option(help="Only in_use, stale, weak, flawed or retired ones.")
    ] = None,
    topic: Annotated[str, typer.Option(help="Only of this topic or outcome.")] = "",
    type: OfType = None,
    difficulty: OfLevel = None,
    words: Annotated[str, typer.Option(help="Only with these words.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the items of the bank with their results; retired ones where they are asked for."""
    from assistant.training.bank.overview import SHOWN_STATES, filtered
    from assistant.training.pack import DIFFICULTIES, ITEM_TYPES

    wanted = {
        "state": _one_of(state, SHOWN_STATES),
        "type": _one_of(type, ITEM_TYPES),
        "difficulty": _one_of(difficulty, DIFFICULTIES),
    }
    with _bank(data_dir) as (assistant, bank):
        rows = filtered(_rows(assistant, bank), topic=topic, words=words, **wanted)
    if as_json:
        print_json([told(row) for row in rows])
        return
    for row in rows:
        line(row_line(row))
    if not rows:
        say(_("No such items. Keep those of a pack with: assistant bank keep PACK"))


@bank_app.command()
def show(id: BankId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show an item: its key, passages, results, flaws, and what it was before."""
    with _bank(data_dir) as (assistant, bank):
        history = bank.history(id)
        (row,) = (one for one in _rows(assistant, bank) if one.kept.id == id)
    if as_json:
        before = [{"version": one.version, **one.item.to_dict()} for one in history[:-1]]
        print_json({**told(row), "before": before})
        return
    line(item_lines(row, history))


@bank_app.command()
def keep(
    pack: Annotated[str, typer.Argument(help="A pack.json, or the name of a pack of the page.")],
    item: Annotated[
        list[str] | None, typer.Option("--item", help="Only this item, as q3; may be repeated.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="Their topic; else that of the pack.")] = None,
    outcome: Annotated[str, typer.Option(help="The learning outcome that they test.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Keep the items of a pack in the bank; those that are there already stay as they are."""
    with _bank(data_dir) as (assistant, bank):
        found = _pack(assistant, pack)
        missing = set(item or ()) - {one.id for one in found.items}
        if missing:
            raise AssistantError(
                _("The pack has no item {names}.").format(names=", ".join(sorted(missing)))
            )
        items = [one for one in found.items if not item or one.id in item]
        kept = bank.keep(items, topic or found.topic, outcome)
    if as_json:
        print_json(asdict(kept))
    say(
        _("{items} kept; {known} there already.").format(
            items=counted(len(kept.new), "item"), known=len(kept.known)
        )
    )


@bank_app.command()
def edit(
    id: BankId,
    stem: Annotated[str | None, typer.Option(help="What is asked.")] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            help="A line of the answer, each in its turn: an option (the right one begins with *), "
            "a form that counts as right, a step, or a pair “left → right”.",
        ),
    ] = None,
    difficulty: OfLevel = None,
    topic: Annotated[str | None, typer.Option(help="Its topic.")] = None,
    outcome: Annotated[str | None, typer.Option(help="The learning outcome it tests.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Change an item; the criteria that it breaks then are named. Its results begin anew where it
    asks something else."""
    from assistant.training.pack import DIFFICULTIES
    from assistant.training.quiz.criteria.rubric import broken

    level = _one_of(difficulty, DIFFICULTIES)
    lines = "\n".join(answer) if answer else None
    if all(given is None for given in (stem, lines, level, topic, outcome)):
        raise AssistantError(_("Nothing to change was given; 'assistant bank edit --help' helps."))
    with _bank(data_dir) as (_assistant, bank):
        version = bank.get(id).version
        kept = bank.edit(
            id,
            version=version,
            stem=stem,
            answer=lines,
            difficulty=level,
            topic=topic,
            outcome=outcome,
        )
    flaws = broken(kept.item)
    if as_json:
        print_json({"version": kept.version, "flaws": flaws, **kept.item.to_dict(), "id": id})
    say(_("Item {id} is at version {version}.").format(id=id, version=kept.version))
    for name, why in flaws.items():
        say(f"  {_(name)}: {why}")


@bank_app.command()
def retire(
    id: BankId,
    back: Annotated[bool, typer.Option("--back", help="Put it back into use.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Take an item out of use, so that no pack draws it."""
    with _bank(data_dir) as (_assistant, bank):
        kept = bank.retire(id, version=bank.get(id).version, back=back)
    if as_json:
        print_json({"id": id, "version": kept.version, "retired": kept.retired})
    done = _("Item {id} is in use again.") if back else _("Item {id} is retired.")
    say(done.format(id=id))


@bank_app.command("import-results")
def import_results(
    file: Annotated[Path, typer.Argument(help="Results as CSV.", show_default=False)],
    pack: OfPack = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import results: those of practice, or Moodle's report of grades or responses as CSV."""
    from assistant.training.bank.results import import_file

    with _bank(data_dir) as (assistant, bank):
        quiz = _pack(assistant, pack).items if pack else ()
        done = import_file(bank, file, quiz)
    if as_json:
        print_json(asdict(done))
    for note in done.notes:
        say(note)
    say(
        _("{answers} to {items} of the bank, by {people}.").format(
            answers=counted(done.responses, "answer"),
            items=counted(done.items, "item"),
            people=counted(done.takers, "person"),
        )
    )


@bank_app.command()
def draw(
    title: Annotated[str, typer.Option(help="What the pack is called.", show_default=False)],
    take: Annotated[
        list[str],
        typer.Option(
            "--take",
            help="A part of the blueprint: “5 multiple_choice hard Trade” is a number, then a "
            "type, a difficulty and a topic, each only where wanted; may be repeated.",
            show_default=False,
        ),
    ],
    out: Out,
    seed: Annotated[int, typer.Option(min=1, help="Another seed draws another form.")] = 1,
    audience: Annotated[str, typer.Option(help="Whom it is for; stands on the title.")] = "",
    formats: Formats = None,
    language: FilesSpeak = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Draw a pack from the bank by a blueprint: the same for the same blueprint, seed and bank."""
    from assistant.training.bank.blueprint import part_of
    from assistant.training.bank.drawing import draw_pack
    from ui.publishing.pack.formats import check_folder

    names, parts = names_of(formats), [part_of(one) for one in take]
    refuse_unknown(language)
    check_folder(out)
    with _bank(data_dir) as (assistant, bank):
        pack = draw_pack(assistant, bank, title, parts, seed=seed, audience=audience)
    written(pack, out, names, as_json, language)


@contextmanager
def _bank(data_dir: Path | None) -> Iterator[tuple[Assistant, ItemBank]]:
    from assistant.training.bank.item_bank import ItemBank

    with opened(data_dir) as assistant:
        yield assistant, ItemBank(assistant.folder)


def _rows(assistant: Assistant, bank: ItemBank) -> list[BankRow]:
    from assistant.training.bank.overview import overview
    from assistant.training.practice.practice import Practice

    return overview(assistant, bank, Practice(assistant.folder))


def _pack(assistant: Assistant, named: str) -> Pack:
    """A pack by its file, or by the name that the page keeps it under."""
    from assistant.training.saved_packs import KeptPacks

    path = Path(named)
    return read_pack(path) if path.is_file() else KeptPacks(assistant.folder).load(named)


def _one_of(given: str | None, known: Sequence[str]) -> Any:
    if given is not None and given not in known:
        raise AssistantError(
            _("There is no {name}; choose one of {names}.").format(
                name=repr(given), names=", ".join(known)
            )
        )
    return given
