"""An FAQ as it is given out: kept entries, with what is true of their sources on that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from assistant.faq.entry import Entry, Faq, State
from assistant.faq.keeping.records import Record
from assistant.quote_positions import Versions, used
from corpus.errors import AssistantError
from corpus.language.identification import language_of
from corpus.wording import _, ngettext

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Spoken = Literal["en", "vi", "both"]
SPOKEN: tuple[Spoken, ...] = get_args(Spoken)
SHOWN = 10  # entries that a message names
ALIKE = 0.6  # the least cosine of two questions, in two languages, that share a quote
SECOND = "vi"  # the language of the right column


def edition(
    assistant: Assistant, title: str, entries: Sequence[Entry], spoken: Spoken | None = None
) -> Faq:
    """The FAQ of today; its citations say which documents are not in force now, whatever was so
    when an entry was answered. With `spoken`, only the entries in a language, or, for `both`, with
    the pairs of those that ask the same in two.
    """
    if spoken in ("en", "vi"):
        entries = [one for one in entries if language_of(one.question) == spoken]
    told = tuple(replace(one, answer=assistant.badged(one.answer)) for one in entries)
    pairs = _pairs(assistant, told) if spoken == "both" else ()
    return Faq(title, told, assistant.revision(), date.today().isoformat(), pairs)


def standing(assistant: Assistant, entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The entries that may be given out as they are, and the approved ones whose sources do not
    say so any more: their documents were changed or removed since."""
    versions = Versions(assistant)
    fallen = [
        one
        for one in entries
        if one.state == "approved"
        and any(versions.place(citation)[0] is None for citation in used(one.answer))
    ]
    gone = {one.id for one in fallen}
    return [one for one in entries if one.id not in gone], fallen


def left_out(fallen: Sequence[Entry]) -> str:
    """That approved entries are not given out, and which; empty where there are none."""
    if not fallen:
        return ""
    told = ngettext(
        "{count} approved entry was left out, since its documents do not say so any more: {ids}."
        " Check the entries.",
        "{count} approved entries were left out, since their documents do not say so any more:"
        " {ids}. Check the entries.",
        len(fallen),
    )
    return told.format(count=len(fallen), ids=", ".join(one.id for one in fallen[:SHOWN]))


def given_out(
    records: Sequence[Record], *, drafts: bool = False, state: State | None = None
) -> list[Entry]:
    """The entries that may leave the house: the approved ones; with `drafts` what is not retired;
    or those of one state. Raises AssistantError where there are none, which says what there is.
    """
    entries = [record.entry for record in records]
    if state is not None or drafts:
        found = [
            one for one in entries if (one.state == state if state else one.state != "retired")
        ]
        if not found:
            raise AssistantError(_("There are no such entries; 'assistant faq list' shows them."))
        return found
    found = [one for one in entries if one.state == "approved"]
    waiting = sum(one.state != "retired" for one in entries)
    if not found:
        if not waiting:
            raise AssistantError(_("There are no such entries; 'assistant faq list' shows them."))
        told = ngettext(
            "None of these is approved yet, so there is nothing to give out: approve what stands,"
            " or include the {count} draft (on the page by its tick, in a command by --drafts).",
            "None of these is approved yet, so there is nothing to give out: approve what stands,"
            " or include the {count} drafts (on the page by the tick, in a command by --drafts).",
            waiting,
        )
        raise AssistantError(told.format(count=waiting))
    return found


def _pairs(assistant: Assistant, entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """The entries that ask the same in two languages: one whose id is the other's with the
    language behind it (`12` and `12-vi`), or who rest on a quote that they share and ask alike.
    """
    firsts = [one for one in entries if language_of(one.question) != SECOND]
    seconds = {one.id: one for one in entries if language_of(one.question) == SECOND}
    found: dict[str, str] = {}
    for one in firsts:
        for id in (f"{one.id}-{SECOND}", f"{one.id.removesuffix('-en')}-{SECOND}"):
            if id in seconds and one.id not in found:
                found[one.id] = seconds.pop(id).id
    firsts = [one for one in firsts if one.id not in found]
    if firsts and seconds:
        others = list(seconds.values())
        vectors = assistant.embed([one.question for one in (*firsts, *others)])
        alike = vectors[: len(firsts)] @ vectors[len(firsts) :].T
        for place in np.argsort(-alike, axis=None, kind="stable").tolist():
            row, column = divmod(place, len(others))
            one, other = firsts[row], others[column]
            if alike[row, column] < ALIKE:
                break
            if one.id not in found and other.id in seconds and _quoted(one) & _quoted(other):
                found[one.id] = seconds.pop(other.id).id
    return tuple(found.items())


def _quoted(entry: Entry) -> set[tuple[str, int]]:
    return {(one.document_id, one.start) for one in entry.answer.citations}
