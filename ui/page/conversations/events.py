"""What happens in the list of conversations, one method per event; and files of a conversation."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.conversations.conversations import LISTED, ConversationList
from corpus.errors import AssistantError
from corpus.wording import _, later
from ui.page import choosing
from ui.page.ask import render as asked
from ui.page.ask.events import NEW, Answers, Events
from ui.page.boundary import sentence
from ui.page.conversations import render
from ui.page.conversations.keeping import Talk, conversation_in_address
from ui.page.door.visitors import visitor_of

MOST_LISTED = 10_000
NO_FILE = later("There is nothing to download yet: ask a question first.")


class TalkEvents:
    """The events of conversations. Outputs of the chat are those of `Events`, with the choice of
    documents behind them.
    """

    def __init__(self, events: Events) -> None:
        self.events = events
        self.keeping = events.keeping

    def begin(self, visit: gr.Request) -> tuple[Any, ...]:
        """The page as it is opened: the conversation that its address names, or an empty one."""
        id = conversation_in_address(visit)
        return self._opened(id, visit) if id else self._empty(visit)

    def open(self, event: gr.EventData, visit: gr.Request) -> tuple[Any, ...]:
        """A conversation of the list."""
        return self._opened(str(event._data.get("id", "")), visit)

    def _opened(self, id: str, visit: gr.Request) -> tuple[Any, ...]:
        try:
            opened = self.keeping.open(visitor_of(visit), id)
        except Exception as error:
            return self._empty(visit, asked.notice(sentence(error)))
        answers, shown = self.events.shown(opened.answers, opened.talk)
        mark = render.opened_as(id, opened.name)
        control, problem = choosing.chosen(self.events.assistant, opened.choice)
        notice = asked.notice(opened.notice) or (problem if isinstance(problem, str) else "")
        return (
            [*shown, mark], answers, "", notice, gr.Button(visible=True),
            gr.Button(visible=False), opened.talk, control,
        )  # fmt: skip

    def _empty(self, visit: gr.Request, notice: str = "") -> tuple[Any, ...]:
        """An empty conversation, and all documents to ask."""
        shown, answers, question, _, *rest = self.events.start(visit)
        control, problem = choosing.offered(self.events.assistant)
        told = notice or (problem if isinstance(problem, str) else "")
        return shown, answers, question, told, *rest, control

    # The drawer

    def show(self, talk: Talk, event: gr.EventData, visit: gr.Request) -> str:
        """The list, or what of it has the words that are sought."""
        told = event._data
        most = told.get("most")
        most = min(max(most if isinstance(most, int) else 0, LISTED), MOST_LISTED)
        return self._drawer(talk, visit, str(told.get("search", ""))[:400], most)

    def delete(self, talk: Talk, event: gr.EventData, visit: gr.Request) -> tuple[Any, ...]:
        """Delete one conversation; where the tab shows it, the tab begins a new one."""
        id, visitor = str(event._data.get("id", "")), visitor_of(visit)
        try:
            self.keeping.conversations.delete(visitor.owner if visitor else "", id)
        except Exception as error:
            return self._after(talk, visit, asked.notice(sentence(error)), gone=False)
        return self._after(talk, visit, render.deleted(1), gone=talk.id == id)

    def delete_all(self, talk: Talk, visit: gr.Request) -> tuple[Any, ...]:
        """Delete all conversations of the browser."""
        visitor = visitor_of(visit)
        try:
            count = self.keeping.conversations.delete_all(visitor.owner if visitor else "")
        except Exception as error:
            return self._after(talk, visit, asked.notice(sentence(error)), gone=False)
        return self._after(talk, visit, render.deleted(count), gone=talk.is_kept)

    def _after(self, talk: Talk, visit: gr.Request, said: str, gone: bool) -> tuple[Any, ...]:
        chat = self.events.start(visit) if gone else (gr.skip(),) * 7
        return self._drawer(NEW if gone else talk, visit, said=said), *chat

    def _drawer(
        self, talk: Talk, visit: gr.Request, search: str = "", most: int = LISTED, said: str = ""
    ) -> str:
        visitor = visitor_of(visit)
        if visitor is None:
            return render.drawer(None, keeps=False, said=said)
        keeps = visitor.keeps if self.keeping.conversations.keeps else None
        try:
            found = self.keeping.conversations.find(visitor.owner, search, most)
        except Exception as error:
            found, said = ConversationList((), 0), said + asked.notice(sentence(error))
        return render.drawer(found, keeps=keeps, search=search, shown=talk.id, said=said)

    # Files

    def export(
        self, answers: Answers, talk: Talk, event: gr.EventData, visit: gr.Request
    ) -> tuple[str, Any]:
        """An answer of the tab, or its conversation, as a file for the browser to save; and a
        notice."""
        from ui.publishing.conversation.formats import KINDS, made_file

        told = event._data
        suffix, place = told.get("format"), told.get("turn")
        try:
            wanted = self._wanted(answers, talk, place, visit)
            if not wanted or suffix not in KINDS:
                return "", asked.notice(_(NO_FILE))
            file = made_file(_named(wanted), wanted, suffix, datetime.now(UTC).astimezone().date())
            data, request = b64encode(file.data).decode(), told.get("request")
            number = request if isinstance(request, int) else 0
            return render.handed_out(file.name, file.kind, data, number), ""
        except Exception as error:
            return "", asked.notice(sentence(error))

    def _wanted(
        self, answers: Answers, talk: Talk, place: object, visit: gr.Request
    ) -> list[Answer]:
        """The answer at a place of the tab, or all; those that the tab has let go from the file."""
        if isinstance(place, int):
            one = answers[place] if 0 <= place < len(answers) else None
            return [one] if one and one.complete else []
        if None in answers and talk.is_kept:
            try:
                return [*self.keeping.open(visitor_of(visit), talk.id).answers]
            except AssistantError:
                pass  # those that the tab has
        return [one for one in answers if one and one.complete]


def _named(answers: list[Answer]) -> str:
    """The question that names a file: the first that is no small talk."""
    asked_as = [one.asked_as for one in answers if not one.is_reply] or [answers[0].asked_as]
    return asked_as[0]
