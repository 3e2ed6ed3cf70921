"""What can be done to the ticked entries, and what became of it, as HTML. Pure functions."""

from __future__ import annotations

from html import escape as _escaped

from assistant.faq.keeping.bulk import BulkOutcome
from corpus.wording import _, counted, later
from ui.page.ask.render import FACT_SHOWN, shortened

REFUSED_SHOWN = 10
MOVES = {
    "in_review": later("Send to review"),
    "approved": later("Approve"),
    "draft": later("Back to draft"),
    "retired": later("Retire"),
}
PARTS = {
    "owner": later("Owner"),
    "topic": later("Topic"),
    "review_date": later("Review date"),
}
KEYS = {
    "j k": later("next and previous"),
    "x": later("tick, or take the tick away"),
    "a": later("approve, and go on to the next"),
    "s": later("send to review, and go on to the next"),
    "e": later("edit"),
    "u": later("undo what was done last"),
    "Enter": later("open"),
    "l": later("back to the list"),
}


def bulk_bar() -> str:
    """The bar over the list: what is done to all that is ticked."""
    moves = "".join(
        f'<button type="button" class="quiet" data-faq="bulk" data-act="{state}">{_(words)}'
        "</button>"
        for state, words in MOVES.items()
    )
    parts = "".join(f'<option value="{part}">{_(words)}</option>' for part, words in PARTS.items())
    keys = "".join(
        f"<div><dt><kbd>{keys}</kbd></dt><dd>{_(told)}</dd></div>" for keys, told in KEYS.items()
    )
    return (
        f'<div class="bulk" role="group" aria-label="{_("For those ticked")}"><p>'
        f'<button type="button" class="quiet" data-tick-all>{_("Tick all shown")}</button>'
        f' <span class="ticked" role="status"></span></p><p class="acts">{moves}</p>'
        f'<p class="acts"><select data-bulk-part aria-label="{_("Set for those ticked")}">{parts}'
        f'</select> <input type="text" data-bulk-value aria-label="{_("New value")}"'
        f' placeholder="{_("New value")}"> <button type="button" class="quiet" data-faq="bulk"'
        f' data-act="set">{_("Set")}</button></p>'
        f"<details><summary>{_('Keys')}</summary><dl>{keys}</dl></details></div>"
    )


def outcome(done: BulkOutcome, told: str, undo: bool = True) -> str:
    """What became of the entries: how many are so now, and each that is not, with why."""
    changed, refused = len(done.changed), len(done.refused)
    parts = []
    if changed:
        back = (
            f' <button type="button" class="quiet" data-faq="undo">{_("Undo")}</button>'
            if undo
            else ""
        )
        parts.append(
            f'<div class="done" role="status"><p>{_escaped(told)}: '
            f"{counted(changed, 'entry')}.{back}</p></div>"
        )
    if refused:
        listed = "".join(
            f"<li>{_escaped(shortened(question, FACT_SHOWN))}: {_escaped(why)}</li>"
            for question, why in done.refused[:REFUSED_SHOWN]
        )
        if refused > REFUSED_SHOWN:
            more = _("and {count} more").format(count=refused - REFUSED_SHOWN)
            listed += f"<li>{more}</li>"
        left = _("Left as they are: {entries}.").format(entries=counted(refused, "entry"))
        parts.append(f'<div class="notice" role="alert"><p>{left}</p><ul>{listed}</ul></div>')
    if not parts:
        parts.append(f'<div class="done" role="status"><p>{_("Nothing was changed.")}</p></div>')
    return "".join(parts)
