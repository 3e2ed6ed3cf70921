"""What happens with many entries at once: move them on, set what they share, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.faq.entry import STATES
from assistant.faq.keeping.bulk import BulkOutcome, each, take_back
from assistant.faq.keeping.records import Record, RecordError
from corpus.wording import _
from ui.page.ask import render
from ui.page.boundary import sentence
from ui.page.faq import bulk_render
from ui.page.faq.entry_events import FaqEvents, named
from ui.page.faq.session import Desk

MOST = 1_000  # entries at once


class BulkEvents:
    """What happens with the ticked entries. Handlers give: notice, listing, desk."""

    def __init__(self, faq: FaqEvents) -> None:
        self.faq = faq

    def act(
        self, event: gr.EventData, desk: Desk, who: str, *filtered: str
    ) -> tuple[str, Any, Desk]:
        """Do to each ticked entry what the button says, as it was when the page showed it."""
        told: Mapping[str, Any] = event._data
        try:
            author, ticked = named(who), _ticked(told.get("ticked"))
            words, change = self._change(told, author)
            done = each(self.faq.records, ticked, change)
        except Exception as error:
            return render.notice(sentence(error)), gr.skip(), desk
        desk = replace(desk, done=done) if done.changed else desk
        return bulk_render.outcome(done, words), self.faq.listing(desk, *filtered), desk

    def _change(self, told: Mapping[str, Any], who: str) -> tuple[str, Callable[[Record], Record]]:
        """What is said of a change, and the change."""
        records, act = self.faq.records, told.get("act")
        if act in STATES:
            return _(bulk_render.MOVES[act]), lambda one: records.set_state(
                one.entry.id, act, self.faq.assistant, version=one.version, who=who
            )
        part, value = str(told.get("part", "")), str(told.get("value", ""))
        if part not in bulk_render.PARTS:
            raise RecordError(_("Nothing was changed."))
        words = f"{_(bulk_render.PARTS[part])} “{value.strip()}”"
        return words, lambda one: records.edit(
            one.entry.id, version=one.version, who=who, **{part: value}
        )

    def undo(self, desk: Desk, who: str, *filtered: str) -> tuple[str, Any, Desk]:
        """Take back what this session did last."""
        try:
            if not desk.done.changed:
                raise RecordError(_("There is nothing to undo."))
            back = take_back(self.faq.records, self.faq.assistant, desk.done, named(who))
        except Exception as error:
            return render.notice(sentence(error)), gr.skip(), desk
        desk = replace(desk, done=BulkOutcome())
        told = bulk_render.outcome(back, _("Undone"), undo=False)
        return told, self.faq.listing(desk, *filtered), desk


def _ticked(told: object) -> Sequence[tuple[str, int]]:
    """The ids and versions that the page sent. Raises RecordError where there are none."""
    rows = told if isinstance(told, list) else []
    found = [
        (str(row[0]), int(row[1]))
        for row in rows[:MOST]
        if isinstance(row, list) and len(row) == 2 and str(row[1]).isdecimal()
    ]
    if not found:
        raise RecordError(_("Tick the entries first that this is to be done to."))
    return found
