"""A chat as OpenAI's clients send it, made a question with the turns before it; and its answer.

What changes nothing of what an answer says (`temperature`, `max_tokens`, `seed`) is passed over;
what asks for something that is not done here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Citation
from corpus.language.identification import reply_language
from corpus.wording import LANGUAGES, _, using
from ui.page.ask.export import short_reference
from ui.programs.problems import Problem
from ui.programs.shapes import MOST_TURNS, AskRequest, EarlierTurn

MODEL = "assistant"  # the one that there is
MOST_MESSAGES = 2 * MOST_TURNS
MOST_PARTS = 1000  # of a message


class Lenient(BaseModel):
    """What may have more keys than are read here."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class ContentPart(Lenient):
    """A part of a message; only text is read."""

    type: str
    text: str | None = None


class Message(Lenient):
    """A message of a chat. Of those of a user and the assistant the words are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | Annotated[list[ContentPart], Field(max_length=MOST_PARTS)] | None = None

    def text(self, place: int) -> str:
        """Its words. Raises Problem for what is no text."""
        if not isinstance(self.content, list):
            return self.content or ""
        for part in self.content:
            if part.type != "text" or part.text is None:
                raise Problem(
                    422,
                    f"A part of messages[{place}] is {part.type[:40]!r}; only text is read.",
                    place=f"messages.{place}.content",
                )
        return "\n".join(part.text or "" for part in self.content)


class StreamOptions(Lenient):
    """What a stream tells beside the answer."""

    include_usage: bool | None = None


class Chat(Lenient):
    """A request for a chat completion. The last message of the user is the question."""

    model: Annotated[str, Field(json_schema_extra={"enum": [MODEL]})]
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(description="1: there is one answer.")] = None
    tools: Annotated[list[Any] | None, Field(description="None are called.")] = None
    functions: Annotated[list[Any] | None, Field(description="None are called.")] = None
    logprobs: Annotated[bool | None, Field(description="There are none.")] = None
    modalities: Annotated[list[Any] | None, Field(description="Text alone.")] = None
    response_format: Annotated[dict[str, Any] | None, Field(description="Text alone.")] = None

    def asked(self) -> AskRequest:
        """The question with its history. Raises Problem."""
        self._refuse_what_is_not_done()
        last = max((n for n, one in enumerate(self.messages) if one.role == "user"), default=None)
        if last is None:
            raise Problem(
                422, "No message is of the user; its last one is the question.", place="messages"
            )
        question = self.messages[last].text(last)
        return AskRequest(question=question, history=_history(self.messages[:last]))

    def _refuse_what_is_not_done(self) -> None:
        text_only = [] if self.modalities is None else [m for m in self.modalities if m != "text"]
        form = (self.response_format or {}).get("type", "text")
        refused = {
            "n": self.n not in (None, 1),
            "tools": bool(self.tools),
            "functions": bool(self.functions),
            "logprobs": bool(self.logprobs),
            "modalities": bool(text_only),
            "response_format": form != "text",
        }
        for name, wrong in refused.items():
            if wrong:
                raise Problem(
                    422,
                    f"{name!r} asks for what is not done here: one answer is given, as text. "
                    "Leave it out.",
                    place=name,
                    code="unsupported_parameter",
                )


def _history(messages: Sequence[Message]) -> list[EarlierTurn]:
    """The earlier questions, each with what was answered before the next."""
    turns: list[EarlierTurn] = []
    for place, message in enumerate(messages):
        if message.role == "user":
            turns.append(EarlierTurn(question=message.text(place)))
        elif message.role == "assistant" and turns:
            said = without_sources(message.text(place))
            before = turns[-1]
            answer = f"{before.answer}\n{said}".strip()
            turns[-1] = EarlierTurn(question=before.question, answer=answer)
    return [one for one in turns if one.question.strip()]


def content_of(answer: Answer) -> str:
    """The text of an answer with its markers, and below it a line for each source, in the language
    of the question."""
    with using(reply_language(answer.question)):
        lines = [answer.text, *(f"- {choice}" for choice in answer.choices)]
        if answer.citations:
            lines += ["", _heading(), *map(_source, answer.citations)]
        return "\n".join(lines)


def _source(citation: Citation) -> str:
    return f"[{citation.marker}] {short_reference(citation)}"


def _heading() -> str:
    return f"{_('Sources')}:"


def without_sources(content: str) -> str:
    """What was answered, without the lines of sources that `content_of` has put below."""
    return _sources_below().sub("", content)


def _sources_below() -> re.Pattern[str]:
    headings = []
    for language in LANGUAGES:
        with using(language):
            headings.append(re.escape(_heading()))
    return re.compile(rf"\n\n(?:{'|'.join(headings)})(?:\n\[\d+\] [^\n]*)+\s*\Z")


class CitedMessage(BaseModel):
    role: Literal["assistant"]
    content: str
    refusal: str | None
    citations: Annotated[list[Citation], Field(description="As in the JSON of an answer.")]


class CompletionChoice(BaseModel):
    index: int
    message: CitedMessage
    logprobs: None
    finish_reason: Literal["stop"]


class TokenUsage(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A chat completion."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: TokenUsage


class ModelShown(BaseModel):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    """The models."""

    object: Literal["list"]
    data: list[ModelShown]


class OpenAIProblem(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIRefusal(BaseModel):
    """Why a request was not answered."""

    error: OpenAIProblem
