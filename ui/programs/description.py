"""The routes of programs as one router, with their description (OpenAPI 3.1)."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Security
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer
from starlette.requests import Request
from starlette.responses import Response

from assistant.people.rooms import Rooms
from ui.programs import completions, questions
from ui.programs.callers import Callers
from ui.programs.problems import as_json
from ui.programs.serving import Service, keyed_route
from ui.programs.turns import Turns

PER_MINUTE = 60  # requests of one key
KEY = HTTPBearer(
    auto_error=False,  # the route itself has looked at it
    scheme_name="key",
    description="A key that 'assistant keys add NAME' has made: it asks as that person.",
)


def routes(rooms: Rooms, per_minute: int = PER_MINUTE) -> APIRouter:
    """All routes of programs, for the people of `rooms`; each key may call so often a minute."""
    callers = Callers(rooms, per_minute)
    service = Service(callers, Turns())
    router = APIRouter(
        route_class=keyed_route(callers),
        dependencies=[Security(KEY)],
        redirect_slashes=False,
    )
    questions.add_routes(router, service)
    completions.add_routes(router, service)
    made: dict[str, Any] = {}

    @router.get("/api/openapi.json", include_in_schema=False)
    async def description(request: Request) -> Response:
        if not made:
            made.update(described(router))
        return as_json(made)

    return router


def described(router: APIRouter) -> dict[str, Any]:
    """The description of the routes."""
    return get_openapi(
        title="Policy Assistant",
        version=version("policy-assistant"),
        summary="Cited answers from policy documents.",
        description="Each answer is bound by what the person of the key may read.",
        routes=router.routes,
    )
