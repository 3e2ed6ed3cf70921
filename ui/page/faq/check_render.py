"""What a freshness check found, as HTML: old words beside new ones, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as _escaped

from assistant.faq.keeping.freshness import CheckedPin, Finding, Freshness
from ui.page.ask import render
from ui.page.ask.render import FACT_SHOWN, shortened
from ui.page.faq.entry_render import entries_counted, linked, state_badge
from ui.page.faq.history_render import difference_html

BECAME = {
    "changed": "The document says it otherwise now",
    "removed": "The document does not say it any more",
    "gone": "The document is not in the library any more",
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
        "no longer say what the documents say": len(affected),
        "with quotes that stand elsewhere now": len(moved),
        "without an answer that have one now": len(answered),
        "as they were": stand,
    }
    facts = [f"{count:,} {what}" for what, count in counts.items() if count]
    facts.insert(0, f"{entries_counted(checked)} checked")
    again = ""
    if old:
        again = '<p class="notice">Documents have changed since this check: check again.</p>'
    cards = [_card(one, job, places[one.id], titles, settled) for one in (*affected, *answered)]
    return (
        f'{again}<p class="count" role="status">{" · ".join(facts)}</p>{_moved(moved, settled)}'
        f'<ul class="findings" aria-label="Entries to look at">{"".join(cards)}</ul>'
    )


def _moved(moved: Sequence[Finding], settled: Mapping[str, str]) -> str:
    """The entries whose places can be renewed, all at once."""
    left = [one for one in moved if one.id not in settled]
    if not left:
        return ""
    questions = "".join(f"<li>{_escaped(shortened(one.question, FACT_SHOWN))}</li>" for one in left)
    return (
        f'<section class="moved"><p>Quotes of {entries_counted(len(left))} stand elsewhere now,'
        ' word for word.</p><div class="actions"><button type="button" class="main"'
        ' data-faq="renew">Renew all places</button></div>'
        f"<details><summary>Which entries</summary><ul>{questions}</ul></details></section>"
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
        told = _escaped(settled[one.id])
        return f'<li class="settled"><strong>{question}</strong><p>{told}</p></li>'
    pins = "".join(_pin(pin, titles) for pin in one.pins if pin.affected)
    buttons = _button(one, "leave", "Keep it as it is") if one.affected else ""
    buttons += _button(one, "open", "Open the entry")
    if not one.affected:
        pins = "<p>The documents did not answer this question; now they do.</p>"
    if one.proposed is None:
        proposed = "<p>The documents do not answer this question any more.</p>"
    else:
        text = linked(render.answer_text(0, one.proposed), "fresh", job, place)
        proposed = f'<h4>Proposed answer</h4><div class="answer">{text}</div>'
        buttons = _button(one, "accept", "Accept the new answer", "main") + buttons
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
        f"{BECAME.get(checked.state, '')}.</p><p>{difference_html(checked.diff)}</p></div>"
    )
