"""A tab and its conversation: each answer is kept when it is complete, and comes back when asked.

Nothing here may come between a question and its answer: where it cannot be kept, that is one
sentence beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.conversations.conversations import ConversationNotFound, Conversations, new_id
from corpus.errors import AssistantError, LibraryReadOnly, LibraryUnwritten
from corpus.wording import _, both, later, ngettext, number
from index.choice import DocumentChoice
from ui.page.boundary import sentence
from ui.page.door.visitors import Visitor, visitor_of

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.conversations.conversation_file import Conversation

NOT_KEPT = later("This answer is not kept. {cause}")
CAUSES: dict[type[Exception], str] = {
    LibraryUnwritten: later(
        "The disk of the data folder is full or failing; what was kept before is safe, and asking "
        "goes on."
    ),
    LibraryReadOnly: later(
        "The data folder cannot be written; what was kept before is safe, and asking goes on."
    ),
    ConversationNotFound: later("This conversation belongs to another browser; begin a new one."),
}
DAMAGED = both(
    "{count} answer of this conversation cannot be read from the file and is not shown.",
    "{count} answers of this conversation cannot be read from the file and are not shown.",
)


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of a tab, beside its answers: its id, empty before the first question; the
    number in the file of each answer, None for one that is not kept; and the key of the asking
    that is under way.
    """

    id: str = ""
    kept: tuple[int | None, ...] = ()
    asking: str = ""

    @property
    def is_kept(self) -> bool:
        return any(self.kept)

    def number(self, place: int) -> int | None:
        """The number in the file of the answer at a place of the tab."""
        return self.kept[place] if place < len(self.kept) else None


@dataclass(frozen=True, slots=True)
class OpenedTalk:
    """A conversation as a tab shows it; `notice` is what could not be had of it."""

    talk: Talk
    answers: tuple[Answer, ...]
    choice: DocumentChoice
    name: str
    notice: str = ""


def conversation_in_address(request: Any) -> str:
    """The conversation that the address of the page names."""
    query = dict(request.query_params) if request is not None else {}
    return str(query.get("conversation", ""))[:64]


class Keeping:
    """Keeps what tabs are answered, and opens it again."""

    def __init__(self, conversations: Conversations) -> None:
        self.conversations = conversations

    def asking(self, talk: Talk, answers: Sequence[object]) -> Talk:
        """The conversation with a question under way, for all of its answers."""
        kept = (*talk.kept, *[None] * len(answers))[: len(answers)]
        return Talk(talk.id or new_id(), kept, new_id())

    def answered(self, request: Any, talk: Talk, answer: Answer) -> tuple[Talk, str]:
        """The conversation with its last answer, kept where that is wished; and why it is not."""
        visitor, place, problem = visitor_of(request), None, ""
        if visitor is not None and visitor.keeps and self.conversations.keeps:
            try:
                talk, place = self._kept(visitor.owner, talk, answer)
            except Exception as error:
                cause = CAUSES.get(type(error))
                told = _(cause) if cause else sentence(error)
                problem = _(NOT_KEPT).format(cause=told)
        return replace(talk, kept=(*talk.kept, place), asking=""), problem

    def _kept(self, owner: str, talk: Talk, answer: Answer) -> tuple[Talk, int]:
        keep = self.conversations.keep
        try:
            return talk, keep(owner, talk.id, talk.asking, answer, begun=talk.is_kept)
        except ConversationNotFound:
            if not talk.is_kept:
                raise
            # It was deleted meanwhile, from another tab: what is asked now begins another one.
            new = replace(talk, id=new_id(), kept=(None,) * len(talk.kept))
            return new, keep(owner, new.id, new.asking, answer)

    def open(self, visitor: Visitor | None, id: str) -> OpenedTalk:
        """A kept conversation. Raises ConversationNotFound, LibraryError."""
        owner = visitor.owner if visitor is not None else ""
        conversation, turns = self.conversations.open(owner, id)
        read = [(turn.number, turn.answer) for turn in turns if turn.answer is not None]
        missing = len(turns) - len(read)
        told = ngettext(*DAMAGED, missing).format(count=number(missing))
        return OpenedTalk(
            Talk(id, tuple(place for place, answer in read)),
            tuple(answer for place, answer in read),
            conversation.searched_in,
            conversation.name,
            told if missing else "",
        )

    def resumed(self, request: Any, talk: Talk, answers: tuple[Any, ...]) -> tuple[Talk, Any]:
        """The conversation of a tab whose session the server has let go, by its address."""
        id = conversation_in_address(request)
        if answers or talk.id or not id:
            return talk, answers
        try:
            opened = self.open(visitor_of(request), id)
        except AssistantError:
            return talk, answers
        return opened.talk, opened.answers

    def latest(self, request: Any, most: int) -> tuple[Conversation, ...]:
        """The last conversations of who opens the page; none where they cannot be read."""
        visitor = visitor_of(request)
        if visitor is None:
            return ()
        try:
            return self.conversations.find(visitor.owner, most=most).conversations
        except AssistantError:
            return ()
