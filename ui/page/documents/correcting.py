"""Correcting what is told of a document, on the Documents tab: one form for all of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from corpus.wording import _, later
from index.corrections import FIELDS, LISTS
from index.store.records import DocumentRecord
from ui.page import choosing
from ui.page.ask.render import done, notice
from ui.page.boundary import sentence

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LABELS = {
    "title": later("Title"),
    "number": later("Number"),
    "publisher": later("Issuer"),
    "date": later("Date"),
    "language": later("Language (en, vi)"),
    "topics": later("Topics, one a line"),
    "in_force_from": later("In force from"),
    "in_force_until": later("In force until"),
    "replaces": later("Replaces, one document a line"),
}
INTRO = later(
    "What is set here counts in the place of what was read from the file, also for its next "
    "versions. An emptied field takes the correction back. Dates: 2025, 2025-03 or 2025-03-12."
)


class CorrectingForm:
    """The form, made within the tab where it is to stand."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        with gr.Accordion(_("Correct a document"), open=False, elem_id="correct") as self.whole:
            gr.Markdown(_(INTRO))
            self.which = gr.Dropdown(
                label=_("Document"), choices=[], value=None, elem_id="correct-of"
            )
            self.fields = [
                gr.Textbox(
                    label=_(LABELS[name]),
                    lines=2 if name in LISTS else 1,
                    elem_id=f"correct-{name}",
                )
                for name in FIELDS
            ]
            self.save = gr.Button(_("Save"), elem_id="correct-save")
            self.status = gr.HTML(
                "", elem_id="correct-status", apply_default_css=False, js_on_load=None
            )

    def connect(self, options: dict[str, Any]) -> Any:
        """Let the form act; gives the event that changes the library."""
        self.whole.expand(self.to_choose, [self.which], [self.which, self.status], **options)
        self.which.input(self.shown, [self.which], [*self.fields, self.status], **options)
        return self.save.click(
            self.saved, [self.which, *self.fields], [*self.fields, self.status], **options
        )

    def to_choose(self, which: str | None) -> tuple[Any, str]:
        """The documents that there are; the chosen one stays chosen."""
        try:
            choices = choosing.documents(self._assistant)
        except Exception as error:
            return gr.skip(), notice(sentence(error))
        there = which in {id_ for words, id_ in choices}
        return gr.Dropdown(choices=choices, value=which if there else None), ""

    def shown(self, which: str | None) -> tuple[str, ...]:
        """The fields of a document as they count now, and no status."""
        try:
            record = self._assistant.record(which) if which else None
        except Exception as error:
            return (*[""] * len(FIELDS), notice(sentence(error)))
        return (*fields_of(record), "")

    def saved(self, which: str | None, *values: str | None) -> tuple[Any, ...]:
        """The fields after they were saved, and what was done."""
        skipped = [gr.skip()] * len(FIELDS)
        if not which:
            return (*skipped, notice(_("Choose the document first.")))
        try:
            record = self._assistant.record(which)
            told, clear = changed(record, [value or "" for value in values])
            if told or clear:
                record = self._assistant.correct(which, told, clear)
            unknown = self._assistant.not_there(record.replaces)
        except Exception as error:
            return (*skipped, notice(sentence(error)))
        saved = _("Saved “{title}”.").format(title=record.title or record.source)
        said = saved if told or clear else _("Nothing changed.")
        for name in unknown:
            said += " " + _(
                "The library has no “{name}” yet; that it is replaced counts once it has."
            ).format(name=name)
        return (*fields_of(record), done(said))


def fields_of(record: DocumentRecord | None) -> list[str]:
    """The words of the fields, lists a line each."""
    if record is None:
        return [""] * len(FIELDS)
    values = (getattr(record, name) for name in FIELDS)
    return ["\n".join(value) if isinstance(value, tuple) else value or "" for value in values]


def changed(record: DocumentRecord, values: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What was typed into fields that showed something else, and the fields that were emptied
    whose corrections are taken back."""
    told: dict[str, Any] = {}
    clear = []
    for name, before, after in zip(FIELDS, fields_of(record), values, strict=True):
        words = after.strip()
        if words == before.strip():
            continue
        if words:
            told[name] = words.split("\n") if name in LISTS else words
        elif name in record.corrected:
            clear.append(name)
    return told, clear
