"""The history of an entry as HTML: what was changed, word by word, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escaped

from assistant.faq.keeping.freshness import Piece, difference
from assistant.faq.keeping.records import Change
from corpus.wording import _, counted, later, number, readable_date
from ui.page.ask.render import shortened

VALUE_SHOWN = 600
CHANGES_SHOWN = 50
TAGS = {"removed": "del", "added": "ins"}
# What the history says of a change; a state stands for the move to it.
ACTION_WORDS = {
    "added": later("Added"),
    "built anew": later("Answered anew by a build"),
    "edited": later("Edited"),
    "answered anew": later("New answer accepted"),
    "moved": later("Places renewed"),
    "undone": later("Undone"),
    "in_review": later("Sent to review"),
    "approved": later("Approved"),
    "draft": later("Back to draft"),
    "retired": later("Retired"),
}
# The parts of an entry that its history shows, as they are called there; others follow from these.
PARTS = {
    "asked_as": later("Question"),
    "text": later("Wording"),
    "topic": later("Topic"),
    "owner": later("Owner"),
    "review_date": later("Review date"),
}


def history(changes: Sequence[Change]) -> str:
    """Everything that was done to an entry, newest first, folded up."""
    rows = "".join(map(_change, reversed(changes[-CHANGES_SHOWN:])))
    if len(changes) > CHANGES_SHOWN:
        earlier = number(len(changes) - CHANGES_SHOWN)
        rows += f"<li>{_('and {count} earlier').format(count=earlier)}</li>"
    head = _("History ({changes})").format(changes=counted(len(changes), "change"))
    return f'<details><summary>{head}</summary><ol class="history">{rows}</ol></details>'


def _change(change: Change) -> str:
    what = _(ACTION_WORDS.get(change.action, change.action))
    when = f"{readable_date(change.at[:10])}, {change.at[11:16]} UTC"
    parts = "".join(
        f"<div><dt>{_(name)}</dt><dd>{_changed(change.before.get(key), change.after.get(key))}"
        "</dd></div>"
        for key, name in PARTS.items()
        if key in change.before
    )
    told = f"<dl>{parts}</dl>" if parts else ""
    by = _("by {name}").format(name=change.who)
    return (
        f"<li><p><strong>{_escaped(what)}</strong> {_escaped(by)}"
        f' <span class="asked">{_escaped(when)}</span></p>{told}</li>'
    )


def _changed(before: object, after: object) -> str:
    old, new = (shortened(str(value or ""), VALUE_SHOWN) for value in (before, after))
    return difference_html(difference(old, new))


def difference_html(pieces: Sequence[Piece]) -> str:
    """Words that went and words that came, told apart by more than their colour."""
    return "".join(
        f"<{TAGS[kind]}>{_escaped(text)}</{TAGS[kind]}>" if kind in TAGS else _escaped(text)
        for kind, text in pieces
    )
