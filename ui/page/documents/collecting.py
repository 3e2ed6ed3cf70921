"""Sorting documents into collections, on the Documents tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _, both, counted, later, ngettext
from ui.page import choosing
from ui.page.ask.render import done, notice
from ui.page.boundary import sentence

if TYPE_CHECKING:
    from assistant.assistant import Assistant

INTRO = later(
    "A document can be in several collections; a question, an FAQ or a pack can keep to some of "
    "them. Choose a collection, or write the name of a new one."
)
ADDED = both("{documents} is in “{name}” now.", "{documents} are in “{name}” now.")
MOVED = both(
    "{documents} is in no other collection than “{name}” now.",
    "{documents} are in no other collection than “{name}” now.",
)
TAKEN_OUT = both(
    "{documents} is no longer in “{name}” now.", "{documents} are no longer in “{name}” now."
)
FOCUS = "() => window.policyAssistant.sorting()"
Sort = Callable[[str, Sequence[str]], list[str]]  # (collection, documents) -> their ids


class CollectionForm:
    """The form, made within the tab where it is to stand."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        with gr.Accordion(_("Sort into collections"), open=False, elem_id="sort") as self.whole:
            gr.Markdown(_(INTRO))
            with gr.Row():
                self.documents = gr.Dropdown(
                    label=_("Documents"),
                    choices=[],
                    multiselect=True,
                    scale=2,
                    elem_id="sort-which",
                )
                self.collection = choosing.collection(_("Collection"), elem_id="sort-collection")
            with gr.Row(elem_id="sort-actions"):
                self.add = gr.Button(_("Add to it"), elem_id="sort-add")
                self.move = gr.Button(_("Move to it"), elem_id="sort-move")
                self.take_out = gr.Button(_("Take out of it"), elem_id="sort-take-out")
            self.status = gr.HTML(
                "", elem_id="sort-status", apply_default_css=False, js_on_load=None
            )

    def connect(self, source: gr.HTML, now: dict[str, Any], options: dict[str, Any]) -> list[Any]:
        """Let the form act, also by the buttons that `page.js` hears on `source`; gives the
        events that change the library."""
        opened = [self.whole, self.documents, self.collection, self.status]
        self.whole.expand(self.to_choose, [self.documents], opened[1:], **now)
        source.sort(self.opened, None, opened, **now).then(None, None, None, js=FOCUS, **now)
        filled, told = [self.documents, self.collection], [self.status, self.documents]
        return [
            button.click(sort, filled, told, **options)
            for button, sort in (
                (self.add, self.added), (self.move, self.moved), (self.take_out, self.taken_out),
            )
        ]  # fmt: skip

    def opened(self, event: gr.EventData) -> tuple[Any, ...]:
        """The form with the document of a row of the list."""
        return gr.Accordion(open=True), *self.to_choose([str(event._data.get("id", ""))])

    def to_choose(self, chosen: Sequence[str] | None) -> tuple[Any, Any, str]:
        """The documents that there are, of which the `chosen` ones stay so; the collections."""
        try:
            documents = choosing.documents(self._assistant)
            names = choosing.collections(self._assistant)
        except Exception as error:
            return gr.skip(), gr.skip(), notice(sentence(error))
        there = {id_ for words, id_ in documents}
        kept = [id_ for id_ in chosen or () if id_ in there]
        return (
            gr.Dropdown(choices=documents, value=kept, multiselect=True),
            gr.Dropdown(choices=names),
            "",
        )

    def added(self, chosen: Sequence[str] | None, collection: str | None) -> tuple[Any, ...]:
        """Put the documents into the collection; they stay in the others."""
        return self._sorted(self._assistant.collect, chosen, collection, ADDED)

    def moved(self, chosen: Sequence[str] | None, collection: str | None) -> tuple[Any, ...]:
        """Put them into the collection and out of all others."""
        return self._sorted(self._assistant.move, chosen, collection, MOVED)

    def taken_out(self, chosen: Sequence[str] | None, collection: str | None) -> tuple[Any, ...]:
        """Take them out of the collection; they stay in the library."""
        return self._sorted(self._assistant.take_out, chosen, collection, TAKEN_OUT)

    def _sorted(
        self,
        sort: Sort,
        chosen: Sequence[str] | None,
        collection: str | None,
        told: tuple[str, str],
    ) -> tuple[Any, ...]:
        """What was done, and the documents, of which none is chosen any more then."""
        name = " ".join((collection or "").split())
        if not chosen or not name:
            return notice(_("Choose the documents and their collection first.")), gr.skip()
        try:
            ids = sort(name, chosen)
        except Exception as error:
            return notice(sentence(error)), gr.skip()
        words = ngettext(*told, len(ids))
        return done(words.format(documents=counted(len(ids), "document"), name=name)), []
