"""What is on the Training tab: its controls, in the order in which they stand.

It has four parts: building a pack, the packs that are kept, practising with one, and the bank.
"""

from __future__ import annotations

import gradio as gr

from assistant.training.pack import ITEM_TYPES, form
from corpus.wording import _, counted, later
from ui.page import choosing
from ui.page.training import pack_render as training_render
from ui.page.training.bank.controls import BankControls
from ui.page.training.item_editor import ItemEditor
from ui.page.training.pack_events import PAGES
from ui.page.training.parts import BARE, choice, watching
from ui.publishing.pack.formats import FORMATS

FORMS = 8  # parallel forms to choose from
ASKED = [(later("What is due"), "due"), (later("All items"), "all")]
RESULTS = later("All answers to the pack above, or to all packs where none is chosen.")
LIVE = '<div aria-live="polite">${value}</div>'


class TrainingControls:
    """The tab. Made inside `gr.Tabs`."""

    def __init__(self) -> None:
        with gr.Tab(_("Training"), id="training", elem_id="training") as self.tab:
            self.opened = gr.State(None)
            self.round = gr.State(None)
            gr.HTML(training_render.intro(), elem_id="training-intro", **BARE)
            with gr.Tabs(elem_id="training-parts", selected="build") as self.parts:
                with gr.Tab(_("Build"), id="build"):
                    self._build_part()
                with gr.Tab(_("Packs"), id="packs") as self.packs_tab:
                    self._packs_part()
                with gr.Tab(_("Practise"), id="practise") as self.practise_tab:
                    self._practise_part()
                with gr.Tab(_("Item bank"), id="bank") as self.bank_tab:
                    self.bank = BankControls()

    def _build_part(self) -> None:
        with gr.Column(elem_id="training-build"):
            self.topic = gr.Textbox(
                label=_("Topic"), placeholder=_("Semiconductors and AI governance"), max_lines=2
            )
            with gr.Row():
                self.documents = choosing.dropdown(
                    _("Documents (all, where none is chosen)"), scale=2
                )
                self.audience = gr.Textbox(
                    label=_("Audience"),
                    placeholder=_("Officials who prepare a dialogue"),
                    max_lines=1,
                )
            with gr.Row():
                lengths = [(counted(pages, "page"), pages) for pages in PAGES]
                self.pages = choice(_("Length of the briefing"), lengths, value=2)
                # Without bounds of its own: what a build refuses, it refuses with a sentence.
                self.items = gr.Number(label=_("Items"), value=30, precision=0, min_width=140)
                seeds = [(form(seed), seed) for seed in range(1, FORMS + 1)]
                self.seed = choice(_("Parallel form"), seeds, value=1)
            self.types = gr.CheckboxGroup(
                [(_(training_render.TYPE_WORDS[kind]), kind) for kind in ITEM_TYPES],
                value=list(ITEM_TYPES),
                label=_("Types of items"),
                elem_id="training-types",
            )
            self.asked = gr.Checkbox(label=_("Print questions that were asked and had no answer"))
            self.build = gr.Button(_("Build the pack"), variant="primary")
        self.build_notice = gr.HTML("", elem_id="training-notice", **BARE)
        self.status = gr.HTML("", elem_id="training-status", **BARE)

    def _packs_part(self) -> None:
        self.made = gr.State("")
        self.pack_notice = gr.HTML("", elem_id="pack-notice", **watching("told"))
        with gr.Column(elem_id="pack-list") as self.list_page:
            self.listing = gr.HTML("", elem_id="packs", **BARE)
        with gr.Column(elem_id="pack", visible=False) as self.pack_page:
            self.bar = gr.HTML("", elem_id="pack-bar", **watching("opened"))
            with gr.Row(elem_id="pack-download"):
                self.format = choice(
                    _("File"), list(FORMATS.items()), value="trainer.docx", scale=2
                )
                self.make = gr.Button(_("Download"), variant="primary")
                self.file = gr.DownloadButton(
                    _("Load the file"), elem_id="pack-file", visible="hidden"
                )
            self.file_notice = gr.HTML("", elem_id="pack-file-notice", **BARE)
            self.head = gr.HTML("", elem_id="pack-head", **BARE)
            self.editor = ItemEditor("pack-item")
            self.editing = gr.State("")
            self.quiz = gr.HTML("", elem_id="pack-quiz-part", **BARE)
            self.rest = gr.HTML("", elem_id="pack-rest", **BARE)

    def _practise_part(self) -> None:
        with gr.Column(elem_id="practice-start") as self.start_page:
            with gr.Row():
                self.pack = gr.Dropdown(
                    [], label=_("Pack"), filterable=False, scale=2, elem_id="practice-pack"
                )
                self.name = gr.Textbox(
                    label=_("Your name"), placeholder=_("Results are kept under it"), max_lines=1
                )
                self.what = choice(_("Ask"), ASKED, value="due")
            self.begin = gr.Button(_("Begin"), variant="primary")
            self.standing = gr.HTML("", elem_id="practice-standing", **BARE)
            with gr.Column(elem_id="practice-results"):
                gr.HTML(
                    f"<h3>{_('For the trainer')}</h3><p class='about'>{_(RESULTS)}</p>",
                    **BARE,
                )
                self.make_results = gr.Button(_("Download results (CSV)"))
                self.results_notice = gr.HTML("", elem_id="results-notice", **BARE)
                self.results = gr.DownloadButton(
                    _("Load the results"), elem_id="results-file", visible="hidden"
                )
        self.practice_notice = gr.HTML("", elem_id="practice-notice", **BARE)
        self.item = gr.HTML("", elem_id="practice-item", **watching("asked"))
        self.feedback = gr.HTML(
            "", elem_id="practice-feedback", html_template=LIVE, **watching("answered")
        )
