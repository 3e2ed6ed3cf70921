"""The Training tab: which event each of its controls sets off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.page.training.bank.events import BankEvents
from ui.page.training.controls import TrainingControls
from ui.page.training.pack_events import TrainingEvents
from ui.page.training.practice_events import PracticeEvents

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
NOW: dict[str, Any] = {**PRIVATE, "queue": False}
LONG: dict[str, Any] = {**PRIVATE, "concurrency_id": "training", "concurrency_limit": 2}
# A name is asked for once: it stays in this browser.
KEEP_NAME = "(name) => { localStorage.setItem('practice-name', name); }"
READ_NAME = "() => localStorage.getItem('practice-name') || ''"
HAND_OUT = "() => window.policyAssistant.training.handOut('{}')"


class TrainingTab:
    """The tab over an assistant. Made inside `gr.Tabs`; `connect` it once the page is whole."""

    def __init__(self, assistant: Assistant) -> None:
        self.packs = TrainingEvents(assistant)
        self.practice = PracticeEvents(assistant, self.packs.kept)
        self.bank = BankEvents(assistant, self.packs.kept)
        self.on = TrainingControls()

    def connect(self, page: gr.Blocks, source: gr.HTML) -> None:
        """Set off events by the controls, and by the buttons that `training.js` hears."""
        self._connect_build(source)
        self._connect_packs(source)
        self._connect_practice(page, source)
        self._connect_editor(source)
        self._connect_bank(source)

    def _connect_build(self, source: gr.HTML) -> None:
        on, packs = self.on, self.packs
        on.tab.select(packs.documents, [on.documents], [on.documents, on.build_notice], **NOW)
        form = [
            on.topic, on.documents, on.pages, on.items, on.types, on.audience, on.seed, on.asked,
        ]  # fmt: skip
        built = [on.build_notice, on.status, on.build, on.opened, on.parts, on.made]
        gr.on(
            [on.build.click, on.topic.submit], packs.build, form, built,
            trigger_mode="once", **LONG,
        ).then(packs.show, [on.opened, on.made], self._page, **NOW)  # fmt: skip
        source.training_stop(packs.stop, None, [on.status], **NOW)

    def _connect_packs(self, source: gr.HTML) -> None:
        on, packs = self.on, self.packs
        on.packs_tab.select(packs.listing, None, [on.listing], **NOW)
        source.training_open(packs.open, None, self._page, **NOW)
        source.training_back(packs.close, None, self._page, **NOW)
        source.training_delete(packs.delete, None, self._page, **NOW)
        source.training_drop(packs.drop, [on.opened], self._page, **NOW)
        source.training_replace(packs.replace, [on.opened], self._page, **LONG)
        on.make.click(
            packs.download, [on.opened, on.format], [on.file, on.file_notice], **LONG
        ).success(None, None, None, js=HAND_OUT.format("pack-file"), **NOW)

    def _connect_practice(self, page: gr.Blocks, source: gr.HTML) -> None:
        on, practice = self.on, self.practice
        going = [
            on.start_page, on.item, on.feedback, on.practice_notice, on.standing, on.round,
        ]  # fmt: skip
        chosen = [on.pack, on.name]
        on.practise_tab.select(
            practice.packs, [on.pack], [on.pack, on.practice_notice], **NOW
        ).then(practice.standing, chosen, [on.standing], **NOW)
        for one in chosen:
            one.change(practice.standing, chosen, [on.standing], trigger_mode="always_last", **NOW)
        gr.on([on.begin.click, on.name.submit], practice.begin, [*chosen, on.what], going, **NOW)
        source.practice_check(practice.check, [on.round], going, **NOW)
        source.practice_next(practice.next, [on.round], going, **NOW)
        source.practice_retry(practice.retry, [on.round], going, **NOW)
        source.practice_end(practice.end, [on.round], going, **NOW)
        on.make_results.click(
            practice.results, [on.pack], [on.results, on.results_notice], **LONG
        ).success(None, None, None, js=HAND_OUT.format("results-file"), **NOW)
        page.load(None, None, [on.name], js=READ_NAME, **NOW)
        on.name.change(None, [on.name], None, js=KEEP_NAME, **NOW)

    def _connect_editor(self, source: gr.HTML) -> None:
        on, packs, editor = self.on, self.packs, self.on.editor
        shown = [*editor.shown, on.editing]
        source.training_keep(packs.keep, [on.opened], [on.pack_notice], **NOW)
        source.training_edit(packs.edit, [on.opened], shown, **NOW)
        editor.cancel.click(packs.close_editor, None, shown, **NOW)
        for field in (editor.stem, editor.answer):
            field.change(
                packs.write, [on.opened, on.editing, editor.stem, editor.answer], [editor.flaws],
                trigger_mode="always_last", **NOW,
            )  # fmt: skip
        editor.save.click(packs.save, [on.opened, on.editing, *editor.fields], self._page, **NOW)

    def _connect_bank(self, source: gr.HTML) -> None:
        bank, on = self.bank, self.on.bank
        editor, changed = on.editor, [*on.opened, *on.listed]
        self.on.bank_tab.select(bank.look, on.filters, on.listed, **NOW).then(
            bank.packs, None, [on.pack, on.notice], **NOW
        )
        for control in on.filters:
            control.change(
                bank.filter, [on.rows, *on.filters], [on.listing],
                trigger_mode="always_last", **NOW,
            )  # fmt: skip
        source.training_bank(bank.open, None, changed, **NOW)
        editor.cancel.click(bank.close, None, changed, **NOW)
        for field in (editor.stem, editor.answer):
            field.change(
                bank.write, [on.editing, editor.stem, editor.answer], [editor.flaws],
                trigger_mode="always_last", **NOW,
            )  # fmt: skip
        written = [on.editing, *editor.fields, editor.topic, editor.outcome, *on.filters]
        editor.save.click(bank.save, written, changed, **NOW)
        editor.retire.click(bank.retire, [on.editing, *on.filters], changed, **NOW)
        on.import_results.click(
            bank.import_results, [on.file, on.pack, *on.filters],
            [on.file, on.results_notice, *on.listed], **LONG,
        )  # fmt: skip
        part = [on.blueprint, on.count, on.part_type, on.part_level, on.part_topic]
        on.add.click(bank.add, part, [on.blueprint, on.draw_notice], **NOW)
        made = [on.draw_notice, self.on.opened, self.on.parts, self.on.made]
        on.draw.click(bank.draw, [on.title, on.blueprint, on.seed], made, **LONG).then(
            self.packs.show, [self.on.opened, self.on.made], self._page, **NOW
        )

    @property
    def _page(self) -> list[Any]:
        on = self.on
        return [
            on.list_page, on.pack_page, on.listing, on.bar, on.head, on.quiz, on.rest,
            on.editor.page, on.pack_notice, on.opened,
        ]  # fmt: skip
