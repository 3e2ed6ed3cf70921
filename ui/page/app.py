"""The page: what is on it and which event each of its controls sets off.

The conversation is `gr.HTML`, not `gr.Chatbot`: the chatbot repeats a message's whole markup
as its accessible name and reads every document's words as Markdown. `gr.HTML` patches the
page in place, so a growing answer keeps the reader's focus and selection.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.page.documents import render as shelf
from ui.page.documents.reindexing import LOOK_EVERY, ReindexEvents
from ui.page.faq.tab import FaqTab
from ui.page.training.sources import PageEvents
from ui.page.training.tab import TrainingTab
from ui.page.uploads import SWEPT_AFTER, SWEPT_EVERY

if TYPE_CHECKING:
    from assistant.assistant import Assistant

HERE = Path(__file__).parent
SCRIPTS = ("page.js", "training.js")  # one script: the second uses what the first names
SUFFIXES = ".md .markdown .txt .text .html .htm .pdf .docx"
MAX_TYPED = 100_000  # characters: far too long a question, and short enough to be told so
EMPTY_PANEL = '<div class="panel-body"></div>'
# Words of documents are values, never part of a template: gr.HTML would run those.
JOINED = "${(value || []).join('')}"

HEADER = """
<header class="masthead"><div class="brand"><span class="seal" aria-hidden="true">§</span>
<div><h1>Policy Assistant</h1><p>Answers from your documents, quoted word for word.</p></div></div>
<button type="button" class="theme" data-theme aria-label="Switch between light and dark">
<span aria-hidden="true">◐</span></button></header>
<dialog id="confirm" aria-labelledby="confirm-title"><h2 id="confirm-title">Remove this document?
</h2><p><strong data-slot="name"></strong></p><p>It will no longer be searched or quoted. Your own
copy of the file is not touched.</p><div class="actions"><button type="button" data-keep>Keep it
</button><button type="button" class="danger" data-confirm>Remove</button></div></dialog>
<div id="announcer" class="unseen" role="status" aria-live="polite"></div>
"""
TALKING = 24  # questions that are answered or shown their place in the line; others wait unseen
FOOTNOTE = '<p class="footnote">Runs on this machine. Check the source before you rely on it.</p>'


def build_app(assistant: Assistant) -> gr.Blocks:
    """The page over `assistant`, not yet served."""
    events = PageEvents(assistant)
    reindexing = ReindexEvents(events)
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    chat: dict[str, Any] = {**private, "concurrency_id": "chat", "concurrency_limit": TALKING}
    library: dict[str, Any] = {**private, "concurrency_id": "library", "concurrency_limit": 1}
    with gr.Blocks(
        title="Policy Assistant", analytics_enabled=False, delete_cache=(SWEPT_EVERY, SWEPT_AFTER)
    ) as page:
        answers = gr.State(())
        bare: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        gr.HTML(HEADER, elem_id="header", **bare)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask"):
                conversation = gr.HTML(
                    [],
                    elem_id="conversation",
                    html_template=f'<div role="log" aria-label="Conversation">{JOINED}</div>',
                    apply_default_css=False,
                    js_on_load="watch('value', () => window.policyAssistant?.follow(element))",
                )
                with gr.Column(elem_id="composer"):
                    notice = gr.HTML("", elem_id="notice", **bare)
                    with gr.Row(elem_id="composer-row"):
                        question = gr.Textbox(
                            label="Your question",
                            show_label=False,
                            container=False,
                            placeholder="Ask a question…",
                            lines=1,
                            max_lines=6,
                            max_length=MAX_TYPED,
                            autofocus=True,
                            elem_id="question",
                            scale=1,
                        )
                        ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0)
                        stop = gr.Button("Stop", elem_id="stop", visible=False, scale=0)
                    with gr.Row(elem_id="composer-foot"):
                        gr.HTML(FOOTNOTE, **bare)
                        new = gr.Button("New conversation", elem_id="new", scale=0)
            with gr.Tab("Documents", id="documents") as documents:
                gr.HTML(shelf.documents_intro(SUFFIXES), elem_id="documents-intro", **bare)
                reindex = gr.HTML(
                    "",
                    elem_id="reindex",
                    apply_default_css=False,
                    js_on_load="watch('value', () => window.policyAssistant?.reindexed(element))",
                )
                files = gr.File(
                    label="Files to add", file_count="multiple", elem_id="upload", height=150
                )
                status = gr.HTML("", elem_id="upload-status", **bare)
                gaps = gr.HTML("", elem_id="gaps", **bare)
                words = gr.Textbox(
                    label="Filter the library",
                    placeholder="Title, file, publisher or year",
                    elem_id="filter",
                )
                listing = gr.HTML("", elem_id="library", **bare)
            faq = FaqTab(assistant)
            training = TrainingTab(assistant)
        timer = gr.Timer(LOOK_EVERY, active=False)  # not in a tab, where it would rest
        # The panel is always mounted: its script listens for the whole page.
        source = gr.HTML(
            EMPTY_PANEL,
            elem_id="panel",
            html_template='<aside aria-label="Source">${value}</aside>',
            apply_default_css=False,
            js_on_load="\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS),
        )

        _take_uploads_only(files)
        _take_uploads_only(faq.on.upload)
        talk = [conversation, answers, question, notice, ask, stop]
        asked = gr.on(
            [ask.click, question.submit], events.answer, [question, answers], talk, **chat
        )
        example = source.example(events.ask_example, [answers], talk, **chat)
        gr.on(
            [stop.click], events.stop, [answers], talk, cancels=[asked, example], queue=False,
            **private,
        )  # fmt: skip
        new.click(events.start, None, talk, cancels=[asked, example], queue=False, **private)
        files.upload(events.upload, [files, words], [status, listing, files], **library)
        source.remove(events.remove, [words], [status, listing], **library)
        words.change(
            events.library, [words], [listing], trigger_mode="always_last", queue=False, **private
        )
        page.load(events.start, None, talk, queue=False, **private)
        documents.select(events.gaps, None, [gaps], queue=False, **private)
        page.load(events.library, [words], [listing], queue=False, **private)
        offered: dict[str, Any] = {"outputs": [reindex, timer], "queue": False, **private}
        for look in (page.load, documents.select):
            look(reindexing.look, None, **offered)
        source.reindex(reindexing.act, None, **offered)
        timer.tick(reindexing.look_on, [words], [reindex, timer, listing], queue=False, **private)
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
            raise gr.Error("Upload the file itself, not its address.")
        path: str | None = await move(named)
        return path

    files.async_move_resource_to_block_cache = move_upload
    files._process_single_file = lambda file: file.path
