"""The source panel for the links of the FAQ tab.

A link names an answer and one of its sources: `#faq-entry-0-0-cite-2` is the second citation
of the open entry, `#faq-mined-3-7-cite-1` the first of the eighth proposal of job 3. Chips,
cards and the panel are the chat's, made for answer 0 and pointed elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import gradio as gr

from assistant.answer import Answer
from corpus.wording import _
from ui.page import source_panel as panel
from ui.page.ask.events import Events
from ui.page.faq.entry_render import Area, linked

# The answer in an area of the page, by the number of its job and its place there.
Find = Callable[[Area, int, int], Answer | None]

_LINK = re.compile(r"faq-(entry|mined|fresh)-(\d{1,6})-(\d{1,6})-(cite|near)-(\d{1,4})")


def open_source(events: Events, find: Find, event: gr.EventData) -> str | None:
    """The panel behind a link of the FAQ tab; None for a link of another tab."""
    match = _LINK.fullmatch(str(event._data.get("key", "")))
    if match is None:
        return None
    area, number, place = cast(Area, match[1]), int(match[2]), int(match[3])
    answer = find(area, number, place)
    if answer is None:
        request = event._data.get("request")
        gone = _("This answer is no longer on the page. Open it again.")
        return panel.message(gone, request if isinstance(request, int) else 0)
    chat_link = {**event._data, "key": f"{match[4]}-0-{match[5]}"}
    shown = events.open_source((answer,), gr.EventData(event.target, chat_link))
    return linked(shown, area, number, place)
