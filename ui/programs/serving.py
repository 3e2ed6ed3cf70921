"""What every route of programs has: its key is looked at first, and what goes wrong is JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from assistant.assistant import Assistant
from corpus.checked_json import loaded, told_wrong
from corpus.wording import ENGLISH, using
from ui.programs.callers import Callers, KeyHolder
from ui.programs.problems import Problem, problem_of, refusal
from ui.programs.turns import Turns

T = TypeVar("T")
# PersonWork of a person's assistant; the second tells that it needs no place in the line any more.
PersonWork = Callable[[Assistant, Callable[[], None]], T]


@dataclass(frozen=True, slots=True)
class Service:
    """Who may call, and whose turn it is."""

    callers: Callers
    turns: Turns

    async def done(self, request: Request, work: PersonWork[T]) -> T:
        """What the caller's assistant gives, when their turn has come and as long as their key is
        one. Raises Problem, AssistantError."""
        caller: KeyHolder = request.state.caller
        told = f"{request.method} {request.scope['route'].path}"

        def worked(leave: Callable[[], None]) -> T:
            with using(ENGLISH):
                self.callers.note(caller, told)
                return work(self.callers.assistant_of(caller), leave)

        result = await self.turns.run(caller.key, worked)
        await self.callers.of(request)  # a key may have been withdrawn meanwhile
        return result


def keyed_route(callers: Callers) -> type[APIRoute]:
    """The kind of route that lets nobody in without a key."""

    class KeyedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handler = super().get_route_handler()

            async def keyed(request: Request) -> Response:
                with using(ENGLISH):
                    try:
                        request.state.caller = await callers.let_in(request)
                        if request.method == "POST":
                            _check_json(await request.body())
                        return await handler(request)
                    except ClientDisconnect:
                        raise  # the door says why, where there is somebody to tell
                    except RequestValidationError as error:
                        problem = _wrong(error, request)
                    except Exception as error:
                        problem = problem_of(error)
                return refusal(request.url.path, problem)

            return keyed

    return KeyedRoute


def _check_json(body: bytes) -> None:
    """Raises Problem for what is no JSON object that could be kept."""
    try:
        told = loaded(body)
    except ValueError as error:
        raise Problem(400, f"The body cannot be read: {str(error).rstrip('.')}.") from error
    if not isinstance(told, dict):
        raise Problem(422, "The body is not a JSON object; send one in braces.")


def _wrong(error: RequestValidationError, request: Request) -> Problem:
    """What is wrong with a request, in one sentence."""
    errors = [{**one, "loc": one["loc"][1:]} for one in error.errors()]  # no `body`, `query`
    given = error.body if isinstance(error.body, dict) else dict(request.query_params)
    sentence = told_wrong(errors, given)
    place = ".".join(map(str, errors[0]["loc"])) if errors else ""
    return Problem(422, f"The request cannot be answered as it is: {sentence}.", place=place)


def event(value: Any) -> bytes:
    """An event of a stream, as browsers and OpenAI's clients read them."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return b"data: " + text.encode("utf-8", "backslashreplace") + b"\n\n"
