"""What was removed from the library as HTML, with the buttons that bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escaped

from index.store.records import DocumentRecord
from index.store.tables.removed_rows import DAYS, Removal, RemovedDocument
from ui.page.ask.export import readable_date
from ui.page.ask.render import counted, done


def removal(told: Removal) -> str:
    """What became of a document that was removed, with the button that undoes that."""
    title = told.record.title or told.record.source
    words = " ".join(told.sentences(f"“{title}”"))
    if told.undo_until is None:
        return done(words)
    words += f" Until {readable_date(told.undo_until)} it can be had back."
    return (
        f'<div class="done undo"><p role="status">{_escaped(words)}</p>'
        f"{_button(told.record.id, title, 'Undo')}</div>"
    )


def restored(record: DocumentRecord) -> str:
    """That a document is there again."""
    return done(f"“{record.title or record.source}” is in the library again.")


def kept(removed: Sequence[RemovedDocument]) -> str:
    """What can be had back, folded up; nothing where there is none."""
    if not removed:
        return ""
    return (
        f"<details><summary>Removed in the last {DAYS} days"
        f'<span class="tally">{len(removed)}</span></summary>'
        f"<p>{counted(len(removed), 'document')} can be had back as before. What is kept is"
        f" deleted for good {DAYS} days after it was removed.</p>"
        f"<ul>{''.join(map(_row, removed))}</ul></details>"
    )


def _row(one: RemovedDocument) -> str:
    title = one.title or one.names[0]
    return (
        f'<li><div><strong>{_escaped(title)}</strong><p class="facts">'
        f"<span>{_escaped(', '.join(one.names))}</span>"
        f"<span>removed on {_escaped(readable_date(one.removed_at[:10]))}</span>"
        f"<span>kept until {_escaped(readable_date(one.undo_until))}</span></p></div>"
        f"{_button(one.id, title, 'Have it back')}</li>"
    )


def _button(id_: str, title: str, words: str) -> str:
    return (
        f'<button type="button" class="quiet" data-restore="{_escaped(id_)}">{words}'
        f'<span class="unseen">: {_escaped(title)}</span></button>'
    )
