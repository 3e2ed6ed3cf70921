"""What a freshness check found, as HTML: old words beside new ones, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as _escaped

from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness
from corpus.wording import _, counted, later, number
from ui.page.ask import render
from ui.page.ask.render import FACT_SHOWN, shortened
from ui.page.faq.entry_render import linked, state_badge
from ui.page.faq.history_render import difference_html
from ui.page.language import other_language_of

BECAME = {
    "changed": later("The document says it otherwise now"),
    "removed": later("The document does not say it any more"),
    "gone": later("The document is not in the library any more"),
}


def freshness(
    found: Freshness, job: int, titles: Mapping[str, str], settled: Mapping[str, str], old: bool
) -> str:
    """The entries to look at. `titles` are those of documents by id, `settled` what was done
    about an entry since; `old` tells that documents have changed after the check.
    """
    places = {one.id: place for place, one in enumerate((*found.findings, *found.now_answered))}
    checked = len(found.findings) + len(found.now_answered)
    affected, moved, answered = found.affected, found.moved, found.now_answered
    stand = sum(not one.affected and not one.moved for one in found.findings)
    counts = {
        _("{count} no longer say what the documents say"): len(affected),
        _("{count} with quotes that stand elsewhere now"): len(moved),
        _("{count} without an answer that have one now"): len(answered),
        _("{count} as they were"): stand,
    }
    facts = [what.format(count=number(count)) for what, count in counts.items() if count]
    facts.insert(0, _("{entries} checked").format(entries=counted(checked, "entry")))
    again = ""
    if old:
        told = _("Documents have changed since this check: check again.")
        again = f'<p class="notice">{told}</p>'
    cards = [_card(one, job, places[one.id], titles, settled) for one in (*affected, *answered)]
    return (
        f'{again}<p class="count" role="status">{" · ".join(facts)}</p>{_moved(moved, settled)}'
        f'<ul class="findings" aria-label="{_("Entries to look at")}">{"".join(cards)}</ul>'
    )


def _moved(moved: Sequence[Finding], settled: Mapping[str, str]) -> str:
    """The entries whose places can be renewed, all at once."""
    left = [one for one in moved if one.id not in settled]
    if not left:
        return ""
    questions = "".join(f"<li>{_escaped(shortened(one.question, FACT_SHOWN))}</li>" for one in left)
    told = _("Quotes of {entries} stand elsewhere now, word for word.").format(
        entries=counted(len(left), "entry")
    )
    return (
        f'<section class="moved"><p>{told}</p><div class="actions">'
        f'<button type="button" class="main" data-faq="renew">{_("Renew all places")}</button>'
        f"</div>"
        f"<details><summary>{_('Which entries')}</summary><ul>{questions}</ul></details></section>"
    )


def _card(
    one: Finding,
    job: int,
    place: int,
    titles: Mapping[str, str],
    settled: Mapping[str, str],
) -> str:
    question = _escaped(one.question)
    if one.id in settled:
        told = _escaped(_(settled[one.id]))
        return f'<li class="settled"><strong>{question}</strong><p>{told}</p></li>'
    pins = "".join(_pin(pin, titles) for pin in one.pins if pin.affected)
    buttons = _button(one, "leave", _("Keep it as it is")) if one.affected else ""
    buttons += _button(one, "open", _("Open the entry"))
    if not one.affected:
        pins = f"<p>{_('The documents did not answer this question; now they do.')}</p>"
    if one.proposed is None:
        proposed = f"<p>{_('The documents do not answer this question any more.')}</p>"
    else:
        text = linked(render.answer_text(0, one.proposed), "fresh", job, place)
        spoken = other_language_of(one.question)
        proposed = f'<h4>{_("Proposed answer")}</h4><div class="answer"{spoken}>{text}</div>'
        buttons = _button(one, "accept", _("Accept the new answer"), "main") + buttons
    return (
        f'<li><p class="finding-head"><strong>{question}</strong> {state_badge(one.state)}</p>'
        f'{pins}{proposed}<div class="actions">{buttons}</div></li>'
    )


def _button(one: Finding, action: str, words: str, style: str = "") -> str:
    label = _escaped(f"{words}: {shortened(one.question, FACT_SHOWN)}")
    return (
        f'<button type="button" class="{style}" data-faq="{action}" data-id="{_escaped(one.id)}"'
        f' aria-label="{label}">{words}</button>'
    )


def _pin(checked: CheckedPin, titles: Mapping[str, str]) -> str:
    pin = checked.pin
    title = _escaped(titles.get(pin.document_id, pin.source))
    return (
        f'<div class="difference"><p class="asked">[{pin.marker}] {title}. '
        f"{_(BECAME[checked.state]) if checked.state in BECAME else ''}.</p>"
        f"<p{other_language_of(checked.quote)}>{difference_html(checked.diff)}</p></div>"
    )
