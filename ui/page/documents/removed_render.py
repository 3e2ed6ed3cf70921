"""What was removed from the library as HTML, with the buttons that bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as _escaped

from corpus.wording import _, counted, number, readable_date
from index.store.records import DocumentRecord
from index.store.tables.removed_rows import DAYS, Removal, RemovedDocument
from ui.page.ask.render import done
from ui.page.language import other_language_of


def removal(told: Removal) -> str:
    """What became of a document that was removed, with the button that undoes that."""
    title = told.record.title or told.record.source
    words = " ".join(told.sentences(f"“{title}”"))
    if told.undo_until is None:
        return done(words)
    until = readable_date(told.undo_until)
    words += " " + _("Until {date} it can be had back.").format(date=until)
    return (
        f'<div class="done undo"><p role="status">{_escaped(words)}</p>'
        f"{_button(told.record.id, title, _('Undo'))}</div>"
    )


def restored(record: DocumentRecord) -> str:
    """That a document is there again."""
    title = record.title or record.source
    return done(_("“{title}” is in the library again.").format(title=title))


def kept(removed: Sequence[RemovedDocument]) -> str:
    """What can be had back, folded up; nothing where there is none."""
    if not removed:
        return ""
    head = _("Removed in the last {count} days").format(count=DAYS)
    told = _(
        "{documents} can be had back as before. What is kept is deleted for good {count} days after"
        " it was removed."
    ).format(documents=counted(len(removed), "document"), count=DAYS)
    return (
        f'<details><summary>{head}<span class="tally">{number(len(removed))}</span></summary>'
        f"<p>{told}</p><ul>{''.join(map(_row, removed))}</ul></details>"
    )


def _row(one: RemovedDocument) -> str:
    title = one.title or one.names[0]
    removed = _("removed on {date}").format(date=readable_date(one.removed_at[:10]))
    kept = _("kept until {date}").format(date=readable_date(one.undo_until))
    return (
        f"<li><div><strong{other_language_of(title)}>{_escaped(title)}</strong>"
        '<p class="facts">'
        f"<span>{_escaped(', '.join(one.names))}</span>"
        f"<span>{_escaped(removed)}</span><span>{_escaped(kept)}</span></p></div>"
        f"{_button(one.id, title, _('Have it back'))}</li>"
    )


def _button(id_: str, title: str, words: str) -> str:
    return (
        f'<button type="button" class="quiet" data-restore="{_escaped(id_)}">{words}'
        f'<span class="unseen">: {_escaped(title)}</span></button>'
    )
