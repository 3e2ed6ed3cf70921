"""What is on the part of the item bank: the list and its filter, the editor, results, drawing."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.training.bank.overview import SHOWN_STATES, STATE_WORDS
from assistant.training.pack import DIFFICULTIES, ITEM_TYPES, form
from corpus.wording import _, later
from ui.page.training.item_editor import ItemEditor
from ui.page.training.pack_render import LEVEL_WORDS, TYPE_WORDS
from ui.page.training.parts import BARE, choice

ANY = ""
FORMS = 8  # parallel forms to choose from
RESULTS_TOLD = later(
    "Practice on this machine counts by itself. Bring in results of practice elsewhere, or the "
    "report of grades or of responses of Moodle, as CSV; of Moodle say also which pack it was."
)
DRAWING_TOLD = later(
    "So many of each kind, topic and difficulty; the same blueprint gives the same pack."
)


class BankControls:
    """The part. Made inside its `gr.Tab`."""

    def __init__(self) -> None:
        self.rows = gr.State(())
        self.editing = gr.State(None)
        self.notice = gr.HTML("", elem_id="bank-notice", **BARE)
        self._filter()
        self.editor = ItemEditor("bank-item", with_tags=True)
        self.listing = gr.HTML("", elem_id="bank-items", **BARE)
        with gr.Column(elem_classes="bank-part"):
            self._results()
        with gr.Column(elem_classes="bank-part"):
            self._drawing()

    def _filter(self) -> None:
        with gr.Row(elem_id="bank-filter"):
            states = [(STATE_WORDS[state], state) for state in SHOWN_STATES]
            self.state = choice(_("Show"), states, value="in_use")
            self.type = choice(_("Type"), [(later("any type"), ANY), *_types()], value=ANY)
            self.level = choice(_("Difficulty"), [(later("any"), ANY), *_levels()], value=ANY)
            self.words = gr.Textbox(label=_("Words, topic or outcome"), max_lines=1, min_width=180)

    def _results(self) -> None:
        gr.HTML(f"<h3>{_('Results')}</h3><p class='about'>{_(RESULTS_TOLD)}</p>", **BARE)
        with gr.Row():
            self.file = gr.File(
                label=_("Results (CSV)"), file_types=[".csv"], height=120, elem_id="bank-file"
            )
            self.pack = gr.Dropdown([], label=_("Pack of the quiz"), filterable=False)
        self.import_results = gr.Button(_("Import the results"))
        self.results_notice = gr.HTML("", **BARE)

    def _drawing(self) -> None:
        gr.HTML(
            f"<h3>{_('Draw a pack')}</h3><p class='about'>{_(DRAWING_TOLD)}</p>",
            **BARE,
        )
        with gr.Row():
            self.title = gr.Textbox(label=_("Title of the pack"), max_lines=1)
            seeds = [(form(seed), seed) for seed in range(1, FORMS + 1)]
            self.seed = choice(_("Parallel form"), seeds, value=1)
        with gr.Row():
            self.count = gr.Number(label=_("How many"), value=5, precision=0, min_width=90)
            self.part_type = choice(_("Of type"), [(later("any type"), ANY), *_types()], value=ANY)
            self.part_level = choice(
                _("Of difficulty"), [(later("any"), ANY), *_levels()], value=ANY
            )
            self.part_topic = gr.Textbox(label=_("On the topic"), max_lines=1, min_width=140)
            self.add = gr.Button(_("Add to the blueprint"), min_width=140)
        self.blueprint = gr.Textbox(
            label=_("Blueprint"), lines=3, placeholder="5 multiple_choice hard", elem_id="blueprint"
        )
        self.draw = gr.Button(_("Draw the pack"), variant="primary")
        self.draw_notice = gr.HTML("", **BARE)

    @property
    def filters(self) -> list[Any]:
        return [self.state, self.type, self.level, self.words]

    @property
    def listed(self) -> list[Any]:
        """The outputs of what changes the list."""
        return [self.rows, self.listing, self.notice]

    @property
    def opened(self) -> list[Any]:
        """The outputs of what opens, changes or closes an item."""
        editor = self.editor
        return [*editor.shown, editor.topic, editor.outcome, editor.retire, self.editing]


def _types() -> list[tuple[str, str]]:
    return [(TYPE_WORDS[kind], kind) for kind in ITEM_TYPES]


def _levels() -> list[tuple[str, str]]:
    return [(LEVEL_WORDS[level], level) for level in DIFFICULTIES]
