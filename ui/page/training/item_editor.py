"""The editor of an item, the same for an item of a pack and for one of the bank.

While somebody writes, it says what is no item yet, and which criteria of the rubric it breaks.
"""

from __future__ import annotations

from html import escape as _escaped
from typing import Any

import gradio as gr

from assistant.training.pack import DIFFICULTIES, Item, ItemType
from assistant.training.quiz.criteria.rubric import CRITERIA, broken
from assistant.training.quiz.editing import MOST_LINES, answer_lines, edited
from corpus.errors import AssistantError
from corpus.wording import _, later
from ui.page.ask.render import notice
from ui.page.training import sources as training_sources
from ui.page.training.pack_render import LEVEL_WORDS, TYPE_WORDS
from ui.page.training.parts import BARE, choice, watching

HINTS: dict[ItemType, str] = {
    "multiple_choice": later("An option a line; the right one begins with *."),
    "true_false": later("True or False."),
    "cloze": later("The words of the gap; below them, what counts as right too."),
    "short_answer": later("The answer; below it, what counts as right too."),
    "ordering": later("The steps in their right order, a line each."),
    "matching": later("A pair a line, “left → right”; a line without an arrow has no partner."),
}


class ItemEditor:
    """The controls, hidden until an item is shown in them; `with_tags` those of the bank."""

    def __init__(self, name: str, with_tags: bool = False) -> None:
        with gr.Column(
            visible=False, elem_id=f"{name}-editor", elem_classes="item-editor"
        ) as self.page:
            self.head = gr.HTML("", **watching("editing"))
            self.stem = gr.Textbox(label=_("What is asked"), lines=2)
            self.answer = gr.Textbox(label=_("The answer"), lines=4, max_lines=MOST_LINES)
            levels = [(LEVEL_WORDS[level], level) for level in DIFFICULTIES]
            with gr.Row():
                self.difficulty = choice(_("Difficulty"), levels)
                self.topic = gr.Textbox(label=_("Topic"), max_lines=1, visible=with_tags)
                self.outcome = gr.Textbox(
                    label=_("Learning outcome"), max_lines=1, visible=with_tags
                )
            self.flaws = gr.HTML("", elem_classes="item-flaws", **BARE)
            with gr.Row():
                self.save = gr.Button(_("Save the item"), variant="primary")
                self.retire = gr.Button(_("Retire the item"), visible=with_tags)
                self.cancel = gr.Button(_("Close without saving"))

    @property
    def fields(self) -> list[Any]:
        """What a person writes: stem, answer, difficulty."""
        return [self.stem, self.answer, self.difficulty]

    @property
    def shown(self) -> list[Any]:
        """The outputs of `showing` and `hidden`."""
        return [self.page, self.head, *self.fields, self.flaws]


def showing(item: Item) -> tuple[Any, ...]:
    """The editor with an item."""
    hint = _(HINTS[item.type])
    return (
        gr.Column(visible=True),
        _head(item),
        item.stem,
        gr.Textbox(value=answer_lines(item), info=hint),
        item.difficulty,
        flaws(item),
    )


def hidden() -> tuple[Any, ...]:
    """The editor put away."""
    return gr.Column(visible=False), "", "", "", gr.skip(), ""


def written(item: Item | None, stem: str, answer: str) -> str:
    """What is to be said of an item as it is being written."""
    if item is None:
        return ""
    try:
        return flaws(edited(item, stem=stem, answer=answer))
    except AssistantError as error:
        return notice(str(error))


def flaws(item: Item) -> str:
    """Each criterion of the rubric that an item breaks, with what is wrong."""
    found = broken(item)
    if not found:
        told = _("It breaks none of the {count} criteria of the rubric.")
        return f'<p class="good" role="status">{told.format(count=len(CRITERIA))}</p>'
    rows = "".join(
        f"<li><strong>{_escaped(_(name))}</strong> <span>{_escaped(why)}</span></li>"
        for name, why in found.items()
    )
    return (
        f'<div role="status"><p>{_("Criteria of the rubric that it breaks:")}</p>'
        f'<ul class="reasons">{rows}</ul></div>'
    )


def _head(item: Item) -> str:
    quotes = "".join(
        f"<p class='proof'>{training_sources.proof(one)} {training_sources.chip(one)}</p>"
        for one in dict.fromkeys(item.citations)
    )
    return f"<h3>{_('Edit the item')}</h3><p class='facts'>{_(TYPE_WORDS[item.type])}</p>{quotes}"
