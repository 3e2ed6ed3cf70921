"""Requests: each has an id, which its answer and all that is logged for it name, and is counted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, Response

from corpus.wording import using
from ui.page.boundary import trouble
from ui.page.door.guard import HEADERS, is_forwarded
from ui.page.door.routes import find
from ui.page.language import asked_in
from ui.page.running.logs import answering, request_id
from ui.page.running.stopping import REFUSED, Stopping

HEADER = b"x-request-id"
# They last as long as a tab is open or a session has events, and say nothing of how long one waits.
TAB = "/gradio_api/heartbeat/{session_hash}"
LASTING = (TAB, "/gradio_api/queue/data")
UNLOGGED = ("/static/{path:path}", "/assets/{path:path}", "/healthz", "/readyz", "/metrics")
Counted = Callable[[str, str, int, float], object]  # route, method, status, seconds

log = logging.getLogger(__name__)
Message = MutableMapping[str, Any]


class _Answer:
    """How far an answer is: its status, 0 before it is begun, and whether it was ended."""

    def __init__(self) -> None:
        self.status, self.ended = 0, False

    def note(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.ended = not message.get("more_body", False)


class Requests:
    """ASGI middleware, the first that a request passes."""

    def __init__(self, app: Any, stopping: Stopping, counted: Counted) -> None:
        self.app = app
        self.stopping, self.counted = stopping, counted
        self._running = 0  # but for those that last
        stopping.also_busy(lambda: self._running > 0)

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for key, value in scope["headers"] if key == HEADER), b"")
        request = request_id(given.decode("latin-1"))
        # What comes after finds it in the headers, as events of the page do.
        headers = [pair for pair in scope["headers"] if pair[0] != HEADER]
        scope = {**scope, "headers": [*headers, (HEADER, request.encode())]}
        scope.setdefault("state", {})["forwarded"] = any(is_forwarded(key) for key, _ in headers)
        route = _route_of(scope)
        answer, started, lasting = _Answer(), time.perf_counter(), route in LASTING

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, request.encode())]
            answer.note(message)
            await send(message)

        self._running += not lasting
        task = asyncio.current_task()
        if route == TAB and task is not None:
            self.stopping.tabs.add(task)
            task.add_done_callback(self.stopping.tabs.discard)
        try:
            with answering(request):
                await self._answered(scope, receive, noting, answer)
        finally:
            self._running -= not lasting
            seconds = time.perf_counter() - started
            self.counted(route, scope["method"], answer.status, -1.0 if lasting else seconds)
            if route not in UNLOGGED:
                figures = {"method": scope["method"], "route": route, "status": answer.status}
                figures["ms"] = round(1000 * seconds)
                extra = {"request": request, "figures": figures}
                log.info("A request was answered", extra=extra)

    async def _answered(self, scope: Message, receive: Any, send: Any, answer: _Answer) -> None:
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:
            if not (self.stopping.begun or scope["path"].startswith(TAB.partition("{")[0])):
                raise
            if answer.ended:
                return
            if answer.status:  # one that lasts has its end here
                await send({"type": "http.response.body", "body": b""})
            else:
                await _response(scope, 503, REFUSED)(scope, receive, send)
        except Exception:
            log.exception("A request failed")
            if answer.status:  # the connection breaks off, as it must
                raise
            with using(asked_in(HTTPConnection(scope))):
                await _response(scope, 500, trouble())(scope, receive, send)


def _route_of(scope: Message) -> str:
    """The route of a request as it is named; what is asked in vain has none of its own."""
    known = find(scope["path"])
    return known[0].path if known else "none"


def _response(scope: Message, status: int, sentence: str) -> Response:
    """As what calls the route shows it."""
    if any(route.body == "json" for route in find(scope["path"])):
        return JSONResponse({"detail": sentence}, status, HEADERS)
    return PlainTextResponse(sentence, status, HEADERS)
