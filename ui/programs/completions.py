"""What OpenAI's clients speak: `/v1/chat/completions` and `/v1/models`, for one model.

An answer is sent when the whole of it was checked: nothing that was sent is taken back. Where it
is streamed, that the answer is on its way is told meanwhile.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from assistant.answer import Answer
from assistant.assistant import Assistant
from ui.programs.chat import MODEL, Chat, Completion, ModelList, OpenAIRefusal, content_of
from ui.programs.problems import NO_STORE, Problem, as_json, openai_error, problem_of
from ui.programs.questions import REFUSALS, answered
from ui.programs.serving import Service, event

HELD = 2.0  # seconds in which what is wrong is still told by the status of the answer
STILL = 10.0  # seconds after which a stream says that it is there
OF_OPENAI = {
    status: {**told, "model": OpenAIRefusal} for status, told in REFUSALS.items() if status != 422
}


def add_routes(router: APIRouter, service: Service) -> None:
    """The routes of OpenAI's interface."""

    @router.get(
        "/v1/models",
        response_model=None,
        summary="The one model that there is",
        responses={200: {"model": ModelList}, **OF_OPENAI, 422: {"model": OpenAIRefusal}},
    )
    async def models(request: Request) -> Response:
        await service.done(request, lambda _own, _leave: None)
        told = {"id": MODEL, "object": "model", "created": 0, "owned_by": "policy-assistant"}
        return as_json({"object": "list", "data": [told]})

    @router.post(
        "/v1/chat/completions",
        response_model=None,
        summary="A cited answer, in the form of OpenAI's chat completions",
        responses={
            200: {
                "model": Completion,
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **OF_OPENAI,
            422: {"model": OpenAIRefusal},
        },
    )
    async def complete(request: Request, chat: Chat) -> Response:
        if chat.model != MODEL:
            raise Problem(
                404,
                f"There is no model {chat.model[:80]!r}; there is one, {MODEL!r}.",
                place="model",
                code="model_not_found",
            )
        asked = chat.asked()

        def work(own: Assistant, leave: Callable[[], None]) -> Answer:
            return answered(own, leave, asked)

        if not chat.stream:
            return as_json(completion(await service.done(request, work)))
        answer = asyncio.ensure_future(service.done(request, work))
        await asyncio.wait({answer}, timeout=HELD)
        if answer.done():
            answer.result()  # or its problem, by its status
        usage = chat.stream_options is not None and bool(chat.stream_options.include_usage)
        return StreamingResponse(_streamed(answer, usage), 200, dict(NO_STORE), "text/event-stream")


async def _streamed(waited_for: asyncio.Future[Answer], usage: bool) -> AsyncIterator[bytes]:
    while not waited_for.done():
        yield b": still at work\n\n"
        await asyncio.wait({waited_for}, timeout=STILL)
    try:
        answer = waited_for.result()
    except Exception as error:
        yield event(openai_error(problem_of(error)))
        return
    for chunk in chunks(answer, usage):
        yield event(chunk)
    yield event("[DONE]")


def completion(answer: Answer) -> dict[str, Any]:
    """An answer as one chat completion; its citations stand in the message as well."""
    message = {
        "role": "assistant",
        "content": content_of(answer),
        "refusal": None,
        "citations": [one.to_dict() for one in answer.citations],
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head("chat.completion"), "choices": [choice], "usage": _usage(answer)}


def chunks(answer: Answer, usage: bool) -> Iterator[dict[str, Any]]:
    """The same in pieces, a line of the text in each; the citations come with the last."""
    head = _head("chat.completion.chunk")

    def piece(delta: dict[str, Any], finished: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finished}
        return {**head, "choices": [choice], **({"usage": None} if usage else {})}

    yield piece({"role": "assistant", "content": ""})
    for line in content_of(answer).splitlines(keepends=True):
        yield piece({"content": line})
    yield piece({"citations": [one.to_dict() for one in answer.citations]}, "stop")
    if usage:
        yield {**head, "choices": [], "usage": _usage(answer)}


def _head(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _usage(answer: Answer) -> dict[str, int]:
    """What a language model wrote, where one is set; nothing else here counts tokens."""
    tokens = answer.usage.tokens if answer.usage else 0
    return {"prompt_tokens": 0, "completion_tokens": tokens, "total_tokens": tokens}
