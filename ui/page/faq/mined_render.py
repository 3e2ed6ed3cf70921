"""The questions that the documents answer, as a list to pick entries from, as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape as _escaped
from itertools import groupby

from assistant.faq.mining.mining import Mined, MinedEntry
from ui.page.ask import render
from ui.page.ask.render import counted
from ui.page.faq.entry_render import linked


def mined(found: Mined, job: int, kept: Collection[str]) -> str:
    """The proposals by topic, each with its answer; those whose id is in `kept` are entries."""
    if not found.kept:
        return (
            f'<p class="nothing" role="status">No question was found.{_dropped(found.dropped)}</p>'
        )
    topics = groupby(enumerate(found.kept), key=lambda one: one[1].entry.topic)
    lists = "".join(
        f'<section class="mined"><h3>{_escaped(topic)}</h3><ul>'
        f"{''.join(_proposal(place, one, job, kept) for place, one in together)}</ul></section>"
        for topic, together in topics
    )
    count = f"{counted(len(found.kept), 'question')} found.{_dropped(found.dropped)}"
    return (
        f'<p class="count" role="status">{_escaped(count)}</p><div class="actions pick">'
        '<button type="button" data-tick>Tick all</button>'
        f'<button type="button" class="main" data-faq="add" data-job="{job}" disabled>'
        f"Add the ticked</button></div>{lists}"
    )


def _dropped(dropped: Mapping[str, int]) -> str:
    """Why others were left out, in one sentence."""
    told = [f"{count:,} {reason}" for reason, count in dropped.items()]
    return f" Left out: {', '.join(told)}." if told else ""


def _proposal(place: int, one: MinedEntry, job: int, kept: Collection[str]) -> str:
    question, answer = _escaped(one.entry.question), one.entry.answer
    asked = ""
    if one.proposal.times:
        asked = f'<span class="asked">asked {one.proposal.times:,} times without an answer</span>'
    text = linked(render.answer_text(0, answer), "mined", job, place)
    if one.entry.id in kept:
        head = f'<p><strong>{question}</strong> <span class="badge added">Is an entry</span></p>'
    else:
        head = (
            f'<label><input type="checkbox" data-mined="{place}"><strong>{question}</strong>'
            "</label>"
        )
    return f'<li>{head}{asked}<div class="answer">{text}</div></li>'
