"""The routes by which a service is watched: whether it lives, is ready, and its figures."""

from __future__ import annotations

import ipaddress
from dataclasses import asdict

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.people.rooms import Rooms
from corpus.errors import AccessError, AssistantError
from corpus.wording import _
from ui.page.running.metrics import Metrics
from ui.page.running.readiness import Readiness

BEARER = "bearer "
FRESH = {"cache-control": "no-store"}


def add_routes(
    api: FastAPI, readiness: Readiness, metrics: Metrics, rooms: Rooms, behind_proxy: bool
) -> None:
    """Add them; `behind_proxy` says that what comes from this machine may come from elsewhere."""

    @api.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @api.get("/readyz")
    def readyz() -> JSONResponse:
        checks = readiness.checks()
        ready = all(one.ok for one in checks)
        body = {"status": "ready" if ready else "not ready", "checks": [*map(asdict, checks)]}
        return JSONResponse(body, 200 if ready else 503, FRESH)

    @api.get("/metrics")
    def figures(request: Request) -> Response:
        try:
            if not (_is_here(request) and not behind_proxy or _is_keeper(request, rooms)):
                refused = _("Figures are given on this machine, or for the key of a keeper.")
                return PlainTextResponse(refused, 403)
            text, media_type = metrics.text()
        except AssistantError as error:
            return PlainTextResponse(str(error), 503)
        return Response(text, headers=FRESH | {"content-type": media_type})


def _is_here(request: Request) -> bool:
    """Whether a request comes from this machine itself, and not by way of a proxy on it."""
    if request.client is None or request.state.forwarded:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _is_keeper(request: Request, rooms: Rooms) -> bool:
    """Whether a request brings the key of a keeper. Raises LibraryError."""
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(BEARER) or not rooms.are_closed():
        return False
    try:
        account, _key = rooms.accounts.by_key(given[len(BEARER) :].strip())
    except AccessError:
        return False
    return account.principal.is_keeper
