"""What happens on the page: questions and their sources, one method per event.

This is the page's boundary: an error that was not foreseen becomes one sentence here.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import gradio as gr

from assistant.answer import Answer, RequestKind, Turn
from corpus.errors import AssistantError, DocumentNotFound
from corpus.wording import _
from index.choice import WHOLE_LIBRARY, DocumentChoice
from ui.page import choosing
from ui.page import source_panel as panel
from ui.page.ask import render
from ui.page.ask.actions import kept_as
from ui.page.ask.export import quoted_reference
from ui.page.ask.gate import Gate
from ui.page.boundary import noticed, sentence
from ui.page.conversations import render as talks
from ui.page.conversations.keeping import Keeping, Talk
from ui.page.documents import render as shelf
from ui.page.sheets import sheets_of

if TYPE_CHECKING:
    from assistant.assistant import Assistant


SECONDS = 20.0  # in which the passages for a question are read
TURNS, CHARACTERS = 200, 1_000_000  # of earlier answers that a tab keeps
LATEST = 3  # conversations that an empty one offers to go on with
NEW = Talk()
# Those of a session, oldest first; None for one that was let go, so that links keep their numbers.
Answers = tuple[Answer | None, ...]


class Events:
    """What happens with questions. Keeps no state of its own: each browser session has its own."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.keeping = Keeping(assistant.conversations)
        self._gate = Gate()

    # Chat: outputs are conversation, answers, question, notice, ask button, stop button, talk.

    def answer(
        self,
        question: str,
        answers: Answers,
        searched_in: Sequence[str] = (),
        talk: Talk = NEW,
        visit: gr.Request | None = None,
        request: RequestKind | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Stream the answer to `question` as growing snapshots; `searched_in` are the documents
        that are asked, as they were chosen beside it, and `request` what it is taken for."""
        talk, answers = self.keeping.resumed(visit, talk, answers)
        answers = within_bounds(answers)
        talk = self.keeping.asking(talk, answers)
        earlier, number = _shown(answers, talk), len(answers)
        typed = (question or "").strip()
        waiting = Answer(typed[:400], typed[:400], "partial", (), complete=False)
        idle, busy = _buttons(busy=False), _buttons(busy=True)
        if typed:
            shown = [*earlier, render.turn(number, waiting), *_mark(talk)]
            # The box is emptied at once, and never again: what is typed meanwhile stays.
            yield shown, answers, "", "", *busy, talk
        try:
            choice = choosing.choice_of(searched_in)
            for answer in self._in_turn(question or "", _history(answers), choice, request):
                if isinstance(answer, int):
                    shown = [*earlier, render.turn(number, waiting, answer), *_mark(talk)]
                    yield shown, answers, gr.skip(), "", *busy, talk
                    continue
                told, problem, state = talk, "", busy
                if answer.complete:
                    state = idle
                    told, problem = self.keeping.answered(visit, talk, answer)
                    if told.id != talk.id:  # the links of the earlier ones lead nowhere now
                        earlier = _shown(answers, told)
                last = render.turn(number, answer, kept=told.number(number))
                shown = [*earlier, last, *_mark(told)]
                yield shown, (*answers, answer), gr.skip(), render.notice(problem), *state, told
        except Exception as error:
            wrong = render.notice(sentence(error))
            if typed:
                shown = [*earlier, *_mark(talk)] or self.greeting()
                yield shown, answers, question, wrong, *idle, talk
            else:  # a second Enter, while a question may be on its way: it is left alone
                yield *[gr.skip()] * 3, wrong, *[gr.skip()] * 3

    def _in_turn(
        self,
        question: str,
        history: Sequence[Turn],
        choice: DocumentChoice = WHOLE_LIBRARY,
        request: RequestKind | None = None,
    ) -> Iterator[Answer | int]:
        """How many questions are before this one, each second; then its answer as it grows."""
        with self._gate.ticket() as ticket:
            wait = 0.0
            while ahead := ticket.ahead(wait):
                yield ahead
                wait = 1.0
            asked = self.assistant.stream(
                question, history, choice=choice, seconds=SECONDS, request=request, worded=True
            )
            for answer in asked:
                ticket.leave()  # all is read; showing it takes the visitor's own time
                yield answer

    def ask_example(
        self,
        answers: Answers,
        searched_in: Sequence[str],
        talk: Talk,
        event: gr.EventData,
        visit: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        """Ask one of the example questions, or once more what was not taken for a question."""
        told = event._data
        request: RequestKind | None = "question" if told.get("as") == "question" else None
        asked = str(told.get("question", ""))
        yield from self.answer(asked, answers, searched_in, talk, visit, request)

    def to_choose(self, searched_in: Sequence[str]) -> tuple[Any, Any]:
        """What there is to search in, and a notice where there is none to be had."""
        return choosing.offered(self.assistant, searched_in)

    def within(self, event: gr.EventData) -> Any:
        """Ask in the document that the source panel shows."""
        return choosing.only(self.assistant, str(event._data.get("id", "")))

    def stop(
        self, answers: Answers, talk: Talk = NEW, visit: gr.Request | None = None
    ) -> tuple[Any, ...]:
        """Keep what an interrupted answer has so far, and say that it was interrupted."""
        problem = ""
        if answers and answers[-1] and not answers[-1].complete:
            note = _("Stopped before the answer was finished.")
            last = replace(answers[-1], complete=True, notes=(*answers[-1].notes, note))
            answers = (*answers[:-1], last)
            talk, problem = self.keeping.answered(visit, talk, last)
        return (
            [*_shown(answers, talk), *_mark(talk)] or self.greeting(),
            answers, gr.skip(), render.notice(problem),
            *_buttons(busy=False), talk,
        )  # fmt: skip

    def start(self, visit: gr.Request | None = None) -> tuple[Any, ...]:
        """An empty conversation, with the last ones to go on with."""
        latest = talks.latest(self.keeping.latest(visit, LATEST))
        return (
            [*self.greeting(), *([latest] if latest else [])], (), "", "",
            *_buttons(busy=False), NEW,
        )  # fmt: skip

    def shown(self, answers: Answers, talk: Talk) -> tuple[Answers, list[str]]:
        """What a tab keeps of a conversation, and how it shows it."""
        answers = within_bounds(answers)
        return answers, [*_shown(answers, talk), *_mark(talk)]

    @noticed(lambda events, notice: [notice])
    def greeting(self) -> list[str]:
        # Never waited for: a visitor who asks meanwhile would lose the answer to this greeting.
        examples = self.assistant.examples_found()
        if examples is None:
            threading.Thread(target=self.find_examples, daemon=True).start()
            examples = self.assistant.examples_by_title()
        return [render.empty_conversation(examples, len(self.assistant.documents()))]

    def find_examples(self) -> None:
        """Try the questions to begin with, which loads the networks too."""
        with suppress(AssistantError):  # what is wrong is told to who opens the page
            self.assistant.examples()

    def answer_as_json(self, question: str) -> dict[str, Any]:
        """Answer one question from the library, with exact quotes and their places."""
        try:
            *_, answer = self._in_turn(question, ())
            return cast(Answer, answer).to_dict()
        except Exception as error:
            raise gr.Error(sentence(error)) from error

    # The source panel.

    def open_source(self, answers: Answers, event: gr.EventData) -> str:
        """Show the source behind a chip, a card or a row of the library."""
        key, request = str(event._data.get("key", "")), _whole(event._data.get("request"))
        radius = min(max(_whole(event._data.get("radius")), panel.RADIUS), 100 * panel.RADIUS)
        try:
            if match := re.fullmatch(r"report-([0-9a-f]{16})", key):
                record, contents = (
                    self.assistant.record(match[1]),
                    self.assistant.contents(match[1]),
                )
                return panel.report(key, record, shelf.found_list(contents), request)
            view = self._view(key, answers)
            sheets = sheets_of(self.assistant, view.document, view.start, view.end)
            return panel.panel(replace(view, radius=radius, sheets=sheets), request)
        except Exception as error:
            return panel.message(sentence(error), request)

    def _view(self, key: str, answers: Answers) -> panel.View:
        gone = DocumentNotFound(_("This source is no longer open. Ask the question again."))
        if match := re.fullmatch(r"doc-([0-9a-f]{16})", key):
            return self._document(key, _("Document"), match[1])
        match = re.fullmatch(r"(cite|near)-(\d{1,4})-(\d{1,4})", key)
        number = int(match[2]) if match else len(answers)
        answer = answers[number] if number < len(answers) else None
        if match is None or answer is None:
            raise gone
        rank = int(match[3])
        found = answer.citations if match[1] == "cite" else answer.passages
        if not 1 <= rank <= len(found):
            raise gone
        prefix = f"#{match[1]}-{match[2]}-"
        neighbours = None
        if len(found) > 1:
            neighbours = panel.Neighbours(
                _("{number} of {all}").format(number=rank, all=len(found)),
                f"{prefix}{rank - 1}" if rank > 1 else None,
                f"{prefix}{rank + 1}" if rank < len(found) else None,
            )
        if match[1] == "cite":
            citation = answer.citations[rank - 1]
            view = self._document(
                key, _("Source {number}").format(number=rank), citation.document_id
            )
            start, end, reference = citation.start, citation.end, quoted_reference(citation)
        else:
            chunk = answer.passages[rank - 1].chunk
            view = self._document(key, _("Nearest passage · not an answer"), chunk.document_id)
            start, end, reference = chunk.start, chunk.end, ""
        return replace(view, start=start, end=end, reference=reference, neighbours=neighbours)

    def _document(self, key: str, kind: str, identity: str) -> panel.View:
        document = self.assistant.read(identity)
        try:
            record = self.assistant.record(identity)
        except DocumentNotFound:
            record = None
        return panel.View(key, kind, document, record)


def _buttons(busy: bool) -> tuple[Any, Any]:
    """Ask, or Stop while an answer is on its way."""
    return gr.Button(visible=not busy), gr.Button(visible=busy)


def _history(answers: Answers) -> list[Turn]:
    """What a follow-up may speak of."""
    return [Turn(one.question, one.text) for one in answers if one and not one.is_reply]


def within_bounds(answers: Answers) -> Answers:
    """A conversation whose oldest answers are let go beyond what is kept of one."""
    kept: list[Answer | None] = []
    room = CHARACTERS
    for answer in reversed(answers):
        room -= _characters(answer) if answer else 0
        kept.append(answer if len(kept) < TURNS and room >= 0 else None)
    return tuple(reversed(kept))


def _characters(answer: Answer) -> int:
    texts = (passage.chunk.text for passage in answer.passages)
    quotes = (citation.quote for citation in answer.citations)
    return sum(map(len, (answer.text, *texts, *quotes)))


def _shown(answers: Answers, talk: Talk = NEW) -> list[str]:
    """The turns of a conversation as they are shown."""
    turns = [
        render.turn(place, answer, kept=talk.number(place))
        for place, answer in enumerate(answers)
        if answer
    ]
    gone = len(answers) - len(turns)
    return [render.let_go(gone, talk.is_kept), *turns] if gone else turns


def _mark(talk: Talk) -> list[str]:
    """What says which conversation is shown, behind its turns; nothing where none is kept."""
    return [kept_as(talk.id)] if talk.is_kept else []


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
