"""The questions that the documents answer, as a list to pick entries from, as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape as _escaped
from itertools import groupby

from assistant.faq.mining.mining import Mined, MinedEntry
from corpus.wording import _, counted, number
from ui.page.ask import render
from ui.page.faq.entry_render import linked
from ui.page.language import other_language_of


def mined(found: Mined, job: int, kept: Collection[str]) -> str:
    """The proposals by topic, each with its answer; those whose id is in `kept` are entries."""
    if not found.kept:
        return (
            f'<p class="nothing" role="status">{_("No question was found.")}'
            f"{_dropped(found.dropped)}</p>"
        )
    topics = groupby(enumerate(found.kept), key=lambda one: one[1].entry.topic)
    lists = "".join(
        f'<section class="mined"><h3>{_escaped(topic)}</h3><ul>'
        f"{''.join(_proposal(place, one, job, kept) for place, one in together)}</ul></section>"
        for topic, together in topics
    )
    count = _("{questions} found.").format(questions=counted(len(found.kept), "question"))
    count += _dropped(found.dropped)
    return (
        f'<p class="count" role="status">{_escaped(count)}</p><div class="actions pick">'
        f'<button type="button" data-tick>{_("Tick all")}</button>'
        f'<button type="button" class="main" data-faq="add" data-job="{job}" disabled>'
        f"{_('Add the ticked')}</button></div>{lists}"
    )


def _dropped(dropped: Mapping[str, int]) -> str:
    """Why others were left out, in one sentence."""
    told = [f"{number(count)} {_(reason)}" for reason, count in dropped.items()]
    return " " + _("Left out: {reasons}.").format(reasons=", ".join(told)) if told else ""


def _proposal(place: int, one: MinedEntry, job: int, kept: Collection[str]) -> str:
    question, answer = _escaped(one.entry.question), one.entry.answer
    spoken, asked = other_language_of(one.entry.question), ""
    if one.proposal.times:
        times = number(one.proposal.times)
        told = _("asked {count} times without an answer").format(count=times)
        asked = f'<span class="asked">{told}</span>'
    text = linked(render.answer_text(0, answer), "mined", job, place)
    if one.entry.id in kept:
        badge = f'<span class="badge added">{_("Is an entry")}</span>'
        head = f"<p><strong{spoken}>{question}</strong> {badge}</p>"
    else:
        head = (
            f'<label><input type="checkbox" data-mined="{place}"><strong{spoken}>'
            f"{question}</strong>"
            "</label>"
        )
    return f'<li>{head}{asked}<div class="answer"{spoken}>{text}</div></li>'
