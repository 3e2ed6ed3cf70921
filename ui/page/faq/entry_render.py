"""The entries of the FAQ as HTML: the list, and one entry. Pure functions.

Everything that comes from a document or a person passes through `_escaped`. Buttons with
`data-faq` are picked up by `page.js`, links by the source panel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as _escaped
from typing import Literal

from assistant.faq.entry import Entry, State
from assistant.faq.keeping.editing import MOVES
from assistant.faq.keeping.records import Record
from assistant.language_model.marks import worded_by
from corpus.wording import _, counted, later, number, readable_date
from ui.page.ask import render
from ui.page.ask.render import FACT_SHOWN, evidence, shortened
from ui.page.faq.bulk_render import bulk_bar
from ui.page.language import other_language_of

QUESTION_SHOWN = 240
STATUS_WORDS = {
    "answered": later("Answered"),
    "partial": later("Partly answered"),
    "not_found": later("Not found"),
}
STATE_WORDS: dict[State, str] = {
    "draft": later("Draft"),
    "in_review": later("In review"),
    "approved": later("Approved"),
    "retired": later("Retired"),
}
MOVE_WORDS: dict[State, str] = {
    "in_review": later("Send to review"),
    "approved": later("Approve"),
    "draft": later("Back to draft"),
    "retired": later("Retire"),
}
Area = Literal["entry", "mined", "fresh"]
ONWARD: tuple[State, ...] = ("in_review", "approved")
_CHAT_LINK = re.compile(r'(href="#|data-key=")(cite|near)-0-')


def linked(html: str, area: Area, number: int = 0, place: int = 0) -> str:
    """HTML that was made for the chat's answer 0, with its links to an answer of this tab.

    Words of documents are escaped there, so that none of them can look like a link.
    """
    return _CHAT_LINK.sub(rf"\1faq-{area}-{number}-{place}-\2-", html)


def intro() -> str:
    """The heading of the tab."""
    told = _(
        "Lists of questions in, entries with their sources out. What is approved here is also what"
        " the chat answers."
    )
    return f'<section class="intro"><h2>{_("FAQ")}</h2><p>{told}</p></section>'


def list_intro(suffixes: Sequence[str]) -> str:
    told = _("A file of questions: {suffixes}.").format(suffixes=", ".join(suffixes))
    return f'<p class="about">{_escaped(told)}</p>'


def mined_intro() -> str:
    told = _(
        "Finds questions that the documents answer, and those that people asked in vain and that"
        " can be answered now. Pick those that belong into the FAQ."
    )
    return f'<p class="about">{told}</p>'


def check_intro() -> str:
    told = _(
        "Looks for every quote in the documents of today, and tells which entries no longer say"
        " what the documents say."
    )
    return f'<p class="about">{told}</p>'


# The list


def entries(found: Sequence[Record], total: int, shown: int, only: str = "") -> str:
    """The entries that the filter lets through; `only` names the list they are limited to."""
    if not total:
        told = _(
            "There are no entries yet. Begin with “Answer a list”, or let “Propose” find questions"
            " that your documents answer."
        )
        return f'<p class="nothing">{told}</p>'
    limited = ""
    if only:
        told = _("Only the entries of “{title}”.").format(title=_escaped(only))
        limited = (
            f'<p class="limited">{told} <button type="button" class="quiet"'
            f' data-faq="everything">{_("Show all entries")}</button></p>'
        )
    if not found:
        told = _("No entry matches the filter.")
        return f'{limited}<p class="nothing" role="status">{told}</p>'
    shown_of = counted(len(found), "entry")
    if len(found) != total:
        shown_of = _("{entries} of {all}").format(entries=shown_of, all=number(total))
    heads = (_("Question"), _("Answer"), _("State"), _("Owner"), _("Review"))
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = "".join(_row(record, place) for place, record in enumerate(found[:shown]))
    return (
        f'{limited}<p class="count" role="status">{shown_of}</p>{bulk_bar()}'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_("Entries")}">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{more(len(found) - shown, 'entry')}"
    )


def more(left: int, noun: str, action: str = "more") -> str:
    """The button that shows what a long list has left out; `noun` as for `counted`."""
    if left <= 0:
        return ""
    told = _("Show more ({rest} left)").format(rest=counted(left, noun))
    return (
        f'<p class="more"><button type="button" class="quiet" data-faq="{action}">{told}'
        "</button></p>"
    )


def _row(record: Record, place: int) -> str:
    entry, name = record.entry, f"faq-row-{place}"
    question = _escaped(shortened(entry.question, QUESTION_SHOWN))
    about = " · ".join(filter(None, (shortened(entry.topic, FACT_SHOWN), entry.id)))
    review = readable_date(entry.review_date)
    return (
        f'<tr><td data-head="{_("Question")}"><input type="checkbox" class="tick"'
        f' data-tick-entry="{_escaped(entry.id)}" data-version="{record.version}"'
        f' aria-labelledby="{name}"> <button type="button" class="title" data-faq="open"'
        f' id="{name}" data-id="{_escaped(entry.id)}"{other_language_of(entry.question)}>'
        f"{question}</button>"
        f'<span class="file">{_escaped(about)}</span></td>'
        f'<td data-head="{_("Answer")}">{status_badge(entry)}{_meter(entry)}</td>'
        f'<td data-head="{_("State")}">{state_badge(entry.state)}</td>'
        f"{cell(_('Owner'), entry.owner)}{cell(_('Review'), review, 'day')}</tr>"
    )


def cell(head: str, value: str, style: str = "") -> str:
    """A cell of a table; a dash where nothing is known."""
    style += "" if value else " unknown"
    return f'<td data-head="{head}" class="{style.strip()}">{_escaped(value) or "–"}</td>'


def status_badge(entry: Entry) -> str:
    status = entry.answer.status
    return f'<span class="badge {status}">{_(STATUS_WORDS[status])}</span>'


def state_badge(state: State) -> str:
    return f'<span class="badge {state}">{_(STATE_WORDS[state])}</span>'


def _meter(entry: Entry) -> str:
    if entry.answer.status == "not_found":
        return ""
    word, dots = evidence(entry.answer.confidence)
    meter = "".join(f'<i class="{"on" if dot < dots else ""}"></i>' for dot in range(3))
    meter = f'<span class="meter" aria-hidden="true">{meter}</span>'
    return f' <span class="evidence">{_(word)} {meter}</span>'


# One entry


def entry_bar(place: str = "", previous: str | None = None, following: str | None = None) -> str:
    """The way back to the list, and to the entries before and after."""
    steps = (
        f'<div class="steps">{_step(previous, "‹", _("Previous entry"))}<span class="place">'
        f"{_escaped(place)}</span>{_step(following, '›', _('Next entry'))}</div>"
        if place
        else ""
    )
    return (
        '<div class="entry-bar"><button type="button" class="quiet" data-faq="back">'
        f'<span aria-hidden="true">‹ </span>{_("All entries")}</button>{steps}</div>'
    )


def _step(id: str | None, sign: str, label: str) -> str:
    if id is None:
        return f'<span class="step off" aria-hidden="true">{sign}</span>'
    return (
        f'<button type="button" class="step" data-faq="open" data-id="{_escaped(id)}"'
        f' aria-label="{label}" title="{label}">{sign}</button>'
    )


def entry(record: Record) -> str:
    """An entry as it stands: its question with the answer and its sources, and where it can go."""
    entry = record.entry
    merged = "".join(
        f"<li>{_escaped(wording.question)} <span>({_escaped(wording.id)})</span></li>"
        for wording in entry.merged
    )
    also = f'<section class="also"><h3>{_("Also asked as")}</h3><ul>{merged}</ul></section>'
    columns = "".join(
        f"<div><dt>{_escaped(name)}</dt><dd>{_escaped(value)}</dd></div>"
        for name, value in entry.columns.items()
        if value
    )
    listed = f'<section class="also"><h3>{_("From the list")}</h3><dl>{columns}</dl></section>'
    answer = linked(render.turn(0, entry.answer), "entry")
    return (
        f'<div data-entry="{_escaped(entry.id)}"><p class="kind">'
        f"{_escaped(entry.topic or _('No topic'))}</p>"
        f'<div class="entry-facts">{state_badge(entry.state)}{_entry_facts(record)}'
        f"{_escaped(worded_by(entry.question_by))}</div>{answer}"
        f"{also if merged else ''}{listed if columns else ''}{moves(entry.state)}</div>"
    )


def _entry_facts(record: Record) -> str:
    entry = record.entry
    facts = [
        _dated(_("approved on {date}"), entry.approved_on),
        _("owner {name}").format(name=entry.owner) if entry.owner else "",
        _dated(_("review on {date}"), entry.review_date),
        _("id {id}").format(id=entry.id),
        _dated(_("changed on {date}"), record.changed_at[:10]),
    ]
    return (
        f'<span class="facts">{"".join(f"<span>{_escaped(f)}</span>" for f in facts if f)}</span>'
    )


def _dated(told: str, day: str | None) -> str:
    return told.format(date=readable_date(day)) if day else ""


def moves(state: State) -> str:
    """A button for each state that an entry can go to."""
    buttons = "".join(
        f'<button type="button" data-faq="move" data-state="{to}"'
        f"{' class=main' if to in ONWARD else ''}>{_(MOVE_WORDS[to])}</button>"
        for to in MOVES[state]
    )
    return (
        f'<div class="actions moves" role="group" aria-label="{_("State of the entry")}">'
        f"{buttons}</div>"
    )


def problems(sentences: Sequence[str]) -> str:
    """What stands against a change, a sentence each, and that nothing of it is lost."""
    listed = "".join(f"<li>{_escaped(sentence)}</li>" for sentence in sentences)
    return (
        '<div class="notice" role="alert">'
        f"<p>{_('Not saved; your wording is still in the form.')}</p>"
        f"<ul>{listed}</ul></div>"
    )
