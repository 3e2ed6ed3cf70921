"""The drawer of conversations on the page: its parts, and which event each sets off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.page import language
from ui.page.ask.events import Events
from ui.page.conversations import render
from ui.page.conversations.events import TalkEvents

SCRIPT = Path(__file__).parent / "conversations.js"
NOW: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}


class TalkDrawer:
    """Made within the page, beside its tabs: it is closed, and all of it is out of sight."""

    def __init__(self) -> None:
        bare: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        self.listing = gr.HTML(
            "",
            elem_id="talks",
            html_template=render.frame(),
            apply_default_css=False,
            js_on_load=language.script(SCRIPT.read_text(encoding="utf-8")),
        )
        # Outside of all that is closed to the keyboard while the drawer is open.
        gr.HTML(render.confirm(), elem_id="talks-asking", **bare)
        self.file = gr.HTML(
            "",
            elem_id="handed-out",
            apply_default_css=False,
            js_on_load="watch('value', () => window.policyAssistant?.save(element))",
        )

    def connect(
        self,
        page: gr.Blocks,
        source: gr.HTML,
        events: Events,
        chat: Sequence[Any],
        searched_in: gr.Dropdown,
    ) -> None:
        """`chat` are the parts that a question changes: conversation, answers, question, notice,
        ask button, stop button, talk."""
        on, (_, answers, _, notice, _, _, talk) = TalkEvents(events), chat
        opened, listing = [*chat, searched_in], self.listing
        page.load(on.begin, None, opened, **NOW)
        listing.talks_open(on.open, None, opened, **NOW)
        listing.talks_show(on.show, [talk], [listing], trigger_mode="always_last", **NOW)
        listing.talks_delete(on.delete, [talk], [listing, *chat], **NOW)
        listing.talks_clear(on.delete_all, [talk], [listing, *chat], **NOW)
        source.export(on.export, [answers, talk], [self.file, notice], **NOW)
