"""What happens on the page: questions, sources and documents, one method per event.

This is the page's boundary: an error that was not foreseen becomes one sentence here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import gradio as gr

from assistant.answer import Answer, Turn
from corpus.errors import DocumentNotFound
from ui.page import source_panel as panel
from ui.page.ask import render
from ui.page.ask.export import quoted_reference
from ui.page.ask.gate import Gate
from ui.page.boundary import alone, noticed, sentence
from ui.page.documents import render as shelf
from ui.page.documents.uploading import upload_events
from ui.page.uploads import Claimed

if TYPE_CHECKING:
    from assistant.assistant import Assistant


SECONDS = 20.0  # in which the passages for a question are read


class Events:
    """What happens on the page. Keeps no state of its own: each browser session has its own."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._gate = Gate()

    # Chat: outputs are conversation, answers, question, notice, ask button, stop button.

    def answer(self, question: str, answers: tuple[Answer, ...]) -> Iterator[tuple[Any, ...]]:
        """Stream the answer to `question` as growing snapshots."""
        earlier = [render.turn(number, answer) for number, answer in enumerate(answers)]
        history = [Turn(answer.question, answer.text) for answer in answers]
        typed = (question or "").strip()
        waiting = Answer(typed[:400], typed[:400], "partial", (), complete=False)
        idle = (gr.Button(visible=True), gr.Button(visible=False))
        busy = (gr.Button(visible=False), gr.Button(visible=True))
        if typed:
            shown = [*earlier, render.turn(len(answers), waiting)]
            yield shown, answers, gr.skip(), "", *busy
        cleared = False
        try:
            for answer in self._in_turn(question or "", history):
                if isinstance(answer, int):
                    shown = [*earlier, render.turn(len(answers), waiting, answer)]
                    yield shown, answers, gr.skip(), "", *busy
                    continue
                shown = [*earlier, render.turn(len(answers), answer)]
                # The box is emptied once, so that a next question can be typed meanwhile.
                box = gr.skip() if cleared else ""
                cleared = True
                yield shown, (*answers, answer), box, "", *(idle if answer.complete else busy)
        except Exception as error:
            kept = earlier or self.greeting()
            yield kept, answers, gr.skip(), render.notice(sentence(error)), *idle

    def _in_turn(self, question: str, history: Sequence[Turn]) -> Iterator[Answer | int]:
        """How many questions are before this one, each second; then its answer as it grows."""
        with self._gate.ticket() as ticket:
            wait = 0.0
            while ahead := ticket.ahead(wait):
                yield ahead
                wait = 1.0
            for answer in self.assistant.stream(question, history, seconds=SECONDS):
                ticket.leave()  # all is read; showing it takes the visitor's own time
                yield answer

    def ask_example(
        self, answers: tuple[Answer, ...], event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        """Ask one of the example questions."""
        yield from self.answer(str(event._data.get("question", "")), answers)

    def stop(self, answers: tuple[Answer, ...]) -> tuple[Any, ...]:
        """Keep what an interrupted answer has so far, and say that it was interrupted."""
        if answers and not answers[-1].complete:
            note = "Stopped before the answer was finished."
            last = replace(answers[-1], complete=True, notes=(*answers[-1].notes, note))
            answers = (*answers[:-1], last)
        shown = [render.turn(number, answer) for number, answer in enumerate(answers)]
        return (
            shown or self.greeting(), answers, gr.skip(), "",
            gr.Button(visible=True), gr.Button(visible=False),
        )  # fmt: skip

    def start(self) -> tuple[Any, ...]:
        """An empty conversation."""
        return (
            self.greeting(), (), "", "",
            gr.Button(visible=True), gr.Button(visible=False),
        )  # fmt: skip

    @noticed(lambda _, notice: [notice])
    def greeting(self) -> list[str]:
        examples, documents = self.assistant.examples(), self.assistant.documents()
        return [render.empty_conversation(examples, len(documents))]

    def answer_as_json(self, question: str) -> dict[str, Any]:
        """Answer one question from the library, with exact quotes and their places."""
        try:
            *_, answer = self._in_turn(question, ())
            return cast(Answer, answer).to_dict()
        except Exception as error:
            raise gr.Error(sentence(error)) from error

    # The source panel.

    def open_source(self, answers: tuple[Answer, ...], event: gr.EventData) -> str:
        """Show the source behind a chip, a card or a row of the library."""
        key, request = str(event._data.get("key", "")), _whole(event._data.get("request"))
        radius = min(max(_whole(event._data.get("radius")), panel.RADIUS), 100 * panel.RADIUS)
        try:
            view = self._view(key, answers)
            return panel.panel(replace(view, radius=radius), request)
        except Exception as error:
            return panel.message(sentence(error), request)

    def _view(self, key: str, answers: tuple[Answer, ...]) -> panel.View:
        gone = DocumentNotFound("This source is no longer open. Ask the question again.")
        if match := re.fullmatch(r"doc-([0-9a-f]{16})", key):
            return self._document(key, "Document", match[1])
        match = re.fullmatch(r"(cite|near)-(\d{1,4})-(\d{1,4})", key)
        if match is None or int(match[2]) >= len(answers):
            raise gone
        answer, rank = answers[int(match[2])], int(match[3])
        found = answer.citations if match[1] == "cite" else answer.passages
        if not 1 <= rank <= len(found):
            raise gone
        prefix = f"#{match[1]}-{match[2]}-"
        neighbours = None
        if len(found) > 1:
            neighbours = panel.Neighbours(
                f"{rank} of {len(found)}",
                f"{prefix}{rank - 1}" if rank > 1 else None,
                f"{prefix}{rank + 1}" if rank < len(found) else None,
            )
        if match[1] == "cite":
            citation = answer.citations[rank - 1]
            view = self._document(key, f"Source {rank}", citation.document_id)
            start, end, reference = citation.start, citation.end, quoted_reference(citation)
        else:
            chunk = answer.passages[rank - 1].chunk
            view = self._document(key, "Nearest passage · not an answer", chunk.document_id)
            start, end, reference = chunk.start, chunk.end, ""
        return replace(view, start=start, end=end, reference=reference, neighbours=neighbours)

    def _document(self, key: str, kind: str, identity: str) -> panel.View:
        document = self.assistant.read(identity)
        try:
            record = self.assistant.record(identity)
        except DocumentNotFound:
            record = None
        return panel.View(key, kind, document, record)

    # Documents: outputs are the status per file, the library, and the emptied drop zone.

    def upload(self, files: Sequence[str] | None, words: str) -> Iterator[tuple[Any, ...]]:
        """Add the uploaded files to the library, telling what becomes of each."""
        try:
            for shown in upload_events(self.assistant, Claimed(files or ())):
                yield shown, gr.skip(), None
        except Exception as error:
            yield render.notice(sentence(error)), self.library(words), None
            return
        yield gr.skip(), self.library(words), None

    def remove(self, words: str, event: gr.EventData) -> tuple[str, str]:
        """Remove a document, after the page has asked for confirmation."""
        try:
            record = self.assistant.remove(str(event._data.get("id", "")))
        except Exception as error:
            return render.notice(sentence(error)), self.library(words)
        return render.done(f"Removed “{record.title or record.source}”."), self.library(words)

    @noticed(alone)
    def library(self, words: str) -> str:
        """The list of documents, filtered by `words`."""
        return shelf.library(self.assistant.documents(), words or "")

    @noticed(alone)
    def gaps(self) -> str:
        """The questions that had no answer."""
        return shelf.gaps(self.assistant.gaps())


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
