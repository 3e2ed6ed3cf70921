"""What happens with packs: build one, open it, drop or replace an item, hand out its files.

Like `ui.page.ask.events` a boundary: an error that was not foreseen becomes one sentence here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from assistant.jobs import Job, Jobs
from assistant.training import build
from assistant.training.bank.item_bank import ItemBank
from assistant.training.edition import edition
from assistant.training.pack import DIFFICULTIES, ITEM_TYPES, Item, Pack
from assistant.training.quiz.editing import edited
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from corpus.wording import ENGLISH, _, counted, language, later
from ui.page import choosing
from ui.page.ask import render
from ui.page.boundary import alone, handed_out, no_file, noticed, progress, sentence
from ui.page.training import pack_render as training_render
from ui.page.training.item_editor import hidden, showing, written
from ui.publishing.pack import formats as publishing

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LOOK_EVERY = 0.3  # seconds between two looks at a build that is running
PAGES = (1, 2, 5)
LEFT_OUT = later("The item was left out; {items} in the quiz.")
REPLACED = later("The item was replaced; {items} in the quiz.")
SAVED = later("The item was saved; {items} in the quiz.")
CLOSED = later("This pack is no longer open; choose it from the list.")


@dataclass(frozen=True, slots=True)
class Opened:
    """The pack that a session has open, as it is kept; `tries` counts replaced items."""

    name: str
    pack: Pack
    tries: int = 0


One = TypeVar("One", bound=str)


def one_of(known: Sequence[One], value: str) -> One | None:
    """A value of a control, where it is one that there is."""
    return next((one for one in known if one == value), None)


def _item(opened: Opened | None, id: str) -> Item | None:
    items = opened.pack.items if opened else ()
    return next((item for item in items if item.id == id), None)


def _listed(events: TrainingEvents, notice: str) -> tuple[Any, ...]:
    return events.page(None, notice)


class TrainingEvents:
    """What happens with packs. Keeps no state of a session but its running build."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.kept = KeptPacks(assistant.folder)
        self.bank = ItemBank(assistant.folder)
        self._jobs = Jobs()  # a build of each session

    # Building: outputs are notice, status and the build button, then of a finished pack what
    # is open, the part of the tab and a notice, which is empty where none was made.

    def documents(self, chosen: Sequence[str]) -> tuple[Any, Any]:
        """The documents to choose from, and a notice where there are none to be had."""
        return choosing.offered(self.assistant, chosen)

    def build(
        self,
        topic: str,
        documents: Sequence[str],
        pages: int,
        items: float | None,
        types: Sequence[str],
        audience: str,
        seed: int,
        asked: bool,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """Build a pack in a thread of its own, which goes on when the page is closed."""
        session = str(request.session_hash)
        idle, unchanged = gr.Button(interactive=True), (gr.skip(), gr.skip(), "")
        if items is None:
            yield render.notice(_("Say how many items the quiz is to have.")), "", idle, *unchanged
            return

        def work(job: Job) -> Opened:
            pack = build.build_pack(
                self.assistant,
                topic,
                items=int(items),
                seed=seed,
                pages=pages if pages in PAGES else PAGES[1],
                choice=choosing.choice_of(documents),
                audience=audience,
                asked=asked,
                types=[one for one in ITEM_TYPES if one in types],
                spoken=language(),
                on_step=lambda doing, share: job.tell(share, 1, _(doing)),
            )
            name = self.kept.add(pack)
            return Opened(name, self.kept.load(name))

        try:
            job = self._jobs.start(session, topic, work, busy=_("A pack is being built already"))
        except AssistantError as error:
            yield render.notice(sentence(error)), "", idle, *unchanged
            return
        job.detail = job.detail or _("Reading the documents")
        try:
            for _look in job.looks(LOOK_EVERY):
                yield "", _progress(job), gr.Button(interactive=False), *unchanged
        finally:
            self._jobs.forget(session)
        if job.result is None:
            stopped = render.done(_("Stopped. Nothing was kept."))
            yield render.notice(sentence(job.error)) if job.error else stopped, "", idle, *unchanged
            return
        made = render.done(_("The pack is kept as {name}.").format(name=job.result.name))
        yield "", "", idle, job.result, gr.Tabs(selected="packs"), made

    def stop(self, request: gr.Request) -> str:
        """Stop the build of this session at its next step."""
        job = self._jobs.stop(str(request.session_hash))
        return _progress(job) if job else ""

    # One pack: outputs are list page, pack page, listing, bar, head, quiz, rest, the editor of an
    # item, notice, opened.

    @noticed(alone)
    def listing(self) -> str:
        """The kept packs."""
        return training_render.packs(self.kept.all())

    @noticed(_listed)
    def open(self, event: gr.EventData) -> tuple[Any, ...]:
        """Show a pack of the list."""
        name = str(event._data.get("name", ""))
        return self.page(Opened(name, self.kept.load(name)))

    def show(self, opened: Opened | None, notice: str) -> tuple[Any, ...]:
        """Show the pack that a build has made, if it has made one."""
        return self.page(opened, notice) if notice else tuple(gr.skip() for _ in range(10))

    def close(self) -> tuple[Any, ...]:
        return self.page(None)

    @noticed(_listed)
    def delete(self, event: gr.EventData) -> tuple[Any, ...]:
        """Delete a pack; what people have answered stays."""
        name = str(event._data.get("name", ""))
        self.kept.delete(name)
        return self.page(None, render.done(_("The pack {name} was deleted.").format(name=name)))

    def drop(self, opened: Opened | None, event: gr.EventData) -> tuple[Any, ...]:
        """Leave one item out."""
        id = str(event._data.get("item", ""))
        return self._changed(opened, lambda one: build.without(one.pack, id), LEFT_OUT)

    def replace(self, opened: Opened | None, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Put another item in the place of one."""
        id = str(event._data.get("item", ""))
        unchanged = [gr.skip() for _ in range(8)]
        yield *unchanged, render.done(_("Looking for another item…")), gr.skip()

        def another(one: Opened) -> Pack:
            return build.replaced(self.assistant, one.pack, id, one.pack.seed + 1 + one.tries)

        yield self._changed(opened, another, REPLACED)

    def keep(self, opened: Opened | None) -> str:
        """Keep the items of the open pack in the bank."""
        try:
            if opened is None:
                raise AssistantError(_(CLOSED))
            kept = self.bank.keep(opened.pack.items, opened.pack.topic)
        except Exception as error:
            return render.notice(sentence(error))
        return render.done(
            _("{items} kept in the bank; {known} there already.").format(
                items=counted(len(kept.new), "item"), known=len(kept.known)
            )
        )

    # Editing an item: outputs are those of the editor, and the id of the item.

    def edit(self, opened: Opened | None, event: gr.EventData) -> tuple[Any, ...]:
        """Show an item of the open pack in the editor."""
        item = _item(opened, str(event._data.get("item", "")))
        return (*hidden(), "") if item is None else (*showing(item), item.id)

    def close_editor(self) -> tuple[Any, ...]:
        return (*hidden(), "")

    def write(self, opened: Opened | None, id: str, stem: str, answer: str) -> str:
        """What is to be said of the item as it is being written."""
        return written(_item(opened, id), stem, answer)

    def save(
        self, opened: Opened | None, id: str, stem: str, answer: str, difficulty: str
    ) -> tuple[Any, ...]:
        """Put what was written in the place of the item; the outputs are those of a pack. What
        cannot be kept stays in the editor."""
        item, level = _item(opened, id), one_of(DIFFICULTIES, difficulty)
        unchanged = [gr.skip() for _ in range(8)]
        if item is None:
            return *unchanged, render.notice(_(CLOSED)), gr.skip()
        try:
            new = edited(item, stem=stem, answer=answer, difficulty=level)
        except AssistantError as error:
            return *unchanged, render.notice(str(error)), gr.skip()
        return self._changed(opened, lambda one: build.with_item(one.pack, new), SAVED)

    def _changed(
        self, opened: Opened | None, make: Callable[[Opened], Pack], done: str
    ) -> tuple[Any, ...]:
        """The page with a changed pack, or with the reason why it was not changed."""
        try:
            if opened is None:
                raise AssistantError(_(CLOSED))
            pack = make(opened)
            self.kept.change(opened.name, opened.pack, pack)
        except Exception as error:
            return self.page(opened, render.notice(sentence(error)))
        told = _(done).format(items=counted(len(pack.items), "item"))
        return self.page(Opened(opened.name, pack, opened.tries + 1), render.done(told))

    def page(self, opened: Opened | None, notice: str = "") -> tuple[Any, ...]:
        """The list, or the pack that is open."""
        if opened is None:
            pages = gr.Column(visible=True), gr.Column(visible=False)
            shown = gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.Column(visible=False)
            return *pages, self.listing(), *shown, notice, None
        return (
            gr.Column(visible=False),
            gr.Column(visible=True),
            gr.skip(),
            training_render.bar(opened.name, opened.pack),
            training_render.head(opened.pack),
            training_render.quiz(opened.pack),
            training_render.rest(opened.pack),
            gr.Column(visible=False),
            notice,
            opened,
        )

    @noticed(no_file)
    def download(self, opened: Opened | None, ending: str) -> tuple[Any, str]:
        """Make a file of the open pack; gives the button that hands it out, and a notice."""
        if opened is None or ending not in publishing.FORMATS.values():
            raise AssistantError(_(CLOSED))
        pack = edition(self.assistant, opened.pack)
        path = handed_out(f"{opened.name}.{ending}", publishing.write(pack, ending, _spoken()))
        return gr.DownloadButton(value=path), render.done(
            _("{name} is made.").format(name=path.name)
        )


def _progress(job: Job) -> str:
    return progress(job, _("Building the pack"), job.detail, 'data-training="stop"')


def _spoken() -> str | None:
    """What the files that somebody takes from the page are to speak: their own language, where
    that is not English, which is everyone's who did not choose."""
    return None if language() == ENGLISH else language()
