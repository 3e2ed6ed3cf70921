"""What happens on the part of the item bank: list, edit, retire, import results, draw a pack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.training.bank.bank_file import BankItem
from assistant.training.bank.blueprint import BlueprintPart, part_of
from assistant.training.bank.drawing import draw_pack
from assistant.training.bank.item_bank import ItemBank
from assistant.training.bank.overview import SHOWN_STATES, BankRow, filtered, overview
from assistant.training.bank.results import import_file
from assistant.training.pack import DIFFICULTIES, ITEM_TYPES
from assistant.training.practice.practice import Practice
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from corpus.wording import _, counted, later
from ui.page.ask import render
from ui.page.boundary import noticed, sentence
from ui.page.training.bank import render as bank_render
from ui.page.training.item_editor import hidden, showing, written
from ui.page.training.pack_events import Opened, one_of
from ui.page.uploads import Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant

CLOSED = later("This item is no longer open; choose it from the list.")
Filters = Sequence[str]


class BankEvents:
    """What happens with the bank. Keeps no state of a session."""

    def __init__(self, assistant: Assistant, packs: KeptPacks) -> None:
        self.assistant = assistant
        self.bank = ItemBank(assistant.folder)
        self.practice = Practice(assistant.folder)
        self.kept = packs

    # The list: outputs are its rows, its HTML, and a notice.

    @noticed(lambda self, notice: (gr.skip(), gr.skip(), notice))
    def look(self, *filters: str) -> tuple[Any, ...]:
        """The items as they are now."""
        return (*self._listed(filters), "")

    def filter(self, rows: Sequence[BankRow], *filters: str) -> str:
        """Of the rows that were read, those that are wanted."""
        state, kind, level, words = filters
        shown = filtered(
            rows,
            state=one_of(SHOWN_STATES, state),
            type=one_of(ITEM_TYPES, kind),
            difficulty=one_of(DIFFICULTIES, level),
            words=words,
        )
        return bank_render.items(shown, len(rows))

    def _listed(self, filters: Filters) -> tuple[Any, str]:
        rows = tuple(overview(self.assistant, self.bank, self.practice))
        return rows, self.filter(rows, *filters)

    @noticed(lambda self, notice: (gr.skip(), notice))
    def packs(self) -> tuple[Any, str]:
        """The packs that results may be of."""
        names = [one.name for one in self.kept.all() if one.pack is not None]
        return gr.Dropdown(choices=[(_("none"), ""), *((name, name) for name in names)]), ""

    # One item: outputs are the editor's, its tags, its button, the item, then those of the list.

    def open(self, event: gr.EventData) -> tuple[Any, ...]:
        """Show an item of the list in the editor."""
        try:
            kept = self.bank.get(str(event._data.get("id", "")))
        except Exception as error:
            return (*_closed(), gr.skip(), gr.skip(), render.notice(sentence(error)))
        return (*_opened(kept), gr.skip(), gr.skip(), "")

    def close(self) -> tuple[Any, ...]:
        return (*_closed(), gr.skip(), gr.skip(), "")

    def write(self, kept: BankItem | None, stem: str, answer: str) -> str:
        """What is to be said of the item as it is being written."""
        return written(kept.item if kept else None, stem, answer)

    def save(
        self,
        kept: BankItem | None,
        stem: str,
        answer: str,
        difficulty: str,
        topic: str,
        outcome: str,
        *filters: str,
    ) -> tuple[Any, ...]:
        """Keep what was written; what cannot be kept stays in the editor."""

        def change(one: BankItem) -> str:
            self.bank.edit(
                one.id,
                version=one.version,
                stem=stem,
                answer=answer,
                difficulty=one_of(DIFFICULTIES, difficulty),
                topic=topic,
                outcome=outcome,
            )
            return _("The item is saved.")

        return self._changed(kept, change, filters)

    def retire(self, kept: BankItem | None, *filters: str) -> tuple[Any, ...]:
        """Take the item out of use, or back into it."""

        def change(one: BankItem) -> str:
            self.bank.retire(one.id, version=one.version, back=one.retired)
            back, gone = _("The item is in use again."), _("The item is retired.")
            return back if one.retired else gone

        return self._changed(kept, change, filters)

    def _changed(self, kept: BankItem | None, change: Any, filters: Filters) -> tuple[Any, ...]:
        try:
            if kept is None:
                raise AssistantError(_(CLOSED))
            told = change(kept)
            return (*_closed(), *self._listed(filters), render.done(told))
        except Exception as error:
            unchanged = (gr.skip() for _output in range(len(_closed()) + 2))
            return (*unchanged, render.notice(sentence(error)))

    # Results: outputs are the file, a notice beside it, then those of the list.

    def import_results(self, file: str | None, pack: str | None, *filters: str) -> tuple[Any, ...]:
        """Bring in a file of results."""
        unchanged = gr.skip(), gr.skip(), gr.skip()
        if not file:
            return gr.skip(), render.notice(_("Choose a file of results first.")), *unchanged
        upload = Claimed([file])
        try:
            quiz = self.kept.load(pack).items if pack else ()
            done = import_file(self.bank, upload.paths[0], quiz)
            told = _("{answers} to {items} of the bank, by {people}.").format(
                answers=counted(done.responses, "answer"),
                items=counted(done.items, "item"),
                people=counted(done.takers, "person"),
            )
            said = render.done(" ".join([told, *done.notes]))
            return None, said, *self._listed(filters), ""
        except Exception as error:
            return None, render.notice(sentence(error)), *unchanged
        finally:
            upload.release()

    # Drawing

    @noticed(lambda self, notice: (gr.skip(), notice))
    def add(
        self, blueprint: str, count: float | None, kind: str, level: str, topic: str
    ) -> tuple[Any, str]:
        """One more part of the blueprint, as a line of it."""
        part = BlueprintPart(
            int(count or 0),
            one_of(ITEM_TYPES, kind),
            one_of(DIFFICULTIES, level),
            " ".join(topic.split()),
        )
        line = str(part_of(str(part)))
        return "\n".join(filter(None, (blueprint.strip(), line))), ""

    def draw(self, title: str, blueprint: str, seed: int) -> tuple[Any, ...]:
        """Draw a pack and keep it. Outputs as of a build: notice, then of a pack that was made
        what is open, the part of the tab, and a notice."""
        try:
            parts = [part_of(line) for line in blueprint.splitlines() if line.strip()]
            pack = draw_pack(self.assistant, self.bank, title, parts, seed=seed)
            name = self.kept.add(pack)
            opened = Opened(name, self.kept.load(name))
        except Exception as error:
            return render.notice(sentence(error)), gr.skip(), gr.skip(), ""
        told = _("The pack is kept as {name}.").format(name=name)
        return "", opened, gr.Tabs(selected="packs"), render.done(told)


def _opened(kept: BankItem) -> tuple[Any, ...]:
    label = _("Put the item back into use") if kept.retired else _("Retire the item")
    return (*showing(kept.item), kept.topic, kept.outcome, gr.Button(label), kept)


def _closed() -> tuple[Any, ...]:
    return (*hidden(), "", "", gr.skip(), None)
