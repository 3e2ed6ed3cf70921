"""What happens with the library on the Documents tab: adding, removing, having back, listing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _
from ui.page import choosing
from ui.page.boundary import alone, noticed
from ui.page.documents import removed_render
from ui.page.documents import render as shelf

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class DocumentEvents:
    """What happens with the library; keeps no state of its own."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @noticed(alone)
    def remove(self, event: gr.EventData) -> str:
        """Remove a document, after the page has asked for confirmation."""
        return removed_render.removal(self.assistant.remove(str(event._data.get("id", ""))))

    @noticed(alone)
    def restore(self, event: gr.EventData) -> str:
        """Have a document back that was removed."""
        return removed_render.restored(self.assistant.undo_remove(str(event._data.get("id", ""))))

    @noticed(alone)
    def library(self, words: str = "", collection: str | None = None) -> str:
        """The list of documents, filtered by `words` and to those of a collection."""
        records = self.assistant.documents()
        not_in_force = self.assistant.not_in_force(record.id for record in records)
        return shelf.library(records, words or "", collection or "", not_in_force)

    def collections(self, shown: str | None) -> tuple[Any, Any]:
        """What there is to choose: for the filter, where the `shown` one stays if it is still
        there, and for what is added."""
        try:
            names = choosing.collections(self.assistant)
        except Exception:  # what is wrong is told in the place of the list
            return gr.skip(), gr.skip()
        there = shown in {name for words, name in names}
        return (
            gr.Dropdown(
                choices=[(_("All collections"), ""), *names],
                value=shown if there else "",
                visible=len(names) > 1 or there,
            ),
            gr.Dropdown(choices=names),
        )

    @noticed(alone)
    def removed(self) -> str:
        """What was removed and can be had back."""
        return removed_render.kept(self.assistant.removed())

    @noticed(alone)
    def gaps(self) -> str:
        """The questions that had no answer."""
        return shelf.gaps(self.assistant.gaps())
