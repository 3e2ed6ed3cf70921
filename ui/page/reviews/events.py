"""What happens with reviews, one method per event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from assistant.answer import Answer
from corpus.errors import AssistantError
from corpus.wording import _
from ui.page.ask.render import done, notice
from ui.page.boundary import alone, noticed, sentence
from ui.page.reviews.render import listed

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class ReviewEvents:
    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def review(self, answers: tuple[Answer | None, ...], event: gr.EventData) -> str:
        """Keep what a person says of an answer of the tab; gives a notice."""
        told = event._data
        place = told.get("turn")
        answer = None
        if isinstance(place, int) and 0 <= place < len(answers):
            answer = answers[place]
        try:
            if answer is None or not answer.complete:
                raise AssistantError(_("This answer is no longer open. Ask the question again."))
            judgement, why, expected = (
                str(told.get(name) or "") for name in ("judgement", "why", "expected")
            )
            self.assistant.reviews.add(answer, judgement, why, expected)
        except Exception as error:
            return notice(sentence(error))
        return done(_("Thank you. This is kept for those who look after the documents."))

    @noticed(alone)
    def listing(self) -> str:
        """What was said of answers."""
        return listed(self.assistant.reviews.all())
