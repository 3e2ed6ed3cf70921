"""What happens with the entries of the FAQ: list, open, edit, move on, download.

Like `ui.page.ask.events` a boundary: an error that was not foreseen becomes one sentence here.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.faq.edition import SPOKEN, edition, given_out, left_out, standing
from assistant.faq.entry import STATES, Entry
from assistant.faq.keeping.bulk import BulkOutcome, take_back
from assistant.faq.keeping.records import EntryChanged, FaqRecords, Record, RecordError
from assistant.faq.keeping.wording_check import check_wording
from corpus.errors import AssistantError
from corpus.wording import _, counted, number
from ui.page.ask import render
from ui.page.ask.render import shortened
from ui.page.boundary import alone, noticed, sentence
from ui.page.faq import entry_render as faq_render
from ui.page.faq import history_render as faq_history_render
from ui.page.faq.filter import ANY, Filter, names
from ui.page.faq.session import ENTRIES_SHOWN, FORM_SIZE, TITLE, Desk, EntryForm
from ui.publishing.faq.formats import WRITERS, publish

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class FaqEvents:
    """What happens with the entries. Keeps no state of a session.

    Handlers of an entry give: the parts of the tab, list page, entry page, bar, entry, notice,
    the parts of the form, history, desk.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._read: tuple[Any, list[Record]] = (None, [])

    @property
    def records(self) -> FaqRecords:
        return self.assistant.faq

    def all(self) -> list[Record]:
        """Every kept entry, read again only where something was changed."""
        stamp, read = self.records.stamp(), self._read  # another thread may read for another person
        if stamp is None or stamp != read[0]:
            self._read = read = (stamp, self.records.find())
        return read[1]

    # The list

    @noticed(alone)
    def listing(self, desk: Desk, *filtered: str) -> str:
        """The entries that the filter lets through."""
        everything, found = self.all(), self._found(desk, filtered)
        return faq_render.entries(found, len(everything), desk.shown, desk.only_title)

    def _found(self, desk: Desk, filtered: tuple[str, ...]) -> list[Record]:
        records = self.all()
        if desk.only is not None:
            records = [record for record in records if record.entry.id in desk.only]
        return Filter(*filtered).of(records)

    def choices(self, topic: str, owner: str) -> tuple[Any, Any]:
        """What topics and owners there are to choose; what was chosen stays where it is there."""
        entries = [record.entry for record in self.all()]
        found = []
        for chosen, given, without in (
            (topic, [one.topic for one in entries], _("No topic")),
            (owner, [one.owner for one in entries], _("Nobody")),
        ):
            offered = names(given, without)
            kept = chosen if chosen in {value for _words, value in offered} else ANY
            found.append(gr.Dropdown(choices=offered, value=kept))
        return found[0], found[1]

    def show_more(self, desk: Desk, *filtered: str) -> tuple[str, Desk]:
        desk = replace(desk, shown=desk.shown + ENTRIES_SHOWN)
        return self.listing(desk, *filtered), desk

    def show_everything(self, desk: Desk, *filtered: str) -> tuple[str, Desk]:
        """Take away the limit to the entries of one list."""
        desk = replace(desk, only=None, only_title="")
        return self.listing(desk, *filtered), desk

    def download(
        self,
        desk: Desk,
        format: str,
        which: str,
        title: str,
        drafts: bool,
        spoken: str,
        *filtered: str,
    ) -> tuple[Any, str]:
        """Make the file; gives the button that hands it out, and what became of it.

        `format` is a suffix, followed by ` schema.org` where the file is to carry such data.
        """
        suffix, _space, schema = format.partition(" ")
        # A folder with a name that cannot be guessed: who knows a file's address may load it.
        folder = Path(os.environ["GRADIO_TEMP_DIR"]).resolve() / secrets.token_hex(16)
        try:
            records = self._found(desk, filtered) if which == "filtered" else self.all()
            if not records or suffix not in WRITERS:
                raise AssistantError(
                    _("There are no entries to download: change the filter above.")
                )
            title = title.strip() or _(TITLE)
            entries, fallen = standing(self.assistant, given_out(records, drafts=drafts))
            wanted = next((one for one in SPOKEN if one == spoken), None)
            faq = edition(self.assistant, title, entries, wanted)
            if not faq.entries:
                raise AssistantError(
                    _("There are no entries to download: change the filter above.")
                )
            folder.mkdir(parents=True)
            path = folder / f"{_file_name(title)}{suffix}"
            publish(faq, [path], schema_org=bool(schema))
        except Exception as error:
            told = sentence(error).replace(f"{folder}{os.sep}", "")
            return gr.DownloadButton(value=None), render.notice(told)
        told = _("{name} is made, with {entries}.").format(
            name=path.name, entries=counted(len(faq.entries), "entry")
        )
        warned = left_out(fallen)
        notices = render.done(told) + (render.notice(warned) if warned else "")
        return gr.DownloadButton(value=path), notices

    # One entry

    def open(self, event: gr.EventData, desk: Desk, *values: str) -> tuple[Any, ...]:
        """Show an entry; `values` are those of the form, then of the filter."""
        desk = _left(desk, EntryForm(*values[:FORM_SIZE]))
        id = str(event._data.get("id", ""))
        try:
            record = self.records.get(id)
            ids = [one.entry.id for one in self._found(desk, values[FORM_SIZE:])]
        except Exception as error:
            return self._page(
                replace(desk, opened=None), EntryForm(), render.notice(sentence(error))
            )
        desk = replace(desk, opened=record, base=EntryForm.of(record.entry))
        if id not in desk.unsaved:
            return self._page(desk, desk.base, "", _bar(id, ids))
        kept = render.done(_("The form has what you typed here before and did not save."))
        return self._page(desk, replace(desk.base, **desk.unsaved[id]), kept, _bar(id, ids))

    def close(self, desk: Desk, *values: str) -> tuple[Any, ...]:
        """Back to the list; gives list page, entry page, listing, desk."""
        desk = replace(_left(desk, EntryForm(*values[:FORM_SIZE])), opened=None)
        listing = self.listing(desk, *values[FORM_SIZE:])
        return gr.Column(visible=True), gr.Column(visible=False), listing, desk

    def save(self, desk: Desk, who: str, *typed: str) -> tuple[Any, ...]:
        """Store what was typed, where the wording says no more than its citations."""
        record, form = desk.opened, EntryForm(*typed)
        if record is None:
            return self._page(desk, None, "")
        changed = form.typed_over(desk.base)
        if not changed:
            return self._page(desk, None, render.done(_("Nothing was changed.")))
        try:
            if "text" in changed and (wrong := _problems(record.entry, changed["text"])):
                return self._page(desk, None, faq_render.problems(wrong))
            id, version = record.entry.id, record.version
            saved = self.records.edit(id, version=version, who=named(who), **changed)
        except Exception as error:
            return self._refused(desk, form, error)
        again = record.entry.state == "approved" != saved.entry.state
        told = _("Saved. The entry waits for review again.") if again else _("Saved.")
        return self._stored(desk, saved, render.done(told))

    def discard(self, desk: Desk) -> tuple[Any, ...]:
        """Forget what was typed."""
        if desk.opened is None:
            return self._page(desk, EntryForm(), "")
        return self._stored(
            desk, desk.opened, render.done(_("The form is as the entry is stored."))
        )

    def move(self, event: gr.EventData, desk: Desk, who: str, *values: str) -> tuple[Any, ...]:
        """Bring the entry into another state; by a key, and go on to the one behind it.

        `values` are those of the form, then of the filter.
        """
        record, form = desk.opened, EntryForm(*values[:FORM_SIZE])
        state = event._data.get("state")
        if record is None or state not in STATES:
            return self._page(desk, None, "")
        try:
            if form.typed_over(desk.base):
                raise RecordError(_("What you have typed is not saved: save or discard it first."))
            id, version = record.entry.id, record.version
            author = named(who)
            ids = [one.entry.id for one in self._found(desk, values[FORM_SIZE:])]
            moved = self.records.set_state(id, state, self.assistant, version=version, who=author)
        except Exception as error:
            return self._refused(desk, form, error)
        state_word = _(faq_render.STATE_WORDS[moved.entry.state]).lower()
        told = _("The entry is {state} now.").format(state=state_word)
        desk = replace(desk, done=BulkOutcome(((record, moved),)))
        behind = ids[ids.index(id) + 1 :][:1] if id in ids else []
        if not event._data.get("onward") or not behind:
            return self._stored(desk, moved, render.done(told))
        return self._onward(
            desk, behind[0], ids, f"“{shortened(moved.entry.question, 80)}”: {told}"
        )

    def _onward(self, desk: Desk, id: str, ids: list[str], told: str) -> tuple[Any, ...]:
        """The page of the entry behind one that was moved on, as the list was before that."""
        try:
            following = self.records.get(id)
        except Exception as error:
            return self._page(desk, None, render.notice(sentence(error)))
        desk = replace(desk, opened=following, base=EntryForm.of(following.entry))
        form = replace(desk.base, **desk.unsaved.get(id, {}))
        return self._page(desk, form, render.done(told), _bar(id, ids))

    def undo(self, desk: Desk, who: str, *values: str) -> tuple[Any, ...]:
        """Take back what was done last, and show the entry that it was done to."""
        try:
            if not desk.done.changed:
                raise RecordError(_("There is nothing to undo."))
            back = take_back(self.records, self.assistant, desk.done, named(who))
            if back.refused:
                raise RecordError(back.refused[0][1])
        except Exception as error:
            return self._refused(desk, EntryForm(*values[:FORM_SIZE]), error)
        ids = [one.entry.id for one in self._found(desk, values[FORM_SIZE:])]
        restored = back.changed[0][1]
        desk = replace(desk, opened=restored, base=EntryForm.of(restored.entry), done=BulkOutcome())
        return self._page(desk, desk.base, render.done(_("Undone.")), _bar(restored.entry.id, ids))

    def _stored(self, desk: Desk, record: Record, notice: str) -> tuple[Any, ...]:
        """The page after a change was stored, with its form as the entry is."""
        base = EntryForm.of(record.entry)
        return self._page(_left(replace(desk, opened=record, base=base), base), base, notice)

    def _refused(self, desk: Desk, form: EntryForm, error: Exception) -> tuple[Any, ...]:
        """The page after a change was refused: what was typed stays.

        An entry that someone else has changed is shown as it is now, above what was typed; saved
        once more, the typed parts take the place of theirs, and no others.
        """
        told = render.notice(sentence(error))
        if isinstance(error, EntryChanged) and desk.opened is not None:
            try:
                newest = self.records.get(desk.opened.entry.id)
            except Exception as worse:
                return self._page(desk, None, render.notice(sentence(worse)))
            base = EntryForm.of(newest.entry)
            form = replace(base, **form.typed_over(desk.base))
            return self._page(replace(desk, opened=newest, base=base), form, told)
        return self._page(desk, None, told)

    def _page(
        self, desk: Desk, form: EntryForm | None, notice: str, bar: Any = None
    ) -> tuple[Any, ...]:
        """All of an entry's page; without a form what is being typed is left alone."""
        view = history = ""
        if desk.opened is not None:
            view = faq_render.entry(desk.opened)
            try:
                history = faq_history_render.history(self.records.history(desk.opened.entry.id))
            except Exception as error:
                notice += render.notice(sentence(error))
        bar = gr.skip() if bar is None else bar
        pages = gr.Tabs(selected="entries"), gr.Column(visible=False), gr.Column(visible=True)
        typed = [gr.skip()] * len(fields(EntryForm)) if form is None else form.values()
        return *pages, bar, view, notice, *typed, history, desk


def named(who: str) -> str:
    """The name of who makes a change. Raises RecordError where it is not given."""
    if not who.strip():
        raise RecordError(
            _("Write your name at the top first: the history of an entry names people.")
        )
    return who


def _left(desk: Desk, form: EntryForm) -> Desk:
    """The desk when an entry is left, with what was typed there laid aside."""
    if desk.opened is None:
        return desk
    id, typed = desk.opened.entry.id, form.typed_over(desk.base)
    others = {one: left for one, left in desk.unsaved.items() if one != id}
    return replace(desk, unsaved={**others, id: typed} if typed else others)


def _bar(id: str, ids: list[str]) -> str:
    """The bar of an entry; without steps where the filter leaves it out."""
    if id not in ids:
        return faq_render.entry_bar()
    place = ids.index(id)
    return faq_render.entry_bar(
        _("{number} of {all}").format(number=number(place + 1), all=number(len(ids))),
        ids[place - 1] if place else None,
        ids[place + 1] if place + 1 < len(ids) else None,
    )


def _problems(entry: Entry, text: str) -> list[str]:
    """What is wrong with a wording; an entry without an answer has nothing to check it by."""
    if entry.answer.status == "not_found" or not text.strip():
        return []
    return check_wording(text.strip(), entry.answer.citations)


def _file_name(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60] or "faq"
