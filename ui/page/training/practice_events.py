"""What happens while someone practises: begin a round, check an answer, go on, see the score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.training.pack import Item, Pack
from assistant.training.practice.practice import Practice
from assistant.training.practice.scoring import LONGEST, GivenAnswer, Mark, score
from assistant.training.saved_packs import KeptPacks
from corpus.errors import AssistantError
from corpus.wording import _, counted, later
from ui.page.ask import render
from ui.page.boundary import alone, handed_out, no_file, noticed, sentence
from ui.page.training import practice_render
from ui.publishing.pack import practice_csv

if TYPE_CHECKING:
    from assistant.assistant import Assistant

TOPIC_SHOWN = 60
CHOSEN = later("Choose a pack first; packs are made under “Build”.")


@dataclass(frozen=True, slots=True)
class Round:
    """The items that a participant goes through; each session has its own.

    `items` are those asked, `marks` those of the ones answered: while they are as many as
    `place`, the item at `place` waits for its answer. `number` counts the askings.
    """

    name: str
    participant: str
    pack: Pack
    items: tuple[Item, ...]
    marks: tuple[Mark, ...] = ()
    place: int = 0
    number: int = 1
    retry: bool = False

    @property
    def waiting(self) -> bool:
        return len(self.marks) == self.place < len(self.items)


class PracticeEvents:
    """What happens on the part where people practise. `now` is asked for the time.

    Handlers of a round give: start page, item, feedback, notice, standing, round.
    """

    def __init__(
        self,
        assistant: Assistant,
        kept: KeptPacks,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.practice = Practice(assistant.folder)
        self.kept = kept
        self.now = now

    @noticed(lambda events, notice: (gr.skip(), notice))
    def packs(self, chosen: str | None) -> tuple[Any, str]:
        """The packs to choose from, and a notice where they cannot be had."""
        kept = [one for one in self.kept.all() if one.pack is not None]
        shown = Counter(_shown(one.pack) for one in kept if one.pack)
        choices = [
            (words if shown[words] == 1 else f"{words} ({one.name})", one.name)
            for one in kept
            if one.pack and (words := _shown(one.pack))
        ]
        names = [name for words, name in choices]
        value = chosen if chosen in names else (names[0] if len(names) == 1 else None)
        return gr.Dropdown(choices=choices, value=value), ""

    @noticed(alone)
    def standing(self, chosen: str | None, participant: str) -> str:
        """How far someone is with a pack; nothing where either is not given yet."""
        if not chosen or not participant.strip():
            return ""
        pack, now = self.kept.load(chosen), self.now()
        waiting = self.practice.due(participant, pack, now)
        due = practice_render.due(self.practice.schedule(participant, pack), len(waiting), now)
        return practice_render.standing(self.practice.progress(participant, pack, now), due)

    @noticed(lambda self, notice: self._page(None, notice=notice))
    def begin(self, chosen: str | None, participant: str, what: str) -> tuple[Any, ...]:
        """Ask the items that are due, or all of them."""
        if not chosen:
            raise AssistantError(_(CHOSEN))
        pack = self.kept.load(chosen)
        due = self.practice.due(participant, pack, self.now())
        known = {item.id: item for item in pack.items}
        items = tuple(known[id] for id in due) if what == "due" else pack.items
        if not items:
            raise AssistantError(
                _("Nothing of this pack is due now. Choose “All items” to practise it anyway.")
                if pack.items
                else _("This pack has no items to practise; build one with a broader topic.")
            )
        return self._asked(Round(chosen, participant, pack, items))

    def check(self, round: Round | None, event: gr.EventData) -> tuple[Any, ...]:
        """Mark an answer, keep it, and tell at once what is right and where that stands."""
        number, fields = event._data.get("number"), event._data.get("fields")
        if round is None or not round.waiting or number != str(round.number):
            return tuple(gr.skip() for _output in range(6))  # a second click on the same button
        item = round.items[round.place]
        given = _given(item, fields if isinstance(fields, Mapping) else {})
        mark = score(item, given)
        round = replace(round, marks=(*round.marks, mark))
        try:
            at = self.practice.record(
                round.participant, round.name, item, given, mark, self.now(), retry=round.retry
            )
            told, notice = practice_render.due_again(at, mark.right), ""
        except Exception as error:  # the answer is marked all the same
            told, notice = _("This answer could not be kept."), render.notice(sentence(error))
        last = round.place + 1 == len(round.items)
        shown = practice_render.feedback(item, mark, told, last)
        return gr.skip(), gr.skip(), shown, notice, gr.skip(), round

    def next(self, round: Round | None) -> tuple[Any, ...]:
        """Ask the next item, or show the score after the last."""
        if round is None or len(round.marks) <= round.place:
            return tuple(gr.skip() for _output in range(6))
        round = replace(round, place=round.place + 1, number=round.number + 1)
        return self._asked(round) if round.place < len(round.items) else self._scored(round)

    def retry(self, round: Round | None) -> tuple[Any, ...]:
        """Ask once more what was answered wrongly."""
        if round is None:
            return self._page(None)
        marked = zip(round.items, round.marks, strict=False)
        wrong = tuple(item for item, mark in marked if not mark.right)
        again = replace(round, items=wrong, marks=(), place=0, number=round.number + 1, retry=True)
        return self._asked(again) if wrong else self._page(None)

    def end(self, round: Round | None) -> tuple[Any, ...]:
        """Back to the choice of a pack."""
        page = self._page(None)
        if round is None:
            return page
        return *page[:4], self.standing(round.name, round.participant), None

    @noticed(no_file)
    def results(self, chosen: str | None) -> tuple[Any, str]:
        """A table of all results of a pack, or of all packs, to be loaded."""
        rows = self.practice.results(chosen or None)
        if not rows:
            raise AssistantError(_("Nobody has practised this yet."))
        path = handed_out(f"results-{chosen or 'all'}.csv", practice_csv.write(rows))
        told = _("{name} is made, with {answers}.").format(
            name=path.name, answers=counted(len(rows), "answer")
        )
        return gr.DownloadButton(value=path), render.done(told)

    def _asked(self, round: Round) -> tuple[Any, ...]:
        item = round.items[round.place]
        shown = practice_render.question(
            item, round.number, round.place + 1, len(round.items), round.retry
        )
        return self._page(round, shown)

    def _scored(self, round: Round) -> tuple[Any, ...]:
        marked = list(zip(round.items, round.marks, strict=True))
        try:
            now = self.now()
            waiting = self.practice.due(round.participant, round.pack, now)
            schedule = self.practice.schedule(round.participant, round.pack)
            due = practice_render.due(schedule, len(waiting), now)
        except Exception as error:
            due = sentence(error)
        return self._page(round, practice_render.score(marked, due, round.retry))

    def _page(self, round: Round | None, shown: str = "", notice: str = "") -> tuple[Any, ...]:
        """The choice of a pack, or an item or the score of a round."""
        return gr.Column(visible=round is None), shown, "", notice, gr.skip(), round


def _shown(pack: Pack) -> str:
    """A pack in the list of those to practise."""
    topic = render.shortened(pack.topic, TOPIC_SHOWN)
    return f"{topic} · {pack.form} · {counted(len(pack.items), 'item')}"


def _given(item: Item, fields: Mapping[str, Any]) -> GivenAnswer:
    """What the fields of a form hold, as an answer; what no form sends is no answer."""
    parts = practice_render.lefts(item) if item.type == "matching" else item.options
    values = [str(fields.get(f"part-{place}", "")) for place in range(len(parts) or 1)]
    if item.type in ("multiple_choice", "true_false"):
        return _option(item, values[0])
    if isinstance(item.answer, str):
        return values[0][:LONGEST]
    if item.type == "matching":
        chosen = {left: _option(item, one) for left, one in zip(parts, values, strict=True)}
        return {left: right for left, right in chosen.items() if right is not None}
    # Of an ordering each field holds the place of its option; two may claim the same.
    order = [""] * len(item.options)
    for option, place in zip(item.options, values, strict=True):
        if place.isdecimal() and int(place) < len(order):
            order[int(place)] = option
    return order


def _option(item: Item, place: str) -> str | None:
    return (
        item.options[int(place)] if place.isdecimal() and int(place) < len(item.options) else None
    )
