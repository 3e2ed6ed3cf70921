"""The page: what is on it and which event each of its controls sets off.

The conversation is `gr.HTML`, not `gr.Chatbot`: the chatbot repeats a message's whole markup
as its accessible name and reads every document's words as Markdown. `gr.HTML` patches the
page in place, so a growing answer keeps the reader's focus and selection.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.language_model.marks import at_work
from corpus.wording import LANGUAGES, _, later, pgettext, using
from ui.page import choosing, language
from ui.page.ask.actions import download_menu
from ui.page.conversations import render as talks_render
from ui.page.conversations.drawer import TalkDrawer
from ui.page.conversations.keeping import Talk
from ui.page.documents.tab import DocumentsTab
from ui.page.faq.tab import FaqTab
from ui.page.reviews.events import ReviewEvents
from ui.page.reviews.render import dialog
from ui.page.training.sources import PageEvents
from ui.page.training.tab import TrainingTab
from ui.page.uploads import SWEPT_AFTER, SWEPT_EVERY

if TYPE_CHECKING:
    from assistant.assistant import Assistant

HERE = Path(__file__).parent
# One script: they use each other's names.
SCRIPTS = (
    "page.js", "faq/desk.js", "training.js", "reviews/reviews.js", "door/account.js", "words.js",
)  # fmt: skip
MAX_TYPED = 100_000  # characters: far too long a question, and short enough to be told so
EMPTY_PANEL = '<div class="panel-body"></div>'
# Words of documents are values, never part of a template: gr.HTML would run those.
JOINED = "${(value || []).join('')}"
REMOVING = later(
    "It will no longer be searched or quoted. For 30 days it can be had back. Your own copy of the "
    "file is not touched."
)
FOOTNOTE = later("Check the source before you rely on it.")
TALKING = 24  # questions that are answered or shown their place in the line; others wait unseen


def header() -> str:
    """What stands above the tabs, and what is out of sight until it is needed."""
    return f"""
<header class="masthead"><div class="brand"><span class="seal" aria-hidden="true">§</span>
<div><h1>{_("Policy Assistant")}</h1>
<p>{_("Answers from your documents, quoted word for word.")}</p></div></div>{language.switch()}
<button type="button" class="theme" data-theme aria-label="{_("Switch between light and dark")}">
<span aria-hidden="true">◐</span></button></header>
<dialog id="confirm" aria-labelledby="confirm-title">
<h2 id="confirm-title">{_("Remove this document?")}</h2>
<p><strong data-slot="name"></strong></p><p>{_(REMOVING)}</p><div class="actions">
<button type="button" data-keep>{_("Keep it")}</button>
<button type="button" class="danger" data-confirm>{_("Remove")}</button></div></dialog>{dialog()}
"""


def footnote(assistant: Assistant) -> str:
    """What is at work and where, and what not to forget."""
    told = f"{at_work(assistant.language_model)} {_(FOOTNOTE)}"
    return f'<p class="footnote">{escape(told)}</p>'


def build_app(assistant: Assistant) -> gr.Blocks:
    """The page over `assistant` in every language, not yet served."""
    page = _built(assistant)
    for other in LANGUAGES[1:]:
        with using(other):
            page.also(other, _built(assistant))
    return page


def _built(assistant: Assistant) -> language.Page:
    """The page in the language that is spoken."""
    events = PageEvents(assistant)
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    chat: dict[str, Any] = {**private, "concurrency_id": "chat", "concurrency_limit": TALKING}
    with language.Page(
        title=_("Policy Assistant"),
        analytics_enabled=False,
        delete_cache=(SWEPT_EVERY, SWEPT_AFTER),
    ) as blocks:
        page: language.Page = blocks
        answers, talk = gr.State(()), gr.State(Talk())
        bare: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        gr.HTML(header(), elem_id="header", **bare)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(pgettext("tab", "Ask"), id="ask") as asking:
                conversation = gr.HTML(
                    [],
                    elem_id="conversation",
                    html_template=f'<div role="log" aria-label="{_("Conversation")}">{JOINED}'
                    "</div>",
                    apply_default_css=False,
                    js_on_load="watch('value', () => window.policyAssistant?.follow(element))",
                )
                with gr.Column(elem_id="composer"):
                    notice = gr.HTML("", elem_id="notice", **bare)
                    with gr.Row(elem_id="composer-row"):
                        question = gr.Textbox(
                            label=_("Your question"),
                            show_label=False,
                            container=False,
                            placeholder=_("Ask a question…"),
                            lines=1,
                            max_lines=6,
                            max_length=MAX_TYPED,
                            autofocus=True,
                            elem_id="question",
                            scale=1,
                        )
                        ask = gr.Button(_("Ask"), variant="primary", elem_id="ask", scale=0)
                        stop = gr.Button(_("Stop"), elem_id="stop", visible=False, scale=0)
                    searched_in = choosing.dropdown(
                        _("Ask in (all documents, where none is chosen)"), elem_id="searched-in"
                    )
                    with gr.Row(elem_id="composer-foot"):
                        gr.HTML(footnote(assistant), **bare)
                        gr.HTML(talks_render.tools(download_menu()), **bare)
                        new = gr.Button(_("New conversation"), elem_id="new", scale=0)
            documents = DocumentsTab(assistant)
            faq = FaqTab(assistant)
            training = TrainingTab(assistant)
        talks = TalkDrawer()
        # The panel is always mounted: its script listens for the whole page.
        source = gr.HTML(
            EMPTY_PANEL,
            elem_id="panel",
            html_template=f'<aside aria-label="{_("Source")}">${{value}}</aside>',
            apply_default_css=False,
            js_on_load=language.script(
                "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
            ),
        )

        _take_uploads_only(documents.files)
        _take_uploads_only(faq.on.upload)
        _take_uploads_only(training.on.bank.file)
        chat_parts = [conversation, answers, question, notice, ask, stop, talk]
        asked = gr.on(
            [ask.click, question.submit],
            events.answer,
            [question, answers, searched_in, talk],
            chat_parts,
            **chat,
        )
        example = source.example(
            events.ask_example, [answers, searched_in, talk], chat_parts, **chat
        )
        gr.on(
            [stop.click], events.stop, [answers, talk], chat_parts, cancels=[asked, example],
            queue=False, **private,
        )  # fmt: skip
        new.click(events.start, None, chat_parts, cancels=[asked, example], queue=False, **private)
        talks.connect(page, source, events, chat_parts, searched_in)
        asking.select(
            events.to_choose, [searched_in], [searched_in, notice], queue=False, **private
        )
        source.review(ReviewEvents(assistant).review, [answers], [notice], queue=False, **private)
        source.within(events.within, None, [searched_in], queue=False, **private)
        documents.connect(page, source)
        faq.connect(page, source, events, answers)
        training.connect(page, source)
        gr.api(
            events.answer_as_json, api_name="ask", concurrency_id="chat", concurrency_limit=TALKING
        )
    return page


def _take_uploads_only(files: gr.File) -> None:
    """Let `files` take uploads only: gradio would fetch a URL that an event names instead, and
    it leaves an empty file beside each upload that it hands on.

    Set on the instance, because gradio writes a `.pyi` file beside every subclass.
    """
    move = files.async_move_resource_to_block_cache

    async def move_upload(named: str | Path | None) -> str | None:
        if named is not None and "://" in str(named):
            raise gr.Error(_("Upload the file itself, not its address."))
        path: str | None = await move(named)
        return path

    files.async_move_resource_to_block_cache = move_upload
    files._process_single_file = lambda file: file.path
